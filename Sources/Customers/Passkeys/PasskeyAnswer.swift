import Crypto
import Foundation
import Kernel

/// What the browser says of the whole (Web Authentication, 5.8.1), as its bytes were signed.
struct ClientData {
    let challenge: String

    /// Refuses another purpose, another origin and a page within a foreign one.
    init(_ bytes: [UInt8], purpose: String, party: RelyingParty) throws {
        guard bytes.count <= 4096, let said = try? JSON(parsing: bytes), said["type"]?.string == purpose, let challenge = said["challenge"]?.string,
            said["origin"]?.string == party.origin, said["crossOrigin"]?.bool != true
        else { throw PasskeyFault.client }
        self.challenge = challenge
    }
}

/// Why an answer is no good; people are told the same of all of them.
enum PasskeyFault: Error, Hashable {
    case client, unreadable, otherParty, absent, unverified
}

/// What a browser answers that has made a passkey.
package struct MadePasskey: Sendable {
    let clientData: [UInt8]
    let attestation: [UInt8]
    let transports: [String]

    /// The form's fields: `client_data`, `attestation` in base64url, `transports` by commas. Nil when they are no such thing.
    package init?(clientData: String, attestation: String, transports: String) {
        guard clientData.utf8.count <= 8192, attestation.utf8.count <= 65_536, let client = Base64URL.decode(clientData), let made = Base64URL.decode(attestation) else { return nil }
        (self.clientData, self.attestation) = (client, made)
        let known = Set(["usb", "nfc", "ble", "internal", "hybrid", "smart-card"])
        self.transports = Set(transports.split(separator: ",").map(String.init)).intersection(known).sorted()
    }

    /// Checks it but for the challenge (Web Authentication, 7.1). By whom the authenticator was built is not asked: any statement of it is passed over.
    /// - Returns: the challenge it answers, and the passkey.
    func checked(for party: RelyingParty) throws -> (challenge: String, credential: AuthenticatorData.Credential, counter: UInt32) {
        let client = try ClientData(clientData, purpose: "webauthn.create", party: party)
        guard let made = try? CBOR(attestation).map, made[.text("fmt")]?.text != nil, made[.text("attStmt")]?.map != nil, let bytes = made[.text("authData")]?.bytes,
            let data = try? AuthenticatorData(bytes), let credential = data.credential, (try? PasskeyKey(cose: credential.key)) != nil
        else { throw PasskeyFault.unreadable }
        try data.check(for: party, verified: false)
        return (client.challenge, credential, data.counter)
    }
}

/// What a browser answers with a passkey.
package struct ShownPasskey: Sendable {
    let id: [UInt8]
    let clientData: [UInt8]
    let data: [UInt8]
    let signature: [UInt8]
    /// Whom the passkey was made for; empty when it does not say.
    let userHandle: [UInt8]

    /// The form's fields in base64url. Nil when they are no such thing.
    package init?(id: String, clientData: String, data: String, signature: String, userHandle: String) {
        guard [id, clientData, data, signature, userHandle].allSatisfy({ $0.utf8.count <= 8192 }), let id = Base64URL.decode(id), !id.isEmpty, id.count <= AuthenticatorData.idLimit,
            let client = Base64URL.decode(clientData), let data = Base64URL.decode(data), let signature = Base64URL.decode(signature), let user = Base64URL.decode(userHandle)
        else { return nil }
        (self.id, self.clientData, self.data, self.signature, self.userHandle) = (id, client, data, signature, user)
    }

    /// Checks everything that does not depend on whose passkey it is, but for the challenge (Web Authentication, 7.2).
    /// - Parameter verified: whether the authenticator must have made sure that it is the owner.
    func checked(for party: RelyingParty, verified: Bool) throws -> (challenge: String, counter: UInt32) {
        let client = try ClientData(clientData, purpose: "webauthn.get", party: party)
        guard let data = try? AuthenticatorData(data) else { throw PasskeyFault.unreadable }
        try data.check(for: party, verified: verified)
        return (client.challenge, data.counter)
    }

    func isSigned(by key: PasskeyKey) -> Bool { key.verifies(signature, over: data + Array(SHA256.hash(data: Data(clientData)))) }
}

extension AuthenticatorData {
    fileprivate func check(for party: RelyingParty, verified: Bool) throws {
        guard partyHash == Array(SHA256.hash(data: Data(party.id.utf8))) else { throw PasskeyFault.otherParty }
        guard flags.contains(.userPresent) else { throw PasskeyFault.absent }
        guard !verified || flags.contains(.userVerified) else { throw PasskeyFault.unverified }
    }
}
