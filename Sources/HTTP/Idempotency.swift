import Crypto
package import Database
import Foundation
package import Kernel

/// The name that a client gives to one intent, so that a repeated request has one effect (`Idempotency-Key`).
package struct IdempotencyKey: Sendable {
    /// Whose key it is: one key holder cannot meet the keys of another.
    let scope: String
    let key: String
    let requestHash: String

    /// Throws `validation` unless `key` is 1 to 255 visible ASCII characters. `request` is all that must be the same when it is repeated: method,
    /// path and body.
    package init(_ key: String, scope: String, request: [UInt8]) throws {
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Refusal(.validation, "idempotency_key_invalid")
        }
        self.key = key
        self.scope = scope
        requestHash = SHA256.hash(data: Data(request)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// All keys of a client are one scope.
    package static func scope(of client: ID<Client>) -> String { "client \(client)" }

    /// How long an answer is kept for repetition, in seconds.
    package static let keptFor: Int64 = 24 * 3600

    package static let migration = Migration(
        20, "idempotency keys",
        [
            """
            CREATE TABLE idempotency_keys (
                scope \(.text) NOT NULL, key \(.text) NOT NULL, request_hash \(.text) NOT NULL,
                status \(.integer) NOT NULL, body \(.text) NOT NULL, created_at \(.integer) NOT NULL,
                PRIMARY KEY (scope, key)
            ) \(.strict)
            """,
            "CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at)",
        ])
}

/// The answer of a request as it is given again when the request is repeated.
package struct StoredAnswer: Hashable, Sendable {
    package let status: Int
    package let body: String

    package init(status: Int, body: String) {
        self.status = status
        self.body = body
    }
}

extension Writer {
    /// Runs `effect` once for this key, within the caller's transaction: of two requests with one key at the same time the database lets the second
    /// wait for the first and gives it the same answer.
    ///
    /// What `effect` throws undoes the key too. Throws `idempotency_conflict` when the key was used for another request.
    package func once(_ key: IdempotencyKey?, now: Instant, _ effect: () throws -> StoredAnswer) throws -> StoredAnswer {
        guard let key else { return try effect() }
        let isFirst =
            try run(
                """
                INSERT INTO idempotency_keys (scope, key, request_hash, status, body, created_at)
                VALUES (\(key.scope), \(key.key), \(key.requestHash), 0, '', \(now))
                ON CONFLICT (scope, key) DO NOTHING
                """) == 1
        guard isFirst else { return try storedAnswer(key) }
        let answer = try effect()
        try run("UPDATE idempotency_keys SET status = \(answer.status), body = \(answer.body) WHERE scope = \(key.scope) AND key = \(key.key)")
        return answer
    }

    private func storedAnswer(_ key: IdempotencyKey) throws -> StoredAnswer {
        let row = try row("SELECT request_hash, status, body FROM idempotency_keys WHERE scope = \(key.scope) AND key = \(key.key)")
        guard let row else { throw Refusal(.inProgress) }
        guard try row.get("request_hash") == key.requestHash else { throw Refusal(.idempotencyConflict) }
        let answer = StoredAnswer(status: try row.get("status"), body: try row.get("body"))
        guard answer.status != 0 else { throw Refusal(.inProgress) }
        return answer
    }

    /// Keys of a client that was merged into another are the other's from now on, so that what it repeats still has one effect.
    package func moveIdempotencyKeys(of client: ID<Client>, to other: ID<Client>) throws {
        let (from, to) = (IdempotencyKey.scope(of: client), IdempotencyKey.scope(of: other))
        try run("""
            UPDATE idempotency_keys SET scope = \(to) WHERE scope = \(from) AND key NOT IN (SELECT kept.key FROM idempotency_keys AS kept WHERE kept.scope = \(to))
            """)
    }

    /// Forgets keys made before `before`; returns how many. Run it now and then with `now - IdempotencyKey.keptFor`.
    @discardableResult
    package func purgeIdempotencyKeys(before: Instant) throws -> Int { try run("DELETE FROM idempotency_keys WHERE created_at < \(before)") }
}
