import Customers
import Kernel

/// What a list of clients was asked for.
struct ClientsQuery: Hashable, Sendable {
    var text = ""
    var sort = ClientSorting.name
    var cursor: String?

    init() {}

    /// Reads the parameters of `/clients`.
    init(_ parameter: (String) -> String?) {
        func value(_ name: String) -> String? { parameter(name).map(\.trimmed).flatMap { $0.isEmpty ? nil : $0 } }
        text = value("query") ?? ""
        sort = value("sort").flatMap { ClientSorting(rawValue: $0) } ?? .name
        cursor = value("cursor")
    }

    func with(_ change: (inout ClientsQuery) -> Void) -> ClientsQuery {
        var query = self
        change(&query)
        return query
    }

    var parameters: [(name: String, value: String?)] { [("query", text.isEmpty ? nil : text), ("sort", sort == .name ? nil : sort.rawValue), ("cursor", cursor)] }
}

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
        /// It may order nothing for the time being.
        var isBlocked = false
        /// Staff act for this client now.
        var isCurrent = false
    }

    var query = ClientsQuery()
    var rows: [Row]
    /// States lead to the story of a client's credit.
    var showsCredit = false
    /// Each client leads to its people.
    var showsPeople = false
    /// The viewer may order for a client.
    var canOrder = false
    /// Merges that wait for a second person.
    var waiting: [WaitingMergeRow] = []
    var isFirst = true
    var next: String?
}
