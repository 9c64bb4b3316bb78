package import Kernel

/// What a supplier says of one of its products.
package struct OfferTerms: Sendable, Hashable {
    /// How the supplier calls it.
    package var article: String?
    /// Of one unit in roubles, without VAT.
    package var price: UnitPrice?
    /// How much is to be had; nil when nothing was said.
    package var quantity: Quantity?
    /// From the order to the warehouse, in days.
    package var leadDays: Int?
    /// The last day on which it holds.
    package var validUntil: Day?

    package init(article: String? = nil, price: UnitPrice? = nil, quantity: Quantity? = nil, leadDays: Int? = nil, validUntil: Day? = nil) {
        (self.article, self.price, self.quantity, self.leadDays, self.validUntil) = (article, price, quantity, leadDays, validUntil)
    }

    /// Nothing at all is offered.
    package var isEmpty: Bool { self == OfferTerms() }

    package static let leadLimit = 730

    /// Reads what a person or a sheet typed: `1 250,50`, `12`, `01.12.2026`. Empty says nothing. What is wrong comes as problems at the fields' pointers.
    package static func parse(_ typed: TypedOffer) -> (terms: OfferTerms, problems: [Refusal.Problem]) {
        var (terms, problems): (OfferTerms, [Refusal.Problem]) = (OfferTerms(), [])
        func wrong(_ field: String, _ reason: String, _ text: String) {
            problems.append(Refusal.Problem("/\(field)", .validation, reason, ["value": .text(String(text.prefix(60)))]))
        }
        let article = typed.article.trimmed
        if article.count > 100 { problems.append(Refusal.Problem("/article", .validation, "text_too_long", ["limit": .integer(100)])) }
        terms.article = article.isEmpty ? nil : article
        if let text = bare(typed.price) {
            terms.price = UnitPrice(text)
            if terms.price.map({ $0.units < 0 }) ?? true { wrong("price", "offer_price", typed.price) }
        }
        if let text = bare(typed.quantity) {
            terms.quantity = Quantity(text)
            if terms.quantity.map({ $0 < .zero }) ?? true { wrong("quantity", "offer_quantity", typed.quantity) }
        }
        if let text = bare(typed.leadDays) {
            terms.leadDays = Int(text)
            if terms.leadDays.map({ !(0...leadLimit).contains($0) }) ?? true { wrong("lead_days", "offer_lead_days", typed.leadDays) }
        }
        let day = typed.validUntil.trimmed
        if !day.isEmpty {
            terms.validUntil = typedDay(day)
            if terms.validUntil == nil { wrong("valid_until", "not_a_day", day) }
        }
        return (terms, problems)
    }

    /// A number without the blanks and the comma that people write; nil when nothing was written.
    private static func bare(_ text: String) -> String? {
        let bare = text.unicodeScalars.filter { !$0.properties.isWhitespace && $0 != "₽" }.map { $0 == "," ? "." : Character($0) }
        return bare.isEmpty ? nil : String(bare)
    }
}

/// A day as browsers send it and as people type it.
func typedDay(_ text: String) -> Day? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let day = Int(parts[0]), let month = Int(parts[1]), parts[2].utf8.count == 4, let year = Int(parts[2]) else { return Day(text) }
    return Day(year: year, month: month, day: day)
}

/// The terms of an offer as they were typed.
package struct TypedOffer: Sendable {
    package var article = ""
    package var price = ""
    package var quantity = ""
    package var leadDays = ""
    package var validUntil = ""

    package init() {}
}

/// A product of a supplier with what it says of it.
package struct Offer: Sendable {
    package let product: ID<Product>
    package let article: String
    package let name: String
    package let brand: String?
    package let unit: Unit
    package let terms: OfferTerms
    /// 0 when nothing was said yet.
    package let revision: Int64
    package let updatedAt: Instant?

    package func isOver(on day: Day) -> Bool { terms.validUntil.map { $0 < day } ?? false }
}

/// Which of a supplier's products a list shows.
package struct OfferFilter: Sendable {
    package enum State: String, Sendable, CaseIterable { case offered, missing, over }

    package var text = ""
    package var state: State?

    package init() {}
}
