package import Catalog
package import Customers
package import Database
import Files
import Journal
package import Kernel

/// What is done to one picture of a product.
package enum ImageMove: String, Sendable, CaseIterable {
    case up, down, remove
    /// Shows a picture of the ERP's again.
    case show
}

/// The pictures of a product, the hidden ones of the ERP among them.
package func imagesForEditing(_ article: String, for viewer: Viewer, in reader: any Reader) throws -> (product: ProductContents, images: [ArrangedImage]) {
    try viewer.demandEditing()
    let product = try reader.productContents(ofArticle: article)
    return (product, try reader.arrangedImages(of: product.id))
}

package let imageLimit = 50

/// Puts pictures behind those that a product has. They have been proved and lie in the store; one that the product shows already changes nothing.
///
/// Throws `too_many_images`.
package func addImages(_ files: [TakenFile], to article: String, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demandEditing()
    let product = try writer.productContents(ofArticle: article, locked: true)
    var images = try writer.arrangedImages(of: product.id)
    let known = Set(images.map(\.key))
    var fresh: [ArrangedImage] = []
    for file in files where !known.contains(file.file.hash) && !fresh.contains(where: { $0.key == file.file.hash }) {
        let picture = ProductFile(role: .image, kind: "photo", number: nil, from: .first, to: .last, content: .kept(file.file, file.type, name: file.name))
        fresh.append(ArrangedImage(file: picture, isPortals: true, isHidden: false))
    }
    guard !fresh.isEmpty else { return }
    guard images.count + fresh.count <= imageLimit else { throw Refusal(.validation, "too_many_images", ["limit": .integer(Int64(imageLimit))]) }
    // Under a name that no file of the ERP has.
    try writer.note(files.map { TakenFile(name: "portal/\($0.file.hash)", file: $0.file, type: $0.type) })
    images += fresh
    try writer.keep(images, of: product, "added", for: viewer, at: now)
}

/// Moves a picture among the others, takes one of the portal's away, hides one of the ERP's or shows it again.
///
/// Throws `not_found` for a picture that the product does not have, `stale_revision` when somebody else has been here since the form was made.
package func moveImage(_ key: String, _ move: ImageMove, of article: String, token: String, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demandEditing()
    let product = try writer.productContents(ofArticle: article, locked: true)
    try product.demand(token: token)
    var images = try writer.arrangedImages(of: product.id)
    guard let place = images.firstIndex(where: { $0.key == key }) else { throw Refusal.notFound }
    let image = images[place]
    switch move {
    case .up: if place > 0 { images.swapAt(place, place - 1) }
    case .down: if place < images.count - 1 { images.swapAt(place, place + 1) }
    case .remove: if image.isPortals { images.remove(at: place) } else { images[place] = ArrangedImage(file: image.file, isPortals: false, isHidden: true) }
    case .show: if !image.isPortals { images[place] = ArrangedImage(file: image.file, isPortals: false, isHidden: false) }
    }
    try writer.keep(images, of: product, move == .remove ? "removed" : "arranged", for: viewer, at: now)
}

extension Writer {
    fileprivate func keep(_ images: [ArrangedImage], of product: ProductContents, _ action: String, for viewer: Viewer, at now: Instant) throws {
        try keepPortalImages(images, of: product.id)
        try keepPortalContents([(product.id, product.own)], by: viewer.person, at: now)
        try record(JournalEntry("images", action, ids: [product.id.rawValue], by: viewer.actor, ["article": .string(product.article)]), at: now)
    }
}
