import Customers
import Database
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Integrations
import Kernel
import Localization
import Ordering
import Receivables

extension Site {
    /// A client on one page; of what the person may not see nothing is even read.
    @Sendable func client(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await clientAnswer(try await signedIn(request), request, context, nil, status: .ok)
    }

    @Sendable func blockClient(_ request: Request, _ context: PortalContext) async throws -> Response {
        let reason = try await request.form()["reason"] ?? ""
        return try await stop(request, context, "client_blocked", typed: reason) { try Ordering.blockClient($0, reason: reason, by: $1, at: $2, in: $3) }
    }

    @Sendable func liftClientBlock(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await stop(request, context, "client_unblocked") { try Ordering.liftClientBlock($0, by: $1, at: $2, in: $3) }
    }

    private func stop(
        _ request: Request, _ context: PortalContext, _ done: String, typed: String = "", _ body: @escaping @Sendable (String, Viewer, Instant, any Writer) throws -> Void
    ) async throws -> Response {
        let visit = try await signedIn(request)
        let key = try context.pathValue("client")
        let moment = now()
        do { try await database.write { try body(key, visit.viewer, moment, $0) } } catch let refusal as Refusal where refusal.code == .validation {
            return try await clientAnswer(visit, request, context, refusal, typed: typed, status: .unprocessableContent)
        }
        return redirect(to: Address.client(key), flash: .done(done))
    }

    private func clientAnswer(
        _ visit: Visit, _ request: Request, _ context: PortalContext, _ refusal: Refusal?, typed: String = "", status: HTTPResponse.Status
    ) async throws -> Response {
        let viewer = visit.viewer
        let key = try context.pathValue("client")
        let seesMoney = viewer.rights.contains(.seeDebt)
        let (profile, story, orders, open) = try await database.read { reader in
            let profile = try clientProfile(key, for: viewer, in: reader)
            var filter = OrderFilter()
            filter.client = profile.card.externalID
            return (
                profile, seesMoney ? try creditStory(ofClient: key, for: viewer, at: visit.now, in: reader) : nil,
                viewer.rights.contains(.seeOrders) ? try Ordering.orders(filter, limit: 5, for: viewer, in: reader) : nil,
                profile.block != nil && viewer.rights.contains(.seeOrders) ? try openOrders(of: profile.card.id, for: viewer, in: reader) : nil
            )
        }
        guard profile.card.externalID == key else { return redirect(to: Address.client(profile.card.externalID)) }
        let t = context.texts
        var model = ClientPage(key: profile.card.externalID, name: profile.card.name, segment: profile.segment, assortment: profile.assortment, managers: profile.managers)
        model.stop = profile.block.map { ClientPage.Stop(reason: $0.reason, since: $0.since, by: $0.byName) }
        model.openOrders = open
        model.canStop = viewer.mayBlockClients
        model.reason = typed
        model.refusal = refusal.flatMap { $0.problems.isEmpty ? t.text($0) : nil }
        model.problems = refusal.map { fieldProblems($0, t) } ?? []
        model.showsMoney = seesMoney
        model.entities = profile.entities.map { ClientPage.Entity(name: $0.name, requisites: $0.requisites) }
        let accounts = Dictionary((story?.overview.contracts ?? []).map { ($0.contract.externalID, $0) }, uniquingKeysWith: { first, _ in first })
        model.contracts = profile.contracts.map { ClientPage.Contract($0, accounts[$0.externalID], t) }
        model.blocks = (story?.blocks ?? []).map { ClientPage.Block(contract: $0.contract.shownNumber, block: CreditContractPage.Block($0.block)) }
        model.sites = profile.sites.map { ($0.name, $0.address ?? "") }
        model.managesPeople = viewer.rights.contains(.managePeople)
        model.people = profile.people.map { person in
            ClientPage.Person(
                id: model.managesPeople ? person.id.rawValue : nil, name: person.name, email: person.email, role: person.roleName ?? t("client_role.\(person.role)"),
                status: person.status.rawValue, signedInAt: person.signedInAt)
        }
        model.orders = orders?.map { self.row($0, for: viewer) }
        model.showsDocuments = viewer.rights.contains(.seeDocuments)
        model.showsSupport = viewer.rights.contains(.answerClients)
        model.canMerge = viewer.mayMerge
        model.canOrder = viewer.rights.contains(.order)
        model.isCurrent = viewer.client?.id == profile.card.id
        return page(clientPage(model, in: shell(visit, request, context, .clients)), request, status: status)
    }
}

extension ClientProfile {
    /// Whom the ERP names, then to whom the client was given here.
    fileprivate var managers: [String] { ([manager].compactMap { $0 } + keepers).reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}

extension ClientProfile.Entity {
    var requisites: [(name: String, value: String)] {
        let own = [("inn", inn), ("kpp", kpp), ("ogrn", ogrn), ("address", address)]
        let ofBank = [("bank", "name"), ("bic", "bic"), ("account", "account"), ("correspondent", "correspondent")].map { ($0.0, bank[$0.1]?.string) }
        return (own + ofBank).compactMap { name, value in value.map { (name, $0) } }
    }
}
