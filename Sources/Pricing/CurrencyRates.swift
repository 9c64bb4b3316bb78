package import Kernel

/// What `nominal` units of a currency cost in roubles from a day on, as the Central Bank sets it.
package struct CurrencyRate: Hashable, Sendable {
    package let currency: Currency
    /// The first day on which it is in force.
    package let day: Day
    package let nominal: Int64
    /// Millionths of a rouble for `nominal` units.
    package let millionths: Int64

    /// Who told it.
    package enum Source: String, Sendable, CaseIterable {
        case erp, hand
        case centralBank = "central_bank"
    }

    /// A million roubles.
    package static let limit: Int64 = 1_000_000_000_000
    package static let nominals: ClosedRange<Int64> = 1...100_000

    /// Nil for a rate that is not above zero or that no currency has.
    package init?(currency: Currency, day: Day, nominal: Int64, millionths: Int64) {
        guard Self.nominals.contains(nominal), (1...Self.limit).contains(millionths) else { return nil }
        self.currency = currency
        self.day = day
        self.nominal = nominal
        self.millionths = millionths
    }
}

/// The rates known, by currency, each in the order of days.
package struct CurrencyRates: Sendable {
    private var byCurrency: [Currency: [CurrencyRate]] = [:]

    /// Of two rates of one currency and day the later given counts.
    package init(_ rates: some Sequence<CurrencyRate> = []) {
        for rate in rates { byCurrency[rate.currency, default: []].append(rate) }
        for (currency, all) in byCurrency {
            let latest = Dictionary(all.map { ($0.day, $0) }) { $1 }
            byCurrency[currency] = latest.values.sorted { $0.day < $1.day }
        }
    }

    package var currencies: [Currency] { byCurrency.keys.sorted { $0.code < $1.code } }

    /// The rate in force on a day: the last one that began by then. Nil when none had begun.
    package func inForce(_ currency: Currency, on day: Day) -> CurrencyRate? {
        guard let rates = byCurrency[currency] else { return nil }
        var low = 0
        var high = rates.count
        while low < high {
            let middle = (low + high) / 2
            if rates[middle].day <= day { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? rates[low - 1] : nil
    }

    /// How a price of `from` becomes one of `to` on a day; nil for one currency.
    /// - Throws: `missingRate` with the currency that has no rate by then.
    package func conversion(from: Currency, to: Currency, on day: Day, by rule: RateRule) throws(NoPrice) -> Conversion? {
        guard from != to else { return nil }
        func rate(_ currency: Currency) throws(NoPrice) -> CurrencyRate? {
            guard currency != .rub else { return nil }
            guard let rate = inForce(currency, on: rule.rateDay(for: day)) else { throw .missingRate(currency) }
            return rate
        }
        return Conversion(from: try rate(from), to: try rate(to), markup: rule.markup)
    }
}

/// From one currency into another over the rouble; nil stands for the rouble itself.
package struct Conversion: Hashable, Sendable {
    package let from: CurrencyRate?
    package let to: CurrencyRate?
    /// On top of the converted price, whichever way it goes.
    package let markup: Percent

    /// The price in the other currency, to four places, half up, rounded once; nil beyond the limit.
    package func convert(_ price: UnitPrice) -> UnitPrice? { fraction(of: price.units).flatMap { UnitPrice(units: $0) } }

    /// The sum in the other currency, in whole minor units, half up; nil beyond the limit.
    package func convert(_ sum: Money, into currency: Currency) -> Money? {
        fraction(of: sum.minorUnits).flatMap { Money(minorUnits: $0, currency: currency) }
    }

    private func fraction(of units: Int64) -> Int64? {
        let (rate, nominal) = (from?.millionths ?? 1_000_000, from?.nominal ?? 1)
        let (otherRate, otherNominal) = (to?.millionths ?? 1_000_000, to?.nominal ?? 1)
        let share = Int128(Percent.whole.millionths) + Int128(markup.millionths)
        let (numerator, isTooLarge) = (Int128(units) * Int128(rate)).multipliedReportingOverflow(by: Int128(otherNominal) * share)
        guard !isTooLarge else { return nil }
        return Rounding.halfUp(numerator, over: Int128(nominal) * Int128(otherRate) * Int128(Percent.whole.millionths))
    }
}
