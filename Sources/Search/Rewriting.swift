import Kernel

/// Other ways in which a question may have been meant.
enum Rewriting {
    /// What was typed under the other keyboard layout: `,jkn` is `болт`, `rf,tkm` is `кабель`; nil when nothing changes.
    static func otherLayout(_ text: String) -> String? {
        let folded = text.lowercased()
        let letters = folded.unicodeScalars.filter { $0.isCyrillic || $0.isLatinLetter }
        let table = letters.contains(where: \.isCyrillic) && !letters.contains(where: \.isLatinLetter) ? toLatin : toCyrillic
        let other = String(String.UnicodeScalarView(folded.unicodeScalars.map { table[$0] ?? $0 }))
        return other == folded ? nil : other
    }

    /// Latin letters as Russian sounds: `kabel` is `кабел`, `vyklyuchatel` is `выключател`; nil when nothing changes.
    static func transliterated(_ text: String) -> String? {
        var rest = Substring(text.lowercased())
        var result = ""
        while let first = rest.first {
            if let (latin, cyrillic) = sounds.first(where: { rest.hasPrefix($0.0) }) {
                result += cyrillic
                rest = rest.dropFirst(latin.count)
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return result == text.lowercased() ? nil : result
    }

    private static let pairs = zip("qwertyuiop[]asdfghjkl;'zxcvbnm,.`".unicodeScalars, "йцукенгшщзхъфывапролджэячсмитьбюё".unicodeScalars)
    private static let toCyrillic = Dictionary(pairs.map { ($0, $1) }, uniquingKeysWith: { first, _ in first })
    private static let toLatin = Dictionary(pairs.map { ($1, $0) }, uniquingKeysWith: { first, _ in first })

    /// The longest first.
    private static let sounds: [(String, String)] = [
        ("shch", "щ"), ("sch", "щ"), ("yo", "ё"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш"), ("yu", "ю"), ("ju", "ю"), ("ya", "я"), ("ja", "я"),
        ("ye", "е"), ("iy", "ий"), ("a", "а"), ("b", "б"), ("v", "в"), ("w", "в"), ("g", "г"), ("d", "д"), ("e", "е"), ("z", "з"), ("i", "и"), ("y", "ы"), ("j", "й"),
        ("k", "к"), ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("r", "р"), ("s", "с"), ("t", "т"), ("u", "у"), ("f", "ф"), ("h", "х"), ("c", "ц"),
        ("x", "кс"), ("q", "к"), ("'", "ь"),
    ]

    /// How many letters must be put in, left out, changed or swapped with the next (Damerau and Levenshtein, adjacent swaps); nil for more than `limit`.
    static func distance(_ left: [UInt32], _ right: [UInt32], limit: Int) -> Int? {
        guard abs(left.count - right.count) <= limit else { return nil }
        var before: [Int] = []
        var row = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var next = [i + 1]
            next.reserveCapacity(right.count + 1)
            var least = i + 1
            for (j, other) in right.enumerated() {
                var cost = min(row[j] + (letter == other ? 0 : 1), row[j + 1] + 1, next[j] + 1)
                if i > 0, j > 0, letter == right[j - 1], left[i - 1] == other { cost = min(cost, before[j - 1] + 1) }
                next.append(cost)
                least = min(least, cost)
            }
            if least > limit { return nil }
            before = row
            row = next
        }
        return row.last.flatMap { $0 <= limit ? $0 : nil }
    }
}
