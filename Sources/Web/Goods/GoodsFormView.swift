import HTML
import Kernel
import Localization

/// What stands above every page of a product: its name, who was here last, the ways to the others.
func goodsHead(_ head: GoodsHead, _ current: GoodsTab, in shell: Shell) -> HTML {
    let t = shell.t
    let ways = GoodsTab.allCases.map { tab -> HTML in
        "<a href=\"\(Address.goods(head.article, tab))\"\(attributes: [("aria-current", tab == current ? "page" : nil)])>\(t("goods_edit.tab.\(tab.rawValue)"))</a>"
    }
    let shown: HTML? = head.isWithdrawn ? badge(t("goods_edit.withdrawn"), .bad) : "<span><a href=\"\(Address.product(head.article))\">\(t("goods_edit.card"))</a></span>"
    let last: HTML? = head.changedAt.map { at in "<span class=\"faint\">\(t("goods_edit.changed", ["who": .text(head.changedBy ?? "Kontor")])) \(timeTag(at, in: shell))</span>" }
    return """
        \(crumbs([(t("section.goods"), Address.goods)], in: shell))
        <div class="titlebar"><h1>\(head.name)</h1></div>
        <p class="codes"><span>\(t("goods.article")) <b>\(head.article)</b></span>\(shown)\(last)</p>
        <nav class="segments" aria-label="\(t("goods_edit.tabs"))">\(ways)</nav>
        \(problemSummary(head.refusal, head.problems, in: shell))
        """
}

/// Texts and parameters, each with whose it is.
func goodsFormPage(_ page: GoodsFormPage, in shell: Shell) -> HTML {
    let t = shell.t
    let parameters: HTML =
        page.parameters.isEmpty
        ? "<p class=\"faint\">\(t("goods_edit.no_parameters"))</p>"
        : "<div class=\"fields\">\(page.parameters.enumerated().map { place, one in field(one, number: place, page, in: shell) })</div>"
    return document(
        page.head.name, in: shell,
        """
        \(goodsHead(page.head, .contents, in: shell))
        <form class="stack" method="post" action="\(Address.goods(page.head.article))"><input type="hidden" name="token" value="\(page.head.token)">
        <section class="card"><h2>\(t("product.description"))</h2>\(page.texts.map { field($0, number: nil, page, in: shell) })</section>
        <section class="card"><h2>\(t("product.parameters"))</h2>\(parameters)</section>
        <div class="tablebar"><button class="primary">\(t("goods_edit.save"))</button></div></form>
        """)
}

private func field(_ field: GoodsFormPage.Field, number: Int?, _ page: GoodsFormPage, in shell: Shell) -> HTML {
    let t = shell.t
    var hint = field.hint
    var back: HTML?
    switch field.origin {
    case .erps: hint = t("goods_edit.erps")
    case .nobodys: break
    case .portals(let erps):
        hint = erps.map { t("goods_edit.portals_over", ["value": .text(String($0.prefix(100)))]) } ?? t("goods_edit.portals")
        back = """
            <label class="check"><input type="checkbox" name="return" value="\(field.key)"\(attributes: [("checked", field.isReturned ? "" : nil)])> \(t("goods_edit.return"))</label>
            """
    }
    let saved: HTML? = field.saved.map { "<p class=\"saved\">\(t("goods_edit.saved_now")) <b>\($0)</b></p>" }
    let erpText: HTML? = field.erpText.map { "<details><summary>\(t("goods_edit.erp_text"))</summary><p class=\"prose\">\($0)</p></details>" }
    let code: HTML? = number.flatMap { number in field.code.map { "<input type=\"hidden\" name=\"code-\(number)\" value=\"\($0)\">" } }
    return "<div>\(code)\(control(field, hint, page.head.problems))\(saved)\(erpText)\(back)</div>"
}

private func control(_ field: GoodsFormPage.Field, _ hint: String?, _ problems: [FieldProblem]) -> HTML {
    func input(_ further: [(StaticString, String?)]) -> HTML {
        FormField(name: field.name, label: field.label, value: field.value, hint: hint, control: .input(type: "text", [("autocomplete", "off")] + further)).html(problems)
    }
    switch field.control {
    case .area(let rows, let limit): return FormField(name: field.name, label: field.label, value: field.value, hint: hint, control: .area(rows: rows, limit: limit)).html(problems)
    case .number: return input([("inputmode", "decimal"), ("maxlength", "100")])
    case .text: return input([("maxlength", "1000")])
    case .select(let choices): return FormField(name: field.name, label: field.label, hint: hint, control: .select(choices)).html(problems)
    case .suggested(let values):
        let list: HTML? = values.isEmpty ? nil : "<datalist id=\"\(field.name)-values\">\(values.map { "<option value=\"\($0)\"></option>" as HTML })</datalist>"
        return "\(input([("maxlength", "200"), ("list", values.isEmpty ? nil : "\(field.name)-values")]))\(list)"
    }
}
