import Database
import Foundation
import PostgresDatabase

/// Databases of one server, copied from templates. Their names hold the number of the process, so that a later one can clear up.
actor PostgresTestDatabases: TestDatabases {
    static let shared = PostgresTestDatabases()

    nonisolated let places = Places(12)
    private var templates: [String: Task<String, any Error>] = [:]
    private var count = 0
    private var admin: Task<PostgresDatabase, any Error>?

    private static let prefix = "kontor_test_"

    func create(_ migrations: [Migration]) async throws -> DatabaseAddress {
        let template = try await template(migrations)
        count += 1
        let name = "\(Self.prefix)\(getpid())_\(count)"
        try await server().runAlone("CREATE DATABASE \(name) TEMPLATE \(template)")
        return .postgres(try Self.address(of: name))
    }

    func remove(_ address: DatabaseAddress) async {
        guard case .postgres(let connection) = address, let name = URLComponents(string: connection)?.path.dropFirst() else { return }
        try? await server().runAlone("DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
    }

    private func template(_ migrations: [Migration]) async throws -> String {
        let key = templateKey(migrations, .postgres)
        let name = "\(Self.prefix)\(getpid())_template_\(templates.count)"
        let task = templates[key] ?? Task {
            try await server().runAlone("CREATE DATABASE \(name) TEMPLATE template0")
            let database = try await PostgresDatabase(try Self.address(of: name), connections: 1, patience: .testing)
            do { try await migrate(database, migrations) } catch {
                try? await database.close()
                throw error
            }
            // A template that somebody is connected to cannot be copied.
            try await database.close()
            return name
        }
        templates[key] = task
        return try await task.value
    }

    private func server() async throws -> PostgresDatabase {
        let task = admin ?? Task {
            let database = try await PostgresDatabase(try Self.setting(), connections: 4, patience: .testing)
            await Self.removeLeftovers(database)
            return database
        }
        admin = task
        return try await task.value
    }

    private static func removeLeftovers(_ server: PostgresDatabase) async {
        let names = try? await server.read { reader in
            try reader.rows("SELECT datname::text AS name FROM pg_database WHERE datname LIKE 'kontor#_test#_%' ESCAPE '#' ORDER BY datname LIMIT 10000")
                .map { try $0.get("name", as: String.self) }
        }
        for name in names ?? [] {
            guard let process = name.dropFirst(prefix.count).split(separator: "_").first.flatMap({ Int32($0) }), process == getpid() || !isRunning(process)
            else { continue }
            try? await server.runAlone("DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
        }
    }

    private static func setting() throws -> String {
        guard let setting = ProcessInfo.processInfo.environment["KONTOR_TEST_POSTGRES"], !setting.isEmpty else {
            throw TestSetupProblem(
                description: "KONTOR_TEST_POSTGRES is not set: run scripts/test, or export it as the URL that `scripts/postgres-for-tests start` prints.")
        }
        return setting
    }

    private static func address(of database: String) throws -> String {
        guard var parts = URLComponents(string: try setting()), parts.scheme?.hasPrefix("postgres") == true else {
            throw TestSetupProblem(description: "KONTOR_TEST_POSTGRES must be a URL: postgres://user@host:port/database.")
        }
        parts.path = "/\(database)"
        guard let address = parts.string else { throw TestSetupProblem(description: "KONTOR_TEST_POSTGRES cannot name a database.") }
        return address
    }
}
