import Customers
import Database
import Integrations
import Kernel
import Pricing
import Records
@testable import Storefront
import Testing
import TestSupport

/// Lists of products against a slow and obvious look at every product.
@Suite("Lists of products")
struct ProductQueryTests {
    private static let colours = ["красный", "синий", "белый"]

    static func furnish(_ house: House, _ random: inout Seeded) async throws {
        try await house.furnish()
        func pick(_ items: [JSON]) -> JSON { items.randomElement(using: &random) ?? .null }
        try await house.put("categories", #"{"external_id":"K0","name":"Верх"}"#, #"{"external_id":"K1","parent":"K0","name":"Низ"}"#, #"{"external_id":"K2","name":"Прочее"}"#)
        try await house.put("brands", #"{"external_id":"B1","name":"Один"}"#, #"{"external_id":"B2","name":"Два"}"#)
        try await house.put("parameters", #"{"external_id":"p1","code":"color","name":"Цвет","type":"choice"}"#,
            #"{"external_id":"p2","code":"length","name":"Длина","type":"number","unit":"мм"}"#, #"{"external_id":"p3","code":"armored","name":"Броня","type":"flag"}"#)
        let outcomes = try await house.put("products", (1...90).map { number in
            var parameters: JSONObject = [:]
            if Int.random(in: 0...3, using: &random) > 0 { parameters["color"] = .string(colours[Int.random(in: 0..<3, using: &random)]) }
            if Int.random(in: 0...3, using: &random) > 0 { parameters["length"] = .string(["5", "10", "12.5", "100"][Int.random(in: 0..<4, using: &random)]) }
            if Bool.random(using: &random) { parameters["armored"] = .bool(Bool.random(using: &random)) }
            return [
                "external_id": .string("Q\(number)"), "article": .string("Q-\(number)"), "name": .string("Товар \(90 - number / 2)"),
                "category": pick(["K0", "K1", "K2", .null]), "brand": pick(["B1", "B2", .null]), "parameters": .object(parameters),
                "vat_class": pick(["standard", "reduced", "exempt"]),
            ]
        })
        #expect(outcomes.allSatisfy { $0.status == .created }, "\(outcomes.flatMap(\.problems).first.map { "\($0)" } ?? "")")
        let priced = (1...90).filter { _ in Int.random(in: 0...5, using: &random) > 0 }
        try await house.put("prices", priced.map { number in
            ["price_list": "L1", "product": .string("Q\(number)"), "unit_price": .string("\(Int.random(in: 1...20, using: &random)).5")]
        })
        try await house.put("stock", (1...90).map { number in
            ["warehouse": "W1", "product": .string("Q\(number)"), "quantity": .string("\(Int.random(in: 0...1, using: &random) * 7)")]
        })
    }

    @Test("filters, orders, pages and counts are those of a plain look at every product", arguments: Engine.allCases, [1, 2] as [UInt64])
    func property(_ engine: Engine, _ seed: UInt64) async throws {
        try await House.open(engine) { house in
            var random = Seeded(seed)
            try await Self.furnish(house, &random)
            var shelf = house.shelf(try await house.buyer())
            let all = shelf.products(from: 0, limit: 1000).products
            var found = 0
            for round in 0..<500 {
                // Now on one core, now on all of them.
                shelf.portion = round % 2 == 0 ? 4096 : 3
                let query = Self.query(&random)
                let expected = Self.plain(query, all, shelf)
                let page = shelf.products(query, limit: 1000, facets: true)
                #expect(page.items.map(\.article) == expected.map(\.article), "seed \(seed), round \(round): \(query)")
                #expect(page.total == expected.count)
                let counts = page.facets.flatMap { facet in facet.values.map { "\(facet.code) \($0.value) \($0.count)" } }.sorted()
                #expect(counts == Self.counts(expected, shelf), "seed \(seed), round \(round): \(query)")
                let units = expected.compactMap { Self.units($0, shelf, query.includingVAT) }
                let range = page.facets.first { $0.code == "price" }?.range
                #expect(range.map { [$0.least.units, $0.most.units] } == (units.isEmpty ? nil : [units.min() ?? 0, units.max() ?? 0]))
                let lengths = expected.compactMap { Self.parameter($0, "length") }.compactMap { Double($0) }
                let numbers = page.facets.first { $0.code == "length" }?.numbers
                #expect(numbers.map { [Double($0.least), Double($0.most)] } == (lengths.isEmpty ? nil : [lengths.min(), lengths.max()]))
                var walked: [String] = []
                var cursor: ProductCursor?
                repeat {
                    let page = shelf.products(query, after: cursor, limit: 7)
                    #expect(page.total == expected.count)
                    walked += page.items.map(\.article)
                    cursor = page.next
                } while cursor != nil && walked.count <= expected.count
                #expect(walked == expected.map(\.article), "seed \(seed), round \(round): \(query)")
                let offset = Int.random(in: 0...40, using: &random)
                #expect(shelf.products(query, offset: offset, limit: 9).items.map(\.article) == expected.dropFirst(offset).prefix(9).map(\.article))
                found += expected.count
            }
            #expect(found > 500, "the queries find something")
        }
    }

    @Test("each choice that a list offers is counted as a look at every product without it counts", arguments: Engine.allCases, [3, 4] as [UInt64])
    func choices(_ engine: Engine, _ seed: UInt64) async throws {
        try await House.open(engine) { house in
            var random = Seeded(seed)
            try await Self.furnish(house, &random)
            let shelf = house.shelf(try await house.buyer())
            let all = shelf.products(from: 0, limit: 1000).products
            var offered = 0
            for round in 0..<80 {
                let query = Self.query(&random)
                func found(_ change: (inout ProductQuery) -> Void) -> [StoreProduct] {
                    var other = query
                    change(&other)
                    return Self.plain(other, all, shelf)
                }
                let expected = found { _ in }
                let listing = shelf.listing(query, offset: 3, limit: 11)
                #expect(listing.page.items.map(\.article) == expected.dropFirst(3).prefix(11).map(\.article) && listing.page.total == expected.count, "seed \(seed), round \(round)")
                let choices = try #require(listing.choices)
                let brands = Dictionary(grouping: found { $0.brands = [] }.compactMap { $0.brand.flatMap { shelf.storefront.brands[$0]?.externalID } }) { $0 }
                #expect(choices.brands.map { "\($0.value) \($0.count)" }.sorted() == brands.map { "\($0.key) \($0.value.count)" }.sorted(), "seed \(seed), round \(round)")
                #expect(choices.inStock == found { $0.inStock = true }.count)
                let units = found { ($0.minPrice, $0.maxPrice) = (nil, nil) }.compactMap { Self.units($0, shelf, query.includingVAT) }
                #expect(choices.prices?.least.units == units.min() && choices.prices?.most.units == units.max(), "seed \(seed), round \(round): \(query)")
                for code in ["color", "length", "armored"] {
                    let values = found { ($0.values[code], $0.ranges[code]) = (nil, nil) }.compactMap { Self.parameter($0, code) }
                    let counts = Dictionary(grouping: values) { $0 }.mapValues(\.count)
                    let isAsked = query.values[code] != nil || query.ranges[code] != nil
                    let isOffered = !counts.isEmpty && (isAsked || counts.count > 1 || counts.values.first != expected.count)
                    let facet = choices.parameters.first { $0.code == code }
                    #expect((facet != nil) == isOffered, "seed \(seed), round \(round), \(code): \(query)")
                    guard let facet else { continue }
                    let within = counts.filter { value, _ in query.ranges[code].map { Self.isWithin($0, value) } ?? true }
                    #expect(Dictionary(uniqueKeysWithValues: facet.values.map { ($0.value, $0.count) }) == within, "seed \(seed), round \(round), \(code)")
                    #expect(facet.values.allSatisfy { $0.count > 0 }, "what nothing has is not offered")
                    let order = facet.values.map(\.value)
                    if code == "length" {
                        #expect(order == order.sorted { Double($0) ?? 0 < Double($1) ?? 0 })
                        let all = counts.keys.sorted { Double($0) ?? 0 < Double($1) ?? 0 }
                        #expect(facet.numbers?.least == all.first && facet.numbers?.most == all.last)
                    }
                    offered += 1
                }
                let again = shelf.listing(query, offset: 3, limit: 11)
                #expect(again.page.items.map(\.article) == listing.page.items.map(\.article) && again.page.total == listing.page.total)
                #expect(String(describing: again.choices) == String(describing: listing.choices))
                func told(_ choices: ListChoices) -> [String] {
                    [String(describing: choices.brands), String(describing: choices.categories.sorted { $0.key < $1.key }), "\(choices.inStock)", String(describing: choices.parameters)]
                }
                let whole = query.category == nil && !query.isNarrowed
                let many = shelf.listing(query, limit: 11, choosable: 0).choices
                if whole { #expect(many.map(told) == told(choices) && many?.prices == nil, "of all everything but prices is told, however many there are") } else {
                    #expect((many == nil) == !expected.isEmpty, "of too many nothing is told")
                }
                if query.isNarrowed {
                    // How many are looked at does not matter, only how many are found; nor how many cores look.
                    var shared = shelf
                    shared.portion = 3
                    let narrow = try #require(shared.listing(query, limit: 11, choosable: expected.count).choices)
                    #expect(told(narrow) == told(choices) && String(describing: narrow.prices) == String(describing: choices.prices), "seed \(seed), round \(round)")
                }
                #expect(shelf.listing(query, limit: 11, choosable: 0).page.items.map(\.article) == expected.prefix(11).map(\.article))
            }
            #expect(offered > 100, "choices are offered")
        }
    }

    @Test("what the whole of a large catalogue can be narrowed by follows every change, for each who is shown it", arguments: Engine.allCases, [5] as [UInt64])
    func whole(_ engine: Engine, _ seed: UInt64) async throws {
        try await House.open(engine) { house in
            var random = Seeded(seed)
            try await Self.furnish(house, &random)
            func told(_ viewer: Viewer, choosable: Int) -> [String] {
                guard let choices = house.shelf(viewer).listing(ProductQuery(), limit: 5, choosable: choosable).choices else { return [] }
                return [String(describing: choices.brands), String(describing: choices.categories.sorted { $0.key < $1.key }), "\(choices.inStock)", String(describing: choices.parameters)]
            }
            var before: [String] = []
            /// Counted beforehand as one by one, for the house, for a client and for one who may not see stock.
            func agree(_ change: String) async throws {
                let viewers = [Viewer.system, try await house.buyer(), try await house.buyer([.catalog]), .visitor]
                for viewer in viewers { #expect(told(viewer, choosable: 0) == told(viewer, choosable: 1_000_000), "\(change)") }
                let now = told(try await house.buyer(), choosable: 0)
                #expect(now != before, "\(change) is seen")
                before = now
            }
            try await agree("the beginning")
            let shelf = house.shelf(try await house.buyer())
            let some = try #require(shelf.products(from: 0, limit: 1000).products.first { product in
                guard shelf.free(product) > .zero, product.brand != nil, case .success? = shelf.price(product, for: product.leastOrder) else { return false }
                return true
            })
            let id = try #require(try await house.database.read { try $0.row("SELECT external_id FROM products WHERE id = \(some.id)")?.get("external_id", as: String.self) })
            _ = try await house.order([(some.article, shelf.free(some).decimal)], for: try await house.buyer())
            try await agree("an order that takes the rest")
            try await house.put("brands", #"{"external_id":"B1","name":"Иначе"}"#)
            try await agree("a brand of another name")
            try await house.put("parameters", #"{"external_id":"p2","code":"length","name":"Долгота","type":"number","unit":"мм"}"#)
            try await agree("a parameter of another name")
            try await house.put("products", #"{"external_id":"\#(id)","brand":null,"parameters":{"color":"лиловый"}}"#)
            try await agree("another product")
            try await house.put("assortments", #"{"external_id":"A1","default":"visible","rules":[{"allow":false,"scope":"brand","target":"B1"}]}"#)
            try await house.put("clients", #"{"external_id":"C1","assortment":"A1"}"#)
            try await agree("a policy")
            let fresh = LiveStorefront(house.database)
            try await fresh.start()
            let started = Shelf(fresh.current, for: try await house.buyer(), at: House.now).listing(ProductQuery(), limit: 5, choosable: 0).choices
            #expect(started.map { "\($0.inStock)" } == before.dropFirst(2).first)
        }
    }

    @Test("by stock comes first what most is free of in the warehouses that the viewer sees, and nothing is told to those who may not see it", arguments: Engine.allCases)
    func stock(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("legal-entities", #"{"external_id":"S2","name":"ООО «Юг»","inn":"7728168971","time_zone":"Europe/Moscow"}"#)
            try await house.put("warehouses", #"{"external_id":"W2","name":"Чужой","legal_entity":"S2","priority":2}"#)
            try await house.put("stock", #"{"warehouse":"W2","product":"P2","quantity":"5000"}"#)
            func articles(_ viewer: Viewer, _ change: (inout ProductQuery) -> Void = { _ in }) async throws -> [String] {
                var query = ProductQuery()
                query.sort = .stock
                change(&query)
                return house.shelf(viewer).products(query, limit: 10).items.map(\.article)
            }
            let buyer = try await house.buyer()
            // C-1 100.5, B-1 10, N-1 5: what lies in another seller's warehouse is not there for this client.
            let whole = try await articles(buyer)
            #expect(whole == ["C-1", "B-1", "N-1"])
            let narrowed = try await articles(buyer) { $0.inStock = true }
            #expect(narrowed == whole)
            let all = try await articles(.system)
            #expect(all == ["N-1", "C-1", "B-1"])
            let blind = try await articles(try await house.buyer([.catalog, .prices]))
            #expect(blind == ["B-1", "C-1", "N-1"])
            // What is ordered is free no more.
            _ = try await house.order([("C-1", "95.5")], for: buyer)
            let after = try await articles(buyer)
            #expect(after == ["B-1", "C-1", "N-1"])
        }
    }

    static func query(_ random: inout Seeded) -> ProductQuery {
        func seldom() -> Bool { Int.random(in: 0...3, using: &random) == 0 }
        var query = ProductQuery()
        if seldom() { query.category = ["K0", "K1", "K2", "KX"].randomElement(using: &random) }
        if seldom() { query.brands = [["B1"], ["B2"], ["Один", "B2"], ["BX"]].randomElement(using: &random) ?? [] }
        if seldom() { query.inStock = true }
        if seldom() { query.minPrice = UnitPrice("4.5") }
        if seldom() { query.maxPrice = UnitPrice("12.5") }
        if seldom() { query.values["color"] = [["красный"], ["синий", "белый"], ["нет такого"]].randomElement(using: &random) ?? [] }
        if seldom() { query.values["armored"] = ["true"] }
        if seldom() { query.ranges["length"] = [.init(min: "10", max: nil), .init(min: nil, max: "12.5"), .init(min: "6", max: "50")].randomElement(using: &random) }
        query.includingVAT = [nil, true, false].randomElement(using: &random) ?? nil
        query.sort = ProductQuery.Sort.allCases.randomElement(using: &random) ?? .relevance
        return query
    }

    static func plain(_ query: ProductQuery, _ all: [StoreProduct], _ shelf: Shelf) -> [StoreProduct] {
        let tree = ["K0": ["K0", "K1"], "K1": ["K1"], "K2": ["K2"]]
        let brands = ["Один": "B1", "Два": "B2"]
        let found = all.filter { product in
            if let category = query.category {
                guard let own = product.category.flatMap({ shelf.storefront.categories[$0]?.externalID }), tree[category]?.contains(own) ?? false else { return false }
            }
            if !query.brands.isEmpty {
                guard let own = product.brand.flatMap({ shelf.storefront.brands[$0]?.externalID }), query.brands.contains(where: { (brands[$0] ?? $0) == own }) else { return false }
            }
            if query.inStock, shelf.free(product) <= .zero { return false }
            if query.minPrice != nil || query.maxPrice != nil {
                guard let units = units(product, shelf, query.includingVAT), query.minPrice?.units ?? 0 <= units, units <= query.maxPrice?.units ?? .max else { return false }
            }
            for (code, values) in query.values { guard let own = parameter(product, code), values.contains(own) else { return false } }
            for (code, range) in query.ranges {
                guard let own = parameter(product, code), isWithin(range, own) else { return false }
            }
            return true
        }
        let byArticle = found.sorted { $0.article < $1.article }
        switch query.sort {
        case .relevance, .article: return byArticle
        case .stock: return byArticle.sorted { shelf.free($0) > shelf.free($1) }
        case .name: return found.sorted { ($0.name.folded, $0.id) < ($1.name.folded, $1.id) }
        case .price, .priceDown:
            let priced = byArticle.compactMap { product in units(product, shelf, query.includingVAT).map { (product, query.sort == .price ? $0 : -$0) } }
            // `sorted` keeps the order of equals.
            return priced.sorted { $0.1 < $1.1 }.map(\.0) + byArticle.filter { units($0, shelf, nil) == nil }
        }
    }

    private static func isWithin(_ range: ProductQuery.Range, _ text: String) -> Bool {
        guard let own = Double(text) else { return false }
        return own >= range.min.flatMap { Double($0) } ?? own && own <= range.max.flatMap { Double($0) } ?? own
    }

    static func counts(_ found: [StoreProduct], _ shelf: Shelf) -> [String] {
        var counts: [String: Int] = [:]
        for product in found {
            if let brand = product.brand.flatMap({ shelf.storefront.brands[$0]?.externalID }) { counts["brand \(brand)", default: 0] += 1 }
            if let category = product.category.flatMap({ shelf.storefront.categories[$0]?.externalID }) { counts["category \(category)", default: 0] += 1 }
            for code in ["color", "armored"] { if let value = parameter(product, code) { counts["\(code) \(value)", default: 0] += 1 } }
        }
        return counts.map { "\($0.key) \($0.value)" }.sorted()
    }

    static func units(_ product: StoreProduct, _ shelf: Shelf, _ includingVAT: Bool?) -> Int64? {
        guard case .success(let own)? = shelf.price(product, for: product.leastOrder) else { return nil }
        return includingVAT.map { own.unitPrice(includingVAT: $0) }?.units ?? own.unitPrice.units
    }

    private static func parameter(_ product: StoreProduct, _ code: String) -> String? { product.parameters.first { $0.code == code }?.value.plainText }
}
