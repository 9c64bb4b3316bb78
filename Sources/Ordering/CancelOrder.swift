package import Customers
package import Database
import Journal
package import Kernel
import Pricing
import Receivables

/// Cancels an order as long as nobody has begun to gather its goods: they are free again, its credit is given back, in one transaction.
///
/// For whoever may order in the client's name, and for staff who may order. Cancelling what is cancelled changes nothing.
/// - Throws: `not_found` for a foreign order; `too_late` once a shipment is being picked or the order has ended otherwise.
package func cancelOrder(_ number: String, by viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demand(.order)
    let details = try order(number, for: viewer, in: writer)
    if details.status == .cancelled { return }
    try writer.lockGoodsAndAccounts(of: details.id)
    let open = OrderStatus.allCases.filter(\.isCancellable).map(\.rawValue)
    let untouched = ShipmentStatus.allCases.filter(\.isCancellable).map(\.rawValue)
    let changed = try writer.run("""
        UPDATE orders SET status = 'cancelled', version = version + 1, updated_at = \(now) WHERE id = \(details.id) AND status \(in: open)
            AND NOT EXISTS (SELECT 1 FROM shipments AS s WHERE s.order_id = orders.id AND NOT (s.status \(in: untouched)))
        """)
    guard changed == 1 else {
        // Somebody else cancelled it while we waited for its goods.
        if try writer.row("SELECT id FROM orders WHERE id = \(details.id) AND status = 'cancelled'") != nil { return }
        throw Refusal(.tooLate, "cancellation_too_late", ["number": .text(details.number)])
    }
    try writer.recordStatus(.cancelled, of: details.id, by: viewer.actor, name: viewer.name, at: now)
    try writer.record(JournalEntry("orders", "cancelled", ids: [details.id.rawValue], client: details.client, by: viewer.actor), at: now)
    try writer.giveBackEverything(of: details.id, client: details.client, by: viewer.actor, at: now)
}

extension Writer {
    /// Goods, then agreed prices, then accounts, then the order itself: the order in which everybody takes them.
    func lockGoodsAndAccounts(of order: ID<Order>) throws {
        try lockPromises(ofParts: "p.order_id = \(order)")
        try lockAgreedLines(ofOrder: order)
        try lockAccounts(try rows("SELECT credit_account_id FROM seller_orders WHERE order_id = \(order) AND credit_account_id IS NOT NULL")
            .map { try $0.get("credit_account_id") })
        _ = try rows("SELECT id FROM orders WHERE id = \(order) \(.forUpdate)")
    }

    /// What follows from an order's end before anything was shipped. Call it after its status was written, under `lockGoodsAndAccounts`.
    func giveBackEverything(of order: ID<Order>, client: ID<Client>, by actor: Actor, at now: Instant) throws {
        try run("UPDATE orders SET approval = 'expired' WHERE id = \(order) AND approval = 'waiting'")
        let shipped = ShipmentStatus.allCases.filter(\.isShipped).map(\.rawValue)
        try run("UPDATE shipments SET status = 'cancelled' WHERE order_id = \(order) AND NOT (status \(in: shipped))")
        let products = try giveBackPromises(
            ofParts: "p.order_id = \(order) AND NOT EXISTS (SELECT 1 FROM shipments AS g WHERE g.seller_order_id = p.id AND g.status <> 'cancelled')")
        if !products.isEmpty { try record(JournalEntry("stock", "returned", ids: products, client: client, by: actor), at: now) }
        try settleAgreedQuantities(of: order, client: client, by: actor, at: now)
        try endCredit(ofOrder: order, by: actor, at: now, in: self)
    }

    /// What will not be supplied of an order's lines is again left of the price agreements it was priced by.
    func settleAgreedQuantities(of order: ID<Order>, client: ID<Client>, by actor: Actor, at now: Instant) throws {
        let agreements = try settleAgreedQuantities(ofOrder: order)
        guard !agreements.isEmpty else { return }
        try record(
            JournalEntry("price-agreements", "returned", ids: agreements.map(\.rawValue), client: client, by: actor, ["order": .string(OrderNumber.text(order))]), at: now)
    }

    func recordStatus(_ status: OrderStatus, of order: ID<Order>, by actor: Actor, name: String, at now: Instant) throws {
        try run("""
            INSERT INTO order_history (order_id, at, status, actor, actor_name) VALUES (\(order), \(now), \(status.rawValue), \(actor.text), \(name))
            """)
    }
}
