import Catalog
package import Customers
package import Database
import Journal
package import Kernel
import Records

/// What became of a request to merge.
package enum MergeOutcome: Sendable, Equatable {
    case merged(leaving: ID<Client>, staying: ID<Client>)
    /// Terms would change: another person has to confirm.
    case proposed
    /// It had been done before; nothing has changed.
    case alreadyMerged
}

/// Lets one client stand for two that are the same company: everything of the leaving one goes over to the staying one, by whose page its own leads from then
/// on, and whose record is found by its external id. Where terms of contracts would change, the merge waits for another person (`confirmMerge`).
///
/// One transaction; a second press changes nothing. Refuses a client with itself, and one about which somebody still has to decide.
package func mergeClients(_ leaving: String, into staying: String, for viewer: Viewer, at now: Instant, in writer: any Writer) throws -> MergeOutcome {
    try viewer.demandMerging()
    try writer.lockForMerging()
    if try merged(staying, leaving, for: viewer, in: writer) != nil { return .alreadyMerged }
    let (kept, gone) = try writer.sidesOfMerge(staying, leaving, for: viewer)
    let plan = try writer.soundPlan(gone, into: kept)
    guard plan.needsSecond else {
        try writer.carryOut(plan, gone, into: kept, proposal: nil, by: viewer, at: now)
        return .merged(leaving: gone.id, staying: kept.id)
    }
    guard try writer.waitingMerges(of: gone.id, into: kept.id).isEmpty else { return .proposed }
    try writer.run("""
        INSERT INTO client_merges (staying_id, leaving_id, leaving_external_id, leaving_name, needs_second, status, proposed_by, proposed_by_name, proposed_at)
        VALUES (\(kept.id), \(gone.id), \(gone.externalID), \(gone.name), 1, 'waiting', \(viewer.actor.text), \(viewer.name), \(now))
        """)
    try writer.record(JournalEntry("clients", "merge_proposed", ids: [kept.id.rawValue, gone.id.rawValue], client: kept.id, by: viewer.actor, ["from": .string(gone.externalID)]), at: now)
    return .proposed
}

/// Carries out a merge that somebody else has proposed: for those who decide on terms.
package func confirmMerge(_ leaving: String, into staying: String, for viewer: Viewer, at now: Instant, in writer: any Writer) throws -> MergeOutcome {
    try viewer.demandMergeReader()
    try viewer.demand(.managePrices)
    try writer.lockForMerging()
    if try merged(staying, leaving, for: viewer, in: writer) != nil { return .alreadyMerged }
    let (kept, gone) = try writer.sidesOfMerge(staying, leaving, for: viewer)
    guard let waiting = try writer.waitingMerges(of: gone.id, into: kept.id).first else { throw Refusal(.validation, "merge_not_proposed") }
    guard waiting.proposedBy != viewer.actor.text else { throw Refusal(.validation, "merge_own_proposal") }
    try writer.carryOut(try writer.soundPlan(gone, into: kept), gone, into: kept, proposal: waiting.id, by: viewer, at: now)
    return .merged(leaving: gone.id, staying: kept.id)
}

/// Takes a proposal back, one's own or a colleague's: the clients stay two.
package func withdrawMerge(_ leaving: String, into staying: String, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demandMergeReader()
    let (kept, gone) = try writer.sidesOfMerge(staying, leaving, for: viewer)
    let withdrawn = try writer.run("""
        UPDATE client_merges SET status = 'withdrawn', decided_by = \(viewer.actor.text), decided_by_name = \(viewer.name), decided_at = \(now)
        WHERE staying_id = \(kept.id) AND leaving_id = \(gone.id) AND status = 'waiting'
        """)
    guard withdrawn > 0 else { throw Refusal(.validation, "merge_not_proposed") }
    try writer.record(JournalEntry("clients", "merge_withdrawn", ids: [kept.id.rawValue, gone.id.rawValue], client: kept.id, by: viewer.actor, ["from": .string(gone.externalID)]), at: now)
}

extension Writer {
    /// Records that name clients, and other merges, wait until this one has ended.
    fileprivate func lockForMerging() throws {
        for kind in recordKinds where kind.name == "clients" || kind.fields.contains(where: { if case .reference("clients", _) = $0.form { true } else { false } }) { try lockRecords(of: kind) }
    }

    fileprivate func soundPlan(_ leaving: ClientCard, into staying: ClientCard) throws -> MergePlan {
        // Whoever places an order or changes a contract of theirs has ended, or waits.
        _ = try rows("SELECT id FROM clients WHERE id \(in: [leaving.id, staying.id]) ORDER BY id \(.forUpdate)")
        _ = try rows("SELECT id FROM contracts WHERE client_id = \(leaving.id) ORDER BY id \(.forUpdate)")
        _ = try rows("SELECT id FROM orders WHERE client_id = \(leaving.id) ORDER BY id \(.forUpdate)")
        let plan = try mergePlan(leaving, into: staying)
        guard plan.obstacles.isEmpty else { throw Refusal(.validation, "merge_waits", problems: plan.obstacles) }
        return plan
    }

