package import Database
package import Foundation
package import Journal
package import Kernel

/// Whoever asks: nothing that shows prices, stock, documents or people can be asked without one.
package struct Viewer: Sendable {
    package enum Identity: Hashable, Sendable {
        /// Nobody has signed in.
        case visitor
        case person(ID<Person>)
        case key(ID<AccessKey>)
        /// A command or a job of Kontor itself.
        case system
    }

    package let identity: Identity
    /// The person's or the key's name.
    package let name: String
    /// The client in whose name it asks.
    package let client: ClientCard?
    /// Contracts in force today, at most one per seller.
    package let contracts: [ContractTerms]
    /// Why this client may place no orders for the time being.
    package let block: ClientBlock?
    package let rights: Set<Right>
    /// Works for the distributor.
    package let isStaff: Bool
    /// Works for this supplier: neither staff nor a client's, and shown nothing of theirs.
    package let supplier: SupplierCard?
    /// Of staff who see only the clients they look after: in whose name, themselves and those they stand in for. Nil for everybody else.
    package let managers: [ID<Person>]?
    /// The house wants a second factor of its staff, and this person has none yet: there is nothing to be done but that.
    package let owesSecondFactor: Bool
    /// A newer text of the necessary consent waits for this person's answer; the pages ask for it before anything else.
    package let owesConsent: Bool
    /// The text was published while the session went on: until when what a page has begun may still be sent.
    package internal(set) var formsTakenUntil: Instant?

    package init(
        identity: Identity, name: String, client: ClientCard?, contracts: [ContractTerms], rights: Set<Right>, isStaff: Bool, supplier: SupplierCard? = nil,
        managers: [ID<Person>]? = nil, block: ClientBlock? = nil, owesSecondFactor: Bool = false, owesConsent: Bool = false
    ) {
        self.identity = identity
        self.name = name
        self.client = client
        self.contracts = contracts
        self.block = block
        self.rights = rights
        self.isStaff = isStaff
        self.supplier = supplier
        self.managers = managers
        self.owesSecondFactor = owesSecondFactor
        self.owesConsent = owesConsent
    }

    package static let visitor = Viewer(identity: .visitor, name: "", client: nil, contracts: [], rights: [], isStaff: false)
    /// A visitor of a house that has opened its catalogue: never with prices, with stock as the house says.
    package static func visitor(of house: HouseSettings) -> Viewer {
        guard house.isCatalogueOpen, house.stockForVisitors != .none else { return .visitor }
        return Viewer(identity: .visitor, name: "", client: nil, contracts: [], rights: [.seeStock], isStaff: false)
    }

    package static let system = Viewer(identity: .system, name: "Kontor", client: nil, contracts: [], rights: Set(Right.allCases), isStaff: true)

    package var actor: Actor {
        switch identity {
        case .visitor, .system: .system
        case .person(let id): .person(id)
        case .key(let id): .key(id)
        }
    }

    /// Throws `forbidden` without the right, `unauthenticated` for a visitor.
    package func demand(_ right: Right) throws {
        if rights.contains(right) { return }
        throw identity == .visitor ? Refusal(.unauthenticated) : Refusal(.forbidden)
    }

    /// The person who asks; keys and visitors are nobody.
    package func demandPerson() throws -> ID<Person> {
        guard case .person(let person) = identity else { throw Refusal(.unauthenticated) }
        return person
    }

    /// Of staff: the condition that a client's number is one of those it may see, to stand in a WHERE. `column` is a name of this program.
    package func sees(client column: StaticString) -> SQL {
        managers.map { Self.looksAfter(client: column, $0) } ?? "1 = 1"
    }

    /// A client is in the care of those to whom it was given here, and of whom the ERP names as its manager.
    static func looksAfter(client column: StaticString, _ managers: [ID<Person>]) -> SQL {
        SQL(stringLiteral: "\(column) IN ") + """
            (SELECT given.client_id FROM client_managers AS given WHERE given.person_id \(in: managers)
            UNION ALL SELECT named.id FROM people AS keeper JOIN clients AS named ON named.manager = keeper.name
            WHERE keeper.id \(in: managers) AND keeper.staff_role IS NOT NULL)
            """
    }

    /// The client in whose name it acts; without one there is nothing to be found.
    package func demandClient() throws -> ClientCard {
        if identity == .visitor { throw Refusal(.unauthenticated) }
        guard let client else { throw Refusal(.forbidden, "no_client") }
        return client
    }

    /// The supplier in whose name it acts; to everybody else there is nothing to be found.
    package func demandSupplier() throws -> SupplierCard {
        if identity == .visitor { throw Refusal(.unauthenticated) }
        guard let supplier else { throw Refusal.notFound }
        return supplier
    }

    /// The contract to work under: the named one, or the only or first one.
    package func contract(_ externalID: String?) throws -> ContractTerms {
        guard let externalID else {
            guard let first = contracts.first else { throw Refusal(.forbidden, "no_contract") }
            return first
        }
        guard let named = contracts.first(where: { $0.externalID == externalID }) else {
            throw Refusal(.validation, "unknown_contract", ["value": .text(String(externalID.prefix(100)))], problems: [Refusal.Problem("/contract", .validation, "unknown_reference", ["value": .text(externalID)])])
        }
        return named
    }
}

