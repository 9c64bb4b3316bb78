package import Database

package enum ReceivablesSchema {
    /// The ledger as it was told, what follows from it, and the rules that read it.
    package static let migration = Migration(30, "receivables", [
        // Facts. Nothing changes or deletes a row: what was wrong is corrected by another entry.
        """
        CREATE TABLE ledger_entries (
            id \(.identity), external_id \(.text) NOT NULL UNIQUE, client_id \(.integer) NOT NULL, contract_id \(.integer) NOT NULL,
            kind \(.text) NOT NULL CHECK (kind IN ('opening', 'invoice', 'shipment', 'payment', 'return', 'correction')), number \(.text),
            date_day \(.integer) NOT NULL, due_day \(.integer) NOT NULL, amount \(.integer) NOT NULL, currency \(.text) NOT NULL,
            order_ref \(.text), shipment_ref \(.text), allocated \(.text), note \(.text), as_of \(.integer), updated_at \(.integer) NOT NULL,
            CHECK (amount > 0 OR amount < 0 AND kind IN ('opening', 'correction')), CHECK (due_day >= date_day),
            FOREIGN KEY (client_id, contract_id) REFERENCES contracts (client_id, id)
        ) \(.strict)
        """,
        "\(.refuse(.update, of: "ledger_entries"))",
        "\(.refuse(.delete, of: "ledger_entries"))",
        "CREATE INDEX ledger_entries_by_contract ON ledger_entries (contract_id, date_day, id)",
        "CREATE INDEX ledger_entries_by_order ON ledger_entries (order_ref, contract_id) WHERE order_ref IS NOT NULL",
        // What follows from the entries of a contract, written in the transaction of the entry.
        """
        CREATE TABLE contract_accounts (
            contract_id \(.integer) PRIMARY KEY, client_id \(.integer) NOT NULL, credit_account_id \(.integer), currency \(.text) NOT NULL,
            balance \(.integer) NOT NULL, debt \(.integer) NOT NULL CHECK (debt >= 0), advance \(.integer) NOT NULL CHECK (advance >= 0),
            prepayment_held \(.integer) NOT NULL CHECK (prepayment_held >= 0), as_of \(.integer),
            state \(.text) NOT NULL DEFAULT 'ok', state_since \(.integer),
            FOREIGN KEY (client_id, contract_id) REFERENCES contracts (client_id, id),
            FOREIGN KEY (client_id, credit_account_id) REFERENCES credit_accounts (client_id, id)
        ) \(.strict)
        """,
        "CREATE INDEX contract_accounts_by_account ON contract_accounts (credit_account_id)",
        "CREATE INDEX contract_accounts_by_state ON contract_accounts (contract_id) WHERE state <> 'ok'",
        // Documents with something still to pay (above zero) and credits not yet spent (below zero): they add up to the balance.
        """
        CREATE TABLE open_items (
            entry_id \(.integer) PRIMARY KEY REFERENCES ledger_entries (id), contract_id \(.integer) NOT NULL REFERENCES contracts (id),
            due_day \(.integer) NOT NULL, amount \(.integer) NOT NULL CHECK (amount <> 0)
        ) \(.strict)
        """,
        "CREATE INDEX open_items_by_contract ON open_items (contract_id, due_day, amount)",
        // What somebody should look at: a fact that is stored although something about it is odd.
        """
        CREATE TABLE ledger_issues (
            entry_id \(.integer) NOT NULL REFERENCES ledger_entries (id), code \(.text) NOT NULL, contract_id \(.integer) NOT NULL REFERENCES contracts (id),
            detail \(.text) NOT NULL, PRIMARY KEY (entry_id, code)
        ) \(.strict)
        """,
        "CREATE INDEX ledger_issues_by_contract ON ledger_issues (contract_id, entry_id)",
        """
        CREATE TABLE closed_periods (
            legal_entity_id \(.integer) PRIMARY KEY REFERENCES legal_entities (id), closed_to \(.integer) NOT NULL, closed_at \(.integer) NOT NULL
        ) \(.strict)
        """,
        // Days that differ from "Monday to Friday without the public holidays of the Labour Code, article 112".
        "CREATE TABLE calendar_days (day \(.integer) PRIMARY KEY, is_working \(.integer) NOT NULL CHECK (is_working IN (0, 1))) \(.strict)",
        // Without a contract: the distributor's own defaults, in the place of those in `CreditRule.standard`.
        """
        CREATE TABLE credit_rules (
            id \(.identity), contract_id \(.integer) REFERENCES contracts (id),
            measure \(.text) NOT NULL CHECK (measure IN ('overdue_days', 'overdue_sum', 'limit_share', 'missing_documents')),
            threshold \(.integer) NOT NULL CHECK (threshold > 0),
            state \(.text) NOT NULL CHECK (state IN ('warn', 'hold_shipment', 'prepay_only', 'blocked')), UNIQUE (contract_id, measure, threshold)
        ) \(.strict)
        """,
        """
        CREATE TABLE manual_blocks (
            id \(.identity), client_id \(.integer) NOT NULL, contract_id \(.integer) NOT NULL,
            state \(.text) NOT NULL CHECK (state IN ('warn', 'hold_shipment', 'prepay_only', 'blocked')), reason \(.text) NOT NULL, until_day \(.integer),
            made_by \(.text) NOT NULL, made_by_name \(.text) NOT NULL, made_at \(.integer) NOT NULL, lifted_by \(.text), lifted_at \(.integer),
            FOREIGN KEY (client_id, contract_id) REFERENCES contracts (client_id, id)
        ) \(.strict)
        """,
        "CREATE INDEX manual_blocks_by_contract ON manual_blocks (contract_id, id)",
        // Nobody approves his own: held by the database too.
        """
        CREATE TABLE credit_overrides (
            id \(.identity), client_id \(.integer) NOT NULL, contract_id \(.integer) NOT NULL, order_id \(.integer), reason \(.text) NOT NULL,
            until_day \(.integer) NOT NULL, requested_by \(.text) NOT NULL, requested_by_name \(.text) NOT NULL, requested_at \(.integer) NOT NULL,
            status \(.text) NOT NULL DEFAULT 'requested' CHECK (status IN ('requested', 'approved', 'refused')),
            decided_by \(.text), decided_by_name \(.text), decided_at \(.integer),
            CHECK (decided_by IS NULL OR decided_by <> requested_by), CHECK ((status = 'requested') = (decided_by IS NULL)),
            FOREIGN KEY (client_id, contract_id) REFERENCES contracts (client_id, id),
            FOREIGN KEY (client_id, order_id) REFERENCES orders (client_id, id)
        ) \(.strict)
        """,
        "CREATE INDEX credit_overrides_by_contract ON credit_overrides (contract_id, id)",
        "CREATE INDEX credit_overrides_waiting ON credit_overrides (id) WHERE status = 'requested'",
        "CREATE TABLE credit_settings (id \(.integer) PRIMARY KEY CHECK (id = 1), hold_hours \(.integer) NOT NULL CHECK (hold_hours >= 0)) \(.strict)",
        "ALTER TABLE credit_accounts ADD COLUMN in_approval \(.integer) NOT NULL DEFAULT 0 CHECK (in_approval >= 0)",
        "ALTER TABLE credit_accounts ADD COLUMN prepayment_held \(.integer) NOT NULL DEFAULT 0 CHECK (prepayment_held >= 0)",
        // How much of a part the ledger has already counted; until when the goods of a held part are kept, and whether they still are.
        "ALTER TABLE seller_orders ADD COLUMN in_ledger \(.integer) NOT NULL DEFAULT 0 CHECK (in_ledger >= 0)",
        "ALTER TABLE seller_orders ADD COLUMN held_until \(.integer)",
        "CREATE INDEX seller_orders_by_contract ON seller_orders (contract_id, order_id)",
        "CREATE INDEX seller_orders_held ON seller_orders (id) WHERE hold_reason IS NOT NULL",
        "CREATE INDEX seller_orders_on_credit ON seller_orders (contract_id) WHERE credit_taken > 0",
    ])
}
