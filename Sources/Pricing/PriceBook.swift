package import Kernel

/// Why there is no price.
package enum NoPrice: Error, Hashable, Sendable {
    /// No list of the chain has a row: price on request.
    case onRequest
    /// The list that answers is in a currency for which no rate is known.
    case missingRate(Currency)
}

/// The price rule of the contract (`API.md`, "The price, exactly"): pure, the same for reading from memory and inside the placing transaction.
///
/// A project's price answers first. Else the first list of the chain that has a row valid on the day answers, with all its breaks; below its lowest
/// break the next list does. Of rows with the same lowest quantity the one that began last counts. The price is then converted into the contract's
/// currency, its VAT put in or taken out, and discounted unless the list is net (`DiscountQuestion`). Every step is rounded to four places, half up.
package enum PriceBook {
    /// The price of one product for a quantity.
    /// - Parameters:
    ///   - lines: the product's rows in all lists.
    ///   - amount: of the contract's lines before amount discounts, without VAT; nil leaves discounts by amount out.
    package static func price(
        _ lines: [PriceLine], of goods: PricedGoods, for quantity: Quantity, amount: Money?, under terms: PriceCircumstances
    ) -> Result<PriceAnswer, NoPrice> {
        var notes = NoNotes()
        return price(lines, of: goods, for: quantity, amount: amount, under: terms, discounts: terms.discounts(for: goods), &notes)
    }

    /// The same with the discounts for these goods already found, for many prices in a row.
    package static func price(
        _ lines: [PriceLine], of goods: PricedGoods, for quantity: Quantity, amount: Money?, under terms: PriceCircumstances, discounts: [DiscountTerms]
    ) -> Result<PriceAnswer, NoPrice> {
        var notes = NoNotes()
        return price(lines, of: goods, for: quantity, amount: amount, under: terms, discounts: discounts, &notes)
    }

    /// How the price comes about, step by step; for a price that there is none of, what was looked at.
    package static func explain(
        _ lines: [PriceLine], of goods: PricedGoods, for quantity: Quantity, amount: Money?, under terms: PriceCircumstances
    ) -> (price: Result<PriceAnswer, NoPrice>, explanation: PriceExplanation) {
        var notes = PriceExplanation()
        let answer = price(lines, of: goods, for: quantity, amount: amount, under: terms, discounts: terms.discounts(for: goods), &notes)
        if let cost = cost(lines, of: goods, for: quantity, under: terms) {
            notes.cost = cost
            if let price = try? answer.get().unitPrice, price.units > 0 {
                notes.margin = Rounding.halfUp(Int128(price.units - cost.units) * 10_000, over: Int128(price.units))
            }
        }
        return (answer, notes)
    }

    /// The quantities at which the price may change, from the lowest on: for the product card. Empty when the price is the same for any quantity.
    package static func breaks(_ lines: [PriceLine], of goods: PricedGoods, under terms: PriceCircumstances) -> [(from: Quantity, price: UnitPrice)] {
        let valid = Set(terms.links.map(\.list.id))
        let discounts = terms.discounts(for: goods)
        let quantities = Set(lines.lazy.filter { $0.isValid(on: terms.day) && valid.contains($0.list) }.map(\.minQuantity))
            .union(discounts.map(\.minQuantity)).sorted()
        var breaks: [(from: Quantity, price: UnitPrice)] = []
        for quantity in quantities {
            let asked = quantity == .zero ? Quantity.smallest : quantity
            guard case .success(let answer) = price(lines, of: goods, for: asked, amount: nil, under: terms, discounts: discounts),
                answer.unitPrice != breaks.last?.price
            else { continue }
            breaks.append((quantity, answer.unitPrice))
        }
        return breaks
    }

    /// The price that a client's own stands against: of the last list of his chain that has a row, before discounts, in the terms of the price. Nil where
    /// there is none; never of a list outside the chain.
    package static func base(_ lines: [PriceLine], of goods: PricedGoods, for quantity: Quantity, under terms: PriceCircumstances) -> UnitPrice? {
        for (place, list) in terms.linkIDs.enumerated().reversed() {
            guard let line = best(lines, in: list, for: quantity, on: terms.day) else { continue }
            let link = terms.links[place]
            guard link.missing == nil else { return nil }
            var notes = NoNotes()
            return own(line.price, of: link, goods, terms, &notes)
        }
        return nil
    }

    /// What the goods cost the seller, in the terms of the price; nil when no list of costs has a row.
    package static func cost(_ lines: [PriceLine], of goods: PricedGoods, for quantity: Quantity, under terms: PriceCircumstances) -> UnitPrice? {
        for link in terms.costs {
            guard let line = best(lines, in: link.list.id, for: quantity, on: terms.day) else { continue }
            guard link.missing == nil, let own = link.conversion == nil ? line.price : link.conversion?.convert(line.price) else { return nil }
            return terms.taxed(own, vatIncluded: link.list.vatIncluded, rate: goods.rate)
        }
        return nil
    }

    private static func price<Notes: PriceNotes>(
        _ lines: [PriceLine], of goods: PricedGoods, for quantity: Quantity, amount: Money?, under terms: PriceCircumstances, discounts: [DiscountTerms],
        _ notes: inout Notes
    ) -> Result<PriceAnswer, NoPrice> {
        if !terms.projects.isEmpty, let project = project(of: goods, for: quantity, under: terms, &notes) {
            for discount in discounts { notes.pass(discount.passed(.netPrice, on: terms.day)) }
            return .success(PriceAnswer(unitPrice: project.price, listPrice: project.price, source: .project(project.agreement), agreedLine: project.line))
        }
        noteListsNotInForce(terms, &notes)
        for (place, list) in terms.linkIDs.enumerated() {
            guard let line = best(lines, in: list, for: quantity, on: terms.day) else {
                notes.pass(missed(terms.links[place].list, lines, quantity, terms.day))
                continue
            }
            let link = terms.links[place]
            notes.step(PriceStep(.list, link.list.name, line.price, link.list.currency, detail: "list" + line.days.suffix, line.days.arguments))
            if line.minQuantity > .zero {
                notes.step(PriceStep(
                    .break, line.minQuantity.decimal, line.price, link.list.currency, detail: "break", ["quantity": .quantity(line.minQuantity)]))
            }
            if let missing = link.missing { return .failure(.missingRate(missing)) }
            guard let listPrice = own(line.price, of: link, goods, terms, &notes) else { return .failure(.onRequest) }
            if link.list.isNet {
                for discount in discounts { notes.pass(discount.passed(.netPrice, on: terms.day)) }
                return .success(PriceAnswer(unitPrice: listPrice, listPrice: listPrice, source: .list(link.list.id)))
            }
            guard !discounts.isEmpty else { return .success(PriceAnswer(unitPrice: listPrice, listPrice: listPrice, source: .list(link.list.id))) }
            let question = DiscountQuestion(lines: lines, goods: goods, quantity: quantity, amount: amount, listPrice: listPrice, terms: terms)
            return .success(PriceAnswer(unitPrice: question.discounted(by: discounts, &notes), listPrice: listPrice, source: .list(link.list.id)))
        }
        return .failure(.onRequest)
    }

    /// The price of a list's row in the contract's currency and way of stating the tax.
    private static func own<Notes: PriceNotes>(
        _ price: UnitPrice, of link: PriceCircumstances.Link, _ goods: PricedGoods, _ terms: PriceCircumstances, _ notes: inout Notes
    ) -> UnitPrice? {
        var own = price
        if let conversion = link.conversion {
            guard let converted = conversion.convert(own) else { return nil }
            own = converted
            notes.step(conversion.step(own, from: link.list.currency, to: terms.currency))
        }
        guard let taxed = terms.taxed(own, vatIncluded: link.list.vatIncluded, rate: goods.rate) else { return nil }
        if taxed != own {
            notes.step(PriceStep(
                .vat, goods.rate.rawValue, taxed, terms.currency, detail: link.list.vatIncluded ? "vat_out" : "vat_in",
                ["rate": .integer(goods.rate.percent ?? 0)]))
        }
        return taxed
    }

    /// Of the agreements that hold and have enough left, the best for the client.
    private static func project<Notes: PriceNotes>(
        of goods: PricedGoods, for quantity: Quantity, under terms: PriceCircumstances, _ notes: inout Notes
    ) -> ProjectPrice? {
        guard !goods.use.isExhausted, let all = terms.projects[goods.product] else { return nil }
        var best: ProjectPrice?
        for project in all where project.from <= terms.day && terms.day <= project.to && (project.site == nil || project.site == goods.site) {
            let left = goods.use.left(of: project)
            guard quantity <= left else {
                notes.pass(PassedOver(
                    kind: .project, source: project.name, reason: .usedUp, arguments: ["quantity": .quantity(left)], isInternal: false))
                continue
            }
            if best.map({ (project.price, project.agreement) < ($0.price, $0.agreement) }) ?? true { best = project }
        }
        if let best {
            notes.step(PriceStep(
                .project, best.name, best.price, terms.currency, detail: "project", ["to": .day(best.to), "left": .quantity(goods.use.left(of: best))]))
        }
        return best
    }

    /// The row with the highest break reached, of those the one that began last. Compares stored numbers: it is the innermost loop of a whole catalogue.
    private static func best(_ lines: [PriceLine], in list: ID<PriceList>, for quantity: Quantity, on day: Day) -> PriceLine? {
        let (list, quantity, day) = (list.rawValue, quantity.thousandths, day.number)
        var best = -1
        for place in lines.indices where lines[place].list.rawValue == list {
            let line = lines[place]
            guard line.minQuantity.thousandths <= quantity, line.from.number <= day, day <= line.to.number else { continue }
            if best >= 0 {
                let known = lines[best]
                let isHigher = known.minQuantity.thousandths < line.minQuantity.thousandths
                    || known.minQuantity.thousandths == line.minQuantity.thousandths && known.from.number < line.from.number
                guard isHigher else { continue }
            }
            best = place
        }
        return best < 0 ? nil : lines[best]
    }

    private static func noteListsNotInForce<Notes: PriceNotes>(_ terms: PriceCircumstances, _ notes: inout Notes) {
        guard !(notes is NoNotes) else { return }
        for list in terms.chain where list.isCost || !list.period.contains(terms.day) {
            let isLater = list.period.from.map { terms.day < $0 } ?? false
            let day = isLater ? list.period.from : list.period.to
            notes.pass(PassedOver(
                kind: .list, source: list.name, reason: list.isCost ? .costList : isLater ? .notBegun : .ended,
                arguments: day.map { ["day": .day($0)] } ?? [:], isInternal: true))
        }
    }

    /// Why a list that is in force has no answer: nothing for the product, or only rows of other days or of higher quantities.
    private static func missed(_ list: PriceListTerms, _ lines: [PriceLine], _ quantity: Quantity, _ day: Day) -> PassedOver {
        let rows = lines.filter { $0.list == list.id }
        func passed(_ reason: PassedOver.Reason, _ arguments: [String: Refusal.Argument] = [:]) -> PassedOver {
            PassedOver(kind: .list, source: list.name, reason: reason, arguments: arguments, isInternal: true)
        }
        if let lowest = rows.filter({ $0.isValid(on: day) }).map(\.minQuantity).min() { return passed(.belowQuantity, ["quantity": .quantity(lowest)]) }
        if let next = rows.map(\.from).filter({ day < $0 }).min() { return passed(.notBegun, ["day": .day(next)]) }
        if let last = rows.map(\.to).max() { return passed(.ended, ["day": .day(last)]) }
        return passed(.noRow)
    }
}

