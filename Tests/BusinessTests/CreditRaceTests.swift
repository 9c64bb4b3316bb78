import Customers
import Database
import Integrations
import Kernel
import Ordering
import Receivables
import Testing
import TestSupport

@Suite("Races for credit", .serialized)
struct CreditRaceTests {
    @Test("64 orders and releases at once never take exposure over the limit, and at least one gets through", arguments: Engine.allCases)
    func ordersAndReleases(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish(limit: "0.00")
            try await house.put("stock", #"{"warehouse":"W1","product":"P1","quantity":"100000000"}"#)
            let viewer = try await house.buyer()
            let controller = house.controller()
            var waiting: [String] = []
            for round in 0..<raceRounds {
                // Room for exactly one more bolt.
                let used = try await house.exposure().reduce(0, +)
                let limit = Money(clamping: used + 10_000, .rub).decimal
                // The limit is raised without its own release, so that the racers find the room.
                try await house.database.write { _ = try $0.run("UPDATE credit_accounts SET credit_limit = \(used + 10_000) WHERE external_id = 'A1'") }
                let candidates = waiting
                let outcomes = try await withThrowingTaskGroup(of: (String?, Bool).self) { group in
                    for racer in 0..<64 {
                        group.addTask {
                            if racer % 2 == 0, !candidates.isEmpty {
                                let number = candidates[racer / 2 % candidates.count]
                                do {
                                    try await house.database.write { try releaseOrder(number, by: controller, at: House.now, in: $0) }
                                    return (nil, true)
                                } catch let refusal as Refusal where refusal.code == .creditLimitExceeded || refusal.reason == "order_not_on_hold" { return (nil, false) }
                            }
                            let order = try await house.order([("B-1", "1")], for: viewer)
                            return (order.status == .onHold ? order.number : nil, order.status == .placed)
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                waiting = Array((waiting + outcomes.compactMap(\.0)).suffix(8))
                #expect(outcomes.filter(\.1).count == 1, "round \(round) on \(engine), limit \(limit)")
                #expect(try await house.exposure().reduce(0, +) == used + 10_000, "round \(round) on \(engine)")
                #expect(try await house.number("SELECT COUNT(*) AS n FROM credit_accounts WHERE ledger_balance + prepayment_held + in_orders + in_approval > credit_limit") == 0)
            }
            let sql: SQL = "SELECT (SELECT in_orders FROM credit_accounts WHERE external_id = 'A1') - (SELECT CAST(SUM(credit_taken) AS \(.integer)) FROM seller_orders) AS n"
            #expect(try await house.number(sql) == 0)
        }
    }

    @Test("entries, payments and orders of two contracts on one account at once leave every sum right", arguments: Engine.allCases)
    func everythingAtOnce(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish(limit: "100000.00")
            try await house.put("legal-entities", #"{"external_id":"S2","name":"ООО «Юг»"}"#)
            try await house.put("contracts", #"{"external_id":"D2","client":"C1","legal_entity":"S2","client_entity":"E1","price_lists":["L1"],"credit_account":"A1"}"#)
            try await house.put("stock", #"{"warehouse":"W1","product":"P1","quantity":"100000000"}"#)
            let viewer = try await house.buyer()
            for round in 0..<max(1, raceRounds / 10) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for racer in 0..<48 {
                        group.addTask {
                            switch racer % 4 {
                            case 0:
                                let number = try await house.order([("B-1", "1")], for: viewer) { $0.contract = "D1" }.number
                                try await house.put("ledger", #"{"external_id":"S-\#(round)-\#(racer)","contract":"D1","order":"\#(number)","kind":"shipment","date":"2026-11-24","amount":"60.00"}"#)
                            case 1: try await house.put("ledger", #"{"external_id":"I-\#(round)-\#(racer)","contract":"D2","kind":"invoice","date":"2026-11-24","amount":"10.00"}"#)
                            case 2: try await house.put("ledger", #"{"external_id":"P-\#(round)-\#(racer)","contract":"D1","kind":"payment","date":"2026-11-24","amount":"7.00"}"#)
                            default: try await house.put("contracts", #"{"external_id":"D2","payment_days":\#(racer)}"#)
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                let rounds = Int64(round + 1) * 12
                #expect(try await house.exposure() == [rounds * (6000 + 1000 - 700), rounds * 4000, 0])
            }
        }
    }

    @Test("a release that looks first and writes then, the wrong way, is caught by the same race", arguments: [Engine.postgres])
    func mutant(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish(limit: "100.00")
            var isCaught = false
            // The first rounds may go by while connections are made.
            for _ in 0..<20 where !isCaught {
                _ = try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<16 {
                        group.addTask {
                            try await house.database.write { writer in
                                let row = try #require(try writer.row("SELECT id, credit_limit - ledger_balance - in_orders AS room FROM credit_accounts WHERE external_id = 'A1'"))
                                guard try row.get("room", as: Int64.self) >= 10_000 else { return }
                                _ = try writer.rows("SELECT 1 AS slept FROM (SELECT pg_sleep(0.02)) AS s")
                                try writer.run("UPDATE credit_accounts SET in_orders = in_orders + 10000 WHERE id = \(try row.get("id", as: Int64.self))")
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                isCaught = try await house.number("SELECT in_orders - credit_limit AS n FROM credit_accounts WHERE external_id = 'A1'") > 0
                try await house.database.write { _ = try $0.run("UPDATE credit_accounts SET in_orders = 0 WHERE external_id = 'A1'") }
            }
            #expect(isCaught)
        }
    }
}
