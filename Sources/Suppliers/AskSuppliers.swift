package import Customers
package import Database
import Journal
package import Kernel
import Ordering

/// The job that asks suppliers for what orders wait for.
package let supplyJob = "supply.ask"

/// Looks at the lines of orders that wait for goods: asks the first supplier of each product, and ends what waits no more.
///
/// A line waits when nothing is promised for it, neither stock nor an expected receipt. Asked is the first of the product's suppliers who has not declined the line: whoever
/// was given the product by itself before whoever has its brand, then the one that was made first. Goods count as come when the line waits for stock no more.
/// - Returns: how many lines were asked and how many ended; at most 500 each: call again.
@discardableResult
package func askSuppliers(at now: Instant, in writer: any Writer) throws -> (asked: Int, ended: Int) {
    let ended = try writer.endSupply(at: now)
    let asked = try writer.askForSupply(at: now)
    return (asked, ended)
}

private let batch = 500

extension Writer {
    /// Lines that wait and of which no supplier is asked.
    fileprivate func askForSupply(at now: Instant) throws -> Int {
        let waiting = try rows("""
            SELECT w.client_id, w.order_line_id, w.warehouse_id, w.product_id, w.quantity, w.requested_day, \(covered(of: "w")) AS covered,
                (SELECT c.supplier_id FROM (
                        SELECT g.supplier_id, 0 AS rank FROM supplier_products AS g WHERE g.product_id = w.product_id
                        UNION ALL SELECT b.supplier_id, 1 AS rank FROM supplier_brands AS b JOIN products AS p ON p.brand_id = b.brand_id WHERE p.id = w.product_id
                    ) AS c JOIN suppliers AS v ON v.id = c.supplier_id
                    WHERE v.blocked = 0 AND NOT EXISTS (
                        SELECT 1 FROM supply_lines AS past WHERE past.order_line_id = w.order_line_id AND past.warehouse_id = w.warehouse_id AND past.supplier_id = c.supplier_id)
                    ORDER BY c.rank, c.supplier_id LIMIT 1) AS supplier_id
            FROM (
                SELECT k.client_id, k.order_line_id, s.warehouse_id, l.product_id, o.requested_day, CAST(SUM(k.quantity) AS \(.integer)) AS quantity
                FROM shipment_lines AS k JOIN shipments AS s ON s.id = k.shipment_id JOIN order_lines AS l ON l.id = k.order_line_id JOIN orders AS o ON o.id = l.order_id
                WHERE k.stock_id IS NULL AND k.receipt_id IS NULL AND s.status = 'planned' AND o.status \(in: askable)
                    AND (EXISTS (SELECT 1 FROM supplier_products AS g WHERE g.product_id = l.product_id)
                        OR EXISTS (SELECT 1 FROM supplier_brands AS b JOIN products AS p ON p.brand_id = b.brand_id WHERE p.id = l.product_id))
                    AND NOT EXISTS (SELECT 1 FROM supply_lines AS y WHERE y.order_line_id = k.order_line_id AND y.warehouse_id = s.warehouse_id AND y.ended IS NULL)
                GROUP BY k.client_id, k.order_line_id, s.warehouse_id, l.product_id, o.requested_day
            ) AS w
            ORDER BY w.order_line_id, w.warehouse_id LIMIT 10000
            """)
        var asked: [Int64] = []
        var suppliers: Set<ID<Supplier>> = []
        for row in waiting where asked.count < batch {
            guard let supplier: ID<Supplier> = try row.find("supplier_id") else { continue }
            let quantity: Int64 = try row.get("quantity")
            let made = try rows("""
                INSERT INTO supply_lines (client_id, order_line_id, supplier_id, product_id, warehouse_id, quantity, covered_before, wanted_day, asked_at)
                VALUES (\(try row.get("client_id", as: Int64.self)), \(try row.get("order_line_id", as: Int64.self)), \(supplier), \(try row.get("product_id", as: Int64.self)),
                    \(try row.get("warehouse_id", as: Int64.self)), \(quantity), \(try row.get("covered", as: Int64.self)), \(try row.find("requested_day", as: Int64.self)), \(now))
                ON CONFLICT DO NOTHING RETURNING id
                """)
            asked += try made.map { try $0.get("id") }
            if !made.isEmpty { suppliers.insert(supplier) }
        }
        try tellSuppliers(suppliers.map(\.rawValue).sorted(), .lines, at: now)
        if !asked.isEmpty { try record(JournalEntry("supply-lines", "asked", ids: asked, by: .system), at: now) }
        return asked.count
    }

