/// A rate of value-added tax. «Без НДС» (`none`) is not 0 %: an exempt sale and a zero-rated export are written differently in every form.
package enum VATRate: String, Hashable, Sendable, CaseIterable {
    case none, vat0, vat5, vat7, vat10, vat18, vat20, vat22

    /// Whole per cent; nil for «без НДС».
    package var percent: Int64? {
        switch self {
        case .none: nil
        case .vat0: 0
        case .vat5: 5
        case .vat7: 7
        case .vat10: 10
        case .vat18: 18
        case .vat20: 20
        case .vat22: 22
        }
    }
}

/// How the tax code treats a product; the rate follows from it together with the seller's regime and the date.
package enum VATClass: String, Hashable, Sendable, CaseIterable {
    case standard, reduced, zero, exempt
}

/// The seller's tax regime: the general one, simplified with 5 % or 7 %, or no payer of VAT.
package enum TaxRegime: String, Hashable, Sendable, CaseIterable {
    case general, usn5, usn7, none
}

/// What prices and sums of a contract say about the tax: it is inside them, comes on top, or the contract is without VAT.
package enum VATMode: String, Hashable, Sendable, CaseIterable {
    case included
    case onTop = "on_top"
    case none
}

extension VATRate {
    /// The rate by class, regime and date of shipment (`domain/tax-money.md` 1; 22 % from 2026-01-01 by Federal Law 425-ФЗ of 28.11.2025).
    package init(for class: VATClass, under regime: TaxRegime, on day: Day) {
        switch (`class`, regime) {
        case (.exempt, _), (_, .none): self = .none
        case (.zero, _): self = .vat0
        case (_, .usn5): self = .vat5
        case (_, .usn7): self = .vat7
        case (.reduced, .general): self = .vat10
        case (.standard, .general):
            self = day >= Day(known: 2026, 1, 1) ? .vat22 : day >= Day(known: 2019, 1, 1) ? .vat20 : .vat18
        }
    }
}

/// One line's sums. Always `net + vat == gross`.
package struct LineAmounts: Hashable, Sendable {
    package let net: Money
    package let vat: Money
    package let gross: Money

    /// Sums that were computed before; nil when they do not add up.
    package init?(net: Money, vat: Money, gross: Money) {
        guard (try? net.adding(vat)) == gross else { return nil }
        self.net = net
        self.vat = vat
        self.gross = gross
    }

    /// Splits or tops up `amount` (price × quantity, rounded) by the contract's mode. VAT is per line, half up; a document's VAT is the sum of its lines.
    package init(_ amount: Money, rate: VATRate, mode: VATMode) throws {
        let percent = mode == .none ? 0 : rate.percent ?? 0
        let base = Int128(amount.minorUnits) * Int128(percent)
        let divisor: Int128 = mode == .included ? 100 + Int128(percent) : 100
        guard let tax = Rounding.halfUp(base, over: divisor), let vat = Money(minorUnits: tax, currency: amount.currency) else { throw Refusal.tooLarge }
        self.vat = vat
        if mode == .included {
            gross = amount
            net = try amount.subtracting(vat)
        } else {
            net = amount
            gross = try amount.adding(vat)
        }
    }
}

extension UnitPrice {
    /// The same price with the tax taken out or put in, to four places, half up.
    package func converted(including wanted: Bool, from included: Bool, rate: VATRate) throws -> UnitPrice {
        guard wanted != included, let percent = rate.percent, percent > 0 else { return self }
        let (multiplier, divisor): (Int128, Int128) = wanted ? (100 + Int128(percent), 100) : (100, 100 + Int128(percent))
        guard let value = Rounding.halfUp(Int128(units) * multiplier, over: divisor), let price = UnitPrice(units: value) else { throw Refusal.tooLarge }
        return price
    }
}
