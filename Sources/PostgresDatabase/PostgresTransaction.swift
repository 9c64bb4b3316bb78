import Database
import Foundation

/// One running transaction. Its first failed statement dooms it.
final class PostgresTransaction: Writer {
    private let connection: PostgresConnection
    private(set) var failure: (any Error)?

    init(_ connection: PostgresConnection) { self.connection = connection }

    var dialect: Dialect { .postgres }

    func rows(_ sql: SQL) throws -> [Row] { try guarded { try connection.rows(RenderedSQL(sql)) } }

    func rows(together statements: [SQL]) throws -> [[Row]] { try guarded { try connection.rows(together: try statements.map { try RenderedSQL($0) }) } }

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
    /// A transaction that met another one is run again, at most so often.
    private static let attempts = 10

    /// READ COMMITTED: what writes must not break is carried by conditional statements and constraints.
    func write<T>(_ body: (any Writer) throws -> T) throws -> T {
        try again {
            try begin("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
            return try attempt { transaction in
                let value = try body(transaction)
                if let failure = transaction.failure { throw failure }
                try commit()
                return value
            }
        }
    }

    /// One snapshot for all statements. The transaction is left open: the caller gets the answer first and ends it then.
    func read<T>(_ body: (any Reader) throws -> T) throws -> T {
        try again {
            try begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return try attempt { transaction in
                let value = try body(transaction)
                if let failure = transaction.failure { throw failure }
                return value
            }
        }
    }

    /// What a few statements answer that need no transaction around them.
    func ask(_ statements: [RenderedSQL]) throws -> [[Row]] { try again { try rowsAlone(statements) } }

    private func attempt<T>(_ work: (PostgresTransaction) throws -> T) throws -> T {
        let transaction = PostgresTransaction(self)
        do { return try work(transaction) } catch {
            rollback()
            // A statement's own failure decides whether to run again, whatever the body made of it.
            if let failure = transaction.failure as? DatabaseProblem, failure.kind == .conflict { throw failure }
            throw error
        }
    }

    private func again<T>(_ transaction: () throws -> T) throws -> T {
        for number in 1..<Self.attempts {
            // A reference that broke may have been read before somebody took its row away: read once more, whoever asked finds out how it is now.
            do { return try transaction() } catch let problem as DatabaseProblem where problem.kind == .conflict || problem.kind == .foreignKeyViolation && number == 1 {
                // Up to 2, 4, 8 … 256 ms, at random, so that the two do not meet again. This thread is the connection's own.
                Thread.sleep(forTimeInterval: Double.random(in: 0.0001...0.001 * Double(1 << min(number, 8))))
            }
        }
        return try transaction()
    }
}
