import Database

/// A small trade for these tests.
let testMigrations = [
    Migration(1, "products", [
        """
        CREATE TABLE products (
            id \(.identity),
            article \(.text) NOT NULL UNIQUE,
            name \(.text),
            on_hand \(.integer) NOT NULL DEFAULT 0 CHECK (on_hand >= 0),
            picture \(.bytes)
        ) \(.strict)
        """
    ]),
    Migration(2, "order lines", [
        """
        CREATE TABLE order_lines (
            id \(.identity),
            product_id \(.integer) NOT NULL REFERENCES products (id),
            quantity \(.integer) NOT NULL
        ) \(.strict)
        """,
        "CREATE INDEX order_lines_by_product ON order_lines (product_id)",
    ]),
]
