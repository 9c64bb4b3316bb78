package import Kernel

/// For which goods a rule holds: one product, a category with everything below it, a brand, or all.
package enum GoodsScope: Hashable, Sendable {
    case product(ID<Product>)
    case category(ID<Category>)
    case brand(ID<Brand>)
    case all
}

/// For whom a rule holds: one client, one contract, a segment with everything below it, or everybody.
package enum DiscountTarget: Hashable, Sendable {
    case client(ID<Client>)
    case contract(ID<Contract>)
    case segment(ID<Segment>)
    case all
}

/// One cell of a discount matrix: who × what, from a quantity or an order amount on, within a period. Never changed: a changed one is a new value.
package final class DiscountTerms: Sendable {
    package enum Effect: Hashable, Sendable {
        /// Off the list's price; at most 100.
        case percent(Percent)
        /// In place of the list's price.
        case fixed(UnitPrice, Currency, vatIncluded: Bool)
        /// On top of the cost: in place of the list's price.
        case markup(Percent)
    }

    /// How it goes together with others that hold at the same time.
    package enum Mode: String, Hashable, Sendable, CaseIterable {
        /// The one that is best for the client counts, if it is better than the list's price.
        case best
        /// The first by priority stands alone, and before all others.
        case first
        /// Its per cent are added to those of the others.
        case add
    }

    package let id: ID<Discount>
    package let externalID: String
    package let name: String
    package let target: DiscountTarget
    package let scope: GoodsScope
    package let effect: Effect
    /// Of the line.
    package let minQuantity: Quantity
    /// Of the contract's lines before amount discounts, without VAT; nil for none.
    package let minAmount: Money?
    /// The smaller goes first.
    package let priority: Int64
    package let mode: Mode
    package let from: Day
    package let to: Day

    package init(
        id: ID<Discount>, externalID: String, name: String, target: DiscountTarget, scope: GoodsScope, effect: Effect, minQuantity: Quantity,
        minAmount: Money?, priority: Int64, mode: Mode, from: Day, to: Day
    ) {
        self.id = id
        self.externalID = externalID
        self.name = name
        self.target = target
        self.scope = scope
        self.effect = effect
        self.minQuantity = minQuantity
        self.minAmount = minAmount
        self.priority = priority
        self.mode = mode
        self.from = from
        self.to = to
    }

    /// The order of precedence: by priority, then the higher break, then by name.
    static func precedes(_ left: DiscountTerms, _ right: DiscountTerms) -> Bool {
        if left.priority != right.priority { return left.priority < right.priority }
        let (mine, theirs) = (left.minAmount?.minorUnits ?? 0, right.minAmount?.minorUnits ?? 0)
        if mine != theirs { return mine > theirs }
        if left.minQuantity != right.minQuantity { return left.minQuantity > right.minQuantity }
        return left.externalID < right.externalID
    }

    /// Whether both are breaks of one cell, of which only the highest reached is added.
    func sharesCell(with other: DiscountTerms) -> Bool {
        mode == other.mode && priority == other.priority && target == other.target && scope == other.scope
            && (minQuantity != other.minQuantity || minAmount != other.minAmount)
    }
}

/// The discounts of one target, by what they are for: a shelf keeps references to the few that concern its viewer.
package struct DiscountMatrix: Sendable {
    private var byProduct: [ID<Product>: [DiscountTerms]] = [:]
    private var byCategory: [ID<Category>: [DiscountTerms]] = [:]
    private var byBrand: [ID<Brand>: [DiscountTerms]] = [:]
    private var everywhere: [DiscountTerms] = []
    /// Whether some begin only at an order amount.
    package private(set) var hasAmountBreaks = false

    package init(_ discounts: some Sequence<DiscountTerms> = []) {
        for discount in discounts {
            switch discount.scope {
            case .product(let id): byProduct[id, default: []].append(discount)
            case .category(let id): byCategory[id, default: []].append(discount)
            case .brand(let id): byBrand[id, default: []].append(discount)
            case .all: everywhere.append(discount)
            }
            if discount.minAmount != nil { hasAmountBreaks = true }
        }
    }

    package var isEmpty: Bool { byProduct.isEmpty && byCategory.isEmpty && byBrand.isEmpty && everywhere.isEmpty }

    /// Whether some are for single products.
    var hasProducts: Bool { !byProduct.isEmpty }

    /// Whether some are for this product alone.
    func isApart(_ product: ID<Product>) -> Bool { byProduct[product] != nil }

    /// Adds those for these goods that depend on their brand and category alone.
    func collect(brand: ID<Brand>?, categories: [ID<Category>], into found: inout [DiscountTerms]) {
        found += everywhere
        if !byBrand.isEmpty, let brand, let some = byBrand[brand] { found += some }
        if !byCategory.isEmpty { for category in categories { if let some = byCategory[category] { found += some } } }
    }

    /// Adds those for this product alone.
    func collect(product: ID<Product>, into found: inout [DiscountTerms]) {
        if !byProduct.isEmpty, let some = byProduct[product] { found += some }
    }
}
