import Kernel
import Suppliers

/// Requests for prices: all of them for staff, or those that a supplier is asked.
struct QuotesPage: Sendable {
    /// For the supplier's own people.
    var isOwn: Bool
    var rows: [QuoteRequestRow]
    /// Of `QuoteFilter.Show`; empty for all.
    var show = ""
    var today: Day
    var isFirst = true
    var next: String?

    var base: String { isOwn ? Address.supplyRequests : Address.quoteRequests }
}

/// The form of a new request.
struct QuoteFormPage: Sendable {
    var draft: QuoteDraft
    var suppliers: [Choice]
    var earliest: Day
    var problems: [FieldProblem] = []
}

/// A request with everybody's answers side by side, for staff.
struct QuotePage: Sendable {
    var request: QuoteRequest
    var today: Day
    /// The one that the choice is made from.
    var revision: Int64
    /// The chosen supplier of each line.
    var choice: [ID<QuoteLine>: ID<Supplier>]
    var refusal: String?
    var problems: [FieldProblem] = []
}

/// A request and the supplier's own answer to it.
struct QuoteAnswerPage: Sendable {
    struct Row: Sendable {
        var line: QuoteLine
        var typed: TypedQuote
        var quote: Quote?
    }

    var request: QuoteRequest
    var today: Day
    var rows: [Row]
    var validUntil = ""
    var canAnswer: Bool
    var refusal: String?
    var problems: [FieldProblem] = []
}
