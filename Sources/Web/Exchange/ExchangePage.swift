import Kernel

/// What came in from the distributor's systems lately, and what became of it; for staff.
struct ExchangePage: Sendable {
    struct Run: Sendable {
        struct Problem: Sendable {
            /// Where: a file and row, or an external id.
            var place: String
            var text: String
        }

        /// The number of the import; nil where it has no page of its own.
        var id: Int64?
        var startedAt: Instant
        /// Nil while it runs.
        var finishedAt: Instant?
        /// Who sent it: "1C", a key's name, the command line.
        var source: String
        /// What: a kind of the API, or the name of a file.
        var subject: String
        /// `running`, `done`, `done_with_problems`, `failed`.
        var state: String
        var created = 0
        var updated = 0
        var unchanged = 0
        var refused = 0
        var ignored = 0
        /// It has been put back.
        var isUndone = false
        /// The first of them.
        var problems: [Problem] = []
        /// How many there are; nil: no more than these.
        var told: Int?

        var problemCount: Int { max(told ?? 0, problems.count) }
    }

    /// How fresh one sort of figures is.
    struct Freshness: Sendable {
        var subject: String
        var asOf: Instant?
        var isStale = false
    }

    var freshness: [Freshness] = []
    /// Whether the viewer may bring sheets of records.
    var bringsSheets = false
    var runs: [Run]
    var isFirst = true
    var next: String?
}
