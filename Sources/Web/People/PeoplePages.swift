import Kernel

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

    var text = ""
    /// Of staff: the client whose people are shown.
    var client: String?
    var staffOnly = false
    var isStaff = false
    var rows: [Row]
    var departments: [String] = []
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
    var substitutes: [String] = []
    /// Up to which sum a client's person orders without an approval, as typed; nil where there is no such thing.
    var orderLimit: String?
    var isSelf = false
    /// Of staff: what the person has agreed to and taken back; nil for others.
    var consents: [OwnConsentsPage.Fact]?
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
        var people: Int?
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
        var details: String
    }

    var kinds: [Choice]
    var actor = ""
    var client: String?
    var from = ""
    var until = ""
    var isStaff = false
    var rows: [Row]
    var isFirst = true
    var next: String?
    /// The address's parameters without the cursor.
    var parameters: [(name: String, value: String?)] = []
}
