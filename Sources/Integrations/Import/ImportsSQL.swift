package import Database
import Journal
package import Kernel

package enum ImportsSchema {
    package static let migration = Migration(9, "imports", [
        """
        CREATE TABLE imports (
            id \(.identity), at \(.integer) NOT NULL, actor \(.text) NOT NULL, source \(.text) NOT NULL, report \(.text) NOT NULL
        ) \(.strict)
        """,
    ])
}

extension Writer {
    /// Keeps an import's report for the page of exchanges, and notes it in the journal.
    func keepImport(_ report: ImportReport, of source: String, by actor: Actor, at now: Instant) throws {
        guard let id: Int64 = try rows("""
            INSERT INTO imports (at, actor, source, report) VALUES (\(now), \(actor.text), \(source), \(report.json.text)) RETURNING id
            """).first?.get("id")
        else { return }
        try record(JournalEntry("imports", "finished", ids: [id], by: actor), at: now)
    }
}

/// An import that has ended, newest first in lists.
package struct KeptImport: Sendable {
    package let at: Instant
    package let source: String
    /// `ImportReport.json`.
    package let report: JSON
}

extension Reader {
    /// The last imports with their reports.
    package func imports(limit: Int) throws -> [KeptImport] {
        try rows("SELECT at, source, report FROM imports ORDER BY id DESC LIMIT \(limit)").map { row in
            KeptImport(at: try row.get("at"), source: try row.get("source"), report: (try? JSON(parsing: Array(try row.get("report", as: String.self).utf8))) ?? .null)
        }
    }
}
