package import Customers
package import Database
package import Kernel

/// What a credit controller sets for one contract, beside its figures.
package struct CreditControl: Sendable {
    package let contract: ContractCard
    /// In force or to come, not lifted.
    package let blocks: [ManualBlock]
    /// The newest first.
    package let overrides: [CreditOverride]
    /// Those of this contract alone; empty where the common ones hold.
    package let ownRules: [CreditRule]
    /// What it is judged by: its own rules, and the common ones for the measures they do not name.
    package let rules: [CreditRule]
    /// Up to which day the books of its seller are closed.
    package let closedTo: Day?
}

/// For staff who see debts and clients. A foreign or missing contract is not found.
package func creditControl(ofContract externalID: String, for viewer: Viewer, at now: Instant, in reader: any Reader) throws -> CreditControl {
    try viewer.demand(.seeClients)
    guard viewer.isStaff else { throw Refusal.notFound }
    let card = try contractCard(externalID, for: viewer, at: now, in: reader)
    let rules = try reader.creditRules(of: [card.id])
    return CreditControl(
        contract: card, blocks: try reader.manualBlocks(of: [card.id])[card.id] ?? [],
        overrides: try overrides("o.id IN (SELECT id FROM credit_overrides WHERE contract_id = \(card.id) ORDER BY id DESC LIMIT 20)", in: reader).reversed(),
        ownRules: rules.own[card.id] ?? [], rules: rules.of(card.id), closedTo: try reader.closedTo(ofContract: card.id))
}

/// What holds for all contracts, and what lists of contracts are narrowed by.
package struct CreditSettings: Sendable {
    package struct SellerBooks: Sendable {
        package let id: ID<LegalEntity>
        package let externalID: String
        package let name: String
        /// Up to which day the books are closed; nil when they never were.
        package let closedTo: Day?
    }

    package let sellers: [SellerBooks]
    /// Of clients, by name.
    package let managers: [String]
    /// The distributor's own common rules, or those in their place.
    package let rules: [CreditRule]
    package let areRulesOwn: Bool
    /// How long the goods of an order on hold for credit are kept.
    package let holdHours: Int64
}

/// For staff who see debts and clients.
package func creditSettings(for viewer: Viewer, in reader: any Reader) throws -> CreditSettings {
    try viewer.demand(.seeDebt)
    try viewer.demand(.seeClients)
    guard viewer.isStaff else { throw Refusal.notFound }
    let common = try reader.creditRules(of: []).common
    return CreditSettings(
        sellers: try reader.rows("""
            SELECT e.id, e.external_id, e.name, p.closed_to FROM legal_entities AS e LEFT JOIN closed_periods AS p ON p.legal_entity_id = e.id ORDER BY e.name, e.id LIMIT 1000
            """).map { CreditSettings.SellerBooks(id: try $0.get("id"), externalID: try $0.get("external_id"), name: try $0.get("name"), closedTo: try $0.find("closed_to")) },
        managers: try reader.rows("SELECT DISTINCT manager FROM clients WHERE manager IS NOT NULL AND manager <> '' ORDER BY manager LIMIT 1000").map { try $0.get("manager") },
        rules: common.isEmpty ? CreditRule.standard : common, areRulesOwn: !common.isEmpty, holdHours: try reader.holdHours())
}

/// How a viewer's contracts stand, for the head of every page: two queries. The state is the one last recorded, or what the limit says by itself.
package struct CreditAtAGlance: Sendable {
    package let contract: ContractTerms
    package let credit: CreditState?
    package let state: BlockState
}

/// Nothing for those who may not see debts.
package func creditAtAGlance(of viewer: Viewer) -> Question<[CreditAtAGlance]> {
    guard viewer.rights.contains(.seeDebt), !viewer.contracts.isEmpty else { return Question(answered: []) }
    let standing: SQL = "SELECT contract_id, state FROM contract_accounts WHERE contract_id \(in: viewer.contracts.map(\.id))"
    return Question([standing, creditAccounts(Set(viewer.contracts.compactMap(\.creditAccount)).sorted())]) { answers in
        let states = try readCreditStates(answers.last ?? [])
        var recorded: [ID<Contract>: BlockState] = [:]
        for row in answers.first ?? [] { recorded[try row.get("contract_id")] = BlockState(rawValue: try row.get("state")) }
        return viewer.contracts.map { contract in
            let credit = contract.creditAccount.flatMap { states[$0] }
            let state = recorded[contract.id] ?? .ok
            return CreditAtAGlance(contract: contract, credit: credit, state: state == .ok ? credit.flatMap { BlockState(rawValue: $0.state) } ?? .ok : state)
        }
    }
}

/// A payment or return under one of a client's contracts.
package struct ClientPayment: Sendable {
    package let entry: LedgerEntry
    package let contractExternalID: String
    package let contractNumber: String
    package var amount: Money { Money(clamping: entry.amount, entry.currency) }
}

/// The latest payments and returns of a client, the newest first. For staff who see debts and clients.
package func latestPayments(of client: ID<Client>, limit: Int = 20, for viewer: Viewer, in reader: any Reader) throws -> [ClientPayment] {
    try viewer.demand(.seeDebt)
    try viewer.demand(.seeClients)
    return try reader.rows("""
        SELECT l.id, l.external_id, l.kind, l.number, l.date_day, l.due_day, l.amount, l.currency, l.order_ref, l.shipment_ref, l.allocated, l.updated_at,
            c.external_id AS contract_external_id, c.number AS contract_number
        FROM contracts AS c JOIN ledger_entries AS l ON l.contract_id = c.id
        WHERE c.client_id = \(client) AND l.kind IN ('payment', 'return') ORDER BY l.date_day DESC, l.id DESC LIMIT \(max(1, min(limit, 1000)))
        """).map {
            ClientPayment(entry: try LedgerEntry($0), contractExternalID: try $0.get("contract_external_id"), contractNumber: try $0.find("contract_number") ?? "")
        }
}
