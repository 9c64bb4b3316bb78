import Database
import GRDB
import GRDBSQLite

/// Rows of the caller's as a table of SQLite's: `FROM given(?)`, with the columns `c0`, `c1`, … They are read where they lie and travel through no text.
///
/// A table-valued function (https://sqlite.org/vtab.html#epovtab) whose hidden column takes a pointer (https://sqlite.org/bindptr.html).
final class GivenRows {
    /// The most columns that a table of values may have.
    static let width = 100

    fileprivate let rows: [[SQLValue]]

    init(_ rows: [[SQLValue]]) { self.rows = rows }

    /// Makes `given` known to a connection.
    static func register(on connection: GRDB.Database) throws {
        let code = sqlite3_create_module_v2(connection.sqliteConnection, "given", module, nil, nil)
        guard code == SQLITE_OK else { throw DatabaseProblem(.other, "SQLite takes no table-valued function: \(code)") }
    }

    /// Binds the rows; the statement holds them until it is bound anew.
    func bind(to statement: OpaquePointer, at place: CInt) throws {
        let code = sqlite3_bind_pointer(statement, place, Unmanaged.passRetained(self).toOpaque(), Self.mark, { rows in
            if let rows { Unmanaged<GivenRows>.fromOpaque(rows).release() }
        })
        guard code == SQLITE_OK else { throw DatabaseProblem(.other, "SQLite takes no rows: \(code)") }
    }

    /// What SQLite tells pointers of different owners by: a text that stays where it is.
    nonisolated(unsafe) static let mark: UnsafePointer<CChar> = {
        let mark = UnsafeMutablePointer<CChar>.allocate(capacity: 6)
        for (place, letter) in "given\0".utf8.enumerated() { mark[place] = CChar(letter) }
        return UnsafePointer(mark)
    }()

    private static let declaration = "CREATE TABLE given (\((0..<width).map { "c\($0)" }.joined(separator: ", ")), rows HIDDEN)"

    private struct Cursor {
        /// SQLite's own part comes first.
        var base = sqlite3_vtab_cursor()
        var rows: GivenRows?
        var place = 0
    }

    private static func cursor(_ base: UnsafeMutablePointer<sqlite3_vtab_cursor>?) -> UnsafeMutablePointer<Cursor>? {
        base.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: Cursor.self) }
    }

    private nonisolated(unsafe) static let module: UnsafeMutablePointer<sqlite3_module> = {
        var module = sqlite3_module()
        module.xConnect = { connection, _, _, _, table, _ in
            let code = sqlite3_declare_vtab(connection, GivenRows.declaration)
            guard code == SQLITE_OK, let table else { return code }
            let made = UnsafeMutablePointer<sqlite3_vtab>.allocate(capacity: 1)
            made.initialize(to: sqlite3_vtab())
            table.pointee = made
            return SQLITE_OK
        }
        module.xDisconnect = { table in
            table?.deallocate()
            return SQLITE_OK
        }
        // The rows must be given, and are few: SQLite is to begin with them.
        module.xBestIndex = { _, plan in
            guard let plan else { return SQLITE_ERROR }
            for place in 0..<Int(plan.pointee.nConstraint) {
                let constraint = plan.pointee.aConstraint[place]
                guard Int(constraint.iColumn) == GivenRows.width, constraint.usable != 0, Int32(constraint.op) == SQLITE_INDEX_CONSTRAINT_EQ else { continue }
                plan.pointee.aConstraintUsage[place].argvIndex = 1
                plan.pointee.aConstraintUsage[place].omit = 1
                plan.pointee.estimatedCost = 1
                return SQLITE_OK
            }
            return SQLITE_CONSTRAINT
        }
        module.xOpen = { _, made in
            let cursor = UnsafeMutablePointer<Cursor>.allocate(capacity: 1)
            cursor.initialize(to: Cursor())
            made?.pointee = UnsafeMutableRawPointer(cursor).assumingMemoryBound(to: sqlite3_vtab_cursor.self)
            return SQLITE_OK
        }
        module.xClose = { base in
            let cursor = GivenRows.cursor(base)
            cursor?.deinitialize(count: 1)
            cursor?.deallocate()
            return SQLITE_OK
        }
        module.xFilter = { base, _, _, count, arguments in
            guard let cursor = GivenRows.cursor(base) else { return SQLITE_ERROR }
            let rows = count > 0 ? arguments?[0].flatMap { sqlite3_value_pointer($0, GivenRows.mark) } : nil
            cursor.pointee.rows = rows.map { Unmanaged<GivenRows>.fromOpaque($0).takeUnretainedValue() }
            cursor.pointee.place = 0
            return SQLITE_OK
        }
        module.xNext = { base in
            GivenRows.cursor(base)?.pointee.place += 1
            return SQLITE_OK
        }
        module.xEof = { base in
            guard let cursor = GivenRows.cursor(base), let rows = cursor.pointee.rows else { return 1 }
            return cursor.pointee.place < rows.rows.count ? 0 : 1
        }
        module.xColumn = { base, context, column in
            guard let cursor = GivenRows.cursor(base), let rows = cursor.pointee.rows, rows.rows.indices.contains(cursor.pointee.place) else { return SQLITE_ERROR }
            let row = rows.rows[cursor.pointee.place]
            guard row.indices.contains(Int(column)) else { return SQLITE_OK }
            switch row[Int(column)] {
            case .null: sqlite3_result_null(context)
            case .integer(let number): sqlite3_result_int64(context, number)
            case .text(var text): text.withUTF8 { letters in
                letters.withMemoryRebound(to: CChar.self) { sqlite3_result_text(context, $0.baseAddress ?? GivenRows.mark, CInt(clamping: letters.count), GivenRows.copied) }
            }
            case .bytes: return SQLITE_MISMATCH
            }
            return SQLITE_OK
        }
        module.xRowid = { base, number in
            number?.pointee = Int64(GivenRows.cursor(base)?.pointee.place ?? 0)
            return SQLITE_OK
        }
        let kept = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
        kept.initialize(to: module)
        return kept
    }()

    /// `SQLITE_TRANSIENT`: SQLite copies the text at once.
    nonisolated(unsafe) static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
