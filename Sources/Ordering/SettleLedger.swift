import Customers
package import Database
package import Journal
package import Kernel
import Receivables

/// What follows from new entries of the ledger, in their transaction: balances, open documents, and for entries about our orders the move of their amount
/// from open (`in_orders`) to debt.
///
/// An order's part remembers how much of it the ledger has counted; what is added to that leaves `credit_taken`, never more than is still there. So an
/// amount is never counted twice and never by nobody, in whatever order the order, its states and its papers arrive.
package func settleLedger(_ entries: [Int64], _ writer: any Writer, at now: Instant) throws {
    let contracts = try writer.rows("SELECT DISTINCT contract_id FROM ledger_entries WHERE id \(in: entries)").map { try $0.get("contract_id", as: ID<Contract>.self) }
    try settleContracts(contracts.sorted(), by: .system, at: now, in: writer)
}

/// Settles contracts anew: after entries, after an order was placed or ended, after a contract moved to another account. Doing it again changes nothing.
///
/// Held orders for which there is room now are released, the oldest first.
package func settleContracts(_ contracts: [ID<Contract>], by actor: Actor, at now: Instant, in writer: any Writer) throws {
    guard !contracts.isEmpty else { return }
    var parts: [PartCredit] = []
    let settlements = try writer.settle(contracts, at: now) { deliveries in
        let (found, named) = try writer.namedOrders(deliveries)
        parts = found
        return named
    }
    try writer.moveCredit(of: parts, settlements)
    try reviewCredit(of: contracts, by: actor, at: now, in: writer)
    try releaseWhatFits(underContracts: contracts, by: actor, at: now, in: writer)
}

/// Settles the contracts of a new order that entries of the ledger already name.
func settleNamed(_ order: ID<Order>, of contracts: [ID<Contract>], by actor: Actor, at now: Instant, in writer: any Writer) throws {
    let number = OrderNumber.text(order)
    let named = try writer.rows("""
        SELECT DISTINCT contract_id FROM ledger_entries WHERE order_ref = \(number) AND contract_id \(in: contracts)
        """).map { try $0.get("contract_id", as: ID<Contract>.self) }
    try settleContracts(named.sorted(), by: actor, at: now, in: writer)
}

/// Gives back what an order that has ended (cancelled, refused, closed) still takes of its accounts. Call it after its status was written.
package func endCredit(ofOrder order: ID<Order>, by actor: Actor, at now: Instant, in writer: any Writer) throws {
    let accounts = try writer.rows("SELECT credit_account_id FROM seller_orders WHERE order_id = \(order) AND credit_account_id IS NOT NULL")
        .map { try $0.get("credit_account_id", as: ID<CreditAccount>.self) }
    try writer.lockAccounts(accounts)
    var (freed, waited): ([ID<CreditAccount>: Int64], [ID<CreditAccount>: Int64]) = ([:], [:])
    var contracts: [ID<Contract>] = []
    for row in try writer.rows("SELECT contract_id, credit_account_id, credit_taken, in_approval FROM seller_orders WHERE order_id = \(order) ORDER BY id \(.forUpdate)") {
        contracts.append(try row.get("contract_id"))
        guard let account: ID<CreditAccount> = try row.find("credit_account_id") else { continue }
        freed[account, default: 0] += try row.get("credit_taken", as: Int64.self)
        waited[account, default: 0] += try row.get("in_approval", as: Int64.self)
    }
    try writer.run("UPDATE seller_orders SET credit_taken = 0, in_approval = 0, hold_reason = NULL, held_until = NULL WHERE order_id = \(order)")
    try writer.giveBackCredit(freed)
    try writer.giveBackApproval(waited)
    try settleContracts(contracts, by: actor, at: now, in: writer)
}

/// What a contract's own upsert may have moved: balances go with it to the account it draws on now.
package func contractsSaved(_ ids: [Int64], _ writer: any Writer, at now: Instant) throws {
    let moved = try writer.rows("""
        SELECT k.contract_id FROM contract_accounts AS k JOIN contracts AS c ON c.id = k.contract_id LEFT JOIN credit_accounts AS a ON a.contract_id = c.id
        WHERE c.id \(in: ids) AND (COALESCE(k.credit_account_id, 0) <> COALESCE(c.credit_account_id, a.id, 0) OR k.currency <> c.currency)
        """).map { try $0.get("contract_id", as: ID<Contract>.self) }
    try settleContracts(moved.sorted(), by: .system, at: now, in: writer)
    let stay = Set(ids.map { ID<Contract>($0) }).subtracting(moved)
    try limitsMoved(of: stay.sorted(), at: now, in: writer)
}

/// A limit or a policy changed: how the contracts stand is looked at again. Held orders that fit now are released by the regular look, or by hand.
package func creditAccountsSaved(_ ids: [Int64], _ writer: any Writer, at now: Instant) throws {
    let contracts = try writer.rows("""
        SELECT c.id FROM contracts AS c LEFT JOIN credit_accounts AS a ON a.contract_id = c.id WHERE COALESCE(c.credit_account_id, a.id) \(in: ids) ORDER BY c.id
        """).map { try $0.get("id", as: ID<Contract>.self) }
    try limitsMoved(of: contracts, at: now, in: writer)
}

/// Documents came, or were signed: how their contracts stand is looked at again, and what was held for a missing signature goes on.
package func documentsSaved(_ ids: [Int64], _ writer: any Writer, at now: Instant) throws { try documentsMoved(underContracts: writer.contracts(ofDocuments: ids), writer, at: now) }

