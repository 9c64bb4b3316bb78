import Crypto
import Foundation
package import Kernel

/// Codes of an authenticator app: TOTP with SHA-1, six digits and steps of 30 seconds (RFC 6238), as every app reads them.
package enum OneTimeCode {
    private static let step: Int64 = 30

    /// The number of the step that `now` falls into.
    package static func step(at now: Instant) -> Int64 { now.milliseconds / 1000 / step }

    /// The code of a step: HOTP (RFC 4226, 5.3) of its number.
    package static func code(_ secret: [UInt8], step: Int64, digits: Int = 6) -> String {
        let counter = withUnsafeBytes(of: UInt64(bitPattern: step).bigEndian) { Data($0) }
        let sum = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
        let offset = Int(sum[19] & 15)
        let number = sum[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let text = String(number % (0..<digits).reduce(UInt32(1)) { power, _ in power * 10 })
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// The step whose code this is: the current one, the one before or the one after, and later than the last that was used, so that no code works
    /// twice. Nil when it is none of them.
    package static func step(of code: String, secret: [UInt8], after last: Int64, at now: Instant) -> Int64? {
        let digits = code.filter { !$0.isWhitespace }
        let current = step(at: now)
        return (current - 1...current + 1).filter { $0 > last }.first { constantTimeEqual(self.code(secret, step: $0), digits) }
    }

    /// The address that an authenticator app reads, also out of a QR code. Of a long name of the issuer the beginning is enough: each Russian letter takes
    /// six characters, and a camera reads a small code better.
    package static func address(secret: [UInt8], account: String, issuer: String) -> String {
        let issuer = String(issuer.prefix(30))
        func escaped(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" }
        return "otpauth://totp/\(escaped(issuer)):\(escaped(account))?secret=\(base32(secret))&issuer=\(escaped(issuer))"
    }

    /// RFC 4648, 6, without padding: 160 bits need none.
    package static func base32(_ bytes: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var (text, buffer, count) = ("", UInt32(0), 0)
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            count += 8
            while count >= 5 {
                count -= 5
                text.append(letters[Int(buffer >> UInt32(count) & 31)])
            }
        }
        if count > 0 { text.append(letters[Int(buffer << UInt32(5 - count) & 31)]) }
        return text
    }

    private static func constantTimeEqual(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

/// Encrypts secrets that have to be read again (AES-256-GCM), with a key derived from `KONTOR_SECRET` (HKDF, RFC 5869). What a secret is bound to,
/// such as a person, is authenticated with it: a row copied to another person opens nothing.
package struct Vault: Sendable {
    private let key: SymmetricKey

    package init(secret: [UInt8]) {
        key = HKDF<SHA256>.deriveKey(inputKeyMaterial: SymmetricKey(data: secret), info: Data("kontor vault".utf8), outputByteCount: 32)
    }

    package func seal(_ bytes: [UInt8], for owner: String) throws -> String {
        guard let sealed = try AES.GCM.seal(bytes, using: key, authenticating: Array(owner.utf8)).combined else { throw Refusal(.unavailable) }
        return sealed.base64EncodedString()
    }

    /// Bytes that follow from the secret of the house and `purpose`, and tell nothing of either.
    package func derive(_ purpose: String, count: Int) -> [UInt8] {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Data(purpose.utf8), outputByteCount: count).withUnsafeBytes { Array($0) }
    }

    /// Nil when the secret of the house has changed, or the text is another owner's.
    package func open(_ text: String, for owner: String) -> [UInt8]? {
        guard let data = Data(base64Encoded: text), let box = try? AES.GCM.SealedBox(combined: data),
            let bytes = try? AES.GCM.open(box, using: key, authenticating: Array(owner.utf8))
        else { return nil }
        return Array(bytes)
    }
}
