import Database
import Journal
import Kernel
import Records

/// Puts back what a sheet changed, in steps that a stopped server goes on with.
///
/// A record goes back when each field that the sheet changed still is as the sheet left it, and then in these fields alone: what somebody else has changed
/// beside them stays. A new record is taken away as the ERP would take it (`RecordKind.removal`) when nothing of it has changed. Everything else is left
/// and told.
func putBack(_ file: RecordSheet, by actor: Actor, in database: any Database, now: @escaping @Sendable () -> Instant) async throws {
    while try await database.write({ try putSomeBack(file, by: actor, at: now(), in: $0) }) {}
}

private struct Change {
    let key: String
    let before: JSONObject?
    let after: JSONObject

    /// The fields that the sheet changed.
    var fields: [String] { after.entries.map(\.key).filter { before?[$0] != after[$0] } + (before?.entries.map(\.key) ?? []).filter { after[$0] == nil } }
}

/// - Returns: whether there may be more.
private func putSomeBack(_ file: RecordSheet, by actor: Actor, at now: Instant, in writer: any Writer) throws -> Bool {
    let (subject, kind) = (file.subject, file.subject.kind)
    for made in subject.makingColumns.compactMap(\.madeKind) { try writer.lockRecords(of: made) }
    try writer.lockRecords(of: kind)
    guard try writer.recordSheet(file.id).phase == .undoing else { return false }
    let changes = try writer.rows("""
        SELECT record_key, before, after FROM sheet_changes WHERE upload_id = \(file.id) AND fate IS NULL ORDER BY record_key LIMIT 500
        """).map { row in Change(key: try row.get("record_key"), before: try object(row.find("before")), after: try object(row.find("after")) ?? [:]) }
    guard !changes.isEmpty else {
        try writer.unmakeNames(ofSheet: file.id, by: actor, at: now)
        try writer.end(sheet: file.id, .undone, at: now)
        try writer.record(JournalEntry("imports", "undone", ids: [], by: actor, ["file": .string(file.name)]), at: now)
        return false
    }
    let named = changes.map { change in JSONObject(subject.key.map { ($0, change.after[$0] ?? .null) }) }
    let current = try subject.examine(named.map { .object($0) }, locked: true, at: now, in: writer).map(\.before)
    var fates: [String: (fate: String, reason: String?)] = [:]
    var restored: [(key: String, item: JSON)] = []
    var removed: [(key: String, item: JSON)] = []
    for ((change, key), stands) in zip(zip(changes, named), current) {
        guard let stands else {
            fates[change.key] = change.before == nil ? ("back", nil) : ("kept", "undo_gone")
            continue
        }
        let foreign = change.fields.filter { stands[$0] != change.after[$0] }
        guard foreign.isEmpty else { fates[change.key] = ("kept", "undo_changed_since"); continue }
        guard let before = change.before else { removed.append((change.key, .object(key))); continue }
        // A figure put back is a figure of now.
        let fields = change.fields.filter { $0 != kind.moment && !subject.key.contains($0) }
        restored.append((change.key, subject.restoring(fields, to: before, of: key, standing: stands)))
    }
    let origin = file.name
    for (change, outcome) in zip(restored, try subject.save(restored.map(\.item), by: actor, from: origin, at: now, in: writer)) {
        fates[change.key] = outcome.status == .refused ? ("kept", "undo_refused") : ("back", nil)
    }
    for (change, outcome) in zip(removed, removed.isEmpty ? [] : try removeRecords(removed.map(\.item), of: kind, kind.removal, by: actor, at: now, in: writer)) {
        fates[change.key] = outcome.status == .refused ? ("kept", "undo_refused") : ("back", nil)
    }
    try writer.keepFates(fates, ofSheet: file.id)
    return true
}

private func object(_ text: String?) throws -> JSONObject? { try text.flatMap { try JSON(parsing: Array($0.utf8)).object } }

extension Writer {
    fileprivate func keepFates(_ fates: [String: (fate: String, reason: String?)], ofSheet id: Int64) throws {
        // The sheet's number stands in the rows: with a constant SQLite would go through all of the sheet for each of them.
        var table = ValueTable([("upload_id", .integer), ("key", .text), ("fate", .text), ("reason", .text)])
        for (key, told) in fates.sorted(by: { $0.key < $1.key }) { table.append([.integer(id), .text(key), .text(told.fate), told.reason.map { .text($0) } ?? .null]) }
        guard !table.rows.isEmpty else { return }
        try run("""
            UPDATE sheet_changes SET fate = v.fate, reason = v.reason FROM \(table: table) AS v WHERE sheet_changes.upload_id = v.upload_id AND sheet_changes.record_key = v.key
            """)
        let back = Int64(fates.values.count { $0.fate == "back" })
        try run("UPDATE record_sheets SET done = done + \(Int64(fates.count)), put_back = put_back + \(back), kept = kept + \(Int64(fates.count) - back) WHERE upload_id = \(id)")
    }
}
