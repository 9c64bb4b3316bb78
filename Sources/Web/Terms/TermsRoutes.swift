import Customers
import Database
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Integrations
import Journal
import Kernel
import Localization
import Pricing
import Storefront

extension Site {
    func addTermsRoutes(to router: Router<PortalContext>) {
        router.get("/prices/discounts", use: discounts)
        router.get("/prices/changes", use: terms)
        router.get("/prices/changes/new", use: newTerms)
        router.post("/prices/changes", use: proposeTerms)
        router.get("/prices/changes/{number}", use: termsOfNumber)
        router.post("/prices/changes/{number}/approval", use: approveTerms)
        router.post("/prices/changes/{number}/refusal", use: refuseTerms)
        router.post("/prices/changes/{number}/withdrawal", use: withdrawTerms)
    }

    @Sendable private func terms(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let viewer = visit.viewer
        let parameters = try request.query
        var filter = TermsFilter()
        filter.text = String((parameters["query"] ?? "").trimmed.prefix(100))
        // What waits is what people come for.
        let key = parameters["filter"] == nil && filter.text.isEmpty ? "waiting" : parameters["filter"].flatMap { ["waiting", "decided"].contains($0) ? $0 : nil }
        if key == "waiting" { filter.statuses = [.waiting] }
        if key == "decided" { filter.statuses = [.approved, .refused, .withdrawn] }
        let before = try parameters["cursor"].map { try cursors.open($0, for: "page/terms") }?.first.flatMap { Int64($0) }
        let chosen = filter
        let found = try await database.read { try termsChanges(chosen, before: before, limit: 50, for: viewer, in: $0) }
        let decides = viewer.rights.contains(.managePrices)
        var model = TermsListPage(
            tabs: PricesTab.open(to: viewer), filter: key, text: filter.text,
            rows: found.changes.map { change in
                TermsListPage.Row(
                    number: change.number, kind: change.kind.rawValue, title: change.title, client: change.client, count: change.itemCount, status: change.status.rawValue,
                    proposedBy: change.proposedByName, proposedAt: change.proposedAt, decidedBy: change.decidedByName, decidedAt: change.decidedAt,
                    awaitsViewer: decides && change.status == .waiting && change.proposedBy != viewer.actor.text)
            })
        model.canPropose = decides
        model.isFirst = before == nil
        model.next = found.next.map { cursors.sign([String($0)], for: "page/terms") }
        return page(termsListPage(model, in: shell(visit, request, context, .prices)), request)
    }

    @Sendable private func termsOfNumber(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        return try await showTerms(try context.pathValue("number"), visit, request, context)
    }

