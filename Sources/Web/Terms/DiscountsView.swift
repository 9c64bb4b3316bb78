import HTML
import Kernel
import Localization

/// The matrix of discounts: who × what, with filters; below it the floors.
func discountsPage(_ page: DiscountsPage, in shell: Shell) -> HTML {
    let t = shell.t
    let fields = page.filters.map { name, label, value -> HTML in
        FormField(name: name, label: label, value: value, control: .input(type: "text", [("maxlength", "100"), ("autocomplete", "off")])).html(page.problems)
    }
    let day = FormField(name: "day", label: t("terms.active_on"), value: page.day, control: .input(type: "date", [])).html(page.problems)
    let empty = emptyState(
        t(page.isFiltered ? "agreements.nothing" : "terms.discounts.empty"), t(page.isFiltered ? "agreements.nothing.text" : "terms.discounts.empty.text"),
        action: page.isFiltered ? (t("terms.discounts.all"), PricesTab.discounts.address) : nil)
    let reset: HTML? = page.isFiltered ? "<a class=\"button\" href=\"\(PricesTab.discounts.address)\">\(t("terms.discounts.all"))</a>" : nil
    return document(
        t("prices.tab.discounts"), in: shell,
        """
        \(pricesHead(t("prices.tab.discounts"), tabs: page.tabs, current: .discounts, in: shell, actions: page.canPropose ? newTermsMenu(["discounts", "price-floors"], in: shell) : nil))
        <p class="faint">\(t("terms.discounts.lead"))</p>
        \(problemSummary(nil, page.problems, in: shell))
        <form class="card" action="\(PricesTab.discounts.address)"><div class="fields">\(fields)\(day)</div><button>\(t("search.find"))</button> \(reset)</form>
        \(page.rows.isEmpty ? empty : table(page.rows, kind: "discounts", t("prices.tab.discounts"), page, in: shell))
        \(pager(isFirst: page.isFirst, next: page.next, in: shell) { Address.discounts(page.filters.map { ($0.name, $0.value) } + [("day", page.day)], cursor: $0) })
        <section id="floors"><h2>\(t("terms.floors")) <span class="count">\(t.number(page.floors.count))</span></h2><p class="faint">\(t("terms.floors.lead"))</p>
        \(page.floors.isEmpty ? nil : table(page.floors, kind: "price-floors", t("terms.floors"), page, in: shell))</section>
        """)
}

private func table(_ rows: [DiscountsPage.Row], kind: String, _ title: String, _ page: DiscountsPage, in shell: Shell) -> HTML {
    let t = shell.t
    let isFloors = kind == "price-floors"
    let lines = rows.map { row -> HTML in
        let source: HTML = row.isPortals ? badge(t("terms.source.portal"), .active) : badge(t("terms.source.erp"), .quiet)
        let waiting: HTML? = row.waiting > 0 ? "<small><a href=\"\(Address.terms(text: row.name, filter: "waiting"))\">\(t("terms.waits"))</a></small>" : nil
        let act: HTML =
            row.isPortals && page.canPropose
            ? "<a class=\"button\" href=\"\(Address.newTerms(kind, subject: row.id))\">\(t("terms.change"))<span class=\"unseen\"> \(row.name)</span></a>" : "<span class=\"faint\">\(row.isPortals ? "" : t("terms.change_in_erp"))</span>"
        let whom: HTML? = isFloors ? nil : "<td data-label=\"\(t("terms.field.target"))\">\(row.target)</td>"
        let rule: HTML? = isFloors ? nil : "<td data-label=\"\(t("terms.from"))\">\(row.from)</td><td data-label=\"\(t("terms.field.mode"))\">\(row.rule)</td>"
        return """
            <tr><th scope="row" class="lead name">\(row.name)\(waiting)</th>\(whom)<td data-label="\(t("terms.field.scope"))">\(row.scope)</td>
            <td class="figure" data-label="\(t(isFloors ? "terms.floor" : "terms.discount"))"><b>\(row.effect)</b></td>\(rule)<td data-label="\(t("agreement.period"))">\(row.period)</td>
            <td data-label="\(t("agreement.source"))">\(source)</td><td class="act">\(act)</td></tr>

            """
    }
    let whom: HTML? = isFloors ? nil : "<th scope=\"col\">\(t("terms.field.target"))</th>"
    let rule: HTML? = isFloors ? nil : "<th scope=\"col\">\(t("terms.from"))</th><th scope=\"col\">\(t("terms.field.mode"))</th>"
    return """
        <table class="lines stacked"><caption class="unseen">\(title)</caption><thead><tr><th scope="col">\(t("price_files.name"))</th>\(whom)<th scope="col">\(t("terms.field.scope"))</th>\
        <th scope="col" class="figure">\(t(isFloors ? "terms.floor" : "terms.discount"))</th>\(rule)<th scope="col">\(t("agreement.period"))</th><th scope="col">\(t("agreement.source"))</th>\
        <th scope="col"><span class="unseen">\(t("terms.change"))</span></th></tr></thead><tbody>
        \(lines)
        </tbody></table>
        """
}
