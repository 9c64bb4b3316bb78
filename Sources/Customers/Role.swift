import Kernel

/// A named set of rights of a client's person.
package enum ClientRole: String, Sendable, CaseIterable {
    case buyer, accountant, head, approver, warehouse, administrator

    /// Everybody who signs in sees the catalogue.
    package var rights: Set<Right> { own.union([.seeCatalog]) }

    private var own: Set<Right> {
        switch self {
        case .buyer: [.seePrices, .seeStock, .seeDebt, .seeDocuments, .seeOrders, .order, .askPrices]
        case .accountant: [.seePrices, .seeDebt, .seeDocuments, .seeOrders, .sign]
        case .head: [.seePrices, .seeStock, .seeDebt, .seeDocuments, .seeOrders, .order, .approve, .sign, .askPrices]
        case .approver: [.seePrices, .seeStock, .seeDebt, .seeDocuments, .seeOrders, .order, .approve, .askPrices]
        case .warehouse: [.seeStock, .seeOrders]
        case .administrator: [.seePrices, .seeStock, .seeDebt, .seeDocuments, .seeOrders, .order, .approve, .sign, .askPrices, .managePeople, .seeJournal]
        }
    }
}

/// A named set of rights of somebody at the distributor's.
package enum StaffRole: String, Sendable, CaseIterable {
    case manager, warehouse, marketing, director, administrator, integrator
    case creditController = "credit_controller"
    case catalogueManager = "catalogue_manager"

    package var rights: Set<Right> { own.union([.seeCatalog]) }

    private var own: Set<Right> {
        switch self {
        case .manager: [.seePrices, .seeStock, .seeDebt, .seeDocuments, .seeOrders, .seeClients, .order, .ship, .readRecords, .askPrices, .approvePrices, .answerClients]
        case .creditController: [.seePrices, .seeStock, .seeDebt, .seeDocuments, .seeOrders, .seeClients, .seeAllClients, .readRecords, .manageCredit, .answerClients, .manageClients]
        case .director: [.seePrices, .seeStock, .seeDebt, .seeDocuments, .seeOrders, .seeClients, .seeAllClients, .readRecords, .manageCredit, .seeJournal, .askPrices, .approvePrices, .managePrices, .importPrices, .answerClients, .manageSuppliers, .manageClients]
        case .warehouse: [.seeStock, .seeOrders, .seeClients, .seeAllClients, .ship]
        case .catalogueManager: [.seeStock, .readRecords, .editCatalog, .manageSuppliers]
        case .marketing: [.seeStock, .readRecords, .editCatalog]
        case .administrator:
            [
                .seePrices, .seeStock, .seeDebt, .seeDocuments, .seeOrders, .seeClients, .seeAllClients, .order, .managePeople, .readRecords, .writeRecords, .manageCredit,
                .seeJournal, .manageHouse, .ship, .askPrices, .approvePrices, .managePrices, .importPrices,
                .editCatalog, .answerClients, .manageSuppliers, .manageClients,
            ]
        case .integrator: [.seeStock, .seeOrders, .seeClients, .seeAllClients, .readRecords, .writeRecords]
        }
    }
}

/// A named set of rights of a supplier's person. None of them opens anything of a client's or of the house's, the catalogue neither.
package enum SupplierRole: String, Sendable, CaseIterable {
    case administrator, employee

    package var rights: Set<Right> {
        switch self {
        case .employee: [.offerGoods, .answerSupply]
        case .administrator: [.offerGoods, .answerSupply, .manageColleagues]
        }
    }
}

/// What a key was given, in the words of the API.
package enum Scope: String, Sendable, CaseIterable {
    case catalog, prices, stock, account, documents, webhooks
    case ordersRead = "orders:read"
    case ordersWrite = "orders:write"
    case erpRead = "erp:read"
    case erpWrite = "erp:write"

    package var rights: Set<Right> {
        switch self {
        case .catalog: [.seeCatalog]
        case .webhooks: []
        case .documents: [.seeDocuments]
        case .prices: [.seePrices]
        case .stock: [.seeStock]
        case .account: [.seeDebt]
        case .ordersRead: [.seeOrders]
        case .ordersWrite: [.order, .askPrices]
        case .erpRead: [.readRecords]
        case .erpWrite: [.readRecords, .writeRecords]
        }
    }

    /// Whether only the distributor's own keys may have it.
    package var isDistributors: Bool { self == .erpRead || self == .erpWrite }

    /// Reads `"catalog prices"`; a word that is no scope is a problem.
    package static func parse(_ text: String) throws -> [Scope] {
        try text.split(whereSeparator: \.isWhitespace).map { word in
            guard let scope = Scope(rawValue: String(word)) else {
                throw Refusal(.validation, "unknown_scope", ["value": .text(String(word.prefix(60))), "allowed": .text(allCases.map(\.rawValue).joined(separator: " "))])
            }
            return scope
        }
    }
}
