package import Database

/// The engine for several nodes: libpq on threads of its own, each with one connection, so that no thread of Swift's pool ever waits for a server.
package final class PostgresDatabase: Database {
    private let workers: Workers

    /// Connects once, to know at start whether the server is there and keeps what it answers; the other connections are made when they are needed.
    ///
    /// - Parameters:
    ///   - connection: a URL or libpq's keywords; several hosts are allowed, the one that takes writes is used.
    ///   - connections: how many at most.
    ///   - statementTimeout: how long one statement may take; migrations are exempt.
    ///   - patience: how long a call waits for a free connection before it is refused: whoever asked has gone.
    /// - Throws: `DatabaseProblem`.
    package init(_ connection: String, connections: Int = 16, statementTimeout: Duration = .seconds(30), patience: Duration = .seconds(15)) async throws {
        workers = Workers(count: max(1, connections), patience: patience) { PostgresConnection(connection, statementTimeout: statementTimeout) }
        do { try await workers.perform { try $0.open() } } catch {
            await workers.end()
            throw error
        }
    }

    package var dialect: Dialect { .postgres }

    package func read<T: Sendable>(_ body: @escaping @Sendable (any Reader) throws -> T) async throws -> T {
        // Nothing can go wrong any more when the body is done, so nobody waits for the end of the transaction.
        try await workers.perform({ try $0.read(body) }, afterwards: { $0.rollback() })
    }

    package func rows(together statements: [SQL]) async throws -> [[Row]] {
        guard !statements.isEmpty else { return [] }
        return try await workers.perform { try $0.ask(try statements.map { try RenderedSQL($0) }) }
    }

    @discardableResult
    package func write<T: Sendable>(_ body: @escaping @Sendable (any Writer) throws -> T) async throws -> T {
        try await workers.perform { try $0.write(body) }
    }

    /// Runs a statement that no transaction may surround: CREATE DATABASE, VACUUM. Without values.
    package func runAlone(_ statement: String) async throws {
        try await workers.perform { connection in
            try connection.open()
            try connection.simple(statement)
        }
    }

    package func close() async throws { await workers.end() }
}
