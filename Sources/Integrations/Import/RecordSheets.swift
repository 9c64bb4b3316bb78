package import Customers
package import Database
package import Kernel
import Records

package enum RecordSheetsSchema {
    /// Sheets of records among the uploads: how far each is, what it changed and which of its rows were refused. They go with their upload after a week.
    package static let migration = Migration(113, "record sheets", [
        """
        CREATE TABLE record_sheets (
            upload_id \(.integer) PRIMARY KEY REFERENCES uploads (id), subject \(.text) NOT NULL, titles \(.text) NOT NULL,
            phase \(.text) NOT NULL CHECK (phase IN ('new', 'checking', 'checked', 'taking', 'taken', 'undoing', 'undone')), actor \(.text) NOT NULL,
            total \(.integer) NOT NULL, done \(.integer) NOT NULL, created \(.integer) NOT NULL, updated \(.integer) NOT NULL, unchanged \(.integer) NOT NULL,
            refused \(.integer) NOT NULL, preview \(.text), undone_at \(.integer), put_back \(.integer) NOT NULL, kept \(.integer) NOT NULL
        ) \(.strict)
        """,
        """
        CREATE TABLE sheet_changes (
            upload_id \(.integer) NOT NULL REFERENCES record_sheets (upload_id), record_key \(.text) NOT NULL, label \(.text) NOT NULL, before \(.text), after \(.text) NOT NULL,
            fate \(.text) CHECK (fate IN ('back', 'kept')), reason \(.text), PRIMARY KEY (upload_id, record_key)
        ) \(.strict)
        """,
        """
        CREATE TABLE sheet_refusals (
            upload_id \(.integer) NOT NULL REFERENCES record_sheets (upload_id), line \(.integer) NOT NULL, label \(.text), cells \(.text) NOT NULL, problems \(.text) NOT NULL,
            PRIMARY KEY (upload_id, line)
        ) \(.strict)
        """,
    ])

    /// What is told of rows that are taken all the same: so many rows with their lines, all of them counted.
    package static let notices = Migration(166, "notices of sheets", expands: true, [
        "ALTER TABLE record_sheets ADD COLUMN noticed \(.integer) NOT NULL DEFAULT 0",
        """
        CREATE TABLE sheet_notices (
            upload_id \(.integer) NOT NULL REFERENCES record_sheets (upload_id) ON DELETE CASCADE, line \(.integer) NOT NULL, label \(.text), problems \(.text) NOT NULL, PRIMARY KEY (upload_id, line)
        ) \(.strict)
        """,
    ])

    /// The brands and categories that a sheet would make, or has made.
    package static let made = Migration(133, "what sheets make", [
        """
        CREATE TABLE sheet_made (
            upload_id \(.integer) NOT NULL REFERENCES record_sheets (upload_id), kind \(.text) NOT NULL CHECK (kind IN ('brands', 'categories')), external_id \(.text) NOT NULL,
            position \(.integer) NOT NULL, item \(.text) NOT NULL, fate \(.text) CHECK (fate IN ('back', 'kept')), reason \(.text), PRIMARY KEY (upload_id, kind, external_id)
        ) \(.strict)
        """,
    ])
}

