import Kernel

/// How the person signs in: password, second factor, sessions.
struct SecurityPage: Sendable {
    struct Session: Sendable {
        var key: String
        var createdAt: Instant
        var place: String
        /// The browser in a few words.
        var agent: String
        var isCurrent: Bool
    }

    struct Passkey: Sendable {
        var id: Int64
        var name: String
        var createdAt: Instant
        var usedAt: Instant?
    }

    var email: String
    var secondFactorSince: Instant?
    var recoveryCodesLeft = 0
    /// Nil where browsers have none, for want of a name or of TLS.
    var passkeys: [Passkey]?
    /// What a new one is called, unless the person says otherwise.
    var passkeyName = ""
    var sessions: [Session]
    var problems: [FieldProblem] = []
    /// The house wants a second factor and there is none: nothing else opens.
    var owesSecondFactor = false
}

/// Switching the second factor on.
struct SecondFactorPage: Sendable {
    /// In groups of four letters, to be typed.
    var secret: String
    /// `otpauth://…`, for an app on this device, and as a QR code for one on a phone.
    var address: String
    /// Whether a passkey would do instead.
    var hasPasskeys = false
    var asksPassword = false
    var owesSecondFactor = false
    var problems: [FieldProblem] = []
}
