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

extension Site {
    /// The form: empty, of a record as it is (`subject`), or as somebody had proposed it (`again`).
    @Sendable func newTerms(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await mayPropose(request)
        let (fields, viewer, now, t) = (try request.query, visit.viewer, visit.now, context.texts)
        var kind = TermsKind(rawValue: fields["kind"] ?? "")
        var subject = fields["subject"].flatMap { $0.isEmpty ? nil : $0 }
        var earlier: TermsDetails?
        if let number = fields["again"] {
            let details = try await database.read { try termsChange(number, limit: 200, for: viewer, at: now, in: $0) }
            kind = details.change.kind
            subject = details.items.first?.before == nil && details.change.kind.canBegin ? nil : details.change.subject
            earlier = details
        }
        guard let kind, subject != nil || kind.canBegin else { throw Refusal.notFound }
        if kind == .prices {
            var rows = (earlier?.items ?? []).map { item in
                TermsFormPage.Row(
                    article: (earlier?.names.products[item.item["product"]?.string ?? ""]).flatMap { storefront.current.anyProduct($0)?.article } ?? "",
                    quantity: item.item["min_quantity"]?.string ?? "", price: item.item["unit_price"]?.string ?? "", from: item.item["from"]?.string ?? "",
                    to: item.item["to"]?.string ?? "")
            }
            if rows.isEmpty, let article = fields["article"] {
                rows = [TermsFormPage.Row(article: article, quantity: fields["quantity"] ?? "", price: fields["price"] ?? "", from: fields["from"] ?? "", to: fields["to"] ?? "")]
            }
            return try await pricesForm(subject ?? "", rows, reason: earlier?.change.reason ?? "", visit, request, context)
        }
        let (from, again) = (subject, earlier)
        let (record, names) = try await database.read { reader -> (JSONObject, TermsNames) in
            var record = JSONObject()
            if let from {
                guard let known = try termsRecord(kind, ["external_id": .string(from)], for: viewer, at: now, in: reader) else { throw Refusal.notFound }
                record = known
            }
            for (name, value) in again?.items.first?.item.entries ?? [] { record[name] = value }
            return (record, try termsNames(of: record, kind, for: viewer, in: reader))
        }
        return termsForm(kind, subject, TermsTyped(record, kind, names), reason: earlier?.change.reason ?? "", visit, request, context, t)
    }

    @Sendable func proposeTerms(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await mayPropose(request)
        let (fields, viewer, t) = (try await request.form(), visit.viewer, context.texts)
        guard let kind = TermsKind(rawValue: fields["kind"] ?? "") else { throw Refusal(.validation, "form_unreadable") }
        let subject = fields["subject"].flatMap { $0.isEmpty ? nil : $0 }
        let reason = fields["reason"] ?? ""
        if kind == .prices { return try await proposePrices(subject ?? "", fields, visit, request, context) }
        let sent = Dictionary(fields.values.map { ($0.name, $0.value.trimmed) }) { first, _ in first }
        let typed = try await database.read { reader in
            try TermsTyped(sent, kind) { text, pick in try termsChoices(text, of: pick, for: viewer, in: reader) }
        }
        let (item, problems) = typed.item(kind, t)
        guard problems.isEmpty else { return termsForm(kind, subject, typed, reason: reason, problems: problems, visit, request, context, t) }
        let (proposal, now) = (TermsProposal(kind, of: subject, [item], reason: reason), now())
        do {
            let number = try await database.write { try proposeTermsChange(proposal, for: viewer, at: now, in: $0).number }
            return redirect(to: Address.terms(number), flash: .done("terms_proposed"))
        } catch let refusal as Refusal where refusal.code != .unauthenticated && refusal.code != .notFound && refusal.reason != "forbidden" {
            let found = refusal.problems.map { FieldProblem(field: TermsFormField.field(of: $0.pointer, kind: kind), text: t.text($0)) }
            return termsForm(kind, subject, typed, reason: reason, problems: found, refusal: found.isEmpty ? t.text(refusal) : nil, visit, request, context, t)
        }
    }

    /// Somebody who may propose: known before the form is looked at.
    private func mayPropose(_ request: Request) async throws -> Visit {
        let visit = try await signedIn(request)
        guard visit.viewer.rights.contains(.managePrices), PricesTab.changes.isOpen(to: visit.viewer) else { throw Refusal(.forbidden) }
        return visit
    }

