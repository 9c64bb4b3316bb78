import Kernel

/// A unit of what is searched: a word of a language, by its stem, or a code, a size or a number, in one spelling.
struct Term: Hashable, Sendable {
    enum Form: Sendable { case word, code }

    let text: String
    let form: Form
    /// The word as it was written, for what it begins.
    let written: String
    /// How much less it is worth than the word that was asked for.
    let cost: UInt8

    init(_ text: String, _ form: Form, written: String? = nil, cost: UInt8 = 0) {
        self.text = text
        self.form = form
        self.written = written ?? text
        self.cost = cost
    }
}

/// Cuts texts into terms.
///
/// Sizes come out alike however they were typed: `М8х40`, `M8x40`, `8*40` share `8X40`; `3х2,5` is `3X2.5`; `0.75 кВт` and `0,75кВт` are `0.75KBT`
/// (letters that look alike in both scripts are Latin in codes).
struct Words {
    private let stemmer = Stemmer()

    /// What a product's text is found by: also the parts of its codes.
    func terms(of text: String) -> [Term] { cut(text).flatMap { $0.all } }

    /// What is asked: one entry for each word, without the little words where others are left.
    /// - Parameter joined: whether a number and its unit are one word, and the `м` of a thread with what stands behind it.
    func question(_ text: String, joined: Bool = true) -> [Term] {
        let asked = (joined ? cut(text) : pieces(of: text)).map(\.whole)
        let weighty = asked.filter { !Self.littleWords.contains($0.written) }
        return weighty.isEmpty ? asked : weighty
    }

    /// A place in a text: the whole term, and what else it is found by.
    private struct Piece {
        var whole: Term
        var parts: [Term] = []
        var all: [Term] { [whole] + parts }
    }

    private static let littleWords: Set<String> = ["и", "в", "на", "с", "со", "для", "по", "от", "до", "из", "под", "к", "о", "the", "of", "for", "and", "with"]

    private func cut(_ text: String) -> [Piece] { joinedUnits(pieces(of: text)) }

    private func pieces(of text: String) -> [Piece] {
        var pieces: [Piece] = []
        for chunk in chunks(of: text) {
            guard chunk.contains(where: \.isDigit) else {
                for word in chunk.split(whereSeparator: { !$0.isLetter }) { pieces.append(self.word(Array(word))) }
                continue
            }
            let piece = code(chunk)
            pieces.append(piece)
        }
        return pieces
    }

    private func word(_ scalars: [Unicode.Scalar]) -> Piece {
        var scalars = scalars
        // A word in two scripts is Russian with letters of the wrong keyboard.
        if scalars.contains(where: \.isCyrillic), scalars.contains(where: \.isLatinLetter) { scalars = scalars.map { Self.cyrillicLookAlikes[$0] ?? $0 } }
        let written = String(String.UnicodeScalarView(scalars))
        return Piece(whole: Term(stemmer.stem(written), .word, written: written))
    }

    /// A code in one spelling, with its parts: `ВА47-29` also by `BA47` and `29`, `M8X40` also by `8X40`.
    private func code(_ scalars: [Unicode.Scalar]) -> Piece {
        var piece = Piece(whole: Term(Self.oneSpelling(scalars), .code))
        let parts = scalars.split(whereSeparator: { $0 == "-" || $0 == "/" || $0 == "\\" || $0 == "_" }).map(Array.init)
        if parts.count > 1 {
            for part in parts {
                if part.contains(where: \.isDigit) { piece.parts.append(Term(Self.oneSpelling(part), .code)) } else if part.count > 1 { piece.parts.append(word(part).whole) }
            }
        }
        for text in [piece.whole.text] + piece.parts.filter({ $0.form == .code }).map(\.text) {
            let bytes = text.utf8
            if bytes.first == UInt8(ascii: "M"), bytes.dropFirst().first.map({ (48...57).contains($0) }) ?? false, bytes.contains(UInt8(ascii: "X")) {
                piece.parts.append(Term(String(text.dropFirst()), .code))
            }
        }
        // A number with its unit written close is also the number.
        if let end = scalars.firstIndex(where: { !$0.isDigit && $0 != "." }), end > 0, Self.units.contains(String(String.UnicodeScalarView(scalars[end...]))) {
            piece.parts.append(Term(Self.oneSpelling(Array(scalars[..<end])), .code))
        }
        return piece
    }

