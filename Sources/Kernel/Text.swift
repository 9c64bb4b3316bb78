extension StringProtocol {
    /// Without blanks, tabs, line breaks and no-break spaces on both ends.
    package var trimmed: String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.isBlank }), let last = scalars.lastIndex(where: { !$0.isBlank }) else { return "" }
        return String(self[first...last])
    }

    /// The stored key for sorting and searching: lower case, «ё» as «е», runs of blanks of any kind as one space, none outside, without soft hyphens and marks of
    /// no width. The same on every machine, whatever its locale.
    package var folded: String {
        var result = String.UnicodeScalarView()
        var gap = false
        func append(_ scalar: Unicode.Scalar) {
            if gap, !result.isEmpty { result.append(" ") }
            gap = false
            result.append(scalar)
        }
        for scalar in unicodeScalars {
            switch scalar {
            case _ where scalar.isBlank: gap = true
            case "\u{AD}", "\u{200B}"..."\u{200D}", "\u{2060}": break
            case "A"..."Z", "А"..."Я": append(Unicode.Scalar(scalar.value + 32) ?? scalar)
            case "Ё", "ё": append("е")
            case "\u{21}"..."\u{7E}", "а"..."я": append(scalar)
            // «ё» and «й» of two scalars, as macOS writes them into file names.
            case "\u{308}" where result.last == "е": break
            case "\u{306}" where result.last == "и":
                result.removeLast()
                result.append("й")
            default: scalar.properties.lowercaseMapping.unicodeScalars.forEach(append)
            }
        }
        return String(result)
    }

    /// The key by which articles and part numbers are compared: upper case, without blanks, dashes, dots and slashes, and with Cyrillic letters that look like Latin
    /// ones as Latin: `М8х40`, `M8x40` and `m 8×40` are one.
    package var codeFolded: String {
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
}

private let latinLookAlikes: [Unicode.Scalar: Unicode.Scalar] = [
    "А": "A", "В": "B", "Е": "E", "Ё": "E", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P", "С": "C", "Т": "T", "У": "Y", "Х": "X", "І": "I", "Ј": "J", "Ѕ": "S",
]

extension Unicode.Scalar {
    /// White space of any kind, and the byte order mark that ends up inside texts.
    var isBlank: Bool {
        value < 0x80 ? value == 0x20 || (0x09...0x0D).contains(value) : properties.isWhitespace || self == "\u{FEFF}"
    }
}
