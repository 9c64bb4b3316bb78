import Kernel

/// Days off and working Saturdays by decree of the government, year by year; the years after follow the law's own list until the decree is known.
///
/// Sources: Government decrees No. 1335 of 04.10.2024 (for 2025) and No. 1466 of 24.09.2025 (for 2026).
enum PublicHolidays {
    static let transfers: [Day: Bool] = {
        var days: [Day: Bool] = [:]
        for text in [
            "2025-05-02", "2025-05-08", "2025-06-13", "2025-11-03", "2025-12-31",
            "2026-01-09", "2026-03-09", "2026-05-11", "2026-12-31",
        ] { if let day = Day(text) { days[day] = false } }
        for text in ["2025-11-01"] { if let day = Day(text) { days[day] = true } }
        return days
    }()
}
