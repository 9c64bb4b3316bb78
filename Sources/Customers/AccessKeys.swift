package import Database
package import Journal
package import Kernel

/// What a new key of the API may do and for whom.
package struct NewKey: Sendable {
    package let name: String
    /// Nil for the distributor's own systems.
    package let clientExternalID: String?
    package let contractExternalID: String?
    package let scopes: [Scope]
    package let sandbox: Bool

    package init(name: String, clientExternalID: String?, contractExternalID: String?, scopes: [Scope], sandbox: Bool) {
        self.name = name
        self.clientExternalID = clientExternalID
        self.contractExternalID = contractExternalID
        self.scopes = scopes
        self.sandbox = sandbox
    }
}

/// A key's secrets, shown once.
package struct IssuedKey: Sendable {
    package let clientID: String
    package let clientSecret: String
    /// A bearer token that works as it is, until the key is revoked.
    package let accessToken: String
}

/// Makes a key and its first token. Refuses unknown clients and contracts, and scopes that are not for such a key.
package func createKey(_ key: NewKey, by actor: Actor, at now: Instant, in writer: any Writer) throws -> IssuedKey {
    guard !key.name.trimmed.isEmpty else { throw Refusal(.validation, "name_required") }
    guard !key.sandbox else { throw Refusal(.unavailable, "no_sandbox_yet") }
    guard !key.scopes.isEmpty else { throw Refusal(.validation, "scope_required") }
    var client: ID<Client>?
    var contract: ID<Contract>?
    if let externalID = key.clientExternalID {
        guard let found: ID<Client> = try writer.row("SELECT id FROM clients WHERE id = \(SQL.client(externalID))")?.get("id") else {
            throw Refusal(.notFound, "unknown_client", ["value": .text(externalID)])
        }
        client = found
        if let externalID = key.contractExternalID {
            contract = try writer.row("SELECT id FROM contracts WHERE external_id = \(externalID) AND client_id = \(found)")?.get("id")
            if contract == nil { throw Refusal(.notFound, "unknown_contract", ["value": .text(externalID)]) }
        }
    }
    if let foreign = key.scopes.first(where: { $0.isDistributors != (client == nil) }) {
        throw Refusal(.validation, "scope_not_for_key", ["value": .text(foreign.rawValue)])
    }
    let issued = IssuedKey(clientID: Secret.make("kc_"), clientSecret: Secret.make("kx_"), accessToken: Secret.make("kt_"))
    let scopes = key.scopes.map(\.rawValue).joined(separator: " ")
    guard let id: ID<AccessKey> = try writer.rows("""
        INSERT INTO access_keys (name, public_id, secret_hash, client_id, contract_id, scopes, sandbox, created_at)
        VALUES (\(key.name.trimmed), \(issued.clientID), \(Secret.digest(issued.clientSecret)), \(client), \(contract), \(scopes), \(key.sandbox), \(now))
        RETURNING id
        """).first?.get("id")
    else { throw Refusal(.unavailable) }
    try writer.run("INSERT INTO access_tokens (token_hash, key_id, scopes, expires_at) VALUES (\(Secret.digest(issued.accessToken)), \(id), \(scopes), NULL)")
    try writer.record(JournalEntry("access-keys", "created", ids: [id.rawValue], client: client, by: actor), at: now)
    return issued
}

/// A token of OAuth's client credentials (RFC 6749, 4.4).
package struct IssuedToken: Sendable {
    package let accessToken: String
    /// Seconds.
    package let expiresIn: Int
    package let scope: String
}

private let tokenSeconds = 3600

/// Exchanges a key's identifier and secret for a token of an hour, for all of the key's scopes or fewer of them.
package func issueToken(clientID: String, clientSecret: String, scope: String?, at now: Instant, in writer: any Writer) throws -> IssuedToken {
    guard let row = try writer.row("""
        SELECT id, scopes FROM access_keys
        WHERE public_id = \(clientID) AND secret_hash = \(Secret.digest(clientSecret)) AND revoked_at IS NULL
        """)
    else { throw Refusal(.unauthenticated, "invalid_client") }
    let id: ID<AccessKey> = try row.get("id")
    let granted = try Scope.parse(try row.get("scopes"))
    let wanted = try scope.map { try Scope.parse($0) }.flatMap { $0.isEmpty ? nil : $0 } ?? granted
    if let foreign = wanted.first(where: { !granted.contains($0) }) { throw Refusal(.validation, "scope_not_for_key", ["value": .text(foreign.rawValue)]) }
    let token = Secret.make("kt_")
    let scopes = wanted.map(\.rawValue).joined(separator: " ")
    try writer.run("DELETE FROM access_tokens WHERE key_id = \(id) AND expires_at IS NOT NULL AND expires_at <= \(now)")
    try writer.run("""
        INSERT INTO access_tokens (token_hash, key_id, scopes, expires_at)
        VALUES (\(Secret.digest(token)), \(id), \(scopes), \(now.adding(seconds: Int64(tokenSeconds))))
        """)
    return IssuedToken(accessToken: token, expiresIn: tokenSeconds, scope: scopes)
}

/// Who signs in by a key's identifier and secret directly (Basic), as 1C does; nil when they are wrong.
package func viewer(keyID: String, secret: String, at now: Instant, in reader: any Reader) throws -> Viewer? {
    guard let row = try reader.row("""
        SELECT id, name, client_id, scopes FROM access_keys WHERE public_id = \(keyID) AND secret_hash = \(Secret.digest(secret)) AND revoked_at IS NULL
        """), try row.find("client_id", as: Int64.self) == nil
    else { return nil }
    let scopes = try Scope.parse(try row.get("scopes"))
    return Viewer(
        identity: .key(try row.get("id")), name: try row.get("name"), client: nil, contracts: [],
        rights: scopes.reduce(into: []) { $0.formUnion($1.rights) }, isStaff: true)
}

/// A key in a list, without its secrets.
package struct KeyCard: Sendable {
    package let clientID: String
    package let name: String
    package let client: String?
    package let scopes: String
    package let revoked: Bool
}

/// All keys, newest first; at most 10,000.
package func keys(in reader: any Reader) throws -> [KeyCard] {
    try reader.rows("""
        SELECT k.public_id, k.name, c.external_id AS client, k.scopes, k.revoked_at
        FROM access_keys AS k LEFT JOIN clients AS c ON c.id = k.client_id
        ORDER BY k.id DESC LIMIT 10000
        """).map { row in
            KeyCard(
                clientID: try row.get("public_id"), name: try row.get("name"), client: try row.find("client"), scopes: try row.get("scopes"),
                revoked: try row.find("revoked_at", as: Int64.self) != nil)
        }
}

/// Ends a key and all of its tokens. Refuses an unknown one.
package func revokeKey(_ clientID: String, by actor: Actor, at now: Instant, in writer: any Writer) throws {
    guard let id: ID<AccessKey> = try writer.rows("""
        UPDATE access_keys SET revoked_at = COALESCE(revoked_at, \(now)) WHERE public_id = \(clientID) RETURNING id
        """).first?.get("id")
    else { throw Refusal(.notFound, "unknown_key", ["value": .text(clientID)]) }
    try writer.run("DELETE FROM access_tokens WHERE key_id = \(id)")
    try writer.record(JournalEntry("access-keys", "revoked", ids: [id.rawValue], by: actor), at: now)
}
