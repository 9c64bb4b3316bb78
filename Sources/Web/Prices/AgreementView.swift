import HTML
import Kernel
import Localization

/// One request for project prices: what is asked against what is, who decides, what became of it.
func agreementPage(_ page: AgreementPage, in shell: Shell) -> HTML {
    let t = shell.t
    let title = t("agreement.heading", ["number": .text(page.number)])
    let change: HTML? = page.canChange ? "<a class=\"button\" href=\"\(Address.agreementRevision(page.number))\">\(t("agreement.change"))</a>" : nil
    let order: HTML? = page.canOrder ? "<form method=\"post\" action=\"\(Address.cart(ofAgreement: page.number))\"><button class=\"primary\">\(t("agreement.to_cart"))</button></form>" : nil
    return document(
        title, in: shell,
        """
        \(crumbs([(t("agreements.title"), PricesTab.requests.address)], in: shell))
        <div class="titlebar"><h1>\(title)</h1>\(badge(t("agreement_state.\(page.state)"), Tone(agreementState: page.state)))\(change == nil && order == nil ? nil : "<div class=\"actions\">\(order)\(change)</div>" as HTML)</div>
        \(problemSummary(page.refusal, page.problems, in: shell))
        \(summary(page, in: shell))
        <div class="order"><div class="order-main">
        \(lines(page, in: shell))
        \(decision(page, in: shell))
        \(uses(page, in: shell))
        </div>
        \(story(page, in: shell))
        </div>
        """)
}

private func summary(_ page: AgreementPage, in shell: Shell) -> HTML {
    let t = shell.t
    let approvals: HTML? =
        page.approvals.isEmpty ? nil : "\(page.approvals.map { "<span>\($0.name), \(timeTag($0.at, in: shell))</span> " as HTML })"
    return """
        <div class="card">\(facts([
            (t("agreement.title"), fact(page.title)), (t("orders.client"), fact(page.client)), (t("order.contract"), fact(page.contract)),
            (t("orders.site"), fact(page.site ?? t("agreement.any_site"))), (t("agreement.period"), "\(dayTag(page.from, in: shell)) — \(dayTag(page.to, in: shell))"),
            (t("agreement.prices_are"), fact("\(page.currency.code), \(t("vat_mode.\(page.vatMode.rawValue)"))")), (t("agreement.requested"), fact(page.requestedBy)),
            (t("agreement.reason"), fact(page.reason)), (t("agreement.approved_by"), approvals), (t("agreement.source"), page.isERPs ? fact(t("agreement.source.erp")) : nil),
        ]))</div>
        """
}

private func lines(_ page: AgreementPage, in shell: Shell) -> HTML {
    let t = shell.t
    let showsCost = page.lines.contains { $0.cost != nil }
    let showsBought = page.lines.contains { $0.bought != nil }
    let figures =
        [t("goods.quantity"), t("agreement.own_price"), t("agreement.price"), t("agreement.reduction")] + (showsCost ? [t("agreement.cost"), t("agreement.margin")] : [])
        + (showsBought ? [t("agreement.bought")] : []) + [t("agreement.used")]
    let rows = page.lines.map { line -> HTML in
        func price(_ price: UnitPrice?) -> HTML { "\(price.map { t.unitPrice($0, page.currency) } ?? "—")" }
        let bought: HTML = line.bought.map { bought in
            "<span>\(t.quantity(bought.quantity)) \(line.unit)\(bought.lastPrice.map { "<small>\(t("agreement.last_price", ["price": .text(t.unitPrice($0, page.currency))]))</small>" as HTML })</span>"
        } ?? "—"
        let then: HTML? = line.ownPrice != line.priceNow && line.priceNow != nil ? line.ownPrice.map { "<small>\(t("agreement.then", ["price": .text(t.unitPrice($0, page.currency))]))</small>" } : nil
        let values: [HTML] =
            ["<span>\(t.quantity(line.quantity)) <span class=\"unit\">\(line.unit)</span></span>", "<span>\(price(line.priceNow ?? line.ownPrice))\(then)</span>", line.price == nil ? "<span class=\"faint\">\(t("agreement.price_wanted"))</span>" : "<b>\(price(line.price))</b>", share(line.reduction, t)]
            + (showsCost ? [price(line.cost), share(line.margin, t)] : []) + (showsBought ? [bought] : [])
            + ["<span>\(t.quantity(line.used)) <small>\(t("agreement.left", ["quantity": .quantity(line.quantity - line.used)]))</small></span>"]
        return """
            <tr><td class="article"><a href="\(Address.product(line.article))">\(line.article)</a></td><th scope="row" class="name">\(line.name)</th>\
            \(zip(figures, values).map { "<td class=\"figure\" data-label=\"\($0)\">\($1)</td>" as HTML })</tr>

            """
    }
    return """
        <section><h2>\(t("agreement.lines")) <span class="count">\(t.number(page.lines.count))</span></h2>
        <table class="lines stacked"><caption class="unseen">\(t("agreement.lines"))</caption><thead><tr><th scope="col">\(t("goods.article"))</th><th scope="col">\(t("goods.name"))</th>\
        \(figures.map { "<th scope=\"col\" class=\"figure\">\($0)</th>" as HTML })</tr></thead><tbody>
        \(rows)
        </tbody></table></section>
        """
}