/// What somebody may do. Roles are sets of these.
package enum Right: String, Hashable, Sendable, CaseIterable {
    case seeCatalog = "see_catalog"
    case seePrices = "see_prices"
    case seeStock = "see_stock"
    case seeDebt = "see_debt"
    case seeOrders = "see_orders"
    case seeDocuments = "see_documents"
    case order
    case approve
    case managePeople = "manage_people"
    /// Reads and writes what the distributor's systems own.
    case readRecords = "read_records"
    case writeRecords = "write_records"
    /// Of staff: texts, pictures, relations and parameters of products, over what the ERP says.
    case editCatalog = "edit_catalog"
    /// Of staff: sees every client's orders and accounts.
    case seeClients = "see_clients"
    /// Asks for special prices for a project.
    case askPrices = "ask_prices"
    /// Of staff: one of the two who approve special prices.
    case approvePrices = "approve_prices"
    /// Of staff: sees all price lists and their history, proposes and confirms changes of terms that the portal owns.
    case managePrices = "manage_prices"
    /// Of staff: brings files of prices in the ERP's name.
    case importPrices = "import_prices"
    /// Of staff: all clients, not only those they look after.
    case seeAllClients = "see_all_clients"
    /// Signs documents of the client.
    case sign
    /// Reads the log of actions.
    case seeJournal = "see_journal"
    /// Of staff: settings, jobs, who is signed in, roles of the house.
    case manageHouse = "manage_house"
    /// Of staff: releases held orders, blocks contracts, decides on overrides, corrects the ledger.
    case manageCredit = "manage_credit"
    /// Of staff: answers what clients ask.
    case answerClients = "answer_clients"
    /// Of staff: hands shipments over to be gathered.
    case ship
    /// Of staff: suppliers, their people and their goods; asks them and sees what they answer.
    case manageSuppliers = "manage_suppliers"
    /// Of staff: stops a client's ordering as a whole, and lets it order again.
    case manageClients = "manage_clients"
    /// Of a supplier: tells what it has, at which price and how soon.
    case offerGoods = "offer_goods"
    /// Of a supplier: confirms or declines what is awaited of it, answers requests.
    case answerSupply = "answer_supply"
    /// Of a supplier: invites and blocks its own people.
    case manageColleagues = "manage_colleagues"
}

/// A supplier as others name it.
package struct SupplierCard: Hashable, Sendable {
    package let id: ID<Supplier>
    package let externalID: String
    package let name: String

    package init(id: ID<Supplier>, externalID: String, name: String) {
        self.id = id
        self.externalID = externalID
        self.name = name
    }
}

/// A client as others name it.
package struct ClientCard: Hashable, Sendable {
    package let id: ID<Client>
    package let externalID: String
    package let name: String

    package init(id: ID<Client>, externalID: String, name: String) {
        self.id = id
        self.externalID = externalID
        self.name = name
    }
}

/// What a contract says about prices, tax and credit; as read for one request.
package struct ContractTerms: Sendable {
    package let id: ID<Contract>
    package let externalID: String
    package let number: String
    package let client: ID<Client>
    package let entity: ID<ClientEntity>
    package let seller: Seller
    package let currency: Currency
    package let vatMode: VATMode
    /// The chain of price lists, first to last.
    package let priceLists: [ID<PriceList>]
    package let creditAccount: ID<CreditAccount>?
    package let paymentDays: Int
    package let period: Period
    /// The client's segment and those above it.
    package let segments: [ID<Segment>]
    /// How prices of another currency become the contract's.
    package let rateRule: RateRule

    /// Today where the seller keeps its books.
    package func today(at now: Instant) -> Day { Day(of: now, in: seller.zone) }
}

/// The distributor's company that sells under a contract.
package struct Seller: Hashable, Sendable {
    package let id: ID<LegalEntity>
    package let name: String
    package let regime: TaxRegime
    package let zone: TimeZone
}
