import Customers
import Database
import Kernel
import Ordering
import Testing
import TestSupport

@Suite("Races", .serialized)
struct RaceTests {
    @Test("64 buyers after the last units sell exactly what is there", arguments: Engine.allCases)
    func lastUnits(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish(limit: nil)
            let viewer = try await house.buyer()
            for round in 0..<raceRounds {
                let stock = 7 + round % 5
                let moment = House.now.adding(seconds: Int64(round + 1) * 60).text
                let reserved = try await house.number("SELECT s.reserved AS n FROM stock AS s JOIN products AS p ON p.id = s.product_id WHERE p.external_id = 'P1'") / 1000
                try await house.put("stock", #"{"warehouse":"W1","product":"P1","quantity":"\#(reserved + Int64(stock))","as_of":"\#(moment)"}"#)
                let sold = try await race(64) { buyer in
                    do {
                        // Lines in both orders, as bait for deadlocks.
                        let lines = buyer % 2 == 0 ? [("B-1", "1"), ("C-1", "0.5")] : [("C-1", "0.5"), ("B-1", "1")]
                        try await house.put("stock", #"{"warehouse":"W1","product":"P3","quantity":"100000"}"#)
                        _ = try await house.order(lines, for: viewer, partial: false)
                        return true
                    } catch let refusal as Refusal where refusal.code == .short { return false }
                }
                #expect(sold == stock, "round \(round) on \(engine)")
                #expect(try await house.number("SELECT COUNT(*) AS n FROM stock WHERE reserved > quantity") == 0)
            }
            // I2: live reservations sum to reserved.
            let sql: SQL = """
                SELECT COUNT(*) AS n FROM stock AS s
                WHERE s.reserved <> (SELECT COALESCE(CAST(SUM(l.quantity) AS \(.integer)), 0) FROM shipment_lines AS l WHERE l.stock_id = s.id)
                """
            #expect(try await house.number(sql) == 0)
        }
    }

    @Test("64 orders against a limit release no more than it allows", arguments: Engine.allCases)
    func lastRouble(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish(limit: "0.00")
            try await house.put("stock", #"{"warehouse":"W1","product":"P1","quantity":"1000000"}"#)
            let viewer = try await house.buyer()
            for round in 0..<raceRounds {
                let room = 3 + round % 7
                let used = try await house.number("SELECT in_orders AS n FROM credit_accounts WHERE external_id = 'A1'")
                let limit = try #require(Money(minorUnits: used + Int64(room) * 10000 + 99, currency: .rub))
                try await house.put("credit-accounts", #"{"external_id":"A1","limit":"\#(limit.decimal)"}"#)
                let released = try await race(64) { _ in try await house.order([("B-1", "1")], for: viewer).status == .placed }
                #expect(released == room, "round \(round) on \(engine)")
                #expect(try await house.number("SELECT COUNT(*) AS n FROM credit_accounts WHERE in_orders > credit_limit") == 0)
            }
            let sql: SQL = "SELECT (SELECT in_orders FROM credit_accounts WHERE external_id = 'A1') - (SELECT CAST(SUM(credit_taken) AS \(.integer)) FROM seller_orders) AS n"
            #expect(try await house.number(sql) == 0)
        }
    }

    @Test("check-then-write, the wrong way, is caught by the same race", arguments: [Engine.postgres])
    func mutant(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let sold = try await race(64) { _ in
                try await house.database.write { writer in
                    let row = try #require(try writer.row("SELECT s.id, s.quantity - s.reserved AS n FROM stock AS s JOIN products AS p ON p.id = s.product_id WHERE p.external_id = 'P1'"))
                    guard try row.get("n", as: Int64.self) >= 1000 else { return false }
                    _ = try writer.rows("SELECT 1 AS slept FROM (SELECT pg_sleep(0.02)) AS s")
                    try writer.run("UPDATE stock SET reserved = reserved + 1000 WHERE id = \(try row.get("id", as: Int64.self))")
                    return true
                }
            }
            #expect(sold > 10)
        }
    }

    /// Runs `count` attempts at once; how many succeeded.
    private func race(_ count: Int, _ attempt: @escaping @Sendable (Int) async throws -> Bool) async throws -> Int {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<count { group.addTask { try await attempt(number) } }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
    }
}
