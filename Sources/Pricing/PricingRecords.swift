import Database
import Kernel
package import Records

/// The kinds of records about prices that the distributor's systems own.
package enum PricingRecords {
    package static let priceLists = RecordKind(
        "price-lists", table: "price_lists",
        [
            .externalID, .name(), RecordField("legal_entity", .reference(table: "legal_entities", within: nil)),
            RecordField("currency", .checked(reason: "unknown_currency") { Currency($0)?.code }, fallback: .text("RUB")),
            RecordField("vat_included", .flag, fallback: .integer(1)), RecordField("net", .flag, fallback: .integer(0)), .from, .to,
        ], check: \.reversedPeriod)

    /// One row of a list: known by list, product, lowest quantity and first day. The journal names the products.
    package static let prices = RecordKind(
        "prices", table: "prices",
        [
            RecordField("price_list", .reference(table: "price_lists", within: nil), required: true),
            RecordField("product", .reference(table: "products", within: nil), required: true),
            RecordField("min_quantity", .quantity(0...Quantity.limit), fallback: .integer(0)), .from, .to,
            RecordField("unit_price", .unitPrice, required: true),
        ],
        key: ["price_list", "product", "min_quantity", "from"], subject: ("prices", "product_id"), check: \.reversedPeriod)
}
