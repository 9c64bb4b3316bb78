import Customers
import HTML
import HTTP
import Hummingbird
import Kernel
import Localization

extension Site {
    /// The parts that pages are made of, for whoever builds or checks pages.
    @Sendable func components(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        try visit.viewer.demand(.manageHouse)
        return page(componentsPage(at: visit.now, in: shell(visit, request, context, .house)), request)
    }
}

/// Every part of the interface once, in all its states. Its forms lead back to itself and change nothing.
func componentsPage(at now: Instant, in shell: Shell) -> HTML {
    let t = shell.t
    let parts: [(name: String, body: HTML)] = [
        ("buttons", buttons(in: shell)), ("states", states(in: shell)), ("notices", notices(in: shell)), ("form", form(in: shell)), ("choice", choices(in: shell)),
        ("table", table(at: now, in: shell)), ("figures", figures(in: shell)), ("history", history(at: now, in: shell)), ("more", more(in: shell)),
        ("empty", emptyState(t("orders.nothing"), t("components.empty.text"), action: (t("section.catalog"), Address.catalog))),
    ]
    let sections = parts.map { part -> HTML in "<section id=\"\(part.name)\"><h2>\(t("components.\(part.name)"))</h2>\(part.body)</section>" }
    let links = parts.map { part -> HTML in "<li><a href=\"#\(part.name)\">\(t("components.\(part.name)"))</a></li>" }
    return document(
        t("components.title"), in: shell,
        """
        \(crumbs([(t("section.house"), Address.house)], in: shell))
        <div class="titlebar"><h1>\(t("components.title"))</h1><span class="count">\(t.number(parts.count))</span></div>
        <p class="faint">\(t("components.text"))</p><nav aria-label="\(t("components.title"))"><ul class="plain">\(links)</ul></nav>
        \(sections)
        """)
}

private func buttons(in shell: Shell) -> HTML {
    let t = shell.t
    return """
        <form class="buttons"><button class="primary">\(t("people.save"))</button> <button>\(t("order.repeat"))</button> <button class="danger">\(t("order.cancel.sure"))</button> \
        <button class="quiet">\(t("palette.close_button"))</button> <button disabled>\(t("order.repeat"))</button> <a class="button" href="\(Address.components)">\(t("components.link"))</a></form>
        """
}

private func states(in shell: Shell) -> HTML {
    let t = shell.t
    let tones: [(Tone, String)] = [(.quiet, "closed"), (.active, "processing"), (.good, "delivered"), (.warn, "on_hold"), (.bad, "refused")]
    return "<p>\(tones.map { tone, state -> HTML in "\(badge(t("order_status.\(state)"), tone)) " })</p>"
}

private func notices(in shell: Shell) -> HTML {
    let t = shell.t
    return "\([Tone.good, .warn, .bad].map { tone -> HTML in "<p class=\"flash \(tone.rawValue)\">\(t("components.notice.\(tone.rawValue)"))</p>" })"
}

private func form(in shell: Shell) -> HTML {
    let t = shell.t
    let problems = [FieldProblem(field: "component_quantity", text: t("cart.quantity_unreadable", ["text": .text("5 O")]))]
    let fields = [
        FormField(name: "component_name", label: t("house.name"), value: "Крепёж-Снаб", hint: t("components.hint")),
        FormField(name: "component_quantity", label: t("goods.quantity"), value: "5 O", control: .input(type: "text", [("inputmode", "decimal")])),
        FormField(name: "component_choice", label: t("support.topic"), control: .select([Choice(key: "a", title: t("support_topic.order"), isChosen: true), Choice(key: "b", title: t("support_topic.product"), isChosen: false)])),
        FormField(name: "component_text", label: t("support.text"), control: .area(rows: 3, limit: 500)),
    ]
    return """
        <div class="card narrow">\(problemSummary(nil, problems, in: shell))<form>\(fields.map { $0.html(problems) })
        <p><label class="check"><input type="checkbox" name="component_check" value="1" checked> \(t("house.credit_mail"))</label></p><button class="primary">\(t("people.save"))</button></form></div>
        """
}

