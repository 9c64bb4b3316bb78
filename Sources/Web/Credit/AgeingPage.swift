import Kernel
import Receivables

/// What the ageing was asked for; all of it stands in the address.
struct AgeingQuery: Hashable, Sendable {
    /// A part of the client's name.
    var text = ""
    var manager: String?
    /// The external id of a selling company.
    var seller: String?
    var state: BlockState?
    var onlyOverdue = false
    var order = AgeingOrder.overdue
    var cursor: String?

    init() {}

    /// Reads the parameters of `/credit`; nonsense is passed over.
    init(_ parameter: (String) -> String?) {
        func value(_ name: String) -> String? { parameter(name).map(\.trimmed).flatMap { $0.isEmpty ? nil : $0 } }
        text = value("query") ?? ""
        manager = value("manager")
        seller = value("seller")
        state = value("state").flatMap { BlockState(rawValue: $0) }
        onlyOverdue = value("overdue") == "1"
        order = value("sort").flatMap { AgeingOrder(rawValue: $0) } ?? .overdue
        cursor = value("cursor")
    }

    func with(_ change: (inout Self) -> Void) -> Self {
        var other = self
        change(&other)
        return other
    }

    var isNarrowed: Bool { !text.isEmpty || manager != nil || seller != nil || state != nil || onlyOverdue }

    var parameters: [(name: String, value: String?)] {
        [
            ("query", text.isEmpty ? nil : text), ("manager", manager), ("seller", seller), ("state", state?.rawValue), ("overdue", onlyOverdue ? "1" : nil),
            ("sort", order == .overdue ? nil : order.rawValue), ("cursor", cursor),
        ]
    }
}

/// Who owes what since when, for staff.
struct AgeingPage: Sendable {
    /// Sums by how long they are overdue.
    struct Sums: Sendable {
        var debt: Money
        /// Not due; 1–30, 31–60, 61–90 days, longer.
        var buckets: [Money]
        var advance: Money
    }

    struct Row: Sendable {
        var client: String
        var clientKey: String
        var contract: String
        var contractKey: String
        var seller: String
        var manager: String?
        var state: String
        var overdueDays: Int
        var sums: Sums
    }

    struct Total: Sendable {
        var contracts: Int
        var sums: Sums
    }

    var query: AgeingQuery
    var sellers: [Choice]
    var managers: [Choice]
    var rows: [Row]
    /// By currency.
    var totals: [Total]
    var tabs: CreditTabs
    var next: String?
}

/// Which parts of the section somebody may open, and which is open.
struct CreditTabs: Sendable {
    enum Tab: String, Sendable, CaseIterable {
        case ageing, blocked, holds, overrides, rules

        var address: String {
            switch self {
            case .ageing: Address.credit
            case .blocked: Address.creditBlocked
            case .holds: Address.creditHolds
            case .overrides: Address.creditOverrides
            case .rules: Address.creditRules
            }
        }
    }

    var tabs: [Tab] = Tab.allCases
    var current: Tab?
}
