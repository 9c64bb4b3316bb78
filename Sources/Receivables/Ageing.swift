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

package struct AgeingPosition: Hashable, Sendable {
    package let overdue: Int64
    package let contract: ID<Contract>
    package init(overdue: Int64, contract: ID<Contract>) {
        self.overdue = overdue
        self.contract = contract
    }
}

package struct Ageing: Sendable {
    /// The most overdue first.
    package let rows: [AgeingRow]
    /// Over everything that the filter finds, by currency.
    package let totals: [(currency: Currency, contracts: Int, buckets: AgeingBuckets)]
    package let next: AgeingPosition?
}

/// Who owes what since when, for staff who manage credit or see clients and debts.
package func ageing(
    _ filter: AgeingFilter = AgeingFilter(), after position: AgeingPosition? = nil, limit: Int = 50, for viewer: Viewer, at now: Instant, in reader: any Reader
) throws -> Ageing {
    try viewer.demand(.seeDebt)
    try viewer.demand(.seeClients)
    let limit = max(1, min(limit, 1000))
    let sellers = try reader.rows("SELECT id, time_zone FROM legal_entities ORDER BY id LIMIT 10000")
    var days = ValueTable([("seller", .integer), ("today", .integer)])
    for row in sellers { days.append([try row.value("id"), Day(of: now, in: TimeZone(identifier: try row.get("time_zone")) ?? .gmt).sqlValue]) }
    let aged: SQL = """
        SELECT c.id AS contract_id, c.client_id, c.external_id, c.number, c.currency, c.legal_entity_id, d.today,
            CAST(SUM(CASE WHEN i.amount > 0 AND i.due_day >= d.today THEN i.amount ELSE 0 END) AS \(.integer)) AS b0,
            CAST(SUM(CASE WHEN i.amount > 0 AND i.due_day < d.today AND i.due_day >= d.today - 30 THEN i.amount ELSE 0 END) AS \(.integer)) AS b1,
            CAST(SUM(CASE WHEN i.amount > 0 AND i.due_day < d.today - 30 AND i.due_day >= d.today - 60 THEN i.amount ELSE 0 END) AS \(.integer)) AS b2,
            CAST(SUM(CASE WHEN i.amount > 0 AND i.due_day < d.today - 60 AND i.due_day >= d.today - 90 THEN i.amount ELSE 0 END) AS \(.integer)) AS b3,
            CAST(SUM(CASE WHEN i.amount > 0 AND i.due_day < d.today - 90 THEN i.amount ELSE 0 END) AS \(.integer)) AS b4,
            CAST(SUM(CASE WHEN i.amount < 0 THEN -i.amount ELSE 0 END) AS \(.integer)) AS advance,
            CAST(SUM(CASE WHEN i.amount > 0 AND i.due_day < d.today THEN i.amount ELSE 0 END) AS \(.integer)) AS overdue,
            MIN(CASE WHEN i.amount > 0 THEN i.due_day END) AS oldest
        FROM open_items AS i JOIN contracts AS c ON c.id = i.contract_id JOIN \(table: days) AS d ON d.seller = c.legal_entity_id
        GROUP BY c.id, c.client_id, c.external_id, c.number, c.currency, c.legal_entity_id, d.today
        """
    let from: SQL = """
        FROM aged AS a JOIN clients AS p ON p.id = a.client_id LEFT JOIN contract_accounts AS k ON k.contract_id = a.contract_id WHERE \(filter.condition)
        """
    let totals = try reader.rows("""
        WITH aged AS (\(aged)) SELECT a.currency, COUNT(*) AS contracts, \(sums)
        \(from) GROUP BY a.currency ORDER BY a.currency
        """).map { (currency: try $0.get("currency", as: Currency.self), contracts: try $0.get("contracts", as: Int.self), buckets: try AgeingBuckets($0)) }
    let start: SQL = position.map { "AND (a.overdue < \($0.overdue) OR a.overdue = \($0.overdue) AND a.contract_id > \($0.contract))" } ?? ""
    let found = try reader.rows("""
        WITH aged AS (\(aged))
        SELECT a.contract_id, a.client_id, a.external_id, a.number, a.currency, a.today, a.b0, a.b1, a.b2, a.b3, a.b4, a.advance, a.overdue, a.oldest,
            p.external_id AS client_external_id, p.name AS client_name, p.manager, e.name AS seller_name, COALESCE(k.state, 'ok') AS state
        FROM aged AS a JOIN clients AS p ON p.id = a.client_id JOIN legal_entities AS e ON e.id = a.legal_entity_id
        LEFT JOIN contract_accounts AS k ON k.contract_id = a.contract_id WHERE \(filter.condition) \(start)
        ORDER BY a.overdue DESC, a.contract_id LIMIT \(limit + 1)
        """)
    let rows = try found.prefix(limit).map { try AgeingRow($0) }
    return Ageing(
        rows: rows, totals: totals, next: found.count > limit ? rows.last.map { AgeingPosition(overdue: $0.buckets.overdue, contract: $0.contract) } : nil)
}

private let sums: SQL = """
    CAST(SUM(a.b0) AS \(.integer)) AS b0, CAST(SUM(a.b1) AS \(.integer)) AS b1, CAST(SUM(a.b2) AS \(.integer)) AS b2, CAST(SUM(a.b3) AS \(.integer)) AS b3,
    CAST(SUM(a.b4) AS \(.integer)) AS b4, CAST(SUM(a.advance) AS \(.integer)) AS advance
    """

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
    fileprivate init(_ row: Row) throws {
        self.init(
            current: try row.get("b0"), days1to30: try row.get("b1"), days31to60: try row.get("b2"), days61to90: try row.get("b3"), over90: try row.get("b4"),
            advance: try row.get("advance"))
    }
}

extension AgeingRow {
    fileprivate init(_ row: Row) throws {
        let today: Day = try row.get("today")
        let oldest: Day? = try row.find("oldest")
        self.init(
            contract: try row.get("contract_id"), contractExternalID: try row.get("external_id"), contractNumber: try row.find("number") ?? "",
            client: try row.get("client_id"), clientExternalID: try row.get("client_external_id"), clientName: try row.get("client_name"),
            manager: try row.find("manager"), sellerName: try row.get("seller_name"), currency: try row.get("currency"), buckets: try AgeingBuckets(row),
            overdueDays: oldest.map { max(0, Int(today.number) - Int($0.number)) } ?? 0, state: BlockState(rawValue: try row.get("state")) ?? .ok)
    }
}
