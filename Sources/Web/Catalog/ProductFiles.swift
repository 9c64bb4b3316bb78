import Catalog
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
import Pictures
import Storefront

extension Site {
    /// A picture or paper of a product that the viewer is shown. What a camera wrote into a picture is for the house alone: others get the large one.
    @Sendable func productFile(_ request: Request, _ context: PortalContext) async throws -> Response {
        let shelf = try await shelfAtAGlance(request)
        guard let product = shelf.product(try context.pathValue("article")), let found = shelf.file(try context.pathValue("hash"), of: product) else {
            throw Refusal.notFound
        }
        if !shelf.viewer.isStaff, let picture = shelf.picture(found.file.hash, of: product) {
            return indexed(try await productFiles.answer(.large, of: picture, to: request.headers), shelf.viewer, isWhole: true)
        }
        let answer = FileAnswer(found.file, mediaType: found.type.rawValue, name: found.name, isShown: found.type.isImage)
        return indexed(try await answer.response(to: request.headers, from: productFiles.originals), shelf.viewer, isWhole: true)
    }

    /// A picture of a product that the viewer is shown, in one of the sizes that there are.
    @Sendable func productPicture(_ request: Request, _ context: PortalContext) async throws -> Response {
        let shelf = try await shelfAtAGlance(request)
        guard let size = PictureSize(rawValue: try context.pathValue("size")), let product = shelf.product(try context.pathValue("article")),
            let picture = shelf.picture(try context.pathValue("hash"), of: product)
        else { throw Refusal.notFound }
        return indexed(try await productFiles.answer(size, of: picture, to: request.headers), shelf.viewer, isWhole: true)
    }

    /// What `signedIn` gives without what stands around a page: a list asks for fifty pictures.
    private func shelfAtAGlance(_ request: Request) async throws -> Shelf {
        let (now, current, viewers, sign) = (now(), storefront.current, viewers, sign)
        let token = request.cookies[sessionCookie]?.value ?? ""
        let viewer = try await database.read { reader -> Viewer in
            if !token.isEmpty, let known = try reader.signedIn(sessionToken: token, at: now, kept: viewers) { return known.viewer }
            try sign.follow(reader, version: try reader.rightsVersion())
            guard sign.settings.isCatalogueOpen else { throw Refusal(.unauthenticated) }
            return .visitor(of: sign.settings)
        }
        if viewer.owesSecondFactor { throw Refusal(.forbidden, "second_factor_owed") }
        if viewer.supplier != nil { throw Refusal.notFound }
        // Whoever keeps the pictures sees those of every product.
        return Shelf(current, for: viewer, at: now, showsHidden: viewer.rights.contains(.editCatalog))
    }
}

extension ProductPage {
    /// - Parameter titles: what pictures show, by their keys.
    mutating func take(_ files: [ProductFile], titles: [String: String], of product: StoreProduct, on shelf: Shelf, _ t: Texts) {
        for file in files {
            if file.role == .image, case .kept(let stored, _, _) = file.content {
                pictures.append(Picture(address: Address.picture(product.article, stored.hash, .medium), large: Address.picture(product.article, stored.hash, .large), shows: titles[file.imageKey]))
                continue
            }
            let (address, note, isElsewhere) =
                switch file.content {
                case .kept(let stored, let type, let name):
                    (Address.productFile(product.article, stored.hash), [fileEnding(name) ?? type.rawValue, fileSize(stored.size, t)].joined(separator: ", "), false)
                case .elsewhere(let url): (url, URL(string: url)?.host() ?? url, true)
                }
            switch file.role {
            case .image: pictures.append(Picture(address: address, large: nil))
            case .certificate:
                papers.append(Paper(
                    kind: t.text("file_kind.\(file.kind)") ?? file.kind, number: file.number, from: file.from == .first ? nil : file.from,
                    to: file.to == .last ? nil : file.to, isExpired: shelf.isExpired(file), address: address, note: note, isElsewhere: isElsewhere))
            }
        }
    }
}

/// `PDF` of `papers/4711.pdf`; nil for a name without an ending.
private func fileEnding(_ name: String) -> String? {
    let ending = name.split(separator: "/").last?.split(separator: ".").dropFirst().last
    return ending.flatMap { $0.count <= 5 ? $0.uppercased() : nil }
}

