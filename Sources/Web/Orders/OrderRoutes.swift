import Customers
import Database
import Formats
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Kernel
import Localization
import Ordering
import Storefront
import Suppliers

extension Site {
    @Sendable func orders(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let parameters = try request.query
        let query = OrdersQuery { parameters[$0] }
        let (filter, list) = (OrderFilter(query), "page/orders\(query.sort == .newest ? "" : query.sort.rawValue)")
        let position = try query.cursor.map { try cursors.open($0, for: list) }.flatMap { OrderPosition($0) }
        let (found, toApprove) = try await database.read { reader in
            (try Ordering.orders(filter, by: query.sort, after: position, limit: 50, for: visit.viewer, in: reader), try ordersToApprove(for: visit.viewer, in: reader))
        }
        var model = OrdersPage(query: query, rows: found.orders.map { row($0, for: visit.viewer) }, statuses: OrderStatus.allCases.map(\.rawValue))
        model.showsClients = visit.viewer.isStaff
        model.toApprove = toApprove
        model.isFirst = query.cursor == nil
        model.next = found.next.map { cursors.sign([String($0.order.rawValue), $0.name, String($0.client)], for: list) }
        return page(ordersPage(model, in: shell(visit, request, context, .orders)), request)
    }

    /// The orders that the filter of the address finds, as a sheet.
    @Sendable func ordersSheet(_ format: SheetFormat) -> @Sendable (Request, PortalContext) async throws -> Response {
        { request, context in
            let parameters = try request.query
            let query = OrdersQuery { parameters[$0] }
            let filter = OrderFilter(query)
            if request.method == .head {
                let viewer = try await self.signedIn(request).viewer
                return try await self.unmadeSheet(.orders, format) { _ = try Ordering.orders(filter, by: query.sort, after: nil, limit: 1, for: viewer, in: $0) }
            }
            let (visit, turn) = try await self.exporting { try await self.signedIn(request) }
            defer { turn.end() }
            let found = try await self.database.read { reader in
                try gathered { (place: OrderPosition?) in
                    let page = try Ordering.orders(filter, by: query.sort, after: place, limit: 1000, for: visit.viewer, in: reader)
                    return (page.orders, page.next)
                }
            }
            let shell = self.shell(visit, request, context, .orders)
            let rows = found.rows.map { self.row($0, for: visit.viewer) }
            return try self.sheet(ordersListing(query, showsClients: visit.viewer.isStaff, in: shell), rows, isCut: found.isCut, format, in: shell)
        }
    }

    @Sendable func order(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await orderAnswer(try await signedIn(request), request, context, nil, status: .ok)
    }

    /// The page of an order; again with what was wrong with a form on it.
    func orderAnswer(_ visit: Visit, _ request: Request, _ context: PortalContext, _ refusal: Refusal?, status: HTTPResponse.Status) async throws -> Response {
        let number = try context.pathValue("number")
        let (details, supply) = try await database.read { reader in
            let details = try Ordering.order(number, for: visit.viewer, in: reader)
            return (details, try supplyLines(ofOrder: details.id, for: visit.viewer, in: reader))
        }
        let showsPrices = visit.viewer.rights.contains(.seePrices)
        let t = context.texts
        var model = OrderPage(
            number: details.number, status: details.status.rawValue, placedAt: details.placedAt, placedBy: details.placedByName,
            seller: distinct(details.parts.map(\.seller)), contract: distinct(details.parts.map(\.contractNumber)),
            history: details.history.map { OrderPage.Event(at: $0.at, status: $0.status.rawValue, person: $0.actorName) },
            lines: details.lines.map { line in
                OrderPage.Line(
                    article: line.article, name: line.name, unit: line.unit.name(in: context.language), quantity: line.quantity,
                    confirmed: line.confirmed, price: showsPrices ? figure(line, details, context) : nil,
                    amounts: showsPrices ? LineAmounts(net: line.net, vat: line.vat, gross: line.gross) : nil, note: line.note,
                    picture: visit.shelf.product(line.article).flatMap { $0.externalID == line.productExternalID ? visit.shelf.thumbnail(of: $0) : nil })
            },
            shipments: details.shipments.map { shipment(of: details, $0, context) })
        model.client = visit.viewer.isStaff ? details.clientName : nil
        model.isClientBlocked = visit.viewer.isStaff && details.isClientBlocked && !details.status.isEnded
        model.supply = supply
        model.linksSuppliers = visit.viewer.rights.contains(.manageSuppliers)
        model.reference = details.reference
        model.comment = details.note
        model.site = [details.siteName, details.siteAddress].compactMap { $0 }.joined(separator: ", ")
        model.requestedDate = details.requestedDay
        model.paymentTerms = t("payment_terms.\(details.payment.rawValue)")
        model.holdReasons = Set(details.parts.compactMap(\.holdReason)).sorted().map { t("hold_reason.\($0)") }
        if showsPrices, let first = details.parts.first, details.parts.allSatisfy({ $0.currency == first.currency }) {
            let sums = try details.parts.dropFirst().reduce((first.net, first.vat, first.gross)) { (try $0.0.adding($1.net), try $0.1.adding($1.vat), try $0.2.adding($1.gross)) }
            model.amounts = LineAmounts(net: sums.0, vat: sums.1, gross: sums.2)
        }
        model.erpNumber = details.erpNumber
        model.documents = details.documents.map { DocumentsPage.Row($0, for: visit.viewer) }
        model.linksContracts = visit.viewer.rights.contains(.seeDebt)
        model.canCancel = details.isCancellable && visit.viewer.rights.contains(.order)
        if visit.viewer.rights.contains(.ship) {
            for index in model.shipments.indices where model.shipments[index].status == ShipmentStatus.reserved.rawValue { model.shipments[index].canRelease = true }
        }
        model.decidedBy = details.decidedByName
        model.decisionReason = details.decisionReason
        model.canDecide = details.canBeDecided(by: visit.viewer)
        model.refusal = refusal.map { context.texts.text($0) }
        model.isJustPlaced = try request.query["placed"] == "1"
        model.canAsk = !visit.viewer.isStaff && visit.viewer.client?.id == details.client
        model.canRepeat = visit.canOrder && visit.viewer.client?.id == details.client
        return page(orderPage(model, in: shell(visit, request, context, .orders)), request, status: status)
    }

