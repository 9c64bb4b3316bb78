/// What an authenticator signs beside the browser's own words (Web Authentication Level 3, 6.1).
package struct AuthenticatorData: Sendable {
    package struct Flags: OptionSet, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Somebody was there.
        package static let userPresent = Flags(rawValue: 1 << 0)
        /// It was the owner: by a finger, a face or a PIN.
        package static let userVerified = Flags(rawValue: 1 << 2)
        package static let mayBeCopied = Flags(rawValue: 1 << 3)
        package static let isCopied = Flags(rawValue: 1 << 4)
        package static let hasCredential = Flags(rawValue: 1 << 6)
        package static let hasExtensions = Flags(rawValue: 1 << 7)
    }

    /// A passkey that has just been made.
    package struct Credential: Sendable {
        package let id: [UInt8]
        /// The public key as it came (COSE, RFC 9052).
        package let key: [UInt8]
    }

    package enum Problem: Error, Hashable, Sendable {
        case cut, malformed, trailing
    }

    /// SHA-256 of the name that the passkey belongs to.
    package let partyHash: [UInt8]
    package let flags: Flags
    /// How often the authenticator has signed; 0 when it does not count.
    package let counter: UInt32
    package let credential: Credential?

    /// The longest id that a credential may have.
    package static let idLimit = 1023

    /// Reads bytes that are such data and nothing else. Throws `Problem`.
    package init(_ bytes: [UInt8]) throws {
        guard bytes.count >= 37 else { throw Problem.cut }
        partyHash = Array(bytes[0..<32])
        flags = Flags(rawValue: bytes[32])
        counter = bytes[33..<37].reduce(0) { $0 << 8 | UInt32($1) }
        var rest = bytes[37...]
        credential = flags.contains(.hasCredential) ? try Self.credential(&rest) : nil
        if flags.contains(.hasExtensions) {
            var reader = CBORReader(rest)
            guard try reader.item().map != nil else { throw Problem.malformed }
            rest = reader.rest
        }
        guard rest.isEmpty else { throw Problem.trailing }
        guard flags.contains(.mayBeCopied) || !flags.contains(.isCopied) else { throw Problem.malformed }
    }

    /// Behind 16 bytes of the authenticator's model comes the id with its length, then the key, which says itself where it ends.
    private static func credential(_ rest: inout ArraySlice<UInt8>) throws -> Credential {
        guard rest.count >= 18 else { throw Problem.cut }
        let length = rest.dropFirst(16).prefix(2).reduce(0) { $0 << 8 | Int($1) }
        rest = rest.dropFirst(18)
        guard (1...idLimit).contains(length) else { throw Problem.malformed }
        guard rest.count >= length else { throw Problem.cut }
        let id = Array(rest.prefix(length))
        rest = rest.dropFirst(length)
        var reader = CBORReader(rest)
        guard try reader.item().map != nil else { throw Problem.malformed }
        defer { rest = reader.rest }
        return Credential(id: id, key: Array(rest.prefix(rest.count - reader.rest.count)))
    }
}
