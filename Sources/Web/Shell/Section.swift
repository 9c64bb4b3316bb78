import Customers

extension Shell {
    /// The sections of the portal, in the order of the menu. A new one is a case here, its three answers below, and its name under `section.`.
    enum Section: String, Sendable, CaseIterable {
        case catalog, own
        case orders, clients, support, registrations
        case prices
        case credit, account, documents
        case goods, assortments
        case company, people, roles, suppliers
        case quoteRequests = "supplier_requests"
        case exchange, jobs, journal, consents, house
        case supplyOrders = "supply_orders"
        case supplyRequests = "supply_requests"
        case offers
        case supplyFigures = "supply_figures"
        case colleagues

        var address: String {
            switch self {
            case .catalog: Address.catalog
            case .own: Address.favourites
            case .orders: Address.orders
            case .clients: Address.clients
            case .support: Address.support
            case .registrations: Address.registrations
            case .prices: Address.prices
            case .credit: Address.credit
            case .account: Address.account
            case .documents: Address.documents
            case .goods: Address.goods
            case .assortments: Address.assortments
            case .company: Address.company
            case .people: Address.people
            case .roles: Address.roles
            case .exchange: Address.exchange
            case .jobs: Address.jobs
            case .journal: Address.journal
            case .consents: Address.houseConsents
            case .house: Address.house
            case .suppliers: Address.suppliers
            case .quoteRequests: Address.quoteRequests
            case .supplyOrders: Address.supplyOrders
            case .supplyRequests: Address.supplyRequests
            case .offers: Address.supplyOffers
            case .supplyFigures: Address.supplyFigures
            case .colleagues: Address.supplyPeople
            }
        }

        /// Under what the menu of staff keeps it; nil for what stands in the menu itself.
        var group: Group? {
            switch self {
            case .catalog, .own, .prices, .supplyOrders, .supplyRequests, .offers, .supplyFigures, .colleagues: nil
            case .orders, .clients, .support, .registrations: .sales
            case .credit, .account, .documents: .money
            case .goods, .assortments: .goods
            case .company, .people, .roles, .suppliers, .quoteRequests, .exchange, .jobs, .journal, .consents, .house: .house
            }
        }

        /// The menu shows what one's rights allow.
        func isOpen(to viewer: Viewer) -> Bool {
            switch self {
            case .catalog: viewer.supplier == nil
            case .own: viewer.client != nil
            case .orders: viewer.rights.contains(.seeOrders)
            case .clients: viewer.rights.contains(.seeClients)
            case .support: viewer.isStaff ? viewer.rights.isSuperset(of: [.answerClients, .seeClients]) : viewer.client != nil
            case .registrations: viewer.managesEverybody && viewer.rights.contains(.managePeople)
            case .prices: !PricesTab.open(to: viewer).isEmpty
            case .credit: viewer.isStaff && viewer.rights.contains(.seeClients) && viewer.rights.contains(.seeDebt)
            case .account: viewer.rights.contains(.seeDebt) && viewer.client != nil
            case .documents: viewer.rights.contains(.seeDocuments) && (viewer.client != nil || viewer.rights.contains(.seeClients))
            case .goods: viewer.isStaff && viewer.rights.contains(.editCatalog)
            case .assortments: viewer.isStaff && viewer.rights.contains(.seeClients)
            case .company: !viewer.isStaff && viewer.client != nil
            case .people, .roles: viewer.rights.contains(.managePeople)
            case .exchange: viewer.rights.contains(.readRecords)
            case .jobs: viewer.isStaff && viewer.rights.contains(.manageHouse)
            case .journal: viewer.rights.contains(.seeJournal)
            case .consents, .house: viewer.isStaff && viewer.rights.contains(.manageHouse)
            case .suppliers, .quoteRequests: viewer.isStaff && viewer.rights.contains(.manageSuppliers)
            case .supplyOrders, .supplyRequests, .supplyFigures: viewer.supplier != nil && viewer.rights.contains(.answerSupply)
            case .offers: viewer.supplier != nil && viewer.rights.contains(.offerGoods)
            case .colleagues: viewer.supplier != nil && viewer.rights.contains(.manageColleagues)
            }
        }
    }

    /// What the menu of staff opens into several sections.
    enum Group: String, Sendable { case sales, money, goods, house }

    /// What stands in the menu: a section, or a group of several.
    enum MenuEntry: Sendable, Hashable {
        case section(Section)
        case group(Group, [Section])
    }

    /// The menu of this person. Staff have many sections: those of one group open under one word, at the place of the first; a group of one is that section.
    /// Clients keep all but the house's in sight.
    var menuEntries: [MenuEntry] {
        var entries: [MenuEntry] = []
        for section in menu {
            guard let group = section.group, isStaff || group == .house else { entries.append(.section(section)); continue }
            let members = menu.filter { $0.group == group }
            if members.count == 1 { entries.append(.section(section)) } else if members.first == section { entries.append(.group(group, members)) }
        }
        return entries
    }
}
