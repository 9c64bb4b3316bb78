import Customers
import Database
import HTTPTypes
import Kernel
import Localization
import Ordering
import Pricing
import Stock
import Storefront

extension Endpoint {
    static let checkOrder = Endpoint(
        .post, "/order-checks", id: "checkOrder", tag: .orders, "What would become of these rows as an order",
        details: """
            Changes nothing. Up to 10,000 rows; what is wrong with one row is its verdict and never refuses the others. A row with the verdict \
            `price_on_request` is ordered by `POST /price-requests`. Prices and sums are for keys that have the scope `prices` too.
            """, scope: .ordersWrite,
        body: Body(
            .input([
                "rows": .list(
                    .input([
                        "row": Schema.integer(0...10_000_000).optional.described("Your number of the row; its place in the list when left out."),
                        "code": .text, "quantity": .text, "unit": Schema.text.orNull.optional,
                    ]), 1...10_000),
                "contract": Schema.text(max: 200).orNull.optional, "site": Schema.text(max: 200).orNull.optional,
                "requested_date": Schema.day.orNull.optional,
            ]), limit: 8 << 20),
        answer: Answer(
            "A verdict on each row, in their order; the shipments and sums of what could be ordered.",
            .object(["rows": .list(.checkedRow), "shipments": .list(.promisedShipment), "totals": .list(.total)])),
        handle: { api, request in
            let question = try Fields.read(request.body) { fields in
                (
                    rows: try fields.required("rows", .list(of: .checkRow, 1...10_000)), contract: fields.optional("contract", .text(max: 200)),
                    site: fields.optional("site", .text(max: 200)), day: fields.optional("requested_date", .day)
                )
            }
            let rows = question.rows.enumerated().map { place, row in
                OrderCheck.Question(row: row.number ?? place + 1, code: row.code, quantity: row.quantity, unit: row.unit)
            }
            let viewer = request.viewer
            if let site = question.site, !(try await api.database.read { try sites(of: viewer, in: $0) }.contains { $0.externalID == site }) {
                throw Refusal(
                    .validation, "unknown_site", problems: [Refusal.Problem("/site", .validation, "unknown_reference", ["value": .text(site)])])
            }
            let showsPrices = viewer.rights.contains(.seePrices)
            // Goods have their prices, whether or not the one who orders may see them.
            let shelf = showsPrices ? api.shelf(for: request) : Shelf(api.storefront.current, for: viewer.pricing, at: request.now)
            let check = try OrderCheck(rows, on: shelf, under: question.contract, requested: question.day)
            return APIAnswer([
                "rows": .array(check.rows.map { $0.json(shelf, request.texts, showsPrices: showsPrices) }), "shipments": .array(check.shipments(shelf)),
                "totals": .array(
                    !showsPrices ? [] : check.totals.map {
                        [
                            "contract": .string($0.contract.externalID), "currency": .string($0.gross.currency.code),
                            "total": .string($0.gross.decimal), "vat": .string($0.vat.decimal),
                        ]
                    }),
            ])
        })
}

/// A row as it came; whatever stands in it is judged and not refused, as long as it is text.
private struct CheckRow {
    let number: Int?
    let code: String
    let quantity: String
    let unit: String?
}

extension FieldKind where Value == CheckRow {
    fileprivate static var checkRow: FieldKind {
        .object { row in
            let quantity = try row.required("quantity", .any)
            return CheckRow(
                number: row.optional("row", .integer(0...10_000_000)), code: try row.required("code", .text(min: 0, max: 4000, multiline: true)),
                quantity: quantity.plainText, unit: row.optional("unit", .text(min: 0, max: 4000, multiline: true)))
        }
    }
}

