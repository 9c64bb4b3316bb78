import Crypto
package import Database
import Foundation
import Jobs
import Journal
package import Kernel

/// A session as its owner, or the house's administrator, sees it.
package struct SessionRow: Sendable {
    /// Names the session without being of use to open it.
    package let key: String
    package let person: ID<Person>
    package let name: String
    package let createdAt: Instant
    package let place: String
    package let agent: String
    /// The one that asks.
    package let isCurrent: Bool
    let digest: String
}

/// How the viewer signs in.
package struct OwnAccount: Sendable {
    package let name: String
    package let email: String
    /// The address that waits to be confirmed.
    package let newEmail: String?
    package let secondFactorSince: Instant?
    package let recoveryCodesLeft: Int
    package let passkeys: [PasskeyRow]
    package let sessions: [SessionRow]
}

/// The viewer's own sessions and second factor.
package func ownAccount(sessionToken: String, for viewer: Viewer, at now: Instant, in reader: any Reader) throws -> OwnAccount {
    let person = try viewer.demandPerson()
    guard let row = try reader.row("""
        SELECT name, email, totp_since, (SELECT e.email FROM email_changes AS e WHERE e.person_id = people.id AND e.expires_at > \(now)) AS new_email, (SELECT COUNT(*) FROM recovery_codes AS c WHERE c.person_id = people.id) AS codes FROM people WHERE id = \(person)
        """)
    else { throw Refusal(.unauthenticated) }
    let sessions = try reader.sessionRows("s.person_id = \(person)", current: sessionToken, at: now)
    return OwnAccount(name: try row.get("name"), email: try row.get("email"), newEmail: try row.find("new_email"), secondFactorSince: try row.find("totp_since"), recoveryCodesLeft: try row.get("codes"),
        passkeys: try reader.passkeys(of: person), sessions: sessions)
}

/// A place in the list of who is signed in: when the last session that was seen began, and which of those that began then it was. It stays where it is when sessions end.
package struct SessionPlace: Sendable, Equatable {
    package let since: Instant
    /// The digest of the session's token, by which sessions of one moment go.
    package let digest: String

    package init(since: Instant, digest: String) { (self.since, self.digest) = (since, digest) }

    /// After these sessions; nil after none.
    package init?(after sessions: [SessionRow]) {
        guard let last = sessions.last else { return nil }
        self.init(since: last.createdAt, digest: last.digest)
    }
}

/// Who is signed in, the latest first, after a place; at most 1000. For those who look after the house.
package func signedInPeople(after place: SessionPlace? = nil, limit: Int, for viewer: Viewer, sessionToken: String, at now: Instant, in reader: any Reader) throws -> [SessionRow] {
    try viewer.demand(.manageHouse)
    let condition: SQL = place.map { "s.created_at <= \($0.since) AND (s.created_at < \($0.since) OR s.token_hash > \($0.digest))" } ?? "1 = 1"
    return try reader.sessionRows(condition, current: sessionToken, at: now, limit: min(1000, max(0, limit)))
}

/// Ends one of the viewer's own sessions, or with `others` all but the current one.
package func endOwnSession(_ key: String?, sessionToken: String, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let person = try viewer.demandPerson()
    let current = Secret.digest(sessionToken)
    let all = try writer.rows("SELECT token_hash FROM sessions WHERE person_id = \(person) ORDER BY token_hash LIMIT 10000").map { try $0.get("token_hash", as: String.self) }
    let ended = key.map { key in all.filter { sessionKey($0) == key } } ?? all.filter { $0 != current }
    try writer.run("DELETE FROM sessions WHERE person_id = \(person) AND token_hash \(in: ended)")
    if !ended.isEmpty { try writer.record(JournalEntry("people", "signed_out", ids: [person.rawValue], by: viewer.actor), at: now) }
}

/// Whether this is the viewer's own password; wrong ones are counted, so that a session left open is no way to guess it.
package func checkOwnPassword(_ password: String, for viewer: Viewer, at now: Instant, in database: any Database) async throws {
    let person = try viewer.demandPerson()
    let subject = Secret.digest("own|\(person.rawValue)")
    let (hash, waits) = try await database.read { reader in
        (try reader.row("SELECT password_hash FROM people WHERE id = \(person)")?.find("password_hash", as: String.self), try reader.hasFailed(subject, times: 10, at: now))
    }
    if waits { throw Refusal(.tooManyRequests, "too_many_sign_ins") }
    guard try await Password.verify(password, against: hash) else {
        try await database.write { try $0.countFailure(subject, at: now) }
        throw Refusal(.validation, "own_password_wrong", problems: [Refusal.Problem("/current", .validation, "own_password_wrong")])
    }
}

/// Sets the viewer's own password; every session but a new one ends.
/// - Returns: the new session's token.
package func changeOwnPassword(
    to passwordHash: String, from place: SignInPlace, for viewer: Viewer, at now: Instant, in writer: any Writer
) throws -> String {
    let person = try viewer.demandPerson()
    try writer.run("UPDATE people SET password_hash = \(passwordHash) WHERE id = \(person)")
    try writer.run("DELETE FROM sessions WHERE person_id = \(person)")
    try writer.run("DELETE FROM account_links WHERE person_id = \(person)")
    // Whoever had the former password may have asked for an address of his own.
    try writer.run("DELETE FROM email_changes WHERE person_id = \(person)")
    try writer.enqueue(Letter.passwordChanged(person).job(), at: now)
    try writer.record(JournalEntry("people", "password_set", ids: [person.rawValue], by: viewer.actor), at: now)
    return try writer.beginSession(of: person, owesFactor: false, from: place, at: now).token
}

/// Keeps in which language mails to the viewer are written.
package func setLanguage(_ language: String, for viewer: Viewer, in writer: any Writer) throws {
    guard case .person(let person) = viewer.identity, ["ru", "en"].contains(language) else { return }
    try writer.run("UPDATE people SET language = \(language) WHERE id = \(person) AND language <> \(language)")
}

private func sessionKey(_ tokenHash: String) -> String { String(Secret.digest("session|" + tokenHash).prefix(32)) }

extension Reader {
    fileprivate func sessionRows(_ condition: SQL, current token: String, at now: Instant, limit: Int = 200) throws -> [SessionRow] {
        let current = Secret.digest(token)
        return try rows("""
            SELECT s.token_hash, s.person_id, p.name, s.created_at, s.place, s.agent FROM sessions AS s JOIN people AS p ON p.id = s.person_id
            WHERE \(condition) AND s.expires_at > \(now) AND s.owes_factor = 0 ORDER BY s.created_at DESC, s.token_hash LIMIT \(limit)
            """).map { row in
                let hash: String = try row.get("token_hash")
                return SessionRow(
                    key: sessionKey(hash), person: try row.get("person_id"), name: try row.get("name"), createdAt: try row.get("created_at"),
                    place: try row.find("place") ?? "", agent: try row.find("agent") ?? "", isCurrent: hash == current, digest: hash)
            }
    }
}
