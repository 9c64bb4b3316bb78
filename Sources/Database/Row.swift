/// One row of an answer, read by column name. Values are decoded by hand next to the query.
package struct Row: Sendable {
    /// The names of an answer's columns, shared by its rows.
    package final class Columns: Sendable {
        package let names: [String]
        private let positions: [String: Int]

        package init(_ names: [String]) {
            self.names = names
            positions = names.count <= Self.few ? [:] : Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        }

        /// To look at a few names costs less than to hash one.
        private static let few = 8
        func position(_ name: String) -> Int? { names.count <= Self.few ? names.firstIndex(of: name) : positions[name] }
    }

    package let columns: Columns
    package let values: [SQLValue]

    package init(_ columns: Columns, _ values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    /// The value of a column that is never NULL.
    package func get<Value: SQLBindable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        guard let value = Value(sqlValue: try raw(name)) else { throw RowProblem(column: name, expected: "\(Value.self)") }
        return value
    }

    /// The value of a column that may be NULL.
    package func find<Value: SQLBindable>(_ name: String, as type: Value.Type = Value.self) throws -> Value? {
        let raw = try raw(name)
        if raw == .null { return nil }
        guard let value = Value(sqlValue: raw) else { throw RowProblem(column: name, expected: "\(Value.self)?") }
        return value
    }

    /// The value as stored.
    package func value(_ name: String) throws -> SQLValue { try raw(name) }

    private func raw(_ name: String) throws -> SQLValue {
        guard let position = columns.position(name), values.indices.contains(position) else { throw RowProblem(column: name, expected: "a column") }
        return values[position]
    }
}

/// A query and the code that reads its answer disagree: a defect of ours, answered as 500.
package struct RowProblem: Error, CustomStringConvertible {
    package let column: String
    package let expected: String

    package init(column: String, expected: String) {
        self.column = column
        self.expected = expected
    }

    package var description: String { "column \(column) is not \(expected)" }
}
