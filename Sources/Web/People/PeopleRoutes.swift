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
        var model = PeoplePage(query: query, rows: found.prefix(size).map { row($0, context.texts) })
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
            return try self.sheet(peopleListing(query, in: shell), found.rows.map { self.row($0, context.texts) }, isCut: found.isCut, format, in: shell)
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

    @Sendable func person(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let id = try personID(context)
        if let kept = try await database.read({ try keptRecord(of: id, for: visit.viewer, in: $0) }) { return redirect(to: Address.person(kept.rawValue)) }
        return try await personAnswer(visit, request, context, nil, status: .ok)
    }

    private func personAnswer(
        _ visit: Visit, _ request: Request, _ context: PortalContext, _ refusal: Refusal?, typed: (name: String, email: String)? = nil, other: String = "",
        status: HTTPResponse.Status
    ) async throws -> Response {
        let id = try personID(context)
        let t = context.texts
        let found = try await database.read { reader in
            let person = try Customers.person(id, for: visit.viewer, in: reader)
            let house = visit.viewer.isStaff && person.staffRole != nil ? try managedClients(of: id, for: visit.viewer, in: reader) : nil
            let limit = try person.memberships.first.flatMap { try reader.orderLimit(of: id, client: $0.client.id) }
            let agreed = visit.viewer.isStaff ? try Customers.consents(of: id, for: visit.viewer, in: reader) : nil
            let alike = person.staffRole == nil && person.supplier == nil ? try peopleLike(id, for: visit.viewer, in: reader) : []
            return (person, house, limit, agreed, alike, try waitsForErasure(id, for: visit.viewer, in: reader))
        }
        let (person, house, limit, agreed, alike, hasWithdrawn) = found
        var model = PersonPage(row: row(person, t), memberships: person.memberships.map {
            PersonPage.Membership(client: $0.client.externalID, clientName: $0.client.name, role: $0.role, department: $0.department)
        })
        let current = person.staffRole ?? person.memberships.first?.role ?? ""
        let client = person.staffRole == nil && visit.viewer.isStaff ? person.memberships.first?.client.externalID : nil
        let choices = try await roleChoices(
            visit.viewer, client: client, chosen: current, department: person.memberships.first?.departmentID, t)
        model.isSelf = visit.viewer.identity == .person(id)
        if !model.isSelf, person.staffRole != nil || !person.memberships.isEmpty { (model.roles, model.departments) = (choices.roles, choices.departments) }
        if person.staffRole == nil, person.memberships.count == 1 { model.orderLimit = limit.flatMap { Money(minorUnits: $0, currency: .rub) }.map { t.plain($0) } ?? "" }
        (model.typed, model.other) = (typed, other)
        model.isStaff = visit.viewer.isStaff
        model.isOfHouse = house != nil
        model.canBeMerged = visit.viewer.isStaff && person.staffRole == nil && person.supplier == nil
        model.alike = alike.map { Choice(key: $0.email, title: "\($0.name), \($0.email)") }
        model.erasureReason = hasWithdrawn ? .withdrawal : .request
        model.consents = agreed?.map { consentFact($0, t) }
        model.clients = house?.clients.map { Choice(key: $0.externalID, title: $0.name) } ?? []
        let today = Day.ofHouse(at: visit.now)
        model.substitutes = house?.substitutes.map { one in
            let blocked = one.isBlocked ? " (\(t("person_status.blocked")))" : ""
            return PersonPage.Substitute(id: one.id, text: "\(one.name)\(blocked): \(t.day(one.from)) – \(t.day(one.to))", canEnd: one.to >= today)
        } ?? []
        model.refusal = refusal.flatMap { $0.problems.isEmpty ? t.text($0) : nil }
        model.problems = refusal.map { fieldProblems($0, t) } ?? []
        return page(personPage(model, in: shell(visit, request, context, .people)), request, status: status)
    }

    /// Another record of the same person goes up in this one.
    @Sendable func mergePerson(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await act(request, context, "person_merged") { id, fields, viewer, moment, writer in
            try mergePeople(fields["with"] ?? "", into: id, for: viewer, at: moment, in: writer)
        }
    }

    @Sendable func correctPerson(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await act(request, context, "person_corrected") { id, fields, viewer, moment, writer in
            let seen = fields["seen_name"].flatMap { name in fields["seen_email"].map { (name: name, email: $0) } }
            try Customers.correctPerson(id, name: fields["name"] ?? "", email: fields["email"] ?? "", over: seen, for: viewer, at: moment, in: writer)
        }
    }

    @Sendable func changePersonsRole(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await act(request, context, "role_changed") { id, fields, viewer, moment, writer in
            try changeRole(of: id, to: fields["role"] ?? "", department: fields["department"].flatMap { Int64($0) }, for: viewer, at: moment, in: writer)
        }
    }

    @Sendable func setPersonsOrderLimit(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await act(request, context, "saved") { id, fields, viewer, moment, writer in
            let typed = (fields["limit"] ?? "").trimmed
            let limit = typed.isEmpty ? nil : typedMoney(typed)
            if !typed.isEmpty, limit.map({ $0.minorUnits < 0 }) ?? true {
                throw Refusal(.validation, "not_a_sum", problems: [Refusal.Problem("/limit", .validation, "not_a_sum", ["value": .text(String(typed.prefix(40)))])])
            }
            try setOrderLimit(limit, of: id, client: viewer.isStaff ? fields["client"] ?? "" : nil, for: viewer, at: moment, in: writer)
        }
    }

    @Sendable func invitePersonAgain(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await act(request, context, "invited") { id, _, viewer, moment, writer in try inviteAgain(id, for: viewer, at: moment, in: writer) }
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

    @Sendable func endMembership(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await act(request, context, "left", to: Address.people) { id, fields, viewer, moment, writer in
            try leaveClient(id, client: fields["client"], for: viewer, at: moment, in: writer)
        }
    }

    @Sendable func blockPerson(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await act(request, context, "blocked") { id, _, viewer, moment, writer in try setBlocked(true, id, for: viewer, at: moment, in: writer) }
    }

    @Sendable func releasePerson(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await act(request, context, "released") { id, _, viewer, moment, writer in try setBlocked(false, id, for: viewer, at: moment, in: writer) }
    }

    @Sendable func signPersonOut(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await act(request, context, "session_ended") { id, _, viewer, moment, writer in try endSessions(of: id, for: viewer, at: moment, in: writer) }
    }

    @Sendable func takePersonsFactor(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await act(request, context, "factor_off") { id, _, viewer, moment, writer in try resetSecondFactor(of: id, for: viewer, at: moment, in: writer) }
    }

    @Sendable func erasePerson(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await act(request, context, "erased", to: Address.people) { id, fields, viewer, moment, writer in
            try Customers.erasePerson(id, because: fields["reason"] ?? ErasureReason.request.rawValue, note: fields["note"] ?? "", for: viewer, at: moment, in: writer)
        }
    }

    @Sendable func assignClient(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await act(request, context, "saved") { id, fields, viewer, moment, writer in
            let away = fields["away"]
            try Customers.assignClient((away ?? fields["client"] ?? "").trimmed, to: id, away: away != nil, for: viewer, at: moment, in: writer)
        }
    }

    @Sendable func appointSubstitute(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await act(request, context, "saved") { id, fields, viewer, moment, writer in
            func day(_ name: String) throws -> Day {
                let typed = fields[name] ?? ""
                if let day = Day(typed) { return day }
                throw Refusal(.validation, "not_a_day", problems: [Refusal.Problem("/\(name)", .validation, "not_a_day", ["value": .text(String(typed.prefix(40)))])])
            }
            try Customers.appointSubstitute(
                email: fields["substitute"] ?? "", for: id, from: try day("from"), to: try day("to"), by: viewer, at: moment, in: writer)
        }
    }

    @Sendable func endSubstitute(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await act(request, context, "saved") { id, fields, viewer, moment, writer in
            guard let substitute = Int64(fields["substitute"] ?? "") else { throw Refusal.notFound }
            try Customers.endSubstitute(substitute, for: id, by: viewer, at: moment, in: writer)
        }
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

    /// One thing done to the person of the address: then its page again, with what was done or why not.
    private func act(
        _ request: Request, _ context: PortalContext, _ done: String, to address: String? = nil,
        _ body: @escaping @Sendable (ID<Person>, Form, Viewer, Instant, any Writer) throws -> Void
    ) async throws -> Response {
        let visit = try await signedIn(request)
        let id = try personID(context)
        let fields = try await request.form()
        let moment = now()
        do { try await database.write { try body(id, fields, visit.viewer, moment, $0) } } catch let refusal as Refusal where refusal.isOfForm {
            let typed = fields["email"].map { (name: fields["name"] ?? "", email: $0) }
            return try await personAnswer(visit, request, context, refusal, typed: typed, other: fields["with"] ?? "", status: .unprocessableContent)
        }
        wakeJobs()
        return redirect(to: address ?? Address.person(id.rawValue), flash: .done(done))
    }

    private func personID(_ context: PortalContext) throws -> ID<Person> {
        guard let number = Int64(try context.pathValue("person")) else { throw Refusal.notFound }
        return ID(number)
    }

    private func row(_ person: PersonRow, _ t: Texts) -> PeoplePage.Row {
        var roles = person.memberships.map { "\($0.client.name): \($0.roleName ?? t("client_role.\($0.role)"))\($0.department.map { ", \($0)" } ?? "")" }
        if let supplier = person.supplier { roles.append("\(supplier.name): \(t("supplier_role.\(supplier.role)"))") }
        if let role = person.staffRole { roles.insert(person.staffRoleName ?? t("staff_role.\(role)"), at: 0) }
        return PeoplePage.Row(
            id: person.id.rawValue, name: person.name, email: person.email, roles: roles, status: person.status.rawValue, hasSecondFactor: person.hasSecondFactor,
            signedInAt: person.signedInAt)
    }

    /// The roles and departments of a client, or of the house, to choose from.
    private func roleChoices(
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
