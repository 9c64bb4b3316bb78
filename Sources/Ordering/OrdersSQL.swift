package import Customers
package import Database
package import Kernel
import Receivables

/// Which orders a list shows.
package struct OrderFilter: Sendable {
    package var status: OrderStatus?
    package var id: ID<Order>?
    /// A number, the client's reference, or a part of it.
    package var text = ""
    package var updatedSince: Instant?
    /// A client's external id, for staff.
    package var client: String?

    package init() {}
}

/// By what a list of orders goes; each has an index to go by. A client's orders come the newest first.
package enum OrderSorting: String, Sendable, CaseIterable {
    case newest = "-number"
    case oldest = "number"
    case client
    case clientDown = "-client"
}

/// Where a page of orders ends.
package struct OrderPosition: Sendable, Hashable {
    package let order: ID<Order>
    /// The folded name and the number of its client.
    package let name: String
    package let client: Int64

    package init(order: ID<Order>, name: String, client: Int64) {
        self.order = order
        self.name = name
        self.client = client
    }
}

/// Orders that the viewer may see, newest first: the client's own, or every client's for staff with the right.
/// - Parameter before: the number of the last order of the previous page.
package func orders(_ filter: OrderFilter, before: ID<Order>? = nil, limit: Int, for viewer: Viewer, in reader: any Reader) throws -> [OrderSummary] {
    try orders(filter, by: .newest, after: before.map { OrderPosition(order: $0, name: "", client: 0) }, limit: limit, for: viewer, in: reader).orders
}

/// Orders that the viewer may see in one of the orders that a list has.
/// - Returns: at most `limit` of them, and where the next page begins.
package func orders(
    _ filter: OrderFilter, by sorting: OrderSorting, after position: OrderPosition?, limit: Int, for viewer: Viewer, in reader: any Reader
) throws -> (orders: [OrderSummary], next: OrderPosition?) {
    let limit = max(1, min(limit, 1001))
    let found = try reader.rows("""
        SELECT o.id, o.status, o.reference, o.placed_by_name, o.placed_at, o.client_id, c.name AS client_name, c.name_folded, c.blocked_at, s.name AS site_name
        FROM \(sorting.tables) LEFT JOIN sites AS s ON s.id = o.site_id
        WHERE o.client_id = c.id AND \(try scope(of: viewer, by: sorting.scoped)) AND \(condition(filter)) \(position.map { sorting.condition(after: $0) } ?? "")
        ORDER BY \(sorting.columns)
        LIMIT \(limit + 1)
        """)
    let summaries = try reader.summaries(of: Array(found.prefix(limit)))
    guard found.count > limit, let last = found.prefix(limit).last else { return (summaries, nil) }
    return (summaries, OrderPosition(order: try last.get("id"), name: try last.get("name_folded"), client: try last.get("client_id")))
}

extension OrderSorting {
    /// SQLite takes tables that are joined this way in their order: by the clients' names, for that is how the list goes.
    fileprivate var tables: SQL { self == .client || self == .clientDown ? "clients AS c CROSS JOIN orders AS o" : "orders AS o JOIN clients AS c ON c.id = o.client_id" }

    /// By which the viewer's own clients are told. A bare column SQLite would take for a list of clients to begin with, and sort all of their orders.
    fileprivate var scoped: StaticString { self == .client || self == .clientDown ? "+o.client_id" : "o.client_id" }

    fileprivate var columns: SQL {
        switch self {
        case .newest: "o.id DESC"
        case .oldest: "o.id"
        case .client: "c.name_folded, c.id, o.id DESC"
        case .clientDown: "c.name_folded DESC, c.id DESC, o.id DESC"
        }
    }

    fileprivate func condition(after position: OrderPosition) -> SQL {
        let (name, client, order) = (position.name, position.client, position.order)
        return switch self {
        case .newest: "AND o.id < \(order)"
        case .oldest: "AND o.id > \(order)"
        case .client: "AND c.name_folded >= \(name) AND (c.name_folded > \(name) OR c.id > \(client) OR c.id = \(client) AND o.id < \(order))"
        case .clientDown: "AND c.name_folded <= \(name) AND (c.name_folded < \(name) OR c.id < \(client) OR c.id = \(client) AND o.id < \(order))"
        }
    }
}

