package import Customers
package import Database
import Foundation
import Journal
package import Kernel
import Receivables

/// Stores what the seller's system tells of an order. Its goods and credit follow: an order that has ended gives back what it still holds.
///
/// An order that is told to be in a state takes along the shipments that lag behind it; told shipments move the order. The same told again changes nothing.
/// - Throws: `not_found`; `stale_revision` when the order has moved on; `validation` with problems for unknown lines and shipments.
package func tellOrderFacts(_ facts: OrderFacts, of number: String, by viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demand(.writeRecords)
    guard let id = OrderNumber.id(number) else { throw Refusal.notFound }
    let moves = facts.status?.isEnded ?? false || !facts.lines.isEmpty || facts.shipments.contains { $0.status == .closed || $0.status == .cancelled }
    if moves { try writer.lockGoodsAndAccounts(of: id) } else { _ = try writer.rows("SELECT id FROM orders WHERE id = \(id) \(.forUpdate)") }
    guard let before = try orderDetails([id], for: viewer, in: writer).first else { throw Refusal.notFound }
    if let version = facts.version, version != before.version { throw Refusal(.staleRevision) }
    let problems = facts.problems(in: before)
    guard problems.isEmpty else { throw Refusal(.validation, "fields", problems: problems) }
    let returned = try writer.cutPromises(of: before, to: facts.lines)
    let shipments = before.shipments.map { $0.status(after: facts) }
    let after = facts.status ?? status(of: shipments, known: before.status)
    if !returned.isEmpty { try writer.record(JournalEntry("stock", "returned", ids: returned, client: before.client, by: viewer.actor), at: now) }
    var isChanged = try writer.writeShipments(of: before, facts, shipments, at: now)
    isChanged = try writer.writeLines(of: before, facts) || isChanged
    isChanged = try writer.writeHead(of: before, facts, after, at: now) || isChanged
    guard isChanged else { return }
    // What the teller has told need not be given to him again; what he has not seen yet must.
    try writer.run("""
        UPDATE orders SET exported_version = CASE WHEN exported_version = version THEN version + 1 ELSE exported_version END, version = version + 1, updated_at = \(now)
        WHERE id = \(id)
        """)
    if after != before.status { try writer.recordStatus(after, of: id, by: viewer.actor, name: viewer.name, at: now) }
    try writer.record(JournalEntry("orders", "told", ids: [id.rawValue], client: before.client, by: viewer.actor, ["status": .string(after.rawValue)]), at: now)
    guard after != before.status, after.isEnded else {
        if moves { try writer.settleAgreedQuantities(of: id, client: before.client, by: viewer.actor, at: now) }
        return
    }
    if after == .closed { try writer.settleAgreedQuantities(of: id, client: before.client, by: viewer.actor, at: now) }
    if after == .closed { try endCredit(ofOrder: id, by: viewer.actor, at: now, in: writer) } else {
        try writer.giveBackEverything(of: id, client: before.client, by: viewer.actor, at: now)
    }
}

extension OrderFacts {
    fileprivate func problems(in order: OrderDetails) -> [Refusal.Problem] {
        var problems: [Refusal.Problem] = []
        var seen: Set<String> = []
        for (index, told) in shipments.enumerated() {
            if !order.shipments.contains(where: { $0.number == told.number }) {
                problems.append(Refusal.Problem("/shipments/\(index)/number", .validation, "unknown_reference", ["value": .text(told.number)]))
            } else if !seen.insert(told.number).inserted {
                problems.append(Refusal.Problem("/shipments/\(index)/number", .validation, "told_twice", ["value": .text(told.number)]))
            }
        }
        var positions: Set<Int> = []
        for (index, told) in lines.enumerated() {
            if !order.lines.contains(where: { $0.position == told.position }) {
                problems.append(Refusal.Problem("/lines/\(index)/position", .validation, "unknown_reference", ["value": .text("\(told.position)")]))
            } else if !positions.insert(told.position).inserted {
                problems.append(Refusal.Problem("/lines/\(index)/position", .validation, "told_twice", ["value": .text("\(told.position)")]))
            }
        }
        return problems
    }
}

