import Customers
import Database
import Formats
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Kernel
import Localization

extension Site {
    @Sendable func people(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await peopleAnswer(request, context, problems: [], status: .ok)
    }

    private func peopleAnswer(
        _ request: Request, _ context: PortalContext, problems: [FieldProblem], typed: (id: Int64, name: String)? = nil, status: HTTPResponse.Status
    ) async throws -> Response {
        let visit = try await signedIn(request)
        let parameters = try request.query
        let query = PeopleQuery { parameters[$0] }.narrowed(for: visit.viewer)
        let list = "page/people/\(query.sort.rawValue)"
        var after: PeoplePosition?
        if let parts = try query.cursor.map({ try cursors.open($0, for: list) }), parts.count == 2, let id = Int64(parts[1]) { after = PeoplePosition(value: parts[0], person: ID(id)) }
        let (size, start) = (50, after)
        let (found, departments) = try await database.read { reader in
            let found = try Customers.people(PeopleFilter(query), by: query.sort, after: start, limit: size + 1, for: visit.viewer, in: reader)
            let departments = try visit.viewer.isStaff ? [] : visit.viewer.client.map { try Customers.departments(of: $0.id, in: reader) } ?? []
            return (found, departments)
        }
        var model = PeoplePage(query: query, rows: found.prefix(size).map { personRow($0, context.texts) })
        model.isStaff = visit.viewer.isStaff
        model.departments = departments.map { Choice(key: String($0.id), title: $0.id == typed?.id ? typed?.name ?? $0.name : $0.name) }
        model.isFirst = after == nil
        model.hasMail = hasMail
        model.problems = problems
        if found.count > size, let last = found.prefix(size).last {
            let end = query.sort.position(of: last)
            model.next = cursors.sign([end.value, String(end.person.rawValue)], for: list)
        }
        var shell = shell(visit, request, context, .people)
        // A refused form stands at an address that only takes forms: what leads back leads to the list.
        if request.method == .post { shell.path = Address.people }
        return page(peoplePage(model, in: shell), request, status: status)
    }

    /// The people that the filter of the address finds, as a sheet.
    @Sendable func peopleSheet(_ format: SheetFormat) -> @Sendable (Request, PortalContext) async throws -> Response {
        { request, context in
            let parameters = try request.query
            if request.method == .head {
                let viewer = try await self.signedIn(request).viewer
                let query = PeopleQuery { parameters[$0] }.narrowed(for: viewer)
                return try await self.unmadeSheet(.people, format) { _ = try Customers.people(PeopleFilter(query), by: query.sort, limit: 1, for: viewer, in: $0) }
            }
            let (visit, turn) = try await self.exporting { try await self.signedIn(request) }
            defer { turn.end() }
            let query = PeopleQuery { parameters[$0] }.narrowed(for: visit.viewer)
            let found = try await self.database.read { reader in
                try gathered { (place: PeoplePosition?) in
                    let page = try Customers.people(PeopleFilter(query), by: query.sort, after: place, limit: 1001, for: visit.viewer, in: reader)
                    let shown = Array(page.prefix(1000))
                    return (shown, page.count > 1000 ? shown.last.map { query.sort.position(of: $0) } : nil)
                }
            }
            let shell = self.shell(visit, request, context, .people)
            return try self.sheet(peopleListing(query, in: shell), found.rows.map { self.personRow($0, context.texts) }, isCut: found.isCut, format, in: shell)
        }
    }

    @Sendable func invitationForm(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        var form = Invitation()
        form.client = visit.viewer.isStaff ? try request.query["client"] : nil
        return try await invitationAnswer(visit, form, request, context, nil, status: .ok)
    }

    @Sendable func invite(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let fields = try await request.form()
        var form = Invitation()
        form.email = fields["email"] ?? ""
        form.name = fields["name"] ?? ""
        form.role = fields["role"] ?? ""
        form.department = fields["department"].flatMap { Int64($0) }
        form.client = fields["client"].flatMap { $0.isEmpty ? nil : $0 }
        form.language = fields["language"] ?? "ru"
        let (wanted, moment) = (form, now())
        do {
            let id = try await database.write { try invitePerson(wanted, for: visit.viewer, at: moment, in: $0) }
            wakeJobs()
            return redirect(to: Address.person(id.rawValue), flash: .done("invited"))
        } catch let refusal as Refusal where refusal.isOfForm {
            return try await invitationAnswer(visit, form, request, context, refusal, status: .unprocessableContent)
        }
    }

    private func invitationAnswer(
        _ visit: Visit, _ form: Invitation, _ request: Request, _ context: PortalContext, _ refusal: Refusal?, status: HTTPResponse.Status
    ) async throws -> Response {
        try visit.viewer.demand(.managePeople)
        let choices = try await roleChoices(visit.viewer, client: form.client, chosen: form.role, department: form.department, context.texts)
        var model = InvitationPage(
            email: form.email, name: form.name, language: form.language, client: visit.viewer.isStaff ? form.client : nil, clientName: choices.clientName,
            isStaff: visit.viewer.isStaff, roles: choices.roles, departments: choices.departments, hasMail: hasMail)
        model.refusal = refusal.flatMap { $0.problems.isEmpty ? context.texts.text($0) : nil }
        model.problems = refusal.map { fieldProblems($0, context.texts) } ?? []
        return page(invitationPage(model, in: shell(visit, request, context, .people)), request, status: status)
    }

