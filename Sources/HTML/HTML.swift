/// A piece of a page. A string literal is trusted markup; whatever is interpolated into it as text comes out escaped.
///
/// ```swift
/// let row: HTML = "<td>\(product.name)</td>"
/// ```
package struct HTML: Sendable, Hashable {
    /// The markup, UTF-8 inside.
    package var text: String

    package static let empty: HTML = ""

    package var isEmpty: Bool { text.isEmpty }

    /// Text that comes from people, with the five special characters written as entities: safe between tags and inside quoted attributes.
    package init(escaping value: String) {
        text = ""
        text.appendEscaped(value)
    }

    package static func += (left: inout HTML, right: HTML) { left.text += right.text }
}

extension HTML: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) { text = value }
    package init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        package init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity + interpolationCount * 16) }

        package mutating func appendLiteral(_ literal: String) { text += literal }

        /// Escapes.
        package mutating func appendInterpolation(_ value: String) { text.appendEscaped(value) }
        package mutating func appendInterpolation(_ value: Substring) { text.appendEscaped(String(value)) }
        package mutating func appendInterpolation(_ value: some BinaryInteger) { text += String(value) }

        /// Inserts markup as it is.
        package mutating func appendInterpolation(_ value: HTML) { text += value.text }
        package mutating func appendInterpolation(_ value: HTML?) { if let value { text += value.text } }
        package mutating func appendInterpolation(_ values: [HTML]) { for value in values { text += value.text } }

        /// Inserts text unescaped: only for markup that this program wrote itself, such as an embedded drawing.
        package mutating func appendInterpolation(raw: String) { text += raw }

        /// Writes ` name="value"` for each pair whose value is not nil. Names are literals of this program, values are escaped.
        package mutating func appendInterpolation(attributes: [(StaticString, String?)]) {
            for case (let name, let value?) in attributes {
                text += " \(name)=\""
                text.appendEscaped(value)
                text += "\""
            }
        }
    }
}

extension String {
    /// Appends with `& < > " '` as entities. Unmarked runs are copied whole, and a text without them in one go.
    fileprivate mutating func appendEscaped(_ value: String) {
        let bytes = value.utf8
        var start = bytes.startIndex
        var index = start
        while index < bytes.endIndex {
            if let entity = bytes[index].entity {
                self += value[start..<index]
                self += entity
                start = bytes.index(after: index)
            }
            index = bytes.index(after: index)
        }
        if start == bytes.startIndex { self += value } else { self += value[start...] }
    }
}

extension UInt8 {
    fileprivate var entity: String? {
        switch self {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}