/// A sheet of records that somebody has brought: how it is understood and how far it is.
package struct RecordSheet: Sendable {
    package enum Phase: String, Sendable {
        case new, checking, checked, taking, taken, undoing, undone

        /// Whether the worker is at it.
        package var isBusy: Bool { self == .checking || self == .taking || self == .undoing }
    }

    package struct Counts: Hashable, Sendable {
        package var created: Int64 = 0
        package var updated: Int64 = 0
        package var unchanged: Int64 = 0
        package var refused: Int64 = 0

        package var accepted: Int64 { created + updated + unchanged }
    }

    package let id: Int64
    package let at: Instant
    package let person: String
    package let name: String
    package let subject: SheetSubject
    package let mapping: RecordMapping?
    package let phase: Phase
    package let total: Int64
    package let done: Int64
    package let counts: Counts
    /// Rows that something is told of though they are taken; up to `noticeLimit` of them are kept with their lines (`noticedRows`).
    package let noticed: Int64
    /// What the first rows would do, or have done: `line`, `label`, `status`, `changes` by field, `problems`.
    package let preview: [JSON]
    package let takenAt: Instant?
    package let undoneAt: Instant?
    let hasChanged: Bool
    /// Records put back, and those left because somebody has changed them since.
    package let putBack: Int64
    package let kept: Int64
    /// Why it could not be gone through at all.
    package let failure: String?
    let actor: String

    /// Under this name what changes of a product's parameter is kept and told.
    package static func parameterField(_ code: String) -> String { parameterFields + code }

    package static let parameterFields = "parameters/"

    /// Of so many rows of a sheet notices are kept.
    static let noticeLimit = ImportReport.rowLimit

    /// How long what a sheet changed can be put back.
    package static let undoTime: Int64 = 24 * 3600

    package var undoUntil: Instant? { takenAt?.adding(seconds: Self.undoTime) }

    package func canBeUndone(at now: Instant) -> Bool { phase == .taken && hasChanged && (undoUntil.map { now < $0 } ?? false) }

    /// Whether it is an archive whose pictures tell their products by their names: there are no columns to be understood.
    package var isNamedPictures: Bool { subject == .pictures && mapping?.sample.first == PictureArchive.titles }

    /// Whether its columns may be corrected and its rows taken.
    package var isOpen: Bool { phase == .new || phase == .checked }
}

/// A row that was refused, as the sheet has it.
package struct RefusedRow: Sendable {
    package let line: Int64
    package let cells: [String]
    /// As in `ImportReport.json`.
    package let json: JSON
}

/// The sheets of the last week, the newest first.
package func recordSheets(limit: Int = 50, for viewer: Viewer, in reader: any Reader) throws -> [RecordSheet] {
    let subjects = try viewer.demandRecordSheets()
    return try reader.recordSheets("s.subject \(in: subjects.map(\.rawValue))", limit: limit)
}

package func recordSheet(_ id: Int64, for viewer: Viewer, in reader: any Reader) throws -> RecordSheet {
    let subjects = try viewer.demandRecordSheets()
    let sheet = try reader.recordSheet(id)
    guard subjects.contains(sheet.subject) else { throw Refusal.notFound }
    return sheet
}

/// The refused rows of a sheet in its order, with the sheet's titles.
package func refusedRows(ofSheet id: Int64, after line: Int64 = -1, limit: Int, for viewer: Viewer, in reader: any Reader) throws -> (titles: [String], rows: [RefusedRow]) {
    _ = try recordSheet(id, for: viewer, in: reader)
    guard let head = try reader.row("SELECT s.titles, u.name FROM record_sheets AS s JOIN uploads AS u ON u.id = s.upload_id WHERE s.upload_id = \(id)") else { throw Refusal.notFound }
    let (titles, name): ([String], String) = (texts(try head.get("titles")), try head.get("name"))
    let found = try reader.rows("""
        SELECT line, label, cells, problems FROM sheet_refusals WHERE upload_id = \(id) AND line > \(line) ORDER BY line LIMIT \(Int64(limit))
        """)
    return (titles, try found.map { row in
        let line: Int64 = try row.get("line")
        let problems = (try? JSON(parsing: Array(try row.get("problems", as: String.self).utf8))) ?? .array([])
        return RefusedRow(
            line: line, cells: texts(try row.get("cells")),
            json: ["file": .string(name), "line": .number(String(line)), "label": .text(try row.find("label")), "problems": problems])
    })
}

/// Rows of a sheet that are taken and of which something is told, in its order, as in `ImportReport.json`.
package func noticedRows(ofSheet id: Int64, after line: Int64 = -1, limit: Int, for viewer: Viewer, in reader: any Reader) throws -> [JSON] {
    let name = try recordSheet(id, for: viewer, in: reader).name
    return try reader.rows("SELECT line, label, problems FROM sheet_notices WHERE upload_id = \(id) AND line > \(line) ORDER BY line LIMIT \(Int64(limit))").map { row in
        let problems = (try? JSON(parsing: Array(try row.get("problems", as: String.self).utf8))) ?? .array([])
        return ["file": .string(name), "line": .number(String(try row.get("line", as: Int64.self))), "label": .text(try row.find("label")), "problems": problems]
    }
}

