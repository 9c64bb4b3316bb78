import Customers
import Database
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Kernel
import Localization

extension Site {
    func addConsentRoutes(to router: Router<PortalContext>) {
        router.get("/consent-texts/{purpose}", use: consentTextShown)
        router.get("/security/consents", use: ownConsentsShown)
        router.post("/security/consents/{purpose}", use: giveOwnConsent)
        router.post("/security/consents/{purpose}/withdrawal", use: withdrawOwnConsent)
        router.get("/sign-in/consent", use: consentRenewal)
        router.post("/sign-in/consent", use: renewConsent)
        router.get("/house/consents", use: houseConsents)
        router.get("/house/consents/{purpose}", use: consentVersionsShown)
        router.post("/house/consents/{purpose}", use: publishText)
    }

    /// The portal's own wording of the necessary consent, which stands until the house has published one.
    var usualConsent: ConsentWording {
        func text(_ language: Language) -> String { Texts(language)("registration.consent", ["house": .text(house)]) }
        return ConsentWording(russian: text(.ru), english: text(.en))
    }

    func consentPurpose(_ context: PortalContext) throws -> ConsentPurpose {
        guard let purpose = ConsentPurpose(rawValue: try context.pathValue("purpose")) else { throw Refusal.notFound }
        return purpose
    }

    @Sendable private func consentTextShown(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await visit(request)
        let (purpose, usual) = (try consentPurpose(context), usualConsent)
        var version: Int?
        if let typed = try request.query["version"] {
            guard let number = Int(typed) else { throw Refusal.notFound }
            version = number
        }
        let wanted = version
        guard let text = try await database.read({ try $0.consentText(purpose, version: wanted, usual: usual) }) else { throw Refusal.notFound }
        return page(consentTextPage(ConsentTextShown(text, language: context.language.rawValue), in: shell(visit, request, context)), request)
    }

    @Sendable private func ownConsentsShown(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await ownConsentsAnswer(try await signedInHowever(request), request, context, nil)
    }

    @Sendable private func giveOwnConsent(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedInHowever(request)
        let given = ConsentGiven(
            try consentPurpose(context), version: try await request.form()["version"].flatMap { Int($0) } ?? -1, language: context.language.rawValue, channel: .account)
        return try await settleConsent(visit, request, context, "consent_given") { place, usual, moment, writer in
            try giveConsent(given, from: place, usual: usual, for: visit.viewer, at: moment, in: writer)
        }
    }

    @Sendable private func withdrawOwnConsent(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedInHowever(request)
        let purpose = try consentPurpose(context)
        return try await settleConsent(visit, request, context, "consent_withdrawn") { place, _, moment, writer in
            try withdrawConsent(purpose, from: place, for: visit.viewer, at: moment, in: writer)
        }
    }

    private func settleConsent(
        _ visit: Visit, _ request: Request, _ context: PortalContext, _ done: String,
        _ body: @escaping @Sendable (SignInPlace, ConsentWording, Instant, any Writer) throws -> Void
    ) async throws -> Response {
        let (place, usual, moment) = (place(request, context), usualConsent, now())
        do { try await database.write { try body(place, usual, moment, $0) } } catch let refusal as Refusal where refusal.code == .validation {
            return try await ownConsentsAnswer(visit, request, context, refusal)
        }
        wakeJobs()
        return redirect(to: Address.ownConsents, flash: .done(done))
    }

    private func ownConsentsAnswer(_ visit: Visit, _ request: Request, _ context: PortalContext, _ refusal: Refusal?) async throws -> Response {
        let usual = usualConsent
        let own = try await database.read { try ownConsents(usual: usual, for: visit.viewer, in: $0) }
        var model = OwnConsentsPage(purposes: own.map { purpose($0, context.texts) })
        model.refusal = refusal.map(context.texts.text)
        return page(ownConsentsPage(model, in: shell(visit, request, context)), request, status: refusal == nil ? .ok : .unprocessableContent)
    }

    private func purpose(_ own: OwnConsent, _ t: Texts) -> OwnConsentsPage.Purpose {
        OwnConsentsPage.Purpose(
            purpose: own.purpose, text: own.text.map { ConsentTextShown($0, language: t.language.rawValue) }, held: own.inForce.map { consentFact($0, t) },
            isOutdated: own.isOutdated, erasedBy: own.purpose.isNecessary ? own.withdrawnAt.map { $0.adding(seconds: ErasureRequest.days * 86_400) } : nil,
            facts: own.facts.map { consentFact($0, t) })
    }

    func consentFact(_ fact: ConsentFact, _ t: Texts) -> OwnConsentsPage.Fact {
        OwnConsentsPage.Fact(
            purpose: fact.purpose, version: fact.version, digest: fact.digest, givenAt: fact.givenAt, channel: fact.channel.rawValue, place: fact.place,
            agent: fact.agent.isEmpty ? "" : browser(fact.agent, t), withdrawnAt: fact.withdrawnAt)
    }

    @Sendable private func consentRenewal(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedInHowever(request)
        return try await renewalAnswer(visit, Address.local(try request.query["return"]), request, context, nil)
    }

    @Sendable private func renewConsent(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedInHowever(request)
        let fields = try await request.form()
        let path = Address.local(fields["return"])
        let given = ConsentGiven(.personalData, version: fields["version"].flatMap { Int($0) } ?? -1, language: context.language.rawValue, channel: .signIn)
        let (place, usual, moment, agrees) = (place(request, context), usualConsent, now(), fields["agree"] == "1")
        guard visit.viewer.owesConsent else { return redirect(to: path) }
        do {
            guard agrees else { throw Refusal(.validation, "consent_required_again") }
            try await database.write { try giveConsent(given, from: place, usual: usual, for: visit.viewer, at: moment, in: $0) }
        } catch let refusal as Refusal where refusal.code == .validation {
            return try await renewalAnswer(visit, path, request, context, refusal)
        }
        return redirect(to: path, flash: .done("consent_given"))
    }

    private func renewalAnswer(_ visit: Visit, _ path: String, _ request: Request, _ context: PortalContext, _ refusal: Refusal?) async throws -> Response {
        let usual = usualConsent
        guard visit.viewer.owesConsent,
            let own = try await database.read({ try ownConsents(usual: usual, for: visit.viewer, in: $0) }).first(where: \.purpose.isNecessary), let text = own.text
        else { return redirect(to: path) }
        var model = ConsentRenewalPage(text: ConsentTextShown(text, language: context.language.rawValue), former: own.inForce?.version, returnPath: path)
        model.refusal = refusal.map(context.texts.text)
        return page(consentRenewalPage(model, in: shell(visit, request, context)), request, status: refusal == nil ? .ok : .unprocessableContent)
    }
}
