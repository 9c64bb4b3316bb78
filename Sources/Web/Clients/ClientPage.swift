import Kernel

/// One client on one page, for staff.
struct ClientPage: Sendable {
    struct Entity: Sendable {
        var name: String
        /// Names of requisites, under `requisite.`, and their values.
        var requisites: [(name: String, value: String)]
    }

    struct Contract: Sendable {
        var key: String
        var number: String
        var seller: String
        var entity: String
        var paymentDays: Int
        var isBanking: Bool
        var isActive: Bool
        var until: Day?
        /// Nil for those who may not see debts.
        var money: Money?
    }

    /// How a contract stands.
    struct Money: Sendable {
        /// Nil when there is no limit.
        var limit: Kernel.Money?
        var debt: Kernel.Money
        var overdue: Kernel.Money
        var available: Kernel.Money?
        var state: String
        var reasons: [String]
    }

    struct Person: Sendable {
        /// Nil for those who do not manage people.
        var id: Int64?
        var name: String
        var email: String
        var role: String
        var status: String
        var signedInAt: Instant?
    }

    struct Block: Sendable {
        var contract: String
        var block: CreditContractPage.Block
    }

    var key: String
    var name: String
    var segment: String?
    var assortment: String?
    /// Who looks after it.
    var managers: [String]
    var entities: [Entity] = []
    var contracts: [Contract] = []
    var showsMoney = false
    var blocks: [Block] = []
    var sites: [(name: String, address: String)] = []
    var people: [Person] = []
    var managesPeople = false
    /// Nil for those who may not see orders.
    var orders: [OrdersPage.Row]?
    var showsDocuments = false
    /// The person answers clients.
    var showsSupport = false
    /// The person may merge it with another client.
    var canMerge = false
    /// Staff act for this client now.
    var isCurrent = false
}
