import Crypto
import CryptoExtras

/// What keys are taken, by their COSE numbers, the one most liked first.
package let passkeyAlgorithms: [Int64] = [-7, -8, -257]

/// The public half of a passkey, by the algorithms that authenticators really have.
enum PasskeyKey: Sendable {
    case es256(P256.Signing.PublicKey)
    case ed25519(Curve25519.Signing.PublicKey)
    /// Windows Hello on older machines knows nothing else.
    case rs256(_RSA.Signing.PublicKey)

    enum Problem: Error, Hashable, Sendable { case unknownAlgorithm, malformed }

    /// Reads a COSE key (RFC 9053). Throws `Problem`, `CBOR.Problem` or what the library says of a point that is not on its curve.
    init(cose bytes: [UInt8]) throws {
        guard bytes.count <= 1024, let members = try CBOR(bytes).map else { throw Problem.malformed }
        func number(_ label: Int64) -> Int64? { members[.integer(label)]?.integer }
        func part(_ label: Int64) -> [UInt8]? { members[.integer(label)]?.bytes }
        switch (number(1), number(3)) {
        case (2, -7):
            guard number(-1) == 1, let x = part(-2), let y = part(-3), x.count == 32, y.count == 32 else { throw Problem.malformed }
            self = .es256(try P256.Signing.PublicKey(rawRepresentation: x + y))
        case (1, -8):
            guard number(-1) == 6, let x = part(-2), x.count == 32 else { throw Problem.malformed }
            self = .ed25519(try Curve25519.Signing.PublicKey(rawRepresentation: x))
        case (3, -257):
            guard let modulus = part(-1), let exponent = part(-2), (256...512).contains(modulus.count), (1...4).contains(exponent.count) else { throw Problem.malformed }
            self = .rs256(try _RSA.Signing.PublicKey(n: modulus, e: exponent))
        default: throw Problem.unknownAlgorithm
        }
    }

    /// Whether the holder of the other half has signed these bytes.
    func verifies(_ signature: [UInt8], over bytes: [UInt8]) -> Bool {
        switch self {
        case .es256(let key):
            guard let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: bytes)
        case .ed25519(let key): return key.isValidSignature(signature, for: bytes)
        case .rs256(let key):
            return key.isValidSignature(_RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: bytes), padding: .insecurePKCS1v1_5)
        }
    }

    /// A key that nobody has: what an unknown passkey is checked against, so that it takes the same time.
    static let nobody = PasskeyKey.es256(P256.Signing.PrivateKey().publicKey)
}
