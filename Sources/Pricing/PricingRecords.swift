import Database
import Kernel
package import Records

/// The kinds of records about prices that the distributor's systems own.
package enum PricingRecords {
    package static let priceLists = RecordKind(
        "price-lists", table: "price_lists",
        [
            .externalID, .name(), RecordField("legal_entity", .reference(table: "legal_entities", within: nil)), .currency,
            .vatIncluded, RecordField("net", .flag, fallback: .integer(0)),
            // What goods cost the seller: for staff, for floors and for markups. Never answers a client.
            RecordField("cost", .flag, fallback: .integer(0)), .from, .to,
        ], check: \.reversedPeriod)

    /// One row of a list: known by list, product, lowest quantity and first day. The journal names the products.
    package static let prices = RecordKind(
        "prices", table: "prices",
        [
            RecordField("price_list", .reference(table: "price_lists", within: nil), required: true),
            RecordField("product", .reference(table: "products", within: nil), required: true),
            RecordField("min_quantity", .quantity(0...Quantity.limit), fallback: .integer(0)), .from, .to,
            RecordField("unit_price", .unitPrice, required: true), RecordField("as_of", .instant),
        ],
        key: ["price_list", "product", "min_quantity", "from"], subject: ("prices", "product_id"), within: "price_list_id", moment: "as_of", isMomentNow: false,
        check: { $0.reversedPeriod + wrongPrice($0.integer("unit_price")) }, replacing: { try $2.keepFormerPrices($0, $1) })

    /// What is wrong with a whole row, for those who do not read it as a record.
    static func problems(from: Int64, to: Int64, price: Int64?) -> [Refusal.Problem] {
        (price == nil ? [Refusal.Problem("/unit_price", .validation, "field_required")] : []) + reversedPeriod(from: from, to: to) + wrongPrice(price)
    }

    private static func wrongPrice(_ price: Int64?) -> [Refusal.Problem] {
        price == 0 ? [Refusal.Problem("/unit_price", .validation, "price_is_zero")] : []
    }

    /// Cells of discount matrices.
    package static let discounts = RecordKind(
        "discounts", table: "discounts",
        [
            .externalID, RecordField("name", .text(limit: 500)),
            RecordField("target/client", .reference(table: "clients", within: nil), column: "client_id"),
            RecordField("target/contract", .reference(table: "contracts", within: nil), column: "contract_id"),
            RecordField("target/segment", .reference(table: "segments", within: nil), column: "segment_id"),
        ] + RecordField.scope + [
            RecordField("percent", .decimal(scale: 4, 0...Percent.whole.millionths)), RecordField("fixed_price", .unitPrice),
            RecordField("markup", .decimal(scale: 4, 0...Percent.limit)), .currency, .vatIncluded,
            RecordField("min_quantity", .quantity(0...Quantity.limit), fallback: .integer(0)), RecordField("min_amount", .money(0...Money.limit)),
            RecordField("priority", .integer(0...1_000_000), fallback: .integer(100)),
            RecordField("mode", .choice(DiscountTerms.Mode.allCases.map(\.rawValue)), fallback: .text(DiscountTerms.Mode.best.rawValue)), .from, .to,
        ],
        check: { $0.reversedPeriod + $0.wrongEffect }, complete: { drafts, _ in demand(["target", "scope"], of: &drafts) })

    /// Named policies: below which margin or price no discount goes.
    package static let floors = RecordKind(
        "price-floors", table: "price_floors",
        [.externalID, .name()] + RecordField.scope + [
            RecordField("margin", .decimal(scale: 4, 0...999_999)), RecordField("price", .unitPrice), .currency, .vatIncluded, .from, .to,
        ],
        check: { $0.reversedPeriod + $0.exactlyOne(of: ["margin", "price"]) }, complete: { drafts, _ in demand(["scope"], of: &drafts) })

    /// What so many units of a currency cost in roubles from a day on. Who does not say from where a rate comes is the ERP.
    package static let rates = RecordKind(
        "rates", table: "currency_rates",
        [
            RecordField("currency", .checked(reason: "unknown_currency") { Currency($0)?.code }, required: true),
            RecordField("day", .day, required: true), RecordField("nominal", .integer(CurrencyRate.nominals), fallback: .integer(1)),
            RecordField("rate", .decimal(scale: 6, 1...CurrencyRate.limit), required: true),
            RecordField("source", .choice(CurrencyRate.Source.allCases.map(\.rawValue)), fallback: .text(CurrencyRate.Source.erp.rawValue), isCompleted: true),
        ], key: ["currency", "day"],
        check: { $0.text("currency") == Currency.rub.code ? [Refusal.Problem("/currency", .validation, "rouble_has_no_rate")] : [] },
        complete: { drafts, _ in for index in drafts.indices where !drafts[index].states("source") { drafts[index].set("source", .text(CurrencyRate.Source.erp.rawValue)) } })

    /// A new record must say for whom and for what it is: left out is not "all".
    @Sendable private static func demand(_ groups: [String], of drafts: inout [RecordDraft]) {
        for index in drafts.indices where drafts[index].isNew && drafts[index].problems.isEmpty {
            for group in groups where !(drafts[index].kind.choices(of: group).first.map { drafts[index].states("\(group)/\($0)") } ?? true) {
                drafts[index].problems.append(Refusal.Problem("/\(group)", .validation, "field_required"))
            }
        }
    }
}

extension RecordField {
    static let currency = RecordField("currency", .checked(reason: "unknown_currency") { Currency($0)?.code }, fallback: .text("RUB"))
    static let vatIncluded = RecordField("vat_included", .flag, fallback: .integer(1))
    /// For which goods: one product, a category with everything below it, a brand, or all.
    static let scope: [RecordField] = [
        RecordField("scope/product", .reference(table: "products", within: nil), column: "product_id"),
        RecordField("scope/category", .reference(table: "categories", within: nil), column: "category_id"),
        RecordField("scope/brand", .reference(table: "brands", within: nil), column: "brand_id"),
    ]
}

extension RecordView {
    /// A discount takes off per cent, or sets a price, or puts something on top of the cost; only per cent can be added to others.
    fileprivate var wrongEffect: [Refusal.Problem] {
        let problems = exactlyOne(of: ["percent", "fixed_price", "markup"])
        guard problems.isEmpty else { return problems }
        if integer("fixed_price") == 0 { return [Refusal.Problem("/fixed_price", .validation, "price_is_zero")] }
        if text("mode") == "add", integer("percent") == nil { return [Refusal.Problem("/mode", .validation, "only_percent_adds")] }
        return []
    }

    fileprivate func exactlyOne(of fields: [String]) -> [Refusal.Problem] {
        let stated = fields.filter { integer($0) != nil }
        guard stated.count != 1 else { return [] }
        return [Refusal.Problem("/\(stated.dropFirst().first ?? fields[0])", .validation, "one_of_these", ["allowed": .text(fields.joined(separator: ", "))])]
    }
}
