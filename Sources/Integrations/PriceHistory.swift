package import Customers
package import Database
package import Kernel

/// A price that stood in a list from one moment to another, or still stands there.
package struct KeptPrice: Sendable {
    package let list: (externalID: String, name: String)
    package let currency: Currency
    package let minQuantity: Quantity
    package let from: Day
    package let to: Day
    package let price: UnitPrice
    /// When it came.
    package let since: Instant
    /// As of when its owner told what holds, where he said.
    package let asOf: Instant?
    /// When it was replaced; nil for what holds.
    package let until: Instant?
    /// Who replaced it: a person's or a key's name; nil for a command and for the portal itself.
    package let replacedBy: String?
    /// The file that replaced it.
    package let origin: String?
    package let isCost: Bool
}

extension Reader {
    /// The prices of a product in all lists or in one, what holds before what has been, at most `limit` of each.
    fileprivate func keptPrices(of product: ID<Product>, in list: ID<PriceList>?, limit: Int) throws -> (current: [KeptPrice], former: [KeptPrice]) {
        let only: SQL = list.map { " AND l.id = \($0)" } ?? ""
        let current = try rows("""
            SELECT l.external_id, l.name, l.currency, l.cost, r.min_quantity, r.from_day, r.to_day, r.unit_price, r.updated_at AS since, r.as_of
            FROM prices AS r JOIN price_lists AS l ON l.id = r.price_list_id WHERE r.product_id = \(product) \(only)
            ORDER BY l.cost, l.name, l.id, r.min_quantity, r.from_day LIMIT \(Int64(limit))
            """).map { try KeptPrice($0, isCurrent: true) }
        let former = try rows("""
            SELECT l.external_id, l.name, l.currency, l.cost, f.min_quantity, f.from_day, f.to_day, f.unit_price, f.since, f.until, f.origin, COALESCE(p.name, k.name) AS actor_name
            FROM former_prices AS f JOIN price_lists AS l ON l.id = f.price_list_id
            LEFT JOIN people AS p ON f.actor = 'person:' || CAST(p.id AS TEXT) LEFT JOIN access_keys AS k ON f.actor = 'key:' || CAST(k.id AS TEXT)
            WHERE f.product_id = \(product) \(only) ORDER BY f.id DESC LIMIT \(Int64(limit))
            """).map { try KeptPrice($0, isCurrent: false) }
        return (current, former)
    }
}

extension KeptPrice {
    fileprivate init(_ row: Row, isCurrent: Bool) throws {
        self.init(
            list: (try row.get("external_id"), try row.get("name")), currency: try row.get("currency"), minQuantity: try row.get("min_quantity"), from: try row.get("from_day"),
            to: try row.get("to_day"), price: try row.get("unit_price"), since: try row.get("since"), asOf: isCurrent ? try row.find("as_of") : nil, until: isCurrent ? nil : try row.get("until"),
            replacedBy: isCurrent ? nil : try row.find("actor_name"), origin: isCurrent ? nil : try row.find("origin"), isCost: try row.get("cost"))
    }
}

/// All prices of a product over the lists, with what they were before. For staff who read records and see prices and costs.
/// - Parameter list: one list by its external id; nil for all.
package func priceHistory(
    ofArticle article: String, inList list: String? = nil, limit: Int = 200, for viewer: Viewer, in reader: any Reader
) throws -> (article: String, name: String, unit: Unit, current: [KeptPrice], former: [KeptPrice]) {
    try viewer.demandKeeper()
    guard let product = try reader.row("SELECT id, article, name, unit FROM products WHERE article = \(article)") else { throw Refusal.notFound }
    var only: ID<PriceList>?
    if let list {
        guard let row = try reader.row("SELECT id FROM price_lists WHERE external_id = \(list)") else { throw Refusal.notFound }
        only = try row.get("id")
    }
    let (current, former) = try reader.keptPrices(of: try product.get("id"), in: only, limit: limit)
    return (try product.get("article"), try product.get("name"), Unit(code: try product.get("unit", as: String.self)) ?? .piece, current, former)
}
