/// A statement whose interpolated values always travel as parameters, never as text.
///
/// `"SELECT id FROM products WHERE article = \(article) AND brand_id \(in: brands)"`. What the engines write differently is interpolated
/// by name (`\(.forUpdate)`, `\(in:)`, `\(table:)`) and rendered by `Dialect`.
package struct SQL: Sendable, ExpressibleByStringInterpolation {
    package enum Piece: Sendable {
        case text(String)
        case value(SQLValue)
        case anyOf(SQLArray)
        case table(ValueTable)
        case dialect(DialectPart)
    }

    package private(set) var pieces: [Piece]

    package init(stringLiteral text: String) { pieces = [.text(text)] }
    package init(stringInterpolation: StringInterpolation) { pieces = stringInterpolation.pieces }

    package static func + (left: SQL, right: SQL) -> SQL {
        var sum = left
        sum.pieces += right.pieces
        return sum
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        var pieces: [Piece] = []

        package init(literalCapacity: Int, interpolationCount: Int) { pieces.reserveCapacity(interpolationCount * 2 + 1) }

        package mutating func appendLiteral(_ text: String) { if !text.isEmpty { pieces.append(.text(text)) } }
        package mutating func appendInterpolation(_ value: (some SQLBindable)?) { pieces.append(.value(value?.sqlValue ?? .null)) }
        package mutating func appendInterpolation(_ value: SQLValue) { pieces.append(.value(value)) }
        package mutating func appendInterpolation(_ part: DialectPart) { pieces.append(.dialect(part)) }
        /// Part of a statement, itself with bound values.
        package mutating func appendInterpolation(_ sql: SQL) { pieces += sql.pieces }
        /// Membership in a list of any length, bound as one parameter: `id \(in: ids)`.
        package mutating func appendInterpolation(in values: [some SQLBindable]) { pieces.append(.anyOf(SQLArray(values.map(\.sqlValue)))) }
        /// A derived table of given rows, bound as one parameter per column or fewer: `FROM \(table: rows) AS v`.
        package mutating func appendInterpolation(table: ValueTable) { pieces.append(.table(table)) }
    }
}

/// One value as both engines store it. Truth is 0 or 1.
package enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])
}

/// The elements of a list bound as one parameter: all integers or all texts.
package struct SQLArray: Sendable {
    package let values: [SQLValue]
    package init(_ values: [SQLValue]) { self.values = values }
}

/// Rows given by the caller, used like a table. Column types are needed by PostgreSQL's `unnest`. No byte strings.
package struct ValueTable: Sendable {
    package enum ColumnType: Sendable { case integer, text }

    package let columns: [(name: String, type: ColumnType)]
    package private(set) var rows: [[SQLValue]] = []

    package init(_ columns: [(name: String, type: ColumnType)]) { self.columns = columns }

    /// Missing values at the end become NULL, surplus ones are dropped.
    package mutating func append(_ row: [SQLValue]) {
        rows.append(Array(row.prefix(columns.count)) + Array(repeating: .null, count: max(0, columns.count - row.count)))
    }
}
