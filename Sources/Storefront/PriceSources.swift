package import Customers
package import Kernel
package import Pricing

/// Discounts as the storefront keeps them: one matrix per target, so that a shelf takes the few that concern its viewer.
struct DiscountBook: Sendable {
    private var byID: [ID<Discount>: DiscountTerms] = [:]
    private var ofTarget: [DiscountTarget: Set<ID<Discount>>] = [:]
    private(set) var matrices: [DiscountTarget: DiscountMatrix] = [:]

    /// Puts these in the place of what stood under their numbers; one that is gone is taken out.
    /// - Returns: the targets whose matrices changed.
    @discardableResult
    mutating func replace(_ ids: some Sequence<ID<Discount>>, by discounts: [DiscountTerms]) -> Set<DiscountTarget> {
        var touched: Set<DiscountTarget> = []
        for id in ids {
            guard let old = byID.removeValue(forKey: id) else { continue }
            ofTarget[old.target]?.remove(id)
            touched.insert(old.target)
        }
        for discount in discounts {
            byID[discount.id] = discount
            ofTarget[discount.target, default: []].insert(discount.id)
            touched.insert(discount.target)
        }
        for target in touched {
            let matrix = DiscountMatrix((ofTarget[target] ?? []).sorted().compactMap { byID[$0] })
            matrices[target] = matrix.isEmpty ? nil : matrix
        }
        return touched
    }
}

extension Storefront {
    /// Under which circumstances a contract's prices are computed on a day.
    package func circumstances(of contract: ContractTerms, on day: Day) -> PriceCircumstances {
        PriceCircumstances(
            chain: contract.priceLists.compactMap { priceLists[$0] }, costs: costLists(of: contract.seller.id), day: day, currency: contract.currency,
            vatMode: contract.vatMode, discounts: contract.discountTargets.compactMap { discountBook.matrices[$0] }, floors: floors,
            projects: agreedPrices[contract.id] ?? [:], rates: rates, rule: contract.rateRule)
    }

    /// What prices depend on in a product.
    package func goods(_ product: StoreProduct, soldBy seller: Seller, on day: Day, site: String? = nil, use: AgreedUse = AgreedUse()) -> PricedGoods {
        PricedGoods(
            product: product.id, brand: product.brand, categories: product.category.flatMap { categoryPaths[$0] } ?? [],
            rate: VATRate(for: product.vatClass, under: seller.regime, on: day), site: site, use: use)
    }

    /// The lists that tell what goods cost a seller, its own first.
    func costLists(of seller: ID<LegalEntity>) -> [PriceListTerms] {
        costs.filter { $0.seller == nil || $0.seller == seller }.sorted { ($0.seller == nil ? 1 : 0, $0.id) < ($1.seller == nil ? 1 : 0, $1.id) }
    }
}

extension ContractTerms {
    /// Whose discounts hold under it.
    var discountTargets: [DiscountTarget] { [.contract(id), .client(client)] + segments.map { .segment($0) } + [.all] }
}
