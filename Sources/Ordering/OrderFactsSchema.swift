package import Database

/// What the seller's systems tell of an order after it was placed.
package enum OrderFactsSchema {
    package static let migration = Migration(31, "order_facts", [
        "ALTER TABLE orders ADD COLUMN acknowledged_at \(.integer)",
        "ALTER TABLE orders ADD COLUMN erp_number \(.text)",
        "ALTER TABLE order_lines ADD COLUMN confirmed \(.integer) CHECK (confirmed >= 0)",
        "ALTER TABLE shipments ADD COLUMN actual_day \(.integer)",
        "ALTER TABLE shipments ADD COLUMN shipped_at \(.integer)",
        "ALTER TABLE shipments ADD COLUMN tracking \(.text)",
        "CREATE INDEX shipments_by_part ON shipments (seller_order_id)",
        // Whether the stock figure already contains the promise: then `stock.reserved` no longer does.
        "ALTER TABLE shipment_lines ADD COLUMN counted \(.integer) NOT NULL DEFAULT 0 CHECK (counted IN (0, 1))",
        "CREATE INDEX shipment_lines_promised ON shipment_lines (stock_id) WHERE stock_id IS NOT NULL AND counted = 0",
    ])
}
