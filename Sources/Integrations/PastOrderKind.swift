import Customers
import Database
import Kernel
import Records

/// What clients bought before the portal: for buying again. Facts of the ERP; they move no money and no stock.
enum PastOrderKind {
    static let pastOrders = RecordKind(
        "past-orders", table: "past_orders",
        [
            .externalID, .client, RecordField("date", .day, column: "date_day", required: true),
            RecordField("lines", .document(reason: "not_past_order_lines") { cleanLines($0) }, fallback: .text("[]")),
        ],
        complete: { try refuseUnknownProducts(in: "lines", of: &$0, $1) }, saved: { ids, writer, _ in try writer.spreadPastOrderLines(of: ids) })
}

/// `[{product, quantity, unit_price}]`, numbers in canonical spelling; the price may be left out. Nil for anything else.
private func cleanLines(_ document: JSON) -> JSON? {
    guard let items = document.array, items.count <= 10_000 else { return nil }
    var lines: [JSON] = []
    for item in items {
        guard let fields = item.object, fields.entries.allSatisfy({ ["product", "quantity", "unit_price"].contains($0.key) }), let product = item["product"]?.string?.trimmed,
            !product.isEmpty, let quantity = item["quantity"].flatMap({ Quantity($0.plainNumeral) }), quantity > .zero
        else { return nil }
        var line: JSONObject = ["product": .string(product), "quantity": .string(quantity.decimal)]
        if let told = item["unit_price"], told != .null {
            guard let price = UnitPrice(told.plainNumeral) else { return nil }
            line["unit_price"] = .string(price.decimal)
        }
        lines.append(.object(line))
    }
    return .array(lines)
}

extension Writer {
    /// Brings the lines that purchases are read from in accordance with what the orders say.
    fileprivate func spreadPastOrderLines(of ids: [Int64]) throws {
        var table = ValueTable([
            ("past_order_id", .integer), ("position", .integer), ("client_id", .integer), ("product_id", .integer), ("date_day", .integer), ("quantity", .integer), ("unit_price", .integer),
        ])
        let orders = try rows("SELECT id, client_id, date_day, lines FROM past_orders WHERE id \(in: ids) ORDER BY id").map { row in
            (id: try row.get("id", as: Int64.self), client: try row.get("client_id", as: Int64.self), day: try row.get("date_day", as: Int64.self),
                lines: try JSON(parsing: Array(try row.get("lines", as: String.self).utf8)).array ?? [])
        }
        let names = Set(orders.lazy.flatMap(\.lines).compactMap { $0["product"]?.string }).sorted()
        let products = try numbers(in: "products", externalIDs: names, owned: false).numbers
        for order in orders {
            for (position, line) in order.lines.enumerated() {
                guard let product = line["product"]?.string.flatMap({ products[$0] }), let quantity = line["quantity"]?.string.flatMap({ Quantity($0) }) else { continue }
                let price = line["unit_price"]?.string.flatMap { UnitPrice($0) }
                table.append([
                    .integer(order.id), .integer(Int64(position)), .integer(order.client), .integer(product), .integer(order.day), quantity.sqlValue, price?.sqlValue ?? .null,
                ])
            }
        }
        try run("DELETE FROM past_order_lines WHERE past_order_id \(in: ids)")
        try insert(into: "past_order_lines", table)
    }
}
