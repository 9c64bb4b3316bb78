import Catalog
import Customers
import Kernel
import Search
import Synchronization

/// What some policies show of the catalogue, worked out once for all whom they concern: every list meets it before anything is counted.
final class AssortmentMask: Sendable {
    /// Of the storefront that it is true of (`Storefront.assortmentGeneration`).
    let generation: Int
    let views: Set<AssortmentView>
    /// By place.
    let shown: BitSet
    /// What is shown and sold, by place.
    let sold: PlaceSet
    /// What is shown and sold, by rank in the order of articles and of names.
    let byArticle: BitSet
    let byName: BitSet
    /// What leads to something shown.
    let categories: [ID<Category>: Storefront.Named<Category>]
    let brands: [ID<Brand>: Storefront.Named<Brand>]

    /// - Parameter views: goods are shown when one of them shows them.
    init(_ storefront: Storefront, _ views: Set<AssortmentView>) {
        generation = storefront.assortmentGeneration
        self.views = views
        let assortments = storefront.assortments
        func isShown(_ goods: AssortedGoods) -> Bool { views.contains { assortments.decision(on: goods, $0).isShown } }
        // Brand and category decide, but for the products that rules name.
        let all = storefront.families.all
        let families = all.map { isShown(storefront.assortedGoods(nil, brand: $0.brand, category: $0.category)) }
        let named = Set(views.flatMap { $0.deciding + $0.denying }.flatMap { assortments.policies[$0]?.namedProducts ?? [] })
        var exceptions: [Int: Bool] = [:]
        for id in named {
            guard let place = storefront.places[id] else { continue }
            let product = storefront.products[place]
            exceptions[place] = isShown(storefront.assortedGoods(id, brand: product.brand, category: product.category))
        }
        let shown = BitSet(count: storefront.productCount) { place in
            (exceptions.isEmpty ? nil : exceptions[place]) ?? families[Int(storefront.priceFacts[place].family)]
        }
        self.shown = shown
        let sold = PlaceSet(count: storefront.productCount) { shown[$0] && storefront.isSold($0) }
        self.sold = sold
        byArticle = BitSet(count: storefront.byArticle.count) { shown[storefront.byArticle[$0]] }
        byName = BitSet(count: storefront.byName.count) { shown[storefront.byName[$0]] }
        var met = Array(repeating: false, count: all.count)
        for place in 0..<storefront.productCount where sold.contains(place) { met[storefront.traits.family(place)] = true }
        let shownFamilies = zip(all, met).filter(\.1).map(\.0)
        let brandsMet = Set(shownFamilies.compactMap(\.brand))
        let categoriesMet = Set(shownFamilies.compactMap(\.category).flatMap { storefront.categoryPaths[$0] ?? [] })
        brands = storefront.brands.filter { brandsMet.contains($0.key) }
        categories = storefront.categories.filter { categoriesMet.contains($0.key) }
    }

    /// Bytes that it takes, roughly.
    fileprivate var size: Int { shown.size + sold.size + byArticle.size + byName.size + 64 * (categories.count + brands.count) + 256 }
}

/// The masks in use, within a bound of memory; the least lately used goes. Shared by the versions of a storefront.
final class AssortmentMasks: Sendable {
    private struct State {
        var masks: [Set<AssortmentView>: (mask: AssortmentMask, used: UInt64)] = [:]
        var clock: UInt64 = 0
        var size = 0
    }

    /// In bytes; one mask may always stay.
    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int = 64 << 20) { self.limit = limit }

    /// The mask if it is kept and true of a generation.
    func find(_ views: Set<AssortmentView>, generation: Int) -> AssortmentMask? {
        state.withLock { state in
            guard let kept = state.masks[views], kept.mask.generation == generation else { return nil }
            state.clock += 1
            state.masks[views]?.used = state.clock
            return kept.mask
        }
    }

    func keep(_ mask: AssortmentMask, for views: Set<AssortmentView>) {
        state.withLock { state in
            if let known = state.masks[views] {
                if known.mask.generation > mask.generation { return }
                state.size -= known.mask.size
            }
            state.clock += 1
            state.masks[views] = (mask, state.clock)
            state.size += mask.size
            while state.size > limit, state.masks.count > 1, let oldest = state.masks.min(by: { $0.value.used < $1.value.used }) {
                state.size -= oldest.value.mask.size
                state.masks[oldest.key] = nil
            }
        }
    }

    /// How many are kept.
    var count: Int { state.withLock { $0.masks.count } }
}

extension Storefront {
    /// What is shown to a viewer under any of its contracts; nil where everything is.
    func mask(for viewer: Viewer) -> AssortmentMask? {
        guard let client = viewer.client?.id else { return assortments.visitorView.flatMap { mask(of: [$0]) } }
        guard !viewer.contracts.isEmpty else { return mask(of: [assortments.view(of: client, under: nil)]) }
        return mask(of: viewer.contracts.map { assortments.view(of: $0.client, under: $0.id) })
    }

    /// What one of these views shows, kept or worked out; nil where one of them shows everything.
    func mask(of views: [AssortmentView?]) -> AssortmentMask? {
        let bounds = Set(views.compactMap(\.self))
        guard !views.contains(nil), !bounds.isEmpty else { return nil }
        if let kept = masks.find(bounds, generation: assortmentGeneration) { return kept }
        let mask = AssortmentMask(self, bounds)
        masks.keep(mask, for: bounds)
        return mask
    }

    /// Goods as policies look at them.
    func assortedGoods(_ product: ID<Product>?, brand: ID<Brand>?, category: ID<Category>?) -> AssortedGoods {
        AssortedGoods(product: product, brand: brand, categories: category.flatMap { categoryPaths[$0] } ?? category.map { [$0] } ?? [])
    }
}
