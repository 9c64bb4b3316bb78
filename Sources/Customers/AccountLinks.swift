package import Database
import Jobs
import Journal
package import Kernel

/// A link by which somebody sets a password without knowing one.
package enum LinkPurpose: String, Sendable {
    case invitation
    case passwordReset = "password_reset"

    /// How long it works.
    package var seconds: Int64 { self == .invitation ? 7 * 86_400 : 3600 }
}

/// Whose link it is.
package struct LinkOwner: Sendable {
    package let person: ID<Person>
    package let email: String
    package let name: String
    package let purpose: LinkPurpose
    /// In which the person reads.
    package let language: String
}

/// Asks for a link to set a new password. The answer, the work and the time are the same for every address: whether somebody has it is looked up
/// when the mail is sent. One mail per address waits at a time, and one place may ask twenty times in 15 minutes.
package func requestPasswordReset(email: String, from place: String, language: String, at now: Instant, in database: any Database) async throws {
    let address = email.folded
    guard address.utf8.count <= 254, !address.utf8.contains(0) else { return }
    let subject = Secret.digest("reset|\(place)")
    let waits = try await database.write { writer in
        if try writer.hasFailed(subject, times: 20, at: now) { return true }
        try writer.countFailure(subject, at: now)
        try writer.enqueue(Letter.passwordReset(email: address).job(language: language), at: now)
        return false
    }
    if waits { throw Refusal(.tooManyRequests, "too_many_requests_here") }
}

extension Writer {
    /// Makes the secret of a link; earlier ones of its purpose end. Only the digest is stored.
    /// - Returns: nil when the last one is younger than a minute: nobody's mailbox can be filled by asking.
    package func issueLink(_ purpose: LinkPurpose, for person: ID<Person>, at now: Instant) throws -> String? {
        let recent = try row("""
            SELECT 1 AS found FROM account_links WHERE person_id = \(person) AND purpose = \(purpose.rawValue) AND created_at > \(now.adding(seconds: -60))
            """)
        guard recent == nil || purpose == .invitation else { return nil }
        let token = Secret.make("kl_")
        try run("DELETE FROM account_links WHERE person_id = \(person) AND purpose = \(purpose.rawValue)")
        try run("""
            INSERT INTO account_links (token_hash, person_id, purpose, created_at, expires_at)
            VALUES (\(Secret.digest(token)), \(person), \(purpose.rawValue), \(now), \(now.adding(seconds: purpose.seconds)))
            """)
        return token
    }

    /// Forgets links that have run out.
    @discardableResult
    package func forgetLinks(at now: Instant) throws -> Int {
        // A letter that could not be sent for a month will not be.
        try run("DELETE FROM email_changes WHERE expires_at <= \(now) OR asked_at <= \(now.adding(seconds: -30 * 86_400))")
            + run("DELETE FROM account_links WHERE expires_at <= \(now)")
    }
}

extension Reader {
    /// Whose link this is; not found when it has been used, has run out, or its owner is blocked.
    package func linkOwner(_ token: String, at now: Instant) throws -> LinkOwner {
        guard let row = try row("""
            SELECT p.id, p.email, p.name, p.language, l.purpose FROM account_links AS l JOIN people AS p ON p.id = l.person_id
            WHERE l.token_hash = \(Secret.digest(token)) AND l.expires_at > \(now) AND p.blocked = 0
            """), let purpose = LinkPurpose(rawValue: try row.get("purpose"))
        else { throw Refusal(.notFound, "link_over") }
        return LinkOwner(person: try row.get("id"), email: try row.get("email"), name: try row.get("name"), purpose: purpose, language: try row.get("language"))
    }
}

/// Sets the password of the link's owner: the link is used up, with it every other of the owner, and all sessions end.
/// - Parameter passwordHash: made by `Password.hash`.
package func setPassword(link token: String, passwordHash: String, at now: Instant, in writer: any Writer) throws -> ID<Person> {
    let owner = try writer.linkOwner(token, at: now)
    // Of two that come with one link at the same time, one deletes it.
    guard try writer.run("DELETE FROM account_links WHERE token_hash = \(Secret.digest(token))") == 1 else { throw Refusal(.notFound, "link_over") }
    try writer.run("DELETE FROM account_links WHERE person_id = \(owner.person)")
    // Whoever had the former password may have asked for an address of his own.
    try writer.run("DELETE FROM email_changes WHERE person_id = \(owner.person)")
    try writer.run("UPDATE people SET password_hash = \(passwordHash) WHERE id = \(owner.person)")
    try writer.run("DELETE FROM sessions WHERE person_id = \(owner.person)")
    if owner.purpose == .passwordReset { try writer.enqueue(Letter.passwordChanged(owner.person).job(), at: now) }
    let action = owner.purpose == .invitation ? "accepted" : "password_reset"
    try writer.record(JournalEntry("people", action, ids: [owner.person.rawValue], by: .person(owner.person)), at: now)
    return owner.person
}
