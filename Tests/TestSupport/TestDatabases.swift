package import Database
import Foundation
import PostgresDatabase
import SQLiteDatabase

/// The engines that every suite runs on: `@Test(arguments: Engine.allCases)`.
package enum Engine: String, CaseIterable, Sendable { case sqlite, postgres }

/// Lends the body an empty database of its own with the migrations applied, and removes it afterwards. Any number of tests may run at once.
///
/// The schema is made once per process and copied. PostgreSQL is found through `KONTOR_TEST_POSTGRES` (see `scripts/postgres-for-tests`);
/// without it the test fails: a skipped engine is a defect.
@discardableResult
package func withDatabase<T: Sendable>(
    _ engine: Engine, migrations: [Migration] = [], _ body: (any Database) async throws -> T
) async throws -> T {
    try await withDatabaseAddress(engine, migrations: migrations) { address in
        let database = try await address.open()
        let result: T
        do { result = try await body(database) } catch {
            try? await database.close()
            throw error
        }
        try await database.close()
        return result
    }
}

/// Like `withDatabase`, for tests that open the database themselves: several nodes, a restart, another process.
@discardableResult
package func withDatabaseAddress<T: Sendable>(
    _ engine: Engine, migrations: [Migration] = [], _ body: (DatabaseAddress) async throws -> T
) async throws -> T {
    let databases: any TestDatabases = engine == .sqlite ? SQLiteTestDatabases.shared : PostgresTestDatabases.shared
    await databases.places.enter()
    do {
        let address = try await databases.create(migrations)
        let outcome: Result<T, any Error>
        do { outcome = .success(try await body(address)) } catch { outcome = .failure(error) }
        await databases.remove(address)
        await databases.places.leave()
        return try outcome.get()
    } catch {
        await databases.places.leave()
        throw error
    }
}

extension Duration {
    /// How long a test waits for a connection: a busy machine may stand still longer than a visitor would wait.
    static let testing = Duration.seconds(180)
}

/// Where a test's database is.
package enum DatabaseAddress: Sendable {
    /// The path of the file.
    case sqlite(String)
    /// The connection string.
    case postgres(String)

    package func open(connections: Int = 4, statementTimeout: Duration = .seconds(30)) async throws -> any Database {
        switch self {
        case .sqlite(let path): try SQLiteDatabase(path: path, readers: connections, statementTimeout: statementTimeout)
        case .postgres(let connection): try await PostgresDatabase(connection, connections: connections, statementTimeout: statementTimeout, patience: .testing)
        }
    }

    /// As in `KONTOR_DATABASE`.
    package var setting: String {
        switch self {
        case .sqlite(let path): "sqlite:\(path)"
        case .postgres(let connection): connection
        }
    }
}

package struct TestSetupProblem: Error, CustomStringConvertible {
    package let description: String

    package init(description: String) { self.description = description }
}

protocol TestDatabases: Sendable {
    var places: Places { get }
    func create(_ migrations: [Migration]) async throws -> DatabaseAddress
    func remove(_ address: DatabaseAddress) async
}

/// So many tests may hold a database at the same time; the others wait.
actor Places {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { free = count }

    func enter() async {
        if free > 0 { free -= 1; return }
        await withCheckedContinuation { waiting.append($0) }
    }

    func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}

/// Templates by what their schema says.
func templateKey(_ migrations: [Migration], _ dialect: Dialect) -> String {
    migrations.map { "\($0.number):\($0.fingerprint(in: dialect))" }.joined(separator: ",")
}

/// Whether a process still runs, so that what dead ones left can be removed.
func isRunning(_ process: Int32) -> Bool { kill(process, 0) == 0 || errno == EPERM }
