package import Customers
package import Database
package import Kernel
import Records

/// A price list as its keepers see it.
package struct PriceListCard: Sendable {
    package let id: ID<PriceList>
    package let externalID: String
    package let name: String
    package let currency: Currency
    package let vatIncluded: Bool
    package let isNet: Bool
    package let from: Day
    package let to: Day
    /// How many rows it has, `countLimit` of them at most.
    package let priceCount: Int
    package let contractCount: Int
    /// Made in the portal; the others are the ERP's and read-only here.
    package let isPortals: Bool

    /// Rows are counted so far: a list may have millions.
    package static let countLimit = 10_000
}

/// Price lists by name. For staff who read records and see prices.
/// - Parameters:
///   - text: part of the name, as it is written, in small or capital letters or with a capital at its beginning; or the external id.
///   - place: name and number of the last list of the page before.
/// - Returns: the page and where the next one begins.
package func priceListCards(
    matching text: String = "", after place: (name: String, id: Int64)? = nil, limit: Int = 50, for viewer: Viewer, in reader: any Reader
) throws -> (cards: [PriceListCard], next: (name: String, id: Int64)?) {
    try viewer.demandKeeper()
    var condition: SQL = place.map { "(l.name > \($0.name) OR l.name = \($0.name) AND l.id > \($0.id))" } ?? "1 = 1"
    let text = text.trimmed
    if !text.isEmpty {
        let spellings = Set([text, text.lowercased(), text.uppercased(), text.prefix(1).uppercased() + text.dropFirst().lowercased()]).sorted()
        let names = spellings.dropFirst().reduce("l.name LIKE \("%\(spellings[0].termsEscaped)%") ESCAPE '\\'" as SQL) { $0 + " OR l.name LIKE \("%\($1.termsEscaped)%") ESCAPE '\\'" }
        condition = condition + " AND (l.external_id = \(text) OR \(names))"
    }
    let limit = max(1, min(limit, 500))
    let found = try reader.priceListCards(condition, limit: limit + 1)
    return (Array(found.prefix(limit)), found.count > limit ? found.prefix(limit).last.map { ($0.name, $0.id.rawValue) } : nil)
}

/// A row of a price list.
package struct ListedPrice: Sendable {
    package let id: Int64
    package let article: String
    package let name: String
    package let unit: Unit
    package let minQuantity: Quantity
    package let from: Day
    package let to: Day
    package let price: UnitPrice
    /// As of when its owner told it, where he said; else when it came.
    package let asOf: Instant
}

