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
}
