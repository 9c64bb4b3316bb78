import Customers
import Database
import Journal
import Kernel
import Pricing
import Receivables
import Stock
import Storefront

extension Reader {
    /// The viewer with its contracts as they stand in this transaction.
    func renewed(_ viewer: Viewer, at now: Instant) throws -> Viewer {
        guard let client = viewer.client else { return viewer }
        let known = Set(viewer.contracts.map(\.id))
        let contracts = try contractTerms(of: client.id, only: nil, at: now).filter { known.contains($0.id) }
        return Viewer(
            identity: viewer.identity, name: viewer.name, client: viewer.client, contracts: contracts,
            // An order has prices, whether or not the one who places it may see them.
            rights: viewer.rights.union([.seePrices]), isStaff: viewer.isStaff, managers: viewer.managers)
    }

    /// The delivery addresses that the order and its lines name, by external id; each must be the client's own.
    func sites(of request: OrderRequest, client: ID<Client>) throws -> [String: ID<Site>] {
        let named: [(pointer: String, name: String?)] =
            [("/site", request.site)] + request.lines.enumerated().map { ("/lines/\($0)/site", $1.site) }
        let wanted = Set(named.compactMap(\.name))
        guard !wanted.isEmpty else { return [:] }
        var sites: [String: ID<Site>] = [:]
        for row in try rows("SELECT id, external_id FROM sites WHERE client_id = \(client) AND external_id \(in: Array(wanted))") {
            sites[try row.get("external_id")] = try row.get("id")
        }
        let problems = named.compactMap { pointer, name in
            name.flatMap { sites[$0] == nil ? Refusal.Problem(pointer, .validation, "unknown_reference", ["value": .text(String($0.prefix(100)))]) : nil }
        }
        guard problems.isEmpty else { throw Refusal(.validation, "unknown_site", problems: problems) }
        return sites
    }
}

extension Writer {
    /// Writes the order with its parts, lines, shipments and first history entry.
    func insertOrder(
        _ request: OrderRequest, _ order: PricedOrder, _ decisions: [ID<Contract>: CreditDecision], waits: Bool, sites: [String: ID<Site>], client: ID<Client>, viewer: Viewer,
        at now: Instant
    ) throws -> ID<Order> {
        let onHold = decisions.values.contains(where: \.isOnHold)
        let status = waits ? OrderStatus.approval : onHold ? .onHold : .placed
        let approval: Approval = waits ? .waiting : .notNeeded
        guard let id: ID<Order> = try rows("""
            INSERT INTO orders (client_id, status, reference, note, payment_terms, partial, site_id, requested_day, delivery_method,
                delivery_window, placed_by, placed_by_name, placed_at, updated_at, approval)
            VALUES (\(client), \(status.rawValue), \(request.reference), \(request.note), \(request.payment.rawValue), \(request.partial), \(request.site.flatMap { sites[$0] }),
                \(request.requestedDay), \(request.deliveryMethod), \(request.deliveryWindow), \(viewer.actor.text), \(viewer.name), \(now), \(now), \(approval.rawValue))
            RETURNING id
            """).first?.get("id")
        else { throw Refusal(.unavailable) }
        let parts = try insertParts(of: id, order, decisions, waits: waits, client: client, at: now)
        let lines = try insertLines(of: id, order, parts: parts, client: client)
        if waits, let first = order.parts.first {
            try note([CreditNews(.approvalAsked, client: client, contract: first.contract.id, order: id)], at: now)
        }
        try note(
            waits ? [] : order.parts.filter { decisions[$0.contract.id]?.isOnHold ?? false }.map { CreditNews(.orderHeld, client: client, contract: $0.contract.id, order: id) }, at: now)
        try insertShipments(of: id, request, order, decisions, waits: waits, parts: parts, lines: lines, sites: sites, client: client)
        try run("""
            INSERT INTO order_history (order_id, at, status, actor, actor_name)
            VALUES (\(id), \(now), \(status.rawValue), \(viewer.actor.text), \(viewer.name))
            """)
        return id
    }

