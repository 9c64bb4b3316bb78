import Customers
import Database
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Kernel
import Localization
import Ordering
import Receivables

extension Site {
    @Sendable func creditClient(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let key = try context.pathValue("client")
        let (story, orders, payments) = try await database.read { reader in
            let story = try creditStory(ofClient: key, for: visit.viewer, at: visit.now, in: reader)
            let orders = visit.viewer.rights.contains(.seeOrders) ? try ordersOnCredit(of: story.client.id, for: visit.viewer, in: reader) : []
            return (story, orders, try latestPayments(of: story.client.id, for: visit.viewer, in: reader))
        }
        let t = context.texts
        let model = CreditClientPage(
            client: story.client.name, clientKey: story.client.externalID, account: AccountPage(story.overview, t),
            ageing: story.ageing.filter { $0.buckets != AgeingBuckets() }.map { row in
                CreditClientPage.Aged(contract: row.contract.shownNumber, contractKey: row.contract.externalID, sums: AgeingPage.Sums(row.buckets, row.contract.currency))
            },
            orders: orders.map { ContractPage.Order($0) },
            blocks: story.blocks.map { CreditClientPage.Block(contract: $0.contract.shownNumber, block: CreditContractPage.Block($0.block)) },
            overrides: story.overrides.reversed().map { override in
                CreditClientPage.Override(
                    contract: override.contractNumber.isEmpty ? override.contractExternalID : override.contractNumber, override: CreditContractPage.Override(override))
            },
            payments: payments.map { payment in
                CreditClientPage.Payment(
                    kind: payment.entry.kind.rawValue, number: payment.entry.number ?? payment.entry.externalID, date: payment.entry.date,
                    contract: payment.contractNumber.isEmpty ? payment.contractExternalID : payment.contractNumber, contractKey: payment.contractExternalID, amount: payment.amount)
            },
            events: story.events.map { CreditClientPage.Event(at: $0.at, text: $0.text(story, t), person: $0.actorName) }, tabs: tabs(nil, visit))
        return page(creditClientPage(model, in: shell(visit, request, context, .credit)), request)
    }
}

extension CreditStory.Event {
    /// What happened, in a sentence.
    fileprivate func text(_ story: CreditStory, _ t: Texts) -> String {
        func told(_ name: String) -> Refusal.Argument { .text(details[name]?.string ?? "") }
        func state(_ name: String) -> Refusal.Argument { .text(t("credit_state.\(details[name]?.string ?? "ok")")) }
        let key = details["contract"]?.string
        let contract = Refusal.Argument.text(story.overview.contracts.first { $0.contract.externalID == key }?.contract.shownNumber ?? key ?? "")
        let day = details["until"]?.string.flatMap { Day($0) }
        let until = Refusal.Argument.text(day.map { t("credit_event.until", ["day": .day($0)]) } ?? "")
        let sum = details["amount"]?.string.flatMap { text in Currency(details["currency"]?.string ?? "RUB").flatMap { Money(text, currency: $0) } }
        return switch action {
        case "state_changed": t("credit_event.state_changed", ["contract": contract, "from": state("from"), "to": state("to")])
        case "blocked": t("credit_event.blocked", ["contract": contract, "state": state("state"), "reason": told("reason"), "until": until])
        case "override_requested": t("credit_event.override_requested", ["contract": contract, "reason": told("reason"), "until": until])
        case "released": t("credit_event.released", ["order": told("order"), "amount": sum.map { .money($0) } ?? .text("")])
        case "stock_returned": t("credit_event.stock_returned", ["order": told("order")])
        default: t.text("credit_event.\(action)") ?? t("credit_event.other")
        }
    }
}

extension Site {
    @Sendable func creditRulesPage(_ request: Request, _ context: PortalContext) async throws -> Response { try await rulesAgain(request, context) { _ in } }

    @Sendable func setCommonRules(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await creditManager(request)
        let fields = try await request.form()
        let form = fields["standard"] == nil ? RulesForm(fields) : RulesForm()
        let (rules, problems) = form.rules(context.texts)
        return try await set(request, context, .rulesSet, problems, show: { model, problems in
            model.rules = form
            model.rules.problems = problems
        }) { try setCreditRules(rules, onContract: nil, by: visit.viewer, at: $0, in: $1) }
    }

    @Sendable func setHoldHoursOfOrders(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await creditManager(request)
        let typed = try await request.form()["hold_hours"] ?? ""
        let hours = Int64(typed.trimmed)
        let problem = FieldProblem(field: "hold_hours", text: context.texts("credit.hours_wrong"))
        return try await set(request, context, .holdHoursSet, hours.map { (0...8760).contains($0) } ?? false ? [] : [problem], show: { model, problems in
            model.holdHours = typed
            model.holdProblems = problems
        }) { try setHoldHours(hours ?? 0, by: visit.viewer, at: $0, in: $1) }
    }

    @Sendable func closeBooks(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await creditManager(request)
        let fields = try await request.form()
        let (seller, typed) = (fields["period_seller"] ?? "", fields["period_to"] ?? "")
        let day = typedDay(typed)
        let problems = day == nil ? [FieldProblem(field: "period_to", text: context.texts("credit.date_wrong"))] : []
        return try await set(request, context, .periodClosed, problems, show: { model, problems in
            (model.seller, model.closeTo, model.bookProblems) = (seller, typed, problems)
        }) { now, writer in
            guard let day, let books = try creditSettings(for: visit.viewer, in: writer).sellers.first(where: { $0.externalID == seller }) else { throw Refusal.notFound }
            try closePeriod(of: books.id, to: day, by: visit.viewer, at: now, in: writer)
        }
    }

    private func set(
        _ request: Request, _ context: PortalContext, _ notice: CreditNotice, _ problems: [FieldProblem], show: (inout CreditRulesPage, [FieldProblem]) -> Void,
        _ effect: @escaping @Sendable (Instant, any Writer) throws -> Void
    ) async throws -> Response {
        guard problems.isEmpty else { return try await rulesAgain(request, context, status: .unprocessableContent) { show(&$0, problems) } }
        let moment = now()
        do {
            try await database.write { try effect(moment, $0) }
        } catch let refusal as Refusal where refusal.isAnswered {
            return try await rulesAgain(request, context, status: .unprocessableContent) { model in
                show(&model, [])
                model.refusal = context.texts.text(refusal)
            }
        }
        return redirect(to: Address.creditRules, flash: .credit(notice))
    }

    private func rulesAgain(
        _ request: Request, _ context: PortalContext, status: HTTPResponse.Status = .ok, _ change: (inout CreditRulesPage) -> Void
    ) async throws -> Response {
        let visit = try await signedIn(request)
        let settings = try await database.read { try creditSettings(for: visit.viewer, in: $0) }
        var model = CreditRulesPage(
            rules: RulesForm(settings.rules), areOwn: settings.areRulesOwn, holdHours: String(settings.holdHours),
            books: settings.sellers.map { CreditRulesPage.Books(key: $0.externalID, name: $0.name, closedTo: $0.closedTo) },
            canManage: visit.viewer.rights.contains(.manageCredit), tabs: tabs(.rules, visit))
        change(&model)
        return page(Web.creditRulesPage(model, in: shell(visit, request, context, .credit)), request, status: status)
    }
}
