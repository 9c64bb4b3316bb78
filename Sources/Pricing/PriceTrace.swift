package import Database
package import Kernel

/// What one call of `savePrices` has written: new rows, and in `former_prices` what replaced ones were. Nobody else's numbers lie between: who writes prices holds the
/// lock of their kind.
package struct PriceTrace: Sendable {
    package let made: ClosedRange<Int64>?
    package let former: ClosedRange<Int64>?

    /// Nil where nothing has been written that can be put back.
    init?(from start: (prices: Int64, former: Int64), to end: (prices: Int64, former: Int64)) {
        made = end.prices > start.prices ? start.prices + 1...end.prices : nil
        former = end.former > start.former ? start.former + 1...end.former : nil
        guard made != nil || former != nil else { return nil }
    }
}

/// A price that a row of `former_prices` tells of, with what it was and what it became.
package struct ReplacedPrice: Sendable {
    /// The number of the row that stands; nil when it is gone.
    package let id: Int64?
    package let list: String
    package let product: String
    package let before: JSONObject
    package let after: JSONObject
}

extension Reader {
    /// The highest numbers of prices and of what they were.
    func lastPriceNumbers() throws -> (prices: Int64, former: Int64) {
        let row = try row("SELECT (SELECT COALESCE(MAX(id), 0) FROM prices) AS prices, (SELECT COALESCE(MAX(id), 0) FROM former_prices) AS former")
        return (try row?.get("prices") ?? 0, try row?.get("former") ?? 0)
    }

    /// What these rows of `former_prices` say, in their order, in the fields of the kind `prices`.
    package func replacedPrices(_ numbers: ClosedRange<Int64>) throws -> [ReplacedPrice] {
        try rows("""
            SELECT p.id, l.external_id AS list, g.external_id AS product, f.to_day, f.unit_price, f.new_to_day, f.new_price
            FROM former_prices AS f JOIN price_lists AS l ON l.id = f.price_list_id JOIN products AS g ON g.id = f.product_id
            LEFT JOIN prices AS p ON p.product_id = f.product_id AND p.price_list_id = f.price_list_id AND p.min_quantity = f.min_quantity AND p.from_day = f.from_day
            WHERE f.id BETWEEN \(numbers.lowerBound) AND \(numbers.upperBound) ORDER BY f.id LIMIT \(numbers.upperBound - numbers.lowerBound + 1)
            """).map { row in
                ReplacedPrice(
                    id: try row.find("id"), list: try row.get("list"), product: try row.get("product"),
                    before: image(price: try row.get("unit_price"), to: try row.get("to_day")), after: image(price: try row.get("new_price"), to: try row.get("new_to_day")))
            }
    }
}

private func image(price: Int64, to day: Int64) -> JSONObject {
    ["unit_price": .text(UnitPrice(units: price)?.decimal), "to": day == Int64(Day.last.number) ? .null : .text(Day(number: day)?.description)]
}
