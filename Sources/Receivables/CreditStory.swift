package import Customers
package import Database
package import Kernel

/// Everything that the credit controller needs to know of a client.
package struct CreditStory: Sendable {
    package let client: ClientCard
    package let overview: AccountOverview
    package let ageing: [(contract: ContractCard, buckets: AgeingBuckets)]
    /// Blocks in force, by contract.
    package let blocks: [(contract: ContractCard, block: ManualBlock)]
    /// The newest last.
    package let overrides: [CreditOverride]
    /// What happened: states, blocks, overrides, releases; the newest first.
    package let events: [Event]

    package struct Event: Sendable {
        package let at: Instant
        /// `state_changed`, `blocked`, `unblocked`, `override_requested`, `override_approved`, `override_refused`, `released`, `rules_set`, `stock_returned`.
        package let action: String
        /// The name of who did it; nil for the system.
        package let actorName: String?
        package let details: JSON
    }
}

/// The whole story of a client, for staff who see debts and clients.
package func creditStory(ofClient externalID: String, for viewer: Viewer, at now: Instant, in reader: any Reader) throws -> CreditStory {
    try viewer.demand(.seeDebt)
    try viewer.demand(.seeClients)
    guard viewer.isStaff, let row = try reader.row("SELECT id, external_id, name FROM clients WHERE id = \(SQL.client(externalID)) AND \(viewer.sees(client: "id"))") else { throw Refusal.notFound }
    let client = ClientCard(id: try row.get("id"), externalID: try row.get("external_id"), name: try row.get("name"))
    let cards = try reader.contractCards("c.client_id = \(client.id) AND (c.status = 'active' OR k.balance <> 0 OR k.debt <> 0)", at: now)
    let overview = try accountOverview(of: cards, in: reader)
    let blocks = try reader.manualBlocks(of: cards.map(\.id))
    let aged = try reader.buckets(of: cards)
    return CreditStory(
        client: client, overview: overview, ageing: cards.map { ($0, aged[$0.id] ?? AgeingBuckets()) },
        blocks: cards.flatMap { card in (blocks[card.id] ?? []).map { (card, $0) } },
        overrides: try overrides("o.id IN (SELECT id FROM credit_overrides WHERE client_id = \(client.id) ORDER BY id DESC LIMIT 100)", in: reader),
        events: try reader.creditEvents(of: client.id))
}

/// A contract that is not free, and why.
package struct BlockedContract: Sendable {
    package let contract: ContractCard
    package let standing: CreditStanding
}

/// Who is blocked, why, and what would lift it; by contract number. For staff who see debts and clients.
///
/// - Returns: the page and where the next one begins. A page may be short: what has lifted itself since the last look is left out.
package func blockedContracts(
    _ state: BlockState? = nil, after: ID<Contract>? = nil, limit: Int = 50, for viewer: Viewer, at now: Instant, in reader: any Reader
) throws -> (contracts: [BlockedContract], next: ID<Contract>?) {
    try viewer.demand(.seeDebt)
    try viewer.demand(.seeClients)
    let limit = max(1, min(limit, 1000))
    let wanted: SQL = state.map { "AND state = \($0.rawValue)" } ?? ""
    let own: SQL = viewer.managers == nil ? "" : "AND contract_id IN (SELECT id FROM contracts WHERE \(viewer.sees(client: "client_id")))"
    let ids = try reader.rows("""
        SELECT contract_id FROM contract_accounts WHERE state <> 'ok' AND contract_id > \(after?.rawValue ?? 0) \(wanted) \(own) ORDER BY contract_id LIMIT \(limit + 1)
        """).map { try $0.get("contract_id", as: ID<Contract>.self) }
    let cards = try reader.contractCards("c.id \(in: Array(ids.prefix(limit)))", at: now)
    let standings = try reader.standings(of: cards)
    let contracts = cards.compactMap { card in standings[card.id].flatMap { $0.state == .ok ? nil : BlockedContract(contract: card, standing: $0) } }
    return (contracts, ids.count > limit ? ids.prefix(limit).last : nil)
}

extension Reader {
    fileprivate func buckets(of cards: [ContractCard]) throws -> [ID<Contract>: AgeingBuckets] {
        var buckets: [ID<Contract>: AgeingBuckets] = [:]
        let today = Dictionary(cards.map { ($0.id, $0.today) }, uniquingKeysWith: { first, _ in first })
        for row in try rows("SELECT contract_id, due_day, CAST(SUM(amount) AS \(.integer)) AS amount, CASE WHEN amount > 0 THEN 1 ELSE 0 END AS is_debt FROM open_items WHERE contract_id \(in: cards.map(\.id)) GROUP BY contract_id, due_day, CASE WHEN amount > 0 THEN 1 ELSE 0 END") {
            let contract: ID<Contract> = try row.get("contract_id")
            let due: Day = try row.get("due_day")
            let amount: Int64 = try row.get("amount")
            guard let today = today[contract] else { continue }
            let days = Int(today.number) - Int(due.number)
            var own = buckets[contract] ?? AgeingBuckets()
            switch days {
            case _ where try row.get("is_debt", as: Int64.self) == 0: own.advance = own.advance.plus(-amount)
            case ...0: own.current = own.current.plus(amount)
            case ...30: own.days1to30 = own.days1to30.plus(amount)
            case ...60: own.days31to60 = own.days31to60.plus(amount)
            case ...90: own.days61to90 = own.days61to90.plus(amount)
            default: own.over90 = own.over90.plus(amount)
            }
            buckets[contract] = own
        }
        return buckets
    }

    fileprivate func creditEvents(of client: ID<Client>) throws -> [CreditStory.Event] {
        let found = try rows("""
            SELECT at, action, details, actor FROM journal WHERE client_id \(try anyNumber(of: client)) AND kind = 'credit' ORDER BY id DESC LIMIT 100
            """)
        let people = try found.compactMap { row in try row.get("actor", as: String.self).split(separator: "person:").first.flatMap { Int64($0) } }
        var names: [String: String] = [:]
        for row in try rows("SELECT id, name FROM people WHERE id \(in: people)") { names["person:\(try row.get("id", as: Int64.self))"] = try row.get("name") }
        return try found.map { row in
            CreditStory.Event(
                at: try row.get("at"), action: try row.get("action"), actorName: names[try row.get("actor")],
                details: (try? JSON(parsing: Array(try row.get("details", as: String.self).utf8))) ?? .null)
        }
    }
}
