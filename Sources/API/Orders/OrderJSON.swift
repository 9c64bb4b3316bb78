import Customers
import Kernel
import Ordering

extension OrderDetails {
    /// As this viewer may see it: prices and sums belong to those who have the right to see prices.
    func json(for viewer: Viewer) -> JSON { viewer.rights.contains(.seePrices) ? json : json.withoutOrderPrices }

    /// With everything.
    var json: JSON {
        [
            "number": .string(number), "reference": .text(reference), "status": .string(status.rawValue), "placed_at": .string(placedAt.text),
            "placed_by": .string(placedByName), "note": .text(note), "site": .text(site), "requested_date": .text(requestedDay?.description),
            "delivery": deliveryMethod.map { ["method": .string($0)] } ?? .null, "lines": .array(lines.map(\.json)),
            "shipments": .array(shipments.map(\.json)),
            "totals": .array(parts.map(\.json)), "hold_reasons": .array(distinct(parts.compactMap(\.holdReason)).map(JSON.string)),
            "approval": .string(approval.rawValue), "payment": "unpaid", "payment_terms": .string(payment.rawValue), "documents": .array(documents.map(\.json)),
            "history": .array(history.map(\.json)),
        ]
    }

    /// As the distributor's systems need it: with whose order it is.
    var erpJSON: JSON {
        guard case .object(var order) = json else { return .null }
        order["client_name"] = .string(clientName)
        order["version"] = .number(String(version))
        order["acknowledged_at"] = .text(acknowledgedAt?.text)
        order["erp_number"] = .text(erpNumber)
        order["sellers"] = .array(
            parts.map { part in
                [
                    "contract": .string(part.contract), "contract_number": .string(part.contractNumber), "seller": .string(part.seller),
                    "buyer": [
                        "external_id": .string(part.buyer.externalID), "name": .string(part.buyer.name), "inn": .text(part.buyer.inn),
                        "kpp": .text(part.buyer.kpp),
                        "address": .text(part.buyer.address),
                    ],
                    "vat_mode": .string(part.vatMode.rawValue),
                ]
            })
        order["lines"] = .array(
            lines.map { line in
                guard case .object(var object) = line.json else { return .null }
                object["product"] = .string(line.productExternalID)
                return .object(object)
            })
        return .object(order)
    }
}

extension JSON {
    /// An order as a key without the scope `prices` gets it.
    var withoutOrderPrices: JSON {
        guard case .object(var order) = self else { return self }
        func without(_ names: [String], _ items: JSON?) -> JSON {
            .array((items?.array ?? []).map { item in
                guard case .object(var object) = item else { return item }
                for name in names { object[name] = nil }
                return .object(object)
            })
        }
        order["lines"] = without(["unit_price", "list_price", "discount", "vat_amount", "line_total"], order["lines"])
        order["totals"] = without(["total", "vat", "net"], order["totals"])
        return .object(order)
    }
}

private func distinct(_ words: [String]) -> [String] {
    var seen: Set<String> = []
    return words.filter { seen.insert($0).inserted }
}

extension OrderDetails.Line {
    fileprivate var json: JSON {
        [
            "position": .number(String(position)), "article": .string(article), "name": .string(name), "unit": .string(unit.code),
            "quantity": .string(quantity.decimal), "unit_price": .string(unitPrice.decimal),
            "list_price": .string(listPrice.decimal), "discount": .string(discount.decimal), "price_basis": .string(priceBasis.decimal),
            "vat_rate": rate.json,
            "vat_amount": .string(vat.decimal), "line_total": .string(gross.decimal), "contract": .string(contract), "note": .text(note),
            "cost_centre": .text(costCentre), "confirmed_quantity": .text(confirmed?.decimal),
        ]
    }
}

extension OrderDetails.Part {
    fileprivate var json: JSON {
        [
            "contract": .string(contract), "currency": .string(currency.code), "total": .string(gross.decimal), "vat": .string(vat.decimal),
            "net": .string(net.decimal), "hold_reason": .text(holdReason),
        ]
    }
}

extension OrderDetails.Shipment {
    fileprivate var json: JSON {
        [
            "number": .string(number), "contract": .string(contract), "warehouse": .string(warehouse), "status": .string(status.rawValue),
            "site": .text(site), "planned_date": .text(plannedDay?.description), "actual_date": .text(actualDay?.description), "tracking": .text(tracking),
            "lines": .array(
                lines.map {
                    ["position": .number(String($0.position)), "quantity": .string($0.quantity.decimal), "backorder": .bool($0.isBackorder)]
                }),
        ]
    }
}

extension OrderDetails.Event {
    fileprivate var json: JSON { ["at": .string(at.text), "status": .string(status.rawValue), "by": .string(actorName)] }
}

extension Schema {
    static let orderStatus = Schema.choice(OrderStatus.allCases.map(\.rawValue))

    static let orderLine = Schema.object([
        "position": .integer(), "article": .text, "name": .text, "unit": .text, "quantity": .quantity,
        "unit_price": Schema.unitPrice.optional.described("Prices and sums are for keys with the scope `prices`."),
        "list_price": Schema.unitPrice.optional.described("Before discounts."), "discount": Schema.text.optional.described("Per cent of the list's price."),
        "price_basis": .quantity,
        "vat_rate": .vatRate, "vat_amount": .money.optional, "line_total": .money.optional, "contract": .text, "note": .text.orNull, "cost_centre": .text.orNull,
        "confirmed_quantity": Schema.quantity.orNull.described("What the seller will supply; null as long as he has not said."),
    ]).called("OrderLine")

    static let shipment = Schema.object([
        "number": .text, "contract": .text, "warehouse": .text, "site": .text.orNull, "status": .choice(ShipmentStatus.allCases.map(\.rawValue)),
        "planned_date": .day.orNull,
        "actual_date": .day.orNull, "tracking": .text.orNull,
        "lines": .list(
            .object([
                "position": .integer(), "quantity": .quantity, "backorder": Schema.flag.described("Nothing known covers it yet."),
            ])),
    ]).called("Shipment")

    static let order = Schema.object([
        "number": .text, "reference": .text.orNull, "status": .orderStatus, "placed_at": .instant, "placed_by": .text, "note": .text.orNull,
        "site": .text.orNull, "requested_date": .day.orNull, "delivery": Schema.object(["method": .text]).orNull, "lines": .list(.orderLine),
        "shipments": .list(.shipment),
        "totals": .list(
            .object([
                "contract": .text, "currency": .currency, "total": .money.optional, "vat": .money.optional, "net": .money.optional, "hold_reason": .text.orNull,
            ])),
        "hold_reasons": .list(.choice(["credit", "stock", "approval", "question", "price", "manual"])),
        "approval": .choice(["not_needed", "waiting", "approved", "refused", "expired"]),
        "payment": .choice(["unpaid", "partly_paid", "paid", "overdue", "overpaid"]), "payment_terms": .choice(["credit", "prepaid"]),
        "documents": .list(.document), "history": .list(.object(["at": .instant, "status": .orderStatus, "by": .text])),
    ]).called("Order")
}
