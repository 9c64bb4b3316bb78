/// Which day's rate a price in another currency is converted with, and what is put on top for the risk.
package struct RateRule: Hashable, Sendable {
    package enum RateDay: String, Sendable, CaseIterable {
        /// The day of the price.
        case sameDay = "same_day"
        case previousDay = "previous_day"
        /// The first of the month.
        case monthStart = "month_start"
    }

    package let day: RateDay
    package let markup: Percent

    package init(day: RateDay = .sameDay, markup: Percent = .zero) {
        self.day = day
        self.markup = markup
    }

    /// The rate of the day itself, nothing on top: what holds where neither the contract nor the house says otherwise.
    package static let plain = RateRule()

    /// The day whose rate counts for a price of `day`.
    package func rateDay(for day: Day) -> Day {
        switch self.day {
        case .sameDay: day
        case .previousDay: day.adding(days: -1)
        case .monthStart: day.adding(days: 1 - day.parts.day)
        }
    }
}
