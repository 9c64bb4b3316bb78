package import Foundation

/// A calendar day of the proleptic Gregorian calendar, without a time zone. Between the years 1900 and 2999.
package struct Day: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Days since 1970-01-01, as stored.
    package let number: Int32

    private static let numbers: ClosedRange<Int32> = -25567...376199
    /// 1900-01-01, which stands for "always before", and 2999-12-31, which stands for "without an end".
    package static let first = Day(nearest: .min)
    package static let last = Day(nearest: .max)

    package init?(number: Int64) {
        guard let small = Int32(exactly: number), Self.numbers.contains(small) else { return nil }
        self.number = small
    }

    init(known year: Int, _ month: Int, _ day: Int) { number = Int32(Self.count(year, month, day)) }

    package init?(year: Int, month: Int, day: Int) {
        guard (1900...2999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        self.init(number: Int64(Self.count(year, month, day)))
        guard parts == (year, month, day) else { return nil }
    }

    /// `YYYY-MM-DD`.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == 45, bytes[7] == 45 else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in bytes[range] {
                guard (48...57).contains(byte) else { return nil }
                value = value * 10 + Int(byte - 48)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The day that a clock in `zone` shows at `instant`.
    package init(of instant: Instant, in zone: TimeZone) {
        let local = instant.milliseconds.dividedFloor(by: 1000) &+ Int64(zone.secondsFromGMT(for: instant.date))
        self.init(nearest: local.dividedFloor(by: 86400))
    }

    /// The day with this count, or the first or last day there is.
    init(nearest days: Int64) { number = Int32(min(Int64(Self.numbers.upperBound), max(Int64(Self.numbers.lowerBound), days))) }

    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }

    /// Stays within the years 1900 to 2999.
    package func adding(days: Int) -> Day {
        let sum = Int64(number) + Int64(max(-1_000_000, min(1_000_000, days)))
        return Day(number: max(Int64(Self.numbers.lowerBound), min(Int64(Self.numbers.upperBound), sum))) ?? self
    }

    /// Civil date from the day count (Howard Hinnant, "chrono-compatible low-level date algorithms", `civil_from_days`).
    package var parts: (year: Int, month: Int, day: Int) {
        let shifted = Int(number) + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// Day count from the civil date (the same source, `days_from_civil`).
    private static func count(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// `YYYY-MM-DD`.
    package var description: String {
        let (year, month, day) = parts
        return "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }
}

/// From day to day, both inclusive; an open end is nil.
package struct Period: Hashable, Sendable {
    package let from: Day?
    package let to: Day?

    /// Nil when the period ends before it begins.
    package init?(from: Day?, to: Day?) {
        if let from, let to, to < from { return nil }
        self.from = from
        self.to = to
    }

    package static let always = Period(open: ())
    private init(open: Void) { from = nil; to = nil }

    package func contains(_ day: Day) -> Bool { (from.map { $0 <= day } ?? true) && (to.map { day <= $0 } ?? true) }
}

extension Int64 {
    func dividedFloor(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
