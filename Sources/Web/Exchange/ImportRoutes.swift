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
    func addImportRoutes(to router: Router<PortalContext>) {
        router.get("/exchange/imports/{id}", use: oneImport)
        router.get("/exchange/imports/{id}/problems.csv", use: importProblems)
        router.head("/exchange/imports/{id}/problems.csv", use: importProblems)
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
            model.isTooLarge = changes.phase == .taken && !changes.isWhole
            model.undoneAt = changes.undoneAt
            model.putBack = Int(changes.putBack)
            if changes.phase == .undoing { model.progress = (Int(changes.putBack) + left.count, Int(changes.rows)) }
        }
        model.kept = left.count
        model.keptRecords = left.first.map { RecordSheetPage.Kept(label: $0.label, reason: t.text("refusal.\($0.reason)") ?? t("refusal.undo_refused")) }
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

    /// All rows that something is told of, not only those that the page shows.
    @Sendable private func importProblems(_ request: Request, _ context: PortalContext) async throws -> Response {
        func visiting() async throws -> Visit {
            let visit = try await signedIn(request)
            try visit.viewer.demand(.readRecords)
            return visit
        }
        if request.method == .head {
            let (viewer, id) = (try await visiting().viewer, try importNumber(context))
            _ = try await database.read { try toldRows(ofImport: id, limit: 1, for: viewer, in: $0) }
            return unmadeProblems(id)
        }
        let (visit, turn) = try await exporting(visiting)
        defer { turn.end() }
        let id = try importNumber(context)
        return try await problemsSheet(id, context.texts) { position, limit in
            try await database.read { try toldRows(ofImport: id, after: position, limit: limit, for: visit.viewer, in: $0) }
        }
    }

    /// Rows that something is told of as a table, read some at a time.
    func problemsSheet(_ id: Int64, _ t: Texts, _ read: @escaping @Sendable (Int64, Int) async throws -> (rows: [JSON], last: Int64?)) async throws -> Response {
        // Requests go before: there may be very many rows.
        let bytes = try await Task(priority: .utility) {
            var writer = CSVWriter()
            writer.append([.text(t("imports.file")), .text(t("imports.line")), .text(t("imports.record")), .text(t("imports.problem"))])
            var position: Int64? = 0
            while let place = position {
                let page = try await read(place, 5000)
                for row in page.rows {
                    writer.append([
                        .text(row["file"]?.string ?? ""), .number(row["line"]?.int.map { String($0) } ?? ""), .text(row["label"]?.string ?? ""), .text(importProblem(row, t).text),
                    ])
                }
                position = page.rows.isEmpty ? nil : page.last
            }
            return writer.bytes
        }.value
        return Response(status: .ok, headers: problemsHeaders(id), body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// What HEAD is told of such a table, which is not made for it. Whoever may not have it has been refused before.
    func unmadeProblems(_ id: Int64, _ format: RefusedRowsReport.Format = .csv) -> Response { Response(status: .ok, headers: problemsHeaders(id, format), body: .unmade) }

    func problemsHeaders(_ id: Int64, _ format: RefusedRowsReport.Format = .csv) -> HTTPFields {
        [.contentType: format.mediaType, .contentDisposition: "attachment; filename=\"problems-\(id).\(format.rawValue)\"", .cacheControl: "private, no-store"]
    }
}
