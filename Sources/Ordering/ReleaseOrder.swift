package import Customers
package import Database
import Journal
package import Kernel
import Receivables
import Stock

/// Releases an order that is on hold for credit: rules and limit are checked again inside the transaction, credit is taken, shipments may go.
///
/// - Throws: `not_found`; `order_not_on_hold`; `blocked` while a rule stops the contract; `credit_limit_exceeded` with what is missing.
package func releaseOrder(_ number: String, by viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demand(.manageCredit)
    guard let id = OrderNumber.id(number), try writer.row("SELECT id FROM orders WHERE id = \(id) AND \(viewer.sees(client: "client_id"))") != nil else { throw Refusal.notFound }
    let parts = try writer.heldParts("p.order_id = \(id)", limit: 1000)
    guard !parts.isEmpty else { throw Refusal(.validation, "order_not_on_hold") }
    let outcome = try release(parts, as: .controller, by: viewer.actor, name: viewer.name, at: now, in: writer)
    if let refusal = outcome.refusals.first { throw refusal }
}

/// Approves an override that another person asked for; for an order it is released at once, whatever its limit and rules. Nobody approves his own.
package func approveOverride(_ id: Int64, by viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let override = try decideOverride(id, approve: true, by: viewer, at: now, in: writer)
    guard let order = override.order else { return try releaseWhatFits(underContracts: [override.contract], by: viewer.actor, at: now, in: writer) }
    let parts = try writer.heldParts("p.order_id = \(order) AND p.contract_id = \(override.contract)", limit: 10)
    guard !parts.isEmpty else { throw Refusal(.validation, "order_not_on_hold") }
    let outcome = try release(parts, as: .override, by: viewer.actor, name: viewer.name, at: now, in: writer)
    if let refusal = outcome.refusals.first { throw refusal }
}

package func refuseOverride(_ id: Int64, by viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    _ = try decideOverride(id, approve: false, by: viewer, at: now, in: writer)
}

/// Lifts a block that was set by hand, and releases what it held.
package func liftBlock(_ id: Int64, by viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let contract = try liftManualBlock(id, by: viewer, at: now, in: writer)
    try releaseWhatFits(underContracts: [contract], by: viewer.actor, at: now, in: writer)
}

/// Releases held orders of these contracts (and of those that share their accounts) that fit now, the oldest first; one that is too big lets smaller ones pass.
///
/// Part of every transaction that may make room. Only those whose goods are still kept: `reviewHeldOrders` sees to the others.
func releaseWhatFits(underContracts contracts: [ID<Contract>], by actor: Actor, at now: Instant, in writer: any Writer) throws {
    let parts = try writer.heldParts("""
        p.held_until IS NOT NULL AND p.client_id NOT IN (SELECT b.id FROM clients AS b WHERE b.blocked_at IS NOT NULL) AND (p.contract_id \(in: contracts) OR p.credit_account_id IN (
            SELECT COALESCE(c.credit_account_id, a.id) FROM contracts AS c LEFT JOIN credit_accounts AS a ON a.contract_id = c.id WHERE c.id \(in: contracts)))
        """, limit: 100)
    guard !parts.isEmpty else { return }
    _ = try release(parts, as: .room, by: actor, name: "Kontor", at: now, in: writer)
}

/// Releases whatever fits by now of all held parts after a number: for the job. Takes goods again where they had been given back.
/// - Returns: the last part looked at; nil when there are no more.
package func reviewHeldOrders(after part: ID<SellerOrder>?, limit: Int = 50, at now: Instant, in writer: any Writer) throws -> ID<SellerOrder>? {
    let parts = try writer.heldParts("p.id > \(part?.rawValue ?? 0)", limit: limit)
    guard let last = parts.last?.id else { return nil }
    _ = try release(parts, as: .review, by: .system, name: "Kontor", at: now, in: writer)
    return last
}

/// Why a release is tried.
private enum ReleaseOccasion {
    case controller, override, room, review

    /// Locks stock before accounts, as placing does; what runs after accounts have been locked must not.
    var takesGoods: Bool { self != .room }

    /// Nobody has decided on the order itself.
    var isByItself: Bool { self == .room || self == .review }
}

/// A part of an order that is on hold for credit.
struct HeldPart {
    let id: ID<SellerOrder>
    let order: ID<Order>
    let client: ID<Client>
    let contract: ID<Contract>
    let contractNumber: String
    let account: ID<CreditAccount>?
    let isPrepaid: Bool
    let gross: Money
    let inLedger: Int64

    /// What the ledger has counted needs no credit.
    var needed: Money { Money(clamping: max(0, gross.minorUnits - inLedger), gross.currency) }
}

private struct ReleaseOutcome {
    var released: [HeldPart] = []
    var refusals: [Refusal] = []
}

