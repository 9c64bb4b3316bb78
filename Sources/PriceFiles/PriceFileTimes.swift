package import Foundation
package import Kernel

/// When a price file is made: on which days of the week, at which hour of the seller's clock.
package struct PriceFileTimes: Sendable, Hashable {
    /// Monday is the first day.
    package enum Weekday: String, Sendable, CaseIterable {
        case monday, tuesday, wednesday, thursday, friday, saturday, sunday

        /// As stored: one bit for each day.
        var bit: Int { Self.allCases.firstIndex(of: self).map { 1 << $0 } ?? 0 }

        init?(of day: Day) {
            // 1970-01-01 was a Thursday.
            let place = ((Int(day.number) + 3) % 7 + 7) % 7
            guard Self.allCases.indices.contains(place) else { return nil }
            self = Self.allCases[place]
        }
    }

    package let weekdays: Set<Weekday>
    /// From 0 to 23.
    package let hour: Int

    /// Nil without a day, or for an hour that no clock shows.
    package init?(weekdays: Set<Weekday>, hour: Int) {
        guard !weekdays.isEmpty, (0...23).contains(hour) else { return nil }
        self.weekdays = weekdays
        self.hour = hour
    }

    init?(bits: Int, hour: Int) { self.init(weekdays: Set(Weekday.allCases.filter { bits & $0.bit != 0 }), hour: hour) }

    var bits: Int { weekdays.reduce(0) { $0 | $1.bit } }

    package var isDaily: Bool { weekdays.count == Weekday.allCases.count }

    /// The first due time after a moment, whatever was missed before it. An hour that the clock leaves out is due when the clock has jumped over it, an hour
    /// that it shows twice the first time.
    package func next(after moment: Instant, in zone: TimeZone) -> Instant {
        let today = Day(of: moment, in: zone)
        // From the day before: where a clock jumps over midnight, its hour may still be ahead.
        for offset in -1...8 {
            let day = today.adding(days: offset)
            guard let weekday = Weekday(of: day), weekdays.contains(weekday) else { continue }
            let due = instant(on: day, in: zone)
            if due > moment { return due }
        }
        return moment.adding(seconds: 7 * 86_400)
    }

    /// The moment at which a clock in `zone` shows the hour on that day.
    private func instant(on day: Day, in zone: TimeZone) -> Instant {
        let shown = Int64(day.number) * 86_400 + Int64(hour) * 3600
        func offset(_ seconds: Int64) -> Int64 { Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds)))) }
        let (before, after) = (offset(shown - 2 * 86_400), offset(shown + 2 * 86_400))
        // Inside of a gap neither offset fits: the one before it leads to the moment after the jump.
        let seconds = [shown - before, shown - after].filter { $0 + offset($0) == shown }.min() ?? shown - before
        return Instant(milliseconds: seconds * 1000)
    }
}