    @Sendable func cancelOrder(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let number = try context.pathValue("number")
        let now = now()
        try await database.write { try Ordering.cancelOrder(number, by: visit.viewer, at: now, in: $0) }
        try await storefront.catchUp()
        return redirect(to: Address.order(number), flash: .orderCancelled)
    }

    /// Hands a shipment over to be gathered.
    @Sendable func releaseShipment(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let number = try context.pathValue("number")
        let now = now()
        try await database.write { try Ordering.releaseShipment(number, by: visit.viewer, at: now, in: $0) }
        return redirect(to: Address.order(String(number.prefix { $0 != "-" })), flash: .shipmentReleased)
    }

    /// Puts the lines of an order into the cart again; what is no longer in the catalogue is left out.
    @Sendable func repeatOrder(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let number = try context.pathValue("number")
        let details = try await database.read { try Ordering.order(number, for: visit.viewer, in: $0) }
        let lines = details.lines.compactMap { line in visit.shelf.product(line.article).map { (product: $0.id, quantity: line.quantity) } }
        try await database.write { writer in for line in lines { try addToCart(line.product, quantity: line.quantity, for: visit.viewer, in: writer) } }
        return redirect(to: Address.cart, flash: .added(lines.count))
    }

    /// An order in a list.
    func row(_ order: OrderSummary, for viewer: Viewer) -> OrdersPage.Row {
        OrdersPage.Row(
            number: order.number, placedAt: order.placedAt, client: viewer.isStaff ? order.clientName : nil, isClientBlocked: viewer.isStaff && order.isClientBlocked && !order.status.isEnded,
            reference: order.reference, site: order.site, status: order.status.rawValue,
            lines: order.lineCount, total: viewer.rights.contains(.seePrices) && order.totals.count == 1 ? order.totals.first : nil)
    }

    private func figure(_ line: OrderDetails.Line, _ details: OrderDetails, _ context: PortalContext) -> PriceFigure? {
        guard let part = details.parts.first(where: { $0.contract == line.contract }) else { return nil }
        return PriceFigure(
            unitPrice: line.unitPrice, currency: part.currency, basis: line.priceBasis, unit: line.unit.name(in: context.language), vatMode: part.vatMode,
            vatRate: line.rate)
    }

    private func shipment(of details: OrderDetails, _ shipment: OrderDetails.Shipment, _ context: PortalContext) -> OrderPage.Shipment {
        OrderPage.Shipment(
            number: shipment.number, warehouse: shipment.warehouseName, status: shipment.status.rawValue,
            site: shipment.site == details.site ? nil : [shipment.siteName, shipment.siteAddress].compactMap { $0 }.joined(separator: ", "), planned: shipment.plannedDay,
            actual: shipment.actualDay, tracking: shipment.tracking,
            lines: shipment.lines.compactMap { part in
                details.lines.first { $0.position == part.position }.map {
                    OrderPage.Shipment.Line(article: $0.article, name: $0.name, quantity: part.quantity, unit: $0.unit.name(in: context.language))
                }
            })
    }

    private func distinct(_ texts: [String]) -> String {
        var seen: Set<String> = []
        return texts.filter { !$0.isEmpty && seen.insert($0).inserted }.joined(separator: ", ")
    }
}

extension OrderFilter {
    fileprivate init(_ query: OrdersQuery) {
        self.init()
        text = query.text
        status = query.status.flatMap { OrderStatus(rawValue: $0) }
        client = query.client
    }
}

extension OrderPosition {
    /// Of a cursor; the older ones name the order alone.
    fileprivate init?(_ parts: [String]) {
        guard let order = parts.first.flatMap({ Int64($0) }) else { return nil }
        self.init(order: ID(order), name: parts.count > 1 ? parts[1] : "", client: parts.count > 2 ? Int64(parts[2]) ?? 0 : 0)
    }
}
