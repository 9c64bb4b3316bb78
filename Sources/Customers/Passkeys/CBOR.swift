/// An item of CBOR (RFC 8949) as authenticators write it: the canonical form of CTAP2 without tags.
package indirect enum CBOR: Hashable, Sendable {
    case integer(Int64)
    case bytes([UInt8])
    case text(String)
    case array([CBOR])
    case map([CBOR: CBOR])
    case bool(Bool)
    case null
    /// Its bits; nobody here counts with it.
    case float(UInt64)

    /// Why bytes are not such an item.
    package enum Problem: Error, Hashable, Sendable {
        /// They end too early, or say that more follows than there is.
        case cut
        /// An indefinite length, a tag, a number longer than it need be, an unknown simple value, text that is not UTF-8, a key that repeats.
        case malformed
        case tooDeep, tooMuch
        /// Something follows the item.
        case trailing
    }

    package var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
    package var bytes: [UInt8]? { if case .bytes(let value) = self { value } else { nil } }
    package var text: String? { if case .text(let value) = self { value } else { nil } }
    package var map: [CBOR: CBOR]? { if case .map(let value) = self { value } else { nil } }

    /// Reads bytes that are one item and nothing else.
    package init(_ bytes: [UInt8]) throws(Problem) {
        var reader = CBORReader(bytes[...])
        self = try reader.item()
        guard reader.rest.isEmpty else { throw .trailing }
    }
}

/// Reads items one after another. What a length says is compared with what is left before anything is made of it.
package struct CBORReader {
    /// What has not been read.
    package private(set) var rest: ArraySlice<UInt8>
    private var budget = 1_000
    private static let deepest = 8

    package init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    package mutating func item() throws(CBOR.Problem) -> CBOR { try item(depth: 0) }

    private mutating func item(depth: Int) throws(CBOR.Problem) -> CBOR {
        guard depth < Self.deepest else { throw .tooDeep }
        guard budget > 0 else { throw .tooMuch }
        budget -= 1
        guard let first = rest.popFirst() else { throw .cut }
        let (kind, information) = (first >> 5, first & 31)
        if kind == 7 { return try simple(information) }
        let argument = try argument(information)
        switch kind {
        case 0: return .integer(argument)
        case 1: return .integer(-1 - argument)
        case 2: return .bytes(Array(try take(argument)))
        case 3:
            guard let text = String(validating: try take(argument), as: UTF8.self) else { throw .malformed }
            return .text(text)
        case 4: return try array(argument, depth)
        case 5: return try map(argument, depth)
        default: throw .malformed
        }
    }

    private mutating func array(_ count: Int64, _ depth: Int) throws(CBOR.Problem) -> CBOR {
        guard count <= Int64(rest.count) else { throw .cut }
        var items: [CBOR] = []
        for _ in 0..<count { items.append(try item(depth: depth + 1)) }
        return .array(items)
    }

    private mutating func map(_ count: Int64, _ depth: Int) throws(CBOR.Problem) -> CBOR {
        guard count <= Int64(rest.count / 2) else { throw .cut }
        var members: [CBOR: CBOR] = [:]
        for _ in 0..<count {
            let key = try item(depth: depth + 1)
            guard key.integer != nil || key.text != nil, members[key] == nil else { throw .malformed }
            members[key] = try item(depth: depth + 1)
        }
        return .map(members)
    }

    private mutating func simple(_ information: UInt8) throws(CBOR.Problem) -> CBOR {
        switch information {
        case 20: return .bool(false)
        case 21: return .bool(true)
        case 22, 23: return .null
        case 25: return .float(number(try take(2)))
        case 26: return .float(number(try take(4)))
        case 27: return .float(number(try take(8)))
        default: throw .malformed
        }
    }

    /// The number behind the first byte, in its shortest form; those beyond 63 bits are nobody's.
    private mutating func argument(_ information: UInt8) throws(CBOR.Problem) -> Int64 {
        let (count, least): (Int64, UInt64)
        switch information {
        case 0..<24: return Int64(information)
        case 24: (count, least) = (1, 24)
        case 25: (count, least) = (2, 1 << 8)
        case 26: (count, least) = (4, 1 << 16)
        case 27: (count, least) = (8, 1 << 32)
        default: throw .malformed
        }
        let value = number(try take(count))
        guard value >= least, let argument = Int64(exactly: value) else { throw .malformed }
        return argument
    }

    private mutating func take(_ count: Int64) throws(CBOR.Problem) -> ArraySlice<UInt8> {
        guard count <= Int64(rest.count) else { throw .cut }
        defer { rest = rest.dropFirst(Int(count)) }
        return rest.prefix(Int(count))
    }

    private func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}
