import Kernel

/// One import of files: what became of it, and the way back.
struct ImportPage: Sendable {
    var id: Int64
    var run: ExchangePage.Run
    /// Until when it can be undone; nil when it cannot.
    var undoUntil: Instant?
    /// Whether it changed more than is kept for an undoing.
    var isTooLarge = false
    /// While it is being undone: how much has gone back, of how much.
    var progress: (done: Int, total: Int)?
    var undoneAt: Instant?
    var putBack = 0
    /// What the undoing left as it is: how many, and the first of them.
    var kept = 0
    var keptRecords: [RecordSheetPage.Kept] = []
    /// Why it cannot be undone now.
    var refusal: String?
}
