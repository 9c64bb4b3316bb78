package import Database

package enum TermsSchema {
    /// Who owns terms, what the portal adds to them, and changes of its own that wait for a second person.
    ///
    /// That nobody decides what he proposed is held by the constraints of `term_changes`, whatever door and whatever race; what was proposed never changes.
    package static let migration = Migration(80, "changes of terms", ["price_lists", "discounts", "price_floors", "contracts"].map { table in
        SQL(stringLiteral: "ALTER TABLE \(table) ADD COLUMN source ") + "\(.text) NOT NULL DEFAULT 'erp' CHECK (source IN ('erp', 'portal'))"
    } + [
        // The portal's own lists that stand before the ERP's chain.
        """
        CREATE TABLE contract_portal_lists (
            contract_id \(.integer) NOT NULL REFERENCES contracts (id), position \(.integer) NOT NULL,
            price_list_id \(.integer) NOT NULL REFERENCES price_lists (id), PRIMARY KEY (contract_id, position)
        ) \(.strict)
        """,
        "CREATE INDEX contract_portal_lists_by_list ON contract_portal_lists (price_list_id)",
        """
        CREATE TABLE term_changes (
            id \(.identity), kind \(.text) NOT NULL, subject \(.text) NOT NULL, title \(.text) NOT NULL, title_folded \(.text) NOT NULL, reason \(.text) NOT NULL,
            client_id \(.integer) REFERENCES clients (id), item_count \(.integer) NOT NULL, status \(.text) NOT NULL DEFAULT 'waiting'
                CHECK (status IN ('waiting', 'approved', 'refused', 'withdrawn')),
            proposed_by \(.text) NOT NULL, proposed_by_name \(.text) NOT NULL, proposed_at \(.integer) NOT NULL,
            decided_by \(.text), decided_by_name \(.text), decided_at \(.integer), note \(.text),
            CHECK (CASE status
                WHEN 'waiting' THEN decided_by IS NULL
                WHEN 'withdrawn' THEN decided_by IS NOT NULL AND decided_by = proposed_by
                ELSE decided_by IS NOT NULL AND decided_by <> proposed_by END)
        ) \(.strict)
        """,
        "CREATE INDEX term_changes_by_status ON term_changes (status, id)",
        "CREATE INDEX term_changes_by_subject ON term_changes (kind, subject)",
        // Up to a thousand items a row, as JSON: `[[item, before], …]`.
        """
        CREATE TABLE term_change_items (
            change_id \(.integer) NOT NULL REFERENCES term_changes (id), part \(.integer) NOT NULL, items \(.text) NOT NULL, PRIMARY KEY (change_id, part)
        ) \(.strict)
        """,
        "\(.refuse(.update, of: "term_change_items"))", "\(.refuse(.delete, of: "term_change_items"))",
    ])
}
