package import Database
package import Kernel

/// What the distributor's people wrote over what the ERP says of a product. Where they wrote nothing the ERP's stands.
package struct PortalContents: Hashable, Sendable {
    /// Empty: the ERP's text is not shown.
    package var russian: String?
    package var english: String?
    /// Values by code; null: the product is shown without the parameter.
    package var parameters: JSONObject

    package init(russian: String? = nil, english: String? = nil, parameters: JSONObject = [:]) {
        self.russian = russian
        self.english = english
        self.parameters = parameters
    }

    /// The text that is shown in a language; what was written in Russian holds for both until there is an English one.
    package func text(over erps: String?, inEnglish: Bool) -> String? {
        let shown = (inEnglish ? english : nil) ?? russian ?? erps ?? ""
        return shown.isEmpty ? nil : shown
    }

    /// The values that are shown, in the ERP's order, those of the portal's own after them.
    package static func parameters(_ own: JSONObject, over erps: JSONObject) -> [(code: String, value: JSON)] {
        let kept = erps.entries.compactMap { code, value -> (code: String, value: JSON)? in
            guard let other = own[code] else { return (code, value) }
            return other.isNull ? nil : (code, other)
        }
        return kept + own.entries.filter { erps[$0.key] == nil && !$0.value.isNull }.map { (code: $0.key, value: $0.value) }
    }
}

/// What is said of a product: by the ERP, and by the portal's people over it.
package struct ProductContents: Sendable {
    package let id: ID<Product>
    package let article: String
    package let name: String
    package let category: ID<Category>?
    package let isWithdrawn: Bool
    package let erpText: String?
    package let erpParameters: JSONObject
    package let own: PortalContents
    /// Changes with every change of either: a form carries it, so that whoever comes second is told.
    package let token: String
    /// Who was last here, and when; nil where nobody was.
    package let changedAt: Instant?
    package let changedBy: String?

    package var parameters: [(code: String, value: JSON)] { PortalContents.parameters(own.parameters, over: erpParameters) }
}

extension Reader {
    /// These products with what is written over them, by their articles' order.
    /// - Parameter locked: keeps others from writing them until the transaction ends.
    package func productContents(where condition: SQL, limit: Int, locked: Bool = false) throws -> [ProductContents] {
        // An outer join cannot be locked: the products are, and everybody who writes over them locks them first.
        if locked { _ = try rows("SELECT p.id FROM products AS p WHERE \(condition) ORDER BY p.id LIMIT \(Int64(limit)) \(.forNoKeyUpdate)") }
        return try rows("""
            SELECT p.id, p.article, p.name, p.category_id, p.withdrawn, p.description, p.parameters, p.updated_at, o.text_ru, o.text_en, o.own_parameters, o.version, o.changed_at,
                people.name AS person
            FROM products AS p LEFT JOIN portal_products AS o ON o.product_id = p.id LEFT JOIN people ON people.id = o.person_id
            WHERE \(condition) ORDER BY p.article LIMIT \(Int64(limit))
            """).map { row in
                let version: Int64 = try row.find("version") ?? 0
                let updated: Int64 = try row.get("updated_at")
                return ProductContents(
                    id: try row.get("id"), article: try row.get("article"), name: try row.get("name"), category: try row.find("category_id"), isWithdrawn: try row.get("withdrawn"),
                    erpText: try row.find("description"), erpParameters: object(try row.get("parameters")),
                    own: PortalContents(russian: try row.find("text_ru"), english: try row.find("text_en"), parameters: object(try row.find("own_parameters") ?? "{}")),
                    token: "\(version).\(updated)", changedAt: try row.find("changed_at"), changedBy: try row.find("person"))
            }
    }

    /// One product by its article, whoever is shown it.
    package func productContents(ofArticle article: String, locked: Bool = false) throws -> ProductContents {
        guard let found = try productContents(where: "p.article = \(article)", limit: 1, locked: locked).first else { throw Refusal.notFound }
        return found
    }
}

/// A product's text, which is the longest of all and shown on its own page alone; nil where it has none.
package func productDescription(of product: ID<Product>, inEnglish: Bool) -> Question<String?> {
    Question("""
        SELECT p.description, o.text_ru, o.text_en FROM products AS p LEFT JOIN portal_products AS o ON o.product_id = p.id WHERE p.id = \(product)
        """) { rows in
            try rows.first.flatMap { row in
                PortalContents(russian: try row.find("text_ru"), english: try row.find("text_en")).text(over: try row.find("description"), inEnglish: inEnglish)
            }
        }
}

private func object(_ text: String) -> JSONObject { (try? JSON(parsing: Array(text.utf8)))?.object ?? [:] }

extension Writer {
    /// Writes over these products, which are locked; the next version of each.
    package func keepPortalContents(_ contents: [(product: ID<Product>, own: PortalContents)], by person: ID<Person>?, at now: Instant) throws {
        guard !contents.isEmpty else { return }
        var table = ValueTable([("product", .integer), ("text_ru", .text), ("text_en", .text), ("own_parameters", .text)])
        for (product, own) in contents.sorted(by: { $0.product < $1.product }) {
            table.append([
                .integer(product.rawValue), own.russian.map { .text($0) } ?? .null, own.english.map { .text($0) } ?? .null, .text(JSON.object(own.parameters).text),
            ])
        }
        try run("""
            INSERT INTO portal_products (product_id, text_ru, text_en, own_parameters, version, changed_at, person_id)
            SELECT v.product, v.text_ru, v.text_en, v.own_parameters, 1, \(now), \(person) FROM \(table: table) AS v WHERE true
            ON CONFLICT (product_id) DO UPDATE SET text_ru = excluded.text_ru, text_en = excluded.text_en, own_parameters = excluded.own_parameters,
                version = portal_products.version + 1, changed_at = excluded.changed_at, person_id = excluded.person_id
            """)
    }
}
