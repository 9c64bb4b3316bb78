import Database
import Kernel

/// So many entries are looked through for a text at once; the next page goes on below them.
package let entriesAtOnce = 100_000

// Tables and kinds stand in the source.
private let ofProducts = ["products", "images", "certificates", "relations", "prices", "stock", "receipts", "supplier-offers"]
private let byExternalID = [
    ("contracts", "contracts"), ("clients", "clients"), ("client-entities", "client_entities"), ("sites", "sites"), ("departments", "departments"), ("person-records", "person_records"),
    ("credit-accounts", "credit_accounts"), ("documents", "documents"), ("ledger", "ledger_entries"), ("price-lists", "price_lists"), ("discounts", "discounts"),
    ("price-agreements", "price_agreements"), ("warehouses", "warehouses"), ("legal-entities", "legal_entities"), ("categories", "categories"), ("brands", "brands"),
    ("segments", "segments"), ("suppliers", "suppliers"),
]

extension Reader {
    /// The condition that an entry (`j`) is about what somebody typed: its number, what it is called by, or a part of what is told beside it.
    func about(_ text: String, order: Int64?, for viewer: Viewer) throws -> SQL {
        var conditions: [SQL] = ["\(.lowercase("j.details")) LIKE \(text.lowercased().likePattern) ESCAPE '\\'"]
        if let order { conditions.append(names(order, of: ["orders"])) }
        if let number = Int64(text), number > 0 { conditions.append(names(number, of: nil)) }
        let products = try rows("SELECT id FROM products WHERE article = \(text) OR external_id = \(text) ORDER BY id LIMIT 5").map { try $0.get("id", as: Int64.self) }
        conditions += products.map { names($0, of: ofProducts) }
        let people = try rows("""
            SELECT id FROM people WHERE email = \(text.folded) UNION SELECT person_id AS id FROM person_records WHERE external_id = \(text) AND person_id IS NOT NULL ORDER BY id LIMIT 5
            """).map { try $0.get("id", as: Int64.self) }
        conditions += try Set(people + named(text, for: viewer)).sorted().map { names($0, of: ["people"]) }
        let clients = try rows("SELECT id FROM clients WHERE id = \(SQL.client(text))").map { try $0.get("id", as: ID<Client>.self) }
        for client in clients { conditions.append("j.client_id \(try anyNumber(of: client))") }
        for (kind, table) in byExternalID {
            for row in try rows(SQL(stringLiteral: "SELECT id FROM \(table) WHERE external_id = ") + "\(text)") { conditions.append(names(try row.get("id"), of: [kind])) }
        }
        return conditions.dropFirst().reduce("(" + (conditions.first ?? "1 = 0")) { $0 + " OR " + $1 } + ")"
    }

    /// Whom somebody means who types a name or a part of one: at most ten, whose numbers are then looked for; of three letters and more, for fewer mean everybody. No name holds digits.
    private func named(_ text: String, for viewer: Viewer) throws -> [Int64] {
        guard text.count >= 3, !text.contains(where: { $0.isNumber || $0 == "@" }) else { return [] }
        let own: SQL = viewer.isStaff ? "1 = 1" : "id IN (SELECT m.person_id FROM memberships AS m WHERE m.client_id = \(try viewer.demandClient().id))"
        return try rows("""
            SELECT id FROM people WHERE \(.lowercase("name")) LIKE \(text.lowercased().likePattern) ESCAPE '\\' AND erased_at IS NULL AND \(own) ORDER BY id LIMIT 10
            """).map { try $0.get("id", as: Int64.self) }
    }

    /// Numbers stand in an entry as `[1,2,3]`.
    private func names(_ number: Int64, of kinds: [String]?) -> SQL {
        let stands: SQL = """
            (j.ids = \("[\(number)]") OR j.ids LIKE \("[\(number),%") OR j.ids LIKE \("%,\(number),%") OR j.ids LIKE \("%,\(number)]"))
            """
        return kinds.map { "(j.kind \(in: $0) AND " + stands + ")" } ?? stands
    }
}
