import HTML
import Kernel
import Localization

/// Requests for project prices, the newest first.
func agreementsPage(_ page: AgreementsPage, in shell: Shell) -> HTML {
    let t = shell.t
    let ask: HTML? = page.canAsk ? "<a class=\"button primary\" href=\"\(Address.newAgreement(fromCart: false))\">\(t("agreement.ask"))</a>" : nil
    let filters = [nil, "waiting", "force"].map { key -> HTML in
        "<a href=\"\(Address.agreements(text: page.text, filter: key))\"\(attributes: [("aria-current", key == page.filter ? "true" : nil)])>\(t("agreements.filter.\(key ?? "all")"))</a>"
    }
    return document(
        t("agreements.title"), in: shell,
        """
        \(pricesHead(t("agreements.title"), tabs: page.tabs, current: .requests, in: shell, actions: ask))
        <form class="filters" action="\(PricesTab.requests.address)">
        <input type="search" name="query" value="\(page.text)" maxlength="100" aria-label="\(t("agreements.search"))" placeholder="\(t("agreements.search"))">\
        \(page.filter.map { "<input type=\"hidden\" name=\"filter\" value=\"\($0)\">" as HTML })<button>\(t("search.find"))</button>
        <nav class="segments" aria-label="\(t("agreements.filter"))">\(filters)</nav>
        </form>
        \(page.rows.isEmpty ? empty(page, in: shell) : table(page, in: shell))
        \(pager(isFirst: page.isFirst, next: page.next, in: shell) { Address.agreements(text: page.text, filter: page.filter, cursor: $0) })
        """)
}

private func empty(_ page: AgreementsPage, in shell: Shell) -> HTML {
    let t = shell.t
    if !page.text.isEmpty || page.filter != nil { return emptyState(t("agreements.nothing"), t("agreements.nothing.text"), action: (t("agreements.all"), PricesTab.requests.address)) }
    return emptyState(
        t("agreements.empty"), t(page.isStaff ? "agreements.empty.staff" : "agreements.empty.text"),
        action: page.canAsk ? (t("agreement.ask"), Address.newAgreement(fromCart: false)) : nil)
}

private func table(_ page: AgreementsPage, in shell: Shell) -> HTML {
    let t = shell.t
    let clientHead: HTML? = page.isStaff ? "<th scope=\"col\">\(t("orders.client"))</th>" : nil
    let rows = page.rows.map { row -> HTML in
        let client: HTML? = page.isStaff ? "<td data-label=\"\(t("orders.client"))\">\(row.client ?? "")</td>" : nil
        let waiting: HTML? = row.awaitsViewer ? "<small>\(t("agreement.awaits_you"))</small>" : nil
        return """
            <tr><th scope="row" class="lead name"><a href="\(Address.agreement(row.number))">\(row.number)</a> \(row.title)</th>\(client)
            <td data-label="\(t("orders.site"))">\(row.site ?? "")</td>
            <td data-label="\(t("agreement.period"))">\(dayTag(row.from, in: shell)) — \(dayTag(row.to, in: shell))</td>
            <td data-label="\(t("orders.status"))"><span>\(badge(t("agreement_state.\(row.state)"), Tone(agreementState: row.state)))\(waiting)</span></td>
            <td class="figure" data-label="\(t("orders.lines"))">\(t.number(row.lines))</td>
            <td data-label="\(t("agreement.requested"))"><span>\(timeTag(row.requestedAt, in: shell))<small>\(row.requestedBy)</small></span></td></tr>

            """
    }
    return """
        <table class="lines stacked"><caption class="unseen">\(t("agreements.title"))</caption><thead><tr><th scope="col">\(t("agreement.number"))</th>\(clientHead)\
        <th scope="col">\(t("orders.site"))</th><th scope="col">\(t("agreement.period"))</th><th scope="col">\(t("orders.status"))</th>\
        <th scope="col" class="figure">\(t("orders.lines"))</th><th scope="col">\(t("agreement.requested"))</th></tr></thead><tbody>
        \(rows)
        </tbody></table>
        """
}

extension Tone {
    init(agreementState: String) {
        self =
            switch agreementState {
            case "in_force": .good
            case "requested", "approved_once", "coming": .warn
            case "refused", "expired": .bad
            default: .quiet
            }
    }
}
