import Customers
import Database
import HTTPTypes
import Kernel
import Ordering

extension Endpoint {
    private static let orderPrices = "Prices and sums of orders are for keys that have the scope `prices` too; others get the orders without them."

    static let listOrders = Endpoint(
        .get, "/orders", id: "listOrders", tag: .orders, "Orders, newest first", details: orderPrices, scope: .ordersRead,
        parameters: [
            .query("status", .orderStatus, "Only orders in this state."),
            .query("query", .text(max: 200), "A number, your reference or a part of it."),
            .updatedSince, .limit, .cursor, .count,
        ],
        answer: Answer("A page of orders.", .page(of: .order, with: ["total": Schema.integer().optional])),
        handle: { api, request in let viewer = request.viewer
            return try await page(of: api, request) { $0.json(for: viewer) }
        })

    static let getOrder = Endpoint(
        .get, "/orders/{number}", id: "getOrder", tag: .orders, "One order", details: orderPrices, scope: .ordersRead,
        parameters: [.path("number", .text(max: 40), "The order's number.")], answer: Answer("The order.", .order),
        handle: { api, request in
            let number = try request.pathValue("number")
            let viewer = request.viewer
            return APIAnswer(try await api.database.read { try order(number, for: viewer, in: $0).json(for: viewer) })
        })

    static let listOrdersForERP = Endpoint(
        .get, "/erp/orders", id: "listOrdersForErp", tag: .erp, "Every client's orders, newest first", scope: .erpRead,
        parameters: [
            .query("status", .orderStatus, "Only orders in this state."),
            .query("query", .text(max: 200), "A number, the client's reference or a part of it."),
            .updatedSince, .limit, .cursor, .count,
        ],
        answer: Answer("A page of orders.", .page(of: .erpOrder, with: ["total": Schema.integer().optional])),
        handle: { api, request in try await page(of: api, request) { $0.erpJSON } })

    private static func page(of api: API, _ request: APIRequest, _ render: @escaping @Sendable (OrderDetails) -> JSON) async throws -> APIAnswer {
        let filter = try request.query { fields in
            var filter = OrderFilter()
            filter.status = fields.optional("status", .choice)
            filter.text = fields.optional("query", .text(max: 200)) ?? ""
            filter.updatedSince = fields.optional("updated_since", .instant)
            return filter
        }
        let page = try request.page(api.cursors)
        let before = try page.position.map { parts in
            guard let number = parts.first.flatMap({ Int64($0) }) else { throw Paging.unreadable }
            return ID<Order>(number)
        }
        let viewer = request.viewer
        let (last, items, total) = try await api.database.read { reader in
            let found = try orders(filter, before: before, limit: page.limit + 1, for: viewer, in: reader).map(\.id)
            let ids = Array(found.prefix(page.limit))
            let details = Dictionary(try orderDetails(ids, for: viewer, in: reader).map { ($0.id, $0) }) { first, _ in first }
            return (found.count > page.limit ? ids.last : nil, ids.compactMap { details[$0].map(render) }, page.isCounted ? try orderCount(filter, for: viewer, in: reader) : nil)
        }
        var answer: JSONObject = ["items": .array(items), "next_cursor": page.next(last.map { ["\($0)"] })]
        if let total { answer["total"] = .number(String(total)) }
        return APIAnswer(.object(answer))
    }
}

extension Schema {
    static let erpOrder = Schema(
        [
            "allOf": [
                order.json,
                Schema.object([
                    "client_name": .text, "version": .integer(), "acknowledged_at": Schema.instant.orNull, "erp_number": Schema.text.orNull,
                    "sellers": .list(
                        .object([
                            "contract": .text, "contract_number": .text, "seller": .text,
                            "buyer": .object(["external_id": .text, "name": .text, "inn": .text.orNull, "kpp": .text.orNull, "address": .text.orNull]
                            ),
                            "vat_mode": .choice(VATMode.allCases.map(\.rawValue)),
                        ])),
                ]).json,
            ]
        ], named: order.named
    ).called("ErpOrder")
}
