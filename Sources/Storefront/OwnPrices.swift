package import Customers
package import Kernel
package import Pricing
import Stock

/// A viewer's price of a product.
package struct OwnPrice: Sendable {
    package let contract: ContractTerms
    package let unitPrice: UnitPrice
    /// Before discounts, in the same terms.
    package let listPrice: UnitPrice
    package let rate: VATRate
    package let explanation: PriceExplanation
    /// The line of the price agreement that answered; ordering takes from its quantity.
    package let agreedLine: ID<AgreedLine>?

    package var steps: [PriceStep] { explanation.steps }
    package var vatIncluded: Bool { contract.vatMode == .included }
    /// Per cent off the list's price.
    package var discount: Percent { unitPrice.discount(from: listPrice) }

    /// The sums of a line at this price.
    package func amounts(for quantity: Quantity, basis: Quantity) throws -> LineAmounts {
        try LineAmounts(try unitPrice.total(for: quantity, basis: basis, currency: contract.currency), rate: rate, mode: contract.vatMode)
    }

    /// The price without the tax, or with it, for those who want to see it the other way.
    package func unitPrice(includingVAT wanted: Bool) -> UnitPrice { (try? unitPrice.converted(including: wanted, from: vatIncluded, rate: rate)) ?? unitPrice }
}

/// Something wanted, to be priced together with what is wanted beside it.
package struct WantedGoods: Sendable {
    package let product: StoreProduct
    package let quantity: Quantity
    /// Where it goes, by external id: prices agreed for one site alone answer there only.
    package let site: String?

    package init(_ product: StoreProduct, _ quantity: Quantity, site: String? = nil) {
        self.product = product
        self.quantity = quantity
        self.site = site
    }
}

extension Shelf {
    /// Own price of a product for a quantity, alone: under the named contract, or of the seller who would supply it (stock first, by the warehouses'
    /// priority; then the lower price).
    /// - Parameters:
    ///   - day: another day than today in the seller's zone; contracts not in force then give no price.
    ///   - agreements: false for the price that there would be without prices agreed for projects.
    /// - Returns: nil when the viewer may not see prices.
    package func price(
        _ product: StoreProduct, for quantity: Quantity, under contract: ID<Contract>? = nil, on day: Day? = nil, site: String? = nil, agreements: Bool = true,
        explained: Bool = true
    ) -> Result<OwnPrice, NoPrice>? {
        prices([WantedGoods(product, quantity, site: site)], under: contract, on: day, agreements: agreements, explained: explained).first ?? nil
    }

    /// Own prices of goods that are wanted together, in their order: what begins at an order's amount looks at all lines of one contract, and what is left
    /// of an agreed quantity is given to the lines one after another.
    /// - Parameter explained: false where nobody reads why.
    /// - Returns: for each nil when the viewer may not see prices.
    package func prices(
        _ wanted: [WantedGoods], under contract: ID<Contract>? = nil, on day: Day? = nil, agreements: Bool = true, explained: Bool = true
    ) -> [Result<OwnPrice, NoPrice>?] {
        guard viewer.rights.contains(.seePrices), !offers.isEmpty else { return wanted.map { _ in nil } }
        let pricings = offers.filter { contract == nil || $0.contract.id == contract }.compactMap { Pricing($0, on: day, storefront) }
        var use = agreements ? AgreedUse() : .exhausted
        let chosen = wanted.map { wanted in
            let choice = choose(wanted, among: pricings, beside: use)
            if case .success(let choice) = choice, let line = choice.agreedLine { use.add(wanted.quantity, of: line) }
            return choice
        }
        var amounts: [ID<Contract>: Money] = [:]
        for (wanted, choice) in zip(wanted, chosen) {
            guard case .success(let choice) = choice, choice.pricing.terms.hasAmountBreaks, let net = choice.net(of: wanted) else { continue }
            let contract = choice.pricing.contract
            amounts[contract.id] = (try? (amounts[contract.id] ?? .zero(contract.currency)).adding(net)) ?? Money(minorUnits: Money.limit, currency: contract.currency)
        }
        return zip(wanted, chosen).map { wanted, choice in
            choice.flatMap { choice in
                let contract = choice.pricing.contract
                let amount = amounts[contract.id] ?? .zero(contract.currency)
                return explained ? choice.explained(wanted, amount: amount, forStaff: viewer.isStaff) : choice.answer(wanted, amount: amount)
            }
        }
    }

    /// Why there is no price, or why it is what it is, under the contract that answers: for a page that explains.
    package func explanation(_ product: StoreProduct, for quantity: Quantity, under contract: ID<Contract>? = nil, on day: Day? = nil) -> PriceExplanation? {
        guard viewer.rights.contains(.seePrices) else { return nil }
        if case .success(let own)? = price(product, for: quantity, under: contract, on: day) { return own.explanation }
        guard let offer = offers.first(where: { contract == nil || $0.contract.id == contract }), let pricing = Pricing(offer, on: day, storefront) else { return nil }
        let goods = storefront.goods(product, soldBy: pricing.contract.seller, on: pricing.terms.day)
        let found = PriceBook.explain(storefront.priceLines(of: product.id), of: goods, for: quantity, amount: nil, under: pricing.terms).explanation
        return viewer.isStaff ? found : found.forClient
    }

