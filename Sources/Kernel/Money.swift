/// A currency by its ISO 4217 letters. All that Kontor trades in have two decimal places.
package struct Currency: Hashable, Sendable, CustomStringConvertible {
    package let code: String

    package static let rub = Currency(known: "RUB")

    private init(known code: String) { self.code = code }

    /// Accepts three Latin capitals, and the names that 1C writes for the rouble (`руб`, `руб.`, `RUR`, `643`, `810`; `domain/commerceml.md` 4.3).
    package init?(_ text: String) {
        let trimmed = text.trimmed
        if ["руб", "руб.", "RUR", "643", "810"].contains(trimmed) { self = .rub; return }
        guard trimmed.utf8.count == 3, trimmed.utf8.allSatisfy({ (65...90).contains($0) }) else { return nil }
        code = trimmed
    }

    package var description: String { code }
}

/// An exact sum of money: a whole number of minor units (kopecks) in one currency. Never larger than ten trillion.
package struct Money: Hashable, Sendable {
    /// Kopecks, cents.
    package let minorUnits: Int64
    package let currency: Currency

    /// 10^15 minor units: thousands of such sums add up within 64 bits.
    package static let limit: Int64 = 1_000_000_000_000_000

    package init?(minorUnits: Int64, currency: Currency) {
        guard minorUnits.magnitude <= Self.limit.magnitude else { return nil }
        self.minorUnits = minorUnits
        self.currency = currency
    }

    private init(trusted minorUnits: Int64, _ currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// Decimal text with a point, at most two places: `"1234.50"`.
    package init?(_ text: String, currency: Currency) {
        guard let units = DecimalText.parse(text, scale: 2, limit: Self.limit) else { return nil }
        self.init(trusted: units, currency)
    }

    package static func zero(_ currency: Currency) -> Money { Money(trusted: 0, currency) }

    /// The sum. Throws `validation` for another currency or a sum beyond `limit`.
    package func adding(_ other: Money) throws -> Money {
        guard currency == other.currency else {
            throw Refusal(.validation, "currencies_differ", ["left": .text(currency.code), "right": .text(other.currency.code)])
        }
        guard let sum = Money(minorUnits: minorUnits + other.minorUnits, currency: currency) else { throw Refusal.tooLarge }
        return sum
    }

    package func subtracting(_ other: Money) throws -> Money { try adding(Money(trusted: -other.minorUnits, other.currency)) }

    /// `"1234.50"`, as in the API.
    package var decimal: String { DecimalText.write(minorUnits, scale: 2, places: 2) }
}

extension Refusal {
    /// A number beyond what the system calculates with.
    package static let tooLarge = Refusal(.validation, "number_too_large", [:])
}

/// A price for one price basis (one piece, a hundred metres), in 1/10000 of the currency unit.
package struct UnitPrice: Hashable, Sendable, Comparable {
    /// 1/10000 of a rouble.
    package let units: Int64

    /// Ten billion.
    package static let limit: Int64 = 100_000_000_000_000

    package init?(units: Int64) {
        guard units >= 0, units <= Self.limit else { return nil }
        self.units = units
    }

    /// Decimal text with a point, at most four places: `"19.9900"`. Never negative.
    package init?(_ text: String) {
        guard let units = DecimalText.parse(text, scale: 4, limit: Self.limit) else { return nil }
        self.init(units: units)
    }

    package static func < (left: Self, right: Self) -> Bool { left.units < right.units }

    /// `"19.9900"`, as in the API.
    package var decimal: String { DecimalText.write(units, scale: 4, places: 4) }

    /// Price times quantity, divided by the price basis, rounded half up to minor units once.
    package func total(for quantity: Quantity, basis: Quantity = .one, currency: Currency) throws -> Money {
        // 10^-4 of the unit × 10^-3 of the piece ÷ 10^-3 of the basis = 10^-4; minor units are 10^-2.
        let product = Int128(units) * Int128(quantity.thousandths)
        guard let minor = Rounding.halfUp(product, over: Int128(max(1, basis.thousandths)) * 100), let money = Money(minorUnits: minor, currency: currency)
        else { throw Refusal.tooLarge }
        return money
    }
}

/// An amount of goods in 1/1000 of the product's unit. May be negative in reports of the ERP, never in an order.
package struct Quantity: Hashable, Sendable, Comparable, AdditiveArithmetic {
    package let thousandths: Int64

    /// A billion units.
    package static let limit: Int64 = 1_000_000_000_000
    package static let zero = Quantity(trusted: 0)
    package static let one = Quantity(trusted: 1000)

    private init(trusted thousandths: Int64) { self.thousandths = thousandths }

    package init?(thousandths: Int64) {
        guard thousandths.magnitude <= Self.limit.magnitude else { return nil }
        self.thousandths = thousandths
    }

    /// Decimal text with a point, at most three places: `"10"`, `"2.5"`.
    package init?(_ text: String) {
        guard let thousandths = DecimalText.parse(text, scale: 3, limit: Self.limit) else { return nil }
        self.thousandths = thousandths
    }

    package static func < (left: Self, right: Self) -> Bool { left.thousandths < right.thousandths }

    /// Stops at `limit` in either direction, so that it never traps.
    package static func + (left: Self, right: Self) -> Self { Self(trusted: min(limit, max(-limit, left.thousandths + right.thousandths))) }
    package static func - (left: Self, right: Self) -> Self { Self(trusted: min(limit, max(-limit, left.thousandths - right.thousandths))) }

    /// The smallest multiple of `multiple` that is not below this quantity. A multiple of zero or less changes nothing.
    package func roundedUp(to multiple: Quantity) -> Quantity {
        guard multiple.thousandths > 0, thousandths > 0 else { return self }
        let remainder = thousandths % multiple.thousandths
        return remainder == 0 ? self : self + Quantity(trusted: multiple.thousandths - remainder)
    }

    package func isMultiple(of multiple: Quantity) -> Bool { roundedUp(to: multiple) == self }

    /// `"10"`, `"2.5"`, as in the API.
    package var decimal: String { DecimalText.write(thousandths, scale: 3, places: 0) }
}
