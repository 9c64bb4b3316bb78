package import Database
package import Kernel

/// One number that grows with every change of what people's rights and terms are read from, whoever makes it and at whichever door: the database counts.
///
/// So a viewer is read whole once and then kept; every request asks for its session and this number, by one indexed question, and reads anew when it has moved.
package enum RightsVersion {
    /// Whatever `viewer(sessionToken:at:)`, `viewer(accessToken:at:)`, `clients(of:)` and `houseSettings()` read, but for sessions and tokens themselves: their ends are
    /// asked each time, and when they began and their scopes never change. Suppliers and passkeys add theirs in migrations of their own.
    private static let tables: [(table: StaticString, columns: StaticString?)] = [
        ("people", "name, staff_role, role_id, totp_since, blocked"), ("memberships", nil), ("roles", nil), ("clients", "external_id, name, segment_id, manager"),
        ("substitutes", nil), ("client_managers", nil), ("settings", nil), ("consents", nil), ("consent_texts", nil), ("consent_withdrawals", nil),
        ("contracts", nil), ("contract_price_lists", nil), ("contract_portal_lists", nil), ("credit_accounts", "contract_id"), ("legal_entities", nil),
        ("segments", nil), ("access_keys", "name, client_id, contract_id, revoked_at"),
    ]

    package static let migration = Migration(
        126, "rights_version",
        [
            "CREATE TABLE rights_version (id \(.integer) PRIMARY KEY CHECK (id = 1), version \(.integer) NOT NULL) \(.strict)",
            "INSERT INTO rights_version (id, version) VALUES (1, 1)",
        ]
            + tables.flatMap { counted in
                DialectPart.Change.allCases.map { "\(.count($0, in: counted.table, columns: counted.columns, of: "rights_version"))" }
            })
}

extension Reader {
    /// What the number is in this read.
    package func rightsVersion() throws -> Int64 { try row("SELECT version FROM rights_version")?.get("version") ?? 0 }
}
