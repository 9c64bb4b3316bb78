package import Database

package enum QuotesSchema {
    /// What suppliers are asked to name a price for, and what each of them answers.
    package static let migration = Migration(136, "quotes", expands: true, [
        // `wanted_day` is the last day on which answers are taken.
        """
        CREATE TABLE quote_requests (
            id \(.identity), comment \(.text), wanted_day \(.integer) NOT NULL, asked_by \(.integer) NOT NULL REFERENCES people (id), asked_at \(.integer) NOT NULL,
            closed_by \(.integer) REFERENCES people (id), closed_at \(.integer), revision \(.integer) NOT NULL DEFAULT 1,
            CHECK ((closed_by IS NULL) = (closed_at IS NULL))
        ) \(.strict)
        """,
        // A product of the catalogue, or a name of what is not in it.
        """
        CREATE TABLE quote_lines (
            id \(.identity), request_id \(.integer) NOT NULL REFERENCES quote_requests (id), position \(.integer) NOT NULL CHECK (position > 0),
            product_id \(.integer) REFERENCES products (id), name \(.text), unit \(.text), quantity \(.integer) NOT NULL CHECK (quantity > 0),
            UNIQUE (request_id, position), UNIQUE (request_id, id), CHECK ((product_id IS NULL) = (name IS NOT NULL)), CHECK ((product_id IS NULL) = (unit IS NOT NULL))
        ) \(.strict)
        """,
        "CREATE INDEX quote_lines_by_product ON quote_lines (product_id)",
        // The first answer; later ones are not faster.
        """
        CREATE TABLE quote_suppliers (
            request_id \(.integer) NOT NULL REFERENCES quote_requests (id), supplier_id \(.integer) NOT NULL REFERENCES suppliers (id),
            answered_by \(.integer) REFERENCES people (id), answered_at \(.integer),
            PRIMARY KEY (request_id, supplier_id), CHECK ((answered_by IS NULL) = (answered_at IS NULL))
        ) \(.strict)
        """,
        "CREATE INDEX quote_suppliers_by_supplier ON quote_suppliers (supplier_id, request_id)",
        // Prices are of one unit in roubles without VAT. An answer is a price or the reason why there is none.
        """
        CREATE TABLE quotes (
            request_id \(.integer) NOT NULL, line_id \(.integer) NOT NULL, supplier_id \(.integer) NOT NULL,
            price \(.integer) CHECK (price > 0), quantity \(.integer) CHECK (quantity > 0), lead_days \(.integer) CHECK (lead_days BETWEEN 0 AND 730), valid_day \(.integer),
            reason \(.text), answered_at \(.integer) NOT NULL, chosen \(.integer) NOT NULL DEFAULT 0 CHECK (chosen IN (0, 1)), offered_at \(.integer),
            PRIMARY KEY (line_id, supplier_id), CHECK ((price IS NULL) = (reason IS NOT NULL)), CHECK ((price IS NULL) = (quantity IS NULL)),
            CHECK (chosen = 0 OR price IS NOT NULL), CHECK (offered_at IS NULL OR chosen = 1),
            FOREIGN KEY (request_id, line_id) REFERENCES quote_lines (request_id, id), FOREIGN KEY (request_id, supplier_id) REFERENCES quote_suppliers (request_id, supplier_id)
        ) \(.strict)
        """,
        "CREATE INDEX quotes_by_request ON quotes (request_id, supplier_id)",
        "CREATE UNIQUE INDEX quotes_chosen ON quotes (line_id) WHERE chosen = 1",
    ])
}
