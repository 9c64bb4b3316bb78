package import Customers
package import Database
package import Kernel

/// Contract by contract and in all: what is owed, what is overdue, what may still be ordered, with the documents behind it.
package struct AccountOverview: Sendable {
    package struct ContractAccount: Sendable {
        package let contract: ContractCard
        /// Nil when no credit account stands behind the contract. Several contracts may draw on one account.
        package let credit: CreditState?
        package let overdue: Money
        /// Of the oldest unpaid document.
        package let overdueDays: Int
        /// Released orders of this contract that are not in the ledger yet.
        package let inOrders: Money
        /// On hold for credit: outside of the limit until released.
        package let onHold: Money
        package let standing: CreditStanding
        /// The first to be due first, at most `documentLimit`; `documentCount` of them in all.
        package let documents: [OpenDocument]
        package let documentCount: Int

        /// Unpaid documents in all; what was paid in advance stands beside it in `advance`.
        package var debt: Money { contract.debt }
        package var advance: Money { contract.advance }
        package var limit: Money? { credit?.limit }
        package var available: Money? { credit?.available }
        package var asOf: Instant? { contract.asOf }
    }

    /// Sums over contracts of one legal entity, or of all, in one currency. Limits count once per account.
    package struct Total: Sendable {
        /// Nil for the client in all.
        package let entityName: String?
        package let currency: Currency
        package internal(set) var debt: Money
        package internal(set) var advance: Money
        package internal(set) var overdue: Money
        package internal(set) var inOrders: Money
        package internal(set) var onHold: Money
        /// Nil when some account has no limit.
        package internal(set) var limit: Money?
        package internal(set) var available: Money?
    }

    package let contracts: [ContractAccount]
    package let entities: [Total]
    package let totals: [Total]
    /// The earliest of what the ERP has told per contract.
    package let asOf: Instant?

    package static let documentLimit = 50
}

/// The accounts of the viewer's client, for those who may see debts: contracts in force, and those that are over but not settled (not for a key that is
/// bound to one contract). A constant number of queries.
package func accountOverview(for viewer: Viewer, at now: Instant, in reader: any Reader) throws -> AccountOverview {
    try viewer.demand(.seeDebt)
    let client = try viewer.demandClient()
    let inForce = viewer.contracts.map(\.id)
    var filter: SQL = "c.client_id = \(client.id) AND c.id \(in: inForce)"
    if case .key = viewer.identity {} else { filter = "c.client_id = \(client.id) AND (c.id \(in: inForce) OR k.balance <> 0 OR k.debt <> 0)" }
    return try accountOverview(of: try reader.contractCards(filter, at: now), in: reader)
}

/// The same for contracts that the caller was allowed to find.
package func accountOverview(of cards: [ContractCard], in reader: any Reader) throws -> AccountOverview {
    let ids = cards.map(\.id)
    let states = try reader.creditStates(of: Array(Set(cards.compactMap(\.account))))
    let standings = try reader.standings(of: cards, accounts: states)
    let documents = try reader.firstDocuments(of: ids, limit: AccountOverview.documentLimit)
    let sums = try reader.openSums(of: cards)
    let orders = try reader.orderSums(of: ids)
    let contracts = cards.map { card in
        let sum = sums[card.id] ?? (count: 0, overdue: 0, oldest: nil)
        let order = orders[card.id] ?? (inOrders: 0, onHold: 0)
        return AccountOverview.ContractAccount(
            contract: card, credit: card.account.flatMap { states[$0] }, overdue: Money(clamping: sum.overdue, card.currency),
            overdueDays: sum.oldest.map { max(0, Int(card.today.number) - Int($0.number)) } ?? 0, inOrders: Money(clamping: order.inOrders, card.currency),
            onHold: Money(clamping: order.onHold, card.currency), standing: standings[card.id] ?? .free, documents: documents[card.id] ?? [], documentCount: sum.count)
    }
    var entities: [AccountOverview.Total] = []
    for entity in Set(cards.map(\.entity)).sorted() {
        let own = contracts.filter { $0.contract.entity == entity }
        entities += try totals(of: own, name: own.first?.contract.entityName)
    }
    return AccountOverview(contracts: contracts, entities: entities, totals: try totals(of: contracts, name: nil), asOf: contracts.compactMap(\.asOf).min())
}

