/// A language of the interface. Russian is the first: it is what a client reads unless he asks for another.
package enum Language: String, Sendable, CaseIterable {
    case ru, en

    /// The first language of the header that Kontor speaks, by weight (RFC 9110, 12.5.4); Russian when there is none.
    package init(acceptLanguage: String?) { self = Language(named: acceptLanguage) ?? .ru }

    /// The same; nil where the header names none that Kontor speaks.
    package init?(named acceptLanguage: String?) {
        var best: (language: Language, weight: Int)?
        for range in (acceptLanguage ?? "").prefix(500).split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.filter { !$0.isWhitespace }.lowercased() }
            guard let tag = parts.first, let language = Language(rawValue: String(tag.prefix(2))), tag.count == 2 || tag.dropFirst(2).hasPrefix("-")
            else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Self.thousandths(of: $0.dropFirst(2)) } ?? 1000
            if weight > best?.weight ?? 0 { best = (language, weight) }
        }
        guard let best else { return nil }
        self = best.language
    }

    /// A weight such as `0.8` in thousandths; 0 for what is no weight.
    private static func thousandths(of text: Substring) -> Int {
        let digits = text.filter { $0 != "." }
        guard let first = text.first, first == "0" || first == "1", digits.count <= 4, let number = Int(digits) else { return 0 }
        return min(1000, (0..<(4 - digits.count)).reduce(number) { value, _ in value * 10 })
    }

    /// The other name that the switch of languages shows.
    package var name: String {
        switch self {
        case .ru: "Русский"
        case .en: "English"
        }
    }
}
