import Kernel
import Ordering

/// What a list of orders was asked for.
struct OrdersQuery: Hashable, Sendable {
    var text = ""
    var status: String?
    /// Staff only: the client's key.
    var client: String?
    var sort = OrderSorting.newest
    var cursor: String?

    init(text: String = "", status: String? = nil, client: String? = nil, cursor: String? = nil) {
        self.text = text
        self.status = status
        self.client = client
        self.cursor = cursor
    }

    /// Reads the parameters of `/orders`.
    init(_ parameter: (String) -> String?) {
        func value(_ name: String) -> String? { parameter(name).map(\.trimmed).flatMap { $0.isEmpty ? nil : $0 } }
        text = value("query") ?? ""
        status = value("status")
        client = value("client")
        sort = value("sort").flatMap { OrderSorting(rawValue: $0) } ?? .newest
        cursor = value("cursor")
    }

    func with(_ change: (inout OrdersQuery) -> Void) -> OrdersQuery {
        var query = self
        change(&query)
        return query
    }

    var parameters: [(name: String, value: String?)] {
        [("query", text.isEmpty ? nil : text), ("status", status), ("client", client), ("sort", sort == .newest ? nil : sort.rawValue), ("cursor", cursor)]
    }
}

/// A list of orders, newest first: the client's own, or for staff those of all their clients.
struct OrdersPage: Sendable {
    struct Row: Sendable {
        var number: String
        var placedAt: Instant
        /// Shown to staff.
        var client: String?
        /// Of staff: the client may order nothing for the time being.
        var isClientBlocked = false
        var reference: String?
        var site: String?
        /// One of the API's order states.
        var status: String
        var lines: Int
        /// Nil when the person may not see prices.
        var total: Money?
    }

    var query: OrdersQuery
    var rows: [Row]
    /// The states to filter by.
    var statuses: [String]
    /// The name of the client that `query.client` asks for.
    var clientName: String?
    var showsClients = false
    /// How many orders wait for the reader's decision.
    var toApprove = 0
    /// Cursors of the neighbouring pages; `isFirst` leads back to the beginning.
    var isFirst = true
    var next: String?
}
