package import Customers
package import Database
package import Kernel
package import Pricing
package import Records

/// A cell of the discount matrix, or a floor, as its keepers see it.
package struct DiscountCard: Sendable {
    package enum Effect: Sendable { case percent(Percent), fixed(UnitPrice), markup(Percent), floorMargin(Percent), floorPrice(UnitPrice) }

    /// Whom or what a rule is for: the API's word, and the name; nil for all.
    package typealias Side = (kind: String, externalID: String, name: String)

    package let id: Int64
    package let externalID: String
    package let name: String
    package let target: Side?
    package let scope: Side?
    package let effect: Effect
    package let currency: Currency
    package let vatIncluded: Bool
    package let minQuantity: Quantity
    package let minAmount: Money?
    package let priority: Int64
    package let mode: DiscountTerms.Mode?
    package let from: Day
    package let to: Day
    package let isPortals: Bool
    /// Changes of it that wait for a second person.
    package let waiting: Int
}

/// Which rules a list shows: those that may concern a client, a product; those that name a segment, category or brand.
package struct DiscountFilter: Sendable {
    /// Part of the name, or the external id.
    package var text = ""
    /// External ids.
    package var client: String?
    package var segment: String?
    package var category: String?
    package var brand: String?
    package var product: String?
    package var day: Day?

    package init() {}
}

/// Cells of the matrix by number. Those of clients that the viewer does not look after are left out.
/// - Returns: the page and where the next one begins.
package func discountCards(
    _ filter: DiscountFilter = DiscountFilter(), after id: Int64 = 0, limit: Int = 50, for viewer: Viewer, in reader: any Reader
) throws -> (cards: [DiscountCard], next: Int64?) {
    try viewer.demandKeeper()
    var condition: SQL = "d.id > \(id) AND (COALESCE(d.client_id, k.client_id) IS NULL OR \(viewer.sees(client: "COALESCE(d.client_id, k.client_id)")))"
    if !filter.text.trimmed.isEmpty {
        condition = condition + " AND (d.external_id = \(filter.text.trimmed) OR d.name LIKE \("%\(filter.text.trimmed.termsEscaped)%") ESCAPE '\\')"
    }
    if let day = filter.day { condition = condition + " AND d.from_day <= \(day) AND d.to_day >= \(day)" }
    if let segment = filter.segment { condition = condition + " AND s.external_id = \(segment)" }
    if let category = filter.category { condition = condition + " AND g.external_id = \(category)" }
    if let brand = filter.brand { condition = condition + " AND b.external_id = \(brand)" }
    if let client = filter.client {
        condition = condition + """
             AND (d.client_id IS NULL AND d.contract_id IS NULL AND d.segment_id IS NULL
                OR d.client_id = \(SQL.client(client))
                OR k.client_id = \(SQL.client(client))
                OR d.segment_id IN (WITH RECURSIVE up (id, parent_id, depth) AS (
                    SELECT s1.id, s1.parent_id, 0 FROM clients AS c1 JOIN segments AS s1 ON s1.id = c1.segment_id WHERE c1.id = \(SQL.client(client))
                    UNION ALL SELECT s2.id, s2.parent_id, up.depth + 1 FROM segments AS s2 JOIN up ON s2.id = up.parent_id WHERE up.depth < 100
                ) SELECT id FROM up))
            """
    }
    if let product = filter.product {
        condition = condition + """
             AND (d.product_id IS NULL AND d.category_id IS NULL AND d.brand_id IS NULL
                OR d.product_id IN (SELECT id FROM products WHERE external_id = \(product))
                OR d.brand_id IN (SELECT brand_id FROM products WHERE external_id = \(product))
                OR d.category_id IN (WITH RECURSIVE up (id, parent_id, depth) AS (
                    SELECT g1.id, g1.parent_id, 0 FROM products AS p1 JOIN categories AS g1 ON g1.id = p1.category_id WHERE p1.external_id = \(product)
                    UNION ALL SELECT g2.id, g2.parent_id, up.depth + 1 FROM categories AS g2 JOIN up ON g2.id = up.parent_id WHERE up.depth < 100
                ) SELECT id FROM up))
            """
    }
    let limit = max(1, min(limit, 500))
    let found = try reader.rows("""
        SELECT d.id, d.external_id, d.name, c.external_id AS client_key, c.name AS client_name, k.external_id AS contract_key,
            COALESCE(k.number, k.external_id) AS contract_name, s.external_id AS segment_key, s.name AS segment_name, p.external_id AS product_key,
            p.article || ' · ' || p.name AS product_name, g.external_id AS category_key, g.name AS category_name, b.external_id AS brand_key, b.name AS brand_name,
            d.percent, d.fixed_price, d.markup, d.currency, d.vat_included, d.min_quantity, d.min_amount, d.priority, d.mode, d.from_day, d.to_day, d.source,
            (SELECT COUNT(*) FROM term_changes AS t WHERE t.kind = 'discounts' AND t.subject = d.external_id AND t.status = 'waiting') AS waiting
        FROM discounts AS d LEFT JOIN clients AS c ON c.id = d.client_id LEFT JOIN contracts AS k ON k.id = d.contract_id LEFT JOIN segments AS s ON s.id = d.segment_id
        LEFT JOIN products AS p ON p.id = d.product_id LEFT JOIN categories AS g ON g.id = d.category_id LEFT JOIN brands AS b ON b.id = d.brand_id
        WHERE \(condition) ORDER BY d.id LIMIT \(Int64(limit + 1))
        """)
    let cards = try found.prefix(limit).map { row in
        let effect: DiscountCard.Effect =
            if let percent = try row.find("percent").flatMap({ Percent(millionths: $0) }) { .percent(percent) } else if let price: UnitPrice = try row.find("fixed_price") {
                .fixed(price)
            } else { .markup(try row.find("markup").flatMap { Percent(millionths: $0) } ?? .zero) }
        return try row.card(target: try row.side("client") ?? row.side("contract") ?? row.side("segment"), effect)
    }
    return (Array(cards), found.count > limit ? cards.last?.id : nil)
}

