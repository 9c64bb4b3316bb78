import HTML
import Kernel
import Localization

/// A client on one page: who it is, what it owes, what it ordered, whom to call; and the ways on.
func clientPage(_ page: ClientPage, in shell: Shell) -> HTML {
    let t = shell.t
    return document(
        page.name, in: shell,
        """
        \(crumbs([(t("section.clients"), Address.clients)], in: shell))
        <div class="titlebar"><h1>\(page.name)</h1>\(ways(page, in: shell))</div>
        \(problemSummary(page.refusal, page.problems, in: shell))
        \(stopped(page, in: shell))
        \(facts([
            (t("clients.manager"), fact(page.managers.joined(separator: ", "))), (t("client.segment"), fact(page.segment)), (t("section.assortments"), fact(page.assortment)),
            (t("people.clients.code"), fact(page.key)),
        ]))
        \(part(t("client.contracts"), page.contracts.isEmpty ? nil : contracts(page, in: shell)))
        \(part(t("credit.blocks"), page.blocks.isEmpty ? nil : blocks(page.blocks.map { ($0.contract, $0.block) }, contract: nil, canLift: false, in: shell)))
        \(page.orders.flatMap { part(t("home.orders"), orders($0, of: page, in: shell)) })
        \(part(t("client.entities"), page.entities.isEmpty ? nil : entities(page.entities, in: shell)))
        \(part(t("client.people"), people(page, in: shell)))
        \(part(t("client.sites"), page.sites.isEmpty ? nil : sites(page.sites, in: shell)))
        \(stopping(page, in: shell))
        """)
}

/// That the client may order nothing, why, and what of its orders stands.
private func stopped(_ page: ClientPage, in shell: Shell) -> HTML? {
    guard let stop = page.stop else { return nil }
    let t = shell.t
    let orders: HTML? = page.openOrders.map { count in
        count == 0
            ? "<p>\(t("client.stop.no_orders"))</p>"
            : "<p><a href=\"\(Address.orders(OrdersQuery(client: page.key)))\">\(t.plural("client.stop.orders", count))</a> \(t("client.stop.decide"))</p>"
    }
    let lift: HTML? =
        page.canStop ? "<form method=\"post\" action=\"\(Address.client(page.key))/release\"><button>\(t("client.stop.lift"))</button></form>" : nil
    return """
        <div class="flash bad" id="stop"><b>\(t("client.stop.title"))</b> \(timeTag(stop.since, in: shell)), \(stop.by)<p>\(stop.reason)</p>\(orders)\(lift)</div>
        """
}

/// The way to stop a client's ordering; folded, for it is seldom wanted.
private func stopping(_ page: ClientPage, in shell: Shell) -> HTML? {
    guard page.canStop, page.stop == nil else { return nil }
    let t = shell.t
    let field = FormField(name: "reason", label: t("client.stop.reason"), value: page.reason, hint: t("client.stop.reason.hint"), control: .area(rows: 3, limit: 1000))
    return """
        <section class="card narrow"><h2>\(t("client.stop.begin"))</h2><p class="faint">\(t("client.stop.text"))</p>
        <form method="post" action="\(Address.client(page.key))/block">\(field.html(page.problems))<button class="danger">\(t("client.stop.do"))</button></form></section>
        """
}

/// Nothing where there is nothing to show.
private func part(_ title: String, _ body: HTML?) -> HTML? { body.map { "<section><h2>\(title)</h2>\($0)</section>" } }

private func ways(_ page: ClientPage, in shell: Shell) -> HTML {
    let t = shell.t
    let act: HTML? =
        page.isCurrent
        ? badge(t("clients.current"), .active)
        : !page.canOrder
        ? nil
        : """
        <form method="post" action="\(Address.currentClient)"><input type="hidden" name="return" value="\(Address.catalog)"><button name="client" value="\(page.key)">\(t("clients.act"))</button></form>
        """
    let credit: HTML? = page.showsMoney ? "<a class=\"button\" href=\"\(Address.creditClient(page.key))\">\(t("client.credit"))</a>" : nil
    let documents: HTML? =
        page.showsDocuments ? "<a class=\"button\" href=\"\(Address.with(Address.documents, [("client", page.key)]))\">\(t("section.documents"))</a>" : nil
    let support: HTML? = page.showsSupport ? "<a class=\"button\" href=\"\(Address.support(state: "all", client: page.key))\">\(t("section.support"))</a>" : nil
    let merge: HTML? = page.canMerge ? "<a class=\"button\" href=\"\(Address.merge(page.key))\">\(t("merge.begin"))</a>" : nil
    return "<div class=\"actions\">\(credit)\(documents)\(support)\(merge)\(act)</div>"
}

private func contracts(_ page: ClientPage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.contracts.map { contract -> HTML in
        let number: HTML = page.showsMoney ? "<a href=\"\(Address.creditContract(contract.key))\">\(contract.number)</a>" : "\(contract.number)"
        let over: HTML? = contract.isActive ? nil : "<small>\(t("account.is_over"))</small>"
        let until: HTML? = contract.until.map { "<small>\(t("client.until")) \(dayTag($0, in: shell))</small>" }
        return """
            <tr><th scope="row" class="lead">\(number)\(over)\(until)</th><td data-label="\(t("credit.seller"))">\(contract.seller)</td><td data-label="\(t("account.entity"))">\(contract.entity)</td>\
            <td data-label="\(t("client.payment"))">\(t.plural(contract.isBanking ? "client.banking_days" : "client.days", contract.paymentDays))</td>\(contract.money.map { money($0, in: shell) })</tr>

            """
    }
    let heads: HTML? =
        page.showsMoney
        ? "\(["limit", "debt", "overdue", "available"].map { "<th scope=\"col\" class=\"figure\">\(t("account.\($0)"))</th>" as HTML })<th scope=\"col\">\(t("clients.state"))</th>" : nil
    return """
        <table class="lines stacked"><caption class="unseen">\(t("client.contracts"))</caption><thead><tr><th scope="col">\(t("order.contract"))</th><th scope="col">\(t("credit.seller"))</th>\
        <th scope="col">\(t("account.entity"))</th><th scope="col">\(t("client.payment"))</th>\(heads)</tr></thead><tbody>
        \(rows)</tbody></table>
        """
}

