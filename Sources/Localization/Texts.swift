package import Kernel

/// Everything that is written in one language: texts by key, sums, days, refusals.
///
/// ```swift
/// let t = Texts(.ru)
/// t("cart.title")                                        // «Корзина»
/// t("sum.including_vat", ["vat": .money(amounts.vat)])   // «в т. ч. НДС 887,21 ₽»
/// t.plural("count.positions", 21)                        // «21 позиция»
/// ```
package struct Texts: Sendable {
    package let language: Language
    private let phrases: Phrases

    package init(_ language: Language) {
        self.language = language
        phrases = Phrases.of(language)
    }

    /// The text of a key with its arguments put in. An unknown key comes back as itself, so that nothing breaks in front of a client.
    package func callAsFunction(_ key: String, _ arguments: [String: Refusal.Argument] = [:]) -> String {
        text(key, arguments) ?? key
    }

    /// The text of a key, nil for an unknown one.
    package func text(_ key: String, _ arguments: [String: Refusal.Argument] = [:]) -> String? {
        switch phrases.entries[key] {
        case .phrase(let phrase): phrase.filled { name in arguments[name].map(text) }
        case .plural(let forms): (forms[.other] ?? forms[.many])?.filled { name in arguments[name].map(text) }
        case nil: nil
        }
    }

    /// The text for a number of things in the right grammatical form; `{count}` in it is the number.
    package func plural(_ key: String, _ count: Int) -> String {
        guard case .plural(let forms) = phrases.entries[key], let phrase = forms[Plural(count, in: language)] ?? forms[.other] else { return key }
        return phrase.filled { name in name == "count" ? number(count) : nil }
    }

    private func text(_ argument: Refusal.Argument) -> String {
        switch argument {
        case .text(let text): text
        case .terms(let keys):
            keys.map { self($0) }.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.joined(separator: ", ")
        case .integer(let number): grouped(number)
        case .money(let sum): money(sum)
        case .quantity(let amount): quantity(amount)
        case .day(let date): day(date)
        case .percent(let share): percent(share)
        case .price(let price, let currency): unitPrice(price, currency)
        case .rate(let millionths): rate(millionths)
        }
    }
}

extension Texts {
    /// What a refusal says to the person: `refusal.<reason>`, or the general text of its code.
    package func text(_ refusal: Refusal) -> String { sentence(refusal.reason, refusal.code, refusal.arguments) }

    /// What is wrong with one place of the input.
    package func text(_ problem: Refusal.Problem) -> String { sentence(problem.reason, problem.code, problem.arguments) }

    /// The short name of a refusal, for a heading and for `title` of a problem answer.
    package func title(_ code: Refusal.Code) -> String { self("refusal_title.\(code.rawValue)") }

    private func sentence(_ reason: String, _ code: Refusal.Code, _ arguments: [String: Refusal.Argument]) -> String {
        text("refusal.\(reason)", arguments) ?? self("refusal.\(code.rawValue)", arguments)
    }
}
