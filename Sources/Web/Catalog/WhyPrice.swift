import Customers
import Kernel
import Localization
import Pricing
import Storefront

/// Why a price is what it is, as a page tells it; already cut to what the person may see.
struct WhyPrice: Sendable {
    /// What was applied, where it comes from, what came out.
    struct Step: Sendable {
        var title: String
        var source: String?
        var detail: String?
        var value: UnitPrice
        var currency: Currency
    }

    /// What might have counted, and why it did not.
    struct Passed: Sendable {
        var source: String
        var reason: String
    }

    var steps: [Step] = []
    var passed: [Passed] = []
    /// "VAT included": how the steps state their prices, where the price above is shown the other way.
    var terms: String?
    /// Why there is no price, where there is none.
    var obstacle: String?
    /// For staff alone: what the goods cost, and the share of the price that stays, in hundredths of a per cent.
    var cost: UnitPrice?
    var margin: Int64?
    var currency: Currency = .rub
}

extension WhyPrice {
    /// - Parameter view: how the price itself is shown; nil for the way of its contract.
    init(_ explanation: PriceExplanation, _ price: Result<OwnPrice, NoPrice>?, _ t: Texts, shown view: PriceView? = nil) {
        steps = explanation.steps.map { step in
            let isTold = [.list, .project, .discount, .floor].contains(step.kind) && !step.source.isEmpty
            return Step(
                title: t("price_step.\(step.kind.rawValue)"), source: isTold ? step.source : nil, detail: t("price_detail.\(step.detail)", step.arguments),
                value: step.value, currency: step.currency)
        }
        passed = explanation.passedOver.map { Passed(source: $0.source, reason: t("price_passed.\($0.reason.rawValue)", $0.arguments)) }
        cost = explanation.cost
        margin = explanation.margin
        switch price {
        case .success(let own)?:
            currency = own.contract.currency
            let mode = own.contract.vatMode
            if let view, view.mode(of: own.contract) != mode { terms = t("vat_mode.\(mode.rawValue)") }
        case .failure(.missingRate(let missing))?: obstacle = t("refusal.missing_rate", ["currency": .text(missing.code)])
        case .failure(.onRequest)?: obstacle = t("price.on_request.why")
        case nil: break
        }
    }

    var isEmpty: Bool { steps.isEmpty && passed.isEmpty && obstacle == nil }
}

/// A price asked for another day or another quantity, from the card of a product.
struct PriceQuestion: Sendable {
    /// As typed.
    var quantity = ""
    var day = ""
    var problems: [FieldProblem] = []
    var answer: Answer?

    struct Answer: Sendable {
        var price: PriceCell
        var amounts: LineAmounts?
        var why: WhyPrice
        /// "500 m, 1 December".
        var title: String
    }
}
