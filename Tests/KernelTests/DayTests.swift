import Foundation
import Kernel
import Testing

@Suite("days and moments")
struct DayTests {
    private static var gregorian: Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }

    @Test("every day from 1900 to 2999 reads, writes and counts as Foundation's calendar does")
    func wholeRange() throws {
        let calendar = Self.gregorian
        var day = try #require(Day(year: 1900, month: 1, day: 1))
        let last = try #require(Day(year: 2999, month: 12, day: 31))
        var count = 0
        while true {
            let (year, month, dayOfMonth) = day.parts
            if Day(year: year, month: month, day: dayOfMonth) != day || Day(day.description) != day { Issue.record("\(day)") }
            if count % 7 == 0 {
                let parts = calendar.dateComponents([.year, .month, .day], from: Date(timeIntervalSince1970: Double(day.number) * 86400))
                #expect((parts.year, parts.month, parts.day) == (year, month, dayOfMonth))
            }
            if day == last { break }
            let next = day.adding(days: 1)
            try #require(next.number == day.number + 1)
            day = next
            count += 1
        }
        #expect(count == 401_766)
        #expect(last.adding(days: 1) == last)
    }

    @Test(
        "what is no day",
        arguments: [
            "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "1899-12-31", "3000-01-01", "2026-1-1", "26-01-01", "2026/01/01",
            "2026-01-01 ", "２026-01-01", "",
        ])
    func noDays(text: String) { #expect(Day(text) == nil) }

    @Test("adding and counting never trap")
    func extremes() {
        var random = SeededGenerator(seed: 1900)
        for _ in 0..<5000 {
            let number = random.extremeInt64()
            let moment = Instant(milliseconds: number)
            let day = Day(of: moment, in: .gmt)
            _ = (
                Day(number: number), day.adding(days: Int(random.extremeInt64())), moment.text, moment.localText(in: .gmt),
                moment.adding(seconds: random.extremeInt64()), Instant(moment.date)
            )
            #expect(Instant(moment.text) != nil, "\(random.note) \(number)")
        }
        for seconds in [Double.nan, .infinity, -.infinity, .greatestFiniteMagnitude] {
            #expect(Instant(Date(timeIntervalSince1970: seconds)).milliseconds == 0)
        }
    }

    @Test(
        "moments in RFC 3339",
        arguments: [
            ("2026-11-24T05:10:00Z", 1_795_497_000_000), ("2026-11-24T08:10:00+03:00", 1_795_497_000_000),
            ("2026-11-23T23:40:00-05:30", 1_795_497_000_000),
            ("2026-11-24t05:10:00.25z", 1_795_497_000_250), ("2026-11-24T05:10:00.123456789Z", 1_795_497_000_123), ("1970-01-01T00:00:00Z", 0),
            ("1969-12-31T23:59:59.5Z", -500),
            ("2016-12-31T23:59:60Z", 1_483_228_799_000),
        ])
    func moments(text: String, milliseconds: Int64) { #expect(Instant(text)?.milliseconds == milliseconds) }

    @Test(
        "what is no moment",
        arguments: [
            "2026-11-24T05:10:00", "2026-11-24 05:10:00Z", "2026-02-30T05:10:00Z", "2026-11-24T24:10:00Z", "2026-11-24T05:60:00Z",
            "2026-11-24T05:10:61Z", "2026-11-24T05:10:00Zjunk",
            "2026-11-24T05:10Z", "2026-11-24T05:10:00+0300", "2026-11-24T05:10:00.Z", "2026-11-24T05:10:00+24:00", "2026-11-24", "",
            "2026-11-24T05:10:00+03:0", "2026-11-24T05:10:00.123",
        ])
    func noMoments(text: String) { #expect(Instant(text) == nil) }

    @Test("moments between 1900 and 2999 are written and read back, as Foundation reads them")
    func momentsRoundTrip() throws {
        var random = SeededGenerator(seed: 2999)
        for _ in 0..<2000 {
            let moment = Instant(milliseconds: Int64.random(in: -2_208_988_800...32_503_679_999, using: &random) * 1000)
            #expect(Instant(moment.text) == moment, "\(random.note)")
            let date = try Date(moment.text, strategy: Date.ISO8601FormatStyle())
            #expect(Instant(date) == moment, "\(random.note)")
        }
    }

    @Test("a day is that of the zone's clock")
    func zones() throws {
        let moment = try #require(Instant("2026-11-23T21:30:00Z"))
        let moscow = try #require(TimeZone(name: "Europe/Moscow"))
        let newYork = try #require(TimeZone(name: "America/New_York"))
        #expect(Day(of: moment, in: moscow).description == "2026-11-24")
        #expect(Day(of: moment, in: newYork).description == "2026-11-23")
        #expect(moment.localText(in: moscow) == "2026-11-24T00:30:00")
        #expect(moment.localText(in: newYork) == "2026-11-23T16:30:00")
        #expect(Day(of: Instant(milliseconds: -1), in: .gmt).description == "1969-12-31")
    }

    @Test("a period holds its ends and never ends before it begins")
    func periods() throws {
        let first = try #require(Day("2026-01-01"))
        let last = try #require(Day("2026-01-31"))
        let january = try #require(Period(from: first, to: last))
        #expect(january.contains(first) && january.contains(last))
        #expect(!january.contains(last.adding(days: 1)) && !january.contains(first.adding(days: -1)))
        #expect(Period(from: last, to: first) == nil)
        #expect(Period.always.contains(first))
    }
}
