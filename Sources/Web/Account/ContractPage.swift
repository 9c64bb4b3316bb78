import Kernel

/// One contract with the documents behind each of its figures. The client and staff see the same; staff see remarks on entries too.
struct ContractPage: Sendable {
    /// A document with something still to pay, or a payment with something left (`left` below zero).
    struct Document: Sendable {
        /// A word of `LedgerKind`.
        var kind: String
        var number: String
        var date: Day
        var due: Day
        var overdueDays: Int
        var total: Money
        var left: Money
        /// One of our orders, when it is one.
        var order: String?
    }

    struct Order: Sendable {
        var number: String
        var reference: String?
        var placedAt: Instant
        var status: String
        var gross: Money
        /// What it takes of the limit.
        var taken: Money
        var isOnHold: Bool
        var heldUntil: Instant?
    }

    struct Line: Sendable {
        struct Allocation: Sendable {
            var document: String
            var date: Day
            var amount: Money
        }

        var kind: String
        var number: String
        var date: Day
        var due: Day?
        var order: String?
        /// As told, signed as it moves the balance.
        var told: Money
        /// What of it moves the balance; differs from `told` where the delivery is counted already or the currency is another.
        var counted: Money
        var balance: Money
        /// Still to pay, or left of a payment (below zero).
        var open: Money
        var allocations: [Allocation] = []
        var note: String?
        /// For staff alone.
        var issues: [String] = []
    }

    var contract: AccountPage.Contract
    var documents: [Document]
    var orders: [Order]
    var lines: [Line]
    /// Whether the reader may see documents.
    var showsDocuments = false
    var isFirst = true
    var next: String?
}
