package import Customers
package import Database
import Journal
package import Kernel

/// Orders that the ERP does not have as they are now: placed or changed since it last confirmed. What waits for an approval is no order yet.
///
/// Remembers for the session which version of which order it was given, so that an order changed between the question and the confirmation comes again.
package func ordersToExport(session: String, limit: Int = 500, for viewer: Viewer, at now: Instant, in writer: any Writer) throws -> [OrderDetails] {
    try viewer.demand(.writeRecords)
    let found = try writer.rows("SELECT id, version FROM orders WHERE version > exported_version AND status <> 'approval' ORDER BY id LIMIT \(limit)")
    try writer.run("DELETE FROM order_exports WHERE session = \(session) OR at < \(now.adding(seconds: -7 * 86400))")
    var table = ValueTable([("session", .text), ("order_id", .integer), ("version", .integer), ("at", .integer)])
    for row in found { table.append([.text(session), try row.value("id"), try row.value("version"), now.sqlValue]) }
    try writer.insert(into: "order_exports", table)
    return try orderDetails(found.map { try $0.get("id") }, for: viewer, in: writer)
}

/// The ERP has saved what the session was given: exactly those versions count as exported.
/// - Returns: how many orders were confirmed.
@discardableResult
package func confirmExport(session: String, for viewer: Viewer, at now: Instant, in writer: any Writer) throws -> Int {
    try viewer.demand(.writeRecords)
    let ids = try writer.rows("SELECT order_id FROM order_exports WHERE session = \(session) ORDER BY order_id").map { try $0.get("order_id", as: Int64.self) }
    guard !ids.isEmpty else { return 0 }
    try writer.run("""
        UPDATE orders SET exported_version = e.version FROM order_exports AS e
        WHERE e.session = \(session) AND orders.id = e.order_id AND orders.exported_version < e.version
        """)
    try writer.run("DELETE FROM order_exports WHERE session = \(session)")
    try writer.record(JournalEntry("orders", "exported", ids: ids, by: viewer.actor), at: now)
    return ids.count
}