/// Floors of discounts by number, at most five hundred.
package func floorCards(for viewer: Viewer, in reader: any Reader) throws -> [DiscountCard] {
    try viewer.demandKeeper()
    return try reader.rows("""
        SELECT d.id, d.external_id, d.name, p.external_id AS product_key, p.article || ' · ' || p.name AS product_name, g.external_id AS category_key,
            g.name AS category_name, b.external_id AS brand_key, b.name AS brand_name, d.margin, d.price, d.currency, d.vat_included, d.from_day, d.to_day, d.source,
            (SELECT COUNT(*) FROM term_changes AS t WHERE t.kind = 'price-floors' AND t.subject = d.external_id AND t.status = 'waiting') AS waiting
        FROM price_floors AS d LEFT JOIN products AS p ON p.id = d.product_id LEFT JOIN categories AS g ON g.id = d.category_id LEFT JOIN brands AS b ON b.id = d.brand_id
        ORDER BY d.id LIMIT 500
        """).map { row in
            let margin = try row.find("margin").flatMap { Percent(millionths: $0) }
            return try row.card(target: nil, margin.map { .floorMargin($0) } ?? .floorPrice(try row.get("price")))
        }
}

/// A record of terms as it stands, in the fields of its kind; nil when there is none. For the form of a change.
/// - Parameter item: its key, as `proposeTermsChange` takes it.
package func termsRecord(_ kind: TermsKind, _ item: JSONObject, for viewer: Viewer, at now: Instant, in reader: any Reader) throws -> JSONObject? {
    try viewer.demandTermsKeeper()
    let record = try examineRecords([.object(item)], of: kind.record, at: now, in: reader).first
    guard let before = record?.before else { return nil }
    if let client = try reader.clientConcerned(before, kind), try reader.row("SELECT 1 AS found FROM clients WHERE id = \(client) AND \(viewer.sees(client: "id"))") == nil { return nil }
    return before
}

/// How many products and clients a change of a rule touches.
package struct TermsReach: Sendable {
    package let products: Int
    package let clients: Int
    /// Some of the products, by article.
    package let examples: [ID<Product>]
    /// A client that it concerns and that the viewer sees, with a contract in force.
    package let client: ClientCard?
}

