import Customers
import Database
import HTML
import HTTP
import Hummingbird
import Kernel
import Localization
import Storefront

extension Site {
    @Sendable func bulkChangeList(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let (found, names) = try await database.read { (try bulkChanges(for: visit.viewer, in: $0), try $0.parameterNames()) }
        let model = BulkChangesPage(rows: found.map { row($0, names, visit, context.texts) })
        return page(bulkChangesPage(model, in: shell(visit, request, context, .goods)), request)
    }

    /// The form; with an action filled in it tells what that would do.
    @Sendable func bulkForm(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        try visit.viewer.demandEditing()
        return try await bulkFormAnswer(visit, try request.query, request, context)
    }

    private func bulkFormAnswer(_ visit: Visit, _ fields: Form, _ request: Request, _ context: PortalContext, _ refused: Refusal? = nil) async throws -> Response {
        let (current, t) = (storefront.current, context.texts)
        let (choice, action) = (BulkChoice(fields), BulkAction(fields))
        let asks = fields["ask"] != nil
        let (cards, count) = try await database.read { reader in
            let cards = try reader.editableParameters(code: nil, on: current)
            guard case .found(let question) = choice else { return (cards, nil as Int?) }
            return (cards, try goodsNumbers(question, limit: BulkChange.limit + 1, for: visit.viewer, on: current, at: visit.now, in: reader).count)
        }
        var model = BulkFormPage(limit: BulkChange.limit)
        switch choice {
        case .these(let articles): (model.chosen, model.count) = (articles, articles.count)
        case .found(let question): (model.text, model.lack, model.count) = (question.text, question.lack?.rawValue ?? "", count.flatMap { $0 > BulkChange.limit ? nil : $0 })
        }
        model.kind = action.kind.rawValue
        model.parameters = cards.map { card in
            Choice(key: card.code, title: card.unit.map { "\(card.name), \($0)" } ?? card.name, isChosen: card.code == action.parameter)
        }
        model.relations = relationKinds(action.relation, t)
        (model.value, model.article, model.ratio, model.note, model.words) = (action.value, action.article, action.ratio, action.note, action.text)
        var refusal = refused
        if asks, refusal == nil {
            do {
                let found = try await database.read { try rehearseBulk(action, of: choice, for: visit.viewer, on: current, at: visit.now, in: $0) }
                model.rehearsal = BulkFormPage.Rehearsal(
                    changed: found.changed, unchanged: found.unchanged, refused: found.refused.prefix(20).map { ($0.article, t("refusal.\($0.reason)")) },
                    refusedCount: found.refused.count)
            } catch let problem as Refusal where problem.code == .validation { refusal = problem }
        }
        if let refusal {
            model.refusal = refusal.problems.isEmpty ? t.text(refusal) : nil
            model.problems = refusal.problems.map { FieldProblem(field: $0.pointer == "/text" ? "words" : String($0.pointer.dropFirst()), text: t.text($0)) }
        }
        return page(bulkFormPage(model, in: shell(visit, request, context, .goods)), request, status: refusal == nil ? .ok : .unprocessableContent)
    }

    @Sendable func changeGoodsInBulk(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        try visit.viewer.demandEditing()
        let (fields, current) = (try await request.form(), storefront.current)
        let (choice, action) = (BulkChoice(fields), BulkAction(fields))
        let id: Int64
        do {
            id = try await database.write { try changeInBulk(action, of: choice, for: visit.viewer, on: current, at: visit.now, in: $0) }
        } catch let refusal as Refusal where refusal.code == .validation { return try await bulkFormAnswer(visit, fields, request, context, refusal) }
        try await storefront.catchUp()
        return redirect(to: Address.bulkChange(id), flash: .done("bulk_changed"))
    }

    @Sendable func oneBulkChange(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        return try await bulkChangeAnswer(visit, request, context)
    }

    private func bulkChangeAnswer(_ visit: Visit, _ request: Request, _ context: PortalContext, _ refusal: Refusal? = nil) async throws -> Response {
        guard let id = Int64(try context.pathValue("id")) else { throw Refusal.notFound }
        let (change, names, some, left) = try await database.read { reader in
            (
                try bulkChange(id, for: visit.viewer, in: reader), try reader.parameterNames(), try articles(ofBulkChange: id, limit: 50, for: visit.viewer, in: reader),
                try articles(ofBulkChange: id, fate: "kept", limit: 50, for: visit.viewer, in: reader)
            )
        }
        var model = BulkChangesPage(rows: [row(change, names, visit, context.texts)], articles: some, left: change.undoneAt == nil ? [] : left)
        model.refusal = refusal.map { context.texts.text($0) }
        return page(bulkChangePage(model, in: shell(visit, request, context, .goods)), request, status: refusal == nil ? .ok : .unprocessableContent)
    }

    @Sendable func undoGoodsChange(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        try visit.viewer.demandEditing()
        guard let id = Int64(try context.pathValue("id")) else { throw Refusal.notFound }
        do {
            try await database.write { try undoBulkChange(id, for: visit.viewer, at: visit.now, in: $0) }
        } catch let refusal as Refusal where refusal.code == .tooLate { return try await bulkChangeAnswer(visit, request, context, refusal) }
        try await storefront.catchUp()
        return redirect(to: Address.bulkChange(id), flash: .done("bulk_undone"))
    }

    private func row(_ change: BulkChange, _ names: [String: String], _ visit: Visit, _ t: Texts) -> BulkChangesPage.Row {
        let action = change.action
        let name = names[action.parameter] ?? action.parameter
        let words =
            action.kind == .relate
            ? t("bulk.did.relate", ["kind": .text(t("relation.\(action.relation)")), "article": .text(action.article)])
            : action.kind == .describe || action.kind == .translate
            ? t(action.text.isEmpty ? "bulk.did.\(action.kind.rawValue)_back" : "bulk.did.\(action.kind.rawValue)", ["text": .text(action.text.count > 60 ? action.text.prefix(60) + "…" : action.text)])
            : t("bulk.did.\(action.kind.rawValue)", action.kind == .set ? ["parameter": .text(name), "value": .text(action.value)] : ["parameter": .text(name)])
        return BulkChangesPage.Row(
            id: change.id, at: change.at, person: change.person ?? "Kontor", action: words, changed: Int(clamping: change.changed),
            unchanged: Int(clamping: change.unchanged), refused: Int(clamping: change.refused), undoneAt: change.undoneAt, putBack: Int(clamping: change.putBack),
            kept: Int(clamping: change.kept), undoUntil: change.canBeUndone(at: visit.now) ? change.undoUntil : nil)
    }
}

extension BulkChoice {
    init(_ fields: Form) { self = fields["all"] == "1" ? .found(GoodsQuestion(fields)) : .these(fields.all("product")) }
}

extension BulkAction {
    init(_ fields: Form) {
        func typed(_ name: String) -> String { fields[name] ?? "" }
        self.init(
            kind: fields["kind"].flatMap { Kind(rawValue: $0) } ?? .set, parameter: typed("parameter"), value: typed("value"), relation: typed("relation"), article: typed("article"),
            ratio: typed("ratio"), note: typed("note"), text: typed("words"))
    }
}
