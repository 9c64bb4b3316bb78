import Database
import Dispatch
import Foundation
import SQLiteDatabase
import Testing
import TestSupport

@Suite("SQLite keeps what it has answered")
struct SQLiteTests {
    private static func path(_ address: DatabaseAddress) throws -> String {
        guard case .sqlite(let path) = address else { throw TestSetupProblem(description: "not a file") }
        return path
    }

    @Test("settings that could lose an answered write are refused", arguments: ["synchronous = NORMAL", "synchronous = OFF", "journal_mode = DELETE", "foreign_keys = OFF"])
    func durable(setting: String) async throws {
        try await withDatabaseAddress(.sqlite) { address async throws in
            let path = try Self.path(address)
            #expect { try SQLiteDatabase(path: path, tuning: [setting]) } throws: { "\($0)".contains("would not keep what it has answered") }
            // The same file with sound settings opens.
            try await SQLiteDatabase(path: path, tuning: ["synchronous = EXTRA"]).close()
        }
    }

    @Test("an answered write is in the files at once: a copy taken then has it")
    func survives() async throws {
        try await withDatabaseAddress(.sqlite, migrations: testMigrations) { address async throws in
            let path = try Self.path(address)
            let database = try SQLiteDatabase(path: path)
            for number in 1...20 {
                try await database.write { try $0.run("INSERT INTO products (article) VALUES (\("A-\(number)"))") }
                // What a process that is killed leaves behind: the file and the log, without the shared memory.
                let copy = path + ".killed-\(number)"
                for suffix in ["", "-wal"] { try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix) }
                let survivor = try SQLiteDatabase(path: copy)
                let count = try await survivor.read { try $0.row("SELECT COUNT(*) AS count FROM products")?.get("count", as: Int.self) }
                #expect(count == number)
                #expect(try await survivor.findDamage().isEmpty)
                try await survivor.close()
            }
            try await database.close()
        }
    }

    @Test("a backup is whole while writes go on, and refuses to overwrite")
    func backup() async throws {
        try await withDatabaseAddress(.sqlite, migrations: testMigrations) { address async throws in
            let path = try Self.path(address)
            let database = try SQLiteDatabase(path: path)
            async let writing: Void = {
                for number in 1...200 { try await database.write { try $0.run("INSERT INTO products (article) VALUES (\("A-\(number)"))") } }
            }()
            try await database.backUp(to: path + ".backup")
            try await writing
            await #expect(throws: DatabaseProblem.self) { try await database.backUp(to: path + ".backup") }
            let copy = try SQLiteDatabase(path: path + ".backup")
            #expect(try await copy.findDamage().isEmpty)
            #expect(try await pendingMigrations(copy, testMigrations).isEmpty)
            try await copy.close()
            try await database.close()
        }
    }

    @Test("a full disk refuses writes, loses nothing and goes on reading; with space again, writes go on")
    func diskFull() async throws {
        try await withDatabaseAddress(.sqlite, migrations: testMigrations) { address in
            let path = try Self.path(address)
            // SQLite takes a limit of pages for a full disk.
            let small = try SQLiteDatabase(path: path, tuning: ["max_page_count = 40"])
            let stored = await withTaskGroup(of: String?.self) { group in
                for number in 1...200 {
                    group.addTask {
                        let article = "A-\(number)-" + String(repeating: "x", count: 2_000)
                        do {
                            try await small.write { try $0.run("INSERT INTO products (article) VALUES (\(article))") }
                            return article
                        } catch {
                            #expect((error as? DatabaseProblem)?.kind == .unavailable, "\(error)")
                            return nil
                        }
                    }
                }
                return await group.reduce(into: Set<String>()) { stored, article in if let article { stored.insert(article) } }
            }
            #expect((1..<200).contains(stored.count))
            #expect(try await Self.articles(small) == stored)
            #expect(try await small.findDamage().isEmpty)
            try await small.close()
            let large = try SQLiteDatabase(path: path)
            try await large.write { try $0.run("INSERT INTO products (article) VALUES ('B')") }
            #expect(try await Self.articles(large) == stored.union(["B"]))
            try await large.close()
        }
    }

    private static func articles(_ database: any Database) async throws -> Set<String> {
        try await database.read { Set(try $0.rows("SELECT article FROM products").map { try $0.get("article", as: String.self) }) }
    }

    @Test("damage is found")
    func damage() async throws {
        try await withDatabaseAddress(.sqlite, migrations: testMigrations) { address async throws in
            let path = try Self.path(address)
            let database = try SQLiteDatabase(path: path)
            #expect(try await database.findDamage().isEmpty)
            try await database.close()
            // A page overwritten with zeros, as by a broken disk.
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
            try file.seek(toOffset: 4096)
            try file.write(contentsOf: Data(count: 4096))
            try file.close()
            let damaged = try SQLiteDatabase(path: path)
            do { #expect(try await !damaged.findDamage().isEmpty) } catch { #expect((error as? DatabaseProblem)?.kind == .unavailable) }
            try? await damaged.close()
        }
    }
}

