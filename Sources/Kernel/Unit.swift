/// A unit of measure of the Russian classifier ОКЕИ.
package struct Unit: Hashable, Sendable, CustomStringConvertible {
    /// `796`, three or four digits.
    package let code: String
    /// Short Russian name: «шт».
    package let short: String
    /// Letters of UN/ECE Recommendation 20 as 1C writes them: `PCE`. Nil where the classifier has none.
    package let international: String?
    /// Short English name.
    package let english: String

    private init(_ code: String, _ short: String, _ international: String?, _ english: String) {
        self.code = code
        self.short = short
        self.international = international
        self.english = english
    }

    /// By code. Outer blanks are dropped (1C pads: `"796 "`). Nil for codes that the list does not have, so also for codes below three characters.
    package init?(code: some StringProtocol) {
        guard let unit = Self.byCode[code.trimmed] else { return nil }
        self = unit
    }

    /// By short name as people and ERPs write it: «шт», «Шт.», «упак», «уп».
    package init?(short: some StringProtocol) {
        guard let unit = Self.byName[Self.key(short)] else { return nil }
        self = unit
    }

    package static let piece = Unit("796", "шт", "PCE", "pcs")

    package var description: String { short }

    /// Names are compared without case, dots and blanks; a raised digit is a digit.
    private static func key(_ name: some StringProtocol) -> String {
        String(String.UnicodeScalarView(name.folded.unicodeScalars.filter { $0 != "." && $0 != " " }.map { $0 == "²" ? "2" : $0 == "³" ? "3" : $0 }))
    }

    private static let byCode = Dictionary(all.map { ($0.code, $0) }) { first, _ in first }
    private static let byName = Dictionary(
        all.map { (key($0.short), $0) } + otherNames.compactMap { name, code in byCode[code].map { (key(name), $0) } }
    ) { first, _ in first }

    /// Other spellings seen in exports.
    private static let otherNames = [
        "штук": "796", "штука": "796", "pce": "796", "pcs": "796", "уп": "778", "упаковка": "778", "пара": "715", "т": "168", "тн": "168",
        "комплект": "839", "компл": "839",
        "к-т": "839", "метр": "006", "литр": "112", "килограмм": "166", "пог м": "018", "пм": "018", "м/п": "018", "кв м": "055", "куб м": "113",
        "рулон": "736",
        "ящик": "812", "коробка": "8751", "тыс шт": "798", "набо": "704", "шт/упак": "778",
    ]

    /// The units in use among wholesalers (`domain/tax-money.md` 4).
    package static let all: [Unit] = [
        piece, Unit("778", "упак", "NMP", "packs"), Unit("166", "кг", "KGM", "kg"), Unit("163", "г", "GRM", "g"), Unit("168", "т", "TNE", "t"),
        Unit("112", "л", "LTR", "l"), Unit("111", "мл", "MLT", "ml"), Unit("113", "м3", "MTQ", "m³"), Unit("006", "м", "MTR", "m"),
        Unit("018", "пог. м", nil, "running m"), Unit("003", "мм", "MMT", "mm"), Unit("004", "см", "CMT", "cm"), Unit("008", "км", "KMT", "km"),
        Unit("055", "м2", "MTK", "m²"), Unit("839", "компл", nil, "kits"), Unit("704", "набор", "SET", "sets"), Unit("715", "пар", "NPR", "pairs"),
        Unit("736", "рул", "NPL", "rolls"), Unit("625", "лист", nil, "sheets"), Unit("616", "боб", "NBB", "bobbins"),
        Unit("657", "изд", "NAR", "articles"),
        Unit("642", "ед", nil, "units"), Unit("698", "мест", nil, "places"), Unit("728", "пач", nil, "packets"), Unit("812", "ящ", nil, "crates"),
        Unit("868", "бут", nil, "bottles"), Unit("872", "флак", nil, "flasks"), Unit("798", "тыс. шт", "MIL", "thousand pcs"),
        Unit("797", "100 шт", "CEN", "hundred pcs"),
        Unit("641", "дюж", "DZN", "dozens"), Unit("876", "усл. ед", nil, "conventional units"), Unit("792", "чел", nil, "persons"),
        Unit("356", "ч", "HUR", "h"),
        Unit("359", "сут", "DAY", "days"), Unit("362", "мес", "MON", "months"), Unit("383", "руб", nil, "roubles"),
        Unit("539", "чел.ч", nil, "man-hours"),
        Unit("8751", "кор", nil, "boxes"),
    ]
}