    /// One thing with everybody who is ticked in the list.
    @Sendable func actOnChosenPeople(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let fields = try await request.form()
        let back = Address.local(fields["return"], or: Address.people)
        let (chosen, moment) = (fields.all("person").compactMap { Int64($0) }.map { ID<Person>($0) }, now())
        try visit.viewer.demand(.managePeople)
        guard let action = fields["action"].flatMap({ PeopleAction(rawValue: $0) }) else { throw Refusal.notFound }
        guard !chosen.isEmpty else { return redirect(to: back, flash: .nobodyChosen) }
        let done = try await database.write { try actOnPeople(action, chosen, for: visit.viewer, at: moment, in: $0) }
        wakeJobs()
        return redirect(to: back, flash: .acted(done, of: min(chosen.count, PeopleAction.limit)))
    }

    @Sendable func renameDepartment(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        guard let id = Int64(try context.pathValue("department")) else { throw Refusal.notFound }
        let name = try await request.form()["department-\(id)"] ?? ""
        let moment = now()
        do { try await database.write { try Customers.renameDepartment(id, to: name, for: visit.viewer, at: moment, in: $0) } } catch let refusal as Refusal where refusal.isOfForm {
            return try await peopleAnswer(request, context, problems: fieldProblems(refusal, context.texts), typed: (id, name), status: .unprocessableContent)
        }
        return redirect(to: Address.people, flash: .done("saved"))
    }

    @Sendable func removeDepartment(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        guard let id = Int64(try context.pathValue("department")) else { throw Refusal.notFound }
        let moment = now()
        try await database.write { try Customers.removeDepartment(id, for: visit.viewer, at: moment, in: $0) }
        return redirect(to: Address.people, flash: .done("saved"))
    }

    @Sendable func addDepartment(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let name = try await request.form()["department"] ?? ""
        let moment = now()
        do { try await database.write { try Customers.addDepartment(name, for: visit.viewer, at: moment, in: $0) } } catch let refusal as Refusal where refusal.isOfForm {
            return try await peopleAnswer(request, context, problems: fieldProblems(refusal, context.texts), status: .unprocessableContent)
        }
        return redirect(to: Address.people, flash: .done("saved"))
    }

    func personRow(_ person: PersonRow, _ t: Texts) -> PeoplePage.Row {
        var roles = person.memberships.map { "\($0.client.name): \($0.roleName ?? t("client_role.\($0.role)"))\($0.department.map { ", \($0)" } ?? "")" }
        if let supplier = person.supplier { roles.append("\(supplier.name): \(t("supplier_role.\(supplier.role)"))") }
        if let role = person.staffRole { roles.insert(person.staffRoleName ?? t("staff_role.\(role)"), at: 0) }
        return PeoplePage.Row(
            id: person.id.rawValue, name: person.name, email: person.email, roles: roles, status: person.status.rawValue, hasSecondFactor: person.hasSecondFactor,
            signedInAt: person.signedInAt)
    }

    /// The roles and departments of a client, or of the house, to choose from.
    func roleChoices(
        _ viewer: Viewer, client externalID: String?, chosen: String, department: Int64?, _ t: Texts
    ) async throws -> (roles: [Choice], departments: [Choice], clientName: String?) {
        let found = try await database.read { reader -> (ClientCard?, [OwnRole], [(id: Int64, name: String)]) in
            let client = try viewer.isStaff ? externalID.flatMap { try clientCard($0, for: viewer, in: reader) } : viewer.client
            return (client, try reader.ownRoles(of: client?.id), try client.map { try Customers.departments(of: $0.id, in: reader) } ?? [])
        }
        let (client, own, departments) = found
        let builtIn = client == nil
            ? StaffRole.allCases.map { Choice(key: $0.rawValue, title: t("staff_role.\($0.rawValue)")) }
            : ClientRole.allCases.map { Choice(key: $0.rawValue, title: t("client_role.\($0.rawValue)")) }
        let roles = (builtIn + own.map { Choice(key: "own-\($0.id)", title: $0.name) }).map { Choice(key: $0.key, title: $0.title, isChosen: $0.key == chosen) }
        let none = Choice(key: "", title: t("people.no_department"), isChosen: department == nil)
        let places = departments.isEmpty ? [] : [none] + departments.map { Choice(key: String($0.id), title: $0.name, isChosen: $0.id == department) }
        return (roles, places, viewer.isStaff ? client?.name : nil)
    }
}

extension Refusal {
    /// Something that is told beside the form it was about.
    var isOfForm: Bool { code == .validation || (code == .forbidden && ["role_beyond_own", "not_yourself"].contains(reason)) }
}

/// What a refusal says of single fields, by their names in the form.
func fieldProblems(_ refusal: Refusal, _ t: Texts) -> [FieldProblem] {
    refusal.problems.map { FieldProblem(field: String($0.pointer.dropFirst()), text: t.text($0)) }
}

extension PeopleQuery {
    /// Clients and the house's own people are narrowed to by staff alone.
    fileprivate func narrowed(for viewer: Viewer) -> PeopleQuery { viewer.isStaff ? self : with { ($0.client, $0.staffOnly) = (nil, false) } }
}

extension PeopleFilter {
    fileprivate init(_ query: PeopleQuery) {
        self.init()
        text = query.text
        client = query.client
        staffOnly = query.staffOnly
    }
}