extension PriceLine {
    /// Its first and last day, where it has them.
    fileprivate var days: (suffix: String, arguments: [String: Refusal.Argument]) {
        switch (from > Day.first, to < Day.last) {
        case (false, false): ("", [:])
        case (true, false): ("_from", ["from": .day(from)])
        case (false, true): ("_to", ["to": .day(to)])
        case (true, true): ("_between", ["from": .day(from), "to": .day(to)])
        }
    }
}

extension Conversion {
    fileprivate func step(_ price: UnitPrice, from: Currency, to: Currency) -> PriceStep {
        var arguments: [String: Refusal.Argument] = ["markup": .percent(markup)]
        for (rate, suffix) in [(self.from, ""), (self.to, "_to")] {
            guard let rate else { continue }
            arguments["rate" + suffix] = .rate(rate.millionths)
            arguments["nominal" + suffix] = .integer(rate.nominal)
            arguments["day" + suffix] = .day(rate.day)
            arguments["currency" + suffix] = .text(rate.currency.code)
        }
        let kind = self.from == nil ? "conversion_to" : self.to == nil ? "conversion" : "conversion_cross"
        return PriceStep(.conversion, "\(from.code)/\(to.code)", price, to, detail: kind + (markup == .zero ? "" : "_marked_up"), arguments)
    }
}

extension Quantity {
    /// A thousandth of the unit: the least that can be asked for.
    static var smallest: Quantity { Quantity(thousandths: 1) ?? .one }
}
