import Kernel

/// Other ways in which a question may have been meant.
package enum Rewriting {
    /// The likeliest first, each once, without the question itself.
    static func readings(of question: String) -> [String] {
        var readings: [String] = []
        for other in [spelledOut(question), otherLayout(question), transliterated(question), latinized(question), joined(question), parted(question)] {
            if let other, other != question.lowercased(), !readings.contains(other) { readings.append(other) }
        }
        return readings
    }

    /// Words of the trade that stand for several: `дифавтомат` is `дифференциальный автомат`; nil when nothing changes.
    private static func spelledOut(_ text: String) -> String? {
        let folded = text.folded
        let result = folded.split(separator: " ").map { word in contractions.first { word.hasPrefix($0.0) }?.1 ?? String(word) }.joined(separator: " ")
        return result == folded ? nil : result
    }

    private static let contractions = [
        ("дифавтомат", "дифференциальный автомат"), ("электросчетчик", "счетчик электроэнергии"), ("авдт", "дифференциальный автомат"), ("болгарк", "шлифмашина угловая"), ("ушм", "шлифмашина угловая"),
        ("нержавейк", "нержавеющая сталь"), ("электрокабел", "кабель силовой"), ("светопанел", "светодиодная панель"),
    ]

    /// What was typed under the other keyboard layout: `,jkn` is `болт`, `rf,tkm` is `кабель`; nil when nothing changes.
    package static func otherLayout(_ text: String) -> String? {
        let folded = text.lowercased()
        let letters = folded.unicodeScalars.filter { $0.isCyrillic || $0.isLatinLetter }
        let table = letters.contains(where: \.isCyrillic) && !letters.contains(where: \.isLatinLetter) ? toLatin : toCyrillic
        let other = String(String.UnicodeScalarView(folded.unicodeScalars.map { table[$0] ?? $0 }))
        return other == folded ? nil : other
    }

    /// Latin letters as Russian sounds, but for sizes and codes: `kabel` is `кабел`, `vyklyuchatel` is `выключател`; nil when nothing changes.
    static func transliterated(_ text: String) -> String? {
        let folded = text.lowercased()
        let words = folded.split(separator: " ", omittingEmptySubsequences: false).map { word in word.contains(where: \.isNumber) ? String(word) : cyrillic(word) }
        let result = words.joined(separator: " ")
        return result == folded ? nil : result
    }

    private static func cyrillic(_ word: Substring) -> String {
        var rest = word
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
        return result
    }

    /// A code spelled by its sounds: `ИГ-КК-13` is `ig-kk-13`; nil when nothing changes.
    private static func latinized(_ text: String) -> String? {
        let folded = text.lowercased()
        let result = folded.split(separator: " ", omittingEmptySubsequences: false).map { word in
            word.contains(where: \.isNumber) ? word.map { letters[$0] ?? String($0) }.joined() : String(word)
        }.joined(separator: " ")
        return result == folded ? nil : result
    }

    /// Letters and the number behind them as one code: `ва 47-29` is `ва47-29`; nil when nothing changes.
    private static func joined(_ text: String) -> String? {
        var words: [Substring] = []
        for word in text.lowercased().split(separator: " ") {
            if let last = words.last, last.count <= 4, last.allSatisfy(\.isLetter), word.first?.isNumber ?? false { words[words.count - 1] = last + word } else { words.append(word) }
        }
        let result = words.joined(separator: " ")
        return result == text.lowercased() ? nil : result
    }

    /// Letters and the number behind them apart: `din7991` is `din 7991`; nil when nothing changes.
    private static func parted(_ text: String) -> String? {
        let folded = text.lowercased()
        let result = folded.split(separator: " ", omittingEmptySubsequences: false).map { word -> String in
            let letters = word.prefix(while: \.isLetter)
            let number = word.dropFirst(letters.count)
            return letters.count >= 2 && number.first?.isNumber ?? false ? "\(letters) \(number)" : String(word)
        }.joined(separator: " ")
        return result == folded ? nil : result
    }

    private static let pairs = zip("qwertyuiop[]asdfghjkl;'zxcvbnm,.`".unicodeScalars, "йцукенгшщзхъфывапролджэячсмитьбюё".unicodeScalars)
    /// The point and the comma of numbers lie on the key of the slash.
    private static let toCyrillic = Dictionary(pairs.map { ($0, $1) } + [("/", "."), ("?", ",")], uniquingKeysWith: { first, _ in first })
    private static let toLatin = Dictionary(pairs.map { ($1, $0) }, uniquingKeysWith: { first, _ in first })

    /// The longest first.
    private static let sounds: [(String, String)] = [
        ("shch", "щ"), ("sch", "щ"), ("yo", "ё"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш"), ("yu", "ю"), ("ju", "ю"), ("ya", "я"), ("ja", "я"),
        ("ye", "е"), ("iy", "ий"), ("a", "а"), ("b", "б"), ("v", "в"), ("w", "в"), ("g", "г"), ("d", "д"), ("e", "е"), ("z", "з"), ("i", "и"), ("y", "ы"), ("j", "й"),
        ("k", "к"), ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("r", "р"), ("s", "с"), ("t", "т"), ("u", "у"), ("f", "ф"), ("h", "х"), ("c", "ц"),
        ("x", "кс"), ("q", "к"), ("'", "ь"),
    ]

    private static let letters: [Character: String] = [
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "j", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
        "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sch", "ы": "y", "э": "e", "ю": "yu", "я": "ya",
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
