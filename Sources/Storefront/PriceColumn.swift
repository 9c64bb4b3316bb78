import Customers
import Kernel
import Pricing
import Synchronization

/// Own prices of the whole catalogue under one chain: by place, 1/10000 of the contract's currency, `none` where there is no price.
///
/// For the least order of each product, alone. Eight bytes a product; nothing is kept sorted, so that a changed price changes one cell.
final class PriceColumn: Sendable {
    static let none = Int64.max

    /// Of the storefront that it is true of.
    let generation: Int
    let units: [Int64]

    init(generation: Int, units: [Int64]) {
        self.generation = generation
        self.units = units
    }
}

/// What the prices of a column depend on, beside products and rows: clients with equal circumstances share one.
struct PriceKey: Hashable, Sendable {
    let day: Day
    let currency: Currency
    let vatMode: VATMode
    let regime: TaxRegime
    let seller: ID<LegalEntity>
    let chain: [ID<PriceList>]
    let targets: [DiscountTarget]
    let rule: RateRule
    /// Where agreements make the contract's prices its own.
    let contract: ID<Contract>?
}

/// The columns in use, within a bound of cells; the least lately used goes. Shared by the versions of a storefront.
final class PriceColumns: Sendable {
    /// 256 MiB in all.
    private let state = Mutex(RecentlyUsed<PriceKey, PriceColumn>(limit: 32 << 20))

    func find(_ key: PriceKey) -> PriceColumn? { state.withLock { $0.find(key) } }

    func keep(_ column: PriceColumn, for key: PriceKey) {
        state.withLock { state in
            if let known = state.find(key), known.generation > column.generation { return }
            state.keep(column, of: column.units.count, for: key)
        }
    }

    /// How many are kept.
    var count: Int { state.withLock { $0.count } }
}

/// What has changed since which version, so that a column is patched and not computed again.
struct PriceLog: Sendable {
    private var entries: [(generation: Int, place: Int)] = []
    /// Columns from before this one must be computed again.
    private(set) var reset = 0
    private var targets: [DiscountTarget: Int] = [:]

    private static let limit = 200_000

    /// These places have other prices from `generation` on.
    mutating func note(_ places: some Sequence<Int>, at generation: Int) {
        for place in places { entries.append((generation, place)) }
        guard entries.count > Self.limit, let middle = entries.dropFirst(entries.count / 2).first?.generation else { return }
        reset = max(reset, middle)
        entries.removeAll { $0.generation <= middle }
    }

    mutating func noteEverything(at generation: Int) {
        reset = generation
        entries = []
    }

    mutating func note(_ changed: some Sequence<DiscountTarget>, at generation: Int) { for target in changed { targets[target] = generation } }

    /// The places to compute again in a column of `generation`; nil when all of them are.
    func places(since generation: Int, _ key: PriceKey) -> [Int]? {
        guard reset <= generation, key.targets.allSatisfy({ targets[$0] ?? 0 <= generation }) else { return nil }
        return entries.reversed().prefix { $0.generation > generation }.map(\.place)
    }
}

extension Storefront {
    /// The column of a contract on a day, true of this version: kept, patched or computed.
    func priceColumn(of contract: ContractTerms, under terms: PriceCircumstances) -> PriceColumn {
        let key = PriceKey(contract, terms, self)
        if let kept = columns.find(key) {
            if kept.generation >= generation, kept.units.count >= products.count { return kept }
            if let places = priceLog.places(since: kept.generation, key) {
                var units = kept.units
                units += repeatElement(PriceColumn.none, count: max(0, products.count - units.count))
                let pricer = BulkPricer(self, contract, terms)
                for place in places where units.indices.contains(place) { units[place] = pricer.units(at: place) }
                for place in kept.units.count..<max(kept.units.count, products.count) { units[place] = pricer.units(at: place) }
                let column = PriceColumn(generation: generation, units: units)
                columns.keep(column, for: key)
                return column
            }
        }
        let column = PriceColumn(generation: generation, units: computed(contract, terms))
        columns.keep(column, for: key)
        return column
    }

    /// The column of a contract on a day, if one is kept that is true of this version.
    func freshColumn(of contract: ContractTerms, under terms: PriceCircumstances) -> PriceColumn? {
        columns.find(PriceKey(contract, terms, self)).flatMap { $0.generation == generation && $0.units.count == products.count ? $0 : nil }
    }

    /// All prices of a contract, on all cores.
    private func computed(_ contract: ContractTerms, _ terms: PriceCircumstances) -> [Int64] {
        units(at: 0..<products.count, under: contract, terms)
    }

    /// The prices at these places under a contract, in their order, on all cores: each with a pricer of its own, that looks up the discounts of the families it
    /// meets, and a few portions for each, for some may end sooner.
    func units<Places: RandomAccessCollection & Sendable>(
        at places: Places, under contract: ContractTerms, _ terms: PriceCircumstances
    ) -> [Int64] where Places.Element == Int, Places.Index == Int {
        let portions = portions(of: places.count, least: 1024, perCore: 4)
        return Array(unsafeUninitializedCapacity: places.count) { buffer, count in
            nonisolated(unsafe) let units = buffer
            _ = onAllCores(portions.count, each: { BulkPricer(self, contract, terms) }) { pricer, number in
                let portion = portions[number]
                if let room = units.baseAddress { pricer.price(places.dropFirst(portion.lowerBound).prefix(portion.count), into: room + portion.lowerBound) }
            }
            count = places.count
        }
    }
}

extension PriceKey {
    init(_ contract: ContractTerms, _ terms: PriceCircumstances, _ storefront: Storefront) {
        self.init(
            day: terms.day, currency: terms.currency, vatMode: terms.vatMode, regime: contract.seller.regime, seller: contract.seller.id,
            chain: contract.priceLists, targets: contract.discountTargets.filter { storefront.discountBook.matrices[$0] != nil }, rule: contract.rateRule,
            contract: terms.projects.isEmpty ? nil : contract.id)
    }
}

