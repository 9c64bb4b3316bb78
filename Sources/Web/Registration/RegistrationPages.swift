import Customers
import Kernel

/// A company asks for access; for visitors.
struct RegistrationPage: Sendable {
    var inn = ""
    var company = ""
    var name = ""
    var email = ""
    var phone = ""
    var note = ""
    /// The texts that are asked for, and which of them were ticked.
    var consents: [ConsentTextShown] = []
    var agreed: Set<ConsentPurpose> = []
    var isSent = false
    var refusal: String?
    var problems: [FieldProblem] = []
}

/// The queue of requests, for those who let people in.
struct RegistrationsPage: Sendable {
    /// What the person has agreed to.
    struct Consent: Sendable {
        /// A `ConsentPurpose`.
        var purpose: ConsentPurpose
        var version: Int?
        var givenAt: Instant
        var isOutdated = false
    }

    struct Row: Sendable {
        var id: Int64
        var company: String
        var inn: String
        var person: String
        var email: String
        var phone: String
        var note: String
        /// `new`, `accepted`, `refused`.
        var state: String
        var reason: String?
        var createdAt: Instant
        /// Clients with this number, to let the person in there.
        var known: [Choice]
        var consents: [Consent] = []
        /// There are several, and the person may merge them.
        var showsDoubles = false
    }

    var rows: [Row]
    var refusal: String?
}