    func showTerms(
        _ number: String, _ visit: Visit, _ request: Request, _ context: PortalContext, refusal: Refusal? = nil, typed: String = ""
    ) async throws -> Response {
        let (viewer, t, now) = (visit.viewer, context.texts, visit.now)
        let place = try request.query["cursor"].map { try cursors.open($0, for: "page/term") }?.first.flatMap { Int($0) } ?? 0
        let details = try await database.read { try termsChange(number, from: place, for: viewer, at: now, in: $0) }
        let change = details.change
        var model = TermsPage(
            number: change.number, kind: change.kind.rawValue, title: change.title, reason: change.reason, proposedBy: change.proposedByName, proposedAt: change.proposedAt,
            status: change.status.rawValue)
        model.tabs = PricesTab.open(to: viewer)
        model.client = change.client
        if change.kind == .prices || change.kind == .priceLists && change.status == .approved { model.subject = Address.priceList(change.subject) }
        model.decidedBy = change.decidedByName
        model.decidedAt = change.decidedAt
        model.note = change.note
        model.count = change.itemCount
        model.isStale = !details.stale.isEmpty
        model.isFirst = place == 0
        model.next = details.next.map { cursors.sign([String($0)], for: "page/term") }
        let isWaiting = change.status == .waiting
        let manages = viewer.rights.contains(.managePrices)
        model.isOwn = change.proposedBy == viewer.actor.text
        model.canDecide = isWaiting && manages && !model.isOwn
        model.canWithdraw = isWaiting && manages && model.isOwn
        if manages, model.isStale || change.status == .refused { model.again = Address.newTerms(change.kind.rawValue, again: change.number) }
        if change.kind == .prices {
            model.rows = try await priceRows(details, visit, t)
        } else if let item = details.items.first {
            model.isNew = item.before == nil
            var shown = TermsShown(t: t, names: details.names)
            let currency = (item.item["currency"] ?? item.before?["currency"])?.string
            if let currency = currency.flatMap({ Currency($0) }) { shown.currency = currency }
            // Of a new rule only what it says: no currency without a price, no quantity of nothing.
            let hasPrices = change.kind == .priceLists || change.kind == .contracts || ["fixed_price", "price", "min_amount"].contains { item.item[$0]?.string != nil }
            let silent = model.isNew ? (hasPrices ? [] : ["currency", "vat_included"]) + (item.item["min_quantity"] == "0" ? ["min_quantity"] : []) : []
            model.fields = item.fields(key: ["external_id"] + silent).map { name, before, after in
                TermsPage.Field(label: t("terms.field.\(name)"), before: before.map { shown.value(name, $0) }, after: shown.value(name, after))
            }
            if isWaiting, !model.isStale { try await addEffect(to: &model, of: details, visit, t) }
        }
        if isWaiting, !model.isStale, manages { model.tester = Address.with(PricesTab.tester.address, [("change", change.number), ("client", viewer.client?.externalID)]) }
        if let refusal {
            model.refusal = t.text(refusal)
            model.problems = refusal.problems.map { FieldProblem(field: String($0.pointer.dropFirst()), text: t.text($0)) }
            model.typedReason = typed
        }
        return page(termsPage(model, in: shell(visit, request, context, .prices)), request, status: refusal == nil ? .ok : .unprocessableContent)
    }

    /// Prices before and after, against what the goods cost.
    private func priceRows(_ details: TermsDetails, _ visit: Visit, _ t: Texts) async throws -> [TermsPage.PriceRow] {
        let current = storefront.current
        let ids = details.names.products
        guard let list = try await database.read({ try priceListTerms(details.change.subject, for: visit.viewer, in: $0) }) else { return [] }
        let shown = TermsShown(t: t, names: details.names, currency: list.currency)
        let day = Day(of: visit.now, in: timeZone)
        // Costs in the terms of the list itself.
        let terms = PriceCircumstances(
            chain: [], costs: current.priceLists.values.filter(\.isCost).sorted { $0.id < $1.id }, day: day, currency: list.currency,
            vatMode: list.vatIncluded ? .included : .onTop, rates: current.rates)
        return details.items.enumerated().map { place, item in
            let key = item.item["product"]?.string ?? ""
            let product = ids[key].flatMap { current.anyProduct($0) }
            func price(_ object: JSONObject?) -> UnitPrice? { object?["unit_price"]?.string.flatMap { UnitPrice($0) } }
            func days(_ name: String) -> Day? { (item.item[name] ?? item.before?[name])?.string.flatMap { Day($0) } }
            let (before, after) = (price(item.before), price(item.item) ?? price(item.before))
            let quantity = item.item["min_quantity"]?.string.flatMap { Quantity($0) } ?? .zero
            let cost = product.flatMap { product in
                PriceBook.cost(
                    current.priceLines(of: product.id), of: PricedGoods(product: product.id, rate: VATRate(for: product.vatClass, under: .general, on: day)),
                    for: max(quantity, product.leastOrder), under: terms)
            }
            return TermsPage.PriceRow(
                article: product?.article ?? key, name: product?.name ?? details.names.name(key, in: "products") ?? "", minQuantity: quantity == .zero ? "—" : t.quantity(quantity),
                period: shown.period(days("from"), days("to")), before: before.map { t.unitPrice($0, list.currency) }, after: after.map { t.unitPrice($0, list.currency) } ?? "—",
                difference: before.flatMap { before in after.flatMap { shown.share(of: $0.units - before.units, in: before.units, signed: true) } },
                cost: cost.map { t.unitPrice($0, list.currency) }, margin: shown.margin(after, cost), isStale: details.stale.contains(place))
        }
    }

