import Kernel
import Receivables

/// What a list of documents was asked for.
struct DocumentsQuery: Hashable, Sendable {
    var text = ""
    /// Keys of contract and, for staff, of the client.
    var contract: String?
    var client: String?
    /// An order's number.
    var order: String?
    var kind: String?
    var isUnsigned = false
    /// Days as they stand in the address.
    var from: String?
    var to: String?
    var sort = DocumentSorting.newest
    var cursor: String?

    init() {}

    /// Reads the parameters of `/documents`.
    init(_ parameter: (String) -> String?) {
        func value(_ name: String) -> String? { parameter(name).map(\.trimmed).flatMap { $0.isEmpty ? nil : $0 } }
        text = value("query") ?? ""
        contract = value("contract")
        client = value("client")
        order = value("order")
        kind = value("kind")
        isUnsigned = value("unsigned") == "1"
        from = value("from")
        to = value("to")
        sort = value("sort").flatMap { DocumentSorting(rawValue: $0) } ?? .newest
        cursor = value("cursor")
    }

    var isNarrowed: Bool { self.with { ($0.cursor, $0.sort) = (nil, .newest) } != DocumentsQuery() }

    func with(_ change: (inout DocumentsQuery) -> Void) -> DocumentsQuery {
        var query = self
        change(&query)
        return query
    }

    var parameters: [(name: String, value: String?)] {
        [
            ("query", text.isEmpty ? nil : text), ("contract", contract), ("client", client), ("order", order), ("kind", kind), ("unsigned", isUnsigned ? "1" : nil),
            ("from", from), ("to", to), ("sort", sort == .newest ? nil : sort.rawValue), ("cursor", cursor),
        ]
    }
}

/// Documents, the newest first: the client's own, or for staff those of all their clients.
struct DocumentsPage: Sendable {
    struct Row: Sendable {
        /// Words of `DocumentKind` and `Signature`.
        var kind: String
        var signature: String
        var number: String
        var date: Day
        var signedOn: Day?
        var contractKey: String
        var contract: String
        /// Shown to staff.
        var client: String?
        /// One of our orders, when it is one and the viewer sees orders.
        var order: String?
        var amount: Money?
    }

    var query: DocumentsQuery
    var rows: [Row]
    var contracts: [Choice] = []
    var showsClients = false
    /// Whether contracts are links: to those who see debts.
    var linksContracts = false
    var isFirst = true
    var next: String?
}
