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

    var email: String
    var secondFactorSince: Instant?
    var recoveryCodesLeft = 0
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
    var owesSecondFactor = false
    var problems: [FieldProblem] = []
}
