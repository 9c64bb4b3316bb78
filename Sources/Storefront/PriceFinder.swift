import Customers
import Kernel
import Pricing

/// Looks up the own prices that a list is sorted, narrowed or counted by.
struct PriceFinder {
    private let shelf: Shelf
    private let offers: [(offer: Shelf.Offer, tax: TaxView?)]

    /// From so many products on, or from a quarter of the catalogue on, a column of the whole catalogue pays.
    private static let few = 25_000
    /// Fewer are computed anew each time.
    private static let fewest = 16

    /// - Parameter includingVAT: whether all prices are to be told with the tax or without it; nil for the way of each contract.
    init(_ shelf: Shelf, includingVAT: Bool? = nil) {
        self.shelf = shelf
        let offers = shelf.viewer.rights.contains(.seePrices) ? shelf.offers : []
        self.offers = offers.map { offer in (offer, includingVAT.flatMap { TaxView($0, offer, shelf.storefront) }) }
    }

    /// The column of the only contract, when one answers for everything, and how to tell its prices.
    func onlyColumn() -> (column: PriceColumn, tax: TaxView?)? {
        guard offers.count == 1, let (offer, tax) = offers.first else { return nil }
        return (shelf.storefront.priceColumn(of: offer.contract, under: offer.terms), tax)
    }

    /// The own prices at these places, in their order, `PriceColumn.none` where there is none: of the seller who would supply it, as `Shelf.price` chooses.
    func units(at places: [Int]) -> [Int64] {
        let all = offers.map { (offer: $0.offer, tax: $0.tax, units: units(at: places, under: $0.offer)) }
        if all.count == 1, let (_, tax, units) = all.first {
            return tax.map { tax in zip(places, units).map { tax.units($1, at: $0, shelf.storefront) } } ?? units
        }
        return places.indices.map { index in
            var best: (rank: Int, units: Int64, tax: TaxView?)?
            for (offer, tax, units) in all where units[index] != PriceColumn.none && offer.sells(places[index]) {
                let rank = offer.rank(shelf.storefront.supplies[places[index]])
                if best.map({ (rank, units[index]) < ($0.rank, $0.units) }) ?? true { best = (rank, units[index], tax) }
            }
            guard let best else { return PriceColumn.none }
            return best.tax?.units(best.units, at: places[index], shelf.storefront) ?? best.units
        }
    }

    /// Puts their own prices into what was found: the same as `units(at:)`.
    func tell(_ matches: inout [Match]) {
        guard let teller = teller(for: matches.count) else {
            let units = units(at: matches.map(\.place))
            for index in matches.indices { matches[index].units = units[index] }
            return
        }
        let portions = portions(of: matches.count, least: shelf.portion)
        matches.withUnsafeMutableBufferPointer { buffer in
            // Each core writes what no other one reads.
            nonisolated(unsafe) let matches = buffer
            _ = onAllCores(portions.count) { teller.tell(matches, portions[$0]) }
        }
    }

    /// What tells so many products their prices without a list between, where a column does.
    func teller(for count: Int) -> PriceTeller? {
        guard offers.count == 1, let (offer, tax) = offers.first, let column = column(for: count, offer) else { return nil }
        return PriceTeller(column: column, tax: tax, storefront: shelf.storefront)
    }

    /// The prices of the whole catalogue, for many products or when they are there; it reaches as far as the places do.
    private func column(for count: Int, _ offer: Shelf.Offer) -> PriceColumn? {
        let storefront = shelf.storefront
        if count > min(Self.few, storefront.productCount / 4) { return storefront.priceColumn(of: offer.contract, under: offer.terms) }
        return storefront.freshColumn(of: offer.contract, under: offer.terms)
    }

    /// Out of a column for many products, or when there is one; else computed.
    private func units(at places: [Int], under offer: Shelf.Offer) -> [Int64] {
        let storefront = shelf.storefront
        if let column = column(for: places.count, offer) { return places.map { column.units[$0] } }
        // Of a few the prices are told sooner than looked for.
        if places.count < Self.fewest { return storefront.units(at: places, under: offer.contract, offer.terms) }
        return storefront.keptUnits(at: places, under: offer.contract, offer.terms)
    }
}

/// Tells own prices out of a column that reaches as far as the places do.
struct PriceTeller: Sendable {
    fileprivate let column: PriceColumn
    fileprivate let tax: TaxView?
    fileprivate let storefront: Storefront

    /// Puts their prices into a run of what was found.
    func tell(_ matches: UnsafeMutableBufferPointer<Match>, _ run: Range<Int>) {
        column.units.withUnsafeBufferPointer { units in
            for index in run {
                if index < run.upperBound - prefetchDistance { units.prefetch(matches[index + prefetchDistance].place) }
                let place = matches[index].place
                matches[index].units = tax?.units(units[place], at: place, storefront) ?? units[place]
            }
        }
    }
}

/// Tells the prices of a contract with or without the tax where the contract states them the other way.
struct TaxView: Sendable {
    private let wanted: Bool
    /// By number of a family.
    private let rates: [VATRate]

    /// Nil where the contract states its prices so itself, or sells without VAT.
    init?(_ wanted: Bool, _ offer: Shelf.Offer, _ storefront: Storefront) {
        let contract = offer.contract
        guard contract.vatMode != .none, wanted != (contract.vatMode == .included) else { return nil }
        self.wanted = wanted
        rates = storefront.families.all.map { VATRate(for: $0.vatClass, under: contract.seller.regime, on: offer.terms.day) }
    }

    func units(_ units: Int64, at place: Int, _ storefront: Storefront) -> Int64 {
        guard units != PriceColumn.none, let price = UnitPrice(units: units) else { return units }
        let rate = rates[Int(storefront.priceFacts[place].family)]
        return (try? price.converted(including: wanted, from: !wanted, rate: rate))?.units ?? units
    }
}
