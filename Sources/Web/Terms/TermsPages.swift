import Integrations
import Kernel

/// The queue of changes of terms, and those that have been decided.
struct TermsListPage: Sendable {
    struct Row: Sendable {
        var number: String
        var kind: String
        var title: String
        var client: String?
        var count: Int
        var status: String
        var proposedBy: String
        var proposedAt: Instant
        var decidedBy: String?
        var decidedAt: Instant?
        var awaitsViewer: Bool
    }

    var tabs: [PricesTab] = [.changes]
    /// `waiting`, `decided`; nil for all.
    var filter: String?
    var text = ""
    var rows: [Row]
    var canPropose = false
    var isFirst = true
    var next: String?
}

/// One change: what it would change, what that does, who decides.
struct TermsPage: Sendable {
    struct Field: Sendable {
        var label: String
        var before: String?
        var after: String
    }

    struct PriceRow: Sendable {
        var article: String
        var name: String
        var minQuantity: String
        var period: String
        /// Nil for a new row.
        var before: String?
        var after: String
        /// "+5 %".
        var difference: String?
        var cost: String?
        var margin: String?
        var isStale = false
    }

    /// What a client would pay for one of the goods.
    struct Example: Sendable {
        var article: String
        var name: String
        var before: String
        var after: String
        var cost: String?
        var marginBefore: String?
        var marginAfter: String?
    }

    var tabs: [PricesTab] = [.changes]
    var number: String
    var kind: String
    var title: String
    var subject: String?
    var client: String?
    var isNew = false
    var reason: String
    var proposedBy: String
    var proposedAt: Instant
    var status: String
    var decidedBy: String?
    var decidedAt: Instant?
    var note: String?
    var fields: [Field] = []
    var rows: [PriceRow] = []
    var count = 1
    var isStale = false
    var products: Int?
    var clients: Int?
    var exampleClient: String?
    var examples: [Example] = []
    var canDecide = false
    var canWithdraw = false
    /// Why the person may not decide: it is his own.
    var isOwn = false
    var again: String?
    var tester: String?
    var isFirst = true
    var next: String?
    var refusal: String?
    var problems: [FieldProblem] = []
    var typedReason = ""
}

/// The matrix of discounts with the floors.
struct DiscountsPage: Sendable {
    struct Row: Sendable {
        var id: String
        var name: String
        var target: String
        var scope: String
        var effect: String
        var from: String
        var rule: String
        var period: String
        var isPortals: Bool
        var waiting: Int
    }

    var tabs: [PricesTab] = [.discounts]
    /// Field, label and what was typed.
    var filters: [(name: String, label: String, value: String)]
    var day = ""
    var rows: [Row]
    var floors: [Row]
    var canPropose = false
    var isFiltered = false
    var problems: [FieldProblem] = []
    var isFirst = true
    var next: String?
}

/// The form by which a change is proposed.
struct TermsFormPage: Sendable {
    struct Field: Sendable {
        enum Control: Sendable {
            case text(limit: Int, isNumber: Bool, isRequired: Bool)
            case day
            case select([Choice])
            /// Typed text that stands for a record: what it may mean, and what has been chosen.
            case pick(hint: String?, choices: [Choice], chosen: String?)
        }

        var name: String
        var label: String
        var value: String
        var control: Control
    }

    struct Row: Sendable {
        var article = ""
        var name: String?
        var quantity = ""
        var price = ""
        var from = ""
        var to = ""
        var before: String?
    }

    var kind: String
    var subject: String?
    var title: String
    var fields: [Field] = []
    /// Of a price list's prices; nil for other kinds.
    var rows: [Row]?
    var pricesAre = ""
    var reason = ""
    var refusal: String?
    var problems: [FieldProblem] = []
}