private func money(_ money: ClientPage.Money, in shell: Shell) -> HTML {
    let t = shell.t
    func cell(_ label: String, _ sum: Kernel.Money?, isBad: Bool = false) -> HTML {
        let text = sum.map { t.money($0) } ?? t("account.no_limit")
        return "<td class=\"figure\" data-label=\"\(t("account.\(label)"))\">\(isBad ? "<b class=\"bad\">\(text)</b>" as HTML : HTML(escaping: text))</td>"
    }
    let reasons = money.reasons.map { "<small>\($0)</small>" as HTML }
    return """
        \(cell("limit", money.limit))\(cell("debt", money.debt))\(cell("overdue", money.overdue, isBad: money.overdue.minorUnits > 0))\
        \(cell("available", money.available, isBad: (money.available?.minorUnits ?? 0) < 0))\
        <td data-label="\(t("clients.state"))"><span>\(badge(t("credit_state.\(money.state)"), Tone(creditState: money.state)))\(reasons)</span></td>
        """
}

private func orders(_ rows: [OrdersPage.Row], of page: ClientPage, in shell: Shell) -> HTML {
    let t = shell.t
    guard !rows.isEmpty else { return "<p class=\"faint\">\(t("client.no_orders"))</p>" }
    return """
        <table class="lines stacked"><caption class="unseen">\(t("home.orders"))</caption><thead><tr><th scope="col">\(t("orders.number"))</th><th scope="col">\(t("orders.placed"))</th>\
        <th scope="col">\(t("orders.client_reference"))</th><th scope="col">\(t("orders.status"))</th><th scope="col" class="figure">\(t("sum.total"))</th></tr></thead><tbody>
        \(rows.map { row -> HTML in
            """
            <tr><th scope="row" class="lead"><a href="\(Address.order(row.number))">\(row.number)</a></th>\
            <td data-label="\(t("orders.placed"))">\(timeTag(row.placedAt, in: shell))</td><td data-label="\(t("orders.client_reference"))">\(row.reference ?? "")</td>\
            <td data-label="\(t("orders.status"))">\(badge(t("order_status.\(row.status)"), Tone(orderState: row.status)))</td>\
            <td class="figure" data-label="\(t("sum.total"))">\(row.total.map { "<b>\(t.money($0))</b>" as HTML } ?? "—")</td></tr>

            """
        })</tbody></table>
        <p class="tablebar"><a href="\(Address.orders(OrdersQuery(client: page.key)))">\(t("client.all_orders"))</a></p>
        """
}

func entities(_ entities: [ClientPage.Entity], in shell: Shell) -> HTML {
    "\(entities.map { entity -> HTML in "<section class=\"card\"><h3>\(entity.name)</h3>\(facts(entity.requisites.map { (shell.t("requisite.\($0.name)"), fact($0.value)) }))</section>" })"
}

private func people(_ page: ClientPage, in shell: Shell) -> HTML {
    let t = shell.t
    let all: HTML? =
        page.managesPeople
        ? "<p class=\"tablebar\"><a href=\"\(Address.people(PeopleQuery().with { $0.client = page.key }))\">\(t("section.people"))</a></p>" : nil
    guard !page.people.isEmpty else { return "<p class=\"faint\">\(t("client.no_people"))</p>\(all)" }
    let rows = page.people.map { person -> HTML in
        let name: HTML = person.id.map { "<a href=\"\(Address.person($0))\">\(person.name)</a>" } ?? "\(person.name)"
        return """
            <tr><th scope="row" class="lead name">\(name)</th><td data-label="\(t("people.role"))">\(person.role)</td>\
            <td data-label="\(t("sign_in.email"))">\(person.email)</td>\
            <td data-label="\(t("people.status"))">\(badge(t("person_status.\(person.status)"), Tone(personStatus: person.status)))</td>\
            <td data-label="\(t("people.signed_in"))">\(person.signedInAt.map { timeTag($0, in: shell) } ?? "—")</td></tr>

            """
    }
    return """
        <table class="lines stacked"><caption class="unseen">\(t("client.people"))</caption><thead><tr><th scope="col">\(t("people.name"))</th><th scope="col">\(t("people.role"))</th>\
        <th scope="col">\(t("sign_in.email"))</th><th scope="col">\(t("people.status"))</th><th scope="col">\(t("people.signed_in"))</th></tr></thead><tbody>
        \(rows)</tbody></table>\(all)
        """
}

func sites(_ sites: [(name: String, address: String)], in shell: Shell) -> HTML {
    let t = shell.t
    return """
        <table class="lines stacked"><caption class="unseen">\(t("client.sites"))</caption><thead><tr><th scope="col">\(t("client.site"))</th><th scope="col">\(t("requisite.address"))</th></tr></thead><tbody>
        \(sites.map { "<tr><th scope=\"row\" class=\"name\">\($0.name)</th><td data-label=\"\(t("requisite.address"))\">\($0.address)</td></tr>\n" as HTML })</tbody></table>
        """
}
