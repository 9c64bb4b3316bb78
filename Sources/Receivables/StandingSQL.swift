package import Database
import Foundation
package import Kernel

/// A contract as the receivables show it.
package struct ContractCard: Sendable {
    package let id: ID<Contract>
    package let externalID: String
    package let number: String
    package let client: ID<Client>
    package let clientExternalID: String
    package let clientName: String
    /// The client's legal entity that owes.
    package let entity: ID<ClientEntity>
    package let entityName: String
    package let seller: ID<LegalEntity>
    package let sellerName: String
    package let currency: Currency
    package let paymentDays: Int
    package let isBanking: Bool
    package let isActive: Bool
    package let account: ID<CreditAccount>?
    /// Today where the seller keeps its books.
    package let today: Day
    package let balance: Money
    package let debt: Money
    package let advance: Money
    /// Up to when the ERP has told; nil when it never has.
    package let asOf: Instant?
    /// As last recorded in the journal.
    package let recordedState: BlockState
    package let stateSince: Instant?
}

extension Reader {
    package func contractCards(_ filter: SQL, at now: Instant) throws -> [ContractCard] {
        try rows("""
            SELECT c.id, c.external_id, c.number, c.client_id, p.external_id AS client_external_id, p.name AS client_name, c.client_entity_id, b.name AS entity_name, c.legal_entity_id,
                e.name AS seller_name, e.time_zone, c.currency, c.payment_days, c.payment_calendar, c.status, COALESCE(c.credit_account_id, a.id) AS account_id,
                k.balance, k.debt, k.advance, k.as_of, k.state, k.state_since
            FROM contracts AS c JOIN clients AS p ON p.id = c.client_id JOIN client_entities AS b ON b.id = c.client_entity_id
            JOIN legal_entities AS e ON e.id = c.legal_entity_id
            LEFT JOIN credit_accounts AS a ON a.contract_id = c.id LEFT JOIN contract_accounts AS k ON k.contract_id = c.id
            WHERE \(filter) ORDER BY c.id LIMIT 1000
            """).map { row in
            let currency: Currency = try row.get("currency")
            func sum(_ column: String) throws -> Money { Money(clamping: try row.find(column) ?? 0, currency) }
            return ContractCard(
                id: try row.get("id"), externalID: try row.get("external_id"), number: try row.find("number") ?? "", client: try row.get("client_id"),
                clientExternalID: try row.get("client_external_id"), clientName: try row.get("client_name"), entity: try row.get("client_entity_id"), entityName: try row.get("entity_name"),
                seller: try row.get("legal_entity_id"), sellerName: try row.get("seller_name"), currency: currency, paymentDays: try row.get("payment_days"),
                isBanking: try row.get("payment_calendar", as: String.self) == "banking", isActive: try row.get("status", as: String.self) == "active",
                account: try row.find("account_id"), today: Day(of: now, in: TimeZone(identifier: try row.get("time_zone")) ?? .gmt), balance: try sum("balance"),
                debt: try sum("debt"), advance: try sum("advance"), asOf: try row.find("as_of"),
                recordedState: try row.find("state", as: String.self).flatMap(BlockState.init(rawValue:)) ?? .ok, stateSince: try row.find("state_since"))
        }
    }

    /// How these contracts stand now: by their rules, their overdue documents, their accounts, blocks and overrides. A constant number of queries.
    package func standings(of contracts: [ContractCard], accounts: [ID<CreditAccount>: CreditState]? = nil) throws -> [ID<Contract>: CreditStanding] {
        guard !contracts.isEmpty else { return [:] }
        let ids = contracts.map(\.id)
        let states = try accounts ?? creditStates(of: Array(Set(contracts.compactMap(\.account))))
        let rules = try creditRules(of: ids)
        let latest = contracts.map(\.today).max() ?? contracts[0].today
        let overdue = try openDocuments("i.contract_id \(in: ids) AND i.amount > 0 AND i.due_day < \(latest)", limit: 1_000_000)
        let waits = rules.shortestWait(for: ids)
        let unsigned = try waits.map { try unsignedDocuments(of: ids, to: latest.adding(days: -Int($0))) } ?? [:]
        let manual = try manualBlocks(of: ids)
        let overrides = try overridesInForce(of: ids)
        var standings: [ID<Contract>: CreditStanding] = [:]
        for contract in contracts {
            var figures = CreditFigures(today: contract.today)
            figures.overdue = overdue[contract.id] ?? []
            figures.account = contract.account.flatMap { states[$0] }
            figures.unsigned = unsigned[contract.id] ?? []
            figures.manual = manual[contract.id] ?? []
            figures.overriddenUntil = overrides[contract.id]
            standings[contract.id] = judge(figures, by: rules.of(contract.id))
        }
        return standings
    }