extension OrderCheck.Row {
    fileprivate func json(_ shelf: Shelf, _ texts: Texts, showsPrices: Bool) -> JSON {
        var json: JSONObject = [
            "row": .number(String(question.row)), "code": .string(question.code), "verdict": .string(verdict.rawValue),
            "article": .text(product?.article),
            "name": .text(product?.name), "quantity": .text(quantity?.decimal), "message": .text(problem.map { texts.text($0.problem(at: "")) }),
            "alternatives": .array(alternatives.map { ["article": .string($0.article), "name": .string($0.name)] }),
        ]
        guard let line else { return .object(json) }
        json["contract"] = .string(line.price.contract.externalID)
        if showsPrices {
            json["unit_price"] = .string(line.price.unitPrice.decimal)
            json["list_price"] = .string(line.price.listPrice.decimal)
            json["discount"] = .string(line.price.discount.decimal)
            json["currency"] = .string(line.price.contract.currency.code)
            json["vat_rate"] = line.price.rate.json
            json["vat_amount"] = .string(line.amounts.vat.decimal)
            json["line_total"] = .string(line.amounts.gross.decimal)
        }
        json["promise"] = .array(
            line.parts.map { part in
                [
                    "warehouse": .text(shelf.storefront.warehouses[part.warehouse]?.externalID), "quantity": .string(part.quantity.decimal),
                    "date": .text(shelf.day(of: part)?.description),
                ]
            })
        return .object(json)
    }
}

extension Viewer {
    /// With the right to prices, for calculations whose prices are not told.
    fileprivate var pricing: Viewer {
        Viewer(identity: identity, name: name, client: client, contracts: contracts, rights: rights.union([.seePrices]), isStaff: isStaff, managers: managers)
    }
}

extension Shelf {
    /// The day on which a part can leave its warehouse; nil for a back-order.
    fileprivate func day(of part: Allocated) -> Day? {
        switch part.source {
        case .stock: storefront.warehouses[part.warehouse].map { Day(of: now, in: $0.zone) }
        case .receipt(_, let day): day
        case .backorder: nil
        }
    }
}

extension OrderCheck {
    /// What would go together: by contract, warehouse and day, in the order of the rows.
    fileprivate func shipments(_ shelf: Shelf) -> [JSON] {
        var order: [[String]] = []
        var lines: [[String]: [JSON]] = [:]
        for row in rows {
            guard let line = row.line else { continue }
            for part in line.parts {
                let key = [
                    line.price.contract.externalID, shelf.storefront.warehouses[part.warehouse]?.externalID ?? "",
                    shelf.day(of: part)?.description ?? "",
                ]
                if lines[key] == nil { order.append(key) }
                lines[key, default: []].append(["row": .number(String(row.question.row)), "quantity": .string(part.quantity.decimal)])
            }
        }
        return order.map { key in
            [
                "contract": .string(key[0]), "warehouse": .string(key[1]), "date": key[2].isEmpty ? .null : .string(key[2]),
                "lines": .array(lines[key] ?? []),
            ]
        }
    }
}

extension Schema {
    static let checkedRow = Schema.object([
        "row": .integer(), "code": .text, "verdict": .choice(OrderCheck.Verdict.allCases.map(\.rawValue)), "article": .text.orNull,
        "name": .text.orNull,
        "quantity": Schema.quantity.orNull.described("In the product's own unit, as it could be ordered."), "message": .text.orNull,
        "alternatives": .list(.object(["article": .text, "name": .text])), "unit_price": .unitPrice.optional, "list_price": .unitPrice.optional,
        "discount": Schema.text.optional.described("Per cent of the list's price."), "currency": .currency.optional,
        "contract": .text.optional, "vat_rate": .vatRate.optional, "vat_amount": .money.optional, "line_total": .money.optional,
        "promise": Schema.list(
            .object(["warehouse": .text, "quantity": .quantity, "date": Schema.day.orNull.described("Null: nothing known covers it yet.")])
        )
        .optional,
    ]).called("CheckedRow")

    static let promisedShipment = Schema.object([
        "contract": .text, "warehouse": .text, "date": .day.orNull, "lines": .list(.object(["row": .integer(), "quantity": .quantity])),
    ]).called("PromisedShipment")
}