private func fileSize(_ bytes: Int64, _ t: Texts) -> String {
    bytes < 1 << 20 ? t("file.kilobytes", ["size": .integer(max(1, bytes >> 10))]) : t("file.megabytes", ["size": .integer(bytes >> 20)])
}

/// A small picture in a row: for the eye only, the name stands beside it. Its place is kept while it comes.
func thumbnail(_ picture: String?, of article: String) -> HTML? {
    picture.map { picture in
        """
        <a href="\(Address.product(article))" tabindex="-1" aria-hidden="true"><img src="\(picture)" alt="" width="40" height="40" loading="lazy" decoding="async"></a>
        """
    }
}

extension Shelf {
    /// Where the first picture of a product is, if there is one.
    func thumbnail(of product: StoreProduct, _ size: PictureSize = .small) -> String? { picture(of: product).map { Address.picture(product.article, $0.hash, size) } }
}

/// The pictures of a card, the first one first.
func pictures(_ page: ProductPage, in shell: Shell) -> HTML? {
    guard !page.pictures.isEmpty else { return nil }
    let t = shell.t
    let count = page.pictures.count { $0.large != nil }
    var number = 0
    let items = page.pictures.map { picture -> HTML in
        guard let large = picture.large else { return "<li class=\"elsewhere\">\(outside(picture.address, t("file_kind.photo"), in: shell))</li>" }
        number += 1
        let name = count == 1 ? page.name : t("product.image", ["name": .text(page.name), "number": .integer(Int64(number)), "count": .integer(Int64(count))])
        // The first ones stand where the page opens.
        let waits: HTML? = number > 2 ? " loading=\"lazy\"" : nil
        return "<li><a href=\"\(large)\"><img src=\"\(picture.address)\" alt=\"\(picture.shows ?? name)\" width=\"192\" height=\"192\"\(waits) decoding=\"async\"></a></li>"
    }
    return "<section aria-label=\"\(t("product.images"))\"><ul class=\"pictures\">\(items)</ul></section>"
}

/// Certificates and other papers; one that is no longer valid is marked.
func papers(_ page: ProductPage, in shell: Shell) -> HTML? {
    guard !page.papers.isEmpty else { return nil }
    let t = shell.t
    let heads = ["paper.kind", "paper.number", "paper.validity", "paper.file"].map { t($0) }
    let rows = page.papers.map { paper -> HTML in
        let validity = [paper.from.map { t("paper.from", ["day": .day($0)]) }, paper.to.map { t("paper.to", ["day": .day($0)]) }].compactMap(\.self).joined(separator: " ")
        let link: HTML =
            paper.isElsewhere ? outside(paper.address, paper.note, in: shell) : "<a href=\"\(paper.address)\">\(t("paper.download"))</a> <small>\(paper.note)</small>"
        return """
            <tr><th scope="row" data-label="\(heads[0])">\(paper.kind)</th><td data-label="\(heads[1])">\(paper.number ?? "—")</td>\
            <td data-label="\(heads[2])"><span>\(validity.isEmpty ? t("paper.open") : validity)\(paper.isExpired ? " \(badge(t("paper.expired"), .warn))" as HTML : nil)</span></td>\
            <td data-label="\(heads[3])"><span>\(link)</span></td></tr>
            """
    }
    return """
        <section><h2>\(t("product.papers"))</h2><table class="lines stacked"><thead><tr>\(heads.map { "<th scope=\"col\">\($0)</th>" as HTML })</tr></thead><tbody>
        \(rows)
        </tbody></table></section>
        """
}

/// A link that leaves the portal and tells nobody where from.
private func outside(_ address: String, _ title: String, in shell: Shell) -> HTML {
    "<a href=\"\(address)\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">\(title)</a> <small>\(shell.t("file.elsewhere"))</small>"
}

/// `120 × 80 × 60 мм`, or in metres where one side is of two metres and more.
func sizeText(_ size: StoreProduct.Packaging.Size, _ t: Texts) -> String {
    let sides = [size.length, size.width, size.height]
    let millimetres = sides.compactMap { DecimalText.parse($0, scale: 4, limit: 20_000) }
    guard millimetres.count == 3, millimetres.allSatisfy({ $0 < 20_000 }) else { return t("packaging.size.metres", ["size": .text(sides.map(t.decimal).joined(separator: " × "))]) }
    return t("packaging.size.millimetres", ["size": .text(millimetres.map { t.decimal(DecimalText.write($0, scale: 1, places: 0)) }.joined(separator: " × "))])
}
