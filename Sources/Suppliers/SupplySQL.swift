package import Customers
package import Database
package import Kernel

/// How far back figures look, in days.
package let supplyFigureDays: Int64 = 90

/// What is awaited of a supplier, the latest first. A supplier's person sees his own, whatever supplier is named; staff who manage suppliers those of the named one.
/// - Parameter before: the last one of the page before.
package func supplyLines(
    _ filter: SupplyFilter = SupplyFilter(), of supplier: ID<Supplier>? = nil, before: ID<SupplyLine>? = nil, limit: Int, at now: Instant, for viewer: Viewer, in reader: any Reader
) throws -> [SupplyLine] {
    var condition: SQL = "y.supplier_id = \(try scope(supplier, for: viewer))"
    if let show = filter.show { condition = condition + " AND \(shows(show, hours: try supplierHours(in: reader), at: now))" }
    let text = filter.text.trimmed
    if !text.isEmpty { condition = condition + " AND (UPPER(p.article) LIKE \(pattern(text.uppercased())) ESCAPE '\\' OR p.article LIKE \(pattern(text)) ESCAPE '\\' OR p.name LIKE \(pattern(text)) ESCAPE '\\')" }
    if let before { condition = condition + " AND y.id < \(before)" }
    return try reader.supplyLines(condition, order: "y.id DESC", limit: limit, for: viewer)
}

/// One line that the viewer's supplier is asked for; another's is not found.
package func supplyLine(_ id: ID<SupplyLine>, for viewer: Viewer, in reader: any Reader) throws -> SupplyLine {
    let supplier = try viewer.demandSupplier().id
    guard let line = try reader.supplyLines("y.id = \(id) AND y.supplier_id = \(supplier)", order: "y.id", limit: 1, for: viewer).first else { throw Refusal.notFound }
    return line
}

/// What suppliers are asked for an order, for staff who see the order; empty for everybody else.
package func supplyLines(ofOrder order: ID<Order>, for viewer: Viewer, in reader: any Reader) throws -> [SupplyLine] {
    guard viewer.isStaff, viewer.rights.contains(.seeOrders) else { return [] }
    return try reader.supplyLines("l.order_id = \(order) AND \(viewer.sees(client: "y.client_id"))", order: "l.position, y.id", limit: 1000, for: viewer)
}

/// How many lines wait for a supplier's answer, and how many it has confirmed that have not come yet.
package func awaitedCounts(of supplier: ID<Supplier>? = nil, for viewer: Viewer, in reader: any Reader) throws -> (asked: Int, confirmed: Int) {
    let row = try reader.row("""
        SELECT COUNT(CASE WHEN answer IS NULL THEN 1 END) AS asked, COUNT(CASE WHEN answer = 'confirmed' THEN 1 END) AS confirmed
        FROM supply_lines WHERE supplier_id = \(try scope(supplier, for: viewer)) AND ended IS NULL
        """)
    return (try row?.get("asked") ?? 0, try row?.get("confirmed") ?? 0)
}

/// Within how many hours suppliers are to answer; 24 unless the house has said otherwise.
package func supplierHours(in reader: any Reader) throws -> Int64 {
    try reader.row("SELECT value FROM settings WHERE name = 'supplier_hours'").flatMap { Int64(try $0.get("value", as: String.self)) } ?? 24
}

/// For the menu: how many lines wait for an answer of the viewer's supplier.
package func supplyMark(for viewer: Viewer) -> Question<Int> {
    guard let supplier = viewer.supplier?.id else { return Question(answered: 0) }
    return .marked("SELECT COUNT(*) AS marked FROM supply_lines WHERE supplier_id = \(supplier) AND answer IS NULL AND ended IS NULL")
}

