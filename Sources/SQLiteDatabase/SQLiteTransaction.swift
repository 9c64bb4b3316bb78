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

    init(_ connection: GRDB.Database, willRun: @escaping () -> Void = {}) {
        self.connection = connection
        self.willRun = willRun
    }

    var dialect: Dialect { .sqlite }

    func rows(_ sql: Statement) throws -> [AnswerRow] {
        try guarded {
            let rendered = try RenderedSQL(sql)
            var rows: [AnswerRow] = []
            try stream(connection.cachedStatement(sql: rendered.text), rendered.arguments) { rows.append($0) }
            return rows
        }
    }

    func forEach(_ sql: Statement, _ body: (AnswerRow) throws -> Void) throws {
        // The statement is not shared with the cache: the body may ask the same question again while this one is being answered.
        let (statement, arguments) = try guarded {
            let rendered = try RenderedSQL(sql)
            return (try connection.makeStatement(sql: rendered.text), rendered.arguments)
        }
        var thrownByBody: (any Error)?
        try guarded {
            try stream(statement, arguments, while: { thrownByBody == nil }) { row in
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
            try connection.cachedStatement(sql: rendered.text).execute(arguments: StatementArguments(rendered.arguments.map(\.grdb)))
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

    private func stream(
        _ statement: GRDB.Statement, _ arguments: [SQLValue], while wanted: () -> Bool = { true }, _ body: (AnswerRow) throws -> Void
    ) throws {
        let cursor = try GRDB.Row.fetchCursor(statement, arguments: StatementArguments(arguments.map(\.grdb)))
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
