import Customers
import Kernel

/// What a list of people was asked for.
struct PeopleQuery: Hashable, Sendable {
    var text = ""
    /// Of staff: the client whose people are shown.
    var client: String?
    var staffOnly = false
    var sort = PeopleSorting.name
    var cursor: String?

    init() {}

    /// Reads the parameters of `/people`.
    init(_ parameter: (String) -> String?) {
        func value(_ name: String) -> String? { parameter(name).map(\.trimmed).flatMap { $0.isEmpty ? nil : $0 } }
        text = value("query") ?? ""
        client = value("client")
        staffOnly = value("staff") == "1"
        sort = value("sort").flatMap { PeopleSorting(rawValue: $0) } ?? .name
        cursor = value("cursor")
    }

    func with(_ change: (inout PeopleQuery) -> Void) -> PeopleQuery {
        var query = self
        change(&query)
        return query
    }

    var parameters: [(name: String, value: String?)] {
        [("query", text.isEmpty ? nil : text), ("client", client), ("staff", staffOnly ? "1" : nil), ("sort", sort == .name ? nil : sort.rawValue), ("cursor", cursor)]
    }
}

/// The people of a client, or of everybody for the house.
struct PeoplePage: Sendable {
    struct Row: Sendable {
        var id: Int64
        var name: String
        var email: String
        /// Role by role: at which client, or in the house.
        var roles: [String]
        /// `active`, `invited`, `blocked`.
        var status: String
        var hasSecondFactor: Bool
        var signedInAt: Instant?
    }

    var query = PeopleQuery()
    var isStaff = false
    var rows: [Row]
    /// By number, with a name as typed.
    var departments: [Choice] = []
    var isFirst = true
    var next: String?
    /// Invitations wait, because there is no mail server.
    var hasMail = true
    var problems: [FieldProblem] = []
}

/// Inviting somebody.
struct InvitationPage: Sendable {
    var email = ""
    var name = ""
    var language = "ru"
    var client: String?
    var clientName: String?
    /// Of staff: whether the person is for the house itself.
    var isStaff = false
    var roles: [Choice]
    var departments: [Choice] = []
    var hasMail = true
    var refusal: String?
    var problems: [FieldProblem] = []
}

/// One person as whoever manages people sees it.
struct PersonPage: Sendable {
    /// Who stands in for one of the staff, and when.
    struct Substitute: Sendable {
        var id: Int64
        var text: String
        /// Not over yet: it can be ended.
        var canEnd: Bool
    }

    struct Membership: Sendable {
        var client: String
        var clientName: String
        var role: String
        var department: String?
    }

    var row: PeoplePage.Row
    var memberships: [Membership]
    /// Roles to change to; empty where nothing may be changed.
    var roles: [Choice] = []
    var departments: [Choice] = []
    /// Of staff over the person: block, second factor, sessions.
    var isStaff = false
    /// The person is one of the house's own: clients to look after.
    var isOfHouse = false
    var clients: [Choice] = []
    /// Whose manager he is by the ERP: to be read alone.
    var clientsOfERP: [Choice] = []
    var substitutes: [Substitute] = []
    /// A substitute as typed.
    var appointed: (email: String, from: String, to: String)?
    /// Up to which sum a client's person orders without an approval, as typed; nil where there is no such thing.
    var orderLimit: String?
    var isSelf = false
    /// A name and an address as typed.
    var typed: (name: String, email: String)?
    /// The address of another record of his, as typed.
    var other = ""
    /// Of staff: what the person has agreed to and taken back; nil for others.
    var consents: [OwnConsentsPage.Fact]?
    /// Of staff over a client's person: another record of him may go up in this one.
    var canBeMerged = false
    /// Who looks like the same person, by address.
    var alike: [Choice] = []
    /// Why the person would be erased, for the choice.
    var erasureReason = ErasureReason.request
    var refusal: String?
    var problems: [FieldProblem] = []
}

/// The roles there are: built-in ones to be read, own ones to be changed.
struct RolesPage: Sendable {
    struct Role: Sendable {
        /// Nil for a built-in one.
        var id: Int64?
        var name: String
        var rights: [String]
        var people = 0
    }

    var isHouse: Bool
    var roles: [Role]
    var form: RoleForm
}

/// A role to be made or changed.
struct RoleForm: Sendable {
    var id: Int64?
    var name = ""
    var rights: [Choice]
    var refusal: String?
    var problems: [FieldProblem] = []
}

/// The log of actions.
struct JournalPage: Sendable {
    struct Row: Sendable {
        var at: Instant
        var actor: String
        var action: String
        var subject: String
        var client: String?
        var details: [(name: String, value: String)]
    }

    var kinds: [Choice]
    var actions: [Choice] = []
    /// What it was about.
    var text = ""
    var actor = ""
    var client: String?
    var from = ""
    var until = ""
    var isStaff = false
    var rows: [Row]
    var isFirst = true
    var next: String?
    /// How far back a text was looked for; nil where it was to the end.
    var lookedUntil: Instant?
    /// The address's parameters without the cursor.
    var parameters: [(name: String, value: String?)] = []
    var problems: [FieldProblem] = []
}
