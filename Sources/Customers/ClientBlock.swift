package import Database
package import Kernel

/// A client that may place no orders for the time being, whatever its contracts say: why, since when and by whom. Its people sign in and see everything as before.
package struct ClientBlock: Hashable, Sendable {
    /// In words that the client is shown too.
    package let reason: String
    package let since: Instant
    package let byName: String
}

package enum ClientBlockSchema {
    /// Of the columns of a block all four are there, or none. A program that knows of no block would go on taking orders: it stops.
    package static let migration = Migration(138, "blocked clients, changed addresses", [
        "ALTER TABLE clients ADD COLUMN blocked_at \(.integer)",
        "ALTER TABLE clients ADD COLUMN block_reason \(.text) CHECK ((blocked_at IS NULL) = (block_reason IS NULL) AND (block_reason IS NULL OR block_reason <> ''))",
        "ALTER TABLE clients ADD COLUMN blocked_by \(.text) CHECK ((blocked_at IS NULL) = (blocked_by IS NULL))",
        "ALTER TABLE clients ADD COLUMN blocked_by_name \(.text) CHECK ((blocked_at IS NULL) = (blocked_by_name IS NULL))",
        "CREATE INDEX clients_blocked ON clients (id) WHERE blocked_at IS NOT NULL",
        // A viewer is read from them too (`RightsVersion`).
        "\(.count(.update, in: "clients", columns: "blocked_at, block_reason", of: "rights_version", named: "clients_blocked"))",
        // To which address a person is to be written from now on, once somebody who reads it has said so. The token is made when the letter is sent.
        """
        CREATE TABLE email_changes (
            person_id \(.integer) PRIMARY KEY REFERENCES people (id), email \(.text) NOT NULL CHECK (email <> ''), asked_by \(.text) NOT NULL, asked_at \(.integer) NOT NULL,
            token_hash \(.text) UNIQUE, expires_at \(.integer) NOT NULL
        ) \(.strict)
        """,
    ])
}

extension ClientBlock {
    /// Out of the columns `blocked_at`, `block_reason`, `blocked_by_name`; nil for a client that is not blocked, or where there is no client.
    init?(_ row: Row) throws {
        guard let since: Instant = try row.find("blocked_at") else { return nil }
        self.init(reason: try row.get("block_reason"), since: since, byName: try row.get("blocked_by_name"))
    }
}

extension Reader {
    /// How the client is blocked in this transaction, if it is.
    package func block(of client: ID<Client>) throws -> ClientBlock? {
        try row("SELECT blocked_at, block_reason, blocked_by_name FROM clients WHERE id = \(client)").flatMap { try ClientBlock($0) }
    }

    /// Refuses for a client that is blocked: the one rule for whatever makes an order, or lets one of its own making go on.
    /// - Throws: `blocked` with the reason.
    package func demandOrdersTaken(of client: ID<Client>) throws {
        if let block = try block(of: client) { throw Refusal(.blocked, "client_blocked", ["reason": .text(block.reason)]) }
    }

    /// Of these clients those that are blocked.
    package func blocked(among clients: [ID<Client>]) throws -> Set<ID<Client>> {
        Set(try rows("SELECT id FROM clients WHERE id \(in: clients) AND blocked_at IS NOT NULL ORDER BY id LIMIT 10000").map { try $0.get("id", as: ID<Client>.self) })
    }
}
