import Customers
package import Database

package enum SuppliersSchema {
    /// Suppliers, their people, whose goods are whose, and what is offered of them.
    package static let migration = Migration(127, "suppliers", SupplierPeopleSchema.statements + [
        // A product is a supplier's when its brand is, or when it was given to him by itself. Several may have the same.
        """
        CREATE TABLE supplier_brands (
            supplier_id \(.integer) NOT NULL REFERENCES suppliers (id), position \(.integer) NOT NULL, brand_id \(.integer) NOT NULL REFERENCES brands (id),
            PRIMARY KEY (supplier_id, position)
        ) \(.strict)
        """,
        "CREATE INDEX supplier_brands_by_brand ON supplier_brands (brand_id, supplier_id)",
        """
        CREATE TABLE supplier_products (
            supplier_id \(.integer) NOT NULL REFERENCES suppliers (id), product_id \(.integer) NOT NULL REFERENCES products (id),
            PRIMARY KEY (supplier_id, product_id)
        ) \(.strict)
        """,
        "CREATE INDEX supplier_products_by_product ON supplier_products (product_id, supplier_id)",
        // `price` is of one unit in roubles without VAT; what is not told is not known.
        """
        CREATE TABLE supplier_offers (
            id \(.identity), supplier_id \(.integer) NOT NULL REFERENCES suppliers (id), product_id \(.integer) NOT NULL REFERENCES products (id),
            article \(.text), price \(.integer) CHECK (price >= 0), quantity \(.integer) CHECK (quantity >= 0),
            lead_days \(.integer) CHECK (lead_days BETWEEN 0 AND 730), valid_day \(.integer), revision \(.integer) NOT NULL DEFAULT 1, updated_at \(.integer) NOT NULL,
            UNIQUE (supplier_id, product_id)
        ) \(.strict)
        """,
        "CREATE INDEX supplier_offers_by_product ON supplier_offers (product_id, supplier_id)",
        "CREATE INDEX supplier_offers_by_article ON supplier_offers (supplier_id, article)",
    ])
}
