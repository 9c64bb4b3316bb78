import Kernel

/// The house's own words for one another, and the forms to add some.
struct SynonymsPage: Sendable {
    struct Row: Sendable {
        var id: Int64
        var word: String
        var other: String
        var isMutual: Bool
    }

    var rows: [Row]
    /// What is typed.
    var word = ""
    var other = ""
    var directions: [Choice] = []
    /// What became of a file, in words, with the rows that were not taken.
    var outcome: String?
    var refused: [String] = []
    var refusal: String?
    var problems: [FieldProblem] = []
}
