import Database
package import Kernel

/// What a challenge may be answered for.
enum ChallengePurpose: String {
    case registration
    case signIn = "sign_in"
    case secondFactor = "second_factor"
}

/// A passkey as its owner sees it.
package struct PasskeyRow: Sendable {
    package let id: Int64
    package let name: String
    package let createdAt: Instant
    package let usedAt: Instant?
}

/// A passkey that has been shown, with whose it is.
struct KeptPasskey {
    let id: Int64
    let person: ID<Person>
    let key: PasskeyKey
    let userHandle: String
    let signCount: Int64
}

/// How long a browser may take to answer.
package let challengeSeconds: Int64 = 5 * 60

extension SQL {
    /// Whether a person, `p`, may sign in: who has left every client and is of no supplier belongs to nobody, until somebody invites him again.
    static let maySignIn: SQL = """
        (p.blocked = 0 AND (p.staff_role IS NOT NULL OR EXISTS (SELECT 1 FROM suppliers AS v WHERE v.id = p.supplier_id AND v.blocked = 0)
            OR EXISTS (SELECT 1 FROM memberships AS m WHERE m.person_id = p.id)))
        """
    /// Whether a person, `p`, has a second factor of any kind.
    static let hasSecondFactor: SQL = "(p.totp_since IS NOT NULL OR EXISTS (SELECT 1 FROM passkeys AS k WHERE k.person_id = p.id))"
}

extension Reader {
    func passkeys(of person: ID<Person>) throws -> [PasskeyRow] {
        try rows("SELECT id, name, created_at, used_at FROM passkeys WHERE person_id = \(person) ORDER BY id LIMIT 100").map {
            PasskeyRow(id: try $0.get("id"), name: try $0.get("name"), createdAt: try $0.get("created_at"), usedAt: try $0.find("used_at"))
        }
    }

    /// The ids by which authenticators find them, with the ways to reach these.
    func credentials(of person: ID<Person>) throws -> [PasskeyQuestion.Credential] {
        try rows("SELECT credential_id, transports FROM passkeys WHERE person_id = \(person) ORDER BY id LIMIT 100").map {
            PasskeyQuestion.Credential(id: try $0.get("credential_id"), transports: try $0.get("transports", as: String.self).split(separator: " ").map(String.init))
        }
    }
}

extension Writer {
    /// The passkey of this id while its owner may sign in; nobody else changes it until the transaction ends.
    /// - Parameter owner: whose it must be; nil for anybody's.
    func passkey(_ credential: String, of owner: ID<Person>?) throws -> KeptPasskey? {
        let ofOwner: SQL = owner.map { "k.person_id = \($0)" } ?? "1 = 1"
        guard let row = try row("""
            SELECT k.id, k.person_id, k.public_key, k.user_handle, k.sign_count FROM passkeys AS k JOIN people AS p ON p.id = k.person_id
            WHERE k.credential_id = \(credential) AND \(ofOwner) AND \(SQL.maySignIn) \(.forUpdate)
            """), let bytes = Base64URL.decode(try row.get("public_key")), let key = try? PasskeyKey(cose: bytes)
        else { return nil }
        return KeptPasskey(id: try row.get("id"), person: try row.get("person_id"), key: key, userHandle: try row.get("user_handle"), signCount: try row.get("sign_count"))
    }

    /// A new challenge for whoever holds this secret; only digests are stored.
    func makeChallenge(_ purpose: ChallengePurpose, holder: String, at now: Instant) throws -> String {
        let challenge = Base64URL.encode(Secret.bytes(32))
        try run("DELETE FROM passkey_challenges WHERE expires_at <= \(now)")
        try run("""
            INSERT INTO passkey_challenges (challenge_hash, purpose, holder_hash, expires_at)
            VALUES (\(Secret.digest(challenge)), \(purpose.rawValue), \(Secret.digest(holder)), \(now.adding(seconds: challengeSeconds)))
            """)
        return challenge
    }

    /// Uses a challenge up. Refuses one that was not given to this holder for this, has been answered, or has waited too long.
    func useChallenge(_ challenge: String, _ purpose: ChallengePurpose, holder: String, at now: Instant) throws {
        let used = try run("""
            DELETE FROM passkey_challenges
            WHERE challenge_hash = \(Secret.digest(challenge)) AND purpose = \(purpose.rawValue) AND holder_hash = \(Secret.digest(holder)) AND expires_at > \(now)
            """)
        guard used == 1 else { throw Refusal(.validation, "passkey_over") }
    }

    /// Takes the passkey's counter further; false when it has not grown, as a copy's would not.
    func advance(_ passkey: KeptPasskey, to counter: UInt32, at now: Instant) throws -> Bool {
        guard counter > passkey.signCount || (counter == 0 && passkey.signCount == 0) else { return false }
        try run("UPDATE passkeys SET sign_count = \(Int64(counter)), used_at = \(now) WHERE id = \(passkey.id)")
        return true
    }
}
