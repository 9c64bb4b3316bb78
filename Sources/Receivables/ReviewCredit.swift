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
    var changed: [ID<Contract>: BlockState] = [:]
    var table = ValueTable([
        ("contract_id", .integer), ("client_id", .integer), ("currency", .text), ("balance", .integer), ("debt", .integer), ("advance", .integer),
        ("prepayment_held", .integer), ("state", .text), ("state_since", .integer),
    ])
    for card in cards {
        guard let standing = standings[card.id], standing.state != card.recordedState else { continue }
        changed[card.id] = standing.state
        table.append([
            card.id.sqlValue, card.client.sqlValue, .text(card.currency.code), .integer(0), .integer(0), .integer(0), .integer(0), .text(standing.state.rawValue),
            now.sqlValue,
        ])
        try writer.record(
            JournalEntry("credit", "state_changed", ids: [card.id.rawValue], client: card.client, by: actor, [
                "contract": .string(card.externalID), "from": .string(card.recordedState.rawValue), "to": .string(standing.state.rawValue),
                "reasons": .array(standing.reasons.map { .string($0.code) }),
            ]), at: now)
    }
    try writer.insert(into: "contract_accounts", table, then: """
        ON CONFLICT (contract_id) DO UPDATE SET state = excluded.state, state_since = excluded.state_since
        """)
    return changed
}

/// The contracts whose state time may have moved: those with open documents or not free, by number.
package func contractsToReview(after: ID<Contract>?, limit: Int, in reader: any Reader) throws -> [ID<Contract>] {
    try reader.rows("""
        SELECT contract_id FROM contract_accounts WHERE contract_id > \(after?.rawValue ?? 0) AND (debt > 0 OR state <> 'ok') ORDER BY contract_id LIMIT \(limit)
        """).map { try $0.get("contract_id") }
}
