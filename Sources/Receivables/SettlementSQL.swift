package import Database
package import Kernel

/// A contract as settling needs it.
package struct SettledContract: Sendable {
    package let id: ID<Contract>
    package let client: ID<Client>
    package let account: ID<CreditAccount>?
    package let currency: Currency
    package let seller: ID<LegalEntity>
}

extension Reader {
    /// The entries of these contracts as they were told, in the order of their arrival.
    package func ledgerEntries(of contracts: [ID<Contract>]) throws -> [ID<Contract>: [LedgerEntry]] {
        var entries: [ID<Contract>: [LedgerEntry]] = [:]
        try forEach("""
            SELECT id, contract_id, external_id, kind, number, date_day, due_day, amount, currency, order_ref, shipment_ref, allocated, updated_at
            FROM ledger_entries WHERE contract_id \(in: contracts) ORDER BY id
            """)
        { row in entries[try row.get("contract_id"), default: []].append(try LedgerEntry(row)) }
        return entries
    }

    func settledContracts(_ ids: [ID<Contract>]) throws -> [SettledContract] {
        try rows("""
            SELECT c.id, c.client_id, COALESCE(c.credit_account_id, a.id) AS account_id, c.currency, c.legal_entity_id
            FROM contracts AS c LEFT JOIN credit_accounts AS a ON a.contract_id = c.id WHERE c.id \(in: ids) ORDER BY c.id
            """).map {
                SettledContract(
                    id: try $0.get("id"), client: try $0.get("client_id"), account: try $0.find("account_id"), currency: try $0.get("currency"),
                    seller: try $0.get("legal_entity_id"))
            }
    }
}

extension LedgerEntry {
    init(_ row: Row) throws {
        let allocated = try row.find("allocated", as: String.self).map { try JSON(parsing: Array($0.utf8)) }?.array ?? []
        self.init(
            id: try row.get("id"), externalID: try row.get("external_id"), kind: LedgerKind(rawValue: try row.get("kind")) ?? .correction,
            number: try row.find("number"), date: try row.get("date_day"), due: try row.get("due_day"), amount: try row.get("amount"),
            currency: try row.get("currency"), order: try row.named("order_ref"), shipment: try row.named("shipment_ref"),
            allocated: allocated.compactMap { item in
                guard let entry = item["entry"]?.string, let amount = LedgerRecords.sum(item["amount"]) else { return nil }
                return Allocated(entry: entry, amount: amount)
            },
            receivedAt: try row.get("updated_at"))
    }
}

extension Row {
    /// A text that says something; an empty one says nothing.
    fileprivate func named(_ column: String) throws -> String? { try find(column, as: String.self).flatMap { $0.isEmpty ? nil : $0 } }
}

/// How the orders that the entries of some contracts name were found.
package struct NamedOrders: Sendable {
    /// By contract and delivery.
    package var parts: [ID<Contract>: [String: OrderPart]] = [:]
    /// Looks like one of our orders, but there is none of that number; or it is not an order of this contract.
    package var unknown: Set<String> = []
    package var foreign: [ID<Contract>: Set<String>] = [:]

    package init() {}
}

