package import Foundation
package import Kernel

/// Numbers, sums and dates, written by whole-number arithmetic alone and to the same characters as CLDR's Russian:
/// groups parted by U+00A0, a decimal comma, the sign of the currency after U+00A0.
extension Texts {
    private static let space = "\u{A0}"

    /// `1 234`.
    package func number(_ value: Int) -> String { grouped(Int64(value)) }

    /// `1 234 567,50 ₽`; `1,234,567.50 RUB`.
    package func money(_ sum: Money) -> String { scaled(sum.minorUnits, scale: 2, places: 2) + Self.space + symbol(of: sum.currency) }

    /// `1 234 567,50`: where the currency stands beside.
    package func amount(_ sum: Money) -> String { scaled(sum.minorUnits, scale: 2, places: 2) }

    /// The sign or code of a currency.
    package func sign(_ currency: Currency) -> String { symbol(of: currency) }

    /// Two places, up to four where the price has them: `19,90 ₽`, `0,1234 ₽`.
    package func unitPrice(_ price: UnitPrice, _ currency: Currency) -> String {
        scaled(price.units, scale: 4, places: 2) + Self.space + symbol(of: currency)
    }

    /// As many of three places as it has: `10`, `2,5`.
    package func quantity(_ amount: Quantity) -> String { scaled(amount.thousandths, scale: 3, places: 0) }

    /// `12,5 %`; `12.5%`.
    package func percent(_ share: Percent) -> String { scaled(share.millionths, scale: 4, places: 0) + (language == .ru ? Self.space + "%" : "%") }

    /// A rate of a currency for so many of its units, to four places and more where it has them: `82,9977 ₽`.
    package func rate(_ millionths: Int64) -> String { scaled(millionths, scale: 6, places: 4) + Self.space + symbol(of: .rub) }

    /// `23.11.2026`; `23 Nov 2026`, which no reader takes for another day.
    package func day(_ day: Day) -> String {
        let (year, month, date) = day.parts
        switch language {
        case .ru: return "\(date < 10 ? "0" : "")\(date).\(month < 10 ? "0" : "")\(month).\(year)"
        case .en: return "\(date) \(self("month_short.\(month)")) \(year)"
        }
    }

    /// `23 ноября 2026 г.`; `23 November 2026`.
    package func longDay(_ day: Day) -> String {
        let (year, month, date) = day.parts
        switch language {
        case .ru: return "\(date)\(Self.space)\(self("month.\(month)")) \(year)\(Self.space)г."
        case .en: return "\(date)\(Self.space)\(self("month.\(month)")) \(year)"
        }
    }

    /// The day and the time of day that a clock in `zone` shows: `23.11.2026, 14:05`.
    package func instant(_ instant: Instant, in zone: TimeZone) -> String {
        // Rounded down, also before 1970.
        let whole = instant.milliseconds / 1000 - (instant.milliseconds % 1000 < 0 ? 1 : 0)
        let minutes = (((whole % 86400) + Int64(zone.secondsFromGMT(for: instant.date)) + 2 * 86400) % 86400) / 60
        let (hour, minute) = (minutes / 60, minutes % 60)
        return "\(day(Day(of: instant, in: zone))), \(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }

    /// A plain decimal such as `6.400` as it is read; a text that is none stays.
    package func decimal(_ text: String) -> String { DecimalText.parse(text, scale: 6, limit: Int64.max / 10).map { scaled($0, scale: 6, places: 0) } ?? text }

    func grouped(_ value: Int64) -> String { scaled(value, scale: 0, places: 0) }

    /// `value` units of 10^-`scale`, at least `places` digits after the decimal mark, no further zeros.
    private func scaled(_ value: Int64, scale: Int, places: Int) -> String {
        var digits = Array(String(value.magnitude).utf8)
        if digits.count <= scale { digits.insert(contentsOf: repeatElement(UInt8(ascii: "0"), count: scale + 1 - digits.count), at: 0) }
        let whole = digits.count - scale
        var end = digits.count
        while end > whole + places, digits[end - 1] == UInt8(ascii: "0") { end -= 1 }

        var text: [UInt8] = []
        text.reserveCapacity(digits.count + digits.count / 3 * 2 + 2)
        if value < 0 { text.append(UInt8(ascii: "-")) }
        for position in 0..<whole {
            if position > 0, (whole - position).isMultiple(of: 3) { text += language == .ru ? [0xC2, 0xA0] : [UInt8(ascii: ",")] }
            text.append(digits[position])
        }
        if end > whole {
            text.append(language == .ru ? UInt8(ascii: ",") : UInt8(ascii: "."))
            text += digits[whole..<end]
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Signs as CLDR's Russian has them; English readers get the code, which none of them can mistake.
    private func symbol(of currency: Currency) -> String {
        switch (language, currency.code) {
        case (.ru, "RUB"): "₽"
        case (.ru, "USD"): "$"
        case (.ru, "EUR"): "€"
        case (.ru, "CNY"): "CN¥"
        default: currency.code
        }
    }
}
