package import Database

package enum PricingSchema {
    package static let migration = Migration(5, "pricing", [
        """
        CREATE TABLE price_lists (
            id \(.identity), external_id \(.text) NOT NULL UNIQUE, name \(.text) NOT NULL, legal_entity_id \(.integer) REFERENCES legal_entities (id),
            currency \(.text) NOT NULL, vat_included \(.integer) NOT NULL, net \(.integer) NOT NULL,
            from_day \(.integer) NOT NULL, to_day \(.integer) NOT NULL, updated_at \(.integer) NOT NULL
        ) \(.strict)
        """,
        """
        CREATE TABLE contract_price_lists (
            contract_id \(.integer) NOT NULL REFERENCES contracts (id), position \(.integer) NOT NULL,
            price_list_id \(.integer) NOT NULL REFERENCES price_lists (id), PRIMARY KEY (contract_id, position)
        ) \(.strict)
        """,
        """
        CREATE TABLE prices (
            id \(.identity), product_id \(.integer) NOT NULL REFERENCES products (id), price_list_id \(.integer) NOT NULL REFERENCES price_lists (id),
            min_quantity \(.integer) NOT NULL CHECK (min_quantity >= 0), from_day \(.integer) NOT NULL, to_day \(.integer) NOT NULL,
            unit_price \(.integer) NOT NULL CHECK (unit_price >= 0), updated_at \(.integer) NOT NULL,
            UNIQUE (product_id, price_list_id, min_quantity, from_day)
        ) \(.strict)
        """,
    ])

    /// Discounts, floors, rates; what costs what; how prices of another currency are converted.
    package static let discounts = Migration(50, "discounts", [
        """
        CREATE TABLE discounts (
            id \(.identity), external_id \(.text) NOT NULL UNIQUE, name \(.text), client_id \(.integer) REFERENCES clients (id),
            contract_id \(.integer) REFERENCES contracts (id), segment_id \(.integer) REFERENCES segments (id), product_id \(.integer) REFERENCES products (id),
            category_id \(.integer) REFERENCES categories (id), brand_id \(.integer) REFERENCES brands (id),
            percent \(.integer) CHECK (percent BETWEEN 0 AND 1000000), fixed_price \(.integer) CHECK (fixed_price > 0), markup \(.integer) CHECK (markup >= 0),
            currency \(.text) NOT NULL, vat_included \(.integer) NOT NULL, min_quantity \(.integer) NOT NULL CHECK (min_quantity >= 0),
            min_amount \(.integer) CHECK (min_amount >= 0), priority \(.integer) NOT NULL, mode \(.text) NOT NULL CHECK (mode IN ('best', 'first', 'add')),
            from_day \(.integer) NOT NULL, to_day \(.integer) NOT NULL, updated_at \(.integer) NOT NULL,
            CHECK (CASE WHEN client_id IS NULL THEN 0 ELSE 1 END + CASE WHEN contract_id IS NULL THEN 0 ELSE 1 END
                + CASE WHEN segment_id IS NULL THEN 0 ELSE 1 END <= 1),
            CHECK (CASE WHEN product_id IS NULL THEN 0 ELSE 1 END + CASE WHEN category_id IS NULL THEN 0 ELSE 1 END
                + CASE WHEN brand_id IS NULL THEN 0 ELSE 1 END <= 1),
            CHECK (CASE WHEN percent IS NULL THEN 0 ELSE 1 END + CASE WHEN fixed_price IS NULL THEN 0 ELSE 1 END
                + CASE WHEN markup IS NULL THEN 0 ELSE 1 END = 1)
        ) \(.strict)
        """,
        "CREATE INDEX discounts_by_client ON discounts (client_id) WHERE client_id IS NOT NULL",
        "CREATE INDEX discounts_by_contract ON discounts (contract_id) WHERE contract_id IS NOT NULL",
        "CREATE INDEX discounts_by_segment ON discounts (segment_id) WHERE segment_id IS NOT NULL",
        "CREATE INDEX discounts_for_all ON discounts (id) WHERE client_id IS NULL AND contract_id IS NULL AND segment_id IS NULL",
        """
        CREATE TABLE price_floors (
            id \(.identity), external_id \(.text) NOT NULL UNIQUE, name \(.text) NOT NULL, product_id \(.integer) REFERENCES products (id),
            category_id \(.integer) REFERENCES categories (id), brand_id \(.integer) REFERENCES brands (id),
            margin \(.integer) CHECK (margin BETWEEN 0 AND 999999), price \(.integer) CHECK (price >= 0), currency \(.text) NOT NULL,
            vat_included \(.integer) NOT NULL, from_day \(.integer) NOT NULL, to_day \(.integer) NOT NULL, updated_at \(.integer) NOT NULL,
            CHECK (CASE WHEN margin IS NULL THEN 0 ELSE 1 END + CASE WHEN price IS NULL THEN 0 ELSE 1 END = 1)
        ) \(.strict)
        """,
        """
        CREATE TABLE currency_rates (
            id \(.identity), currency \(.text) NOT NULL, day \(.integer) NOT NULL, nominal \(.integer) NOT NULL CHECK (nominal > 0),
            rate \(.integer) NOT NULL CHECK (rate > 0), updated_at \(.integer) NOT NULL, UNIQUE (currency, day)
        ) \(.strict)
        """,
        "ALTER TABLE price_lists ADD COLUMN cost \(.integer) NOT NULL DEFAULT 0",
        "ALTER TABLE legal_entities ADD COLUMN rate_day \(.text)",
        "ALTER TABLE legal_entities ADD COLUMN rate_markup \(.integer)",
        "ALTER TABLE contracts ADD COLUMN rate_day \(.text)",
        "ALTER TABLE contracts ADD COLUMN rate_markup \(.integer)",
    ])

    /// Who told a rate.
    package static let rateSources = Migration(85, "rate sources", [
        "ALTER TABLE currency_rates ADD COLUMN source \(.text) NOT NULL DEFAULT 'erp' CHECK (source IN ('erp', 'central_bank', 'hand'))",
    ])

    /// A list is paged by its rows, and its rows are counted.
    package static let pricesByList = Migration(88, "prices by list", ["CREATE INDEX prices_by_list ON prices (price_list_id, id)"])

    /// What prices were before they were changed: a row for each value that was replaced.
    package static let history = Migration(86, "former prices", [
        """
        CREATE TABLE former_prices (
            id \(.identity), product_id \(.integer) NOT NULL REFERENCES products (id), price_list_id \(.integer) NOT NULL REFERENCES price_lists (id),
            min_quantity \(.integer) NOT NULL, from_day \(.integer) NOT NULL, to_day \(.integer) NOT NULL, unit_price \(.integer) NOT NULL,
            new_to_day \(.integer) NOT NULL, new_price \(.integer) NOT NULL, since \(.integer) NOT NULL, until \(.integer) NOT NULL,
            actor \(.text) NOT NULL, origin \(.text)
        ) \(.strict)
        """,
        "CREATE INDEX former_prices_by_product ON former_prices (product_id, price_list_id, id)",
    ])

    /// History is written together with prices whose references hold, and pays for no second look at them.
    package static let lightHistory = Migration(108, "former prices without references", [
        """
        CREATE TABLE price_history (
            id \(.identity), product_id \(.integer) NOT NULL, price_list_id \(.integer) NOT NULL,
            min_quantity \(.integer) NOT NULL, from_day \(.integer) NOT NULL, to_day \(.integer) NOT NULL, unit_price \(.integer) NOT NULL,
            new_to_day \(.integer) NOT NULL, new_price \(.integer) NOT NULL, since \(.integer) NOT NULL, until \(.integer) NOT NULL,
            actor \(.text) NOT NULL, origin \(.text)
        ) \(.strict)
        """,
        """
        INSERT INTO price_history (product_id, price_list_id, min_quantity, from_day, to_day, unit_price, new_to_day, new_price, since, until, actor, origin)
        SELECT product_id, price_list_id, min_quantity, from_day, to_day, unit_price, new_to_day, new_price, since, until, actor, origin
        FROM former_prices ORDER BY id
        """,
        "DROP TABLE former_prices",
        "ALTER TABLE price_history RENAME TO former_prices",
        "CREATE INDEX former_prices_by_product ON former_prices (product_id, price_list_id, id)",
    ])

    /// When who owns a price took it, where that was told.
    package static let moments = Migration(109, "moments of prices", [
        "ALTER TABLE prices ADD COLUMN as_of \(.integer)", "\(.roomForChanges(of: "prices"))",
    ])
}
