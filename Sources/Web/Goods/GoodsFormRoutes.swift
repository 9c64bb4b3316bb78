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
    @Sendable func goodsForm(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        return try await goodsFormAnswer(visit, request, context)
    }

    @Sendable func saveGoods(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        try visit.viewer.demandEditing()
        let (article, current) = (try context.pathValue("article"), storefront.current)
        let edit = ProductEdit(try await request.form())
        do {
            try await database.write { try editProduct(article, edit, for: visit.viewer, on: current, at: visit.now, in: $0) }
        } catch let refusal as Refusal where refusal.code == .validation || refusal.code == .staleRevision {
            return try await goodsFormAnswer(visit, request, context, edit, refusal)
        }
        try await storefront.catchUp()
        return redirect(to: Address.goods(article), flash: .done("saved"))
    }

    /// The form: as it stands, or as it was typed with what is wrong with it.
    private func goodsFormAnswer(_ visit: Visit, _ request: Request, _ context: PortalContext, _ typed: ProductEdit? = nil, _ refusal: Refusal? = nil) async throws -> Response {
        let (article, current, t) = (try context.pathValue("article"), storefront.current, context.texts)
        let (product, cards) = try await database.read { try productForEditing(article, for: visit.viewer, on: current, in: $0) }
        let places = Dictionary(cards.enumerated().map { ("/parameter.\($1.code)", "parameter-\($0)") }) { first, _ in first }
        var head = GoodsHead(product)
        head.refusal = refusal.flatMap { $0.code == .staleRevision ? t.text($0) : nil }
        head.problems = refusal?.problems.map { FieldProblem(field: places[$0.pointer] ?? String($0.pointer.dropFirst()), text: t.text($0)) } ?? []
        var model = GoodsFormPage(
            head: head, texts: product.textFields(t), parameters: cards.enumerated().map { place, card in field(card, of: product, named: "parameter-\(place)", t) })
        if let typed { model.take(typed, saysSaved: refusal?.code == .staleRevision, t) }
        return page(goodsFormPage(model, in: shell(visit, request, context, .goods)), request, status: refusal == nil ? .ok : .unprocessableContent)
    }

    private func field(_ card: EditableParameter, of product: ProductContents, named name: String, _ t: Texts) -> GoodsFormPage.Field {
        let (own, erps) = (product.own.parameters[card.code], product.erpParameters[card.code])
        let shown = own ?? erps
        // Typed as it is read: with the language's own sign, and no spaces between thousands.
        let value = shown.map { card.type == "number" && t.language == .ru ? $0.plainText.replacing(".", with: ",") : $0.plainText } ?? ""
        let text = own?.isNull ?? false ? "" : value
        let control: GoodsFormPage.Control =
            switch card.type {
            case "number": .number
            case "flag": .select(flags(text, t))
            case "choice": .suggested(card.choices)
            default: text.contains("\n") ? .area(rows: 3, limit: 1000) : .text
            }
        let origin: GoodsFormPage.Origin = own != nil ? .portals(over: erps.map { parameterText($0, t) }) : erps != nil ? .erps : .nobodys
        return GoodsFormPage.Field(
            name: name, key: "parameter.\(card.code)", code: card.code, label: card.unit.map { "\(card.name), \($0)" } ?? card.name, value: text, control: control, origin: origin)
    }

    private func flags(_ value: String, _ t: Texts) -> [Choice] {
        var choices = [Choice(key: "", title: "—"), Choice(key: "true", title: t("parameter.yes")), Choice(key: "false", title: t("parameter.no"))]
        // What the ERP told in words of its own stays as it is until somebody chooses.
        if !choices.contains(where: { $0.key == value }) { choices.append(Choice(key: value, title: value)) }
        return choices.map { Choice(key: $0.key, title: $0.title, isChosen: $0.key == value) }
    }
}

extension GoodsHead {
    init(_ product: ProductContents) {
        self.init(
            article: product.article, name: product.name, isWithdrawn: product.isWithdrawn, token: product.token, changedBy: product.changedBy, changedAt: product.changedAt)
    }
}

extension ProductContents {
    fileprivate func textFields(_ t: Texts) -> [GoodsFormPage.Field] {
        let erps = erpText ?? ""
        let area = GoodsFormPage.Control.area(rows: 8, limit: descriptionLimit)
        let russian = GoodsFormPage.Field(
            name: "ru", key: "ru", label: t("goods_edit.ru"), value: own.russian ?? erps, control: area,
            origin: own.russian != nil ? .portals(over: nil) : erps.isEmpty ? .nobodys : .erps, erpText: own.russian != nil && !erps.isEmpty ? erps : nil)
        let english = GoodsFormPage.Field(
            name: "en", key: "en", label: t("goods_edit.en"), value: own.english ?? "", hint: t("goods_edit.en.hint"), control: area, origin: .nobodys)
        return [russian, english]
    }
}

extension ProductEdit {
    init(_ fields: Form) {
        let codes = Dictionary(fields.values.compactMap { name, value in name.hasPrefix("code-") ? (String(name.dropFirst(5)), value) : nil }) { first, _ in first }
        let parameters = fields.values.compactMap { name, value in
            name.hasPrefix("parameter-") ? codes[String(name.dropFirst(10))].map { (code: $0, text: value) } : nil
        }
        self.init(
            token: fields["token"] ?? "", russian: fields["ru"] ?? "", english: fields["en"] ?? "", parameters: parameters, returned: Set(fields.all("return")))
    }
}

extension GoodsFormPage {
    /// Puts back what was typed; beside it what is saved now, when somebody else has saved something else.
    fileprivate mutating func take(_ typed: ProductEdit, saysSaved: Bool, _ t: Texts) {
        let values = Dictionary(typed.parameters.map { ($0.code, $0.text) }) { first, _ in first }
        func take(_ text: String?, _ field: inout Field) {
            field.isReturned = typed.returned.contains(field.key)
            guard let text else { return }
            if saysSaved, text.replacing("\r\n", with: "\n").trimmed != field.value.trimmed { field.saved = field.value.isEmpty ? t("goods_edit.nothing") : field.value }
            field.value = text
            if case .select(let choices) = field.control { field.control = .select(choices.map { Choice(key: $0.key, title: $0.title, isChosen: $0.key == text) }) }
        }
        for place in texts.indices { take(texts[place].name == "ru" ? typed.russian : typed.english, &texts[place]) }
        for place in parameters.indices { take(parameters[place].code.flatMap { values[$0] }, &parameters[place]) }
    }
}
