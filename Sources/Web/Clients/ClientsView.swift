import Customers
import Formats
import HTML
import Kernel
import Localization

/// The clients of a manager; from here he acts for one of them.
func clientsPage(_ page: ClientsPage, in shell: Shell) -> HTML {
    let t = shell.t
    let listing = clientsListing(page.query, showsCredit: page.showsCredit, showsPeople: page.showsPeople, canOrder: page.canOrder, in: shell)
    let tools = listing.tools(in: shell) { Address.sheet(Address.clients, $0, page.query.with { $0.cursor = nil }.parameters) }
    let table: HTML = "<form method=\"post\" action=\"\(Address.currentClient)\"><input type=\"hidden\" name=\"return\" value=\"\(Address.catalog)\">\(listing.table(page.rows, in: shell))</form>"
    return document(
        t("section.clients"), in: shell,
        """
        <div class="titlebar"><h1>\(t("section.clients"))</h1></div>
        <div class="over"><form class="filters" action="\(Address.clients)">
        <input type="search" name="query" value="\(page.query.text)" maxlength="100" aria-label="\(t("clients.search"))" placeholder="\(t("clients.search"))">\(keptSort(page.query.sort == .name ? nil : page.query.sort.rawValue))<button>\(t("search.find"))</button>
        </form>\(page.rows.isEmpty ? .empty : tools)</div>
        \(waitingMerges(page.waiting, in: shell))
        \(page.rows.isEmpty ? emptyState(t("clients.nothing"), t(page.query.text.isEmpty ? "clients.none_yet" : "clients.nothing.text")) : table)
        \(pager(isFirst: page.isFirst, next: page.next, in: shell) { cursor in Address.clients(page.query.with { $0.cursor = cursor }) })
        """)
}

/// Clients as a list: on their page, and as a sheet.
func clientsListing(_ query: ClientsQuery, showsCredit: Bool, showsPeople: Bool, canOrder: Bool, in shell: Shell) -> Listing<ClientsPage.Row> {
    let t = shell.t
    var columns: [Column<ClientsPage.Row>] = [
        Column(
            key: "name", title: t("clients.name"), kind: .wideLead, isOptional: false, sorting: .init(ascending: ClientSorting.name.rawValue, descending: ClientSorting.nameDown.rawValue),
            cell: { "<a href=\"\(Address.client($0.key))\">\($0.name)</a>\(showsPeople ? people(of: $0, in: shell) : nil)\(double($0, in: shell))" }, value: { .text($0.name) }),
        Column(key: "inn", title: t("clients.inn"), cell: { "\($0.inn ?? "")" }, value: { sheetText($0.inn) }),
        Column(key: "contracts", title: t("clients.contracts"), kind: .figure, cell: { "\(t.number($0.contracts))" }, value: { .number(String($0.contracts)) }),
        Column(key: "manager", title: t("clients.manager"), cell: { "\($0.manager ?? "")" }, value: { sheetText($0.manager) }),
        Column(key: "state", title: t("clients.state"), cell: { state(of: $0, isLink: showsCredit, in: shell) },
            value: { .text([$0.isBlocked ? t("client.is_blocked") : nil, t("credit_state.\($0.state)")].compactMap(\.self).joined(separator: ", ")) }),
        Column(key: "debt", title: t("account.debt"), kind: .figure, cell: { "\($0.debt.map { t.money($0) } ?? "—")" }, value: { sheetSum($0.debt) }),
        Column(key: "available", title: t("account.available"), kind: .figure, cell: { "\($0.available.map { t.money($0) } ?? "—")" }, value: { sheetSum($0.available) }),
        Column(key: "currency", title: t("credit.currency"), value: { sheetText(($0.debt ?? $0.available)?.currency.code) }),
    ]
    if canOrder { columns.append(Column(key: "act", title: t("clients.act"), kind: .act, isOptional: false, cell: { act(for: $0, in: shell) })) }
    return Listing(
        name: .clients, title: t("section.clients"), columns: columns, order: query.sort.rawValue,
        ordered: { sort in Address.clients(query.with { ($0.sort, $0.cursor) = (ClientSorting(rawValue: sort) ?? .name, nil) }) })
}

private func state(of row: ClientsPage.Row, isLink: Bool, in shell: Shell) -> HTML {
    let shown = badge(shell.t("credit_state.\(row.state)"), Tone(creditState: row.state))
    let state: HTML = isLink ? "<a href=\"\(Address.creditClient(row.key))\">\(shown)</a>" : shown
    return row.isBlocked ? "<span>\(badge(shell.t("client.is_blocked"), .bad)) \(state)</span>" : state
}

private func act(for row: ClientsPage.Row, in shell: Shell) -> HTML {
    let t = shell.t
    if row.isCurrent { return badge(t("clients.current"), .active) }
    return "<button name=\"client\" value=\"\(row.key)\">\(t("clients.act"))<span class=\"unseen\"> \(row.name)</span></button>"
}

/// The way to the people of a client, for those who manage them.
private func people(of row: ClientsPage.Row, in shell: Shell) -> HTML {
    let address = Address.people(PeopleQuery().with { $0.client = row.key })
    return "<small><a href=\"\(address)\">\(shell.t("section.people"))<span class=\"unseen\"> \(row.name)</span></a></small>"
}

private func double(_ row: ClientsPage.Row, in shell: Shell) -> HTML? {
    guard row.mayBeDouble else { return nil }
    return "<small><a href=\"\(Address.merge(row.key))\">\(shell.t("merge.likely"))<span class=\"unseen\"> \(row.name)</span></a></small>"
}

/// What waits for a second person, for those who may decide.
private func waitingMerges(_ rows: [WaitingMergeRow], in shell: Shell) -> HTML? {
    guard !rows.isEmpty else { return nil }
    let t = shell.t
    let items = rows.map { row -> HTML in
        """
        <li><a href="\(Address.merge(row.staying.key, with: row.leaving.key))">\(t("merge.waiting.one", ["leaving": .text(row.leaving.title), "staying": .text(row.staying.title)]))</a>
        <small>\(row.proposedBy), \(timeTag(row.proposedAt, in: shell))</small></li>
        """
    }
    return "<section class=\"card\"><h2>\(t("merge.waiting"))</h2><ul class=\"changes\">\(items)</ul></section>"
}
