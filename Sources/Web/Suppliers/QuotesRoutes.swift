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
    /// Requests for prices to suppliers, for staff who manage suppliers.
    func addQuoteRoutes(to router: Router<PortalContext>) {
        router.get("/suppliers/requests", use: quoteList)
        router.post("/suppliers/requests", use: makeQuoteRequest)
        router.get("/suppliers/requests/new", use: newQuoteRequest)
        router.get("/suppliers/requests/{request}", use: oneQuoteRequest)
        router.post("/suppliers/requests/{request}/choice", use: chooseQuotes)
        router.post("/suppliers/requests/{request}/offers", use: offerChosenQuotes)
    }

    @Sendable private func quoteList(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await quotesAnswer(try await signedIn(request), request, context)
    }

    /// The requests that the viewer may see: a supplier's person those that he is asked.
    func quotesAnswer(_ visit: Visit, _ request: Request, _ context: PortalContext) async throws -> Response {
        let parameters = try request.query
        var filter = QuoteFilter()
        filter.show = parameters["show"].flatMap { QuoteFilter.Show(rawValue: $0) }
        let before = try parameters["cursor"].flatMap { try cursors.open($0, for: "page/quotes") }?.first.flatMap { Int64($0) }.map { ID<QuoteRequest>($0) }
        let (size, asked, viewer, today) = (50, filter, visit.viewer, Day(of: visit.now, in: timeZone))
        let found = try await database.read { try quoteRequests(asked, before: before, limit: size + 1, on: today, for: viewer, in: $0) }
        var model = QuotesPage(isOwn: viewer.supplier != nil, rows: Array(found.prefix(size)), show: filter.show?.rawValue ?? "", today: today, isFirst: before == nil)
        if found.count > size, let last = found.prefix(size).last { model.next = cursors.sign([String(last.id.rawValue)], for: "page/quotes") }
        return page(quotesPage(model, in: shell(visit, request, context, model.isOwn ? .supplyRequests : .quoteRequests)), request)
    }

    @Sendable private func newQuoteRequest(_ request: Request, _ context: PortalContext) async throws -> Response {
        var draft = QuoteDraft()
        if let chosen = try request.query["supplier"].flatMap({ Int64($0) }) { draft.suppliers = [chosen] }
        return try await quoteFormAnswer(try await signedIn(request), request, context, draft, nil)
    }

    private func quoteFormAnswer(_ visit: Visit, _ request: Request, _ context: PortalContext, _ draft: QuoteDraft, _ refusal: Refusal?) async throws -> Response {
        let suppliers = try await database.read { try suppliersToAsk(for: visit.viewer, in: $0) }
        let chosen = Set(draft.suppliers)
        let choices = suppliers.map { Choice(key: String($0.id.rawValue), title: $0.name, isChosen: chosen.contains($0.id.rawValue)) }
        let model = QuoteFormPage(draft: draft, suppliers: choices, earliest: Day(of: visit.now, in: timeZone), problems: refusal.map { fieldProblems($0, context.texts) } ?? [])
        return page(quoteFormPage(model, in: shell(visit, request, context, .quoteRequests)), request, status: refusal == nil ? .ok : .unprocessableContent)
    }

    @Sendable private func makeQuoteRequest(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let fields = try await request.form()
        var draft = QuoteDraft()
        (draft.goods, draft.others, draft.day, draft.comment) = (fields["goods"] ?? "", fields["others"] ?? "", fields["day"] ?? "", fields["comment"] ?? "")
        draft.suppliers = fields.all("supplier").compactMap { Int64($0) }
        let (typed, today) = (draft, Day(of: visit.now, in: timeZone))
        do {
            let id = try await database.write { try askForQuotes(typed, on: today, for: visit.viewer, at: visit.now, in: $0) }
            wakeJobs()
            return redirect(to: Address.quoteRequest(id.rawValue), flash: .done("quote_asked"))
        } catch let refusal as Refusal where refusal.code == .validation { return try await quoteFormAnswer(visit, request, context, draft, refusal) }
    }

    @Sendable private func oneQuoteRequest(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await quoteAnswer(try await signedIn(request), request, context, nil, nil)
    }

    private func quoteAnswer(_ visit: Visit, _ request: Request, _ context: PortalContext, _ typed: [ID<QuoteLine>: ID<Supplier>]?, _ refusal: Refusal?) async throws -> Response {
        let id = try quoteRequestID(context)
        let found = try await database.read { reader in
            if visit.viewer.supplier == nil, !visit.viewer.isStaff { throw Refusal.notFound }
            return try Suppliers.quoteRequest(id, for: visit.viewer, in: reader)
        }
        let stored = Dictionary(found.quotes.filter(\.isChosen).map { ($0.line, $0.supplier) }) { first, _ in first }
        var model = QuotePage(request: found, today: Day(of: visit.now, in: timeZone), revision: found.revision, choice: typed ?? stored)
        model.refusal = refusal.flatMap { $0.problems.isEmpty ? context.texts.text($0) : nil }
        model.problems = refusal.map { fieldProblems($0, context.texts) } ?? []
        return page(quotePage(model, in: shell(visit, request, context, .quoteRequests)), request, status: refusal == nil ? .ok : .unprocessableContent)
    }

    @Sendable private func chooseQuotes(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let id = try quoteRequestID(context)
        let fields = try await request.form()
        var choice: [ID<QuoteLine>: ID<Supplier>] = [:]
        for (name, value) in fields.values where name.hasPrefix("line-") {
            if let line = Int64(name.dropFirst(5)), let supplier = Int64(value) { choice[ID(line)] = ID(supplier) }
        }
        let (chosen, closes, revision) = (choice, fields["close"] == "1", Int64(fields["revision"] ?? "") ?? -1)
        do {
            try await database.write { try decideQuotes(chosen, closes: closes, of: id, revision: revision, for: visit.viewer, at: visit.now, in: $0) }
        } catch let refusal as Refusal where refusal.code == .validation || refusal.code == .staleRevision {
            return try await quoteAnswer(visit, request, context, choice, refusal)
        }
        if closes { wakeJobs() }
        return redirect(to: Address.quoteRequest(id.rawValue), flash: .done(closes ? "quote_closed" : "saved"))
    }

    @Sendable private func offerChosenQuotes(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let id = try quoteRequestID(context)
        do { _ = try await database.write { try offerQuotes(of: id, for: visit.viewer, at: visit.now, in: $0) } } catch let refusal as Refusal
        where refusal.code == .validation || refusal.code == .staleRevision { return try await quoteAnswer(visit, request, context, nil, refusal) }
        return redirect(to: Address.quoteRequest(id.rawValue), flash: .done("quote_offered"))
    }

    func quoteRequestID(_ context: PortalContext) throws -> ID<QuoteRequest> {
        guard let number = Int64(try context.pathValue("request")) else { throw Refusal.notFound }
        return ID(number)
    }
}