    /// How many it touches, and what some of the goods would cost one of the clients: through the price book, with the change assumed.
    private func addEffect(to model: inout TermsPage, of details: TermsDetails, _ visit: Visit, _ t: Texts) async throws {
        let (viewer, now, kind) = (visit.viewer, visit.now, details.change.kind)
        guard let item = details.items.first else { return }
        var record = item.before ?? JSONObject()
        for (name, value) in item.item.entries { record[name] = value }
        let after = record
        guard let reach = try await database.read({ try termsReach(of: kind, after, for: viewer, in: $0) }) else { return }
        model.products = reach.products
        model.clients = reach.clients
        guard let client = reach.client, viewer.rights.contains(.managePrices) else { return }
        let current = storefront.current
        let assumed = try await assumingApproved(details.change.number, for: viewer, at: now, in: database) { ids, reader -> Shelf in
            var assumed = current
            try assumed.apply(ids, from: reader)
            return Shelf(assumed, for: viewer.seeing(client, try reader.contractTerms(of: client.id, only: nil, at: now)), at: now, showsHidden: true)
        }
        guard let assumed else { return }
        let own = try await database.read { Shelf(current, for: viewer.seeing(client, try $0.contractTerms(of: client.id, only: nil, at: now)), at: now, showsHidden: true) }
        model.exampleClient = client.name
        let shown = TermsShown(t: t, names: details.names)
        model.examples = reach.examples.compactMap { id -> TermsPage.Example? in
            guard let product = current.anyProduct(id) else { return nil }
            let quantity = max(record["min_quantity"]?.string.flatMap { Quantity($0) } ?? .zero, product.leastOrder)
            guard case .success(let then)? = assumed.price(product, for: quantity) else { return nil }
            let now = try? own.price(product, for: quantity)?.get()
            let currency = then.contract.currency
            return TermsPage.Example(
                article: product.article, name: product.name, before: now.map { t.unitPrice($0.unitPrice, currency) } ?? t("price.on_request"),
                after: t.unitPrice(then.unitPrice, currency), cost: then.explanation.cost.map { t.unitPrice($0, currency) },
                marginBefore: shown.margin(now?.unitPrice, then.explanation.cost), marginAfter: shown.margin(then.unitPrice, then.explanation.cost))
        }
    }

    @Sendable private func approveTerms(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await settleTerms(request, context) { number, fields, viewer, now, writer in
            try decideTermsChange(number, approve: true, reason: fields["note"] ?? "", by: viewer, at: now, in: writer)
            return .done("terms_approved")
        }
    }

    @Sendable private func refuseTerms(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await settleTerms(request, context) { number, fields, viewer, now, writer in
            try decideTermsChange(number, approve: false, reason: fields["reason"] ?? "", by: viewer, at: now, in: writer)
            return .done("terms_refused")
        }
    }

    @Sendable private func withdrawTerms(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await settleTerms(request, context) { number, fields, viewer, now, writer in
            try withdrawTermsChange(number, reason: fields["reason"] ?? "", by: viewer, at: now, in: writer)
            return .done("terms_withdrawn")
        }
    }

    /// One decision in one transaction; what is refused is told on the page of the change.
    private func settleTerms(
        _ request: Request, _ context: PortalContext, _ body: @escaping @Sendable (String, Form, Viewer, Instant, any Writer) throws -> FlashKey
    ) async throws -> Response {
        let visit = try await signedIn(request)
        let number = try context.pathValue("number")
        let fields = try await request.form()
        let now = now()
        do {
            // A large change waits for a moment without requests, as imports do.
            let count = try await database.read { try termsChange(number, limit: 1, for: visit.viewer, at: now, in: $0).change.itemCount }
            let flash = try await Task(priority: count > 5000 ? .utility : nil) { try await database.write { try body(number, fields, visit.viewer, now, $0) } }.value
            try await storefront.catchUp()
            return redirect(to: Address.terms(number), flash: flash)
        } catch let refusal as Refusal where refusal.code != .unauthenticated && refusal.code != .notFound && refusal.reason != "forbidden" {
            return try await showTerms(number, visit, request, context, refusal: refusal, typed: fields["reason"] ?? "")
        }
    }
}
