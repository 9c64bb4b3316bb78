/// One row of many: its value, or why it could not be read. The rows after a broken one are read on.
package enum ParsedRow<Value: Sendable>: Sendable {
    /// `line` counts physical lines from 1; a row that spans several has its first.
    case row(line: Int, Value)
    /// `what` is a stable key, such as `row_too_long`; `column` is 0 when there is none.
    case broken(line: Int, column: Int, what: String)
}

extension ParsedRow: Equatable where Value: Equatable {}

/// How much of a hostile or broken file a reader takes before it says no.
package struct RowBudget: Sendable {
    package var rowBytes = 1 << 20
    package var fields = 2000
    package init() {}
    package init(rowBytes: Int, fields: Int = 2000) {
        self.rowBytes = rowBytes
        self.fields = fields
    }
}
