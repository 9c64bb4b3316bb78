import Agreements
import Customers
import Database
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Kernel
import Localization
import Ordering
import Pricing
import Storefront

extension Site {
    @Sendable func newAgreement(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await mayAsk(request)
        let parameters = try request.query
        var rows = goods(wantedBy: parameters, visit)
        if rows.count > 1000 { rows = Array(rows.prefix(1000)) }
        let today = Day(of: visit.now, in: timeZone)
        let isOnRequest = parameters["ask"] != nil || parameters["from"] == "unpriced"
        var fields: [(String, String)] = [("from", today.description), ("to", today.adding(days: 90).description), ("site", parameters["site"] ?? "")]
        if isOnRequest {
            let named = rows.prefix(3).map(\.article).joined(separator: ", ") + (rows.count > 3 ? "…" : "")
            fields += [("title", context.texts("agreement.on_request.title", ["articles": .text(named)])), ("reason", context.texts("agreement.on_request.reason")), ("on_request", "1")]
        }
        return try await form(visit.viewer, Form(fields), rows, number: nil, visit, request, context, blank: isOnRequest ? 0 : 3)
    }

    /// The rows that a link brings along: of one product, of the cart, or of those of its lines that have no price.
    private func goods(wantedBy parameters: Form, _ visit: Visit) -> [AgreementFormPage.Row] {
        let shelf = visit.shelf
        if let article = parameters["ask"], let product = shelf.product(article) {
            let typed = parameters[Field.quantity + article].flatMap { typedQuantity($0) } ?? .zero
            return [AgreementFormPage.Row(article: product.article, quantity: (typed > .zero ? typed : product.leastOrder).decimal)]
        }
        guard let source = parameters["from"], source == "cart" || source == "unpriced" else { return [] }
        let lines = visit.cart.compactMap { line in shelf.product(line.product).map { WantedGoods($0, line.quantity, site: parameters["site"]) } }
        let prices = source == "cart" ? lines.map { _ in nil } : shelf.prices(lines, explained: false)
        return zip(lines, prices).compactMap { line, price in
            if case .success? = price { return nil }
            return AgreementFormPage.Row(article: line.product.article, quantity: line.quantity.decimal)
        }
    }

    /// Somebody who may ask for prices in a client's name: known before his form is looked at.
    private func mayAsk(_ request: Request) async throws -> Visit {
        let visit = try await signedIn(request)
        try visit.viewer.demand(.askPrices)
        try visit.viewer.demand(.seePrices)
        _ = try visit.viewer.demandClient()
        return visit
    }

    @Sendable func askPrices(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await mayAsk(request)
        let fields = try await request.form()
        let viewer = visit.viewer
        return try await submit(viewer, fields, number: nil, visit, request, context) { wanted, shelf, now, writer in
            (try requestAgreement(wanted, for: viewer, on: shelf, at: now, in: writer), .agreementSent)
        }
    }

    @Sendable func agreementRevision(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let number = try context.pathValue("number")
        let (details, viewer) = try await known(number, visit)
        let card = details.card
        let rows = details.lines.filter(\.isOpen).compactMap { line in
            visit.shelf.product(line.product).map {
                AgreementFormPage.Row(article: $0.article, quantity: line.quantity.decimal, price: line.price?.shortDecimal ?? "")
            }
        }
        let fields = Form([
            ("title", card.title), ("reason", card.reason), ("from", card.from.description), ("to", card.to.description), ("site", card.site?.externalID ?? ""),
            ("contract", card.contractExternalID), ("revision", String(card.revision)),
        ])
        return try await form(viewer, fields, rows, number: number, visit, request, context)
    }

    @Sendable func changeAgreement(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let number = try context.pathValue("number")
        let fields = try await request.form()
        let (_, viewer) = try await known(number, visit)
        let revision = Int(fields["revision"] ?? "") ?? 0
        return try await submit(viewer, fields, number: number, visit, request, context) { wanted, shelf, now, writer in
            try Agreements.changeAgreement(number, revision: revision, to: wanted, for: visit.viewer, on: shelf, at: now, in: writer)
            return (number, .agreementChanged)
        }
    }

