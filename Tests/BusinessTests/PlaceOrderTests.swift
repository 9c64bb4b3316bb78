import Customers
import Database
import Integrations
import Kernel
import Ordering
import Receivables
import Storefront
import Testing
import TestSupport

@Suite("Placing an order")
struct PlaceOrderTests {
    @Test("an order is priced, promised and taken on credit in one step", arguments: Engine.allCases)
    func placed(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let viewer = try await house.buyer()
            let order = try await house.order([("B-1", "3"), ("N-1", "5"), ("C-1", "1.5")], for: viewer)
            #expect(order.status == .placed)
            // 300.00 of 22 %; 5 × 33.33 = 166.65 of 22 %; 1.5 × 12.3456 = 18.52 of 10 %; VAT per line.
            #expect(order.lines.map(\.gross.decimal) == ["300.00", "166.65", "18.52"])
            #expect(order.lines.map(\.vat.decimal) == ["54.10", "30.05", "1.68"])
            #expect(order.parts.map(\.gross.decimal) == ["485.17"])
            #expect(order.shipments.map(\.status) == [.reserved])
            #expect(order.history.map(\.status) == [.placed])
            #expect(try await house.number("SELECT in_orders AS n FROM credit_accounts WHERE external_id = 'A1'") == 48517)
            #expect(try await house.number("SELECT CAST(SUM(reserved) AS \(.integer)) AS n FROM stock") == 3000 + 5000 + 1500)
            #expect(house.shelf(viewer).availability(try #require(house.shelf(viewer).product("B-1"))).map(\.free.decimal) == ["7"])
            let again = try await house.database.read { try Ordering.order(order.number, for: viewer, in: $0) }
            #expect(again.lines.map(\.article) == ["B-1", "N-1", "C-1"])
        }
    }

    @Test("what is short is refused whole, or becomes a back-order", arguments: Engine.allCases)
    func short(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("receipts", #"{"external_id":"R1","warehouse":"W1","product":"P1","quantity":"4","expected":"2026-12-01"}"#)
            let viewer = try await house.buyer()
            let refusal = await #expect(throws: Refusal.self) { _ = try await house.order([("N-1", "5"), ("B-1", "11")], for: viewer, partial: false) }
            #expect(refusal?.code == .short)
            #expect(refusal?.problems.map(\.pointer) == ["/lines/1"])
            #expect(try await house.number("SELECT CAST(SUM(reserved) AS \(.integer)) AS n FROM stock") == 0)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM orders") == 0)
            let order = try await house.order([("B-1", "16")], for: viewer)
            #expect(order.shipments.map { $0.lines.map(\.quantity.decimal) } == [["10"], ["4"], ["2"]])
            #expect(order.shipments.map(\.status) == [.reserved, .planned, .planned])
            #expect(order.shipments.map(\.plannedDay) == [nil, Day("2026-12-01"), nil])
            #expect(order.shipments.flatMap(\.lines).map(\.isBackorder) == [false, false, true])
        }
    }

    @Test("rules of products are kept, each line with its place", arguments: Engine.allCases)
    func rules(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("products", #"{"external_id":"P4","article":"X","name":"Без цены"}"#, #"{"external_id":"P5","article":"Y","name":"Снят","status":"discontinued"}"#)
            let viewer = try await house.buyer()
            let refusal = await #expect(throws: Refusal.self) {
                _ = try await house.order([("B-1", "1"), ("N-1", "4"), ("N-1", "6"), ("X", "1"), ("Y", "1"), ("C-1", "0.3")], for: viewer)
            }
            #expect(refusal?.problems.map(\.pointer) == ["/lines/1", "/lines/2", "/lines/3", "/lines/4", "/lines/5"])
            #expect(refusal?.problems.map(\.code) == [.belowMinimum, .notMultiple, .priceOnRequest, .discontinued, .notMultiple])
        }
    }

    @Test("over the limit: held without taking credit, or refused, or only prepaid, as the account says", arguments: Engine.allCases)
    func limit(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish(limit: "500.00")
            let viewer = try await house.buyer()
            let held = try await house.order([("B-1", "6")], for: viewer)
            #expect(held.status == .onHold)
            #expect(held.parts.map(\.holdReason) == ["credit"])
            #expect(held.shipments.map(\.status) == [.onHold])
            #expect(try await house.number("SELECT in_orders AS n FROM credit_accounts WHERE external_id = 'A1'") == 0)
            #expect(try await house.number("SELECT CAST(SUM(reserved) AS \(.integer)) AS n FROM stock") == 6000)
            try await house.put("credit-accounts", #"{"external_id":"A1","policy":"refuse"}"#)
            let refusal = await #expect(throws: Refusal.self) { _ = try await house.order([("C-1", "50")], for: viewer) }
            #expect(refusal?.code == .creditLimitExceeded)
            #expect(refusal?.arguments["missing"] == .money(try #require(Money("117.28", currency: .rub))))
            try await house.put("credit-accounts", #"{"external_id":"A1","policy":"prepay"}"#)
            let prepay = await #expect(throws: Refusal.self) { _ = try await house.order([("C-1", "50")], for: viewer) }
            #expect(prepay?.code == .prepaymentRequired)
            let prepaid = try await house.order([("C-1", "50")], for: viewer) { $0.payment = .prepaid }
            #expect(prepaid.status == .placed)
            #expect(try await house.number("SELECT in_orders AS n FROM credit_accounts WHERE external_id = 'A1'") == 0)
        }
    }

    @Test("another total than the buyer saw is refused", arguments: Engine.allCases)
    func priceChanged(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let viewer = try await house.buyer()
            let seen = try #require(Money("200.00", currency: .rub))
            let order = try await house.order([("B-1", "2")], for: viewer) { $0.expectedTotals = [("D1", seen)] }
            #expect(order.parts.first?.gross == seen)
            // The price moves in the database while the storefront of this node has not followed yet.
            _ = try await putOnly(house, "prices", #"{"price_list":"L1","product":"P1","unit_price":"101.00"}"#)
            let refusal = await #expect(throws: Refusal.self) { _ = try await house.order([("B-1", "2")], for: viewer) { $0.expectedTotals = [("D1", seen)] } }
            #expect(refusal?.code == .priceChanged)
        }
    }

    @Test("a foreign order is not found, like one that is missing", arguments: Engine.allCases)
    func foreign(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let order = try await house.order([("B-1", "1")], for: try await house.buyer())
            let stranger = try await house.buyer(client: "C2")
            for number in [order.number, "K999999", "K1", "' OR 1=1"] {
                let refusal = await #expect(throws: Refusal.self) { _ = try await house.database.read { try Ordering.order(number, for: stranger, in: $0) } }
                #expect(refusal == .notFound)
            }
            #expect(try await house.database.read { try orders(OrderFilter(), limit: 10, for: stranger, in: $0) }.isEmpty)
        }
    }

    @Test("without the right to order nothing is placed", arguments: Engine.allCases)
    func rights(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let reader = try await house.buyer([.catalog, .prices, .stock, .ordersRead])
            let refusal = await #expect(throws: Refusal.self) { _ = try await house.order([("B-1", "1")], for: reader) }
            #expect(refusal?.code == .forbidden)
            let blind = try await house.buyer([.catalog])
            let product = try #require(house.shelf(blind).product("B-1"))
            #expect(house.shelf(blind).price(product, for: .one) == nil)
            #expect(house.shelf(blind).availability(product).isEmpty)
        }
    }

    @Test("the ERP gets each version of an order once", arguments: Engine.allCases)
    func export(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let viewer = try await house.buyer()
            func ask(_ session: String) async throws -> [String] {
                try await house.database.write { try ordersToExport(session: session, for: .system, at: House.now, in: $0) }.map(\.number)
            }
            func confirm(_ session: String) async throws { _ = try await house.database.write { try confirmExport(session: session, for: .system, at: House.now, in: $0) } }
            let first = try await house.order([("B-1", "1")], for: viewer).number
            #expect(try await ask("a") == [first])
            #expect(try await ask("a") == [first])
            let second = try await house.order([("B-1", "1")], for: viewer).number
            try await house.database.write { _ = try $0.run("UPDATE orders SET version = version + 1 WHERE id = \(try #require(OrderNumber.id(first)))") }
            try await confirm("a")
            // Changed after the question, and placed after it: both come again.
            #expect(try await ask("b") == [first, second])
            try await confirm("b")
            try await confirm("b")
            #expect(try await ask("c") == [])
        }
    }

    @Test("a sum beyond all bounds is the problem of its line", arguments: Engine.allCases)
    func absurd(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("prices", #"{"price_list":"L1","product":"P1","unit_price":"9999999999"}"#)
            let viewer = try await house.buyer()
            let refusal = await #expect(throws: Refusal.self) { _ = try await house.order([("N-1", "5"), ("B-1", "1000000000")], for: viewer) }
            #expect(refusal?.problems.map(\.pointer) == ["/lines/1"])
        }
    }

    @Test("lines for several addresses and days travel apart", arguments: Engine.allCases)
    func addresses(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("sites", #"{"external_id":"O1","client":"C1","name":"Первый"}"#, #"{"external_id":"O2","client":"C1","name":"Второй"}"#, #"{"external_id":"O3","client":"C2","name":"Чужой"}"#)
            let viewer = try await house.buyer([.catalog, .ordersWrite])
            let shelf = house.shelf(viewer)
            let (bolt, cable) = (try #require(shelf.product("B-1")).id, try #require(shelf.product("C-1")).id)
            func place(_ site: String) async throws -> OrderDetails {
                try await house.order([], for: viewer) { request in
                    request.site = "O1"
                    request.lines = [
                        OrderRequest.Line(product: bolt, quantity: .one), OrderRequest.Line(product: cable, quantity: .one, site: site),
                        OrderRequest.Line(product: bolt, quantity: .one, requestedDay: Day("2026-12-30")),
                    ]
                }
            }
            let order = try await place("O2")
            #expect(order.shipments.map(\.site) == ["O1", "O2", "O1"])
            #expect(order.shipments.map(\.plannedDay) == [nil, nil, Day("2026-12-30")])
            let yesterday = await #expect(throws: Refusal.self) { _ = try await house.order([("B-1", "1")], for: viewer) { $0.requestedDay = Day("2026-11-20") } }
            #expect(yesterday?.problems.map(\.pointer) == ["/requested_date"])
            let refusal = await #expect(throws: Refusal.self) { _ = try await place("O3") }
            #expect(refusal?.problems.map(\.pointer) == ["/lines/1/site"])
        }
    }

    private func putOnly(_ house: House, _ kind: String, _ item: String) async throws -> Int {
        try await putRecords([try JSON(parsing: Array(item.utf8))], kind: kind, for: .system, at: House.now, in: house.database).count
    }
}
