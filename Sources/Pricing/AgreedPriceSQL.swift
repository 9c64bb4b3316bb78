package import Database
package import Kernel

extension Reader {
    /// Agreed prices that are approved and not used up: of these products, of these agreements, or all. Dates are looked at when they are used.
    ///
    /// An agreement is in the currency and VAT mode that its contract had; after a change of either it answers no more.
    /// - Parameter locked: keeps the lines, in the order of their numbers, until the transaction ends.
    package func agreedPrices(
        ofProducts products: [ID<Product>]? = nil, ofAgreements agreements: [ID<PriceAgreement>]? = nil, locked: Bool = false
    ) throws -> [ID<Contract>: [ID<Product>: [ProjectPrice]]] {
        if locked, let products {
            // Locked by themselves: PostgreSQL locks rows of every joined table otherwise.
            _ = try rows("SELECT id FROM price_agreement_lines WHERE product_id \(in: products) AND is_open = 1 ORDER BY id \(.forNoKeyUpdate)")
        }
        var filter: SQL = ""
        if let products { filter = filter + " AND l.product_id \(in: products)" }
        if let agreements { filter = filter + " AND l.agreement_id \(in: agreements)" }
        var prices: [ID<Contract>: [ID<Product>: [ProjectPrice]]] = [:]
        try forEach("""
            SELECT l.id, l.agreement_id, l.product_id, l.quantity, l.used, l.unit_price, a.external_id, a.title, a.contract_id, a.from_day, a.to_day,
                s.external_id AS site
            FROM price_agreement_lines AS l
            JOIN price_agreements AS a ON a.id = l.agreement_id
            JOIN contracts AS c ON c.id = a.contract_id AND (a.currency IS NULL OR a.currency = c.currency) AND (a.vat_mode IS NULL OR a.vat_mode = c.vat_mode)
            LEFT JOIN sites AS s ON s.id = a.site_id
            WHERE l.is_open = 1 AND a.status = 'approved' AND l.used < l.quantity \(filter)
            ORDER BY a.contract_id, l.product_id, l.id
            """) { row in
                let (number, title): (String, String) = (try row.get("external_id"), try row.get("title"))
                prices[try row.get("contract_id"), default: [:]][try row.get("product_id"), default: []].append(ProjectPrice(
                    agreement: try row.get("agreement_id"), name: title.isEmpty ? number : "\(number) «\(title)»", price: try row.get("unit_price"),
                    left: try row.get("quantity", as: Quantity.self) - (try row.get("used")), from: try row.get("from_day"), to: try row.get("to_day"),
                    line: try row.get("id"), site: try row.find("site")))
            }
        return prices
    }
}

extension Writer {
    /// Takes agreed quantities for the lines of a new order. No quantity is given twice: the statement carries its own condition.
    ///
    /// - Returns: the agreements that orders have now left less of.
    /// - Throws: `price_changed` when a quantity has gone in the meantime.
    @discardableResult
    package func takeAgreedQuantities(_ uses: [(line: ID<AgreedLine>, orderLine: ID<OrderLine>, quantity: Quantity)], ofClient client: ID<Client>) throws -> [ID<PriceAgreement>] {
        guard !uses.isEmpty else { return [] }
        var sums: [ID<AgreedLine>: Quantity] = [:]
        var rows = ValueTable([("agreed_line_id", .integer), ("client_id", .integer), ("order_line_id", .integer), ("quantity", .integer)])
        for use in uses {
            sums[use.line, default: .zero] += use.quantity
            rows.append([use.line.sqlValue, client.sqlValue, use.orderLine.sqlValue, use.quantity.sqlValue])
        }
        var wanted = ValueTable([("id", .integer), ("q", .integer)])
        for (line, quantity) in sums.sorted(by: { $0.key < $1.key }) { wanted.append([line.sqlValue, quantity.sqlValue]) }
        let taken = try self.rows("""
            UPDATE price_agreement_lines SET used = price_agreement_lines.used + v.q
            FROM \(table: wanted) AS v
            WHERE price_agreement_lines.id = v.id AND price_agreement_lines.is_open = 1
                AND price_agreement_lines.used + v.q <= price_agreement_lines.quantity
                AND EXISTS (SELECT 1 FROM price_agreements AS a WHERE a.id = price_agreement_lines.agreement_id AND a.status = 'approved' AND a.client_id = \(client))
            RETURNING price_agreement_lines.id, price_agreement_lines.agreement_id
            """)
        guard taken.count == sums.count else { throw Refusal(.priceChanged, "agreement_used_up") }
        try insert(into: "price_agreement_uses", rows)
        return try Set(taken.map { try $0.get("agreement_id", as: ID<PriceAgreement>.self) }).sorted()
    }

    /// Keeps the agreed lines that an order took from, in the order of their numbers: after goods, before credit accounts, as placing does.
    package func lockAgreedLines(ofOrder order: ID<Order>) throws {
        _ = try rows("""
            SELECT id FROM price_agreement_lines
            WHERE id IN (SELECT u.agreed_line_id FROM price_agreement_uses AS u JOIN order_lines AS o ON o.id = u.order_line_id WHERE o.order_id = \(order))
            ORDER BY id \(.forNoKeyUpdate)
            """)
    }

    /// Brings what an order holds of agreed quantities to what will be supplied of its lines: of each line what its living shipments hold, and no more than
    /// what the seller has confirmed. Told twice it changes nothing; a fact that takes more again is stored though the agreement were short by it.
    ///
    /// - Returns: the agreements that have more or less now, for the journal (kind `price-agreements`).
    package func settleAgreedQuantities(ofOrder order: ID<Order>) throws -> [ID<PriceAgreement>] {
        try lockAgreedLines(ofOrder: order)
        var uses = ValueTable([("id", .integer), ("released", .integer)])
        var sums: [ID<AgreedLine>: Int64] = [:]
        for row in try rows("""
            SELECT u.id, u.agreed_line_id, u.quantity, u.released, o.confirmed,
                (SELECT CAST(SUM(l.quantity) AS \(.integer)) FROM shipment_lines AS l JOIN shipments AS s ON s.id = l.shipment_id
                    WHERE l.order_line_id = o.id AND s.status <> 'cancelled') AS alive
            FROM price_agreement_uses AS u JOIN order_lines AS o ON o.id = u.order_line_id WHERE o.order_id = \(order) ORDER BY u.id LIMIT 10000
            """)
        {
            let taken: Int64 = try row.get("quantity")
            let held = min(taken, max(0, try row.find("confirmed") ?? taken), try row.find("alive") ?? 0)
            let change = taken - held - (try row.get("released", as: Int64.self))
            guard change != 0 else { continue }
            uses.append([try row.value("id"), .integer(taken - held)])
            sums[try row.get("agreed_line_id"), default: 0] += change
        }
        guard !uses.rows.isEmpty else { return [] }
        try run("UPDATE price_agreement_uses SET released = v.released FROM \(table: uses) AS v WHERE price_agreement_uses.id = v.id")
        var returned = ValueTable([("id", .integer), ("q", .integer)])
        for (line, quantity) in sums.sorted(by: { $0.key < $1.key }) { returned.append([line.sqlValue, .integer(quantity)]) }
        return try Set(rows("""
            UPDATE price_agreement_lines SET used = price_agreement_lines.used - v.q FROM \(table: returned) AS v
            WHERE price_agreement_lines.id = v.id RETURNING price_agreement_lines.agreement_id
            """).map { try $0.get("agreement_id", as: ID<PriceAgreement>.self) }).sorted()
    }
}
