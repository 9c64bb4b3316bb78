package import Customers
package import Database
import Journal
package import Kernel
import Receivables

/// Whether an order waits for another person of its client, in the words of the API.
package enum Approval: String, Sendable, CaseIterable {
    case waiting, approved, refused, expired
    case notNeeded = "not_needed"
}

/// Approves an order that waits for it. Its credit is checked again in the same transaction and moves from "in approval" to "in orders", once; what does
/// not fit any more follows the policy of its account, as at placing.
///
/// For a person of the client with the right to approve; nobody approves his own.
/// - Throws: `not_found` for a foreign order; `own_order`; `approval_decided` once somebody has decided or it is over; `blocked` (the client or its contract), `prepayment_required`,
///   `credit_limit_exceeded` by the contract's state: the order goes on waiting then.
package func approveOrder(_ number: String, by viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let details = try orderToDecide(number, viewer, writer)
    try writer.demandOrdersTaken(of: details.client)
    try writer.lockGoodsAndAccounts(of: details.id)
    try writer.decide(details.id, .approved, reason: nil, by: viewer, at: now)
    let parts = try writer.partsInApproval(of: details.id)
    try writer.giveBackApproval(Dictionary(parts.compactMap { part in part.wanted.account.map { ($0, part.waiting) } }, uniquingKeysWith: +))
    let decisions = try takeCredit(for: parts.map(\.wanted), details.payment, waits: false, at: now, in: writer)
    let until = now.adding(seconds: try writer.holdHours() * 3600)
    var table = ValueTable([("id", .integer), ("taken", .integer), ("hold", .text), ("until", .integer)])
    for part in parts {
        let decision = decisions[part.wanted.contract]
        let isHeld = decision?.isOnHold ?? false
        table.append([part.id.sqlValue, .integer(decision?.taken.minorUnits ?? 0), isHeld ? .text("credit") : .null, isHeld ? until.sqlValue : .null])
    }
    try writer.run("""
        UPDATE seller_orders SET in_approval = 0, credit_taken = v.taken, hold_reason = v.hold, held_until = v.until FROM \(table: table) AS v WHERE seller_orders.id = v.id
        """)
    try writer.run("""
        UPDATE shipments SET status = CASE WHEN EXISTS (SELECT 1 FROM shipment_lines AS l WHERE l.shipment_id = shipments.id AND l.stock_id IS NOT NULL)
            THEN 'reserved' ELSE 'planned' END
        WHERE order_id = \(details.id) AND status = 'on_hold'
            AND seller_order_id IN (SELECT p.id FROM seller_orders AS p WHERE p.order_id = \(details.id) AND p.hold_reason IS NULL)
        """)
    let held = parts.filter { decisions[$0.wanted.contract]?.isOnHold ?? false }
    let status: OrderStatus = held.isEmpty ? .placed : .onHold
    try writer.run("UPDATE orders SET status = \(status.rawValue) WHERE id = \(details.id)")
    try writer.recordStatus(status, of: details.id, by: viewer.actor, name: viewer.name, at: now)
    try writer.note(held.map { CreditNews(.orderHeld, client: details.client, contract: $0.wanted.contract, order: details.id) }, at: now)
    if let first = parts.first { try writer.note([CreditNews(.approved, client: details.client, contract: first.wanted.contract, order: details.id)], at: now) }
    try writer.record(JournalEntry("orders", "approved", ids: [details.id.rawValue], client: details.client, by: viewer.actor), at: now)
}

/// Refuses an order that waits for an approval: it ends, and everything it was promised is given back. Who may, and what it throws: as `approveOrder`.
package func refuseOrder(_ number: String, reason: String, by viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let details = try orderToDecide(number, viewer, writer)
    let reason = try requiredReason(reason)
    try writer.lockGoodsAndAccounts(of: details.id)
    try writer.decide(details.id, .refused, reason: reason, by: viewer, at: now)
    try writer.recordStatus(.refused, of: details.id, by: viewer.actor, name: viewer.name, at: now)
    if let first = try writer.partsInApproval(of: details.id).first {
        try writer.note([CreditNews(.refused, client: details.client, contract: first.wanted.contract, order: details.id)], at: now)
    }
    try writer.record(JournalEntry("orders", "approval_refused", ids: [details.id.rawValue], client: details.client, by: viewer.actor, ["reason": .string(reason)]), at: now)
    try writer.giveBackEverything(of: details.id, client: details.client, by: viewer.actor, at: now)
}

