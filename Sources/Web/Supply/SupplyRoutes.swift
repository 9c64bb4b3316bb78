import Customers
import Database
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Kernel
import Localization
import Suppliers

extension Site {
    /// The pages of a supplier's people.
    func addSupplyRoutes(to router: Router<PortalContext>) {
        router.get("/supply/offers", use: ownOffers)
        router.get("/supply/offers/{article}", use: ownOffer)
        router.post("/supply/offers/{article}", use: saveOwnOffer)
        router.get("/supply/sheet", use: offerSheetForm)
        router.post("/supply/sheet", use: takeOwnSheet)
        router.get("/supply/sheet.csv", use: ownOffersFile)
        router.head("/supply/sheet.csv", use: ownOffersFile)
        router.get("/supply/orders", use: awaitedLines)
        router.get("/supply/orders/{line}", use: awaitedLine)
        router.post("/supply/orders/{line}/confirmation", use: confirmLine)
        router.post("/supply/orders/{line}/refusal", use: declineLine)
        router.get("/supply/requests", use: ownQuoteRequests)
        router.get("/supply/requests/{request}", use: ownQuoteRequest)
        router.post("/supply/requests/{request}", use: answerQuoteRequest)
        router.get("/supply/figures", use: ownFigures)
        router.get("/supply/people", use: colleagueList)
        router.post("/supply/people", use: inviteColleague)
        router.post("/supply/people/{person}/invitation") { try await actOnColleague($0, $1, "invited") { _ in .invitesAgain } }
        router.post("/supply/people/{person}/role") { try await actOnColleague($0, $1, "role_changed") { .givesRole($0["role"] ?? "") } }
        router.post("/supply/people/{person}/block") { try await actOnColleague($0, $1, "blocked") { _ in .blocks } }
    }

    @Sendable private func ownOffers(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await offersAnswer(try await supplying(request), request, context, of: nil)
    }

    /// The offers of a supplier, for staff; without one the viewer's own.
    func offersAnswer(_ visit: Visit, _ request: Request, _ context: PortalContext, of supplier: SupplierCard?) async throws -> Response {
        let parameters = try request.query
        var filter = OfferFilter()
        filter.text = String((parameters["query"] ?? "").trimmed.prefix(100))
        filter.state = parameters["state"].flatMap { OfferFilter.State(rawValue: $0) }
        let after = try parameters["cursor"].flatMap { try cursors.open($0, for: "page/offers") }?.first
        let (size, asked, viewer, today) = (50, filter, visit.viewer, Day(of: visit.now, in: timeZone))
        let (found, counts) = try await database.read { reader in
            (
                try Suppliers.offers(asked, of: supplier?.id, after: after, limit: size + 1, on: today, for: viewer, in: reader),
                try offerCounts(of: supplier?.id, on: today, for: viewer, in: reader)
            )
        }
        var model = OffersPage(
            supplier: supplier.map { ($0.id.rawValue, $0.name) }, rows: Array(found.prefix(size)), text: filter.text, state: filter.state?.rawValue ?? "", products: counts.products,
            offered: counts.offered, today: today, isFirst: after == nil)
        if found.count > size, let last = found.prefix(size).last { model.next = cursors.sign([last.article], for: "page/offers") }
        return page(offersPage(model, in: shell(visit, request, context, supplier == nil ? .offers : .suppliers)), request)
    }

    @Sendable private func ownOffer(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await offerAnswer(try await supplying(request), request, context, nil, nil)
    }

    private func offerAnswer(_ visit: Visit, _ request: Request, _ context: PortalContext, _ typed: TypedOffer?, seen revision: Int64? = nil, _ refusal: Refusal?) async throws -> Response {
        let article = try context.pathValue("article")
        let offer = try await database.read { try Suppliers.offer(article: article, for: visit.viewer, in: $0) }
        var model = OfferPage(offer: offer, revision: revision ?? offer.revision, typed: typed ?? TypedOffer(offer.terms, context.texts))
        model.refusal = refusal.flatMap { $0.problems.isEmpty ? context.texts.text($0) : nil }
        // The product's own article is in the address: the supplier's has a name of its own in the form.
        model.problems = (refusal.map { fieldProblems($0, context.texts) } ?? []).map { $0.field == "article" ? FieldProblem(field: "own_article", text: $0.text) : $0 }
        return page(offerPage(model, in: shell(visit, request, context, .offers)), request, status: refusal == nil ? .ok : .unprocessableContent)
    }

