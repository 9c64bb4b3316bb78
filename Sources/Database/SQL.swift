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

extension SQL {
    /// The statement with its values shown in place: for fingerprints and for the log, never for an engine.
    package func plainText(in dialect: Dialect) -> String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .value(let value): "\(value)"
            case .anyOf(let list): "IN \(list.values)"
            case .table(let table): "\(table.columns.map(\.name)) \(table.rows)"
            case .dialect(let part): part.text(in: dialect)
            }
        }.joined()
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

extension SQLValue {
    /// Refuses a text with a NUL: PostgreSQL cannot hold one, SQLite would cut it off there.
    package func checked() throws -> SQLValue {
        if case .text(let text) = self, text.utf8.contains(0) { throw DatabaseProblem(.invalidValue, "a text contains a NUL character") }
        return self
    }
}

extension SQLArray {
    /// What all elements are, leaving out NULLs; nil when there is no element. Throws for a mixture and for byte strings.
    package func elementType() throws -> ValueTable.ColumnType? {
        var found: ValueTable.ColumnType?
        for value in values {
            guard let type = try ValueTable.ColumnType(of: value) else { continue }
            guard found == nil || found == type else { throw DatabaseProblem(.invalidValue, "a list mixes numbers and texts") }
            found = type
        }
        return found
    }
}

extension ValueTable {
    /// Refuses what the engines would read differently: a value of another type than its column, or a column's name that is not `snake_case`.
    package func checked() throws {
        for column in columns {
            guard !column.name.isEmpty, column.name.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }) else {
                throw DatabaseProblem(.invalidValue, "\(column.name) is not a column's name")
            }
        }
        for row in rows {
            for (value, column) in zip(row, columns) {
                guard let type = try ColumnType(of: value.checked()), type != column.type else { continue }
                throw DatabaseProblem(.invalidValue, "a value of column \(column.name) is not \(column.type)")
            }
        }
    }
}

extension ValueTable.ColumnType {
    /// Nil for NULL. Throws for a byte string.
    init?(of value: SQLValue) throws {
        switch value {
        case .null: return nil
        case .integer: self = .integer
        case .text: self = .text
        case .bytes: throw DatabaseProblem(.invalidValue, "byte strings cannot stand in a list or a table of values")
        }
    }
}

/// Rows given by the caller, used like a table. Column types are needed by PostgreSQL's `unnest`. No byte strings.
package struct ValueTable: Sendable {
    package enum ColumnType: Sendable { case integer, text }

    package let columns: [(name: String, type: ColumnType)]
    package private(set) var rows: [[SQLValue]] = []

    package init(_ columns: [(name: String, type: ColumnType)]) { self.columns = columns }

    /// Missing values at the end become NULL, surplus ones are dropped.
    package mutating func append(_ row: [SQLValue]) {
        let isWhole = row.count == columns.count
        rows.append(isWhole ? row : Array(row.prefix(columns.count)) + Array(repeating: .null, count: max(0, columns.count - row.count)))
    }
}
