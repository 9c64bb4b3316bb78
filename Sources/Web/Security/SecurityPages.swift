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

    var name = ""
    /// Staff are renamed by who manages people.
    var canRename = true
    var email: String
    /// The address that waits to be confirmed.
    var newEmail: String?
    /// A name or an address as typed.
    var typed: [String: String] = [:]
    var secondFactorSince: Instant?
    var recoveryCodesLeft = 0
    /// Nil where browsers have none, for want of a name or of TLS.
    var passkeys: [Passkey]?
    /// What a new one is called, unless the person says otherwise.
    var passkeyName = ""
    var sessions: [Session]
    var problems: [FieldProblem] = []
    /// Letters that may be done without; chosen are those that are wanted.
    var letters: [Choice] = []
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

/// The question behind a link that came to a new address.
struct EmailChangePage: Sendable {
    var token: String
    var name: String
    var email: String
    /// The change is called off, by whoever reads the present address.
    var isCancelling = false
}
