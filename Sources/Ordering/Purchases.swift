package import Customers
package import Database
package import Kernel

/// What a client bought of a product.
package struct Purchase: Sendable {
    package let quantity: Quantity
    package let lastPrice: UnitPrice
    package let lastAt: Instant
}

/// What a client ordered of these products since a moment, cancelled and refused orders left out. For those who decide about its prices.
package func purchases(
    of client: ID<Client>, products: [ID<Product>], since: Instant, for viewer: Viewer, in reader: any Reader
) throws -> [ID<Product>: Purchase] {
    try viewer.demand(.seeClients)
    try viewer.demand(.seePrices)
    var found: [ID<Product>: Purchase] = [:]
    for row in try reader.rows("""
        SELECT product_id, quantity, unit_price, placed_at FROM (
            SELECT l.product_id, CAST(SUM(l.quantity) OVER (PARTITION BY l.product_id) AS \(.integer)) AS quantity, l.unit_price, o.placed_at,
                ROW_NUMBER() OVER (PARTITION BY l.product_id ORDER BY o.placed_at DESC, l.id DESC) AS place
            FROM order_lines AS l JOIN orders AS o ON o.id = l.order_id
            WHERE l.client_id = \(client) AND l.product_id \(in: products) AND o.placed_at >= \(since) AND o.status NOT IN ('cancelled', 'refused')
        ) AS bought WHERE place = 1 ORDER BY product_id
        """)
    {
        found[try row.get("product_id")] = Purchase(quantity: try row.get("quantity"), lastPrice: try row.get("unit_price"), lastAt: try row.get("placed_at"))
    }
    return found
}