    /// Takes from the price agreements what the order's lines were priced by.
    func takeAgreedQuantities(for order: PricedOrder, _ id: ID<Order>, client: ID<Client>, by actor: Actor, at now: Instant) throws {
        guard order.lines.contains(where: { $0.price.agreedLine != nil }) else { return }
        var numbers: [Int: ID<OrderLine>] = [:]
        for row in try rows("SELECT id, position FROM order_lines WHERE order_id = \(id) ORDER BY position LIMIT 10000") { numbers[try row.get("position")] = try row.get("id") }
        let taken = try takeAgreedQuantities(
            order.lines.enumerated().compactMap { position, line in
                guard let agreed = line.price.agreedLine, let number = numbers[position] else { return nil }
                return (agreed, number, line.line.quantity)
            }, ofClient: client)
        try record(
            JournalEntry("price-agreements", "used", ids: taken.map(\.rawValue), client: client, by: actor, ["order": .string(OrderNumber.text(id))]), at: now)
    }

    private func insertParts(
        of order: ID<Order>, _ priced: PricedOrder, _ decisions: [ID<Contract>: CreditDecision], waits: Bool, client: ID<Client>, at now: Instant
    ) throws -> [ID<Contract>: ID<SellerOrder>] {
        var table = ValueTable([
            ("order_id", .integer), ("client_id", .integer), ("contract_id", .integer), ("client_entity_id", .integer), ("legal_entity_id", .integer),
            ("credit_account_id", .integer), ("tax_regime", .text), ("vat_mode", .text), ("currency", .text), ("net", .integer), ("vat", .integer),
            ("gross", .integer), ("credit_taken", .integer), ("in_approval", .integer), ("hold_reason", .text), ("held_until", .integer),
        ])
        let heldUntil = waits || decisions.values.contains(where: \.isOnHold) ? now.adding(seconds: try holdHours() * 3600) : now
        for part in priced.parts {
            let contract = part.contract
            let decision = decisions[contract.id]
            table.append([
                order.sqlValue, client.sqlValue, contract.id.sqlValue, contract.entity.sqlValue, contract.seller.id.sqlValue,
                contract.creditAccount?.sqlValue ?? .null, contract.seller.regime.sqlValue, contract.vatMode.sqlValue, contract.currency.sqlValue,
                .integer(part.net.minorUnits), .integer(part.vat.minorUnits), .integer(part.gross.minorUnits),
                .integer(waits ? 0 : decision?.taken.minorUnits ?? 0), .integer(waits ? decision?.taken.minorUnits ?? 0 : 0),
                waits ? .text("approval") : decision?.isOnHold ?? false ? .text("credit") : .null,
                waits || decision?.isOnHold ?? false ? heldUntil.sqlValue : .null,
            ])
        }
        var ids: [ID<Contract>: ID<SellerOrder>] = [:]
        for row in try insert(into: "seller_orders", table, then: "RETURNING id, contract_id") { ids[try row.get("contract_id")] = try row.get("id") }
        return ids
    }

    /// - Returns: the numbers of the lines by their positions.
    private func insertLines(
        of order: ID<Order>, _ priced: PricedOrder, parts: [ID<Contract>: ID<SellerOrder>], client: ID<Client>
    ) throws -> [Int: ID<OrderLine>] {
        var table = ValueTable([
            ("order_id", .integer), ("seller_order_id", .integer), ("client_id", .integer), ("position", .integer), ("product_id", .integer), ("article", .text),
            ("name", .text), ("unit", .text), ("quantity", .integer), ("price_basis", .integer), ("unit_price", .integer), ("list_price", .integer), ("vat_rate", .text),
            ("net", .integer), ("vat", .integer), ("gross", .integer), ("explanation", .text), ("note", .text), ("cost_centre", .text),
        ])
        for (position, line) in priced.lines.enumerated() {
            let product = line.product
            table.append([
                order.sqlValue, parts[line.price.contract.id]?.sqlValue ?? .null, client.sqlValue, .integer(Int64(position)), product.id.sqlValue,
                .text(product.article), .text(product.name), .text(product.unit.code), line.line.quantity.sqlValue, product.priceBasis.sqlValue,
                line.price.unitPrice.sqlValue, line.price.listPrice.sqlValue, line.price.rate.sqlValue, .integer(line.amounts.net.minorUnits), .integer(line.amounts.vat.minorUnits),
                .integer(line.amounts.gross.minorUnits), .text(explanation(line.price.steps).text), line.line.note?.sqlValue ?? .null,
                line.line.costCentre?.sqlValue ?? .null,
            ])
        }
        var ids: [Int: ID<OrderLine>] = [:]
        for row in try insert(into: "order_lines", table, then: "RETURNING id, position") { ids[try row.get("position")] = try row.get("id") }
        return ids
    }

