import Customers
import Database
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Jobs
import Kernel
import Localization
import Support

extension Site {
    @Sendable func houseSettings(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        return try await houseAnswer(visit, request, context, nil, nil, status: .ok)
    }

    @Sendable func saveHouseSettings(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let fields = try await request.form()
        let (name, sender, factor, moment) = (fields["house_name"] ?? "", fields["mail_sender"] ?? "", fields["staff_second_factor"] == "1", now())
        let creditMail = fields["credit_mail"] == "1"
        do {
            try await database.write { try saveSettings(name: name, staffSecondFactor: factor, mailSender: sender, creditMail: creditMail, for: visit.viewer, at: moment, in: $0) }
        } catch let refusal as Refusal where refusal.isOfForm {
            return try await houseAnswer(visit, request, context, (name, sender, factor, creditMail), refusal, status: .unprocessableContent)
        }
        return redirect(to: Address.house, flash: .done("saved"))
    }

    @Sendable func saveBasePrice(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let (shows, moment) = (try await request.form()["show_base_price"] == "1", now())
        try await database.write { try saveBasePriceSetting(shows, for: visit.viewer, at: moment, in: $0) }
        return redirect(to: Address.house, flash: .done("saved"))
    }

    /// - Parameter typed: what was sent and refused, so that nothing is typed twice.
    func houseAnswer(
        _ visit: Visit, _ request: Request, _ context: PortalContext, _ typed: (name: String, sender: String, factor: Bool, creditMail: Bool)?, _ refusal: Refusal?,
        supportHours: String? = nil, status: HTTPResponse.Status
    ) async throws -> Response {
        let (queue, settings, own, hours) = try await database.read { reader in
            (try queueState(for: visit.viewer, at: visit.now, in: reader), try reader.houseSettings(), try reader.ownHouseName(), try Support.supportHours(in: reader))
        }
        var model = HousePage(
            name: typed?.name ?? own ?? "", usualName: settings.name, staffSecondFactor: typed?.factor ?? settings.staffSecondFactor,
            mailSender: typed?.sender ?? settings.mailSender ?? "", hasMail: hasMail, mailWaiting: queue.mailWaiting, deadJobs: queue.counts.dead)
        model.creditMail = typed?.creditMail ?? settings.creditMail
        model.supportHours = supportHours ?? String(hours)
        model.showsBasePrice = settings.showsBasePrice
        (model.isCatalogueOpen, model.stockForVisitors) = (settings.isCatalogueOpen, settings.stockForVisitors)
        model.refusal = refusal.flatMap { $0.problems.isEmpty ? context.texts.text($0) : nil }
        model.problems = refusal.map { fieldProblems($0, context.texts) } ?? []
        return page(housePage(model, in: shell(visit, request, context, .house)), request, status: status)
    }

    @Sendable func jobs(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let queue = try await database.read { try queueState(for: visit.viewer, at: visit.now, in: $0) }
        var model = JobsPage(
            waiting: queue.counts.waiting, dead: queue.counts.dead, oldest: queue.counts.oldestAge / 1000, mailWaiting: queue.mailWaiting, hasMail: hasMail,
            rows: queue.dead.map {
                JobsPage.Row(id: $0.id.rawValue, kind: $0.kind, attempts: $0.attempts, error: $0.lastError, createdAt: $0.createdAt, endedAt: $0.endedAt)
            })
        model.rates = (fetchesRates, queue.rates)
        return page(jobsPage(model, in: shell(visit, request, context, .jobs)), request)
    }

    @Sendable func retryJob(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        guard let id = Int64(try context.pathValue("job")) else { throw Refusal.notFound }
        let moment = now()
        try await database.write { try Customers.retryJob(ID<Job>(id), for: visit.viewer, at: moment, in: $0) }
        wakeJobs()
        return redirect(to: Address.jobs, flash: .done("retried"))
    }

    @Sendable func signedInPeople(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        guard let token = visit.sessionToken else { throw Refusal(.unauthenticated) }
        let size = 50
        let place = try request.query["cursor"].map { try cursors.open($0, for: "page/signed-in") }.flatMap { SessionPlace($0) }
        let found = try await database.read { try Customers.signedInPeople(after: place, limit: size + 1, for: visit.viewer, sessionToken: token, at: visit.now, in: $0) }
        let rows = found.prefix(size).map {
            SignedInPage.Row(person: $0.person.rawValue, name: $0.name, since: $0.createdAt, place: $0.place, agent: browser($0.agent, context.texts), isCurrent: $0.isCurrent)
        }
        var model = SignedInPage(rows: rows)
        model.isFirst = place == nil
        if found.count > size { model.next = SessionPlace(after: Array(found.prefix(size))).map { cursors.sign($0.words, for: "page/signed-in") } }
        return page(signedInPage(model, in: shell(visit, request, context, .house)), request)
    }
}

extension SessionPlace {
    fileprivate init?(_ words: [String]) {
        guard words.count == 2, let since = Int64(words[0]) else { return nil }
        self.init(since: Instant(milliseconds: since), digest: words[1])
    }

    fileprivate var words: [String] { [String(since.milliseconds), digest] }
}
