package import Database
import Journal
package import Kernel

/// How long a session lives without signing in again.
private let sessionSeconds: Int64 = 14 * 86400

/// Checks address and password and opens a session.
///
/// An unknown address, a wrong password and a blocked person are answered alike and take the same time. After ten failures from one place against one
/// address within 15 minutes that place has to wait; the owner, from elsewhere, need not.
/// - Returns: the session's token; only its digest is stored.
package func signIn(email: String, password: String, from place: String, at now: Instant, in database: any Database) async throws -> String {
    let address = email.folded
    let subject = Secret.digest("\(address)|\(place)")
    let (person, hash, waits) = try await database.read { reader in
        let row = try reader.row("SELECT id, password_hash FROM people WHERE email = \(address) AND blocked = 0")
        return (try row?.get("id", as: ID<Person>.self), try row?.find("password_hash", as: String.self), try reader.isWaiting(subject, at: now))
    }
    if waits { throw Refusal(.tooManyRequests, "too_many_sign_ins") }
    guard await Password.verify(password, against: hash), let person else {
        try await database.write { try $0.countSignInFailure(subject, at: now) }
        throw Refusal(.unauthenticated, "wrong_password")
    }
    let token = Secret.make("ks_")
    try await database.write { writer in
        try writer.run("DELETE FROM sign_in_failures WHERE subject = \(subject)")
        try writer.run("DELETE FROM sessions WHERE person_id = \(person) AND expires_at <= \(now)")
        try writer.run("""
            INSERT INTO sessions (token_hash, person_id, client_id, created_at, expires_at)
            VALUES (\(Secret.digest(token)), \(person), (SELECT MIN(client_id) FROM memberships WHERE person_id = \(person)),
                \(now), \(now.adding(seconds: sessionSeconds)))
            """)
        try writer.record(JournalEntry("people", "signed_in", ids: [person.rawValue], by: .person(person)), at: now)
    }
    return token
}

/// Ends the session of this token, if there is one.
package func signOut(sessionToken: String, in writer: any Writer) throws {
    try writer.run("DELETE FROM sessions WHERE token_hash = \(Secret.digest(sessionToken))")
}

/// Lets the session act for another client: one of the person's own, for staff any. What is foreign is not found.
/// - Returns: the client's name.
package func chooseClient(_ externalID: String, sessionToken: String, for viewer: Viewer, in writer: any Writer) throws -> String {
    guard case .person(let person) = viewer.identity else { throw Refusal(.unauthenticated) }
    let own: SQL = viewer.isStaff && viewer.rights.contains(.seeClients)
        ? "1 = 1" : "id IN (SELECT client_id FROM memberships WHERE person_id = \(person))"
    guard let row = try writer.row("SELECT id, name FROM clients WHERE external_id = \(externalID) AND \(own)") else { throw Refusal.notFound }
    let client: ID<Client> = try row.get("id")
    try writer.run("UPDATE sessions SET client_id = \(client) WHERE token_hash = \(Secret.digest(sessionToken)) AND person_id = \(person)")
    return try row.get("name")
}

private let failureWindow: Int64 = 15 * 60 * 1000

extension Reader {
    fileprivate func isWaiting(_ subject: String, at now: Instant) throws -> Bool {
        try row("SELECT 1 AS waits FROM sign_in_failures WHERE subject = \(subject) AND failures >= 10 AND since > \(now.milliseconds - failureWindow)") != nil
    }
}

extension Writer {
    fileprivate func countSignInFailure(_ subject: String, at now: Instant) throws {
        let start = now.milliseconds - failureWindow
        try run("""
            INSERT INTO sign_in_failures (subject, failures, since) VALUES (\(subject), 1, \(now))
            ON CONFLICT (subject) DO UPDATE SET
                failures = CASE WHEN sign_in_failures.since > \(start) THEN sign_in_failures.failures + 1 ELSE 1 END,
                since = CASE WHEN sign_in_failures.since > \(start) THEN sign_in_failures.since ELSE excluded.since END
            """)
        try run("DELETE FROM sign_in_failures WHERE since <= \(start)")
    }
}
