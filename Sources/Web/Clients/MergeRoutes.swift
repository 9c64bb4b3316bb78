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
import Storefront

extension Site {
    @Sendable func mergeForm(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let key = try context.pathValue("client")
        let parameters = try request.query
        if let other = parameters["with"]?.trimmed, !other.isEmpty { return try await mergePreviewAnswer(key, other, visit, request, context, nil) }
        return try await mergeChoice(key, parameters["query"]?.trimmed ?? "", visit, request, context, nil)
    }

    @Sendable func mergeClient(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await decideMerge(request, context) { try mergeClients($1, into: $0, for: $2, at: $3, in: $4) }
    }

    @Sendable func confirmClientMerge(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await decideMerge(request, context) { try confirmMerge($1, into: $0, for: $2, at: $3, in: $4) }
    }

    @Sendable func withdrawClientMerge(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await decideMerge(request, context) { staying, leaving, viewer, moment, writer in
            try withdrawMerge(leaving, into: staying, for: viewer, at: moment, in: writer)
            return nil
        }
    }

    /// - Parameter body: gets the staying and the leaving client's external ids; nil says that the two stay two.
    private func decideMerge(
        _ request: Request, _ context: PortalContext, _ body: @escaping @Sendable (String, String, Viewer, Instant, any Writer) throws -> MergeOutcome?
    ) async throws -> Response {
        let visit = try await signedIn(request)
        let key = try context.pathValue("client")
        let other = (try await request.form())["with"]?.trimmed ?? ""
        let moment = now()
        let outcome: MergeOutcome?
        do {
            outcome = try await database.write { writer in
                let outcome = try body(key, other, visit.viewer, moment, writer)
                if case .merged(let leaving, let staying) = outcome { try writer.moveIdempotencyKeys(of: leaving, to: staying) }
                return outcome
            }
        } catch let refusal as Refusal where refusal.code == .validation {
            return try await mergeRefused(key, other, refusal, visit, request, context)
        }
        switch outcome {
        case nil: return redirect(to: Address.merge(key, with: other), flash: .done("merge_withdrawn"))
        case .proposed: return redirect(to: Address.merge(key, with: other), flash: .done("merge_proposed"))
        case .merged:
            try await storefront.catchUp()
            return redirect(to: Address.client(key), flash: .done("clients_merged"))
        case .alreadyMerged: return redirect(to: Address.client(key), flash: .done("already_merged"))
        }
    }

    /// What is wrong, beside what it is about: the two clients, or where there are no two the choice of the other.
    private func mergeRefused(_ key: String, _ other: String, _ refusal: Refusal, _ visit: Visit, _ request: Request, _ context: PortalContext) async throws -> Response {
        if ["merge_choose", "unknown_client", "merge_with_itself", "merge_elsewhere"].contains(refusal.reason) {
            return try await mergeChoice(key, "", visit, request, context, refusal)
        }
        return try await mergePreviewAnswer(key, other, visit, request, context, refusal)
    }

    private func mergeChoice(_ key: String, _ text: String, _ visit: Visit, _ request: Request, _ context: PortalContext, _ refusal: Refusal?) async throws -> Response {
        let (card, found) = try await database.read { reader in
            let found = try doubles(of: key, matching: text, for: visit.viewer, in: reader)
            guard let card = try clientCard(key, for: visit.viewer, in: reader) else { throw Refusal.notFound }
            return (card, found)
        }
        var model = MergePage(client: Choice(key: card.externalID, title: card.name), text: text)
        model.isSearch = !text.isEmpty
        model.candidates = found.map {
            MergePage.Candidate(key: $0.card.externalID, name: $0.card.name, inn: $0.inn, kpp: $0.kpp, manager: $0.manager, likeness: $0.likeness.rawValue)
        }
        model.refusal = refusal.map { context.texts.text($0) }
        return page(mergePage(model, in: shell(visit, request, context, .clients)), request, status: refusal == nil ? .ok : .unprocessableContent)
    }

    private func mergePreviewAnswer(
        _ key: String, _ other: String, _ visit: Visit, _ request: Request, _ context: PortalContext, _ refusal: Refusal?
    ) async throws -> Response {
        let viewer = visit.viewer
        let (done, found) = try await database.read { reader -> (ClientCard?, Result<MergePreview, Refusal>?) in
            if let done = try merged(key, other, for: viewer, in: reader) { return (done, nil) }
            do { return (nil, .success(try mergePreview(staying: key, leaving: other, for: viewer, at: visit.now, in: reader))) } catch let refusal as Refusal where refusal.code == .validation {
                return (nil, .failure(refusal))
            }
        }
        if let done { return redirect(to: Address.client(done.externalID), flash: .done("already_merged")) }
        let preview: MergePreview
        switch found {
        case .success(let seen): preview = seen
        case .failure(let wrong): return try await mergeChoice(key, "", visit, request, context, wrong)
        case nil: throw Refusal.notFound
        }
        let t = context.texts
        var model = MergePreviewPage(
            staying: MergePreviewPage.Side(preview.staying), leaving: MergePreviewPage.Side(preview.leaving), moves: preview.moves, debts: preview.debts,
            notes: preview.notes(t), obstacles: preview.obstacles.map { t.text($0) }, needsSecond: preview.needsSecond)
        model.waiting = preview.waiting.map { WaitingMergeRow($0) }
        model.canMerge = viewer.mayMerge
        model.canConfirm = viewer.rights.contains(.managePrices) && preview.waiting.map { $0.proposedBy != viewer.actor.text } ?? false
        model.refusal = refusal?.problems.isEmpty ?? false ? refusal.map { t.text($0) } : nil
        return page(mergePreviewPage(model, in: shell(visit, request, context, .clients)), request, status: refusal == nil ? .ok : .unprocessableContent)
    }
}

extension MergePreviewPage.Side {
    fileprivate init(_ side: MergePreview.Side) {
        self.init(
            key: side.card.externalID, name: side.card.name,
            entities: side.entities.map { entity in [entity.name, [entity.inn, entity.kpp].filter { !$0.isEmpty }.joined(separator: " / ")].filter { !$0.isEmpty }.joined(separator: ", ") },
            manager: side.manager, segment: side.segment, contracts: side.contracts)
    }
}

extension MergePreview {
    /// What is joined and what changes, in sentences.
    fileprivate func notes(_ t: Texts) -> [String] {
        var notes: [String] = []
        if !joinedEntities.isEmpty { notes.append(t("merge.note.entities", ["names": .text(joinedEntities.joined(separator: ", "))])) }
        if !peopleOfBoth.isEmpty { notes.append(t("merge.note.people", ["names": .text(peopleOfBoth.joined(separator: ", "))])) }
        if !peopleAlike.isEmpty { notes.append(t("merge.note.people_alike", ["names": .text(peopleAlike.joined(separator: "; "))])) }
        for both in sellersOfBoth { notes.append(t("merge.note.seller", ["seller": .text(both.seller), "ordering": .text(both.ordering), "other": .text(both.other)])) }
        if leaving.contracts > 0 { notes.append(t("merge.note.credit")) }
        if codesOfBoth > 0 { notes.append(t("merge.note.codes", ["count": .integer(Int64(codesOfBoth))])) }
        notes.append(t("merge.note.alias", ["alias": .text(alias), "client": .text(staying.card.name)]))
        return notes
    }
}
