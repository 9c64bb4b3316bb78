import Database
import Kernel
package import Records

/// The kinds of records about goods that the distributor's systems own.
package enum CatalogRecords {
    package static let brands = RecordKind(
        "brands", table: "brands", [.externalID, RecordField("parent", .reference(table: "brands", within: nil)), .name()], acyclic: "parent")

    package static let categories = RecordKind(
        "categories", table: "categories", [.externalID, RecordField("parent", .reference(table: "categories", within: nil)), .name()], acyclic: "parent")

    package static let parameters = RecordKind(
        "parameters", table: "parameters",
        [
            .externalID, RecordField("code", .text(limit: 100), required: true), .name(),
            RecordField("type", .choice(["number", "text", "choice", "flag"]), required: true), RecordField("unit", .text(limit: 40)),
            RecordField("categories", .references(table: "categories", child: .init("parameter_categories", owner: "parameter_id", column: "category_id"))),
        ], unique: ["code"])

    package static let products = RecordKind(
        "products", table: "products",
        [
            .externalID, RecordField("article", .text(limit: 100), required: true), .name(),
            RecordField("brand", .reference(table: "brands", within: nil)),
            RecordField("category", .reference(table: "categories", within: nil)),
            RecordField("unit", .checked(reason: "unknown_unit") { Unit(code: $0)?.code }, fallback: .text("796")),
            RecordField("vat_class", .choice(VATClass.allCases.map(\.rawValue)), alias: "vat_rate", fallback: .text("standard")),
            RecordField("order_multiple", .quantity(1...Quantity.limit), fallback: .integer(1000)),
            RecordField("order_minimum", .quantity(0...Quantity.limit), fallback: .integer(0)),
            RecordField("price_basis", .quantity(1...Quantity.limit), fallback: .integer(1000)),
            RecordField("packagings", .document(reason: "not_packagings", cleanPackagings), fallback: .text("[]")),
            RecordField("barcodes", .texts(child: .init("product_barcodes", owner: "product_id", column: "barcode"), clean: cleanBarcode)),
            RecordField("parameters", .document(reason: "not_parameters", cleanParameters), fallback: .text("{}")),
            RecordField("manufacturer_number", .text(limit: 100)),
            RecordField(
                "cross_numbers", .texts(child: .init("product_cross_numbers", owner: "product_id", column: "number")) { $0.utf8.count <= 200 ? $0 : nil }),
            RecordField("description", .text(limit: 20_000)), RecordField("country", .text(limit: 100)),
            RecordField("marked", .flag, fallback: .integer(0)),
            // Stands for its variants (products of their own) and is itself neither shown nor sold.
            RecordField("has_variants", .flag, fallback: .integer(0)),
            RecordField("status", .choice(["active", "discontinued"]), fallback: .text("active")),
            RecordField("successor", .reference(table: "products", within: nil)),
            // Taken out of the catalogue, kept for the orders it stands in; whoever tells the product again without it brings it back.
            RecordField("withdrawn", .flag, fallback: .integer(0), isCompleted: true),
        ], unique: ["article"], acyclic: "successor",
        complete: { drafts, reader in
            for index in drafts.indices where !drafts[index].states("withdrawn") { drafts[index].set("withdrawn", .integer(0)) }
            try ProductRules.apply(to: &drafts, reader)
        },
        saved: { products, writer, _ in
            try writer.keepPackagingBarcodes(of: products)
            try writer.noteBarcodeSharers(among: products)
        })

    /// A list of packagings: `unit` and `quantity` (of base units), with `barcode`, `weight_kg`, `volume_m3`, `length_m`, `width_m` and `height_m` where known.
    @Sendable private static func cleanPackagings(_ document: JSON) -> JSON? {
        guard let items = document.array, items.count <= 100 else { return nil }
        for item in items {
            guard let object = item.object, object["unit"]?.string.flatMap({ Unit(code: $0) }) != nil,
                let quantity = object["quantity"].flatMap(numeral).flatMap({ Quantity($0) }), quantity > .zero
            else { return nil }
            for (name, value) in object.entries {
                switch name {
                case "unit", "quantity", "barcode": continue
                case "weight_kg", "volume_m3", "length_m", "width_m", "height_m":
                    guard value == .null || numeral(value).flatMap({ DecimalText.parse($0, scale: 9, limit: Int64.max / 10) }) != nil else { return nil }
                default: return nil
                }
            }
        }
        return document
    }

    /// An object by parameter code; what may stand in each is looked at when the parameters are known (`ProductRules`).
    @Sendable private static func cleanParameters(_ document: JSON) -> JSON? {
        guard let object = document.object, object.entries.count <= 500 else { return nil }
        return document
    }

    /// A packaging without what cannot be: a barcode that nobody can print, a weight below nothing.
    /// - Returns: nil where everything can be; with it which fields were left out, by the place of the packaging.
    static func possiblePackagings(_ document: JSON) -> (packagings: JSON, leftOut: [(pointer: String, value: String)])? {
        var leftOut: [(pointer: String, value: String)] = []
        var isChanged = false
        let packagings = (document.array ?? []).enumerated().map { place, item -> JSON in
            guard var object = item.object else { return item }
            for (name, value) in object.entries where !["unit", "quantity"].contains(name) && value != .null {
                if name == "barcode" {
                    // Systems send digits as numbers.
                    let text = numeral(value) ?? value.text
                    if text.isEmpty || (cleanBarcode(text) != nil && numeral(value) != nil) {
                        if value.string == nil { (object[name], isChanged) = (.string(text), true) }
                        continue
                    }
                } else {
                    // Nothing weighs less than nothing, and no packaging is longer than a train or heavier than a ship.
                    let most = Int64(name.hasSuffix("_m") ? 1_000 : 1_000_000) * 1_000_000_000
                    if numeral(value).flatMap({ DecimalText.parse($0, scale: 9, limit: most) }).map({ $0 >= 0 }) ?? false { continue }
                }
                leftOut.append(("/packagings/\(place)/\(name)", value.string ?? value.text))
                (object[name], isChanged) = (nil, true)
            }
            return .object(object)
        }
        return isChanged ? (.array(packagings), leftOut) : nil
    }

    private static func numeral(_ value: JSON) -> String? {
        switch value {
        case .string(let text): text
        case .number(let text): text
        default: nil
        }
    }

    /// Codes of packs come with and without check digits and from other systems: anything short and printable is kept as it is printed.
    @Sendable private static func cleanBarcode(_ text: String) -> String? {
        (1...80).contains(text.utf8.count) && text.utf8.allSatisfy { (33...126).contains($0) } ? text : nil
    }
}
