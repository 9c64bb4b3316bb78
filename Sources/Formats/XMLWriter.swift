import Kernel

/// Writes XML element by element, escaped and indented. What the encoding lacks becomes a character reference; control characters that XML forbids
/// are left out.
struct XMLWriter {
    private(set) var bytes: [UInt8] = []
    private let encoding: TextEncoding
    private var depth = 0

    /// UTF-8 or windows-1251; any other encoding is written as UTF-8.
    init(encoding: TextEncoding) {
        self.encoding = encoding == .windows1251 ? .windows1251 : .utf8
        append("<?xml version=\"1.0\" encoding=\"\(encoding == .windows1251 ? "windows-1251" : "UTF-8")\"?>\n")
    }

    /// An element with others inside.
    mutating func element(_ name: String, _ attributes: [(String, String?)] = [], _ body: (inout XMLWriter) -> Void) {
        start(name, attributes)
        append(">\n")
        depth += 1
        body(&self)
        depth -= 1
        indent()
        append("</\(name)>\n")
    }

    /// An element with text.
    mutating func element(_ name: String, _ attributes: [(String, String?)] = [], _ text: String) {
        start(name, attributes)
        append(">")
        append(escaping: text, inAttribute: false)
        append("</\(name)>\n")
    }

    /// An element with text, left out when the text is nil or empty.
    mutating func element(_ name: String, ifPresent text: String?) {
        if let text, !text.isEmpty { element(name, [], text) }
    }

    private mutating func start(_ name: String, _ attributes: [(String, String?)]) {
        indent()
        append("<\(name)")
        for case (let key, let value?) in attributes {
            append(" \(key)=\"")
            append(escaping: value, inAttribute: true)
            append("\"")
        }
    }

    private mutating func indent() { bytes.append(contentsOf: repeatElement(0x09, count: depth)) }

    private mutating func append(_ text: String) {
        if encoding == .windows1251 { append(escaping: text, inAttribute: false, marks: false) } else { bytes.append(contentsOf: text.utf8) }
    }

    private mutating func append(escaping text: String, inAttribute: Bool, marks: Bool = true) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&" where marks: bytes.append(contentsOf: "&amp;".utf8)
            case "<" where marks: bytes.append(contentsOf: "&lt;".utf8)
            case ">" where marks: bytes.append(contentsOf: "&gt;".utf8)
            case "\"" where inAttribute: bytes.append(contentsOf: "&quot;".utf8)
            // A reader would turn line breaks in attributes, and carriage returns anywhere, into something else.
            case "\r": bytes.append(contentsOf: "&#13;".utf8)
            case "\n" where inAttribute, "\t" where inAttribute: bytes.append(contentsOf: "&#\(scalar.value);".utf8)
            case "\u{0}"..<"\u{9}", "\u{B}", "\u{C}", "\u{E}"..<"\u{20}", "\u{FFFE}", "\u{FFFF}": break
            default:
                if encoding == .utf8 {
                    bytes.append(scalar)
                } else if let byte = TextEncoding.windows1251Byte(scalar) {
                    bytes.append(byte)
                } else {
                    bytes.append(contentsOf: "&#\(scalar.value);".utf8)
                }
            }
        }
    }
}
