package import Database
import Journal
package import Kernel

/// What a browser is asked for a passkey with.
package struct PasskeyQuestion: Sendable {
    package struct Credential: Sendable {
        package let id: String
        /// How the authenticator is reached, as the browser said when it was made.
        package let transports: [String]
    }

    package let challenge: String
    /// Which passkeys will do; none for whichever the person chooses.
    package let allowed: [Credential]
}

/// Asks for a passkey of whoever it is. One place may ask 300 times in 15 minutes.
/// - Parameter holder: a secret in the browser's cookie, which comes back with the answer.
package func askForPasskey(holder: String, from place: SignInPlace, at now: Instant, in writer: any Writer) throws -> PasskeyQuestion {
    let subject = Secret.digest("passkey asked|\(place.address)")
    guard try !writer.hasFailed(subject, times: 300, at: now) else { throw Refusal(.tooManyRequests, "too_many_requests_here") }
    try writer.countFailure(subject, at: now)
    return PasskeyQuestion(challenge: try writer.makeChallenge(.signIn, holder: holder, at: now), allowed: [])
}

/// Signs in with a passkey alone: its authenticator has made sure that it is the owner, so that it stands for both factors.
///
/// An unknown passkey, a wrong signature and a blocked person are answered alike and take the same time. A passkey that has failed ten times from one
/// place within 15 minutes has to wait there.
/// - Parameter former: the token of the session that this browser had before; it ends.
package func signIn(
    passkey shown: ShownPasskey?, holder: String, from place: SignInPlace, party: RelyingParty, former: String? = nil, at now: Instant, in database: any Database
) async throws -> NewSession {
    guard let shown, let (challenge, counter) = try? shown.checked(for: party, verified: true) else { throw passkeyRefused }
    let outcome: Result<NewSession, Refusal> = try await database.write { writer in
        do { try writer.useChallenge(challenge, .signIn, holder: holder, at: now) } catch let refusal as Refusal { return .failure(refusal) }
        let credential = Base64URL.encode(shown.id)
        let subject = Secret.digest("passkey|\(credential)|\(place.address)")
        if try writer.hasFailed(subject, times: 10, at: now) { return .failure(Refusal(.tooManyRequests, "too_many_sign_ins")) }
        let kept = try writer.passkey(credential, of: nil)
        let isSigned = shown.isSigned(by: kept?.key ?? .nobody)
        guard let kept, isSigned, Base64URL.encode(shown.userHandle) == kept.userHandle, try writer.isGrowing(kept, counter, at: now) else {
            try writer.countFailure(subject, at: now)
            return .failure(passkeyRefused)
        }
        try writer.forgetFailures(subject)
        if let former { try writer.run("DELETE FROM sessions WHERE token_hash = \(Secret.digest(former)) AND person_id = \(kept.person)") }
        return .success(try writer.beginSession(of: kept.person, owesFactor: false, from: place, byPasskey: true, at: now))
    }
    return try outcome.get()
}

/// What opens a half-open session.
package struct OwedFactor: Sendable {
    package let hasApp: Bool
    package let hasPasskeys: Bool
}

/// What the half-open session of this token is asked for; nil when there is none.
package func owedFactor(sessionToken: String, at now: Instant, in reader: any Reader) throws -> OwedFactor? {
    guard let (person, hasApp, _) = try reader.halfOpen(sessionToken, at: now) else { return nil }
    return OwedFactor(hasApp: hasApp, hasPasskeys: try !reader.credentials(of: person).isEmpty)
}

/// Asks for a passkey beside the password. Refuses without a half-open session.
package func askForSecondPasskey(sessionToken: String, at now: Instant, in writer: any Writer) throws -> PasskeyQuestion {
    guard let (person, _, _) = try writer.halfOpen(sessionToken, at: now) else { throw Refusal(.unauthenticated, "sign_in_again") }
    return PasskeyQuestion(challenge: try writer.makeChallenge(.secondFactor, holder: sessionToken, at: now), allowed: try writer.credentials(of: person))
}

/// Gives the second factor of a half-open session by a passkey of its person; that somebody touched it is enough. Failures end it like wrong codes.
/// - Returns: the session with its new token.
package func giveSecondFactor(
    passkey shown: ShownPasskey?, sessionToken: String, from place: SignInPlace, party: RelyingParty, at now: Instant, in database: any Database
) async throws -> NewSession {
    let outcome: Result<NewSession, Refusal> = try await database.write { writer in
        guard let (person, _, wrong) = try writer.halfOpen(sessionToken, at: now, locking: true) else { return .failure(Refusal(.unauthenticated, "sign_in_again")) }
        if let shown, let (challenge, counter) = try? shown.checked(for: party, verified: false) {
            do { try writer.useChallenge(challenge, .secondFactor, holder: sessionToken, at: now) } catch let refusal as Refusal { return .failure(refusal) }
            if let kept = try writer.passkey(Base64URL.encode(shown.id), of: person), shown.isSigned(by: kept.key),
                shown.userHandle.isEmpty || Base64URL.encode(shown.userHandle) == kept.userHandle, try writer.isGrowing(kept, counter, at: now)
            {
                try writer.run("DELETE FROM sessions WHERE token_hash = \(Secret.digest(sessionToken))")
                return .success(try writer.beginSession(of: person, owesFactor: false, from: place, byPasskey: true, at: now))
            }
        }
        return .failure(try writer.countWrongFactor(sessionToken, before: wrong) ? Refusal(.unauthenticated, "sign_in_again") : Refusal(.validation, "passkey_refused"))
    }
    return try outcome.get()
}

private let passkeyRefused = Refusal(.unauthenticated, "passkey_refused")

extension Reader {
    /// Whose half-open session this is, whether he has an app, and how many wrong attempts it has seen.
    fileprivate func halfOpen(_ sessionToken: String, at now: Instant, locking: Bool = false) throws -> (ID<Person>, hasApp: Bool, wrong: Int)? {
        let lock: SQL = locking ? "\(.forUpdate)" : ""
        return try row("""
            SELECT p.id, p.totp_since, s.wrong_codes FROM sessions AS s JOIN people AS p ON p.id = s.person_id
            WHERE s.token_hash = \(Secret.digest(sessionToken)) AND s.owes_factor = 1 AND s.expires_at > \(now) AND p.blocked = 0 \(lock)
            """).map { (try $0.get("id"), try $0.find("totp_since", as: Int64.self) != nil, try $0.get("wrong_codes")) }
    }
}

extension Writer {
    /// Whether the passkey's counter has grown. One that has not may be a copy: it opens nothing, and the log says so.
    fileprivate func isGrowing(_ passkey: KeptPasskey, _ counter: UInt32, at now: Instant) throws -> Bool {
        if try advance(passkey, to: counter, at: now) { return true }
        let facts: JSON = ["counter": .number(String(counter)), "before": .number(String(passkey.signCount))]
        try record(JournalEntry("people", "passkey_counter", ids: [passkey.person.rawValue], by: .person(passkey.person), facts), at: now)
        return false
    }
}
