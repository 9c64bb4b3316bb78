import Foundation
import Kernel
import Localization
import Testing

/// Compared with ICU, which Foundation formats by.
@Suite("Numbers, sums and dates")
struct NumbersTests {
    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }

    private let t = Texts(.ru)
    private let russian = Locale(identifier: "ru_RU")

    private func decimal(_ units: Int64, places: Int) -> Decimal {
        Decimal(sign: units < 0 ? .minus : .plus, exponent: -places, significand: Decimal(units.magnitude))
    }

    /// Sums of all sizes, small ones and the largest.
    private func numbers(_ generator: inout Generator, limit: Int64) -> [Int64] {
        [0, 1, -1, 9, 10, 99, 100, 999, 1000, 99_999, 100_000, -123_456_789, limit, -limit]
            + (0..<500).map { _ in Int64.random(in: -limit...limit, using: &generator) >> Int64.random(in: 0...50, using: &generator) }
    }

    private func plain(_ text: String) -> String { String(text.map { $0.isWhitespace ? " " : $0 }) }

    @Test("sums are written to the character as ICU writes Russian", arguments: ["RUB", "USD", "EUR", "KZT", "CNY", "BYN"])
    func money(code: String) throws {
        var generator = Generator(state: 20261124)
        let currency = try #require(Currency(code))
        for units in numbers(&generator, limit: 99_999_999_999_999) {
            let sum = try #require(Money(minorUnits: units, currency: currency))
            #expect(t.money(sum) == decimal(units, places: 2).formatted(.currency(code: code).locale(russian)), "seed 20261124")
        }
    }

    @Test("quantities and whole numbers are written to the character as ICU writes Russian")
    func quantities() throws {
        var generator = Generator(state: 7)
        for units in numbers(&generator, limit: Quantity.limit) {
            let quantity = try #require(Quantity(thousandths: units))
            #expect(t.quantity(quantity) == decimal(units, places: 3).formatted(.number.locale(russian).precision(.fractionLength(0...3))), "seed 7")
            #expect(t.number(Int(units)) == Int(units).formatted(.number.locale(russian)), "seed 7")
        }
    }

    @Test("a unit price has two places, four where it needs them")
    func unitPrices() throws {
        for (text, shown) in [("19.9", "19,90 ₽"), ("0.1234", "0,1234 ₽"), ("1234567.125", "1 234 567,125 ₽"), ("0", "0,00 ₽")] {
            #expect(t.unitPrice(try #require(UnitPrice(text)), .rub).replacing("\u{A0}", with: " ") == shown)
        }
        #expect(Texts(.en).unitPrice(try #require(UnitPrice("1234.5")), .rub).replacing("\u{A0}", with: " ") == "1,234.50 RUB")
    }

    @Test("days are written to the character as ICU writes Russian, short and long")
    func days() throws {
        var generator = Generator(state: 3)
        let utc = try #require(TimeZone(identifier: "UTC"))
        var short = Date.FormatStyle(locale: russian, timeZone: utc).day(.twoDigits).month(.twoDigits).year()
        var long = Date.FormatStyle(date: .long, locale: russian, timeZone: utc)
        short.calendar = Calendar(identifier: .gregorian)
        long.calendar = Calendar(identifier: .gregorian)
        for _ in 0..<300 {
            let day = try #require(Day(number: Int64.random(in: -20000...40000, using: &generator)))
            let date = Date(timeIntervalSince1970: Double(day.number) * 86400)
            #expect(t.day(day) == date.formatted(short), "seed 3")
            // ICU parts «г.» by a narrow space that many fonts lack.
            #expect(plain(t.longDay(day)) == plain(date.formatted(long)), "seed 3")
        }
        let day = try #require(Day("2026-11-03"))
        #expect(Texts(.en).day(day) == "3 Nov 2026")
        #expect(Texts(.en).longDay(day) == "3\u{A0}November 2026")
    }

    @Test("a moment is shown by the clock of its zone, before 1970 too")
    func instants() throws {
        let moscow = try #require(TimeZone(identifier: "Europe/Moscow"))
        let vladivostok = try #require(TimeZone(identifier: "Asia/Vladivostok"))
        let instant = try #require(Instant("2026-11-23T22:05:59Z"))
        #expect(t.instant(instant, in: moscow) == "24.11.2026, 01:05")
        #expect(t.instant(instant, in: vladivostok) == "24.11.2026, 08:05")
        #expect(Texts(.en).instant(instant, in: moscow) == "24 Nov 2026, 01:05")
        #expect(t.instant(Instant(milliseconds: -1), in: .gmt) == "31.12.1969, 23:59")
    }
}
