import Database

/// A statement as SQLite reads it: text with `?` and what is bound there.
struct RenderedSQL {
    private(set) var text = ""
    private(set) var arguments: [SQLValue] = []

    init(_ sql: SQL) throws {
        for piece in sql.pieces {
            switch piece {
            case .text(let part): text += part
            case .dialect(let part): text += part.text(in: .sqlite)
            case .value(let value): bind("?", try value.checked())
            case .anyOf(let list):
                _ = try list.elementType()
                bind("IN (SELECT value FROM json_each(?))", .text(try Self.json(list.values)))
            case .table(let table):
                try table.checked()
                let columns = table.columns.enumerated().map { "value ->> \($0) AS \($1.name)" }.joined(separator: ", ")
                var rows = "["
                for (index, row) in table.rows.enumerated() {
                    if index > 0 { rows += "," }
                    rows += try Self.json(row)
                }
                bind("(SELECT \(columns) FROM json_each(?))", .text(rows + "]"))
            }
        }
    }

    private mutating func bind(_ place: String, _ value: SQLValue) {
        text += place
        arguments.append(value)
    }

    /// A JSON array. Whole numbers keep their digits: SQLite reads them as 64-bit integers, not through floating point.
    private static func json(_ values: [SQLValue]) throws -> String {
        var json = "["
        for (index, value) in values.enumerated() {
            if index > 0 { json += "," }
            switch try value.checked() {
            case .null: json += "null"
            case .integer(let number): json += String(number)
            case .text(let text): appendQuoted(text, to: &json)
            case .bytes: throw DatabaseProblem(.invalidValue, "byte strings cannot stand in a list or a table of values")
            }
        }
        return json + "]"
    }

    private static func appendQuoted(_ text: String, to json: inout String) {
        json += "\""
        if text.utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5c }) {
            for scalar in text.unicodeScalars {
                switch scalar.value {
                case 0x22: json += "\\\""
                case 0x5c: json += "\\\\"
                case 0..<0x20: json += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
                default: json.unicodeScalars.append(scalar)
                }
            }
        } else {
            json += text
        }
        json += "\""
    }
}
