import Crypto
import Foundation
import Kernel

/// Random secrets and how they are kept: only their SHA-256 is stored.
package enum Secret {
    /// Bytes of the system's cryptographic generator.
    package static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    /// 256 random bits as URL-safe text behind a prefix that says what it is.
    package static func make(_ prefix: String) -> String { prefix + Data(bytes(32)).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "") }

    /// What is stored of a secret: 256 random bits need no slow hash.
    package static func digest(_ secret: String) -> String { SHA256.hash(data: Data(secret.utf8)).hexadecimal }
}