/// The rows of a list in the order in which they came: those whose article begins with `text`, whose external id or barcode it is, whose name has it.
/// - Parameter found: products that the catalogue's search finds for the text, whatever its letters' case and form.
/// - Returns: the list, its page and where the next one begins.
package func listedPrices(
    ofList externalID: String, matching text: String, found: [ID<Product>] = [], after id: Int64 = 0, limit: Int = 100, for viewer: Viewer, in reader: any Reader
) throws -> (list: PriceListCard, prices: [ListedPrice], next: Int64?) {
    try viewer.demandKeeper()
    guard let list = try reader.priceListCards("l.external_id = \(externalID)", limit: 1).first else { throw Refusal.notFound }
    var condition: SQL = "r.price_list_id = \(list.id) AND r.id > \(id)"
    if !text.trimmed.isEmpty {
        func escaped(_ text: String) -> String { text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_") }
        condition = condition + " AND (p.article LIKE \(escaped(text.trimmed) + "%") ESCAPE '\\' OR p.name LIKE \("%" + escaped(text.trimmed) + "%") ESCAPE '\\' OR p.external_id = \(text.trimmed) OR r.product_id \(in: found))"
    }
    let found = try reader.rows("""
        SELECT r.id, p.article, p.name, p.unit, r.min_quantity, r.from_day, r.to_day, r.unit_price, COALESCE(r.as_of, r.updated_at) AS as_of
        FROM prices AS r JOIN products AS p ON p.id = r.product_id WHERE \(condition) ORDER BY r.id LIMIT \(Int64(limit + 1))
        """).map { row in
            ListedPrice(
                id: try row.get("id"), article: try row.get("article"), name: try row.get("name"), unit: Unit(code: try row.get("unit", as: String.self)) ?? .piece,
                minQuantity: try row.get("min_quantity"), from: try row.get("from_day"), to: try row.get("to_day"), price: try row.get("unit_price"),
                asOf: try row.get("as_of"))
        }
    return (list, Array(found.prefix(limit)), found.count > limit ? found.prefix(limit).last?.id : nil)
}

/// A contract with its chain of lists.
package struct ContractChain: Sendable {
    package let externalID: String
    package let number: String
    package let client: String
    package let seller: String
    package let currency: Currency
    package let vatMode: VATMode
    package let isActive: Bool
    /// How prices of another currency become its own: its own rule, or the seller's.
    package let rateRule: RateRule
    package let isPortals: Bool
    package let lists: [(externalID: String, name: String)]
}

/// Contracts of the clients that the viewer sees with their chains, by number of row; of one client when it is chosen.
package func contractChains(
    ofClient client: ID<Client>? = nil, after id: Int64 = 0, limit: Int = 50, for viewer: Viewer, in reader: any Reader
) throws -> (chains: [ContractChain], next: Int64?) {
    try viewer.demandKeeper()
    let only: SQL = client.map { " AND c.client_id = \($0)" } ?? ""
    let found = try reader.rows("""
        SELECT c.id, c.external_id, c.number, p.name AS client_name, e.name AS seller_name, c.currency, c.vat_mode, c.status, c.source,
            COALESCE(c.rate_day, e.rate_day) AS rate_day, COALESCE(c.rate_markup, e.rate_markup) AS rate_markup
        FROM contracts AS c JOIN clients AS p ON p.id = c.client_id JOIN legal_entities AS e ON e.id = c.legal_entity_id
        WHERE c.id > \(id) \(only) AND \(viewer.sees(client: "c.client_id")) ORDER BY c.id LIMIT \(Int64(limit + 1))
        """)
    var lists: [Int64: [(String, String)]] = [:]
    for row in try reader.rows("""
        SELECT k.contract_id, l.external_id, l.name, k.part, k.position
        FROM (SELECT contract_id, price_list_id, 0 AS part, position FROM contract_portal_lists
            UNION ALL SELECT contract_id, price_list_id, 1 AS part, position FROM contract_price_lists) AS k JOIN price_lists AS l ON l.id = k.price_list_id
        WHERE k.contract_id \(in: try found.map { try $0.get("id", as: Int64.self) }) ORDER BY k.contract_id, k.part, k.position
        """)
    {
        lists[try row.get("contract_id"), default: []].append((try row.get("external_id"), try row.get("name")))
    }
    let chains = try found.prefix(limit).map { row in
        ContractChain(
            externalID: try row.get("external_id"), number: try row.find("number") ?? "", client: try row.get("client_name"), seller: try row.get("seller_name"),
            currency: try row.get("currency"), vatMode: try row.get("vat_mode"), isActive: try row.get("status", as: String.self) == "active",
            rateRule: RateRule(day: try row.find("rate_day") ?? .sameDay, markup: try row.find("rate_markup").flatMap { Percent(millionths: $0) } ?? .zero),
            isPortals: try row.get("source", as: String.self) == RecordSource.portal.rawValue, lists: (lists[try row.get("id")] ?? []).map { (externalID: $0.0, name: $0.1) })
    }
    return (chains, found.count > limit ? try found.prefix(limit).last?.get("id") : nil)
}

/// Who changed what about prices, and when.
package struct PriceChange: Sendable {
    package let at: Instant
    package let kind: String
    package let action: String
    package let count: Int
    /// A person's or a key's name; nil for the system and the command line.
    package let actor: String?
}

/// The latest entries of the journal about prices, the newest first.
package func priceChanges(limit: Int = 50, for viewer: Viewer, in reader: any Reader) throws -> [PriceChange] {
    try viewer.demandKeeper()
    return try reader.rows("""
        SELECT j.at, j.kind, j.action, j.ids, COALESCE(p.name, k.name) AS name
        FROM journal AS j
        LEFT JOIN people AS p ON j.actor = 'person:' || CAST(p.id AS TEXT)
        LEFT JOIN access_keys AS k ON j.actor = 'key:' || CAST(k.id AS TEXT)
        WHERE j.kind IN ('prices', 'price-lists', 'discounts', 'rates', 'contracts', 'price-agreements', 'price-floors', 'term-changes') ORDER BY j.id DESC LIMIT \(Int64(limit))
        """).map { row in
            PriceChange(
                at: try row.get("at"), kind: try row.get("kind"), action: try row.get("action"),
                count: (try? JSON(parsing: Array(try row.get("ids", as: String.self).utf8)))?.array?.count ?? 0, actor: try row.find("name"))
        }
}

extension Viewer {
    /// Staff who read the distributor's records and see prices.
    func demandKeeper() throws {
        try demand(.seePrices)
        try demand(.readRecords)
        try demand(.seeClients)
        guard isStaff else { throw Refusal(.forbidden) }
    }
}

extension Reader {
    /// Costs two queries; only the lists that are answered are counted.
    fileprivate func priceListCards(_ condition: SQL, limit: Int) throws -> [PriceListCard] {
        let ids = try rows("SELECT l.id FROM price_lists AS l WHERE \(condition) ORDER BY l.name, l.id LIMIT \(Int64(limit))").map { try $0.get("id", as: Int64.self) }
        return try rows("""
            SELECT l.id, l.external_id, l.name, l.currency, l.vat_included, l.net, l.from_day, l.to_day, l.source,
                (SELECT COUNT(*) FROM (SELECT 1 FROM prices AS r WHERE r.price_list_id = l.id LIMIT \(Int64(PriceListCard.countLimit))) AS counted) AS price_count,
                (SELECT COUNT(*) FROM contract_price_lists AS k WHERE k.price_list_id = l.id)
                    + (SELECT COUNT(*) FROM contract_portal_lists AS k WHERE k.price_list_id = l.id) AS contract_count
            FROM price_lists AS l WHERE l.id \(in: ids) ORDER BY l.name, l.id
            """).map { row in
                PriceListCard(
                    id: try row.get("id"), externalID: try row.get("external_id"), name: try row.get("name"), currency: try row.get("currency"),
                    vatIncluded: try row.get("vat_included"), isNet: try row.get("net"), from: try row.get("from_day"), to: try row.get("to_day"),
                    priceCount: try row.get("price_count"), contractCount: try row.get("contract_count"),
                    isPortals: try row.get("source", as: String.self) == RecordSource.portal.rawValue)
            }
    }
}
