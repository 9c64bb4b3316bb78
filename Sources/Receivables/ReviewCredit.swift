package import Database
package import Journal
package import Kernel

/// Looks at how contracts stand and records what has changed since the last look: one journal entry (and so one event) per contract.
///
/// A state itself is never stored to be obeyed; it is judged anew whenever it matters. Call it after everything that may move one.
/// - Returns: the contracts whose state changed, with the new one.
@discardableResult
package func reviewCredit(of contracts: [ID<Contract>], by actor: Actor, at now: Instant, in writer: any Writer) throws -> [ID<Contract>: BlockState] {
    guard !contracts.isEmpty else { return [:] }
    let cards = try writer.contractCards("c.id \(in: contracts)", at: now)
    let standings = try writer.standings(of: cards)
    var moved: [(card: ContractCard, standing: CreditStanding)] = []
    var table = ValueTable([
        ("contract_id", .integer), ("client_id", .integer), ("currency", .text), ("balance", .integer), ("debt", .integer), ("advance", .integer),
        ("prepayment_held", .integer), ("state", .text), ("state_since", .integer),
    ])
    for card in cards {
        guard let standing = standings[card.id], standing.state != card.recordedState else { continue }
        moved.append((card, standing))
        table.append([
            card.id.sqlValue, card.client.sqlValue, .text(card.currency.code), .integer(0), .integer(0), .integer(0), .integer(0), .text(standing.state.rawValue),
            now.sqlValue,
        ])
    }
    // Two that look at once see the same change: it is recorded by the one whose row it is.
    let written = Set(try writer.insert(into: "contract_accounts", table, then: """
        ON CONFLICT (contract_id) DO UPDATE SET state = excluded.state, state_since = excluded.state_since WHERE contract_accounts.state <> excluded.state
        RETURNING contract_id
        """).map { try $0.get("contract_id", as: ID<Contract>.self) })
    moved = moved.filter { written.contains($0.card.id) }
    for (card, standing) in moved {
        try writer.record(
            JournalEntry("credit", "state_changed", ids: [card.id.rawValue], client: card.client, by: actor, [
                "contract": .string(card.externalID), "from": .string(card.recordedState.rawValue), "to": .string(standing.state.rawValue),
                "reasons": .array(standing.reasons.map { .string($0.code) }),
            ]), at: now)
    }
    try writer.note(
        moved.compactMap { CreditNews(client: $0.card.client, contract: $0.card.id, from: $0.card.recordedState, to: $0.standing.state) }, at: now)
    return Dictionary(moved.map { ($0.card.id, $0.standing.state) }) { first, _ in first }
}

/// The contracts whose state time may have moved: those with open documents, with documents not signed, or not free, by number.
package func contractsToReview(after: ID<Contract>?, limit: Int, in reader: any Reader) throws -> [ID<Contract>] {
    try reader.rows("""
        SELECT contract_id FROM contract_accounts WHERE contract_id > \(after?.rawValue ?? 0) AND (debt > 0 OR state <> 'ok')
        UNION SELECT contract_id FROM documents WHERE contract_id > \(after?.rawValue ?? 0) AND signature IN ('awaited', 'refused')
        ORDER BY contract_id LIMIT \(limit)
        """).map { try $0.get("contract_id") }
}
