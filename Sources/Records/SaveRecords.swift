package import Database
package import Journal
package import Kernel

/// Upserts items of one kind in the caller's transaction: an outcome per item, in their order.
///
/// What an item leaves out stays as it is, `null` clears. A wrong item is refused and harms no neighbour; the same item twice changes nothing; of two
/// items with one key the later continues on the earlier. Costs a constant number of statements per call, whatever the number of items.
/// - Parameters:
///   - origin: the file that the items stand in, for those who look for where a value came from.
///   - note: is told once what has been written, where anything has: whoever may put it back keeps it in the same transaction. Costs nothing where nobody asks.
package func saveRecords(
    _ items: [JSON], of kind: RecordKind, by actor: Actor, from origin: String? = nil, at now: Instant, in writer: any Writer,
    noting note: ((RecordTrace, any Writer) throws -> Void)? = nil
) throws -> [RecordOutcome] {
    try writer.lockRecords(of: kind)
    let claimed = try kind.claim(items, writer)
    let (merging, keys, outcomes, _) = try merge(items, of: kind, claimed: claimed, at: now, locked: true, in: writer)
    try writer.giveBack(claimed.filter { merging.stored[[.text($0.key)]] == nil }.map(\.value).sorted(), of: kind)
    let written = try write(merging, RecordChange(actor: actor, origin: origin, at: now), in: writer)
    if let note, !written.isEmpty {
        let labels = Dictionary(zip(keys, outcomes).lazy.compactMap { key, outcome in key.flatMap { key in outcome.label.map { (key, $0) } } }) { first, _ in first }
        try note(try RecordTrace(of: written.map { (merging.record(before: $0.key), $0.record, labels[$0.key] ?? "") }, kind, in: writer), writer)
    }
    return outcomes
}

/// What `saveRecords` would answer now; changes nothing and keeps nobody waiting.
package func rehearseRecords(_ items: [JSON], of kind: RecordKind, at now: Instant, in reader: any Reader) throws -> [RecordOutcome] {
    try merge(items, of: kind, at: now, locked: false, in: reader).outcomes
}

/// What would become of one item, with its record as it stands and as it would stand, in the fields of its kind as `listRecords` writes them.
package struct RecordPreview: Sendable {
    package let outcome: RecordOutcome
    /// Nil for a new record, and where the item cannot be read.
    package let before: JSONObject?
    /// Nil for a refused item.
    package let after: JSONObject?

    package init(outcome: RecordOutcome, before: JSONObject?, after: JSONObject?) { (self.outcome, self.before, self.after) = (outcome, before, after) }
}

/// What `saveRecords` would say of these items, without writing or locking anything.
package func examineRecords(_ items: [JSON], of kind: RecordKind, at now: Instant, in reader: any Reader) throws -> [RecordPreview] {
    let (merging, keys, outcomes, merged) = try merge(items, of: kind, at: now, locked: false, in: reader)
    let before = keys.map { $0.flatMap { merging.record(before: $0) } }
    let after = zip(merged, outcomes).map { record, outcome in outcome.status == .refused ? nil : record }
    let images = try kind.objects(of: before.compactMap(\.self) + after.compactMap(\.self), in: reader)
    var (place, next) = (0, before.lazy.filter { $0 != nil }.count)
    return outcomes.indices.map { index in
        var preview: (before: JSONObject?, after: JSONObject?)
        if before[index] != nil { (preview.before, place) = (images[place], place + 1) }
        if after[index] != nil { (preview.after, next) = (images[next], next + 1) }
        return RecordPreview(outcome: outcomes[index], before: preview.before, after: preview.after)
    }
}