    @Sendable private func saveOwnOffer(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await supplying(request)
        let (article, fields) = (try context.pathValue("article"), try await request.form())
        let typed = TypedOffer(fields)
        let revision = Int64(fields["revision"] ?? "") ?? -1
        do {
            try await database.write { writer in
                _ = try Suppliers.offer(article: article, for: visit.viewer, in: writer)
                let (terms, problems) = OfferTerms.parse(typed)
                guard problems.isEmpty else { throw Refusal(.validation, problems: problems) }
                try saveOffer(terms, article: article, revision: revision, for: visit.viewer, at: visit.now, in: writer)
            }
            return redirect(to: Address.supplyOffers, flash: .done("saved"))
        } catch let refusal as Refusal where refusal.code == .validation || refusal.code == .staleRevision {
            return try await offerAnswer(visit, request, context, typed, seen: revision, refusal)
        }
    }

    @Sendable private func colleagueList(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await colleaguesAnswer(try await supplying(request), request, context, nil, nil)
    }

    private func colleaguesAnswer(_ visit: Visit, _ request: Request, _ context: PortalContext, _ typed: Invitation?, _ refusal: Refusal?) async throws -> Response {
        let people = try await database.read { try Customers.people(of: nil, for: visit.viewer, in: $0) }
        let model = ColleaguesPage(people, base: Address.supplyPeople, visit.viewer, hasMail: hasMail, typed, refusal, context.texts)
        return page(colleaguesPage(model, in: shell(visit, request, context, .colleagues)), request, status: refusal.map { $0.code == .tooManyRequests ? .tooManyRequests : .unprocessableContent } ?? .ok)
    }

    @Sendable private func inviteColleague(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await supplying(request)
        let invitation = Invitation(colleague: try await request.form())
        do { _ = try await Customers.inviteColleague(invitation, for: visit.viewer, at: visit.now, in: database) } catch let refusal as Refusal
        where [.validation, .tooManyRequests].contains(refusal.code) { return try await colleaguesAnswer(visit, request, context, invitation, refusal) }
        wakeJobs()
        return redirect(to: Address.supplyPeople, flash: .done("invited"))
    }

    private func actOnColleague(_ request: Request, _ context: PortalContext, _ done: String, _ action: @Sendable (Form) -> ColleagueAction) async throws -> Response {
        let visit = try await supplying(request)
        let person = try colleagueID(context)
        let wanted = action(try await request.form())
        do { try await database.write { try act(wanted, on: person, supplier: nil, for: visit.viewer, at: visit.now, in: $0) } } catch let refusal as Refusal
        where refusal.isOfForm { return try await colleaguesAnswer(visit, request, context, nil, refusal) }
        wakeJobs()
        return redirect(to: Address.supplyPeople, flash: .done(done))
    }
}

extension TypedOffer {
    fileprivate init(_ fields: Form) {
        self.init()
        (article, price, quantity) = (fields["own_article"] ?? "", fields["price"] ?? "", fields["quantity"] ?? "")
        (leadDays, validUntil) = (fields["lead_days"] ?? "", fields["valid_until"] ?? "")
    }

    fileprivate init(_ terms: OfferTerms, _ t: Texts) {
        self.init()
        article = terms.article ?? ""
        price = terms.price.map { DecimalText.write($0.units, scale: 4, places: 2) } ?? ""
        quantity = terms.quantity?.decimal ?? ""
        leadDays = terms.leadDays.map { String($0) } ?? ""
        validUntil = terms.validUntil?.description ?? ""
    }
}
