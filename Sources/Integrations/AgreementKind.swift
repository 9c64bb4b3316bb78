import Customers
import Database
package import Kernel
package import Records

/// Price agreements that the ERP brings as settled. Those that began in the portal are approved there by two people and nowhere else.
package enum AgreementKind {
    package static let agreements = RecordKind(
        "price-agreements", table: "price_agreements",
        [
            .externalID, .client, RecordField("contract", .reference(table: "contracts", within: "client"), required: true),
            RecordField("site", .reference(table: "sites", within: "client")), RecordField("title", .text(limit: 200), fallback: .text(""), folded: "title_folded"),
            RecordField("lines", .document(reason: "not_agreement_lines") { cleanLines($0) }, fallback: .text("[]")), .from, .to,
            RecordField("status", .choice(["approved", "closed"]), fallback: .text("approved")),
        ],
        listed: "status IN ('approved', 'closed')", check: \.reversedPeriod, complete: { try completeAgreements(&$0, in: $1) }, saved: { ids, writer, _ in try writer.spreadAgreementLines(of: ids) })
}

/// `[{product, unit_price, quantity}]`, numbers in canonical spelling; nil for anything else and for a product twice.
private func cleanLines(_ document: JSON) -> JSON? {
    guard let items = document.array, items.count <= 10_000 else { return nil }
    var seen: Set<String> = []
    var lines: [JSON] = []
    for item in items {
        guard let fields = item.object, fields.entries.allSatisfy({ ["product", "unit_price", "quantity"].contains($0.key) }), let product = item["product"]?.string?.trimmed,
            !product.isEmpty, seen.insert(product).inserted, let price = item["unit_price"].flatMap({ UnitPrice($0.plainNumeral) }),
            let quantity = item["quantity"].flatMap({ Quantity($0.plainNumeral) }), quantity >= .zero
        else { return nil }
        lines.append(["product": .string(product), "quantity": .string(quantity.decimal), "unit_price": .string(price.decimal)])
    }
    return .array(lines)
}

/// Refuses the portal's own agreements and lines with unknown products, with two queries.
private func completeAgreements(_ drafts: inout [RecordDraft], in reader: any Reader) throws {
    let portals = try Set(reader.rows("""
        SELECT external_id FROM price_agreements WHERE source = 'portal' AND external_id \(in: drafts.compactMap(\.label))
        """).map { try $0.get("external_id", as: String.self) })
    try refuseUnknownProducts(in: "lines", of: &drafts, reader)
    for index in drafts.indices {
        if let label = drafts[index].label, portals.contains(label) || isPortals(label) {
            drafts[index].problems.append(Refusal.Problem("/external_id", .forbidden, "owned_by_portal"))
        }
    }
}

/// Whether an external id has the form of the portal's own numbers, which are not given away.
private func isPortals(_ label: String) -> Bool { label.utf8.first == UInt8(ascii: "S") && label.utf8.count >= 7 && label.dropFirst().allSatisfy { $0.isASCII && $0.isNumber } }

extension Writer {
    /// Brings the lines that prices are read from in accordance with what the agreements say. What orders used of a dropped line stays known.
    fileprivate func spreadAgreementLines(of ids: [Int64]) throws {
        var stated: [(agreement: Int64, product: String, quantity: Quantity, price: UnitPrice)] = []
        for row in try rows("SELECT id, lines FROM price_agreements WHERE id \(in: ids) ORDER BY id") {
            for item in try JSON(parsing: Array(try row.get("lines", as: String.self).utf8)).array ?? [] {
                guard let product = item["product"]?.string, let quantity = item["quantity"]?.string.flatMap({ Quantity($0) }),
                    let price = item["unit_price"]?.string.flatMap({ UnitPrice($0) })
                else { continue }
                stated.append((try row.get("id"), product, quantity, price))
            }
        }
        var products: [String: Int64] = [:]
        for row in try rows("SELECT id, external_id FROM products WHERE external_id \(in: Array(Set(stated.map(\.product))))") {
            products[try row.get("external_id")] = try row.get("id")
        }
        // In the order of their numbers, as orders keep them.
        _ = try rows("SELECT id FROM price_agreement_lines WHERE agreement_id \(in: ids) ORDER BY id \(.forNoKeyUpdate)")
        try run("UPDATE price_agreement_lines SET is_open = 0 WHERE agreement_id \(in: ids)")
        var lines = ValueTable([("agreement_id", .integer), ("position", .integer), ("product_id", .integer), ("quantity", .integer), ("unit_price", .integer)])
        for (position, line) in stated.enumerated() {
            guard let product = products[line.product] else { continue }
            lines.append([.integer(line.agreement), .integer(Int64(position)), .integer(product), line.quantity.sqlValue, line.price.sqlValue])
        }
        try insert(into: "price_agreement_lines", lines, then: """
            ON CONFLICT (agreement_id, product_id) DO UPDATE SET position = excluded.position, quantity = excluded.quantity, unit_price = excluded.unit_price, is_open = 1
            """)
    }
}
