/// A piece of a page. A string literal is trusted markup; whatever is interpolated into it as text comes out escaped.
///
/// ```swift
/// let row: HTML = "<td>\(product.name)</td>"
/// ```
package struct HTML: Sendable, Hashable {
    /// The markup in UTF-8, as it goes out.
    package private(set) var bytes: [UInt8]

    package static let empty: HTML = ""

    package var isEmpty: Bool { bytes.isEmpty }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Text that comes from people, with the five special characters written as entities: safe between tags and inside quoted attributes.
    package init(escaping value: String) {
        bytes = []
        bytes.appendEscaped(value)
    }

    package static func += (left: inout HTML, right: HTML) { left.bytes += right.bytes }
}

extension HTML: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) { bytes = Array(value.utf8) }
    package init(stringInterpolation: StringInterpolation) { bytes = stringInterpolation.bytes }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var bytes: [UInt8] = []

        package init(literalCapacity: Int, interpolationCount: Int) { bytes.reserveCapacity(literalCapacity + interpolationCount * 32) }

        package mutating func appendLiteral(_ literal: String) { bytes += literal.utf8 }

        /// Escapes.
        package mutating func appendInterpolation(_ value: String) { bytes.appendEscaped(value) }
        package mutating func appendInterpolation(_ value: Substring) { bytes.appendEscaped(String(value)) }
        package mutating func appendInterpolation(_ value: some BinaryInteger) { bytes += String(value).utf8 }

        /// Inserts markup as it is.
        package mutating func appendInterpolation(_ value: HTML) { bytes += value.bytes }
        package mutating func appendInterpolation(_ value: HTML?) { if let value { bytes += value.bytes } }
        package mutating func appendInterpolation(_ values: [HTML]) { for value in values { bytes += value.bytes } }

        /// Inserts text unescaped: only for markup that this program wrote itself, such as an embedded drawing.
        package mutating func appendInterpolation(raw: String) { bytes += raw.utf8 }

        /// Writes ` name="value"` for each pair whose value is not nil. Names are literals of this program, values are escaped.
        package mutating func appendInterpolation(attributes: [(StaticString, String?)]) {
            for case (let name, let value?) in attributes {
                bytes += " \(name)=\"".utf8
                bytes.appendEscaped(value)
                bytes.append(UInt8(ascii: "\""))
            }
        }
    }
}

extension [UInt8] {
    /// Appends with `& < > " '` as entities; a text without them in one go.
    fileprivate mutating func appendEscaped(_ value: String) {
        let utf8 = value.utf8
        guard utf8.withContiguousStorageIfAvailable({ $0.contains { $0.isSpecial } }) ?? true else { return self += utf8 }
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "&"): self += "&amp;".utf8
            case UInt8(ascii: "<"): self += "&lt;".utf8
            case UInt8(ascii: ">"): self += "&gt;".utf8
            case UInt8(ascii: "\""): self += "&quot;".utf8
            case UInt8(ascii: "'"): self += "&#39;".utf8
            default: append(byte)
            }
        }
    }
}

extension UInt8 {
    /// One of `& < > " '`: a look into 64 bits instead of five comparisons, for this runs over every byte of every page.
    fileprivate var isSpecial: Bool { self < 64 && (Self.specials &>> UInt64(self)) & 1 == 1 }

    private static var specials: UInt64 { 1 << 0x22 | 1 << 0x26 | 1 << 0x27 | 1 << 0x3C | 1 << 0x3E }
}
