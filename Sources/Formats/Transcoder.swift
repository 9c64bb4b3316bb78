/// Turns chunks in any of our encodings into chunks of UTF-8, whose characters may be cut between chunks.
///
/// A byte order mark decides; then a name from outside; else the first bytes that are no ASCII: UTF-8 when they form its sequences, windows-1251
/// otherwise.
struct Transcoder {
    private(set) var encoding: TextEncoding?
    /// What stands at the beginning of the text until there is enough to look for marks, later the beginning of a cut character.
    private var held: [UInt8] = []
    private var begun = false
    private let named: TextEncoding?

    init(named: TextEncoding? = nil) { self.named = named }

    mutating func feed(_ chunk: [UInt8], isLast: Bool = false) -> [UInt8] {
        var bytes = chunk
        if !held.isEmpty { (bytes, held) = (held + chunk, []) }
        if !begun {
            guard isLast || bytes.count >= 4 else {
                held = bytes
                return []
            }
            begin(&bytes)
        }
        if encoding == nil {
            guard let start = bytes.firstIndex(where: { $0 >= 0x80 }) else { return bytes }
            guard isLast || bytes.count - start >= 4 else {
                held = Array(bytes[start...])
                return Array(bytes[..<start])
            }
            encoding = Self.looksLikeUTF8(bytes[start...]) ? .utf8 : .windows1251
        }
        switch encoding {
        case .utf8, nil: return bytes
        case .windows1251: return Self.decode(bytes) { TextEncoding.windows1251Scalars[Int($0) - 0x80] }
        case .latin1: return Self.decode(bytes) { Unicode.Scalar($0) }
        case .utf16LittleEndian, .utf16BigEndian: return decodeUTF16(bytes, isLast: isLast)
        }
    }

    private mutating func begin(_ bytes: inout [UInt8]) {
        begun = true
        encoding = named
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            bytes.removeFirst(3)
            // Some programs put the mark before bytes of another encoding, so it proves less than what follows.
            encoding = named == .windows1251 && !Self.looksLikeUTF8(bytes[...]) ? .windows1251 : .utf8
        } else if bytes.starts(with: [0xFF, 0xFE]) {
            bytes.removeFirst(2)
            encoding = .utf16LittleEndian
        } else if bytes.starts(with: [0xFE, 0xFF]) {
            bytes.removeFirst(2)
            encoding = .utf16BigEndian
        } else if bytes.count >= 4, bytes[0] == 0, bytes[1] != 0, bytes[2] == 0 {
            encoding = .utf16BigEndian
        } else if bytes.count >= 4, bytes[0] != 0, bytes[1] == 0, bytes[3] == 0 {
            encoding = .utf16LittleEndian
        }
    }

    /// True when most of the bytes above ASCII form UTF-8 sequences: a single stray byte in a large text does not change the verdict.
    static func looksLikeUTF8(_ bytes: ArraySlice<UInt8>) -> Bool {
        var (sequences, strays) = (0, 0)
        var place = bytes.startIndex
        while place < bytes.endIndex {
            let lead = bytes[place]
            place += 1
            guard lead >= 0x80 else { continue }
            let length = lead >= 0xF0 && lead < 0xF5 ? 3 : lead >= 0xE0 && lead < 0xF0 ? 2 : lead >= 0xC2 && lead < 0xE0 ? 1 : 0
            let following = bytes[place...].prefix(length).prefix { $0 & 0xC0 == 0x80 }.count
            if length > 0, following == length || place + following == bytes.endIndex { sequences += 1 } else { strays += 1 }
            place += following
        }
        return sequences > strays * 4 || sequences + strays == 0
    }

    private static func decode(_ bytes: [UInt8], _ scalar: (UInt8) -> Unicode.Scalar) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            if byte < 0x80 { result.append(byte) } else { result.append(scalar(byte)) }
        }
        return result
    }

    private mutating func decodeUTF16(_ bytes: [UInt8], isLast: Bool) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count * 3 / 2)
        var place = 0
        func unit(_ place: Int) -> UInt32 {
            let (first, second) = (UInt32(bytes[place]), UInt32(bytes[place + 1]))
            return encoding == .utf16LittleEndian ? second << 8 | first : first << 8 | second
        }
        while place + 1 < bytes.count {
            let code = unit(place)
            if (0xD800..<0xDC00).contains(code) {
                guard place + 3 < bytes.count else { break }
                let low = unit(place + 2)
                if (0xDC00..<0xE000).contains(low), let scalar = Unicode.Scalar(0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)) {
                    result.append(scalar)
                    place += 4
                    continue
                }
            }
            result.append(Unicode.Scalar(code) ?? "\u{FFFD}")
            place += 2
        }
        if isLast, place < bytes.count { result.append("\u{FFFD}") } else { held = Array(bytes[place...]) }
        return result
    }
}

/// The chunks of a source as UTF-8.
struct TextSource<Source: ByteSource> {
    private var source: Source
    private var transcoder: Transcoder
    private var ended = false

    init(_ source: Source, named: TextEncoding? = nil) {
        self.source = source
        transcoder = Transcoder(named: named)
    }

    /// The next piece of UTF-8, never empty; nil at the end.
    mutating func next() throws -> [UInt8]? {
        while !ended {
            let chunk = try source.next()
            ended = chunk == nil
            let text = transcoder.feed(chunk ?? [], isLast: ended)
            if !text.isEmpty { return text }
        }
        return nil
    }
}
