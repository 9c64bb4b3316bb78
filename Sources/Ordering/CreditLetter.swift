package import Database
package import Kernel
package import Receivables

/// What a letter about credit says, as things stand when it is written.
package struct CreditLetter: Sendable {
    package let event: CreditNews.Event
    package let clientName: String
    /// The contract's external id and number.
    package let contract: String
    package let contractNumber: String
    package let seller: String
    package let state: BlockState
    /// What stops the contract, the strictest first; empty where nothing does.
    package let reasons: [CreditReason]
    /// The order's number and what it comes to under this contract.
    package let order: String?
    package let amount: Money?
    /// What the limit lacks for it.
    package let missing: Money?
    /// Until when the goods of an order on hold are kept.
    package let heldUntil: Instant?
    /// Who placed an order that waits for an approval, or decided on it; and why he refused.
    package let person: String?
    package let reason: String?
}

/// The news with its words; nil when it is no longer so: what has come since is told by itself.
package func creditLetter(_ id: Int64, at now: Instant, in reader: any Reader) throws -> CreditLetter? {
    guard let row = try reader.row("SELECT event, contract_id, order_id, state FROM credit_news WHERE id = \(id)"), let event = CreditNews.Event(rawValue: try row.get("event")),
        let card = try reader.contractCards("c.id = \(try row.get("contract_id", as: ID<Contract>.self))", at: now).first
    else { return nil }
    let standing = try reader.standings(of: [card])[card.id] ?? .free
    var (person, reason): (String?, String?) = (nil, nil)
    var part: (order: ID<Order>, gross: Money, missing: Money?, heldUntil: Instant?)?
    switch event {
    case .restricted: guard standing.state.rawValue == (try row.find("state", as: String.self)) else { return nil }
    case .lifted: guard standing.state < .holdShipment else { return nil }
    case .orderHeld, .orderReleased, .approvalAsked, .approved, .refused:
        guard let order: ID<Order> = try row.find("order_id"), let found = try reader.row("""
            SELECT p.gross, p.currency, p.credit_account_id, p.hold_reason, p.held_until, o.status, o.approval, o.placed_by_name, o.decided_by_name, o.decision_reason,
                (SELECT CAST(SUM(g.gross) AS \(.integer)) FROM seller_orders AS g WHERE g.order_id = o.id AND g.currency = p.currency) AS whole FROM seller_orders AS p JOIN orders AS o ON o.id = p.order_id
            WHERE p.order_id = \(order) AND p.contract_id = \(card.id)
            """)
        else { return nil }
        let isHeld = try found.find("hold_reason", as: String.self) == "credit"
        let approval = Approval(rawValue: try found.get("approval")) ?? .notNeeded
        let isOver = OrderStatus(rawValue: try found.get("status"))?.isEnded ?? false
        switch event {
        case .approvalAsked: guard approval == .waiting, !isOver else { return nil }
        case .approved: guard approval == .approved, !isOver else { return nil }
        case .refused: guard approval == .refused else { return nil }
        default: guard isHeld == (event == .orderHeld), !isOver else { return nil }
        }
        let isOfCredit = event == .orderHeld || event == .orderReleased
        let gross = Money(clamping: try found.get(isOfCredit ? "gross" : "whole"), try found.get("currency"))
        person = try found.find(event == .approvalAsked ? "placed_by_name" : "decided_by_name")
        reason = try found.find("decision_reason")
        var missing: Money?
        if isHeld, let account: ID<CreditAccount> = try found.find("credit_account_id"), let available = try reader.creditStates(of: [account])[account]?.available {
            missing = (try? gross.subtracting(available)).flatMap { $0.minorUnits > 0 ? $0 : nil }
        }
        part = (order, gross, missing, try found.find("held_until"))
    }
    return CreditLetter(
        event: event, clientName: card.clientName, contract: card.externalID, contractNumber: card.number.isEmpty ? card.externalID : card.number, seller: card.sellerName,
        state: standing.state, reasons: standing.reasons.filter { $0.state >= .holdShipment },
        order: part.map { OrderNumber.text($0.order) }, amount: part?.gross, missing: part?.missing, heldUntil: part?.heldUntil, person: person, reason: reason)
}
