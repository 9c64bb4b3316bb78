package import Database
import Jobs
import Journal
package import Kernel

/// How long a session lives without signing in again.
private let sessionSeconds: Int64 = 14 * 86400
/// How long somebody may take to give the second factor.
private let factorSeconds: Int64 = 10 * 60

/// Where somebody signs in from, as it is counted and shown.
package struct SignInPlace: Sendable {
    /// The network address; of IPv6 the network of 64 bits, for its owner has all of it.
    package let address: String
    /// What the browser calls itself.
    package let agent: String

    package init(address: String, agent: String = "") {
        self.address = address
        self.agent = String(agent.prefix(300))
    }
}

/// A session that has just begun.
package struct NewSession: Sendable {
    package let token: String
    /// It opens nothing yet: a code is asked for.
    package let owesFactor: Bool
}

/// Checks address and password and opens a session; with a second factor it is half open until `giveSecondFactor`.
///
/// An unknown address, a wrong password and a blocked person are answered alike and take the same time. After ten failures from one place against one
/// address within 15 minutes that place has to wait; the owner, from elsewhere, need not. So has a place with three hundred failures against whatever addresses, for each costs a hash; so many that an office behind one address does not come near.
/// - Parameter former: the token of the session that this browser had before; it ends.
package func signIn(
    email: String, password: String, from place: SignInPlace, former: String? = nil, at now: Instant, in database: any Database
) async throws -> NewSession {
    let address = email.folded
    let subject = Secret.digest("\(address)|\(place.address)")
    let anyAddress = Secret.digest("sign-in|\(place.address)")
    let (person, hash, waits) = try await database.read { reader in
        let row = try reader.row("SELECT p.id, p.password_hash FROM people AS p WHERE p.email = \(address) AND \(SQL.maySignIn)")
        return (
            try row?.get("id", as: ID<Person>.self), try row?.find("password_hash", as: String.self),
            try [reader.wait(after: subject, times: 10, at: now), reader.wait(after: anyAddress, times: failuresOfPlace, at: now)].compactMap(\.self).max()
        )
    }
    if let waits { throw Refusal(.tooManyRequests, "too_many_sign_ins", ["retry_after": .integer(waits)]) }
    guard try await Password.verify(password, against: hash), let person else {
        for counted in [subject, anyAddress] { try await database.write { try $0.countFailure(counted, at: now) } }
        throw Refusal(.unauthenticated, "wrong_password")
    }
    let fresh = Password.isOutdated(hash ?? "") ? try await Password.hash(password) : nil
    let opening = Opening(person: person, subject: subject, place: place, former: former)
    if let session = try await database.write({ try $0.begin(opening, hash: hash, fresh: fresh, at: now) }) { return session }
    // The hash takes its time: another sign-in has made it anew meanwhile, or the password was changed.
    let stored = try await database.read { try $0.row("SELECT password_hash FROM people WHERE id = \(person)")?.find("password_hash", as: String.self) }
    guard try await Password.verify(password, against: stored), let session = try await database.write({ try $0.begin(opening, hash: stored, fresh: nil, at: now) }) else {
        throw Refusal(.unauthenticated, "wrong_password")
    }
    return session
}

/// So many wrong passwords from one place, against whatever addresses, within 15 minutes.
private let failuresOfPlace = 300

/// Whose password was right.
private struct Opening: Sendable {
    let person: ID<Person>
    /// What failures were counted under.
    let subject: String
    let place: SignInPlace
    let former: String?
}

extension Writer {
    /// Opens the session of a password that was right by `hash`, which `fresh` replaces; nil where another hash is stored by now.
    fileprivate func begin(_ opening: Opening, hash: String?, fresh: String?, at now: Instant) throws -> NewSession? {
        let person = opening.person
        _ = try row("SELECT id FROM people WHERE id = \(person) \(.forUpdate)")
        guard let row = try row("""
            SELECT p.password_hash, CASE WHEN \(SQL.hasSecondFactor) THEN 1 ELSE 0 END AS protected FROM people AS p WHERE p.id = \(person) AND \(SQL.maySignIn)
            """)
        else { throw Refusal(.unauthenticated, "wrong_password") }
        guard try row.find("password_hash", as: String.self) == hash else { return nil }
        let owes = try row.get("protected", as: Int64.self) == 1
        if let fresh { try run("UPDATE people SET password_hash = \(fresh) WHERE id = \(person)") }
        try forgetFailures(opening.subject)
        if let former = opening.former { try run("DELETE FROM sessions WHERE token_hash = \(Secret.digest(former)) AND person_id = \(person)") }
        return try beginSession(of: person, owesFactor: owes, from: opening.place, at: now)
    }
}

