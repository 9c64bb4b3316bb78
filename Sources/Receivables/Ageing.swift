package import Customers
package import Database
import Foundation
package import Kernel

/// What is owed by how long it is overdue. In minor units of one currency.
package struct AgeingBuckets: Sendable, Equatable {
    /// Not due yet.
    package var current: Int64 = 0
    package var days1to30: Int64 = 0
    package var days31to60: Int64 = 0
    package var days61to90: Int64 = 0
    package var over90: Int64 = 0
    /// Credits not yet spent.
    package var advance: Int64 = 0

    package init(current: Int64 = 0, days1to30: Int64 = 0, days31to60: Int64 = 0, days61to90: Int64 = 0, over90: Int64 = 0, advance: Int64 = 0) {
        self.current = current
        self.days1to30 = days1to30
        self.days31to60 = days31to60
        self.days61to90 = days61to90
        self.over90 = over90
        self.advance = advance
    }

    package var overdue: Int64 { days1to30.plus(days31to60).plus(days61to90).plus(over90) }
    package var debt: Int64 { current.plus(overdue) }
}

package struct AgeingRow: Sendable {
    package let contract: ID<Contract>
    package let contractExternalID: String
    package let contractNumber: String
    package let client: ID<Client>
    package let clientExternalID: String
    package let clientName: String
    package let manager: String?
    package let sellerName: String
    package let currency: Currency
    package let buckets: AgeingBuckets
    /// Of the oldest unpaid document.
    package let overdueDays: Int
    /// As last recorded.
    package let state: BlockState
}

package struct AgeingFilter: Sendable {
    /// A part of the client's name.
    package var text = ""
    package var manager: String?
    package var seller: ID<LegalEntity>?
    package var state: BlockState?
    package var onlyOverdue = false

    package init() {}
}

/// By what the ageing is sorted: sums and days from the greatest, clients by name.
package enum AgeingOrder: String, Sendable, CaseIterable {
    case overdue, debt, days, over90, client
}

/// A place in the ageing, in the order it was asked in.
package struct AgeingPosition: Hashable, Sendable {
    /// What it is sorted by; zero when by name.
    package let value: Int64
    /// Folded; empty unless sorted by it.
    package let name: String
    package let contract: ID<Contract>

    package init(value: Int64, name: String, contract: ID<Contract>) {
        self.value = value
        self.name = name
        self.contract = contract
    }
}

package struct Ageing: Sendable {
    package let rows: [AgeingRow]
    /// Over everything that the filter finds, by currency.
    package let totals: [(currency: Currency, contracts: Int, buckets: AgeingBuckets)]
    package let next: AgeingPosition?

    /// So many contracts go into one file.
    package static let exportLimit = 100_000
}

/// Who owes what since when, for staff who see clients and debts.
/// - Parameter limit: up to `Ageing.exportLimit`; a page of a screen is 50.
package func ageing(
    _ filter: AgeingFilter = AgeingFilter(), by order: AgeingOrder = .overdue, after position: AgeingPosition? = nil, limit: Int = 50, for viewer: Viewer,
    at now: Instant, in reader: any Reader
) throws -> Ageing {
    try viewer.demand(.seeDebt)
    try viewer.demand(.seeClients)
    let limit = max(1, min(limit, Ageing.exportLimit))
    let sellers = try reader.rows("SELECT id, time_zone FROM legal_entities ORDER BY id LIMIT 10000")
    var days = ValueTable([("seller", .integer), ("today", .integer)])
    for row in sellers { days.append([try row.value("id"), Day(of: now, in: TimeZone(identifier: try row.get("time_zone")) ?? .gmt).sqlValue]) }
    let aged: SQL = """
        SELECT c.id AS contract_id, c.client_id, c.currency, c.legal_entity_id, d.today,
            CAST(SUM(CASE WHEN i.amount > 0 AND i.due_day >= d.today THEN i.amount ELSE 0 END) AS \(.integer)) AS b0,
            CAST(SUM(CASE WHEN i.amount > 0 AND i.due_day < d.today AND i.due_day >= d.today - 30 THEN i.amount ELSE 0 END) AS \(.integer)) AS b1,
            CAST(SUM(CASE WHEN i.amount > 0 AND i.due_day < d.today - 30 AND i.due_day >= d.today - 60 THEN i.amount ELSE 0 END) AS \(.integer)) AS b2,
            CAST(SUM(CASE WHEN i.amount > 0 AND i.due_day < d.today - 60 AND i.due_day >= d.today - 90 THEN i.amount ELSE 0 END) AS \(.integer)) AS b3,
            CAST(SUM(CASE WHEN i.amount > 0 AND i.due_day < d.today - 90 THEN i.amount ELSE 0 END) AS \(.integer)) AS b4,
            CAST(SUM(CASE WHEN i.amount < 0 THEN -i.amount ELSE 0 END) AS \(.integer)) AS advance,
            CAST(SUM(CASE WHEN i.amount > 0 AND i.due_day < d.today THEN i.amount ELSE 0 END) AS \(.integer)) AS overdue,
            MIN(CASE WHEN i.amount > 0 THEN i.due_day END) AS oldest
        FROM open_items AS i JOIN contracts AS c ON c.id = i.contract_id JOIN \(table: days) AS d ON d.seller = c.legal_entity_id
        WHERE \(viewer.sees(client: "c.client_id"))
        GROUP BY c.id, d.today
        """
    var totals: [Currency: (contracts: Int, buckets: AgeingBuckets)] = [:]
    var page: [AgedContract] = []
    var last: AgeingPosition?
    let name: SQL = order == .client ? "p.name_folded" : "''"
    // One pass over all contracts: their sums, and the first of the page, in the memory of two pages.
    try reader.forEach("""
        WITH aged AS (\(aged))
        SELECT a.contract_id, a.currency, a.today, a.b0, a.b1, a.b2, a.b3, a.b4, a.advance, a.overdue, a.oldest, \(name) AS name
        FROM aged AS a JOIN clients AS p ON p.id = a.client_id LEFT JOIN contract_accounts AS k ON k.contract_id = a.contract_id WHERE \(filter.condition)
        """)
    { row in
        let contract = try AgedContract(row, by: order)
        totals[contract.currency, default: (0, AgeingBuckets())].contracts += 1
        totals[contract.currency]?.buckets.add(contract.buckets)
        if let position, contract.position <= position { return }
        if let last, last < contract.position { return }
        page.append(contract)
        guard page.count > 2 * limit + 1 else { return }
        page.sort { $0.position < $1.position }
        page.removeLast(page.count - limit - 1)
        last = page.last?.position
    }
    page.sort { $0.position < $1.position }
    let shown = Array(page.prefix(limit))
    return Ageing(
        rows: try reader.ageingRows(shown), totals: totals.sorted { $0.key.code < $1.key.code }.map { ($0.key, $0.value.contracts, $0.value.buckets) },
        next: page.count > limit ? shown.last?.position : nil)
}

