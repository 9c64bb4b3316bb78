import Customers
import Database
import Formats
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Integrations
import Kernel
import Localization
import Storefront

extension Site {
    func addPriceImportRoutes(to router: Router<PortalContext>) {
        router.get("/prices/imports", use: priceImports)
        router.post("/prices/imports", use: bringPriceFile)
        router.get("/prices/imports/{id}", use: priceImport)
        router.get("/prices/imports/{id}/problems.csv", use: priceImportProblems)
        router.head("/prices/imports/{id}/problems.csv", use: priceImportProblems)
        router.post("/prices/imports/{id}/check", use: checkPriceFile)
        router.post("/prices/imports/{id}/application", use: takePriceFile)
        router.get("/prices/history/{article}", use: priceHistory)
    }

    @Sendable private func priceImports(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        return try await importsAnswer(visit, request, context)
    }

    private func importsAnswer(_ visit: Visit, _ request: Request, _ context: PortalContext, _ problems: [FieldProblem] = []) async throws -> Response {
        let found = try await database.read { try uploads(for: visit.viewer, in: $0) }
        var model = PriceImportsPage(tabs: PricesTab.open(to: visit.viewer), uploads: found.map { PriceImportsPage.Row($0) })
        model.problems = problems
        return page(priceImportsPage(model, in: shell(visit, request, context, .prices)), request, status: problems.isEmpty ? .ok : .unprocessableContent)
    }

    @Sendable private func bringPriceFile(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        try visit.viewer.demand(.importPrices)
        do {
            guard let file = try await request.uploads(upTo: uploadLimit).files.first(where: { $0.field == "file" }) else { throw Refusal(.validation, "file_missing") }
            let id = try await bringFile(name: file.name, file.bytes, for: visit.viewer, at: now(), in: database)
            return redirect(to: Address.priceImport(id))
        } catch let refusal as Refusal where refusal.code == .validation || refusal.code == .payloadTooLarge {
            return try await importsAnswer(visit, request, context, [FieldProblem(field: "file", text: context.texts.text(refusal))])
        }
    }

    private func number(_ context: PortalContext) throws -> Int64 {
        guard let id = Int64(try context.pathValue("id")) else { throw Refusal.notFound }
        return id
    }

    @Sendable private func priceImport(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        return try await importAnswer(try number(context), visit, request, context)
    }

    private func importAnswer(_ id: Int64, _ visit: Visit, _ request: Request, _ context: PortalContext, _ refusal: Refusal? = nil) async throws -> Response {
        let t = context.texts
        let (file, lists, kept) = try await database.read { reader in
            (try upload(id, for: visit.viewer, in: reader), try priceListChoices(for: visit.viewer, in: reader), try reader.keptImport(ofUpload: id))
        }
        var model = PriceImportPage(tabs: PricesTab.open(to: visit.viewer), file: PriceImportsPage.Row(file), isSheet: file.kind == .prices)
        if let mapping = file.mapping {
            model.columns = SheetColumnChoice.all(of: mapping)
            model.lists = lists.map { Choice(key: $0.externalID, title: $0.name, isChosen: $0.externalID == mapping.list) }
        }
        (model.checkedAt, model.takenAt) = (file.checkedAt, file.takenAt)
        model.undoable = kept.flatMap { $0.canBeUndone(at: visit.now) && visit.viewer.mayUndo($0) ? $0.id : nil }
        model.failure = file.failure.map { t.text("refusal.\($0)") ?? t("refusal.validation") }
        if let report = file.report {
            func count(_ value: JSON?) -> Int { value?.int.flatMap { Int(exactly: $0) } ?? 0 }
            model.counts = (report["kinds"]?.array ?? []).map { kind in
                PriceImportPage.Count(
                    kind: kind["kind"]?.string ?? "", created: count(kind["created"]), updated: count(kind["updated"]), unchanged: count(kind["unchanged"]), refused: count(kind["refused"]))
            }
            model.proposals = (report["proposals"]?.array ?? []).map { proposal in
                PriceImportPage.Proposal(number: proposal["number"]?.string ?? "", list: proposal["title"]?.string ?? "", count: count(proposal["items"]))
            }
            model.ignored = (report["ignored"]?.array ?? []).prefix(50).compactMap { $0["what"]?.string }
            model.rows = (report["problems"]?.array ?? []).prefix(100).map { importProblem($0, t) }
        }
        if let refusal {
            model.refusal = refusal.problems.isEmpty ? t.text(refusal) : nil
            model.problems = fieldProblems(refusal, t)
        } else if file.report == nil, let mapping = file.mapping, !mapping.problems.isEmpty {
            model.problems = mapping.problems.map { FieldProblem(field: String($0.pointer.dropFirst()), text: t.text($0)) }
        }
        return page(priceImportPage(model, in: shell(visit, request, context, .prices)), request, status: refusal == nil ? .ok : .unprocessableContent)
    }

    @Sendable private func checkPriceFile(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let (id, fields) = (try number(context), try await request.form())
        do {
            try await checkUpload(id, for: visit.viewer, at: now(), in: database) { mapping in
                guard fields["mapped"] == "1" else { return }
                mapping.choose(fields.values, among: PriceSheetColumn.allCases)
                mapping.list = fields["list"].flatMap { $0.isEmpty ? nil : $0 }
            }
        } catch let refusal as Refusal where refusal.isOfForm {
            return try await importAnswer(id, visit, request, context, refusal)
        }
        wakeJobs()
        return redirect(to: Address.priceImport(id))
    }

    @Sendable private func takePriceFile(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let id = try number(context)
        do { try await takeUpload(id, for: visit.viewer, at: now(), in: database) } catch let refusal as Refusal where refusal.isOfForm {
            return try await importAnswer(id, visit, request, context, refusal)
        }
        try await storefront.catchUp()
        wakeJobs()
        return redirect(to: Address.priceImport(id), flash: .done("file_taken"))
    }

    @Sendable private func priceImportProblems(_ request: Request, _ context: PortalContext) async throws -> Response {
        func visiting() async throws -> Visit {
            let visit = try await signedIn(request)
            try visit.viewer.demand(.importPrices)
            return visit
        }
        if request.method == .head {
            let (viewer, id) = (try await visiting().viewer, try number(context))
            _ = try await database.read { try toldRows(ofUpload: id, limit: 1, for: viewer, in: $0) }
            return unmadeProblems(id)
        }
        let (visit, turn) = try await exporting(visiting)
        defer { turn.end() }
        let id = try number(context)
        return try await problemsSheet(id, context.texts) { position, limit in
            try await database.read { try toldRows(ofUpload: id, after: position, limit: limit, for: visit.viewer, in: $0) }
        }
    }

    @Sendable private func priceHistory(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let (article, list) = (try context.pathValue("article"), try request.query["list"])
        let found = try await database.read { try Integrations.priceHistory(ofArticle: article, inList: list, for: visit.viewer, in: $0) }
        let model = PriceHistoryPage(
            tabs: PricesTab.open(to: visit.viewer), article: found.article, name: found.name, unit: found.unit.name(in: context.language), current: found.current, former: found.former,
            list: list)
        return page(priceHistoryPage(model, in: shell(visit, request, context, .prices)), request)
    }
}

extension PriceImportsPage.Row {
    fileprivate init(_ file: Upload) {
        let state = file.takenAt != nil ? "taken" : file.failure != nil ? "failed" : file.begunAt != nil ? "running" : file.report != nil ? "checked" : file.checkedAt != nil ? "checking" : "new"
        self.init(id: file.id, at: file.at, person: file.person, name: file.name, state: state)
    }
}
