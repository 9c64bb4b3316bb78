package import Customers
package import Database
package import Kernel

/// A line of a cart: what is wanted, before any price.
package struct CartLine: Hashable, Sendable {
    package let product: ID<Product>
    package let quantity: Quantity
    /// As it was when it was put in.
    package let article: String?
}

/// The lines of the viewer's cart for the client it works for, in the order they were put in.
package func cartLines(of viewer: Viewer, in reader: any Reader) throws -> [CartLine] { try reader.ask(cartLines(of: viewer)) }

/// The same, to be asked together with more.
package func cartLines(of viewer: Viewer) -> Question<[CartLine]> {
    guard case .person(let person) = viewer.identity, let client = viewer.client else { return Question(answered: []) }
    return Question("""
        SELECT l.product_id, l.quantity, l.article FROM carts AS c JOIN cart_lines AS l ON l.cart_id = c.id
        WHERE c.person_id = \(person) AND c.client_id = \(client.id) ORDER BY l.id LIMIT 10000
        """) { try $0.map { CartLine(product: try $0.get("product_id"), quantity: try $0.get("quantity"), article: try $0.find("article")) } }
}

/// Adds to the quantity of a product in the viewer's cart.
package func addToCart(_ product: ID<Product>, quantity: Quantity, for viewer: Viewer, in writer: any Writer) throws {
    guard quantity > .zero else { throw Refusal(.validation, "quantity_not_positive") }
    let cart = try writer.cart(of: viewer)
    try writer.run("""
        INSERT INTO cart_lines (cart_id, product_id, quantity, article) SELECT CAST(\(cart) AS \(.integer)), p.id, CAST(\(quantity) AS \(.integer)), p.article FROM products AS p WHERE p.id = \(product)
        ON CONFLICT (cart_id, product_id) DO UPDATE SET quantity = CASE
            WHEN cart_lines.quantity + excluded.quantity > \(Quantity.limit) THEN \(Quantity.limit) ELSE cart_lines.quantity + excluded.quantity END
        """)
}

/// Makes sure that at least so much of a product lies in the viewer's cart; what is there already counts.
package func raiseInCart(_ product: ID<Product>, to quantity: Quantity, for viewer: Viewer, in writer: any Writer) throws {
    guard quantity > .zero else { throw Refusal(.validation, "quantity_not_positive") }
    let cart = try writer.cart(of: viewer)
    try writer.run("""
        INSERT INTO cart_lines (cart_id, product_id, quantity, article) SELECT CAST(\(cart) AS \(.integer)), p.id, CAST(\(quantity) AS \(.integer)), p.article FROM products AS p WHERE p.id = \(product)
        ON CONFLICT (cart_id, product_id) DO UPDATE SET quantity = excluded.quantity WHERE cart_lines.quantity < excluded.quantity
        """)
}

/// Sets the quantity of a product in the viewer's cart; nothing takes it out.
/// - Returns: whether it was there.
@discardableResult
package func setInCart(_ product: ID<Product>, quantity: Quantity, for viewer: Viewer, in writer: any Writer) throws -> Bool {
    let cart = try writer.cart(of: viewer)
    guard quantity > .zero else { return try writer.run("DELETE FROM cart_lines WHERE cart_id = \(cart) AND product_id = \(product)") == 1 }
    return try writer.run("UPDATE cart_lines SET quantity = \(quantity) WHERE cart_id = \(cart) AND product_id = \(product)") == 1
}

/// Takes out of the viewer's cart what has been ordered.
package func clearCart(of products: [ID<Product>], for viewer: Viewer, in writer: any Writer) throws {
    let cart = try writer.cart(of: viewer)
    try writer.run("DELETE FROM cart_lines WHERE cart_id = \(cart) AND product_id \(in: products)")
}

extension Writer {
    /// The number of the viewer's cart, made when there was none.
    fileprivate func cart(of viewer: Viewer) throws -> Int64 {
        try viewer.demand(.order)
        guard case .person(let person) = viewer.identity else { throw Refusal(.forbidden) }
        let client = try viewer.demandClient().id
        try run("INSERT INTO carts (person_id, client_id) VALUES (\(person), \(client)) ON CONFLICT (person_id, client_id) DO NOTHING")
        guard let id: Int64 = try row("SELECT id FROM carts WHERE person_id = \(person) AND client_id = \(client)")?.get("id") else { throw Refusal(.unavailable) }
        return id
    }
}
