import HTML
import Kernel
import Localization

/// The clients of a manager; from here he acts for one of them.
func clientsPage(_ page: ClientsPage, in shell: Shell) -> HTML {
    let t = shell.t
    return document(
        t("section.clients"), in: shell,
        """
        <div class="titlebar"><h1>\(t("section.clients"))</h1></div>
        <form class="filters" action="\(Address.clients)">
        <input type="search" name="query" value="\(page.text)" maxlength="100" aria-label="\(t("clients.search"))" placeholder="\(t("clients.search"))"><button>\(t("search.find"))</button>
        </form>
        \(waitingMerges(page.waiting, in: shell))
        \(page.rows.isEmpty ? emptyState(t("clients.nothing"), t(page.text.isEmpty ? "clients.none_yet" : "clients.nothing.text")) : table(page, in: shell))
        \(pager(isFirst: page.isFirst, next: page.next, in: shell) { Address.clients(text: page.text, cursor: $0) })
        """)
}

private func table(_ page: ClientsPage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.rows.map { row -> HTML in
        let act: HTML =
            row.isCurrent
            ? badge(t("clients.current"), .active)
            : "<button name=\"client\" value=\"\(row.key)\">\(t("clients.act"))<span class=\"unseen\"> \(row.name)</span></button>"
        let shown = badge(t("credit_state.\(row.state)"), Tone(creditState: row.state))
        let state: HTML = page.showsCredit ? "<a href=\"\(Address.creditClient(row.key))\">\(shown)</a>" : shown
        return """
            <tr><th scope="row" class="lead name"><a href="\(Address.client(row.key))">\(row.name)</a>\(people(of: row, page, in: shell))\(double(row, in: shell))</th><td data-label="\(t("clients.inn"))">\(row.inn ?? "")</td>
            <td class="figure" data-label="\(t("clients.contracts"))">\(t.number(row.contracts))</td><td data-label="\(t("clients.manager"))">\(row.manager ?? "")</td>
            <td data-label="\(t("clients.state"))">\(state)</td>
            <td class="figure" data-label="\(t("account.debt"))">\(row.debt.map { t.money($0) } ?? "—")</td>
            <td class="figure" data-label="\(t("account.available"))">\(row.available.map { t.money($0) } ?? "—")</td><td class="act">\(act)</td></tr>

            """
    }
    return """
        <form method="post" action="\(Address.currentClient)"><input type="hidden" name="return" value="\(Address.catalog)">
        <table class="lines stacked"><caption class="unseen">\(t("section.clients"))</caption><thead><tr><th scope="col">\(t("clients.name"))</th><th scope="col">\(t("clients.inn"))</th>\
        <th scope="col" class="figure">\(t("clients.contracts"))</th><th scope="col">\(t("clients.manager"))</th><th scope="col">\(t("clients.state"))</th>\
        <th scope="col" class="figure">\(t("account.debt"))</th><th scope="col" class="figure">\(t("account.available"))</th>\
        <th scope="col"><span class="unseen">\(t("clients.act"))</span></th></tr></thead><tbody>
        \(rows)
        </tbody></table></form>
        """
}

/// The way to the people of a client, for those who manage them.
private func people(of row: ClientsPage.Row, _ page: ClientsPage, in shell: Shell) -> HTML? {
    guard page.showsPeople else { return nil }
    let address = Address.people(text: "", client: row.key, staffOnly: false, cursor: nil)
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
