/// What a streaming XML reader sees. Names are local: prefixes and namespaces are left out. Text of blanks only between elements is left out too.
package enum XMLEvent: Sendable, Equatable {
    case start(name: String, attributes: [String: String])
    case text(String)
    case end(name: String)
}

/// Where an XML text is broken or goes beyond what we take.
package struct XMLProblem: Error, Hashable, Sendable {
    package enum What: String, Sendable {
        case malformed, empty
        /// The file is cut off.
        case unexpectedEnd = "unexpected_end"
        /// Bytes that the declared encoding does not have.
        case badEncoding = "bad_encoding"
        case unknownEncoding = "unknown_encoding"
        /// A document type with declarations of its own.
        case declarations
        case undeclaredEntity = "undeclared_entity"
        case tooDeep = "too_deep"
        case textTooLong = "text_too_long"
        case markupTooLong = "markup_too_long"
        case recordTooLarge = "record_too_large"
    }

    /// From 1.
    package let line: Int
    package let what: What
    /// For the log, in the parser's English.
    package let detail: String

    package init(line: Int, _ what: What, detail: String = "") {
        self.line = line
        self.what = what
        self.detail = detail
    }
}

package struct XMLBudget: Sendable {
    /// Elements inside each other.
    package var depth = 64
    /// UTF-8 bytes of one text between two tags.
    package var textBytes = 1 << 20
    /// Bytes of one tag, comment or instruction, roughly.
    package var markupBytes = 1 << 18
    package init() {}
}

/// Reads XML of any size in the memory of one chunk. The encoding follows the byte order mark, then the declaration; without both, UTF-8 or
/// windows-1251 by the look of it. A document type is skipped when it names a file outside, which is never fetched, and refused when it declares
/// anything.
package struct XMLReader: Sendable {
    private let budget: XMLBudget

    package init(budget: XMLBudget = XMLBudget()) { self.budget = budget }

    /// Calls `take` for each event with its line, in order, until the end. Throws `XMLProblem` (after the good part was delivered), what `take`
    /// throws, and what the source throws.
    package func read(_ source: some ByteSource, _ take: (XMLEvent, _ line: Int) throws -> Void) throws {
        var source = source
        var head: [UInt8] = []
        while head.count < 200, let chunk = try source.next() { head.append(contentsOf: chunk) }
        var transcoder = Transcoder(named: try declaredEncoding(head))
        try withoutActuallyEscaping(take) { take in
            let parser = try XMLPushParser(budget: budget, take)
            try parser.feed(transcoder.feed(head))
            while let chunk = try source.next() { try parser.feed(transcoder.feed(chunk)) }
            try parser.feed(transcoder.feed([], isLast: true))
            try parser.finish()
        }
    }

    /// The encoding named by `<?xml … encoding="…"?>`; nil when none is named, or one of wide characters, which their bytes tell better.
    private func declaredEncoding(_ head: [UInt8]) throws -> TextEncoding? {
        let text = String(decoding: head.prefix(200), as: UTF8.self)
        guard let declaration = text.firstRange(of: "<?xml"), let end = text[declaration.upperBound...].firstRange(of: "?>"),
            let name = text[declaration.upperBound..<end.lowerBound].firstMatch(of: #/\sencoding\s*=\s*["']([^"']*)["']/#)?.output.1
        else { return nil }
        if let encoding = TextEncoding(name: name) { return encoding }
        guard name.lowercased() == "utf-16" else { throw XMLProblem(line: 1, .unknownEncoding, detail: String(name)) }
        return nil
    }
}
