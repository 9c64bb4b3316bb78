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

    /// Relations may be mandatory accessories too, those of the ERP and the portal's.
    package static let mandatoryAccessories = Migration(114, "mandatory accessories", [
        """
        CREATE TABLE relations_of_all_kinds (
            id \(.identity), product_id \(.integer) NOT NULL REFERENCES products (id), kind \(.text) NOT NULL CHECK (\(relationKinds)),
            target_id \(.integer) NOT NULL REFERENCES products (id), ratio \(.integer) NOT NULL CHECK (ratio > 0), note \(.text), updated_at \(.integer) NOT NULL,
            UNIQUE (product_id, kind, target_id), CHECK (product_id <> target_id)
        ) \(.strict)
        """,
        """
        INSERT INTO relations_of_all_kinds (product_id, kind, target_id, ratio, note, updated_at)
        SELECT product_id, kind, target_id, ratio, note, updated_at FROM product_relations ORDER BY id
        """,
        "DROP TABLE product_relations",
        "ALTER TABLE relations_of_all_kinds RENAME TO product_relations",
        """
        CREATE TABLE own_relations_of_all_kinds (
            id \(.identity), product_id \(.integer) NOT NULL REFERENCES products (id), kind \(.text) NOT NULL CHECK (\(relationKinds)),
            target_id \(.integer) NOT NULL REFERENCES products (id), ratio \(.integer) NOT NULL CHECK (ratio > 0), note \(.text),
            hidden \(.integer) NOT NULL CHECK (hidden IN (0, 1)), UNIQUE (product_id, kind, target_id), CHECK (product_id <> target_id)
        ) \(.strict)
        """,
        """
        INSERT INTO own_relations_of_all_kinds (product_id, kind, target_id, ratio, note, hidden)
        SELECT product_id, kind, target_id, ratio, note, hidden FROM portal_relations ORDER BY id
        """,
        "DROP TABLE portal_relations",
        "ALTER TABLE own_relations_of_all_kinds RENAME TO portal_relations",
    ])

    private static let relationKinds: SQL = "kind IN ('analogue', 'replacement', 'mandatory_accessory', 'accessory', 'consumable', 'compatible')"

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

    /// What products and their packagings are scanned by, to be looked up.
    package static let barcodes = Migration(146, "barcodes to look up", expands: true, [
        """
        CREATE TABLE packaging_barcodes (
            product_id \(.integer) NOT NULL REFERENCES products (id) ON DELETE CASCADE, barcode \(.text) NOT NULL, PRIMARY KEY (product_id, barcode)
        ) \(.strict)
        """,
        packagingBarcodes("p.packagings LIKE '%barcode%'"),
        "CREATE INDEX packaging_barcodes_by_code ON packaging_barcodes (barcode)",
        "CREATE INDEX product_barcodes_by_code ON product_barcodes (barcode)",
    ])

    /// Products that share a barcode with another one, or did when they were last told. Programs that do not know it would leave some out.
    package static let barcodeSharers = Migration(165, "sharers of barcodes", [
        "CREATE TABLE barcode_sharers (product_id \(.integer) PRIMARY KEY REFERENCES products (id) ON DELETE CASCADE) \(.strict)",
        allSharers,
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
