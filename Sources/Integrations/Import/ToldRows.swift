package import Customers
package import Database
import Journal
package import Kernel

extension Writer {
    /// Keeps rows that something is told of.
    func keepToldRows(_ told: [ImportReport.ToldRow], ofRun run: Int64) throws {
        for start in stride(from: 0, to: told.count, by: 5000) {
            var table = ValueTable([
                ("run_id", .integer), ("position", .integer), ("is_notice", .integer), ("file", .text), ("line", .integer), ("label", .text), ("problems", .text),
            ])
            for row in told[start..<min(told.count, start + 5000)] {
                table.append([
                    .integer(run), .integer(Int64(row.position)), .integer(row.isNotice ? 1 : 0), .text(row.problem.file), row.problem.line.map { .integer(Int64($0)) } ?? .null,
                    row.problem.label.map { .text($0) } ?? .null, .text(JSON.array(row.problem.problems.map(\.json)).text),
                ])
            }
            _ = try insert(into: "import_rows", table)
        }
    }

    /// The rows of a sheet that was taken, which keeps them by itself, as those of its import: the refused before the others.
    func keepToldRows(ofSheet id: Int64, named name: String, by actor: Actor, at now: Instant) throws -> Int64? {
        let any = try row("""
            SELECT 1 AS n WHERE EXISTS (SELECT 1 FROM sheet_refusals WHERE upload_id = \(id)) OR EXISTS (SELECT 1 FROM sheet_notices WHERE upload_id = \(id))
            """)
        guard any != nil else { return nil }
        let number = try newImportRun(upload: id, by: actor, at: now)
        try run("""
            INSERT INTO import_rows (run_id, position, is_notice, file, line, label, problems)
            SELECT CAST(\(number) AS \(.integer)), ROW_NUMBER() OVER (ORDER BY t.is_notice, t.line), t.is_notice, CAST(\(name) AS TEXT), t.line, t.label, t.problems FROM (
                SELECT 0 AS is_notice, line, label, problems FROM sheet_refusals WHERE upload_id = \(id)
                UNION ALL SELECT 1, line, label, problems FROM sheet_notices WHERE upload_id = \(id)
            ) AS t ORDER BY t.is_notice, t.line LIMIT \(Int64(ImportReport.rowLimit))
            """)
        return number
    }
}

/// Rows of an import that something is told of, in their order, as in `ImportReport.json`: all that are kept, or of an old import those of its report.
package func toldRows(ofImport id: Int64, after position: Int64 = 0, limit: Int, for viewer: Viewer, in reader: any Reader) throws -> (rows: [JSON], last: Int64?) {
    try viewer.demand(.readRecords)
    let kept = try reader.keptImport(id)
    let found = try reader.toldRows("r.import_id = \(id)", after: position, limit: limit)
    guard found.rows.isEmpty, position == 0 else { return found }
    return (kept.report["problems"]?.array ?? [], nil)
}

/// The same of the file that somebody brought for prices or in the API's form, as soon as it has been taken.
package func toldRows(ofUpload id: Int64, after position: Int64 = 0, limit: Int, for viewer: Viewer, in reader: any Reader) throws -> (rows: [JSON], last: Int64?) {
    let report = try upload(id, for: viewer, in: reader).report
    let found = try reader.toldRows("r.upload_id = \(id) AND r.import_id IS NOT NULL", after: position, limit: limit)
    guard found.rows.isEmpty, position == 0 else { return found }
    return (report?["problems"]?.array ?? [], nil)
}

extension Reader {
    fileprivate func toldRows(_ condition: SQL, after position: Int64, limit: Int) throws -> (rows: [JSON], last: Int64?) {
        let found = try rows("""
            SELECT t.position, t.is_notice, t.file, t.line, t.label, t.problems FROM import_rows AS t JOIN import_runs AS r ON r.id = t.run_id
            WHERE \(condition) AND t.position > \(position) ORDER BY t.run_id, t.position LIMIT \(Int64(limit))
            """)
        let told = try found.map { row -> JSON in
            [
                "file": .string(try row.get("file")), "line": try row.find("line", as: Int64.self).map { .number(String($0)) } ?? .null, "label": .text(try row.find("label")),
                "is_notice": .bool(try row.get("is_notice")), "problems": (try? JSON(parsing: Array(try row.get("problems", as: String.self).utf8))) ?? .array([]),
            ]
        }
        return (told, try found.last?.get("position"))
    }
}
