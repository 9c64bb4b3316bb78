import Catalog
import Customers
import Database
import HTML
import HTTP
import Hummingbird
import Integrations
import Kernel
import Localization
import Storefront

extension Site {
    func addSynonymRoutes(to router: Router<PortalContext>) {
        router.get("/synonyms", use: synonymList)
        router.post("/synonyms", use: addSynonymPair)
        router.post("/synonyms/removal", use: removeSynonymPair)
        router.post("/synonyms/file", use: bringSynonyms)
    }

    @Sendable private func synonymList(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await synonymsAnswer(SynonymsPage(rows: []), try await signedIn(request), request, context)
    }

    private func synonymsAnswer(_ model: SynonymsPage, isMutual: Bool = true, _ visit: Visit, _ request: Request, _ context: PortalContext) async throws -> Response {
        var model = model
        let t = context.texts
        model.rows = try await database.read { try synonyms(for: visit.viewer, in: $0) }.map { .init(id: $0.id, word: $0.word, other: $0.other, isMutual: $0.isMutual) }
        model.directions = [true, false].map { Choice(key: $0 ? "both" : "one", title: t($0 ? "synonyms.both.long" : "synonyms.one.long"), isChosen: $0 == isMutual) }
        let isRefused = model.refusal != nil || !model.problems.isEmpty
        return page(synonymsPage(model, in: shell(visit, request, context, .goods)), request, status: isRefused ? .unprocessableContent : .ok)
    }

    @Sendable private func addSynonymPair(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        try visit.viewer.demandEditing()
        let (fields, t) = (try await request.form(), context.texts)
        let typed = TypedSynonym(word: fields["word"] ?? "", other: fields["other"] ?? "", isMutual: fields["direction"] != "one")
        do {
            try await database.write { try addSynonym(typed, for: visit.viewer, at: visit.now, in: $0) }
        } catch let refusal as Refusal where refusal.code == .validation {
            var model = SynonymsPage(rows: [], word: typed.word, other: typed.other)
            model.refusal = refusal.problems.isEmpty ? t.text(refusal) : nil
            model.problems = refusal.problems.map { FieldProblem(field: String($0.pointer.dropFirst()), text: t.text($0)) }
            return try await synonymsAnswer(model, isMutual: typed.isMutual, visit, request, context)
        }
        try await storefront.catchUp()
        return redirect(to: Address.synonyms, flash: .done("saved"))
    }

    @Sendable private func removeSynonymPair(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        try visit.viewer.demandEditing()
        guard let id = try await request.form()["remove"].flatMap({ Int64($0) }) else { throw Refusal.notFound }
        try await database.write { try removeSynonym(id, for: visit.viewer, at: visit.now, in: $0) }
        try await storefront.catchUp()
        return redirect(to: Address.synonyms, flash: .done("saved"))
    }

    /// A table of two columns, and a third that says whether the pair holds one way only.
    @Sendable private func bringSynonyms(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        try visit.viewer.demandEditing()
        let t = context.texts
        var model = SynonymsPage(rows: [])
        do {
            guard let file = try await request.uploads(upTo: uploadLimit).files.first(where: { $0.field == "file" }), !file.bytes.isEmpty else { throw Refusal(.validation, "file_missing") }
            // Requests go before: a long file is read and checked, and waits for the database, behind them.
            let (read, taken, unchanged) = try await Task(priority: .utility) { [database] in
                let read = try ReadSynonyms(try synonymRows(of: file.bytes, name: file.name))
                let (taken, unchanged) = try await database.write { try importSynonyms(read, for: visit.viewer, at: visit.now, in: $0) }
                return (read, taken, unchanged)
            }.value
            model.outcome = t("synonyms.outcome", ["taken": .integer(Int64(taken)), "unchanged": .integer(Int64(unchanged)), "refused": .integer(Int64(read.refused.count))])
            model.refused = read.refused.prefix(100).map { line, problems in "\(line): \(problems.map { t.text($0) }.joined(separator: " "))" }
        } catch let refusal as Refusal where refusal.code == .validation || refusal.code == .payloadTooLarge {
            model.problems = [FieldProblem(field: "file", text: t.text(refusal))]
        }
        try await storefront.catchUp()
        return try await synonymsAnswer(model, visit, request, context)
    }
}
