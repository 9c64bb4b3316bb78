import Customers
import Kernel
import Pricing

/// Looks up the own prices that a list is sorted, narrowed or counted by: of whole columns for many products, one by one for few.
struct PriceFinder {
    private let shelf: Shelf
    private let columns: [(offer: Shelf.Offer, column: PriceColumn)]
    private var pricers: [(offer: Shelf.Offer, pricer: BulkPricer)]

    /// From so many products on a column pays.
    private static let few = 25_000

    /// - Parameter count: how many products may be asked for.
    init(_ shelf: Shelf, count: Int) {
        self.shelf = shelf
        let offers = shelf.viewer.rights.contains(.seePrices) ? shelf.offers : []
        let wantsColumns = count > Self.few
        columns = wantsColumns ? offers.map { ($0, shelf.storefront.priceColumn(of: $0.contract, under: $0.terms)) } : []
        pricers = wantsColumns ? [] : offers.map { ($0, BulkPricer(shelf.storefront, $0.contract, $0.terms)) }
    }

    /// The only column, when one contract answers for everything.
    var onlyColumn: PriceColumn? { columns.count == 1 ? columns.first?.column : nil }

    /// The own price at a place, `PriceColumn.none` where there is none: of the seller who would supply it, as `Shelf.price` chooses.
    mutating func units(at place: Int) -> Int64 {
        if columns.count == 1 { return columns[0].column.units[place] }
        var best: (rank: Int, units: Int64)?
        for (offer, column) in columns { consider(column.units[place], offer, place, &best) }
        let storefront = shelf.storefront
        for index in pricers.indices {
            let units = pricers[index].pricer.units(storefront.priceFacts[place], storefront.prices[place])
            if pricers.count == 1 { return units }
            consider(units, pricers[index].offer, place, &best)
        }
        return best?.units ?? PriceColumn.none
    }

    private func consider(_ units: Int64, _ offer: Shelf.Offer, _ place: Int, _ best: inout (rank: Int, units: Int64)?) {
        guard units != PriceColumn.none else { return }
        let rank = offer.rank(shelf.storefront.supplies[place])
        if best.map({ (rank, units) < ($0.rank, $0.units) }) ?? true { best = (rank, units) }
    }
}
