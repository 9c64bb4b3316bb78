package import Database
package import Kernel

/// Clients that were found twice and joined: what the double was called leads to the client that stands in its place.
package enum ClientAliasesSchema {
    package static let migration = Migration(125, "merged clients", [
        // `former_id` is the number that the client had: the journal still names it.
        """
        CREATE TABLE client_aliases (
            external_id \(.text) PRIMARY KEY, client_id \(.integer) NOT NULL REFERENCES clients (id), former_id \(.integer) NOT NULL UNIQUE, at \(.integer) NOT NULL
        ) \(.strict)
        """,
        "CREATE INDEX client_aliases_by_client ON client_aliases (client_id)",
        """
        CREATE TABLE client_entity_aliases (
            external_id \(.text) PRIMARY KEY, client_entity_id \(.integer) NOT NULL REFERENCES client_entities (id), at \(.integer) NOT NULL
        ) \(.strict)
        """,
        "CREATE INDEX client_entity_aliases_by_entity ON client_entity_aliases (client_entity_id)",
        // Who joined what, and what waits for a second person. Nobody confirms his own: held by the database too.
        """
        CREATE TABLE client_merges (
            id \(.identity), staying_id \(.integer) NOT NULL REFERENCES clients (id), leaving_id \(.integer) NOT NULL, leaving_external_id \(.text) NOT NULL,
            leaving_name \(.text) NOT NULL, needs_second \(.integer) NOT NULL CHECK (needs_second IN (0, 1)),
            status \(.text) NOT NULL CHECK (status IN ('waiting', 'done', 'withdrawn')),
            proposed_by \(.text) NOT NULL, proposed_by_name \(.text) NOT NULL, proposed_at \(.integer) NOT NULL,
            decided_by \(.text), decided_by_name \(.text), decided_at \(.integer), moved \(.text),
            CHECK ((status = 'waiting') = (decided_by IS NULL)), CHECK (status <> 'done' OR needs_second = 0 OR decided_by <> proposed_by)
        ) \(.strict)
        """,
        "CREATE UNIQUE INDEX client_merges_waiting ON client_merges (staying_id, leaving_id) WHERE status = 'waiting'",
        "CREATE INDEX client_merges_by_staying ON client_merges (staying_id)",
        "CREATE INDEX client_entities_by_inn ON client_entities (inn) WHERE inn IS NOT NULL",
        // An entry of the ledger never changes, but for the client that its contract goes to.
        "\(.allow(.update, of: "ledger_entries"))",
        """
        \(.refuseUpdate(
            of: "id, external_id, contract_id, kind, number, date_day, due_day, amount, currency, order_ref, shipment_ref, allocated, note, as_of, updated_at", in: "ledger_entries"))
        """,
        "\(.letWait(referencesBy: "client_id"))",
    ])
}

extension SQL {
    /// The number of the client that an external id means, its own or that of a double which was joined with it: `c.id = \(SQL.client(key))`.
    package static func client(_ externalID: String) -> SQL {
        "COALESCE((SELECT id FROM clients WHERE external_id = \(externalID)), (SELECT client_id FROM client_aliases WHERE external_id = \(externalID)))"
    }
}

extension Reader {
    /// The condition that a column of the journal names a client by any of the numbers that it has had; to stand behind the column.
    package func anyNumber(of client: ID<Client>) throws -> SQL {
        let former = try rows("SELECT former_id FROM client_aliases WHERE client_id = \(client) ORDER BY former_id LIMIT 1000").map { try $0.get("former_id", as: Int64.self) }
        return former.isEmpty ? "= \(client)" : "\(in: former + [client.rawValue])"
    }
}
