package import Database
import Journal
import Kernel
package import Records

extension Writer {
    /// Keeps what prices were, in the transaction that replaces them: one statement, whatever the number of rows.
    /// - Parameter fresh: what they will be, with the columns `id`, `to_day` and `unit_price`.
    func keepFormerPrices(_ fresh: ValueTable, _ change: RecordChange) throws {
        guard !fresh.rows.isEmpty else { return }
        try run("""
            INSERT INTO former_prices
                (product_id, price_list_id, min_quantity, from_day, to_day, unit_price, new_to_day, new_price, since, until, actor, origin)
            SELECT p.product_id, p.price_list_id, p.min_quantity, p.from_day, p.to_day, p.unit_price, v.to_day, v.unit_price, p.updated_at,
                CAST(\(change.at) AS \(.integer)), CAST(\(change.actor.text) AS TEXT), CAST(\(change.origin) AS TEXT)
            FROM \(table: fresh) AS v JOIN prices AS p ON p.id = v.id WHERE p.to_day <> v.to_day OR p.unit_price <> v.unit_price
            """)
    }

    /// Keeps what stood in rows of prices that are about to go; as the new price stands zero, which no price is.
    package func keepLeavingPrices(_ ids: [Int64], _ change: RecordChange) throws {
        var gone = ValueTable([("id", .integer), ("to_day", .integer), ("unit_price", .integer)])
        for id in ids { gone.append([.integer(id), .integer(0), .integer(0)]) }
        try keepFormerPrices(gone, change)
    }

    /// The same for records of the kind `prices`.
    func keepFormerPrices(_ rows: [(id: Int64, record: RecordView)], _ change: RecordChange) throws {
        var fresh = ValueTable([("id", .integer), ("to_day", .integer), ("unit_price", .integer)])
        for (id, record) in rows {
            guard let to = record.integer("to"), let price = record.integer("unit_price") else { continue }
            fresh.append([.integer(id), .integer(to), .integer(price)])
        }
        try keepFormerPrices(fresh, change)
    }
}
