import Customers
import Database
import HTML
import HTTP
import Hummingbird
import Kernel
import Localization
import Ordering
import Receivables

extension Site {
    /// The client's own company; of what the person may not see nothing is even read.
    @Sendable func company(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let viewer = visit.viewer
        let seesMoney = viewer.rights.contains(.seeDebt)
        let (company, overview) = try await database.read { reader in
            let company = try ownCompany(for: viewer, at: visit.now, in: reader)
            return (company, seesMoney ? try accountOverview(for: viewer, at: visit.now, in: reader) : nil)
        }
        let t = context.texts
        var model = CompanyPage(name: company.name, key: company.externalID)
        model.contacts = company.contacts.map { CompanyPage.Contact(name: $0.name, email: $0.email, standsInFor: $0.standsInFor) }
        model.showsMoney = seesMoney
        model.showsPayment = seesMoney || viewer.rights.contains(.seePrices)
        model.showsDocuments = viewer.rights.contains(.seeDocuments)
        model.managesPeople = viewer.rights.contains(.managePeople)
        model.entities = company.entities.map { entity in
            ClientPage.Entity(name: entity.name, requisites: seesMoney || model.showsDocuments ? entity.requisites : entity.requisites.filter { ["inn", "kpp", "ogrn", "address"].contains($0.name) })
        }
        let accounts = Dictionary((overview?.contracts ?? []).map { ($0.contract.externalID, $0) }, uniquingKeysWith: { first, _ in first })
        model.contracts = company.contracts.map { ClientPage.Contract($0, accounts[$0.externalID], t) }
        model.sites = company.sites.map { ($0.name, $0.address ?? "") }
        model.departments = company.departments.map { CompanyPage.Department(name: $0.name, address: $0.address ?? "", depth: $0.depth, isOwn: $0.isOwn) }
        return page(companyPage(model, in: shell(visit, request, context, .company)), request)
    }
}

extension ClientPage.Contract {
    /// - Parameter account: nil for those who may not see debts.
    init(_ contract: ClientProfile.Contract, _ account: AccountOverview.ContractAccount?, _ t: Texts) {
        self.init(
            key: contract.externalID, number: contract.number, seller: contract.seller, entity: contract.entity, paymentDays: contract.paymentDays,
            isBanking: contract.isBanking, isActive: contract.isActive, until: contract.until)
        money = account.map { account in
            ClientPage.Money(
                limit: account.limit, debt: account.debt, overdue: account.overdue, available: account.available, state: account.standing.state.rawValue,
                reasons: account.standing.reasons.map { t($0.detail.key, $0.detail.arguments) })
        }
    }
}
