import Agreements
import Customers
import Database
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Journal
import Kernel
import Localization
import Ordering
import Pricing
import Storefront

extension Site {
    func addPriceRoutes(to router: Router<PortalContext>) {
        addPriceFileRoutes(to: router)
        addPriceListRoutes(to: router)
        addRateRoutes(to: router)
        addPriceImportRoutes(to: router)
        addTermsRoutes(to: router)
        router.get("/prices", use: prices)
        router.get("/prices/requests", use: agreements)
        router.get("/prices/requests/new", use: newAgreement)
        router.post("/prices/requests", use: askPrices)
        router.get("/prices/requests/{number}", use: agreement)
        router.get("/prices/requests/{number}/revision", use: agreementRevision)
        router.post("/prices/requests/{number}/revision", use: changeAgreement)
        router.post("/prices/requests/{number}/cart", use: orderAgreed)
        router.post("/prices/requests/{number}/approval", use: approveAgreement)
        router.post("/prices/requests/{number}/refusal", use: refuseAgreement)
        router.post("/prices/requests/{number}/closure", use: closeAgreement)
    }

    /// The first page of prices that the person may see.
    @Sendable private func prices(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        guard let first = PricesTab.open(to: visit.viewer).first else { throw Refusal(.forbidden) }
        return redirect(to: first.address)
    }

    @Sendable private func agreements(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let viewer = visit.viewer
        let parameters = try request.query
        var filter = AgreementFilter()
        filter.text = String((parameters["query"] ?? "").trimmed.prefix(100))
        let key = parameters["filter"].flatMap { ["waiting", "force"].contains($0) ? $0 : nil }
        if key == "waiting" { filter.statuses = [.requested] }
        if key == "force" { filter.statuses = [.approved] }
        if viewer.isStaff, let client = viewer.client { filter.client = client.id }
        let before = try parameters["cursor"].map { try cursors.open($0, for: "page/agreements") }?.first.flatMap { Int64($0) }.map { ID<PriceAgreement>($0) }
        let chosen = filter
        let found = try await database.read { try Agreements.agreements(chosen, before: before, limit: 50, for: viewer, in: $0) }
        let today = Day(of: visit.now, in: timeZone)
        var model = AgreementsPage(
            tabs: PricesTab.open(to: viewer), text: filter.text, filter: key,
            rows: found.agreements.map { card in
                AgreementsPage.Row(
                    number: card.number, title: card.title, client: card.client.name, site: card.site?.name, from: card.from, to: card.to, state: card.state(on: today),
                    lines: card.lineCount, requestedBy: card.requestedByName, requestedAt: card.isERPs ? card.updatedAt : card.requestedAt,
                    awaitsViewer: card.awaits(viewer, proposedBy: nil, today: today))
            })
        model.canAsk = viewer.rights.contains(.askPrices) && viewer.client != nil
        model.isStaff = viewer.isStaff
        model.isFirst = before == nil
        model.next = found.next.map { cursors.sign([String($0.rawValue)], for: "page/agreements") }
        return page(agreementsPage(model, in: shell(visit, request, context, .prices)), request)
    }

    @Sendable private func agreement(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        return try await show(try context.pathValue("number"), visit, request, context)
    }

    private func show(
        _ number: String, _ visit: Visit, _ request: Request, _ context: PortalContext, refusal: Refusal? = nil, typed: String = ""
    ) async throws -> Response {
        let viewer = visit.viewer
        let now = visit.now
        let decides = viewer.isStaff && viewer.rights.contains(.approvePrices)
        let (details, contracts, bought) = try await database.read { reader in
            let details = try Agreements.agreement(number, for: viewer, in: reader)
            let bought = decides
                ? try purchases(of: details.card.client.id, products: details.lines.map(\.product), since: now.adding(seconds: -365 * 86400), for: viewer, in: reader) : [:]
            return (details, try reader.contractTerms(of: details.card.client.id, only: nil, at: now), bought)
        }
        let card = details.card
        let own = Shelf(storefront.current, for: viewer.seeing(card.client, contracts), at: now, showsHidden: true)
        let today = Day(of: now, in: timeZone)
        var model = AgreementPage(
            number: card.number, title: card.title, reason: card.reason, state: card.state(on: today), contract: card.contractNumber.isEmpty ? card.contractExternalID : card.contractNumber,
            currency: card.currency, vatMode: card.vatMode, from: card.from, to: card.to, revision: card.revision, requestedBy: card.requestedByName,
            lines: details.lines.filter { $0.isOpen || $0.used > .zero }.compactMap { line in
                let product = own.product(line.product)
                guard product != nil || viewer.isStaff else { return nil }
                var priceNow: UnitPrice?
                var cost: UnitPrice?
                if let product, case .success(let price)? = own.price(product, for: max(line.quantity, .one), under: card.contract, agreements: false) {
                    priceNow = price.unitPrice
                    // Only staff are told costs.
                    cost = price.explanation.cost
                }
                return AgreementPage.Line(
                    article: product?.article ?? "", name: product?.name ?? "", unit: product?.unit.name(in: context.language) ?? "", quantity: line.quantity, price: line.price,
                    ownPrice: line.ownPrice, priceNow: priceNow, cost: decides ? cost : nil, used: line.used,
                    bought: decides ? bought[line.product].map { ($0.quantity, $0.lastPrice) } ?? (.zero, nil) : nil)
            },
            events: details.events.map {
                AgreementPage.Event(at: $0.at, kind: $0.kind, person: $0.actorName, note: $0.note, revision: card.revision > 1 ? $0.revision : nil)
            })
        model.tabs = PricesTab.open(to: viewer)
        model.client = viewer.isStaff ? card.client.name : nil
        model.site = card.site?.name
        model.isERPs = card.isERPs
        model.approvals = card.approvals.map { ($0.name, $0.at) }
        model.uses = details.uses.compactMap { use in
            own.product(use.product).map { AgreementPage.Use(order: OrderNumber.text(use.order), article: $0.article, quantity: use.quantity, returned: use.returned) }
        }
        let actor = viewer.actor.text
        let isOpen = card.status == .requested && card.to >= today
        let isUnpriced = details.lines.contains { $0.isOpen && $0.price == nil }
        model.canApprove = card.awaits(viewer, proposedBy: details.proposedBy, today: today) && !isUnpriced
        model.canOrder = model.state == "in_force" && viewer.client?.id == card.client.id && viewer.rights.contains(.order)
        model.canRefuse = card.status == .requested && decides && card.requestedBy != actor
        model.canChange = isOpen && (card.requestedBy == actor || decides)
        model.canWithdraw = card.status == .requested && !model.canRefuse && (card.requestedBy == actor || !viewer.isStaff && viewer.rights.contains(.askPrices))
        model.canClose = card.status == .approved && !card.isERPs && decides
        if isOpen, decides, isUnpriced { model.hindrance = "unpriced" } else if isOpen, decides, !model.canApprove { model.hindrance = card.approvals.contains { $0.by == actor } ? "already" : "own" }
        if let refusal {
            model.refusal = context.texts.text(refusal)
            model.problems = refusal.problems.map { FieldProblem(field: String($0.pointer.dropFirst()), text: context.texts.text($0)) }
            model.typedReason = typed
        }
        return page(
            agreementPage(model, in: shell(visit, request, context, .prices)), request, status: refusal == nil ? .ok : .unprocessableContent)
    }

