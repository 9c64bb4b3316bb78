package import Database

/// Documents as the distributor's systems tell them, and who may see them.
package enum DocumentsSchema {
    package static let migration = Migration(95, "documents", [
        """
        CREATE TABLE documents (
            id \(.identity), external_id \(.text) NOT NULL UNIQUE, client_id \(.integer) NOT NULL, contract_id \(.integer) NOT NULL, order_ref \(.text),
            kind \(.text) NOT NULL CHECK (kind IN ('invoice', 'upd', 'torg12', 'reconciliation', 'correction', 'return_act', 'specification', 'offer', 'certificate', 'other')),
            number \(.text), date_day \(.integer) NOT NULL, amount \(.integer), currency \(.text), file \(.text),
            signature \(.text) NOT NULL CHECK (signature IN ('not_needed', 'awaited', 'signed', 'refused')), signed_day \(.integer), updated_at \(.integer) NOT NULL,
            CHECK (signed_day IS NULL OR signature = 'signed'),
            FOREIGN KEY (client_id, contract_id) REFERENCES contracts (client_id, id)
        ) \(.strict)
        """,
        "CREATE INDEX documents_by_client ON documents (client_id, date_day, id)",
        "CREATE INDEX documents_by_contract ON documents (contract_id, date_day, id)",
        "CREATE INDEX documents_by_date ON documents (date_day, id)",
        "CREATE INDEX documents_by_order ON documents (order_ref, id) WHERE order_ref IS NOT NULL",
        "CREATE INDEX documents_unsigned ON documents (contract_id, date_day) WHERE signature IN ('awaited', 'refused')",
        // Documents are seen by whoever saw debts before there was a right of its own.
        "UPDATE roles SET rights = rights || ' see_documents' WHERE ' ' || rights || ' ' LIKE '% see_debt %'",
    ])
}
