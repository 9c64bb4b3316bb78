package import Customers
package import Database
import Journal
package import Kernel

/// Hands a shipment over to be gathered. The credit of its contract is looked at again inside the transaction: a state that holds shipments holds it.
///
/// For staff who may see stock and orders of clients. What the ERP tells of a shipment is a fact and does not come this way.
/// - Throws: `not_found`; `blocked` with the contract's number; `too_late` when it is on its way already; `shipment_waits` while goods are missing.
package func releaseShipment(_ number: String, by viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demand(.ship)
    guard let dash = number.lastIndex(of: "-"), let position = Int64(number[number.index(after: dash)...]), position >= 0 else { throw Refusal.notFound }
    let details = try order(String(number[..<dash]), for: viewer, in: writer)
    guard let shipment = details.shipments.first(where: { $0.number == number }) else { throw Refusal.notFound }
    _ = try writer.rows("SELECT id FROM orders WHERE id = \(details.id) \(.forUpdate)")
    guard let part = try writer.row("SELECT seller_order_id FROM shipments WHERE order_id = \(details.id) AND position = \(position)")?
        .get("seller_order_id", as: ID<SellerOrder>.self)
    else { throw Refusal.notFound }
    try demandShipmentAllowed(ofPart: part, at: now, in: writer)
    if shipment.status == .planned { throw Refusal(.validation, "shipment_waits", ["number": .text(number)]) }
    guard try writer.run("UPDATE shipments SET status = 'picking' WHERE order_id = \(details.id) AND position = \(position) AND status = 'reserved'") == 1 else {
        throw Refusal(.tooLate, "shipment_too_late", ["number": .text(number)])
    }
    let begins = try writer.run("""
        UPDATE orders SET status = 'picking' WHERE id = \(details.id) AND status \(in: [OrderStatus.placed, .processing, .reserved].map(\.rawValue))
        """) == 1
    try writer.run("UPDATE orders SET version = version + 1, updated_at = \(now) WHERE id = \(details.id)")
    if begins { try writer.recordStatus(.picking, of: details.id, by: viewer.actor, name: viewer.name, at: now) }
    try writer.record(JournalEntry("orders", "shipment_released", ids: [details.id.rawValue], client: details.client, by: viewer.actor, ["shipment": .string(number)]), at: now)
}