/// Tenths of a per cent as people read them.
private func share(_ tenths: Int64?, _ t: Texts) -> HTML {
    guard let tenths, let number = Quantity(thousandths: tenths * 100) else { return "—" }
    return "\(t.quantity(number))\u{A0}%"
}

private func decision(_ page: AgreementPage, in shell: Shell) -> HTML? {
    let t = shell.t
    let hindrance: HTML? = page.hindrance.map { "<p class=\"flash notice\">\(t("agreement.hindrance.\($0)"))</p>" }
    guard page.canApprove || page.canRefuse || page.canWithdraw || page.canClose else { return hindrance }
    let revision: HTML = "<input type=\"hidden\" name=\"revision\" value=\"\(page.revision)\">"
    let approve: HTML? =
        page.canApprove
        ? """
        <form method="post" action="\(Address.agreement(page.number))/approval">\(revision)
        \(FormField(name: "note", label: t("agreement.note"), control: .input(type: "text", [("maxlength", "1000"), ("autocomplete", "off")])).html(page.problems))
        <button class="primary">\(t(page.approvals.isEmpty ? "agreement.approve.first" : "agreement.approve.second"))</button></form>
        """ : nil
    let reason = FormField(name: "reason", label: t("agreement.refusal_reason"), value: page.typedReason, control: .area(rows: 2, limit: 1000)).html(page.problems)
    let no = page.canRefuse ? ("refusal", "agreement.refuse") : page.canWithdraw ? ("closure", "agreement.withdraw") : ("closure", "agreement.close")
    let refuse: HTML? =
        page.canRefuse || page.canWithdraw || page.canClose
        ? """
        <details class="confirm"\(attributes: [("open", page.problems.isEmpty ? nil : "")])><summary>\(t(no.1))</summary>
        <form method="post" action="\(Address.agreement(page.number))/\(no.0)">\(revision)\(reason)<button class="danger">\(t(no.1))</button></form></details>
        """ : nil
    return "<section class=\"card\"><h2>\(t("agreement.decision"))</h2>\(hindrance)\(approve)\(refuse)</section>"
}

private func uses(_ page: AgreementPage, in shell: Shell) -> HTML? {
    guard !page.uses.isEmpty else { return nil }
    let t = shell.t
    return """
        <section><h2>\(t("agreement.uses"))</h2><table class="lines stacked"><caption class="unseen">\(t("agreement.uses"))</caption><thead><tr><th scope="col">\(t("orders.number"))</th>\
        <th scope="col">\(t("goods.article"))</th><th scope="col" class="figure">\(t("goods.quantity"))</th><th scope="col" class="figure">\(t("agreement.returned"))</th></tr></thead><tbody>
        \(page.uses.map { use -> HTML in
            """
            <tr><th scope="row" class="lead"><a href="\(Address.order(use.order))">\(use.order)</a></th><td data-label="\(t("goods.article"))">\(use.article)</td>\
            <td class="figure" data-label="\(t("goods.quantity"))">\(t.quantity(use.quantity))</td><td class="figure" data-label="\(t("agreement.returned"))">\(t.quantity(use.returned))</td></tr>

            """
        })</tbody></table></section>
        """
}

private func story(_ page: AgreementPage, in shell: Shell) -> HTML {
    let t = shell.t
    let events = page.events.map { event -> HTML in
        let note: HTML? = event.note.map { "<span>\($0)</span>" }
        let revision: HTML? = event.revision.map { "<span>\(t("agreement.revision", ["revision": .integer(Int64($0))]))</span>" }
        return "<li><b>\(t("agreement_event.\(event.kind)"))</b>\(note)<small>\(timeTag(event.at, in: shell))<span>\(event.person)</span>\(revision)</small></li>"
    }
    return "<section class=\"history\"><h2>\(t("order.history"))</h2><ol>\(events)</ol></section>"
}
