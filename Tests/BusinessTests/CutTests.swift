import Agreements
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

@Suite("What a cut gives back")
struct CutTests {
    @Test("a quantity that the seller cuts gives its goods and its agreed quantity back; raised again it takes the agreed one", arguments: Engine.allCases)
    func cut(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (buyer, first, second) = try await house.people()
            let number = try await house.ask(for: buyer, [("B-1", "8", "80.0000")])
            try await house.approve(number, by: first)
            try await house.approve(number, by: second)
            let order = try await house.order([("B-1", "6")], for: buyer)
            #expect(try await house.used(number) == [6000])
            #expect(try await house.reserved() == 6000)
            for _ in 0..<2 { try await house.tell(order.number) { $0.lines = [OrderFacts.Line(position: 0, confirmed: Quantity("4")!)] } }
            #expect(try await house.used(number) == [4000])
            #expect(try await house.reserved() == 4000)
            let told = try await house.database.read { try Ordering.order(order.number, for: .system, in: $0) }
            #expect(told.shipments.flatMap(\.lines).map(\.quantity.decimal) == ["4"] && told.lines.map(\.quantity.decimal) == ["6"])
            // Four are left again at the agreed price.
            #expect(try await house.price("B-1", "4", for: buyer) == "80.0000")
            #expect(try await house.price("B-1", "5", for: buyer) == "100.0000")
            try await house.tell(order.number) { $0.lines = [OrderFacts.Line(position: 0, confirmed: Quantity("6")!)] }
            #expect(try await house.used(number) == [6000])
            // The goods were free in between: what is wanted again waits for some.
            #expect(try await house.reserved() == 4000)
            try await house.tell(order.number) { $0.lines = [OrderFacts.Line(position: 0, confirmed: Quantity("5")!)] }
            #expect(try await house.reserved() == 4000, "what nothing covers goes first")
            try await house.tell(order.number) { $0.status = .cancelled }
            #expect(try await house.used(number) == [0])
            #expect(try await house.reserved() == 0)
        }
    }

    @Test("what has left counts, whatever is cut or cancelled after it", arguments: Engine.allCases)
    func shipped(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (buyer, first, second) = try await house.people()
            let number = try await house.ask(for: buyer, [("B-1", "20", "80.0000")])
            try await house.approve(number, by: first)
            try await house.approve(number, by: second)
            // Ten from stock, five that nothing covers.
            let order = try await house.order([("B-1", "15")], for: buyer)
            let shipped = try #require(order.shipments.first { $0.status == .reserved }).number
            try await house.tell(order.number) { $0.shipments = [OrderFacts.Shipment(number: shipped, status: .shipped, planned: .unstated, actual: .unstated, tracking: .unstated)] }
            #expect(try await house.used(number) == [15000])
            try await house.tell(order.number) { $0.lines = [OrderFacts.Line(position: 0, confirmed: Quantity("12")!)] }
            #expect(try await house.used(number) == [12000])
            try await house.tell(order.number) { $0.status = .cancelled }
            #expect(try await house.used(number) == [10000])
        }
    }

    @Test("agreed quantities used are those of what lives, and so are reserves, after any row of orders, cuts and cancellations", arguments: Engine.allCases, [1, 2] as [UInt64])
    func sums(_ engine: Engine, _ seed: UInt64) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("stock", #"{"warehouse":"W1","product":"P1","quantity":"60"}"#)
            let (buyer, first, second) = try await house.people()
            let number = try await house.ask(for: buyer, [("B-1", "40", "80.0000")])
            try await house.approve(number, by: first)
            try await house.approve(number, by: second)
            var random = Seeded(seed)
            // By orders: what was agreed of it, what of it is alive.
            var orders: [String: (agreed: Int64, alive: Int64)] = [:]
            for step in 0..<40 {
                if orders.isEmpty || Int.random(in: 0...2, using: &random) == 0 {
                    let quantity = Int.random(in: 1...9, using: &random)
                    let order = try await house.order([("B-1", String(quantity))], for: buyer)
                    let isAgreed = order.lines.first?.unitPrice.decimal == "80.0000"
                    orders[order.number] = (isAgreed ? Int64(quantity) * 1000 : 0, Int64(quantity) * 1000)
                } else if let (order, known) = orders.sorted(by: { $0.key < $1.key }).randomElement(using: &random) {
                    if Bool.random(using: &random) {
                        let confirmed = Int64.random(in: 0...known.alive / 1000, using: &random) * 1000
                        try await house.tell(order) { $0.lines = [OrderFacts.Line(position: 0, confirmed: Quantity(thousandths: confirmed)!)] }
                        orders[order]?.alive = confirmed
                    } else {
                        try await house.database.write { try cancelOrder(order, by: buyer, at: House.now, in: $0) }
                        orders[order] = (0, 0)
                        orders[order] = nil
                    }
                }
                try await house.storefront.catchUp()
                let agreed = orders.values.reduce(0) { $0 + min($1.agreed, $1.alive) }
                #expect(try await house.used(number) == [agreed], "seed \(seed), step \(step) on \(engine)")
                let promised = try await house.number("""
                    SELECT CAST(COALESCE(SUM(l.quantity), 0) AS \(.integer)) AS n FROM shipment_lines AS l JOIN shipments AS s ON s.id = l.shipment_id
                    WHERE l.stock_id IS NOT NULL AND s.status <> 'cancelled'
                    """)
                #expect(try await house.reserved() == promised, "seed \(seed), step \(step) on \(engine)")
            }
        }
    }

    @Test("cuts, cancellations and new orders at once leave every sum right", arguments: Engine.allCases)
    func race(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("stock", #"{"warehouse":"W1","product":"P1","quantity":"1000"}"#)
            let (buyer, first, second) = try await house.people()
            let number = try await house.ask(for: buyer, [("B-1", "100000", "0.0100")])
            try await house.approve(number, by: first)
            try await house.approve(number, by: second)
            for round in 0..<min(raceRounds, 10) {
                let order = try await house.order([("B-1", "6")], for: buyer)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for racer in 0..<9 {
                        group.addTask {
                            do {
                                switch racer % 3 {
                                case 0: try await house.tell(order.number) { $0.lines = [OrderFacts.Line(position: 0, confirmed: Quantity(thousandths: Int64(racer) * 1000)!)] }
                                case 1: if racer == 1 { try await house.database.write { try cancelOrder(order.number, by: buyer, at: House.now, in: $0) } }
                                default: _ = try await house.order([("B-1", "1")], for: buyer)
                                }
                            } catch let refusal as Refusal where refusal.code == .tooLate || refusal.code == .priceChanged {}
                        }
                    }
                    try await group.waitForAll()
                }
                let alive = try await house.number("""
                    SELECT CAST(COALESCE(SUM(l.quantity), 0) AS \(.integer)) AS n FROM shipment_lines AS l JOIN shipments AS s ON s.id = l.shipment_id
                    WHERE s.status <> 'cancelled'
                    """)
                let promised = try await house.number("""
                    SELECT CAST(COALESCE(SUM(l.quantity), 0) AS \(.integer)) AS n FROM shipment_lines AS l JOIN shipments AS s ON s.id = l.shipment_id
                    WHERE s.status <> 'cancelled' AND l.stock_id IS NOT NULL
                    """)
                #expect(try await house.used(number) == [alive], "round \(round) on \(engine)")
                #expect(try await house.reserved() == promised, "round \(round) on \(engine)")
            }
        }
    }
}

extension House {
    fileprivate func tell(_ number: String, _ change: @escaping @Sendable (inout OrderFacts) -> Void) async throws {
        try await database.write { writer in
            var facts = OrderFacts()
            change(&facts)
            try tellOrderFacts(facts, of: number, by: .system, at: Self.now, in: writer)
        }
        try await storefront.catchUp()
    }

    fileprivate func reserved() async throws -> Int64 { try await number("SELECT CAST(SUM(reserved) AS \(.integer)) AS n FROM stock") }
}
