package import Customers
package import Database
import Journal
package import Kernel

/// A request that a contract's rules, or the limit for one order, be overridden until a day: asked for by one person, decided by another.
package struct CreditOverride: Sendable {
    package enum Status: String, Sendable { case requested, approved, refused }

    package let id: Int64
    package let contract: ID<Contract>
    package let contractExternalID: String
    package let contractNumber: String
    package let client: ID<Client>
    package let clientExternalID: String
    package let clientName: String
    /// The order that it lets through whatever the limit; nil when it suspends the contract's rules.
    package let order: ID<Order>?
    package let reason: String
    package let until: Day
    package let requestedBy: String
    package let requestedByName: String
    package let requestedAt: Instant
    package let status: Status
    package let decidedByName: String?
    package let decidedAt: Instant?
}

/// Asks for an override of a contract's rules until a day, or (with an order) that this order be released over the limit. For who manages credit.
package func requestOverride(
    onContract externalID: String, order: ID<Order>? = nil, reason: String, until: Day, by viewer: Viewer, at now: Instant, in writer: any Writer
) throws -> Int64 {
    try viewer.demand(.manageCredit)
    let card = try contractCard(externalID, for: viewer, at: now, in: writer)
    let reason = try requiredReason(reason)
    try demandFuture(until, today: card.today)
    if let order {
        guard try writer.row("SELECT id FROM seller_orders WHERE order_id = \(order) AND contract_id = \(card.id) AND hold_reason = 'credit'") != nil else {
            throw Refusal(.validation, "order_not_on_hold")
        }
    }
    guard let id: Int64 = try writer.rows("""
        INSERT INTO credit_overrides (client_id, contract_id, order_id, reason, until_day, requested_by, requested_by_name, requested_at)
        VALUES (\(card.client), \(card.id), \(order), \(reason), \(until), \(viewer.actor.text), \(viewer.name), \(now)) RETURNING id
        """).first?.get("id")
    else { throw Refusal(.unavailable) }
    try writer.record(
        JournalEntry("credit", "override_requested", ids: [card.id.rawValue], client: card.client, by: viewer.actor, [
            "override": .number(String(id)), "contract": .string(card.externalID), "order": order.map { .number("\($0)") } ?? .null, "reason": .string(reason),
            "until": .string(until.description),
        ]), at: now)
    return id
}

/// Approves or refuses a request. Nobody decides on his own, and only people decide; one that has been decided or whose day is past is refused.
///
/// This is the decision alone: `approveOverride` in Ordering also releases the order.
package func decideOverride(_ id: Int64, approve: Bool, by viewer: Viewer, at now: Instant, in writer: any Writer) throws -> CreditOverride {
    try viewer.demand(.manageCredit)
    guard case .person = viewer.identity else { throw Refusal(.forbidden) }
    guard let before = try overrides("o.id = \(id) AND \(viewer.sees(client: "o.client_id"))", in: writer).first, let card = try writer.contractCards("c.id = \(before.contract)", at: now).first else {
        throw Refusal.notFound
    }
    guard before.requestedBy != viewer.actor.text else { throw Refusal(.forbidden, "own_override") }
    guard !approve || before.until >= card.today else { throw Refusal(.validation, "override_is_over", ["day": .day(before.until)]) }
    let status: CreditOverride.Status = approve ? .approved : .refused
    guard try writer.run("""
        UPDATE credit_overrides SET status = \(status.rawValue), decided_by = \(viewer.actor.text), decided_by_name = \(viewer.name), decided_at = \(now)
        WHERE id = \(id) AND status = 'requested' AND requested_by <> \(viewer.actor.text)
        """) == 1
    else { throw Refusal(.validation, "override_is_decided") }
    try writer.record(
        JournalEntry("credit", "override_\(status.rawValue)", ids: [before.contract.rawValue], client: before.client, by: viewer.actor, ["override": .number(String(id))]),
        at: now)
    try reviewCredit(of: [before.contract], by: viewer.actor, at: now, in: writer)
    guard let after = try overrides("o.id = \(id)", in: writer).first else { throw Refusal.notFound }
    return after
}

/// Requests that wait for a second person, the oldest first. For who manages credit.
package func waitingOverrides(for viewer: Viewer, after id: Int64 = 0, limit: Int = 50, in reader: any Reader) throws -> [CreditOverride] {
    try viewer.demand(.manageCredit)
    return try overrides("o.status = 'requested' AND o.id > \(id) AND \(viewer.sees(client: "o.client_id"))", limit: max(1, min(limit, 1000)), in: reader)
}

func overrides(_ filter: SQL, limit: Int = 100, in reader: any Reader) throws -> [CreditOverride] {
    try reader.rows("""
        SELECT o.id, o.contract_id, c.external_id, c.number, o.client_id, p.external_id AS client_external_id, p.name AS client_name, o.order_id, o.reason, o.until_day, o.requested_by,
            o.requested_by_name, o.requested_at, o.status, o.decided_by_name, o.decided_at
        FROM credit_overrides AS o JOIN contracts AS c ON c.id = o.contract_id JOIN clients AS p ON p.id = o.client_id
        WHERE \(filter) ORDER BY o.id LIMIT \(limit)
        """).map { row in
        CreditOverride(
            id: try row.get("id"), contract: try row.get("contract_id"), contractExternalID: try row.get("external_id"), contractNumber: try row.find("number") ?? "",
            client: try row.get("client_id"), clientExternalID: try row.get("client_external_id"), clientName: try row.get("client_name"), order: try row.find("order_id"), reason: try row.get("reason"),
            until: try row.get("until_day"), requestedBy: try row.get("requested_by"), requestedByName: try row.get("requested_by_name"),
            requestedAt: try row.get("requested_at"), status: CreditOverride.Status(rawValue: try row.get("status")) ?? .requested,
            decidedByName: try row.find("decided_by_name"), decidedAt: try row.find("decided_at"))
    }
}