/// - Parameters:
///   - claimed: rows that were nobody's until now, by their new external ids: each is there as long as an item for it is taken.
///   - locked: for writing: the rows are kept, and what each item has made of its record is not.
/// - Returns: the records as merged, the items' keys and outcomes, and each record as it is after its item.
private func merge(
    _ items: [JSON], of kind: RecordKind, claimed: [String: Int64] = [:], at now: Instant, locked: Bool, in reader: any Reader
) throws -> (merging: Merging, keys: [[SQLValue]?], outcomes: [RecordOutcome], after: [StoredRecord?]) {
    var drafts = items.map { kind.draft(from: $0) }
    let owners = try resolveReferences(in: &drafts, of: kind, claimed: claimed, reader: reader)
    try findJoined(&drafts, of: kind, in: reader)
    let keys = drafts.map { $0.problems.isEmpty ? kind.keyValues(of: $0) : nil }
    var merging = Merging(
        kind: kind, owners: owners, claimed: Set(claimed.keys.map { [.text($0)] }),
        stored: try reader.storedRecords(of: kind, keys: Array(Set(keys.compactMap { $0 })), locked ? .forNoKeyUpdate : nil),
        holders: try reader.holders(of: kind, drafts: drafts),
        parents: try reader.steps(named: kind.acyclic.flatMap { kind.position(of: $0) }, in: drafts, of: kind), now: now)
    for index in drafts.indices { if let key = keys[index] { drafts[index].isNew = merging.stored[key] == nil } }
    try kind.complete(&drafts, reader)
    var outcomes: [RecordOutcome] = []
    var after: [StoredRecord?] = []
    for (draft, key) in zip(drafts, keys) {
        outcomes.append(merging.merge(draft, key: key))
        if !locked { after.append(key.flatMap { merging.stored[$0] }) }
    }
    merging.giveUpBrokenReferences(drafts, keys, &outcomes)
    return (merging, keys, outcomes, after)
}

/// A record in memory: what the database has, with what the items change.
struct StoredRecord {
    var id: Int64?
    /// By field position; lists hold NULL here.
    var values: [SQLValue]
    var lists: [Int: [SQLValue]] = [:]
    /// References to records of the same batch, resolved after they are written.
    var deferred: [Int: String] = [:]
    var isDirty = false
    var dirtyLists: Set<Int> = []
}

/// Merges drafts one after another into the stored records.
private struct Merging {
    let kind: RecordKind
    /// For tables whose rows belong to a client: the client of each row that was referred to.
    let owners: [String: [Int64: Int64]]
    /// Keys of records that are there by the items of this very batch alone.
    private let claimed: Set<[SQLValue]>
    var stored: [[SQLValue]: StoredRecord]
    /// Who holds a value that must be unique: by field position and value, the record's key.
    var holders: [Int: [SQLValue: [SQLValue]]]
    /// For trees: the parent of each record by external id.
    private var parents: [String: String]
    let now: Instant
    /// Keys of records to be written, in the order of their items.
    var order: [[SQLValue]] = []
    private var touched: Set<[SQLValue]> = []
    /// What the touched records were before, nil for new ones.
    private var originals: [[SQLValue]: StoredRecord?] = [:]

    init(
        kind: RecordKind, owners: [String: [Int64: Int64]], claimed: Set<[SQLValue]>, stored: [[SQLValue]: StoredRecord], holders: [Int: [SQLValue: [SQLValue]]],
        parents: [String: String], now: Instant
    ) {
        self.kind = kind
        self.owners = owners
        self.claimed = claimed
        self.stored = stored
        self.holders = holders
        self.parents = parents
        self.now = now
    }

    /// The record as the database has it.
    func record(before key: [SQLValue]) -> StoredRecord? {
        if let original = originals[key] { return original }
        return stored[key]
    }

    mutating func merge(_ draft: RecordDraft, key: [SQLValue]?) -> RecordOutcome {
        guard draft.problems.isEmpty, let key else { return RecordOutcome(label: draft.label, status: .refused, problems: draft.problems) }
        if draft.isJoined { return RecordOutcome(label: draft.label, status: .unchanged, problems: []) }
        let isNew = stored[key] == nil
        let before = stored[key] ?? StoredRecord(id: nil, values: kind.fields.map(\.fallback))
        if let moment = kind.moment, !isNew, isOlder(draft, than: before, moment) { return RecordOutcome(label: draft.label, status: .unchanged, problems: []) }
        var after = before
        for (position, cell) in draft.cells {
            switch cell {
            case .value(let value):
                if value != after.values[position] { after.values[position] = value; after.isDirty = true }
            case .list(let list):
                if list != after.lists[position] ?? [] { after.lists[position] = list; after.dirtyLists.insert(position); after.isDirty = true }
            case .pending(let externalID):
                after.deferred[position] = externalID
                after.isDirty = true
            case .pendingList: break
            }
        }
        if isNew || after.values != before.values || after.deferred != before.deferred { stampMoment(draft, &after) }
        let problems = check(after, isNew: isNew, draft: draft, key: key) + cycle(draft)
        guard problems.isEmpty else { return RecordOutcome(label: draft.label, status: .refused, problems: problems) }
        let changed = isNew || after.values != before.values || after.lists != before.lists || after.deferred != before.deferred
        for position in holders.keys { holders[position]?[after.values[position]] = key }
        if changed, touched.insert(key).inserted {
            order.append(key)
            originals[key] = .some(isNew ? nil : before)
        }
        stored[key] = after
        return RecordOutcome(label: draft.label, status: isNew ? .created : changed ? .updated : .unchanged, problems: draft.notices)
    }

