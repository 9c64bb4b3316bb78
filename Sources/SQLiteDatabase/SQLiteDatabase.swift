package import Database
import GRDB
import GRDBSQLite

/// The embedded engine: one file, one process, one writer, many readers, every answered write on the disk.
package final class SQLiteDatabase: Sendable {
    private let pool: DatabasePool
    private let writes: WriteQueue

    /// Opens or creates the file.
    ///
    /// - Parameters:
    ///   - readers: how many reads may run at the same time.
    ///   - tuning: PRAGMAs of the operator, run after ours on the writer: `["cache_size = -262144"]`.
    /// - Throws: `DatabaseProblem` when the file cannot be opened, or when a setting would let an answered write be lost.
    package init(path: String, readers: Int = 8, tuning: [String] = []) throws {
        do {
            pool = try DatabasePool(path: path, configuration: Self.configuration(readers: readers))
            try pool.writeWithoutTransaction { connection in
                // GRDB switches to NORMAL when it turns the write-ahead log on; with that, a power cut takes back commits that were answered.
                try connection.execute(sql: "PRAGMA synchronous = FULL")
                for setting in tuning { try connection.execute(sql: "PRAGMA \(setting)") }
                try Self.assertDurable(connection)
            }
        } catch {
            throw DatabaseProblem.from(error)
        }
        writes = WriteQueue(pool)
    }

    package var dialect: Dialect { .sqlite }

    package func read<T: Sendable>(_ body: @escaping @Sendable (any Reader) throws -> T) async throws -> T {
        do {
            return try await pool.read { connection in
                let transaction = SQLiteTransaction(connection)
                let value = try body(transaction)
                if let failure = transaction.failure { throw failure }
                return value
            }
        } catch {
            throw DatabaseProblem.from(error)
        }
    }

    package func write<T: Sendable>(_ body: @escaping @Sendable (any Writer) throws -> T) async throws -> T {
        let isPatient = Task.currentPriority <= .utility
        return try await withCheckedThrowingContinuation { continuation in
            let write = WriteQueue.Write(
                run: { writer in
                    let value = try body(writer)
                    return { continuation.resume(returning: value) }
                },
                fail: { continuation.resume(throwing: $0) })
            writes.add(write, isPatient: isPatient)
        }
    }

    package func close() async throws {
        try await pool.writeWithoutTransaction { connection in _ = try? connection.checkpoint(.truncate) }
        try pool.close()
    }

    /// Writes a consistent copy into a file that does not exist yet, while everything goes on.
    package func backUp(to path: String) async throws {
        do { try await pool.vacuum(into: path) } catch { throw DatabaseProblem.from(error) }
    }

    /// Lets SQLite look at its statistics; a few milliseconds, once a day.
    package func optimize() async throws {
        do { try await pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA optimize") } } catch { throw DatabaseProblem.from(error) }
    }

    private static func configuration(readers: Int) -> Configuration {
        var configuration = Configuration()
        configuration.maximumReaderCount = max(1, readers)
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(5)
        configuration.persistentReadOnlyConnections = true
        configuration.prepareDatabase { connection in
            var settings = [
                // LIKE looks at the case, as in PostgreSQL; folding is ours.
                "case_sensitive_like = ON", "trusted_schema = OFF", "temp_store = MEMORY",
            ]
            if connection.configuration.readonly {
                // Only the writer may checkpoint: SQLite before 3.51.3 can lose commits when two connections do.
                settings += ["wal_autocheckpoint = 0", "cache_size = -16384"]
            } else {
                // Debian builds SQLite with secure deletion and a cache of 2 MB.
                settings += ["secure_delete = OFF", "cache_size = -65536", "wal_autocheckpoint = 2000", "journal_size_limit = 67108864"]
            }
            for setting in settings { try connection.execute(sql: "PRAGMA \(setting)") }
        }
        return configuration
    }

    /// Refuses settings under which an answered write could be lost, or a foreign key broken.
    private static func assertDurable(_ connection: GRDB.Database) throws {
        guard sqlite3_libversion_number() >= 3_038_000 else {
            throw DatabaseProblem(.other, "SQLite \(String(cString: sqlite3_libversion())) is too old: Kontor needs 3.38.0 or newer.")
        }
        for (name, wanted) in [("synchronous", ["2", "3"]), ("journal_mode", ["wal"]), ("foreign_keys", ["1"])] {
            let found = try GRDB.Row.fetchOne(connection, sql: "PRAGMA \(name)").map { "\($0[0] as DatabaseValue)" } ?? "nothing"
            let value = found.trimmingQuotes
            guard wanted.contains(value) else {
                throw DatabaseProblem(.other, "The database would not keep what it has answered: SQLite's \(name) is \(value) and must be \(wanted[0]).")
            }
        }
    }
}

extension String {
    fileprivate var trimmingQuotes: String { String(drop { $0 == "\"" }.prefix { $0 != "\"" }) }
}
