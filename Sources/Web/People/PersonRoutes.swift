import Customers
import Database
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Kernel
import Localization
import Synchronization

/// The page of one person, and what is done to him there.
extension Site {
    @Sendable func person(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let id = try personID(context)
        if let kept = try await database.read({ try keptRecord(of: id, for: visit.viewer, in: $0) }) { return redirect(to: Address.person(kept.rawValue)) }
        return try await personAnswer(visit, request, context, nil, status: .ok)
    }

    /// The page of the person of the address, with what was refused.
    func personAnswer(
        _ visit: Visit, _ request: Request, _ context: PortalContext, _ refusal: Refusal?, typed: (name: String, email: String)? = nil, other: String = "",
        appointed: (email: String, from: String, to: String)? = nil, status: HTTPResponse.Status
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
        var model = PersonPage(row: personRow(person, t), memberships: person.memberships.map {
            PersonPage.Membership(client: $0.client.externalID, clientName: $0.client.name, role: $0.role, department: $0.department)
        })
        let current = person.staffRole ?? person.memberships.first?.role ?? ""
        let client = person.staffRole == nil && visit.viewer.isStaff ? person.memberships.first?.client.externalID : nil
        let choices = try await roleChoices(
            visit.viewer, client: client, chosen: current, department: person.memberships.first?.departmentID, t)
        model.isSelf = visit.viewer.identity == .person(id)
        if !model.isSelf, person.staffRole != nil || !person.memberships.isEmpty { (model.roles, model.departments) = (choices.roles, choices.departments) }
        if person.staffRole == nil, person.memberships.count == 1 { model.orderLimit = limit.flatMap { Money(minorUnits: $0, currency: .rub) }.map { t.plain($0) } ?? "" }
        (model.typed, model.other, model.appointed) = (typed, other, appointed)
        model.isStaff = visit.viewer.isStaff
        model.isOfHouse = house != nil
        model.canBeMerged = visit.viewer.isStaff && person.staffRole == nil && person.supplier == nil
        model.alike = alike.map { Choice(key: $0.email, title: "\($0.name), \($0.email)") }
        model.erasureReason = hasWithdrawn ? .withdrawal : .request
        model.consents = agreed?.map { consentFact($0, t) }
        model.clients = house?.clients.map { Choice(key: $0.externalID, title: $0.name) } ?? []
        model.clientsOfERP = house?.ofERP.map { Choice(key: $0.externalID, title: $0.name) } ?? []
        let today = Day.ofHouse(at: visit.now)
        model.substitutes = house?.substitutes.map { one in
            let blocked = one.isBlocked ? " (\(t("person_status.blocked")))" : ""
            return PersonPage.Substitute(id: one.id, text: "\(one.name)\(blocked): \(t.day(one.from)) – \(t.day(one.to))", canEnd: one.to >= today)
        } ?? []
        model.refusal = refusal.flatMap { $0.problems.isEmpty ? t.text($0) : nil }
        model.problems = refusal.map { fieldProblems($0, t) } ?? []
        return page(personPage(model, in: shell(visit, request, context, .people)), request, status: status)
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

    @Sendable func endMembership(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await act(request, context, "left", to: Address.people) { id, fields, viewer, moment, writer in
            try leaveClient(id, client: fields["client"], for: viewer, at: moment, in: writer)
        }
    }

    @Sendable func blockPerson(_ request: Request, _ context: PortalContext) async throws -> Response {
        // The way back must not lift what somebody else has closed meanwhile.
        let wasOpen = Mutex(false)
        return try await act(request, context, "blocked", undo: { person in wasOpen.withLock { $0 } ? .blocked(person) : nil }) { id, _, viewer, moment, writer in
            let isOpen = try Customers.person(id, for: viewer, in: writer).status != .blocked
            try setBlocked(true, id, for: viewer, at: moment, in: writer)
            wasOpen.withLock { $0 = isOpen }
        }
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
            let reason = fields["reason"] ?? ErasureReason.request.rawValue
            // Looked up first, so that somebody foreign is not found whatever was chosen.
            if reason.isEmpty {
                _ = try Customers.person(id, for: viewer, in: writer)
                throw Refusal(.validation, problems: [Refusal.Problem("/reason", .validation, "erasure_reason_required")])
            }
            try Customers.erasePerson(id, because: reason, note: fields["note"] ?? "", for: viewer, at: moment, in: writer)
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

    /// One thing done to the person of the address: then its page again, with what was done or why not.
    private func act(
        _ request: Request, _ context: PortalContext, _ done: String, to address: String? = nil, undo: (ID<Person>) -> Undo? = { _ in nil },
        _ body: @escaping @Sendable (ID<Person>, Form, Viewer, Instant, any Writer) throws -> Void
    ) async throws -> Response {
        let visit = try await signedIn(request)
        let id = try personID(context)
        let fields = try await request.form()
        let moment = now()
        do { try await database.write { try body(id, fields, visit.viewer, moment, $0) } } catch let refusal as Refusal where refusal.isOfForm {
            let typed = fields["email"].map { (name: fields["name"] ?? "", email: $0) }
            let appointed = fields["from"].map { (email: fields["substitute"] ?? "", from: $0, to: fields["to"] ?? "") }
            return try await personAnswer(visit, request, context, refusal, typed: typed, appointed: appointed, status: .unprocessableContent)
        }
        wakeJobs()
        return redirect(to: address ?? Address.person(id.rawValue), flash: undo(id).map { dropped(done, $0, of: visit.viewer) } ?? .done(done))
    }

    func personID(_ context: PortalContext) throws -> ID<Person> {
        guard let number = Int64(try context.pathValue("person")) else { throw Refusal.notFound }
        return ID(number)
    }
}
