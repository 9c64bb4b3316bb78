import Customers
import Database
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Kernel
import Localization
import Ordering
import Storefront
import Support

extension Site {
    func addSupportRoutes(to router: Router<PortalContext>) {
        router.get("/support", use: support)
        router.post("/support", use: sendQuestion)
        router.get("/support/new", use: questionForm)
        router.get("/support/{request}", use: supportThread)
        router.post("/support/{request}/messages", use: writeOn)
        router.post("/support/{request}/reading", use: haveRead)
        router.post("/support/{request}/closure", use: closeRequest)
        router.post("/house/support-hours", use: saveSupportHours)
    }

    @Sendable private func support(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let viewer = visit.viewer
        let parameters = try request.query
        let state = parameters["state"] ?? (viewer.isStaff ? "open" : "all")
        var filter = SupportFilter()
        filter.state = SupportState(rawValue: state)
        filter.client = viewer.isStaff ? parameters["client"] : nil
        let after = try parameters["cursor"].map { try cursors.open($0, for: "page/support") }.flatMap(place)
        let (size, chosen) = (50, filter)
        let (found, keepers, hours, times, client) = try await database.read { reader in
            let found = try Support.supportRequests(chosen, after: after, limit: size + 1, for: viewer, in: reader)
            return (
                found, viewer.isStaff ? try reader.supportKeepers(of: Set(found.map(\.client.id)).sorted(), at: visit.now) : [:], try supportHours(in: reader),
                viewer.isStaff ? try supportTimes(for: viewer, at: visit.now, in: reader) : nil, try chosen.client.flatMap { try clientCard($0, for: viewer, in: reader) }
            )
        }
        var model = SupportPage(
            isStaff: viewer.isStaff, rows: found.prefix(size).map { SupportPage.Row($0, keepers[$0.client.id] ?? [], for: viewer, at: visit.now, hours: hours) },
            state: filter.state?.rawValue ?? "all", hours: hours, canAsk: !viewer.isStaff)
        model.client = client.map { ($0.externalID, $0.name) }
        model.times = times.map { SupportPage.Times(asked: $0.asked, answered: $0.answered, inTime: $0.inTime, mean: $0.mean) }
        model.isFirst = after == nil
        if found.count > size, let last = found.prefix(size).last {
            model.next = cursors.sign([String(last.waitingSince?.milliseconds ?? 0), String(last.id.rawValue)], for: "page/support")
        }
        return page(supportPage(model, in: shell(visit, request, context, .support)), request)
    }

    private func place(_ parts: [String]) -> SupportPlace? {
        guard parts.count == 2, let since = Int64(parts[0]), let id = Int64(parts[1]) else { return nil }
        return SupportPlace(waitingSince: Instant(milliseconds: since), id: ID(id))
    }

    @Sendable private func questionForm(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await asking(request)
        let given = try request.query
        var form = SupportForm()
        form.order = String((given["order"] ?? "").prefix(60))
        form.article = String((given["article"] ?? "").prefix(100))
        form.topic = form.order.isEmpty ? form.article.isEmpty ? "other" : "product" : "order"
        return page(supportFormPage(form, in: shell(visit, request, context, .support)), request)
    }

    @Sendable private func sendQuestion(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await asking(request)
        let fields = try await request.form()
        var form = SupportForm(topic: fields["topic"] ?? "", subject: fields["subject"] ?? "", text: fields["text"] ?? "", order: fields["order"] ?? "", article: fields["article"] ?? "")
        var question = SupportQuestion()
        (question.topic, question.subject, question.text, question.order) = (form.topic, form.subject, form.text, form.order)
        let article = form.article.trimmed
        question.product = visit.shelf.product(article)?.id
        do {
            let (asked, isUnknown) = (question, !article.isEmpty && question.product == nil)
            let id = try await database.write { writer -> ID<SupportRequest> in
                if isUnknown {
                    let value = ["value": Refusal.Argument.text(String(article.prefix(100)))]
                    throw Refusal(.validation, problems: [Refusal.Problem("/article", .validation, "support_article", value)])
                }
                return try askSupport(asked, for: visit.viewer, at: visit.now, in: writer)
            }
            wakeJobs()
            return redirect(to: Address.support(id.rawValue), flash: .done("support_sent"))
        } catch let refusal as Refusal where refusal.code == .validation {
            form.problems = fieldProblems(refusal, context.texts)
            form.refusal = refusal.problems.isEmpty ? context.texts.text(refusal) : nil
            return page(supportFormPage(form, in: shell(visit, request, context, .support)), request, status: .unprocessableContent)
        }
    }

    @Sendable private func supportThread(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        return try await threadAnswer(visit, request, context, nil, "", status: .ok)
    }

