@testable import Catalog
import Customers
import Database
import Integrations
import Jobs
import Kernel
import Ordering
import Records
@testable import Storefront
import Testing
import TestSupport

/// What clients and visitors are shown, against a slow and obvious look at every rule.
@Suite("Assortments")
struct AssortmentTests {
    /// A policy as the ERP tells it.
    private struct Told {
        var isVisible = true
        var isVisitors = false
        var rules: [(allow: Bool, scope: String, target: String)] = []

        func json(_ id: String) -> JSON {
            [
                "external_id": .string(id), "default": isVisible ? "visible" : "hidden", "visitor": .bool(isVisitors),
                "rules": .array(rules.map { ["allow": .bool($0.allow), "scope": .string($0.scope), "target": .string($0.target)] }),
            ]
        }

        func speaks(of product: Goods, allow: Bool) -> Bool {
            rules.contains { rule in
                rule.allow == allow
                    && (rule.scope == "product" ? rule.target == product.id : rule.scope == "brand" ? rule.target == product.brand : product.categories.contains(rule.target))
            }
        }

        func shows(_ product: Goods) -> Bool { !speaks(of: product, allow: false) && (speaks(of: product, allow: true) || isVisible) }
    }

    private struct Goods {
        let id: String
        let brand: String?
        let categories: [String]

        init(_ product: StoreProduct, _ storefront: Storefront) {
            let above = ["K0": ["K0"], "K1": ["K1", "K0"], "K2": ["K2"]]
            id = product.externalID
            brand = product.brand.flatMap { storefront.brands[$0]?.externalID }
            categories = product.category.flatMap { storefront.categories[$0]?.externalID }.flatMap { above[$0] } ?? []
        }
    }

    /// The articles of what is called «Товар …».
    private static func named(_ products: [StoreProduct]) -> [String] { products.filter { $0.name.hasPrefix("Товар") }.map(\.article) }