private func release(
    _ candidates: [HeldPart], as occasion: ReleaseOccasion, by actor: Actor, name: String, at now: Instant, in writer: any Writer
) throws -> ReleaseOutcome {
    let goods = occasion.takesGoods ? try writer.lockedGoods(of: candidates.map(\.id)) : []
    let accounts = Array(Set(candidates.compactMap(\.account))).sorted()
    let states = try writer.creditStates(of: accounts, locked: true)
    // Between the first look and the lock somebody else may have released it.
    let parts = try writer.heldParts("p.id \(in: candidates.map(\.id))", limit: candidates.count, locked: true)
    let standings = try writer.standings(of: Array(Set(parts.map(\.contract))).sorted(), at: now)
    // Orders of a blocked client wait for staff: nothing goes on by itself.
    let stopped = occasion.isByItself ? try writer.blocked(among: Array(Set(parts.map(\.client)))) : []
    var outcome = ReleaseOutcome()
    var taken: [ID<CreditAccount>: Int64] = [:]
    for part in parts {
        if stopped.contains(part.client) { continue }
        let standing = standings[part.contract]?.forOrders ?? .ok
        if occasion != .override, !part.isPrepaid, standing >= .holdShipment {
            outcome.refusals.append(Refusal(.blocked, nil, ["contract": .text(part.contractNumber)]))
            continue
        }
        if let account = part.account, !part.isPrepaid {
            let needed = part.needed.minorUnits
            let available = (states[account]?.available?.minorUnits).map { $0 - (taken[account] ?? 0) } ?? .max
            guard states[account]?.currency == part.gross.currency, occasion == .override || needed == 0 || needed <= available else {
                let money = Money(clamping: available, part.gross.currency)
                outcome.refusals.append(Refusal(.creditLimitExceeded, nil, ["missing": .money(Money(clamping: needed - max(available, -Money.limit), part.gross.currency)), "available": .money(money)]))
                continue
            }
            taken[account, default: 0] += needed
        }
        outcome.released.append(part)
    }
    guard outcome.refusals.isEmpty || occasion == .room || occasion == .review else { return outcome }
    for (account, amount) in taken.sorted(by: { $0.key < $1.key }) {
        guard let currency = states[account]?.currency, try writer.takeCredit(Money(clamping: amount, currency), on: account, overriding: occasion == .override) else {
            // Under the lock of the account this cannot be; the statement's own condition has the last word.
            throw Refusal(.creditLimitExceeded)
        }
    }
    guard !outcome.released.isEmpty else { return outcome }
    try writer.takeGoods(goods.filter { good in outcome.released.contains { $0.id == good.part } }, by: actor, at: now)
    try writer.writeRelease(outcome.released, by: actor, name: name, at: now)
    return outcome
}

/// A line that nothing covers, with the stock that could.
struct UncoveredLine {
    let line: Int64
    let part: ID<SellerOrder>
    let stock: Int64
    let product: ID<Product>
    let quantity: Quantity
    let free: Quantity
}

extension Reader {
    func heldParts(_ filter: SQL, limit: Int, locked: Bool = false) throws -> [HeldPart] {
        if locked, dialect == .postgres { _ = try rows("SELECT p.id FROM seller_orders AS p WHERE \(filter) ORDER BY p.id \(.forUpdate)") }
        return try rows("""
            SELECT p.id, p.order_id, p.client_id, p.contract_id, c.number, p.credit_account_id, o.payment_terms, p.gross, p.in_ledger, p.currency
            FROM seller_orders AS p JOIN orders AS o ON o.id = p.order_id JOIN contracts AS c ON c.id = p.contract_id
            WHERE p.hold_reason = 'credit' AND \(filter) ORDER BY p.id LIMIT \(limit)
            """).map { row in
            HeldPart(
                id: try row.get("id"), order: try row.get("order_id"), client: try row.get("client_id"), contract: try row.get("contract_id"),
                contractNumber: try row.find("number") ?? "", account: try row.find("credit_account_id"),
                isPrepaid: try row.get("payment_terms", as: String.self) == "prepaid", gross: Money(clamping: try row.get("gross"), try row.get("currency")),
                inLedger: try row.get("in_ledger"))
        }
    }

