import Customers
import Database
import Files
import Foundation
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Kernel
import Localization
import PriceFiles
import Storefront

extension Site {
    func addPriceFileRoutes(to router: Router<PortalContext>) {
        router.get("/prices/files", use: priceFiles)
        router.get("/prices/files/{format}", use: priceFile)
        router.post("/prices/files/links", use: makeLink)
        router.get("/prices/files/links/{id}", use: priceFileLink)
        router.post("/prices/files/links/{id}/revocation", use: revokeLink)
        router.post("/prices/files/links/{id}/schedule", use: saveSchedule)
        router.post("/prices/files/links/{id}/schedule/end", use: endSchedule)
        router.get("/price-files/{token}", use: priceFileByLink)
        router.head("/prices/files/{format}", use: head(priceFile))
        router.head("/price-files/{token}", use: head(priceFileByLink))
    }

    /// The answer to HEAD: what is known of the file without making it.
    private func head(_ file: @escaping @Sendable (Request, PortalContext) async throws -> Response) -> @Sendable (Request, PortalContext) async throws -> Response {
        { request, context in
            let response = try await file(request, context)
            // The length of what goes out packed is known when it is packed.
            return response.body.contentLength == nil || takesGzip(request.headers) ? response : response.createHeadResponse()
        }
    }

    @Sendable private func priceFiles(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        return try await page(visit, request, context)
    }

    private func page(
        _ visit: Visit, _ request: Request, _ context: PortalContext, fresh: (address: String, link: Int64)? = nil, refusal: Refusal? = nil, fields: Form = Form([])
    ) async throws -> Response {
        try visit.viewer.demand(.seePrices)
        let client = try visit.viewer.demandClient()
        let links = try await database.read { try priceFileLinks(for: visit.viewer, in: $0) }
        var model = PriceFilesPage(
            client: client.name,
            links: links.map { row($0, visit.viewer) })
        model.tabs = PricesTab.open(to: visit.viewer)
        model.fresh = fresh
        if let refusal {
            model.refusal = refusal.problems.isEmpty ? context.texts.text(refusal) : nil
            model.problems = refusal.problems.map { FieldProblem(field: String($0.pointer.dropFirst()), text: context.texts.text($0)) }
            model.name = fields["name"] ?? ""
            model.format = fields["format"] ?? "csv"
        }
        var response = page(
            priceFilesPage(model, in: shell(visit, request, context, .prices)), request, status: refusal == nil ? .ok : .unprocessableContent)
        // The address of a fresh link is a secret.
        if fresh != nil { response.headers[.cacheControl] = "no-store" }
        return response
    }

    private func row(_ link: PriceFileLink, _ viewer: Viewer) -> PriceFilesPage.Link {
        PriceFilesPage.Link(
            id: link.id, name: link.name, format: link.format.rawValue, schedule: link.schedule, person: link.personName, createdAt: link.createdAt, usedAt: link.usedAt,
            uses: link.uses, canEnd: viewer.identity == .person(link.person) || viewer.rights.contains(.managePeople))
    }

    @Sendable private func priceFileLink(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        return try await linkPage(visit, request, context)
    }

