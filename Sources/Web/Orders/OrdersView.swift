import Formats
import HTML
import Kernel
import Localization
import Ordering

/// Orders, newest first, with everything that narrows the list in its address.
func ordersPage(_ page: OrdersPage, in shell: Shell) -> HTML {
    let t = shell.t
    let listing = ordersListing(page.query, showsClients: page.showsClients, in: shell)
    let tools = listing.tools(in: shell) { Address.sheet(Address.orders, $0, page.query.with { $0.cursor = nil }.parameters) }
    return document(
        t("section.orders"), in: shell,
        """
        <div class="titlebar"><h1>\(t("section.orders"))</h1></div>
        \(toApprove(page, in: shell))<div class="over">\(listSearch(page, in: shell))\(page.rows.isEmpty ? .empty : tools)</div>
        \(page.rows.isEmpty ? empty(page, in: shell) : listing.table(page.rows, in: shell))
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
        "<a class=\"chip\" aria-current=\"true\" href=\"\(Address.orders(page.query.with { ($0.client, $0.cursor) = (nil, nil) }))\">\(name) ×</a>"
    }
    return """
        <form class="filters" action="\(Address.orders)" data-submit-on-change>
        <input type="search" name="query" value="\(page.query.text)" maxlength="100" aria-label="\(t("orders.search"))" placeholder="\(t("orders.search"))">
        <select name="status" aria-label="\(t("orders.status"))">\(states.map { state -> HTML in
            "<option value=\"\(state.key)\"\(attributes: [("selected", state.isChosen ? "" : nil)])>\(state.title)</option>"
        })</select>\(client)\(keptSort(page.query.sort == .newest ? nil : page.query.sort.rawValue))
        <button>\(t("search.find"))</button>\(chip)
        </form>
        """
}

/// Orders as a list: on their page, and as a sheet.
func ordersListing(_ query: OrdersQuery, showsClients: Bool, in shell: Shell) -> Listing<OrdersPage.Row> {
    let t = shell.t
    var columns: [Column<OrdersPage.Row>] = [
        Column(
            key: "number", title: t("orders.number"), kind: .lead, isOptional: false, sorting: .init(ascending: OrderSorting.oldest.rawValue, descending: OrderSorting.newest.rawValue, beginsDescending: true),
            cell: { "<a href=\"\(Address.order($0.number))\">\($0.number)</a>" }, value: { .text($0.number) }),
        Column(key: "placed", title: t("orders.placed"), cell: { timeTag($0.placedAt, in: shell) }, value: { .text(shell.time($0.placedAt)) }),
    ]
    if showsClients {
        columns.append(Column(
            key: "client", title: t("orders.client"), sorting: .init(ascending: OrderSorting.client.rawValue, descending: OrderSorting.clientDown.rawValue),
            cell: { "\($0.client ?? "") \($0.isClientBlocked ? badge(t("client.is_blocked"), .bad) : nil)" }, value: { sheetText($0.client) }))
    }
    columns += [
        Column(key: "reference", title: t(shell.isStaff ? "orders.client_reference" : "orders.reference"), cell: { "\($0.reference ?? "")" }, value: { sheetText($0.reference) }),
        Column(key: "site", title: t("orders.site"), cell: { "\($0.site ?? "")" }, value: { sheetText($0.site) }),
        Column(
            key: "status", title: t("orders.status"), cell: { badge(t("order_status.\($0.status)"), Tone(orderState: $0.status)) }, value: { .text(t("order_status.\($0.status)")) }),
        Column(key: "lines", title: t("orders.lines"), kind: .figure, cell: { "\(t.number($0.lines))" }, value: { .number(String($0.lines)) }),
        Column(key: "total", title: t("sum.total"), kind: .figure, cell: { $0.total.map { "<b>\(t.money($0))</b>" } ?? "—" }, value: { sheetSum($0.total) }),
        Column(key: "currency", title: t("credit.currency"), value: { sheetText($0.total?.currency.code) }),
    ]
    return Listing(
        name: .orders, title: t("section.orders"), columns: columns, order: query.sort.rawValue,
        ordered: { sort in Address.orders(query.with { ($0.sort, $0.cursor) = (OrderSorting(rawValue: sort) ?? .newest, nil) }) })
}

private func empty(_ page: OrdersPage, in shell: Shell) -> HTML {
    let t = shell.t
    let isNarrowed = !page.query.text.isEmpty || page.query.status != nil || page.query.client != nil
    return isNarrowed
        ? emptyState(t("orders.nothing"), t("orders.nothing.text"), action: (t("orders.all"), Address.orders))
        : emptyState(t("orders.empty"), t("orders.empty.text"), action: (t("cart.empty.action"), Address.catalog))
}
