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

    /// What products have to do with each other.
    package static let relations = Migration(106, "relations", [
        """
        CREATE TABLE product_relations (
            id \(.identity), product_id \(.integer) NOT NULL REFERENCES products (id),
            kind \(.text) NOT NULL CHECK (kind IN ('analogue', 'replacement', 'accessory', 'consumable', 'compatible')),
            target_id \(.integer) NOT NULL REFERENCES products (id), ratio \(.integer) NOT NULL CHECK (ratio > 0), note \(.text), updated_at \(.integer) NOT NULL,
            UNIQUE (product_id, kind, target_id), CHECK (product_id <> target_id)
        ) \(.strict)
        """,
    ])

    /// Files of the store, the names that rows call them by, and the pictures and papers of products.
    package static let files = Migration(110, "product files", [
        """
        CREATE TABLE stored_files (
            hash \(.text) PRIMARY KEY, size \(.integer) NOT NULL CHECK (size > 0), media_type \(.text) NOT NULL
        ) \(.strict)
        """,
        "CREATE TABLE file_names (name \(.text) PRIMARY KEY, hash \(.text) NOT NULL REFERENCES stored_files (hash)) \(.strict)",
        productFiles("product_images", key: "product_id, file, url"),
        productFiles("product_certificates", key: "product_id, kind, number"),
    ])

    private static func productFiles(_ table: StaticString, key: StaticString) -> SQL {
        SQL(stringLiteral: "CREATE TABLE \(table) (") + """
            id \(.identity), product_id \(.integer) NOT NULL REFERENCES products (id), file \(.text) NOT NULL, url \(.text) NOT NULL,
            sha256 \(.text) REFERENCES stored_files (hash), kind \(.text) NOT NULL, number \(.text) NOT NULL,
            from_day \(.integer) NOT NULL, to_day \(.integer) NOT NULL, updated_at \(.integer) NOT NULL,
            CHECK ((file = '') <> (url = '')), CHECK ((file = '') = (sha256 IS NULL)), UNIQUE (
            """ + SQL(stringLiteral: "\(key))) ") + "\(.strict)"
    }

    /// Clients' own numbers for products.
    package static let clientArticles = Migration(107, "client articles", [
        """
        CREATE TABLE client_articles (
            id \(.identity), client_id \(.integer) NOT NULL REFERENCES clients (id), code \(.text) NOT NULL,
            product_id \(.integer) NOT NULL REFERENCES products (id), unit \(.text), ratio \(.integer) NOT NULL CHECK (ratio > 0), updated_at \(.integer) NOT NULL,
            UNIQUE (client_id, code)
        ) \(.strict)
        """,
    ])

    /// Products that were taken out of the catalogue and stay for the orders they stand in.
    package static let withdrawn = Migration(115, "withdrawn products", [
        "ALTER TABLE products ADD COLUMN withdrawn \(.integer) NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1))",
    ])

    /// Policies of what is shown; clients and contracts name theirs.
    ///
    /// A policy that was only named so far shows everything, as it did, until the ERP tells what it is. The columns with bare names stay for nodes of the
    /// version before.
    package static let assortments = Migration(105, "assortments", [
        """
        CREATE TABLE assortments (
            id \(.identity), external_id \(.text) NOT NULL UNIQUE, default_state \(.text) NOT NULL CHECK (default_state IN ('visible', 'hidden')),
            rules \(.text) NOT NULL, visitor \(.integer) NOT NULL, updated_at \(.integer) NOT NULL
        ) \(.strict)
        """,
        """
        CREATE TABLE assortment_rules (
            assortment_id \(.integer) NOT NULL REFERENCES assortments (id), position \(.integer) NOT NULL, allow \(.integer) NOT NULL,
            product_id \(.integer) REFERENCES products (id), brand_id \(.integer) REFERENCES brands (id), category_id \(.integer) REFERENCES categories (id),
            PRIMARY KEY (assortment_id, position),
            CHECK (CASE WHEN product_id IS NULL THEN 0 ELSE 1 END + CASE WHEN brand_id IS NULL THEN 0 ELSE 1 END
                + CASE WHEN category_id IS NULL THEN 0 ELSE 1 END = 1)
        ) \(.strict)
        """,
        """
        INSERT INTO assortments (external_id, default_state, rules, visitor, updated_at)
        SELECT assortment, 'visible', '[]', 0, 0 FROM (
            SELECT assortment FROM clients WHERE assortment <> '' UNION SELECT assortment FROM contracts WHERE assortment <> ''
        ) AS named ORDER BY assortment
        """,
    ] + ["clients", "contracts"].flatMap { table -> [SQL] in
        [
            SQL(stringLiteral: "ALTER TABLE \(table) ADD COLUMN assortment_id ") + "\(.integer) REFERENCES assortments (id)",
            SQL(stringLiteral: "UPDATE \(table) SET assortment_id = (SELECT a.id FROM assortments AS a WHERE a.external_id = \(table).assortment)"),
            SQL(stringLiteral: "CREATE INDEX \(table)_by_assortment ON \(table) (assortment_id)"),
        ]
    })
}
