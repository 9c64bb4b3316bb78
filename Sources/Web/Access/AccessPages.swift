/// The form of a lost password.
struct LostPasswordPage: Sendable {
    var email = ""
    /// Whether it has been sent: the same is said for every address.
    var isSent = false
    var problems: [FieldProblem] = []
    var refusal: String?
    /// No mail server is set up: nobody is left waiting for a mail.
    var hasMail = true
}

/// The form behind a link: a first password of an invitation, or a new one for a lost one.
struct NewPasswordPage: Sendable {
    var token: String
    var email: String
    var name: String
    var isInvitation: Bool
    var problems: [FieldProblem] = []
}

/// The question for the second factor.
struct SignInCodePage: Sendable {
    var returnPath = Address.start
    /// Whether the person has an app for codes; without one there are recovery codes.
    var hasApp = true
    var hasPasskeys = false
    /// One sentence above everything.
    var refusal: String?
    var problems: [FieldProblem] = []
}
