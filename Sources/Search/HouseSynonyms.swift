/// What words of a house stand for one another, beside those of the trade (`Meanings`).
package struct HouseSynonyms: Sendable {
    /// By a term's text what else it may be called.
    private var known: [String: [Term]] = [:]

    package static let none = HouseSynonyms([])

    /// - Parameter pairs: `word` finds what `other` finds; with `isMutual` the other way round too. What is no single word is passed over.
    package init(_ pairs: some Sequence<(word: String, other: String, isMutual: Bool)>) {
        let words = Words()
        for (word, other, isMutual) in pairs {
            guard let one = Self.term(word, words), let another = Self.term(other, words), one.text != another.text else { continue }
            add(another, for: one)
            if isMutual { add(one, for: another) }
        }
    }

    /// Those of some texts that are one word or code, as the search understands it.
    package static func words(among texts: some Sequence<String>) -> Set<String> {
        let words = Words()
        return Set(texts.filter { term($0, words) != nil })
    }

    func others(of term: Term) -> [Term] { known[term.text] ?? [] }

    private static func term(_ text: String, _ words: Words) -> Term? {
        let terms = words.question(text)
        return terms.count == 1 && !text.contains(where: \.isWhitespace) ? terms.first : nil
    }

    private mutating func add(_ other: Term, for term: Term) {
        let other = Term(other.text, other.form, written: other.written, cost: 2)
        if known[term.text]?.contains(other) ?? false { return }
        known[term.text, default: []].append(other)
    }
}
