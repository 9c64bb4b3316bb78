import Database
import Kernel
package import Records

/// The kinds of records about suppliers that the distributor's systems bring. The portal's staff and the suppliers change the same: whoever told last is right.
package enum SupplierRecords {
    package static let suppliers = RecordKind(
        "suppliers", table: "suppliers",
        [
            .externalID, .name(folded: "name_folded"), RecordField("inn", .checked(reason: "invalid_inn") { $0.isEmpty ? nil : INN($0)?.text }),
            RecordField("note", .text(limit: 2000)), RecordField("blocked", .flag, fallback: .integer(0)),
            RecordField("brands", .references(table: "brands", child: .init("supplier_brands", owner: "supplier_id", column: "brand_id"))),
        ],
        saved: { ids, writer, _ in
            try writer.run("UPDATE suppliers SET revision = revision + 1 WHERE id \(in: ids)")
            try writer.endAccess(ofSuppliers: ids)
        })

    /// An offer of a product that was not its supplier's so far makes it so: what the ERP tells is a fact.
    package static let offers = RecordKind(
        "supplier-offers", table: "supplier_offers",
        [
            RecordField("supplier", .reference(table: "suppliers", within: nil), required: true),
            RecordField("product", .reference(table: "products", within: nil), required: true),
            RecordField("article", .text(limit: 100)), RecordField("price", .unitPrice), RecordField("quantity", .quantity(0...Quantity.limit)),
            RecordField("lead_days", .integer(0...Int64(OfferTerms.leadLimit))), RecordField("valid_until", .day, column: "valid_day"),
        ],
        key: ["supplier", "product"], subject: ("supplier-offers", "product_id"),
        saved: { ids, writer, _ in
            try writer.run("UPDATE supplier_offers SET revision = revision + 1 WHERE id \(in: ids)")
            try writer.run("""
                INSERT INTO supplier_products (supplier_id, product_id)
                SELECT o.supplier_id, o.product_id FROM supplier_offers AS o JOIN products AS p ON p.id = o.product_id
                WHERE o.id \(in: ids) AND NOT EXISTS (SELECT 1 FROM supplier_brands AS b WHERE b.supplier_id = o.supplier_id AND b.brand_id = p.brand_id)
                ON CONFLICT (supplier_id, product_id) DO NOTHING
                """)
        })
}
