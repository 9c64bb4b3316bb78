import CFetch
import Dispatch
import Foundation

/// Reads small files from other servers, within a limit of bytes and of time. Follows at most three redirections and asks for nothing compressed, so that an answer
/// is never larger than what came over the wire.
package struct WebClient: Sendable {
    /// Bytes.
    private let limit: Int
    /// For one file, from the first packet to the last.
    private let seconds: Int

    package init(limit: Int = 4 << 20, seconds: Int = 60) {
        self.limit = max(0, limit)
        self.seconds = max(1, seconds)
    }

    private static let queue = DispatchQueue(label: "kontor.fetch", qos: .utility, attributes: .concurrent)

    /// The body of an answer with the status 200.
    /// - Parameter address: http or https.
    /// - Throws: `WebProblem` for everything else.
    package func get(_ address: String) async throws -> [UInt8] {
        guard let parts = URLComponents(string: address), parts.scheme == "http" || parts.scheme == "https", let host = parts.host, !host.isEmpty else {
            throw WebProblem(.address, status: 0, words: "not an http or https address")
        }
        let bare = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        let isHere = ["localhost", "::1"].contains(bare) || bare.hasPrefix("127.")
        return try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<[UInt8], any Error>) in
            Self.queue.async { continuation.resume(with: Result { try getNow(address, direct: isHere) }) }
        }
    }

    private func getNow(_ address: String, direct: Bool) throws -> [UInt8] {
        var words = [CChar](repeating: 0, count: 512)
        var answer: UnsafeMutablePointer<UInt8>?
        var (length, status) = (0, 0)
        let code = kontor_fetch(address, direct ? 1 : 0, seconds, limit, &answer, &length, &status, &words, words.count)
        defer { kontor_fetch_free(answer) }
        guard code == 0 else {
            let text = String(decoding: words.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let kind: WebProblem.Kind = kontor_fetch_end(code) == 1 ? .tooSlow : kontor_fetch_end(code) == 2 ? .tooLarge : .unreachable
            throw WebProblem(kind, status: status, words: text)
        }
        guard status == 200 else { throw WebProblem(.status, status: status, words: "HTTP \(status)") }
        return Array(UnsafeBufferPointer(start: answer, count: answer == nil ? 0 : length))
    }
}

/// Why a file could not be read from another server.
package struct WebProblem: Error, CustomStringConvertible {
    package enum Kind: String, Sendable { case address, unreachable, status, tooSlow = "too_slow", tooLarge = "too_large" }

    package let kind: Kind
    /// HTTP's, 0 when there was none.
    package let status: Int
    private let words: String

    init(_ kind: Kind, status: Int, words: String) {
        self.kind = kind
        self.status = status
        self.words = words
    }

    package var description: String { "\(kind.rawValue): \(words)" }
}
