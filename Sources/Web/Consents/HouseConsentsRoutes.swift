import Customers
import Database
import HTML
import HTTP
import Hummingbird
import Kernel
import Localization

extension Site {
    @Sendable func houseConsents(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let (usual, size) = (usualConsent, 50)
        let before = try request.query["cursor"].map { try cursors.open($0, for: "page/erasure-acts") }?.first.flatMap { Int64($0) }
        let (versions, texts, waiting, acts, policy) = try await database.read { reader in
            (
                try ConsentPurpose.allCases.map { try consentVersions(of: $0, for: visit.viewer, in: reader) },
                try ConsentPurpose.allCases.map { try reader.consentText($0, usual: usual) }, try erasureRequests(for: visit.viewer, in: reader),
                try erasureActs(before: before, limit: size + 1, for: visit.viewer, in: reader), try reader.policyText()
            )
        }
        let purposes = zip(ConsentPurpose.allCases, zip(versions, texts)).map { purpose, kept -> HouseConsentsPage.Purpose in
            HouseConsentsPage.Purpose(
                purpose: purpose, text: kept.1.map { ConsentTextShown($0, language: context.language.rawValue) },
                accepted: kept.0.first?.accepted ?? 0, inForce: kept.0.first?.inForce ?? 0)
        }
        let erasures = waiting.map {
            HouseConsentsPage.Erasure(person: $0.person.rawValue, name: $0.name, withdrawnAt: $0.withdrawnAt, dueAt: $0.dueAt, isOverdue: $0.dueAt <= visit.now)
        }
        var model = HouseConsentsPage(purposes: purposes, erasures: erasures)
        model.acts = acts.prefix(size).map { HouseConsentsPage.Act(id: $0.id, person: $0.person.rawValue, at: $0.at, reason: $0.reason.rawValue, eraser: $0.eraser) }
        model.isFirst = before == nil
        if acts.count > size, let last = acts.prefix(size).last { model.next = cursors.sign([String(last.id)], for: "page/erasure-acts") }
        model.policy = policy.map { PolicyShown($0, language: context.language.rawValue) }
        return page(houseConsentsPage(model, in: shell(visit, request, context, .consents)), request)
    }

    @Sendable func consentVersionsShown(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await versionsAnswer(try await signedIn(request), request, context, nil, nil)
    }

    @Sendable func publishText(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let (purpose, fields, moment) = (try consentPurpose(context), try await request.form(), now())
        let wording = ConsentWording(russian: fields["text_ru"] ?? "", english: fields["text_en"] ?? "")
        let known = fields["after"].flatMap { Int($0) } ?? -1
        do {
            try await database.write { try publishConsentText(wording, for: purpose, after: known, by: visit.viewer, at: moment, in: $0) }
        } catch let refusal as Refusal where refusal.isOfForm {
            return try await versionsAnswer(visit, request, context, wording, refusal)
        }
        return redirect(to: Address.consentVersions(purpose), flash: .done("consent_published"))
    }

    /// - Parameter typed: what was sent and refused, so that nothing is typed twice.
    private func versionsAnswer(_ visit: Visit, _ request: Request, _ context: PortalContext, _ typed: ConsentWording?, _ refusal: Refusal?) async throws -> Response {
        let (purpose, usual) = (try consentPurpose(context), usualConsent)
        let (versions, text) = try await database.read { reader in
            (try consentVersions(of: purpose, for: visit.viewer, in: reader), try reader.consentText(purpose, usual: usual))
        }
        var model = ConsentVersionsPage(purpose: purpose, versions: versions.map {
            ConsentVersionsPage.Version(
                version: $0.text.version, russian: $0.text.wording.russian, english: $0.text.wording.english, since: $0.text.publishedAt, publisher: $0.publisher,
                accepted: $0.accepted, inForce: $0.inForce)
        })
        (model.russian, model.english) = (typed?.russian ?? text?.wording.russian ?? "", typed?.english ?? text?.wording.english ?? "")
        model.known = text?.version ?? 0
        model.refusal = refusal.flatMap { $0.problems.isEmpty ? context.texts.text($0) : nil }
        model.problems = refusal.map { fieldProblems($0, context.texts) } ?? []
        return page(consentVersionsPage(model, in: shell(visit, request, context, .consents)), request, status: refusal == nil ? .ok : .unprocessableContent)
    }
}
