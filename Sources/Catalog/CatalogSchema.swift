package import Database

package enum CatalogSchema {
    package static let migration = Migration(4, "catalog", [
        """
        CREATE TABLE brands (
            id \(.identity), external_id \(.text) NOT NULL UNIQUE, parent_id \(.integer) REFERENCES brands (id), name \(.text) NOT NULL, updated_at \(.integer) NOT NULL
        ) \(.strict)
        """,
        """
        CREATE TABLE categories (
            id \(.identity), external_id \(.text) NOT NULL UNIQUE, parent_id \(.integer) REFERENCES categories (id), name \(.text) NOT NULL,
            updated_at \(.integer) NOT NULL
        ) \(.strict)
        """,
        """
        CREATE TABLE parameters (
            id \(.identity), external_id \(.text) NOT NULL UNIQUE, code \(.text) NOT NULL UNIQUE, name \(.text) NOT NULL,
            type \(.text) NOT NULL CHECK (type IN ('number', 'text', 'choice', 'flag')), unit \(.text), updated_at \(.integer) NOT NULL
        ) \(.strict)
        """,
        """
        CREATE TABLE parameter_categories (
            parameter_id \(.integer) NOT NULL REFERENCES parameters (id), position \(.integer) NOT NULL, category_id \(.integer) NOT NULL REFERENCES categories (id),
            PRIMARY KEY (parameter_id, position)
        ) \(.strict)
        """,
        """
        CREATE TABLE products (
            id \(.identity), external_id \(.text) NOT NULL UNIQUE, article \(.text) NOT NULL UNIQUE, name \(.text) NOT NULL,
            brand_id \(.integer) REFERENCES brands (id), category_id \(.integer) REFERENCES categories (id), unit \(.text) NOT NULL,
            vat_class \(.text) NOT NULL CHECK (vat_class IN ('standard', 'reduced', 'zero', 'exempt')),
            order_multiple \(.integer) NOT NULL CHECK (order_multiple > 0), order_minimum \(.integer) NOT NULL CHECK (order_minimum >= 0),
            price_basis \(.integer) NOT NULL CHECK (price_basis > 0), packagings \(.text) NOT NULL, parameters \(.text) NOT NULL,
            manufacturer_number \(.text), description \(.text), country \(.text), marked \(.integer) NOT NULL,
            has_variants \(.integer) NOT NULL, status \(.text) NOT NULL CHECK (status IN ('active', 'discontinued')), successor_id \(.integer) REFERENCES products (id), updated_at \(.integer) NOT NULL
        ) \(.strict)
        """,
        """
        CREATE TABLE product_barcodes (
            product_id \(.integer) NOT NULL REFERENCES products (id), position \(.integer) NOT NULL, barcode \(.text) NOT NULL, PRIMARY KEY (product_id, position)
        ) \(.strict)
        """,
        """
        CREATE TABLE product_cross_numbers (
            product_id \(.integer) NOT NULL REFERENCES products (id), position \(.integer) NOT NULL, number \(.text) NOT NULL, PRIMARY KEY (product_id, position)
        ) \(.strict)
        """,
    ])
}
