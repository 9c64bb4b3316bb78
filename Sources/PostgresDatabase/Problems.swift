import Database

extension DatabaseProblem {
    /// What PostgreSQL refused, in the words that both engines share (PostgreSQL 15, appendix A: error codes).
    init(sqlState: String, _ message: String) { self.init(Self.kind(of: sqlState), "\(sqlState) \(message)") }

    private static func kind(of sqlState: String) -> Kind {
        switch sqlState {
        case "23505", "23P01": return .uniqueViolation
        case "23503", "23001": return .foreignKeyViolation
        case "23514": return .checkViolation
        case "23502": return .notNullViolation
        case "40001", "40P01": return .conflict
        case "57014", "55P03", "25P03", "25P04": return .timeout
        default: break
        }
        switch sqlState.prefix(2) {
        case "22": return .invalidValue
        case "08", "53", "57", "58": return .unavailable
        default: return .other
        }
    }
}
