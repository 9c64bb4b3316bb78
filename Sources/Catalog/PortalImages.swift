package import Database
package import Files
package import Kernel

/// A picture in the portal's order: one of its own, or one of the ERP's that was put in a place or hidden.
package struct PortalImage: Sendable {
    /// `ProductFile.imageKey`.
    package let key: String
    /// Nil for one of the ERP's.
    package let own: ProductFile?
    package let isHidden: Bool

    package init(key: String, own: ProductFile?, isHidden: Bool) {
        self.key = key
        self.own = own
        self.isHidden = isHidden
    }
}

/// What is kept of a picture's place in the portal's order.
package struct ImagePlace: Hashable, Sendable {
    /// `ProductFile.imageKey`.
    package let key: String
    /// What one of the portal's own is called, whose key is its hash; nil for one of the ERP's.
    package let name: String?
    package let isHidden: Bool

    package init(key: String, name: String?, isHidden: Bool) {
        self.key = key
        self.name = name
        self.isHidden = isHidden
    }

    /// The places of pictures in their order, each once.
    package static func all(of images: [ArrangedImage]) -> [ImagePlace] {
        var seen: Set<String> = []
        return images.filter { seen.insert($0.key).inserted }.map { image in
            var name: String?
            if image.isPortals, case .kept(_, _, let called) = image.file.content { name = called }
            return ImagePlace(key: image.key, name: name, isHidden: image.isHidden)
        }
    }
}

/// A picture of a product as its people see it.
package struct ArrangedImage: Sendable {
    package let file: ProductFile
    package let isPortals: Bool
    package let isHidden: Bool

    package init(file: ProductFile, isPortals: Bool, isHidden: Bool) {
        self.file = file
        self.isPortals = isPortals
        self.isHidden = isHidden
    }

    package var key: String { file.imageKey }
}

extension ProductFile {
    /// By what the portal knows a picture again when the ERP tells it once more: its bytes, or its address elsewhere.
    package var imageKey: String {
        switch content {
        case .kept(let stored, _, _): stored.hash
        case .elsewhere(let url): url
        }
    }
}

/// The pictures of a product: in the portal's order, then those that the ERP told since. What both have is shown once, as the portal's.
package func arranged(_ erps: [ProductFile], by rows: [PortalImage]) -> [ArrangedImage] {
    let known = Set(rows.map(\.key))
    return rows.flatMap { row -> [ArrangedImage] in
        if let own = row.own { return [ArrangedImage(file: own, isPortals: true, isHidden: false)] }
        return erps.filter { $0.imageKey == row.key }.map { ArrangedImage(file: $0, isPortals: false, isHidden: row.isHidden) }
    } + erps.filter { !known.contains($0.imageKey) }.map { ArrangedImage(file: $0, isPortals: false, isHidden: false) }
}

extension Reader {
    /// The portal's order of pictures, of products that have one.
    /// - Parameter condition: on `product_id`.
    func portalImages(where condition: SQL) throws -> [ID<Product>: [PortalImage]] {
        var found: [ID<Product>: [PortalImage]] = [:]
        try forEach("""
            SELECT product_id, image_key, sha256, name, hidden, size, media_type FROM portal_images LEFT JOIN stored_files ON stored_files.hash = portal_images.sha256
            WHERE \(condition) ORDER BY product_id, position, image_key
            """) { row in
                var own: ProductFile?
                if let hash = try row.find("sha256", as: String.self) {
                    own = ProductFile(
                        role: .image, kind: "photo", number: nil, from: .first, to: .last,
                        content: .kept(StoredFile(hash: hash, size: try row.get("size")), try row.get("media_type"), name: try row.get("name")))
                }
                found[try row.get("product_id"), default: []].append(PortalImage(key: try row.get("image_key"), own: own, isHidden: try row.get("hidden")))
            }
        return found
    }

    /// All pictures of a product, the hidden ones among them.
    package func arrangedImages(of product: ID<Product>) throws -> [ArrangedImage] { try arrangedImages(of: [product])[product]?.images ?? [] }

    /// All pictures of these products, with the places that the portal keeps.
    package func arrangedImages(of products: [ID<Product>]) throws -> [ID<Product>: (images: [ArrangedImage], kept: [ImagePlace])] {
        var erps: [ID<Product>: [ProductFile]] = [:]
        try erpFiles(.image, where: "product_id \(in: products)") { erps[$0, default: []].append($1) }
        let rows = try portalImages(where: "product_id \(in: products)")
        return Dictionary(uniqueKeysWithValues: Set(products).map { product in
            let kept = (rows[product] ?? []).map { row in
                var name: String?
                if case .kept(_, _, let called)? = row.own?.content { name = called }
                return ImagePlace(key: row.key, name: name, isHidden: row.isHidden)
            }
            return (product, (arranged(erps[product] ?? [], by: rows[product] ?? []), kept))
        })
    }
}

extension Writer {
    /// Keeps orders of pictures in the place of the former; none: the ERP's order holds. The portal's own among them are noted files (`note`).
    package func keepImagePlaces(_ orders: [(product: ID<Product>, places: [ImagePlace])]) throws {
        guard !orders.isEmpty else { return }
        try run("DELETE FROM portal_images WHERE product_id \(in: orders.map(\.product))")
        var table = ValueTable([("product_id", .integer), ("image_key", .text), ("position", .integer), ("sha256", .text), ("name", .text), ("hidden", .integer)])
        for (product, places) in orders {
            for (position, place) in places.enumerated() {
                table.append([
                    .integer(product.rawValue), .text(place.key), .integer(Int64(position)), place.name == nil ? .null : .text(place.key), .text(place.name ?? ""),
                    .integer(place.isHidden ? 1 : 0),
                ])
            }
        }
        guard !table.rows.isEmpty else { return }
        try run("""
            INSERT INTO portal_images (product_id, image_key, position, sha256, name, hidden)
            SELECT v.product_id, v.image_key, v.position, v.sha256, v.name, v.hidden FROM \(table: table) AS v WHERE true
            """)
    }
}
