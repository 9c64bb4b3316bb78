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
    func addImportRoutes(to router: Router<PortalContext>) {
        router.get("/exchange/imports/{id}", use: oneImport)
        router.post("/exchange/imports/{id}/undoing", use: undoOneImport)
    }

    private func importNumber(_ context: PortalContext) throws -> Int64 {
        guard let id = Int64(try context.pathValue("id")) else { throw Refusal.notFound }
        return id
    }

    @Sendable private func oneImport(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        try visit.viewer.demand(.readRecords)
        return try await importAnswer(try importNumber(context), visit, request, context)
    }

    private func importAnswer(_ id: Int64, _ visit: Visit, _ request: Request, _ context: PortalContext, _ refusal: Refusal? = nil) async throws -> Response {
        let t = context.texts
        let (kept, left) = try await database.read { reader in (try reader.keptImport(id), try keptRecords(ofImport: id, limit: 100, for: visit.viewer, in: reader)) }
        var model = ImportPage(id: id, run: run(of: kept, t))
        model.undoUntil = kept.canBeUndone(at: visit.now) && visit.viewer.mayUndo(kept) ? kept.undoUntil : nil
        if let changes = kept.changes {
            model.undoneAt = changes.undoneAt
            model.putBack = Int(changes.putBack)
            if changes.phase == .undoing { model.progress = (Int(changes.putBack) + left.count, Int(changes.rows)) }
        }
        model.kept = left.count
        model.keptRecords = left.first.map { ImportPage.Kept(label: $0.label, reason: t.text("refusal.\($0.reason)") ?? t("refusal.undo_refused")) }
        model.refusal = refusal.map { t.text($0) }
        return page(importPage(model, in: shell(visit, request, context, .exchange)), request, status: refusal == nil ? .ok : .unprocessableContent)
    }

    @Sendable private func undoOneImport(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let id = try importNumber(context)
        do { try await undoImport(id, for: visit.viewer, at: now(), in: database) } catch let refusal as Refusal where refusal.isOfForm {
            return try await importAnswer(id, visit, request, context, refusal)
        }
        try await storefront.catchUp()
        wakeJobs()
        return redirect(to: Address.keptImport(id), flash: .done("sheet_undone"))
    }
}