    /// - Parameter draft: what was refused, to be repaired.
    private func linkPage(
        _ visit: Visit, _ request: Request, _ context: PortalContext, draft: PriceFileScheduleDraft? = nil, refusal: Refusal? = nil
    ) async throws -> Response {
        let (id, now) = (try linkNumber(context), visit.now)
        let (link, recipients) = try await database.read { reader in
            let link = try PriceFiles.priceFileLink(id, for: visit.viewer, in: reader)
            return (link, try priceFileRecipients(of: link, at: now, in: reader))
        }
        var model = PriceFileLinkPage(
            tabs: PricesTab.open(to: visit.viewer), link: row(link, visit.viewer), recipients: recipients, isOwn: visit.viewer.identity == .person(link.person), hasMail: hasMail)
        if model.isOwn {
            let days = PriceFileTimes.Weekday.allCases.filter { link.schedule?.times.weekdays.contains($0) ?? true }.map(\.rawValue)
            model.form = draft ?? PriceFileScheduleDraft(
                weekdays: days, hour: String(link.schedule?.times.hour ?? 6), gives: (link.schedule?.gives ?? .prepared).rawValue,
                recipients: recipients.map(\.email).joined(separator: "\n"), revision: link.schedule?.revision)
        }
        if let refusal {
            model.refusal = refusal.problems.isEmpty ? context.texts.text(refusal) : nil
            model.problems = refusal.problems.map { FieldProblem(field: String($0.pointer.dropFirst()), text: context.texts.text($0)) }
        }
        return page(priceFileLinkPage(model, in: shell(visit, request, context, .prices)), request, status: refusal == nil ? .ok : .unprocessableContent)
    }

    @Sendable private func saveSchedule(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let fields = try await request.form()
        let (id, now) = (try linkNumber(context), now())
        let draft = PriceFileScheduleDraft(
            weekdays: fields.all("weekday"), hour: fields["hour"] ?? "", gives: fields["gives"] ?? "", recipients: fields["recipients"] ?? "", revision: fields["revision"].flatMap { Int($0) })
        do { try await database.write { try savePriceFileSchedule(draft, of: id, for: visit.viewer, at: now, in: $0) } } catch let refusal as Refusal where refusal.code == .validation {
            return try await linkPage(visit, request, context, draft: draft, refusal: refusal)
        }
        return redirect(to: Address.priceFileLink(id), flash: .done("schedule_saved"))
    }

    @Sendable private func endSchedule(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let (id, now) = (try linkNumber(context), now())
        try await database.write { try endPriceFileSchedule(of: id, for: visit.viewer, at: now, in: $0) }
        return redirect(to: Address.priceFileLink(id), flash: .done("schedule_ended"))
    }

    private func linkNumber(_ context: PortalContext) throws -> Int64 {
        guard let id = Int64(try context.pathValue("id")) else { throw Refusal.notFound }
        return id
    }

    /// The own prices now, streamed.
    @Sendable private func priceFile(_ request: Request, _ context: PortalContext) async throws -> Response {
        guard let format = PriceFileFormat(rawValue: try context.pathValue("format")) else { throw Refusal.notFound }
        if request.method == .head { return unmade(format, at: try await signedIn(request).now, timeZone) }
        func file(_ visit: Visit) throws -> PriceFile { try priceFileHouse.file(visit.shelf, language: context.language, sign.settings) }
        let (visit, turn) = try await exporting {
            let visit = try await signedIn(request)
            _ = try file(visit)
            return visit
        }
        return try stream(try file(visit), format, turn)
    }

    @Sendable private func makeLink(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let fields = try await request.form()
        let (now, language) = (now(), context.language)
        do {
            guard let format = PriceFileFormat(rawValue: fields["format"] ?? "") else {
                throw Refusal(.validation, "not_in_list", ["allowed": .text(PriceFileFormat.allCases.map(\.rawValue).joined(separator: ", "))])
            }
            let made = try await database.write {
                try createPriceFileLink(name: fields["name"] ?? "", format: format, language: language, for: visit.viewer, at: now, in: $0)
            }
            return try await page(visit, request, context, fresh: (priceFileHouse.baseURL + Address.priceFile(token: made.token), made.id))
        } catch let refusal as Refusal where refusal.code == .validation {
            return try await page(visit, request, context, refusal: refusal, fields: fields)
        }
    }

    @Sendable private func revokeLink(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let (id, now) = (try linkNumber(context), now())
        try await database.write { try revokePriceFileLink(id, for: visit.viewer, at: now, in: $0) }
        return redirect(to: PricesTab.files.address, flash: .linkRevoked)
    }

