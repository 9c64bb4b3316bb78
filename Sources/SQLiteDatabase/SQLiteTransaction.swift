import Database
import Foundation
import GRDB
import GRDBSQLite

// Both libraries have a `Row`, a `SQL` and a `Database`; `Names.swift` says which is ours.

/// One running transaction. Its first failed statement dooms it, as on PostgreSQL, so that no code comes to rely on going on after an error.
final class SQLiteTransaction: Writer {
    private let connection: GRDB.Database
    private let willRun: () -> Void
    private(set) var failure: (any Error)?
    /// Texts of the statements that are being answered just now.
    private var running: Set<String> = []

    init(_ connection: GRDB.Database, willRun: @escaping () -> Void = {}) {
        self.connection = connection
        self.willRun = willRun
    }

    var dialect: Dialect { .sqlite }

    func rows(_ sql: Statement) throws -> [AnswerRow] {
        try guarded {
            let rendered = try RenderedSQL(sql)
            var rows: [AnswerRow] = []
            let statement = try prepared(rendered.text)
            defer { release(statement, rendered.arguments) }
            try stream(statement, rendered.arguments) { rows.append($0) }
            return rows
        }
    }

    func forEach(_ sql: Statement, _ body: (AnswerRow) throws -> Void) throws {
        let (statement, rendered, isFirst) = try guarded {
            let rendered = try RenderedSQL(sql)
            let statement = try prepared(rendered.text)
            return (statement, rendered, running.insert(rendered.text).inserted)
        }
        defer {
            release(statement, rendered.arguments)
            if isFirst { running.remove(rendered.text) }
        }
        var thrownByBody: (any Error)?
        try guarded {
            try stream(statement, rendered.arguments, while: { thrownByBody == nil }) { row in
                do { try body(row) } catch { thrownByBody = error }
            }
        }
        if let thrownByBody { throw thrownByBody }
    }

    @discardableResult
    func run(_ sql: Statement) throws -> Int {
        try guarded {
            let rendered = try RenderedSQL(sql)
            let before = connection.totalChangesCount
            let statement = try connection.cachedStatement(sql: rendered.text)
            defer { release(statement, rendered.arguments) }
            try bind(rendered.arguments, to: statement)
            try statement.execute()
            // A statement that changes nothing leaves the count of the one before it.
            return connection.totalChangesCount == before ? 0 : connection.changesCount
        }
    }

    private func guarded<T>(_ work: () throws -> T) throws -> T {
        if let failure { throw failure }
        willRun()
        do { return try work() } catch {
            let problem = DatabaseProblem.from(error)
            failure = problem
            throw problem
        }
    }

    /// One that was prepared before; a fresh one while that is being answered, for the body of a loop may ask the same question again.
    private func prepared(_ text: String) throws -> GRDB.Statement {
        try running.contains(text) ? connection.makeStatement(sql: text) : connection.cachedStatement(sql: text)
    }

    private func bind(_ arguments: [RenderedSQL.Argument], to statement: GRDB.Statement) throws {
        statement.setUncheckedArguments(StatementArguments(arguments.map { if case .value(let value) = $0 { value.grdb } else { DatabaseValue.null } }))
        for (place, argument) in arguments.enumerated() { if case .rows(let rows) = argument { try rows.bind(to: statement.sqliteStatement, at: CInt(place + 1)) } }
    }

    /// A statement in the cache keeps no rows.
    private func release(_ statement: GRDB.Statement, _ arguments: [RenderedSQL.Argument]) {
        for (place, argument) in arguments.enumerated() {
            guard case .rows = argument else { continue }
            // A statement that is still running takes no values; what a failed one answers has been told already.
            sqlite3_reset(statement.sqliteStatement)
            sqlite3_bind_null(statement.sqliteStatement, CInt(place + 1))
        }
    }

    private func stream(
        _ statement: GRDB.Statement, _ arguments: [RenderedSQL.Argument], while wanted: () -> Bool = { true }, _ body: (AnswerRow) throws -> Void
    ) throws {
        try bind(arguments, to: statement)
        let cursor = try GRDB.Row.fetchCursor(statement)
        let columns = AnswerRow.Columns(statement.columnNames)
        let width = CInt(statement.columnCount)
        // The cursor steps; the values are read from SQLite itself, without a detour through GRDB's.
        while wanted(), try cursor.next() != nil {
            try body(AnswerRow(columns, try (0..<width).map { try Self.value(statement.sqliteStatement, $0, columns) }))
        }
    }

    private static func value(_ statement: OpaquePointer, _ column: CInt, _ columns: AnswerRow.Columns) throws -> SQLValue {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_NULL: return .null
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
        case SQLITE_TEXT:
            guard let start = sqlite3_column_text(statement, column) else { return .text("") }
            return .text(String(decoding: UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))), as: UTF8.self))
        case SQLITE_BLOB:
            guard let start = sqlite3_column_blob(statement, column) else { return .bytes([]) }
            return .bytes(Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))))
        default:
            throw DatabaseProblem(.invalidValue, "column \(columns.names[Int(column)]) is a floating-point number: cast it to BIGINT or TEXT")
        }
    }
}

extension SQLValue {
    fileprivate var grdb: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let number): number.databaseValue
        case .text(let text): text.databaseValue
        case .bytes(let bytes): Data(bytes).databaseValue
        }
    }
}
