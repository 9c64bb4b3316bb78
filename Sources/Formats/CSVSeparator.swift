/// What stands between the fields of a row. A tie between guesses goes to the earlier case: commas and semicolons also occur inside values.
package enum CSVSeparator: UInt8, Sendable, CaseIterable {
    case tab = 0x09
    case semicolon = 0x3B
    case comma = 0x2C

    /// Excel's first line `sep=;`.
    init?(declaredIn text: [UInt8]) {
        guard text.starts(with: "sep=".utf8), text.count > 5, text[5] == 0x0A || text[5] == 0x0D else { return nil }
        self.init(rawValue: text[4])
    }

    /// The separator that cuts most of the first rows into the same number of fields, more than one; a comma when none does.
    init(guessedFrom text: [UInt8]) {
        var best = (separator: Self.comma, share: 0)
        for separator in Self.allCases {
            let counts = Self.fieldCounts(text, separator.rawValue)
            let usual = Dictionary(grouping: counts.filter { $0 > 1 }) { $0 }.values.map(\.count).max() ?? 0
            let share = counts.isEmpty ? 0 : usual * 100 / counts.count
            if share > best.share { best = (separator, share) }
        }
        self = best.separator
    }

    /// Fields in each of the first rows, blank ones left out and the last one too if it may be cut.
    private static func fieldCounts(_ text: [UInt8], _ mark: UInt8) -> [Int] {
        var counts: [Int] = []
        var (fields, quoted, blank) = (1, false, true)
        for byte in text {
            switch byte {
            case 0x22: (quoted, blank) = (!quoted, false)
            case mark where !quoted: (fields, blank) = (fields + 1, false)
            case 0x0A where !quoted:
                if !blank { counts.append(fields) }
                if counts.count == 100 { return counts }
                (fields, blank) = (1, true)
            case 0x0D, 0x0A: break
            default: blank = false
            }
        }
        if !blank, counts.isEmpty || fields == counts.last { counts.append(fields) }
        return counts
    }
}
