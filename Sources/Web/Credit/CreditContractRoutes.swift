import Customers
import Database
import Foundation
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Integrations
import Journal
import Kernel
import Localization
import Ordering
import Receivables
import Storefront

extension Site {
    @Sendable func creditContract(_ request: Request, _ context: PortalContext) async throws -> Response {
        let parameters = try request.query
        return try await contractAgain(request, context, cursor: parameters["cursor"]) { model in
            guard let order = parameters["order"] else { return }
            model.override.order = order
            model.open = .override
        }
    }

    @Sendable func blockContract(_ request: Request, _ context: PortalContext) async throws -> Response {
        let (visit, fields, key) = try await posted(request, context)
        var form = BlockForm(fields)
        let until = typedDay(form.until)
        if until == nil, !form.until.trimmed.isEmpty { form.problems.append(FieldProblem(field: "block_until", text: context.texts("credit.date_wrong"))) }
        let (state, reason) = (BlockState(rawValue: form.state) ?? .ok, form.reason)
        return try await carryOut(
            request, context, fields, .blocked, problems: form.problems, prefix: "block_",
            show: { model, problems in
                model.open = .block
                model.block = form
                model.block.problems = problems
            },
            { try setManualBlock(state, onContract: key, reason: reason, until: until, by: visit.viewer, at: $0, in: $1) })
    }

    @Sendable func requestContractOverride(_ request: Request, _ context: PortalContext) async throws -> Response {
        let (visit, fields, key) = try await posted(request, context)
        var form = OverrideForm(fields)
        let until = typedDay(form.until)
        if until == nil { form.problems.append(FieldProblem(field: "override_until", text: context.texts("credit.date_wrong"))) }
        let order = OrderNumber.id(form.order)
        if order == nil, !form.order.isEmpty { form.problems.append(FieldProblem(field: "override_order", text: context.texts("refusal.order_not_on_hold"))) }
        let reason = form.reason
        return try await carryOut(
            request, context, fields, .overrideRequested, problems: form.problems, prefix: "override_",
            show: { model, problems in
                model.open = .override
                model.override = form
                model.override.problems = problems
            },
            { now, writer in
                guard let until else { return }
                _ = try requestOverride(onContract: key, order: order, reason: reason, until: until, by: visit.viewer, at: now, in: writer)
            })
    }

    @Sendable func setContractRules(_ request: Request, _ context: PortalContext) async throws -> Response {
        let (visit, fields, key) = try await posted(request, context)
        let form = fields["common"] == nil ? RulesForm(fields) : RulesForm()
        let (rules, problems) = form.rules(context.texts)
        return try await carryOut(
            request, context, fields, .rulesSet, problems: problems, prefix: Field.rule,
            show: { model, problems in
                model.open = .rules
                model.rules = form
                model.rules.problems = problems
            },
            { try setCreditRules(rules, onContract: key, by: visit.viewer, at: $0, in: $1) })
    }

    @Sendable func addContractEntry(_ request: Request, _ context: PortalContext) async throws -> Response {
        let (visit, fields, key) = try await posted(request, context)
        let form = EntryForm(fields)
        let (item, problems) = form.item(contract: key, context.texts)
        let nonce = fields["nonce"].flatMap { UUID(uuidString: $0) } ?? UUID()
        return try await carryOut(
            request, context, fields, .entryMade, problems: problems, prefix: "entry_", fields: ["allocated": "pays"],
            show: { model, problems in
                model.open = .entry
                model.entry = form
                model.entry.problems = problems
            },
            { try addLedgerEntry(item, nonce: nonce.uuidString, for: visit.viewer, at: $0, in: $1) })
    }

    @Sendable func liftContractBlock(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await creditManager(request)
        guard let id = Int64(try context.pathValue("id")) else { throw Refusal.notFound }
        let contract = try await request.form()["contract"] ?? ""
        let moment = now()
        try await database.write { try liftBlock(id, by: visit.viewer, at: moment, in: $0) }
        try await storefront.catchUp()
        return redirect(to: contract.isEmpty ? Address.creditBlocked : Address.creditContract(contract), flash: .credit(.lifted))
    }