extension Reader {
    /// Orders with their sums and the number of their lines.
    fileprivate func summaries(of found: [Row]) throws -> [OrderSummary] {
        let ids = try found.map { try $0.get("id", as: ID<Order>.self) }
        var totals: [ID<Order>: [Money]] = [:]
        for row in try rows("""
            SELECT order_id, currency, CAST(SUM(gross) AS \(.integer)) AS gross FROM seller_orders WHERE order_id \(in: ids) GROUP BY order_id, currency ORDER BY order_id, currency
            """)
        {
            if let money = Money(minorUnits: try row.get("gross"), currency: try row.get("currency")) { totals[try row.get("order_id"), default: []].append(money) }
        }
        var counts: [ID<Order>: Int] = [:]
        for row in try rows("SELECT order_id, COUNT(*) AS lines FROM order_lines WHERE order_id \(in: ids) GROUP BY order_id") {
            counts[try row.get("order_id")] = try row.get("lines")
        }
        return try found.map { row in
            let id: ID<Order> = try row.get("id")
            return OrderSummary(
                id: id, clientName: try row.get("client_name"), isClientBlocked: try row.find("blocked_at", as: Int64.self) != nil,
                status: OrderStatus(rawValue: try row.get("status")) ?? .placed, reference: try row.find("reference"), placedByName: try row.get("placed_by_name"), placedAt: try row.get("placed_at"), lineCount: counts[id] ?? 0, totals: totals[id] ?? [], site: try row.find("site_name"))
        }
    }
}

/// How many orders the filter finds for the viewer, at most 10,000.
package func orderCount(_ filter: OrderFilter, for viewer: Viewer, in reader: any Reader) throws -> Int {
    try reader.row("""
        SELECT COUNT(*) AS orders FROM (SELECT o.id FROM orders AS o JOIN clients AS c ON c.id = o.client_id WHERE \(try scope(of: viewer)) AND \(condition(filter)) LIMIT 10000) AS found
        """)?.get("orders") ?? 0
}

/// One order by its number; a foreign one is not found, like one that is missing.
package func order(_ number: String, for viewer: Viewer, in reader: any Reader) throws -> OrderDetails {
    guard let id = OrderNumber.id(number) else { throw Refusal.notFound }
    guard let details = try orderDetails([id], for: viewer, in: reader).first else { throw Refusal.notFound }
    return details
}

/// Orders by their row numbers, unseen by nobody: for exchanges of the system itself and for the answer to whoever has just placed one.
package func orderDetails(_ ids: [ID<Order>], for viewer: Viewer, in reader: any Reader) throws -> [OrderDetails] {
    try orderDetails(ids, scope: try scope(of: viewer), viewer, in: reader)
}

func scope(of viewer: Viewer, by column: StaticString = "o.client_id") throws -> SQL {
    // The distributor's own systems exchange all orders.
    if viewer.isStaff, case .key = viewer.identity, viewer.rights.contains(.readRecords) { return "1 = 1" }
    // Who places an order sees what became of it.
    if !viewer.rights.contains(.order) { try viewer.demand(.seeOrders) }
    if viewer.isStaff, viewer.rights.contains(.seeClients) { return viewer.sees(client: column) }
    return "o.client_id = \(try viewer.demandClient().id)"
}

private func condition(_ filter: OrderFilter) -> SQL {
    var condition: SQL = "1 = 1"
    if let id = filter.id { condition = condition + " AND o.id = \(id)" }
    if let status = filter.status { condition = condition + " AND o.status = \(status.rawValue)" }
    if let since = filter.updatedSince { condition = condition + " AND o.updated_at >= \(since)" }
    if let client = filter.client { condition = condition + " AND c.id = \(SQL.client(client))" }
    let text = filter.text.trimmed
    guard !text.isEmpty else { return condition }
    if let id = OrderNumber.id(text.uppercased()) ?? Int64(text).map({ ID<Order>($0) }) { return condition + " AND (o.id = \(id) OR o.reference = \(text))" }
    return condition + " AND o.reference LIKE \("%" + text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_") + "%") ESCAPE '\\'"
}

