import Customers
import Database
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Kernel
import Localization
import Suppliers

extension Site {
    func addSupplierRoutes(to router: Router<PortalContext>) {
        router.get("/suppliers", use: supplierList)
        router.post("/suppliers", use: makeSupplier)
        router.get("/suppliers/new", use: newSupplier)
        router.get("/suppliers/{supplier}", use: oneSupplier)
        router.post("/suppliers/{supplier}", use: changeSupplier)
        router.get("/suppliers/{supplier}/offers", use: offersOfSupplier)
        router.get("/suppliers/{supplier}/orders", use: linesOfSupplier)
        router.get("/suppliers/{supplier}/figures", use: figuresOfSupplier)
        router.post("/suppliers/answer-hours", use: saveAnswerHours)
        router.post("/suppliers/{supplier}/people", use: invitePersonOfSupplier)
        router.post("/suppliers/{supplier}/people/{person}/invitation") { try await actOnPersonOfSupplier($0, $1, "invited") { _ in .invitesAgain } }
        router.post("/suppliers/{supplier}/people/{person}/role") { try await actOnPersonOfSupplier($0, $1, "role_changed") { .givesRole($0["role"] ?? "") } }
        router.post("/suppliers/{supplier}/people/{person}/block") { try await actOnPersonOfSupplier($0, $1, "blocked") { _ in .blocks } }
        router.post("/suppliers/{supplier}/people/{person}/release") { try await actOnPersonOfSupplier($0, $1, "released") { _ in .releases } }
    }

    @Sendable private func supplierList(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await supplierListAnswer(try await signedIn(request), request, context, hours: nil, [])
    }

    private func supplierListAnswer(_ visit: Visit, _ request: Request, _ context: PortalContext, hours typed: String?, _ problems: [FieldProblem]) async throws -> Response {
        let parameters = try request.query
        let text = String((parameters["query"] ?? "").trimmed.prefix(100))
        let after = try parameters["cursor"].flatMap { try cursors.open($0, for: "page/suppliers") }.flatMap { parts -> (name: String, id: Int64)? in
            guard parts.count == 2, let id = Int64(parts[1]) else { return nil }
            return (parts[0], id)
        }
        let size = 50
        let (found, hours) = try await database.read { reader in
            (try Suppliers.suppliers(matching: text, after: after, limit: size + 1, for: visit.viewer, in: reader), try Suppliers.supplierHours(in: reader))
        }
        var model = SuppliersPage(rows: Array(found.prefix(size)), hours: typed ?? String(hours), problems: problems, text: text, isFirst: after == nil)
        if found.count > size, let last = found.prefix(size).last { model.next = cursors.sign([last.card.name.folded, String(last.card.id.rawValue)], for: "page/suppliers") }
        return page(suppliersPage(model, in: shell(visit, request, context, .suppliers)), request, status: problems.isEmpty ? .ok : .unprocessableContent)
    }

    @Sendable private func saveAnswerHours(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let typed = try await request.form()["supplier_hours"] ?? ""
        do { try await database.write { try setSupplierHours(typed, for: visit.viewer, at: visit.now, in: $0) } } catch let refusal as Refusal where refusal.code == .validation {
            return try await supplierListAnswer(visit, request, context, hours: typed, fieldProblems(refusal, context.texts))
        }
        return redirect(to: Address.suppliers, flash: .done("saved"))
    }

    @Sendable private func linesOfSupplier(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let id = try supplierID(context)
        let found = try await database.read { try supplier(id, for: visit.viewer, in: $0) }
        return try await supplyLinesAnswer(visit, request, context, of: found.card)
    }

    @Sendable private func figuresOfSupplier(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let id = try supplierID(context)
        let found = try await database.read { try supplier(id, for: visit.viewer, in: $0) }
        return try await supplyFiguresAnswer(visit, request, context, of: found.card)
    }

    @Sendable private func newSupplier(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await newSupplierAnswer(try await signedIn(request), request, context, SupplierDraft(), nil)
    }