    /// The request, and the viewer with the prices of its client.
    private func known(_ number: String, _ visit: Visit) async throws -> (AgreementDetails, Viewer) {
        let now = visit.now
        return try await database.read { reader in
            let details = try Agreements.agreement(number, for: visit.viewer, in: reader)
            return (details, visit.viewer.seeing(details.card.client, try reader.contractTerms(of: details.card.client.id, only: nil, at: now)))
        }
    }

    /// Reads the form and carries it out; whatever is wrong comes back with everything that was typed.
    private func submit(
        _ viewer: Viewer, _ fields: Form, number: String?, _ visit: Visit, _ request: Request, _ context: PortalContext,
        _ body: @escaping @Sendable (AgreementRequest, Shelf, Instant, any Writer) throws -> (String, FlashKey)
    ) async throws -> Response {
        let shelf = Shelf(storefront.current, for: viewer, at: visit.now)
        var rows = typedRows(fields)
        let pasted = pastedRows(fields["paste"] ?? "")
        rows += pasted
        if fields["more"] != nil { return try await form(viewer, fields, rows, number: number, visit, request, context, blank: pasted.isEmpty ? 10 : 3) }
        var problems: [FieldProblem] = []
        let t = context.texts
        func day(_ name: String) -> Day {
            if let day = (fields[name]?.trimmed).flatMap({ Day($0) }) { return day }
            problems.append(FieldProblem(field: name, text: t("cart.date_wrong")))
            return Day(of: visit.now, in: timeZone)
        }
        var lines: [AgreementRequest.Line] = []
        for (place, row) in rows.enumerated() {
            let product = shelf.product(row.article)
            if product == nil { problems.append(FieldProblem(field: "article-\(place)", text: t("agreement.row", ["row": .integer(Int64(place + 1)), "text": .text(t("refusal.unknown_code", ["code": .text(row.article)]))]))) }
            let quantity = typedQuantity(row.quantity)
            if quantity == nil { problems.append(FieldProblem(field: "quantity-\(place)", text: t("agreement.row", ["row": .integer(Int64(place + 1)), "text": .text(t("cart.quantity_unreadable", ["text": .text(row.quantity)]))]))) }
            // Nothing asks the distributor to name the price.
            let price = row.price.isEmpty ? nil : typedPrice(row.price)
            if price == nil, !row.price.isEmpty { problems.append(FieldProblem(field: "price-\(place)", text: t("agreement.row", ["row": .integer(Int64(place + 1)), "text": .text(t("agreement.price_wrong"))]))) }
            if let product, let quantity { lines.append(AgreementRequest.Line(product: product.id, quantity: quantity, price: price)) }
        }
        let wanted = AgreementRequest(
            contract: fields["contract"].flatMap { $0.isEmpty ? nil : $0 }, site: fields["site"].flatMap { $0.isEmpty ? nil : $0 }, title: fields["title"] ?? "",
            reason: fields["reason"] ?? "", from: day("from"), to: day("to"), lines: lines)
        guard problems.isEmpty else { return try await form(viewer, fields, rows, number: number, visit, request, context, problems: problems) }
        let now = now()
        do {
            let (number, flash) = try await database.write { try body(wanted, shelf, now, $0) }
            try await storefront.catchUp()
            return redirect(to: Address.agreement(number), flash: flash)
        } catch let refusal as Refusal where refusal.code != .unauthenticated && refusal.code != .notFound && refusal.reason != "forbidden" {
            let found = refusal.problems.map { problem in FieldProblem(field: field(of: problem.pointer), text: told(problem, t)) }
            return try await form(viewer, fields, rows, number: number, visit, request, context, refusal: found.isEmpty ? t.text(refusal) : nil, problems: found)
        }
    }

    /// `/lines/3/unit_price` stands in the field `price-3`.
    private func field(of pointer: String) -> String {
        let parts = pointer.split(separator: "/").map(String.init)
        guard parts.first == "lines", parts.count > 1 else { return parts.first ?? "title" }
        return "\(parts.count < 3 ? "article" : parts[2] == "unit_price" ? "price" : parts[2])-\(parts[1])"
    }

    private func told(_ problem: Refusal.Problem, _ t: Texts) -> String {
        let parts = problem.pointer.split(separator: "/")
        guard parts.first == "lines", parts.count > 1, let row = Int64(parts[1]) else { return t.text(problem) }
        return t("agreement.row", ["row": .integer(row + 1), "text": .text(t.text(problem))])
    }

