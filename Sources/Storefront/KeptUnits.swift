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
    }

    struct Entry: Sendable {
        /// Of the storefront that it is true of.
        let generation: Int
        /// In the order of the places.
        let units: [Int64]
    }

    private struct State {
        var entries: [Key: (entry: Entry, used: UInt64)] = [:]
        var clock: UInt64 = 0
        var cells = 0
    }

    /// 64 MiB in all: a number and a place each.
    private static let cells = 4 << 20
    private let state = Mutex(State())

    func find(_ key: Key) -> Entry? {
        state.withLock { state in
            state.clock += 1
            state.entries[key]?.used = state.clock
            return state.entries[key]?.entry
        }
    }

    func keep(_ entry: Entry, for key: Key) {
        guard key.places.count <= Self.cells else { return }
        state.withLock { state in
            state.clock += 1
            if let known = state.entries[key] {
                if known.entry.generation > entry.generation { return }
            } else {
                state.cells += key.places.count
            }
            state.entries[key] = (entry, state.clock)
            while state.cells > Self.cells, let oldest = state.entries.min(by: { $0.value.used < $1.value.used })?.key {
                state.cells -= oldest.places.count
                state.entries[oldest] = nil
            }
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
            var pricer = changed.isEmpty ? nil : BulkPricer(self, contract, terms)
            for (index, place) in places.enumerated() where changed.contains(place) { fresh[index] = pricer?.units(at: place) ?? fresh[index] }
            units = fresh
        }
        let entry = KeptUnits.Entry(generation: generation, units: units ?? self.units(at: places, under: contract, terms))
        keptUnits.keep(entry, for: key)
        return entry.units
    }
}