    private func newSupplierAnswer(_ visit: Visit, _ request: Request, _ context: PortalContext, _ draft: SupplierDraft, _ refusal: Refusal?) async throws -> Response {
        let brands = try await database.read { try brandsToGive(for: visit.viewer, in: $0) }
        let form = SupplierForm(draft: draft, brands: choices(brands, draft), refusal, context.texts)
        return page(newSupplierPage(form, in: shell(visit, request, context, .suppliers)), request, status: refusal == nil ? .ok : .unprocessableContent)
    }

    @Sendable private func makeSupplier(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let draft = SupplierDraft(try await request.form())
        do {
            let id = try await database.write { try saveSupplier(draft, nil, for: visit.viewer, at: visit.now, in: $0) }
            return redirect(to: Address.supplier(id.rawValue), flash: .done("saved"))
        } catch let refusal as Refusal where refusal.code == .validation { return try await newSupplierAnswer(visit, request, context, draft, refusal) }
    }

    @Sendable private func oneSupplier(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await supplierAnswer(try await signedIn(request), request, context)
    }

    @Sendable private func changeSupplier(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let id = try supplierID(context)
        let fields = try await request.form()
        let (draft, revision) = (SupplierDraft(fields), Int64(fields["revision"] ?? "") ?? 0)
        do {
            _ = try await database.write { try saveSupplier(draft, (id, revision), for: visit.viewer, at: visit.now, in: $0) }
            return redirect(to: Address.supplier(id.rawValue), flash: .done("saved"))
        } catch let refusal as Refusal where refusal.code == .validation || refusal.code == .staleRevision {
            return try await supplierAnswer(visit, request, context, typed: draft, seen: revision, refusal)
        }
    }

    /// The supplier's page; again with what was typed and what was wrong with it.
    private func supplierAnswer(
        _ visit: Visit, _ request: Request, _ context: PortalContext, typed: SupplierDraft? = nil, seen revision: Int64? = nil, _ refusal: Refusal? = nil,
        inviting: Invitation? = nil, _ invitationRefusal: Refusal? = nil
    ) async throws -> Response {
        let id = try supplierID(context)
        let (viewer, today) = (visit.viewer, Day(of: visit.now, in: timeZone))
        let (found, brands, people, counts, awaited) = try await database.read { reader in
            (
                try supplier(id, for: viewer, in: reader), try brandsToGive(to: id, for: viewer, in: reader), try Customers.people(of: id, for: viewer, in: reader),
                try offerCounts(of: id, on: today, for: viewer, in: reader), try awaitedCounts(of: id, for: viewer, in: reader)
            )
        }
        let draft = typed ?? SupplierDraft(found)
        var form = SupplierForm(draft: draft, brands: choices(brands, draft), refusal, context.texts)
        (form.id, form.revision, form.hasTooManyArticles) = (id.rawValue, revision ?? found.revision, found.articles == nil)
        let colleagues = ColleaguesPage(people, base: "\(Address.supplier(id.rawValue))/people", viewer, hasMail: hasMail, inviting, invitationRefusal, context.texts)
        let model = SupplierPage(name: found.card.name, isBlocked: found.isBlocked, form: form, products: counts.products, offered: counts.offered, asked: awaited.asked,
            confirmed: awaited.confirmed, people: colleagues)
        let isRefused = refusal != nil || invitationRefusal != nil
        return page(supplierPage(model, in: shell(visit, request, context, .suppliers)), request, status: isRefused ? .unprocessableContent : .ok)
    }

    @Sendable private func offersOfSupplier(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let id = try supplierID(context)
        let found = try await database.read { try supplier(id, for: visit.viewer, in: $0) }
        return try await offersAnswer(visit, request, context, of: found.card)
    }

    @Sendable private func invitePersonOfSupplier(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let id = try supplierID(context)
        let invitation = Invitation(colleague: try await request.form())
        do { _ = try await database.write { try inviteToSupplier(invitation, supplier: id, for: visit.viewer, at: visit.now, in: $0) } } catch let refusal as Refusal
        where refusal.code == .validation { return try await supplierAnswer(visit, request, context, inviting: invitation, refusal) }
        wakeJobs()
        return redirect(to: "\(Address.supplier(id.rawValue))#people", flash: .done("invited"))
    }

