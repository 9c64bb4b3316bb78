/// A GS1 article number, normalised to 14 digits so that EAN-13 and the same number in a longer or shorter form are equal.
package struct GTIN: Hashable, Sendable, CustomStringConvertible {
    /// Always 14 digits.
    package let text: String

    /// 8, 12, 13 or 14 digits with a right check digit; outer blanks are dropped. Nil for anything else, also for zeros only.
    package init?(_ text: some StringProtocol) {
        let trimmed = text.trimmed
        guard [8, 12, 13, 14].contains(trimmed.utf8.count), let digits = digits(trimmed), digits.contains(where: { $0 > 0 }),
            Self.checkDigitFits(digits)
        else { return nil }
        self.text = String(repeating: "0", count: 14 - digits.count) + trimmed
    }

    /// As printed: 8, 13 or 14 digits (a UPC of 12 digits with its leading zero).
    package var printed: String { String(text.dropFirst(text.hasPrefix("000000") ? 6 : text.hasPrefix("0") ? 1 : 0)) }

    /// A number of the range 20 to 29 that each shop gives out itself, mostly with a weight in it: not unique in the world.
    package var isInStore: Bool { text.hasPrefix("02") }

    package var description: String { text }

    /// Weights 3, 1, 3, 1… from the right of the body (GS1 General Specifications, modulo 10).
    private static func checkDigitFits(_ digits: [Int]) -> Bool {
        let sum = digits.reversed().enumerated().reduce(0) { $0 + $1.element * ($1.offset % 2 == 0 ? 1 : 3) }
        return sum % 10 == 0
    }
}
