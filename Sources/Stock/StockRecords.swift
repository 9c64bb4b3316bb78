import Database
import Foundation
import Kernel
package import Records

/// The kinds of records about warehouses and what lies or is expected in them.
package enum StockRecords {
    package static let warehouses = RecordKind("warehouses", table: "warehouses", [
        .externalID, RecordField("code", .text(limit: 100)), .name(), RecordField("address", .text(limit: 1000)),
        RecordField("legal_entity", .reference(table: "legal_entities", within: nil)),
        RecordField("stock_basis", .choice(["on_hand", "free"]), fallback: .text("on_hand")),
        RecordField("time_zone", .checked(reason: "unknown_time_zone") { TimeZone(identifier: $0)?.identifier }, fallback: .text("Europe/Moscow")),
        RecordField("priority", .integer(-1_000_000...1_000_000), fallback: .integer(100)),
    ])

    /// Facts: never refused for being below what we promised.
    package static let stock = RecordKind(
        "stock", table: "stock",
        [
            RecordField("warehouse", .reference(table: "warehouses", within: nil), required: true),
            RecordField("product", .reference(table: "products", within: nil), required: true),
            RecordField("quantity", .quantity(-Quantity.limit...Quantity.limit), required: true),
            RecordField("as_of", .instant),
        ],
        key: ["warehouse", "product"], subject: ("stock", "product_id"), moment: "as_of")

    package static let receipts = RecordKind(
        "receipts", table: "receipts",
        [
            .externalID, RecordField("warehouse", .reference(table: "warehouses", within: nil), required: true),
            RecordField("product", .reference(table: "products", within: nil), required: true),
            RecordField("quantity", .quantity(0...Quantity.limit), required: true), RecordField("expected", .day, required: true),
        ], subject: ("stock", "product_id"))
}
