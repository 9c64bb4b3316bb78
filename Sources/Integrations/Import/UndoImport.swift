package import Customers
package import Database
package import Jobs
import Journal
package import Kernel
import Pricing
import Records

/// What the worker runs to put back what an import changed: it may take minutes.
package let importUndoJob = "imports.undo"

/// Up to so many records are put back at once; more are the worker's.
private let promptRecords: Int64 = 1000

/// How often the worker tries.
private let undoAttempts = 5

/// Puts back what an import of files changed, within `RecordSheet.undoTime`, by the rules of sheets: a record goes back in the fields that the import changed, if these stand
/// as it left them; a new one leaves as by `…/deletions` when nobody has changed it since. What cannot go back stays and is told (`keptRecords(ofImport:)`).
/// - Throws: `Refusal` when it is too late, or somebody is at it; for who may not bring such files.
package func undoImport(_ id: Int64, for viewer: Viewer, at now: Instant, in database: any Database) async throws {
    try viewer.demand(.writeRecords)
    let kept = try await database.read { try $0.keptImport(id) }
    try viewer.demandUndoing(of: kept)
    guard let run = kept.changes, kept.canBeUndone(at: now) else { throw Refusal(.validation, kept.changes?.phase == .undoing ? "upload_taken" : "undo_too_late") }
    try await database.write { writer in
        guard try writer.run("UPDATE import_runs SET phase = 'undoing', undone_by = \(viewer.actor.text) WHERE id = \(run.id) AND phase = 'taken'") > 0 else {
            throw Refusal(.validation, "upload_taken")
        }
        let isPrompt = run.rows <= promptRecords
        try writer.enqueue(Job(importUndoJob, ["run": .number(String(run.id))], runAt: isPrompt ? now.adding(seconds: 60) : nil, maxAttempts: undoAttempts), at: now)
    }
    if run.rows <= promptRecords { try await putBack(run.id, in: database, now: { now }) }
}

extension Viewer {
    /// Whether what an import changed may be put back by this person.
    package func mayUndo(_ kept: KeptImport) -> Bool { (try? demandUndoing(of: kept)) != nil }

    /// Who may bring such files may put back what they changed: whoever keeps goods those that sheets are for, only who brings all records anything else.
    fileprivate func demandUndoing(of kept: KeptImport) throws {
        try demand(.writeRecords)
        guard isStaff else { throw Refusal(.forbidden) }
        let kinds = Set((kept.report["kinds"]?.array ?? []).compactMap { $0["kind"]?.string })
        if !kinds.isSubset(of: SheetSubject.allCases.map(\.kind.name)) { try demandUploads(.records) }
    }
}

/// The worker's part: goes on where it stopped.
package func workOnImportUndo(_ job: JobPayload, in database: any Database, now: @escaping @Sendable () -> Instant) async throws {
    guard let run = job.value["run"]?.int else { throw HopelessJob("no import named") }
    do {
        // Requests go before imports: the database lets patient writes wait.
        try await Task(priority: .utility) { try await putBack(run, in: database, now: now) }.value
    } catch where job.attempt >= undoAttempts {
        // It may be begun again: what has gone back by now is no longer among its changes.
        try await database.write { try $0.run("UPDATE import_runs SET phase = 'taken' WHERE id = \(run) AND phase = 'undoing'") }
        throw error
    }
}

/// The records that an undoing left as they are: what they are called, and why.
package func keptRecords(ofImport id: Int64, limit: Int, for viewer: Viewer, in reader: any Reader) throws -> (count: Int, first: [(label: String, reason: String)]) {
    try viewer.demand(.readRecords)
    let count: Int64 = try reader.row("SELECT COUNT(*) AS n FROM import_kept AS k JOIN import_runs AS r ON r.id = k.run_id WHERE r.import_id = \(id)")?.get("n") ?? 0
    let first = try reader.rows("""
        SELECT k.label, k.reason FROM import_kept AS k JOIN import_runs AS r ON r.id = k.run_id WHERE r.import_id = \(id)
        ORDER BY k.kind, k.label, k.record_id LIMIT \(Int64(limit))
        """).map { (label: try $0.get("label", as: String.self), reason: try $0.get("reason", as: String.self)) }
    return (Int(count), first)
}

private func putBack(_ run: Int64, in database: any Database, now: @escaping @Sendable () -> Instant) async throws {
    while try await database.write({ try putStepBack(of: run, at: now(), in: $0) }) {}
}

