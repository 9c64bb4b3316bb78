package import Customers
package import Database
import Journal
package import Kernel

/// Asks suppliers to name a price; for staff who manage suppliers. Each of them is written to and sees nothing of the others.
///
/// - Throws: the problems of the fields by their pointers, those of lists with the number of the row.
package func askForQuotes(_ draft: QuoteDraft, on today: Day, for viewer: Viewer, at now: Instant, in writer: any Writer) throws -> ID<QuoteRequest> {
    try demandKeeper(viewer)
    let person = try viewer.demandPerson()
    var (lines, problems) = draft.parse()
    let articles = lines.compactMap(\.article)
    let known = Dictionary(try writer.rows("SELECT id, article FROM products WHERE article \(in: Array(articles.prefix(QuoteDraft.lineLimit + 1))) AND withdrawn = 0 ORDER BY id LIMIT 1000").map {
        (try $0.get("article", as: String.self), try $0.get("id", as: Int64.self))
    }) { first, _ in first }
    for article in articles where known[article] == nil && problems.count < 10 {
        problems.append(Refusal.Problem("/goods", .validation, "unknown_article", ["value": .text(String(article.prefix(100)))]))
    }
    if lines.isEmpty, problems.isEmpty { problems.append(Refusal.Problem("/goods", .validation, "quote_no_lines")) }
    if lines.count > QuoteDraft.lineLimit { problems.append(Refusal.Problem("/goods", .validation, "quote_many_lines", ["limit": .integer(Int64(QuoteDraft.lineLimit))])) }
    let day = typedDay(draft.day.trimmed)
    if day.map({ $0 < today || $0 > today.adding(days: 365) }) ?? true { problems.append(Refusal.Problem("/day", .validation, "quote_day")) }
    let comment = draft.comment.trimmed
    if comment.count > 2000 { problems.append(Refusal.Problem("/comment", .validation, "text_too_long", ["limit": .integer(2000)])) }
    let suppliers = try writer.rows("SELECT id FROM suppliers WHERE id \(in: Array(draft.suppliers.prefix(1000))) AND blocked = 0 ORDER BY id LIMIT 1000").map { try $0.get("id", as: Int64.self) }
    if suppliers.isEmpty || suppliers.count > QuoteDraft.supplierLimit {
        problems.append(Refusal.Problem("/supplier", .validation, "quote_suppliers", ["limit": .integer(Int64(QuoteDraft.supplierLimit))]))
    }
    guard problems.isEmpty, let day else { throw Refusal(.validation, problems: problems) }
    guard let id: ID<QuoteRequest> = try writer.rows("""
        INSERT INTO quote_requests (comment, wanted_day, asked_by, asked_at) VALUES (\(comment.isEmpty ? nil : comment), \(day), \(person), \(now)) RETURNING id
        """).first?.get("id")
    else { throw Refusal(.unavailable) }
    var table = ValueTable([("position", .integer), ("product_id", .integer), ("name", .text), ("unit", .text), ("quantity", .integer)])
    for (place, line) in lines.enumerated() {
        let product = line.article.flatMap { known[$0] }
        table.append([Int64(place + 1).sqlValue, product.map(\.sqlValue) ?? .null, line.name.map(\.sqlValue) ?? .null, line.unit.map { $0.code.sqlValue } ?? .null, line.quantity.sqlValue])
    }
    try writer.run("""
        INSERT INTO quote_lines (request_id, position, product_id, name, unit, quantity)
        SELECT \(id), v.position, v.product_id, v.name, v.unit, v.quantity FROM \(table: table) AS v ORDER BY v.position
        """)
    try writer.run("INSERT INTO quote_suppliers (request_id, supplier_id) SELECT \(id), id FROM suppliers WHERE id \(in: suppliers) ORDER BY id")
    let details: JSON = ["lines": .number(String(lines.count)), "suppliers": .array(suppliers.map { .number(String($0)) }), "day": .string(day.description)]
    try writer.record(JournalEntry("quote-requests", "created", ids: [id.rawValue], by: viewer.actor, details), at: now)
    try writer.tellSuppliers(suppliers, .quote(request: id.rawValue, .asked), at: now)
    return id
}