    /// Takes back records that refer to one of their own batch which was refused, or which another client owns; and so on, until nothing hangs loose.
    mutating func giveUpBrokenReferences(_ drafts: [RecordDraft], _ keys: [[SQLValue]?], _ outcomes: inout [RecordOutcome]) {
        let taken = Set(keys.indices.compactMap { outcomes[$0].status == .refused ? nil : keys[$0] })
        for key in claimed where !taken.contains(key) { stored[key] = nil }
        var isSettled = false
        while !isSettled {
            isSettled = true
            for key in order {
                guard let record = stored[key], let (position, problem) = brokenReference(of: record) else { continue }
                isSettled = false
                stored[key] = claimed.contains(key) ? nil : originals[key] ?? nil
                order.removeAll { $0 == key }
                for index in keys.indices where keys[index] == key && outcomes[index].status != .refused {
                    let isCulprit = drafts[index].named[position] != nil
                    outcomes[index] = RecordOutcome(label: drafts[index].label, status: .refused, problems: isCulprit ? [problem] : [Refusal.Problem("", .validation, "neighbour_refused")])
                }
            }
        }
    }

    private func brokenReference(of record: StoredRecord) -> (position: Int, problem: Refusal.Problem)? {
        for (position, name) in record.deferred {
            let field = kind.fields[position]
            guard let target = stored[[.text(name)]] else { return (position, unknownReference(field.name, name)) }
            if case .reference(_, let within?) = field.form, let side = kind.position(of: within), target.values[side] != record.values[side] {
                return (position, Refusal.Problem("/\(field.name)", .validation, "belongs_to_other_client"))
            }
        }
        return nil
    }

    /// A record that would come after itself: below itself in a tree, in the place of itself as a successor.
    private mutating func cycle(_ draft: RecordDraft) -> [Refusal.Problem] {
        guard let name = kind.acyclic, let position = kind.position(of: name), draft.cells[position] != nil, let label = draft.label else { return [] }
        var step = draft.named[position]
        var seen: Set<String> = []
        while let parent = step, seen.insert(parent).inserted {
            if parent == label {
                return [Refusal.Problem("/\(name)", .validation, name == "parent" ? "below_itself" : "follows_itself", ["value": .text(label)])]
            }
            step = parents[parent]
        }
        parents[label] = draft.named[position]
        return []
    }

    private func isOlder(_ draft: RecordDraft, than record: StoredRecord, _ field: String) -> Bool {
        guard let stated = draft.number(field), let position = kind.position(of: field), case .integer(let known) = record.values[position] else { return false }
        return stated < known
    }

    /// A figure told without its moment is as of now, or of no known moment.
    private func stampMoment(_ draft: RecordDraft, _ record: inout StoredRecord) {
        guard let moment = kind.moment, !draft.states(moment), let position = kind.position(of: moment) else { return }
        record.values[position] = kind.isMomentNow ? .integer(now.milliseconds) : .null
    }

