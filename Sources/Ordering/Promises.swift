package import Database
import Journal
package import Kernel

/// What orders are promised of stock rows and expected receipts.
extension Writer {
    /// Keeps the stock rows and receipts that parts are promised from until the transaction ends, in the order of their numbers: before any account.
    func lockPromises(ofParts filter: SQL) throws {
        let lines = try rows("""
            SELECT DISTINCT l.stock_id, l.receipt_id FROM shipments AS s JOIN shipment_lines AS l ON l.shipment_id = s.id
            WHERE s.seller_order_id IN (SELECT p.id FROM seller_orders AS p WHERE \(filter))
            """)
        _ = try rows("SELECT id FROM stock WHERE id \(in: try lines.compactMap { try $0.find("stock_id", as: Int64.self) }) ORDER BY id \(.forUpdate)")
        _ = try rows("SELECT id FROM receipts WHERE id \(in: try lines.compactMap { try $0.find("receipt_id", as: Int64.self) }) ORDER BY id \(.forUpdate)")
    }

    /// Gives back what these parts are promised; what a stock figure has already counted is the figure's own matter.
    /// - Returns: the numbers of the products whose stock changed.
    func giveBackPromises(ofParts filter: SQL) throws -> [Int64] {
        let lines = try rows("""
            SELECT l.id, l.stock_id, l.receipt_id, l.quantity, l.counted, o.product_id
            FROM shipments AS s JOIN shipment_lines AS l ON l.shipment_id = s.id JOIN order_lines AS o ON o.id = l.order_line_id
            WHERE s.seller_order_id IN (SELECT p.id FROM seller_orders AS p WHERE \(filter)) AND (l.stock_id IS NOT NULL OR l.receipt_id IS NOT NULL) ORDER BY l.id
            """)
        for (relation, column) in [("stock", "stock_id"), ("receipts", "receipt_id")] {
            var amounts: [Int64: Int64] = [:]
            for row in lines where !(try row.get("counted", as: Bool.self)) {
                if let id: Int64 = try row.find(column) { amounts[id, default: 0] += try row.get("quantity", as: Int64.self) }
            }
            try giveBack(amounts, to: SQL(stringLiteral: relation))
        }
        try run("UPDATE shipment_lines SET stock_id = NULL, receipt_id = NULL WHERE id \(in: try lines.map { try $0.get("id", as: Int64.self) })")
        return try Set(lines.map { try $0.get("product_id", as: Int64.self) }).sorted()
    }

    func giveBack(_ amounts: [Int64: Int64], to relation: SQL) throws {
        var table = ValueTable([("id", .integer), ("q", .integer)])
        for (id, quantity) in amounts.sorted(by: { $0.key < $1.key }) { table.append([.integer(id), .integer(quantity)]) }
        guard !table.rows.isEmpty else { return }
        try run("UPDATE \(relation) SET reserved = \(relation).reserved - v.q FROM \(table: table) AS v WHERE \(relation).id = v.id")
    }
}

/// Takes out of the reserves what new stock figures already contain: shipped before the figure was taken, and where the ERP tells what is free,
/// acknowledged before it. Part of every transaction that brings figures.
package func countPromises(ofStock ids: [Int64], _ writer: any Writer, at now: Instant) throws {
    let lines = try writer.rows("""
        SELECT l.id, l.stock_id, l.quantity
        FROM stock AS k JOIN warehouses AS w ON w.id = k.warehouse_id JOIN shipment_lines AS l ON l.stock_id = k.id AND l.counted = 0
        JOIN shipments AS s ON s.id = l.shipment_id JOIN orders AS o ON o.id = s.order_id
        WHERE k.id \(in: ids) AND (s.shipped_at <= k.as_of OR (w.stock_basis = 'free' AND o.acknowledged_at <= k.as_of)) ORDER BY l.id
        """)
    guard !lines.isEmpty else { return }
    var amounts: [Int64: Int64] = [:]
    for row in lines { amounts[try row.get("stock_id"), default: 0] += try row.get("quantity", as: Int64.self) }
    try writer.run("UPDATE shipment_lines SET counted = 1 WHERE id \(in: try lines.map { try $0.get("id", as: Int64.self) })")
    try writer.giveBack(amounts, to: "stock")
}