/// The records that an undoing left as they are: what they are called, and why.
package func keptRecords(ofSheet id: Int64, limit: Int, for viewer: Viewer, in reader: any Reader) throws -> [(label: String, reason: String)] {
    _ = try recordSheet(id, for: viewer, in: reader)
    return try reader.rows("""
        SELECT label, reason FROM (
            SELECT label, reason, record_key AS name FROM sheet_changes WHERE upload_id = \(id) AND fate = 'kept'
            UNION ALL SELECT external_id, reason, kind FROM sheet_made WHERE upload_id = \(id) AND fate = 'kept'
        ) AS k ORDER BY label, name LIMIT \(Int64(limit))
        """).map { (try $0.get("label"), try $0.find("reason") ?? "") }
}

/// The brands and categories that a sheet would make, or has made: how many, and the first by their external ids.
package func madeNames(bySheet id: Int64, _ column: RecordSheetColumn, limit: Int = 20, for viewer: Viewer, in reader: any Reader) throws -> (count: Int, first: [String]) {
    _ = try recordSheet(id, for: viewer, in: reader)
    guard let kind = column.madeKind?.name else { return (0, []) }
    let count: Int64 = try reader.row("SELECT COUNT(*) AS n FROM sheet_made WHERE upload_id = \(id) AND kind = \(kind)")?.get("n") ?? 0
    let first = try reader.rows("SELECT external_id FROM sheet_made WHERE upload_id = \(id) AND kind = \(kind) ORDER BY position, external_id LIMIT \(Int64(limit))")
    return (Int(count), try first.map { try $0.get("external_id") })
}

/// The warehouses that a sheet of stock without a column of them may be of, by name.
package func warehouseChoices(for viewer: Viewer, in reader: any Reader) throws -> [(externalID: String, name: String)] {
    try viewer.demandRecordSheets()
    return try reader.rows("SELECT external_id, name FROM warehouses ORDER BY name, id LIMIT 1000").map { (try $0.get("external_id"), try $0.get("name")) }
}

private func texts(_ json: String) -> [String] { ((try? JSON(parsing: Array(json.utf8)))?.array ?? []).compactMap(\.string) }

extension Viewer {
    /// What the sheets may tell of that this person brings: each sort has its own gate.
    package var sheetSubjects: [SheetSubject] { isStaff && rights.contains(.readRecords) ? SheetSubject.allCases.filter { $0.isOpen(to: rights) } : [] }

    /// Staff who bring sheets of records, of the subjects returned.
    @discardableResult
    func demandRecordSheets() throws -> [SheetSubject] {
        try demand(.readRecords)
        guard !sheetSubjects.isEmpty else { throw Refusal(.forbidden) }
        return sheetSubjects
    }
}

extension SheetSubject {
    /// What the distributor's systems own is brought by who writes their records; who keeps the catalogue brings what the portal may own: what the parameters of
    /// products are, and over the ERP's word texts, values, relations and pictures.
    func isOpen(to rights: Set<Right>) -> Bool {
        switch self {
        case .products, .stock, .relations: rights.contains(.writeRecords)
        case .parameters: rights.contains(.writeRecords) || rights.contains(.editCatalog)
        case .contents, .ownRelations, .pictures: rights.contains(.editCatalog)
        }
    }
}

extension Reader {
    func recordSheet(_ id: Int64) throws -> RecordSheet {
        guard let found = try recordSheets("s.upload_id = \(id)", limit: 1).first else { throw Refusal.notFound }
        return found
    }

