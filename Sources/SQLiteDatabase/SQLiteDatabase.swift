package import Database
import GRDB
import GRDBSQLite

/// The embedded engine: one file, one process, one writer, many readers, every answered write on the disk.
package final class SQLiteDatabase: Sendable {
    private let pool: DatabasePool
    private let writes: WriteQueue
    private let statementTimeout: Duration

    /// Opens or creates the file.
    ///
    /// - Parameters:
    ///   - readers: how many reads may run at the same time.
    ///   - statementTimeout: how long one statement of a read may take.
    ///   - tuning: PRAGMAs of the operator, run after ours on the writer: `["cache_size = -262144"]`.
    /// - Throws: `DatabaseProblem` when the file cannot be opened, or when a setting would let an answered write be lost.
    package init(path: String, readers: Int = 8, statementTimeout: Duration = .seconds(30), tuning: [String] = []) throws {
        self.statementTimeout = statementTimeout
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
        try await mapped {
            // GRDB would parse the two ends of the transaction anew each time.
            try await pool.unsafeRead { [statementTimeout] connection in
                try connection.cachedStatement(sql: "BEGIN DEFERRED TRANSACTION").execute()
                defer { do { try connection.cachedStatement(sql: "COMMIT TRANSACTION").execute() } catch { try? connection.rollback() } }
                let deadline = StatementDeadline(connection, statementTimeout)
                defer { deadline.remove() }
                let transaction = SQLiteTransaction(connection, willRun: deadline.restart)
                let value = try body(transaction)
                if let failure = transaction.failure { throw failure }
                return value
            }
        }
    }

    @discardableResult
    package func write<T: Sendable>(_ body: @escaping @Sendable (any Writer) throws -> T) async throws -> T {
        // The priority it was started with: waiting for an import lifts its present one.
        let isPatient = Task.basePriority.map { $0 <= .utility } ?? false
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

    /// Writes a consistent copy into a file that does not exist yet, while reads and writes go on.
    package func backUp(to path: String) async throws {
        try await mapped { try await pool.unsafeRead { try $0.execute(sql: "VACUUM INTO ?", arguments: [path]) } }
    }

    /// Lets SQLite look at its statistics; a few milliseconds, once a day.
    package func optimize() async throws {
        try await mapped { try await pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA optimize") } }
    }

    /// Reads the whole file. What is wrong with it, in SQLite's words; empty when it is sound.
    package func findDamage() async throws -> [String] {
        try await mapped {
            try await pool.unsafeRead { connection in
                let damage = try String.fetchAll(connection, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
                let orphans = try GRDB.Row.fetchAll(connection, sql: "PRAGMA foreign_key_check").map { "a row of \($0[0] as String? ?? "?") refers to nothing" }
                return damage + orphans
            }
        }
    }

    private func mapped<T>(_ work: () async throws -> T) async throws -> T {
        do { return try await work() } catch { throw DatabaseProblem.from(error) }
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
            try GivenRows.register(on: connection)
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
