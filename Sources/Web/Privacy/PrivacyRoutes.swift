import Customers
import Database
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Kernel
import Localization

extension Site {
    func addPrivacyRoutes(to router: Router<PortalContext>) {
        router.get("/privacy", use: privacy)
        router.get("/house/policy", use: policyKept)
        router.post("/house/policy", use: publishNewPolicy)
        router.post("/house/policy/operator", use: saveDataOperator)
        router.get("/house/erasures/{act}", use: erasureActShown)
    }

    @Sendable private func privacy(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await visit(request)
        var version: Int?
        if let typed = try request.query["version"] {
            guard let number = Int(typed) else { throw Refusal.notFound }
            version = number
        }
        let wanted = version
        let (told, latest, shown) = try await database.read { reader in
            (try reader.dataOperator(), try reader.policyText(), try wanted.flatMap { try reader.policyText(version: $0) })
        }
        guard wanted == nil || shown != nil else { throw Refusal.notFound }
        var model = PrivacyPage(told: told, text: (shown ?? latest).map { PolicyShown($0, language: context.language.rawValue) })
        model.current = shown.flatMap { $0.version == latest?.version ? nil : latest?.version }
        if visit.viewer.isStaff, visit.viewer.rights.contains(.manageHouse) { model.missing = missing(told, hasText: latest != nil, context.texts) }
        return page(privacyPage(model, in: shell(visit, request, context)), request)
    }

    /// What the house has not told yet, in words.
    private func missing(_ told: DataOperator, hasText: Bool, _ t: Texts) -> [String] {
        (hasText ? [] : [t("privacy.missing.text")]) + told.missing.map { t("privacy.missing.\($0.rawValue)") }
    }

    @Sendable private func policyKept(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await policyAnswer(try await signedIn(request), request, context)
    }

    @Sendable private func publishNewPolicy(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let (fields, moment) = (try await request.form(), now())
        let wording = ConsentWording(russian: fields["text_ru"] ?? "", english: fields["text_en"] ?? "")
        let known = fields["after"].flatMap { Int($0) } ?? -1
        do {
            try await database.write { try publishPolicy(wording, after: known, by: visit.viewer, at: moment, in: $0) }
        } catch let refusal as Refusal where refusal.isOfForm {
            return try await policyAnswer(visit, request, context, typed: wording, refusal: refusal)
        }
        return redirect(to: Address.policy, flash: .done("policy_published"))
    }

    @Sendable private func saveDataOperator(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let (fields, moment) = (try await request.form(), now())
        let choice = OperatorChoice(entity: fields["operator_entity"] ?? "", mail: fields["operator_mail"] ?? "", number: fields["operator_number"] ?? "")
        do {
            try await database.write { try saveOperator(choice, by: visit.viewer, at: moment, in: $0) }
        } catch let refusal as Refusal where refusal.isOfForm {
            return try await policyAnswer(visit, request, context, chosen: choice, refusal: refusal)
        }
        return redirect(to: Address.policy, flash: .done("saved"))
    }

    /// - Parameters:
    ///   - typed: a text that was sent and refused, so that nothing is typed twice.
    ///   - chosen: what was said of the operator and refused.
    private func policyAnswer(
        _ visit: Visit, _ request: Request, _ context: PortalContext, typed: ConsentWording? = nil, chosen: OperatorChoice? = nil, refusal: Refusal? = nil
    ) async throws -> Response {
        let kept = try await database.read { try policyKeeping(for: visit.viewer, in: $0) }
        let (t, choice, latest) = (context.texts, chosen ?? kept.choice, kept.policies.first)
        let first = Choice(key: "", title: t("policy.first_entity"), isChosen: choice.entity.isEmpty)
        var model = PolicyKeepingPage(
            told: kept.told,
            versions: kept.policies.map {
                PolicyKeepingPage.Version(version: $0.version, russian: $0.wording.russian, english: $0.wording.english, since: $0.publishedAt, publisher: $0.publisher)
            },
            entities: [first] + kept.entities.map { Choice(key: $0.externalID, title: $0.name, isChosen: $0.externalID == choice.entity) })
        (model.mail, model.number) = (choice.mail, choice.number)
        (model.russian, model.english) = (typed?.russian ?? latest?.wording.russian ?? "", typed?.english ?? latest?.wording.english ?? "")
        model.known = latest?.version ?? 0
        model.missing = missing(kept.told, hasText: latest != nil, t)
        model.refusal = refusal.flatMap { $0.problems.isEmpty ? t.text($0) : nil }
        model.problems = refusal.map { fieldProblems($0, t) } ?? []
        return page(policyKeepingPage(model, in: shell(visit, request, context, .consents)), request, status: refusal == nil ? .ok : .unprocessableContent)
    }

    @Sendable private func erasureActShown(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        guard let number = Int64(try context.pathValue("act")) else { throw Refusal.notFound }
        let act = try await database.read { try erasureAct(number, for: visit.viewer, in: $0) }
        let t = context.texts
        let role = act.eraserRole.map { t.text("staff_role.\($0)") ?? $0 }
        let eraser = act.eraser.map { name in [name, role].compactMap { $0 }.joined(separator: ", ") }
        let model = ErasureActPage(
            number: act.id, person: act.person.rawValue, at: act.at, eraser: eraser ?? t("journal_actor.system"), reason: act.reason.rawValue, note: act.note,
            house: act.house, told: act.told, categories: act.categories.map { ($0.category.rawValue, $0.count) })
        return page(erasureActPage(model, in: shell(visit, request, context, .consents)), request)
    }
}
