import HTML
import Kernel
import Localization

/// What is owed, what is left, and what to do where something is stopped; contract by contract.
func accountPage(_ page: AccountPage, in shell: Shell) -> HTML {
    let t = shell.t
    let asOf: HTML? = page.asOf.map { "<p class=\"faint\">\(t("account.as_of")) \(timeTag($0, in: shell))</p>" }
    return document(
        t("section.account"), in: shell,
        """
        <div class="titlebar"><h1>\(t("section.account"))</h1>\(asOf)</div>
        \(page.contracts.isEmpty ? emptyState(t("account.empty"), t("account.empty.text")) : accountSections(page, in: shell) { Address.accountContract($0) })
        """)
}

/// Sums, then contract by contract; `address` is that of a contract's page.
func accountSections(_ page: AccountPage, in shell: Shell, address: (String) -> String) -> HTML {
    "\(totals(page.totals, in: shell))\(page.contracts.map { contractCard($0, at: address($0.key), in: shell) })"
}

/// What a client's person sees first: money at a glance, the latest orders.
func homePage(_ page: HomePage, in shell: Shell) -> HTML {
    let t = shell.t
    let money: HTML? = page.account.map { account in
        let asOf: HTML? = account.asOf.map { "<span class=\"count\">\(t("account.as_of")) \(timeTag($0, in: shell))</span>" }
        let body: HTML =
            account.contracts.isEmpty
            ? "<p class=\"faint\">\(t("account.empty.text"))</p>" : accountSections(account, in: shell) { Address.accountContract($0) }
        return "<section><h2><a href=\"\(Address.account)\">\(t("home.money"))</a> \(asOf)</h2>\(body)</section>"
    }
    let orders: HTML? =
        page.orders.isEmpty
        ? nil
        : """
        <section><h2><a href="\(Address.orders)">\(t("home.orders"))</a></h2>
        <table class="lines stacked"><caption class="unseen">\(t("home.orders"))</caption><thead><tr><th scope="col">\(t("orders.number"))</th><th scope="col">\(t("orders.placed"))</th>\
        <th scope="col">\(t("orders.reference"))</th><th scope="col">\(t("orders.status"))</th><th scope="col" class="figure">\(t("sum.total"))</th></tr></thead><tbody>
        \(page.orders.map { row -> HTML in
            """
            <tr><th scope="row" class="lead"><a href="\(Address.order(row.number))">\(row.number)</a></th>\
            <td data-label="\(t("orders.placed"))">\(timeTag(row.placedAt, in: shell))</td><td data-label="\(t("orders.reference"))">\(row.reference ?? "")</td>\
            <td data-label="\(t("orders.status"))">\(badge(t("order_status.\(row.status)"), Tone(orderState: row.status)))</td>\
            <td class="figure" data-label="\(t("sum.total"))">\(row.total.map { "<b>\(t.money($0))</b>" as HTML } ?? "—")</td></tr>

            """
        })</tbody></table></section>
        """
    let catalog: HTML = "<a class=\"button\" href=\"\(Address.catalog)\">\(t("home.catalog"))</a>"
    return document(
        shell.client ?? t("home.title"), in: shell,
        "<div class=\"titlebar\"><h1>\(shell.client ?? t("home.title"))</h1><div class=\"actions\">\(catalog)</div></div>\n\(money)\(orders)")
}

/// Sums per legal entity and in all, one row each.
private func totals(_ totals: [AccountPage.Total], in shell: Shell) -> HTML? {
    guard !totals.isEmpty else { return nil }
    let t = shell.t
    let rows = totals.map { total -> HTML in
        let isOverdue = total.overdue.minorUnits > 0
        return """
            <tr\(attributes: [("class", total.name == nil ? "sum" : nil)])><th scope="row" class="name">\(total.name ?? t("account.in_all"))</th>\
            \(sumCell(t("account.limit"), total.limit.map { t.money($0) } ?? t("account.no_limit")))\(sumCell(t("account.debt"), t.money(total.debt)))\
            \(sumCell(t("account.overdue"), t.money(total.overdue), isBad: isOverdue))\(sumCell(t("account.in_orders"), t.money(total.inOrders)))\
            \(sumCell(t("account.on_hold"), t.money(total.onHold)))\
            \(sumCell(t("account.available"), total.available.map { t.money($0) } ?? t("account.no_limit"), isBad: (total.available?.minorUnits ?? 0) < 0))</tr>

            """
    }
    return """
        <table class="lines stacked sums"><caption class="unseen">\(t("account.totals"))</caption><thead><tr><th scope="col">\(t("account.entity"))</th>\
        \(["limit", "debt", "overdue", "in_orders", "on_hold", "available"].map { "<th scope=\"col\" class=\"figure\">\(t("account.\($0)"))</th>" as HTML })</tr></thead><tbody>
        \(rows)</tbody></table>
        """
}

private func sumCell(_ label: String, _ text: String, isBad: Bool = false) -> HTML {
    "<td class=\"figure\" data-label=\"\(label)\">\(isBad ? "<b class=\"bad\">\(text)</b>" as HTML : HTML(escaping: text))</td>"
}

private func contractCard(_ contract: AccountPage.Contract, at address: String, in shell: Shell) -> HTML {
    let t = shell.t
    let entity: HTML? = contract.entity.map { "<span class=\"faint\">\($0)</span>" }
    let over: HTML? = contract.isOver ? badge(t("account.is_over"), .quiet) : nil
    return """
        <section class="card account"><header><h2><a href="\(address)">\(t("shell.contract", ["number": .text(contract.number)]))</a></h2>\
        \(badge(t("credit_state.\(contract.state)"), Tone(creditState: contract.state)))\(over)<span class="faint">\(contract.seller)</span>\(entity)</header>
        \(standing(contract, in: shell))
        \(contractFigures(contract, at: address, in: shell))
        \(terms(contract, in: shell))</section>
        """
}
