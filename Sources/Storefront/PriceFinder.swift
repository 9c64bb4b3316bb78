import Customers
import Kernel
import Pricing

/// Looks up the own prices that a list is sorted, narrowed or counted by.
struct PriceFinder {
    private let shelf: Shelf
    private let offers: [Shelf.Offer]

    /// From so many products on a column of the whole catalogue pays.
    private static let few = 25_000

    init(_ shelf: Shelf) {
        self.shelf = shelf
        offers = shelf.viewer.rights.contains(.seePrices) ? shelf.offers : []
    }

    /// The column of the only contract, when one answers for everything.
    func onlyColumn() -> PriceColumn? { offers.count == 1 ? offers.first.map { shelf.storefront.priceColumn(of: $0.contract, under: $0.terms) } : nil }

    /// The own prices at these places, in their order, `PriceColumn.none` where there is none: of the seller who would supply it, as `Shelf.price` chooses.
    func units(at places: [Int]) -> [Int64] {
        let all = offers.map { (offer: $0, units: units(at: places, under: $0)) }
        guard all.count != 1 else { return all[0].units }
        return places.indices.map { index in
            var best: (rank: Int, units: Int64)?
            for (offer, units) in all where units[index] != PriceColumn.none {
                let candidate = (rank: offer.rank(shelf.storefront.supplies[places[index]]), units: units[index])
                if best.map({ candidate < $0 }) ?? true { best = candidate }
            }
            return best?.units ?? PriceColumn.none
        }
    }

    /// Out of a column for many products, or when there is one; else computed.
    private func units(at places: [Int], under offer: Shelf.Offer) -> [Int64] {
        let storefront = shelf.storefront
        if places.count > Self.few {
            let column = storefront.priceColumn(of: offer.contract, under: offer.terms)
            return places.map { column.units[$0] }
        }
        if let column = storefront.freshColumn(of: offer.contract, under: offer.terms) { return places.map { column.units[$0] } }
        return storefront.units(at: places, under: offer.contract, offer.terms)
    }
}
