package import Database
import Jobs
import Journal
package import Kernel

/// What somebody is shown while switching the second factor on.
package struct FactorOffer: Sendable {
    package let secret: [UInt8]
    package let account: String
    /// Whether passkeys protect the person already: the app is then a further factor, and switching it on wants the password.
    package let isFurther: Bool
}

private func owner(_ person: ID<Person>) -> String { "totp:\(person.rawValue)" }

/// What to put into an authenticator app. Nothing is written by looking: the secret follows from the session and the secret of the house, and is
/// kept when a first code of it is given. Refuses where the second factor is on.
package func secondFactorOffer(sessionToken: String, for viewer: Viewer, vault: Vault, in reader: any Reader) throws -> FactorOffer {
    let person = try viewer.demandPerson()
    guard let row = try reader.row("""
        SELECT p.email, p.totp_last_step, CASE WHEN \(SQL.hasSecondFactor) THEN 1 ELSE 0 END AS further FROM people AS p WHERE p.id = \(person) AND p.totp_since IS NULL
        """)
    else { throw Refusal(.validation, "second_factor_on") }
    return FactorOffer(
        secret: offered(person, try row.get("totp_last_step"), sessionToken, vault), account: try row.get("email"), isFurther: try row.get("further", as: Int64.self) == 1)
}

/// The last step stays when a factor is switched off, so that the next one has another secret.
private func offered(_ person: ID<Person>, _ lastStep: Int64, _ sessionToken: String, _ vault: Vault) -> [UInt8] {
    vault.derive("totp offer|\(person.rawValue)|\(lastStep)|\(Secret.digest(sessionToken))", count: 20)
}

/// Switches the second factor on with a first code of it. All other sessions end. The caller has checked the password where the offer is a further factor.
/// - Returns: ten recovery codes, shown once; none where passkeys protect the person already: those of before stay.
package func confirmSecondFactor(
    code: String, sessionToken: String, for viewer: Viewer, vault: Vault, at now: Instant, in writer: any Writer
) throws -> [String] {
    let person = try viewer.demandPerson()
    guard let row = try writer.row("SELECT totp_last_step FROM people WHERE id = \(person) AND totp_since IS NULL \(.forUpdate)") else {
        throw Refusal(.validation, "second_factor_on")
    }
    let secret = offered(person, try row.get("totp_last_step"), sessionToken, vault)
    let isFurther = try writer.row("SELECT 1 AS found FROM passkeys WHERE person_id = \(person) LIMIT 1") != nil
    guard let step = OneTimeCode.step(of: code, secret: secret, after: 0, at: now) else { throw wrongCode }
    let sealed = try vault.seal(secret, for: owner(person))
    try writer.run("UPDATE people SET totp_secret = \(sealed), totp_since = \(now), totp_last_step = \(step) WHERE id = \(person)")
    try writer.run("DELETE FROM sessions WHERE person_id = \(person) AND token_hash <> \(Secret.digest(sessionToken))")
    try writer.enqueue(Letter.secondFactorChanged(person, isOn: true).job(), at: now)
    try writer.record(JournalEntry("people", "second_factor_on", ids: [person.rawValue], by: viewer.actor), at: now)
    return isFurther ? [] : try writer.renewRecoveryCodes(of: person)
}

/// Gives the second factor of a half-open session: a code of the app, or a recovery code, which is used up.
///
/// Five wrong codes end the half-open session. Twenty from anywhere within 15 minutes (only somebody with the password gets that far) leave nothing
/// but the recovery codes, so that the owner is not locked out.
/// - Returns: the session with its new token.
package func giveSecondFactor(
    code: String, sessionToken: String, from place: SignInPlace, vault: Vault, at now: Instant, in database: any Database
) async throws -> NewSession {
    let digest = Secret.digest(sessionToken)
    let outcome: Result<NewSession, Refusal> = try await database.write { writer in
        guard let row = try writer.row("""
            SELECT p.id, p.totp_secret, p.totp_last_step, s.wrong_codes FROM sessions AS s JOIN people AS p ON p.id = s.person_id
            WHERE s.token_hash = \(digest) AND s.owes_factor = 1 AND s.expires_at > \(now) AND p.blocked = 0 \(.forUpdate)
            """)
        else { return .failure(Refusal(.unauthenticated, "sign_in_again")) }
        let person: ID<Person> = try row.get("id")
        let subject = Secret.digest("totp|\(person.rawValue)")
        let secret = try row.find("totp_secret", as: String.self).flatMap { vault.open($0, for: owner(person)) }
        var step: Int64?
        if let secret, try !writer.hasFailed(subject, times: 20, at: now) {
            step = OneTimeCode.step(of: code, secret: secret, after: try row.get("totp_last_step"), at: now)
        }
        if let step {
            try writer.run("UPDATE people SET totp_last_step = \(step) WHERE id = \(person)")
        } else {
            let used = try writer.run("DELETE FROM recovery_codes WHERE person_id = \(person) AND code_hash = \(recoveryDigest(code))")
            guard used == 1 else {
                try writer.countFailure(subject, at: now)
                return .failure(try writer.countWrongFactor(sessionToken, before: try row.get("wrong_codes")) ? Refusal(.unauthenticated, "sign_in_again") : wrongCode)
            }
            try writer.record(JournalEntry("people", "recovery_code_used", ids: [person.rawValue], by: .person(person)), at: now)
        }
        try writer.run("DELETE FROM sessions WHERE token_hash = \(digest)")
        return .success(try writer.beginSession(of: person, owesFactor: false, from: place, at: now))
    }
    return try outcome.get()
}