private func orderDetails(_ ids: [ID<Order>], scope: SQL, _ viewer: Viewer, in reader: any Reader) throws -> [OrderDetails] {
    let heads = try reader.rows("""
        SELECT o.id, o.client_id, c.name AS client_name, c.blocked_at, o.status, o.reference, o.note, o.payment_terms, s.external_id AS site, s.name AS site_name,
            s.address AS site_address, o.requested_day, o.delivery_method, o.placed_by, o.placed_by_name, o.placed_at, o.version, o.approval, o.decided_by_name,
            o.decision_reason,
            o.acknowledged_at, o.erp_number
        FROM orders AS o JOIN clients AS c ON c.id = o.client_id LEFT JOIN sites AS s ON s.id = o.site_id
        WHERE o.id \(in: ids) AND \(scope)
        ORDER BY o.id
        """)
    let found = try heads.map { try $0.get("id", as: ID<Order>.self) }
    let parts = try reader.orderParts(of: found)
    let lines = try reader.orderLines(of: found)
    let shipments = try reader.orderShipments(of: found)
    let history = try reader.orderHistory(of: found)
    let documents = try documents(ofOrders: found.map { OrderNumber.text($0) }, for: viewer, in: reader)
    return try heads.map { row in
        let id: ID<Order> = try row.get("id")
        let client: ID<Client> = try row.get("client_id")
        return OrderDetails(
            id: id, client: client, clientName: try row.get("client_name"), isClientBlocked: try row.find("blocked_at", as: Int64.self) != nil, status: OrderStatus(rawValue: try row.get("status")) ?? .placed,
            reference: try row.find("reference"), note: try row.find("note"), payment: OrderRequest.Payment(rawValue: try row.get("payment_terms")) ?? .credit,
            site: try row.find("site"), siteName: try row.find("site_name"), siteAddress: try row.find("site_address"), requestedDay: try row.find("requested_day"),
            deliveryMethod: try row.find("delivery_method"), placedBy: try row.get("placed_by"), placedByName: try row.get("placed_by_name"), placedAt: try row.get("placed_at"),
            approval: Approval(rawValue: try row.get("approval")) ?? .notNeeded, decidedByName: try row.find("decided_by_name"), decisionReason: try row.find("decision_reason"),
            version: try row.get("version"), acknowledgedAt: try row.find("acknowledged_at"), erpNumber: try row.find("erp_number"),
            parts: parts[id] ?? [], lines: lines[id] ?? [], shipments: shipments[id] ?? [], history: history[id] ?? [],
            documents: (documents[OrderNumber.text(id)] ?? []).filter { $0.client == client })
    }
}

extension Reader {
    fileprivate func orderParts(of ids: [ID<Order>]) throws -> [ID<Order>: [OrderDetails.Part]] {
        var parts: [ID<Order>: [OrderDetails.Part]] = [:]
        for row in try rows("""
            SELECT p.order_id, k.external_id AS contract, k.number, l.name AS seller, e.external_id AS buyer, e.name AS buyer_name, e.inn, e.kpp, e.address,
                p.vat_mode, p.currency, p.net, p.vat, p.gross, p.hold_reason
            FROM seller_orders AS p
            JOIN contracts AS k ON k.id = p.contract_id JOIN legal_entities AS l ON l.id = p.legal_entity_id
            JOIN client_entities AS e ON e.id = p.client_entity_id
            WHERE p.order_id \(in: ids) ORDER BY p.id
            """)
        {
            let currency: Currency = try row.get("currency")
            parts[try row.get("order_id"), default: []].append(OrderDetails.Part(
                contract: try row.get("contract"), contractNumber: try row.find("number") ?? "", seller: try row.get("seller"),
                buyer: OrderDetails.Buyer(
                    externalID: try row.get("buyer"), name: try row.get("buyer_name"), inn: try row.find("inn"), kpp: try row.find("kpp"),
                    address: try row.find("address")),
                vatMode: try row.get("vat_mode"), currency: currency, net: try row.money("net", currency), vat: try row.money("vat", currency),
                gross: try row.money("gross", currency), holdReason: try row.find("hold_reason")))
        }
        return parts
    }