    private func termsForm(
        _ kind: TermsKind, _ subject: String?, _ typed: TermsTyped, reason: String, problems: [FieldProblem] = [], refusal: String? = nil, _ visit: Visit, _ request: Request,
        _ context: PortalContext, _ t: Texts
    ) -> Response {
        func pick(_ name: String, _ label: String, hint: String? = nil) -> TermsFormPage.Field {
            TermsFormPage.Field(
                name: name, label: label, value: typed.value(name),
                control: .pick(hint: hint ?? t("terms.pick.hint"), choices: (typed.choices[name] ?? []).map { Choice(key: $0.externalID, title: $0.name) }, chosen: typed.chosen[name]))
        }
        func select(_ name: String, _ keys: [String], _ title: (String) -> String) -> TermsFormPage.Field {
            TermsFormPage.Field(
                name: name, label: t("terms.field.\(name)"), value: typed.value(name),
                control: .select(keys.map { Choice(key: $0, title: title($0), isChosen: $0 == typed.value(name)) }))
        }
        var model = TermsFormPage(kind: kind.rawValue, subject: subject, title: t(subject == nil ? "terms.new.\(kind.rawValue)" : "terms.edit.\(kind.rawValue)"), reason: reason)
        model.fields = TermsFormField.fields(of: kind).flatMap { field -> [TermsFormPage.Field] in
            switch field {
            case .text(let name, let limit, let isRequired):
                [TermsFormPage.Field(name: name, label: t("terms.field.\(name)"), value: typed.value(name), control: .text(limit: limit, isNumber: false, isRequired: isRequired))]
            case .decimal(let name):
                [TermsFormPage.Field(name: name, label: t("terms.field.\(name)"), value: typed.value(name), control: .text(limit: 30, isNumber: true, isRequired: false))]
            case .day(let name): [TermsFormPage.Field(name: name, label: t("terms.field.\(name)"), value: typed.value(name), control: .day)]
            case .flag(let name, let standard):
                [select(name, standard ? ["yes", "no"] : ["no", "yes"]) { t($0 == "yes" ? "parameter.yes" : "parameter.no") }]
            case .choice(let name, let keys):
                [select(name, keys) { key in key.isEmpty ? t("terms.as_seller") : name == "currency" ? key : TermsShown(t: t, names: TermsNames()).value(name, .string(key)) }]
            case .pick(let name, _): [pick(name, t("terms.field.\(name)"), hint: name == "client_entity" || name == "legal_entity" ? t("terms.pick.only") : nil)]
            case .side(let name, let picks):
                [
                    select(name, ["", "all"] + picks.map(\.0)) { t($0.isEmpty ? "terms.pick.choose_kind" : $0 == "all" ? (name == "target" ? "terms.everybody" : "terms.everything") : "terms.one.\($0)") },
                    pick("\(name)-which", t("terms.field.\(name)-which")),
                ]
            case .oneOf(let names):
                [
                    select("effect", names) { t("terms.field.\($0)") },
                    TermsFormPage.Field(name: "effect-value", label: t("terms.field.effect-value"), value: typed.value("effect-value"), control: .text(limit: 30, isNumber: true, isRequired: true)),
                ]
            case .lists(_, _, let count): (0..<count).map { pick("list-\($0)", t("terms.field.list", ["place": .integer(Int64($0 + 1))])) }
            }
        }
        model.refusal = refusal
        model.problems = problems
        let status: HTTPResponse.Status = refusal == nil && problems.isEmpty ? .ok : .unprocessableContent
        return page(termsFormPage(model, in: shell(visit, request, context, .prices)), request, status: status)
    }
}

