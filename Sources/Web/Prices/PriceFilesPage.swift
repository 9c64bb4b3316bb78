import Kernel

/// The client's price list as a file: taken along now, or fetched by its programs by a link.
struct PriceFilesPage: Sendable {
    struct Link: Sendable {
        var id: Int64
        var name: String
        var format: String
        var schedule: String
        var person: String
        var createdAt: Instant
        var usedAt: Instant?
        var uses: Int
        var preparedAt: Instant?
    }

    var tabs: [PricesTab] = [.files]
    var client: String
    var links: [Link]
    var canMakeLinks = true
    /// The address of a link just made: it is told once.
    var fresh: String?
    var name = ""
    var format = "csv"
    var schedule = "live"
    var refusal: String?
    var problems: [FieldProblem] = []
}
