/// A Russian bank by its identification code (БИК): nine digits that begin with 00 to 04.
package struct BIC: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// Outer blanks are dropped.
    package init?(_ text: some StringProtocol) {
        let trimmed = text.trimmed
        guard let digits = digits(trimmed), digits.count == 9, digits[0] == 0, digits[1] <= 4 else { return nil }
        self.text = trimmed
    }

    package var description: String { text }
}

/// An account of twenty characters in a bank, its control key proved against the bank's code.
package struct BankAccount: Hashable, Sendable {
    package let number: String
    package let bank: BIC

    /// Outer blanks are dropped. Nil for another length or a key that does not fit the bank (`domain/tax-money.md` 2.1). A letter may stand in the
    /// sixth place (clearing currency). Accounts of the Treasury (`03…`) have 0 in place of a key.
    package init?(_ text: some StringProtocol, in bank: BIC) {
        let number = text.trimmed
        guard let account = Self.digits(ofAccount: number), let code = Kernel.digits(bank.text) else { return nil }
        let clientOfBank = Array(code[6...8]) + account
        let clientOfCentralBank = [0, code[4], code[5]] + account
        // Correspondent accounts, the Treasury's single accounts and everything in a settlement centre (000 to 002) are kept by the Bank of Russia.
        let isCentral =
            number.hasPrefix("301") || number.hasPrefix("40102") || bank.text.hasSuffix("000") || bank.text.hasSuffix("001")
            || bank.text.hasSuffix("002")
        guard number.hasPrefix("03") ? account[8] == 0 : Self.keyFits(isCentral ? clientOfCentralBank : clientOfBank) else { return nil }
        self.number = number
        self.bank = bank
    }

    private static func digits(ofAccount number: String) -> [Int]? {
        var bytes = Array(number.utf8)
        guard bytes.count == 20 else { return nil }
        if let letter = Array("ABCEHKMPTX".utf8).firstIndex(of: bytes[5]) { bytes[5] = UInt8(ascii: "0") + UInt8(letter) }
        return Kernel.digits(String(decoding: bytes, as: UTF8.self))
    }

    private static func keyFits(_ digits: [Int]) -> Bool {
        let weights = [7, 1, 3]
        return digits.enumerated().reduce(0) { $0 + $1.element * weights[$1.offset % 3] % 10 } % 10 == 0
    }
}
