import Customers
import Kernel

/// The policy on personal data, for everybody.
struct PrivacyPage: Sendable {
    var told: DataOperator
    var text: PolicyShown?
    /// The version in force, where another one is shown.
    var current: Int?
    /// What is missing, for those who can repair it; nil for everybody else.
    var missing: [String]?
}

/// A version of the policy, in the reader's language.
struct PolicyShown: Sendable {
    var version: Int
    var text: String
    var since: Instant
}

extension PolicyShown {
    init(_ policy: PolicyText, language: String) { self.init(version: policy.version, text: policy.wording.text(in: language), since: policy.publishedAt) }
}

/// The policy as the house keeps it, and who is told as the operator.
struct PolicyKeepingPage: Sendable {
    struct Version: Sendable {
        var version: Int
        var russian: String
        var english: String
        var since: Instant
        var publisher: String?
    }

    var told: DataOperator
    var versions: [Version]
    /// The house's legal entities; the first one says that none is chosen.
    var entities: [Choice]
    var mail = ""
    var number = ""
    var russian = ""
    var english = ""
    /// The version after which it is published.
    var known = 0
    var missing: [String] = []
    var refusal: String?
    var problems: [FieldProblem] = []
}

/// An act of erasure, to be read and printed.
struct ErasureActPage: Sendable {
    var number: Int64
    var person: Int64
    var at: Instant
    var eraser: String
    /// An `ErasureReason`.
    var reason: String
    var note: String
    var house: String
    var told: DataOperator
    /// By `ErasedCategory`.
    var categories: [(category: String, count: Int)]
}
