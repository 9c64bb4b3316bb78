extension StringProtocol {
    /// Without blanks, tabs, line breaks and no-break spaces on both ends.
    package var trimmed: String {
        if beginsAndEndsPlainly { return String(self) }
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.isBlank }), let last = scalars.lastIndex(where: { !$0.isBlank }) else { return "" }
        return String(self[first...last])
    }

    /// True with a visible ASCII or Cyrillic letter on both ends, as in nearly all texts.
    private var beginsAndEndsPlainly: Bool {
        func isPlain(_ scalar: Unicode.Scalar) -> Bool { (0x21...0x7E).contains(scalar.value) || (0x400...0x4FF).contains(scalar.value) }
        guard let first = unicodeScalars.first, let last = unicodeScalars.last else { return true }
        return isPlain(first) && isPlain(last)
    }

    /// The stored key for sorting and searching: lower case, «ё» as «е», runs of blanks of any kind as one space, none outside, without soft hyphens
    /// and marks of no width. The same on every machine, whatever its locale.
    package var folded: String {
        var result = String.UnicodeScalarView()
        var gap = false
        for scalar in unicodeScalars {
            if scalar.isBlank {
                gap = true
                continue
            }
            let lower: Unicode.Scalar
            switch scalar {
            case "A"..."Z", "А"..."Я": lower = Unicode.Scalar(scalar.value + 32) ?? scalar
            case "\u{21}"..."\u{7E}", "а"..."я": lower = scalar
            case "Ё", "ё": lower = "е"
            case "\u{AD}", "\u{200B}"..."\u{200D}", "\u{2060}": continue
            // «ё» and «й» of two scalars, as macOS writes them into file names.
            case "\u{308}" where result.last == "е": continue
            case "\u{306}" where result.last == "и":
                result.removeLast()
                result.append("й")
                continue
            default:
                if gap, !result.isEmpty { result.append(" ") }
                gap = false
                result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
                continue
            }
            if gap, !result.isEmpty { result.append(" ") }
            gap = false
            result.append(lower)
        }
        return String(result)
    }

    /// The key by which articles and part numbers are compared: upper case, without blanks, dashes, dots and slashes, and with Cyrillic letters that
    /// look like Latin ones as Latin: `М8х40`, `M8x40` and `m 8×40` are one.
    package var codeFolded: String {
        if let plain = plainCodeFolded { return plain }
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars where !scalar.isBlank {
            switch scalar {
            case "-", ".", "/", "\\", "\u{AD}", "\u{200B}"..."\u{200D}", "\u{2010}"..."\u{2015}", "\u{2060}", "\u{2212}": break
            case "\u{308}" where result.last == "E": break
            case "×", "✕": result.append("X")
            default: scalar.properties.uppercaseMapping.unicodeScalars.forEach { result.append(latinLookAlikes[$0] ?? $0) }
            }
        }
        return String(result)
    }

    /// The same for texts of ASCII alone, as most codes are: byte by byte. Nil for others.
    private var plainCodeFolded: String? {
        var text = String(self)
        return text.withUTF8 { utf8 -> String? in
            guard utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
            return String(unsafeUninitializedCapacity: utf8.count) { room in
                var count = 0
                for byte in utf8 {
                    switch byte {
                    case 9...13, 32, 45, 46, 47, 92: continue  // blanks, dash, dot, slashes
                    case 97...122: room[count] = byte - 32
                    default: room[count] = byte
                    }
                    count += 1
                }
                return count
            }
        }
    }
}

private let latinLookAlikes: [Unicode.Scalar: Unicode.Scalar] = [
    "А": "A", "В": "B", "Е": "E", "Ё": "E", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P", "С": "C", "Т": "T", "У": "Y", "Х": "X", "І": "I",
    "Ј": "J", "Ѕ": "S",
]

extension Unicode.Scalar {
    /// White space of any kind (Unicode's property White_Space), and the byte order mark that ends up inside texts.
    var isBlank: Bool {
        switch value {
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF: true
        default: false
        }
    }
}
