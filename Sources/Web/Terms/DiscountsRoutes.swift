import Customers
import Database
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Integrations
import Kernel
import Localization
import Pricing

extension Site {
    @Sendable func discounts(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let (viewer, t) = (visit.viewer, context.texts)
        let parameters = try request.query
        let names: [(String, TermsPick?)] = [("query", nil), ("client", .client), ("segment", .segment), ("category", .category), ("brand", .brand), ("product", .product)]
        let typed = names.map { ($0.0, $0.1, String((parameters[$0.0] ?? "").trimmed.prefix(100))) }
        let dayText = (parameters["day"] ?? "").trimmed
        let after = try parameters["cursor"].map { try cursors.open($0, for: "page/discounts") }?.first.flatMap { Int64($0) }
        let found = try await database.read { reader in
            var filter = DiscountFilter()
            var problems: [FieldProblem] = []
            for case (let name, let pick?, let text) in typed where !text.isEmpty {
                let choices = try termsChoices(text, of: pick, limit: 6, for: viewer, in: reader)
                if choices.count != 1 {
                    let list = choices.prefix(5).map(\.name).joined(separator: "; ") + (choices.count > 5 ? "; …" : "")
                    problems.append(FieldProblem(field: name, text: choices.isEmpty ? t("terms.pick.none", ["text": .text(text)]) : t("terms.pick.several", ["list": .text(list)])))
                }
                let key = choices.count == 1 ? choices.first?.externalID : "\u{1}"
                switch pick {
                case .client: filter.client = key
                case .segment: filter.segment = key
                case .category: filter.category = key
                case .brand: filter.brand = key
                default: filter.product = key
                }
            }
            filter.text = typed.first?.2 ?? ""
            if !dayText.isEmpty {
                filter.day = Day(dayText)
                if filter.day == nil { problems.append(FieldProblem(field: "day", text: t("cart.date_wrong"))) }
            }
            let cards = try discountCards(filter, after: after ?? 0, for: viewer, in: reader)
            return (cards: cards.cards, next: cards.next, floors: try floorCards(for: viewer, in: reader), problems: problems)
        }
        let shown = TermsShown(t: t, names: TermsNames())
        var model = DiscountsPage(
            tabs: PricesTab.open(to: viewer), filters: typed.map { ($0.0, t("terms.filter_by.\($0.0)"), $0.2) }, day: dayText, rows: found.cards.map { row($0, shown) },
            floors: found.floors.map { row($0, shown) })
        model.canPropose = viewer.rights.contains(.managePrices)
        model.isFiltered = typed.contains { !$0.2.isEmpty } || !dayText.isEmpty
        model.problems = found.problems
        model.isFirst = after == nil
        model.next = found.next.map { cursors.sign([String($0)], for: "page/discounts") }
        let status: HTTPResponse.Status = found.problems.isEmpty ? .ok : .unprocessableContent
        return page(discountsPage(model, in: shell(visit, request, context, .prices)), request, status: status)
    }

    private func row(_ card: DiscountCard, _ shown: TermsShown) -> DiscountsPage.Row {
        let t = shown.t
        func side(_ side: DiscountCard.Side?, _ all: String) -> String { side.map { t("terms.side.\($0.kind)", ["name": .text($0.name)]) } ?? t(all) }
        let effect =
            switch card.effect {
            case .percent(let percent): "−" + t.percent(percent)
            case .fixed(let price): t.unitPrice(price, card.currency)
            case .markup(let percent): t("terms.effect.markup", ["percent": .percent(percent)])
            case .floorMargin(let percent): t("terms.effect.margin", ["percent": .percent(percent)])
            case .floorPrice(let price): t.unitPrice(price, card.currency)
            }
        let from = [
            card.minQuantity > .zero ? t("terms.from_quantity", ["quantity": .quantity(card.minQuantity)]) : nil, card.minAmount.map { t("terms.from_amount", ["amount": .money($0)]) },
        ].compactMap(\.self).joined(separator: ", ")
        return DiscountsPage.Row(
            id: card.externalID, name: card.name, target: side(card.target, "terms.everybody"), scope: side(card.scope, "terms.everything"), effect: effect,
            from: from.isEmpty ? "—" : from, rule: card.mode.map { t("terms.mode_priority", ["mode": .text(t("terms.mode.\($0.rawValue)")), "priority": .integer(card.priority)]) } ?? "",
            period: shown.period(card.from, card.to), isPortals: card.isPortals, waiting: card.waiting)
    }
}
