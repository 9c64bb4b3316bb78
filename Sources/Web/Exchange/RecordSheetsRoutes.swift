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
    func addRecordSheetRoutes(to router: Router<PortalContext>) {
        router.get("/exchange/sheets", use: recordSheetList)
        router.post("/exchange/sheets", use: bringSheet)
        router.get("/exchange/sheets/{id}", use: oneRecordSheet)
        router.get("/exchange/sheets/{id}/problems.csv") { try await recordSheetReport(.csv, $0, $1) }
        router.get("/exchange/sheets/{id}/problems.xlsx") { try await recordSheetReport(.xlsx, $0, $1) }
        router.get("/exchange/sheets/{id}/notices.csv", use: recordSheetNotices)
        router.head("/exchange/sheets/{id}/problems.csv") { try await recordSheetReport(.csv, $0, $1) }
        router.head("/exchange/sheets/{id}/problems.xlsx") { try await recordSheetReport(.xlsx, $0, $1) }
        router.head("/exchange/sheets/{id}/notices.csv", use: recordSheetNotices)
        router.post("/exchange/sheets/{id}/check", use: checkSheet)
        router.post("/exchange/sheets/{id}/application", use: takeSheet)
        router.post("/exchange/sheets/{id}/undoing", use: undoSheet)
    }

    @Sendable private func recordSheetList(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await sheetsAnswer(try await signedIn(request), request, context)
    }

    private func sheetsAnswer(_ visit: Visit, _ request: Request, _ context: PortalContext, _ problems: [FieldProblem] = []) async throws -> Response {
        let found = try await database.read { try recordSheets(for: visit.viewer, in: $0) }
        let model = RecordSheetsPage(sheets: found.map { RecordSheetsPage.Row($0) }, takesPictures: visit.viewer.sheetSubjects.contains(.pictures), problems: problems)
        return page(recordSheetsPage(model, in: shell(visit, request, context, .exchange)), request, status: problems.isEmpty ? .ok : .unprocessableContent)
    }

    @Sendable private func bringSheet(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        // Before the file is read.
        _ = try await database.read { try recordSheets(limit: 1, for: visit.viewer, in: $0) }
        do {
            guard let file = try await request.uploads(upTo: visit.viewer.sheetSubjects.contains(.pictures) ? pictureArchiveLimit : uploadLimit).files.first(where: { $0.field == "file" }) else { throw Refusal(.validation, "file_missing") }
            let id = try await bringRecordSheet(name: file.name, file.bytes, for: visit.viewer, files: productFiles, at: now(), in: database)
            wakeJobs()
            return redirect(to: Address.recordSheet(id))
        } catch let refusal as Refusal where refusal.code == .validation || refusal.code == .payloadTooLarge {
            return try await sheetsAnswer(visit, request, context, [FieldProblem(field: "file", text: context.texts.text(refusal))])
        }
    }

    private func number(_ context: PortalContext) throws -> Int64 {
        guard let id = Int64(try context.pathValue("id")) else { throw Refusal.notFound }
        return id
    }

    @Sendable private func oneRecordSheet(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        return try await sheetAnswer(try number(context), visit, request, context)
    }

    private func sheetAnswer(_ id: Int64, _ visit: Visit, _ request: Request, _ context: PortalContext, _ refusal: Refusal? = nil) async throws -> Response {
        let t = context.texts
        let (sheet, refusals, notices, warehouses, kept, parameters, made) = try await database.read { reader in
            let sheet = try recordSheet(id, for: visit.viewer, in: reader)
            return (
                sheet, try refusedRows(ofSheet: id, limit: 100, for: visit.viewer, in: reader).rows,
                sheet.noticed > 0 ? try noticedRows(ofSheet: id, limit: 100, for: visit.viewer, in: reader) : [],
                sheet.isOpen && sheet.subject == .stock ? try warehouseChoices(for: visit.viewer, in: reader) : [],
                sheet.kept > 0 ? try keptRecords(ofSheet: id, limit: 100, for: visit.viewer, in: reader) : [],
                sheet.subject.takesParameters ? try reader.sheetParameters() : .none,
                try sheet.subject.makingColumns.map { ($0, try madeNames(bySheet: id, $0, for: visit.viewer, in: reader)) }
            )
        }
        var model = RecordSheetPage(sheet: RecordSheetsPage.Row(sheet))
        model.isNamedPictures = sheet.isNamedPictures
        // An archive holds pictures alone, and pictures come in no other way.
        model.subjects = visit.viewer.sheetSubjects.filter { ($0 == .pictures) == (sheet.subject == .pictures) }.map { Choice(key: $0.rawValue, title: t("sheets.subject.\($0.rawValue)"), isChosen: $0 == sheet.subject) }
        model.columns = sheet.isNamedPictures ? [] : sheet.mapping.map { SheetColumnChoice.all(of: $0) } ?? []
        model.fields = sheet.subject.columns.map(\.rawValue)
        model.warehouses = warehouses.map { Choice(key: $0.externalID, title: $0.name, isChosen: $0.externalID == sheet.mapping?.list) }
        (model.total, model.done) = (Int(sheet.total), Int(sheet.done))
        (model.created, model.updated) = (Int(sheet.counts.created), Int(sheet.counts.updated))
        (model.unchanged, model.refused) = (Int(sheet.counts.unchanged), Int(sheet.counts.refused))
        if sheet.isOpen {
            model.parameters = parameterChoices(parameters, model.columns)
            model.makings = sheet.subject.makingColumns.filter { sheet.mapping?.columns[$0] != nil }.map { column in
                Choice(key: column.rawValue, title: t("sheets.make.\(column.rawValue)"), isChosen: sheet.mapping?.makes.contains(column) ?? false)
            }
        }
        for (column, (count, first)) in made where count > 0 {
            let names = first.joined(separator: "; ") + (count > first.count ? " …" : "")
            model.made.append(t(sheet.isOpen || sheet.phase == .checking ? "sheets.would_make.\(column.rawValue)" : "sheets.made.\(column.rawValue)", ["count": .integer(Int64(count)), "names": .text(names)]))
        }
        model.lines = sheet.preview.map { line($0, parameters, t) }
        model.refusals = refusals.map { importProblem($0.json, t) }
        (model.noticed, model.notices) = (Int(sheet.noticed), notices.map { importProblem($0, t) })
        (model.takenAt, model.undoneAt) = (sheet.takenAt, sheet.undoneAt)
        model.undoUntil = sheet.canBeUndone(at: visit.now) ? sheet.undoUntil : nil
        (model.putBack, model.kept) = (Int(sheet.putBack), Int(sheet.kept))
        model.keptRecords = kept.map { RecordSheetPage.Kept(label: $0.label, reason: t.text("refusal.\($0.reason)") ?? t("refusal.undo_refused")) }
        model.failure = sheet.failure.map { t.text("refusal.\($0)") ?? t("refusal.unavailable") }
        if let refusal {
            model.refusal = refusal.problems.isEmpty ? t.text(refusal) : nil
            model.problems = refusal.problems.map { FieldProblem(field: "subject", text: t.text($0)) }
        } else if sheet.phase == .new, let mapping = sheet.mapping {
            model.problems = sheet.subject.problems(of: mapping).map { FieldProblem(field: "subject", text: t.text($0)) }
        }
        return page(recordSheetPage(model, in: shell(visit, request, context, .exchange)), request, status: refusal == nil ? .ok : .unprocessableContent)
    }

    /// The parameters that a column may be: all of them, or where there are too many for a form those that some title may mean.
    private func parameterChoices(_ parameters: SheetParameters, _ columns: [SheetColumnChoice]) -> [Choice] {
        let all = parameters.cards.values.sorted { ($0.name, $0.code) < ($1.name, $1.code) }
        let words = Set(columns.flatMap { $0.title.folded.split { !$0.isLetter && !$0.isNumber } }.filter { $0.count > 2 })
        let chosen = Set(columns.map(\.field))
        let shown = all.count <= 300 ? all : Array(all.filter { card in
            chosen.contains(RecordSheetColumn.parameter(card.code).rawValue) || card.name.folded.split { !$0.isLetter && !$0.isNumber }.contains(where: words.contains)
        }.prefix(300))
        return shown.map { card in Choice(key: RecordSheetColumn.parameter(card.code).rawValue, title: [card.name, card.unit].compactMap(\.self).joined(separator: ", ")) }
    }

    /// One of the first rows in words.
    private func line(_ json: JSON, _ parameters: SheetParameters, _ t: Texts) -> RecordSheetPage.Line {
        let fields = (json["fields"]?.array ?? []).compactMap(\.string).filter { $0 != "external_id" }.map { field -> String in
            guard field.hasPrefix(RecordSheet.parameterFields) else { return field }
            let code = String(field.dropFirst(RecordSheet.parameterFields.count))
            return parameters.cards[code]?.name ?? code
        }.map { t.sheetField($0) ?? $0 }
        let status = json["status"]?.string ?? ""
        let reasons = importProblem(["problems": json["problems"] ?? .null], t).text
        return RecordSheetPage.Line(
            line: json["line"]?.int ?? 0, label: (json["label"]?.string).flatMap { $0.isEmpty ? nil : $0 } ?? "—", status: status,
            text: status == "refused" ? reasons : status == "updated" ? fields.joined(separator: ", ") : "")
    }

    @Sendable private func checkSheet(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let (id, fields) = (try number(context), try await request.form())
        let subject = fields["subject"].flatMap { SheetSubject(rawValue: $0) }
        do {
            let known = try await database.read { reader in
                let subject = try recordSheet(id, for: visit.viewer, in: reader).subject
                return subject.columns + (subject.takesParameters ? try reader.sheetParameters().cards.keys.map { RecordSheetColumn.parameter($0) } : [])
            }
            try await checkRecordSheet(id, as: subject, for: visit.viewer, files: productFiles, at: now(), in: database) { mapping in
                guard fields["mapped"] == "1" else { return }
                mapping.choose(fields.values, among: known)
                mapping.makes = Set(fields.values.lazy.filter { $0.name == "make" }.compactMap { RecordSheetColumn(rawValue: $0.value) })
                mapping.list = fields["list"].flatMap { $0.isEmpty ? nil : $0 }
            }
        } catch let refusal as Refusal where refusal.isOfForm {
            return try await sheetAnswer(id, visit, request, context, refusal)
        }
        wakeJobs()
        return redirect(to: Address.recordSheet(id))
    }

    @Sendable private func takeSheet(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await move(request, context, "file_taken") { try await takeRecordSheet($0, for: $1, files: productFiles, at: now(), in: database) }
    }

    @Sendable private func undoSheet(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await move(request, context, "sheet_undone") { try await undoRecordSheet($0, for: $1, at: now(), in: database) }
    }

    private func move(_ request: Request, _ context: PortalContext, _ done: String, _ action: (Int64, Viewer) async throws -> Void) async throws -> Response {
        let visit = try await signedIn(request)
        let id = try number(context)
        do { try await action(id, visit.viewer) } catch let refusal as Refusal where refusal.isOfForm {
            return try await sheetAnswer(id, visit, request, context, refusal)
        }
        try await storefront.catchUp()
        wakeJobs()
        return redirect(to: Address.recordSheet(id), flash: .done(done))
    }

    /// All rows that are taken and of which something is told.
    @Sendable private func recordSheetNotices(_ request: Request, _ context: PortalContext) async throws -> Response {
        if request.method == .head {
            let (viewer, id) = (try await signedIn(request).viewer, try number(context))
            _ = try await database.read { try noticedRows(ofSheet: id, limit: 1, for: viewer, in: $0) }
            return unmadeProblems(id)
        }
        let (visit, turn) = try await exporting { try await signedIn(request) }
        defer { turn.end() }
        let id = try number(context)
        return try await problemsSheet(id, context.texts) { line, limit in
            try await database.read { reader in
                let rows = try noticedRows(ofSheet: id, after: line, limit: limit, for: visit.viewer, in: reader)
                return (rows, rows.last?["line"]?.int)
            }
        }
    }

    /// The refused rows as the sheet has them, with one more column: what to repair.
    private func recordSheetReport(_ format: RefusedRowsReport.Format, _ request: Request, _ context: PortalContext) async throws -> Response {
        if request.method == .head {
            let (viewer, id) = (try await signedIn(request).viewer, try number(context))
            _ = try await database.read { try refusedRows(ofSheet: id, limit: 1, for: viewer, in: $0) }
            return unmadeProblems(id, format)
        }
        let (visit, turn) = try await exporting { try await signedIn(request) }
        defer { turn.end() }
        let (id, t) = (try number(context), context.texts)
        let (isNamed, refused) = try await database.read { reader in
            (try recordSheet(id, for: visit.viewer, in: reader).isNamedPictures, try refusedRows(ofSheet: id, limit: Sheet.rowLimit, for: visit.viewer, in: reader))
        }
        // Requests go before: there may be very many rows.
        let bytes = try await Task(priority: .utility) {
            let report = RefusedRowsReport(titles: isNamed ? [t("sheets.title.picture")] : refused.titles, rows: refused.rows.map { ($0.cells, importProblem($0.json, t).text) }, reason: t("imports.problem"))
            return try report.bytes(format, name: t("imports.problems"))
        }.value
        return Response(status: .ok, headers: problemsHeaders(id, format), body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension RecordSheetsPage.Row {
    fileprivate init(_ sheet: RecordSheet) {
        self.init(id: sheet.id, at: sheet.at, person: sheet.person, name: sheet.name, subject: sheet.subject.rawValue, phase: sheet.phase.rawValue)
    }
}
