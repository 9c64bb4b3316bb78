import Database
import GRDB

extension DatabaseProblem {
    /// What SQLite refused, in the words that both engines share. Errors that are not SQLite's pass through.
    static func from(_ error: any Error) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        return DatabaseProblem(kind(of: error), error.description)
    }

    private static func kind(of error: DatabaseError) -> Kind {
        switch error.extendedResultCode {
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID: return .uniqueViolation
        case .SQLITE_CONSTRAINT_FOREIGNKEY: return .foreignKeyViolation
        case .SQLITE_CONSTRAINT_CHECK, .SQLITE_CONSTRAINT_TRIGGER: return .checkViolation
        case .SQLITE_CONSTRAINT_NOTNULL: return .notNullViolation
        case .SQLITE_CONSTRAINT_DATATYPE: return .invalidValue
        default: break
        }
        switch error.resultCode {
        case .SQLITE_MISMATCH, .SQLITE_TOOBIG, .SQLITE_RANGE: return .invalidValue
        case .SQLITE_LOCKED: return .conflict
        case .SQLITE_INTERRUPT: return .timeout
        // SQLite says BUSY after five seconds of waiting: a second process holds the file, which is not allowed.
        case .SQLITE_BUSY, .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_NOMEM, .SQLITE_CORRUPT, .SQLITE_NOTADB: return .unavailable
        default: return .other
        }
    }
}
