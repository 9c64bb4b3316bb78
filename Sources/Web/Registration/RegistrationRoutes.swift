import Customers
import Database
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Integrations
import Kernel
import Localization

extension Site {
    @Sendable func registrationForm(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await visit(request)
        var model = RegistrationPage(isSent: try request.query["sent"] == "1")
        model.consents = try await consentsAskedFor(context)
        return page(registrationPage(model, in: shell(visit, request, context)), request)
    }

    @Sendable func register(_ request: Request, _ context: PortalContext) async throws -> Response {
        let fields = try await request.form()
        let visit = try await visit(request)
        var wanted = RegistrationRequest()
        (wanted.inn, wanted.company, wanted.name) = (fields["inn"] ?? "", fields["company"] ?? "", fields["name"] ?? "")
        (wanted.email, wanted.phone, wanted.note) = (fields["email"] ?? "", fields["phone"] ?? "", fields["note"] ?? "")
        wanted.language = context.language.rawValue
        for purpose in ConsentPurpose.allCases { wanted.consents[purpose] = fields[purpose.rawValue].flatMap { Int($0) } }
        let (asked, place, usual, moment) = (wanted, place(request, context), usualConsent, now())
        do {
            try await database.write { try requestAccess(asked, from: place, usual: usual, at: moment, in: $0) }
            return redirect(to: Address.with(Address.registration, [("sent", "1")]))
        } catch let refusal as Refusal where refusal.code == .validation || refusal.code == .tooManyRequests {
            var model = RegistrationPage(
                inn: wanted.inn, company: wanted.company, name: wanted.name, email: wanted.email, phone: wanted.phone, note: wanted.note)
            model.refusal = refusal.problems.isEmpty ? context.texts.text(refusal) : nil
            model.problems = fieldProblems(refusal, context.texts)
            // A tick holds for the words it was set under.
            model.consents = try await consentsAskedFor(context)
            model.agreed = Set(model.consents.filter { wanted.consents[$0.purpose] == $0.version }.map(\.purpose))
            return page(
                registrationPage(model, in: shell(visit, request, context)), request,
                status: refusal.code == .tooManyRequests ? .tooManyRequests : .unprocessableContent)
        }
    }

    private func consentsAskedFor(_ context: PortalContext) async throws -> [ConsentTextShown] {
        let usual = usualConsent
        return try await database.read { reader in try ConsentPurpose.allCases.compactMap { try reader.consentText($0, usual: usual) } }
            .map { ConsentTextShown($0, language: context.language.rawValue) }
    }

    @Sendable func registrations(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await registrationsAnswer(try await signedIn(request), request, context, nil)
    }

    @Sendable func acceptRegistration(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await decide(request, context, "registration_accepted") { id, fields, viewer, moment, writer in
            try Customers.acceptRegistration(id, client: fields["client"].flatMap { $0.isEmpty ? nil : $0 }, for: viewer, at: moment, in: writer)
        }
    }

    @Sendable func refuseRegistration(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await decide(request, context, "registration_refused") { id, fields, viewer, moment, writer in
            try Customers.refuseRegistration(id, reason: fields["reason"] ?? "", for: viewer, at: moment, in: writer)
        }
    }

    private func decide(
        _ request: Request, _ context: PortalContext, _ done: String, _ body: @escaping @Sendable (Int64, Form, Viewer, Instant, any Writer) throws -> Void
    ) async throws -> Response {
        let visit = try await signedIn(request)
        guard let id = Int64(try context.pathValue("registration")) else { throw Refusal.notFound }
        let (fields, moment) = (try await request.form(), now())
        do { try await database.write { try body(id, fields, visit.viewer, moment, $0) } } catch let refusal as Refusal where refusal.isOfForm {
            return try await registrationsAnswer(visit, request, context, refusal)
        }
        wakeJobs()
        return redirect(to: Address.registrations, flash: .done(done))
    }

    private func registrationsAnswer(_ visit: Visit, _ request: Request, _ context: PortalContext, _ refusal: Refusal?) async throws -> Response {
        let found = try await database.read { try Customers.registrations(for: visit.viewer, in: $0) }
        let rows = found.map { one in
            RegistrationsPage.Row(
                id: one.id, company: one.company, inn: one.inn, person: one.name, email: one.email, phone: one.phone, note: one.note, state: one.state,
                reason: one.reason, createdAt: one.createdAt, known: one.known.map { Choice(key: $0.externalID, title: $0.name) },
                consents: one.consents.map { .init(purpose: $0.purpose, version: $0.version, givenAt: $0.givenAt, isOutdated: $0.isOutdated) }, showsDoubles: one.known.count > 1 && visit.viewer.mayMerge)
        }
        let model = RegistrationsPage(rows: rows, refusal: refusal.map { ([$0.problems.isEmpty ? context.texts.text($0) : nil].compactMap { $0 } + $0.problems.map(context.texts.text)).joined(separator: " ") })
        return page(registrationsPage(model, in: shell(visit, request, context, .registrations)), request, status: refusal == nil ? .ok : .unprocessableContent)
    }
}
