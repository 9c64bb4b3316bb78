/// An expected "no": a stable code that programs rely on, a reason that is translated in one place, and problems that point into the input.
///
/// One place turns it into a page, a problem+json, a CommerceML `failure`. The text is looked up as `refusal.<reason>` with `arguments`.
package struct Refusal: Error, Hashable, Sendable {
    /// The problem codes of the API contract.
    package enum Code: String, Sendable, CaseIterable {
        case unauthenticated, forbidden, validation, short, blocked, unavailable
        case notFound = "not_found"
        case unknownField = "unknown_field"
        case priceChanged = "price_changed"
        case creditLimitExceeded = "credit_limit_exceeded"
        case prepaymentRequired = "prepayment_required"
        case approvalRequired = "approval_required"
        case belowMinimum = "below_minimum"
        case notMultiple = "not_multiple"
        case idempotencyConflict = "idempotency_conflict"
        case inProgress = "in_progress"
        case staleRevision = "stale_revision"
        case tooManyRequests = "too_many_requests"
        case payloadTooLarge = "payload_too_large"
        /// What was possible once is so no longer.
        case tooLate = "too_late"
        /// Row verdicts that may stand on a line of an order.
        case unknown, ambiguous, discontinued
        case priceOnRequest = "price_on_request"
    }

    /// A value that the translated text shows, formatted for the reader's language.
    package enum Argument: Hashable, Sendable {
        case text(String)
        /// Texts by their keys, one after another.
        case terms([String])
        case integer(Int64)
        case money(Money)
        case quantity(Quantity)
        case day(Day)
        case percent(Percent)
        case price(UnitPrice, Currency)
        /// Millionths of a rouble.
        case rate(Int64)
    }

    /// What is wrong with one place of the input: an RFC 6901 pointer such as `/lines/3/quantity`.
    package struct Problem: Hashable, Sendable {
        package let pointer: String
        package let code: Code
        package let reason: String
        package let arguments: [String: Argument]

        package init(_ pointer: String, _ code: Code, _ reason: String? = nil, _ arguments: [String: Argument] = [:]) {
            self.pointer = pointer
            self.code = code
            self.reason = reason ?? code.rawValue
            self.arguments = arguments
        }
    }

    package let code: Code
    /// The key of the text, when the code alone says too little.
    package let reason: String
    package let arguments: [String: Argument]
    package let problems: [Problem]

    package init(_ code: Code, _ reason: String? = nil, _ arguments: [String: Argument] = [:], problems: [Problem] = []) {
        self.code = code
        self.reason = reason ?? code.rawValue
        self.arguments = arguments
        self.problems = problems
    }

    /// What is foreign is answered exactly like what is missing.
    package static let notFound = Refusal(.notFound)
}
