import Kernel
import PriceFiles

/// The client's price list as a file: taken along now, or fetched by its programs by a link.
struct PriceFilesPage: Sendable {
    struct Link: Sendable {
        var id: Int64
        var name: String
        var format: String
        var schedule: PriceFileSchedule?
        var person: String
        var createdAt: Instant
        var usedAt: Instant?
        var uses: Int
        /// Its own, or the viewer manages the client's people.
        var canEnd = true
    }

    var tabs: [PricesTab] = [.files]
    var client: String
    var links: [Link]
    var canMakeLinks = true
    /// The address of a link just made: it is told once; and the number of the link.
    var fresh: (address: String, link: Int64)?
    var name = ""
    var format = "csv"
    var refusal: String?
    var problems: [FieldProblem] = []
}

/// One link with its schedule.
struct PriceFileLinkPage: Sendable {
    var tabs: [PricesTab]
    var link: PriceFilesPage.Link
    var recipients: [PriceFileRecipient]
    /// Only whoever made the link says when its file is made.
    var isOwn: Bool
    var hasMail: Bool
    /// What the form holds; nil for those who only look.
    var form: PriceFileScheduleDraft?
    var refusal: String?
    var problems: [FieldProblem] = []
}
