import Foundation
import Kernel
import Testing

@testable import PriceFiles

@Suite("When a price file is due")
struct PriceFileTimesTests {
    typealias Weekday = PriceFileTimes.Weekday

    struct Case: Sendable {
        let zone: String
        let days: Set<Weekday>
        let hour: Int
        let after: String
        let due: [String]

        init(_ zone: String, _ days: Set<Weekday>, _ hour: Int, _ after: String, _ due: String...) {
            self.zone = zone
            self.days = days
            self.hour = hour
            self.after = after
            self.due = due
        }
    }

    static let daily = Set(Weekday.allCases)
    static let cases = [
        Case("Europe/Moscow", daily, 6, "2026-11-24T02:59:59Z", "2026-11-24T03:00:00Z", "2026-11-25T03:00:00Z"),
        // The due time itself is past.
        Case("Europe/Moscow", daily, 6, "2026-11-24T03:00:00Z", "2026-11-25T03:00:00Z"),
        // 24 November 2026 is a Tuesday.
        Case("Europe/Moscow", [.monday, .friday], 6, "2026-11-24T09:00:00Z", "2026-11-27T03:00:00Z", "2026-11-30T03:00:00Z"),
        Case("Europe/Moscow", [.tuesday], 6, "2026-11-24T09:00:00Z", "2026-12-01T03:00:00Z"),
        // It is Wednesday in Vladivostok when it is Tuesday in Greenwich.
        Case("Asia/Vladivostok", [.wednesday], 1, "2026-11-24T09:00:00Z", "2026-11-24T15:00:00Z", "2026-12-01T15:00:00Z"),
        Case("America/New_York", [.monday], 23, "2026-11-24T05:00:00Z", "2026-12-01T04:00:00Z"),
        // The same hour of the wall clock on both sides of a jump.
        Case("Europe/Berlin", daily, 6, "2027-03-27T04:00:00Z", "2027-03-27T05:00:00Z", "2027-03-28T04:00:00Z", "2027-03-29T04:00:00Z"),
        // 02:00 is left out on 28 March 2027: due when the clock shows 03:00.
        Case("Europe/Berlin", daily, 2, "2027-03-27T12:00:00Z", "2027-03-28T01:00:00Z", "2027-03-29T00:00:00Z"),
        // 02:00 comes twice on 25 October 2026: due the first time alone.
        Case("Europe/Berlin", daily, 2, "2026-10-24T12:00:00Z", "2026-10-25T00:00:00Z", "2026-10-26T01:00:00Z"),
        Case("Europe/Berlin", daily, 2, "2026-10-25T00:30:00Z", "2026-10-26T01:00:00Z"),
        // Midnight is left out.
        Case("America/Sao_Paulo", daily, 0, "2018-11-03T12:00:00Z", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"),
        // Half an hour is left out.
        Case("Australia/Lord_Howe", daily, 2, "2026-10-03T00:00:00Z", "2026-10-03T15:30:00Z", "2026-10-04T15:00:00Z"),
        // Friday 30 December 2011 was left out in Samoa.
        Case("Pacific/Apia", daily, 6, "2011-12-29T15:00:00Z", "2011-12-29T16:00:00Z", "2011-12-30T16:00:00Z", "2011-12-31T16:00:00Z"),
    ]

    @Test("it follows the seller's clock, its days and its jumps", arguments: cases)
    func table(_ one: Case) throws {
        let times = try #require(PriceFileTimes(weekdays: one.days, hour: one.hour))
        let zone = try #require(TimeZone(name: one.zone))
        var moment = try #require(Instant(one.after))
        for due in one.due {
            moment = times.next(after: moment, in: zone)
            #expect(moment.text == due, "\(one)")
        }
    }

    @Test("however long nothing ran, one time is next, and each chosen day has one due time")
    func property() throws {
        let zones = ["Europe/Moscow", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Tehran", "Africa/Casablanca", "America/St_Johns", "Asia/Kamchatka", "UTC"]
        let seed: UInt64 = 20261129
        var random = Seeded(seed)
        for _ in 0..<300 {
            let name = try #require(zones.randomElement(using: &random))
            let zone = try #require(TimeZone(name: name))
            let days = Set(Weekday.allCases.filter { _ in Bool.random(using: &random) }).union([.thursday])
            let times = try #require(PriceFileTimes(weekdays: days, hour: Int.random(in: 0...23, using: &random)))
            var moment = Instant(milliseconds: Int64.random(in: 946_684_800_000...2_208_988_800_000, using: &random))
            var seen: [Day] = []
            for _ in 0..<60 {
                let due = times.next(after: moment, in: zone)
                #expect(due > moment && due.milliseconds - moment.milliseconds <= 8 * 86_400_000, "seed \(seed): \(zone) \(moment.text) \(due.text)")
                // A missed time is not made up for one by one: from any moment before it the same time is next.
                let between = Instant(milliseconds: Int64.random(in: moment.milliseconds..<due.milliseconds, using: &random))
                #expect(times.next(after: between, in: zone) == due, "seed \(seed)")
                seen.append(Day(of: due, in: zone))
                moment = due
            }
            #expect(Set(seen).count == seen.count && seen == seen.sorted(), "seed \(seed): \(zone) \(times)")
            #expect(seen.allSatisfy { day in Weekday(of: day).map(days.contains) == true }, "seed \(seed): \(zone)")
        }
    }

    @Test("no day or no hour is no schedule")
    func wrong() {
        #expect(PriceFileTimes(weekdays: [], hour: 6) == nil && PriceFileTimes(weekdays: Self.daily, hour: 24) == nil && PriceFileTimes(weekdays: Self.daily, hour: -1) == nil)
        #expect(PriceFileTimes(bits: 127, hour: 6)?.isDaily == true && PriceFileTimes(bits: 0, hour: 6) == nil)
        #expect(PriceFileTimes(bits: 0b1000001, hour: 6)?.weekdays == [.monday, .sunday])
    }
}
