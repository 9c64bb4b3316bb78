import Customers
import Database
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
        router.post("/prices/files/links/{id}/revocation", use: revokeLink)
        router.get("/price-files/{token}", use: priceFileByLink)
    }

    @Sendable private func priceFiles(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        return try await page(visit, request, context)
    }

    private func page(
        _ visit: Visit, _ request: Request, _ context: PortalContext, fresh: String? = nil, refusal: Refusal? = nil, fields: Form = Form([])
    ) async throws -> Response {
        try visit.viewer.demand(.seePrices)
        let client = try visit.viewer.demandClient()
        let links = try await database.read { try priceFileLinks(for: visit.viewer, in: $0) }
        var model = PriceFilesPage(
            client: client.name,
            links: links.map {
                PriceFilesPage.Link(
                    id: $0.id, name: $0.name, format: $0.format.rawValue, schedule: $0.schedule.rawValue, person: $0.personName, createdAt: $0.createdAt, usedAt: $0.usedAt,
                    uses: $0.uses, preparedAt: $0.preparedAt)
            })
        model.tabs = PricesTab.open(to: visit.viewer)
        model.fresh = fresh
        if let refusal {
            model.refusal = refusal.problems.isEmpty ? context.texts.text(refusal) : nil
            model.problems = refusal.problems.map { FieldProblem(field: String($0.pointer.dropFirst()), text: context.texts.text($0)) }
            model.name = fields["name"] ?? ""
            model.format = fields["format"] ?? "csv"
            model.schedule = fields["schedule"] ?? "live"
        }
        var response = page(
            priceFilesPage(model, in: shell(visit, request, context, .prices)).text, request, status: refusal == nil ? .ok : .unprocessableContent)
        // The address of a fresh link is a secret.
        if fresh != nil { response.headers[.cacheControl] = "no-store" }
        return response
    }

    /// The own prices now, streamed.
    @Sendable private func priceFile(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        guard let format = PriceFileFormat(rawValue: try context.pathValue("format")) else { throw Refusal.notFound }
        return try stream(try file(visit.shelf, context.language), format)
    }

    @Sendable private func makeLink(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let fields = try await request.form()
        let (now, language) = (now(), context.language)
        do {
            guard let format = PriceFileFormat(rawValue: fields["format"] ?? ""), let schedule = PriceFileLink.Schedule(rawValue: fields["schedule"] ?? "") else {
                throw Refusal(.validation, "not_in_list", ["allowed": .text(PriceFileFormat.allCases.map(\.rawValue).joined(separator: ", "))])
            }
            let token = try await database.write {
                try createPriceFileLink(name: fields["name"] ?? "", format: format, language: language, schedule: schedule, for: visit.viewer, at: now, in: $0)
            }
            return try await page(visit, request, context, fresh: priceFileHouse.baseURL + Address.priceFile(token: token))
        } catch let refusal as Refusal where refusal.code == .validation {
            return try await page(visit, request, context, refusal: refusal, fields: fields)
        }
    }

    @Sendable private func revokeLink(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        guard let id = Int64(try context.pathValue("id")) else { throw Refusal.notFound }
        let now = now()
        try await database.write { try revokePriceFileLink(id, for: visit.viewer, at: now, in: $0) }
        return redirect(to: PricesTab.files.address, flash: .linkRevoked)
    }

    /// A file by its link. Whatever is wrong with the link is answered alike.
    @Sendable private func priceFileByLink(_ request: Request, _ context: PortalContext) async throws -> Response {
        let token = try context.pathValue("token")
        let now = now()
        guard let (link, viewer) = try await database.read({ try openPriceFileLink(token, at: now, in: $0) }) else { throw Refusal.notFound }
        try await database.write { try notePriceFileUse(link.id, at: now, in: $0) }
        let path = "\(priceFileHouse.folder)/\(link.fileName)"
        if link.schedule != .live, let prepared = link.preparedAt, let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int {
            return Response(
                status: .ok, headers: headers(link.format, day: Day(of: prepared, in: timeZone)),
                body: ResponseBody(contentLength: size) { writer in
                    guard let handle = FileHandle(forReadingAtPath: path) else { throw Refusal(.unavailable) }
                    defer { try? handle.close() }
                    while let piece = try handle.read(upToCount: 1 << 18), !piece.isEmpty { try await writer.write(ByteBuffer(bytes: piece)) }
                    try await writer.finish(nil)
                })
        }
        return try stream(try file(Shelf(storefront.current, for: viewer, at: now), link.language), link.format)
    }

    private func stream(_ file: PriceFile, _ format: PriceFileFormat) throws -> Response {
        let folder = priceFileHouse.folder
        if format == .xlsx { try priceFileHouse.makeFolder() }
        return Response(
            status: .ok, headers: headers(format, day: file.day),
            body: ResponseBody { writer in
                var writer = writer
                let door = Door(writer)
                try await file.write(format, folder: folder) { try await door.write($0) }
                writer = door.writer
                try await writer.finish(nil)
            })
    }

    /// A file with the settings of the house as they are now.
    private func file(_ shelf: Shelf, _ language: Language) throws -> PriceFile {
        let (house, settings) = (priceFileHouse, sign.settings)
        return try PriceFile(
            shelf, texts: Texts(language), house: settings.name, baseURL: house.baseURL, timeZone: settings.timeZone, showsBasePrice: settings.showsBasePrice)
    }

    private func headers(_ format: PriceFileFormat, day: Day) -> HTTPFields {
        [
            .contentType: format.mediaType, .contentDisposition: "attachment; filename=\"\(format.fileName(on: day))\"", .cacheControl: "private, no-store",
        ]
    }
}

/// The body's writer for a closure that is called many times in turn.
private final class Door {
    var writer: any ResponseBodyWriter
    init(_ writer: any ResponseBodyWriter) { self.writer = writer }
    func write(_ bytes: [UInt8]) async throws { if !bytes.isEmpty { try await writer.write(ByteBuffer(bytes: bytes)) } }
}
