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
        defer { if isFirst { running.remove(rendered.text) } }
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
        // Bound, stepped and read by SQLite's own calls: a cursor of GRDB's costs more than most of our questions.
        let prepared = statement.sqliteStatement
        sqlite3_reset(prepared)
        defer {
            sqlite3_reset(prepared)
            // A statement in the cache keeps no rows and no texts.
            sqlite3_clear_bindings(prepared)
        }
        for (index, argument) in arguments.enumerated() {
            switch argument {
            case .value(let value): try check(value.bind(to: prepared, at: CInt(index + 1)), of: statement)
            case .rows(let rows): try rows.bind(to: prepared, at: CInt(index + 1))
            }
        }
        let columns = AnswerRow.Columns(statement.columnNames)
        let width = CInt(statement.columnCount)
        while wanted() {
            let code = sqlite3_step(prepared)
            if code == SQLITE_DONE { break }
            if code != SQLITE_ROW { try check(code, of: statement) }
            try body(AnswerRow(columns, try (0..<width).map { try Self.value(prepared, $0, columns) }))
        }
    }

    private func check(_ code: CInt, of statement: GRDB.Statement) throws {
        guard code != SQLITE_OK else { return }
        throw DatabaseError(resultCode: ResultCode(rawValue: code), message: connection.lastErrorMessage, sql: statement.sql)
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
    /// SQLite's own binding; its result code.
    fileprivate func bind(to statement: OpaquePointer, at place: CInt) -> CInt {
        switch self {
        case .null: sqlite3_bind_null(statement, place)
        case .integer(let number): sqlite3_bind_int64(statement, place, number)
        case .text(var text): text.withUTF8 { letters in
            letters.withMemoryRebound(to: CChar.self) { sqlite3_bind_text(statement, place, $0.baseAddress ?? GivenRows.mark, CInt(clamping: letters.count), GivenRows.copied) }
        }
        // An empty content has no address, which would be NULL.
        case .bytes(let bytes): bytes.isEmpty
            ? sqlite3_bind_zeroblob(statement, place, 0) : sqlite3_bind_blob(statement, place, bytes, CInt(clamping: bytes.count), GivenRows.copied)
        }
    }

    fileprivate var grdb: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let number): number.databaseValue
        case .text(let text): text.databaseValue
        case .bytes(let bytes): Data(bytes).databaseValue
        }
    }
}