    fileprivate func recordSheets(_ condition: SQL, limit: Int) throws -> [RecordSheet] {
        func json(_ text: String?) -> JSON? { text.flatMap { try? JSON(parsing: Array($0.utf8)) } }
        return try rows("""
            SELECT u.id, u.at, u.person, u.name, u.mapping, u.taken_at, u.failure, s.subject, s.phase, s.actor, s.total, s.done, s.created, s.updated, s.unchanged, s.refused, s.noticed,
                s.preview, s.undone_at, s.put_back, s.kept,
                CASE WHEN EXISTS (SELECT 1 FROM sheet_changes AS c WHERE c.upload_id = s.upload_id) THEN 1 ELSE 0 END AS has_changed
            FROM record_sheets AS s JOIN uploads AS u ON u.id = s.upload_id WHERE \(condition) ORDER BY u.id DESC LIMIT \(Int64(limit))
            """).map { row in
                RecordSheet(
                    id: try row.get("id"), at: try row.get("at"), person: try row.get("person"), name: try row.get("name"),
                    subject: SheetSubject(rawValue: try row.get("subject")) ?? .products, mapping: json(try row.find("mapping")).flatMap { RecordMapping($0) },
                    phase: RecordSheet.Phase(rawValue: try row.get("phase")) ?? .new, total: try row.get("total"), done: try row.get("done"),
                    counts: RecordSheet.Counts(
                        created: try row.get("created"), updated: try row.get("updated"), unchanged: try row.get("unchanged"), refused: try row.get("refused")),
                    noticed: try row.get("noticed"), preview: json(try row.find("preview"))?.array ?? [], takenAt: try row.find("taken_at"), undoneAt: try row.find("undone_at"),
                    hasChanged: try row.get("has_changed", as: Int64.self) == 1,
                    putBack: try row.get("put_back"), kept: try row.get("kept"), failure: try row.find("failure"), actor: try row.get("actor"))
            }
    }
}

extension Writer {
    func keepRecordSheet(_ id: Int64, _ subject: SheetSubject, titles: [String], total: Int, by actor: String) throws {
        try run("""
            INSERT INTO record_sheets (upload_id, subject, titles, phase, actor, total, done, created, updated, unchanged, refused, put_back, kept)
            VALUES (\(id), \(subject.rawValue), \(JSON.array(titles.map { .string($0) }).text), 'new', \(actor), \(Int64(total)), 0, 0, 0, 0, 0, 0, 0)
            """)
    }

    func understand(sheet id: Int64, as subject: SheetSubject, _ mapping: RecordMapping, titles: [String], total: Int) throws {
        try run("UPDATE record_sheets SET subject = \(subject.rawValue), titles = \(JSON.array(titles.map { .string($0) }).text), total = \(Int64(total)) WHERE upload_id = \(id)")
        try run("UPDATE uploads SET mapping = \(mapping.json.text) WHERE id = \(id)")
    }

    /// Begins a way through the rows: false when the sheet is in none of these phases any more.
    func begin(_ phase: RecordSheet.Phase, ofSheet id: Int64, from phases: [RecordSheet.Phase], by actor: String) throws -> Bool {
        let moved = try run("""
            UPDATE record_sheets SET phase = \(phase.rawValue), actor = \(actor), done = 0 WHERE upload_id = \(id) AND phase \(in: phases.map(\.rawValue))
            """)
        guard moved > 0 else { return false }
        try run("UPDATE uploads SET failure = NULL WHERE id = \(id)")
        guard phase != .undoing else { return true }
        try run("UPDATE record_sheets SET created = 0, updated = 0, unchanged = 0, refused = 0, noticed = 0, preview = NULL WHERE upload_id = \(id)")
        try run("DELETE FROM sheet_notices WHERE upload_id = \(id)")
        try run("DELETE FROM sheet_refusals WHERE upload_id = \(id)")
        try run("DELETE FROM sheet_made WHERE upload_id = \(id)")
        return true
    }

    /// Moves on by a step: false when somebody else has taken it meanwhile.
    func advance(sheet id: Int64, _ phase: RecordSheet.Phase, from start: Int64, to end: Int64, _ counts: RecordSheet.Counts = RecordSheet.Counts()) throws -> Bool {
        try run("""
            UPDATE record_sheets SET done = \(end), created = created + \(counts.created), updated = updated + \(counts.updated), unchanged = unchanged + \(counts.unchanged),
                refused = refused + \(counts.refused)
            WHERE upload_id = \(id) AND phase = \(phase.rawValue) AND done = \(start)
            """) > 0
    }

    func keepPreview(_ preview: [JSON], ofSheet id: Int64) throws { try run("UPDATE record_sheets SET preview = \(JSON.array(preview).text) WHERE upload_id = \(id)") }

