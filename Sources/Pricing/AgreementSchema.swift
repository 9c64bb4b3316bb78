package import Database

package enum AgreementSchema {
    /// Special prices for projects: what is asked for, who approved it, what orders used of it.
    ///
    /// That nobody approves twice, nor what he asked for or proposed himself, is held by the constraints of `price_agreement_approvals`, whatever door and
    /// whatever race.
    package static let migration = Migration(55, "price agreements", [
        """
        CREATE TABLE price_agreements (
            id \(.identity), external_id \(.text) NOT NULL UNIQUE, client_id \(.integer) NOT NULL REFERENCES clients (id), contract_id \(.integer) NOT NULL,
            site_id \(.integer), source \(.text) NOT NULL DEFAULT 'erp' CHECK (source IN ('erp', 'portal')),
            title \(.text) NOT NULL DEFAULT '', title_folded \(.text) NOT NULL DEFAULT '', reason \(.text) NOT NULL DEFAULT '', currency \(.text), vat_mode \(.text), lines \(.text) NOT NULL DEFAULT '[]',
            from_day \(.integer) NOT NULL, to_day \(.integer) NOT NULL,
            status \(.text) NOT NULL DEFAULT 'approved' CHECK (status IN ('requested', 'approved', 'refused', 'withdrawn', 'expired', 'closed')),
            revision \(.integer) NOT NULL DEFAULT 1, requested_by \(.text) NOT NULL DEFAULT '', requested_by_name \(.text) NOT NULL DEFAULT '',
            requested_at \(.integer) NOT NULL DEFAULT 0, updated_at \(.integer) NOT NULL,
            UNIQUE (client_id, id), CHECK (from_day <= to_day),
            FOREIGN KEY (client_id, contract_id) REFERENCES contracts (client_id, id),
            FOREIGN KEY (client_id, site_id) REFERENCES sites (client_id, id)
        ) \(.strict)
        """,
        "CREATE INDEX price_agreements_by_status ON price_agreements (status, id)",
        // `is_open` is 0 for lines that a later revision or the ERP has dropped and orders have used.
        """
        CREATE TABLE price_agreement_lines (
            id \(.identity), agreement_id \(.integer) NOT NULL REFERENCES price_agreements (id), position \(.integer) NOT NULL,
            product_id \(.integer) NOT NULL REFERENCES products (id), quantity \(.integer) NOT NULL CHECK (quantity >= 0),
            unit_price \(.integer) NOT NULL CHECK (unit_price >= 0), own_price \(.integer), used \(.integer) NOT NULL DEFAULT 0 CHECK (used >= 0),
            is_open \(.integer) NOT NULL DEFAULT 1, UNIQUE (agreement_id, product_id)
        ) \(.strict)
        """,
        "CREATE INDEX price_agreement_lines_by_product ON price_agreement_lines (product_id)",
        """
        CREATE TABLE price_agreement_revisions (
            agreement_id \(.integer) NOT NULL REFERENCES price_agreements (id), revision \(.integer) NOT NULL, requested_by \(.text) NOT NULL,
            proposed_by \(.text) NOT NULL, proposed_by_name \(.text) NOT NULL, proposed_at \(.integer) NOT NULL, terms \(.text) NOT NULL,
            PRIMARY KEY (agreement_id, revision), UNIQUE (agreement_id, revision, requested_by, proposed_by)
        ) \(.strict)
        """,
        """
        CREATE TABLE price_agreement_approvals (
            agreement_id \(.integer) NOT NULL, revision \(.integer) NOT NULL, requested_by \(.text) NOT NULL, proposed_by \(.text) NOT NULL,
            place \(.integer) NOT NULL CHECK (place IN (1, 2)), approved_by \(.text) NOT NULL, approved_by_name \(.text) NOT NULL, approved_at \(.integer) NOT NULL,
            PRIMARY KEY (agreement_id, revision, place), UNIQUE (agreement_id, revision, approved_by),
            CHECK (approved_by <> requested_by AND approved_by <> proposed_by),
            FOREIGN KEY (agreement_id, revision, requested_by, proposed_by)
                REFERENCES price_agreement_revisions (agreement_id, revision, requested_by, proposed_by)
        ) \(.strict)
        """,
        """
        CREATE TABLE price_agreement_events (
            id \(.identity), agreement_id \(.integer) NOT NULL REFERENCES price_agreements (id), at \(.integer) NOT NULL, kind \(.text) NOT NULL,
            revision \(.integer) NOT NULL, actor \(.text) NOT NULL, actor_name \(.text) NOT NULL, note \(.text)
        ) \(.strict)
        """,
        "CREATE INDEX price_agreement_events_by_agreement ON price_agreement_events (agreement_id, id)",
        "\(.refuse(.update, of: "price_agreement_events"))", "\(.refuse(.delete, of: "price_agreement_events"))",
        """
        CREATE TABLE price_agreement_uses (
            id \(.identity), agreed_line_id \(.integer) NOT NULL REFERENCES price_agreement_lines (id), client_id \(.integer) NOT NULL,
            order_line_id \(.integer) NOT NULL, quantity \(.integer) NOT NULL CHECK (quantity > 0),
            released \(.integer) NOT NULL DEFAULT 0 CHECK (released >= 0 AND released <= quantity),
            UNIQUE (order_line_id), FOREIGN KEY (client_id, order_line_id) REFERENCES order_lines (client_id, id)
        ) \(.strict)
        """,
        "CREATE INDEX price_agreement_uses_by_line ON price_agreement_uses (agreed_line_id)",
    ])
}