extension Writer {
    /// Opens a session with a new token; only its digest is stored.
    func beginSession(of person: ID<Person>, owesFactor: Bool, from place: SignInPlace, byPasskey: Bool = false, at now: Instant) throws -> NewSession {
        let token = Secret.make("ks_")
        try run("DELETE FROM sessions WHERE person_id = \(person) AND expires_at <= \(now)")
        try run("""
            INSERT INTO sessions (token_hash, person_id, client_id, created_at, expires_at, owes_factor, place, agent)
            VALUES (\(Secret.digest(token)), \(person), (SELECT MIN(client_id) FROM memberships WHERE person_id = \(person)),
                \(now), \(now.adding(seconds: owesFactor ? factorSeconds : sessionSeconds)), \(owesFactor), \(place.address), \(place.agent))
            """)
        if !owesFactor {
            try run("UPDATE people SET signed_in_at = \(now) WHERE id = \(person)")
            var details: JSONObject = ["place": .string(place.address)]
            if byPasskey { details["passkey"] = true }
            try record(JournalEntry("people", "signed_in", ids: [person.rawValue], by: .person(person), .object(details)), at: now)
        }
        return NewSession(token: token, owesFactor: owesFactor)
    }
}

/// In which language whoever opened the session reads, however far he has come in.
package func languageOfSession(_ token: String, in reader: any Reader) throws -> String? {
    try reader.row("SELECT p.language FROM sessions AS s JOIN people AS p ON p.id = s.person_id WHERE s.token_hash = \(Secret.digest(token))")?.get("language")
}

/// Ends the session of this token, if there is one.
package func signOut(sessionToken: String, in writer: any Writer) throws {
    try writer.run("DELETE FROM sessions WHERE token_hash = \(Secret.digest(sessionToken))")
}

/// Lets the session act for another client: one of the person's own, for staff any of those they look after. What is foreign is not found.
/// - Returns: the client's name.
package func chooseClient(_ externalID: String, sessionToken: String, for viewer: Viewer, in writer: any Writer) throws -> String {
    guard case .person(let person) = viewer.identity else { throw Refusal(.unauthenticated) }
    let own: SQL = viewer.isStaff && viewer.rights.contains(.seeClients)
        ? "(\(viewer.sees(client: "id")))" : "id IN (SELECT client_id FROM memberships WHERE person_id = \(person))"
    guard let row = try writer.row("SELECT id, name FROM clients WHERE id = \(SQL.client(externalID)) AND \(own)") else { throw Refusal.notFound }
    let client: ID<Client> = try row.get("id")
    try writer.run("UPDATE sessions SET client_id = \(client) WHERE token_hash = \(Secret.digest(sessionToken)) AND person_id = \(person)")
    return try row.get("name")
}

private let failureWindow: Int64 = 15 * 60 * 1000

extension Reader {
    /// Whether the subject has failed so many times within 15 minutes.
    func hasFailed(_ subject: String, times: Int, at now: Instant) throws -> Bool { try wait(after: subject, times: times, at: now) != nil }

    /// For how many seconds whoever has failed so often has to wait; nil for who need not.
    func wait(after subject: String, times: Int, at now: Instant) throws -> Int64? {
        let start = now.milliseconds - failureWindow
        return try row("SELECT since FROM sign_in_failures WHERE subject = \(subject) AND failures >= \(times) AND since > \(start)").map {
            (try $0.get("since", as: Int64.self) - start + 999) / 1000
        }
    }
}

extension Writer {
    func countFailure(_ subject: String, at now: Instant) throws {
        let start = now.milliseconds - failureWindow
        try run("""
            INSERT INTO sign_in_failures (subject, failures, since) VALUES (\(subject), 1, \(now))
            ON CONFLICT (subject) DO UPDATE SET
                failures = CASE WHEN sign_in_failures.since > \(start) THEN sign_in_failures.failures + 1 ELSE 1 END,
                since = CASE WHEN sign_in_failures.since > \(start) THEN sign_in_failures.since ELSE excluded.since END
            """)
        try run("DELETE FROM sign_in_failures WHERE since <= \(start)")
    }

    func forgetFailures(_ subject: String) throws { try run("DELETE FROM sign_in_failures WHERE subject = \(subject)") }
}
