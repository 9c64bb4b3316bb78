package import Customers
package import Database
import Journal
package import Kernel

/// An entry as a statement of account shows it.
package struct LedgerLine: Sendable {
    package let entry: LedgerEntry
    /// As told; payments and returns are above zero too.
    package let amount: Money
    /// What is still open of it: above zero to pay, below zero left of a payment; zero when settled.
    package let open: Money
    package let note: String?
    /// For staff alone: `unknown_order`, `foreign_order`, `other_currency`, `closed_period`, `unknown_allocation`, `possible_duplicate`.
    package let issues: [(code: String, detail: String)]
}

package struct LedgerPage: Sendable {
    package let contract: ContractCard
    /// Newest first.
    package let lines: [LedgerLine]
    /// Where the next page begins; nil on the last.
    package let next: LedgerPosition?
}

package struct LedgerPosition: Hashable, Sendable {
    package let date: Day
    package let entry: Int64
    package init(date: Day, entry: Int64) {
        self.date = date
        self.entry = entry
    }
}

/// Finds a contract of the viewer's client by its external id; staff with the right to see clients find any. A foreign one is not found.
package func contractCard(_ externalID: String, for viewer: Viewer, at now: Instant, in reader: any Reader) throws -> ContractCard {
    try viewer.demand(.seeDebt)
    var filter: SQL = "c.external_id = \(externalID)"
    if viewer.isStaff, viewer.rights.contains(.seeClients) { filter = filter + " AND " + viewer.sees(client: "c.client_id") } else {
        filter = filter + " AND c.client_id = \(try viewer.demandClient().id)"
        if case .key = viewer.identity { filter = filter + " AND c.id \(in: viewer.contracts.map(\.id))" }
    }
    guard let card = try reader.contractCards(filter, at: now).first else { throw Refusal.notFound }
    return card
}

/// What is still to pay under a contract, the first to be due first; credits not yet spent stand below zero among them. At most 1,000.
package func openDocuments(ofContract externalID: String, for viewer: Viewer, at now: Instant, in reader: any Reader) throws -> [OpenDocument] {
    let card = try contractCard(externalID, for: viewer, at: now, in: reader)
    return try reader.openDocuments("i.contract_id = \(card.id)", limit: 1000)[card.id] ?? []
}

/// A page of a contract's ledger, newest first.
package func ledgerPage(
    ofContract externalID: String, after position: LedgerPosition? = nil, limit: Int = 50, for viewer: Viewer, at now: Instant, in reader: any Reader
) throws -> LedgerPage {
    let card = try contractCard(externalID, for: viewer, at: now, in: reader)
    let limit = max(1, min(limit, 1000))
    let start: SQL = position.map { "AND (l.date_day < \($0.date) OR l.date_day = \($0.date) AND l.id < \($0.entry))" } ?? ""
    let found = try reader.rows("""
        SELECT l.id, l.external_id, l.kind, l.number, l.date_day, l.due_day, l.amount, l.currency, l.order_ref, l.shipment_ref, l.allocated, l.note, l.updated_at,
            COALESCE(i.amount, 0) AS open_amount
        FROM ledger_entries AS l LEFT JOIN open_items AS i ON i.entry_id = l.id
        WHERE l.contract_id = \(card.id) \(start) ORDER BY l.date_day DESC, l.id DESC LIMIT \(limit + 1)
        """)
    let shown = found.prefix(limit)
    var issues: [Int64: [(code: String, detail: String)]] = [:]
    let ids: [Int64] = viewer.isStaff ? try shown.map { try $0.get("id") } : []
    for row in try reader.rows("SELECT entry_id, code, detail FROM ledger_issues WHERE entry_id \(in: ids) ORDER BY entry_id, code") {
        issues[try row.get("entry_id"), default: []].append((try row.get("code"), try row.get("detail")))
    }
    let lines = try shown.map { row in
        let entry = try LedgerEntry(row)
        return LedgerLine(
            entry: entry, amount: Money(clamping: entry.amount, entry.currency), open: Money(clamping: try row.get("open_amount"), entry.currency),
            note: try row.find("note"), issues: issues[entry.id] ?? [])
    }
    return LedgerPage(
        contract: card, lines: lines,
        next: found.count > limit ? lines.last.map { LedgerPosition(date: $0.entry.date, entry: $0.entry.id) } : nil)
}

/// To which documents the payments of a contract went, by the numbers of entries. Computed again from the whole ledger.
/// - Parameter find: as for settling: which deliveries are prepaid orders of the contract.
package func allocations(of contract: ContractCard, orders: [String: OrderPart] = [:], in reader: any Reader) throws -> [Settlement.Allocation] {
    settle(try reader.ledgerEntries(of: [contract.id])[contract.id] ?? [], currency: contract.currency, orders: orders).allocations
}

/// Closes a seller's books up to a day: what comes for it later is stored with a remark, and the portal makes no entries in it.
package func closePeriod(of seller: ID<LegalEntity>, to day: Day, by viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demand(.manageCredit)
    try writer.run("""
        INSERT INTO closed_periods (legal_entity_id, closed_to, closed_at) VALUES (\(seller), \(day), \(now))
        ON CONFLICT (legal_entity_id) DO UPDATE SET closed_to = excluded.closed_to, closed_at = excluded.closed_at
        """)
    try writer.record(JournalEntry("credit", "period_closed", ids: [], by: viewer.actor, ["to": .string(day.description)]), at: now)
}

/// How long the goods of an order on hold for credit are kept from now on, in hours.
package func setHoldHours(_ hours: Int64, by viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demand(.manageCredit)
    guard (0...8760).contains(hours) else { throw Refusal(.validation, "out_of_range", ["from": .integer(0), "to": .integer(8760), "value": .integer(hours)]) }
    try writer.run("INSERT INTO credit_settings (id, hold_hours) VALUES (1, \(hours)) ON CONFLICT (id) DO UPDATE SET hold_hours = excluded.hold_hours")
    try writer.record(JournalEntry("credit", "hold_hours_set", ids: [], by: viewer.actor, ["hours": .number(String(hours))]), at: now)
}

extension Reader {
    /// Up to which day the books of a contract's seller are closed.
    package func closedTo(ofContract id: ID<Contract>) throws -> Day? {
        try row("SELECT p.closed_to FROM contracts AS c JOIN closed_periods AS p ON p.legal_entity_id = c.legal_entity_id WHERE c.id = \(id)")?.find("closed_to")
    }

    /// How long the goods of an order on hold for credit are kept, in hours.
    package func holdHours() throws -> Int64 { try row("SELECT hold_hours FROM credit_settings WHERE id = 1")?.get("hold_hours") ?? 48 }
}
