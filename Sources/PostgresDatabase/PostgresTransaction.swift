import Database

/// One running transaction. Its first failed statement dooms it.
final class PostgresTransaction: Writer {
    private let connection: PostgresConnection
    private(set) var failure: (any Error)?

    init(_ connection: PostgresConnection) { self.connection = connection }

    var dialect: Dialect { .postgres }

    func rows(_ sql: SQL) throws -> [Row] { try guarded { try connection.rows(RenderedSQL(sql)) } }

    func run(_ sql: SQL) throws -> Int { try guarded { try connection.run(RenderedSQL(sql)) } }

    func forEach(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        var thrownByBody: (any Error)?
        try guarded {
            do {
                try connection.forEach(RenderedSQL(sql)) { row in
                    do { try body(row) } catch { thrownByBody = error; throw error }
                }
            } catch {
                // What the body throws is its own affair, unless a statement in it failed.
                if thrownByBody == nil { throw error }
            }
        }
        if let thrownByBody { throw thrownByBody }
    }

    private func guarded<T>(_ work: () throws -> T) throws -> T {
        if let failure { throw failure }
        do { return try work() } catch {
            failure = failure ?? error
            throw error
        }
    }
}

extension PostgresConnection {
    /// READ COMMITTED: what writes must not break is carried by conditional statements and constraints.
    static let beginWrite = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
    static let beginRead = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

    /// A transaction that met another one is run again, at most so often.
    private static let attempts = 10

    /// Runs the body in a transaction, again in a new one when it met another one.
    func transaction<T>(_ begin: String, _ body: (any Writer) throws -> T, pause: (Duration) -> Void) throws -> T {
        var attempt = 1
        while true {
            do { return try once(begin, body) } catch let problem as DatabaseProblem where problem.kind == .conflict && attempt < Self.attempts {
                // Up to 2, 4, 8 … 256 ms, at random, so that the two do not meet again.
                pause(.microseconds(Int.random(in: 100...(1000 << min(attempt, 8)))))
                attempt += 1
            }
        }
    }

    private func once<T>(_ begin: String, _ body: (any Writer) throws -> T) throws -> T {
        try start(begin)
        let transaction = PostgresTransaction(self)
        do {
            let value = try body(transaction)
            if let failure = transaction.failure { throw failure }
            guard try simple("COMMIT") == "COMMIT" else { throw DatabaseProblem(.other, "the transaction was rolled back") }
            return value
        } catch {
            if isOpen { do { try simple("ROLLBACK") } catch { close() } }
            // A statement's own failure says more than what the body made of it, and decides whether to run again.
            if let failure = transaction.failure as? DatabaseProblem, failure.kind == .conflict { throw failure }
            throw error
        }
    }

    /// Begins. A connection that broke while it was idle, or whose server became a standby, is replaced: nothing had begun on it.
    private func start(_ begin: String) throws {
        let wasOpen = isOpen
        do {
            try open()
            try refresh()
            try simple(begin)
        } catch where wasOpen {
            close()
            try open()
            try simple(begin)
        }
    }
}
