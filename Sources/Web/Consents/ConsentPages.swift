import Customers
import Kernel

/// A text of a consent, in the reader's language.
struct ConsentTextShown: Sendable {
    var purpose: ConsentPurpose
    /// 0 for the portal's own wording.
    var version: Int
    var text: String
    var since: Instant?
}

extension ConsentTextShown {
    init(_ text: ConsentText, language: String) {
        self.init(purpose: text.purpose, version: text.version, text: text.wording.text(in: language), since: text.publishedAt)
    }
}

/// What a person has agreed to, and may agree to or take back.
struct OwnConsentsPage: Sendable {
    struct Purpose: Sendable {
        var purpose: ConsentPurpose
        /// The text in force; nil when none is asked for.
        var text: ConsentTextShown?
        /// The consent that holds.
        var held: Fact?
        /// It was given to other words than those in force.
        var isOutdated = false
        /// The necessary one was taken back: by when the person's data have to be gone.
        var erasedBy: Instant?
        /// All that was given and taken back, the latest first.
        var facts: [Fact]
    }

    /// That a consent was given, and taken back.
    struct Fact: Sendable {
        var purpose: ConsentPurpose
        /// Nil for one given before the texts were kept.
        var version: Int?
        var digest: String
        var givenAt: Instant
        var channel: String
        var place: String
        /// The browser in a few words.
        var agent: String
        var withdrawnAt: Instant?
    }

    var purposes: [Purpose]
    var refusal: String?
}

/// The question for a new version, between signing in and the portal.
struct ConsentRenewalPage: Sendable {
    var text: ConsentTextShown
    /// The version agreed to before; nil for one given before the texts were kept.
    var former: Int?
    var returnPath = Address.start
    var refusal: String?
}

/// The texts of consents as the house keeps them.
struct HouseConsentsPage: Sendable {
    struct Purpose: Sendable {
        var purpose: ConsentPurpose
        var text: ConsentTextShown?
        /// How many have agreed to this version, and how many of them have not taken it back.
        var accepted = 0
        var inForce = 0
    }

    struct Erasure: Sendable {
        var person: Int64
        var name: String
        var withdrawnAt: Instant
        var dueAt: Instant
        var isOverdue: Bool
    }

    /// That somebody's data are gone.
    struct Act: Sendable {
        var id: Int64
        var person: Int64
        var at: Instant
        /// An `ErasureReason`.
        var reason: String
        var eraser: String?
    }

    var purposes: [Purpose]
    var erasures: [Erasure]
    /// The latest first, page by page.
    var acts: [Act] = []
    var isFirst = true
    var next: String?
    /// The policy in force; nil for none.
    var policy: PolicyShown?
}

/// The versions of one text, and the form for the next.
struct ConsentVersionsPage: Sendable {
    struct Version: Sendable {
        var version: Int
        var russian: String
        var english: String
        var since: Instant?
        var publisher: String?
        var accepted: Int
        var inForce: Int
    }

    var purpose: ConsentPurpose
    var versions: [Version]
    /// The form: what is in force, or what was typed and refused.
    var russian = ""
    var english = ""
    /// The version after which it is published.
    var known = 0
    var refusal: String?
    var problems: [FieldProblem] = []
}
