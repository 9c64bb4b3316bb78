package import Customers
package import Database
import Journal
package import Kernel
import Receivables

/// Blocks a client as a whole: nothing is ordered in its name from the next request on. What is ordered already stands; staff decide on each order. For staff
/// who manage clients.
/// - Throws: `not_found` for a client that the viewer does not look after; `reason_required`; `client_blocked_already`.
package func blockClient(_ externalID: String, reason: String, by viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let client = try writer.clientToBlock(externalID, viewer)
    let reason = try requiredReason(reason)
    let blocked = try writer.run("""
        UPDATE clients SET blocked_at = \(now), block_reason = \(reason), blocked_by = \(viewer.actor.text), blocked_by_name = \(viewer.name)
        WHERE id = \(client.id) AND blocked_at IS NULL
        """)
    guard blocked == 1 else { throw Refusal(.validation, "client_blocked_already") }
    try writer.record(JournalEntry("clients", "blocked", ids: [client.id.rawValue], client: client.id, by: viewer.actor, ["reason": .string(reason)]), at: now)
}

/// Lets a client order again. Held orders that fit its credit by now go on when they are next reviewed.
/// - Throws: `client_not_blocked` when somebody has lifted it before.
package func liftClientBlock(_ externalID: String, by viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let client = try writer.clientToBlock(externalID, viewer)
    let lifted = try writer.run("""
        UPDATE clients SET blocked_at = NULL, block_reason = NULL, blocked_by = NULL, blocked_by_name = NULL WHERE id = \(client.id) AND blocked_at IS NOT NULL
        """)
    guard lifted == 1 else { throw Refusal(.validation, "client_not_blocked") }
    try writer.record(JournalEntry("clients", "unblocked", ids: [client.id.rawValue], client: client.id, by: viewer.actor), at: now)
}

/// How many orders of a client have not ended; at most 10,000. For staff who see orders.
package func openOrders(of client: ID<Client>, for viewer: Viewer, in reader: any Reader) throws -> Int {
    try viewer.demand(.seeOrders)
    return try reader.row("""
        SELECT COUNT(*) AS n FROM (SELECT id FROM orders WHERE client_id = \(client) AND \(viewer.sees(client: "client_id"))
            AND status \(in: OrderStatus.allCases.filter { !$0.isEnded }.map(\.rawValue)) LIMIT 10000) AS open
        """)?.get("n") ?? 0
}

extension Viewer {
    package var mayBlockClients: Bool { isStaff && rights.contains(.seeClients) && rights.contains(.manageClients) }
}

extension Reader {
    fileprivate func clientToBlock(_ externalID: String, _ viewer: Viewer) throws -> ClientCard {
        try viewer.demand(.manageClients)
        guard viewer.mayBlockClients, let client = try clientCard(externalID, for: viewer, in: self) else { throw Refusal.notFound }
        return client
    }
}
