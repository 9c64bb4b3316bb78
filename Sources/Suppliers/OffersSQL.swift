package import Customers
package import Database
package import Kernel

/// A supplier's products with its offers, by article. A supplier's person sees his own, whatever supplier is named; staff who manage suppliers that of the named one.
/// - Parameters:
///   - after: the article of the last one of the page before.
///   - today: by the house's calendar.
package func offers(
    _ filter: OfferFilter = OfferFilter(), of supplier: ID<Supplier>? = nil, after: String? = nil, limit: Int, on today: Day, for viewer: Viewer, in reader: any Reader
) throws -> [Offer] {
    var condition: SQL = ""
    let text = filter.text.trimmed
    if !text.isEmpty {
        // Names stand as they were written: they are looked for as typed and with a capital letter.
        let patterns = [text, text.prefix(1).uppercased() + text.dropFirst()].map { pattern($0) }
        let code = pattern(text.uppercased())
        condition = """
             AND (UPPER(p.article) LIKE \(code) ESCAPE '\\' OR UPPER(o.article) LIKE \(code) ESCAPE '\\' OR p.article LIKE \(patterns[0]) ESCAPE '\\' OR p.name LIKE \(patterns[0]) ESCAPE '\\' OR p.name LIKE \(patterns[1]) ESCAPE '\\')
            """
    }
    switch filter.state {
    case nil: break
    case .offered: condition = condition + " AND o.id IS NOT NULL AND (o.valid_day IS NULL OR o.valid_day >= \(today))"
    case .missing: condition = condition + " AND o.id IS NULL"
    case .over: condition = condition + " AND o.valid_day < \(today)"
    }
    if let after { condition = condition + " AND p.article > \(after)" }
    return try reader.offers(of: try scope(supplier, for: viewer), condition, limit: limit)
}

/// One product of the viewer's supplier; what is not its own is not found.
package func offer(article: String, for viewer: Viewer, in reader: any Reader) throws -> Offer {
    guard let offer = try reader.offers(of: try viewer.demandSupplier().id, " AND p.article = \(article)", limit: 1).first else { throw Refusal.notFound }
    return offer
}

/// How many products a supplier has and how many it has told something of that still holds.
package func offerCounts(of supplier: ID<Supplier>?, on today: Day, for viewer: Viewer, in reader: any Reader) throws -> (products: Int, offered: Int) {
    let supplier = try scope(supplier, for: viewer)
    let row = try reader.row("""
        SELECT COUNT(*) AS products, COUNT(CASE WHEN o.id IS NOT NULL AND (o.valid_day IS NULL OR o.valid_day >= \(today)) THEN 1 END) AS offered
        FROM products AS p LEFT JOIN supplier_offers AS o ON o.product_id = p.id AND o.supplier_id = \(supplier)
        WHERE p.withdrawn = 0 AND \(isGoods(of: supplier))
        """)
    return (try row?.get("products") ?? 0, try row?.get("offered") ?? 0)
}

/// That a product `p` is one of the supplier's: its brand is, or it was given to it by itself.
func isGoods(of supplier: ID<Supplier>) -> SQL {
    """
    (p.brand_id IN (SELECT g.brand_id FROM supplier_brands AS g WHERE g.supplier_id = \(supplier))
        OR p.id IN (SELECT g.product_id FROM supplier_products AS g WHERE g.supplier_id = \(supplier)))
    """
}

extension Reader {
    func offers(of supplier: ID<Supplier>, _ condition: SQL, limit: Int) throws -> [Offer] {
        try rows("""
            SELECT p.id, p.article, p.name, p.unit, b.name AS brand, o.article AS own_article, o.price, o.quantity, o.lead_days, o.valid_day, o.revision, o.updated_at
            FROM products AS p LEFT JOIN brands AS b ON b.id = p.brand_id LEFT JOIN supplier_offers AS o ON o.product_id = p.id AND o.supplier_id = \(supplier)
            WHERE p.withdrawn = 0 AND \(isGoods(of: supplier))\(condition) ORDER BY p.article LIMIT \(max(1, min(limit, 10_001)))
            """).map { row in
                Offer(
                    product: try row.get("id"), article: try row.get("article"), name: try row.get("name"), brand: try row.find("brand"), unit: Unit(code: try row.get("unit", as: String.self)) ?? .piece,
                    terms: OfferTerms(
                        article: try row.find("own_article"), price: try row.find("price"), quantity: try row.find("quantity"), leadDays: try row.find("lead_days"),
                        validUntil: try row.find("valid_day")),
                    revision: try row.find("revision") ?? 0, updatedAt: try row.find("updated_at"))
            }
    }
}