// Prices of a list: rows of articles, quantities and prices.
extension Site {
    private func proposePrices(_ list: String, _ fields: Form, _ visit: Visit, _ request: Request, _ context: PortalContext) async throws -> Response {
        let (viewer, t, reason) = (visit.viewer, context.texts, fields["reason"] ?? "")
        let pasted = pastedPrices(fields["paste"] ?? "")
        let rows = typedPrices(fields) + pasted
        if fields["more"] != nil { return try await pricesForm(list, rows, reason: reason, blank: pasted.isEmpty ? 10 : 3, visit, request, context) }
        var problems: [FieldProblem] = []
        func wrong(_ field: String, _ place: Int, _ text: String) {
            problems.append(FieldProblem(field: "\(field)-\(place)", text: t("agreement.row", ["row": .integer(Int64(place + 1)), "text": .text(text)])))
        }
        let shelf = Shelf(storefront.current, for: viewer, at: visit.now, showsHidden: true)
        let items = rows.enumerated().map { place, row -> JSONObject in
            let product = shelf.product(row.article)
            if product == nil { wrong("article", place, t("refusal.unknown_code", ["code": .text(row.article)])) }
            var item: JSONObject = ["product": .string(product?.externalID ?? "")]
            if !row.quantity.isEmpty { item["min_quantity"] = .string(row.quantity.typedDecimal) }
            if !row.price.isEmpty { item["unit_price"] = .string(row.price.typedDecimal) }
            if !row.from.isEmpty { item["from"] = .string(row.from) }
            item["to"] = row.to.isEmpty ? .null : .string(row.to)
            return item
        }
        guard problems.isEmpty else { return try await pricesForm(list, rows, reason: reason, problems: problems, visit, request, context) }
        let (proposal, now) = (TermsProposal(.prices, of: list, items, reason: reason), now())
        do {
            let number = try await database.write { try proposeTermsChange(proposal, for: viewer, at: now, in: $0).number }
            return redirect(to: Address.terms(number), flash: .done("terms_proposed"))
        } catch let refusal as Refusal where refusal.code != .unauthenticated && refusal.code != .notFound && refusal.reason != "forbidden" {
            let names = ["product": "article", "min_quantity": "quantity", "unit_price": "price", "": "article"]
            let found = refusal.problems.map { problem -> FieldProblem in
                let parts = problem.pointer.split(separator: "/").map(String.init)
                let place = items.count == 1 ? 0 : parts.first.flatMap { Int($0) }
                guard let place, problem.pointer != "/reason", problem.pointer != "/price_list" else { return FieldProblem(field: "reason", text: t.text(problem)) }
                let name = items.count == 1 ? parts.first ?? "" : parts.count > 1 ? parts[1] : ""
                return FieldProblem(field: "\(names[name] ?? name)-\(place)", text: t("agreement.row", ["row": .integer(Int64(place + 1)), "text": .text(t.text(problem))]))
            }
            return try await pricesForm(list, rows, reason: reason, problems: found, refusal: found.isEmpty ? t.text(refusal) : nil, visit, request, context)
        }
    }

    private func pricesForm(
        _ list: String, _ rows: [TermsFormPage.Row], reason: String, problems: [FieldProblem] = [], refusal: String? = nil, blank: Int = 3, _ visit: Visit, _ request: Request,
        _ context: PortalContext
    ) async throws -> Response {
        let (viewer, t, now) = (visit.viewer, context.texts, visit.now)
        guard let terms = try await database.read({ try priceListTerms(list, for: viewer, in: $0) }) else { throw Refusal.notFound }
        let current = storefront.current
        let shelf = Shelf(current, for: viewer, at: now, showsHidden: true)
        let filled = rows.map { row -> TermsFormPage.Row in
            var row = row
            guard let product = shelf.product(row.article) else { return row }
            row.name = product.name
            let quantity = Quantity(row.quantity.typedDecimal) ?? .zero
            let known = current.priceLines(of: product.id).last { $0.list == terms.id && $0.minQuantity == quantity }
            row.before = known.map { t.unitPrice($0.price, terms.currency) }
            return row
        }
        var model = TermsFormPage(kind: TermsKind.prices.rawValue, subject: list, title: t("terms.edit.prices", ["list": .text(terms.name)]), reason: reason)
        model.rows = filled + Array(repeating: TermsFormPage.Row(), count: rows.isEmpty ? max(5, blank) : blank)
        model.pricesAre = "\(terms.currency.code), \(t(terms.vatIncluded ? "vat_mode.included" : "vat_mode.on_top"))"
        model.refusal = refusal
        model.problems = problems
        let status: HTTPResponse.Status = refusal == nil && problems.isEmpty ? .ok : .unprocessableContent
        return page(termsFormPage(model, in: shell(visit, request, context, .prices)), request, status: status)
    }

    /// The rows of the form that hold an article.
    private func typedPrices(_ fields: Form) -> [TermsFormPage.Row] {
        Field.values("article-", in: fields.values).prefix(5000).compactMap { key, article in
            let row = TermsFormPage.Row(
                article: article.trimmed, quantity: (fields["quantity-\(key)"] ?? "").trimmed, price: (fields["price-\(key)"] ?? "").trimmed,
                from: (fields["from-\(key)"] ?? "").trimmed, to: (fields["to-\(key)"] ?? "").trimmed)
            return row.article.isEmpty && row.price.isEmpty ? nil : row
        }
    }

    /// Rows pasted from a table: article, price, lowest quantity, first and last day, parted by tabs or semicolons.
    private func pastedPrices(_ text: String) -> [TermsFormPage.Row] {
        text.split(whereSeparator: \.isNewline).prefix(5000).compactMap { line in
            let cells = line.split(separator: line.contains("\t") ? "\t" : ";", omittingEmptySubsequences: false).map { $0.trimmed }
            func cell(_ place: Int) -> String { place < cells.count ? cells[place] : "" }
            return cell(0).isEmpty ? nil : TermsFormPage.Row(article: cell(0), quantity: cell(2), price: cell(1), from: cell(3), to: cell(4))
        }
    }
}
