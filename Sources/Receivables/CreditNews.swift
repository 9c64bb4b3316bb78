package import Customers
package import Database
import Jobs
package import Kernel

/// Something about credit that people are told by mail. Noted in the transaction of the change itself, so that each change is told once.
package struct CreditNews: Sendable {
    package enum Event: String, Sendable, CaseIterable {
        /// A contract came under `hold_shipment`, `prepay_only` or `blocked`, or from one of them under another.
        case restricted
        case lifted
        /// A part of an order is on hold for credit, or is no more.
        case orderHeld = "order_held"
        case orderReleased = "order_released"
        /// An order waits for an approval by another person of the client, or was decided on.
        case approvalAsked = "approval_asked"
        case approved, refused

        var isOfCredit: Bool { OptionalLetters.creditEvents.contains(rawValue) }
    }

    package let event: Event
    package let client: ID<Client>
    package let contract: ID<Contract>
    package let order: ID<Order>?
    /// Of a contract: its new state.
    package let state: BlockState?

    package init(_ event: Event, client: ID<Client>, contract: ID<Contract>, order: ID<Order>? = nil, state: BlockState? = nil) {
        self.event = event
        self.client = client
        self.contract = contract
        self.order = order
        self.state = state
    }

    /// What a change of state is to people; nil for one that nobody need act on.
    init?(client: ID<Client>, contract: ID<Contract>, from before: BlockState, to after: BlockState) {
        if after >= .holdShipment { self.init(.restricted, client: client, contract: contract, state: after) }
        else if before >= .holdShipment { self.init(.lifted, client: client, contract: contract, state: after) }
        else { return nil }
    }

    /// Older news are nobody's any more, such as those from before there was a mail server.
    package static let keptFor: Int64 = 2 * 86_400
}

extension Writer {
    package func note(_ news: [CreditNews], at now: Instant) throws {
        var table = ValueTable([("client_id", .integer), ("contract_id", .integer), ("order_id", .integer), ("event", .text), ("state", .text), ("at", .integer)])
        for one in news {
            table.append([
                one.client.sqlValue, one.contract.sqlValue, one.order?.sqlValue ?? .null, .text(one.event.rawValue), one.state.map { .text($0.rawValue) } ?? .null, now.sqlValue,
            ])
        }
        try insert(into: "credit_news", table)
    }
}

/// Makes letters of what has been noted: to the client's people who see debts, and to those of the staff who look after the client. Part of one
/// transaction with the mark that it was told. Where the house does not want them, or the news are old, there are no letters.
///
/// - Returns: how many news were looked at; call again while it is `limit`.
package func tellCreditNews(limit: Int = 100, at now: Instant, in writer: any Writer) throws -> Int {
    let rows = try writer.rows("SELECT id, client_id, order_id, event, at FROM credit_news WHERE told_at IS NULL ORDER BY id LIMIT \(limit) \(.forUpdate)")
    guard !rows.isEmpty else { return 0 }
    try writer.run("UPDATE credit_news SET told_at = \(now) WHERE id \(in: try rows.map { try $0.get("id", as: Int64.self) })")
    let wantsCredit = try writer.houseSettings().creditMail
    let fresh = try rows.filter { row in
        let isOfCredit = CreditNews.Event(rawValue: try row.get("event"))?.isOfCredit ?? true
        return try row.get("at", as: Instant.self) >= now.adding(seconds: -CreditNews.keptFor) && (wantsCredit || !isOfCredit)
    }
    let readers = try writer.creditReaders(of: Set(fresh.map { try $0.get("client_id", as: ID<Client>.self) }).sorted(), at: now)
    for row in fresh {
        let client: ID<Client> = try row.get("client_id")
        var people = readers[client] ?? []
        if let event = CreditNews.Event(rawValue: try row.get("event")), !event.isOfCredit {
            // Of approvals there are few: each is asked for by itself.
            let placer = try writer.row("SELECT placed_by FROM orders WHERE id = \(try row.find("order_id", as: ID<Order>.self))")?.get("placed_by", as: String.self) ?? ""
            people = event == .approvalAsked ? try writer.approvers(of: client).filter { "person:\($0)" != placer }
                : placer.hasPrefix("person:") ? [Int64(placer.dropFirst(7))].compactMap { $0.map { ID<Person>($0) } } : []
        }
        for person in people { try writer.enqueue(Letter.creditNews(person, try row.get("id")).job(), at: now) }
    }
    return rows.count
}

/// Lets nobody be told of what has been noted so far: of a demo's own beginnings.
package func forgetCreditNews(at now: Instant, in writer: any Writer) throws { try writer.run("UPDATE credit_news SET told_at = \(now) WHERE told_at IS NULL") }

/// The queue of news.
package enum CreditNewsSchema {
    package static let migration = Migration(96, "credit_news", [
        """
        CREATE TABLE credit_news (
            id \(.identity), client_id \(.integer) NOT NULL, contract_id \(.integer) NOT NULL, order_id \(.integer),
            event \(.text) NOT NULL, state \(.text), at \(.integer) NOT NULL, told_at \(.integer),
            FOREIGN KEY (client_id, contract_id) REFERENCES contracts (client_id, id),
            FOREIGN KEY (client_id, order_id) REFERENCES orders (client_id, id)
        ) \(.strict)
        """,
        "CREATE INDEX credit_news_untold ON credit_news (id) WHERE told_at IS NULL",
        "CREATE INDEX credit_news_by_contract ON credit_news (contract_id, id)",
    ])
}