    private func insertShipments(
        of order: ID<Order>, _ request: OrderRequest, _ priced: PricedOrder, _ decisions: [ID<Contract>: CreditDecision], waits: Bool,
        parts: [ID<Contract>: ID<SellerOrder>], lines: [Int: ID<OrderLine>], sites: [String: ID<Site>], client: ID<Client>
    ) throws {
        var plan: [ShipmentKey: [(line: Int, part: Allocated)]] = [:]
        for (position, line) in priced.lines.enumerated() {
            let site = (line.line.site ?? request.site).flatMap { sites[$0] }
            let wanted = line.line.requestedDay ?? request.requestedDay
            for part in line.parts { plan[ShipmentKey(line.price.contract.id, part, site, wanted: wanted), default: []].append((position, part)) }
        }
        let keys = plan.keys.sorted()
        var shipments = ValueTable([
            ("order_id", .integer), ("seller_order_id", .integer), ("client_id", .integer), ("position", .integer), ("warehouse_id", .integer),
            ("site_id", .integer), ("status", .text), ("planned_day", .integer),
        ])
        for (position, key) in keys.enumerated() {
            let onHold = waits || decisions[key.contract]?.isOnHold ?? false
            let status: ShipmentStatus = onHold ? .onHold : key.supply == .stock ? .reserved : .planned
            shipments.append([
                order.sqlValue, parts[key.contract]?.sqlValue ?? .null, client.sqlValue, .integer(Int64(position + 1)), key.warehouse.sqlValue,
                key.site?.sqlValue ?? .null, .text(status.rawValue), key.day?.sqlValue ?? .null,
            ])
        }
        var ids: [Int: ID<Shipment>] = [:]
        for row in try insert(into: "shipments", shipments, then: "RETURNING id, position") { ids[try row.get("position")] = try row.get("id") }
        var table = ValueTable([
            ("shipment_id", .integer), ("client_id", .integer), ("order_line_id", .integer), ("quantity", .integer), ("stock_id", .integer), ("receipt_id", .integer),
        ])
        for (position, key) in keys.enumerated() {
            for (line, part) in plan[key] ?? [] {
                var stock = SQLValue.null
                var receipt = SQLValue.null
                switch part.source {
                case .stock(let id): stock = .integer(id)
                case .receipt(let id, _): receipt = id.sqlValue
                case .backorder: break
                }
                table.append([ids[position + 1]?.sqlValue ?? .null, client.sqlValue, lines[line]?.sqlValue ?? .null, part.quantity.sqlValue, stock, receipt])
            }
        }
        try insert(into: "shipment_lines", table)
    }

    private func explanation(_ steps: [PriceStep]) -> JSON {
        .array(steps.map { ["step": .string($0.kind.rawValue), "source": .string($0.source), "value": .string($0.value.decimal)] })
    }
}

/// What travels together: one contract, one warehouse, one address, one day.
private struct ShipmentKey: Hashable, Comparable {
    enum Supply: Int { case stock, receipt, backorder }

    let contract: ID<Contract>
    let warehouse: ID<Warehouse>
    let supply: Supply
    let site: ID<Site>?
    let day: Day?

    init(_ contract: ID<Contract>, _ part: Allocated, _ site: ID<Site>?, wanted: Day?) {
        self.contract = contract
        self.site = site
        warehouse = part.warehouse
        switch part.source {
        case .stock: (supply, day) = (.stock, wanted)
        case .receipt(_, let expected): (supply, day) = (.receipt, wanted.map { max($0, expected) } ?? expected)
        case .backorder: (supply, day) = (.backorder, nil)
        }
    }

    private var order: (Int64, Int, Int32, Int64, Int64) { (contract.rawValue, supply.rawValue, day?.number ?? 0, warehouse.rawValue, site?.rawValue ?? 0) }
    static func < (left: Self, right: Self) -> Bool { left.order < right.order }
}
