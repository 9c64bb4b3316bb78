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

    /// The client may order nothing for the time being.
    struct Stop: Sendable {
        var reason: String
        var since: Instant
        var by: String
    }

    var key: String
    var name: String
    var stop: Stop?
    /// Of a stopped client, for those who see orders.
    var openOrders: Int?
    /// The person may stop a client's ordering and let it order again.
    var canStop = false
    /// A reason as typed, and what is wrong with it.
    var reason = ""
    var refusal: String?
    var problems: [FieldProblem] = []
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
    /// The viewer may order for the client.
    var canOrder = false
    /// Staff act for this client now.
    var isCurrent = false
}
