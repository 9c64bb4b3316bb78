import Integrations
import Kernel

/// Files of prices that staff have brought, and the form to bring another.
struct PriceImportsPage: Sendable {
    var tabs: [PricesTab] = [.imports]
    var uploads: [Row]
    var problems: [FieldProblem] = []

    struct Row: Sendable {
        var id: Int64
        var at: Instant
        var person: String
        var name: String
        /// `new`, `checked`, `running`, `taken`, `failed`.
        var state: String
    }
}

/// One file: how its columns are understood, what its rows would do or have done.
struct PriceImportPage: Sendable {
    struct Count: Sendable {
        var kind: String
        var created = 0
        var updated = 0
        var unchanged = 0
        var refused = 0
    }

    var tabs: [PricesTab] = [.imports]
    var file: PriceImportsPage.Row
    var isSheet = true
    var columns: [SheetColumnChoice] = []
    /// The lists that the whole sheet may be for.
    var lists: [Choice] = []
    var counts: [Count] = []
    /// Changes of the portal's own prices that wait for a second person.
    var proposals: [Proposal] = []
    /// What stands in the files and is passed over.
    var ignored: [String] = []
    var rows: [ExchangePage.Run.Problem] = []
    /// Why it could not be taken at all.
    var failure: String?
    var checkedAt: Instant?
    var takenAt: Instant?
    /// The number of the import that it has become, while that can be undone.
    var undoable: Int64?
    var refusal: String?
    var problems: [FieldProblem] = []

    struct Proposal: Sendable {
        var number: String
        var list: String
        var count: Int
    }

    var isOpen: Bool { ["new", "checked", "failed"].contains(file.state) }
    var accepted: Int { counts.reduce(0) { $0 + $1.created + $1.updated + $1.unchanged } }
}