private func totals(of contracts: [AccountOverview.ContractAccount], name: String?) throws -> [AccountOverview.Total] {
    try Set(contracts.map(\.contract.currency.code)).sorted().compactMap { code in
        let own = contracts.filter { $0.contract.currency.code == code }
        guard let currency = own.first?.contract.currency else { return nil }
        let zero = Money.zero(currency)
        var total = AccountOverview.Total(
            entityName: name, currency: currency, debt: zero, advance: zero, overdue: zero, inOrders: zero, onHold: zero, limit: nil, available: nil)
        for contract in own {
            total.debt = try total.debt.adding(contract.debt)
            total.advance = try total.advance.adding(contract.advance)
            total.overdue = try total.overdue.adding(contract.overdue)
            total.inOrders = try total.inOrders.adding(contract.inOrders)
            total.onHold = try total.onHold.adding(contract.onHold)
        }
        var seen: Set<ID<CreditAccount>> = []
        let accounts = own.compactMap(\.credit).filter { $0.currency == currency && seen.insert($0.account).inserted }
        if !accounts.isEmpty, accounts.allSatisfy({ $0.limit != nil }), own.allSatisfy({ $0.credit != nil }) {
            total.limit = try accounts.reduce(zero) { try $0.adding($1.limit ?? zero) }
            total.available = try accounts.reduce(zero) { try $0.adding($1.available ?? zero) }
        }
        return total
    }
}

/// What a client owes and may still order under one contract in force.
package struct AccountState: Sendable {
    package let contract: ContractTerms
    /// Nil when no credit account stands behind the contract.
    package let credit: CreditState?
    package let account: AccountOverview.ContractAccount?
}

/// The accounts of the viewer's contracts in force, for those who may see debts.
package func accounts(of viewer: Viewer, at now: Instant, in reader: any Reader) throws -> [AccountState] {
    try viewer.demand(.seeDebt)
    guard !viewer.contracts.isEmpty else { return [] }
    let cards = try reader.contractCards("c.id \(in: viewer.contracts.map(\.id))", at: now)
    let overview = try accountOverview(of: cards, in: reader)
    return viewer.contracts.map { contract in
        let account = overview.contracts.first { $0.contract.id == contract.id }
        return AccountState(contract: contract, credit: account?.credit, account: account)
    }
}

extension Reader {
    /// The first documents of each contract to be due.
    fileprivate func firstDocuments(of contracts: [ID<Contract>], limit: Int) throws -> [ID<Contract>: [OpenDocument]] {
        try openDocuments("""
            i.entry_id IN (SELECT entry_id FROM (
                SELECT entry_id, ROW_NUMBER() OVER (PARTITION BY contract_id ORDER BY due_day, entry_id) AS place FROM open_items WHERE contract_id \(in: contracts)
            ) AS n WHERE n.place <= \(limit))
            """, limit: limit * max(1, contracts.count))
    }

    fileprivate func openSums(of cards: [ContractCard]) throws -> [ID<Contract>: (count: Int, overdue: Int64, oldest: Day?)] {
        guard !cards.isEmpty else { return [:] }
        var days = ValueTable([("contract_id", .integer), ("today", .integer)])
        for card in cards { days.append([card.id.sqlValue, card.today.sqlValue]) }
        var sums: [ID<Contract>: (count: Int, overdue: Int64, oldest: Day?)] = [:]
        for row in try rows("""
            SELECT i.contract_id, COUNT(*) AS documents, CAST(SUM(CASE WHEN i.amount > 0 AND i.due_day < d.today THEN i.amount ELSE 0 END) AS \(.integer)) AS overdue,
                MIN(CASE WHEN i.amount > 0 AND i.due_day < d.today THEN i.due_day END) AS oldest
            FROM \(table: days) AS d JOIN open_items AS i ON i.contract_id = d.contract_id GROUP BY i.contract_id
            """)
        {
            sums[try row.get("contract_id")] = (try row.get("documents"), try row.get("overdue"), try row.find("oldest"))
        }
        return sums
    }

    fileprivate func orderSums(of contracts: [ID<Contract>]) throws -> [ID<Contract>: (inOrders: Int64, onHold: Int64)] {
        var sums: [ID<Contract>: (inOrders: Int64, onHold: Int64)] = [:]
        for row in try rows("""
            SELECT contract_id, CAST(SUM(credit_taken) AS \(.integer)) AS amount FROM seller_orders
            WHERE contract_id \(in: contracts) AND credit_taken > 0 GROUP BY contract_id
            """) { sums[try row.get("contract_id"), default: (0, 0)].inOrders = try row.get("amount") }
        for row in try rows("""
            SELECT contract_id, CAST(SUM(gross) AS \(.integer)) AS amount FROM seller_orders
            WHERE contract_id \(in: contracts) AND hold_reason = 'credit' GROUP BY contract_id
            """) { sums[try row.get("contract_id"), default: (0, 0)].onHold = try row.get("amount") }
        return sums
    }
}
