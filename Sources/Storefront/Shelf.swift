import Catalog
package import Customers
package import Kernel
import Pricing
package import Stock

/// The storefront as one viewer sees it at one moment: own assortment, own prices, own stock. There is no way to ask for either without a viewer.
package struct Shelf: Sendable {
    package let storefront: Storefront
    package let viewer: Viewer
    package let now: Instant
    let offers: [Offer]
    /// What is shown to the viewer; nil where everything is.
    let mask: AssortmentMask?
    /// Those whose stock the viewer sees.
    let visibleWarehouses: [WarehouseCard]
    /// Of fewer products than these another core is not asked.
    var portion = 4096

    /// A contract ready for pricing: what its prices depend on today, the warehouses that supply under it.
    struct Offer: Sendable {
        let contract: ContractTerms
        let terms: PriceCircumstances
        let warehouses: [WarehouseCard]
        /// Which lists' rows can answer (`PriceRows.wanted`).
        let wanted: [Bool]
        /// What is sold under it; nil where everything is.
        let mask: AssortmentMask?
    }

    /// - Parameter showsHidden: for staff who look at a client's prices: shown is what the client is not shown too.
    package init(_ storefront: Storefront, for viewer: Viewer, at now: Instant, showsHidden: Bool = false) {
        self.storefront = storefront
        self.viewer = viewer
        self.now = now
        let showsAll = viewer.isStaff && (showsHidden || viewer.client == nil)
        mask = showsAll ? nil : storefront.mask(for: viewer)
        offers = viewer.contracts.map { contract in
            let terms = storefront.circumstances(of: contract, on: contract.today(at: now))
            return Offer(
                contract: contract, terms: terms, warehouses: storefront.warehouses(of: contract.seller.id),
                wanted: storefront.prices.wanted(terms.listsAsked),
                mask: showsAll ? nil : storefront.mask(of: [storefront.assortments.view(of: contract.client, under: contract.id)]))
        }
        var seen: Set<ID<Warehouse>> = []
        // Who sees stock without a contract looks at the whole house: staff, and visitors where it is shown to them.
        let all = viewer.isStaff || viewer.identity == .visitor ? Array(storefront.warehouses.values) : offers.flatMap(\.warehouses).filter { seen.insert($0.id).inserted }
        visibleWarehouses = all.sorted { ($0.priority, $0.id) < ($1.priority, $1.id) }
    }

    /// Products that answer to a code exactly: article, the client's own number, barcode, manufacturer's or cross number. An own number that is the article
    /// of another product is both.
    package func products(withCode code: String) -> [StoreProduct] {
        let found = storefront.products(withCode: code, where: shows)
        let own = (ownNumbers?.byCode[code.codeFolded] ?? []).compactMap { product($0.product) }
        if own.isEmpty { return found }
        let articles = found.filter { $0.article.codeFolded == code.codeFolded }
        var seen: Set<ID<Product>> = []
        return (articles + own).filter { seen.insert($0.id).inserted }
    }

    /// The product, if the viewer is shown it.
    package func product(_ id: ID<Product>) -> StoreProduct? {
        storefront.places[id].flatMap { place in shows(place) && !storefront.products[place].isOffSale ? storefront.products[place] : nil }
    }

    /// Whether a policy hides something from the viewer, or might.
    package var isRestricted: Bool { mask != nil }

    /// Whether the viewer is shown the product at a place.
    func shows(_ place: Int) -> Bool { mask?.shown[place] ?? true }

    /// The categories that lead to something the viewer is shown.
    package var categories: [ID<Category>: Storefront.Named<Category>] { mask?.categories ?? storefront.categories }

    /// The brands of which the viewer is shown something.
    package var brands: [ID<Brand>: Storefront.Named<Brand>] { mask?.brands ?? storefront.brands }

    /// The product with this article, or else the only one that answers to the code.
    package func product(_ article: String) -> StoreProduct? {
        let found = products(withCode: article)
        return found.count == 1 || found.first?.article == article ? found.first : nil
    }

    /// Stock and expected receipts by warehouse: of the warehouses that supply the viewer, of all for staff and visitors, of none without the right.
    package func availability(_ product: StoreProduct) -> [Availability] {
        guard viewer.rights.contains(.seeStock) else { return [] }
        let supply = storefront.supply(of: product.id)
        return visibleWarehouses.map { warehouse in
            let cell = supply.cells.first { $0.warehouse == warehouse.id }
            return Availability(
                warehouse: warehouse, free: cell?.free ?? .zero, asOf: cell?.asOf,
                expected: supply.receipts.filter { $0.warehouse == warehouse.id && $0.free > .zero }.map { (day: $0.expected, quantity: $0.free) })
        }
    }

    /// What the viewer could order at once.
    package func free(_ product: StoreProduct) -> Quantity { availability(product).reduce(.zero) { $0 + $1.free } }

    /// Whether there is something that the viewer could order at once.
    func isInStock(at place: Int) -> Bool {
        viewer.rights.contains(.seeStock) && storefront.supplies[place].cells.contains { cell in
            cell.free > .zero && visibleWarehouses.contains { $0.id == cell.warehouse }
        }
    }
}

/// A product's goods at one warehouse, as a viewer sees them.
package struct Availability: Sendable {
    package let warehouse: WarehouseCard
    package let free: Quantity
    /// When the figure was taken; nil when nothing was told.
    package let asOf: Instant?
    package let expected: [(day: Day, quantity: Quantity)]
}

extension Storefront {
    /// The warehouses that supply for a seller, by priority.
    package func warehouses(of seller: ID<LegalEntity>) -> [WarehouseCard] {
        warehouses.values.filter { $0.seller == nil || $0.seller == seller }.sorted { ($0.priority, $0.id) < ($1.priority, $1.id) }
    }
}

extension Shelf {
    /// The viewer's products in the order of their articles, a run at a time: for files of the whole assortment.
    /// - Returns: at most `limit` of them and where the next run begins; nil at the end.
    package func products(from place: Int, limit: Int) -> (products: [StoreProduct], next: Int?) {
        if let mask {
            let ranks = mask.byArticle.members(from: max(0, place), limit: max(1, limit))
            return (ranks.map { storefront.products[storefront.byArticle[$0]] }, ranks.last.flatMap { mask.byArticle.next(from: $0 + 1) })
        }
        let end = min(storefront.byArticle.count, max(0, place) + max(1, limit))
        guard place >= 0, place < end else { return ([], nil) }
        return (storefront.byArticle[place..<end].map { storefront.products[$0] }, end < storefront.byArticle.count ? end : nil)
    }
}
