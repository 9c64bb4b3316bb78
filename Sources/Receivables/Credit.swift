package import Kernel

/// What happens to an order that its credit account cannot bear.
package enum CreditPolicy: String, Sendable, CaseIterable {
    /// Taken, on hold for credit: its goods are kept for some hours, nothing ships, and it takes no credit until it is released.
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
    /// The balance of the ledger: what the client owes less what he has paid in advance.
    package let debt: Money
    /// Released orders that are not in the ledger yet.
    package let inOrders: Money
    /// Orders that wait for an approval.
    package let inApproval: Money
    /// Paid in advance for prepaid orders that have not been delivered: it stands in the balance, but is nobody else's credit.
    package let prepaymentHeld: Money

    package init(
        account: ID<CreditAccount>, currency: Currency, limit: Money?, policy: CreditPolicy, debt: Money, inOrders: Money, inApproval: Money, prepaymentHeld: Money
    ) {
        self.account = account
        self.currency = currency
        self.limit = limit
        self.policy = policy
        self.debt = debt
        self.inOrders = inOrders
        self.inApproval = inApproval
        self.prepaymentHeld = prepaymentHeld
    }

    /// What the limit is compared with: the ledger, released orders, waiting approvals, without what is paid for undelivered prepaid orders.
    package var exposure: Money {
        (try? debt.adding(prepaymentHeld).adding(inOrders).adding(inApproval)) ?? debt
    }

    /// What may still be ordered on credit; below zero when facts went over the limit. Nil without a limit.
    package var available: Money? {
        guard let limit else { return nil }
        return try? limit.subtracting(exposure)
    }

    /// How the account stands by its limit alone, in the words of the API; `standings` looks at the rules too.
    package var state: String {
        guard let available else { return "ok" }
        return available.minorUnits > 0 ? "ok" : policy == .hold ? "warn" : "prepay_only"
    }
}
