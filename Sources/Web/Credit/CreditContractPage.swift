import Kernel

/// A contract as the credit controller works with it: the client's own page, and what may be set.
struct CreditContractPage: Sendable {
    struct Block: Sendable {
        var id: Int64
        var state: String
        var reason: String
        var until: Day?
        var madeBy: String
        var madeAt: Instant
    }

    struct Override: Sendable {
        var order: String?
        var reason: String
        var until: Day
        var requestedBy: String
        var requestedAt: Instant
        /// `requested`, `approved`, `refused`.
        var status: String
        var decidedBy: String?
    }

    var statement: ContractPage
    var client: String
    var clientKey: String
    var currency: String
    var blocks: [Block]
    var overrides: [Override]
    var hasOwnRules: Bool
    /// Shown to those who may not set them.
    var rules: RulesForm
    var block = BlockForm()
    var override = OverrideForm()
    var entry = EntryForm()
    /// The form that was refused, or that the address asks for: it stands open.
    var open: Part?
    /// Why it was refused, when no field says it.
    var refusal: String?
    var canManage: Bool
    var closedTo: Day?
    /// Documents that an entry may pay: by external id.
    var payable: [Choice]
    var tabs: CreditTabs
    /// So that a form sent twice has one effect.
    var nonce: String

    enum Part: String, Sendable { case block, override, entry, rules }
}

/// A client with the whole story: contracts, how they stand and stood, orders, overrides, payments.
struct CreditClientPage: Sendable {
    struct Aged: Sendable {
        var contract: String
        var contractKey: String
        var sums: AgeingPage.Sums
    }

    struct Block: Sendable {
        var contract: String
        var block: CreditContractPage.Block
    }

    struct Override: Sendable {
        var contract: String
        var override: CreditContractPage.Override
    }

    struct Payment: Sendable {
        var kind: String
        var number: String
        var date: Day
        var contract: String
        var contractKey: String
        var amount: Money
    }

    struct Event: Sendable {
        var at: Instant
        var text: String
        /// Nil for the system.
        var person: String?
    }

    var client: String
    var clientKey: String
    var account: AccountPage
    var ageing: [Aged]
    var orders: [ContractPage.Order]
    var blocks: [Block]
    var overrides: [Override]
    var payments: [Payment]
    var events: [Event]
    var tabs: CreditTabs
}

/// The common rules, how long goods are kept, up to when books are closed.
struct CreditRulesPage: Sendable {
    struct Books: Sendable {
        var key: String
        var name: String
        var closedTo: Day?
    }

    var rules: RulesForm
    /// The distributor has made its own.
    var areOwn: Bool
    var holdHours: String
    var holdProblems: [FieldProblem] = []
    var books: [Books]
    var seller = ""
    var closeTo = ""
    var bookProblems: [FieldProblem] = []
    var refusal: String?
    var canManage: Bool
    var tabs: CreditTabs
}
