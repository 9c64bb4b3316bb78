package import Database

package enum OrderingSchema {
    package static let migration = Migration(8, "ordering", [
        """
        CREATE TABLE carts (
            id \(.identity), person_id \(.integer) NOT NULL REFERENCES people (id), client_id \(.integer) NOT NULL REFERENCES clients (id),
            UNIQUE (person_id, client_id)
        ) \(.strict)
        """,
        """
        CREATE TABLE cart_lines (
            id \(.identity), cart_id \(.integer) NOT NULL REFERENCES carts (id), product_id \(.integer) NOT NULL REFERENCES products (id),
            quantity \(.integer) NOT NULL CHECK (quantity > 0), UNIQUE (cart_id, product_id)
        ) \(.strict)
        """,
        """
        CREATE TABLE orders (
            id \(.identity), client_id \(.integer) NOT NULL REFERENCES clients (id), status \(.text) NOT NULL, reference \(.text), note \(.text),
            payment_terms \(.text) NOT NULL CHECK (payment_terms IN ('credit', 'prepaid')), partial \(.integer) NOT NULL,
            site_id \(.integer), requested_day \(.integer), delivery_method \(.text), delivery_window \(.text), placed_by \(.text) NOT NULL, placed_by_name \(.text) NOT NULL,
            placed_at \(.integer) NOT NULL, updated_at \(.integer) NOT NULL,
            version \(.integer) NOT NULL DEFAULT 1, exported_version \(.integer) NOT NULL DEFAULT 0,
            UNIQUE (client_id, id),
            FOREIGN KEY (client_id, site_id) REFERENCES sites (client_id, id)
        ) \(.strict)
        """,
        "CREATE INDEX orders_by_export ON orders (id) WHERE version > exported_version",
        """
        CREATE TABLE seller_orders (
            id \(.identity), order_id \(.integer) NOT NULL, client_id \(.integer) NOT NULL, contract_id \(.integer) NOT NULL, client_entity_id \(.integer) NOT NULL,
            legal_entity_id \(.integer) NOT NULL REFERENCES legal_entities (id), credit_account_id \(.integer),
            tax_regime \(.text) NOT NULL, vat_mode \(.text) NOT NULL, currency \(.text) NOT NULL, net \(.integer) NOT NULL, vat \(.integer) NOT NULL,
            gross \(.integer) NOT NULL CHECK (gross >= 0), credit_taken \(.integer) NOT NULL CHECK (credit_taken >= 0), hold_reason \(.text),
            UNIQUE (client_id, id), UNIQUE (order_id, contract_id), CHECK (net + vat = gross),
            FOREIGN KEY (client_id, order_id) REFERENCES orders (client_id, id),
            FOREIGN KEY (client_id, contract_id) REFERENCES contracts (client_id, id),
            FOREIGN KEY (client_id, client_entity_id) REFERENCES client_entities (client_id, id),
            FOREIGN KEY (client_id, credit_account_id) REFERENCES credit_accounts (client_id, id)
        ) \(.strict)
        """,
        """
        CREATE TABLE order_lines (
            id \(.identity), order_id \(.integer) NOT NULL, seller_order_id \(.integer) NOT NULL, client_id \(.integer) NOT NULL, position \(.integer) NOT NULL,
            product_id \(.integer) NOT NULL REFERENCES products (id), article \(.text) NOT NULL, name \(.text) NOT NULL, unit \(.text) NOT NULL,
            quantity \(.integer) NOT NULL CHECK (quantity > 0), price_basis \(.integer) NOT NULL CHECK (price_basis > 0),
            unit_price \(.integer) NOT NULL CHECK (unit_price >= 0), vat_rate \(.text) NOT NULL, net \(.integer) NOT NULL, vat \(.integer) NOT NULL,
            gross \(.integer) NOT NULL, explanation \(.text) NOT NULL, note \(.text), cost_centre \(.text),
            UNIQUE (order_id, position), UNIQUE (client_id, id), CHECK (net + vat = gross),
            FOREIGN KEY (client_id, order_id) REFERENCES orders (client_id, id),
            FOREIGN KEY (client_id, seller_order_id) REFERENCES seller_orders (client_id, id)
        ) \(.strict)
        """,
        """
        CREATE TABLE shipments (
            id \(.identity), order_id \(.integer) NOT NULL, seller_order_id \(.integer) NOT NULL, client_id \(.integer) NOT NULL, position \(.integer) NOT NULL,
            warehouse_id \(.integer) NOT NULL REFERENCES warehouses (id), site_id \(.integer), status \(.text) NOT NULL, planned_day \(.integer),
            UNIQUE (order_id, position), UNIQUE (client_id, id),
            FOREIGN KEY (client_id, order_id) REFERENCES orders (client_id, id),
            FOREIGN KEY (client_id, seller_order_id) REFERENCES seller_orders (client_id, id),
            FOREIGN KEY (client_id, site_id) REFERENCES sites (client_id, id)
        ) \(.strict)
        """,
        // One row is one promise: of a stock row, of an expected receipt, or of neither yet.
        """
        CREATE TABLE shipment_lines (
            id \(.identity), shipment_id \(.integer) NOT NULL, client_id \(.integer) NOT NULL, order_line_id \(.integer) NOT NULL,
            quantity \(.integer) NOT NULL CHECK (quantity > 0), stock_id \(.integer) REFERENCES stock (id), receipt_id \(.integer) REFERENCES receipts (id),
            CHECK (stock_id IS NULL OR receipt_id IS NULL),
            FOREIGN KEY (client_id, shipment_id) REFERENCES shipments (client_id, id),
            FOREIGN KEY (client_id, order_line_id) REFERENCES order_lines (client_id, id)
        ) \(.strict)
        """,
        "CREATE INDEX shipment_lines_by_shipment ON shipment_lines (shipment_id)",
        "CREATE INDEX shipment_lines_by_line ON shipment_lines (order_line_id)",
        "CREATE INDEX shipment_lines_by_stock ON shipment_lines (stock_id)",
        """
        CREATE TABLE order_history (
            id \(.identity), order_id \(.integer) NOT NULL REFERENCES orders (id), at \(.integer) NOT NULL, status \(.text) NOT NULL, actor \(.text) NOT NULL,
            actor_name \(.text) NOT NULL
        ) \(.strict)
        """,
        "CREATE INDEX order_history_by_order ON order_history (order_id, id)",
        """
        CREATE TABLE order_exports (
            session \(.text) NOT NULL, order_id \(.integer) NOT NULL REFERENCES orders (id), version \(.integer) NOT NULL, at \(.integer) NOT NULL,
            PRIMARY KEY (session, order_id)
        ) \(.strict)
        """,
    ])

    /// How a product was called when it was put into a cart: told when it is no longer to be had.
    package static let cartArticles = Migration(118, "articles of cart lines", [
        "ALTER TABLE cart_lines ADD COLUMN article \(.text)", "UPDATE cart_lines SET article = (SELECT p.article FROM products AS p WHERE p.id = cart_lines.product_id)",
    ])

    /// What a line's price was before discounts. NULL on lines from before there were any.
    package static let listPrices = Migration(51, "list prices of order lines", ["ALTER TABLE order_lines ADD COLUMN list_price \(.integer)"])
}
