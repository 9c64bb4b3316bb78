import Kernel

/// What discounts make of a list's price.
///
/// Those count whose day, quantity and amount are reached. If some stand alone (`first`), the first of them by priority does, and nothing else. Else the
/// best for the client of the `best` ones counts, if it is better than the list's price; and the per cent of the `add` ones are added to its own, all
/// off the same price. Of the breaks of one cell only the highest reached is added. In the end no discount goes below a floor.
struct DiscountQuestion {
    let lines: [PriceLine]
    let goods: PricedGoods
    let quantity: Quantity
    /// Nil leaves discounts by amount out.
    let amount: Money?
    let listPrice: UnitPrice
    let terms: PriceCircumstances

    /// - Parameter discounts: for these goods, in the order of precedence.
    func discounted<Notes: PriceNotes>(by discounts: [DiscountTerms], _ notes: inout Notes) -> UnitPrice {
        var first: (terms: DiscountTerms, price: UnitPrice)?
        var best: (terms: DiscountTerms, price: UnitPrice)?
        var added: [DiscountTerms] = []
        for discount in discounts {
            if let passed = missed(discount) { notes.pass(passed); continue }
            guard let price = price(discount) else { notes.pass(withoutPrice(discount)); continue }
            switch discount.mode {
            case .first:
                if first == nil { first = (discount, price) } else { notes.pass(discount.passed(.second, on: terms.day)) }
            case .best:
                guard price < best?.price ?? listPrice else { notes.pass(weaker(discount, price)); continue }
                if let best { notes.pass(weaker(best.terms, best.price)) }
                best = (discount, price)
            case .add:
                if added.contains(where: { discount.sharesCell(with: $0) }) { notes.pass(discount.passed(.lowerBreak, on: terms.day)) } else { added.append(discount) }
            }
        }
        if let first {
            if let best { notes.pass(best.terms.passed(.second, on: terms.day)) }
            for discount in added { notes.pass(discount.passed(.second, on: terms.day)) }
            notes.step(step(first.terms, first.price))
            return floored(first.price, &notes)
        }
        guard best != nil || !added.isEmpty else { return listPrice }
        return floored(sum(best, added, &notes), &notes)
    }

    /// The best one and what is added to it.
    private func sum<Notes: PriceNotes>(
        _ best: (terms: DiscountTerms, price: UnitPrice)?, _ added: [DiscountTerms], _ notes: inout Notes
    ) -> UnitPrice {
        var base = listPrice
        var percent = Percent.zero
        var price = listPrice
        if let best {
            price = best.price
            if case .percent(let own) = best.terms.effect { percent = own } else { base = best.price }
            notes.step(step(best.terms, price))
        }
        for discount in added {
            guard case .percent(let more) = discount.effect else { continue }
            percent = percent + more
            price = base.lowered(by: percent)
            notes.step(step(discount, price))
        }
        return price
    }

    /// Why a discount does not count at all.
    private func missed(_ discount: DiscountTerms) -> PassedOver? {
        if terms.day < discount.from { return discount.passed(.notBegun, on: terms.day, ["day": .day(discount.from)]) }
        if discount.to < terms.day { return discount.passed(.ended, on: terms.day, ["day": .day(discount.to)]) }
        if quantity < discount.minQuantity { return discount.passed(.belowQuantity, on: terms.day, ["quantity": .quantity(discount.minQuantity)]) }
        guard let least = discount.minAmount else { return nil }
        guard let own = terms.own(least) else { return discount.passed(.missingRate, on: terms.day, ["currency": .text(least.currency.code)]) }
        guard let amount, own.minorUnits <= amount.minorUnits else { return discount.passed(.belowAmount, on: terms.day, ["amount": .money(own)]) }
        return nil
    }

    /// The price with this discount alone.
    private func price(_ discount: DiscountTerms) -> UnitPrice? {
        switch discount.effect {
        case .percent(let percent): listPrice.lowered(by: percent)
        case .fixed(let price, let currency, let vatIncluded): terms.own(price, currency, vatIncluded: vatIncluded, rate: goods.rate)
        case .markup(let percent): PriceBook.cost(lines, of: goods, for: quantity, under: terms)?.raised(by: percent)
        }
    }

    private func withoutPrice(_ discount: DiscountTerms) -> PassedOver {
        if case .fixed(_, let currency, _) = discount.effect { return discount.passed(.missingRate, on: terms.day, ["currency": .text(currency.code)]) }
        return discount.passed(.missingCost, on: terms.day)
    }

    private func weaker(_ discount: DiscountTerms, _ price: UnitPrice) -> PassedOver {
        discount.passed(.weaker, on: terms.day, ["price": .price(price, terms.currency)])
    }

    /// A markup's per cent would tell the cost: it is told by its name alone.
    private func step(_ discount: DiscountTerms, _ price: UnitPrice) -> PriceStep {
        var arguments: [String: Refusal.Argument] = [:]
        var detail: String
        switch discount.effect {
        case .percent(let percent): (detail, arguments["percent"]) = (discount.mode == .add ? "discount_added" : "discount_percent", .percent(percent))
        case .fixed: detail = "discount_fixed"
        case .markup: detail = "discount_special"
        }
        if discount.to < Day.last {
            detail += "_until"
            arguments["to"] = .day(discount.to)
        }
        return PriceStep(.discount, discount.name, price, terms.currency, detail: detail, arguments)
    }

    /// The price, or the highest floor under the list's price when it lies below.
    private func floored<Notes: PriceNotes>(_ price: UnitPrice, _ notes: inout Notes) -> UnitPrice {
        var raised = price
        var policy: PriceFloorTerms?
        for floor in terms.floors where floor.holds(for: goods, on: terms.day) {
            guard let limit = limit(of: floor) else {
                notes.pass(PassedOver(kind: .floor, source: floor.name, reason: .missingCost, arguments: [:], isInternal: true))
                continue
            }
            let least = min(limit, listPrice)
            if raised < least { (raised, policy) = (least, floor) }
        }
        if let policy { notes.step(PriceStep(.floor, policy.name, raised, terms.currency, detail: "floor")) }
        return raised
    }

    private func limit(of floor: PriceFloorTerms) -> UnitPrice? {
        switch floor.limit {
        case .price(let price, let currency, let vatIncluded): terms.own(price, currency, vatIncluded: vatIncluded, rate: goods.rate)
        case .margin(let margin): PriceBook.cost(lines, of: goods, for: quantity, under: terms)?.leaving(margin: margin)
        }
    }
}

extension DiscountTerms {
    /// Clients are told what they could reach by quantity or amount, and what is weaker; nothing that is to come, nor what rests on costs.
    func passed(_ reason: PassedOver.Reason, on day: Day, _ arguments: [String: Refusal.Argument] = [:]) -> PassedOver {
        var isInternal = true
        switch reason {
        case .belowQuantity, .belowAmount, .weaker, .second: isInternal = false
        default: break
        }
        if case .markup = effect { isInternal = true }
        return PassedOver(kind: .discount, source: name, reason: reason, arguments: arguments, isInternal: isInternal)
    }
}