    /// Quantities at which the own price changes, under the contract that answers for the least order.
    package func breaks(_ product: StoreProduct) -> [(from: Quantity, price: UnitPrice)] {
        guard case .success(let own)? = price(product, for: product.leastOrder), let offer = offers.first(where: { $0.contract.id == own.contract.id })
        else { return [] }
        let goods = storefront.goods(product, soldBy: offer.contract.seller, on: offer.terms.day)
        return PriceBook.breaks(storefront.priceLines(of: product.id), of: goods, under: offer.terms)
    }

    /// Before amount discounts: the contract that answers, and its price.
    private func choose(_ wanted: WantedGoods, among pricings: [Pricing], beside use: AgreedUse) -> Result<Choice, NoPrice> {
        var best: Choice?
        var failure = NoPrice.onRequest
        let place = storefront.places[wanted.product.id]
        for pricing in pricings where pricing.offer.mask == nil || place.map(pricing.offer.sells) ?? false {
            let goods = storefront.goods(wanted.product, soldBy: pricing.contract.seller, on: pricing.terms.day, site: wanted.site, use: use)
            let lines = storefront.priceLines(of: wanted.product.id, pricing.wanted)
            switch PriceBook.price(lines, of: goods, for: wanted.quantity, amount: nil, under: pricing.terms) {
            case .success(let answer):
                let rank = pricings.count > 1 ? pricing.offer.rank(storefront.supply(of: wanted.product.id)) : 0
                if best.map({ (rank, answer.unitPrice) < ($0.rank, $0.price) }) ?? true {
                    best = Choice(pricing: pricing, goods: goods, lines: lines, price: answer.unitPrice, rank: rank, agreedLine: answer.agreedLine)
                }
            case .failure(let reason): failure = reason
            }
        }
        return best.map { .success($0) } ?? .failure(failure)
    }
}

/// A contract on the day that is asked for.
private struct Pricing {
    let offer: Shelf.Offer
    let terms: PriceCircumstances
    let wanted: [Bool]

    var contract: ContractTerms { offer.contract }

    /// Nil when the contract is not in force on that day.
    init?(_ offer: Shelf.Offer, on day: Day?, _ storefront: Storefront) {
        self.offer = offer
        guard let day, day != offer.terms.day else { (terms, wanted) = (offer.terms, offer.wanted); return }
        guard offer.contract.period.contains(day) else { return nil }
        terms = storefront.circumstances(of: offer.contract, on: day)
        wanted = storefront.prices.wanted(terms.listsAsked)
    }
}

/// The contract that answers for some goods.
private struct Choice {
    let pricing: Pricing
    let goods: PricedGoods
    let lines: [PriceLine]
    /// Before amount discounts.
    let price: UnitPrice
    let rank: Int
    let agreedLine: ID<AgreedLine>?

    /// What the line comes to before amount discounts, without VAT; nil when it cannot be calculated with.
    func net(of wanted: WantedGoods) -> Money? {
        let contract = pricing.contract
        guard let amount = try? price.total(for: wanted.quantity, basis: wanted.product.priceBasis, currency: contract.currency) else { return nil }
        return try? LineAmounts(amount, rate: rate, mode: contract.vatMode).net
    }

    var rate: VATRate { pricing.contract.vatMode == .none ? .none : goods.rate }
}

extension Choice {
    fileprivate func answer(_ wanted: WantedGoods, amount: Money) -> Result<OwnPrice, NoPrice> {
        PriceBook.price(lines, of: goods, for: wanted.quantity, amount: amount, under: pricing.terms).map {
            OwnPrice(
                contract: pricing.contract, unitPrice: $0.unitPrice, listPrice: $0.listPrice, rate: rate, explanation: PriceExplanation(),
                agreedLine: $0.agreedLine)
        }
    }

    fileprivate func explained(_ wanted: WantedGoods, amount: Money, forStaff isStaff: Bool) -> Result<OwnPrice, NoPrice> {
        let (answer, explanation) = PriceBook.explain(lines, of: goods, for: wanted.quantity, amount: amount, under: pricing.terms)
        return answer.map {
            OwnPrice(
                contract: pricing.contract, unitPrice: $0.unitPrice, listPrice: $0.listPrice, rate: rate,
                explanation: isStaff ? explanation : explanation.forClient, agreedLine: $0.agreedLine)
        }
    }
}

extension Shelf.Offer {
    /// Whether the product at a place is shown under the contract.
    func sells(_ place: Int) -> Bool { mask?.shown[place] ?? true }

    /// Sellers with goods come first, by the priority of their best warehouse.
    func rank(_ supply: ProductSupply) -> Int {
        warehouses.first { warehouse in supply.cells.contains { $0.warehouse == warehouse.id && $0.free > .zero } }?.priority ?? Int.max
    }
}