    @Sendable private func writeOn(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let id = try requestID(context)
        let text = try await request.form()["text"] ?? ""
        do {
            try await database.write { try writeSupport(text, to: id, for: visit.viewer, at: visit.now, in: $0) }
        } catch let refusal as Refusal where refusal.code == .validation {
            return try await threadAnswer(visit, request, context, refusal, text, status: .unprocessableContent)
        }
        wakeJobs()
        return redirect(to: Address.support(id.rawValue), flash: .done(visit.viewer.isStaff ? "support_answered" : "support_sent"))
    }

    @Sendable private func closeRequest(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let id = try requestID(context)
        do {
            try await database.write { try closeSupport(id, for: visit.viewer, at: visit.now, in: $0) }
        } catch let refusal as Refusal where refusal.code == .validation {
            return try await threadAnswer(visit, request, context, refusal, "", status: .unprocessableContent)
        }
        return redirect(to: Address.support(id.rawValue), flash: .done("support_closed"))
    }

    /// What the page tells once it is seen: looking at it changes nothing.
    @Sendable private func haveRead(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let id = try requestID(context)
        try await database.write { writer in try markSupportRead(try Support.supportThread(id, for: visit.viewer, at: visit.now, in: writer), for: visit.viewer, in: writer) }
        return redirect(to: Address.support(id.rawValue))
    }

    @Sendable private func saveSupportHours(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let hours = try await request.form()["support_hours"] ?? ""
        do {
            try await database.write { try setSupportHours(hours, for: visit.viewer, at: visit.now, in: $0) }
        } catch let refusal as Refusal where refusal.code == .validation {
            return try await houseAnswer(visit, request, context, nil, refusal, supportHours: hours, status: .unprocessableContent)
        }
        return redirect(to: Address.house, flash: .done("saved"))
    }

    private func requestID(_ context: PortalContext) throws -> ID<SupportRequest> {
        guard let id = Int64(try context.pathValue("request")) else { throw Refusal.notFound }
        return ID(id)
    }

    /// The thread; again with what was wrong with an answer.
    private func threadAnswer(
        _ visit: Visit, _ request: Request, _ context: PortalContext, _ refusal: Refusal?, _ typed: String, status: HTTPResponse.Status
    ) async throws -> Response {
        let id = try requestID(context)
        let viewer = visit.viewer
        let (thread, isUnread, hours, mark) = try await database.read { reader in
            let thread = try Support.supportThread(id, for: viewer, at: visit.now, in: reader)
            return (thread, try isSupportUnread(thread, for: viewer, in: reader), try supportHours(in: reader), try reader.ask(supportMark(for: viewer, besides: id)))
        }
        let found = thread.request
        var model = SupportThreadPage(
            row: SupportPage.Row(found, thread.keepers, for: viewer, at: visit.now, hours: hours), isStaff: viewer.isStaff, clientKey: viewer.isStaff ? found.client.externalID : nil,
            order: found.order.map { OrderNumber.text($0) }, messages: thread.messages.map {
                SupportThreadPage.Message(id: $0.id, author: $0.author, isStaff: $0.isStaff, text: $0.text, at: $0.at)
            }, hours: hours)
        // What the client is not shown any more is not named to it here either.
        if let article = found.article, viewer.isStaff || visit.shelf.product(article) != nil { model.product = (article, found.productName ?? "") }
        model.typed = typed
        model.problems = refusal.map { fieldProblems($0, context.texts) } ?? []
        model.refusal = refusal.flatMap { $0.problems.isEmpty ? context.texts.text($0) : nil }
        model.isUnread = isUnread
        var frame = shell(visit, request, context, .support)
        frame.waiting[.support] = mark
        return page(supportThreadPage(model, in: frame), request, status: status)
    }

    /// A visit of a client's person: nobody else asks.
    private func asking(_ request: Request) async throws -> Visit {
        let visit = try await signedIn(request)
        guard !visit.viewer.isStaff else { throw Refusal(.forbidden) }
        _ = try visit.viewer.demandClient()
        return visit
    }
}

extension SupportPage.Row {
    fileprivate init(_ request: SupportRequest, _ keepers: [SupportKeeper], for viewer: Viewer, at now: Instant, hours: Int64) {
        self.init(
            id: request.id.rawValue, subject: request.subject, topic: request.topic.rawValue, state: request.state.rawValue, client: viewer.isStaff ? request.client.name : nil,
            askedBy: request.askedBy, createdAt: request.createdAt, lastAt: request.lastAt)
        waiting = request.waitingSince.map { max(0, now.milliseconds - $0.milliseconds) / 1000 }
        isOverdue = request.isOverdue(at: now, hours: hours)
        firstAnswer = request.firstAnswerTook
        self.keepers = keepers.map(\.name)
    }
}
