import Catalog
import Customers
import Database
import HTML
import HTTP
import Hummingbird
import Kernel
import Localization
import Storefront

extension Site {
    /// What clients are shown, and by which rule. Policies are the ERP's: nothing is changed here.
    @Sendable func assortments(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        guard visit.viewer.isStaff else { throw Refusal(.forbidden) }
        try visit.viewer.demand(.seeClients)
        let fields = try request.query
        let size = 50
        let last = try fields["cursor"].flatMap { try cursors.open($0, for: "page/assortments").first.flatMap { Int64($0) } }.map { ID<Assortment>($0) }
        let key = (fields["client"] ?? "").trimmed
        let article = (fields["article"] ?? "").trimmed
        let (cards, client, contracts) = try await database.read { reader in
            let client = key.isEmpty || article.isEmpty ? nil : try clientCard(key, for: visit.viewer, in: reader)
            return (
                try reader.assortmentCards(after: last, limit: size + 1), client,
                try client.map { try reader.contractTerms(of: $0.id, only: nil, at: visit.now) } ?? []
            )
        }
        let t = context.texts
        var model = AssortmentsPage(policies: cards.prefix(size).map { policy($0, t) })
        model.isFirst = last == nil
        if cards.count > size, let card = cards.prefix(size).last { model.next = cursors.sign([String(card.id.rawValue)], for: "page/assortments") }
        (model.client, model.article, model.clientName) = (key, article, client?.name)
        if !article.isEmpty { answer(&model, client, contracts, visit, t) }
        return page(assortmentsPage(model, in: shell(visit, request, context, .assortments)), request, status: model.problems.isEmpty ? .ok : .unprocessableContent)
    }

    private func answer(_ model: inout AssortmentsPage, _ client: ClientCard?, _ contracts: [ContractTerms], _ visit: Visit, _ t: Texts) {
        let whole = Shelf(storefront.current, for: visit.viewer, at: visit.now, showsHidden: true)
        if !model.client.isEmpty, client == nil { model.problems.append(FieldProblem(field: "client", text: t("refusal.unknown_client", ["value": .text(model.client)]))) }
        guard let product = whole.product(model.article) else {
            model.problems.append(FieldProblem(field: "article", text: t("refusal.unknown_code", ["code": .text(model.article)])))
            return
        }
        guard model.problems.isEmpty else { return }
        model.articleName = "\(product.article) · \(product.name)"
        func answer(_ contract: ContractTerms?) -> AssortmentsPage.Answer {
            let decision = whole.storefront.decision(on: product, for: client?.id, under: contract?.id)
            return AssortmentsPage.Answer(contract: contract.map { $0.number.isEmpty ? $0.externalID : $0.number }, isShown: decision.isShown, reason: reason(decision, whole.storefront, t))
        }
        model.answers = contracts.isEmpty ? [answer(nil)] : contracts.map(answer)
    }

    /// What decides, in words: the rule and its policy, the policy's default, or that there is none.
    private func reason(_ decision: AssortmentDecision, _ storefront: Storefront, _ t: Texts) -> String {
        guard let policy = decision.policy.map({ storefront.assortmentName($0) ?? "" }) else { return t("assortments.no_policy") }
        let of: [String: Refusal.Argument] = ["policy": .text(policy)]
        guard let rule = decision.rule else { return t(decision.isShown ? "assortments.default_shows" : "assortments.default_hides", of) }
        let target: (scope: String, name: String) =
            switch rule.scope {
            case .product(let id): ("product", storefront.anyProduct(id)?.article ?? "")
            case .brand(let id): ("brand", storefront.brands[id]?.name ?? "")
            case .category(let id): ("category", storefront.categories[id]?.name ?? "")
            }
        let named = t("assortments.scope.\(target.scope)", ["name": .text(target.name)])
        return t(rule.isAllow ? "assortments.rule_shows" : "assortments.rule_hides", of.merging(["rule": .text(named)]) { $1 })
    }

    private func policy(_ card: AssortmentCard, _ t: Texts) -> AssortmentsPage.Policy {
        AssortmentsPage.Policy(
            key: card.externalID, isVisibleByDefault: card.isVisibleByDefault, isForVisitors: card.isForVisitors, clients: card.clients, contracts: card.contracts,
            ruleCount: card.ruleCount,
            rules: card.rules.map { .init(isAllow: $0.isAllow, text: t("assortments.scope.\($0.scope)", ["name": .text($0.target)])) })
    }
}
