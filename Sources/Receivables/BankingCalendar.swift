package import Kernel

/// Which days banks work: Monday to Friday without the public holidays of the Labour Code (article 112), unless the table says otherwise.
///
/// The transfers of each year are data (`calendar_days`): the government decrees them every autumn.
package struct BankingCalendar: Sendable {
    /// By day: whether it is worked, where that differs from the rule.
    private let exceptions: [Day: Bool]

    package init(exceptions: [Day: Bool] = [:]) { self.exceptions = exceptions }

    package func isWorking(_ day: Day) -> Bool {
        if let known = exceptions[day] { return known }
        // 1970-01-01 was a Thursday: 0 is Monday.
        let weekday = ((Int(day.number) + 3) % 7 + 7) % 7
        let (_, month, date) = day.parts
        return weekday < 5 && !Self.holidays.contains(month * 100 + date)
    }

    /// The day after so many banking days.
    package func day(_ count: Int, after day: Day) -> Day {
        var day = day
        for _ in 0..<max(0, min(count, 3650)) {
            // At the end of the calendar there is no next day.
            repeat { if day.adding(days: 1) == day { return day } else { day = day.adding(days: 1) } } while !isWorking(day)
        }
        return day
    }

    private static let holidays: Set<Int> = [101, 102, 103, 104, 105, 106, 107, 108, 223, 308, 501, 509, 612, 1104]
}

/// When a debt of this day is to be paid under a contract.
package func dueDay(of date: Day, paymentDays: Int, isBanking: Bool, _ calendar: BankingCalendar) -> Day {
    isBanking ? calendar.day(paymentDays, after: date) : date.adding(days: paymentDays)
}
