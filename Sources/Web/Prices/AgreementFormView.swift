import HTML
import Kernel
import Localization

/// The form of a request: rows of articles, quantities and prices; a list may be pasted from a table.
func agreementFormPage(_ page: AgreementFormPage, in shell: Shell) -> HTML {
    let t = shell.t
    let title = page.number.map { t("agreement.change.heading", ["number": .text($0)]) } ?? t("agreement.ask")
    let action = page.number.map { Address.agreementRevision($0) } ?? PricesTab.requests.address
    let fromCart: HTML? = page.canTakeCart ? "<div class=\"actions\"><a class=\"button\" href=\"\(Address.newAgreement(fromCart: true))\">\(t("agreement.from_cart"))</a></div>" : nil
    let dates: [(StaticString, String?)] = [("min", page.earliest?.description), ("required", "")]
    return document(
        title, in: shell,
        """
        \(crumbs([(t("agreements.title"), PricesTab.requests.address)] + (page.number.map { [($0, Address.agreement($0))] } ?? []), in: shell))
        <div class="titlebar"><h1>\(title)</h1>\(fromCart)</div>
        <p class="faint">\(t(page.isOnRequest ? "agreement.on_request.text" : "agreement.ask.text"))</p>
        \(problemSummary(page.refusal, page.problems, in: shell))
        <form class="stack" method="post" action="\(action)">\(enterButton())<input type="hidden" name="revision" value="\(page.revision)">\(page.isOnRequest ? "<input type=\"hidden\" name=\"on_request\" value=\"1\">" as HTML : nil)
        <div class="card">
        \(FormField(name: "title", label: t("agreement.title"), value: page.title, hint: t("agreement.title.hint"), control: .input(type: "text", [("maxlength", "200"), ("autocomplete", "off"), ("required", "")])).html(page.problems))
        \(FormField(name: "reason", label: t("agreement.reason"), value: page.reason, hint: t("agreement.reason.hint"), control: .area(rows: 2, limit: 1000)).html(page.problems))
        <div class="fields">
        \(page.contracts.count > 1 && page.number == nil ? FormField(name: "contract", label: t("order.contract"), control: .select(page.contracts)).html(page.problems) : nil)
        \(page.sites.count > 1 ? FormField(name: "site", label: t("orders.site"), control: .select(page.sites)).html(page.problems) : nil)
        \(FormField(name: "from", label: t("agreement.from"), value: page.from, control: .input(type: "date", dates)).html(page.problems))
        \(FormField(name: "to", label: t("agreement.to"), value: page.to, control: .input(type: "date", dates)).html(page.problems))
        </div>
        </div>
        \(rows(page, in: shell))
        <details class="card"><summary>\(t("agreement.paste"))</summary>
        \(FormField(name: "paste", label: t("agreement.paste.label"), hint: t("agreement.paste.hint"), control: .area(rows: 5, limit: 100_000)).html(page.problems))
        <button name="more" value="1">\(t("agreement.paste.take"))</button></details>
        <p><button class="primary big">\(t(page.number == nil ? "agreement.send" : "agreement.propose"))</button></p>
        </form>
        """)
}

private func rows(_ page: AgreementFormPage, in shell: Shell) -> HTML {
    let t = shell.t
    let lines = page.rows.enumerated().map { place, row -> HTML in
        func field(_ name: String, _ value: String, _ label: String, _ mode: String?) -> HTML {
            let id = "\(name)-\(place)"
            let isWrong = page.problems.contains { $0.field == id }
            return """
                <input id="\(id)" name="\(id)" value="\(value)" maxlength="100" autocomplete="off" aria-label="\(t("agreement.cell", ["field": .text(label), "row": .integer(Int64(place + 1))]))"\
                \(attributes: [("inputmode", mode), ("aria-invalid", isWrong ? "true" : nil)])>
                """
        }
        return """
            <tr><td class="figure faint" data-label="№">\(place + 1)</td><td data-label="\(t("goods.article"))">\(field("article", row.article, t("goods.article"), nil))</td>\
            <td class="name" data-label="\(t("goods.name"))">\(row.name ?? "—")</td>\
            <td data-label="\(t("goods.quantity"))">\(field("quantity", row.quantity, t("goods.quantity"), "decimal"))\(row.unit.map { " <span class=\"unit\">\($0)</span>" as HTML })</td>\
            <td class="figure" data-label="\(t("agreement.own_price"))">\(row.ownPrice ?? "—")</td>\
            <td data-label="\(t("agreement.price"))">\(field("price", row.price, t("agreement.price"), "decimal"))</td></tr>

            """
    }
    return """
        <section><h2>\(t("agreement.lines")) <span class="faint">\(page.pricesAre)</span></h2>
        <table class="lines stacked entry"><caption class="unseen">\(t("agreement.lines"))</caption><thead><tr><th scope="col" class="figure">№</th><th scope="col">\(t("goods.article"))</th>\
        <th scope="col">\(t("goods.name"))</th><th scope="col">\(t("goods.quantity"))</th><th scope="col" class="figure">\(t("agreement.own_price"))</th><th scope="col">\(t("agreement.price"))</th></tr></thead><tbody>
        \(lines)
        </tbody></table>
        <p class="faint">\(t("agreement.price.hint"))</p><p><button name="more" value="1">\(t("agreement.more_rows"))</button></p></section>
        """
}
