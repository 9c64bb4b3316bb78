package import Kernel

/// A named policy: no discount takes the price of these goods below a margin or a price. Prices of lists and of projects stand as they are.
package struct PriceFloorTerms: Hashable, Sendable {
    package enum Limit: Hashable, Sendable {
        /// The share of the price, without VAT, that must stay above the cost.
        case margin(Percent)
        case price(UnitPrice, Currency, vatIncluded: Bool)
    }

    package let id: ID<PriceFloor>
    package let name: String
    package let scope: GoodsScope
    package let limit: Limit
    package let from: Day
    package let to: Day

    package init(id: ID<PriceFloor>, name: String, scope: GoodsScope, limit: Limit, from: Day, to: Day) {
        self.id = id
        self.name = name
        self.scope = scope
        self.limit = limit
        self.from = from
        self.to = to
    }

    func holds(for goods: PricedGoods, on day: Day) -> Bool {
        guard from <= day, day <= to else { return false }
        return switch scope {
        case .product(let id): goods.product == id
        case .category(let id): goods.categories.contains(id)
        case .brand(let id): goods.brand == id
        case .all: true
        }
    }
}

/// What one agreement for a project says about one product: stands before the chain, and takes no discounts on top.
package final class ProjectPrice: Sendable {
    package let agreement: ID<PriceAgreement>
    package let name: String
    /// In the contract's currency and way of stating the tax.
    package let price: UnitPrice
    /// How much may still be ordered at this price.
    package let left: Quantity
    package let from: Day
    package let to: Day
    /// The line whose quantity orders use up.
    package let line: ID<AgreedLine>
    /// External id of the only site it is for; nil for all of the client's.
    package let site: String?

    package init(agreement: ID<PriceAgreement>, name: String, price: UnitPrice, left: Quantity, from: Day, to: Day, line: ID<AgreedLine> = ID(0), site: String? = nil) {
        self.agreement = agreement
        self.name = name
        self.price = price
        self.left = left
        self.from = from
        self.to = to
        self.line = line
        self.site = site
    }
}
