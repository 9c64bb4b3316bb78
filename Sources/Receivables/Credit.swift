package import Kernel

/// What happens to an order that its credit account cannot bear.
package enum CreditPolicy: String, Sendable, CaseIterable {
    /// Taken, on hold for credit: its goods are kept, nothing ships, and it takes no credit until it is released.
    case hold
    /// Only against payment in advance.
    case prepay
    case refuse
}

/// A credit account as it stands.
package struct CreditState: Sendable {
    package let account: ID<CreditAccount>
    package let currency: Currency
    /// Nil when no limit was agreed: nothing is checked then.
    package let limit: Money?
    package let policy: CreditPolicy
    /// The balance of the ledger: what the client owes for shipped goods.
    package let debt: Money
    /// Released orders that are not in the ledger yet.
    package let inOrders: Money

    /// What may still be ordered on credit; below zero when facts went over the limit. Nil without a limit.
    package var available: Money? {
        guard let limit else { return nil }
        return try? limit.subtracting(debt).subtracting(inOrders)
    }

    /// How the account stands, in the words of the API.
    package var state: String {
        guard let available else { return "ok" }
        return available.minorUnits > 0 ? "ok" : policy == .hold ? "warn" : "prepay_only"
    }
}