extension Reader {
    func supplyLines(_ condition: SQL, order: SQL, limit: Int, for viewer: Viewer) throws -> [SupplyLine] {
        try rows("""
            SELECT y.id, y.supplier_id, v.external_id, v.name AS supplier, p.article, f.article AS own_article, p.name, p.unit, y.quantity, w.name AS warehouse, y.wanted_day, y.asked_at,
                y.answer, y.answered_at, a.name AS answered_by, y.promised_day, y.first_day, y.promised_quantity, y.received, y.reason, y.ended, y.ended_at, y.revision, l.order_id
            FROM supply_lines AS y JOIN suppliers AS v ON v.id = y.supplier_id JOIN products AS p ON p.id = y.product_id JOIN warehouses AS w ON w.id = y.warehouse_id
            JOIN order_lines AS l ON l.id = y.order_line_id LEFT JOIN people AS a ON a.id = y.answered_by
            LEFT JOIN supplier_offers AS f ON f.supplier_id = y.supplier_id AND f.product_id = y.product_id
            WHERE \(condition) ORDER BY \(order) LIMIT \(max(1, min(limit, 1001)))
            """).map { row in
                SupplyLine(
                    id: try row.get("id"), supplier: SupplierCard(id: try row.get("supplier_id"), externalID: try row.get("external_id"), name: try row.get("supplier")),
                    article: try row.get("article"), ownArticle: try row.find("own_article"), name: try row.get("name"), unit: Unit(code: try row.get("unit", as: String.self)) ?? .piece,
                    quantity: try row.get("quantity"), warehouse: try row.get("warehouse"), wantedDay: try row.find("wanted_day"), askedAt: try row.get("asked_at"),
                    state: SupplyLine.State(rawValue: try row.find("ended") ?? row.find("answer") ?? "asked") ?? .asked, answeredAt: try row.find("answered_at"),
                    answeredBy: try row.find("answered_by"), promisedDay: try row.find("promised_day"), firstDay: try row.find("first_day"),
                    promisedQuantity: try row.find("promised_quantity"), received: try row.get("received"), reason: try row.find("reason"), endedAt: try row.find("ended_at"), revision: try row.get("revision"),
                    order: viewer.isStaff ? try row.get("order_id") : nil)
            }
    }
}

/// The condition of a state or of what a figure counts; figures look at lines that were asked in the last ninety days.
func shows(_ show: SupplyFilter.Show, hours: Int64, at now: Instant) -> SQL {
    let (bound, since): (Int64, SQL) = (hours * 3_600_000, "y.asked_at > \(now.adding(seconds: -supplyFigureDays * 86_400))")
    return switch show {
    case .asked: "y.answer IS NULL AND y.ended IS NULL"
    case .confirmed: "y.answer = 'confirmed' AND y.ended IS NULL"
    case .declined: "y.ended = 'declined'"
    case .covered: "y.ended = 'covered'"
    case .cancelled: "y.ended = 'cancelled'"
    case .inTime: "\(since) AND \(isDue(bound, now)) AND y.answered_at <= y.asked_at + \(bound)"
    case .late: "\(since) AND \(isDue(bound, now)) AND (y.answered_at IS NULL OR y.answered_at > y.asked_at + \(bound))"
    case .inFull: "\(since) AND y.answer = 'confirmed' AND y.promised_quantity >= y.quantity"
    case .inPart: "\(since) AND y.answer IS NOT NULL AND (y.answer = 'declined' OR y.promised_quantity < y.quantity)"
    case .onDay: "\(since) AND \(isMeasured(now)) AND y.ended = 'covered' AND y.ended_at < \(endOfDay("y.first_day"))"
    case .afterDay: "\(since) AND \(isMeasured(now)) AND (y.ended IS NULL OR y.ended_at >= \(endOfDay("y.first_day")))"
    }
}

/// That it counts how fast it was answered: it was, or the time for it is over. What ended unanswered in time is nobody's fault.
private func isDue(_ bound: Int64, _ now: Instant) -> SQL {
    "(y.answered_at IS NOT NULL OR COALESCE(y.ended_at, \(now)) > y.asked_at + \(bound))"
}

/// That the promised day can be told from what happened: the goods are there, or the day is over.
private func isMeasured(_ now: Instant) -> SQL {
    "y.answer = 'confirmed' AND (y.ended = 'covered' OR (y.ended IS NULL AND \(now) >= \(endOfDay("y.first_day"))))"
}

/// The end of a day in Moscow, three hours before that of UTC.
func endOfDay(_ column: SQL) -> SQL { "((\(column) + 1) * 86400000 - 10800000)" }
