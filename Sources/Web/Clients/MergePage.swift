import Customers
import Integrations
import Kernel

/// A client to be merged with another: whom to choose, or what would become of the two.
struct MergePage: Sendable {
    struct Candidate: Sendable {
        var key: String
        var name: String
        var inn: String
        var kpp: String
        var manager: String?
        /// Under `merge.like.`.
        var likeness: String
    }

    var client: Choice
    var text = ""
    var candidates: [Candidate] = []
    /// What was typed has been looked for.
    var isSearch = false
    var refusal: String?
}

/// What merging would do, before anything is done.
struct MergePreviewPage: Sendable {
    struct Side: Sendable {
        var key: String
        var name: String
        var entities: [String]
        var manager: String?
        var segment: String?
        var contracts: Int
    }

    var staying: Side
    var leaving: Side
    /// A kind under `merge.moves.` and how many of it.
    var moves: [(kind: String, count: Int)]
    var debts: [Money]
    /// Sentences about what is joined and what changes.
    var notes: [String]
    var obstacles: [String]
    var needsSecond: Bool
    /// Somebody has proposed it.
    var waiting: WaitingMergeRow?
    var canMerge = false
    /// Another person than the one who proposed it, who decides on terms.
    var canConfirm = false
    var refusal: String?
}

/// A merge that waits for a second person.
struct WaitingMergeRow: Sendable {
    var staying: Choice
    var leaving: Choice
    var proposedBy: String
    var proposedAt: Instant
}

extension WaitingMergeRow {
    init(_ merge: WaitingMerge) {
        self.init(
            staying: Choice(key: merge.staying.externalID, title: merge.staying.name), leaving: Choice(key: merge.leaving.externalID, title: merge.leaving.name),
            proposedBy: merge.proposedByName, proposedAt: merge.proposedAt)
    }
}