/// Puts back what one step changed, in one transaction: records before those that they refer to, the last change first.
/// - Returns: whether there may be more.
private func putStepBack(of run: Int64, at now: Instant, in writer: any Writer) throws -> Bool {
    // Of two workers one goes first.
    guard try writer.run("UPDATE import_runs SET phase = 'undoing' WHERE id = \(run) AND phase = 'undoing'") > 0,
        let head = try writer.row("SELECT i.id, i.source, r.undone_by FROM import_runs AS r JOIN imports AS i ON i.id = r.import_id WHERE r.id = \(run)")
    else { return false }
    let actor = Actor(ofUpload: try head.find("undone_by") ?? "")
    let kinds = Set(try writer.rows("SELECT DISTINCT kind FROM import_steps WHERE run_id = \(run)").map { try $0.get("kind", as: String.self) })
    guard let kind = recordKinds.last(where: { kinds.contains($0.name) }),
        let row = try writer.row("""
            SELECT position, saved_at, made, former, changed FROM import_steps WHERE run_id = \(run) AND kind = \(kind.name) ORDER BY position DESC LIMIT 1
            """)
    else {
        try writer.tellOfPeople(ofRun: run)
        try writer.run("UPDATE import_runs SET phase = 'undone', undone_at = \(now) WHERE id = \(run)")
        try writer.record(JournalEntry("imports", "undone", ids: [try head.get("id")], by: actor, ["file": .string(try head.get("source"))]), at: now)
        return false
    }
    try writer.lockRecords(of: kind)
    var step = StepBack(kind: kind, actor: actor, origin: try head.get("source"), now: now)
    let position: Int64 = try row.get("position")
    let changes = try row.find("changed", as: String.self).map { try keptChanges($0) } ?? []
    try step.restore(changes, in: writer)
    if let former = try row.find("former", as: String.self).flatMap({ numberRanges($0).first }) {
        let earlier = try writer.rows("""
            SELECT made FROM import_steps WHERE run_id = \(run) AND kind = \(kind.name) AND position < \(position) AND made IS NOT NULL ORDER BY position
            """).flatMap { numberRanges(try $0.get("made")) }
        try step.restorePrices(former, madeBefore: earlier, in: writer)
    }
    let made = try row.find("made", as: String.self).map(numberRanges) ?? []
    try step.remove(made.flatMap { Array($0) }, savedAt: try row.get("saved_at"), in: writer)
    try writer.keepRecords(step.kept, ofRun: run, kind)
    try writer.run("DELETE FROM import_steps WHERE run_id = \(run) AND position = \(position)")
    try writer.run("UPDATE import_runs SET put_back = put_back + \(step.back) WHERE id = \(run)")
    return true
}

/// What `ImportTrace` keeps of records that were there.
private func keptChanges(_ text: String) throws -> [RecordTrace.Change] {
    (try JSON(parsing: Array(text.utf8)).array ?? []).compactMap { json in
        guard let parts = json.array, parts.count == 4, let id = parts[0].int, let before = parts[2].object, let after = parts[3].object else { return nil }
        return RecordTrace.Change(id: id, label: parts[1].string ?? "", before: before, after: after)
    }
}

/// A step of an import on its way back.
private struct StepBack {
    let kind: RecordKind
    let actor: Actor
    let origin: String
    let now: Instant
    private(set) var back: Int64 = 0
    private(set) var kept: [(id: Int64, label: String, reason: String)] = []

    init(kind: RecordKind, actor: Actor, origin: String, now: Instant) { (self.kind, self.actor, self.origin, self.now) = (kind, actor, origin, now) }

    mutating func restore(_ changes: [RecordTrace.Change], in writer: any Writer) throws {
        let standing = try records(of: kind, numbered: changes.map(\.id), in: writer)
        var restored: [(change: RecordTrace.Change, item: JSON)] = []
        for change in changes {
            guard let record = standing[change.id]?.record else { kept.append((change.id, change.label, "undo_gone")); continue }
            let fields = fields(of: change)
            guard fields.allSatisfy({ value($0, in: record) == change.after[$0] }) else { kept.append((change.id, change.label, "undo_changed_since")); continue }
            restored.append((change, item(fields, to: change.before, of: record)))
        }
        for ((change, _), outcome) in zip(restored, try save(restored.map(\.item), in: writer)) {
            // What stays as it is although it should change is told too: such as a picture whose file has other bytes now.
            if outcome.status == .updated { back += 1 } else { kept.append((change.id, change.label, "undo_refused")) }
        }
    }

    /// Prices that were replaced stand in `former_prices`, whoever replaced them.
    mutating func restorePrices(_ former: ClosedRange<Int64>, madeBefore: [ClosedRange<Int64>], in writer: any Writer) throws {
        var (changes, made): ([RecordTrace.Change], [RecordTrace.Change]) = ([], [])
        for price in try writer.replacedPrices(former) {
            let label = "\(price.list)/\(price.product)"
            // What is gone has no number: each is told all the same.
            guard let id = price.id else { kept.append((-Int64(kept.count) - 1, label, "undo_gone")); continue }
            let change = RecordTrace.Change(id: id, label: label, before: price.before, after: price.after)
            if madeBefore.holds(id) { made.append(change) } else { changes.append(change) }
        }
        try restore(changes, in: writer)
        guard !made.isEmpty else { return }
        let standing = try records(of: kind, numbered: made.map(\.id), in: writer)
        let own = made.filter { change in fields(of: change).allSatisfy { standing[change.id]?.record[$0] == change.after[$0] } }
        try remove(own.compactMap { change in standing[change.id].map { (id: change.id, record: $0.record) } }, in: writer)
    }

