package import Customers
package import Database
import Foundation
package import Kernel

/// Which requests a list shows.
package struct QuoteFilter: Sendable {
    package enum Show: String, Sendable, CaseIterable {
        case open, overdue, closed
        /// Nobody, or the viewer's supplier, has answered.
        case unanswered
        /// What `QuoteFigures` counts.
        case missed
    }

    package var show: Show?

    package init() {}
}

/// Requests for prices, the latest first. A supplier's person sees those that his supplier is asked; staff who manage suppliers all, or those of the named one.
/// - Parameter before: the last one of the page before.
package func quoteRequests(
    _ filter: QuoteFilter = QuoteFilter(), of supplier: ID<Supplier>? = nil, before: ID<QuoteRequest>? = nil, limit: Int, on today: Day, for viewer: Viewer, in reader: any Reader
) throws -> [QuoteRequestRow] {
    let asked: ID<Supplier>? = supplier == nil && viewer.supplier == nil ? nil : try scope(supplier, for: viewer)
    if asked == nil { try demandKeeper(viewer) }
    let whose: SQL = asked.map { " AND s.supplier_id = \($0)" } ?? ""
    let chosenOf: SQL = asked.map { " AND q.supplier_id = \($0)" } ?? ""
    var condition: SQL = asked == nil ? "1 = 1" : "EXISTS (SELECT 1 FROM quote_suppliers AS s WHERE s.request_id = r.id\(whose))"
    switch filter.show {
    case nil: break
    case .open: condition = condition + " AND r.closed_at IS NULL AND r.wanted_day >= \(today)"
    case .overdue: condition = condition + " AND r.closed_at IS NULL AND r.wanted_day < \(today)"
    case .closed: condition = condition + " AND r.closed_at IS NOT NULL"
    case .unanswered:
        condition = condition + " AND r.closed_at IS NULL AND r.wanted_day >= \(today) AND NOT EXISTS (SELECT 1 FROM quote_suppliers AS s WHERE s.request_id = r.id AND s.answered_at IS NOT NULL\(whose))"
    case .missed: condition = condition + " AND EXISTS (SELECT 1 FROM quote_suppliers AS s WHERE s.request_id = r.id AND \(isMissed(on: today))\(whose))"
    }
    if let before { condition = condition + " AND r.id < \(before)" }
    return try reader.rows("""
        SELECT r.id, r.comment, r.wanted_day, r.asked_at, r.closed_at, (SELECT COUNT(*) FROM quote_lines AS l WHERE l.request_id = r.id) AS lines,
            (SELECT COUNT(*) FROM quote_suppliers AS s WHERE s.request_id = r.id\(whose)) AS suppliers,
            (SELECT COUNT(s.answered_at) FROM quote_suppliers AS s WHERE s.request_id = r.id\(whose)) AS answered,
            (SELECT COUNT(*) FROM quotes AS q WHERE q.request_id = r.id AND q.chosen = 1\(chosenOf)) AS chosen
        FROM quote_requests AS r WHERE \(condition) ORDER BY r.id DESC LIMIT \(max(1, min(limit, 1001)))
        """).map { row in
            let closed: Instant? = try row.find("closed_at")
            // What is chosen may change until the request is closed: suppliers are not told before.
            return QuoteRequestRow(
                id: try row.get("id"), comment: try row.find("comment"), wantedDay: try row.get("wanted_day"), askedAt: try row.get("asked_at"), closedAt: closed, lines: try row.get("lines"),
                suppliers: try row.get("suppliers"), answered: try row.get("answered"), chosen: closed == nil && viewer.supplier != nil ? 0 : try row.get("chosen"))
        }
}

