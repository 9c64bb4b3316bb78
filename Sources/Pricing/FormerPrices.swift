package import Database
import Journal
import Kernel
package import Records

/// What prices were before they were changed.
enum FormerPrices {
    /// A price, what replaced it, and since when it was there.
    static let columns: [(name: String, type: ValueTable.ColumnType)] = [
        ("product_id", .integer), ("price_list_id", .integer), ("min_quantity", .integer), ("from_day", .integer), ("to_day", .integer), ("unit_price", .integer),
        ("new_to_day", .integer), ("new_price", .integer), ("since", .integer),
    ]
}

extension Writer {
    /// Keeps what prices were, in the transaction that replaces them: one statement, whatever the number of rows.
    /// - Parameter rows: a derived table with `FormerPrices.columns`.
    func keepFormerPrices(_ rows: SQL, _ change: RecordChange) throws {
        try run("""
            INSERT INTO former_prices
                (product_id, price_list_id, min_quantity, from_day, to_day, unit_price, new_to_day, new_price, since, until, actor, origin)
            SELECT f.product_id, f.price_list_id, f.min_quantity, f.from_day, f.to_day, f.unit_price, f.new_to_day, f.new_price, f.since,
                CAST(\(change.at) AS \(.integer)), CAST(\(change.actor.text) AS TEXT), CAST(\(change.origin) AS TEXT)
            FROM \(rows) AS f WHERE true
            """)
    }

    /// Keeps what stood in rows of prices that are about to go; as the new price stands zero, which no price is.
    package func keepLeavingPrices(_ ids: [Int64], _ change: RecordChange) throws {
        var gone = ValueTable([("id", .integer), ("to_day", .integer), ("unit_price", .integer)])
        for id in ids { gone.append([.integer(id), .integer(0), .integer(0)]) }
        try keepFormerPrices(replacedBy: gone, change)
    }

    /// The same for records of the kind `prices`.
    func keepFormerPrices(_ records: [(id: Int64, record: RecordView)], _ change: RecordChange) throws {
        var fresh = ValueTable([("id", .integer), ("to_day", .integer), ("unit_price", .integer)])
        for (id, record) in records {
            guard let to = record.integer("to"), let price = record.integer("unit_price") else { continue }
            fresh.append([.integer(id), .integer(to), .integer(price)])
        }
        try keepFormerPrices(replacedBy: fresh, change)
    }

    /// - Parameter fresh: what rows by `id` will have as `to_day` and `unit_price`.
    private func keepFormerPrices(replacedBy fresh: ValueTable, _ change: RecordChange) throws {
        guard !fresh.rows.isEmpty else { return }
        try keepFormerPrices("""
            (SELECT p.product_id, p.price_list_id, p.min_quantity, p.from_day, p.to_day, p.unit_price, v.to_day AS new_to_day, v.unit_price AS new_price,
                p.updated_at AS since
            FROM \(table: fresh) AS v JOIN prices AS p ON p.id = v.id WHERE p.to_day <> v.to_day OR p.unit_price <> v.unit_price)
            """, change)
    }
}
