import Customers
import Database
import Integrations
import Kernel
import Testing
import TestSupport

@Suite("Price lists as their keepers see them")
struct PriceKeepingTests {
    @Test("lists are paged by name, found by name or code, and the rows of a large one are counted so far", arguments: Engine.allCases)
    func pages(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("price-lists", (0..<120).map { ["external_id": .string("X\($0)"), "name": .string("Прайс \($0 / 2)")] })
            try await house.database.write { writer in
                var rows = ValueTable(["product_id", "price_list_id", "min_quantity", "from_day", "to_day", "unit_price", "updated_at"].map { ($0, .integer) })
                let ids = try writer.rows("SELECT p.id AS product, l.id AS list FROM products AS p JOIN price_lists AS l ON l.external_id = 'X7' WHERE p.external_id = 'P1'")
                let (product, list) = (try #require(ids.first).get("product", as: Int64.self), try #require(ids.first).get("list", as: Int64.self))
                for quantity in 1...Int64(PriceListCard.countLimit + 1) { rows.append([product, list, quantity, 0, 1, 1, 0].map { .integer($0) }) }
                try writer.insert(into: "prices", rows)
            }
            var (names, place, pages) = ([String](), (name: String, id: Int64)?.none, 0)
            repeat {
                let from = place
                let found = try await house.database.read { try priceListCards(after: from, for: .system, in: $0) }
                names += found.cards.map(\.externalID)
                (place, pages) = (found.next, pages + 1)
                #expect(found.cards.count <= 50)
            } while place != nil
            #expect(pages == 3 && names.count == 121 && Set(names).count == 121)
            for (text, keys) in [("X7", ["X7"]), ("прайс 3", ["X6", "X7"] + (60..<80).map { "X\($0)" }), ("ОПТ", ["L1"]), ("опт", ["L1"]), ("100%", [])] {
                let found = try await house.database.read { try priceListCards(matching: text, for: .system, in: $0).cards }
                #expect(Set(found.map(\.externalID)) == Set(keys), "\(text)")
            }
            let large = try await house.database.read { try priceListCards(matching: "X7", for: .system, in: $0).cards.first }
            #expect(large?.priceCount == PriceListCard.countLimit)
            let small = try await house.database.read { try priceListCards(matching: "L1", for: .system, in: $0).cards.first }
            #expect(small?.priceCount == 3 && small?.contractCount == 1)
        }
    }
}
