import Crypto
import Foundation
import Testing

@testable import Customers

/// A security key in software: it makes passkeys and shows them, also wrongly when asked to.
struct SoftAuthenticator: Sendable {
    let id = Secret.bytes(16)
    private let key = P256.Signing.PrivateKey()
    let party: RelyingParty

    init(_ base: String = "http://portal.localhost") throws { party = try #require(RelyingParty(baseURL: base)) }

    func make(_ challenge: String, counter: UInt32 = 1, flags: UInt8 = 0x45) throws -> MadePasskey {
        let point = Array(key.publicKey.rawRepresentation)
        let cose: [UInt8] = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20] + point.prefix(32) + [0x22, 0x58, 0x20] + point.suffix(32)
        let data = data(counter, flags) + [UInt8](repeating: 0, count: 16) + [0, UInt8(id.count)] + id + cose
        let attestation: [UInt8] = [0xA3, 0x63] + "fmt".utf8 + [0x64] + "none".utf8 + [0x67] + "attStmt".utf8 + [0xA0, 0x68] + "authData".utf8 + [0x58, UInt8(data.count)] + data
        return try #require(MadePasskey(clientData: Base64URL.encode(client("webauthn.create", challenge)), attestation: Base64URL.encode(attestation), transports: "internal"))
    }

    /// - Parameter wrongly: signs something else.
    func show(_ challenge: String, user: String, counter: UInt32, flags: UInt8 = 0x05, wrongly: Bool = false) throws -> ShownPasskey {
        let (client, data) = (client("webauthn.get", challenge), data(counter, flags))
        let signature = try key.signature(for: data + Array(SHA256.hash(data: client)) + (wrongly ? [0] : []))
        return try #require(ShownPasskey(
            id: Base64URL.encode(id), clientData: Base64URL.encode(client), data: Base64URL.encode(data), signature: Base64URL.encode(signature.derRepresentation), userHandle: user))
    }

    private func data(_ counter: UInt32, _ flags: UInt8) -> [UInt8] {
        Array(SHA256.hash(data: Data(party.id.utf8))) + [flags] + (0..<4).map { UInt8(truncatingIfNeeded: counter >> (24 - 8 * UInt32($0))) }
    }

    private func client(_ purpose: String, _ challenge: String) -> [UInt8] {
        Array(#"{"type":"\#(purpose)","challenge":"\#(challenge)","origin":"\#(party.origin)","crossOrigin":false}"#.utf8)
    }
}
