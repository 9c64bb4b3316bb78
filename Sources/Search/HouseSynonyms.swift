/// What words and phrases of a house stand for one another, beside those of the trade (`Meanings`).
package struct HouseSynonyms: Sendable {
    /// A phrase of which one side is of several words: another question altogether.
    private struct Phrase: Hashable {
        let words: [String]
        let others: [Term]
    }

    /// By a term's text what else it may be called.
    private var known: [String: [Term]] = [:]
    /// By the text of its first word.
    private var phrases: [String: [Phrase]] = [:]

    /// The most words of a phrase.
    package static let phraseLimit = 5
    /// In so many other ways a question is asked at most.
    private static let rewritingLimit = 8

    package static let none = HouseSynonyms([])

    /// - Parameter pairs: `word` finds what `other` finds; with `isMutual` the other way round too. What is no word and no phrase is passed over.
    package init(_ pairs: some Sequence<(word: String, other: String, isMutual: Bool)>) {
        let words = Words()
        for (word, other, isMutual) in pairs {
            guard let one = Self.terms(word, words), let another = Self.terms(other, words), one.map(\.text) != another.map(\.text) else { continue }
            add(another, for: one)
            if isMutual { add(one, for: another) }
        }
    }

    /// Those of some texts that are a word, a code or a phrase of few, as the search understands it.
    package static func phrases(among texts: some Sequence<String>) -> Set<String> {
        let words = Words()
        return Set(texts.filter { terms($0, words) != nil })
    }

    func others(of term: Term) -> [Term] { known[term.text] ?? [] }

    /// A question in other words: in each one phrase of it stands for another.
    func rewritten(_ question: [Term]) -> [[Term]] {
        guard !phrases.isEmpty else { return [] }
        var all: [[Term]] = []
        for (place, term) in question.enumerated() {
            for phrase in phrases[term.text] ?? [] where question[place...].prefix(phrase.words.count).map(\.text) == phrase.words {
                all.append(Array(question[..<place]) + phrase.others + question.dropFirst(place + phrase.words.count))
                if all.count >= Self.rewritingLimit { return all }
            }
        }
        return all
    }

    private static func terms(_ text: String, _ words: Words) -> [Term]? {
        let terms = words.question(text)
        return (1...phraseLimit).contains(terms.count) ? terms : nil
    }

    private mutating func add(_ others: [Term], for terms: [Term]) {
        guard let first = terms.first, let other = others.first else { return }
        guard terms.count == 1, others.count == 1 else {
            let phrase = Phrase(words: terms.map(\.text), others: others)
            if !(phrases[first.text]?.contains(phrase) ?? false) { phrases[first.text, default: []].append(phrase) }
            return
        }
        let lesser = Term(other.text, other.form, written: other.written, cost: 2)
        if known[first.text]?.contains(lesser) ?? false { return }
        known[first.text, default: []].append(lesser)
    }
}
