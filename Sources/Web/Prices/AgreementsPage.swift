import Kernel

/// Requests for project prices: of a client, or of all for staff.
struct AgreementsPage: Sendable {
    struct Row: Sendable {
        var number: String
        var title: String
        var client: String?
        var site: String?
        var from: Day
        var to: Day
        /// `requested`, `approved_once`, `in_force`, `coming`, `ended`, `used_up`, `refused`, `withdrawn`, `expired`, `closed`.
        var state: String
        var lines: Int
        var requestedBy: String
        var requestedAt: Instant
        /// The person here may give the next approval.
        var awaitsViewer = false
    }

    var tabs: [PricesTab] = [.requests]
    var text = ""
    /// `waiting`, `force` or nothing for all.
    var filter: String?
    var rows: [Row]
    var canAsk = false
    var isStaff = false
    var isFirst = true
    var next: String?
}
