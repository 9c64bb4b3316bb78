import CArgon2
import Foundation
import Kernel

/// Passwords as Argon2id strings (RFC 9106; 19 MiB, 2 passes, 1 lane, as OWASP advises).
package enum Password {
    private static let memory: UInt32 = 19456
    private static let passes: UInt32 = 2
    /// Four at once: each takes 19 MiB and a core for tens of milliseconds.
    private static let queue: OperationQueue = {
        let queue = OperationQueue()
        queue.name = "kontor.passwords"
        queue.maxConcurrentOperationCount = 4
        return queue
    }()
    /// A hash that no password matches, so that an unknown address costs the same time as a known one.
    private static let nobody = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

    /// Twelve characters at least, without rules about their kind; 200 at most.
    package static func check(_ password: String) throws {
        guard password.unicodeScalars.count >= 12 else { throw Refusal(.validation, "password_too_short", ["limit": .integer(12)]) }
        guard password.utf8.count <= 800 else { throw Refusal(.validation, "password_too_long") }
    }

    /// The encoded hash with its own salt. Takes tens of milliseconds, away from the threads that serve requests.
    package static func hash(_ password: String) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            queue.addOperation { continuation.resume(with: Result { try hashNow(password) }) }
        }
    }

    /// Whether the password is the one of the hash; with no hash the same work is done and the answer is no.
    package static func verify(_ password: String, against hash: String?) async -> Bool {
        await withCheckedContinuation { continuation in
            queue.addOperation {
                let matches = argon2id_verify(hash ?? nobody, password, password.utf8.count) == ARGON2_OK.rawValue
                continuation.resume(returning: hash != nil && matches)
            }
        }
    }

    private static func hashNow(_ password: String) throws -> String {
        let salt = Secret.bytes(16)
        var encoded = [CChar](repeating: 0, count: 200)
        let status = argon2id_hash_encoded(passes, memory, 1, password, password.utf8.count, salt, salt.count, 32, &encoded, encoded.count)
        guard status == ARGON2_OK.rawValue else { throw Refusal(.unavailable) }
        return String(decoding: encoded.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
