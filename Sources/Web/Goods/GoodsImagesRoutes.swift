import Catalog
import Customers
import Database
import Files
import HTML
import HTTP
import Hummingbird
import Kernel
import Localization
import Pictures
import Storefront

extension Site {
    /// Of one form with pictures.
    private static let uploadLimit = 64 << 20
    /// Of one picture, as for those that an import brings.
    private static let pictureLimit = 32 << 20

    @Sendable func goodsImages(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await imagesAnswer(try await signedIn(request), request, context)
    }

    private func imagesAnswer(_ visit: Visit, _ request: Request, _ context: PortalContext, _ refusal: Refusal? = nil) async throws -> Response {
        let (article, t) = (try context.pathValue("article"), context.texts)
        let (product, images, titles) = try await database.read { reader in
            let (product, images) = try imagesForEditing(article, for: visit.viewer, in: reader)
            return (product, images, try reader.ask(imageTitles(of: product.id)))
        }
        var head = GoodsHead(product)
        if let refusal {
            head.refusal = refusal.problems.isEmpty ? t.text(refusal) : nil
            head.problems = refusal.problems.map { FieldProblem(field: "file", text: t.text($0)) }
        }
        let model = GoodsImagesPage(head: head, images: images.map { image in
            var (picture, title): (String?, String) = (nil, "")
            switch image.file.content {
            case .kept(let stored, _, let name): (picture, title) = (image.isHidden || product.isWithdrawn ? nil : Address.picture(product.article, stored.hash, .small), name)
            case .elsewhere(let url): title = url
            }
            return GoodsImagesPage.Image(key: image.key, picture: picture, title: title, shows: titles[image.key] ?? "", isPortals: image.isPortals, isHidden: image.isHidden)
        })
        return page(goodsImagesPage(model, in: shell(visit, request, context, .goods)), request, status: refusal == nil ? .ok : .unprocessableContent)
    }

    @Sendable func addGoodsImages(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let article = try context.pathValue("article")
        // Before the files are read.
        _ = try await database.read { try imagesForEditing(article, for: visit.viewer, in: $0) }
        do {
            let files = try await request.uploads(upTo: Self.uploadLimit).files.filter { $0.field == "file" && !($0.name.isEmpty && $0.bytes.isEmpty) }
            guard !files.isEmpty else { throw Refusal(.validation, problems: [Refusal.Problem("/file", .validation, "file_missing")]) }
            var taken: [TakenFile] = []
            var problems: [Refusal.Problem] = []
            for file in files {
                do { taken.append(try await take(file)) } catch let problem as PictureProblem {
                    problems.append(Refusal.Problem("/file", .validation, problem.reason, ["value": .text(file.name)]))
                }
            }
            guard problems.isEmpty else { throw Refusal(.validation, problems: problems) }
            let good = taken
            try await database.write { try addImages(good, to: article, for: visit.viewer, at: visit.now, in: $0) }
        } catch let refusal as Refusal where refusal.code == .validation || refusal.code == .payloadTooLarge {
            return try await imagesAnswer(visit, request, context, refusal)
        }
        try await storefront.catchUp()
        return redirect(to: Address.goods(article, .images), flash: .done("images_added"))
    }

    /// Why a file cannot be a picture of a product.
    private struct PictureProblem: Error { let reason: String }

    /// Keeps a picture and proves that it can be read to its end.
    private func take(_ file: UploadedFile) async throws -> TakenFile {
        guard file.bytes.count <= Self.pictureLimit else { throw PictureProblem(reason: "file_too_large") }
        let type = MediaType(of: file.bytes)
        guard type.isImage else { throw PictureProblem(reason: "not_an_image") }
        let stored: StoredFile
        do { stored = try await productFiles.originals.aside { try $0.keep(file.bytes) } } catch {
            throw PictureProblem(reason: productFiles.originals.obstacle(behind: error)?.reason ?? "no_file_store")
        }
        do { _ = try await productFiles.picture(.small, of: stored) } catch let fault as PictureFault { throw PictureProblem(reason: fault.rawValue) }
        return TakenFile(name: file.name, file: stored, type: type)
    }

    @Sendable func arrangeGoodsImages(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let (article, fields) = (try context.pathValue("article"), try await request.form())
        _ = try await database.read { try imagesForEditing(article, for: visit.viewer, in: $0) }
        guard let (move, key) = ImageMove.allCases.lazy.compactMap({ move in fields[move.rawValue].map { (move, $0) } }).first else { return try await nameGoodsImages(article, fields, visit, request, context) }
        do {
            try await database.write { try moveImage(key, move, of: article, token: fields["token"] ?? "", for: visit.viewer, at: visit.now, in: $0) }
        } catch let refusal as Refusal where refusal.code == .staleRevision { return try await imagesAnswer(visit, request, context, refusal) }
        try await storefront.catchUp()
        return redirect(to: Address.goods(article, .images), flash: .done("saved"))
    }

    /// What the pictures show, as it stands in the fields beside them.
    private func nameGoodsImages(_ article: String, _ fields: Form, _ visit: Visit, _ request: Request, _ context: PortalContext) async throws -> Response {
        var titles: [String: String] = [:]
        for (name, value) in fields.values where name.hasPrefix(GoodsImagesPage.titleField) { titles[String(name.dropFirst(GoodsImagesPage.titleField.count))] = value }
        guard !titles.isEmpty else { throw Refusal.notFound }
        let told = titles
        do {
            try await database.write { try nameImages(told, of: article, token: fields["token"] ?? "", for: visit.viewer, at: visit.now, in: $0) }
        } catch let refusal as Refusal where refusal.code == .staleRevision || refusal.code == .validation { return try await imagesAnswer(visit, request, context, refusal) }
        try await storefront.catchUp()
        return redirect(to: Address.goods(article, .images), flash: .done("saved"))
    }
}