    mutating func remove(_ ids: [Int64], savedAt: Instant, in writer: any Writer) throws {
        let standing = try records(of: kind, numbered: ids, in: writer)
        // Rules of credit are set in the portal, and leave no mark on their contract.
        let ruled = kind.name == ERPKinds.contracts.name ? try writer.contractsWithRules(ids) : []
        var leaving: [(id: Int64, record: JSONObject)] = []
        for id in ids {
            // What is gone, or withdrawn, needs no taking away; numbers between may be nobody's.
            guard let (record, changedAt) = standing[id], record["withdrawn"] != true else { continue }
            if changedAt == savedAt, !ruled.contains(id) { leaving.append((id, record)) } else { kept.append((id, label(of: record), "undo_changed_since")) }
        }
        try remove(leaving, in: writer)
    }

    private mutating func remove(_ leaving: [(id: Int64, record: JSONObject)], in writer: any Writer) throws {
        guard !leaving.isEmpty else { return }
        let outcomes = try removeRecords(leaving.map { .object(key(of: $0.record)) }, of: kind, kind.removal, by: actor, at: now, in: writer)
        for ((id, record), outcome) in zip(leaving, outcomes) {
            if outcome.status == .deleted { back += 1 } else { kept.append((id, label(of: record), "undo_refused")) }
        }
    }

    private func save(_ items: [JSON], in writer: any Writer) throws -> [RecordOutcome] {
        guard !items.isEmpty else { return [] }
        guard kind.name == PricingRecords.prices.name else { return try saveRecords(items, of: kind, by: actor, from: origin, at: now, in: writer) }
        return try savePrices(items.map { PriceListRow($0, of: kind) }, of: kind, by: actor, from: origin, at: now, in: writer)
    }

    /// The fields that the import changed.
    private func fields(of change: RecordTrace.Change) -> [String] {
        change.after.entries.map(\.key) + change.before.entries.map(\.key).filter { change.after[$0] == nil }
    }

    private func value(_ field: String, in record: JSONObject) -> JSON? {
        field.hasPrefix(RecordSheet.parameterFields) ? record["parameters"]?[String(field.dropFirst(RecordSheet.parameterFields.count))] : record[field]
    }

    private func key(of record: JSONObject) -> JSONObject { JSONObject(kind.key.compactMap { name in record[name].flatMap { $0 == .null ? nil : (name, $0) } }) }

    private func label(of record: JSONObject) -> String { record["article"]?.string ?? kind.key.prefix(2).compactMap { record[$0]?.string }.joined(separator: "/") }

    /// The item that puts these fields of a record back. A figure put back is a figure of now.
    private func item(_ fields: [String], to before: JSONObject, of record: JSONObject) -> JSON {
        var item = key(of: record)
        var parameters: JSONObject?
        for field in fields where field != kind.moment && !kind.key.contains(field) {
            guard field.hasPrefix(RecordSheet.parameterFields) else { item[field] = before[field] ?? .null; continue }
            var all = parameters ?? record["parameters"]?.object ?? [:]
            all[String(field.dropFirst(RecordSheet.parameterFields.count))] = before[field]
            parameters = all
        }
        if let parameters { item["parameters"] = .object(parameters) }
        // Nothing else brings a product back that has been withdrawn since.
        if record["withdrawn"] == true, item["withdrawn"] == nil { item["withdrawn"] = true }
        return .object(item)
    }
}

extension Writer {
    fileprivate func contractsWithRules(_ ids: [Int64]) throws -> Set<Int64> {
        Set(try rows("SELECT DISTINCT contract_id FROM credit_rules WHERE contract_id \(in: ids)").map { try $0.get("contract_id", as: Int64.self) })
    }

    /// People who came with the import stay, which is told as one thing.
    fileprivate func tellOfPeople(ofRun run: Int64) throws {
        guard let row = try row("SELECT i.source, i.report FROM import_runs AS r JOIN imports AS i ON i.id = r.import_id WHERE r.id = \(run)") else { return }
        let report = try? JSON(parsing: Array(try row.get("report", as: String.self).utf8))
        let name = CustomerRecords.people.name
        guard report?["kinds"]?.array?.contains(where: { $0["kind"]?.string == name }) ?? false else { return }
        try keepRecords([(0, try row.get("source"), "undo_people")], ofRun: run, CustomerRecords.people)
    }

    fileprivate func keepRecords(_ records: [(id: Int64, label: String, reason: String)], ofRun run: Int64, _ kind: RecordKind) throws {
        var table = ValueTable([("run_id", .integer), ("kind", .text), ("record_id", .integer), ("label", .text), ("reason", .text)])
        var seen: Set<Int64> = []
        for one in records where seen.insert(one.id).inserted { table.append([.integer(run), .text(kind.name), .integer(one.id), .text(one.label), .text(one.reason)]) }
        _ = try insert(into: "import_kept", table, then: "ON CONFLICT (run_id, kind, record_id) DO NOTHING")
    }
}
