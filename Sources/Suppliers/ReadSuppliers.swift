package import Customers
package import Database
package import Kernel

/// Suppliers by name; for staff who manage them.
/// - Parameter after: folded name and number of the last one of the page before.
package func suppliers(matching text: String, after: (name: String, id: Int64)? = nil, limit: Int, for viewer: Viewer, in reader: any Reader) throws -> [SupplierRow] {
    try demandKeeper(viewer)
    var condition: SQL = "1 = 1"
    let text = text.trimmed
    if !text.isEmpty { condition = condition + " AND (s.name_folded LIKE \(pattern(text.folded)) ESCAPE '\\' OR s.inn = \(text) OR s.external_id = \(text))" }
    if let after { condition = condition + " AND (s.name_folded > \(after.name) OR s.name_folded = \(after.name) AND s.id > \(after.id))" }
    return try reader.rows("""
        SELECT s.id, s.external_id, s.name, s.inn, s.blocked,
            (SELECT COUNT(*) FROM people AS p WHERE p.supplier_id = s.id AND p.blocked = 0) AS people, (SELECT COUNT(*) FROM supplier_offers AS o WHERE o.supplier_id = s.id) AS offers
        FROM suppliers AS s WHERE \(condition) ORDER BY s.name_folded, s.id LIMIT \(max(1, min(limit, 1001)))
        """).map { row in
            SupplierRow(
                card: SupplierCard(id: try row.get("id"), externalID: try row.get("external_id"), name: try row.get("name")), inn: try row.find("inn"),
                isBlocked: try row.get("blocked"), people: try row.get("people"), offers: try row.get("offers"))
        }
}

/// One supplier; for staff who manage them.
package func supplier(_ id: ID<Supplier>, for viewer: Viewer, in reader: any Reader) throws -> SupplierDetails {
    try demandKeeper(viewer)
    guard let row = try reader.row("SELECT id, external_id, name, inn, note, blocked, revision FROM suppliers WHERE id = \(id)") else { throw Refusal.notFound }
    let brands = try reader.rows("""
        SELECT b.external_id, b.name FROM supplier_brands AS g JOIN brands AS b ON b.id = g.brand_id WHERE g.supplier_id = \(id) ORDER BY b.name, b.id LIMIT 5000
        """).map { SupplierDetails.Brand(externalID: try $0.get("external_id"), name: try $0.get("name")) }
    let articles = try reader.rows("""
        SELECT p.article FROM supplier_products AS g JOIN products AS p ON p.id = g.product_id WHERE g.supplier_id = \(id) ORDER BY p.article LIMIT \(SupplierDraft.articleLimit + 1)
        """).map { try $0.get("article", as: String.self) }
    return SupplierDetails(
        card: SupplierCard(id: id, externalID: try row.get("external_id"), name: try row.get("name")), inn: try row.find("inn"), note: try row.find("note"),
        isBlocked: try row.get("blocked"), revision: try row.get("revision"), brands: brands,
        articles: articles.count > SupplierDraft.articleLimit ? nil : articles)
}

/// Every brand to choose from, by name; at most 5000, and beside them those that the supplier has: a form that left them out would take them away.
package func brandsToGive(to supplier: ID<Supplier>? = nil, for viewer: Viewer, in reader: any Reader) throws -> [SupplierDetails.Brand] {
    try demandKeeper(viewer)
    return try reader.rows("""
        SELECT external_id, name FROM brands
        WHERE id IN (SELECT b.id FROM brands AS b ORDER BY b.name, b.id LIMIT 5000) OR id IN (SELECT g.brand_id FROM supplier_brands AS g WHERE g.supplier_id = \(supplier))
        ORDER BY name, id LIMIT 10000
        """).map { SupplierDetails.Brand(externalID: try $0.get("external_id"), name: try $0.get("name")) }
}

/// Staff who manage suppliers; for others there are none.
func demandKeeper(_ viewer: Viewer) throws {
    if viewer.identity == .visitor { throw Refusal(.unauthenticated) }
    guard viewer.isStaff else { throw Refusal.notFound }
    try viewer.demand(.manageSuppliers)
}

/// Whose things the viewer sees: of staff those of the named supplier, of a supplier's person his own, whatever is named.
func scope(_ supplier: ID<Supplier>?, for viewer: Viewer) throws -> ID<Supplier> {
    if let own = viewer.supplier { return own.id }
    try demandKeeper(viewer)
    guard let supplier else { throw Refusal.notFound }
    return supplier
}

/// As a part of something for LIKE, with `\` as the escape.
func pattern(_ text: String) -> String { "%" + text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_") + "%" }
