/// The form of signing in, empty or given back after a refusal with everything but the password.
struct SignInPage: Sendable {
    var email = ""
    var returnPath = Address.start
    /// One sentence above the form, such as "wrong address or password"; which of the two is never said.
    var refusal: String?
    var problems: [FieldProblem] = []
    /// Whether one may sign in by a passkey.
    var hasPasskeys = false
}