    func end(sheet id: Int64, _ phase: RecordSheet.Phase, at now: Instant) throws {
        try run("UPDATE record_sheets SET phase = \(phase.rawValue) WHERE upload_id = \(id)")
        if phase == .taken { try run("UPDATE uploads SET taken_at = \(now), content = NULL WHERE id = \(id)") }
        if phase == .undone { try run("UPDATE record_sheets SET undone_at = \(now) WHERE upload_id = \(id)") }
    }

    func keepRefusals(_ rows: [(line: Int, label: String?, cells: [String], problems: [Refusal.Problem])], ofSheet id: Int64) throws {
        var table = ValueTable([("upload_id", .integer), ("line", .integer), ("label", .text), ("cells", .text), ("problems", .text)])
        for row in rows {
            table.append([
                .integer(id), .integer(Int64(row.line)), row.label.map { .text($0) } ?? .null, .text(JSON.array(row.cells.map { .string($0) }).text),
                .text(JSON.array(row.problems.map(\.json)).text),
            ])
        }
        _ = try insert(into: "sheet_refusals", table, then: "ON CONFLICT (upload_id, line) DO UPDATE SET problems = excluded.problems")
    }

    /// Counts rows of which something is told, and keeps them as long as there is room. Costs nothing where there are none.
    func keepNotices(_ rows: [(line: Int, label: String?, problems: [Refusal.Problem])], ofSheet id: Int64) throws {
        guard !rows.isEmpty else { return }
        let known: Int64 = try row("SELECT noticed FROM record_sheets WHERE upload_id = \(id)")?.get("noticed") ?? 0
        var table = ValueTable([("upload_id", .integer), ("line", .integer), ("label", .text), ("problems", .text)])
        for row in rows.prefix(max(0, RecordSheet.noticeLimit - Int(clamping: known))) {
            table.append([.integer(id), .integer(Int64(row.line)), row.label.map { .text($0) } ?? .null, .text(JSON.array(row.problems.map(\.json)).text)])
        }
        if !table.rows.isEmpty { _ = try insert(into: "sheet_notices", table, then: "ON CONFLICT (upload_id, line) DO UPDATE SET problems = excluded.problems") }
        try run("UPDATE record_sheets SET noticed = noticed + \(Int64(rows.count)) WHERE upload_id = \(id)")
    }

    /// Keeps what stood before and after; of a record that several rows change the first before and the last after stay.
    func keepChanges(_ changes: [SheetChange], ofSheet id: Int64) throws {
        var table = ValueTable([("upload_id", .integer), ("record_key", .text), ("label", .text), ("before", .text), ("after", .text)])
        for change in changes {
            table.append([.integer(id), .text(change.key), .text(change.label), change.before.map { .text(JSON.object($0).text) } ?? .null, .text(JSON.object(change.after).text)])
        }
        _ = try insert(into: "sheet_changes", table, then: "ON CONFLICT (upload_id, record_key) DO UPDATE SET after = excluded.after")
    }

    /// Gives a way up that cannot be gone to its end: it may be begun again.
    func giveUp(_ phase: RecordSheet.Phase, ofSheet id: Int64) throws {
        let before: RecordSheet.Phase = phase == .undoing ? .taken : phase == .taking ? .checked : .new
        try run("UPDATE record_sheets SET phase = \(before.rawValue) WHERE upload_id = \(id) AND phase = \(phase.rawValue)")
        try keepFailure("unavailable", ofUpload: id)
    }

    func forgetSheets(before moment: Instant) throws {
        let old: SQL = "SELECT id FROM uploads WHERE at < \(moment)"
        try run("DELETE FROM sheet_refusals WHERE upload_id IN (\(old))")
        try run("DELETE FROM sheet_notices WHERE upload_id IN (\(old))")
        try run("DELETE FROM sheet_changes WHERE upload_id IN (\(old))")
        try run("DELETE FROM sheet_made WHERE upload_id IN (\(old))")
        try run("DELETE FROM record_sheets WHERE upload_id IN (\(old))")
    }
}

/// A record that a sheet changed or made.
struct SheetChange: Sendable {
    /// The values of the kind's key as JSON.
    let key: String
    let label: String
    /// Nil for a new one.
    let before: JSONObject?
    var after: JSONObject
}
