package import Catalog
package import Customers
package import Database
import Files
package import Journal
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
    let images = try writer.arrangedImages(of: product.id)
    let placed = placing(files.map { (ArrangedImage(taken: $0), nil) }, among: images)
    guard placed.count > images.count else { return }
    guard placed.count <= imageLimit else { throw Refusal(.validation, "too_many_images", ["limit": .integer(Int64(imageLimit))]) }
    try writer.noteImages(files)
    try writer.keepImages([(product, ImagePlace.all(of: placed))], "added", by: viewer.actor, ["article": .string(product.article)], at: now)
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
    try writer.keepImages([(product, ImagePlace.all(of: images))], move == .remove ? "removed" : "arranged", by: viewer.actor, ["article": .string(product.article)], at: now)
}

/// The most letters of what a picture shows.
package let imageTitleLimit = 200

/// Says what pictures of a product show, for those who do not see them: by their keys; an empty text takes it away.
///
/// Throws `stale_revision` when somebody else has been here since the form was made, `text_too_long`; pictures that the product does not have are passed over.
package func nameImages(_ titles: [String: String], of article: String, token: String, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demandEditing()
    let product = try writer.productContents(ofArticle: article, locked: true)
    try product.demand(token: token)
    let (known, standing) = (Set(try writer.arrangedImages(of: product.id).map(\.key)), try writer.ask(imageTitles(of: product.id)))
    let told = titles.mapValues(\.trimmed).filter { known.contains($0.key) && $0.value != standing[$0.key] ?? "" }
    guard told.values.allSatisfy({ $0.unicodeScalars.count <= imageTitleLimit }) else { throw Refusal(.validation, "text_too_long", ["limit": .integer(Int64(imageTitleLimit))]) }
    guard !told.isEmpty else { return }
    try writer.keepImageTitles(told, of: product.id)
    try writer.keepPortalContents([(product.id, product.own)], by: viewer.actor.person, at: now)
    try writer.record(JournalEntry("images", "named", ids: [product.id.rawValue], by: viewer.actor, ["article": .string(product.article)]), at: now)
}

extension ArrangedImage {
    /// A picture of the portal's own.
    package init(taken file: TakenFile) {
        let content = ProductFile.Content.kept(file.file, file.type, name: file.name)
        self.init(file: ProductFile(role: .image, kind: "photo", number: nil, from: .first, to: .last, content: content), isPortals: true, isHidden: false)
    }
}

/// The pictures of a product with others among them: those told a place stand there, counted from 1 among what is shown, the rest in their order around them;
/// without a place a new one stands behind all. What the product has already is not told anew, it only comes to its place. Told twice it changes nothing.
package func placing(_ told: [(image: ArrangedImage, place: Int?)], among images: [ArrangedImage]) -> [ArrangedImage] {
    var seen: Set<String> = []
    let told = told.filter { seen.insert($0.image.key).inserted }
    let standing = Dictionary(images.map { ($0.key, $0) }) { first, _ in first }
    let placed = told.enumerated().compactMap { order, one in one.place.map { (place: $0, order: order, image: standing[one.image.key] ?? one.image) } }
        .sorted { ($0.place, $0.order) < ($1.place, $1.order) }
    let moved = Set(placed.map(\.image.key))
    let fresh = told.filter { $0.place == nil && standing[$0.image.key] == nil }.map(\.image)
    var rest = (images + fresh).filter { !moved.contains($0.key) }[...]
    var result: [ArrangedImage] = []
    var shown = 0
    for (place, _, image) in placed {
        while shown < place - 1, let next = rest.popFirst() {
            result.append(next)
            if !next.isHidden { shown += 1 }
        }
        result.append(image)
        if !image.isHidden { shown += 1 }
    }
    return result + rest
}

extension Writer {
    /// Notes pictures of the portal's own, under names that no file of the ERP has.
    package func noteImages(_ files: [TakenFile]) throws { try note(files.map { TakenFile(name: "portal/\($0.file.hash)", file: $0.file, type: $0.type) }) }

    /// Keeps the portal's orders of pictures of products, which are locked.
    package func keepImages(_ orders: [(product: ProductContents, places: [ImagePlace])], _ action: String, by actor: Actor, _ facts: JSON, at now: Instant) throws {
        guard !orders.isEmpty else { return }
        try keepImagePlaces(orders.map { ($0.product.id, $0.places) })
        try keepPortalContents(orders.map { ($0.product.id, $0.product.own) }, by: actor.person, at: now)
        try record(JournalEntry("images", action, ids: orders.map(\.product.id.rawValue).sorted(), by: actor, facts), at: now)
    }
}
