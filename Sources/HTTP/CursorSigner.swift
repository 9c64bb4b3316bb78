import Crypto
import Foundation
import Kernel

/// Makes the opaque cursors of lists: a place in an order, readable by nobody who would rely on it and usable only where it was given out.
package struct CursorSigner: Sendable {
    private let key: SymmetricKey

    /// `secret` is `KONTOR_SECRET`; the key for cursors is derived from it (HKDF, RFC 5869), so that no other use of the secret can forge one.
    package init(secret: [UInt8]) {
        key = HKDF<SHA256>.deriveKey(inputKeyMaterial: SymmetricKey(data: secret), info: Data("kontor cursor".utf8), outputByteCount: 32)
    }

    /// A cursor to the row after `position` (the sort keys of the last row shown) in `list`: the route, its filters, its order and whose it is.
    package func sign(_ position: [String], for list: String) -> String {
        let payload = JSON.array(position.map(JSON.string)).bytes
        return Self.base64URL(payload) + "." + Self.base64URL(Array(seal(payload, list)))
    }

    /// The position. Throws `validation` at `/cursor` for what was not signed here or belongs to another list.
    package func open(_ cursor: String, for list: String) throws -> [String] {
        let parts = cursor.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let payload = Self.bytes(parts[0]), let seal = Self.bytes(parts[1]),
            HMAC<SHA256>.isValidAuthenticationCode(seal, authenticating: signed(payload, list), using: key),
            let position = try? JSON(parsing: payload).array?.compactMap(\.string)
        else { throw Refusal(.validation, "cursor_invalid", problems: [Refusal.Problem("/cursor", .validation, "cursor_invalid")]) }
        return position
    }

    private func seal(_ payload: [UInt8], _ list: String) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: signed(payload, list), using: key)
    }

    /// A zero byte stands in neither part: JSON text escapes it, and no filter holds one.
    private func signed(_ payload: [UInt8], _ list: String) -> Data { Data(payload + [0] + Array(list.utf8)) }

    private static func base64URL(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static func bytes(_ text: Substring) -> [UInt8]? {
        guard text.utf8.count <= 4096 else { return nil }
        let padded = String(text).replacing("-", with: "+").replacing("_", with: "/") + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: padded).map { Array($0) }
    }
}