    fileprivate func carryOut(_ plan: MergePlan, _ leaving: ClientCard, into staying: ClientCard, proposal: Int64?, by viewer: Viewer, at now: Instant) throws {
        let contracts = try numbers("SELECT id FROM contracts WHERE client_id \(in: [leaving.id, staying.id]) ORDER BY id")
        let discounts = try numbers("SELECT id FROM discounts WHERE client_id \(in: [leaving.id, staying.id]) ORDER BY id")
        let moved = JSON.object(JSONObject(try movingCounts(of: leaving.id).map { ($0.kind, JSON.number(String($0.count))) }))
        // Other proposals about the leaving client lose their subject.
        try run("""
            UPDATE client_merges SET status = 'withdrawn', decided_by = \(viewer.actor.text), decided_by_name = \(viewer.name), decided_at = \(now)
            WHERE status = 'waiting' AND (leaving_id = \(leaving.id) OR staying_id = \(leaving.id)) AND id <> \(proposal ?? 0)
            """)
        try run("\(.deferReferences)")
        try join(plan.entities, at: now)
        try handOver(leaving.id, to: staying.id, named: leaving.name, RecordChange(actor: viewer.actor, origin: nil, at: now))
        try run("""
            UPDATE clients SET manager = COALESCE(manager, (SELECT g.manager FROM clients AS g WHERE g.id = \(leaving.id))), updated_at = \(now) WHERE id = \(staying.id)
            """)
        // One of the two is blocked: so is what they become.
        try run("""
            UPDATE clients SET (blocked_at, block_reason, blocked_by, blocked_by_name) =
                (SELECT g.blocked_at, g.block_reason, g.blocked_by, g.blocked_by_name FROM clients AS g WHERE g.id = \(leaving.id))
            WHERE id = \(staying.id) AND blocked_at IS NULL
            """)
        if plan.inheritsTerms {
            try run("""
                UPDATE clients SET segment_id = COALESCE(segment_id, (SELECT g.segment_id FROM clients AS g WHERE g.id = \(leaving.id))),
                    assortment_id = COALESCE(assortment_id, (SELECT g.assortment_id FROM clients AS g WHERE g.id = \(leaving.id)))
                WHERE id = \(staying.id)
                """)
        }
        try run("DELETE FROM clients WHERE id = \(leaving.id)")
        let alias = try keepBetterName(leaving.externalID, staying.externalID) { try run("UPDATE clients SET external_id = \($0) WHERE id = \(staying.id)") }
        try run("INSERT INTO client_aliases (external_id, client_id, former_id, at) VALUES (\(alias), \(staying.id), \(leaving.id.rawValue), \(now))")
        try keepMerge(moved, leaving, into: staying, proposal, by: viewer, at: now)
        let both = [staying.id.rawValue, leaving.id.rawValue]
        let details: JSON = ["from": .string(leaving.externalID), "name": .string(leaving.name), "moved": moved]
        try record(JournalEntry("clients", "merged", ids: both, client: staying.id, by: viewer.actor, details), at: now)
        // For those who follow the journal: what now belongs to another client is read again.
        try record(JournalEntry("client-articles", "merged", ids: both, client: staying.id, by: viewer.actor), at: now)
        if !contracts.isEmpty { try record(JournalEntry("contracts", "merged", ids: contracts, client: staying.id, by: viewer.actor), at: now) }
        if !discounts.isEmpty { try record(JournalEntry("discounts", "merged", ids: discounts, client: staying.id, by: viewer.actor), at: now) }
    }

    /// Keeps who merged what.
    private func keepMerge(_ moved: JSON, _ leaving: ClientCard, into staying: ClientCard, _ proposal: Int64?, by viewer: Viewer, at now: Instant) throws {
        if let proposal {
            try run("""
                UPDATE client_merges SET status = 'done', decided_by = \(viewer.actor.text), decided_by_name = \(viewer.name), decided_at = \(now), moved = \(moved.text) WHERE id = \(proposal)
                """)
        } else {
            try run("""
                INSERT INTO client_merges (staying_id, leaving_id, leaving_external_id, leaving_name, needs_second, status, proposed_by, proposed_by_name, proposed_at,
                    decided_by, decided_by_name, decided_at, moved)
                VALUES (\(staying.id), \(leaving.id), \(leaving.externalID), \(leaving.name), 0, 'done', \(viewer.actor.text), \(viewer.name), \(now),
                    \(viewer.actor.text), \(viewer.name), \(now), \(moved.text))
                """)
        }
    }

    private func numbers(_ sql: SQL) throws -> [Int64] { try rows(sql).map { try $0.get("id") } }
}
