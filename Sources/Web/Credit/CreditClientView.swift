import HTML
import Kernel
import Localization

/// A client with the whole story.
func creditClientPage(_ page: CreditClientPage, in shell: Shell) -> HTML {
    let t = shell.t
    return document(
        "\(page.client) · \(t("section.credit"))", in: shell,
        """
        \(crumbs([(t("section.credit"), Address.credit), (t("client.card"), Address.client(page.clientKey))], in: shell))
        \(creditHead(page.client, page.tabs, in: shell))
        \(accountSections(page.account, in: shell) { Address.creditContract($0) })
        \(section(t("credit.ageing"), page.ageing.isEmpty ? nil : ageing(page.ageing, in: shell)))
        \(section(t("credit.blocks"), page.blocks.isEmpty ? nil : blocks(page.blocks.map { ($0.contract, $0.block) }, contract: nil, canLift: false, in: shell)))
        \(section(t("account.orders"), page.orders.isEmpty ? nil : ordersOnCredit(page.orders, in: shell)))
        \(section(t("credit.overrides"), page.overrides.isEmpty ? nil : overrides(page.overrides.map { ($0.contract, $0.override) }, in: shell)))
        \(section(t("credit.payments"), page.payments.isEmpty ? nil : payments(page.payments, in: shell)))
        \(section(t("credit.events"), page.events.isEmpty ? nil : events(page.events, in: shell)))
        """)
}

/// Nothing where there is nothing to show.
private func section(_ title: String, _ body: HTML?) -> HTML? { body.map { "<section><h2>\(title)</h2>\($0)</section>" } }

private func ageing(_ rows: [CreditClientPage.Aged], in shell: Shell) -> HTML {
    let t = shell.t
    let names = [t("account.debt")] + ["current", "1_30", "31_60", "61_90", "over_90"].map { t("credit.bucket.\($0)") } + [t("account.advance")]
    let body = rows.map { row -> HTML in
        let sums = [row.sums.debt] + row.sums.buckets + [row.sums.advance]
        return """
            <tr><th scope="row" class="lead"><a href="\(Address.creditContract(row.contractKey))">\(row.contract)</a></th>\(zip(names, sums).map { name, sum -> HTML in
                "<td class=\"figure\" data-label=\"\(name)\">\(sum.minorUnits == 0 ? "" : t.money(sum))</td>"
            })</tr>

            """
    }
    return """
        <table class="lines stacked"><caption class="unseen">\(t("credit.ageing"))</caption><thead><tr><th scope="col">\(t("order.contract"))</th>\
        \(names.map { "<th scope=\"col\" class=\"figure\">\($0)</th>" as HTML })</tr></thead><tbody>
        \(body)</tbody></table>
        """
}

private func payments(_ rows: [CreditClientPage.Payment], in shell: Shell) -> HTML {
    let t = shell.t
    let body = rows.map { row -> HTML in
        """
        <tr><th scope="row" class="name">\(t("ledger_kind.\(row.kind)")) \(row.number)</th><td data-label="\(t("account.date"))">\(dayTag(row.date, in: shell))</td>\
        <td data-label="\(t("order.contract"))"><a href="\(Address.creditContract(row.contractKey))#ledger">\(row.contract)</a></td>\
        <td class="figure" data-label="\(t("account.total"))"><b>\(t.money(row.amount))</b></td></tr>

        """
    }
    return """
        <table class="lines stacked"><caption class="unseen">\(t("credit.payments"))</caption><thead><tr><th scope="col">\(t("account.document"))</th><th scope="col">\(t("account.date"))</th>\
        <th scope="col">\(t("order.contract"))</th><th scope="col" class="figure">\(t("account.total"))</th></tr></thead><tbody>
        \(body)</tbody></table>
        """
}

private func events(_ events: [CreditClientPage.Event], in shell: Shell) -> HTML {
    let items = events.map { event -> HTML in
        let person: HTML? = event.person.map { "<span>\($0)</span>" }
        return "<li><span>\(event.text)</span><small>\(timeTag(event.at, in: shell))\(person)</small></li>"
    }
    return "<div class=\"history\"><ol>\(items)</ol></div>"
}

/// The common rules, the hours that goods are kept, the books.
func creditRulesPage(_ page: CreditRulesPage, in shell: Shell) -> HTML {
    let t = shell.t
    let own: HTML? = page.areOwn ? "<button name=\"standard\" value=\"1\" class=\"quiet\">\(t("credit.use_standard"))</button>" : nil
    let rules: HTML =
        page.canManage
        ? """
        <form method="post" action="\(Address.creditRules)">\(enterButton())\(rulesTable(page.rules, isOpen: true, in: shell))
        <div class="tablebar">\(own)<button class="primary">\(t("credit.save_rules"))</button></div></form>
        """ : rulesTable(page.rules, isOpen: false, in: shell)
    return document(
        t("credit.rules"), in: shell,
        """
        \(creditHead(t("credit.rules"), page.tabs, in: shell))
        \(problemSummary(page.refusal, page.rules.problems + page.holdProblems + page.bookProblems, in: shell))
        <section><h2>\(t(page.areOwn ? "credit.rules.own" : "credit.rules.standard"))</h2><p class="faint hint">\(t("credit.rules.hint"))</p>\(rules)</section>
        <section><h2>\(t("credit.hold_hours"))</h2>\(holdHours(page, in: shell))</section>
        <section><h2>\(t("credit.books"))</h2><p class="faint hint">\(t("credit.books.hint"))</p>\(books(page, in: shell))</section>
        """)
}

private func holdHours(_ page: CreditRulesPage, in shell: Shell) -> HTML {
    let t = shell.t
    guard page.canManage else { return "<p>\(page.holdHours)</p>" }
    let field = FormField(
        name: "hold_hours", label: t("credit.hold_hours.field"), value: page.holdHours, hint: t("credit.hold_hours.hint"),
        control: .input(type: "text", [("inputmode", "numeric"), ("maxlength", "6"), ("autocomplete", "off")]))
    return "<form class=\"card inline\" method=\"post\" action=\"\(Address.holdHours)\">\(field.html(page.holdProblems))<button>\(t("credit.save"))</button></form>"
}

private func books(_ page: CreditRulesPage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.books.map { books -> HTML in
        "<tr><th scope=\"row\" class=\"name\">\(books.name)</th><td data-label=\"\(t("credit.closed_to"))\">\(books.closedTo.map { dayTag($0, in: shell) } ?? HTML(escaping: t("credit.never_closed")))</td></tr>\n"
    }
    let form: HTML? =
        page.canManage && !page.books.isEmpty
        ? """
        <form class="card inline" method="post" action="\(Address.closedPeriods)">\(FormField(
            name: "period_seller", label: t("credit.seller"), control: .select(page.books.map { Choice(key: $0.key, title: $0.name, isChosen: $0.key == page.seller) })).html(page.bookProblems))\
        \(FormField(name: "period_to", label: t("credit.close_to"), value: page.closeTo, control: .input(type: "date", [])).html(page.bookProblems))<button>\(t("credit.close"))</button></form>
        """ : nil
    return """
        <table class="lines stacked books"><caption class="unseen">\(t("credit.books"))</caption><thead><tr><th scope="col">\(t("credit.seller"))</th><th scope="col">\(t("credit.closed_to"))</th></tr></thead><tbody>
        \(rows)</tbody></table>\(form)
        """
}
