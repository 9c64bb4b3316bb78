package import Kernel

/// A price, and what it was before discounts.
package struct PriceAnswer: Hashable, Sendable {
    package enum Source: Hashable, Sendable {
        case list(ID<PriceList>)
        case project(ID<PriceAgreement>)
    }

    /// In the contract's currency and VAT mode, for one price basis of the product.
    package let unitPrice: UnitPrice
    /// The list's price in the same terms, before discounts.
    package let listPrice: UnitPrice
    package let source: Source
    /// The line of the agreement that answered; ordering takes from its quantity.
    package var agreedLine: ID<AgreedLine>?
}

/// One step of a price's explanation.
package struct PriceStep: Hashable, Sendable {
    package enum Kind: String, Sendable { case list, project, `break`, conversion, vat, discount, floor }

    package let kind: Kind
    /// The list's, the discount's, the agreement's name; the break's quantity, the currency pair, the VAT rate.
    package let source: String
    /// What came out.
    package let value: UnitPrice
    package let currency: Currency
    /// What is said of it: `price_detail.<detail>` with the arguments.
    package let detail: String
    package let arguments: [String: Refusal.Argument]

    package init(
        _ kind: Kind, _ source: String, _ value: UnitPrice, _ currency: Currency, detail: String, _ arguments: [String: Refusal.Argument] = [:]
    ) {
        self.kind = kind
        self.source = source
        self.value = value
        self.currency = currency
        self.detail = detail
        self.arguments = arguments
    }
}

extension PriceStep {
    fileprivate var isNamedInside: Bool { kind == .floor || detail.hasPrefix("discount_special") }
}

/// What might have counted and did not.
package struct PassedOver: Hashable, Sendable {
    package enum Reason: String, Sendable {
        /// A list or a row that has not begun, has ended, or has nothing for this product or quantity.
        case notBegun = "not_begun"
        case ended
        case noRow = "no_row"
        case costList = "cost_list"
        case belowQuantity = "below_quantity"
        case belowAmount = "below_amount"
        /// Another is better, or comes first, or is a higher break of the same cell.
        case weaker, second
        case lowerBreak = "lower_break"
        /// The list or the agreement takes no discounts.
        case netPrice = "net_price"
        case missingRate = "missing_rate"
        case missingCost = "missing_cost"
        /// Less than the project has left.
        case usedUp = "used_up"
    }

    package enum Kind: String, Sendable { case list, project, discount, floor }

    package let kind: Kind
    package let source: String
    package let reason: Reason
    package let arguments: [String: Refusal.Argument]
    /// For the distributor's people alone: other lists, rules to come, anything that would tell costs.
    package let isInternal: Bool
}

/// Why a price is what it is. What stands in `passedOver` as internal, the cost and the margin are for staff alone.
package struct PriceExplanation: Sendable {
    package internal(set) var steps: [PriceStep] = []
    package internal(set) var passedOver: [PassedOver] = []
    /// In the terms of the price; nil when no list of costs has the product.
    package internal(set) var cost: UnitPrice?
    /// What stays of the price above the cost, in hundredths of a per cent of the price; negative when it does not cover the cost.
    package internal(set) var margin: Int64?

    package init() {}

    /// As a client may see it.
    package var forClient: PriceExplanation {
        var copy = PriceExplanation()
        // The names of floors and of markups over cost are the distributor's own.
        copy.steps = steps.map { $0.isNamedInside ? PriceStep($0.kind, "", $0.value, $0.currency, detail: $0.detail, $0.arguments) : $0 }
        copy.passedOver = passedOver.filter { !$0.isInternal }
        return copy
    }
}

/// Takes notes while a price is computed. The arguments are only evaluated by who wants them.
protocol PriceNotes {
    mutating func step(_ step: @autoclosure () -> PriceStep)
    mutating func pass(_ passed: @autoclosure () -> PassedOver)
}

/// Computes without a word.
struct NoNotes: PriceNotes {
    mutating func step(_ step: @autoclosure () -> PriceStep) {}
    mutating func pass(_ passed: @autoclosure () -> PassedOver) {}
}

extension PriceExplanation: PriceNotes {
    mutating func step(_ step: @autoclosure () -> PriceStep) { steps.append(step()) }
    mutating func pass(_ passed: @autoclosure () -> PassedOver) { passedOver.append(passed()) }
}
