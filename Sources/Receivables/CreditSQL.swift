package import Database
package import Kernel

extension Reader {
    /// How these accounts stand. `locked` keeps them until the transaction ends, in the order of their numbers.
    package func creditStates(of accounts: [ID<CreditAccount>], locked: Bool = false) throws -> [ID<CreditAccount>: CreditState] {
        let lock: SQL = locked ? "\(.forUpdate)" : ""
        var states: [ID<CreditAccount>: CreditState] = [:]
        for row in try rows("""
            SELECT id, currency, credit_limit, policy, ledger_balance, in_orders FROM credit_accounts WHERE id \(in: accounts) ORDER BY id \(lock)
            """)
        {
            let id: ID<CreditAccount> = try row.get("id")
            let currency: Currency = try row.get("currency")
            let debt = Money(minorUnits: try row.get("ledger_balance"), currency: currency)
            let inOrders = Money(minorUnits: try row.get("in_orders"), currency: currency)
            states[id] = CreditState(
                account: id, currency: currency, limit: try row.find("credit_limit", as: Int64.self).flatMap { Money(minorUnits: $0, currency: currency) },
                policy: CreditPolicy(rawValue: try row.get("policy")) ?? .hold, debt: debt ?? .zero(currency), inOrders: inOrders ?? .zero(currency))
        }
        return states
    }
}

extension Writer {
    /// Takes credit for a released order, only if the limit bears it together with the ledger and the other released orders.
    ///
    /// The statement carries the condition, so that it holds against any race and any mistake above it.
    /// - Returns: false when the limit does not bear it; nothing has changed then.
    package func takeCredit(_ amount: Money, on account: ID<CreditAccount>) throws -> Bool {
        guard amount.minorUnits >= 0 else { return false }
        return try run("""
            UPDATE credit_accounts SET in_orders = in_orders + \(amount.minorUnits)
            WHERE id = \(account) AND currency = \(amount.currency)
                AND (credit_limit IS NULL OR ledger_balance + in_orders + \(amount.minorUnits) <= credit_limit)
            """) == 1
    }
}
