import Kernel

/// What is shown in place of a page that cannot be.
struct ProblemPage: Sendable {
    /// The HTTP status.
    var status: Int
    /// An expected refusal; nil for a fault of ours, of which nothing is told but the number of the request.
    var refusal: Refusal?
    var requestID: String
}
