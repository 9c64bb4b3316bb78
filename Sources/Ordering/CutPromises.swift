import Database
import Kernel
import Stock

extension Writer {
    /// Follows what the seller says will be supplied of lines. Less: what has not left yet is promised no more, first what nothing covers, then what is
    /// expected, then what lies there. More again, up to what was ordered: it waits for goods beside what has not left. Call it under
    /// `lockGoodsAndAccounts`.
    /// - Returns: the numbers of the products whose stock changed.
    func cutPromises(of order: OrderDetails, to lines: [OrderFacts.Line]) throws -> [Int64] {
        let told = Dictionary(lines.map { ($0.position, $0.confirmed) }, uniquingKeysWith: { first, _ in first })
        guard !told.isEmpty else { return [] }
        var pieces: [Int: [Piece]] = [:]
        for row in try rows("""
            SELECT l.id, s.status, l.stock_id, l.receipt_id, l.counted, l.quantity, o.position, o.product_id
            FROM shipments AS s JOIN shipment_lines AS l ON l.shipment_id = s.id JOIN order_lines AS o ON o.id = l.order_line_id
            WHERE s.order_id = \(order.id) AND s.status <> 'cancelled' ORDER BY l.id
            """)
        {
            let position: Int = try row.get("position")
            guard told[position] != nil else { continue }
            pieces[position, default: []].append(try Piece(row))
        }
        let open = ShipmentStatus.allCases.filter { !$0.isShipped && $0 != .cancelled }.map(\.rawValue)
        var products: Set<Int64> = []
        var amounts: [String: [Int64: Int64]] = [:]
        var shorter = ValueTable([("id", .integer), ("q", .integer)])
        var gone: [Int64] = []
        var longer = ValueTable([("shipment_id", .integer), ("client_id", .integer), ("order_line_id", .integer), ("quantity", .integer)])
        for (position, pieces) in pieces.sorted(by: { $0.key < $1.key }) {
            let wanted = (told[position] ?? .zero).thousandths
            var excess = pieces.reduce(0) { $0 + $1.quantity } - max(0, wanted)
            for piece in pieces.filter(\.isOpen).sorted(by: { ($0.rank, -$0.id) < ($1.rank, -$1.id) }) where excess > 0 {
                let cut = min(excess, piece.quantity)
                excess -= cut
                if cut == piece.quantity { gone.append(piece.id) } else { shorter.append([.integer(piece.id), .integer(piece.quantity - cut)]) }
                guard let (relation, id) = piece.source, !piece.isCounted else { continue }
                amounts[relation, default: [:]][id, default: 0] += cut
                products.insert(piece.product)
            }
        }
        let alive = pieces.mapValues { $0.reduce(0) { $0 + $1.quantity } }
        for row in try rows("""
            SELECT o.id, o.position, o.quantity, (SELECT MIN(s.id) FROM shipments AS s WHERE s.seller_order_id = o.seller_order_id AND s.status \(in: open)) AS shipment_id
            FROM order_lines AS o WHERE o.order_id = \(order.id) AND o.position \(in: told.keys.sorted()) ORDER BY o.position
            """)
        {
            let position: Int = try row.get("position")
            let missing = min(told[position]?.thousandths ?? 0, try row.get("quantity")) - (alive[position] ?? 0)
            guard missing > 0, let shipment: Int64 = try row.find("shipment_id") else { continue }
            longer.append([.integer(shipment), order.client.sqlValue, try row.value("id"), .integer(missing)])
        }
        for (relation, amounts) in amounts.sorted(by: { $0.key < $1.key }) { try giveBack(amounts, to: SQL(stringLiteral: relation)) }
        if !shorter.rows.isEmpty { try run("UPDATE shipment_lines SET quantity = v.q FROM \(table: shorter) AS v WHERE shipment_lines.id = v.id") }
        if !gone.isEmpty { try run("DELETE FROM shipment_lines WHERE id \(in: gone)") }
        try insert(into: "shipment_lines", longer)
        return products.sorted()
    }
}

/// What one shipment holds of a line.
private struct Piece {
    let id: Int64
    let product: Int64
    let quantity: Int64
    /// What it is promised from.
    let source: (relation: String, id: Int64)?
    /// Whether a stock figure has it already.
    let isCounted: Bool
    /// Its goods have not left.
    let isOpen: Bool

    var rank: Int { source == nil ? 0 : source?.relation == "receipts" ? 1 : 2 }

    init(_ row: Row) throws {
        id = try row.get("id")
        product = try row.get("product_id")
        quantity = try row.get("quantity")
        isCounted = try row.get("counted")
        isOpen = !(ShipmentStatus(rawValue: try row.get("status"))?.isShipped ?? false)
        if let stock: Int64 = try row.find("stock_id") { source = ("stock", stock) } else { source = try row.find("receipt_id").map { ("receipts", $0) } }
    }
}