    /// Puts what is left of an agreement into the cart; pressed twice it is there once. Where the prices are for one site, that site is chosen.
    @Sendable private func orderAgreed(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let number = try context.pathValue("number")
        let shelf = visit.shelf
        let (card, count) = try await database.write { writer in
            let details = try Agreements.agreement(number, for: visit.viewer, in: writer)
            guard details.card.client.id == visit.viewer.client?.id else { throw Refusal.notFound }
            guard details.card.state(on: Day(of: visit.now, in: timeZone)) == "in_force" else { throw Refusal(.validation, "agreement_not_in_force") }
            let lines = details.left.filter { shelf.product($0.product) != nil }
            for line in lines { try raiseInCart(line.product, to: line.quantity, for: visit.viewer, in: writer) }
            return (details.card, lines.count)
        }
        return redirect(to: Address.cart(site: card.site?.externalID), flash: .added(count))
    }

    @Sendable private func approveAgreement(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await decide(request, context) { number, fields, viewer, now, writer in
            let revision = Int(fields["revision"] ?? "") ?? 0
            return try Agreements.approveAgreement(number, revision: revision, note: fields["note"] ?? "", by: viewer, at: now, in: writer) ? .agreementInForce : .agreementApproved
        }
    }

    @Sendable private func refuseAgreement(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await decide(request, context) { number, fields, viewer, now, writer in
            let revision = Int(fields["revision"] ?? "") ?? 0
            try Agreements.refuseAgreement(number, revision: revision, reason: fields["reason"] ?? "", by: viewer, at: now, in: writer)
            return .agreementRefused
        }
    }

    @Sendable private func closeAgreement(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await decide(request, context) { number, fields, viewer, now, writer in
            try Agreements.closeAgreement(number, reason: fields["reason"] ?? "", for: viewer, at: now, in: writer)
            return .agreementClosed
        }
    }

    /// One decision in one transaction; what is refused is told on the page of the request, with what was typed.
    private func decide(
        _ request: Request, _ context: PortalContext, _ body: @escaping @Sendable (String, Form, Viewer, Instant, any Writer) throws -> FlashKey
    ) async throws -> Response {
        let visit = try await signedIn(request)
        let number = try context.pathValue("number")
        let fields = try await request.form()
        let now = now()
        do {
            let flash = try await database.write { try body(number, fields, visit.viewer, now, $0) }
            try await storefront.catchUp()
            return redirect(to: Address.agreement(number), flash: flash)
        } catch let refusal as Refusal where refusal.code != .unauthenticated && refusal.code != .notFound && refusal.reason != "forbidden" {
            return try await show(number, visit, request, context, refusal: refusal, typed: fields["reason"] ?? "")
        }
    }
}

extension AgreementCard {
    /// Whether this person may give the next approval. `proposedBy` is nil where a list does not know it.
    fileprivate func awaits(_ viewer: Viewer, proposedBy: String?, today: Day) -> Bool {
        guard case .person = viewer.identity, viewer.isStaff, viewer.rights.contains(.approvePrices), status == .requested, to >= today else { return false }
        let actor = viewer.actor.text
        return requestedBy != actor && proposedBy != actor && !approvals.contains { $0.by == actor }
    }
}

extension Viewer {
    /// The prices of a client as this person may see them.
    func seeing(_ client: ClientCard, _ contracts: [ContractTerms]) -> Viewer {
        Viewer(identity: identity, name: name, client: client, contracts: contracts, rights: rights, isStaff: isStaff, managers: managers)
    }
}
