package import Database

package enum StockSchema {
    package static let migration = Migration(7, "stock", [
        """
        CREATE TABLE warehouses (
            id \(.identity), external_id \(.text) NOT NULL UNIQUE, code \(.text), name \(.text) NOT NULL, address \(.text),
            legal_entity_id \(.integer) REFERENCES legal_entities (id), stock_basis \(.text) NOT NULL CHECK (stock_basis IN ('on_hand', 'free')),
            time_zone \(.text) NOT NULL, priority \(.integer) NOT NULL, updated_at \(.integer) NOT NULL
        ) \(.strict)
        """,
        // `quantity` is a fact from outside and may be anything; `reserved` is our own promise: what the figure does not contain yet.
        """
        CREATE TABLE stock (
            id \(.identity), warehouse_id \(.integer) NOT NULL REFERENCES warehouses (id), product_id \(.integer) NOT NULL REFERENCES products (id),
            quantity \(.integer) NOT NULL, reserved \(.integer) NOT NULL DEFAULT 0 CHECK (reserved >= 0), as_of \(.integer) NOT NULL, updated_at \(.integer) NOT NULL,
            UNIQUE (product_id, warehouse_id)
        ) \(.strict)
        """,
        """
        CREATE TABLE receipts (
            id \(.identity), external_id \(.text) NOT NULL UNIQUE, warehouse_id \(.integer) NOT NULL REFERENCES warehouses (id),
            product_id \(.integer) NOT NULL REFERENCES products (id), quantity \(.integer) NOT NULL, expected \(.integer) NOT NULL,
            reserved \(.integer) NOT NULL DEFAULT 0 CHECK (reserved >= 0), updated_at \(.integer) NOT NULL
        ) \(.strict)
        """,
        "CREATE INDEX receipts_by_product ON receipts (product_id, expected, id)",
    ])
}
