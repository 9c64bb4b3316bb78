import GRDB
import GRDBSQLite

/// Ends a statement that runs too long: SQLite asks from time to time whether to go on.
final class StatementDeadline {
    private let connection: GRDB.Database
    private let time: Duration
    private var end: ContinuousClock.Instant

    /// In force until `remove`.
    init(_ connection: GRDB.Database, _ time: Duration) {
        self.connection = connection
        self.time = time
        end = .now + time
        // Every 20,000 steps of SQLite's machine: about a millisecond.
        sqlite3_progress_handler(
            connection.sqliteConnection, 20_000,
            { deadline in
                guard let deadline else { return 0 }
                return ContinuousClock.now > Unmanaged<StatementDeadline>.fromOpaque(deadline).takeUnretainedValue().end ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    func restart() { end = .now + time }

    func remove() { sqlite3_progress_handler(connection.sqliteConnection, 0, nil, nil) }
}
