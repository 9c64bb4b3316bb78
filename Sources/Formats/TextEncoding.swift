/// The encodings in which 1C, Excel and their kin write texts.
package enum TextEncoding: Hashable, Sendable {
    case utf8, utf16LittleEndian, utf16BigEndian, windows1251, latin1

    /// By the name in an XML declaration or an HTTP header, whatever its case.
    package init?(name: some StringProtocol) {
        switch name.lowercased() {
        case "utf-8", "utf8", "us-ascii", "ascii": self = .utf8
        case "utf-16le": self = .utf16LittleEndian
        case "utf-16be": self = .utf16BigEndian
        case "windows-1251", "cp1251", "cp-1251", "win-1251", "x-cp1251": self = .windows1251
        case "iso-8859-1", "latin1", "latin-1": self = .latin1
        default: return nil
        }
    }

    /// The scalars of windows-1251 from 0x80 (Unicode's CP1251.TXT; 0x98 is unassigned).
    static let windows1251Scalars: [Unicode.Scalar] = {
        let upper = Array(
            "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\u{FFFD}™љ›њќћџ\u{A0}ЎўЈ¤Ґ¦§Ё©Є«¬\u{AD}®Ї°±Ііґµ¶·ё№є»јЅѕї".unicodeScalars)
        return upper + (0x410...0x44F).compactMap(Unicode.Scalar.init)
    }()

    private static let windows1251Bytes = Dictionary(
        windows1251Scalars.enumerated().compactMap { $1 == "\u{FFFD}" ? nil : ($1, UInt8(truncatingIfNeeded: 0x80 + $0)) }
    ) { first, _ in first }

    /// The byte of a scalar in windows-1251; nil when the code page does not have it.
    static func windows1251Byte(_ scalar: Unicode.Scalar) -> UInt8? { scalar.isASCII ? UInt8(scalar.value) : windows1251Bytes[scalar] }
}

extension [UInt8] {
    mutating func append(_ scalar: Unicode.Scalar) {
        if let encoded = UTF8.encode(scalar) { append(contentsOf: encoded) }
    }
}