    /// Lines of these parts that neither stock nor a receipt covers, with the stock of their warehouse, kept until the transaction ends.
    fileprivate func lockedGoods(of parts: [ID<SellerOrder>]) throws -> [UncoveredLine] {
        let lines = try rows("""
            SELECT l.id, s.seller_order_id, k.id AS stock_id, o.product_id, l.quantity
            FROM shipments AS s JOIN shipment_lines AS l ON l.shipment_id = s.id JOIN order_lines AS o ON o.id = l.order_line_id
            JOIN stock AS k ON k.warehouse_id = s.warehouse_id AND k.product_id = o.product_id
            WHERE s.seller_order_id \(in: parts) AND l.stock_id IS NULL AND l.receipt_id IS NULL ORDER BY l.id
            """)
        guard !lines.isEmpty else { return [] }
        var free: [Int64: Quantity] = [:]
        for row in try rows("SELECT id, quantity, reserved FROM stock WHERE id \(in: try lines.map { try $0.get("stock_id", as: Int64.self) }) ORDER BY id \(.forUpdate)") {
            free[try row.get("id")] = try row.get("quantity", as: Quantity.self) - (try row.get("reserved", as: Quantity.self))
        }
        return try lines.map { row in
            UncoveredLine(
                line: try row.get("id"), part: try row.get("seller_order_id"), stock: try row.get("stock_id"), product: try row.get("product_id"),
                quantity: try row.get("quantity"), free: free[try row.get("stock_id")] ?? .zero)
        }
    }
}

extension Writer {
    /// Promises again what is free of the goods that had been given back, whole lines only.
    fileprivate func takeGoods(_ lines: [UncoveredLine], by actor: Actor, at now: Instant) throws {
        var left = Dictionary(lines.map { ($0.stock, $0.free) }, uniquingKeysWith: { first, _ in first })
        var amounts: [Int64: Quantity] = [:]
        var table = ValueTable([("id", .integer), ("stock_id", .integer)])
        for line in lines where line.quantity <= left[line.stock] ?? .zero {
            left[line.stock] = (left[line.stock] ?? .zero) - line.quantity
            amounts[line.stock, default: .zero] += line.quantity
            table.append([.integer(line.line), .integer(line.stock)])
        }
        guard !amounts.isEmpty else { return }
        try reserve(stock: amounts, receipts: [:])
        try run("UPDATE shipment_lines SET stock_id = v.stock_id FROM \(table: table) AS v WHERE shipment_lines.id = v.id")
        try record(JournalEntry("stock", "reserved", ids: Set(lines.map(\.product.rawValue)).sorted(), by: actor), at: now)
    }

    fileprivate func writeRelease(_ parts: [HeldPart], by actor: Actor, name: String, at now: Instant) throws {
        var table = ValueTable([("id", .integer), ("taken", .integer)])
        for part in parts { table.append([part.id.sqlValue, .integer(part.account == nil || part.isPrepaid ? 0 : part.needed.minorUnits)]) }
        let ids = parts.map(\.id)
        try run("""
            UPDATE seller_orders SET hold_reason = NULL, held_until = NULL, credit_taken = v.taken FROM \(table: table) AS v
            WHERE seller_orders.id = v.id AND seller_orders.hold_reason = 'credit'
            """)
        try run("""
            UPDATE shipments SET status = CASE WHEN EXISTS (SELECT 1 FROM shipment_lines AS l WHERE l.shipment_id = shipments.id AND l.stock_id IS NOT NULL)
                THEN 'reserved' ELSE 'planned' END
            WHERE seller_order_id \(in: ids) AND status = 'on_hold'
            """)
        let orders = Set(parts.map(\.order)).sorted()
        try run("UPDATE orders SET version = version + 1, updated_at = \(now) WHERE id \(in: orders)")
        let freed = try rows("""
            UPDATE orders SET status = 'placed' WHERE id \(in: orders) AND status = 'on_hold'
                AND NOT EXISTS (SELECT 1 FROM seller_orders AS p WHERE p.order_id = orders.id AND p.hold_reason IS NOT NULL)
            RETURNING id
            """).map { try $0.get("id", as: ID<Order>.self) }
        var history = ValueTable([("order_id", .integer), ("at", .integer), ("status", .text), ("actor", .text), ("actor_name", .text)])
        for order in freed.sorted() { history.append([order.sqlValue, now.sqlValue, .text(OrderStatus.placed.rawValue), .text(actor.text), .text(name)]) }
        try insert(into: "order_history", history)
        try note(parts.map { CreditNews(.orderReleased, client: $0.client, contract: $0.contract, order: $0.order) }, at: now)
        for (client, own) in Dictionary(grouping: parts, by: \.client).sorted(by: { $0.key < $1.key }) {
            try record(JournalEntry("orders", "released", ids: Set(own.map(\.order.rawValue)).sorted(), client: client, by: actor), at: now)
            for part in own {
                try record(
                    JournalEntry("credit", "released", ids: [part.contract.rawValue], client: client, by: actor, [
                        "order": .string(OrderNumber.text(part.order)), "amount": .string(part.gross.decimal), "currency": .string(part.gross.currency.code),
                    ]), at: now)
            }
        }
    }
}
