package import Database

/// Orders that another person of the client approves first.
package enum ApprovalsSchema {
    package static let migration = Migration(97, "approvals", [
        // In minor units of whatever currency the order is in. NULL: no order of this person needs an approval.
        "ALTER TABLE memberships ADD COLUMN order_limit \(.integer) CHECK (order_limit >= 0)",
        "ALTER TABLE orders ADD COLUMN approval \(.text) NOT NULL DEFAULT 'not_needed' CHECK (approval IN ('not_needed', 'waiting', 'approved', 'refused', 'expired'))",
        // Nobody decides on his own: held by the database too.
        "ALTER TABLE orders ADD COLUMN decided_by \(.text) CHECK (decided_by <> placed_by)",
        "ALTER TABLE orders ADD COLUMN decided_by_name \(.text)",
        "ALTER TABLE orders ADD COLUMN decided_at \(.integer)",
        "ALTER TABLE orders ADD COLUMN decision_reason \(.text)",
        "CREATE INDEX orders_in_approval ON orders (client_id, id) WHERE approval = 'waiting'",
        // What a part takes of its account while it waits, beside `credit_taken` of released ones.
        "ALTER TABLE seller_orders ADD COLUMN in_approval \(.integer) NOT NULL DEFAULT 0 CHECK (in_approval >= 0)",
    ])
}
