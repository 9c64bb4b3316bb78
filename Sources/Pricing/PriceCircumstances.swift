package import Kernel

/// A price list as prices are computed from it.
package struct PriceListTerms: Hashable, Sendable {
    package let id: ID<PriceList>
    package let name: String
    package let currency: Currency
    package let vatIncluded: Bool
    package let period: Period
    /// No discounts on top.
    package let isNet: Bool
    /// What the goods cost the seller: staff's alone, never in a chain.
    package let isCost: Bool
    /// Of one seller, or of all.
    package let seller: ID<LegalEntity>?

    package init(
        id: ID<PriceList>, name: String, currency: Currency, vatIncluded: Bool, period: Period, isNet: Bool = false, isCost: Bool = false,
        seller: ID<LegalEntity>? = nil
    ) {
        self.id = id
        self.name = name
        self.currency = currency
        self.vatIncluded = vatIncluded
        self.period = period
        self.isNet = isNet
        self.isCost = isCost
        self.seller = seller
    }
}

/// One row of a price list for one product: a price from a quantity on, within a period.
package struct PriceLine: Hashable, Sendable {
    package let list: ID<PriceList>
    package let minQuantity: Quantity
    package let from: Day
    package let to: Day
    package let price: UnitPrice

    package init(list: ID<PriceList>, minQuantity: Quantity, from: Day, to: Day, price: UnitPrice) {
        self.list = list
        self.minQuantity = minQuantity
        self.from = from
        self.to = to
        self.price = price
    }

    func isValid(on day: Day) -> Bool { from <= day && day <= to }
}

/// What prices depend on in a product.
package struct PricedGoods: Sendable {
    package let product: ID<Product>
    package let brand: ID<Brand>?
    /// Its own category and those above it.
    package let categories: [ID<Category>]
    /// By the seller's regime and the day.
    package let rate: VATRate
    /// Where it goes, by external id: prices agreed for one site alone answer there only.
    package let site: String?
    /// What the same order has already been given of agreed quantities.
    package let use: AgreedUse

    package init(product: ID<Product>, brand: ID<Brand>? = nil, categories: [ID<Category>] = [], rate: VATRate, site: String? = nil, use: AgreedUse = AgreedUse()) {
        self.product = product
        self.brand = brand
        self.categories = categories
        self.rate = rate
        self.site = site
        self.use = use
    }
}

/// Under which circumstances prices are asked: what the contract says, the day, the rates of that day. Made once for many prices.
package struct PriceCircumstances: Sendable {
    package let day: Day
    package let currency: Currency
    package let vatMode: VATMode
    /// The chain as the contract has it.
    package let chain: [PriceListTerms]
    package let discounts: [DiscountMatrix]
    package let floors: [PriceFloorTerms]
    /// By product; those of the contract.
    package let projects: [ID<Product>: [ProjectPrice]]
    let rule: RateRule
    let rates: CurrencyRates
    /// The lists of the chain that are in force on the day, ready to be asked.
    let links: [Link]
    /// Their numbers: looking through rows must not touch names and rates.
    package let linkIDs: [ID<PriceList>]
    /// Lists of costs, the seller's own before those of all.
    let costs: [Link]

    /// A list with the way into the contract's currency.
    struct Link: Sendable {
        let list: PriceListTerms
        let conversion: Conversion?
        /// The currency without a rate.
        let missing: Currency?
    }

    package init(
        chain: [PriceListTerms], costs: [PriceListTerms] = [], day: Day, currency: Currency, vatMode: VATMode, discounts: [DiscountMatrix] = [],
        floors: [PriceFloorTerms] = [], projects: [ID<Product>: [ProjectPrice]] = [:], rates: CurrencyRates = CurrencyRates(), rule: RateRule = .plain
    ) {
        self.day = day
        self.currency = currency
        self.vatMode = vatMode
        self.chain = chain
        self.discounts = discounts.filter { !$0.isEmpty }
        self.floors = floors
        self.projects = projects
        self.rule = rule
        self.rates = rates
        func ready(_ lists: [PriceListTerms], _ rule: RateRule) -> [Link] {
            lists.filter { $0.period.contains(day) }.map { list in
                do throws(NoPrice) {
                    return Link(list: list, conversion: try rates.conversion(from: list.currency, to: currency, on: day, by: rule), missing: nil)
                } catch {
                    if case .missingRate(let currency) = error { return Link(list: list, conversion: nil, missing: currency) }
                    return Link(list: list, conversion: nil, missing: list.currency)
                }
            }
        }
        links = ready(chain.filter { !$0.isCost }, rule)
        linkIDs = links.map(\.list.id)
        // What goods cost bears no markup for the client's risk.
        self.costs = ready(costs.filter(\.isCost), RateRule(day: rule.day))
    }

    /// The lists whose rows can answer on the day, those of costs among them.
    package var listsAsked: [ID<PriceList>] { linkIDs + costs.map(\.list.id) }

    /// Whether a price may depend on the order's amount.
    package var hasAmountBreaks: Bool { discounts.contains(where: \.hasAmountBreaks) }

    /// The discounts for these goods, whatever their day and break, in the order of precedence.
    package func discounts(for goods: PricedGoods) -> [DiscountTerms] {
        guard !discounts.isEmpty else { return [] }
        return discounts(for: goods, sharing: discounts(brand: goods.brand, categories: goods.categories))
    }

    /// Those that all goods of a brand and a category have.
    package func discounts(brand: ID<Brand>?, categories: [ID<Category>]) -> [DiscountTerms] {
        var found: [DiscountTerms] = []
        for matrix in discounts { matrix.collect(brand: brand, categories: categories, into: &found) }
        if found.count > 1 { found.sort(by: DiscountTerms.precedes) }
        return found
    }

    /// The same with those for the product alone.
    package func discounts(for goods: PricedGoods, sharing shared: [DiscountTerms]) -> [DiscountTerms] {
        guard discounts.contains(where: \.hasProducts) else { return shared }
        var found = shared
        for matrix in discounts { matrix.collect(product: goods.product, into: &found) }
        if found.count > shared.count { found.sort(by: DiscountTerms.precedes) }
        return found
    }

    /// A price of some list in the contract's currency and way of stating the tax; nil where a rate is missing or the number is too large.
    func own(_ price: UnitPrice, _ currency: Currency, vatIncluded: Bool, rate: VATRate, by rule: RateRule? = nil) -> UnitPrice? {
        guard let conversion = try? rates.conversion(from: currency, to: self.currency, on: day, by: rule ?? self.rule) else {
            return currency == self.currency ? taxed(price, vatIncluded: vatIncluded, rate: rate) : nil
        }
        return conversion.convert(price).flatMap { taxed($0, vatIncluded: vatIncluded, rate: rate) }
    }

    func taxed(_ price: UnitPrice, vatIncluded: Bool, rate: VATRate) -> UnitPrice? {
        try? price.converted(including: vatMode == .included, from: vatIncluded, rate: rate)
    }

    /// A break by amount in the contract's currency; nil where a rate is missing.
    func own(_ amount: Money) -> Money? {
        guard amount.currency != currency else { return amount }
        return (try? rates.conversion(from: amount.currency, to: currency, on: day, by: RateRule(day: rule.day)))?.convert(amount, into: currency)
    }
}