    private func actOnPersonOfSupplier(_ request: Request, _ context: PortalContext, _ done: String, _ action: @Sendable (Form) -> ColleagueAction) async throws -> Response {
        let visit = try await signedIn(request)
        let (id, person) = (try supplierID(context), try colleagueID(context))
        let wanted = action(try await request.form())
        do { try await database.write { try act(wanted, on: person, supplier: id, for: visit.viewer, at: visit.now, in: $0) } } catch let refusal as Refusal
        where refusal.isOfForm { return try await supplierAnswer(visit, request, context, inviting: Invitation(), refusal) }
        wakeJobs()
        return redirect(to: "\(Address.supplier(id.rawValue))#people", flash: .done(done))
    }

    func supplierID(_ context: PortalContext) throws -> ID<Supplier> {
        guard let number = Int64(try context.pathValue("supplier")) else { throw Refusal.notFound }
        return ID(number)
    }

    func colleagueID(_ context: PortalContext) throws -> ID<Person> {
        guard let number = Int64(try context.pathValue("person")) else { throw Refusal.notFound }
        return ID(number)
    }

    private func choices(_ brands: [SupplierDetails.Brand], _ draft: SupplierDraft) -> [Choice] {
        let chosen = Set(draft.brands)
        return brands.map { Choice(key: $0.externalID, title: $0.name, isChosen: chosen.contains($0.externalID)) }
    }
}

extension SupplierDraft {
    fileprivate init(_ fields: Form) {
        self.init()
        (code, name, inn, note) = (fields["code"] ?? "", fields["name"] ?? "", fields["inn"] ?? "", fields["note"] ?? "")
        (isBlocked, brands, articles) = (fields["blocked"] == "1", fields.all("brand"), fields["articles"] ?? "")
    }

    fileprivate init(_ found: SupplierDetails) {
        self.init()
        (code, name, inn, note) = (found.card.externalID, found.card.name, found.inn ?? "", found.note ?? "")
        (isBlocked, brands, articles) = (found.isBlocked, found.brands.map(\.externalID), (found.articles ?? []).joined(separator: "\n"))
    }
}

extension SupplierForm {
    fileprivate init(draft: SupplierDraft, brands: [Choice], _ refusal: Refusal?, _ t: Texts) {
        self.init(draft: draft, brands: brands)
        self.refusal = refusal.flatMap { $0.problems.isEmpty ? t.text($0) : nil }
        problems = refusal.map { fieldProblems($0, t) } ?? []
    }
}

extension Invitation {
    init(colleague fields: Form) {
        self.init()
        (email, name, role, language) = (fields["email"] ?? "", fields["person_name"] ?? "", fields["role"] ?? "", fields["language"] ?? "ru")
    }
}

extension ColleaguesPage {
    init(_ people: [SupplierPerson], base: String, _ viewer: Viewer, hasMail: Bool, _ typed: Invitation?, _ refusal: Refusal?, _ t: Texts) {
        self.init(
            base: base,
            rows: people.map {
                Row(
                    id: $0.id.rawValue, name: $0.name, email: $0.email, role: $0.role.rawValue, status: $0.status.rawValue, signedInAt: $0.signedInAt,
                    isSelf: viewer.identity == .person($0.id))
            }, mayRelease: viewer.isStaff && viewer.rights.contains(.managePeople), hasMail: hasMail)
        if let typed { (email, name, role) = (typed.email, typed.name, typed.role.isEmpty ? role : typed.role) }
        self.refusal = refusal.flatMap { $0.problems.isEmpty ? t.text($0) : nil }
        problems = (refusal.map { fieldProblems($0, t) } ?? []).map { $0.field == "name" ? FieldProblem(field: "person_name", text: $0.text) : $0 }
    }
}
