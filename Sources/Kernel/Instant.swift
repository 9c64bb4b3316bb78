package import Foundation

/// A moment: milliseconds since 1970-01-01 UTC, as stored.
package struct Instant: Hashable, Sendable, Comparable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }
    package init(_ date: Date) { milliseconds = Int64(exactly: (date.timeIntervalSince1970 * 1000).rounded()) ?? 0 }

    /// RFC 3339, `2026-11-24T08:10:00.250+03:00`, with its zone; a leap second counts as the last second. Fractions below a millisecond are dropped.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, let day = Day(String(decoding: bytes[0..<10], as: UTF8.self)), bytes[10] | 0x20 == UInt8(ascii: "t"),
            let hour = twoDigits(bytes, 11, below: 24), bytes[13] == UInt8(ascii: ":"), let minute = twoDigits(bytes, 14, below: 60),
            bytes[16] == UInt8(ascii: ":"),
            let second = twoDigits(bytes, 17, below: 61)
        else { return nil }
        var place = 19
        var fraction: Int64 = 0
        if bytes[place] == UInt8(ascii: ".") {
            let digits = bytes[(place + 1)...].prefix { isDigit($0) }
            guard !digits.isEmpty else { return nil }
            for index in 0..<3 {
                fraction = fraction * 10 + (index < digits.count ? Int64(digits[digits.startIndex + index] - UInt8(ascii: "0")) : 0)
            }
            place = digits.endIndex
        }
        var shift = 0
        switch bytes.count - place {
        case 1 where bytes[place] | 0x20 == UInt8(ascii: "z"): break
        case 6 where bytes[place] == UInt8(ascii: "+") || bytes[place] == UInt8(ascii: "-"):
            guard let hours = twoDigits(bytes, place + 1, below: 24), bytes[place + 3] == UInt8(ascii: ":"),
                let minutes = twoDigits(bytes, place + 4, below: 60)
            else { return nil }
            shift = (hours * 60 + minutes) * (bytes[place] == UInt8(ascii: "+") ? -60 : 60)
        default: return nil
        }
        let seconds = Int64(day.number) * 86400 + Int64(hour * 3600 + minute * 60 + min(second, 59) + shift)
        milliseconds = seconds * 1000 + fraction
    }

    package static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }

    package var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    /// RFC 3339 in UTC, whole seconds: `2026-11-24T05:10:00Z`. Outside of the years 1900 to 2999 the day is that of the nearest end.
    package var text: String { Self.clock(milliseconds.dividedFloor(by: 1000)) + "Z" }

    /// What a clock in `zone` shows, as 1C writes it: `2026-11-24T08:10:00`.
    package func localText(in zone: TimeZone) -> String { Self.clock(milliseconds.dividedFloor(by: 1000) &+ Int64(zone.secondsFromGMT(for: date))) }

    private static func clock(_ seconds: Int64) -> String {
        let days = seconds.dividedFloor(by: 86400)
        let second = Int(seconds - days * 86400)
        func pair(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
        return "\(Day(nearest: days))T\(pair(second / 3600)):\(pair(second / 60 % 60)):\(pair(second % 60))"
    }

    package func adding(seconds: Int64) -> Instant { Instant(milliseconds: milliseconds &+ seconds &* 1000) }
}

private func twoDigits(_ bytes: [UInt8], _ place: Int, below limit: Int) -> Int? {
    guard isDigit(bytes[place]), isDigit(bytes[place + 1]) else { return nil }
    let value = Int(bytes[place] - UInt8(ascii: "0")) * 10 + Int(bytes[place + 1] - UInt8(ascii: "0"))
    return value < limit ? value : nil
}
