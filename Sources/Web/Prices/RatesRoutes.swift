import Customers
import Database
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Integrations
import Jobs
import Kernel
import Localization
import Storefront

extension Site {
    func addRateRoutes(to router: Router<PortalContext>) {
        router.get("/prices/rates", use: rates)
        router.post("/prices/rates", use: saveRate)
        router.post("/prices/rates/files", use: takeRatesFile)
        router.get("/prices/rates/{currency}", use: rateHistory)
    }

    @Sendable private func rates(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        return try await ratesAnswer(visit, request, context) { _ in }
    }

    private func ratesAnswer(
        _ visit: Visit, _ request: Request, _ context: PortalContext, status: HTTPResponse.Status = .ok, _ change: (inout RatesPage) -> Void
    ) async throws -> Response {
        let today = Day(of: visit.now, in: timeZone)
        let (overview, job) = try await database.read { reader in
            (try ratesOverview(on: today, for: visit.viewer, in: reader), try reader.latestJobs(of: ratesJob).first)
        }
        var model = RatesPage(
            tabs: PricesTab.open(to: visit.viewer), overview: overview, canManage: visit.viewer.rights.contains(.managePrices), fetches: fetchesRates, job: job)
        model.form.day = today.description
        change(&model)
        return page(ratesPage(model, in: shell(visit, request, context, .prices)), request, status: status)
    }

    @Sendable private func saveRate(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        try visit.viewer.demand(.managePrices)
        let (fields, moment) = (try await request.form(), now())
        let typed = RatesPage.Entry(
            currency: fields["currency"] ?? "", day: fields["day"] ?? "", nominal: fields["nominal"] ?? "", rate: fields["rate"] ?? "")
        do {
            try await database.write {
                try enterRate(currency: typed.currency, day: typed.day, nominal: typed.nominal, rate: typed.rate, for: visit.viewer, at: moment, in: $0)
            }
        } catch let refusal as Refusal where refusal.isOfForm {
            let problems = fieldProblems(refusal, context.texts)
            return try await ratesAnswer(visit, request, context, status: .unprocessableContent) { model in
                model.form = typed
                model.refusal = refusal.problems.isEmpty ? context.texts.text(refusal) : nil
                model.problems = problems
            }
        }
        try await storefront.catchUp()
        return redirect(to: PricesTab.rates.address, flash: .done("rate_saved"))
    }

    @Sendable private func takeRatesFile(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        try visit.viewer.demand(.managePrices)
        let moment = now()
        do {
            guard let file = try await request.uploads(upTo: 4 << 20).files.first(where: { $0.field == "file" }), !file.bytes.isEmpty else {
                throw Refusal(.validation, "file_missing")
            }
            let taken = try await takeCentralBankRates(file.bytes, for: visit.viewer, at: moment, in: database)
            try await storefront.catchUp()
            return try await ratesAnswer(visit, request, context) { $0.taken = taken }
        } catch let refusal as Refusal where refusal.code == .validation {
            return try await ratesAnswer(visit, request, context, status: .unprocessableContent) { model in
                model.problems = [FieldProblem(field: "file", text: context.texts.text(refusal))]
            }
        }
    }

    @Sendable private func rateHistory(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let code = try context.pathValue("currency")
        let before = try request.query["cursor"].map { try cursors.open($0, for: "page/rates") }?.first.flatMap { Day($0) }
        let viewer = visit.viewer
        guard let currency = Currency(code) else { throw Refusal.notFound }
        let found = try await database.read { try Integrations.rateHistory(of: currency, before: before, for: viewer, in: $0) }
        var model = RateHistoryPage(tabs: PricesTab.open(to: viewer), currency: currency, rates: found.rates)
        model.isFirst = before == nil
        model.next = found.next.map { cursors.sign([$0.description], for: "page/rates") }
        return page(rateHistoryPage(model, in: shell(visit, request, context, .prices)), request)
    }
}
