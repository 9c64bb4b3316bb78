import Kernel

/// One request for project prices, or the agreement that came of it.
struct AgreementPage: Sendable {
    struct Line: Sendable {
        var article: String
        var name: String
        var unit: String
        var quantity: Quantity
        /// Nil while the distributor has not named it.
        var price: UnitPrice?
        /// Without the agreement: when it was asked for, and now.
        var ownPrice: UnitPrice?
        var priceNow: UnitPrice?
        /// For those who may see it: what a price basis costs, in the same currency and VAT mode.
        var cost: UnitPrice?
        var used: Quantity
        /// What the client bought of it in the last year, for those who decide.
        var bought: (quantity: Quantity, lastPrice: UnitPrice?)?

        /// In tenths of a per cent below the ordinary price.
        var reduction: Int64? {
            guard let price, let base = (priceNow ?? ownPrice)?.units, base > 0 else { return nil }
            return Rounding.halfUp(Int128(base - price.units) * 1000, over: Int128(base))
        }

        /// In tenths of a per cent of the asked price.
        var margin: Int64? {
            guard let cost, let price, price.units > 0 else { return nil }
            return Rounding.halfUp(Int128(price.units - cost.units) * 1000, over: Int128(price.units))
        }
    }

    struct Event: Sendable {
        var at: Instant
        var kind: String
        var person: String
        var note: String?
        /// Shown from the second revision on.
        var revision: Int?
    }

    struct Use: Sendable {
        var order: String
        var article: String
        var quantity: Quantity
        var returned: Quantity
    }

    var tabs: [PricesTab] = [.requests]
    var number: String
    var title: String
    var reason: String
    var state: String
    var client: String?
    var contract: String
    var currency: Currency
    var vatMode: VATMode
    var site: String?
    var from: Day
    var to: Day
    var revision: Int
    var isERPs = false
    var requestedBy: String
    var approvals: [(name: String, at: Instant)] = []
    var lines: [Line]
    var events: [Event]
    var uses: [Use] = []
    var canApprove = false
    var canRefuse = false
    var canChange = false
    var canWithdraw = false
    var canClose = false
    /// In force, with something left: may be put into the cart.
    var canOrder = false
    /// Why somebody who approves may not approve this one: `own`, `already`, `unpriced`.
    var hindrance: String?
    var refusal: String?
    var problems: [FieldProblem] = []
    var typedReason = ""
}
