import Customers
import Jobs
import Kernel

/// The settings of the house and what waits for somebody to look after it.
struct HousePage: Sendable {
    var name = ""
    /// What holds without an own name.
    var usualName = ""
    var staffSecondFactor = false
    var mailSender = ""
    var showsBasePrice = false
    var isCatalogueOpen = false
    var stockForVisitors = StockForVisitors.none
    var creditMail = true
    /// Within how many hours clients are to be answered.
    var supportHours = ""
    var hasMail = true
    var mailWaiting = 0
    var deadJobs = 0
    var refusal: String?
    var problems: [FieldProblem] = []
}

/// The job queue.
struct JobsPage: Sendable {
    struct Row: Sendable {
        var id: Int64
        var kind: String
        var attempts: Int
        var error: String
        var createdAt: Instant
        var endedAt: Instant
    }

    var waiting: Int
    var dead: Int
    /// Seconds that the longest-overdue job has been due.
    var oldest: Int64
    var mailWaiting: Int
    var hasMail: Bool
    /// The daily loading of rates; nil where it is not set up.
    var rates: (fetches: Bool, job: JobState?) = (false, nil)
    var rows: [Row]
}

/// Who is signed in.
struct SignedInPage: Sendable {
    struct Row: Sendable {
        var person: Int64
        var name: String
        var since: Instant
        var place: String
        var agent: String
        var isCurrent: Bool
    }

    var rows: [Row]
    var isFirst = true
    var next: String?
}
