import Customers

/// What one kind of person does at the portal. Somebody with a role of the house's own making is told what his rights make him.
enum HelpTopic: String, Sendable, CaseIterable {
    case administrator
    case creditController = "credit_controller"
    case manager, prices, warehouse, catalogue, purchasing, exchange
    case clientAdministrator = "client_administrator"
    case approver, buyer, accountant, receiver
    case supplier
    case supplierAdministrator = "supplier_administrator"

    /// The first steps, each with the page where it is taken.
    struct Step: Sendable {
        /// Under `help.step.`.
        let text: String
        /// The key of the page's title.
        let title: String
        let address: String

        init(_ text: String, _ title: String, _ address: String) {
            self.text = text
            self.title = title
            self.address = address
        }
    }

    func concerns(_ viewer: Viewer) -> Bool {
        func may(_ rights: Right...) -> Bool { viewer.rights.isSuperset(of: rights) }
        return switch self {
        case .administrator: viewer.isStaff && may(.manageHouse)
        case .creditController: viewer.isStaff && may(.manageCredit)
        case .manager: viewer.isStaff && may(.seeClients, .askPrices)
        case .prices: viewer.isStaff && may(.managePrices)
        case .warehouse: viewer.isStaff && may(.ship)
        case .catalogue: viewer.isStaff && may(.editCatalog, .readRecords)
        case .purchasing: viewer.isStaff && may(.manageSuppliers)
        case .exchange: viewer.isStaff && may(.writeRecords)
        case .clientAdministrator: !viewer.isStaff && may(.managePeople)
        case .approver: !viewer.isStaff && may(.approve)
        case .buyer: !viewer.isStaff && may(.order)
        case .accountant: !viewer.isStaff && may(.seeDebt) && !may(.order)
        case .receiver: !viewer.isStaff && may(.seeOrders) && !may(.order) && !may(.seeDebt)
        case .supplier: viewer.supplier != nil && may(.answerSupply)
        case .supplierAdministrator: viewer.supplier != nil && may(.manageColleagues)
        }
    }

    var steps: [Step] {
        switch self {
        case .administrator:
            [
                Step("administrator.people", "section.people", Address.people), Step("administrator.roles", "section.roles", Address.roles),
                Step("administrator.registrations", "section.registrations", Address.registrations), Step("administrator.house", "section.house", Address.house),
                Step("administrator.journal", "section.journal", Address.journal),
            ]
        case .creditController:
            [
                Step("credit_controller.ageing", "section.credit", Address.credit), Step("credit_controller.holds", "credit.holds", Address.creditHolds),
                Step("credit_controller.block", "credit.blocked", Address.creditBlocked), Step("credit_controller.rules", "credit.rules", Address.creditRules),
            ]
        case .manager:
            [
                Step("manager.clients", "section.clients", Address.clients), Step("manager.act", "section.catalog", Address.catalog),
                Step("manager.orders", "section.orders", Address.orders), Step("manager.prices", "section.prices", Address.prices),
                Step("manager.support", "section.support", Address.support),
            ]
        case .prices:
            [
                Step("prices.lists", "prices.tab.lists", PricesTab.lists.address), Step("prices.changes", "prices.tab.changes", PricesTab.changes.address),
                Step("prices.imports", "prices.tab.imports", PricesTab.imports.address), Step("prices.tester", "prices.tab.tester", PricesTab.tester.address),
            ]
        case .warehouse: [Step("warehouse.orders", "section.orders", Address.orders)]
        case .catalogue: [Step("catalogue.goods", "section.goods", Address.goods), Step("catalogue.sheets", "sheets.title", Address.recordSheets), Step("catalogue.catalog", "section.catalog", Address.catalog), Step("catalogue.exchange", "section.exchange", Address.exchange)]
        case .purchasing:
            [
                Step("purchasing.suppliers", "section.suppliers", Address.suppliers), Step("purchasing.requests", "section.supplier_requests", Address.quoteRequests),
                Step("purchasing.hours", "section.suppliers", Address.suppliers),
            ]
        case .exchange:
            [
                Step("exchange.runs", "section.exchange", Address.exchange), Step("exchange.sheets", "sheets.title", Address.recordSheets),
                Step("exchange.undo", "sheets.title", Address.recordSheets),
            ]
        case .clientAdministrator:
            [
                Step("client_administrator.people", "section.people", Address.people), Step("client_administrator.limit", "section.people", Address.people),
                Step("client_administrator.roles", "section.roles", Address.roles), Step("client_administrator.journal", "section.journal", Address.journal),
            ]
        case .approver:
            [
                Step("approver.waiting", "section.orders", Address.orders(OrdersQuery(status: "approval"))), Step("approver.decide", "section.orders", Address.orders(OrdersQuery(status: "approval"))),
            ]
        case .buyer:
            [
                Step("buyer.find", "section.catalog", Address.catalog), Step("buyer.cart", "cart.title", Address.cart), Step("buyer.repeat", "section.orders", Address.orders),
                Step("buyer.own", "section.own", Address.favourites), Step("buyer.price", "section.prices", Address.prices), Step("buyer.support", "support.ask", Address.newSupport()),
            ]
        case .accountant:
            [
                Step("accountant.debt", "section.account", Address.account), Step("accountant.documents", "section.documents", Address.documents),
                Step("accountant.statement", "section.account", Address.account),
            ]
        case .receiver: [Step("receiver.orders", "section.orders", Address.orders), Step("receiver.shipments", "section.orders", Address.orders)]
        case .supplier:
            [
                Step("supplier.offers", "section.offers", Address.supplyOffers), Step("supplier.sheet", "offers.sheet", Address.supplySheet),
                Step("supplier.requests", "section.supply_requests", Address.supplyRequests), Step("supplier.orders", "section.supply_orders", Address.supplyOrders),
                Step("supplier.figures", "section.supply_figures", Address.supplyFigures),
            ]
        case .supplierAdministrator: [Step("supplier_administrator.people", "section.colleagues", Address.supplyPeople), Step("supplier_administrator.leaving", "section.colleagues", Address.supplyPeople)]
        }
    }

    /// Questions that are asked again and again; under `help.question.` and `help.answer.`.
    static func questions(for viewer: Viewer) -> [String] {
        let all: [(String, Bool)] = [
            ("ask", !viewer.isStaff && viewer.client != nil), ("no_price", !viewer.isStaff && viewer.rights.contains(.seePrices)), ("hold", viewer.rights.contains(.seeDebt)), ("approval", !viewer.isStaff && viewer.rights.contains(.order)),
            ("unseen_client", viewer.isStaff && viewer.managers != nil), ("away", viewer.isStaff && viewer.managers != nil), ("mail", viewer.isStaff && viewer.rights.contains(.manageHouse)),
            ("hidden_product", viewer.isStaff && viewer.rights.contains(.seeClients)), ("supplier_seen", viewer.supplier != nil), ("supplier_changed", viewer.supplier != nil), ("supplier_goods", viewer.supplier != nil), ("password", true), ("language", true),
        ]
        return all.filter(\.1).map(\.0)
    }
}
