package import Catalog
package import Customers
package import Database
package import Kernel

/// Why a person keeps a product.
package enum KeptKind: String, Sendable, CaseIterable {
    case favourite, compared, viewed

    /// So many of a kind for one client: of favourites and compared ones no more are taken, of viewed ones the latest stay.
    package var limit: Int {
        switch self {
        case .favourite: 2000
        case .compared: 6
        case .viewed: 50
        }
    }
}

/// The products that the viewer keeps for the client it acts for, the latest first; compared ones in the order they were put in.
///
/// What the shelf does not show is among them: whoever tells of them asks the shelf.
package func keptProducts(_ kind: KeptKind, of viewer: Viewer, in reader: any Reader) throws -> [ID<Product>] {
    guard case .person(let person) = viewer.identity, let client = viewer.client else { return [] }
    let order: SQL = kind == .compared ? "at, product_id" : "at DESC, product_id DESC"
    return try reader.rows("""
        SELECT product_id FROM kept_products WHERE person_id = \(person) AND client_id = \(client.id) AND kind = \(kind.rawValue) ORDER BY \(order) LIMIT \(kind.limit * 2)
        """).map { try $0.get("product_id") }
}

/// Which of these products the viewer keeps, and why: one query.
package func kept(_ products: [ID<Product>], by viewer: Viewer) -> Question<[ID<Product>: Set<KeptKind>]> {
    guard case .person(let person) = viewer.identity, let client = viewer.client, !products.isEmpty else { return Question(answered: [:]) }
    return Question("""
        SELECT product_id, kind FROM kept_products
        WHERE person_id = \(person) AND client_id = \(client.id) AND kind IN ('favourite', 'compared') AND product_id \(in: products) ORDER BY product_id, kind
        """) { rows in
            var found: [ID<Product>: Set<KeptKind>] = [:]
            for row in rows {
                if let kind = KeptKind(rawValue: try row.get("kind")) { found[try row.get("product_id"), default: []].insert(kind) }
            }
            return found
        }
}

/// Keeps a product for the viewer; one that is kept stays where it is, a viewed one comes first again.
///
/// What is hidden meanwhile does not count and gives way. Throws `compare_is_full`, `favourites_are_full`.
package func keep(_ product: ID<Product>, as kind: KeptKind, on shelf: Shelf, at now: Instant, in writer: any Writer) throws {
    let person = try shelf.viewer.demandPerson()
    let client = try shelf.viewer.demandClient().id
    guard shelf.product(product) != nil else { throw Refusal.notFound }
    let all = try keptProducts(kind, of: shelf.viewer, in: writer)
    let shown = all.filter { shelf.product($0) != nil }
    if kind != .viewed {
        if shown.contains(product) { return }
        if shown.count >= kind.limit { throw Refusal(.validation, kind == .compared ? "compare_is_full" : "favourites_are_full", ["limit": .integer(Int64(kind.limit))]) }
    }
    try writer.run("""
        INSERT INTO kept_products (person_id, client_id, kind, product_id, at) VALUES (\(person), \(client), \(kind.rawValue), \(product), \(now))
        ON CONFLICT (person_id, client_id, kind, product_id) DO UPDATE SET at = excluded.at
        """)
    let surplus = kind == .viewed ? Array(all.filter { $0 != product }.dropFirst(kind.limit - 1)) : kind == .compared ? all.filter { !shown.contains($0) } : []
    if !surplus.isEmpty { try drop(surplus, from: kind, for: shelf.viewer, in: writer) }
}

/// Keeps these products no longer; what is not kept is passed over.
package func drop(_ products: [ID<Product>], from kind: KeptKind, for viewer: Viewer, in writer: any Writer) throws {
    let person = try viewer.demandPerson()
    try writer.run("""
        DELETE FROM kept_products WHERE person_id = \(person) AND client_id = \(try viewer.demandClient().id) AND kind = \(kind.rawValue) AND product_id \(in: products)
        """)
}