/// Whom and what a discount, a floor or the portal's lists of a contract touch; nil for other kinds.
/// - Parameter record: as it would be.
package func termsReach(of kind: TermsKind, _ record: JSONObject, for viewer: Viewer, in reader: any Reader) throws -> TermsReach? {
    try viewer.demandKeeper()
    var goods: SQL = "1 = 1"
    if kind == .chains || kind == .contracts {
        let lists = (record["portal_lists"] ?? record["price_lists"])?.array?.compactMap(\.string) ?? []
        goods = "p.id IN (SELECT r.product_id FROM prices AS r JOIN price_lists AS l ON l.id = r.price_list_id WHERE l.external_id \(in: lists))"
    } else if kind != .discounts, kind != .floors { return nil }
    let scope = record["scope"]?.object
    if let product = scope?["product"]?.string { goods = "p.external_id = \(product)" }
    if let brand = scope?["brand"]?.string { goods = "p.brand_id IN (SELECT id FROM brands WHERE external_id = \(brand))" }
    if let category = scope?["category"]?.string {
        goods = """
            p.category_id IN (WITH RECURSIVE down (id, depth) AS (
                SELECT id, 0 FROM categories WHERE external_id = \(category)
                UNION ALL SELECT c.id, down.depth + 1 FROM categories AS c JOIN down ON c.parent_id = down.id WHERE down.depth < 100
            ) SELECT id FROM down)
            """
    }
    var buyers: SQL = "1 = 1"
    let target = record["target"]?.object
    if let client = target?["client"]?.string { buyers = "c.external_id = \(client)" }
    let contract = target?["contract"]?.string ?? (kind == .chains || kind == .contracts ? record["external_id"]?.string : nil)
    if let contract { buyers = "c.id IN (SELECT client_id FROM contracts WHERE external_id = \(contract))" }
    if kind == .contracts, let client = record["client"]?.string { buyers = "c.external_id = \(client)" }
    if let segment = target?["segment"]?.string {
        buyers = """
            c.segment_id IN (WITH RECURSIVE down (id, depth) AS (
                SELECT id, 0 FROM segments WHERE external_id = \(segment)
                UNION ALL SELECT s.id, down.depth + 1 FROM segments AS s JOIN down ON s.parent_id = down.id WHERE down.depth < 100
            ) SELECT id FROM down)
            """
    }
    let client = try reader.row("""
        SELECT c.id, c.external_id, c.name FROM clients AS c WHERE \(buyers) AND \(viewer.sees(client: "c.id"))
            AND EXISTS (SELECT 1 FROM contracts AS k WHERE k.client_id = c.id AND k.status = 'active') ORDER BY c.name_folded, c.id LIMIT 1
        """).map { ClientCard(id: try $0.get("id"), externalID: try $0.get("external_id"), name: try $0.get("name")) }
    return TermsReach(
        products: try reader.row("SELECT COUNT(*) AS n FROM products AS p WHERE \(goods)")?.get("n") ?? 0,
        clients: try reader.row("SELECT COUNT(*) AS n FROM clients AS c WHERE \(buyers)")?.get("n") ?? 0,
        examples: try reader.rows("SELECT p.id FROM products AS p WHERE \(goods) ORDER BY p.article, p.id LIMIT 8").map { try $0.get("id") }, client: client)
}

extension Row {
    fileprivate func side(_ kind: String) throws -> DiscountCard.Side? {
        guard let key = try find("\(kind)_key", as: String.self) else { return nil }
        return (kind, key, try find("\(kind)_name") ?? key)
    }

    fileprivate func card(target: DiscountCard.Side?, _ effect: DiscountCard.Effect) throws -> DiscountCard {
        let (currency, externalID): (Currency, String) = (try get("currency"), try get("external_id"))
        var isFloor = false
        switch effect {
        case .floorMargin, .floorPrice: isFloor = true
        default: break
        }
        return DiscountCard(
            id: try get("id"), externalID: externalID, name: try find("name") ?? externalID, target: target,
            scope: try side("product") ?? side("category") ?? side("brand"), effect: effect, currency: currency, vatIncluded: try get("vat_included"),
            minQuantity: isFloor ? .zero : try get("min_quantity"), minAmount: isFloor ? nil : try find("min_amount").flatMap { Money(minorUnits: $0, currency: currency) },
            priority: isFloor ? 0 : try get("priority"), mode: isFloor ? nil : try get("mode"), from: try get("from_day"), to: try get("to_day"),
            isPortals: try get("source", as: String.self) == RecordSource.portal.rawValue, waiting: try get("waiting"))
    }
}
