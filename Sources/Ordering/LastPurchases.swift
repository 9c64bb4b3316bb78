package import Customers
package import Database
package import Foundation
package import Kernel

/// When a client last bought a product, and how much then.
package struct LastPurchase: Hashable, Sendable {
    package let day: Day
    package let quantity: Quantity
}

/// What the client that the viewer acts for last bought of each product, here or before the portal; cancelled and refused orders are left out.
///
/// For those who see its orders; for others and without a client there is nothing. Two queries.
/// - Parameters:
///   - products: those asked for; nil for all that were ever bought, the latest `purchaseLimit` of them.
///   - zone: in which an order's moment becomes a day.
package func lastPurchases(of products: [ID<Product>]? = nil, for viewer: Viewer, in zone: TimeZone, _ reader: any Reader) throws -> [ID<Product>: LastPurchase] {
    try reader.ask(lastPurchases(of: products, for: viewer, in: zone))
}

/// The same, to be asked together with more. Read at once and not streamed: on PostgreSQL a stream is three round trips and a plan of its own.
package func lastPurchases(of products: [ID<Product>]? = nil, for viewer: Viewer, in zone: TimeZone) -> Question<[ID<Product>: LastPurchase]> {
    guard let client = viewer.client, viewer.rights.contains(.seeOrders), !(products?.isEmpty ?? false) else { return Question(answered: [:]) }
    let ofThese: SQL = products.map { " AND l.product_id \(in: $0)" } ?? ""
    let orders: SQL = """
        SELECT product_id, quantity, placed_at FROM (
            SELECT l.product_id, l.quantity, o.placed_at, ROW_NUMBER() OVER (PARTITION BY l.product_id ORDER BY o.placed_at DESC, l.id DESC) AS place
            FROM order_lines AS l JOIN orders AS o ON o.id = l.order_id
            WHERE l.client_id = \(client.id) \(ofThese) AND o.status NOT IN ('cancelled', 'refused')
        ) AS bought WHERE place = 1 ORDER BY placed_at DESC, product_id LIMIT \(purchaseLimit)
        """
    let pastOrders: SQL = """
        SELECT product_id, quantity, date_day FROM (
            SELECT l.product_id, l.quantity, l.date_day, ROW_NUMBER() OVER (PARTITION BY l.product_id ORDER BY l.date_day DESC, l.past_order_id DESC, l.position) AS place
            FROM past_order_lines AS l WHERE l.client_id = \(client.id) \(ofThese)
        ) AS bought WHERE place = 1 ORDER BY date_day DESC, product_id LIMIT \(purchaseLimit)
        """
    return Question([orders, pastOrders]) { answers in
        var found: [ID<Product>: LastPurchase] = [:]
        for row in answers.first ?? [] { found[try row.get("product_id")] = LastPurchase(day: Day(of: try row.get("placed_at"), in: zone), quantity: try row.get("quantity")) }
        for row in answers.last ?? [] {
            let (product, past) = (try row.get("product_id", as: ID<Product>.self), LastPurchase(day: try row.get("date_day"), quantity: try row.get("quantity")))
            if found[product].map({ $0.day < past.day }) ?? true { found[product] = past }
        }
        return found
    }
}

/// Products told as bought at most.
package let purchaseLimit = 20_000
