package import Kernel

/// What the price rule comes to for all goods of a brand and a category where nothing but per cents is taken off the list's price: numbers alone, so that cores
/// that price a whole catalogue at once share nothing whose references are counted. Always the same as `PriceBook.price`.
package struct PlainTerms: Sendable {
    /// A discount of some per cent.
    private struct Step: Sendable {
        let minQuantity: Quantity
        let percent: Percent
        let mode: DiscountTerms.Mode
        /// The earlier steps that are breaks of the same cell, a bit for each.
        let sameCell: UInt64
    }

    /// By place of a list among those in force.
    private struct Link: Sendable {
        let vatIncluded: Bool
        let isNet: Bool
        /// Whether its currency is the contract's.
        let isOwn: Bool
    }

    private let links: [Link]
    private let isTaxIncluded: Bool
    private let rate: VATRate
    private let steps: [Step]

    /// - Parameter discounts: those that all goods of the brand and the categories have, in the order of precedence.
    /// - Returns: nil where a price depends on something else: on an amount, a cost, a fixed price or a floor.
    package init?(_ discounts: [DiscountTerms], brand: ID<Brand>?, categories: [ID<Category>], rate: VATRate, under terms: PriceCircumstances) {
        let mayHold = { (floor: PriceFloorTerms) in
            if case .product = floor.scope { return true }
            return floor.holds(for: PricedGoods(product: ID(0), brand: brand, categories: categories, rate: rate), on: terms.day)
        }
        let inForce = discounts.filter { $0.from <= terms.day && terms.day <= $0.to }
        guard inForce.count < UInt64.bitWidth, !terms.floors.contains(where: mayHold) else { return nil }
        var steps: [Step] = []
        for discount in inForce {
            guard case .percent(let percent) = discount.effect, discount.minAmount == nil else { return nil }
            var sameCell: UInt64 = 0
            for (place, other) in inForce.prefix(steps.count).enumerated() where discount.mode == .add && discount.sharesCell(with: other) {
                sameCell |= 1 << UInt64(place)
            }
            steps.append(Step(minQuantity: discount.minQuantity, percent: percent, mode: discount.mode, sameCell: sameCell))
        }
        self.steps = steps
        self.rate = rate
        isTaxIncluded = terms.vatMode == .included
        links = terms.links.map {
            Link(vatIncluded: $0.list.vatIncluded, isNet: $0.list.isNet, isOwn: $0.conversion == nil && $0.missing == nil)
        }
    }

    /// The price for a quantity of goods that have no discount and no project of their own.
    /// - Parameter link: the place of the list that answers among those in force.
    /// - Returns: nil where the rule itself must be asked.
    package func price(_ price: UnitPrice, of link: Int, for quantity: Quantity) -> UnitPrice? {
        guard links.indices.contains(link), links[link].isOwn,
            let listPrice = try? price.converted(including: isTaxIncluded, from: links[link].vatIncluded, rate: rate)
        else { return nil }
        return links[link].isNet ? listPrice : discounted(listPrice, quantity)
    }

    /// As `DiscountQuestion` says it.
    private func discounted(_ listPrice: UnitPrice, _ quantity: Quantity) -> UnitPrice {
        var price = listPrice
        var percent = Percent.zero
        var added: UInt64 = 0
        for (place, step) in steps.enumerated() where step.minQuantity <= quantity {
            switch step.mode {
            case .first: return listPrice.lowered(by: step.percent)
            case .best:
                let lowered = listPrice.lowered(by: step.percent)
                if lowered < price { (price, percent) = (lowered, step.percent) }
            case .add:
                if added & step.sameCell == 0 { added |= 1 << UInt64(place) }
            }
        }
        guard added != 0 else { return price }
        for (place, step) in steps.enumerated() where added & (1 << UInt64(place)) != 0 { percent = percent + step.percent }
        return listPrice.lowered(by: percent)
    }
}

extension PriceCircumstances {
    /// Whether the product has a discount or a project of its own, beside those of its brand and category.
    package func isApart(_ product: ID<Product>) -> Bool {
        !projects.isEmpty && projects[product] != nil || discounts.contains { $0.hasProducts && $0.isApart(product) }
    }

    /// Whether some products may have.
    package var haveApart: Bool { !projects.isEmpty || discounts.contains(where: \.hasProducts) }
}
