import Foundation
import Testing

@testable import Customers

@Suite("What passkeys are checked for")
struct PasskeyRuleTests {
    private func party() throws -> RelyingParty { try #require(RelyingParty(baseURL: "https://portal.example")) }

    private func made(_ vector: PasskeyVector) throws -> MadePasskey {
        try #require(MadePasskey(clientData: vector.madeClient, attestation: vector.attestation, transports: "internal,hybrid,foreign"))
    }

    private func shown(_ vector: PasskeyVector, client: String? = nil, data: String? = nil, signature: String? = nil) throws -> ShownPasskey {
        try #require(ShownPasskey(
            id: vector.id, clientData: client ?? vector.shownClient, data: data ?? vector.data, signature: signature ?? vector.signature, userHandle: vector.handle))
    }

    @Test("a passkey of every kind of key is taken and opens", arguments: ["es256", "ed25519", "rs256"])
    func vectors(name: String) throws {
        let vector = try #require(PasskeyVector.all.first { $0.name == name })
        let made = try made(vector)
        #expect(made.transports == ["hybrid", "internal"], "an unknown way is left out")
        let (challenge, credential, counter) = try made.checked(for: party())
        #expect(challenge == vector.madeChallenge)
        #expect(Base64URL.encode(credential.id) == vector.id)
        #expect(counter == (name == "rs256" ? 7 : 0))
        let key = try PasskeyKey(cose: credential.key)
        let shown = try shown(vector)
        let answer = try shown.checked(for: party(), verified: true)
        #expect(answer.challenge == vector.shownChallenge)
        #expect(answer.counter == (name == "rs256" ? 8 : 1))
        #expect(shown.isSigned(by: key))
        #expect(!shown.isSigned(by: .nobody))
        for other in PasskeyVector.all where other.name != name {
            let foreign = try keyMade(other)
            #expect(!shown.isSigned(by: foreign), "signed with the key of \(other.name)")
        }
    }

    private func keyMade(_ vector: PasskeyVector) throws -> PasskeyKey { try PasskeyKey(cose: try made(vector).checked(for: party()).credential.key) }

    @Test("one changed bit anywhere in what is signed opens nothing", arguments: ["es256", "ed25519", "rs256"])
    func changed(name: String) throws {
        let vector = try #require(PasskeyVector.all.first { $0.name == name })
        let key = try keyMade(vector)
        for place in 0..<vector.data.utf8.count * 6 / 8 - 1 {
            let shown = try shown(vector, data: flipped(vector.data, place))
            #expect(!shown.isSigned(by: key), "byte \(place) of the data")
        }
        for place in stride(from: 0, to: vector.shownClient.utf8.count * 6 / 8 - 1, by: 7) {
            let shown = try shown(vector, client: flipped(vector.shownClient, place))
            #expect(!shown.isSigned(by: key), "byte \(place) of the client's words")
        }
        for place in stride(from: 0, to: vector.signature.utf8.count * 6 / 8 - 1, by: 3) {
            let shown = try shown(vector, signature: flipped(vector.signature, place))
            #expect(!shown.isSigned(by: key), "byte \(place) of the signature")
        }
        for wrong in ["", "AA", String(vector.signature.dropLast(4))] {
            let shown = try shown(vector, signature: wrong)
            #expect(!shown.isSigned(by: key))
        }
    }

    private func flipped(_ text: String, _ place: Int) throws -> String {
        var bytes = try #require(Base64URL.decode(text))
        bytes[place] ^= 1
        return Base64URL.encode(bytes)
    }

    @Test("a statement of the authenticator is passed over, and whether it verified the owner is known")
    func statement() throws {
        let made = try #require(MadePasskey(clientData: PasskeyVector.packed.client, attestation: PasskeyVector.packed.attestation, transports: ""))
        let (_, credential, counter) = try made.checked(for: party())
        #expect(Base64URL.encode(credential.id) == PasskeyVector.packed.id && counter == 3)
    }

    @Test("another origin, purpose, name or frame is refused, and so is an owner who was not there or not verified")
    func strangers() throws {
        let vector = PasskeyVector.es256
        let party = try party()
        for base in ["https://portal.example:8443", "https://evil.example", "http://portal.localhost"] {
            let other = try #require(RelyingParty(baseURL: base))
            let shown = try shown(vector)
            #expect(throws: PasskeyFault.client) { try shown.checked(for: other, verified: true) }
            let made = try made(vector)
            #expect(throws: PasskeyFault.client) { try made.checked(for: other) }
        }
        func client(_ text: String) throws -> ShownPasskey { try shown(vector, client: Base64URL.encode(text.utf8)) }
        let right = #"{"type":"webauthn.get","challenge":"x","origin":"https://portal.example"}"#
        #expect(try client(right).checked(for: party, verified: true).challenge == "x")
        for wrong in [
            #"{"type":"webauthn.create","challenge":"x","origin":"https://portal.example"}"#, #"{"type":"webauthn.get","origin":"https://portal.example"}"#,
            #"{"type":"webauthn.get","challenge":"x","origin":"https://portal.example","crossOrigin":true}"#, #"{"type":"webauthn.get","challenge":"x"}"#,
            #"{"type":"webauthn.get","challenge":"x","origin":"https://portal.example.evil.example"}"#, "[]", "", "{", #"{"type":7,"challenge":"x","origin":"https://portal.example"}"#,
            String(repeating: "[", count: 4000), right + String(repeating: " ", count: 4096),
        ] {
            let shown = try client(wrong)
            #expect(throws: PasskeyFault.client, "\(wrong.prefix(80))") { try shown.checked(for: party, verified: true) }
        }
        var data = try #require(Base64URL.decode(vector.data))
        func changed(_ flags: UInt8) throws -> ShownPasskey {
            data[32] = flags
            return try shown(vector, data: Base64URL.encode(data))
        }
        let (verified, present, absent, copied) = (try changed(0x05), try changed(0x01), try changed(0x04), try changed(0x15))
        #expect(try verified.checked(for: party, verified: true).counter == 1)
        #expect(try present.checked(for: party, verified: false).counter == 1)
        #expect(throws: PasskeyFault.unverified) { try present.checked(for: party, verified: true) }
        #expect(throws: PasskeyFault.absent) { try absent.checked(for: party, verified: true) }
        #expect(throws: PasskeyFault.unreadable, "copied, though it may not be") { try copied.checked(for: party, verified: true) }
        data[0] ^= 1
        let foreign = try changed(0x05)
        #expect(throws: PasskeyFault.otherParty) { try foreign.checked(for: party, verified: true) }
    }

    @Test("bytes cut or continued at any place are refused, never trapped on", arguments: ["es256", "ed25519", "rs256"])
    func cut(name: String) throws {
        let vector = try #require(PasskeyVector.all.first { $0.name == name })
        let party = try party()
        let whole = try #require(Base64URL.decode(vector.attestation))
        for length in 0..<whole.count {
            let made = try #require(MadePasskey(clientData: vector.madeClient, attestation: Base64URL.encode(whole.prefix(length)), transports: ""))
            #expect(throws: PasskeyFault.unreadable, "\(length) bytes") { try made.checked(for: party) }
        }
        let longer = try #require(MadePasskey(clientData: vector.madeClient, attestation: Base64URL.encode(whole + [0]), transports: ""))
        #expect(throws: PasskeyFault.unreadable) { try longer.checked(for: party) }
        let data = try #require(try CBOR(whole).map?[.text("authData")]?.bytes)
        for length in 0..<data.count { #expect(throws: (any Error).self, "\(length) bytes of the data") { try AuthenticatorData(Array(data.prefix(length))) } }
        #expect(throws: (any Error).self) { try AuthenticatorData(data + [0]) }
        #expect(throws: Never.self) { try AuthenticatorData(data) }
    }

    @Test("keys of other kinds, off their curve or of absurd size are no keys")
    func keys() throws {
        func point(_ bytes: [UInt8], kind: UInt8 = 2, algorithm: UInt8 = 0x26) -> [UInt8] {
            [0xA5, 0x01, kind, 0x03, algorithm, 0x20, 0x01, 0x21, 0x58, 0x20] + bytes + [0x22, 0x58, 0x20] + bytes
        }
        #expect(throws: (any Error).self, "not on the curve") { try PasskeyKey(cose: point([UInt8](repeating: 1, count: 32))) }
        #expect(throws: (any Error).self, "nowhere") { try PasskeyKey(cose: point([UInt8](repeating: 0, count: 32))) }
        #expect(throws: PasskeyKey.Problem.unknownAlgorithm) { try PasskeyKey(cose: point([UInt8](repeating: 1, count: 32), algorithm: 0x27)) }
        #expect(throws: PasskeyKey.Problem.unknownAlgorithm) { try PasskeyKey(cose: [0xA0]) }
        #expect(throws: PasskeyKey.Problem.malformed) { try PasskeyKey(cose: [0x01]) }
        // RSA of 512 bits, and one whose exponent is enormous.
        let small: [UInt8] = [0xA4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20, 0x58, 0x40] + [UInt8](repeating: 0xC1, count: 64) + [0x21, 0x43, 1, 0, 1]
        #expect(throws: PasskeyKey.Problem.malformed) { try PasskeyKey(cose: small) }
        let even: [UInt8] = [0xA4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20, 0x59, 0x01, 0x00] + [UInt8](repeating: 0xC2, count: 256) + [0x21, 0x48] + [UInt8](repeating: 0xFF, count: 8)
        #expect(throws: PasskeyKey.Problem.malformed) { try PasskeyKey(cose: even) }
    }

    @Test("CBOR is read in its canonical form alone")
    func canonical() throws {
        let good: [([UInt8], CBOR)] = [
            ([0x00], .integer(0)), ([0x18, 0x18], .integer(24)), ([0x20], .integer(-1)), ([0x39, 0x01, 0x00], .integer(-257)),
            ([0x3B, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .integer(.min)), ([0x40], .bytes([])), ([0x61, 0x61], .text("a")), ([0x80], .array([])),
            ([0xA1, 0x01, 0x82, 0xF4, 0xF6], .map([.integer(1): .array([.bool(false), .null])])), ([0xF9, 0x3C, 0x00], .float(0x3C00)),
        ]
        for (bytes, item) in good { #expect(try CBOR(bytes) == item, "\(bytes)") }
        let bad: [([UInt8], CBOR.Problem)] = [
            ([], .cut), ([0x18], .cut), ([0x18, 0x17], .malformed), ([0x19, 0x00, 0xFF], .malformed), ([0x1A, 0, 0, 0xFF, 0xFF], .malformed), ([0x1B, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF], .malformed),
            ([0x1B, 0x80, 0, 0, 0, 0, 0, 0, 0], .malformed), ([0x1B] + [UInt8](repeating: 0xFF, count: 8), .malformed), ([0x3B] + [UInt8](repeating: 0xFF, count: 8), .malformed),
            ([0x5F, 0x40, 0xFF], .malformed), ([0x9F, 0xFF], .malformed), ([0xBF, 0xFF], .malformed), ([0xC0, 0x00], .malformed), ([0xF8, 0x20], .malformed), ([0xFF], .malformed), ([0xE0], .malformed),
            ([0x5B, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .cut), ([0x5A, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2], .cut), ([0x9B, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .cut),
            ([0xBB, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .cut), ([0x9A, 0xFF, 0xFF, 0xFF, 0xFF, 0], .cut), ([0x62, 0xC3, 0x28], .malformed), ([0x00, 0x00], .trailing),
            ([0xA2, 0x01, 0x02, 0x01, 0x03], .malformed), ([0xA1, 0x80, 0x01], .malformed), ([0xA1, 0x01], .cut), ([UInt8](repeating: 0x81, count: 20) + [0], .tooDeep),
            ([UInt8](repeating: 0x81, count: 100_000), .tooDeep), ([0x99, 0x10, 0x00] + [UInt8](repeating: 0, count: 4096), .tooMuch),
        ]
        for (bytes, problem) in bad { #expect(throws: problem, "\(bytes.prefix(12))") { try CBOR(bytes) } }
    }

    @Test("base64url is read by the letter")
    func base64() {
        #expect(Base64URL.decode("_-8") == [0xFF, 0xEF])
        #expect(Base64URL.encode([0xFF, 0xEF]) == "_-8")
        #expect(Base64URL.decode("") == [])
        for wrong in ["_-8=", "+/8", "a", "ы", "AA A", "AAAA\n"] { #expect(Base64URL.decode(wrong) == nil, "\(wrong)") }
    }

    @Test("passkeys belong to a host name that browsers trust", arguments: [
        ("https://portal.example", "portal.example"), ("https://portal.example:8443", "portal.example"), ("http://localhost:8080", "localhost"), ("http://shop.localhost", "shop.localhost"),
        ("https://portal", "portal"), ("https://xn--80ak6aa.xn--p1ai", "xn--80ak6aa.xn--p1ai"), ("http://portal.example", nil), ("https://127.0.0.1", nil), ("https://127.1", nil), ("https://[::1]:8080", nil),
        ("http://127.0.0.1:8080", nil), ("https://0x7f000001", nil), ("https://портал.рф", nil), ("https://", nil), ("https://a..b", nil), ("ftp://portal.example", nil), ("http://localhost.evil.example", nil),
    ] as [(String, String?)])
    func names(base: String, name: String?) {
        let party = RelyingParty(baseURL: base)
        #expect(party?.id == name)
        if name != nil { #expect(party?.origin == base) }
    }
}