/// One request: for staff who manage suppliers with everybody's answers, for a supplier's person with his own. What he is not asked is not found.
package func quoteRequest(_ id: ID<QuoteRequest>, for viewer: Viewer, in reader: any Reader) throws -> QuoteRequest {
    let own = viewer.supplier?.id
    if own == nil { try demandKeeper(viewer) }
    guard let row = try reader.row("""
        SELECT r.comment, r.wanted_day, p.name AS asked_by, r.asked_at, r.closed_at, r.revision FROM quote_requests AS r JOIN people AS p ON p.id = r.asked_by WHERE r.id = \(id)
        """)
    else { throw Refusal.notFound }
    let mine: SQL = own.map { " AND s.supplier_id = \($0)" } ?? ""
    let suppliers = try reader.rows("""
        SELECT s.supplier_id, v.external_id, v.name, v.blocked, s.answered_at, p.name AS answered_by
        FROM quote_suppliers AS s JOIN suppliers AS v ON v.id = s.supplier_id LEFT JOIN people AS p ON p.id = s.answered_by
        WHERE s.request_id = \(id)\(mine) ORDER BY v.name_folded, v.id LIMIT 100
        """).map { row in
            QuoteSupplier(
                card: SupplierCard(id: try row.get("supplier_id"), externalID: try row.get("external_id"), name: try row.get("name")), isBlocked: try row.get("blocked"),
                answeredAt: try row.find("answered_at"), answeredBy: try row.find("answered_by"))
        }
    if suppliers.isEmpty { throw Refusal.notFound }
    let lines = try reader.rows("""
        SELECT l.id, l.position, l.product_id, p.article, COALESCE(p.name, l.name) AS name, COALESCE(p.unit, l.unit) AS unit, l.quantity, COALESCE(p.withdrawn, 0) AS withdrawn
        FROM quote_lines AS l LEFT JOIN products AS p ON p.id = l.product_id WHERE l.request_id = \(id) ORDER BY l.position LIMIT 1000
        """).map { row in
            QuoteLine(
                id: try row.get("id"), position: try row.get("position"), product: try row.find("product_id"), article: try row.find("article"), name: try row.get("name"),
                unit: Unit(code: try row.get("unit", as: String.self)) ?? .piece, quantity: try row.get("quantity"), isWithdrawn: try row.get("withdrawn"))
        }
    let closed: Instant? = try row.find("closed_at")
    let quotes = try reader.rows("""
        SELECT s.line_id, s.supplier_id, s.price, s.quantity, s.lead_days, s.valid_day, s.reason, s.answered_at, s.chosen, s.offered_at
        FROM quotes AS s WHERE s.request_id = \(id)\(mine) ORDER BY s.line_id, s.supplier_id LIMIT 10000
        """).map { row in
            Quote(
                line: try row.get("line_id"), supplier: try row.get("supplier_id"), price: try row.find("price"), quantity: try row.find("quantity"), leadDays: try row.find("lead_days"),
                validUntil: try row.find("valid_day"), reason: try row.find("reason"), answeredAt: try row.get("answered_at"),
                isChosen: try (own == nil || closed != nil) && row.get("chosen", as: Bool.self), isOffered: try row.find("offered_at", as: Int64.self) != nil)
        }
    return QuoteRequest(
        id: id, comment: try row.find("comment"), wantedDay: try row.get("wanted_day"), askedBy: own == nil ? try row.get("asked_by") : nil, askedAt: try row.get("asked_at"), closedAt: closed,
        revision: try row.get("revision"), lines: lines, suppliers: suppliers, quotes: quotes)
}

/// Suppliers that can be asked: those that are not shut out, by name; at most 500.
package func suppliersToAsk(for viewer: Viewer, in reader: any Reader) throws -> [SupplierCard] {
    try demandKeeper(viewer)
    return try reader.rows("SELECT id, external_id, name FROM suppliers WHERE blocked = 0 ORDER BY name_folded, id LIMIT 500").map {
        SupplierCard(id: try $0.get("id"), externalID: try $0.get("external_id"), name: try $0.get("name"))
    }
}

/// How a supplier has answered requests of the last ninety days: in time, which no later answer is taken, or not at all.
package struct QuoteFigures: Sendable, Equatable {
    package let answered: Int
    package let missed: Int
    /// From the request to the first answer, the middle one, in seconds.
    package let median: Int64?
}

package func quoteFigures(of supplier: ID<Supplier>? = nil, on today: Day, at now: Instant, for viewer: Viewer, in reader: any Reader) throws -> QuoteFigures {
    let supplier = try scope(supplier, for: viewer)
    let recent: SQL = "FROM quote_suppliers AS s JOIN quote_requests AS r ON r.id = s.request_id WHERE s.supplier_id = \(supplier) AND r.asked_at > \(now.adding(seconds: -supplyFigureDays * 86_400))"
    let row = try reader.row("SELECT COUNT(s.answered_at) AS answered, COUNT(CASE WHEN \(isMissed(on: today)) THEN 1 END) AS missed \(recent)")
    let answered: Int = try row?.get("answered") ?? 0
    let middle = answered == 0 ? [] : try reader.rows("""
        SELECT s.answered_at - r.asked_at AS took \(recent) AND s.answered_at IS NOT NULL
        ORDER BY took, r.id LIMIT \(answered % 2 == 0 ? Int64(2) : 1) OFFSET \(Int64((answered - 1) / 2))
        """).map { try $0.get("took", as: Int64.self) }
    return QuoteFigures(answered: answered, missed: try row?.get("missed") ?? 0, median: middle.isEmpty ? nil : middle.reduce(0, +) / Int64(middle.count) / 1000)
}

/// For the menu: how many open requests the viewer's supplier has not answered.
package func quoteMark(for viewer: Viewer, on today: Day) -> Question<Int> {
    guard let supplier = viewer.supplier?.id else { return Question(answered: 0) }
    return .marked("""
        SELECT COUNT(*) AS marked FROM quote_suppliers AS s JOIN quote_requests AS r ON r.id = s.request_id
        WHERE s.supplier_id = \(supplier) AND s.answered_at IS NULL AND r.closed_at IS NULL AND r.wanted_day >= \(today)
        """)
}

/// That the last day went by without an answer. A request that was closed before is nobody's fault.
private func isMissed(on today: Day) -> SQL {
    "(s.answered_at IS NULL AND r.wanted_day < \(today) AND (r.closed_at IS NULL OR r.closed_at >= \(endOfDay("r.wanted_day"))))"
}