extension OrderDetails.Shipment {
    /// Its state by what is told of it, else by what is told of the whole order.
    fileprivate func status(after facts: OrderFacts) -> ShipmentStatus {
        if let told = facts.shipments.first(where: { $0.number == number })?.status { return told }
        guard let least = facts.status?.ofShipments, status != .cancelled, (status.rank ?? -1) < (least.rank ?? -1) else { return status }
        return least
    }
}

extension Writer {
    fileprivate func writeShipments(of order: OrderDetails, _ facts: OrderFacts, _ statuses: [ShipmentStatus], at now: Instant) throws -> Bool {
        var table = ValueTable([
            ("position", .integer), ("status", .text), ("planned_day", .integer), ("actual_day", .integer), ("tracking", .text), ("shipped_at", .integer),
        ])
        var zones: [Int64: TimeZone] = [:]
        for row in try rows("SELECT s.position, w.time_zone FROM shipments AS s JOIN warehouses AS w ON w.id = s.warehouse_id WHERE s.order_id = \(order.id)") {
            zones[try row.get("position")] = TimeZone(identifier: try row.get("time_zone"))
        }
        for (shipment, status) in zip(order.shipments, statuses) {
            guard let position = shipment.number.split(separator: "-").last.flatMap({ Int64($0) }) else { continue }
            let told = facts.shipments.first { $0.number == shipment.number }
            let planned = told?.planned.over(shipment.plannedDay) ?? (told == nil ? shipment.plannedDay : nil)
            let tracking = told?.tracking.over(shipment.tracking) ?? (told == nil ? shipment.tracking : nil)
            // A shipment that left without a day told left today, by the clock of its warehouse.
            let left = status.isShipped && !shipment.status.isShipped
            let actual = told?.actual.over(shipment.actualDay) ?? (left ? Day(of: now, in: zones[position] ?? .gmt) : told == nil ? shipment.actualDay : nil)
            guard status != shipment.status || planned != shipment.plannedDay || actual != shipment.actualDay || tracking != shipment.tracking else { continue }
            table.append([
                .integer(position), .text(status.rawValue), planned?.sqlValue ?? .null, actual?.sqlValue ?? .null, tracking?.sqlValue ?? .null,
                left ? now.sqlValue : .null,
            ])
        }
        guard !table.rows.isEmpty else { return false }
        try run("""
            UPDATE shipments SET status = v.status, planned_day = v.planned_day, actual_day = v.actual_day, tracking = v.tracking,
                shipped_at = COALESCE(shipments.shipped_at, v.shipped_at)
            FROM \(table: table) AS v WHERE shipments.order_id = \(order.id) AND shipments.position = v.position
            """)
        return true
    }

    fileprivate func writeLines(of order: OrderDetails, _ facts: OrderFacts) throws -> Bool {
        var table = ValueTable([("position", .integer), ("confirmed", .integer)])
        for told in facts.lines where order.lines.first(where: { $0.position == told.position })?.confirmed != told.confirmed {
            table.append([.integer(Int64(told.position)), told.confirmed.sqlValue])
        }
        guard !table.rows.isEmpty else { return false }
        try run("UPDATE order_lines SET confirmed = v.confirmed FROM \(table: table) AS v WHERE order_lines.order_id = \(order.id) AND order_lines.position = v.position")
        return true
    }

    fileprivate func writeHead(of order: OrderDetails, _ facts: OrderFacts, _ status: OrderStatus, at now: Instant) throws -> Bool {
        let acknowledged = order.acknowledgedAt ?? (facts.isAcknowledged ? now : nil)
        let number = facts.erpNumber.over(order.erpNumber)
        guard acknowledged != order.acknowledgedAt || number != order.erpNumber || status != order.status else { return false }
        try run("UPDATE orders SET status = \(status.rawValue), acknowledged_at = \(acknowledged), erp_number = \(number) WHERE id = \(order.id)")
        return true
    }
}
