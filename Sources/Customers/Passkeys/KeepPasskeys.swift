package import Database
import Jobs
import Journal
package import Kernel

/// What a browser needs to make a passkey.
package struct PasskeyOffer: Sendable {
    package let challenge: String
    /// Names the person to the authenticator and tells nothing of him.
    package let userHandle: String
    package let account: String
    package let name: String
    /// Those that the person has: their authenticators make no second one.
    package let known: [PasskeyQuestion.Credential]
}

/// How many passkeys one person may keep.
package let passkeyLimit = 20

/// Offers the viewer to make a passkey; the password has been checked.
package func offerPasskey(sessionToken: String, for viewer: Viewer, vault: Vault, at now: Instant, in writer: any Writer) throws -> PasskeyOffer {
    let person = try viewer.demandPerson()
    guard let row = try writer.row("SELECT email, name FROM people WHERE id = \(person)") else { throw Refusal(.unauthenticated) }
    let known = try writer.credentials(of: person)
    guard known.count < passkeyLimit else { throw Refusal(.validation, "too_many_passkeys", ["limit": .integer(Int64(passkeyLimit))]) }
    return PasskeyOffer(
        challenge: try writer.makeChallenge(.registration, holder: sessionToken, at: now), userHandle: userHandle(of: person, vault), account: try row.get("email"),
        name: try row.get("name"), known: known)
}

private func userHandle(of person: ID<Person>, _ vault: Vault) -> String { Base64URL.encode(vault.derive("passkey user|\(person.rawValue)", count: 32)) }

/// Keeps a passkey that the viewer's browser has made. With the first factor beside the password all other sessions end.
/// - Returns: ten recovery codes, shown once; none for who has a second factor already.
package func addPasskey(
    _ made: MadePasskey?, named name: String, sessionToken: String, for viewer: Viewer, party: RelyingParty, vault: Vault, at now: Instant, in writer: any Writer
) throws -> [String] {
    let person = try viewer.demandPerson()
    guard let made, let (challenge, credential, counter) = try? made.checked(for: party) else { throw Refusal(.validation, "passkey_unreadable") }
    // Locked first and read afterwards, so that of two that come at once the later one sees the earlier.
    _ = try writer.row("SELECT id FROM people WHERE id = \(person) \(.forUpdate)")
    guard let row = try writer.row("SELECT CASE WHEN \(SQL.hasSecondFactor) THEN 1 ELSE 0 END AS protected FROM people AS p WHERE p.id = \(person)") else {
        throw Refusal(.unauthenticated)
    }
    try writer.useChallenge(challenge, .registration, holder: sessionToken, at: now)
    guard try writer.passkeys(of: person).count < passkeyLimit else { throw Refusal(.validation, "too_many_passkeys", ["limit": .integer(Int64(passkeyLimit))]) }
    let isProtected = try row.get("protected", as: Int64.self) == 1
    let label = String(name.trimmed.prefix(60)).trimmed
    let added = try writer.run("""
        INSERT INTO passkeys (person_id, credential_id, public_key, user_handle, name, sign_count, transports, created_at)
        VALUES (\(person), \(Base64URL.encode(credential.id)), \(Base64URL.encode(credential.key)), \(userHandle(of: person, vault)), \(label.isEmpty ? "—" : label),
            \(Int64(counter)), \(made.transports.joined(separator: " ")), \(now))
        ON CONFLICT (credential_id) DO NOTHING
        """)
    guard added == 1 else { throw Refusal(.validation, "passkey_known") }
    try writer.enqueue(Letter.passkeyChanged(person, isAdded: true).job(), at: now)
    try writer.record(JournalEntry("people", "passkey_added", ids: [person.rawValue], by: viewer.actor, ["name": .string(label)]), at: now)
    if isProtected { return [] }
    try writer.run("DELETE FROM sessions WHERE person_id = \(person) AND token_hash <> \(Secret.digest(sessionToken))")
    return try writer.renewRecoveryCodes(of: person)
}

/// Forgets one of the viewer's passkeys; the password has been checked. All other sessions end, and with the last second factor the recovery codes.
package func removePasskey(_ id: Int64, sessionToken: String, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let person = try viewer.demandPerson()
    guard let row = try writer.row("SELECT name FROM passkeys WHERE id = \(id) AND person_id = \(person) \(.forUpdate)") else { throw Refusal.notFound }
    let name: String = try row.get("name")
    try writer.run("DELETE FROM passkeys WHERE id = \(id)")
    try writer.forgetUselessCodes(of: person)
    try writer.run("DELETE FROM sessions WHERE person_id = \(person) AND token_hash <> \(Secret.digest(sessionToken))")
    try writer.enqueue(Letter.passkeyChanged(person, isAdded: false).job(), at: now)
    try writer.record(JournalEntry("people", "passkey_removed", ids: [person.rawValue], by: viewer.actor, ["name": .string(name)]), at: now)
}
