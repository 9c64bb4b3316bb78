import Catalog
import Kernel
import Synchronization

/// How the whole assortment of some viewers divides, but for what changes with stock and prices.
struct WholeTally: Sendable {
    let brands: [FacetValue]
    let categories: [String: Int]
    let parameters: [Facet]

    /// Values in all.
    fileprivate var size: Int { brands.count + categories.count + parameters.reduce(0) { $0 + $1.values.count } + 1 }
}

/// The tallies in use, true of the newest version alone: to count a large catalogue is done again when products, names or policies have changed, and not with every
/// order. Viewers who are shown the same share one.
final class KeptTallies: Sendable {
    /// What tallies hold of.
    struct Version: Equatable, Sendable {
        let products: Int
        let names: Int
        let assortments: Int

        func isOlder(than other: Version) -> Bool { products < other.products || names < other.names || assortments < other.assortments }

        init(_ storefront: Storefront) { (products, names, assortments) = (storefront.searchLog.generation, storefront.namesGeneration, storefront.assortmentGeneration) }
    }

    private struct State {
        var version: Version?
        var kept = RecentlyUsed<Set<AssortmentView>?, WholeTally>(limit: KeptTallies.limit)
        /// What was true of the version before.
        var older = RecentlyUsed<Set<AssortmentView>?, WholeTally>(limit: KeptTallies.limit)
        /// For whom somebody is counting just now.
        var counting: Set<Set<AssortmentView>?> = []
    }

    /// Values in all, of some forty bytes each.
    private static let limit = 500_000
    private let state = Mutex(State())

    /// The tally of this version; counted, unless somebody else is about it: then the one before, or nil, so that a catalogue that changes while many look at it is
    /// not counted by all of them at once.
    /// - Parameter views: nil where everything is shown.
    func find(_ views: Set<AssortmentView>?, at version: Version, count: () -> WholeTally) -> (tally: WholeTally, isCurrent: Bool)? {
        let (known, isCurrent, mayCount): (WholeTally?, Bool, Bool) = state.withLock { state in
            if state.version == version, let known = state.kept.find(views) { return (known, true, false) }
            let older = state.kept.find(views) ?? state.older.find(views)
            return (older, false, state.counting.insert(views).inserted)
        }
        guard mayCount else { return known.map { ($0, isCurrent) } }
        let tally = count()
        state.withLock { state in
            state.counting.remove(views)
            // A request on an older version does not take the place of a newer one's.
            if let newest = state.version, version.isOlder(than: newest) { return }
            if version != state.version {
                state.older = state.kept
                state.kept = RecentlyUsed(limit: KeptTallies.limit)
                state.version = version
            }
            state.kept.keep(tally, of: tally.size, for: views)
        }
        return (tally, true)
    }
}
