import Database
import Dispatch
import Foundation
import PostgresDatabase
import Synchronization
import Testing
import TestSupport

/// Lets two writes each take their first lock before either asks for its second.
private final class Meeting: Sendable {
    let attempts = Mutex([0, 0])
    private let locked = [DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)]

    func begin(_ own: Int) -> Bool {
        attempts.withLock { attempts in
            attempts[own] += 1
            return attempts[own] == 1
        }
    }

    func waitForOther(_ own: Int) {
        locked[own].signal()
        _ = locked[1 - own].wait(timeout: .now() + 10)
    }
}

@Suite("PostgreSQL keeps what it has answered, and comes back")
struct PostgresTests {
    private static func connection(_ address: DatabaseAddress) throws -> String {
        guard case .postgres(let connection) = address else { throw TestSetupProblem(description: "not a server") }
        return connection
    }

    private static func terminateOthers(_ database: any Database) async throws {
        _ = try await database.read { reader in
            try reader.rows("SELECT pg_terminate_backend(pid) AS done FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        }
    }

    @Test("a server that could lose an answered write is refused")
    func durable() async throws {
        try await withDatabaseAddress(.postgres) { address async throws in
            let connection = try Self.connection(address) + "?options=-c%20synchronous_commit%3Doff"
            await #expect { try await PostgresDatabase(connection) } throws: { "\($0)".contains("synchronous_commit is off and must be on") }
        }
    }

    @Test("no server: a clear refusal")
    func noServer() async throws {
        await expectProblem(.unavailable) { try await PostgresDatabase("postgres://postgres@127.0.0.1:1/postgres") }
    }

    @Test("a write whose reference broke reads once more, and finds out how things are now")
    func brokenReference() async throws {
        try await withDatabase(.postgres, migrations: testMigrations) { database async throws in
            try await database.write { try $0.run("INSERT INTO products (id, article) VALUES (1, 'A')") }
            let runs = Mutex(0)
            // As if the product that the first run had read were gone by the time that its line is written.
            try await database.write { writer in
                let run = runs.withLock { runs -> Int in
                    runs += 1
                    return runs
                }
                try writer.run("INSERT INTO order_lines (product_id, quantity) VALUES (\(run == 1 ? 99 : 1), 1)")
            }
            #expect(runs.withLock { $0 } == 2)
            runs.withLock { $0 = 0 }
            await expectProblem(.foreignKeyViolation) {
                try await database.write { writer in
                    runs.withLock { $0 += 1 }
                    try writer.run("INSERT INTO order_lines (product_id, quantity) VALUES (99, 1)")
                }
            }
            #expect(runs.withLock { $0 } == 2)
        }
    }

    @Test("two writes that lock each other out both succeed in the end")
    func deadlock() async throws {
        try await withDatabase(.postgres, migrations: testMigrations) { database async throws in
            try await database.write { writer in
                for article in ["A", "B"] { try writer.run("INSERT INTO products (article, on_hand) VALUES (\(article), 0)") }
            }
            let meeting = Meeting()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (own, articles) in [["A", "B"], ["B", "A"]].enumerated() {
                    group.addTask {
                        try await database.write { writer in
                            let isFirstAttempt = meeting.begin(own)
                            for article in articles {
                                try writer.run("UPDATE products SET on_hand = on_hand + 1 WHERE article = \(article)")
                                if isFirstAttempt, article == articles[0] { meeting.waitForOther(own) }
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            // One of them had to begin again; on a busy machine the two may meet once more.
            #expect(meeting.attempts.withLock { $0.reduce(0, +) } >= 3)
            let sums = try await database.read { try $0.rows("SELECT on_hand FROM products").map { try $0.get("on_hand", as: Int.self) } }
            #expect(sums == [2, 2])
        }
    }

    @Test("a conflict is tried again, but not for ever; a body that hides it changes nothing")
    func bounded() async throws {
        try await withDatabase(.postgres) { database async throws in
            for hides in [false, true] {
                let attempts = Mutex(0)
                await expectProblem(.conflict) {
                    try await database.write { writer in
                        attempts.withLock { $0 += 1 }
                        do { try writer.run("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = 'serialization_failure'; END $$") } catch { if !hides { throw error } }
                    }
                }
                #expect(attempts.withLock { $0 } == 10)
            }
        }
    }

    @Test("a connection that broke while idle is replaced unnoticed")
    func idleBreak() async throws {
        try await withDatabaseAddress(.postgres) { address async throws in
            let database = try await address.open(connections: 2), other = try await address.open(connections: 1)
            for _ in 1...3 {
                let row = try await database.write { try $0.row("SELECT 1 AS one") }
                #expect(try row?.get("one") == 1)
                try await Self.terminateOthers(other)
            }
            try await database.close()
            try await other.close()
        }
    }

    @Test("a connection that breaks in the middle fails that call and no other")
    func breakInside() async throws {
        try await withDatabaseAddress(.postgres, migrations: testMigrations) { address async throws in
            let database = try await address.open(connections: 1), other = try await address.open(connections: 1)
            let (begun, broken) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            let write = Task {
                try await database.write { writer in
                    try writer.run("INSERT INTO products (article) VALUES ('A')")
                    begun.signal()
                    _ = broken.wait(timeout: .now() + 10)
                    try writer.run("INSERT INTO products (article) VALUES ('B')")
                }
            }
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    begun.wait()
                    continuation.resume()
                }
            }
            try await Self.terminateOthers(other)
            broken.signal()
            await expectProblem(.unavailable) { try await write.value }
            let count = try await database.read { try $0.row("SELECT COUNT(*) AS count FROM products")?.get("count", as: Int.self) }
            #expect(count == 0)
            try await database.close()
            try await other.close()
        }
    }

    @Test("a table altered under prepared statements does not fail anybody")
    func altered() async throws {
        try await withDatabase(.postgres, migrations: testMigrations) { database async throws in
            let ask: SQL = "SELECT products.* FROM products"
            for _ in 1...3 { _ = try await database.read { try $0.rows(ask) } }
            try await database.write { try $0.run("ALTER TABLE products ADD COLUMN brand \(.text)") }
            for _ in 1...4 { _ = try await database.read { try $0.rows(ask) } }
        }
    }

    @Test("statements that are asked together see one state, outlive a broken line and an altered table, and fail for themselves alone")
    func together() async throws {
        try await withDatabaseAddress(.postgres, migrations: testMigrations) { address async throws in
            let database = try await address.open(connections: 2), other = try await address.open(connections: 1)
            let (count, all): (SQL, SQL) = ("SELECT COUNT(*) AS count FROM products", "SELECT products.* FROM products")
            async let seen = database.rows(together: [count, "SELECT CAST(pg_sleep(1) AS TEXT) AS slept", count, "SELECT current_setting('transaction_isolation') AS isolation"])
            try await Task.sleep(for: .milliseconds(300))
            try await database.write { try $0.run("INSERT INTO products (article) VALUES ('A')") }
            let answers = try await seen
            #expect(try answers[0].first?.get("count") == 0 && answers[2].first?.get("count") == 0)
            #expect(try answers[3].first?.get("isolation") == "repeatable read")
            func both() async throws -> [[Int]] {
                let alone = try await database.rows(together: [count, all])
                let within = try await database.read { try $0.rows(together: [count, all]) }
                return [alone, within].map { answers in answers.map(\.count) }
            }
            for _ in 1...3 {
                #expect(try await both() == [[1, 1], [1, 1]])
                try await Self.terminateOthers(other)
            }
            for _ in 1...3 {
                #expect(try await database.rows(together: [count, all]).map(\.count) == [1, 1])
                try await Self.terminateOthers(other)
            }
            try await database.write { try $0.run("ALTER TABLE products ADD COLUMN brand \(.text)") }
            for _ in 1...3 { #expect(try await both() == [[1, 1], [1, 1]]) }
            for _ in 1...3 {
                await #expect(throws: DatabaseProblem.self) { try await database.rows(together: [count, "SELECT 1 / (on_hand - on_hand) AS nothing FROM products", all]) }
                await #expect(throws: DatabaseProblem.self) { try await database.read { try $0.rows(together: [count, "SELECT 1 / (on_hand - on_hand) AS nothing FROM products", all]) } }
                #expect(try await both() == [[1, 1], [1, 1]])
            }
            try await database.close()
            try await other.close()
        }
    }

    @Test("more calls than connections all get their turn")
    func queueing() async throws {
        try await withDatabaseAddress(.postgres) { address async throws in
            let database = try await address.open(connections: 2)
            let sum = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 1...200 { group.addTask { try await database.read { try $0.row("SELECT CAST(\(number) AS BIGINT) AS n")?.get("n") ?? 0 } } }
                return try await group.reduce(0, +)
            }
            #expect(sum == 20_100)
            let connections = try await database.read { try $0.row("SELECT COUNT(*) AS count FROM pg_stat_activity WHERE datname = current_database()")?.get("count", as: Int.self) }
            #expect((connections ?? 0) <= 2)
            try await database.close()
        }
    }

    @Test("a connection that breaks amid questions asked together is told of, and the next read has another")
    func brokenTogether() async throws {
        try await withDatabase(.postgres, migrations: testMigrations) { database async throws in
            for _ in 1...3 {
                let problem = await #expect(throws: DatabaseProblem.self) {
                    try await database.read { reader in
                        _ = try reader.rows("SELECT 1 AS n")
                        let ending: SQL = "SELECT CASE WHEN pg_terminate_backend(pg_backend_pid()) THEN 1 ELSE 0 END AS n"
                        _ = try reader.ask(Question("SELECT 2 AS n") { _ in 2 }, Question(ending) { _ in 1 }, Question("SELECT 3 AS n") { _ in 3 })
                    }
                }
                #expect(problem?.kind == .unavailable)
                let found = try await database.read { reader in
                    _ = try reader.rows("SELECT 1 AS n")
                    return try reader.ask(Question("SELECT 2 AS n") { try $0.first?.get("n") ?? 0 }, Question("SELECT 3 AS n") { try $0.first?.get("n") ?? 0 })
                }
                #expect(found == (2, 3))
            }
        }
    }
}
