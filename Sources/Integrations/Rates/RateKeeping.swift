package import Customers
package import Database
package import Kernel
package import Pricing

/// A rate as it is kept.
package struct KeptRate: Sendable {
    package let rate: CurrencyRate
    package let source: CurrencyRate.Source
    package let updatedAt: Instant
}

/// How a currency stands: what holds, what held before, what will hold, and who needs it.
package struct CurrencyState: Sendable {
    package let currency: Currency
    /// In force on the day; nil when none has begun.
    package let now: KeptRate?
    package let before: KeptRate?
    /// The next one that is known already.
    package let next: KeptRate?
    /// Price lists in this currency.
    package let lists: Int
    /// Days since the rate in force began: the Central Bank sets none for Sundays and Mondays, and none over the holidays of January.
    package let age: Int

    /// More days old than holidays explain.
    package var isStale: Bool { now != nil && age > 12 }
}

/// A contract and a list of it whose prices cannot be converted today: its rule finds no rate.
package struct RateGap: Sendable {
    package let contract: String
    package let client: String
    package let list: (externalID: String, name: String)
    /// The currency without a rate.
    package let currency: Currency
    package let contractCurrency: Currency
    /// The day whose rate the contract's rule asks for.
    package let day: Day
}

package struct RatesOverview: Sendable {
    package let today: Day
    package let currencies: [CurrencyState]
    /// At most two hundred.
    package let gaps: [RateGap]
}

/// Currencies with their rates on a day, and whom a missing one leaves without prices. For staff who read records and see prices; gaps of the clients they see.
package func ratesOverview(on today: Day, for viewer: Viewer, in reader: any Reader) throws -> RatesOverview {
    try viewer.demandKeeper()
    let now = try reader.keptRates(joining: "SELECT currency, MAX(day) AS day FROM currency_rates WHERE day <= \(today) GROUP BY currency")
    let before = try reader.keptRates(joining: """
        SELECT p.currency, MAX(p.day) AS day FROM currency_rates AS p
        JOIN (SELECT currency, MAX(day) AS day FROM currency_rates WHERE day <= \(today) GROUP BY currency) AS l ON l.currency = p.currency AND p.day < l.day GROUP BY p.currency
        """)
    let next = try reader.keptRates(joining: "SELECT currency, MIN(day) AS day FROM currency_rates WHERE day > \(today) GROUP BY currency")
    var lists: [Currency: Int] = [:]
    for row in try reader.rows("""
        SELECT currency, COUNT(*) AS lists FROM price_lists WHERE from_day <= \(today) AND to_day >= \(today) GROUP BY currency ORDER BY currency LIMIT 1000
        """)
    {
        lists[try row.get("currency")] = try row.get("lists")
    }
    let known = Set(now.keys).union(next.keys).union(lists.keys).subtracting([.rub])
    let states = known.map { currency in
        CurrencyState(
            currency: currency, now: now[currency], before: before[currency], next: next[currency], lists: lists[currency] ?? 0,
            age: now[currency].map { Int(today.number - $0.rate.day.number) } ?? 0)
    }
    // What prices depend on comes first.
    let sorted = states.sorted { ($0.lists == 0 ? 1 : 0, $0.currency.code) < ($1.lists == 0 ? 1 : 0, $1.currency.code) }
    return RatesOverview(today: today, currencies: sorted, gaps: try reader.rateGaps(on: today, for: viewer))
}

/// The rates of a currency, the latest first; `before` is the first day of the last row of the page before.
package func rateHistory(
    of currency: Currency, before day: Day? = nil, limit: Int = 60, for viewer: Viewer, in reader: any Reader
) throws -> (rates: [KeptRate], next: Day?) {
    try viewer.demandKeeper()
    let earlier: SQL = day.map { " AND day < \($0)" } ?? ""
    let found = try reader.rows("""
        SELECT currency, day, nominal, rate, source, updated_at FROM currency_rates WHERE currency = \(currency) \(earlier) ORDER BY day DESC LIMIT \(Int64(limit + 1))
        """).compactMap { try KeptRate($0) }
    guard !found.isEmpty || day != nil else { throw Refusal.notFound }
    return (Array(found.prefix(limit)), found.count > limit ? found.prefix(limit).last?.rate.day : nil)
}

extension KeptRate {
    init?(_ row: Row) throws {
        guard let rate = CurrencyRate(currency: try row.get("currency"), day: try row.get("day"), nominal: try row.get("nominal"), millionths: try row.get("rate")) else {
            return nil
        }
        self.init(rate: rate, source: CurrencyRate.Source(rawValue: try row.get("source")) ?? .erp, updatedAt: try row.get("updated_at"))
    }
}

extension Reader {
    /// One rate of each currency: of the day that the query names for it.
    fileprivate func keptRates(joining days: SQL) throws -> [Currency: KeptRate] {
        var found: [Currency: KeptRate] = [:]
        for row in try rows("""
            SELECT r.currency, r.day, r.nominal, r.rate, r.source, r.updated_at FROM currency_rates AS r JOIN (\(days)) AS d ON d.currency = r.currency AND d.day = r.day
            ORDER BY r.currency LIMIT 1000
            """)
        {
            if let kept = try KeptRate(row) { found[kept.rate.currency] = kept }
        }
        return found
    }

    fileprivate func rateGaps(on today: Day, for viewer: Viewer) throws -> [RateGap] {
        let ruleDay: SQL = """
            CASE COALESCE(c.rate_day, e.rate_day) WHEN 'previous_day' THEN \(today.adding(days: -1)) WHEN 'month_start' THEN \(today.adding(days: 1 - today.parts.day)) ELSE \(today) END
            """
        let noRate: SQL = "l.currency <> 'RUB' AND NOT EXISTS (SELECT 1 FROM currency_rates AS r WHERE r.currency = l.currency AND r.day <= \(ruleDay))"
        let noOwnRate: SQL = "c.currency <> 'RUB' AND NOT EXISTS (SELECT 1 FROM currency_rates AS r WHERE r.currency = c.currency AND r.day <= \(ruleDay))"
        return try rows("""
            SELECT COALESCE(c.number, c.external_id) AS contract, p.name AS client, l.external_id AS list, l.name AS list_name, l.currency AS list_currency,
                c.currency AS own_currency, \(ruleDay) AS rule_day, CASE WHEN \(noRate) THEN 1 ELSE 0 END AS list_missing
            FROM contracts AS c JOIN clients AS p ON p.id = c.client_id JOIN legal_entities AS e ON e.id = c.legal_entity_id
            JOIN contract_price_lists AS k ON k.contract_id = c.id JOIN price_lists AS l ON l.id = k.price_list_id
            WHERE c.status = 'active' AND c.from_day <= \(today) AND c.to_day >= \(today) AND l.from_day <= \(today) AND l.to_day >= \(today) AND l.cost = 0
                AND l.currency <> c.currency AND \(viewer.sees(client: "c.client_id")) AND ((\(noRate)) OR (\(noOwnRate)))
            ORDER BY c.id, k.position LIMIT 200
            """).map { row in
                let isList = try row.get("list_missing", as: Bool.self)
                return RateGap(
                    contract: try row.get("contract"), client: try row.get("client"), list: (try row.get("list"), try row.get("list_name")),
                    currency: try row.get(isList ? "list_currency" : "own_currency"), contractCurrency: try row.get("own_currency"), day: try row.get("rule_day"))
            }
    }
}