@Suite("Writes of SQLite share commits")
struct SharedCommitTests {
    /// Keeps the writer busy until `release`, so that the writes after it gather.
    private static func holdWriter(_ database: any Database) async -> (release: DispatchSemaphore, done: Task<Void, any Error>) {
        let (begun, release) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let done = Task {
            try await database.write { _ in
                begun.signal()
                release.wait()
            }
        }
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                begun.wait()
                continuation.resume()
            }
        }
        return (release, done)
    }

    @Test("one that fails harms nobody, at its statement or at the commit", arguments: ["INSERT INTO lines (product_id) VALUES (99)", "INSERT INTO products (article) VALUES ('A-1')"])
    func oneFails(bad: String) async throws {
        let deferred = Migration(3, "lines", ["CREATE TABLE lines (product_id \(.integer) REFERENCES products (id) DEFERRABLE INITIALLY DEFERRED) \(.strict)"])
        try await withDatabase(.sqlite, migrations: testMigrations + [deferred]) { database async throws in
            let (release, done) = await Self.holdWriter(database)
            let outcomes = try await withThrowingTaskGroup(of: (Int, Bool).self) { group in
                for number in 1...30 {
                    group.addTask {
                        do {
                            try await database.write { writer in
                                try writer.run("INSERT INTO products (article) VALUES (\("A-\(number)"))")
                                if number == 17 { try writer.run(SQL(stringLiteral: bad.replacingOccurrences(of: "A-1", with: "A-17"))) }
                            }
                            return (number, true)
                        } catch let problem as DatabaseProblem {
                            #expect([.uniqueViolation, .foreignKeyViolation].contains(problem.kind), "\(problem)")
                            return (number, false)
                        }
                    }
                }
                try await Task.sleep(for: .milliseconds(100))
                release.signal()
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            try await done.value
            #expect(outcomes.filter { !$0.value }.map(\.key) == [17])
            let stored = try await database.read { try $0.rows("SELECT article FROM products ORDER BY id").map { try $0.get("article", as: String.self) } }
            #expect(Set(stored) == Set((1...30).filter { $0 != 17 }.map { "A-\($0)" }))
        }
    }

    @Test("writes that waited together are one commit")
    func together() async throws {
        try await withDatabaseAddress(.sqlite, migrations: testMigrations) { address async throws in
            guard case .sqlite(let path) = address else { return }
            let database = try SQLiteDatabase(path: path)
            func logSize() throws -> Int { try FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int ?? 0 }
            let before = try logSize()
            let (release, done) = await Self.holdWriter(database)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...50 { group.addTask { _ = try await database.write { try $0.run("INSERT INTO products (article) VALUES (\("A-\(number)"))") } } }
                try await Task.sleep(for: .milliseconds(100))
                release.signal()
                try await group.waitForAll()
            }
            try await done.value
            // Alone, each would write three pages: the table, its index, the sequence.
            let pages = (try logSize() - before) / 4096
            #expect((3...40).contains(pages), "\(pages) pages")
            try await database.close()
        }
    }

    @Test("an import waits while requests are waiting")
    func priority() async throws {
        try await withDatabase(.sqlite, migrations: testMigrations) { database in
            let (release, done) = await Self.holdWriter(database)
            @Sendable func insert(_ article: String) async throws { try await database.write { try $0.run("INSERT INTO products (article) VALUES (\(article))") } }
            var writes = (1...5).map { number in Task(priority: .utility) { try await insert("import-\(number)") } }
            try await Task.sleep(for: .milliseconds(50))
            writes += (1...20).map { number in Task(priority: .medium) { try await insert("request-\(number)") } }
            try await Task.sleep(for: .milliseconds(50))
            release.signal()
            for write in writes { try await write.value }
            try await done.value
            let order = try await database.read { try $0.rows("SELECT article FROM products ORDER BY id").map { try $0.get("article", as: String.self) } }
            #expect(order.count == 25)
            #expect(order.prefix(20).allSatisfy { $0.hasPrefix("request") }, "\(order)")
        }
    }
}
