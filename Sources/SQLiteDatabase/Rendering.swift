import Database

/// A statement as SQLite reads it: text with `?` and what is bound there.
struct RenderedSQL {
    enum Argument {
        case value(SQLValue)
        case rows(GivenRows)
    }

    private(set) var text = ""
    private(set) var arguments: [Argument] = []

    init(_ sql: SQL) throws {
        for piece in sql.pieces {
            switch piece {
            case .text(let part): text += part
            case .dialect(let part): text += part.text(in: .sqlite)
            case .value(let value): bind("?", .value(try value.checked()))
            case .anyOf(let list):
                _ = try list.elementType()
                bind("IN (SELECT c0 FROM given(?))", .rows(GivenRows(try list.values.map { [try $0.checked()] })))
            case .table(let table):
                try table.checked()
                guard table.columns.count <= GivenRows.width else { throw DatabaseProblem(.invalidValue, "a table of values has more than \(GivenRows.width) columns") }
                let columns = table.columns.enumerated().map { "c\($0) AS \($1.name)" }.joined(separator: ", ")
                bind("(SELECT \(columns) FROM given(?))", .rows(GivenRows(table.rows)))
            }
        }
    }

    private mutating func bind(_ place: String, _ argument: Argument) {
        text += place
        arguments.append(argument)
    }
}
