package import Customers
package import Kernel

/// Goods that suppliers are asked to name a price for. A supplier's person is shown one without the other suppliers and their answers.
package struct QuoteRequest: Sendable {
    /// Overdue: the last day for answers is over, and nobody has closed it yet.
    package enum State: String, Sendable, CaseIterable { case open, overdue, closed }

    package let id: ID<QuoteRequest>
    package let comment: String?
    /// The last day on which answers are taken.
    package let wantedDay: Day
    /// For staff alone.
    package let askedBy: String?
    package let askedAt: Instant
    package let closedAt: Instant?
    package let revision: Int64
    package let lines: [QuoteLine]
    package let suppliers: [QuoteSupplier]
    package let quotes: [Quote]

    package func state(on today: Day) -> State { closedAt != nil ? .closed : today > wantedDay ? .overdue : .open }

    package func quote(_ line: ID<QuoteLine>, of supplier: ID<Supplier>) -> Quote? { quotes.first { $0.line == line && $0.supplier == supplier } }

    /// The answers to a line that nobody has bettered: those of the lowest price, and none where only one has named any.
    package func best(of line: ID<QuoteLine>) -> Set<ID<Supplier>> {
        let priced = quotes.filter { $0.line == line && $0.price != nil }
        guard priced.count > 1, let lowest = priced.compactMap(\.price?.units).min() else { return [] }
        return Set(priced.filter { $0.price?.units == lowest }.map(\.supplier))
    }

    /// Chosen answers that have not become offers yet: for goods of the catalogue, once the request is closed.
    package var offerable: [Quote] {
        guard closedAt != nil else { return [] }
        let goods = Set(lines.filter { $0.product != nil && !$0.isWithdrawn }.map(\.id))
        let open = Set(suppliers.filter { !$0.isBlocked }.map(\.card.id))
        return quotes.filter { $0.isChosen && !$0.isOffered && goods.contains($0.line) && open.contains($0.supplier) }
    }
}

/// One thing that is asked for.
package struct QuoteLine: Sendable {
    package let id: ID<QuoteLine>
    package let position: Int
    /// Nil for what is not in the catalogue.
    package let product: ID<Product>?
    package let article: String?
    package let name: String
    package let unit: Unit
    package let quantity: Quantity
    package let isWithdrawn: Bool
}

/// Somebody who is asked, with his first answer.
package struct QuoteSupplier: Sendable {
    package let card: SupplierCard
    package let isBlocked: Bool
    package let answeredAt: Instant?
    package let answeredBy: String?
}

/// What a supplier has answered to a line last: a price and how much of it, or why not.
package struct Quote: Sendable {
    package let line: ID<QuoteLine>
    package let supplier: ID<Supplier>
    /// Of one unit in roubles, without VAT.
    package let price: UnitPrice?
    package let quantity: Quantity?
    package let leadDays: Int?
    package let validUntil: Day?
    package let reason: String?
    package let answeredAt: Instant
    package let isChosen: Bool
    package let isOffered: Bool
}

/// A request in a list.
package struct QuoteRequestRow: Sendable {
    package let id: ID<QuoteRequest>
    package let comment: String?
    package let wantedDay: Day
    package let askedAt: Instant
    package let closedAt: Instant?
    package let lines: Int
    /// How many were asked and how many of them have answered; for a supplier's person 1 and whether he has.
    package let suppliers: Int
    package let answered: Int
    /// Lines for which somebody, or the viewer's supplier, was chosen.
    package let chosen: Int

    package func state(on today: Day) -> QuoteRequest.State { closedAt != nil ? .closed : today > wantedDay ? .overdue : .open }
}

/// A request as it was typed.
package struct QuoteDraft: Sendable {
    /// Article and quantity in each line, parted by a tab, a semicolon or a blank.
    package var goods = ""
    /// Name and quantity, perhaps with a unit, parted by a tab or a semicolon.
    package var others = ""
    package var day = ""
    package var comment = ""
    /// Their numbers.
    package var suppliers: [Int64] = []

    package init() {}

    package static let lineLimit = 100
    package static let supplierLimit = 10
}

/// One line of a supplier's answer as it was typed; all empty is no answer.
package struct TypedQuote: Sendable {
    package var price = ""
    package var quantity = ""
    package var leadDays = ""
    package var cannot = false
    package var reason = ""
    /// Whether there was an answer to the line when its fields were shown: left empty it is taken back, and a colleague's of meanwhile is not.
    package var wasAnswered = false

    package init() {}

    package var isEmpty: Bool { !cannot && [price, quantity, leadDays, reason].allSatisfy { $0.trimmed.isEmpty } }
}
