package import Catalog
import Customers
import Database
package import Kernel

/// A client's own numbers for products.
struct ClientArticles: Sendable {
    struct Article: Sendable {
        let code: String
        let product: ID<Product>
        /// What one of the client's stands for: `ratio` of this unit; nil is the product's own.
        let unit: Unit?
        let ratio: Quantity
    }

    /// By folded code.
    private(set) var byCode: [String: [Article]] = [:]
    private(set) var byProduct: [ID<Product>: [Article]] = [:]

    mutating func add(_ article: Article) {
        byCode[article.code.codeFolded, default: []].append(article)
        byProduct[article.product, default: []].append(article)
    }
}

extension Reader {
    /// The own numbers of these clients, or of all.
    func clientArticles(_ clients: [ID<Client>]? = nil) throws -> [ID<Client>: ClientArticles] {
        let these: SQL = clients.map { "WHERE client_id \(in: $0)" } ?? ""
        var found: [ID<Client>: ClientArticles] = [:]
        try forEach("SELECT client_id, code, product_id, unit, ratio FROM client_articles \(these) ORDER BY client_id, code") { row in
            found[try row.get("client_id"), default: ClientArticles()].add(ClientArticles.Article(
                code: try row.get("code"), product: try row.get("product_id"), unit: try row.find("unit", as: String.self).flatMap { Unit(code: $0) },
                ratio: try row.get("ratio")))
        }
        return found
    }
}

/// A product that has to do with another one, as a viewer is shown it.
package struct RelatedProduct: Sendable {
    package let kind: ProductRelation.Kind
    package let product: StoreProduct
    /// Units of it for one unit of the other.
    package let ratio: Quantity
    package let note: String?
}

extension Shelf {
    /// What has to do with a product, by kind: replacements first, of them the successor.
    package func relations(of product: StoreProduct) -> [RelatedProduct] {
        guard let place = storefront.places[product.id] else { return [] }
        var told = storefront.relations[place]
        if let successor = product.successor, !told.contains(where: { $0.kind == .replacement && $0.target == successor }) {
            told.insert(ProductRelation(kind: .replacement, target: successor, ratio: .one, note: nil), at: 0)
        }
        return ProductRelation.Kind.allCases.flatMap { kind in
            told.filter { $0.kind == kind }.compactMap { relation in
                self.product(relation.target).map { RelatedProduct(kind: kind, product: $0, ratio: relation.ratio, note: relation.note) }
            }
        }
    }

    /// What may be had in the place of a product: replacements before analogues, without what is discontinued itself.
    package func alternatives(to product: StoreProduct) -> [StoreProduct] {
        var seen: Set<ID<Product>> = [product.id]
        return relations(of: product).filter { [.replacement, .analogue].contains($0.kind) && !$0.product.isDiscontinued && seen.insert($0.product.id).inserted }.map(\.product)
    }

    /// The client's own numbers for a product.
    package func ownArticles(of product: StoreProduct) -> [String] { ownNumbers?.byProduct[product.id]?.map(\.code) ?? [] }

    /// The numbers of the client in whose name the viewer asks.
    var ownNumbers: ClientArticles? { viewer.client.flatMap { storefront.clientArticles[$0.id] } }

    /// What of a product one of the client's own number stands for, in the unit told (nil: its own); nil where the code is no such number.
    package func measure(ofCode code: String, for product: StoreProduct) -> (ratio: Quantity, unit: Unit?)? {
        guard code.codeFolded != product.article.codeFolded else { return nil }
        return ownNumbers?.byCode[code.codeFolded]?.first { $0.product == product.id }.map { ($0.ratio, $0.unit) }
    }
}
