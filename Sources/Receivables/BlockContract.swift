package import Customers
package import Database
import Journal
package import Kernel

/// Blocks a contract by hand, with a reason and, if wanted, a last day. For who manages credit.
package func setManualBlock(
    _ state: BlockState, onContract externalID: String, reason: String, until: Day?, by viewer: Viewer, at now: Instant, in writer: any Writer
) throws {
    try viewer.demand(.manageCredit)
    let card = try contractCard(externalID, for: viewer, at: now, in: writer)
    let reason = try requiredReason(reason)
    guard state != .ok else { throw Refusal(.validation, "not_a_block", problems: [Refusal.Problem("/state", .validation, "not_a_block")]) }
    try demandFuture(until, today: card.today)
    try writer.run("""
        INSERT INTO manual_blocks (client_id, contract_id, state, reason, until_day, made_by, made_by_name, made_at)
        VALUES (\(card.client), \(card.id), \(state.rawValue), \(reason), \(until), \(viewer.actor.text), \(viewer.name), \(now))
        """)
    try writer.record(
        JournalEntry("credit", "blocked", ids: [card.id.rawValue], client: card.client, by: viewer.actor, [
            "contract": .string(card.externalID), "state": .string(state.rawValue), "reason": .string(reason), "until": .text(until?.description),
        ]), at: now)
    try reviewCredit(of: [card.id], by: viewer.actor, at: now, in: writer)
}

/// Lifts a block that was set by hand. Refuses one that is not there any more.
/// - Returns: the contract, whose held orders may now fit.
@discardableResult
package func liftManualBlock(_ id: Int64, by viewer: Viewer, at now: Instant, in writer: any Writer) throws -> ID<Contract> {
    try viewer.demand(.manageCredit)
    guard let row = try writer.rows("""
        UPDATE manual_blocks SET lifted_by = \(viewer.actor.text), lifted_at = \(now) WHERE id = \(id) AND lifted_at IS NULL AND \(viewer.sees(client: "client_id")) RETURNING contract_id, client_id
        """).first
    else { throw Refusal.notFound }
    let contract: ID<Contract> = try row.get("contract_id")
    try writer.record(JournalEntry("credit", "unblocked", ids: [contract.rawValue], client: try row.get("client_id"), by: viewer.actor), at: now)
    try reviewCredit(of: [contract], by: viewer.actor, at: now, in: writer)
    return contract
}

/// A reason in words; throws without one.
package func requiredReason(_ text: String) throws -> String {
    let text = text.trimmed
    guard !text.isEmpty else { throw Refusal(.validation, "reason_required", problems: [Refusal.Problem("/reason", .validation, "reason_required")]) }
    guard text.unicodeScalars.count <= 1000 else {
        throw Refusal(.validation, "text_too_long", ["limit": .integer(1000)], problems: [Refusal.Problem("/reason", .validation, "text_too_long", ["limit": .integer(1000)])])
    }
    return text
}

func demandFuture(_ day: Day?, today: Day) throws {
    guard let day, day < today else { return }
    throw Refusal(.validation, "day_is_past", ["day": .day(day)], problems: [Refusal.Problem("/until", .validation, "day_is_past", ["day": .day(day)])])
}

/// The rules of one contract, in the place of the common ones for the measures they name; with nil the distributor's own common rules.
package func setCreditRules(_ rules: [CreditRule], onContract externalID: String?, by viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demand(.manageCredit)
    guard rules.allSatisfy({ $0.threshold > 0 && $0.state != .ok }), Set(rules.map { "\($0.measure) \($0.threshold)" }).count == rules.count else {
        throw Refusal(.validation, "not_credit_rules")
    }
    let card = try externalID.map { try contractCard($0, for: viewer, at: now, in: writer) }
    if let card { try writer.run("DELETE FROM credit_rules WHERE contract_id = \(card.id)") } else { try writer.run("DELETE FROM credit_rules WHERE contract_id IS NULL") }
    var table = ValueTable([("contract_id", .integer), ("measure", .text), ("threshold", .integer), ("state", .text)])
    for rule in rules { table.append([card?.id.sqlValue ?? .null, .text(rule.measure.rawValue), .integer(rule.threshold), .text(rule.state.rawValue)]) }
    try writer.insert(into: "credit_rules", table)
    try writer.record(JournalEntry("credit", "rules_set", ids: card.map { [$0.id.rawValue] } ?? [], client: card?.client, by: viewer.actor), at: now)
    if let card { try reviewCredit(of: [card.id], by: viewer.actor, at: now, in: writer) }
}

/// The rules as they are for a contract, or the common ones.
package func creditRules(ofContract externalID: String?, for viewer: Viewer, at now: Instant, in reader: any Reader) throws -> [CreditRule] {
    try viewer.demand(.seeDebt)
    guard let externalID else { try viewer.demand(.seeClients); let common = try reader.creditRules(of: []).common; return common.isEmpty ? CreditRule.standard : common }
    let card = try contractCard(externalID, for: viewer, at: now, in: reader)
    return try reader.creditRules(of: [card.id]).of(card.id)
}
