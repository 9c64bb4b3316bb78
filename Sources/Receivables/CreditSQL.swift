package import Database
package import Kernel

extension Reader {
    /// How these accounts stand. `locked` keeps them until the transaction ends, in the order of their numbers.
    package func creditStates(of accounts: [ID<CreditAccount>], locked: Bool = false) throws -> [ID<CreditAccount>: CreditState] {
        guard !accounts.isEmpty else { return [:] }
        return try readCreditStates(rows(creditAccounts(accounts, locked: locked)))
    }
}

/// The statement whose rows `readCreditStates` reads.
func creditAccounts(_ accounts: [ID<CreditAccount>], locked: Bool = false) -> SQL {
    let lock: SQL = locked ? "\(.forUpdate)" : ""
    return """
        SELECT id, currency, credit_limit, policy, ledger_balance, in_orders, in_approval, prepayment_held FROM credit_accounts
        WHERE id \(in: accounts) ORDER BY id \(lock)
        """
}

func readCreditStates(_ rows: [Row]) throws -> [ID<CreditAccount>: CreditState] {
    var states: [ID<CreditAccount>: CreditState] = [:]
    for row in rows {
        let id: ID<CreditAccount> = try row.get("id")
        let currency: Currency = try row.get("currency")
        func sum(_ column: String) throws -> Money { Money(clamping: try row.get(column), currency) }
        states[id] = CreditState(
            account: id, currency: currency, limit: try row.find("credit_limit", as: Int64.self).map { Money(clamping: $0, currency) },
            policy: CreditPolicy(rawValue: try row.get("policy")) ?? .hold, debt: try sum("ledger_balance"), inOrders: try sum("in_orders"),
            inApproval: try sum("in_approval"), prepaymentHeld: try sum("prepayment_held"))
    }
    return states
}

extension Writer {
    /// Takes credit for a released order, only if the limit bears it together with the ledger, the other released orders and waiting approvals.
    ///
    /// The statement carries the condition, so that it holds against any race and any mistake above it.
    /// - Parameter overriding: takes it whatever the limit, by a decision of two people.
    /// - Parameter waiting: of an order that waits for an approval; it counts the same, as being in approval.
    /// - Returns: false when the limit does not bear it; nothing has changed then.
    package func takeCredit(_ amount: Money, on account: ID<CreditAccount>, overriding: Bool = false, waiting: Bool = false) throws -> Bool {
        guard amount.minorUnits >= 0 else { return false }
        let condition: SQL = overriding ? "1 = 1" : """
            (credit_limit IS NULL OR \(amount.minorUnits) = 0
                OR ledger_balance + prepayment_held + in_orders + in_approval + \(amount.minorUnits) <= credit_limit)
            """
        let column: SQL = waiting ? "in_approval" : "in_orders"
        return try run("""
            UPDATE credit_accounts SET \(column) = \(column) + \(amount.minorUnits)
            WHERE id = \(account) AND currency = \(amount.currency) AND \(condition)
            """) == 1
    }

    /// Gives back what orders took while they waited for an approval: by account, in minor units.
    package func giveBackApproval(_ amounts: [ID<CreditAccount>: Int64]) throws { try giveBack(amounts, of: "in_approval") }

    /// Gives credit back that orders no longer need: by account, in minor units.
    package func giveBackCredit(_ amounts: [ID<CreditAccount>: Int64]) throws { try giveBack(amounts, of: "in_orders") }

    private func giveBack(_ amounts: [ID<CreditAccount>: Int64], of column: SQL) throws {
        var table = ValueTable([("id", .integer), ("amount", .integer)])
        for (account, amount) in amounts.sorted(by: { $0.key < $1.key }) where amount > 0 { table.append([account.sqlValue, .integer(amount)]) }
        guard !table.rows.isEmpty else { return }
        try run("UPDATE credit_accounts SET \(column) = \(column) - v.amount FROM \(table: table) AS v WHERE credit_accounts.id = v.id")
    }
}

extension Money {
    /// A stored sum; beyond what the system calculates with, the nearest that it does.
    package init(clamping units: Int64, _ currency: Currency) {
        self = Money(minorUnits: max(-Money.limit, min(Money.limit, units)), currency: currency) ?? .zero(currency)
    }
}