extension Writer {
    /// Writes what follows from the entries of these contracts: open documents, balances of contracts and of the accounts they draw on, oddities.
    ///
    /// Locks the accounts first, in the order of their numbers; then everything is computed again from the entries, so that a balance is their sum
    /// whatever happened before. A constant number of statements; reads all entries of the contracts.
    /// - Parameter find: looks up the orders that the entries name, after the accounts have been locked.
    package func settle(
        _ ids: [ID<Contract>], at now: Instant, finding find: ([ID<Contract>: Set<String>]) throws -> NamedOrders
    ) throws -> [ID<Contract>: Settlement] {
        guard !ids.isEmpty else { return [:] }
        let contracts = try settledContracts(ids)
        let former = try rows("SELECT credit_account_id FROM contract_accounts WHERE contract_id \(in: ids) AND credit_account_id IS NOT NULL")
            .map { try $0.get("credit_account_id", as: ID<CreditAccount>.self) }
        let accounts = Set(contracts.compactMap(\.account)).union(former).sorted()
        try lockAccounts(accounts)
        let entries = try ledgerEntries(of: ids)
        let orders = try find(entries.mapValues { Set($0.compactMap(\.delivery)) })
        let closed = try closedPeriods()
        var settlements: [ID<Contract>: Settlement] = [:]
        for contract in contracts {
            var settlement = Receivables.settle(entries[contract.id] ?? [], currency: contract.currency, orders: orders.parts[contract.id] ?? [:])
            settlement.issues += (entries[contract.id] ?? []).flatMap { outerIssues(of: $0, contract, orders, closed) }
            settlements[contract.id] = settlement
        }
        try writeOpenItems(settlements, entries)
        try writeIssues(settlements)
        try writeBalances(contracts, settlements, entries)
        try sumBalances(of: accounts)
        return settlements
    }

    /// Keeps these accounts until the transaction ends, in the order of their numbers.
    package func lockAccounts(_ accounts: [ID<CreditAccount>]) throws {
        guard !accounts.isEmpty else { return }
        _ = try rows("SELECT id FROM credit_accounts WHERE id \(in: accounts.sorted()) ORDER BY id \(.forUpdate)")
    }

    /// Keeps the accounts that these contracts draw on.
    package func lockAccounts(ofContracts contracts: [ID<Contract>]) throws {
        try lockAccounts(Set(try settledContracts(contracts).compactMap(\.account)).sorted())
    }

    private func outerIssues(
        of entry: LedgerEntry, _ contract: SettledContract, _ orders: NamedOrders, _ closed: [ID<LegalEntity>: (to: Day, at: Instant)]
    ) -> [Settlement.Issue] {
        var issues: [Settlement.Issue] = []
        if let delivery = entry.delivery {
            if orders.unknown.contains(delivery) { issues.append(Settlement.Issue(entry: entry.id, code: "unknown_order", detail: delivery)) }
            if orders.foreign[contract.id]?.contains(delivery) ?? false { issues.append(Settlement.Issue(entry: entry.id, code: "foreign_order", detail: delivery)) }
        }
        if let period = closed[contract.seller], entry.date <= period.to, entry.receivedAt >= period.at {
            issues.append(Settlement.Issue(entry: entry.id, code: "closed_period", detail: period.to.description))
        }
        return issues
    }

    private func writeOpenItems(_ settlements: [ID<Contract>: Settlement], _ entries: [ID<Contract>: [LedgerEntry]]) throws {
        var stored: [Int64: Int64] = [:]
        for row in try rows("SELECT entry_id, amount FROM open_items WHERE contract_id \(in: Array(settlements.keys))") { stored[try row.get("entry_id")] = try row.get("amount") }
        var table = ValueTable([("entry_id", .integer), ("contract_id", .integer), ("due_day", .integer), ("amount", .integer)])
        for (contract, settlement) in settlements {
            for entry in entries[contract] ?? [] {
                guard let amount = settlement.open[entry.id], stored.removeValue(forKey: entry.id) != amount else { continue }
                table.append([.integer(entry.id), contract.sqlValue, entry.due.sqlValue, .integer(amount)])
            }
        }
        if !stored.isEmpty { try run("DELETE FROM open_items WHERE entry_id \(in: Array(stored.keys))") }
        try insert(into: "open_items", table, then: "ON CONFLICT (entry_id) DO UPDATE SET amount = excluded.amount")
    }