    private func check(_ record: StoredRecord, isNew: Bool, draft: RecordDraft, key: [SQLValue]) -> [Refusal.Problem] {
        var problems: [Refusal.Problem] = []
        for (position, field) in kind.fields.enumerated() {
            if field.isFixed, !isNew, let known = stored[key]?.values[position], record.values[position] != known {
                problems.append(Refusal.Problem("/\(field.name)", .validation, "cannot_change"))
            }
            if field.required, record.values[position] == .null, record.deferred[position] == nil {
                problems.append(Refusal.Problem("/\(field.name)", .validation, "field_required"))
            }
            if case .reference(let table, let within?) = field.form, case .integer(let target) = record.values[position], draft.states(field.name),
                let owner = owners[table]?[target], let side = kind.position(of: within), record.values[side] != .integer(owner)
            {
                problems.append(Refusal.Problem("/\(field.name)", .validation, "belongs_to_other_client"))
            }
            if let holder = holders[position]?[record.values[position]], holder != key, record.values[position] != .null {
                var arguments: [String: Refusal.Argument] = [:]
                if case .text(let text) = record.values[position] { arguments["value"] = .text(text) }
                problems.append(Refusal.Problem("/\(field.name)", .validation, "already_taken", arguments))
            }
        }
        return problems + kind.check(RecordView(kind: kind, values: record.values))
    }
}

extension RecordKind {
    /// The values that identify a draft's record; nil when one of them is missing.
    func keyValues(of draft: RecordDraft) -> [SQLValue]? {
        var values: [SQLValue] = []
        for name in key {
            guard let position = position(of: name) else { return nil }
            switch draft.cells[position] {
            case .value(let value): values.append(value)
            case nil: values.append(fields[position].fallback)
            default: return nil
            }
        }
        return values
    }
}

/// - Returns: what has been written, as it stands now.
private func write(_ merging: Merging, _ change: RecordChange, in writer: any Writer) throws -> [(key: [SQLValue], record: StoredRecord)] {
    let (kind, now) = (merging.kind, change.at)
    var records = merging.order.compactMap { key in merging.stored[key].map { (key, $0) } }
    guard !records.isEmpty else { return [] }
    let created = try writer.insertRecords(of: kind, records.filter { $0.1.id == nil }.map(\.1), at: now)
    for index in records.indices where records[index].1.id == nil { records[index].1.id = created[records[index].0] }
    try resolveDeferred(&records, created: created, of: kind, in: writer)
    let fresh = Set(created.values)
    let existing = records.map(\.1).filter { record in record.id.map { !fresh.contains($0) } ?? false || !record.deferred.isEmpty }
    let replaced = existing.compactMap { record in record.isDirty ? record.id.map { ($0, RecordView(kind: kind, values: record.values)) } : nil }
    if !replaced.isEmpty { try kind.replacing(replaced, change, writer) }
    try writer.updateRecords(of: kind, existing, at: now)
    for (position, field) in kind.fields.enumerated() {
        let changed = records.map(\.1).filter { $0.dirtyLists.contains(position) }
        try writer.replaceList(of: field, lists: changed.compactMap { record in record.id.map { ($0, record.lists[position] ?? []) } })
    }
    let numbers = records.compactMap(\.1.id).sorted()
    try kind.saved(numbers, writer, change)
    try writer.record(change.entry("saved", records.map(\.1), of: kind), at: now)
    return records.map { (key: $0.0, record: $0.1) }
}

extension RecordChange {
    /// What the journal says of these records.
    func entry(_ action: String, _ records: [StoredRecord], of kind: RecordKind) -> JournalEntry {
        func named(_ column: String) -> [Int64]? {
            guard let position = kind.fields.firstIndex(where: { $0.column == column }) else { return nil }
            return Set(records.compactMap { if case .integer(let number) = $0.values[position] { number } else { nil } }).sorted()
        }
        let ids = named(kind.subject.column) ?? records.compactMap(\.id).sorted()
        return JournalEntry(kind.subject.kind, action, ids: ids, by: actor, details(within: kind.within.flatMap(named)))
    }
}

/// References within the batch, now that every row has its number.
private func resolveDeferred(_ records: inout [([SQLValue], StoredRecord)], created: [[SQLValue]: Int64], of kind: RecordKind, in reader: any Reader) throws {
    let names = Set(records.flatMap { $0.1.deferred.values })
    guard !names.isEmpty else { return }
    let (numbers, _) = try reader.numbers(in: kind.table, externalIDs: Array(names), owned: false)
    for index in records.indices {
        for (position, name) in records[index].1.deferred {
            records[index].1.values[position] = numbers[name].map { .integer($0) } ?? .null
        }
    }
}
