import HTTPTypes
package import Hummingbird
package import Kernel

extension Refusal.Code {
    /// The one table of statuses (API contract, "Words that programs rely on").
    package var status: HTTPResponse.Status {
        switch self {
        case .unauthenticated: .unauthorized
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .priceChanged, .inProgress, .tooLate: .conflict
        case .staleRevision: .preconditionFailed
        case .payloadTooLarge: .contentTooLarge
        case .tooManyRequests: .tooManyRequests
        case .unavailable: .serviceUnavailable
        case .validation, .unknownField, .short, .blocked, .creditLimitExceeded, .prepaymentRequired, .approvalRequired, .belowMinimum, .notMultiple,
            .idempotencyConflict, .unknown, .ambiguous, .discontinued, .priceOnRequest:
            .unprocessableContent
        }
    }
}

extension Refusal {
    /// The seconds after which another try makes sense, as `Retry-After`; given as the argument `retry_after`.
    package var retryAfter: Int64? {
        if case .integer(let seconds) = arguments["retry_after"] { return seconds }
        return code == .unavailable ? 1 : nil
    }
}