    private func posted(_ request: Request, _ context: PortalContext) async throws -> (Visit, Form, String) {
        let visit = try await creditManager(request)
        return (visit, try await request.form(), try context.pathValue("contract"))
    }

    /// Does what a form asks for, once for its nonce, and leads back; or shows the contract again with what was typed and why it was refused.
    private func carryOut(
        _ request: Request, _ context: PortalContext, _ fields: Form, _ notice: CreditNotice, problems: [FieldProblem], prefix: String, fields names: [String: String] = [:],
        show: (inout CreditContractPage, [FieldProblem]) -> Void, _ effect: @escaping @Sendable (Instant, any Writer) throws -> Void
    ) async throws -> Response {
        let visit = try await signedIn(request)
        let contract = try context.pathValue("contract")
        guard problems.isEmpty else { return try await contractAgain(request, context, status: .unprocessableContent) { show(&$0, problems) } }
        let content = Array((request.uri.path + fields.values.map { "\u{1F}\($0.name)=\($0.value)" }.joined()).utf8)
        do {
            let key = try IdempotencyKey(fields["nonce"].flatMap { UUID(uuidString: $0) }?.uuidString ?? UUID().uuidString, scope: visit.viewer.actor.text, request: content)
            let moment = now()
            _ = try await database.write { writer in
                try writer.once(key, now: moment) {
                    try effect(moment, writer)
                    return StoredAnswer(status: 303, body: "")
                }
            }
        } catch let refusal as Refusal where refusal.isAnswered {
            let told = [FieldProblem](refusal, prefix: prefix, fields: names, context.texts)
            return try await contractAgain(request, context, status: .unprocessableContent) { model in
                model.refusal = told.isEmpty ? context.texts.text(refusal) : nil
                show(&model, told)
            }
        }
        try await storefront.catchUp()
        return redirect(to: Address.creditContract(contract), flash: .credit(notice))
    }

    private func contractAgain(
        _ request: Request, _ context: PortalContext, cursor: String? = nil, status: HTTPResponse.Status = .ok, _ change: (inout CreditContractPage) -> Void
    ) async throws -> Response {
        let visit = try await signedIn(request)
        let key = try context.pathValue("contract")
        let control = try await database.read { try creditControl(ofContract: key, for: visit.viewer, at: visit.now, in: $0) }
        let (statement, position) = try await statement(of: key, cursor, visit)
        let t = context.texts
        var shown = ContractPage(statement, t)
        shown.showsDocuments = visit.viewer.rights.contains(.seeDocuments)
        shown.isFirst = position == nil
        shown.next = sign(statement.next, of: key)
        var model = CreditContractPage(
            statement: shown, client: control.contract.clientName, clientKey: control.contract.clientExternalID, currency: control.contract.currency.code,
            blocks: control.blocks.map { CreditContractPage.Block($0) }, overrides: control.overrides.map { CreditContractPage.Override($0) },
            hasOwnRules: !control.ownRules.isEmpty, rules: RulesForm(control.rules), canManage: visit.viewer.rights.contains(.manageCredit), closedTo: control.closedTo,
            payable: statement.documents.filter { $0.left.minorUnits > 0 }.map { document in
                Choice(key: document.externalID, title: t("credit.entry.document", [
                    "kind": .text(t("ledger_kind.\(document.kind.rawValue)")), "number": .text(document.number ?? document.externalID), "date": .day(document.date), "amount": .money(document.left),
                ]))
            },
            tabs: tabs(nil, visit), nonce: UUID().uuidString)
        model.entry.date = control.contract.today.description
        change(&model)
        return page(creditContractPage(model, in: shell(visit, request, context, .credit)), request, status: status)
    }
}

extension CreditContractPage.Block {
    init(_ block: ManualBlock) {
        self.init(id: block.id, state: block.state.rawValue, reason: block.reason, until: block.until, madeBy: block.madeByName, madeAt: block.madeAt)
    }
}

extension CreditContractPage.Override {
    init(_ override: CreditOverride) {
        self.init(
            order: override.order.map(OrderNumber.text), reason: override.reason, until: override.until, requestedBy: override.requestedByName,
            requestedAt: override.requestedAt, status: override.status.rawValue, decidedBy: override.decidedByName)
    }
}
