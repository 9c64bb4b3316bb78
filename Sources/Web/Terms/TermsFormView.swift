import HTML
import Kernel
import Localization

/// The form by which a change of terms is put before a second person.
func termsFormPage(_ page: TermsFormPage, in shell: Shell) -> HTML {
    let t = shell.t
    return document(
        page.title, in: shell,
        """
        \(crumbs([(t("prices.tab.changes"), PricesTab.changes.address)], in: shell))
        <div class="titlebar"><h1>\(page.title)</h1></div>
        <p class="faint">\(t("terms.form.lead"))</p>
        \(problemSummary(page.refusal, page.problems, in: shell))
        <form class="stack" method="post" action="\(PricesTab.changes.address)">\(enterButton())<input type="hidden" name="kind" value="\(page.kind)">\
        \(page.subject.map { "<input type=\"hidden\" name=\"subject\" value=\"\($0)\">" as HTML })
        \(page.fields.isEmpty ? nil : "<div class=\"card\"><div class=\"fields\">\(page.fields.map { field($0, page, in: shell) })</div></div>" as HTML)
        \(page.rows.map { rows($0, page, in: shell) })
        <div class="card">\(FormField(name: "reason", label: t("agreement.reason"), value: page.reason, hint: t("terms.reason.hint"), control: .area(rows: 2, limit: 1000)).html(page.problems))
        <button class="primary" name="send" value="1">\(t("terms.send"))</button></div></form>
        """)
}

private func field(_ field: TermsFormPage.Field, _ page: TermsFormPage, in shell: Shell) -> HTML {
    switch field.control {
    case .text(let limit, let isNumber, let isRequired):
        return FormField(
            name: field.name, label: field.label, value: field.value,
            control: .input(type: "text", [("maxlength", String(limit)), ("autocomplete", "off"), ("inputmode", isNumber ? "decimal" : nil), ("required", isRequired ? "" : nil)])
        ).html(page.problems)
    case .day: return FormField(name: field.name, label: field.label, value: field.value, control: .input(type: "date", [])).html(page.problems)
    case .select(let choices): return FormField(name: field.name, label: field.label, control: .select(choices)).html(page.problems)
    case .pick(let hint, let choices, let chosen):
        let kept: HTML? = chosen.map { "<input type=\"hidden\" name=\"\(field.name)-choice\" value=\"\($0)\">" }
        let options: HTML? =
            choices.isEmpty
            ? nil
            : """
            <fieldset class="checks"><legend>\(shell.t("terms.pick.which", ["text": .text(field.value)]))</legend>\(choices.enumerated().map { place, choice -> HTML in
                """
                <div class="check"><input type="radio" id="\(field.name)-\(place)" name="\(field.name)-choice" value="\(choice.key)"><label for="\(field.name)-\(place)">\(choice.title)</label></div>
                """
            })</fieldset>
            """
        let text = FormField(
            name: field.name, label: field.label, value: field.value, hint: hint, control: .input(type: "text", [("maxlength", "200"), ("autocomplete", "off")])
        ).html(page.problems)
        return "<div>\(text)<input type=\"hidden\" name=\"\(field.name)-asked\" value=\"\(field.value)\">\(kept)\(options)</div>"
    }
}

private func rows(_ rows: [TermsFormPage.Row], _ page: TermsFormPage, in shell: Shell) -> HTML {
    let t = shell.t
    let lines = rows.enumerated().map { place, row -> HTML in
        func input(_ name: String, _ value: String, _ label: String, type: String = "text") -> HTML {
            let id = "\(name)-\(place)"
            return """
                <input id="\(id)" name="\(id)" type="\(type)" value="\(value)" maxlength="100" autocomplete="off" aria-label="\(t("agreement.cell", ["field": .text(label), "row": .integer(Int64(place + 1))]))"\
                \(attributes: [("aria-invalid", page.problems.contains { $0.field == id } ? "true" : nil), ("inputmode", name == "price" || name == "quantity" ? "decimal" : nil)])>
                """
        }
        return """
            <tr><td class="figure faint" data-label="№">\(place + 1)</td><td data-label="\(t("goods.article"))">\(input("article", row.article, t("goods.article")))</td>\
            <td class="name" data-label="\(t("goods.name"))">\(row.name ?? "—")</td>\
            <td data-label="\(t("price_lists.from_quantity"))">\(input("quantity", row.quantity, t("price_lists.from_quantity")))</td>\
            <td class="figure" data-label="\(t("terms.before"))">\(row.before ?? "—")</td>\
            <td data-label="\(t("terms.after"))">\(input("price", row.price, t("terms.after")))</td>\
            <td data-label="\(t("agreement.from"))">\(input("from", row.from, t("agreement.from"), type: "date"))</td>\
            <td data-label="\(t("agreement.to"))">\(input("to", row.to, t("agreement.to"), type: "date"))</td></tr>

            """
    }
    return """
        <section><h2>\(t("price_changes.kind.prices")) <span class="faint">\(page.pricesAre)</span></h2><p class="faint">\(t("terms.prices.lead"))</p>
        <div class="scroll" tabindex="0" role="region" aria-label="\(t("price_changes.kind.prices"))"><table class="lines stacked entry"><caption class="unseen">\(t("price_changes.kind.prices"))</caption><thead><tr><th scope="col" class="figure">№</th><th scope="col">\(t("goods.article"))</th>\
        <th scope="col">\(t("goods.name"))</th><th scope="col">\(t("price_lists.from_quantity"))</th><th scope="col" class="figure">\(t("terms.before"))</th><th scope="col">\(t("terms.after"))</th>\
        <th scope="col">\(t("agreement.from"))</th><th scope="col">\(t("agreement.to"))</th></tr></thead><tbody>
        \(lines)
        </tbody></table></div>
        \(FormField(name: "paste", label: t("terms.paste"), hint: t("terms.paste.hint"), control: .area(rows: 3, limit: 200_000)).html(page.problems))
        <p><button name="more" value="1">\(t("agreement.more_rows"))</button></p></section>
        """
}
