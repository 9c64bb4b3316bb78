package import Database

package enum SupplySchema {
    /// What is awaited of suppliers for orders, and what they answer.
    package static let migration = Migration(128, "supply", [
        // `answer` and `ended` are apart: what was confirmed comes in or is cancelled later. `first_day` is the day that was promised first: later ones are not better.
        """
        CREATE TABLE supply_lines (
            id \(.identity), client_id \(.integer) NOT NULL, order_line_id \(.integer) NOT NULL, supplier_id \(.integer) NOT NULL REFERENCES suppliers (id),
            product_id \(.integer) NOT NULL REFERENCES products (id), warehouse_id \(.integer) NOT NULL REFERENCES warehouses (id),
            quantity \(.integer) NOT NULL CHECK (quantity > 0), wanted_day \(.integer), asked_at \(.integer) NOT NULL,
            answer \(.text) CHECK (answer IN ('confirmed', 'declined')), answered_at \(.integer), answered_by \(.integer) REFERENCES people (id),
            promised_day \(.integer), first_day \(.integer), promised_quantity \(.integer) CHECK (promised_quantity > 0), reason \(.text),
            ended \(.text) CHECK (ended IN ('covered', 'cancelled', 'declined')), ended_at \(.integer), revision \(.integer) NOT NULL DEFAULT 1,
            UNIQUE (order_line_id, warehouse_id, supplier_id),
            CHECK ((answer IS NULL) = (answered_at IS NULL)), CHECK ((ended IS NULL) = (ended_at IS NULL)),
            CHECK ((answer IS NOT NULL AND answer = 'confirmed') = (promised_day IS NOT NULL AND first_day IS NOT NULL AND promised_quantity IS NOT NULL)),
            CHECK ((answer IS NOT NULL AND answer = 'declined') = (reason IS NOT NULL)),
            FOREIGN KEY (client_id, order_line_id) REFERENCES order_lines (client_id, id)
        ) \(.strict)
        """,
        "CREATE INDEX supply_lines_by_supplier ON supply_lines (supplier_id, id)",
        // One supplier at a time is asked for a line.
        "CREATE UNIQUE INDEX supply_lines_open ON supply_lines (order_line_id, warehouse_id) WHERE ended IS NULL",
        "CREATE INDEX supply_lines_by_client ON supply_lines (client_id)",
        "CREATE INDEX shipment_lines_uncovered ON shipment_lines (order_line_id) WHERE stock_id IS NULL",
        "\(.letWait(referencesBy: "client_id"))",
    ])

    /// What has come of a line, apart from what its order has lost. `covered_before` is what the order had when the supplier was asked; older lines do not know it.
    package static let received = Migration(137, "received of suppliers", expands: true, [
        "ALTER TABLE supply_lines ADD COLUMN received \(.integer) NOT NULL DEFAULT 0 CHECK (received >= 0)",
        "ALTER TABLE supply_lines ADD COLUMN covered_before \(.integer)",
    ])
}
