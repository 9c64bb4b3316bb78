import Catalog
import Customers
import Database
import Integrations
import Kernel
import Ordering
import Records
@testable import Storefront
import Testing
import TestSupport

@Suite("What products are to each other, and what clients call them")
struct RelationTests {
    @Test("relations are told row by row and shown in their order, with ratio and reason; hidden products are not among them", arguments: Engine.allCases)
    func relations(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let outcomes = try await house.put(
                "relations", #"{"product":"P1","kind":"analogue","target":"P2","ratio":"2.5","note":"короче"}"#, #"{"product":"P1","kind":"replacement","target":"P3"}"#,
                #"{"product":"P1","kind":"analogue","target":"P1"}"#, #"{"product":"P1","kind":"twin","target":"P2"}"#, #"{"product":"P1","kind":"analogue","target":"PX"}"#,
                #"{"product":"P1","kind":"analogue","target":"P2","ratio":"0"}"#, #"{"product":"P1","kind":"replacement","target":"P3"}"#)
            #expect(outcomes.map(\.status) == [.created, .created, .refused, .refused, .refused, .refused, .unchanged])
            #expect(outcomes.flatMap(\.problems).map(\.pointer) == ["/target", "/kind", "/target", "/ratio"])
            let buyer = try await house.buyer()
            func shown() throws -> [String] {
                let shelf = house.shelf(buyer)
                return shelf.relations(of: try #require(shelf.product("B-1"))).map { "\($0.kind.rawValue) \($0.product.article) \($0.ratio.decimal) \($0.note ?? "-")" }
            }
            #expect(try shown() == ["replacement C-1 1 -", "analogue N-1 2.5 короче"])
            try await house.put("relations", #"{"product":"P1","kind":"analogue","target":"P2","note":null}"#)
            try await house.put("products", #"{"external_id":"P1","successor":"P2"}"#)
            #expect(try shown() == ["replacement N-1 1 -", "replacement C-1 1 -", "analogue N-1 2.5 -"])
            try await house.put("assortments", #"{"external_id":"A1","default":"visible","rules":[{"allow":false,"scope":"product","target":"P2"}]}"#)
            try await house.put("clients", #"{"external_id":"C1","assortment":"A1"}"#)
            #expect(try shown() == ["replacement C-1 1 -"])
            let fresh = LiveStorefront(house.database)
            try await fresh.start()
            let shelf = Shelf(fresh.current, for: buyer, at: House.now)
            #expect(shelf.alternatives(to: try #require(shelf.product("B-1"))).map(\.article) == ["C-1"])
            let read = try await house.database.read { try records(kind: "relations", updatedSince: nil, limit: 10, for: .system, in: $0).items }
            #expect(read.map { $0["kind"] } == ["analogue", "replacement"])
        }
    }

    @Test("what takes a line's place in the cart is counted by the ratio, fits the rules of what is taken, and is nothing that is hidden", arguments: Engine.allCases)
    func substitutes(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("products", #"{"external_id":"P4","article":"B-2","name":"Болт новый"}"#)
            try await house.put("prices", #"{"price_list":"L1","product":"P4","unit_price":"110.00"}"#)
            try await house.put(
                "relations", #"{"product":"P1","kind":"analogue","target":"P2","ratio":"2.5","note":"короче"}"#, #"{"product":"P1","kind":"accessory","target":"P3"}"#,
                #"{"product":"P1","kind":"replacement","target":"P4"}"#)
            let people = try await house.clientPeople()
            @Sendable func told(_ quantity: String, inStockOnly: Bool = false) throws -> [String] {
                let shelf = house.shelf(people.buyer)
                let product = try #require(shelf.storefront.anyProduct(named: "B-1"))
                return shelf.substitutes(for: product, quantity: try #require(Quantity(quantity)), inStockOnly: inStockOnly).map { "\($0.product.article) \($0.quantity.decimal)" }
            }
            // 2.5 nuts for a bolt, sold by five; the replacement first.
            var found = try told("3")
            #expect(found == ["B-2 3", "N-1 10"])
            found = try told("1")
            #expect(found == ["B-2 1", "N-1 5"])
            found = try told("3", inStockOnly: true)
            #expect(found == ["N-1 10"])
            found = try told("900000000")
            #expect(found == ["B-2 900000000"])
            let companions = house.shelf(people.buyer).companions(of: try #require(house.shelf(people.buyer).product("B-1"))).map(\.article)
            #expect(companions == ["C-1"])

            // Replacing is one step: what was there goes, what comes adds to what lies there.
            let shelf = house.shelf(people.buyer)
            let (bolt, nut) = (try #require(shelf.product("B-1")).id, try #require(shelf.product("N-1")).id)
            let three = try #require(Quantity("3"))
            let instead = try #require(shelf.substitutes(for: bolt, quantity: three).last)
            let lines = try await house.database.write { writer in
                try addToCart(bolt, quantity: .one, for: people.buyer, in: writer)
                try addToCart(nut, quantity: try #require(Quantity("5")), for: people.buyer, in: writer)
                try replaceInCart(bolt, by: instead, for: people.buyer, in: writer)
                return try cartLines(of: people.buyer, in: writer)
            }
            let kept = lines.map { "\($0.product == nut) \($0.quantity.decimal)" }
            #expect(kept == ["true 15"])

            // The product itself may be hidden by now; what is hidden takes nobody's place.
            try await house.put("assortments", #"{"external_id":"A1","default":"visible","rules":[{"allow":false,"scope":"product","target":"P1"},{"allow":false,"scope":"product","target":"P4"}]}"#)
            try await house.put("clients", #"{"external_id":"C1","assortment":"A1"}"#)
            found = try told("3")
            #expect(found == ["N-1 10"])
            try await house.put("products", #"{"external_id":"P2","status":"discontinued"}"#)
            found = try told("3")
            #expect(found.isEmpty)
        }
    }

    @Test("what a product must have is asked for in the cart until enough lies there, by the ratios of all lines; what is hidden or not to be had is not", arguments: Engine.allCases)
    func requirements(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let outcomes = try await house.put(
                "relations", #"{"product":"P1","kind":"mandatory_accessory","target":"P2","ratio":"2","note":"без неё не держит"}"#, #"{"product":"P1","kind":"accessory","target":"P2"}"#,
                #"{"product":"P3","kind":"mandatory_accessory","target":"P2"}"#)
            #expect(outcomes.map(\.status) == [.created, .created, .created])
            let buyer = try await house.buyer()
            let (bolt, nut, cable) = (try number("B-1"), try number("N-1"), try number("C-1"))
            func number(_ article: String) throws -> ID<Product> { try #require(house.storefront.current.anyProduct(named: article)) }
            func asked(_ lines: (ID<Product>, String)...) throws -> [String] {
                let shelf = house.shelf(buyer)
                return shelf.requirements(of: try lines.map { ($0.0, try #require(Quantity($0.1))) }).map {
                    "\(shelf.product($0.line)?.article ?? "-") \($0.product.article) \($0.quantity.decimal) \($0.relation.note ?? "-")"
                }
            }
            // Seven are needed, sold by five.
            #expect(try asked((bolt, "3"), (cable, "1")) == ["B-1 N-1 10 без неё не держит"])
            #expect(try asked((bolt, "3"), (cable, "1"), (nut, "5")) == ["B-1 N-1 5 без неё не держит"])
            #expect(try asked((bolt, "3"), (cable, "1"), (nut, "10")) == [])
            #expect(try asked((nut, "10")) == [])
            // It stands in one place alone, before the other accessories.
            let shelf = house.shelf(buyer)
            let product = try #require(shelf.product(bolt))
            #expect(shelf.companions(of: product).isEmpty && shelf.relations(of: product).map(\.kind) == [.mandatory, .accessory])
            try await house.put("products", #"{"external_id":"P2","status":"discontinued"}"#)
            #expect(try asked((bolt, "3")) == [])
            try await house.put("products", #"{"external_id":"P2","status":"active"}"#)
            #expect(try asked((bolt, "3")) == ["B-1 N-1 10 без неё не держит"])
            try await house.put("assortments", #"{"external_id":"A1","default":"visible","rules":[{"allow":false,"scope":"product","target":"P2"}]}"#)
            try await house.put("clients", #"{"external_id":"C1","assortment":"A1"}"#)
            #expect(house.shelf(try await house.buyer()).requirements(of: [(bolt, .one)]).isEmpty)
        }
    }

    @Test("nothing takes its own place, neither by one step nor by several, within a batch and across batches", arguments: Engine.allCases)
    func circles(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            func statuses(_ kind: String, _ items: String...) async throws -> [String] {
                try await house.put(kind, items.map { try JSON(parsing: Array($0.utf8)) }).map { ([$0.status.rawValue] + $0.problems.map(\.reason)).joined(separator: " ") }
            }
            #expect(try await statuses("products", #"{"external_id":"P1","successor":"P1"}"#) == ["refused follows_itself"])
            #expect(try await statuses("products", #"{"external_id":"P1","successor":"P2"}"#, #"{"external_id":"P2","successor":"P3"}"#) == ["updated", "updated"])
            #expect(try await statuses("products", #"{"external_id":"P3","successor":"P1"}"#, #"{"external_id":"P3","name":"Кабель ВВГ"}"#) == ["refused follows_itself", "updated"])
            #expect(try await statuses("products", #"{"external_id":"P1","successor":null}"#, #"{"external_id":"P3","successor":"P1"}"#) == ["updated", "updated"])
            #expect(
                try await statuses(
                    "relations", #"{"product":"P1","kind":"replacement","target":"P2"}"#, #"{"product":"P2","kind":"replacement","target":"P1"}"#,
                    #"{"product":"P2","kind":"replacement","target":"P3"}"#, #"{"product":"P3","kind":"analogue","target":"P1"}"#)
                    == ["created", "refused follows_itself", "created", "created"])
            #expect(try await statuses("relations", #"{"product":"P3","kind":"replacement","target":"P1"}"#) == ["refused follows_itself"])
            #expect(try await statuses("categories", #"{"external_id":"K1","name":"А"}"#, #"{"external_id":"K2","name":"Б","parent":"K1"}"#) == ["created", "created"])
            #expect(try await statuses("categories", #"{"external_id":"K1","parent":"K2"}"#) == ["refused below_itself"])
        }
    }

    @Test("a client's own number finds its product for that client alone, by its unit and ratio", arguments: Engine.allCases)
    func ownNumbers(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("products", #"{"external_id":"P1","packagings":[{"unit":"778","quantity":"50"}]}"#)
            let outcomes = try await house.put(
                "client-articles", #"{"client":"C1","code":"СТ 10/001","product":"P1"}"#, #"{"client":"C1","code":"УП-1","product":"P1","unit":"778","ratio":"2"}"#,
                #"{"client":"C2","code":"ЧУЖОЙ-1","product":"P2"}"#, #"{"client":"C1","code":"N-1","product":"P3"}"#, #"{"client":"C1","code":"X","product":"PX"}"#,
                #"{"client":"C1","code":"Y","product":"P1","unit":"нет"}"#, #"{"client":"C1","code":"СТ 10/001","product":"P1"}"#)
            #expect(outcomes.map(\.status) == [.created, .created, .created, .created, .refused, .refused, .unchanged])
            let shelf = house.shelf(try await house.buyer())
            func found(_ text: String, _ shelf: Shelf) -> [String] {
                var query = ProductQuery()
                query.text = text
                return shelf.products(query, limit: 10).items.map(\.article)
            }
            #expect(found("ст10001", shelf) == ["B-1"])
            #expect(found("СТ 10", shelf).first == "B-1")
            #expect(shelf.suggestions(for: "уп").products.map(\.article) == ["B-1"])
            // Typed under the other keyboard layout; what is a code as it was typed is not read otherwise.
            #expect(found("CN 10/001", shelf) == ["B-1"])
            #expect(found("eg-1", shelf) == ["B-1"])
            #expect(shelf.suggestions(for: "eg").products.map(\.article) == ["B-1"])
            #expect(found("xe;jq-1", shelf) == [])
            try await house.put("client-articles", #"{"client":"C1","code":"И-1","product":"P3"}"#)
            let later = house.shelf(try await house.buyer())
            #expect(found("B-1", later).first == "B-1" && !found("B-1", later).contains("C-1"))
            #expect(found("ЧУЖОЙ-1", shelf) == [])
            #expect(shelf.products(withCode: "ЧУЖОЙ-1").isEmpty)
            #expect(shelf.ownArticles(of: try #require(shelf.product("B-1"))) == ["СТ 10/001", "УП-1"])
            let other = house.shelf(try await house.buyer(client: "C2"))
            #expect(found("ст10001", other) == [])
            #expect(found("чужой1", other) == ["N-1"])
            #expect(other.ownArticles(of: try #require(other.product("B-1"))).isEmpty)
            #expect(house.shelf(.visitor).products(withCode: "СТ 10/001").isEmpty)
            func resolved(_ code: String, _ quantity: String, _ unit: String? = nil) throws -> String {
                let line = try resolve(TypedLine(code: code, quantity: try #require(Quantity(quantity)), unit: unit), on: shelf)
                return "\(line.product.article) \(line.quantity.decimal)"
            }
            #expect(try resolved("СТ 10/001", "3") == "B-1 3")
            #expect(try resolved("УП-1", "3") == "B-1 300")
            #expect(try resolved("УП-1", "3", "796") == "B-1 3")
            // An own number that is the article of another product is not guessed at.
            let problem = #expect(throws: LineProblem.self) { try resolved("N-1", "5") }
            #expect(problem?.code == .ambiguous)
            #expect(shelf.product("N-1")?.article == "N-1")
            try await house.put("client-articles", #"{"client":"C1","code":"УП-1","product":"P2","unit":null,"ratio":null}"#)
            #expect(house.shelf(try await house.buyer()).products(withCode: "УП-1").map(\.article) == ["N-1"])
            try await house.put("assortments", #"{"external_id":"A1","default":"visible","rules":[{"allow":false,"scope":"product","target":"P1"}]}"#)
            try await house.put("clients", #"{"external_id":"C1","assortment":"A1"}"#)
            let blind = house.shelf(try await house.buyer())
            #expect(blind.products(withCode: "СТ 10/001").isEmpty)
            #expect(found("ст10001", blind) == [])
            #expect(blind.suggestions(for: "ст").products.isEmpty)
        }
    }
}

extension Storefront {
    /// The number of the product with this article, hidden or not.
    fileprivate func anyProduct(named article: String) -> ID<Product>? { products(withCode: article) { _ in true }.first?.id }
}
