/// The policies of what is shown, and "may this client see this article"; for staff.
struct AssortmentsPage: Sendable {
    struct Policy: Sendable {
        struct Rule: Sendable {
            var isAllow: Bool
            var text: String
        }

        var key: String
        var isVisibleByDefault: Bool
        var isForVisitors: Bool
        var clients: Int
        var contracts: Int
        var ruleCount: Int
        /// The first of them.
        var rules: [Rule]
    }

    /// What decides for one contract, or without one.
    struct Answer: Sendable {
        /// The contract's number, or nothing.
        var contract: String?
        var isShown: Bool
        var reason: String
    }

    var client = ""
    /// Once it is known.
    var clientName: String?
    var article = ""
    var articleName: String?
    var answers: [Answer] = []
    var problems: [FieldProblem] = []
    var policies: [Policy]
    var isFirst = true
    var next: String?
}
