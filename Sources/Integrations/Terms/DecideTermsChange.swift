package import Customers
package import Database
import Journal
package import Kernel
import Records

/// Approves a change of terms and carries it out at once, or refuses it with a reason.
///
/// For people of the distributor's who manage prices; never for whoever proposed it, and once. Carried out by the code that keeps the ERP's records, all
/// or nothing, in this transaction: up to a hundred thousand prices, within seconds.
/// - Throws: `own_terms`, `terms_are_decided`, `terms_are_stale` with the records changed since it was proposed, `fields` with what has become wrong.
package func decideTermsChange(
    _ number: String, approve: Bool, reason: String = "", by viewer: Viewer, at now: Instant, in writer: any Writer
) throws {
    try viewer.demandTermsKeeper()
    let change = try writer.heldTermsChange(number, for: viewer)
    guard change.proposedBy != viewer.actor.text else { throw Refusal(.forbidden, "own_terms") }
    let note = approve ? try optionalTermsText(reason, "reason", limit: 1000) : try requiredTermsText(reason, "reason", limit: 1000)
    try writer.settle(change, approve ? .approved : .refused, note: note, by: viewer, at: now)
    if approve { try writer.carryOut(change, by: viewer, at: now) }
}

/// What would be if a change that waits were approved: everything is done in a transaction that is then taken back.
///
/// - Parameters:
///   - wanted: only items that concern these products, for prices; nil for all.
///   - body: looks at the database as it would be, with the numbers of what changed by the journal's kinds.
/// - Returns: nil for a change that cannot be carried out any more, or that holds more than a thousand records to be looked at.
package func assumingApproved<T: Sendable>(
    _ number: String, products wanted: Set<String>? = nil, for viewer: Viewer, at now: Instant, in database: any Database,
    _ body: @escaping @Sendable ([String: Set<Int64>], any Reader) throws -> T
) async throws -> T? {
    do {
        try await database.write { writer -> Void in
            guard let change = try writer.termsChanges("t.id = \(TermsNumber.id(number) ?? 0) AND t.status = 'waiting'", for: viewer, limit: 1).first else { throw Refusal.notFound }
            guard wanted != nil || change.itemCount <= termsChunk else { throw TakenBack<T>(value: nil) }
            let before = try writer.row("SELECT COALESCE(MAX(id), 0) AS n FROM journal")?.get("n", as: Int64.self) ?? 0
            do { try writer.carryOut(change, products: wanted, by: viewer, at: now) } catch let refusal as Refusal where refusal.reason != "not_found" { throw TakenBack<T>(value: nil) }
            var ids: [String: Set<Int64>] = [:]
            for row in try writer.rows("SELECT kind, ids FROM journal WHERE id > \(before) AND actor = \(viewer.actor.text) ORDER BY id LIMIT 10000") {
                let numbers = try JSON(parsing: Array(row.get("ids", as: String.self).utf8)).array ?? []
                ids[try row.get("kind"), default: []].formUnion(numbers.compactMap(\.int))
            }
            throw TakenBack(value: try body(ids, writer))
        }
        return nil
    } catch let end as TakenBack<T> { return end.value }
}

/// Ends a transaction that was only to be looked at.
private struct TakenBack<T: Sendable>: Error { let value: T? }

extension Writer {
    /// Keeps the row of a change that waits. What concerns a client that the viewer does not see is not found.
    func heldTermsChange(_ number: String, for viewer: Viewer) throws -> TermsChange {
        let id = TermsNumber.id(number) ?? 0
        _ = try rows("SELECT id FROM term_changes WHERE id = \(id) \(.forNoKeyUpdate)")
        guard let change = try termsChanges("t.id = \(id)", for: viewer, limit: 1).first else { throw Refusal.notFound }
        guard change.status == .waiting else { throw Refusal(.validation, "terms_are_decided") }
        return change
    }

    /// Writes a decision down, once: the statement carries its own condition.
    func settle(_ change: TermsChange, _ status: TermsStatus, note: String?, by viewer: Viewer, at now: Instant) throws {
        let hand: SQL = status == .withdrawn ? "proposed_by = \(viewer.actor.text)" : "proposed_by <> \(viewer.actor.text)"
        guard try run("""
            UPDATE term_changes SET status = \(status.rawValue), decided_by = \(viewer.actor.text), decided_by_name = \(viewer.name), decided_at = \(now), note = \(note)
            WHERE id = \(change.id) AND status = 'waiting' AND \(hand)
            """) == 1
        else { throw Refusal(.validation, "terms_are_decided") }
        let client: ID<Client>? = try row("SELECT client_id FROM term_changes WHERE id = \(change.id)")?.find("client_id")
        try record(
            JournalEntry("term-changes", status.rawValue, ids: [change.id], client: client, by: viewer.actor, [
                "number": .string(change.number), "about": .string(change.kind.rawValue), "title": .string(change.title), "proposed_by": .string(change.proposedByName),
                "proposer": .string(change.proposedBy), "note": .text(note),
            ]), at: now)
    }

    /// Saves the items of a change, unless a record of them has been changed since it was proposed.
    fileprivate func carryOut(_ change: TermsChange, products wanted: Set<String>? = nil, by viewer: Viewer, at now: Instant) throws {
        let kind = change.kind.record
        // Nobody else brings records of the kind between the comparison and the writing.
        try lockRecords(of: kind)
        var part = Int64(-1)
        while let (next, items) = try termsItems(of: change.id, after: part) {
            part = next
            let chosen = items.filter { item in wanted.map { $0.contains(item.item["product"]?.string ?? "") } ?? true }
            guard !chosen.isEmpty else { continue }
            let stale = try staleItems(chosen, kind, at: now)
            if !stale.isEmpty {
                let names = stale.sorted().prefix(5).map { chosen[$0].label(kind) }.joined(separator: ", ")
                throw Refusal(.staleRevision, "terms_are_stale", ["records": .text(names + (stale.count > 5 ? ", …" : ""))])
            }
            let outcomes = try saveRecords(chosen.map { .object($0.item) }, of: kind, by: viewer.actor, at: now, in: self)
            let problems = outcomes.filter { $0.status == .refused }.flatMap(\.problems)
            if !problems.isEmpty { throw Refusal(.validation, "fields", problems: Array(problems.prefix(100))) }
        }
    }
}

extension Reader {
    /// Places of items whose records are no longer what they were when the change was proposed.
    func staleItems(_ items: [TermsItem], _ kind: RecordKind, at now: Instant) throws -> Set<Int> {
        let previews = try examineRecords(items.map { .object($0.item) }, of: kind, at: now, in: self)
        return Set(zip(items, previews).enumerated().filter { $1.0.before != $1.1.before?.without(kind.key) && $1.1.outcome.status != .refused }.map(\.offset))
    }
}

extension TermsItem {
    fileprivate func label(_ kind: RecordKind) -> String {
        kind.key.filter { $0 != "price_list" }.compactMap { item[$0]?.string }.joined(separator: "/")
    }
}
