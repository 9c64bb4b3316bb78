import Customers
import Database
import HTTP
import HTTPTypes
import Kernel
import Ordering
import Storefront

extension Endpoint {
    /// How many lines one order may have.
    private static let lineLimit = 10_000

    static let placeOrder = Endpoint(
        .post, "/orders", id: "placeOrder", tag: .orders, "Place an order",
        details: """
            Whole or not at all: priced, taken from stock and from the credit limit in one step. With `partial: false` what is not in free stock is refused \
            (`short`); otherwise it becomes a back-order. A line without a price is `price_on_request`: ask for it by `POST /price-requests`. When `expected_totals` are given and differ, nothing is placed (`price_changed`); they, and the prices of the answer, are for keys that have the scope `prices` too.
            """, scope: .ordersWrite, parameters: [.idempotencyKey],
        body: Body(
            .input([
                "reference": Schema.text(max: 200).orNull.optional.described("Your own number for it."),
                "contract": Schema.text(max: 200).orNull.optional,
                "site": Schema.text(max: 200).orNull.optional, "requested_date": Schema.day.orNull.optional, "partial": Schema.flag.optional,
                "payment": Schema.choice(["credit", "prepaid"]).optional, "delivery": Schema.input(["method": .text(max: 100), "window": Schema.text(max: 100).orNull.optional]).orNull.optional,
                "note": Schema.text(max: 4000).orNull.optional,
                "lines": .list(
                    .input([
                        "code": Schema.text(max: 200).described("Article, barcode or manufacturer's number."), "quantity": .quantity,
                        "unit": Schema.text(max: 40).orNull.optional.described(
                            "OKEI code or short name of a packaging; the product's own unit when left out."),
                        "note": Schema.text(max: 1000).orNull.optional, "cost_centre": Schema.text(max: 200).orNull.optional,
                        "site": Schema.text(max: 200).orNull.optional, "requested_date": Schema.day.orNull.optional,
                    ]), 1...lineLimit),
                "expected_totals": Schema.list(.input(["contract": .text(max: 200), "total": .money]), 0...100).optional,
            ]), limit: 8 << 20),
        answer: Answer("The order.", .order, status: .created),
        refusals: [
            .short, .priceChanged, .creditLimitExceeded, .prepaymentRequired, .blocked, .belowMinimum, .notMultiple, .unknown, .ambiguous,
            .discontinued,
            .priceOnRequest,
        ],
        handle: { api, request in
            let order = try request.order(on: api.shelf(for: request))
            // A refusal for another sum would tell it.
            guard order.expectedTotals.isEmpty || request.viewer.rights.contains(.seePrices) else {
                throw Refusal(.forbidden, "scope_missing", ["scope": .text(Scope.prices.rawValue)])
            }
            let key = try request.idempotencyKey()
            let (viewer, now) = (request.viewer, request.now)
            let answer = try await api.database.write { writer in
                try writer.once(key, now: now) {
                    let id = try Ordering.placeOrder(order, for: viewer, at: now, in: writer)
                    guard let placed = try orderDetails([id], for: viewer, in: writer).first else { throw Refusal.notFound }
                    return StoredAnswer(status: 201, body: placed.json.text)
                }
            }
            await api.publish()
            let placed = try? JSON(parsing: answer.body)
            let number = placed?["number"]?.string
            // What was stored for the key may come to another key of the client's: what it may see is decided here.
            let text = viewer.rights.contains(.seePrices) ? answer.body : placed?.withoutOrderPrices.text ?? "{}"
            return APIAnswer(
                text: text, status: HTTPResponse.Status(code: answer.status), headers: [.location: "\(API.prefix)/orders/\(number ?? "")"])
        })
}

extension API {
    /// Shows what was just written to whoever asks this node next. What goes wrong here is no failure of the write: the storefront follows anyway.
    func publish() async { try? await storefront.catchUp() }
}

extension APIRequest {
    private struct Line {
        let typed: TypedLine
        let note: String?
        let costCentre: String?
        let site: String?
        let requestedDay: Day?
    }

    /// The order that the body asks for, its codes resolved for the caller. Every unknown code is told at once.
    fileprivate func order(on shelf: Shelf) throws -> OrderRequest {
        let viewer = viewer
        let (head, lines) = try Fields.read(body) { fields in
            var order = OrderRequest()
            order.reference = fields.optional("reference", .text(max: 200))
            order.note = fields.optional("note", .text(max: 4000, multiline: true))
            order.contract = fields.optional("contract", .text(max: 200))
            order.site = fields.optional("site", .text(max: 200))
            order.requestedDay = fields.optional("requested_date", .day)
            let delivery = fields.optional("delivery", .object { (method: try $0.required("method", .text(max: 100)), window: $0.optional("window", .text(max: 100))) })
            order.deliveryMethod = delivery?.method
            order.deliveryWindow = delivery?.window
            order.partial = fields.optional("partial", .bool) ?? true
            order.payment = fields.optional("payment", .choice([.credit, .prepaid])) ?? .credit
            order.expectedTotals = fields.optional("expected_totals", .list(of: .expectedTotal(viewer), 0...100)) ?? []
            return (order, try fields.required("lines", .list(of: .object(Self.line), 1...10_000)))
        }
        var order = head
        var problems: [Int: LineProblem] = [:]
        for (position, line) in lines.enumerated() {
            do throws(LineProblem) {
                let found = try resolve(line.typed, on: shelf)
                order.lines.append(
                    OrderRequest.Line(product: found.product.id, quantity: found.quantity, note: line.note, costCentre: line.costCentre, site: line.site,
                    requestedDay: line.requestedDay))
            } catch {
                problems[position] = error
            }
        }
        guard problems.isEmpty else {
            let told = problems.sorted { $0.key < $1.key }.map { $0.value.problem(at: "/lines/\($0.key)/code") }
            throw Refusal(told.first?.code ?? .validation, "order_lines", ["count": .integer(Int64(told.count))], problems: told)
        }
        return order
    }

    private static func line(_ line: Fields) throws -> Line {
        Line(
            typed: TypedLine(
                code: try line.required("code", .text(max: 200)), quantity: try line.required("quantity", .quantity()),
                unit: line.optional("unit", .text(max: 40))),
            note: line.optional("note", .text(max: 1000, multiline: true)), costCentre: line.optional("cost_centre", .text(max: 200)), site: line.optional("site", .text(max: 200)),
            requestedDay: line.optional("requested_date", .day))
    }
}

extension FieldKind where Value == (contract: String, total: Money) {
    /// A sum in the contract's currency.
    fileprivate static func expectedTotal(_ viewer: Viewer) -> FieldKind {
        .object { fields in
            let name = try fields.required("contract", .text(max: 200))
            let contract = viewer.contracts.first { $0.externalID == name }
            if contract == nil { fields.refuse("contract", "unknown_reference", ["value": .text(name)]) }
            return (contract: name, total: try fields.required("total", .money(contract?.currency ?? .rub)))
        }
    }
}