    /// A file by its link. Whatever is wrong with the link is answered alike.
    @Sendable private func priceFileByLink(_ request: Request, _ context: PortalContext) async throws -> Response {
        let token = try context.pathValue("token")
        let now = now()
        let (found, settings) = try await database.read { (try openPriceFileLink(token, at: now, in: $0), try $0.houseSettings()) }
        guard let (link, viewer) = found else { throw Refusal.notFound }
        try await database.write { try notePriceFileUse(link.id, at: now, in: $0) }
        let shelf = Shelf(storefront.current, for: viewer, at: now)
        // What is hidden by now may stand in a file that was prepared before.
        if let schedule = link.schedule, schedule.gives == .prepared, !shelf.isRestricted, let file = schedule.file, let preparedAt = schedule.preparedAt,
            let handle = try await priceFileHouse.prepared.aside({ $0.open(file) })
        {
            var headers = self.headers(link.format, at: preparedAt, settings.timeZone)
            headers[.lastModified] = httpDate(preparedAt)
            return Response(
                status: .ok, headers: headers,
                body: ResponseBody(contentLength: Int(file.size)) { writer in
                    defer { try? handle.close() }
                    while let piece = try handle.read(upToCount: 1 << 18), !piece.isEmpty { try await writer.write(ByteBuffer(bytes: piece)) }
                    try await writer.finish(nil)
                })
        }
        // Nothing prepared yet, or not where this node can read it: made now. By the time it is its turn the link may have been revoked.
        if request.method == .head { return unmade(link.format, at: now, settings.timeZone) }
        let turn = try await exports.begin()
        let moment = self.now()
        guard let (_, viewer) = try await database.read({ try openPriceFileLink(token, at: moment, in: $0) }) else { throw Refusal.notFound }
        return try stream(try priceFileHouse.file(Shelf(storefront.current, for: viewer, at: moment), language: link.language, settings), link.format, turn)
    }

    /// What HEAD is told: how long the file is is known when it has been made.
    private func unmade(_ format: PriceFileFormat, at moment: Instant, _ zone: TimeZone) -> Response {
        Response(status: .ok, headers: headers(format, at: moment, zone), body: .unmade)
    }

    /// The file as it is made. Others have their turn while it waits for its reader.
    private func stream(_ file: PriceFile, _ format: PriceFileFormat, _ turn: Turn) throws -> Response {
        let folder = priceFileHouse.scratch
        if format == .xlsx { try priceFileHouse.makeScratch() }
        return Response(
            status: .ok, headers: headers(format, at: file.shelf.now, file.timeZone),
            body: ResponseBody { writer in
                var writer = writer
                let door = Door(writer)
                defer { turn.end() }
                try await file.write(format, folder: folder) { bytes in
                    // XLSX is whole before its first byte goes out.
                    if format == .xlsx { turn.end() } else { turn.pause() }
                    try await door.write(bytes)
                    if format != .xlsx { try await turn.resume() }
                }
                writer = door.writer
                try await writer.finish(nil)
            })
    }

    private func headers(_ format: PriceFileFormat, at moment: Instant, _ zone: TimeZone) -> HTTPFields {
        [
            .contentType: format.mediaType, .contentDisposition: "attachment; filename=\"\(format.fileName(at: moment, in: zone))\"", .cacheControl: "private, no-store",
        ]
    }
}

/// The body's writer for a closure that is called many times in turn.
private final class Door {
    var writer: any ResponseBodyWriter
    init(_ writer: any ResponseBodyWriter) { self.writer = writer }
    func write(_ bytes: [UInt8]) async throws { if !bytes.isEmpty { try await writer.write(ByteBuffer(bytes: bytes)) } }
}

/// `Tue, 24 Nov 2026 03:00:00 GMT` (RFC 9110, 5.6.7).
private func httpDate(_ moment: Instant) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = .gmt
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    return formatter.string(from: moment.date)
}
