import Kernel

/// Who is not free, why, and what would lift it.
struct BlockedPage: Sendable {
    struct Row: Sendable {
        var client: String
        var clientKey: String
        var contract: String
        var contractKey: String
        var seller: String
        var state: String
        var since: Instant?
        var reasons: [AccountPage.Reason]
        /// The last day of an approved override of the rules.
        var overriddenUntil: Day?
    }

    var state: String?
    /// The states to filter by.
    var states: [String]
    var rows: [Row]
    var tabs: CreditTabs
    var isFirst = true
    var next: String?
}

/// Orders on hold for credit, the oldest first.
struct HoldsPage: Sendable {
    struct Row: Sendable {
        var number: String
        var client: String
        var clientKey: String
        var contract: String
        var contractKey: String
        var gross: Money
        var available: Money?
        /// What the limit lacks for it; nil when it fits.
        var missing: Money?
        var state: String
        var reasons: [AccountPage.Reason]
        var placedAt: Instant
        var placedBy: String
        /// Nil when its goods were given back.
        var heldUntil: Instant?
        /// An override for it waits for a second person.
        var isAskedFor: Bool
        /// The client may order nothing for the time being.
        var isClientBlocked = false
        /// Limit and rules bear it now.
        var fits: Bool
    }

    var rows: [Row]
    var tabs: CreditTabs
    /// Why an order could not be released.
    var refusal: String?
    var cursor: String?
    var next: String?
}

/// Overrides that wait for a second person, the oldest first.
struct OverridesPage: Sendable {
    struct Row: Sendable {
        var id: Int64
        var client: String
        var clientKey: String
        var contract: String
        var contractKey: String
        /// The order that it lets through; nil when it suspends the rules.
        var order: String?
        var reason: String
        var until: Day
        var requestedBy: String
        var requestedAt: Instant
        /// Asked for by whoever looks: another person decides.
        var isOwn: Bool
    }

    var rows: [Row]
    var tabs: CreditTabs
    var refusal: String?
    var cursor: String?
    var next: String?
}
