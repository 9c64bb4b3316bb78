/// Writes rows as a spreadsheet of the reader's country opens them: UTF-8 with a mark, semicolons, CRLF (RFC 4180 but for the separator).
///
/// A text that a spreadsheet would take for a formula is disarmed by an apostrophe before it (OWASP, "CSV Injection"); numbers stay numbers.
package struct CSVWriter: Sendable {
    package enum Cell: Sendable {
        case text(String)
        /// Digits with a sign and a decimal mark, as this program wrote them.
        case number(String)
    }

    package private(set) var bytes: [UInt8] = [0xEF, 0xBB, 0xBF]
    private let separator: CSVSeparator

    package init(separator: CSVSeparator = .semicolon) { self.separator = separator }

    package mutating func append(_ row: [Cell]) {
        for (index, cell) in row.enumerated() {
            if index > 0 { bytes.append(separator.rawValue) }
            switch cell {
            case .number(let text): write(text)
            case .text(let text): write(disarmed(text))
            }
        }
        bytes += [0x0D, 0x0A]
    }

    /// What has been written since it was taken last: for files that are handed over piece by piece.
    package mutating func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    private mutating func write(_ text: String) {
        let special: Set<UInt8> = [0x22, 0x0D, 0x0A, separator.rawValue]
        guard text.utf8.contains(where: special.contains) else { return bytes += text.utf8 }
        bytes.append(0x22)
        for byte in text.utf8 { bytes += byte == 0x22 ? [0x22, 0x22] : [byte] }
        bytes.append(0x22)
    }
}
