import Customers
import Database
import Integrations
import Kernel
import Ordering
import Receivables
import Stock
import Storefront
import Testing
import TestSupport

@Suite("What becomes of an order")
struct OrderFactsTests {
    @Test("a cancelled order gives back its goods and its credit, once", arguments: Engine.allCases)
    func cancellation(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let viewer = try await house.buyer()
            let order = try await house.order([("B-1", "4"), ("C-1", "10")], for: viewer)
            #expect(try await house.exposure() == [0, order.parts[0].gross.minorUnits, 0])
            let version = order.version
            for _ in 0..<2 { try await house.database.write { try cancelOrder(order.number, by: viewer, at: House.now, in: $0) } }
            let after = try await house.database.read { try Ordering.order(order.number, for: viewer, in: $0) }
            #expect(after.status == .cancelled)
            #expect(after.version == version + 1, "exported again, and once")
            #expect(after.shipments.map(\.status) == [.cancelled])
            #expect(after.history.map(\.status) == [.placed, .cancelled])
            #expect(try await house.exposure() == [0, 0, 0])
            #expect(try await house.number("SELECT CAST(SUM(reserved) AS \(.integer)) AS n FROM stock") == 0)
            // What it had held can be ordered again, the last unit of it.
            try await house.storefront.catchUp()
            #expect(try await house.order([("B-1", "10")], for: viewer, partial: false).status == .placed)
        }
    }

    @Test("nobody cancels what is foreign, being picked, or without the right to order", arguments: Engine.allCases)
    func refusals(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let viewer = try await house.buyer()
            let order = try await house.order([("B-1", "1")], for: viewer)
            let foreign = try await house.buyer(client: "C2")
            let reader = try await house.buyer([.ordersRead])
            for (who, code) in [(foreign, Refusal.Code.notFound), (reader, .forbidden)] {
                let refusal = await #expect(throws: Refusal.self) { try await house.database.write { try cancelOrder(order.number, by: who, at: House.now, in: $0) } }
                #expect(refusal?.code == code)
            }
            try await house.database.write { try releaseShipment(order.shipments[0].number, by: .system, at: House.now, in: $0) }
            let late = await #expect(throws: Refusal.self) { try await house.database.write { try cancelOrder(order.number, by: viewer, at: House.now, in: $0) } }
            #expect(late?.code == .tooLate)
            #expect(try await house.number("SELECT CAST(SUM(reserved) AS \(.integer)) AS n FROM stock") == 1000)
        }
    }

    @Test("a shipment is released once, and not while the state of its contract holds shipments; prepaid goods go", arguments: Engine.allCases)
    func releasing(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let viewer = try await house.buyer()
            let onCredit = try await house.order([("B-1", "1")], for: viewer)
            let prepaid = try await house.order([("B-1", "1")], for: viewer) { $0.payment = .prepaid }
            let backorder = try await house.order([("B-1", "20")], for: viewer)
            try await house.database.write { try setManualBlock(.holdShipment, onContract: "D1", reason: "Проверка", until: nil, by: house.controller(), at: House.now, in: $0) }
            let held = await #expect(throws: Refusal.self) { try await house.database.write { try releaseShipment(onCredit.shipments[0].number, by: .system, at: House.now, in: $0) } }
            #expect(held?.code == .blocked)
            try await house.database.write { try releaseShipment(prepaid.shipments[0].number, by: .system, at: House.now, in: $0) }
            let block = try await house.number("SELECT MAX(id) AS n FROM manual_blocks")
            try await house.database.write { try liftBlock(block, by: house.controller(), at: House.now, in: $0) }
            try await house.database.write { try releaseShipment(onCredit.shipments[0].number, by: .system, at: House.now, in: $0) }
            let again = await #expect(throws: Refusal.self) { try await house.database.write { try releaseShipment(onCredit.shipments[0].number, by: .system, at: House.now, in: $0) } }
            #expect(again?.code == .tooLate)
            let waiting = try #require(backorder.shipments.first { $0.status == .planned })
            let early = await #expect(throws: Refusal.self) { try await house.database.write { try releaseShipment(waiting.number, by: .system, at: House.now, in: $0) } }
            #expect(early?.reason == "shipment_waits")
            let buyers = await #expect(throws: Refusal.self) { try await house.database.write { try releaseShipment(onCredit.shipments[0].number, by: viewer, at: House.now, in: $0) } }
            #expect(buyers?.code == .forbidden)
            #expect(try await house.database.read { try Ordering.order(onCredit.number, for: viewer, in: $0) }.status == .picking)
        }
    }

    @Test("facts of the ERP move the order and its shipments, change nothing when told twice, and do not come back to it", arguments: Engine.allCases)
    func facts(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let viewer = try await house.buyer()
            let order = try await house.order([("B-1", "12")], for: viewer)
            let numbers = order.shipments.map(\.number)
            #expect(numbers.count == 2)
            @Sendable func tell(_ change: @escaping @Sendable (inout OrderFacts) -> Void) async throws -> OrderDetails {
                try await house.database.write { writer in
                    var facts = OrderFacts()
                    change(&facts)
                    try tellOrderFacts(facts, of: order.number, by: .system, at: House.now, in: writer)
                    return try Ordering.order(order.number, for: viewer, in: writer)
                }
            }
            let session = try await house.database.write { try ordersToExport(session: "s", for: .system, at: House.now, in: $0) }
            #expect(session.map(\.number) == [order.number])
            try await house.database.write { try confirmExport(session: "s", for: .system, at: House.now, in: $0) }
            var told = try await tell { $0.isAcknowledged = true; $0.erpNumber = .given("УТ-17"); $0.lines = [.init(position: 0, confirmed: Quantity("11")!)] }
            #expect(told.erpNumber == "УТ-17" && told.acknowledgedAt == House.now && told.lines[0].confirmed == Quantity("11") && told.status == .placed)
            let version = told.version
            told = try await tell { $0.isAcknowledged = true; $0.erpNumber = .given("УТ-17") }
            #expect(told.version == version)
            told = try await tell { $0.shipments = [.init(number: numbers[0], status: .shipped, planned: .unstated, actual: .unstated, tracking: .given("RA1"))] }
            #expect(told.status == .partlyShipped)
            #expect(told.shipments[0].actualDay == Day("2026-11-24") && told.shipments[0].tracking == "RA1")
            told = try await tell { $0.status = .delivered }
            #expect(told.shipments.map(\.status) == [.delivered, .delivered])
            #expect(told.history.map(\.status) == [.placed, .partlyShipped, .delivered])
            #expect(try await house.database.write { try ordersToExport(session: "t", for: .system, at: House.now, in: $0) }.isEmpty)
            let lost = await #expect(throws: Refusal.self) {
                _ = try await tell { $0.shipments = [.init(number: "K9-9", status: .shipped, planned: .unstated, actual: .unstated, tracking: .unstated)] }
            }
            #expect(lost?.problems.map(\.pointer) == ["/shipments/0/number"])
            let unknown = await #expect(throws: Refusal.self) { _ = try await tell { $0.lines = [.init(position: 7, confirmed: .zero)] } }
            #expect(unknown?.problems.map(\.pointer) == ["/lines/0/position"])
            let stale = await #expect(throws: Refusal.self) { _ = try await tell { $0.version = 1; $0.status = .closed } }
            #expect(stale?.code == .staleRevision)
            // Closed with less in the ledger than was ordered: the rest of the credit is free.
            try await house.put("ledger", #"{"external_id":"I1","contract":"D1","order":"\#(order.number)","kind":"shipment","date":"2026-11-24","amount":"1100.00"}"#)
            #expect(try await house.exposure() == [110_000, 10_000, 0])
            told = try await tell { $0.status = .closed }
            #expect(try await house.exposure() == [110_000, 0, 0])
        }
    }

    @Test("an order that the ERP cancels gives back everything, whatever blocks there are", arguments: Engine.allCases)
    func cancelledOutside(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let viewer = try await house.buyer()
            let order = try await house.order([("B-1", "3")], for: viewer)
            try await house.database.write { writer in
                var facts = OrderFacts()
                facts.status = .cancelled
                try tellOrderFacts(facts, of: order.number, by: .system, at: House.now, in: writer)
            }
            #expect(try await house.exposure() == [0, 0, 0])
            #expect(try await house.number("SELECT CAST(SUM(reserved) AS \(.integer)) AS n FROM stock") == 0)
            #expect(try await house.database.read { try Ordering.order(order.number, for: viewer, in: $0) }.shipments.map(\.status) == [.cancelled])
        }
    }

    @Test("a figure of the ERP replaces the promises that it contains, and no others", arguments: Engine.allCases)
    func counting(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("warehouses", #"{"external_id":"W2","name":"Тверь","legal_entity":"S1","stock_basis":"free","priority":2}"#)
            try await house.put("stock", #"{"warehouse":"W2","product":"P1","quantity":"10","as_of":"2026-11-24T06:00:00Z"}"#)
            let viewer = try await house.buyer()
            // On hand in W1, free in W2: ten from the one, six from the other.
            let order = try await house.order([("B-1", "10")], for: viewer)
            let second = try await house.order([("B-1", "6")], for: viewer)
            @Sendable func reserved() async throws -> [Int64] {
                try await house.database.read { try $0.rows("SELECT k.reserved FROM stock AS k JOIN products AS p ON p.id = k.product_id WHERE p.external_id = 'P1' ORDER BY k.warehouse_id").map { try $0.get("reserved") } }
            }
            @Sendable func tell(_ number: String, _ change: @escaping @Sendable (inout OrderFacts) -> Void) async throws {
                try await house.database.write { writer in
                    var facts = OrderFacts()
                    change(&facts)
                    try tellOrderFacts(facts, of: number, by: .system, at: House.now, in: writer)
                }
            }
            #expect(try await reserved() == [10_000, 6_000])
            // Acknowledged alone: the free figure taken later contains the order, the one on hand does not.
            try await tell(order.number) { $0.isAcknowledged = true }
            try await tell(second.number) { $0.isAcknowledged = true }
            try await house.put("stock", #"{"warehouse":"W2","product":"P1","quantity":"10","as_of":"2026-11-24T08:59:00Z"}"#)
            #expect(try await reserved() == [10_000, 6_000], "taken before the acknowledgement")
            try await house.put("stock", #"{"warehouse":"W1","product":"P1","quantity":"10","as_of":"2026-11-24T10:00:00Z"}"#,
                #"{"warehouse":"W2","product":"P1","quantity":"4","as_of":"2026-11-24T10:00:00Z"}"#)
            #expect(try await reserved() == [10_000, 0])
            // Shipped: now the figure on hand is without it.
            try await tell(order.number) { $0.status = .shipped }
            try await house.put("stock", #"{"warehouse":"W1","product":"P1","quantity":"0","as_of":"2026-11-24T10:01:00Z"}"#)
            #expect(try await reserved() == [0, 0])
            let free = try #require(house.shelf(viewer).product("B-1")).id
            #expect(house.storefront.current.supply(of: free).cells.map(\.free.decimal).sorted() == ["0", "4"])
            // What a figure has counted is not given back a second time.
            try await house.database.write { try cancelOrder(second.number, by: viewer, at: House.now, in: $0) }
            #expect(try await reserved() == [0, 0])
        }
    }

    @Test("cancelling, releasing and picking at once leave one winner and every sum right", arguments: Engine.allCases)
    func race(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let viewer = try await house.buyer()
            for round in 0..<raceRounds {
                let order = try await house.order([("B-1", "1")], for: viewer)
                let wins = try await withThrowingTaskGroup(of: Int.self) { group in
                    for racer in 0..<16 {
                        group.addTask {
                            do {
                                try await house.database.write { writer in
                                    if racer % 2 == 0 { try cancelOrder(order.number, by: viewer, at: House.now, in: writer) } else {
                                        try releaseShipment(order.shipments[0].number, by: .system, at: House.now, in: writer)
                                    }
                                }
                                return racer % 2
                            } catch let refusal as Refusal where refusal.code == .tooLate || refusal.reason == "shipment_waits" { return 2 }
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                let after = try await house.database.read { try Ordering.order(order.number, for: viewer, in: $0) }
                #expect(after.status == .cancelled ? !wins.contains(1) : !wins.contains(0) && wins.filter { $0 == 1 }.count == 1, "round \(round): \(wins)")
                let expected: [Int64] = after.status == .cancelled ? [0, 0, 0] : [0, 10_000, 0]
                #expect(try await house.exposure() == expected)
                #expect(try await house.number("SELECT CAST(SUM(reserved) AS \(.integer)) AS n FROM stock") == (after.status == .cancelled ? 0 : 1000))
                if after.status != .cancelled {
                    try await house.database.write { writer in
                        var facts = OrderFacts()
                        facts.status = .cancelled
                        try tellOrderFacts(facts, of: order.number, by: .system, at: House.now, in: writer)
                    }
                }
            }
        }
    }
}
