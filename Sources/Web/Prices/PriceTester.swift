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
import Storefront

/// "This client, these articles, this day": every price with its steps, for staff.
struct PriceTesterPage: Sendable {
    struct Row: Sendable {
        var article: String
        var name: String
        var quantity: String
        var price: PriceCell
        var why: WhyPrice
    }

    var tabs: [PricesTab] = [.tester]
    var client = ""
    var clientName: String?
    var lines = ""
    var day = ""
    /// The number of a change of terms that is taken as approved.
    var change: String?
    var isAssumed = false
    var rows: [Row] = []
    var problems: [FieldProblem] = []
}

extension Site {
    @Sendable func priceTester(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        guard PricesTab.tester.isOpen(to: visit.viewer) else { throw Refusal(.forbidden) }
        let fields = try request.query
        let t = context.texts
        var model = PriceTesterPage(tabs: PricesTab.open(to: visit.viewer))
        model.client = (fields["client"] ?? visit.viewer.client?.externalID ?? "").trimmed
        model.lines = String((fields["lines"] ?? "").prefix(10_000))
        model.day = (fields["day"] ?? "").trimmed
        model.change = fields["change"].flatMap { $0.isEmpty ? nil : String($0.prefix(40)) }
        var day: Day?
        if !model.day.isEmpty {
            day = Day(model.day)
            if day == nil { model.problems.append(FieldProblem(field: "day", text: t("cart.date_wrong"))) }
        }
        let moment = visit.now
        let key = model.client
        if !key.isEmpty {
            let known = try await database.read { reader -> (ClientCard, [ContractTerms])? in
                guard let row = try reader.row("SELECT id, name FROM clients WHERE id = \(SQL.client(key)) AND \(visit.viewer.sees(client: "id"))") else { return nil }
                let card = ClientCard(id: try row.get("id"), externalID: key, name: try row.get("name"))
                return (card, try reader.contractTerms(of: card.id, only: nil, at: moment))
            }
            if let (card, contracts) = known {
                model.clientName = card.name
                if model.problems.isEmpty, let change = model.change {
                    if let shelf = try await assumedShelf(change, card, model.lines, visit) {
                        model.isAssumed = true
                        model.rows = rows(model.lines, shelf, day, request, context)
                    } else {
                        model.problems.append(FieldProblem(field: "client", text: t("terms.not_assumed", ["number": .text(change)])))
                    }
                } else if model.problems.isEmpty { model.rows = rows(model.lines, Shelf(storefront.current, for: visit.viewer.seeing(card, contracts), at: moment, showsHidden: true), day, request, context) }
            } else {
                model.problems.append(FieldProblem(field: "client", text: t("refusal.unknown_client", ["value": .text(key)])))
            }
        }
        return page(priceTesterPage(model, in: shell(visit, request, context, .prices)), request)
    }

    /// The client's prices as they would be if a change of terms that waits were approved.
    private func assumedShelf(_ change: String, _ client: ClientCard, _ lines: String, _ visit: Visit) async throws -> Shelf? {
        let (current, viewer, now) = (storefront.current, visit.viewer, visit.now)
        let shelf = Shelf(current, for: viewer, at: now, showsHidden: true)
        let codes = lines.split(whereSeparator: \.isNewline).prefix(100).compactMap { $0.split(whereSeparator: { ";\t ".contains($0) }).first.map(String.init) }
        let kind = try await database.read { try termsChange(change, limit: 1, for: viewer, at: now, in: $0).change.kind }
        // Of a large change of prices only what is asked about.
        let wanted = kind == .prices ? Set(codes.compactMap { shelf.product($0)?.externalID }) : nil
        return try await assumingApproved(change, products: wanted, for: viewer, at: now, in: database) { ids, reader in
            var assumed = current
            try assumed.apply(ids, from: reader)
            return Shelf(assumed, for: viewer.seeing(client, try reader.contractTerms(of: client.id, only: nil, at: now)), at: now, showsHidden: true)
        }
    }

    /// One line is an article and, after a blank or a semicolon, a quantity; without one the least order.
    private func rows(_ text: String, _ shelf: Shelf, _ day: Day?, _ request: Request, _ context: PortalContext) -> [PriceTesterPage.Row] {
        let view = priceView(request, context)
        let t = context.texts
        let lines = text.split(whereSeparator: \.isNewline).prefix(100).map { $0.split(whereSeparator: { $0 == ";" || $0 == "\t" || $0 == " " }).map { $0.trimmed } }
        var wanted: [WantedGoods] = []
        for line in lines {
            guard let code = line.first, let product = shelf.product(code) else { continue }
            wanted.append(WantedGoods(product, line.count > 1 ? typedQuantity(line[1]) ?? product.leastOrder : product.leastOrder))
        }
        return zip(wanted, shelf.prices(wanted, on: day)).map { wanted, price in
            let explanation = shelf.explanation(wanted.product, for: wanted.quantity, on: day)
            return PriceTesterPage.Row(
                article: wanted.product.article, name: wanted.product.name, quantity: "\(t.quantity(wanted.quantity)) \(wanted.product.unit.name(in: context.language))",
                price: PriceCell(price, of: wanted.product, view), why: WhyPrice((try? price?.get())?.explanation ?? explanation ?? .init(), price, t, shown: view))
        }
    }
}

func priceTesterPage(_ page: PriceTesterPage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.rows.map { row -> HTML in
        """
        <article class="card"><h3>\(row.article) · \(row.name)</h3><p class="faint">\(row.quantity)</p><div class="big-price">\(priceCell(row.price, in: shell))</div>
        \(whyPrice(row.why, isOpen: true, in: shell))</article>

        """
    }
    let nothing: HTML? = page.rows.isEmpty && !page.lines.trimmed.isEmpty && page.problems.isEmpty && page.clientName != nil ? "<p class=\"faint\">\(t("price_tester.nothing"))</p>" : nil
    let found: HTML? = page.rows.isEmpty ? nil : "<section><h2>\(page.clientName ?? "")</h2>\(rows)</section>"
    return document(
        t("price_tester.title"), in: shell,
        """
        \(pricesHead(t("price_tester.title"), tabs: page.tabs, current: .tester, in: shell))
        \(problemSummary(nil, page.problems, in: shell))
        \(page.isAssumed ? "<p class=\"flash notice\" role=\"status\">\(t("terms.assumed", ["number": .text(page.change ?? "")]))</p>" as HTML : HTML.empty)
        <form class="card" action="\(PricesTab.tester.address)">\(page.change.map { "<input type=\"hidden\" name=\"change\" value=\"\($0)\">" as HTML })
        \(FormField(name: "client", label: t("price_tester.client"), value: page.client, hint: page.clientName, control: .input(type: "text", [("maxlength", "200"), ("autocomplete", "off"), ("required", "")])).html(page.problems))
        \(FormField(name: "lines", label: t("price_tester.lines"), value: page.lines, hint: t("price_tester.lines.hint"), control: .area(rows: 4, limit: 10_000)).html(page.problems))
        \(FormField(name: "day", label: t("price.on_day"), value: page.day, control: .input(type: "date", [])).html(page.problems))
        <button class="primary">\(t("price.calculate"))</button></form>
        \(found)\(nothing)
        """)
}
