import Customers
import Database
import Integrations
import Journal
import Kernel
import Ordering
import Receivables
import Testing
import TestSupport

@Suite("Limits, blocks and releases")
struct CreditTests {
    @Test("a contract's state decides what an order meets", arguments: Engine.allCases)
    func placing(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let viewer = try await house.buyer()
            try await house.put("stock", #"{"warehouse":"W1","product":"P1","quantity":"1000"}"#)
            let cases: [(BlockState, OrderStatus?, Refusal.Code?, OrderStatus?)] = [
                (.warn, .placed, nil, .placed), (.holdShipment, .onHold, nil, .placed), (.prepayOnly, nil, .prepaymentRequired, .placed), (.blocked, nil, .blocked, nil),
            ]
            for (state, onCredit, refusal, prepaid) in cases {
                try await house.database.write { try setManualBlock(state, onContract: "D1", reason: "Проверка", until: nil, by: house.controller(), at: House.now, in: $0) }
                do {
                    let order = try await house.order([("B-1", "1")], for: viewer)
                    #expect(order.status == onCredit, "\(state)")
                    #expect(order.parts.map(\.holdReason) == [onCredit == .onHold ? "credit" : nil], "\(state)")
                } catch let caught as Refusal { #expect(caught.code == refusal, "\(state)") }
                do {
                    #expect(try await house.order([("B-1", "1")], for: viewer) { $0.payment = .prepaid }.status == prepaid, "\(state)")
                } catch let caught as Refusal { #expect(prepaid == nil && caught.code == .blocked, "\(state)") }
                let before = try await house.number("SELECT MAX(id) AS n FROM manual_blocks")
                try await house.database.write { try liftBlock(before, by: house.controller(), at: House.now, in: $0) }
            }
            // What was held went through when the block was lifted.
            #expect(try await house.number("SELECT COUNT(*) AS n FROM seller_orders WHERE hold_reason IS NOT NULL") == 0)
            #expect(try await house.exposure() == [0, 20_000, 0])
            // Every change of state has its journal entry: four times there and back.
            #expect(try await house.number("SELECT COUNT(*) AS n FROM journal WHERE kind = 'credit' AND action = 'state_changed'") == 8)
        }
    }

    @Test("a held order is outside of the limit, and is released when there is room, by itself or by the controller", arguments: Engine.allCases)
    func release(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish(limit: "500.00")
            let viewer = try await house.buyer()
            try await house.put("ledger", #"{"external_id":"I1","contract":"D1","kind":"opening","date":"2026-11-24","amount":"300.00"}"#)
            let held = try await house.order([("B-1", "4")], for: viewer)
            #expect(held.status == .onHold)
            #expect(try await house.exposure() == [30_000, 0, 0])
            let list = try await house.database.read { try heldOrders(for: house.controller(), at: House.now, in: $0).orders }
            #expect(list.map(\.number) == [held.number])
            #expect(list.first?.missing?.decimal == "200.00")
            let refusal = await #expect(throws: Refusal.self) { try await house.database.write { try releaseOrder(held.number, by: house.controller(), at: House.now, in: $0) } }
            #expect(refusal?.code == .creditLimitExceeded)
            #expect(refusal?.arguments["missing"] == .money(Money(clamping: 20_000, .rub)))
            // A payment makes room: released in the same transaction.
            try await house.put("ledger", #"{"external_id":"P1","contract":"D1","kind":"payment","date":"2026-11-24","amount":"200.00"}"#)
            #expect(try await house.exposure() == [10_000, 40_000, 0])
            let released = try await house.database.read { try Ordering.order(held.number, for: viewer, in: $0) }
            #expect(released.status == .placed)
            #expect(released.shipments.map(\.status) == [.reserved])
            #expect(released.history.map(\.status) == [.onHold, .placed])
            #expect(released.version == held.version + 1)
            let again = await #expect(throws: Refusal.self) { try await house.database.write { try releaseOrder(held.number, by: house.controller(), at: House.now, in: $0) } }
            #expect(again?.reason == "order_not_on_hold")
            // After a raised limit the regular look does it.
            let second = try await house.order([("B-1", "2")], for: viewer)
            #expect(second.status == .onHold)
            try await house.put("credit-accounts", #"{"external_id":"A1","limit":"700.00"}"#)
            try await reviewAllCredit(in: house.database, at: House.now)
            #expect(try await house.exposure() == [10_000, 60_000, 0])
            #expect(try await house.database.read { try Ordering.order(second.number, for: viewer, in: $0) }.status == .placed)
        }
    }

    @Test("the prepayment of a prepaid order is nobody's credit", arguments: Engine.allCases)
    func prepaid(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish(limit: "100.00")
            let viewer = try await house.buyer()
            let prepaid = try await house.order([("B-1", "5")], for: viewer) { $0.payment = .prepaid }
            #expect(prepaid.status == .placed)
            try await house.put("ledger", #"{"external_id":"P1","contract":"D1","order":"\#(prepaid.number)","kind":"payment","date":"2026-11-24","amount":"500.00"}"#)
            #expect(try await house.exposure() == [-50_000, 0, 50_000])
            #expect(try await house.order([("B-1", "2")], for: viewer).status == .onHold)
            // A payment without a reference is free for any order.
            try await house.put("ledger", #"{"external_id":"P2","contract":"D1","kind":"payment","date":"2026-11-24","amount":"100.00"}"#)
            #expect(try await house.exposure() == [-60_000, 20_000, 50_000])
            try await house.put("ledger", #"{"external_id":"S1","contract":"D1","order":"\#(prepaid.number)","kind":"shipment","date":"2026-11-24","amount":"500.00"}"#)
            #expect(try await house.exposure() == [-10_000, 20_000, 0])
        }
    }

    @Test("an override needs a second person, a reason and a day; it lets one order over the limit", arguments: Engine.allCases)
    func override(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish(limit: "100.00")
            let viewer = try await house.buyer()
            let held = try await house.order([("B-1", "4")], for: viewer)
            let order = held.id
            let until = try #require(Day("2026-11-30"))
            for (reason, day, expected) in [("", until, "reason_required"), ("Тендер", until.adding(days: -30), "day_is_past")] {
                let refusal = await #expect(throws: Refusal.self) {
                    try await house.database.write { _ = try requestOverride(onContract: "D1", order: order, reason: reason, until: day, by: house.controller(1), at: House.now, in: $0) }
                }
                #expect(refusal?.reason == expected)
            }
            let id = try await house.database.write { try requestOverride(onContract: "D1", order: order, reason: "Тендер", until: until, by: house.controller(1), at: House.now, in: $0) }
            #expect(try await house.database.read { try waitingOverrides(for: house.controller(2), in: $0).map(\.id) } == [id])
            let own = await #expect(throws: Refusal.self) { try await house.database.write { try approveOverride(id, by: house.controller(1), at: House.now, in: $0) } }
            #expect(own?.reason == "own_override")
            // Nor does the database let it happen.
            await #expect(throws: DatabaseProblem.self) {
                try await house.database.write { try $0.run("UPDATE credit_overrides SET status = 'approved', decided_by = requested_by WHERE id = \(id)") }
            }
            let machine = await #expect(throws: Refusal.self) { try await house.database.write { try approveOverride(id, by: .system, at: House.now, in: $0) } }
            #expect(machine?.code == .forbidden)
            let late = await #expect(throws: Refusal.self) {
                try await house.database.write { try approveOverride(id, by: house.controller(2), at: House.now.adding(seconds: 30 * 86_400), in: $0) }
            }
            #expect(late?.reason == "override_is_over")
            #expect(try await house.exposure() == [0, 0, 0])
            try await house.database.write { try approveOverride(id, by: house.controller(2), at: House.now, in: $0) }
            #expect(try await house.exposure() == [0, 40_000, 0])
            #expect(try await house.database.read { try Ordering.order(held.number, for: viewer, in: $0) }.status == .placed)
            // The next one meets the limit again.
            #expect(try await house.order([("B-1", "1")], for: viewer).status == .onHold)
        }
    }

    @Test("held goods are given back once, when their hours are over, and taken again at the release", arguments: Engine.allCases)
    func heldGoods(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish(limit: "100.00")
            let viewer = try await house.buyer()
            let held = try await house.order([("B-1", "4")], for: viewer)
            let reserved: SQL = "SELECT CAST(SUM(reserved) AS \(.integer)) AS n FROM stock"
            #expect(try await house.database.write { try returnHeldStock(at: House.now.adding(seconds: 48 * 3600 - 1), in: $0) } == 0)
            #expect(try await house.number(reserved) == 4000)
            let later = House.now.adding(seconds: 48 * 3600)
            let counts = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 { group.addTask { try await house.database.write { try returnHeldStock(at: later, in: $0) } } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(counts.sorted() == [0, 0, 0, 1])
            #expect(try await house.number(reserved) == 0)
            try await house.put("credit-accounts", #"{"external_id":"A1","limit":"1000.00"}"#)
            // Nobody promised the goods again in passing: the regular look does, goods first.
            #expect(try await house.database.read { try Ordering.order(held.number, for: viewer, in: $0) }.status == .onHold)
            try await reviewAllCredit(in: house.database, at: later)
            let released = try await house.database.read { try Ordering.order(held.number, for: viewer, in: $0) }
            #expect(released.status == .placed)
            #expect(released.shipments.map(\.status) == [.reserved])
            #expect(try await house.number(reserved) == 4000)
        }
    }

    @Test("time alone changes a state; the regular look records it once", arguments: Engine.allCases)
    func time(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("ledger", #"{"external_id":"I1","contract":"D1","kind":"invoice","number":"1","date":"2026-11-20","due":"2026-11-25","amount":"10.00"}"#)
            let changes: SQL = "SELECT COUNT(*) AS n FROM journal WHERE kind = 'credit' AND action = 'state_changed'"
            #expect(try await house.number(changes) == 0)
            for _ in 0..<2 { try await reviewAllCredit(in: house.database, at: House.now.adding(seconds: 2 * 86_400)) }
            #expect(try await house.number(changes) == 1)
            for _ in 0..<2 { try await reviewAllCredit(in: house.database, at: House.now.adding(seconds: 40 * 86_400)) }
            #expect(try await house.number(changes) == 2)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM contract_accounts WHERE state = 'blocked'") == 1)
            try await house.put("ledger", #"{"external_id":"P1","contract":"D1","kind":"payment","date":"2026-11-20","amount":"10.00"}"#)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM contract_accounts WHERE state = 'ok'") == 1)
        }
    }

    @Test("a contract's own rules stand in the place of the common ones", arguments: Engine.allCases)
    func rules(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("ledger", #"{"external_id":"I1","contract":"D1","kind":"invoice","date":"2026-11-01","due":"2026-11-22","amount":"10.00"}"#)
            #expect(try await house.overview().contracts.map(\.standing.state) == [.warn])
            try await house.database.write { try setCreditRules([CreditRule(.overdueDays, 2, .blocked)], onContract: "D1", by: house.controller(), at: House.now, in: $0) }
            #expect(try await house.overview().contracts.map(\.standing.state) == [.blocked])
            try await house.database.write { try setCreditRules([CreditRule(.overdueDays, 3, .blocked), CreditRule(.overdueSum, 1001, .warn)], onContract: "D1", by: house.controller(), at: House.now, in: $0) }
            #expect(try await house.overview().contracts.map(\.standing.state) == [.ok])
            try await house.database.write { try setCreditRules([], onContract: "D1", by: house.controller(), at: House.now, in: $0) }
            try await house.database.write { try setCreditRules([CreditRule(.overdueSum, 1000, .prepayOnly)], onContract: nil, by: house.controller(), at: House.now, in: $0) }
            #expect(try await house.overview().contracts.map(\.standing.state) == [.prepayOnly])
        }
    }

    @Test("a shipment leaves only when the contract's state lets it; prepaid ones and overrides pass", arguments: Engine.allCases)
    func shipments(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let viewer = try await house.buyer()
            _ = try await house.order([("B-1", "1")], for: viewer)
            _ = try await house.order([("B-1", "1")], for: viewer) { $0.payment = .prepaid }
            func allowed(_ part: Int64) async throws -> Bool {
                do { try await house.database.read { try demandShipmentAllowed(ofPart: ID(part), at: House.now, in: $0) }; return true } catch let refusal as Refusal where refusal.code == .blocked { return false }
            }
            #expect(try await allowed(1))
            try await house.database.write { try setManualBlock(.holdShipment, onContract: "D1", reason: "x", until: nil, by: house.controller(), at: House.now, in: $0) }
            #expect(try await !allowed(1))
            #expect(try await allowed(2))
            let id = try await house.database.write { try requestOverride(onContract: "D1", reason: "x", until: try #require(Day("2026-11-30")), by: house.controller(1), at: House.now, in: $0) }
            try await house.database.write { try approveOverride(id, by: house.controller(2), at: House.now, in: $0) }
            #expect(try await allowed(1))
        }
    }

    @Test("an order that ends gives its credit back", arguments: Engine.allCases)
    func ended(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish(limit: "500.00")
            let viewer = try await house.buyer()
            let first = try await house.order([("B-1", "4")], for: viewer)
            let second = try await house.order([("B-1", "4")], for: viewer)
            #expect(second.status == .onHold)
            try await house.database.write { writer in
                try writer.run("UPDATE orders SET status = 'cancelled' WHERE id = \(first.id)")
                try endCredit(ofOrder: first.id, by: .system, at: House.now, in: writer)
            }
            #expect(try await house.exposure() == [0, 40_000, 0])
            #expect(try await house.database.read { try Ordering.order(second.number, for: viewer, in: $0) }.status == .placed)
        }
    }
}