    fileprivate func orderLines(of ids: [ID<Order>]) throws -> [ID<Order>: [OrderDetails.Line]] {
        var lines: [ID<Order>: [OrderDetails.Line]] = [:]
        for row in try rows("""
            SELECT l.order_id, l.position, r.external_id AS product, l.article, l.name, l.unit, l.quantity, l.price_basis, l.unit_price,
                l.list_price, l.vat_rate, l.net, l.vat, l.gross, l.note, l.cost_centre, l.confirmed, k.external_id AS contract, p.currency
            FROM order_lines AS l
            JOIN seller_orders AS p ON p.id = l.seller_order_id JOIN contracts AS k ON k.id = p.contract_id JOIN products AS r ON r.id = l.product_id
            WHERE l.order_id \(in: ids) ORDER BY l.order_id, l.position
            """)
        {
            let currency: Currency = try row.get("currency")
            lines[try row.get("order_id"), default: []].append(OrderDetails.Line(
                position: try row.get("position"), productExternalID: try row.get("product"), article: try row.get("article"), name: try row.get("name"),
                unit: Unit(code: try row.get("unit", as: String.self)) ?? .piece, quantity: try row.get("quantity"), priceBasis: try row.get("price_basis"),
                unitPrice: try row.get("unit_price"), listPrice: try row.find("list_price") ?? row.get("unit_price"), rate: try row.get("vat_rate"),
                net: try row.money("net", currency), vat: try row.money("vat", currency), gross: try row.money("gross", currency),
                contract: try row.get("contract"), note: try row.find("note"), costCentre: try row.find("cost_centre"), confirmed: try row.find("confirmed")))
        }
        return lines
    }

    fileprivate func orderShipments(of ids: [ID<Order>]) throws -> [ID<Order>: [OrderDetails.Shipment]] {
        var contents: [ID<Shipment>: [(position: Int, quantity: Quantity, isBackorder: Bool)]] = [:]
        for row in try rows("""
            SELECT s.shipment_id, l.position, s.quantity, s.stock_id, s.receipt_id
            FROM shipment_lines AS s JOIN order_lines AS l ON l.id = s.order_line_id
            WHERE l.order_id \(in: ids) ORDER BY s.id
            """)
        {
            let isBackorder = try row.find("stock_id", as: Int64.self) == nil && row.find("receipt_id", as: Int64.self) == nil
            contents[try row.get("shipment_id"), default: []].append((try row.get("position"), try row.get("quantity"), isBackorder))
        }
        var shipments: [ID<Order>: [OrderDetails.Shipment]] = [:]
        for row in try rows("""
            SELECT s.id, s.order_id, s.position, s.status, s.planned_day, s.actual_day, s.tracking, w.external_id AS warehouse, w.name AS warehouse_name, k.external_id AS contract,
                a.external_id AS site, a.name AS site_name, a.address AS site_address
            FROM shipments AS s JOIN warehouses AS w ON w.id = s.warehouse_id LEFT JOIN sites AS a ON a.id = s.site_id
            JOIN seller_orders AS p ON p.id = s.seller_order_id JOIN contracts AS k ON k.id = p.contract_id
            WHERE s.order_id \(in: ids) ORDER BY s.order_id, s.position
            """)
        {
            let order: ID<Order> = try row.get("order_id")
            let position: Int = try row.get("position")
            shipments[order, default: []].append(OrderDetails.Shipment(
                number: "\(OrderNumber.text(order))-\(position)", contract: try row.get("contract"), warehouse: try row.get("warehouse"),
                warehouseName: try row.get("warehouse_name"), status: ShipmentStatus(rawValue: try row.get("status")) ?? .planned,
                plannedDay: try row.find("planned_day"), actualDay: try row.find("actual_day"), tracking: try row.find("tracking"), site: try row.find("site"), siteName: try row.find("site_name"),
                siteAddress: try row.find("site_address"), lines: contents[try row.get("id")] ?? []))
        }
        return shipments
    }

    fileprivate func orderHistory(of ids: [ID<Order>]) throws -> [ID<Order>: [OrderDetails.Event]] {
        var history: [ID<Order>: [OrderDetails.Event]] = [:]
        for row in try rows("SELECT order_id, at, status, actor_name FROM order_history WHERE order_id \(in: ids) ORDER BY order_id, id") {
            history[try row.get("order_id"), default: []].append(OrderDetails.Event(
                at: try row.get("at"), status: OrderStatus(rawValue: try row.get("status")) ?? .placed, actorName: try row.get("actor_name")))
        }
        return history
    }
}

extension Row {
    fileprivate func money(_ column: String, _ currency: Currency) throws -> Money {
        guard let money = Money(minorUnits: try get(column), currency: currency) else { throw RowProblem(column: column, expected: "a sum") }
        return money
    }
}