private func choices(in shell: Shell) -> HTML {
    let t = shell.t
    let ways = ["relevance", "article", "price"].enumerated().map { place, sort -> HTML in
        "<a href=\"\(Address.components)#choice\"\(attributes: [("aria-current", place == 0 ? "true" : nil)])>\(t("catalog.sort.\(sort)"))</a>"
    }
    return """
        <div class="filters"><nav class="segments" aria-label="\(t("catalog.sorting"))">\(ways)</nav><a class="chip" href="\(Address.components)#choice">\(t("catalog.in_stock")) \(Icon.cross)</a></div>
        \(pager(page: 4, of: 12, in: shell) { "\(Address.components)?page=\($0)#choice" })
        """
}

private func table(at now: Instant, in shell: Shell) -> HTML {
    let t = shell.t
    let rows: [(number: String, state: String, tone: Tone, sum: String)] = [("К00000042", "delivered", .good, "48310.55"), ("К00000041", "on_hold", .warn, "1284500.40"), ("К00000040", "refused", .bad, "0.05")]
    let body = rows.map { row -> HTML in
        """
        <tr><th scope="row" class="lead"><a href="\(Address.components)#table">\(row.number)</a></th><td data-label="\(t("order.placed_at"))">\(timeTag(now, in: shell))</td>\
        <td data-label="\(t("orders.status"))">\(badge(t("order_status.\(row.state)"), row.tone))</td><td class="figure" data-label="\(t("account.total"))">\(t.money(Money(row.sum, currency: .rub) ?? .zero(.rub)))</td></tr>
        """
    }
    return """
        <div class="scroll" role="region" aria-label="\(t("components.table"))" tabindex="0"><table class="lines stacked"><caption class="unseen">\(t("components.table"))</caption><thead><tr>\
        <th scope="col" aria-sort="descending"><a href="\(Address.components)#table">\(t("orders.number"))</a></th><th scope="col">\(t("order.placed_at"))</th><th scope="col">\(t("orders.status"))</th>\
        <th scope="col" class="figure">\(t("account.total"))</th></tr></thead><tbody>\(body)</tbody></table></div>
        """
}

private func figures(in shell: Shell) -> HTML {
    let t = shell.t
    return """
        <dl class="figures card"><div><dt>\(t("account.debt"))</dt><dd>\(t.money(Money("56300.00", currency: .rub) ?? .zero(.rub)))</dd></div>\
        <div class="bad"><dt>\(t("account.overdue"))</dt><dd>\(t.money(Money("12000.00", currency: .rub) ?? .zero(.rub)))</dd></div>\
        <div class="strong"><dt>\(t("account.available"))</dt><dd>\(t.money(Money("1284500.40", currency: .rub) ?? .zero(.rub)))</dd></div></dl>
        <div class="card">\(facts([(t("orders.client"), fact("ООО «СтройМонтаж-Юг»")), (t("order.contract"), fact("14/2025-П")), (t("goods.article"), fact("B-1"))]))</div>
        """
}

private func history(at now: Instant, in shell: Shell) -> HTML {
    let t = shell.t
    let events = ["processing", "on_hold", "placed"].map { state -> HTML in "<li><b>\(t("order_status.\(state)"))</b><small>\(timeTag(now, in: shell))<span>\(shell.person ?? "")</span></small></li>" }
    return "<div class=\"history\"><ol>\(events)</ol></div>"
}

private func more(in shell: Shell) -> HTML {
    let t = shell.t
    return """
        <p><progress max="100" value="40" aria-label="\(t("components.more"))"></progress></p>
        <details class="card"><summary><h3>\(t("components.fold"))</h3></summary><p>\(t("components.fold.text"))</p></details>
        <details class="confirm"><summary>\(t("order.cancel"))</summary><form><p>\(t("order.cancel.text"))</p><button class="danger">\(t("order.cancel.sure"))</button></form></details>
        <p><kbd>Ctrl+K</kbd> <kbd>/</kbd> <kbd>?</kbd></p>
        """
}
