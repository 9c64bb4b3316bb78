package import Customers
package import Kernel
package import Pricing
package import Stock

/// The storefront as one viewer sees it at one moment: own prices, own stock. There is no way to ask for either without a viewer.
package struct Shelf: Sendable {
    package let storefront: Storefront
    package let viewer: Viewer
    package let now: Instant
    let offers: [Offer]

    /// A contract ready for pricing: its chain of lists, its day, the warehouses that supply under it.
    struct Offer: Sendable {
        let contract: ContractTerms
        let chain: [PriceListTerms]
        let day: Day
        let warehouses: [WarehouseCard]
    }

    package init(_ storefront: Storefront, for viewer: Viewer, at now: Instant) {
        self.storefront = storefront
        self.viewer = viewer
        self.now = now
        offers = viewer.contracts.map { contract in
            Offer(
                contract: contract, chain: contract.priceLists.compactMap { storefront.priceLists[$0] }, day: contract.today(at: now),
                warehouses: storefront.warehouses(of: contract.seller.id))
        }
    }

    /// Products that answer to a code exactly: article, barcode, manufacturer's or cross number.
    package func products(withCode code: String) -> [StoreProduct] { storefront.products(withCode: code) }

    /// The product with this article, or else the only one that answers to the code.
    package func product(_ article: String) -> StoreProduct? {
        let found = storefront.products(withCode: article)
        return found.count == 1 || found.first?.article == article ? found.first : nil
    }

    /// Own price of a product for a quantity: under the named contract, or of the seller who would supply it (stock first, by the warehouses' priority;
    /// then the lower price).
    /// - Parameter day: another day than today in the seller's zone; contracts not in force then give no price.
    /// - Returns: nil when the viewer may not see prices.
    package func price(_ product: StoreProduct, for quantity: Quantity, under contract: ID<Contract>? = nil, on day: Day? = nil) -> Result<OwnPrice, NoPrice>? {
        guard viewer.rights.contains(.seePrices), !offers.isEmpty else { return nil }
        let lines = storefront.priceLines(of: product.id)
        var best: (price: OwnPrice, rank: Int)?
        var failure = NoPrice.onRequest
        for offer in offers where contract == nil || offer.contract.id == contract {
            if let day, !offer.contract.period.contains(day) { continue }
            switch offer.price(product, lines, for: quantity, on: day ?? offer.day) {
            case .success(let price):
                let rank = offers.count > 1 ? offer.rank(storefront.supply(of: product.id)) : 0
                guard let known = best else { best = (price, rank); continue }
                if (rank, price.unitPrice) < (known.rank, known.price.unitPrice) { best = (price, rank) }
            case .failure(let reason): failure = reason
            }
        }
        return best.map { .success($0.price) } ?? .failure(failure)
    }

    /// Quantities at which the own price changes, under the contract that answers for the least order.
    package func breaks(_ product: StoreProduct) -> [(from: Quantity, price: UnitPrice)] {
        guard case .success(let own)? = price(product, for: product.leastOrder), let offer = offers.first(where: { $0.contract.id == own.contract.id })
        else { return [] }
        return PriceBook.breaks(storefront.priceLines(of: product.id), under: offer.terms(for: product, on: offer.day))
    }

    /// Stock and expected receipts by warehouse: of the warehouses that supply the viewer, of all for staff, of none without the right.
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
    func free(_ product: StoreProduct) -> Quantity { availability(product).reduce(.zero) { $0 + $1.free } }

    private var visibleWarehouses: [WarehouseCard] {
        if viewer.isStaff { return storefront.warehouses.values.sorted { ($0.priority, $0.id) < ($1.priority, $1.id) } }
        var seen: Set<ID<Warehouse>> = []
        return offers.flatMap(\.warehouses).filter { seen.insert($0.id).inserted }.sorted { ($0.priority, $0.id) < ($1.priority, $1.id) }
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

/// A viewer's price of a product.
package struct OwnPrice: Sendable {
    package let contract: ContractTerms
    package let unitPrice: UnitPrice
    package let rate: VATRate
    package let steps: [PriceStep]

    package var vatIncluded: Bool { contract.vatMode == .included }

    /// The sums of a line at this price.
    package func amounts(for quantity: Quantity, basis: Quantity) throws -> LineAmounts {
        try LineAmounts(try unitPrice.total(for: quantity, basis: basis, currency: contract.currency), rate: rate, mode: contract.vatMode)
    }
}

extension Shelf.Offer {
    func terms(for product: StoreProduct, on day: Day) -> PriceTerms {
        PriceTerms(
            chain: chain, day: day, currency: contract.currency, vatMode: contract.vatMode,
            rate: VATRate(for: product.vatClass, under: contract.seller.regime, on: day))
    }

    func price(_ product: StoreProduct, _ lines: [PriceLine], for quantity: Quantity, on day: Day) -> Result<OwnPrice, NoPrice> {
        let terms = terms(for: product, on: day)
        return PriceBook.price(lines, for: quantity, under: terms).map { answer in
            OwnPrice(contract: contract, unitPrice: answer.unitPrice, rate: contract.vatMode == .none ? .none : terms.rate, steps: answer.steps)
        }
    }

    /// Sellers with goods come first, by the priority of their best warehouse.
    func rank(_ supply: ProductSupply) -> Int {
        warehouses.first { warehouse in supply.cells.contains { $0.warehouse == warehouse.id && $0.free > .zero } }?.priority ?? Int.max
    }
}

extension Storefront {
    /// The warehouses that supply for a seller, by priority.
    package func warehouses(of seller: ID<LegalEntity>) -> [WarehouseCard] {
        warehouses.values.filter { $0.seller == nil || $0.seller == seller }.sorted { ($0.priority, $0.id) < ($1.priority, $1.id) }
    }
}