    /// Ends what waits no more: the goods are there, or the order, its shipment or the supplier is not. What is still awaited follows the order: of a confirmed line it only
    /// becomes less. What has come of it since it was asked stays what was asked for.
    fileprivate func endSupply(at now: Instant) throws -> Int {
        let open = try rows("""
            SELECT y.id, y.quantity, y.answer, y.received, y.covered_before, \(covered(of: "y")) AS covered, o.status, v.blocked,
                CASE WHEN EXISTS (SELECT 1 FROM supplier_products AS g WHERE g.supplier_id = y.supplier_id AND g.product_id = y.product_id)
                    OR EXISTS (SELECT 1 FROM supplier_brands AS b JOIN products AS p ON p.brand_id = b.brand_id WHERE b.supplier_id = y.supplier_id AND p.id = y.product_id)
                    THEN 1 ELSE 0 END AS own,
                CASE WHEN EXISTS (
                    SELECT 1 FROM shipment_lines AS k JOIN shipments AS s ON s.id = k.shipment_id
                    WHERE k.order_line_id = y.order_line_id AND s.warehouse_id = y.warehouse_id AND s.status <> \(ShipmentStatus.cancelled.rawValue)) THEN 1 ELSE 0 END AS lives,
                COALESCE((
                    SELECT CAST(SUM(k.quantity) AS \(.integer)) FROM shipment_lines AS k JOIN shipments AS s ON s.id = k.shipment_id
                    WHERE k.order_line_id = y.order_line_id AND s.warehouse_id = y.warehouse_id AND k.stock_id IS NULL AND s.status \(in: waitingShipments)), 0) AS waiting
            FROM supply_lines AS y JOIN order_lines AS l ON l.id = y.order_line_id JOIN orders AS o ON o.id = l.order_id JOIN suppliers AS v ON v.id = y.supplier_id
            WHERE y.ended IS NULL ORDER BY y.id LIMIT 20000
            """)
        var (complete, cancelled, taken, changed): ([Int64], [Int64], [Int64], [Int64]) = ([], [], [], [])
        for row in open {
            let (id, waiting): (Int64, Int64) = (try row.get("id"), try row.get("waiting"))
            let isGone = [OrderStatus.cancelled, .refused].contains(OrderStatus(rawValue: try row.get("status")))
            let isUnanswered = try row.find("answer", as: String.self) == nil
            let (quantity, known, has): (Int64, Int64, Int64) = (try row.get("quantity"), try row.get("received"), try row.get("covered"))
            let received = max(known, try row.find("covered_before", as: Int64.self).map { max(0, min(quantity, has - $0)) } ?? 0)
            let left = max(waiting, min(quantity, waiting + received))
            if try isGone || !row.get("lives", as: Bool.self) {
                cancelled.append(id)
            } else if waiting == 0 {
                complete.append(id)
            } else if try row.get("blocked", as: Bool.self) {
                cancelled.append(id)
            } else if try isUnanswered && !row.get("own", as: Bool.self) {
                taken.append(id)
            } else if isUnanswered, quantity != waiting {
                changed += try changedLines("UPDATE supply_lines SET quantity = \(waiting), covered_before = \(has), revision = revision + 1 WHERE id = \(id) AND answer IS NULL AND ended IS NULL")
            } else if !isUnanswered, quantity > left || received > known {
                changed += try changedLines("""
                    UPDATE supply_lines SET quantity = \(min(quantity, left)), promised_quantity = CASE WHEN promised_quantity > \(left) THEN \(left) ELSE promised_quantity END,
                        received = \(received), revision = revision + 1
                    WHERE id = \(id) AND answer = 'confirmed' AND ended IS NULL AND (quantity > \(left) OR received < \(received))
                    """)
            }
        }
        if !changed.isEmpty { try record(JournalEntry("supply-lines", "changed", ids: changed, by: .system), at: now) }
        let isCovered = try end(complete, "covered", at: now)
        // Answered meanwhile, the supplier keeps it.
        let isCancelled = try end(cancelled, "cancelled", at: now) + end(taken, "cancelled", when: " AND answer IS NULL", at: now)
        for (ids, word) in [(isCovered, "covered"), (isCancelled, "cancelled")] where !ids.isEmpty {
            try record(JournalEntry("supply-lines", word, ids: ids, by: .system), at: now)
        }
        return isCovered.count + isCancelled.count
    }

    /// - Returns: the numbers of those that were still open.
    private func end(_ ids: [Int64], _ word: String, when condition: SQL = "", at now: Instant) throws -> [Int64] {
        if ids.isEmpty { return [] }
        return try changedLines("UPDATE supply_lines SET ended = \(word), ended_at = \(now), revision = revision + 1 WHERE id \(in: ids) AND ended IS NULL\(condition)")
    }

    private func changedLines(_ statement: SQL) throws -> [Int64] {
        try rows(statement + " RETURNING id").map { try $0.get("id", as: Int64.self) }.sorted()
    }

    /// What an order's line has at a warehouse: in stock, or gone out already.
    private func covered(of line: StaticString) -> SQL {
        SQL(stringLiteral: "COALESCE((SELECT CAST(SUM(k.quantity) AS ") + "\(.integer)" + SQL(stringLiteral: """
            ) FROM shipment_lines AS k JOIN shipments AS s ON s.id = k.shipment_id
                WHERE k.order_line_id = \(line).order_line_id AND s.warehouse_id = \(line).warehouse_id AND s.status <> 'cancelled' AND NOT (k.stock_id IS NULL AND s.status
            """) + " \(in: waitingShipments))), 0)"
    }

    private var askable: [String] { [OrderStatus.placed, .processing, .reserved, .picking, .partlyShipped].map(\.rawValue) }
    private var waitingShipments: [String] { [ShipmentStatus.planned, .onHold, .reserved, .picking, .ready].map(\.rawValue) }
}
