import Kernel

/// The state of settlements, contract by contract.
struct AccountPage: Sendable {
    struct Contract: Sendable {
        struct Reason: Sendable {
            var text: String
            /// The exact condition that lifts it.
            var liftsWhen: String?
        }

        var number: String
        var seller: String
        /// Nil when there is no limit.
        var limit: Money?
        var debt: Money
        var overdue: Money
        var inOrders: Money
        var available: Money?
        /// `ok`, `warn`, `hold_shipment`, `prepay_only`, `blocked`.
        var state: String
        var reasons: [Reason] = []
        var paymentDays: Int?
        /// Until when the seller's accounting has reported.
        var asOf: Instant?
    }

    var contracts: [Contract]
}
