import Catalog
import Customers
import Database
import Integrations
import Kernel
import Localization
import Ordering
import Records
import Storefront
import Testing
import TestSupport

@Suite("Records that the distributor's systems take away")
struct RemovalTests {
    @Test("a record goes once; what is not there is unchanged; the same twice in one batch goes once", arguments: Engine.allCases)
    func once(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.put("segments", #"{"external_id":"G1","name":"Дилеры"}"#)
            #expect(try await house.delete("segments", "G1", "G2", "G1").map(\.status) == [.deleted, .unchanged, .unchanged])
            #expect(try await house.delete("segments", "G1").map(\.status) == [.unchanged])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM segments") == 0)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM journal WHERE kind = 'segments' AND action = 'removed'") == 1)
        }
    }

    @Test("what something refers to stays and says what does, unless all of it leaves together", arguments: Engine.allCases)
    func held(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("categories", #"{"external_id":"K1","name":"Крепёж"}"#, #"{"external_id":"K2","name":"Болты","parent":"K1"}"#, #"{"external_id":"K3","name":"Гайки","parent":"K1"}"#)
            try await house.put("products", #"{"external_id":"P1","category":"K3"}"#)
            func holders(_ outcome: RecordOutcome?) -> Refusal.Argument? { outcome?.problems.first?.arguments["holders"] }
            let alone = try await house.delete("categories", "K1")
            #expect(alone.map(\.status) == [.refused] && holders(alone.first) == .terms(["record_holder.categories"]))
            #expect(alone.first?.problems.first?.reason == "still_referred_to")
            // K3 stays because of its product, K1 because of K3; K2 goes.
            let some = try await house.delete("categories", "K1", "K2", "K3")
            #expect(some.map(\.status) == [.refused, .deleted, .refused])
            #expect(holders(some.last) == .terms(["record_holder.products"]))
            try await house.put("products", #"{"external_id":"P1","category":null}"#)
            #expect(try await house.delete("categories", "K1", "K3").map(\.status) == [.deleted, .deleted])
            #expect(house.storefront.current.categories.isEmpty)
            let client = try await house.delete("clients", "C1")
            #expect(holders(client.first).map { if case .terms(let names) = $0 { names.contains("record_holder.contracts") } else { false } } == true)
        }
    }

    @Test("a product in an order is withdrawn: neither shown nor sold, and comes back with the next word of it", arguments: Engine.allCases)
    func products(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let buyer = try await house.buyer()
            let details = try await house.order([("B-1", "2")], for: buyer)
            let other = LiveStorefront(house.database)
            try await other.start()
            #expect(try await house.delete("products", "P1", "P9").map(\.status) == [.deleted, .unchanged])
            #expect(house.shelf(buyer).product("B-1") == nil && house.shelf(buyer).products(withCode: "4601234567893").isEmpty)
            #expect(house.shelf(buyer).products(ProductQuery(), limit: 50).items.map(\.article) == ["C-1", "N-1"])
            try await other.catchUp()
            #expect(Shelf(other.current, for: buyer, at: House.now).product("B-1") == nil)
            let product = try #require(details.lines.first)
            #expect(product.article == "B-1")
            var request = OrderRequest()
            request.lines = [OrderRequest.Line(product: try await house.productID("P1"), quantity: .one)]
            let wanted = request
            await #expect(throws: Refusal.self) { try await house.database.write { _ = try placeOrder(wanted, for: buyer, at: House.now, in: $0) } }
            #expect(try await house.delete("products", "P1").map(\.status) == [.unchanged])
            #expect(try await house.put("products", #"{"external_id":"P1","name":"Болт М8"}"#).map(\.status) == [.updated])
            #expect(house.shelf(buyer).product("B-1")?.name == "Болт М8")
        }
    }

    @Test("a price goes by its key, and what it was stays known", arguments: Engine.allCases)
    func prices(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let buyer = try await house.buyer()
            let gone = try await house.delete("prices", [["price_list": "L1", "product": "P1"], ["price_list": "L1", "product": "P1", "unit_price": "1"], ["price_list": "L1", "product": "P2", "min_quantity": "10"]])
            #expect(gone.map(\.status) == [.deleted, .refused, .unchanged])
            #expect(gone[1].problems.first?.reason == "only_key_fields")
            let shelf = house.shelf(buyer)
            let bolt = try #require(shelf.product("B-1"))
            #expect(throws: (any Error).self) { try shelf.price(bolt, for: .one)?.get().unitPrice }
            #expect(try await house.number("SELECT COUNT(*) AS n FROM former_prices WHERE unit_price = 1000000 AND new_price = 0") == 1)
            #expect(try await house.delete("price-lists", "L1").first?.problems.first?.reason == "still_referred_to")
        }
    }

    @Test("a contract without debts and orders goes with its own account; the ledger and agreements never go", arguments: Engine.allCases)
    func contracts(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("contracts", #"{"external_id":"D2","client":"C1","credit_limit":"5.00","price_lists":["L1"]}"#, #"{"external_id":"D3","client":"C1"}"#)
            #expect(try await house.delete("contracts", "D2").map(\.status) == [.deleted])
            try await house.put("ledger", #"{"external_id":"I1","contract":"D3","kind":"invoice","date":"2026-11-01","amount":"10.00"}"#)
            #expect(try await house.delete("contracts", "D3").map(\.status) == [.refused])
            #expect(try await house.delete("ledger", "I1", "I2").map(\.problems.first?.reason) == ["ledger_is_kept", nil])
            try await house.put("documents", #"{"external_id":"U1","contract":"D3","kind":"upd","date":"2026-11-01","signature":"awaited"}"#)
            #expect(try await house.delete("documents", "U1").map(\.status) == [.deleted])
        }
    }

    @Test("what the portal owns is not the ERP's to take away")
    func owners() async throws {
        try await House.open(.sqlite) { house in
            try await house.furnish()
            try await house.database.write { try $0.run("UPDATE price_lists SET source = 'portal' WHERE external_id = 'L1'") }
            #expect(try await house.delete("prices", [["price_list": "L1", "product": "P1"]]).first?.problems.first?.reason == "owned_by_portal")
            #expect(try await house.delete("price-lists", "L1").first?.problems.first?.reason == "owned_by_portal")
        }
    }

    @Test("every table that refers to records has a word for it", arguments: Language.allCases)
    func words(_ language: Language) async throws {
        try await House.open(.sqlite) { house in
            let tables = Set(recordKinds.map(\.table)).sorted()
            let holders = try await house.database.read { reader in
                try reader.rows("""
                    SELECT DISTINCT m.name AS holder FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table' AND f."table" \(in: tables) ORDER BY 1
                    """).map { try $0.get("holder", as: String.self) }
            }
            #expect(holders.count > 30)
            for holder in holders { #expect(Texts(language).text("record_holder.\(holder)") != nil, "\(holder)") }
        }
    }
}

extension House {
    @discardableResult
    fileprivate func delete(_ kind: String, _ ids: String...) async throws -> [RecordOutcome] { try await delete(kind, ids.map { .string($0) }) }

    fileprivate func delete(_ kind: String, _ items: [JSON]) async throws -> [RecordOutcome] {
        let outcomes = try await deleteRecords(items, kind: kind, for: .system, at: Self.now, in: database)
        try await storefront.catchUp()
        return outcomes
    }

    fileprivate func productID(_ externalID: String) async throws -> ID<Product> {
        try await database.read { try #require(try $0.row("SELECT id FROM products WHERE external_id = \(externalID)")).get("id") }
    }
}
