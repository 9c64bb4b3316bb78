package import Customers
package import Database
package import Kernel
import Records

/// What a field of a form about terms refers to.
package enum TermsPick: String, Sendable, CaseIterable { case client, contract, segment, product, category, brand, list, portalList, seller, buyerEntity }

/// A record that somebody may mean.
package struct TermsChoice: Hashable, Sendable {
    package let externalID: String
    package let name: String
}

/// The records that a text may mean: the one with this external id, article or number alone, or else those whose name has it.
///
/// Clients and contracts only of those the viewer looks after.
/// - Returns: at most `limit`, by name; several are to be chosen from.
package func termsChoices(_ text: String, of pick: TermsPick, limit: Int = 10, for viewer: Viewer, in reader: any Reader) throws -> [TermsChoice] {
    try viewer.demandKeeper()
    let text = text.trimmed
    guard !text.isEmpty else { return [] }
    let pattern = "%\(text.folded.termsEscaped)%"
    switch pick {
    case .client:
        let exact = try reader.choices("SELECT external_id, name FROM clients WHERE external_id = \(text) AND \(viewer.sees(client: "id"))")
        if !exact.isEmpty { return exact }
        return try clients(matching: text, limit: limit, for: viewer, in: reader).map { TermsChoice(externalID: $0.externalID, name: $0.name) }
    case .contract:
        let from: SQL = """
            SELECT k.external_id, COALESCE(k.number, k.external_id) || ' · ' || c.name AS name FROM contracts AS k JOIN clients AS c ON c.id = k.client_id
            WHERE \(viewer.sees(client: "k.client_id"))
            """
        let exact = try reader.choices(from + " AND (k.external_id = \(text) OR k.number = \(text)) ORDER BY k.id LIMIT \(Int64(limit))")
        if !exact.isEmpty { return exact }
        return try reader.choices(from + " AND (k.number LIKE \("%\(text.termsEscaped)%") ESCAPE '\\' OR c.name_folded LIKE \(pattern) ESCAPE '\\') ORDER BY k.id LIMIT \(Int64(limit))")
    case .product:
        let exact = try reader.choices("SELECT external_id, article || ' · ' || name AS name FROM products WHERE article = \(text) OR external_id = \(text) ORDER BY id LIMIT 2")
        if !exact.isEmpty { return exact }
        return try reader.choices("""
            SELECT external_id, article || ' · ' || name AS name FROM products
            WHERE article LIKE \("\(text.termsEscaped)%") ESCAPE '\\' OR name LIKE \("%\(text.termsEscaped)%") ESCAPE '\\' ORDER BY article, id LIMIT \(Int64(limit))
            """)
    case .buyerEntity:
        let from: SQL = """
            SELECT e.external_id, e.name || ' · ' || c.name AS name FROM client_entities AS e JOIN clients AS c ON c.id = e.client_id
            WHERE \(viewer.sees(client: "e.client_id"))
            """
        return try reader.choices(from + " AND (e.external_id = \(text) OR e.inn = \(text) OR c.name_folded LIKE \(pattern) ESCAPE '\\') ORDER BY e.id LIMIT \(Int64(limit))")
    case .segment, .category, .brand, .list, .portalList, .seller:
        // Few enough to be looked through; their names are not kept folded.
        let all = try reader.choices(pick.all)
        if let exact = all.first(where: { $0.externalID == text || $0.name == text }) { return [exact] }
        return Array(all.filter { $0.name.folded.contains(text.folded) }.prefix(limit))
    }
}

/// What there is to choose of few records, such as segments or the portal's lists, by name.
package func allTermsChoices(of pick: TermsPick, for viewer: Viewer, in reader: any Reader) throws -> [TermsChoice] {
    try viewer.demandKeeper()
    switch pick {
    case .segment, .list, .portalList, .seller: return try reader.choices(pick.all)
    default: return []
    }
}

extension TermsPick {
    fileprivate var all: SQL {
        switch self {
        case .segment: "SELECT external_id, name FROM segments ORDER BY name, id LIMIT 10000"
        case .category: "SELECT external_id, name FROM categories WHERE external_id IS NOT NULL ORDER BY name, id LIMIT 50000"
        case .brand: "SELECT external_id, name FROM brands WHERE external_id IS NOT NULL ORDER BY name, id LIMIT 50000"
        case .list: "SELECT external_id, name FROM price_lists WHERE cost = 0 ORDER BY name, id LIMIT 10000"
        case .portalList: "SELECT external_id, name FROM price_lists WHERE cost = 0 AND source = 'portal' ORDER BY name, id LIMIT 10000"
        case .seller: "SELECT external_id, name FROM legal_entities ORDER BY name, id LIMIT 1000"
        case .client, .contract, .product, .buyerEntity: "SELECT external_id, name FROM legal_entities WHERE 1 = 0"
        }
    }
}

extension Reader {
    fileprivate func choices(_ sql: SQL) throws -> [TermsChoice] {
        try rows(sql).map { TermsChoice(externalID: try $0.get("external_id"), name: try $0.find("name") ?? "") }
    }
}
