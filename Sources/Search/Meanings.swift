import Kernel

/// What else a word of a question says: the same quantity in another unit, the same thing by another name of the trade.
struct Meanings {
    private let stemmer = Stemmer()
    /// The house's own, beside those of the trade.
    private let house: HouseSynonyms

    init(_ house: HouseSynonyms = .none) { self.house = house }

    /// The word itself first.
    func all(of term: Term) -> [Term] {
        switch term.form {
        case .code: [term] + quantities(term) + poles(term) + house.others(of: term)
        case .word: [term] + names(term) + counted(term) + house.others(of: term)
        }
    }

    /// `0.1KBT` is also `100BT`, `5M` is `5000MM`; a size with a unit behind it, `5X10MM`, is one without.
    private func quantities(_ term: Term) -> [Term] {
        let text = term.written
        guard let split = text.lastIndex(where: { $0.isASCII && $0.isWholeNumber }).map({ text.index(after: $0) }), split < text.endIndex else { return [] }
        let (number, unit) = (text[..<split], text[split...])
        guard let unit = Self.units[String(unit)] else { return [] }
        guard number.allSatisfy({ $0.isASCII && ($0.isWholeNumber || $0 == ".") }) else {
            return number.contains("X") ? [Term(String(number), .code, cost: 1)] : []
        }
        let others = [(number: String(number), unit: unit)] + Measure.others(String(number), unit).filter { $0.number.utf8.count <= 8 }
        return others.map { $0.number + $0.unit.codeFolded }.filter { $0 != text }.map { Term($0, .code, cost: 1) }
    }

    /// Units as codes spell them, by how the trade does.
    private static let units: [String: String] = Dictionary(
        [("VT", "Вт"), ("KVT", "кВт")] + ["мкм", "мм", "см", "м", "км", "г", "кг", "т", "л", "мл", "мА", "А", "кА", "В", "кВ", "Вт", "кВт", "ВА", "кВА", "Гц", "кГц", "Ом", "кОм", "лм", "Дж", "Ач", "мАч", "W", "kW", "V", "kV", "mm", "cm", "km", "kg", "g", "l", "ml"].map { ($0.codeFolded, $0) }
    ) { first, _ in first }

    /// `3П` as in `3P`: poles.
    private func poles(_ term: Term) -> [Term] {
        guard term.text.hasSuffix("П"), term.text.utf8.count <= 4, term.text.dropLast().allSatisfy({ $0.isASCII && $0.isWholeNumber }) else { return [] }
        return [Term(String(term.text.dropLast()) + "P", .code, cost: 1)]
    }

    /// `двухклавишный` is `2-клавишный`.
    private func counted(_ term: Term) -> [Term] {
        guard let (word, number) = Self.numerals.first(where: { term.written.hasPrefix($0.0) }) else { return [] }
        let rest = term.written.dropFirst(word.count)
        guard rest.count >= 4 else { return [] }
        return [Term(number + stemmer.stem(String(rest)).codeFolded, .code, cost: 1)]
    }

    private static let numerals = [("одно", "1"), ("двух", "2"), ("трех", "3"), ("четырех", "4"), ("пяти", "5"), ("шести", "6")]

    private func names(_ term: Term) -> [Term] { Self.synonyms[term.text] ?? [] }

    /// By stem what else it may be called, as terms.
    private static let synonyms: [String: [Term]] = {
        let words = Words()
        var known: [String: [Term]] = [:]
        func add(_ word: String, _ others: some Sequence<String>) {
            guard let key = words.question(word).first?.text else { return }
            for term in others.compactMap({ words.question($0).first }) where term.text != key { known[key, default: []].append(Term(term.text, term.form, written: term.written, cost: 2)) }
        }
        for group in groups { for word in group { add(word, group) } }
        for (word, others) in oneWay { add(word, others) }
        return known
    }()

    /// Any of a group stands for any other.
    private static let groups: [[String]] = [
        ["болгарка", "ушм", "углошлифовальная"], ["нержавейка", "нержавеющий"], ["цинк", "оцинкованный", "оцинковка"], ["термоусадка", "термоусадочная"],
        ["лампочка", "лампа"], ["светодиодный", "led", "лед"], ["пускатель", "контактор"], ["аккумулятор", "акб"], ["ls", "лс"],
        ["frls", "фрлс"], ["din", "дин"], ["sds", "сдс"], ["саморез", "шуруп"], ["шуруповёрт", "шуруповерт", "винтоверт"], ["стопорная", "самоконтрящаяся"], ["nym", "нум"],
        ["двойная", "2-местная"], ["тройная", "3-местная"], ["счётчик", "электросчётчик"], ["кувалда", "молот"], ["щуп", "зонд"], ["барабан", "катушка"],
    ]

    /// What buyers say for what is called otherwise; not the other way round.
    private static let oneWay: [(String, [String])] = [
        ("нг", ["ввгнг", "ппгнг", "вбшвнг", "авввгнг", "пугвнг", "кпсэнг"]), ("жз", ["жёлто"]), ("короб", ["канал"]), ("гровер", ["пружинная"]), ("армстронг", ["595х595", "600х600", "панель"]),
        ("глухарь", ["шуруп"]), ("шестигранник", ["шестигранный"]), ("бокорезы", ["кусачки"]), ("автомат", ["автоматический"]), ("дрель", ["шуруповёрт"]), ("провод", ["шнур"]),
        ("тарелка", ["круг"]), ("круг", ["диск"]), ("диск", ["круг"]), ("увеличенная", ["кузовная"]), ("уличная", ["наружная"]), ("трансформатор", ["блок"]),
    ]
}
