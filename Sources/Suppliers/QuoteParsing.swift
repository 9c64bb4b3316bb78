package import Kernel

/// A line of a request, read from what was typed.
struct AskedLine: Sendable, Equatable {
    var article: String?
    var name: String?
    var unit: Unit?
    var quantity: Quantity
}

extension QuoteDraft {
    /// Reads both lists. What is wrong comes as problems of the field, each with the number of its row; the first ten.
    func parse() -> (lines: [AskedLine], problems: [Refusal.Problem]) {
        var (lines, problems): ([AskedLine], [Refusal.Problem]) = ([], [])
        var seen: Set<String> = []
        for (number, row) in rows(of: goods) {
            func wrong(_ reason: String) { problems.append(Refusal.Problem("/goods", .validation, reason, ["row": .integer(number), "value": .text(String(row.prefix(60)))])) }
            guard let (article, amount) = parted(row, byBlanks: true), let quantity = typedAmount(amount) else { wrong("quote_goods_row"); continue }
            guard seen.insert(article).inserted else { wrong("quote_twice"); continue }
            lines.append(AskedLine(article: article, quantity: quantity))
        }
        for (number, row) in rows(of: others) {
            func wrong(_ reason: String) { problems.append(Refusal.Problem("/others", .validation, reason, ["row": .integer(number), "value": .text(String(row.prefix(60)))])) }
            guard let (name, amount) = parted(row, byBlanks: false) else { wrong("quote_others_row"); continue }
            let figure = amount.prefix { $0.isNumber || $0 == "," || $0 == "." || $0.isWhitespace }
            let (word, typed) = (amount.dropFirst(figure.count).trimmed, typedAmount(String(figure)))
            guard let quantity = typed, name.count <= 300, let unit = word.isEmpty ? Unit.piece : Unit(short: word) else { wrong("quote_others_row"); continue }
            lines.append(AskedLine(name: name, unit: unit, quantity: quantity))
        }
        return (lines, Array(problems.prefix(10)))
    }

    private func rows(of text: String) -> [(Int64, String)] {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated().map { (Int64($0.offset + 1), String($0.element).trimmed) }.filter { !$0.1.isEmpty }
    }

    /// What stands before and after the last separator: there are articles with blanks in them.
    private func parted(_ row: String, byBlanks: Bool) -> (String, String)? {
        let separator: (Character) -> Bool = row.contains("\t") ? { $0 == "\t" } : row.contains(";") ? { $0 == ";" } : { byBlanks && $0.isWhitespace }
        guard let place = row.lastIndex(where: separator) else { return nil }
        let (first, last) = (row[..<place].trimmed, row[row.index(after: place)...].trimmed)
        return first.isEmpty || last.isEmpty ? nil : (first, last)
    }
}

/// A quantity above zero as people type it; nil for anything else.
private func typedAmount(_ text: String) -> Quantity? {
    var typed = TypedOffer()
    typed.quantity = text
    let amount = OfferTerms.parse(typed).terms.quantity
    return amount.flatMap { $0 > .zero ? $0 : nil }
}

/// What was answered to a line.
struct AnsweredQuote: Sendable, Equatable {
    var price: UnitPrice?
    var quantity: Quantity?
    var leadDays: Int?
    var reason: String?
}

extension TypedQuote {
    /// Reads an answer; without a quantity it is all that is asked for. Problems stand at the field with the line's number: `/price-12`.
    func parse(_ line: QuoteLine) -> (answer: AnsweredQuote?, problems: [Refusal.Problem]) {
        func problem(_ field: String, _ reason: String, _ arguments: [String: Refusal.Argument] = [:]) -> Refusal.Problem {
            Refusal.Problem("/\(field)-\(line.id)", .validation, reason, arguments.merging(["row": .integer(Int64(line.position))]) { first, _ in first })
        }
        if cannot {
            let why = reason.trimmed
            if why.isEmpty { return (nil, [problem("reason", "quote_reason")]) }
            if why.count > 500 { return (nil, [problem("reason", "text_too_long", ["limit": .integer(500)])]) }
            return (AnsweredQuote(reason: why), [])
        }
        var typed = TypedOffer()
        (typed.price, typed.quantity, typed.leadDays) = (price, quantity, leadDays)
        let (terms, wrong) = OfferTerms.parse(typed)
        var problems = wrong.map { Refusal.Problem("\($0.pointer)-\(line.id)", $0.code, $0.reason, $0.arguments) }
        if !wrong.contains(where: { $0.pointer == "/price" }), terms.price.map({ $0.units <= 0 }) ?? true { problems.append(problem("price", "quote_price")) }
        let amount = terms.quantity ?? line.quantity
        if !wrong.contains(where: { $0.pointer == "/quantity" }), amount <= .zero { problems.append(problem("quantity", "quote_quantity")) }
        guard problems.isEmpty else { return (nil, problems) }
        return (AnsweredQuote(price: terms.price, quantity: amount, leadDays: terms.leadDays), [])
    }
}
