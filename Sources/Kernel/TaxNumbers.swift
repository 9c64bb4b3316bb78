/// A taxpayer number (ИНН): 10 digits of an organisation or 12 of a person, with their check digits (`domain/tax-money.md` 2). Kept as text: zeros
/// may lead.
package struct INN: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// Outer blanks are dropped. Nil for another length, a wrong check digit, or the prefix `00` that no region has.
    package init?(_ text: some StringProtocol) {
        let trimmed = text.trimmed
        guard let digits = digits(trimmed), !trimmed.hasPrefix("00") else { return nil }
        switch digits.count {
        case 10:
            guard weightedSum(digits, [2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10 == digits[9] else { return nil }
        case 12:
            guard weightedSum(digits, [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10 == digits[10],
                weightedSum(digits, [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10 == digits[11]
            else { return nil }
        default: return nil
        }
        self.text = trimmed
    }

    /// Of a sole trader or another natural person.
    package var isPerson: Bool { text.utf8.count == 12 }
    package var description: String { text }
}

/// The reason code of registration (КПП) that tells an organisation's branches apart: `NNNNPPXXX`, no check digit. Sole traders have none.
package struct KPP: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// Outer blanks are dropped. Nil for what the form `([0-9][1-9]|[1-9][0-9])[0-9]{2}[0-9A-Z]{2}[0-9]{3}` does not cover.
    package init?(_ text: some StringProtocol) {
        let trimmed = text.trimmed
        let bytes = Array(trimmed.utf8)
        guard bytes.count == 9, (bytes[0..<4] + bytes[6..<9]).allSatisfy(isDigit), bytes[4..<6].allSatisfy({ isDigit($0) || (65...90).contains($0) }),
            !trimmed.hasPrefix("00")
        else { return nil }
        self.text = trimmed
    }

    package var description: String { text }
}

/// The state register's number: ОГРН with 13 digits, ОГРНИП of a sole trader with 15, the last one a check digit.
package struct OGRN: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// Outer blanks are dropped. Nil for another length or a wrong check digit.
    package init?(_ text: some StringProtocol) {
        let trimmed = text.trimmed
        guard let digits = digits(trimmed), digits.count == 13 || digits.count == 15, let body = Int64(trimmed.dropLast()) else { return nil }
        guard body > 0, Int(body % (digits.count == 13 ? 11 : 13) % 10) == digits[digits.count - 1] else { return nil }
        self.text = trimmed
    }

    package var isPerson: Bool { text.utf8.count == 15 }
    package var description: String { text }
}
