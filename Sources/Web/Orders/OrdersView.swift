import HTML
import Kernel
import Localization

/// Orders, newest first, with everything that narrows the list in its address.
func ordersPage(_ page: OrdersPage, in shell: Shell) -> HTML {
    let t = shell.t
    return document(
        t("section.orders"), in: shell,
        """
        <div class="titlebar"><h1>\(t("section.orders"))</h1></div>
        \(toApprove(page, in: shell))\(listSearch(page, in: shell))
        \(page.rows.isEmpty ? empty(page, in: shell) : table(page, in: shell))
        \(pager(isFirst: page.isFirst, next: page.next, in: shell) { cursor in
            var query = page.query
            query.cursor = cursor
            return Address.orders(query)
        })
        """)
}

private func toApprove(_ page: OrdersPage, in shell: Shell) -> HTML? {
    guard page.toApprove > 0, page.query.status != "approval" else { return nil }
    return "<p class=\"flash notice\"><a href=\"\(Address.orders(OrdersQuery(status: "approval")))\">\(shell.t.plural("orders.to_approve", page.toApprove))</a></p>"
}

private func listSearch(_ page: OrdersPage, in shell: Shell) -> HTML {
    let t = shell.t
    let states =
        [Choice(key: "", title: t("orders.any_status"))]
        + page.statuses.map { Choice(key: $0, title: t("order_status.\($0)"), isChosen: $0 == page.query.status) }
    let client: HTML? = page.query.client.map { "<input type=\"hidden\" name=\"client\" value=\"\($0)\">" }
    let chip: HTML? = page.clientName.map { name in
        "<a class=\"chip\" aria-current=\"true\" href=\"\(Address.orders(OrdersQuery(text: page.query.text, status: page.query.status)))\">\(name) ×</a>"
    }
    return """
        <form class="filters" action="\(Address.orders)" data-submit-on-change>
        <input type="search" name="query" value="\(page.query.text)" maxlength="100" aria-label="\(t("orders.search"))" placeholder="\(t("orders.search"))">
        <select name="status" aria-label="\(t("orders.status"))">\(states.map { state -> HTML in
            "<option value=\"\(state.key)\"\(attributes: [("selected", state.isChosen ? "" : nil)])>\(state.title)</option>"
        })</select>\(client)
        <button>\(t("search.find"))</button>\(chip)
        </form>
        """
}

private func table(_ page: OrdersPage, in shell: Shell) -> HTML {
    let t = shell.t
    let clientHead: HTML? = page.showsClients ? "<th scope=\"col\">\(t("orders.client"))</th>" : nil
    let rows = page.rows.map { row -> HTML in
        let client: HTML? = page.showsClients ? "<td data-label=\"\(t("orders.client"))\">\(row.client ?? "")</td>" : nil
        return """
            <tr><th scope="row" class="lead"><a href="\(Address.order(row.number))">\(row.number)</a></th>
            <td data-label="\(t("orders.placed"))">\(timeTag(row.placedAt, in: shell))</td>\(client)
            <td data-label="\(t(shell.isStaff ? "orders.client_reference" : "orders.reference"))">\(row.reference ?? "")</td><td data-label="\(t("orders.site"))">\(row.site ?? "")</td>
            <td data-label="\(t("orders.status"))">\(badge(t("order_status.\(row.status)"), Tone(orderState: row.status)))</td>
            <td class="figure" data-label="\(t("orders.lines"))">\(t.number(row.lines))</td>
            <td class="figure" data-label="\(t("sum.total"))">\(row.total.map { "<b>\(t.money($0))</b>" as HTML } ?? "—")</td></tr>

            """
    }
    return """
        <table class="lines stacked"><caption class="unseen">\(t("section.orders"))</caption><thead><tr>
        <th scope="col">\(t("orders.number"))</th><th scope="col">\(t("orders.placed"))</th>\(clientHead)<th scope="col">\(t(shell.isStaff ? "orders.client_reference" : "orders.reference"))</th>\
        <th scope="col">\(t("orders.site"))</th><th scope="col">\(t("orders.status"))</th><th scope="col" class="figure">\(t("orders.lines"))</th>\
        <th scope="col" class="figure">\(t("sum.total"))</th></tr></thead><tbody>
        \(rows)
        </tbody></table>
        """
}

private func empty(_ page: OrdersPage, in shell: Shell) -> HTML {
    let t = shell.t
    let isNarrowed = !page.query.text.isEmpty || page.query.status != nil || page.query.client != nil
    return isNarrowed
        ? emptyState(t("orders.nothing"), t("orders.nothing.text"), action: (t("orders.all"), Address.orders))
        : emptyState(t("orders.empty"), t("orders.empty.text"), action: (t("cart.empty.action"), Address.catalog))
}
