import Database
import Testing

func table(_ columns: [(name: String, type: ValueTable.ColumnType)], _ rows: [[SQLValue]]) -> ValueTable {
    var table = ValueTable(columns)
    for row in rows { table.append(row) }
    return table
}

/// Expects the engine's refusal of that kind.
func expectProblem<T>(_ kind: DatabaseProblem.Kind, sourceLocation: SourceLocation = #_sourceLocation, _ work: () async throws -> T) async {
    do {
        _ = try await work()
        Issue.record("nothing was refused, expected \(kind)", sourceLocation: sourceLocation)
    } catch {
        #expect((error as? DatabaseProblem)?.kind == kind, "\(error)", sourceLocation: sourceLocation)
    }
}