    private static func policy(_ random: inout Seeded) -> Told {
        var told = Told(isVisible: Bool.random(using: &random), isVisitors: Int.random(in: 0...2, using: &random) == 0)
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            let scope = ["product", "brand", "category"].randomElement(using: &random) ?? "product"
            let target = ["product": "Q\(Int.random(in: 1...90, using: &random))", "brand": "B\(Int.random(in: 1...2, using: &random))", "category": "K\(Int.random(in: 0...2, using: &random))"]
            told.rules.append((Bool.random(using: &random), scope, target[scope] ?? ""))
        }
        return told
    }

    @Test("lists, searches, counts, prices and orders show what a plain look at every rule shows", arguments: Engine.allCases, [11, 12] as [UInt64])
    func property(_ engine: Engine, _ seed: UInt64) async throws {
        try await House.open(engine) { house in
            var random = Seeded(seed)
            try await ProductQueryTests.furnish(house, &random)
            try await house.put("legal-entities", #"{"external_id":"S2","name":"Юг"}"#)
            try await house.put("contracts", #"{"external_id":"D2","client":"C1","legal_entity":"S2","price_lists":["L1"],"number":"Д-2"}"#)
            let viewers = [try await house.buyer(), try await house.buyer(client: "C2"), .visitor]
            let all = house.shelf(.system).products(from: 0, limit: 1000).products
            var told: [String: Told] = [:]
            var given: [String: String] = [:]
            var hidden = 0
            for round in 0..<25 {
                for _ in 0..<2 {
                    let id = "A\(Int.random(in: 1...4, using: &random))"
                    told[id] = Self.policy(&random)
                    let outcomes = try await house.put("assortments", [try #require(told[id]).json(id)])
                    #expect(outcomes.allSatisfy { $0.status != .refused }, "\(outcomes)")
                }
                for (owner, kind) in [("C1", "clients"), ("C2", "clients"), ("D1", "contracts"), ("D2", "contracts")] where Bool.random(using: &random) {
                    given[owner] = Bool.random(using: &random) ? told.keys.sorted().randomElement(using: &random) : nil
                    try await house.put(kind, [["external_id": .string(owner), "assortment": .text(given[owner])]])
                }
                func shown(_ goods: Goods, to client: String?, under contract: String?) -> Bool {
                    guard let client else { return told.values.filter(\.isVisitors).allSatisfy { $0.shows(goods) } }
                    let general = given[client].flatMap { told[$0] }
                    if general?.speaks(of: goods, allow: false) ?? false { return false }
                    return (contract.flatMap { given[$0] }.flatMap { told[$0] } ?? general)?.shows(goods) ?? true
                }
                let ways: [(client: String?, contracts: [String?])] = [("C1", ["D1", "D2"]), ("C2", [nil]), (nil, [nil])]
                for (viewer, way) in zip(viewers, ways) {
                    let shelf = house.shelf(viewer)
                    let context = "seed \(seed), round \(round), \(way.client ?? "visitor")"
                    let own = all.filter { product in way.contracts.contains { shown(Goods(product, shelf.storefront), to: way.client, under: $0) } }
                    hidden += all.count - own.count
                    let articles = own.map(\.article)
                    #expect(shelf.products(from: 0, limit: 1000).products.map(\.article) == articles, "\(context)")
                    #expect(all.filter { shelf.product($0.article) != nil }.map(\.article) == articles)
                    #expect(all.filter { shelf.product($0.id) != nil }.map(\.article) == articles)
                    #expect(shelf.suggestions(for: "Товар", limit: 1000).products.map(\.article).sorted() == Self.named(own).sorted(), "\(context)")
                    #expect(shelf.suggestions(for: "Один").brands.isEmpty != own.contains { Goods($0, shelf.storefront).brand == "B1" })
                    #expect(shelf.suggestions(for: "Верх").categories.isEmpty != own.contains { Goods($0, shelf.storefront).categories.contains("K0") })
                    for _ in 0..<6 {
                        let query = ProductQueryTests.query(&random)
                        let expected = ProductQueryTests.plain(query, own, shelf)
                        let page = shelf.products(query, limit: 1000, facets: true)
                        #expect(page.items.map(\.article) == expected.map(\.article), "\(context): \(query)")
                        #expect(page.facets.flatMap { facet in facet.values.map { "\(facet.code) \($0.value) \($0.count)" } }.sorted() == ProductQueryTests.counts(expected, shelf))
                        var walked: [String] = []
                        var cursor: ProductCursor?
                        repeat {
                            let page = shelf.products(query, after: cursor, limit: 11)
                            #expect(page.total == expected.count)
                            walked += page.items.map(\.article)
                            cursor = page.next
                        } while cursor != nil && walked.count <= expected.count
                        #expect(walked == expected.map(\.article), "\(context): \(query)")
                        let offset = Int.random(in: 0...40, using: &random)
                        #expect(shelf.products(query, offset: offset, limit: 9).items.map(\.article) == expected.dropFirst(offset).prefix(9).map(\.article), "\(context): \(query)")
                        var searched = query
                        searched.text = "товар"
                        #expect(Set(shelf.products(searched, limit: 1000).items.map(\.article)) == Set(Self.named(expected)), "\(context): \(query)")
                    }
                    for product in all {
                        guard case .success(let price)? = shelf.price(product, for: product.leastOrder) else { continue }
                        #expect(shown(Goods(product, shelf.storefront), to: way.client, under: price.contract.externalID), "\(context): priced under a contract that shows it")
                    }
                }
                // What the placing transaction sees, and a storefront loaded anew.
                let (buyer, ids) = (viewers[0], all.map(\.id))
                let placing = try await house.database.read { try Storefront(of: ids, under: buyer.contracts, at: House.now, forUpdate: false, from: $0) }
                let fresh = LiveStorefront(house.database)
                try await fresh.start()
                let own = all.filter { house.shelf(buyer).product($0.id) != nil }.map(\.article)
                #expect(all.filter { Shelf(placing, for: buyer, at: House.now).product($0.id) != nil }.map(\.article) == own, "seed \(seed), round \(round)")
                #expect(all.filter { Shelf(fresh.current, for: buyer, at: House.now).product($0.id) != nil }.map(\.article) == own, "seed \(seed), round \(round)")
            }
            #expect(hidden > 500, "something is hidden")
        }
    }

    @Test("a deny beats an allow, a contract's policy stands in the place of the client's, and what the client's denies stays denied", arguments: Engine.allCases)
    func precedence(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("categories", #"{"external_id":"K0","name":"Крепёж"}"#, #"{"external_id":"K1","parent":"K0","name":"Болты"}"#)
            try await house.put("products", #"{"external_id":"P1","category":"K1"}"#, #"{"external_id":"P2","category":"K0"}"#)
            try await house.put(
                "assortments", #"{"external_id":"A1","default":"visible","rules":[{"allow":false,"scope":"category","target":"K0"},{"allow":true,"scope":"product","target":"P1"}]}"#,
                #"{"external_id":"A2","default":"hidden","rules":[{"allow":true,"scope":"category","target":"K0"}]}"#,
                #"{"external_id":"A3","default":"visible","rules":[{"allow":false,"scope":"product","target":"P3"}]}"#,
                #"{"external_id":"A4","default":"hidden","visitor":true,"rules":[{"allow":true,"scope":"product","target":"P2"}]}"#)
            let buyer = try await house.buyer()
            func seen(_ viewer: Viewer) -> [String] { house.shelf(viewer).products(from: 0, limit: 10).products.map(\.article) }
            #expect(seen(buyer) == ["B-1", "C-1", "N-1"])
            try await house.put("clients", #"{"external_id":"C1","assortment":"A1"}"#)
            #expect(seen(buyer) == ["C-1"])
            try await house.put("clients", #"{"external_id":"C1","assortment":"A3"}"#)
            #expect(seen(buyer) == ["B-1", "N-1"])
            try await house.put("contracts", #"{"external_id":"D1","assortment":"A2"}"#)
            #expect(seen(buyer) == ["B-1", "N-1"])
            try await house.put("assortments", #"{"external_id":"A3","rules":[{"allow":false,"scope":"product","target":"P1"}]}"#)
            #expect(seen(buyer) == ["N-1"])
            try await house.put("products", #"{"external_id":"P3","category":"K1"}"#)
            #expect(seen(buyer) == ["C-1", "N-1"])
            #expect(seen(.visitor) == ["N-1"])
            #expect(seen(.system) == ["B-1", "C-1", "N-1"])
            #expect(try await house.buyer(client: "C2").client != nil)
            #expect(seen(try await house.buyer(client: "C2")) == ["B-1", "C-1", "N-1"])
        }
    }

    @Test("a policy with an unknown target is refused with its place, and harms no neighbour", arguments: Engine.allCases)
    func refusals(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let outcomes = try await house.put(
                "assortments", #"{"external_id":"A1","default":"visible","rules":[{"allow":true,"scope":"product","target":"P1"},{"allow":false,"scope":"brand","target":"BX"}]}"#,
                #"{"external_id":"A2","default":"hidden"}"#, #"{"external_id":"A3","default":"visible","rules":[{"allow":1,"scope":"all"}]}"#,
                #"{"external_id":"A4","default":"some"}"#, #"{"external_id":"A5"}"#, #"{"external_id":"A2","default":"hidden"}"#)
            #expect(outcomes.map(\.status) == [.refused, .created, .refused, .refused, .refused, .unchanged])
            #expect(outcomes.flatMap(\.problems).map(\.pointer) == ["/rules/1/target", "/rules", "/default", "/default"])
            let refused = try await house.put("clients", #"{"external_id":"C1","assortment":"AX"}"#)
            #expect(refused.flatMap(\.problems).map(\.reason) == ["unknown_reference"])
            try await house.put("clients", #"{"external_id":"C1","assortment":"A2"}"#)
            let read = try await house.database.read { try records(kind: "clients", updatedSince: nil, limit: 10, for: .system, in: $0).items }
            #expect(read.first?["assortment"] == "A2")
        }
    }

    @Test("an order with a hidden product is refused as with an unknown one; what was ordered before stays readable", arguments: Engine.allCases)
    func ordering(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let buyer = try await house.buyer()
            let before = try await house.order([("B-1", "1"), ("N-1", "5")], for: buyer)
            let hidden = try #require(house.shelf(buyer).product("B-1")).id
            try await house.put("assortments", #"{"external_id":"A1","default":"visible","rules":[{"allow":false,"scope":"product","target":"P1"}]}"#)
            try await house.put("contracts", #"{"external_id":"D1","assortment":"A1"}"#)
            var request = OrderRequest()
            request.lines = [OrderRequest.Line(product: hidden, quantity: .one)]
            let wanted = request
            let refusal = await #expect(throws: Refusal.self) {
                try await house.database.write { _ = try placeOrder(wanted, for: buyer, at: House.now, in: $0) }
            }
            #expect(refusal?.problems.map(\.code) == [.unknown])
            let stored = try await house.database.read { try order(before.number, for: buyer, in: $0) }
            #expect(stored.lines.map(\.article) == ["B-1", "N-1"])
        }
    }

    @Test("a policy that was only named so far shows everything until it is told", arguments: Engine.allCases)
    func namedBefore(_ engine: Engine) async throws {
        try await withDatabase(engine, migrations: (businessSchema + [JobsSchema.migration]).filter { $0.number < 105 }) { database in
            try await database.write { writer in
                try writer.run("INSERT INTO clients (external_id, name, name_folded, assortment, updated_at) VALUES ('C1', 'Один', 'один', 'A1', 0), ('C2', 'Два', 'два', NULL, 0)")
            }
            try await migrate(database, businessSchema + [JobsSchema.migration])
            let house = House(database: database, storefront: LiveStorefront(database))
            try await house.storefront.start()
            try await house.put("products", #"{"external_id":"P1","article":"B-1","name":"Болт"}"#)
            let buyer = try await house.buyer()
            #expect(house.shelf(buyer).product("B-1") != nil)
            #expect(try await house.put("assortments", #"{"external_id":"A1","default":"hidden"}"#).map(\.status) == [.updated])
            #expect(house.shelf(buyer).product("B-1") == nil)
            #expect(house.shelf(try await house.buyer(client: "C2")).product("B-1") != nil)
        }
    }

    @Test("a set of bits is a set, and finds its n-th member and the next one", arguments: [1, 2, 3] as [UInt64])
    func bits(_ seed: UInt64) {
        var random = Seeded(seed)
        for count in [0, 1, 63, 64, 65, 500] {
            let density = Int.random(in: 0...4, using: &random)
            let members = Set((0..<count).filter { _ in Int.random(in: 0..<4, using: &random) < density })
            let bits = BitSet(count: count, members.contains)
            let sorted = members.sorted()
            #expect(bits.total == members.count)
            for number in -1...(count + 70) {
                #expect(bits[number] == members.contains(number), "seed \(seed), \(number) of \(count)")
                #expect(bits.next(from: number) == sorted.first { $0 >= number }, "seed \(seed), \(number) of \(count)")
                #expect(bits.member(number) == (sorted.indices.contains(number) ? sorted[number] : nil), "seed \(seed), \(number) of \(count)")
            }
            #expect(bits.members(from: 10, limit: 7) == Array(sorted.filter { $0 >= 10 }.prefix(7)))
        }
    }

    @Test("masks are kept within their bound, and not made again for what does not concern them", arguments: [Engine.sqlite])
    func bounds(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("assortments", #"{"external_id":"A1","default":"hidden","rules":[{"allow":true,"scope":"product","target":"P1"}]}"#)
            try await house.put("clients", #"{"external_id":"C1","assortment":"A1"}"#)
            let buyer = try await house.buyer()
            let first = try #require(house.shelf(buyer).mask)
            try await house.put("stock", #"{"warehouse":"W1","product":"P1","quantity":"3"}"#)
            try await house.put("prices", #"{"price_list":"L1","product":"P1","unit_price":"99.99"}"#)
            #expect(house.shelf(buyer).mask === first)
            try await house.put("products", #"{"external_id":"P9","article":"Z","name":"Новый"}"#)
            #expect(house.shelf(buyer).mask !== first)
            let masks = AssortmentMasks(limit: 2000)
            for number in 1...50 { masks.keep(first, for: [AssortmentView(deciding: [ID(Int64(number))], denying: [])]) }
            #expect((1...9).contains(masks.count))
        }
    }
}
