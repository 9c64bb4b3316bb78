package import Customers
package import Database
import Journal
package import Kernel
package import Receivables
import Stock

/// A part of an order that is on hold for credit, as the credit controller sees it.
package struct HeldOrder: Sendable {
    package let part: ID<SellerOrder>
    package let order: ID<Order>
    package let client: ID<Client>
    package let clientExternalID: String
    package let clientName: String
    package let isClientBlocked: Bool
    package let contract: ContractCard
    package let gross: Money
    package let credit: CreditState?
    package let standing: CreditStanding
    package let placedAt: Instant
    package let placedByName: String
    /// Until when its goods are kept; nil when they were given back.
    package let heldUntil: Instant?
    /// A request to release it over the limit that waits for a second person.
    package let waitingOverride: Int64?

    package var number: String { OrderNumber.text(order) }
    /// What the limit lacks for it; nil when it fits, or nothing limits it.
    package var missing: Money? {
        guard let available = credit?.available, let missing = try? gross.subtracting(available), missing.minorUnits > 0 else { return nil }
        return missing
    }
}

/// Orders on hold for credit of the clients that the viewer sees, the oldest first. For who manages credit.
/// - Returns: the page and where the next one begins.
package func heldOrders(
    after part: ID<SellerOrder>? = nil, limit: Int = 50, for viewer: Viewer, at now: Instant, in reader: any Reader
) throws -> (orders: [HeldOrder], next: ID<SellerOrder>?) {
    try viewer.demand(.manageCredit)
    let limit = max(1, min(limit, 500))
    let found = try reader.rows("""
        SELECT p.id, p.order_id, p.client_id, c.external_id, c.name, c.blocked_at, p.contract_id, p.gross, p.currency, p.credit_account_id, p.held_until, o.placed_at, o.placed_by_name,
            (SELECT MIN(v.id) FROM credit_overrides AS v WHERE v.contract_id = p.contract_id AND v.order_id = p.order_id AND v.status = 'requested') AS waiting
        FROM seller_orders AS p JOIN orders AS o ON o.id = p.order_id JOIN clients AS c ON c.id = p.client_id
        WHERE p.hold_reason = 'credit' AND p.id > \(part?.rawValue ?? 0) AND \(viewer.sees(client: "p.client_id")) ORDER BY p.id LIMIT \(limit + 1)
        """)
    let shown = found.prefix(limit)
    let contracts = try Set(shown.map { try $0.get("contract_id", as: ID<Contract>.self) }).sorted()
    let cards = try reader.contractCards("c.id \(in: contracts)", at: now)
    let states = try reader.creditStates(of: Set(cards.compactMap(\.account) + (try shown.compactMap { try $0.find("credit_account_id") })).sorted())
    let standings = try reader.standings(of: cards, accounts: states)
    let byID = Dictionary(cards.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let orders: [HeldOrder] = try shown.compactMap { row in
        guard let card = byID[try row.get("contract_id")] else { return nil }
        let account: ID<CreditAccount>? = try row.find("credit_account_id")
        return HeldOrder(
            part: try row.get("id"), order: try row.get("order_id"), client: try row.get("client_id"), clientExternalID: try row.get("external_id"), clientName: try row.get("name"), isClientBlocked: try row.find("blocked_at", as: Int64.self) != nil,
            contract: card, gross: Money(clamping: try row.get("gross"), try row.get("currency")), credit: account.flatMap { states[$0] },
            standing: standings[card.id] ?? .free, placedAt: try row.get("placed_at"), placedByName: try row.get("placed_by_name"), heldUntil: try row.find("held_until"),
            waitingOverride: try row.find("waiting"))
    }
    return (orders, found.count > limit ? orders.last?.part : nil)
}

/// Gives back the goods of orders whose time on hold is over, each once; the orders stay on hold, their lines wait for goods.
/// - Returns: how many parts gave their goods back; call again while it is `limit`.
package func returnHeldStock(at now: Instant, limit: Int = 100, in writer: any Writer) throws -> Int {
    let due = try writer.rows("SELECT id FROM seller_orders WHERE hold_reason = 'credit' AND held_until <= \(now) ORDER BY id LIMIT \(limit)")
        .map { try $0.get("id", as: ID<SellerOrder>.self) }
    guard !due.isEmpty else { return 0 }
    try writer.lockPromises(ofParts: "p.id \(in: due)")
    let returned = try writer.rows("""
        UPDATE seller_orders SET held_until = NULL WHERE id \(in: due) AND hold_reason = 'credit' AND held_until <= \(now) RETURNING id, order_id, client_id, contract_id
        """)
    let ids = try returned.map { try $0.get("id", as: ID<SellerOrder>.self) }
    let products = try writer.giveBackPromises(ofParts: "p.id \(in: ids)")
    try writer.run("UPDATE orders SET version = version + 1, updated_at = \(now) WHERE id \(in: try returned.map { try $0.get("order_id", as: Int64.self) })")
    try writer.record(JournalEntry("stock", "returned", ids: products, by: .system), at: now)
    for row in returned {
        let order: ID<Order> = try row.get("order_id")
        let client: ID<Client> = try row.get("client_id")
        try writer.record(JournalEntry("orders", "stock_returned", ids: [order.rawValue], client: client, by: .system), at: now)
        try writer.record(
            JournalEntry("credit", "stock_returned", ids: [try row.get("contract_id")], client: client, by: .system, ["order": .string(OrderNumber.text(order))]), at: now)
    }
    return ids.count
}

/// Whether the credit of a part lets its goods leave now: for the release of shipments. Prepaid parts and parts under an order's override pass.
/// - Throws: `blocked` with the contract's number.
package func demandShipmentAllowed(ofPart part: ID<SellerOrder>, at now: Instant, in reader: any Reader) throws {
    guard let row = try reader.row("""
        SELECT p.contract_id, p.hold_reason, o.payment_terms, c.number,
            (SELECT MAX(v.until_day) FROM credit_overrides AS v WHERE v.contract_id = p.contract_id AND v.order_id = p.order_id AND v.status = 'approved') AS until_day
        FROM seller_orders AS p JOIN orders AS o ON o.id = p.order_id JOIN contracts AS c ON c.id = p.contract_id WHERE p.id = \(part)
        """)
    else { throw Refusal.notFound }
    let contract: ID<Contract> = try row.get("contract_id")
    let refusal = Refusal(.blocked, nil, ["contract": .text(try row.find("number") ?? "")])
    if try row.find("hold_reason", as: String.self) == "credit" { throw refusal }
    if try row.find("hold_reason", as: String.self) == "approval" { throw Refusal(.approvalRequired, "waits_for_approval") }
    if try row.get("payment_terms", as: String.self) == "prepaid" { return }
    guard let card = try reader.contractCards("c.id = \(contract)", at: now).first, let standing = try reader.standings(of: [card])[contract] else { return }
    if let until: Day = try row.find("until_day"), card.today <= until { return }
    if standing.forOrders >= .holdShipment { throw refusal }
}
