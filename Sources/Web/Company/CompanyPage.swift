/// The client's own company, for its people.
struct CompanyPage: Sendable {
    struct Contact: Sendable {
        var name: String
        var email: String?
        var standsInFor: String?
    }

    struct Department: Sendable {
        var name: String
        var address: String
        var depth: Int
        var isOwn: Bool
    }

    var name: String
    var key: String
    var contacts: [Contact] = []
    var entities: [ClientPage.Entity] = []
    var contracts: [ClientPage.Contract] = []
    /// The person sees prices or debts, and with them what was agreed about paying.
    var showsPayment = false
    /// The person sees debts.
    var showsMoney = false
    var showsDocuments = false
    var managesPeople = false
    var sites: [(name: String, address: String)] = []
    var departments: [Department] = []
}
