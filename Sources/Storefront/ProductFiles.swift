package import Catalog
import Customers
package import Files
import Foundation
package import Kernel

extension Shelf {
    /// The images and certificates of a product, as they were first told; none of one that the viewer is not shown.
    package func files(of product: StoreProduct) -> [ProductFile] {
        guard let place = storefront.places[product.id], shows(place) else { return [] }
        return storefront.files[place]
    }

    /// Those of them that are kept here, each once.
    package func keptFiles(of product: StoreProduct) -> [(file: StoredFile, type: MediaType, name: String)] {
        var seen: Set<StoredFile> = []
        return files(of: product).compactMap { file in
            guard case .kept(let stored, let type, let name) = file.content, seen.insert(stored).inserted else { return nil }
            return (stored, type, name)
        }
    }

    /// A kept file by its hash, if it belongs to a product that the viewer is shown.
    package func file(_ hash: String, of product: StoreProduct) -> (file: StoredFile, type: MediaType, name: String)? {
        keptFiles(of: product).first { $0.file.hash == hash }
    }

    /// The first picture of a product that is kept here: what rows of lists show.
    package func picture(of product: StoreProduct) -> StoredFile? {
        for file in files(of: product) where file.role == .image { if case .kept(let stored, _, _) = file.content { return stored } }
        return nil
    }

    /// A picture by its hash, if it is one of a product that the viewer is shown; a paper that is an image is none.
    package func picture(_ hash: String, of product: StoreProduct) -> StoredFile? {
        for file in files(of: product) where file.role == .image {
            if case .kept(let stored, _, _) = file.content, stored.hash == hash { return stored }
        }
        return nil
    }

    /// Whether a file is no longer valid on the viewer's day: that of the first contract's seller, Moscow's for those without one.
    package func isExpired(_ file: ProductFile) -> Bool { file.to < today }

    private var today: Day { viewer.contracts.first?.today(at: now) ?? Day(of: now, in: TimeZone(identifier: "Europe/Moscow") ?? .gmt) }
}
