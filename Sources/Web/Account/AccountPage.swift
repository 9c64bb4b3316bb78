import Kernel

/// The state of settlements: contract by contract, per legal entity and in all.
struct AccountPage: Sendable {
    /// Why a contract is not free, and the exact condition that ends it.
    struct Reason: Sendable {
        var text: String
        var liftsWhen: String?
    }

    struct Contract: Sendable {
        /// Names the contract in addresses.
        var key: String
        var number: String
        var seller: String
        /// The client's legal entity that owes; nil where there is one only.
        var entity: String?
        /// Nil when there is no limit.
        var limit: Money?
        var debt: Money
        /// Paid and not spent on documents yet.
        var advance: Money
        var overdue: Money
        /// Of the oldest unpaid document.
        var overdueDays = 0
        var inOrders: Money
        var inApproval: Money
        var onHold: Money
        /// What is available of the account: with others when the account is shared.
        var available: Money?
        /// `ok`, `warn`, `hold_shipment`, `prepay_only`, `blocked`.
        var state: String
        var reasons: [Reason] = []
        /// The last day of an approved override of the rules.
        var overriddenUntil: Day?
        /// Numbers of other contracts that draw on the same limit.
        var sharedWith: [String] = []
        var paymentDays: Int?
        /// Days count as the bank works.
        var isBanking = false
        /// No longer in force, but not settled.
        var isOver = false
        /// Until when the seller's accounting has reported.
        var asOf: Instant?
    }

    /// Sums in one currency over the contracts of one legal entity, or of all.
    struct Total: Sendable {
        /// Nil for all.
        var name: String?
        var debt: Money
        var advance: Money
        var overdue: Money
        var inOrders: Money
        var onHold: Money
        /// Nil when some contract has no limit.
        var limit: Money?
        var available: Money?
    }

    var contracts: [Contract]
    /// Empty where a single contract says it all.
    var totals: [Total] = []
    /// The earliest of what the accounting has told.
    var asOf: Instant?
}

/// What a client's person sees first: money at a glance, and the way on.
struct HomePage: Sendable {
    /// Nil for those who may not see debts.
    var account: AccountPage?
    /// The latest; empty for those who may not see orders.
    var orders: [OrdersPage.Row]
    var canOrder = false
}
