package import Customers
package import Database
package import Kernel
package import Receivables

/// A contract with the documents behind each of its figures.
package struct ContractStatement: Sendable {
    /// Figures and how it stands.
    package let account: AccountOverview.ContractAccount
    /// The numbers of other contracts that draw on the same credit account.
    package let sharedWith: [String]
    /// To pay and not yet spent, the first to be due first; at most 1,000.
    package let documents: [OpenDocument]
    /// Orders that take credit or are on hold for it, the newest first; at most `orderLimit`.
    package let orders: [OrderOnCredit]
    /// A page of the ledger, newest first.
    package let lines: [Line]
    package let next: LedgerPosition?

    package struct Line: Sendable {
        package let told: LedgerLine
        /// What it adds to the balance: nothing where its delivery is counted already, or in another currency.
        package let counted: Money
        /// After it and everything before it, by date.
        package let balance: Money
        /// Of a payment what it paid; of a document what paid it.
        package let allocations: [Allocation]
    }

    package struct Allocation: Sendable {
        package let kind: LedgerKind
        package let number: String
        package let date: Day
        package let amount: Money
    }

    package static let orderLimit = 500
}

/// An order's part under a contract, as far as credit is concerned.
package struct OrderOnCredit: Sendable {
    package let order: ID<Order>
    package let contract: ID<Contract>
    package let reference: String?
    package let placedAt: Instant
    package let status: OrderStatus
    package let gross: Money
    /// Released or waiting for an approval, and not in the ledger yet.
    package let taken: Money
    package let isOnHold: Bool
    /// Until when the goods of an order on hold are kept; nil when they were given back.
    package let heldUntil: Instant?

    package var number: String { OrderNumber.text(order) }
}

/// The statement of a contract for those who may see its debts. A constant number of queries; reads the contract's whole ledger for balances and allocations.
package func contractStatement(
    of externalID: String, after position: LedgerPosition? = nil, limit: Int = 50, for viewer: Viewer, at now: Instant, in reader: any Reader
) throws -> ContractStatement {
    let page = try ledgerPage(ofContract: externalID, after: position, limit: limit, for: viewer, at: now, in: reader)
    let card = page.contract
    guard let account = try accountOverview(of: [card], in: reader).contracts.first else { throw Refusal.notFound }
    let entries = try reader.ledgerEntries(of: [card.id])[card.id] ?? []
    let orders = try reader.knownParts(of: card.id, named: Set(entries.compactMap(\.delivery)))
    let counted = countedAmounts(entries, currency: card.currency, orders: orders)
    let balances = runningBalances(entries, counted: counted)
    let allocations = allocated(settle(entries, currency: card.currency, orders: orders).allocations, entries, card.currency)
    return ContractStatement(
        account: account, sharedWith: try reader.contractsSharing(account: card.account, with: card),
        documents: try openDocuments(ofContract: externalID, for: viewer, at: now, in: reader),
        orders: viewer.rights.contains(.seeOrders) ? try reader.ordersOnCredit(under: [card.id]) : [],
        lines: page.lines.map { line in
            ContractStatement.Line(
                told: line, counted: Money(clamping: counted[line.entry.id] ?? 0, card.currency), balance: Money(clamping: balances[line.entry.id] ?? 0, card.currency),
                allocations: allocations[line.entry.id] ?? [])
        },
        next: page.next)
}

/// Orders that take credit or are on hold for it, of one client, for staff who see debts and clients. The newest first.
package func ordersOnCredit(of client: ID<Client>, for viewer: Viewer, in reader: any Reader) throws -> [OrderOnCredit] {
    try viewer.demand(.seeDebt)
    try viewer.demand(.seeClients)
    try viewer.demand(.seeOrders)
    let contracts = try reader.rows("SELECT id FROM contracts WHERE client_id = \(client) ORDER BY id LIMIT 1000").map { try $0.get("id", as: ID<Contract>.self) }
    return try reader.ordersOnCredit(under: contracts)
}

/// By entry, seen from both sides.
private func allocated(
    _ allocations: [Settlement.Allocation], _ entries: [LedgerEntry], _ currency: Currency
) -> [Int64: [ContractStatement.Allocation]] {
    let named = Dictionary(entries.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var sides: [Int64: [ContractStatement.Allocation]] = [:]
    for allocation in allocations {
        for (side, other) in [(allocation.credit, allocation.document), (allocation.document, allocation.credit)] {
            guard let entry = named[other] else { continue }
            sides[side, default: []].append(ContractStatement.Allocation(
                kind: entry.kind, number: entry.number ?? entry.externalID, date: entry.date, amount: Money(clamping: allocation.amount, currency)))
        }
    }
    return sides
}

extension Reader {
    /// The parts of orders under a contract that entries name, as settling needs them.
    fileprivate func knownParts(of contract: ID<Contract>, named deliveries: Set<String>) throws -> [String: OrderPart] {
        let numbers = Dictionary(deliveries.compactMap { text in OrderNumber.id(text).map { ($0, text) } }, uniquingKeysWith: { first, _ in first })
        guard !numbers.isEmpty else { return [:] }
        var parts: [String: OrderPart] = [:]
        for row in try rows("""
            SELECT p.order_id, p.gross, o.payment_terms, o.status FROM seller_orders AS p JOIN orders AS o ON o.id = p.order_id
            WHERE p.contract_id = \(contract) AND p.order_id \(in: numbers.keys.sorted())
            """) { if let delivery = numbers[try row.get("order_id")] { parts[delivery] = try OrderPart(row) } }
        return parts
    }

    fileprivate func contractsSharing(account: ID<CreditAccount>?, with contract: ContractCard) throws -> [String] {
        guard let account else { return [] }
        // An account is of one client: his few contracts are looked through, not all.
        return try rows("""
            SELECT number, external_id FROM contracts
            WHERE client_id = \(contract.client) AND credit_account_id = \(account) AND id <> \(contract.id) AND status = 'active' ORDER BY id LIMIT 100
            """)
            .map { try $0.find("number") ?? $0.get("external_id") }
    }

    fileprivate func ordersOnCredit(under contracts: [ID<Contract>]) throws -> [OrderOnCredit] {
        try rows("""
            SELECT p.order_id, p.contract_id, p.gross, p.currency, p.credit_taken + p.in_approval AS taken, p.hold_reason, p.held_until, o.reference, o.placed_at, o.status
            FROM seller_orders AS p JOIN orders AS o ON o.id = p.order_id
            WHERE p.contract_id \(in: contracts) AND (p.credit_taken > 0 OR p.hold_reason IN ('credit', 'approval'))
            ORDER BY p.order_id DESC, p.contract_id LIMIT \(ContractStatement.orderLimit)
            """).map { row in
            let currency: Currency = try row.get("currency")
            return OrderOnCredit(
                order: try row.get("order_id"), contract: try row.get("contract_id"), reference: try row.find("reference"), placedAt: try row.get("placed_at"),
                status: OrderStatus(rawValue: try row.get("status")) ?? .placed, gross: Money(clamping: try row.get("gross"), currency),
                taken: Money(clamping: try row.get("taken"), currency), isOnHold: try row.find("hold_reason", as: String.self) == "credit",
                heldUntil: try row.find("held_until"))
        }
    }
}
