/// Where a text stops being JSON. `what` is one of `unexpected_end`, `unexpected_character`, `trailing_text`, `bad_number`, `bad_escape`,
/// `lone_surrogate`, `control_character`, `bad_utf8`, `too_deep`, `duplicate_key`.
package struct JSONProblem: Error, Hashable, Sendable {
    /// From 1.
    package let line: Int
    /// From 1, in Unicode scalars.
    package let column: Int
    package let what: String
}

extension JSON {
    /// Parses a complete UTF-8 text by the letter of RFC 8259. A byte order mark is skipped; more than 64 levels, keys that repeat and halves of
    /// surrogate pairs are refused. Throws `JSONProblem`.
    package init(parsing bytes: [UInt8]) throws {
        var parser = JSONParser(bytes)
        do { self = try parser.document() } catch { throw parser.problem(error) }
    }

    package init(parsing text: String) throws { try self.init(parsing: Array(text.utf8)) }
}

private struct JSONParser {
    struct Fault: Error {
        let what: String
        let offset: Int
    }

    static let deepest = 64
    static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")

    let bytes: [UInt8]
    var offset: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    func fault(_ what: String) -> Fault { Fault(what: what, offset: offset) }
    var unexpected: Fault { fault(next == nil ? "unexpected_end" : "unexpected_character") }

    mutating func document() throws(Fault) -> JSON {
        let value = try value(depth: 0)
        skipBlanks()
        guard next == nil else { throw fault("trailing_text") }
        return value
    }

    mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    mutating func value(depth: Int) throws(Fault) -> JSON {
        skipBlanks()
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case let byte? where byte == UInt8(ascii: "-") || Self.digits.contains(byte): return .number(try number())
        default: throw unexpected
        }
    }

    mutating func word(_ word: StaticString, _ value: JSON) throws(Fault) -> JSON {
        for letter in word.description.utf8 {
            guard next == letter else { throw unexpected }
            offset += 1
        }
        return value
    }

    /// True when the closing mark came, false after a comma.
    mutating func closed(by mark: UInt8) throws(Fault) -> Bool {
        skipBlanks()
        guard let byte = next, byte == mark || byte == UInt8(ascii: ",") else { throw unexpected }
        offset += 1
        return byte == mark
    }

    mutating func isEmpty(closedBy mark: UInt8, depth: Int) throws(Fault) -> Bool {
        guard depth <= Self.deepest else { throw fault("too_deep") }
        offset += 1
        skipBlanks()
        guard next == mark else { return false }
        offset += 1
        return true
    }

    mutating func array(depth: Int) throws(Fault) -> JSON {
        var values: [JSON] = []
        if try isEmpty(closedBy: UInt8(ascii: "]"), depth: depth) { return .array(values) }
        repeat { values.append(try value(depth: depth)) } while try !closed(by: UInt8(ascii: "]"))
        return .array(values)
    }

    mutating func object(depth: Int) throws(Fault) -> JSON {
        var members = JSONObject()
        if try isEmpty(closedBy: UInt8(ascii: "}"), depth: depth) { return .object(members) }
        repeat {
            skipBlanks()
            guard next == UInt8(ascii: "\"") else { throw unexpected }
            let place = offset
            let key = try string()
            skipBlanks()
            guard next == UInt8(ascii: ":") else { throw unexpected }
            offset += 1
            guard members.add(key, try value(depth: depth)) else { throw Fault(what: "duplicate_key", offset: place) }
        } while try !closed(by: UInt8(ascii: "}"))
        return .object(members)
    }

    mutating func number() throws(Fault) -> String {
        let start = offset
        if next == UInt8(ascii: "-") { offset += 1 }
        if next == UInt8(ascii: "0") { offset += 1 } else { try digits() }
        if next == UInt8(ascii: ".") {
            offset += 1
            try digits()
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            offset += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { offset += 1 }
            try digits()
        }
        if let byte = next, Self.digits.contains(byte) { throw fault("bad_number") }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    mutating func digits() throws(Fault) {
        let start = offset
        while let byte = next, Self.digits.contains(byte) { offset += 1 }
        guard offset > start else { throw fault("bad_number") }
    }

    mutating func string() throws(Fault) -> String {
        offset += 1
        let start = offset
        // Most strings have no escapes and are taken as one slice; after the first escape the pieces are gathered.
        var gathered: [UInt8] = []
        var piece = offset
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                let text =
                    gathered.isEmpty
                    ? String(validating: bytes[piece..<offset], as: UTF8.self) : String(validating: gathered + bytes[piece..<offset], as: UTF8.self)
                guard let text else { throw Fault(what: "bad_utf8", offset: start) }
                offset += 1
                return text
            case UInt8(ascii: "\\"):
                gathered.append(contentsOf: bytes[piece..<offset])
                gathered.append(contentsOf: try escape())
                piece = offset
            case 0..<0x20: throw fault("control_character")
            default: offset += 1
            }
        }
        throw unexpected
    }

    mutating func escape() throws(Fault) -> [UInt8] {
        let start = offset
        offset += 1
        guard let letter = next else { throw unexpected }
        offset += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [letter]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            var code = try fourHexDigits()
            if (0xD800..<0xDC00).contains(code) {
                guard next == UInt8(ascii: "\\"), offset + 1 < bytes.count, bytes[offset + 1] == UInt8(ascii: "u")
                else { throw Fault(what: "lone_surrogate", offset: start) }
                offset += 2
                let low = try fourHexDigits()
                guard (0xDC00..<0xE000).contains(low) else { throw Fault(what: "lone_surrogate", offset: start) }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw Fault(what: "lone_surrogate", offset: start) }
            return Array(String(Character(scalar)).utf8)
        default: throw Fault(what: "bad_escape", offset: start)
        }
    }

    mutating func fourHexDigits() throws(Fault) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            switch next {
            case let digit? where Self.digits.contains(digit): code = code << 4 | UInt32(digit - UInt8(ascii: "0"))
            case let digit? where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(digit | 0x20):
                code = code << 4 | UInt32((digit | 0x20) - UInt8(ascii: "a") + 10)
            default: throw fault("bad_escape")
            }
            offset += 1
        }
        return code
    }

    func problem(_ fault: Fault) -> JSONProblem {
        let before = bytes.prefix(fault.offset)
        let lineStart = (before.lastIndex(of: 0x0A) ?? -1) + 1
        let column = before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1
        return JSONProblem(line: before.count { $0 == 0x0A } + 1, column: column, what: fault.what)
    }
}