/// Ends the oldest order that nobody has decided on within the hours that goods are kept, and gives back everything it was promised.
/// - Returns: whether there was one; call again then.
package func expireApproval(at now: Instant, in writer: any Writer) throws -> Bool {
    guard let due = try writer.row("""
        SELECT o.id, o.client_id FROM orders AS o WHERE o.approval = 'waiting' AND o.status = 'approval'
            AND EXISTS (SELECT 1 FROM seller_orders AS p WHERE p.order_id = o.id AND p.held_until <= \(now)) ORDER BY o.id LIMIT 1
        """)
    else { return false }
    let (id, client): (ID<Order>, ID<Client>) = (try due.get("id"), try due.get("client_id"))
    try writer.lockGoodsAndAccounts(of: id)
    guard try writer.run("""
        UPDATE orders SET status = 'refused', approval = 'expired', version = version + 1, updated_at = \(now) WHERE id = \(id) AND approval = 'waiting' AND status = 'approval'
        """) == 1
    else { return true }
    try writer.recordStatus(.refused, of: id, by: .system, name: "Kontor", at: now)
    try writer.record(JournalEntry("orders", "approval_expired", ids: [id.rawValue], client: client, by: .system), at: now)
    try writer.giveBackEverything(of: id, client: client, by: .system, at: now)
    return true
}

/// How many orders wait for this viewer's decision; at most 1,000. Nothing for those who do not approve.
package func ordersToApprove(for viewer: Viewer, in reader: any Reader) throws -> Int {
    guard viewer.rights.contains(.approve), !viewer.isStaff, let client = viewer.client, case .person = viewer.identity else { return 0 }
    return try reader.row("""
        SELECT COUNT(*) AS n FROM (SELECT id FROM orders WHERE client_id = \(client.id) AND approval = 'waiting' AND status = 'approval' AND placed_by <> \(viewer.actor.text) LIMIT 1000) AS w
        """)?.get("n") ?? 0
}

extension OrderDetails {
    /// Whether this viewer may decide on it.
    package func canBeDecided(by viewer: Viewer) -> Bool {
        guard case .person = viewer.identity else { return false }
        return approval == .waiting && status == .approval && !viewer.isStaff && viewer.rights.contains(.approve) && viewer.client?.id == client && placedBy != viewer.actor.text
    }
}

private func orderToDecide(_ number: String, _ viewer: Viewer, _ reader: any Reader) throws -> OrderDetails {
    try viewer.demand(.approve)
    _ = try viewer.demandPerson()
    guard !viewer.isStaff else { throw Refusal.notFound }
    let client = try viewer.demandClient()
    let details = try order(number, for: viewer, in: reader)
    guard details.client == client.id else { throw Refusal.notFound }
    guard details.placedBy != viewer.actor.text else { throw Refusal(.forbidden, "own_order") }
    return details
}

/// A part of an order that waits, as far as its credit is concerned.
private struct WaitingPart {
    let id: ID<SellerOrder>
    let wanted: WantedCredit
    /// What it takes of its account meanwhile.
    let waiting: Int64
}

extension Reader {
    /// Whether the order needs somebody's approval: placed by a person whose limit it exceeds, in any of its currencies.
    /// - Throws: `approval_required` where there is nobody who could approve it.
    func needsApproval(_ order: PricedOrder, by viewer: Viewer, client: ID<Client>) throws -> Bool {
        guard case .person(let person) = viewer.identity, let limit = try orderLimit(of: person, client: client) else { return false }
        var sums: [String: Money] = [:]
        for part in order.parts { sums[part.gross.currency.code] = try (sums[part.gross.currency.code] ?? .zero(part.gross.currency)).adding(part.gross) }
        guard sums.values.contains(where: { $0.minorUnits > limit }) else { return false }
        guard try approvers(of: client).contains(where: { $0 != person }) else { throw Refusal(.approvalRequired, "no_approver") }
        return true
    }

    fileprivate func partsInApproval(of order: ID<Order>) throws -> [WaitingPart] {
        try rows("""
            SELECT p.id, p.contract_id, c.number, p.credit_account_id, p.gross, p.currency, p.in_ledger, p.in_approval
            FROM seller_orders AS p JOIN contracts AS c ON c.id = p.contract_id WHERE p.order_id = \(order) ORDER BY p.id
            """).map { row in
            WaitingPart(
                id: try row.get("id"),
                wanted: WantedCredit(
                    contract: try row.get("contract_id"), number: try row.find("number") ?? "", account: try row.find("credit_account_id"),
                    amount: Money(clamping: max(0, try row.get("gross", as: Int64.self) - row.get("in_ledger", as: Int64.self)), try row.get("currency"))),
                waiting: try row.get("in_approval"))
        }
    }
}

extension Writer {
    /// Writes the decision, once: whoever comes second, or for his own order, is refused.
    fileprivate func decide(_ order: ID<Order>, _ approval: Approval, reason: String?, by viewer: Viewer, at now: Instant) throws {
        let status: OrderStatus = approval == .approved ? .placed : .refused
        guard try run("""
            UPDATE orders SET approval = \(approval.rawValue), status = \(status.rawValue), decided_by = \(viewer.actor.text), decided_by_name = \(viewer.name),
                decided_at = \(now), decision_reason = \(reason), version = version + 1, updated_at = \(now)
            WHERE id = \(order) AND approval = 'waiting' AND status = 'approval' AND placed_by <> \(viewer.actor.text)
            """) == 1
        else { throw Refusal(.tooLate, "approval_decided", ["number": .text(OrderNumber.text(order))]) }
    }
}
