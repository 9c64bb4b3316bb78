import Integrations
import Kernel

/// Sheets of products, stock and the like that staff have brought, and the form to bring another.
struct RecordSheetsPage: Sendable {
    struct Row: Sendable {
        var id: Int64
        var at: Instant
        var person: String
        var name: String
        /// A `SheetSubject`.
        var subject: String
        /// A `RecordSheet.Phase`.
        var phase: String
    }

    var sheets: [Row]
    /// Whether archives of pictures may be brought too.
    var takesPictures = false
    var problems: [FieldProblem] = []
}

/// One sheet: how its columns are understood, what its rows would do or have done, and the way back.
struct RecordSheetPage: Sendable {
    /// One of the first rows, with what becomes of it.
    struct Line: Sendable {
        var line: Int64
        var label: String
        /// `created`, `updated`, `unchanged`, `refused`.
        var status: String
        /// What changes, or why it cannot be taken.
        var text: String
    }

    struct Kept: Sendable {
        var label: String
        var reason: String
    }

    var sheet: RecordSheetsPage.Row
    var subjects: [Choice] = []
    /// Whether it is an archive of pictures that are called by their products: there are no columns.
    var isNamedPictures = false
    var columns: [SheetColumnChoice] = []
    /// What a column may be taken for.
    var fields: [String] = []
    /// The parameters of products that a column may be taken for.
    var parameters: [Choice] = []
    /// The columns whose unknown names can be made, and whether a person wants that.
    var makings: [Choice] = []
    /// What would be made, or has been, in words: brands, categories.
    var made: [String] = []
    /// The warehouses that the whole sheet may be of.
    var warehouses: [Choice] = []
    var total = 0
    var done = 0
    var created = 0
    var updated = 0
    var unchanged = 0
    var refused = 0
    var lines: [Line] = []
    /// The first of the refused rows.
    var refusals: [ExchangePage.Run.Problem] = []
    /// How many rows are taken of which something is told, and the first of them.
    var noticed = 0
    var notices: [ExchangePage.Run.Problem] = []
    var takenAt: Instant?
    /// Until when it can be undone; nil when it cannot.
    var undoUntil: Instant?
    var undoneAt: Instant?
    var putBack = 0
    var kept = 0
    var keptRecords: [Kept] = []
    var failure: String?
    var refusal: String?
    var problems: [FieldProblem] = []

    var isOpen: Bool { sheet.phase == "new" || sheet.phase == "checked" }
    var isBusy: Bool { ["checking", "taking", "undoing"].contains(sheet.phase) }
    var accepted: Int { created + updated + unchanged }
    /// Whether there is an outcome to be shown.
    var isCounted: Bool { sheet.phase != "new" && sheet.phase != "checking" }
}
