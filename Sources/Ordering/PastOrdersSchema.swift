package import Database

package enum PastOrdersSchema {
    /// Orders from before the portal, as the distributor's systems told them.
    package static let migration = Migration(116, "past orders", [
        """
        CREATE TABLE past_orders (
            id \(.identity), external_id \(.text) NOT NULL UNIQUE, client_id \(.integer) NOT NULL REFERENCES clients (id), date_day \(.integer) NOT NULL,
            lines \(.text) NOT NULL, updated_at \(.integer) NOT NULL, UNIQUE (client_id, id)
        ) \(.strict)
        """,
        // The lines again, to be asked for; they follow `lines`.
        """
        CREATE TABLE past_order_lines (
            past_order_id \(.integer) NOT NULL, position \(.integer) NOT NULL, client_id \(.integer) NOT NULL, product_id \(.integer) NOT NULL REFERENCES products (id),
            date_day \(.integer) NOT NULL, quantity \(.integer) NOT NULL CHECK (quantity > 0), unit_price \(.integer),
            PRIMARY KEY (past_order_id, position), FOREIGN KEY (client_id, past_order_id) REFERENCES past_orders (client_id, id)
        ) \(.strict)
        """,
        "CREATE INDEX past_order_lines_by_product ON past_order_lines (client_id, product_id, date_day)",
        "CREATE INDEX order_lines_by_product ON order_lines (client_id, product_id)",
    ])
}
