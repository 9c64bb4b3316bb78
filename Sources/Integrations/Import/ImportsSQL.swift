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

    /// What imports of files change, step by step, so that it can be put back within a day. `made` are ranges of the numbers of new records, `former` one of
    /// `former_prices`, `changed` the fields of records that were there: `[[id, label, before, after], …]`. What has been put back is gone from here.
    package static let runs = Migration(153, "what imports change", expands: true, [
        """
        CREATE TABLE import_runs (
            id \(.identity), upload_id \(.integer), import_id \(.integer) UNIQUE REFERENCES imports (id), actor \(.text) NOT NULL, begun_at \(.integer) NOT NULL,
            phase \(.text) NOT NULL CHECK (phase IN ('open', 'taken', 'undoing', 'undone')), is_whole \(.integer) NOT NULL DEFAULT 1,
            rows \(.integer) NOT NULL DEFAULT 0, put_back \(.integer) NOT NULL DEFAULT 0, undone_at \(.integer), undone_by \(.text)
        ) \(.strict)
        """,
        """
        CREATE TABLE import_steps (
            run_id \(.integer) NOT NULL REFERENCES import_runs (id), position \(.integer) NOT NULL, kind \(.text) NOT NULL, saved_at \(.integer) NOT NULL,
            rows \(.integer) NOT NULL, made \(.text), former \(.text), changed \(.text), PRIMARY KEY (run_id, position)
        ) \(.strict)
        """,
        """
        CREATE TABLE import_kept (
            run_id \(.integer) NOT NULL REFERENCES import_runs (id), kind \(.text) NOT NULL, record_id \(.integer) NOT NULL, label \(.text) NOT NULL,
            reason \(.text) NOT NULL, PRIMARY KEY (run_id, kind, record_id)
        ) \(.strict)
        """,
    ])

    /// Every row of an import that something is told of; the first of them stand in its report too. For a week.
    package static let rows = Migration(154, "rows told of imports", expands: true, [
        """
        CREATE TABLE import_rows (
            run_id \(.integer) NOT NULL REFERENCES import_runs (id), position \(.integer) NOT NULL, is_notice \(.integer) NOT NULL, file \(.text) NOT NULL,
            line \(.integer), label \(.text), problems \(.text) NOT NULL, PRIMARY KEY (run_id, position)
        ) \(.strict)
        """,
    ])
}

extension Writer {
    /// Keeps an import's report for the page of exchanges, and notes it in the journal.
    /// - Parameter run: where what it changed, or the rows that something is told of, have been kept.
    func keepImport(_ report: ImportReport, of source: String, by actor: Actor, run: Int64?, at now: Instant) throws {
        guard let id: Int64 = try rows("""
            INSERT INTO imports (at, actor, source, report) VALUES (\(now), \(actor.text), \(source), \(report.json.text)) RETURNING id
            """).first?.get("id")
        else { return }
        if let run {
            try keepToldRows(report.waiting, ofRun: run)
            try end(importRun: run, ofImport: id)
        }
        try record(JournalEntry("imports", "finished", ids: [id], by: actor), at: now)
    }

    func newImportRun(upload: Int64?, by actor: Actor, at now: Instant) throws -> Int64 {
        let id: Int64? = try rows("INSERT INTO import_runs (upload_id, actor, begun_at, phase) VALUES (\(upload), \(actor.text), \(now), 'open') RETURNING id").first?.get("id")
        guard let id else { throw Refusal(.unavailable) }
        return id
    }
}

/// An import that has ended, newest first in lists.
package struct KeptImport: Sendable {
    package let id: Int64
    package let at: Instant
    package let source: String
    /// `ImportReport.json`.
    package let report: JSON
    /// What it changed; nil where nothing was kept of that: sheets keep it themselves, older imports did not.
    package let changes: ImportRun?

    /// Of how many rows something is told; the first of them stand in the report.
    package var told: Int { report["told"]?.int.flatMap { Int(exactly: $0) } ?? report["problems"]?.array?.count ?? 0 }

    package var undoUntil: Instant { at.adding(seconds: RecordSheet.undoTime) }

    package func canBeUndone(at now: Instant) -> Bool { changes.map { $0.phase == .taken && $0.isWhole && $0.rows > 0 } ?? false && now < undoUntil }
}

extension Reader {
    /// The last imports with their reports.
    package func imports(limit: Int) throws -> [KeptImport] { try imports(where: "1 = 1", limit: limit) }

    package func keptImport(_ id: Int64) throws -> KeptImport {
        guard let found = try imports(where: "i.id = \(id)", limit: 1).first else { throw Refusal.notFound }
        return found
    }

    /// The import that an upload has become, once it has been taken.
    package func keptImport(ofUpload id: Int64) throws -> KeptImport? { try imports(where: "r.upload_id = \(id)", limit: 1).first }

    private func imports(where condition: SQL, limit: Int) throws -> [KeptImport] {
        try rows("""
            SELECT i.id, i.at, i.source, i.report, r.id AS run_id, r.phase, r.is_whole, r.rows, r.put_back, r.undone_at
            FROM imports AS i LEFT JOIN import_runs AS r ON r.import_id = i.id WHERE \(condition) ORDER BY i.id DESC LIMIT \(limit)
            """).map { row in
                KeptImport(
                    id: try row.get("id"), at: try row.get("at"), source: try row.get("source"),
                    report: (try? JSON(parsing: Array(try row.get("report", as: String.self).utf8))) ?? .null, changes: try ImportRun(row))
            }
    }
}