/// What follows where documents are about to go: to be called when they are gone.
package func documentsLeaving(_ ids: [Int64], _ writer: any Writer, at now: Instant) throws -> (any Writer) throws -> Void {
    let contracts = try writer.contracts(ofDocuments: ids)
    return { try documentsMoved(underContracts: contracts, $0, at: now) }
}

extension Reader {
    fileprivate func contracts(ofDocuments ids: [Int64]) throws -> [ID<Contract>] {
        try rows("SELECT DISTINCT contract_id FROM documents WHERE id \(in: ids) ORDER BY contract_id").map { try $0.get("contract_id") }
    }
}

private func documentsMoved(underContracts contracts: [ID<Contract>], _ writer: any Writer, at now: Instant) throws {
    try limitsMoved(of: contracts, at: now, in: writer)
    try releaseWhatFits(underContracts: contracts, by: .system, at: now, in: writer)
}

private func limitsMoved(of contracts: [ID<Contract>], at now: Instant, in writer: any Writer) throws {
    for start in stride(from: 0, to: contracts.count, by: 500) {
        let some = Array(contracts[start..<min(start + 500, contracts.count)])
        // Accounts first, as everybody who settles.
        try writer.lockAccounts(ofContracts: some)
        try reviewCredit(of: some, by: .system, at: now, in: writer)
    }
}

/// The credit side of an order's part.
struct PartCredit {
    let id: ID<SellerOrder>
    let contract: ID<Contract>
    let delivery: String
    let account: ID<CreditAccount>?
    let taken: Int64
    /// Taken while it waits for an approval.
    let waiting: Int64
    let inLedger: Int64
}

extension Writer {
    /// Finds the orders of deliveries by their numbers, and keeps the accounts they draw on.
    fileprivate func namedOrders(_ deliveries: [ID<Contract>: Set<String>]) throws -> ([PartCredit], NamedOrders) {
        var named = NamedOrders()
        let numbers = Dictionary(deliveries.values.flatMap { $0 }.compactMap { text in OrderNumber.id(text).map { ($0, text) } }, uniquingKeysWith: { first, _ in first })
        guard !numbers.isEmpty else { return ([], named) }
        let accounts = try rows("SELECT DISTINCT credit_account_id FROM seller_orders WHERE order_id \(in: Array(numbers.keys)) AND contract_id \(in: Array(deliveries.keys)) AND credit_account_id IS NOT NULL")
            .map { try $0.get("credit_account_id", as: ID<CreditAccount>.self) }
        try lockAccounts(accounts)
        var parts: [PartCredit] = []
        var known: Set<ID<Order>> = []
        for row in try rows("""
            SELECT p.id, p.order_id, p.contract_id, p.credit_account_id, p.gross, p.credit_taken, p.in_approval, p.in_ledger, o.payment_terms, o.status
            FROM seller_orders AS p JOIN orders AS o ON o.id = p.order_id WHERE p.order_id \(in: Array(numbers.keys)) ORDER BY p.id
            """)
        {
            let order: ID<Order> = try row.get("order_id")
            let contract: ID<Contract> = try row.get("contract_id")
            known.insert(order)
            guard let delivery = numbers[order], deliveries[contract]?.contains(delivery) ?? false else { continue }
            named.parts[contract, default: [:]][delivery] = try OrderPart(row)
            parts.append(PartCredit(
                id: try row.get("id"), contract: contract, delivery: delivery, account: try row.find("credit_account_id"), taken: try row.get("credit_taken"),
                waiting: try row.get("in_approval"), inLedger: try row.get("in_ledger")))
        }
        named.unknown = Set(numbers.filter { !known.contains($0.key) }.values)
        let own = Set(parts.map { "\($0.contract) \($0.delivery)" })
        for (contract, texts) in deliveries {
            for text in texts where OrderNumber.id(text).map(known.contains) ?? false && !own.contains("\(contract) \(text)") { named.foreign[contract, default: []].insert(text) }
        }
        return (parts, named)
    }

    /// What the ledger has newly counted of orders leaves their open credit.
    fileprivate func moveCredit(of parts: [PartCredit], _ settlements: [ID<Contract>: Settlement]) throws {
        var table = ValueTable([("id", .integer), ("counted", .integer), ("moved", .integer), ("waited", .integer)])
        var (freed, waited): ([ID<CreditAccount>: Int64], [ID<CreditAccount>: Int64]) = ([:], [:])
        for part in parts {
            let counted = settlements[part.contract]?.delivered[part.delivery] ?? 0
            guard counted != part.inLedger else { continue }
            let moved = max(0, min(part.taken, counted - part.inLedger))
            let awaited = max(0, min(part.waiting, counted - part.inLedger - moved))
            table.append([part.id.sqlValue, .integer(counted), .integer(moved), .integer(awaited)])
            guard let account = part.account else { continue }
            freed[account, default: 0] += moved
            waited[account, default: 0] += awaited
        }
        guard !table.rows.isEmpty else { return }
        try run("""
            UPDATE seller_orders SET in_ledger = v.counted, credit_taken = seller_orders.credit_taken - v.moved,
                in_approval = seller_orders.in_approval - v.waited
            FROM \(table: table) AS v WHERE seller_orders.id = v.id
            """)
        try giveBackCredit(freed)
        try giveBackApproval(waited)
    }
}

extension OrderPart {
    /// From `payment_terms`, `status` and `gross`. What has ended waits for nothing: its prepayment is free again.
    init(_ row: Row) throws {
        let status = OrderStatus(rawValue: try row.get("status")) ?? .placed
        self.init(isPrepaid: try row.get("payment_terms", as: String.self) == OrderRequest.Payment.prepaid.rawValue, gross: status.isEnded ? 0 : try row.get("gross"))
    }
}
