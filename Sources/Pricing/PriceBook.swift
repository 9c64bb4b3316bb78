package import Kernel

/// A price list as prices are computed from it.
package struct PriceListTerms: Hashable, Sendable {
    package let id: ID<PriceList>
    package let name: String
    package let currency: Currency
    package let vatIncluded: Bool
    package let period: Period

    package init(id: ID<PriceList>, name: String, currency: Currency, vatIncluded: Bool, period: Period) {
        self.id = id
        self.name = name
        self.currency = currency
        self.vatIncluded = vatIncluded
        self.period = period
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

/// Under which circumstances a price is asked: what the contract says, the day, the tax.
package struct PriceTerms: Sendable {
    package let chain: [PriceListTerms]
    package let day: Day
    package let currency: Currency
    package let vatMode: VATMode
    package let rate: VATRate

    package init(chain: [PriceListTerms], day: Day, currency: Currency, vatMode: VATMode, rate: VATRate) {
        self.chain = chain
        self.day = day
        self.currency = currency
        self.vatMode = vatMode
        self.rate = rate
    }
}

/// A price with the steps that led to it.
package struct PriceAnswer: Hashable, Sendable {
    /// In the contract's currency and VAT mode, for one price basis of the product.
    package let unitPrice: UnitPrice
    package let list: ID<PriceList>
    package let steps: [PriceStep]
}

/// One step of a price's explanation.
package struct PriceStep: Hashable, Sendable {
    package enum Kind: String, Sendable { case list, `break`, vat }

    package let kind: Kind
    /// The list's name, the break's quantity, the VAT rate.
    package let source: String
    package let value: UnitPrice
}

/// Why there is no price.
package enum NoPrice: Error, Hashable, Sendable {
    /// No list of the chain has a row: price on request.
    case onRequest
    /// The list that answers is in a currency for which no rate is known.
    case missingRate(Currency)
}

/// The price rule of the contract: pure, the same for reading from memory and inside the placing transaction.
package enum PriceBook {
    /// The price of one product for a quantity.
    ///
    /// The first list of the chain that has a row valid on the day answers, with all its breaks; below its lowest break the next list answers. Of rows
    /// with the same lowest quantity the one that began last counts. Then VAT is put in or taken out, as the contract says.
    package static func price(_ lines: some Sequence<PriceLine>, for quantity: Quantity, under terms: PriceTerms) -> Result<PriceAnswer, NoPrice> {
        for list in terms.chain where list.period.contains(terms.day) {
            guard let line = best(lines, in: list.id, for: quantity, on: terms.day) else { continue }
            guard list.currency == terms.currency else { return .failure(.missingRate(list.currency)) }
            var steps = [PriceStep(kind: .list, source: list.name, value: line.price)]
            if line.minQuantity > .zero { steps.append(PriceStep(kind: .break, source: line.minQuantity.decimal, value: line.price)) }
            guard let price = try? line.price.converted(including: terms.vatMode == .included, from: list.vatIncluded, rate: terms.rate) else {
                return .failure(.onRequest)
            }
            if price != line.price { steps.append(PriceStep(kind: .vat, source: terms.rate.rawValue, value: price)) }
            return .success(PriceAnswer(unitPrice: price, list: list.id, steps: steps))
        }
        return .failure(.onRequest)
    }

    /// The quantities at which the price changes, from the lowest on: for the product card. Empty when the price is the same for any quantity.
    package static func breaks(_ lines: some Sequence<PriceLine>, under terms: PriceTerms) -> [(from: Quantity, price: UnitPrice)] {
        let valid = terms.chain.filter { $0.period.contains(terms.day) }.map(\.id)
        let quantities = Set(lines.lazy.filter { $0.isValid(on: terms.day) && valid.contains($0.list) }.map(\.minQuantity)).sorted()
        var breaks: [(from: Quantity, price: UnitPrice)] = []
        for quantity in quantities {
            let asked = quantity == .zero ? Quantity.smallest : quantity
            guard case .success(let answer) = price(lines, for: asked, under: terms), answer.unitPrice != breaks.last?.price else { continue }
            breaks.append((quantity, answer.unitPrice))
        }
        return breaks
    }

    private static func best(_ lines: some Sequence<PriceLine>, in list: ID<PriceList>, for quantity: Quantity, on day: Day) -> PriceLine? {
        var best: PriceLine?
        for line in lines where line.list == list && line.minQuantity <= quantity && line.isValid(on: day) {
            guard let known = best else { best = line; continue }
            if (line.minQuantity, line.from) > (known.minQuantity, known.from) { best = line }
        }
        return best
    }
}

extension Quantity {
    /// A thousandth of the unit: the least that can be asked for.
    static var smallest: Quantity { Quantity(thousandths: 1) ?? .one }
}