    private func writeIssues(_ settlements: [ID<Contract>: Settlement]) throws {
        var stored: Set<String> = []
        for row in try rows("SELECT entry_id, code FROM ledger_issues WHERE contract_id \(in: Array(settlements.keys))") {
            stored.insert("\(try row.get("entry_id", as: Int64.self)) \(try row.get("code", as: String.self))")
        }
        var table = ValueTable([("entry_id", .integer), ("code", .text), ("contract_id", .integer), ("detail", .text)])
        for (contract, settlement) in settlements {
            for issue in settlement.issues where stored.remove("\(issue.entry) \(issue.code)") == nil {
                table.append([.integer(issue.entry), .text(issue.code), contract.sqlValue, .text(issue.detail)])
            }
        }
        try insert(into: "ledger_issues", table, then: "ON CONFLICT (entry_id, code) DO NOTHING")
        guard !stored.isEmpty else { return }
        var gone = ValueTable([("entry_id", .integer), ("code", .text)])
        for key in stored { let parts = key.split(separator: " "); gone.append([.integer(parts.first.flatMap { Int64($0) } ?? 0), .text(String(parts.last ?? ""))]) }
        try run("DELETE FROM ledger_issues WHERE EXISTS (SELECT 1 FROM \(table: gone) AS v WHERE v.entry_id = ledger_issues.entry_id AND v.code = ledger_issues.code)")
    }

    private func writeBalances(_ contracts: [SettledContract], _ settlements: [ID<Contract>: Settlement], _ entries: [ID<Contract>: [LedgerEntry]]) throws {
        var told: [ID<Contract>: Int64] = [:]
        for row in try rows("""
            SELECT contract_id, MAX(COALESCE(as_of, updated_at)) AS as_of FROM ledger_entries WHERE contract_id \(in: contracts.map(\.id)) GROUP BY contract_id
            """) { told[try row.get("contract_id")] = try row.get("as_of") }
        var table = ValueTable([
            ("contract_id", .integer), ("client_id", .integer), ("credit_account_id", .integer), ("currency", .text), ("balance", .integer), ("debt", .integer),
            ("advance", .integer), ("prepayment_held", .integer), ("as_of", .integer),
        ])
        for contract in contracts {
            guard let settlement = settlements[contract.id] else { continue }
            table.append([
                contract.id.sqlValue, contract.client.sqlValue, contract.account?.sqlValue ?? .null, .text(contract.currency.code), .integer(settlement.balance),
                .integer(settlement.debt), .integer(settlement.advance), .integer(settlement.prepaymentHeld), told[contract.id].map { .integer($0) } ?? .null,
            ])
        }
        try insert(into: "contract_accounts", table, then: """
            ON CONFLICT (contract_id) DO UPDATE SET credit_account_id = excluded.credit_account_id, currency = excluded.currency, balance = excluded.balance,
                debt = excluded.debt, advance = excluded.advance, prepayment_held = excluded.prepayment_held, as_of = excluded.as_of
            """)
    }

    /// An account's balance is the sum of its contracts' in its currency.
    private func sumBalances(of accounts: [ID<CreditAccount>]) throws {
        guard !accounts.isEmpty else { return }
        try run("""
            UPDATE credit_accounts SET ledger_balance = s.balance, prepayment_held = s.held
            FROM (SELECT a.id, COALESCE(CAST(SUM(k.balance) AS \(.integer)), 0) AS balance, COALESCE(CAST(SUM(k.prepayment_held) AS \(.integer)), 0) AS held
                FROM credit_accounts AS a LEFT JOIN contract_accounts AS k ON k.credit_account_id = a.id AND k.currency = a.currency
                WHERE a.id \(in: accounts) GROUP BY a.id) AS s
            WHERE credit_accounts.id = s.id AND (credit_accounts.ledger_balance <> s.balance OR credit_accounts.prepayment_held <> s.held)
            """)
    }

    private func closedPeriods() throws -> [ID<LegalEntity>: (to: Day, at: Instant)] {
        var periods: [ID<LegalEntity>: (to: Day, at: Instant)] = [:]
        for row in try rows("SELECT legal_entity_id, closed_to, closed_at FROM closed_periods ORDER BY legal_entity_id LIMIT 10000") {
            periods[try row.get("legal_entity_id")] = (try row.get("closed_to"), try row.get("closed_at"))
        }
        return periods
    }
}