    private func form(
        _ viewer: Viewer, _ fields: Form, _ rows: [AgreementFormPage.Row], number: String?, _ visit: Visit, _ request: Request, _ context: PortalContext, blank: Int = 3,
        refusal: String? = nil, problems: [FieldProblem] = []
    ) async throws -> Response {
        let t = context.texts
        let shelf = Shelf(storefront.current, for: viewer, at: visit.now)
        let contract = viewer.contracts.first { $0.externalID == fields["contract"] } ?? viewer.contracts.first
        let filled = rows.map { row -> AgreementFormPage.Row in
            var row = row
            guard let product = shelf.product(row.article) else { return row }
            row.name = product.name
            row.unit = product.unit.name(in: context.language)
            if case .success(let price)? = shelf.price(product, for: typedQuantity(row.quantity) ?? product.leastOrder, under: contract?.id, agreements: false) {
                row.ownPrice = t.unitPrice(price.unitPrice, price.contract.currency)
            }
            return row
        }
        var model = AgreementFormPage(
            number: number, revision: Int(fields["revision"] ?? "") ?? 0, title: fields["title"] ?? "", reason: fields["reason"] ?? "", from: fields["from"] ?? "",
            to: fields["to"] ?? "", rows: filled + Array(repeating: AgreementFormPage.Row(), count: rows.isEmpty ? 5 : blank))
        model.earliest = Day(of: visit.now, in: timeZone)
        let sites = try await database.read { try Customers.sites(of: viewer, in: $0) }
        model.sites = [Choice(key: "", title: t("agreement.any_site"))]
            + sites.map { Choice(key: $0.externalID, title: [$0.name, $0.address].compactMap { $0 }.joined(separator: ", "), isChosen: $0.externalID == fields["site"]) }
        model.contracts = viewer.contracts.map { Choice(key: $0.externalID, title: "\($0.number) · \($0.seller.name)", isChosen: $0.id == contract?.id) }
        if let contract { model.pricesAre = "\(contract.currency.code), \(t("vat_mode.\(contract.vatMode.rawValue)"))" }
        model.canTakeCart = number == nil && !visit.cart.isEmpty
        model.isOnRequest = fields["on_request"] == "1"
        model.refusal = refusal
        model.problems = problems
        let status: HTTPResponse.Status = refusal == nil && problems.isEmpty ? .ok : .unprocessableContent
        return page(agreementFormPage(model, in: shell(visit, request, context, .prices)), request, status: status)
    }

    /// The rows of the form that hold anything.
    private func typedRows(_ fields: Form) -> [AgreementFormPage.Row] {
        let articles = Field.values("article-", in: fields.values).prefix(1100)
        return articles.compactMap { key, article in
            let row = AgreementFormPage.Row(
                article: article.trimmed, quantity: (fields["quantity-\(key)"] ?? "").trimmed, price: (fields["price-\(key)"] ?? "").trimmed)
            return row.article.isEmpty && row.quantity.isEmpty && row.price.isEmpty ? nil : row
        }
    }

    /// Rows pasted from a table: article, quantity, price, parted by tabs or semicolons.
    private func pastedRows(_ text: String) -> [AgreementFormPage.Row] {
        text.split(whereSeparator: \.isNewline).prefix(1100).compactMap { line in
            let cells = line.split(separator: line.contains("\t") ? "\t" : ";", omittingEmptySubsequences: false).map { $0.trimmed }
            guard let article = cells.first, !article.isEmpty else { return nil }
            return AgreementFormPage.Row(article: article, quantity: cells.count > 1 ? cells[1] : "", price: cells.count > 2 ? cells[2] : "")
        }
    }
}

/// Reads a price as people type it: spaces between thousands, decimal comma or point.
func typedPrice(_ text: String) -> UnitPrice? {
    UnitPrice(String(text.unicodeScalars.filter { !$0.properties.isWhitespace }.map { $0 == "," ? "." : Character($0) }))
}

extension UnitPrice {
    /// `80`, `80.5`: without the zeros at the end that the API's form has.
    fileprivate var shortDecimal: String { DecimalText.write(units, scale: 4, places: 2) }
}