    package func standings(of ids: [ID<Contract>], at now: Instant) throws -> [ID<Contract>: CreditStanding] {
        guard !ids.isEmpty else { return [:] }
        return try standings(of: contractCards("c.id \(in: ids)", at: now))
    }

    /// Open documents by contract, the first to be due first.
    func openDocuments(_ filter: SQL, limit: Int) throws -> [ID<Contract>: [OpenDocument]] {
        var documents: [ID<Contract>: [OpenDocument]] = [:]
        for row in try rows("""
            SELECT i.entry_id, i.contract_id, i.amount AS left_amount, l.external_id, l.kind, l.number, l.date_day, l.due_day, l.amount, l.currency, l.order_ref
            FROM open_items AS i JOIN ledger_entries AS l ON l.id = i.entry_id
            WHERE \(filter) ORDER BY i.contract_id, i.due_day, i.entry_id LIMIT \(limit)
            """)
        {
            let document = try OpenDocument(row)
            documents[document.contract, default: []].append(document)
        }
        return documents
    }

    func creditRules(of contracts: [ID<Contract>]) throws -> CreditRules {
        var rules = CreditRules()
        for row in try rows("""
            SELECT contract_id, measure, threshold, state FROM credit_rules WHERE contract_id IS NULL OR contract_id \(in: contracts) ORDER BY id LIMIT 100000
            """)
        {
            guard let measure = CreditRule.Measure(rawValue: try row.get("measure")), let state = BlockState(rawValue: try row.get("state")) else { continue }
            let rule = CreditRule(measure, try row.get("threshold"), state)
            if let contract: ID<Contract> = try row.find("contract_id") { rules.own[contract, default: []].append(rule) } else { rules.common.append(rule) }
        }
        return rules
    }

    /// Blocks that nobody has lifted, the newest first.
    func manualBlocks(of contracts: [ID<Contract>]) throws -> [ID<Contract>: [ManualBlock]] {
        var blocks: [ID<Contract>: [ManualBlock]] = [:]
        for row in try rows("""
            SELECT id, contract_id, state, reason, until_day, made_by_name, made_at FROM manual_blocks
            WHERE contract_id \(in: contracts) AND lifted_at IS NULL ORDER BY id DESC LIMIT 10000
            """)
        {
            blocks[try row.get("contract_id"), default: []].append(ManualBlock(
                id: try row.get("id"), state: BlockState(rawValue: try row.get("state")) ?? .warn, reason: try row.get("reason"), until: try row.find("until_day"),
                madeByName: try row.get("made_by_name"), madeAt: try row.get("made_at")))
        }
        return blocks
    }

    private func overridesInForce(of contracts: [ID<Contract>]) throws -> [ID<Contract>: Day] {
        var days: [ID<Contract>: Day] = [:]
        for row in try rows("""
            SELECT contract_id, MAX(until_day) AS until_day FROM credit_overrides
            WHERE contract_id \(in: contracts) AND status = 'approved' AND order_id IS NULL GROUP BY contract_id
            """) { days[try row.get("contract_id")] = try row.get("until_day") }
        return days
    }
}

/// Rules of contracts; a contract with its own for a measure does not have the common ones for it.
struct CreditRules {
    var common: [CreditRule] = []
    var own: [ID<Contract>: [CreditRule]] = [:]

    func of(_ contract: ID<Contract>) -> [CreditRule] {
        let common = common.isEmpty ? CreditRule.standard : common
        guard let own = own[contract] else { return common }
        let measures = Set(own.map(\.measure))
        return own + common.filter { !measures.contains($0.measure) }
    }

    /// The days after which the first of these contracts minds a missing signature; nil where none does.
    func shortestWait(for contracts: [ID<Contract>]) -> Int64? {
        contracts.flatMap(of).filter { $0.measure == .missingDocuments }.map { min($0.threshold, 100_000) }.min()
    }
}

extension OpenDocument {
    fileprivate init(_ row: Row) throws {
        let currency: Currency = try row.get("currency")
        self.init(
            entry: try row.get("entry_id"), externalID: try row.get("external_id"), contract: try row.get("contract_id"),
            kind: LedgerKind(rawValue: try row.get("kind")) ?? .correction, number: try row.find("number"), date: try row.get("date_day"), due: try row.get("due_day"),
            total: Money(clamping: try row.get("amount"), currency), left: Money(clamping: try row.get("left_amount"), currency), order: try row.find("order_ref"))
    }
}