/// A contract with what it owes by age, before it has a name.
private struct AgedContract {
    let contract: ID<Contract>
    let currency: Currency
    let buckets: AgeingBuckets
    let overdueDays: Int
    let position: AgeingPosition

    init(_ row: Row, by order: AgeingOrder) throws {
        contract = try row.get("contract_id")
        currency = try row.get("currency")
        buckets = AgeingBuckets(
            current: try row.get("b0"), days1to30: try row.get("b1"), days31to60: try row.get("b2"), days61to90: try row.get("b3"), over90: try row.get("b4"),
            advance: try row.get("advance"))
        let today: Day = try row.get("today")
        overdueDays = try row.find("oldest", as: Day.self).map { max(0, Int(today.number) - Int($0.number)) } ?? 0
        let value: Int64 =
            switch order {
            case .overdue: buckets.overdue
            case .debt: buckets.debt
            case .over90: buckets.over90
            case .days: Int64(overdueDays)
            case .client: 0
            }
        position = AgeingPosition(value: value, name: order == .client ? try row.get("name") : "", contract: contract)
    }
}

extension AgeingPosition: Comparable {
    package static func < (left: Self, right: Self) -> Bool { (-left.value, left.name, left.contract) < (-right.value, right.name, right.contract) }
}

extension AgeingFilter {
    fileprivate var condition: SQL {
        var condition: SQL = onlyOverdue ? "a.overdue > 0" : "1 = 1"
        if let manager { condition = condition + " AND p.manager = \(manager)" }
        if let seller { condition = condition + " AND a.legal_entity_id = \(seller)" }
        if let state { condition = condition + " AND COALESCE(k.state, 'ok') = \(state.rawValue)" }
        let text = text.folded
        guard !text.isEmpty else { return condition }
        return condition + " AND p.name_folded LIKE \("%" + text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_") + "%") ESCAPE '\\'"
    }
}

extension AgeingBuckets {
    fileprivate mutating func add(_ other: AgeingBuckets) {
        current = current.plus(other.current)
        days1to30 = days1to30.plus(other.days1to30)
        days31to60 = days31to60.plus(other.days31to60)
        days61to90 = days61to90.plus(other.days61to90)
        over90 = over90.plus(other.over90)
        advance = advance.plus(other.advance)
    }
}

extension Reader {
    /// The names of aged contracts, in their order.
    fileprivate func ageingRows(_ contracts: [AgedContract]) throws -> [AgeingRow] {
        var named: [ID<Contract>: Row] = [:]
        for row in try rows("""
            SELECT c.id, c.external_id, c.number, c.client_id, p.external_id AS client_external_id, p.name AS client_name, p.manager, e.name AS seller_name,
                COALESCE(k.state, 'ok') AS state
            FROM contracts AS c JOIN clients AS p ON p.id = c.client_id JOIN legal_entities AS e ON e.id = c.legal_entity_id
            LEFT JOIN contract_accounts AS k ON k.contract_id = c.id WHERE c.id \(in: contracts.map(\.contract))
            """) { named[try row.get("id")] = row }
        return try contracts.compactMap { aged in
            guard let row = named[aged.contract] else { return nil }
            return AgeingRow(
                contract: aged.contract, contractExternalID: try row.get("external_id"), contractNumber: try row.find("number") ?? "",
                client: try row.get("client_id"), clientExternalID: try row.get("client_external_id"), clientName: try row.get("client_name"),
                manager: try row.find("manager"), sellerName: try row.get("seller_name"), currency: aged.currency, buckets: aged.buckets,
                overdueDays: aged.overdueDays, state: BlockState(rawValue: try row.get("state")) ?? .ok)
        }
    }
}
