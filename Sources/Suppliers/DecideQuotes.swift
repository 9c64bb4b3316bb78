package import Customers
package import Database
import Journal
package import Kernel

/// Chooses a supplier for each line, over what was chosen before, and closes the request when it is told to; for staff who manage suppliers.
///
/// Suppliers are told once it is closed. From then on nothing is answered or chosen any more.
/// - Parameters:
///   - choice: the chosen supplier of each line; lines that it does not name have none.
///   - revision: the one that was seen: a price that has changed meanwhile is not chosen unseen.
/// - Throws: `stale_revision`; `quote_closed`; `quote_choice` for somebody who has named no price.
package func decideQuotes(
    _ choice: [ID<QuoteLine>: ID<Supplier>], closes: Bool, of id: ID<QuoteRequest>, revision: Int64, for viewer: Viewer, at now: Instant, in writer: any Writer
) throws {
    try demandKeeper(viewer)
    let person = try viewer.demandPerson()
    guard try writer.row("SELECT id FROM quote_requests WHERE id = \(id) \(.forUpdate)") != nil else { throw Refusal.notFound }
    let request = try quoteRequest(id, for: viewer, in: writer)
    guard request.closedAt == nil else { throw Refusal(.validation, "quote_closed") }
    guard request.revision == revision else { throw Refusal(.staleRevision) }
    for (line, supplier) in choice where request.quote(line, of: supplier)?.price == nil {
        throw Refusal(.validation, problems: [Refusal.Problem("/line-\(line)", .validation, "quote_choice")])
    }
    var table = ValueTable([("line_id", .integer), ("supplier_id", .integer)])
    for (line, supplier) in choice.sorted(by: { $0.key < $1.key }) { table.append([line.sqlValue, supplier.sqlValue]) }
    try writer.run("UPDATE quotes SET chosen = 0 WHERE request_id = \(id) AND chosen = 1")
    if !choice.isEmpty {
        try writer.run("UPDATE quotes SET chosen = 1 WHERE request_id = \(id) AND EXISTS (SELECT 1 FROM \(table: table) AS v WHERE v.line_id = quotes.line_id AND v.supplier_id = quotes.supplier_id)")
    }
    try writer.run("UPDATE quote_requests SET revision = revision + 1 WHERE id = \(id)")
    let positions = Dictionary(request.lines.map { ($0.id, $0.position) }) { first, _ in first }
    let told: JSON = .array(choice.sorted { $0.key < $1.key }.map { .string("\(positions[$0.key] ?? 0): \($0.value)") })
    try writer.record(JournalEntry("quote-requests", "chosen", ids: [id.rawValue], by: viewer.actor, ["lines": told]), at: now)
    guard closes else { return }
    try writer.run("UPDATE quote_requests SET closed_at = \(now), closed_by = \(person) WHERE id = \(id)")
    try writer.record(JournalEntry("quote-requests", "closed", ids: [id.rawValue], by: viewer.actor), at: now)
    try writer.tellSuppliers(request.suppliers.map(\.card.id.rawValue), .quote(request: id.rawValue, .closed), at: now)
}

/// Lets the chosen answers of a closed request be those suppliers' offers, over what they offered before; their own articles stay. A product that was not its supplier's so far
/// becomes so. What is not in the catalogue, suppliers that are shut out, prices that are over and those that the supplier has offered something newer than are left alone.
/// - Returns: how many offers were made.
package func offerQuotes(of id: ID<QuoteRequest>, for viewer: Viewer, at now: Instant, in writer: any Writer) throws -> Int {
    try demandKeeper(viewer)
    guard try writer.row("SELECT id FROM quote_requests WHERE id = \(id) \(.forUpdate)") != nil else { throw Refusal.notFound }
    let request = try quoteRequest(id, for: viewer, in: writer)
    let lines = Dictionary(request.lines.map { ($0.id, $0) }) { first, _ in first }
    let bySupplier = Dictionary(grouping: request.offerable, by: \.supplier).sorted { $0.key < $1.key }
    let today = Day.ofHouse(at: now)
    var count = 0
    for (supplier, quotes) in bySupplier {
        let products = quotes.compactMap { lines[$0.line]?.product }
        let given = try writer.run("""
            INSERT INTO supplier_products (supplier_id, product_id) SELECT \(supplier), p.id FROM products AS p WHERE p.id \(in: products) AND NOT \(isGoods(of: supplier)) ORDER BY p.id
            ON CONFLICT (supplier_id, product_id) DO NOTHING
            """)
        if given > 0 {
            try writer.run("UPDATE suppliers SET revision = revision + 1 WHERE id = \(supplier)")
            try writer.record(JournalEntry("suppliers", "saved", ids: [supplier.rawValue], by: viewer.actor, ["given": .number(String(given)), "request": .number(String(id.rawValue))]), at: now)
        }
        let known = Dictionary(try writer.offers(of: supplier, " AND p.id \(in: products)", limit: 1000).map { ($0.product, $0) }) { first, _ in first }
        var saved: [Int64] = []
        var offered: [Int64] = []
        for quote in quotes {
            guard let product = lines[quote.line]?.product, let offer = known[product] else { continue }
            if quote.validUntil.map({ $0 < today }) ?? false || offer.updatedAt.map({ $0 > quote.answeredAt }) ?? false { continue }
            let terms = OfferTerms(article: offer.terms.article, price: quote.price, quantity: quote.quantity, leadDays: quote.leadDays, validUntil: quote.validUntil)
            guard try terms == offer.terms || writer.put(terms, of: product, supplier, over: offer.revision, at: now) else { throw Refusal(.staleRevision) }
            saved.append(product.rawValue)
            offered.append(quote.line.rawValue)
        }
        if saved.isEmpty { continue }
        try writer.run("UPDATE quotes SET offered_at = \(now) WHERE supplier_id = \(supplier) AND line_id \(in: offered)")
        let details: JSON = ["from": "quote", "request": .number(String(id.rawValue)), "supplier": .number(String(supplier.rawValue))]
        try writer.record(JournalEntry("supplier-offers", "saved", ids: saved, by: viewer.actor, details), at: now)
        count += saved.count
    }
    if count == 0 { throw Refusal(.validation, "quote_no_offers") }
    return count
}
