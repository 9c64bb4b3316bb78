import Catalog
import Database
import Files
import Journal
import Kernel
import Records
import Storefront

/// A row with a picture on its way to the portal's pictures of a product.
struct PictureStep {
    let product: ProductContents?
    /// The places that are to be kept.
    let places: [ImagePlace]
    /// The picture, where the product does not have it yet.
    let fresh: TakenFile?
    let preview: RecordPreview
}

extension TakenFile {
    /// As items carry it.
    var json: JSON { ["hash": .string(file.hash), "size": .number(String(file.size)), "type": .string(type.rawValue), "name": .string(name)] }

    init?(_ json: JSON?) {
        guard let json, let hash = json["hash"]?.string, let size = json["size"]?.int, let type = json["type"]?.string.flatMap({ MediaType(rawValue: $0) }), let name = json["name"]?.string else { return nil }
        self.init(name: name, file: StoredFile(hash: hash, size: size), type: type)
    }
}

extension Reader {
    /// Items of `product` (an external id) with a `picture` (`TakenFile.json`) and perhaps its `place`; or with `pictures`, the places to be put back. What a product
    /// has already is not told anew. The pictures of a product are placed together, so that the same items again change nothing. A constant number of queries.
    func pictureSteps(_ items: [JSON], locked: Bool) throws -> [PictureStep] {
        let (numbers, products) = try namedProducts(items, ["product"], locked: locked)
        let standing = try arrangedImages(of: products.keys.sorted())
        var steps = items.map { item -> PictureStep in
            let name = item["product"]?.string ?? ""
            return PictureStep(product: nil, places: [], fresh: nil, preview: .refused(name, "/product", "unknown_reference", ["value": .text(String(name.prefix(200)))]))
        }
        let groups = Dictionary(grouping: items.indices) { index in items[index]["product"]?.string.flatMap { numbers[$0] } }
        for (id, indices) in groups {
            guard let id, let product = products[id], let stands = standing[id] else { continue }
            let placed = PlacedPictures(items, indices, stands)
            for index in indices { steps[index] = placed.step(index, items[index], product, stands.kept) }
        }
        return steps
    }
}

/// The pictures of one product with those of some items among them.
private struct PlacedPictures {
    private var places: [ImagePlace]
    private var refused: Set<Int> = []
    private var updated: Set<Int> = []
    private var fresh: [Int: TakenFile] = [:]

    init(_ items: [JSON], _ indices: [Int], _ stands: (images: [ArrangedImage], kept: [ImagePlace])) {
        places = stands.kept
        let known = Set(stands.images.map(\.key))
        var told: [(index: Int, image: ArrangedImage, place: Int?)] = []
        var keys: Set<String> = []
        for index in indices {
            if let back = items[index]["pictures"] {
                places = (back.array ?? []).compactMap { ImagePlace($0) }
                if places != stands.kept { updated.insert(index) }
                continue
            }
            guard let file = TakenFile(items[index]["picture"]), keys.insert(file.file.hash).inserted else { continue }
            if !known.contains(file.file.hash) {
                guard known.count + fresh.count < imageLimit else { refused.insert(index); continue }
                fresh[index] = file
            }
            told.append((index, ArrangedImage(taken: file), items[index]["place"]?.int.flatMap { Int(exactly: $0) }))
        }
        guard !told.isEmpty else { return }
        let before = ImagePlace.all(of: stands.images)
        let after = ImagePlace.all(of: placing(told.map { ($0.image, $0.place) }, among: stands.images))
        guard after != before else { return }
        places = after
        let (from, to) = (Self.order(before), Self.order(after))
        for one in told where from[one.image.key] != to[one.image.key] { updated.insert(one.index) }
    }

    private static func order(_ places: [ImagePlace]) -> [String: Int] { Dictionary(places.enumerated().map { ($1.key, $0) }) { first, _ in first } }

    func step(_ index: Int, _ item: JSON, _ product: ProductContents, _ kept: [ImagePlace]) -> PictureStep {
        let name = item["product"]?.string ?? ""
        let before = Self.image(kept, of: name)
        guard !refused.contains(index) else {
            let preview = RecordPreview.refused(name, "/picture", "too_many_images", ["limit": .integer(Int64(imageLimit))], before: before)
            return PictureStep(product: product, places: kept, fresh: nil, preview: preview)
        }
        let outcome = RecordOutcome(label: name, status: updated.contains(index) ? .updated : .unchanged, problems: [])
        return PictureStep(product: product, places: places, fresh: fresh[index], preview: RecordPreview(outcome: outcome, before: before, after: Self.image(places, of: name)))
    }

    private static func image(_ places: [ImagePlace], of product: String) -> JSONObject {
        var image: JSONObject = ["product": .string(product)]
        if !places.isEmpty { image["pictures"] = .array(places.map(\.json)) }
        return image
    }
}

extension ImagePlace {
    fileprivate var json: JSON { ["key": .string(key), "name": .text(name), "hidden": .bool(isHidden)] }

    fileprivate init?(_ json: JSON) {
        guard let key = json["key"]?.string else { return nil }
        self.init(key: key, name: json["name"]?.string, isHidden: json["hidden"]?.bool ?? false)
    }
}

extension SheetSubject {
    /// Puts the pictures of items among those of their products, by the rules of the form of one product's pictures.
    func savePictures(_ items: [JSON], by actor: Actor, from origin: String, at now: Instant, in writer: any Writer) throws -> [RecordOutcome] {
        let steps = try writer.pictureSteps(items, locked: true)
        var changed: [ID<Product>: (product: ProductContents, places: [ImagePlace])] = [:]
        for step in steps where step.preview.outcome.status == .updated { if let product = step.product { changed[product.id] = (product, step.places) } }
        try writer.noteImages(steps.compactMap(\.fresh))
        try writer.keepImages(changed.keys.sorted().compactMap { changed[$0] }, "added", by: actor, ["file": .string(origin)], at: now)
        return steps.map(\.preview.outcome)
    }
}
