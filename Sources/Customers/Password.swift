import CArgon2
import Foundation
import Kernel
import Synchronization

/// Passwords as Argon2id strings (RFC 9106; 19 MiB as OWASP advises, 6 passes, 1 lane).
package enum Password {
    private static let memory: UInt32 = 19456
    /// A hash takes 60 to 250 ms.
    private static let passes: UInt32 = 6
    /// Four at once: each takes 19 MiB and a core for a tenth of a second.
    private static let queue: OperationQueue = {
        let queue = OperationQueue()
        queue.name = "kontor.passwords"
        queue.maxConcurrentOperationCount = 4
        return queue
    }()
    /// So many may be in the queue; whoever comes beyond them is sent away, for the last one waits for seconds.
    private static let places = 64
    private static let taken = Mutex(0)
    /// A hash that no password matches, so that an unknown address costs the same time as a known one.
    private static let nobody = "$argon2id$v=19$m=19456,t=6,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

    /// Twelve characters at least, without rules about their kind; 200 at most. None of which everybody thinks first (`isCommon`).
    /// - Parameter own: what whoever guesses knows of the person: name, address, company.
    package static func check(_ password: String, of own: [String] = []) throws {
        guard password.unicodeScalars.count >= 12 else { throw Refusal(.validation, "password_too_short", ["limit": .integer(12)]) }
        guard password.utf8.count <= 800 else { throw Refusal(.validation, "password_too_long") }
        guard !isCommon(password, own: own) else { throw Refusal(.validation, "password_common") }
    }

    /// The encoded hash with its own salt. Takes a tenth of a second, away from the threads that serve requests.
    package static func hash(_ password: String) async throws -> String {
        try enter()
        defer { leave() }
        return try await withCheckedThrowingContinuation { continuation in
            queue.addOperation { continuation.resume(with: Result { try hashNow(password) }) }
        }
    }

    /// Whether the password is the one of the hash; with no hash the same work is done and the answer is no.
    package static func verify(_ password: String, against hash: String?) async throws -> Bool {
        try enter()
        defer { leave() }
        return await withCheckedContinuation { continuation in
            queue.addOperation {
                let matches = argon2id_verify(hash ?? nobody, password, password.utf8.count) == ARGON2_OK.rawValue
                // A hash of fewer passes would tell by its time that somebody has this address.
                if let hash, let former = passes(of: hash), former < passes { spend(passes - former, on: password) }
                continuation.resume(returning: hash != nil && matches)
            }
        }
    }

    /// Throws `unavailable` where the queue is full.
    private static func enter() throws {
        let isFull = taken.withLock { count in
            if count < places { count += 1; return false }
            return true
        }
        if isFull { throw Refusal(.unavailable) }
    }

    private static func leave() { taken.withLock { $0 -= 1 } }

    /// Whether a hash was made with less work than is asked for now; it is made anew when its password is known, at signing in.
    package static func isOutdated(_ hash: String) -> Bool { passes(of: hash).map { $0 < passes } ?? false }

    /// The passes of an encoded hash: `$argon2id$v=19$m=19456,t=2,p=1$…`.
    private static func passes(of hash: String) -> UInt32? {
        let parts = hash.split(separator: "$")
        guard parts.count > 2 else { return nil }
        return parts[2].split(separator: ",").first { $0.hasPrefix("t=") }.flatMap { UInt32($0.dropFirst(2)) }
    }

    private static func spend(_ passes: UInt32, on password: String) {
        let salt = [UInt8](repeating: 0, count: 16)
        var thrownAway = [UInt8](repeating: 0, count: 32)
        _ = argon2id_hash_raw(passes, memory, 1, password, password.utf8.count, salt, salt.count, &thrownAway, thrownAway.count)
    }

    private static func hashNow(_ password: String) throws -> String {
        let salt = Secret.bytes(16)
        var encoded = [CChar](repeating: 0, count: 200)
        let status = argon2id_hash_encoded(passes, memory, 1, password, password.utf8.count, salt, salt.count, 32, &encoded, encoded.count)
        guard status == ARGON2_OK.rawValue else { throw Refusal(.unavailable) }
        return String(decoding: encoded.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
