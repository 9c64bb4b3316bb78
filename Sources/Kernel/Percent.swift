/// A share in per cent, to four places, from nothing to a thousand per cent: `"12.5"`.
package struct Percent: Hashable, Sendable, Comparable {
    /// Millionths of the whole: 1 % is 10,000.
    package let millionths: Int64

    /// A thousand per cent.
    package static let limit: Int64 = 10_000_000
    package static let zero = Percent(trusted: 0)
    package static let whole = Percent(trusted: 1_000_000)

    private init(trusted millionths: Int64) { self.millionths = millionths }

    package init?(millionths: Int64) {
        guard (0...Self.limit).contains(millionths) else { return nil }
        self.millionths = millionths
    }

    /// Decimal text with a point, at most four places. Never negative.
    package init?(_ text: some StringProtocol) {
        guard let millionths = DecimalText.parse(text, scale: 4, limit: Self.limit), millionths >= 0 else { return nil }
        self.millionths = millionths
    }

    package static func < (left: Self, right: Self) -> Bool { left.millionths < right.millionths }

    /// The sum, at most `limit`.
    package static func + (left: Self, right: Self) -> Self { Self(trusted: min(limit, left.millionths + right.millionths)) }

    /// `"12.5"`, as in the API.
    package var decimal: String { DecimalText.write(millionths, scale: 4, places: 0) }
}

extension UnitPrice {
    /// The price less so many per cent, to four places, half up; nothing below zero.
    package func lowered(by percent: Percent) -> UnitPrice {
        let rest = max(0, Percent.whole.millionths - percent.millionths)
        return Rounding.halfUp(Int128(units) * Int128(rest), over: Int128(Percent.whole.millionths)).flatMap { UnitPrice(units: $0) } ?? self
    }

    /// The price and so many per cent more, to four places, half up; nil beyond the limit.
    package func raised(by percent: Percent) -> UnitPrice? {
        let share = Int128(Percent.whole.millionths) + Int128(percent.millionths)
        return Rounding.halfUp(Int128(units) * share, over: Int128(Percent.whole.millionths)).flatMap { UnitPrice(units: $0) }
    }

    /// The least price of which this cost leaves the margin, to four places, half up; nil from 100 % on.
    package func leaving(margin: Percent) -> UnitPrice? {
        let share = Int128(Percent.whole.millionths) - Int128(margin.millionths)
        return Rounding.halfUp(Int128(units) * Int128(Percent.whole.millionths), over: share).flatMap { UnitPrice(units: $0) }
    }

    /// By how many per cent this price lies below `other`, to two places, half up; 0 when it does not.
    package func discount(from other: UnitPrice) -> Percent {
        guard units < other.units, let hundredths = Rounding.halfUp(Int128(other.units - units) * 10_000, over: Int128(other.units)) else { return .zero }
        return Percent(millionths: hundredths * 100) ?? .zero
    }
}
