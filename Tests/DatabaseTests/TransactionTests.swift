import Database
import Dispatch
import Foundation
import Kernel
import Synchronization
import Testing
import TestSupport

private struct Changed: Error {}

private func add(_ article: String, _ onHand: Int = 0, _ writer: any Writer) throws {
    try writer.run("INSERT INTO products (article, on_hand) VALUES (\(article), \(onHand))")
}

private func count(_ database: any Database, _ table: SQL = "products") async throws -> Int {
    try await database.read { try $0.row("SELECT COUNT(*) AS count FROM \(table)")?.get("count") ?? -1 }
}

@Suite("A write is one transaction, a read one snapshot")
struct TransactionTests {
    @Test("an answered write is seen by the next read", arguments: Engine.allCases)
    func visible(engine: Engine) async throws {
        try await withDatabase(engine, migrations: testMigrations) { database async throws in
            for number in 1...100 {
                try await database.write { try add("A-\(number)", 0, $0) }
                #expect(try await count(database) == number)
            }
        }
    }

    @Test("a write that throws leaves nothing behind", arguments: Engine.allCases)
    func rollback(engine: Engine) async throws {
        try await withDatabase(engine, migrations: testMigrations) { database async throws in
            await #expect(throws: Changed.self) {
                try await database.write { writer in
                    try add("A", 0, writer)
                    throw Changed()
                }
            }
            #expect(try await count(database) == 0)
        }
    }

    @Test("each broken constraint has its name on both engines", arguments: Engine.allCases)
    func constraints(engine: Engine) async throws {
        let cases: [(DatabaseProblem.Kind, SQL)] = [
            (.uniqueViolation, "INSERT INTO products (article) VALUES ('A')"), (.uniqueViolation, "INSERT INTO products (id, article) VALUES (1, 'B')"),
            (.checkViolation, "UPDATE products SET on_hand = -1"), (.notNullViolation, "INSERT INTO products (article) VALUES (NULL)"),
            (.foreignKeyViolation, "INSERT INTO order_lines (product_id, quantity) VALUES (99, 1)"),
            (.invalidValue, "UPDATE products SET on_hand = CAST('many' AS \(engine == .sqlite ? DialectPart.text : .integer))"), (.other, "SELEKT 1"),
        ]
        try await withDatabase(engine, migrations: testMigrations) { database async throws in
            try await database.write { try $0.run("INSERT INTO products (id, article) VALUES (1, 'A')") }
            for (kind, statement) in cases { await expectProblem(kind) { try await database.write { try $0.run(statement) } } }
            #expect(try await count(database) == 1)
        }
    }

    @Test("a failed statement dooms the transaction even when the body goes on", arguments: Engine.allCases)
    func doomed(engine: Engine) async throws {
        try await withDatabase(engine, migrations: testMigrations) { database async throws in
            try await database.write { try add("A", 0, $0) }
            await expectProblem(.uniqueViolation) {
                try await database.write { writer in
                    try add("B", 0, writer)
                    try? add("A", 0, writer)
                }
            }
            #expect(try await count(database) == 1)
        }
    }

    @Test("a read sees one state from its beginning to its end", arguments: Engine.allCases)
    func snapshot(engine: Engine) async throws {
        try await withDatabase(engine, migrations: testMigrations) { database async throws in
            let (begun, written) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            async let counts = database.read { reader in
                let before: Int? = try reader.row("SELECT COUNT(*) AS count FROM products")?.get("count")
                begun.signal()
                let isInTime = written.wait(timeout: .now() + 10) == .success
                let after: Int? = try reader.row("SELECT COUNT(*) AS count FROM products")?.get("count")
                return (before, isInTime, after)
            }
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    begun.wait()
                    continuation.resume()
                }
            }
            try await database.write { try add("A", 0, $0) }
            written.signal()
            #expect(try await counts == (0, true, 0))
            #expect(try await count(database) == 1)
        }
    }

    @Test("sixty-four buyers buy exactly what is there", arguments: Engine.allCases)
    func stock(engine: Engine) async throws {
        try await withDatabase(engine, migrations: testMigrations) { database async throws in
            try await database.write { try add("A", 10, $0) }
            let sold = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 1...64 {
                    group.addTask {
                        try await database.write { writer in
                            let changed = try writer.run("UPDATE products SET on_hand = on_hand - 1 WHERE article = 'A' AND on_hand >= 1")
                            if changed == 1 { try writer.run("INSERT INTO order_lines (product_id, quantity) SELECT id, 1 FROM products WHERE article = 'A'") }
                            return changed == 1
                        }
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(sold == 10)
            #expect(try await count(database, "order_lines") == 10)
        }
    }

    @Test("the number of changed rows is the statement's own", arguments: Engine.allCases)
    func changes(engine: Engine) async throws {
        try await withDatabase(engine, migrations: testMigrations) { database async throws in
            let counts = try await database.write { writer in
                try add("A", 0, writer)
                try add("B", 0, writer)
                return [
                    try writer.run("UPDATE products SET on_hand = 1"), try writer.run("UPDATE products SET on_hand = 2 WHERE article = 'C'"),
                    try writer.run("CREATE TABLE extra (a \(.integer))"), try writer.run("DELETE FROM products WHERE article = 'A'"),
                ]
            }
            #expect(counts == [2, 0, 0, 1])
        }
    }

    @Test("a statement that takes too long is ended, and the next one is not", arguments: Engine.allCases)
    func deadline(engine: Engine) async throws {
        try await withDatabaseAddress(engine) { address async throws in
            let database = try await address.open(connections: 1, statementTimeout: .milliseconds(200))
            await expectProblem(.timeout) {
                try await database.read { try $0.rows("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT COUNT(*) AS c FROM n") }
            }
            let one = try await database.read { try $0.row("SELECT 1 AS one") }
            #expect(try one?.get("one") == 1)
            try await database.close()
        }
    }

    @Test("a closed database refuses, and says so", arguments: Engine.allCases)
    func closed(engine: Engine) async throws {
        try await withDatabaseAddress(engine) { address async throws in
            let database = try await address.open()
            try await database.close()
            await #expect(throws: (any Error).self) { try await database.read { try $0.rows("SELECT 1 AS a") } }
            await #expect(throws: (any Error).self) { try await database.write { try $0.rows("SELECT 1 AS a") } }
        }
    }
}

// One after the other: the memory is the whole process's.
@Suite("Streaming", .serialized)
struct StreamingTests {
    /// 100,000 rows of a kilobyte.
    private static let many: SQL = """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
        SELECT i, \(String(repeating: "x", count: 1000)) AS filler FROM n
        """

    /// Resident memory in MB.
    private static func memory() -> Int {
        let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * 4 / 1024
    }

    @Test("100,000 rows stream in constant memory, which collecting them does not take", arguments: Engine.allCases)
    func constantMemory(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            let streamed = try await database.read { reader in
                let before = Self.memory()
                var (count, peak) = (0, 0)
                try reader.forEach(Self.many) { row in
                    count += 1
                    if count % 10_000 == 0 { peak = max(peak, Self.memory()) }
                    _ = try row.get("filler", as: String.self)
                }
                return (count: count, growth: peak - before)
            }
            #expect(streamed.count == 100_000)
            #expect(streamed.growth < 60, "streaming took \(streamed.growth) MB")
            let collected = try await database.read { reader in
                let before = Self.memory()
                let rows = try reader.rows(Self.many)
                return (count: rows.count, growth: Self.memory() - before)
            }
            #expect(collected.count == 100_000)
            #expect(collected.growth > 60, "the measure sees nothing: \(collected.growth) MB")
        }
    }

    @Test("the body may ask the same question again while it is being answered, and it can be asked anew after it was left", arguments: Engine.allCases)
    func nestedAlike(engine: Engine) async throws {
        try await withDatabase(engine, migrations: testMigrations) { database async throws in
            let told = try await database.write { writer in
                for number in 1...5 { try add("A-\(number)", number, writer) }
                var told: [[String]] = []
                func ask(_ depth: Int) throws {
                    var articles: [String] = []
                    do {
                        try writer.forEach("SELECT article FROM products WHERE article <> \("B-\(depth)") ORDER BY id LIMIT 5") { row in
                            articles.append(try row.get("article"))
                            if depth < 2 { try ask(depth + 1) }
                            if articles.count == 3 { throw Changed() }
                        }
                    } catch is Changed {}
                    told.append(articles)
                }
                try ask(0)
                try ask(2)
                told.append(try writer.rows("SELECT article FROM products WHERE article <> \("A-1") ORDER BY id LIMIT 5").map { try $0.get("article") })
                return told
            }
            #expect(told.count == 15, "one, its three, their nine, one more and the last")
            for articles in told.dropLast() { #expect(articles == ["A-1", "A-2", "A-3"]) }
            #expect(told.last == ["A-2", "A-3", "A-4", "A-5"])
        }
    }

    @Test("questions asked together get each its own answer, again and again; one that fails takes the transaction with it, and the next is as good as new", arguments: Engine.allCases)
    func together(engine: Engine) async throws {
        try await withDatabase(engine, migrations: testMigrations) { database async throws in
            try await database.write { writer in for number in 1...3 { try add("A-\(number)", number, writer) } }
            @Sendable func articles(from first: String) -> Question<[String]> {
                Question("SELECT article FROM products WHERE article >= \(first) ORDER BY article") { try $0.map { try $0.get("article") } }
            }
            @Sendable func both() -> Question<[Int]> {
                Question(["SELECT COUNT(*) AS n FROM products WHERE article \(in: ["A-1", "A-3"])", "SELECT COUNT(*) AS n FROM order_lines"]) { try $0.map { try $0.first?.get("n") ?? -1 } }
            }
            // The third time what is asked is prepared.
            for _ in 1...4 {
                let (all, none, few, counts, marked) = try await database.read { reader in
                    _ = try reader.rows("SELECT 1 AS one")
                    return try reader.ask(articles(from: "A"), Question(answered: "nothing"), articles(from: "A-2"), both(), Question<Int>.marked("SELECT COUNT(*) AS marked FROM products"))
                }
                #expect(all == ["A-1", "A-2", "A-3"] && none == "nothing" && few == ["A-2", "A-3"] && counts == [2, 0] && marked == 3)
            }
            // As the first of a transaction, and where nothing is asked at all.
            #expect(try await database.read { try $0.ask(articles(from: "A-3"), both()) } == (["A-3"], [2, 0]))
            #expect(try await database.read { try $0.ask(Question(answered: 1), Question(answered: "b")) } == (1, "b"))
            for _ in 1...3 {
                await #expect(throws: DatabaseProblem.self) {
                    try await database.write { writer in
                        try add("B-1", 9, writer)
                        _ = try? writer.ask(articles(from: "A"), Question<Int>.marked("SELECT nothing_like_it AS marked FROM products"), articles(from: "A"))
                    }
                }
                #expect(try await database.read { try $0.ask(articles(from: "A")) } == ["A-1", "A-2", "A-3"], "what was added before the failure is gone")
            }
        }
    }

    @Test("the body may ask, write and stop while rows come", arguments: Engine.allCases)
    func nested(engine: Engine) async throws {
        try await withDatabase(engine, migrations: testMigrations) { database async throws in
            let seen = try await database.write { writer in
                for number in 1...50 { try add("A-\(number)", number, writer) }
                var seen: [String] = []
                do {
                    try writer.forEach("SELECT id, article FROM products ORDER BY id") { row in
                        let id: Int64 = try row.get("id")
                        try writer.run("INSERT INTO order_lines (product_id, quantity) VALUES (\(id), 1)")
                        try writer.forEach("SELECT article FROM products WHERE id = \(id)") { seen.append(try $0.get("article")) }
                        if seen.count == 20 { throw Changed() }
                    }
                } catch is Changed {}
                return seen
            }
            #expect(seen == (1...20).map { "A-\($0)" })
            #expect(try await count(database, "order_lines") == 20)
        }
    }
}
