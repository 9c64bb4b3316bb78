package import Database
package import Journal
package import Kernel

/// How records of a kind leave.
package enum RecordRemoval: Sendable {
    /// What goes along with a record: rows of a table that refer to it by a column. In this order, each before what it refers to.
    package typealias Part = (table: String, column: String)

    /// The row goes with its parts; whatever else refers to it keeps it. `before` gets the numbers and returns what follows when they are gone.
    case deletes(with: [Part] = [], before: @Sendable ([Int64], RecordChange, any Writer) throws -> (any Writer) throws -> Void = { _, _, _ in { _ in } })
    /// The row stays for what refers to it and takes these fields; an item without them lifts that.
    case withdraws(JSONObject)
    /// Such records stay for good: the reason says what to do instead.
    case never(String)
}

/// Takes records away in the caller's transaction: an outcome per item, in their order.
///
/// An item states the key of its kind and nothing else; a text is an external id. What is not there is `unchanged`, also when it comes a second time. What something refers to is
/// `refused` with the names of what does (`still_referred_to`), unless all of that leaves with it. Costs a constant number of statements per call.
package func removeRecords(
    _ items: [JSON], of kind: RecordKind, _ removal: RecordRemoval, by actor: Actor, at now: Instant, in writer: any Writer
) throws -> [RecordOutcome] {
    try writer.lockRecords(of: kind)
    let items = items.map { $0.string != nil && kind.key == ["external_id"] ? ["external_id": $0] : $0 }
    var (drafts, keys) = try keyDrafts(items, of: kind, in: writer)
    let stored = try writer.storedRecords(of: kind, keys: Array(Set(keys.compactMap(\.self))), .forUpdate)
    for index in drafts.indices { if let key = keys[index] { drafts[index].isNew = stored[key] == nil } }
    if case .never(let reason) = removal {
        for index in drafts.indices where !drafts[index].isNew { drafts[index].problems.append(Refusal.Problem("", .validation, reason)) }
    } else {
        try refuseForeign(&drafts, of: kind, in: writer)
    }
    var found: [Int: StoredRecord] = [:]
    var seen: Set<[SQLValue]> = []
    for index in drafts.indices where drafts[index].problems.isEmpty { if let key = keys[index], let record = stored[key], seen.insert(key).inserted { found[index] = record } }
    var gone: Set<Int64> = []
    let change = RecordChange(actor: actor, origin: nil, at: now)
    switch removal {
    case .never: break
    case .withdraws(let mark):
        let places = found.keys.sorted()
        let marked = places.map { place in JSON.object(JSONObject((items[place].object?.entries ?? []).map { ($0.key, $0.value) } + mark.entries.map { ($0.key, $0.value) })) }
        for (place, outcome) in zip(places, try saveRecords(marked, of: kind, by: actor, at: now, in: writer)) {
            if outcome.status == .updated { gone.formUnion([found[place]?.id].compactMap(\.self)) }
            drafts[place].problems += outcome.problems
        }
    case .deletes(let parts, let before):
        let holders = try writer.holders(of: Set(found.values.compactMap(\.id)), kind, except: parts)
        for (index, record) in found { if let names = record.id.flatMap({ holders[$0] }) { drafts[index].problems.append(stillReferredTo(names)) } }
        let leaving = found.filter { drafts[$0.key].problems.isEmpty }.values.sorted { ($0.id ?? 0) < ($1.id ?? 0) }
        gone = Set(leaving.compactMap(\.id))
        if !gone.isEmpty {
            let after = try before(gone.sorted(), change, writer)
            try writer.deleteRecords(gone.sorted(), of: kind, parts)
            try after(writer)
            try writer.record(change.entry("removed", leaving, of: kind), at: now)
        }
    }
    return drafts.indices.map { index in
        let isGone = found[index]?.id.map(gone.contains) ?? false
        let status: RecordOutcome.Status = !drafts[index].problems.isEmpty ? .refused : isGone ? .deleted : .unchanged
        return RecordOutcome(label: drafts[index].label, status: status, problems: drafts[index].problems)
    }
}

/// Items of which nothing but the key is read.
private func keyDrafts(_ items: [JSON], of kind: RecordKind, in reader: any Reader) throws -> (drafts: [RecordDraft], keys: [[SQLValue]?]) {
    var drafts = items.map { item -> RecordDraft in
        var draft = kind.draft(from: item)
        for (name, _) in item.object?.entries ?? [] where kind.takes(name) && !kind.key.contains(name) {
            draft.problems.append(Refusal.Problem("/\(name)", .unknownField, "only_key_fields", ["allowed": .text(kind.key.joined(separator: ", "))]))
        }
        return draft
    }
    _ = try resolveReferences(in: &drafts, of: kind, reader: reader)
    return (drafts, drafts.map { $0.problems.isEmpty ? kind.keyValues(of: $0) : nil })
}

/// What the kind says about changes of records that are there, such as those which the portal owns.
private func refuseForeign(_ drafts: inout [RecordDraft], of kind: RecordKind, in reader: any Reader) throws {
    let places = drafts.indices.filter { !drafts[$0].isNew && drafts[$0].problems.isEmpty }
    guard !places.isEmpty else { return }
    var known = places.map { drafts[$0] }
    try kind.complete(&known, reader)
    for (place, draft) in zip(places, known) { drafts[place].problems += draft.problems }
}

private func stillReferredTo(_ tables: [String]) -> Refusal.Problem {
    Refusal.Problem("", .validation, "still_referred_to", ["holders": .terms(tables.map { "record_holder.\($0)" })])
}

// Table and column names come from the schema and from `RecordKind` values of the source.
extension Writer {
    /// Which of these records something refers to that neither leaves with them nor is a part of them: by number, the tables it stands in.
    fileprivate func holders(of ids: Set<Int64>, _ kind: RecordKind, except parts: [RecordRemoval.Part]) throws -> [Int64: [String]] {
        guard !ids.isEmpty else { return [:] }
        var holders: [Int64: [String]] = [:]
        var below: [(child: Int64, parent: Int64)] = []
        for (table, column) in try references(to: kind.table) where !parts.contains(where: { $0.table == table && $0.column == column }) {
            if table == kind.table {
                let select = SQL(stringLiteral: "SELECT id, \(column) AS held FROM \(table) WHERE \(column) ") + "\(in: ids.sorted()) ORDER BY id"
                below += try rows(select).map { (try $0.get("id"), try $0.get("held")) }
                continue
            }
            let select = SQL(stringLiteral: "SELECT DISTINCT \(column) AS held FROM \(table) WHERE \(column) ") + "\(in: ids.sorted())"
            for row in try rows(select) { holders[try row.get("held"), default: []].append(table) }
        }
        // Who stays keeps what it stands under.
        var isSettled = false
        while !isSettled {
            isSettled = true
            for (child, parent) in below where (!ids.contains(child) || holders[child] != nil) && !(holders[parent]?.contains(kind.table) ?? false) {
                holders[parent, default: []].append(kind.table)
                isSettled = false
            }
        }
        return holders.mapValues { Array(Set($0)).sorted() }
    }

    fileprivate func deleteRecords(_ ids: [Int64], of kind: RecordKind, _ parts: [RecordRemoval.Part]) throws {
        for (table, column) in parts { try run(SQL(stringLiteral: "DELETE FROM \(table) WHERE \(column) ") + "\(in: ids)") }
        try run(SQL(stringLiteral: "DELETE FROM \(kind.table) WHERE id ") + "\(in: ids)")
    }
}
