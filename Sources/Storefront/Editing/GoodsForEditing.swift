import Catalog
package import Customers
package import Database
import Search
package import Kernel

/// Which goods somebody wants to work on.
package struct GoodsQuestion: Hashable, Sendable {
    package enum Lack: String, Sendable, CaseIterable {
        case image = "no_image"
        case text = "no_text"
        /// Those over which the portal's people wrote something.
        case edited
        /// Those that share a barcode, their own or a packaging's, with another one.
        case sharedBarcode = "shared_barcode"
    }

    /// What they are found by, as in the catalogue.
    package var text: String
    package var lack: Lack?

    package init(text: String = "", lack: Lack? = nil) {
        self.text = text
        self.lack = lack
    }
}

/// A product in the list of those who keep the catalogue.
package struct GoodsRow: Sendable {
    package let id: ID<Product>
    package let article: String
    package let name: String
    package let brand: String?
    package let category: String?
    package let hasImage: Bool
    package let hasText: Bool
    package let isEdited: Bool
    package let isWithdrawn: Bool
    package let isDiscontinued: Bool
}

/// The goods of a question in the order of their articles: all there are, whoever is shown them.
/// - Parameter article: the last one of the page before.
package func goods(_ question: GoodsQuestion, after article: String? = nil, limit: Int, for viewer: Viewer, on storefront: Storefront, at now: Instant, in reader: any Reader) throws -> [GoodsRow] {
    try viewer.demandEditing()
    let onwards: SQL = article.map { "AND p.article > \($0)" } ?? ""
    return try reader.rows("""
        SELECT p.id, p.article, p.name, b.name AS brand, c.name AS category, p.withdrawn, p.status, CASE WHEN o.product_id IS NULL THEN 0 ELSE 1 END AS edited,
            CASE WHEN \(hasImage) THEN 1 ELSE 0 END AS has_image, CASE WHEN \(hasText) THEN 1 ELSE 0 END AS has_text
        FROM products AS p LEFT JOIN portal_products AS o ON o.product_id = p.id LEFT JOIN brands AS b ON b.id = p.brand_id LEFT JOIN categories AS c ON c.id = p.category_id
        WHERE \(condition(question, viewer, storefront, now)) \(onwards) ORDER BY p.article LIMIT \(Int64(limit))
        """).map { row in
            GoodsRow(
                id: try row.get("id"), article: try row.get("article"), name: try row.get("name"), brand: try row.find("brand"), category: try row.find("category"),
                hasImage: try row.get("has_image"), hasText: try row.get("has_text"), isEdited: try row.get("edited"), isWithdrawn: try row.get("withdrawn"),
                isDiscontinued: try row.get("status", as: String.self) == "discontinued")
        }
}

/// Of these products the barcodes that others bear too, each with the articles of the others.
package func sharedBarcodes(of products: [ID<Product>], for viewer: Viewer, in reader: any Reader) throws -> [ID<Product>: [(barcode: String, others: [String])]] {
    try viewer.demandEditing()
    var found: [ID<Product>: [String: [String]]] = [:]
    for row in try reader.sharedBarcodes(of: products.map(\.rawValue)) {
        found[ID(row.product), default: [:]][row.barcode, default: []].append(row.other)
    }
    return found.mapValues { codes in codes.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sorted()) } }
}

/// The numbers of the goods of a question, at most so many.
package func goodsNumbers(_ question: GoodsQuestion, limit: Int, for viewer: Viewer, on storefront: Storefront, at now: Instant, in reader: any Reader) throws -> [ID<Product>] {
    try viewer.demandEditing()
    return try reader.rows("""
        SELECT p.id FROM products AS p LEFT JOIN portal_products AS o ON o.product_id = p.id
        WHERE \(condition(question, viewer, storefront, now)) ORDER BY p.article LIMIT \(Int64(limit))
        """).map { try $0.get("id") }
}

/// The most goods that are found by words.
private let foundLimit = 10_000

private let hasText: SQL = "COALESCE(o.text_ru, p.description, '') <> ''"

/// A picture of the portal's, or one of the ERP's that is not hidden.
private let hasImage: SQL = """
    (EXISTS (SELECT 1 FROM portal_images AS own WHERE own.product_id = p.id AND own.sha256 IS NOT NULL) OR EXISTS (
        SELECT 1 FROM product_images AS i WHERE i.product_id = p.id AND NOT EXISTS (
            SELECT 1 FROM portal_images AS h WHERE h.product_id = i.product_id AND h.hidden = 1 AND h.image_key = COALESCE(i.sha256, i.url))))
    """

private func condition(_ question: GoodsQuestion, _ viewer: Viewer, _ storefront: Storefront, _ now: Instant) -> SQL {
    var condition: SQL =
        switch question.lack {
        case nil: "1 = 1"
        case .image: "NOT \(hasImage)"
        case .text: "NOT (\(hasText))"
        case .edited: "o.product_id IS NOT NULL"
        case .sharedBarcode: sharesBarcode
        }
    let text = question.text.trimmed
    if !text.isEmpty {
        let shelf = Shelf(storefront, for: viewer, at: now, showsHidden: true)
        let found = shelf.answers(to: text).sorted { ($0.rank, $0.place) < ($1.rank, $1.place) }.prefix(foundLimit).map { storefront.products[$0.place].id }
        // What was withdrawn is found by its article alone.
        condition = condition + " AND (p.id \(in: found) OR p.article = \(text))"
    }
    return condition
}
