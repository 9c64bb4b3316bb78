import Kernel

/// The clients of a manager, for staff.
struct ClientsPage: Sendable {
    struct Row: Sendable {
        var key: String
        var name: String
        var inn: String?
        var contracts: Int
        var manager: String?
        /// Nil for those who may not see debts.
        var debt: Money?
        var available: Money?
        /// The worst credit state of its contracts.
        var state = "ok"
        /// Another client has the same taxpayer number; told to those who may merge.
        var mayBeDouble = false
        /// Staff act for this client now.
        var isCurrent = false
    }

    var text = ""
    var rows: [Row]
    /// States lead to the story of a client's credit.
    var showsCredit = false
    /// Each client leads to its people.
    var showsPeople = false
    /// Merges that wait for a second person.
    var waiting: [WaitingMergeRow] = []
    var isFirst = true
    var next: String?
}