/// Switches the codes of the viewer's app off; the password has been checked. Recovery codes stay while there are passkeys.
package func removeSecondFactor(sessionToken: String, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let person = try viewer.demandPerson()
    try writer.run("UPDATE people SET totp_secret = NULL, totp_since = NULL WHERE id = \(person)")
    try writer.forgetUselessCodes(of: person)
    try writer.run("DELETE FROM sessions WHERE person_id = \(person) AND token_hash <> \(Secret.digest(sessionToken))")
    try writer.enqueue(Letter.secondFactorChanged(person, isOn: false).job(), at: now)
    try writer.record(JournalEntry("people", "second_factor_off", ids: [person.rawValue], by: viewer.actor), at: now)
}

private let wrongCode = Refusal(.validation, "wrong_code")

/// A recovery code as it is typed: case, blanks and dashes do not matter.
private func recoveryDigest(_ code: String) -> String { Secret.digest("recovery|" + code.lowercased().filter { $0.isLetter || $0.isNumber }) }

extension Writer {
    /// How many secrets there are of a second factor.
    func factorRecords(of person: ID<Person>) throws -> Int {
        try row("""
            SELECT (SELECT COUNT(*) FROM people WHERE id = \(person) AND totp_secret IS NOT NULL) + (SELECT COUNT(*) FROM passkeys WHERE person_id = \(person))
                + (SELECT COUNT(*) FROM recovery_codes WHERE person_id = \(person)) AS secrets
            """)?.get("secrets") ?? 0
    }

    /// Takes away everything that is asked for beside the password.
    func clearSecondFactor(of person: ID<Person>) throws {
        try run("UPDATE people SET totp_secret = NULL, totp_since = NULL WHERE id = \(person)")
        try run("DELETE FROM passkeys WHERE person_id = \(person)")
        try run("DELETE FROM recovery_codes WHERE person_id = \(person)")
    }

    /// Recovery codes end with the last second factor that they stand in for.
    func forgetUselessCodes(of person: ID<Person>) throws {
        try run("DELETE FROM recovery_codes WHERE person_id = \(person) AND NOT EXISTS (SELECT 1 FROM people AS p WHERE p.id = \(person) AND \(SQL.hasSecondFactor))")
    }

    /// Counts a wrong second factor of a half-open session; the fifth ends it.
    /// - Returns: whether it has ended.
    func countWrongFactor(_ sessionToken: String, before: Int) throws -> Bool {
        let digest = Secret.digest(sessionToken)
        guard before < 4 else {
            try run("DELETE FROM sessions WHERE token_hash = \(digest)")
            return true
        }
        try run("UPDATE sessions SET wrong_codes = wrong_codes + 1 WHERE token_hash = \(digest)")
        return false
    }

    /// Ten codes of 80 bits each, so that a fast hash is enough; the earlier ones end.
    func renewRecoveryCodes(of person: ID<Person>) throws -> [String] {
        let letters = Array("abcdefghjkmnpqrstuvwxyz23456789x")
        let codes = (0..<10).map { _ in
            let code = Secret.bytes(16).map { letters[Int($0 & 31)] }
            return stride(from: 0, to: 16, by: 4).map { String(code[$0..<$0 + 4]) }.joined(separator: "-")
        }
        try run("DELETE FROM recovery_codes WHERE person_id = \(person)")
        for code in codes { try run("INSERT INTO recovery_codes (person_id, code_hash) VALUES (\(person), \(recoveryDigest(code)))") }
        return codes
    }
}
