import Kernel

/// Requests to support: a client's own, or for staff those of the clients they look after.
struct SupportPage: Sendable {
    struct Row: Sendable {
        var id: Int64
        var subject: String
        var topic: String
        /// `open`, `answered`, `closed`.
        var state: String
        /// For staff.
        var client: String?
        var askedBy: String
        var createdAt: Instant
        var lastAt: Instant
        /// In seconds; nil when nobody waits.
        var waiting: Int64?
        var isOverdue = false
        /// In seconds; nil before there was one.
        var firstAnswer: Int64?
        /// For staff: who answers for the client.
        var keepers: [String] = []
    }

    /// How fast clients were answered in the last thirty days, for staff.
    struct Times: Sendable {
        var asked: Int
        var answered: Int
        var inTime: Int
        var mean: Int64?
    }

    var isStaff: Bool
    var rows: [Row]
    /// `open`, `answered`, `closed` or `all`.
    var state: String
    /// A client that the list is narrowed to, for staff.
    var client: (key: String, name: String)?
    var times: Times?
    var hours: Int64
    var canAsk: Bool
    var isFirst = true
    var next: String?
}

/// The form for a new request.
struct SupportForm: Sendable {
    var topic = "other"
    var subject = ""
    var text = ""
    var order = ""
    var article = ""
    var refusal: String?
    var problems: [FieldProblem] = []
}

/// One request with all that was written.
struct SupportThreadPage: Sendable {
    struct Message: Sendable {
        var id: Int64
        var author: String
        var isStaff: Bool
        var text: String
        var at: Instant
    }

    var row: SupportPage.Row
    var isStaff: Bool
    /// Nil for the client's own people.
    var clientKey: String?
    var order: String?
    var product: (article: String, name: String)?
    var messages: [Message]
    var hours: Int64
    /// Whether the person who looks at it has not read all of it before.
    var isUnread = false
    var typed = ""
    var refusal: String?
    var problems: [FieldProblem] = []
}