    /// A number and the unit behind it are one term, and the number is one by itself; so are the `м` of a thread and what stands behind it.
    private func joinedUnits(_ pieces: [Piece]) -> [Piece] {
        var joined: [Piece] = []
        var index = 0
        while index < pieces.count {
            let piece = pieces[index]
            let next = index + 1 < pieces.count ? pieces[index + 1].whole : nil
            if piece.whole.form == .code, piece.whole.text.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 }), let next, next.form == .word,
                let spelled = Self.spelledUnits[next.written] ?? (Self.units.contains(next.written) ? next.written : nil)
            {
                var unit = Piece(whole: Term(piece.whole.text + Self.oneSpelling(Array(spelled.unicodeScalars)), .code))
                unit.parts = piece.all + pieces[index + 1].all
                joined.append(unit)
                index += 2
            } else if piece.whole.form == .word, ["м", "m"].contains(piece.whole.written), let next, next.form == .code, next.text.utf8.first.map({ (48...57).contains($0) }) ?? false {
                joined.append(Piece(whole: Term("M" + next.text, .code), parts: piece.all + pieces[index + 1].all))
                index += 2
            } else {
                joined.append(piece)
                index += 1
            }
        }
        return joined
    }

    private static let units: Set<String> = [
        "мм", "см", "м", "км", "мкм", "г", "кг", "т", "мг", "л", "мл", "а", "ма", "ка", "в", "кв", "вт", "квт", "ва", "ква", "гц", "кгц", "мгц", "ом", "ком", "шт", "к", "лм",
        "мкф", "нф", "ач", "мпа", "бар", "атм", "об", "mm", "cm", "m", "kg", "g", "l", "ml", "a", "ma", "v", "kv", "w", "kw", "va", "kva", "hz", "ohm", "lm", "k", "ah", "bar",
    ]

    /// Units in words.
    private static let spelledUnits: [String: String] = {
        var units: [String: String] = [:]
        for (unit, words) in [
            ("м", ["метр", "метра", "метров"]), ("мм", ["миллиметр", "миллиметра", "миллиметров"]), ("см", ["сантиметр", "сантиметра", "сантиметров"]), ("кг", ["килограмм", "килограмма", "килограммов"]),
            ("г", ["грамм", "грамма", "граммов", "гр"]), ("л", ["литр", "литра", "литров"]), ("а", ["ампер", "ампера"]), ("в", ["вольт", "вольта"]), ("вт", ["ватт", "ватта"]),
            ("квт", ["киловатт", "киловатта"]), ("шт", ["штук", "штука", "штуки"]),
        ] { for word in words { units[word] = unit } }
        return units
    }()

    static let cyrillicLookAlikes: [Unicode.Scalar: Unicode.Scalar] = [
        "a": "а", "b": "в", "c": "с", "e": "е", "h": "н", "k": "к", "m": "м", "o": "о", "p": "р", "t": "т", "x": "х", "y": "у", "i": "і",
    ]

    /// Upper case, look-alikes Latin, without marks but the point of a decimal.
    private static func oneSpelling(_ scalars: [Unicode.Scalar]) -> String {
        var text = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            if scalar == "." {
                if index > 0, scalars[index - 1].isDigit, index + 1 < scalars.count, scalars[index + 1].isDigit { text.append(scalar) }
            } else {
                text.append(scalar)
            }
        }
        guard text.contains(".") else { return String(text).codeFolded }
        return text.split(separator: ".").map { String(Substring($0)).codeFolded }.joined(separator: ".")
    }

    /// Runs of letters and digits with the marks between them, in one spelling of sizes and decimals.
    private func chunks(of text: String) -> [[Unicode.Scalar]] {
        let scalars = sizes(Array(text.folded.unicodeScalars))
        var chunks: [[Unicode.Scalar]] = []
        var current: [Unicode.Scalar] = []
        func close() {
            while let last = current.last, !last.isLetter, !last.isDigit { current.removeLast() }
            if !current.isEmpty { chunks.append(current) }
            current = []
        }
        for scalar in scalars {
            if scalar.isLetter || scalar.isDigit {
                current.append(scalar)
            } else if !current.isEmpty, ["-", ".", "/", "\\", "_"].contains(scalar) {
                current.append(scalar)
            } else {
                close()
            }
        }
        close()
        return chunks
    }

    /// `3 х 2,5` becomes `3x2.5`: a mark of multiplication between digits, and a comma between digits.
    private func sizes(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            // Squared millimetres are what sections of wires are told in: nobody means anything else by `мм`.
            if ["2", "²"].contains(scalar), result.count >= 2, result.suffix(2).allSatisfy({ ["м", "m"].contains($0) }),
                !(index + 1 < scalars.count && (scalars[index + 1].isDigit || scalars[index + 1].isLetter))
            {
                index += 1
                continue
            }
            if scalar == "·", result.last == "а" || result.last == "a", index + 1 < scalars.count, scalars[index + 1] == "ч" || scalars[index + 1] == "h" {
                index += 1
                continue
            }
            if scalar == ",", result.last?.isDigit ?? false, index + 1 < scalars.count, scalars[index + 1].isDigit {
                result.append(".")
            } else if ["х", "x", "×", "✕", "*"].contains(scalar), let before = result.last(where: { $0 != " " }), before.isDigit,
                let next = scalars[(index + 1)...].first(where: { $0 != " " }), next.isDigit
            {
                while result.last == " " { result.removeLast() }
                result.append("x")
                while index + 1 < scalars.count, scalars[index + 1] == " " { index += 1 }
            } else if (0x2010...0x2015).contains(scalar.value) || scalar.value == 0x2212 {
                result.append("-")
            } else {
                result.append(scalar)
            }
            index += 1
        }
        return result
    }
}
