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
        var cose: [UInt8] = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]
        cose += point.prefix(32)
        cose += [0x22, 0x58, 0x20] as [UInt8]
        cose += point.suffix(32)
        var data = data(counter, flags)
        data += [UInt8](repeating: 0, count: 16)
        data += [0, UInt8(id.count)]
        data += id
        data += cose
        // A map of "fmt": "none", "attStmt": {} and "authData".
        var attestation: [UInt8] = [0xA3, 0x63]
        attestation += Array("fmt".utf8)
        attestation.append(0x64)
        attestation += Array("none".utf8)
        attestation.append(0x67)
        attestation += Array("attStmt".utf8)
        attestation += [0xA0, 0x68]
        attestation += Array("authData".utf8)
        attestation += [0x58, UInt8(data.count)]
        attestation += data
        return try #require(MadePasskey(clientData: Base64URL.encode(client("webauthn.create", challenge)), attestation: Base64URL.encode(attestation), transports: "internal"))
    }

    /// - Parameter wrongly: signs something else.
    func show(_ challenge: String, user: String, counter: UInt32, flags: UInt8 = 0x05, wrongly: Bool = false) throws -> ShownPasskey {
        let (client, data) = (client("webauthn.get", challenge), data(counter, flags))
        var signed = data + Array(SHA256.hash(data: client))
        if wrongly { signed.append(0) }
        let signature = try key.signature(for: signed)
        return try #require(ShownPasskey(
            id: Base64URL.encode(id), clientData: Base64URL.encode(client), data: Base64URL.encode(data), signature: Base64URL.encode(signature.derRepresentation), userHandle: user))
    }

    private func data(_ counter: UInt32, _ flags: UInt8) -> [UInt8] {
        var data = Array(SHA256.hash(data: Data(party.id.utf8)))
        data.append(flags)
        withUnsafeBytes(of: counter.bigEndian) { data += Array($0) }
        return data
    }

    private func client(_ purpose: String, _ challenge: String) -> [UInt8] {
        Array(#"{"type":"\#(purpose)","challenge":"\#(challenge)","origin":"\#(party.origin)","crossOrigin":false}"#.utf8)
    }
}
