import Database
import Testing
import TestSupport

private let changed = [Migration(1, "products", ["CREATE TABLE products (id \(.identity), article \(.text) NOT NULL)"]), testMigrations[1]]
private let third = Migration(3, "prices", ["CREATE TABLE prices (id \(.identity), price \(.integer) NOT NULL) \(.strict)"])

@Suite("Migrations")
struct MigrationTests {
    @Test("each migration runs once, in the order of numbers", arguments: Engine.allCases)
    func once(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            #expect(try await pendingMigrations(database, testMigrations.reversed()).map(\.number) == [1, 2])
            #expect(try await migrate(database, testMigrations.reversed()).map(\.number) == [1, 2])
            #expect(try await migrate(database, testMigrations).isEmpty)
            #expect(try await pendingMigrations(database, testMigrations + [third]).map(\.number) == [3])
            #expect(try await migrate(database, testMigrations + [third]).map(\.number) == [3])
            #expect(try await pendingMigrations(database, testMigrations + [third]).isEmpty)
        }
    }

    @Test("nodes that start at the same moment apply each migration once between them", arguments: Engine.allCases)
    func together(engine: Engine) async throws {
        try await withDatabaseAddress(engine) { address async throws in
            // SQLite's file belongs to one process and one object; PostgreSQL's nodes have their own connections.
            let shared = try await address.open()
            let applied = try await withThrowingTaskGroup(of: [Int].self) { group in
                for _ in 1...6 {
                    group.addTask {
                        let node = engine == .sqlite ? shared : try await address.open(connections: 1)
                        let numbers = try await migrate(node, testMigrations + [third]).map(\.number)
                        if engine == .postgres { try await node.close() }
                        return numbers
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied.sorted() == [1, 2, 3])
            try await shared.close()
        }
    }

    @Test("a migration that was changed after landing is refused", arguments: Engine.allCases)
    func changedMigration(engine: Engine) async throws {
        try await withDatabase(engine, migrations: testMigrations) { database async throws in
            await #expect { try await migrate(database, changed) } throws: { "\($0)".contains("Migration 1 (products) was changed") }
            await #expect { try await pendingMigrations(database, changed) } throws: { $0 is MigrationProblem }
        }
    }

    @Test("a database that is newer than the binary is refused", arguments: Engine.allCases)
    func newer(engine: Engine) async throws {
        try await withDatabase(engine, migrations: testMigrations + [third]) { database async throws in
            await #expect { try await migrate(database, testMigrations) } throws: { "\($0)".contains("newer than this version of Kontor: it has migration 3 (prices)") }
        }
    }

    @Test("an older binary goes on beside what newer ones have only added, and no further", arguments: Engine.allCases)
    func additions(engine: Engine) async throws {
        let marks = Migration(3, "expansions", expands: true, [expansionsTable])
        let added = Migration(4, "prices", expands: true, ["CREATE TABLE prices (id \(.identity), price \(.integer) NOT NULL) \(.strict)"])
        let taken = Migration(5, "no names", ["ALTER TABLE products DROP COLUMN name"])
        let (old, middle) = (testMigrations + [marks], testMigrations + [marks, added])
        try await withDatabase(engine, migrations: old) { database async throws in
            #expect(try await migrate(database, middle).map(\.number) == [4])
            let state = try await schemaState(database, old)
            #expect(state.missing.isEmpty && state.additions == [4])
            #expect(try await migrate(database, old).isEmpty)
            #expect(try await schemaState(database, middle).additions == [])
            // What it does not know itself is missing, whatever has been added beside.
            let behind = try await schemaState(database, testMigrations + [marks, Migration(6, "more", [])])
            #expect(behind.missing.map(\.number) == [6] && behind.additions == [4])
            #expect(try await migrate(database, middle + [taken]).map(\.number) == [5])
            await #expect { try await schemaState(database, old) } throws: { "\($0)".contains("it has migration 5 (no names)") }
            await #expect { try await migrate(database, middle) } throws: { $0 is MigrationProblem }
        }
    }

    @Test("a migration that fails leaves nothing of itself, and what came before stays", arguments: Engine.allCases)
    func failing(engine: Engine) async throws {
        let broken = Migration(4, "broken", ["CREATE TABLE half (a \(.integer))", "INSERT INTO nowhere (a) VALUES (1)"])
        try await withDatabase(engine) { database async throws in
            await #expect(throws: DatabaseProblem.self) { try await migrate(database, testMigrations + [broken]) }
            #expect(try await pendingMigrations(database, testMigrations + [broken]).map(\.number) == [4])
            await expectProblem(.other) { try await database.read { try $0.rows("SELECT a FROM half") } }
        }
    }

    @Test("two migrations of one number are refused before anything is done", arguments: Engine.allCases)
    func twice(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            await #expect(throws: MigrationProblem.self) { try await migrate(database, [testMigrations[0], Migration(1, "other", [])]) }
            #expect(try await pendingMigrations(database, testMigrations).count == 2)
        }
    }
}
