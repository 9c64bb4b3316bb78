package import Customers
package import Database
import Foundation
import Journal
package import Kernel

/// Makes a supplier or, with a number and the revision that was seen, changes it: its name, what it is called in the ERP, and whose goods are its own.
///
/// - Throws: the problems of the fields by their pointers; `stale_revision` when somebody changed it meanwhile.
package func saveSupplier(_ draft: SupplierDraft, _ known: (id: ID<Supplier>, revision: Int64)?, for viewer: Viewer, at now: Instant, in writer: any Writer) throws -> ID<Supplier> {
    guard viewer.isStaff else { throw Refusal.notFound }
    try viewer.demand(.manageSuppliers)
    let (name, note, typed, inn) = (draft.name.trimmed, draft.note.trimmed, draft.inn.trimmed, INN(draft.inn.trimmed))
    var problems: [Refusal.Problem] = []
    if name.isEmpty || name.count > 300 { problems.append(Refusal.Problem("/name", .validation, "name_required")) }
    if !typed.isEmpty, inn == nil { problems.append(Refusal.Problem("/inn", .validation, "invalid_inn", ["value": .text(String(typed.prefix(40)))])) }
    if note.count > 2000 { problems.append(Refusal.Problem("/note", .validation, "text_too_long", ["limit": .integer(2000)])) }
    let brands = try writer.rows("SELECT id FROM brands WHERE external_id \(in: Array(draft.brands.prefix(10_000))) ORDER BY name, id LIMIT 10000").map { try $0.get("id", as: Int64.self) }
    let articles = draft.articleList
    if articles.count > SupplierDraft.articleLimit { problems.append(Refusal.Problem("/articles", .validation, "supplier_articles", ["limit": .integer(Int64(SupplierDraft.articleLimit))])) }
    let products = try writer.rows("SELECT id, article FROM products WHERE article \(in: Array(articles.prefix(SupplierDraft.articleLimit))) ORDER BY id LIMIT 1000")
    let found = Set(try products.map { try $0.get("article", as: String.self) })
    if let missing = articles.prefix(SupplierDraft.articleLimit).first(where: { !found.contains($0) }) {
        problems.append(Refusal.Problem("/articles", .validation, "unknown_article", ["value": .text(String(missing.prefix(100)))]))
    }
    guard problems.isEmpty else { throw Refusal(.validation, problems: problems) }
    let id: ID<Supplier>
    if let known {
        guard let row = try writer.row("SELECT revision FROM suppliers WHERE id = \(known.id) \(.forUpdate)") else { throw Refusal.notFound }
        guard try row.get("revision", as: Int64.self) == known.revision else { throw Refusal(.staleRevision) }
        try writer.run("""
            UPDATE suppliers SET name = \(name), name_folded = \(name.folded), inn = \(inn?.text), note = \(note.isEmpty ? nil : note), blocked = \(draft.isBlocked),
                revision = revision + 1, updated_at = \(now)
            WHERE id = \(known.id)
            """)
        // Whoever works for it is out at once.
        if draft.isBlocked { try writer.endAccess(ofSuppliers: [known.id.rawValue]) }
        id = known.id
    } else {
        let code = draft.code.trimmed.isEmpty ? "portal-\(UUID().uuidString.lowercased())" : draft.code.trimmed
        guard code.count <= 200, let made: ID<Supplier> = try writer.rows("""
            INSERT INTO suppliers (external_id, name, name_folded, inn, note, blocked, updated_at)
            VALUES (\(code), \(name), \(name.folded), \(inn?.text), \(note.isEmpty ? nil : note), \(draft.isBlocked), \(now)) ON CONFLICT (external_id) DO NOTHING RETURNING id
            """).first?.get("id")
        else {
            let value = ["value": Refusal.Argument.text(String(code.prefix(100)))]
            throw Refusal(.validation, problems: [Refusal.Problem("/code", .validation, "supplier_code_taken", value)])
        }
        id = made
    }
    var details = try writer.giveGoods(brands: brands, products: try products.map { try $0.get("id") }, to: id)
    (details["name"], details["blocked"]) = (.string(name), .bool(draft.isBlocked))
    try writer.record(JournalEntry("suppliers", known == nil ? "created" : "saved", ids: [id.rawValue], by: viewer.actor, .object(details)), at: now)
    return id
}

extension Writer {
    /// Of these suppliers those that are blocked: nobody of them is in any more, and no link lets in.
    func endAccess(ofSuppliers ids: [Int64]) throws {
        let people: SQL = "(SELECT p.id FROM people AS p JOIN suppliers AS v ON v.id = p.supplier_id WHERE v.id \(in: ids) AND v.blocked = 1)"
        try run("DELETE FROM sessions WHERE person_id IN \(people)")
        try run("DELETE FROM account_links WHERE person_id IN \(people)")
        try run("DELETE FROM email_changes WHERE person_id IN \(people)")
    }

    /// - Returns: for the journal, how many were given and taken.
    fileprivate func giveGoods(brands: [Int64], products: [Int64], to supplier: ID<Supplier>) throws -> JSONObject {
        let formerBrands = Set(try rows("SELECT brand_id FROM supplier_brands WHERE supplier_id = \(supplier) ORDER BY position").map { try $0.get("brand_id", as: Int64.self) })
        try run("DELETE FROM supplier_brands WHERE supplier_id = \(supplier)")
        for (position, brand) in brands.enumerated() {
            try run("INSERT INTO supplier_brands (supplier_id, position, brand_id) VALUES (\(supplier), \(Int64(position)), \(brand))")
        }
        var (given, taken) = (0, 0)
        // More than a form shows came through the API: it does not take away what it cannot show.
        let former: Int = try row("SELECT COUNT(*) AS n FROM supplier_products WHERE supplier_id = \(supplier)")?.get("n") ?? 0
        if former <= SupplierDraft.articleLimit {
            taken = try run("DELETE FROM supplier_products WHERE supplier_id = \(supplier) AND NOT (product_id \(in: products))")
            given = try run("""
                INSERT INTO supplier_products (supplier_id, product_id) SELECT \(supplier), id FROM products WHERE id \(in: products) ORDER BY id
                ON CONFLICT (supplier_id, product_id) DO NOTHING
                """)
        }
        func number(_ count: Int) -> JSON { .number(String(count)) }
        return [
            "brands_given": number(Set(brands).subtracting(formerBrands).count), "brands_taken": number(formerBrands.subtracting(brands).count),
            "products_given": number(given), "products_taken": number(taken),
        ]
    }
}
