import Customers
import Kernel
import Pricing

/// What prices depend on in one product.
struct PriceFacts: Sendable {
    let product: ID<Product>
    let family: Int32
    let leastOrder: Quantity
    let basis: Quantity
}

/// Products whose brand, category and tax class are the same have the same discounts, but for those of single products.
struct ProductFamily: Hashable, Sendable {
    let brand: ID<Brand>?
    let category: ID<Category>?
    let vatClass: VATClass
}

/// The families there have been, by number. None is ever taken out: there are as many as brands meet categories.
struct ProductFamilies: Sendable {
    private(set) var all: [ProductFamily] = []
    private var numbers: [ProductFamily: Int32] = [:]

    mutating func number(of product: StoreProduct) -> Int32 {
        let family = ProductFamily(brand: product.brand, category: product.category, vatClass: product.vatClass)
        if let number = numbers[family] { return number }
        let number = Int32(clamping: all.count)
        numbers[family] = number
        all.append(family)
        return number
    }
}

/// Prices many products under one contract: what depends on the family alone is found once. Each core has its own.
final class BulkPricer {
    /// A family under the contract.
    private final class Family {
        let categories: [ID<Category>]
        let brand: ID<Brand>?
        let rate: VATRate
        let discounts: [DiscountTerms]
        let plain: PlainTerms?

        init(_ family: ProductFamily, categories: [ID<Category>], _ contract: ContractTerms, _ terms: PriceCircumstances) {
            self.categories = categories
            brand = family.brand
            rate = VATRate(for: family.vatClass, under: contract.seller.regime, on: terms.day)
            discounts = terms.discounts(brand: brand, categories: categories)
            plain = PlainTerms(discounts, brand: brand, categories: categories, rate: rate, under: terms)
        }
    }

    private let storefront: Storefront
    private let contract: ContractTerms
    private let terms: PriceCircumstances
    private let hasAmountBreaks: Bool
    private let haveApart: Bool
    private var known: [Family?]
    /// By number of a list whether its rows count.
    private let wanted: [Bool]
    private let asked: PriceRows.Asked?
    private var lines: [PriceLine] = []

    init(_ storefront: Storefront, _ contract: ContractTerms, _ terms: PriceCircumstances) {
        self.storefront = storefront
        self.contract = contract
        self.terms = terms
        hasAmountBreaks = terms.hasAmountBreaks
        haveApart = terms.haveApart
        known = Array(repeating: nil, count: storefront.families.all.count)
        wanted = storefront.prices.wanted(terms.listsAsked)
        asked = storefront.prices.asked(terms.linkIDs, on: terms.day)
    }

    /// So many products at once are asked from memory: their lines fit into the nearest cache.
    private static let run = 64

    /// The price of the least order alone of each product at these places, in their order; `PriceColumn.none` where there is none.
    /// - Parameter units: room for as many prices as places.
    func price(_ places: some RandomAccessCollection<Int>, into units: UnsafeMutablePointer<Int64>) {
        var done = 0
        while done < places.count {
            let rest = places.dropFirst(done).prefix(Self.run)
            guard let first = rest.first else { return }
            let page = first / PriceRows.pageSize
            let together = rest.prefix { $0 / PriceRows.pageSize == page }
            price(together, of: page, into: units + done)
            done += max(1, together.count)
        }
    }

    /// The price at one place.
    func units(at place: Int) -> Int64 {
        var units = PriceColumn.none
        price(CollectionOfOne(place), into: &units)
        return units
    }

    /// Prices products of one page.
    private func price(_ places: some RandomAccessCollection<Int>, of page: Int, into units: UnsafeMutablePointer<Int64>) {
        let offsets = places.lazy.map { $0 % PriceRows.pageSize }
        for index in 0..<places.count { (units + index).initialize(to: PriceColumn.none) }
        storefront.priceFacts.withPage(page) { facts in
            for offset in offsets where facts.indices.contains(offset) { facts.prefetch(offset) }
            func answer(_ rows: PriceRows.Look?) {
                rows?.prefetch(offsets)
                for (index, offset) in offsets.enumerated() where facts.indices.contains(offset) {
                    units[index] = self.units(of: facts[offset], rows, offset, at: page * PriceRows.pageSize + offset)
                }
            }
            guard let asked else { return answer(nil) }
            _ = storefront.prices.look(page, asked) { answer($0) }
        }
    }

    /// By numbers alone where that is enough, or by the rule itself.
    private func units(of facts: PriceFacts, _ rows: PriceRows.Look?, _ offset: Int, at place: Int) -> Int64 {
        let family = family(Int(facts.family))
        if let rows, let plain = family.plain, !haveApart || !terms.isApart(facts.product) {
            guard let (link, price) = rows.answer(offset, for: facts.leastOrder) else { return PriceColumn.none }
            if let own = plain.price(price, of: link, for: facts.leastOrder) { return own.units }
        }
        return units(of: facts, at: place, family)
    }

    /// By the rule itself.
    private func units(of facts: PriceFacts, at place: Int, _ family: Family) -> Int64 {
        storefront.prices.collect(place, wanted, into: &lines)
        let goods = PricedGoods(product: facts.product, brand: family.brand, categories: family.categories, rate: family.rate)
        let discounts = terms.discounts(for: goods, sharing: family.discounts)
        guard case .success(var answer) = PriceBook.price(lines, of: goods, for: facts.leastOrder, amount: nil, under: terms, discounts: discounts) else {
            return PriceColumn.none
        }
        if hasAmountBreaks, !discounts.isEmpty {
            let amount = (try? answer.unitPrice.total(for: facts.leastOrder, basis: facts.basis, currency: contract.currency)).flatMap {
                try? LineAmounts($0, rate: contract.vatMode == .none ? .none : goods.rate, mode: contract.vatMode).net
            }
            if case .success(let other) = PriceBook.price(lines, of: goods, for: facts.leastOrder, amount: amount, under: terms, discounts: discounts) {
                answer = other
            }
        }
        return answer.unitPrice.units
    }

    private func family(_ number: Int) -> Family {
        if let found = known[number] { return found }
        let family = storefront.families.all[number]
        // A copy of its own: cores that count references to the same array wait for each other.
        let categories = (family.category.flatMap { storefront.categoryPaths[$0] } ?? []).map(\.self)
        let found = Family(family, categories: categories, contract, terms)
        known[number] = found
        return found
    }
}
