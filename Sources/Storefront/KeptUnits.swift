import Customers
import Kernel
import Pricing
import Synchronization

/// Own prices of parts of the catalogue that were asked for lately, as of a category: to sort it the other way, to turn its page or to come back to it computes
/// nothing again. Shared by the versions of a storefront; the least lately used goes.
final class KeptUnits: Sendable {
    struct Key: Hashable, Sendable {
        let prices: PriceKey
        let places: [Int]

        /// Some places tell lists apart as well as all of them do, of which there may be very many.
        func hash(into hasher: inout Hasher) {
            hasher.combine(prices)
            hasher.combine(places.count)
            for index in stride(from: 0, to: places.count, by: max(1, places.count / 64)) { hasher.combine(places[index]) }
        }
    }

    struct Entry: Sendable {
        /// Of the storefront that it is true of.
        let generation: Int
        /// In the order of the places.
        let units: [Int64]
    }

    /// 64 MiB in all: a number and a place each.
    private let state = Mutex(RecentlyUsed<Key, Entry>(limit: 4 << 20))

    func find(_ key: Key) -> Entry? { state.withLock { $0.find(key) } }

    func keep(_ entry: Entry, for key: Key) {
        state.withLock { state in
            if let known = state.find(key), known.generation > entry.generation { return }
            state.keep(entry, of: key.places.count, for: key)
        }
    }
}

extension Storefront {
    /// The prices at these places under a contract, in their order, true of this version: kept, patched or computed.
    func keptUnits(at places: [Int], under contract: ContractTerms, _ terms: PriceCircumstances) -> [Int64] {
        let key = KeptUnits.Key(prices: PriceKey(contract, terms, self), places: places)
        let kept = keptUnits.find(key)
        if let kept, kept.generation == generation { return kept.units }
        var units: [Int64]?
        if let kept, kept.generation < generation, let changed = priceLog.places(since: kept.generation, key.prices).map(Set.init) {
            var fresh = kept.units
            let pricer = changed.isEmpty ? nil : BulkPricer(self, contract, terms)
            for (index, place) in places.enumerated() where changed.contains(place) { fresh[index] = pricer?.units(at: place) ?? fresh[index] }
            units = fresh
        }
        let entry = KeptUnits.Entry(generation: generation, units: units ?? self.units(at: places, under: contract, terms))
        keptUnits.keep(entry, for: key)
        return entry.units
    }
}
