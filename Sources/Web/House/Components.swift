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
        return page(componentsPage(at: visit.now, picture: Asset.icon.address, in: shell(visit, request, context, .house)), request)
    }
}

/// Every part of the interface once, in all its states. Its forms lead back to itself and change nothing.
/// - Parameter picture: the address of some picture.
func componentsPage(at now: Instant, picture: String? = nil, in shell: Shell) -> HTML {
    let t = shell.t
    let parts: [(name: String, body: HTML)] = [
        ("buttons", buttons(in: shell)), ("states", states(in: shell)), ("notices", notices(in: shell)), ("undo", undoSample(in: shell)), ("form", form(in: shell)), ("file", fileField(in: shell)),
        ("tabs", tabs(in: shell)), ("choice", choices(in: shell)), ("table", table(at: now, in: shell)), ("bulk", bulk(in: shell)), ("figures", figures(in: shell)),
        ("steps", steps(in: shell)), ("history", history(at: now, in: shell)), ("picture", pictureSample(picture, in: shell)), ("density", densitySample(in: shell)), ("more", more(in: shell)),
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

private struct SampleRow {
    var number: String
    var state: String
    var tone: Tone
    var sum: String

    var money: Money { Money(sum, currency: .rub) ?? .zero(.rub) }
}

/// A list as every list of the portal is described: its columns can be chosen here too.
private func table(at now: Instant, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = [
        SampleRow(number: "К00000042", state: "delivered", tone: .good, sum: "48310.55"), SampleRow(number: "К00000041", state: "on_hold", tone: .warn, sum: "1284500.40"),
        SampleRow(number: "К00000040", state: "refused", tone: .bad, sum: "0.05"),
    ]
    let address = "\(Address.components)#table"
    let columns: [Column<SampleRow>] = [
        Column(
            key: "number", title: t("orders.number"), kind: .lead, isOptional: false, sorting: .init(ascending: "number", descending: "-number"), cell: { "<a href=\"\(address)\">\($0.number)</a>" }),
        Column(key: "placed", title: t("order.placed_at"), cell: { _ in timeTag(now, in: shell) }),
        Column(key: "status", title: t("orders.status"), cell: { badge(t("order_status.\($0.state)"), $0.tone) }),
        Column(key: "total", title: t("account.total"), kind: .figure, sorting: .init(ascending: "total", descending: "-total", beginsDescending: true), cell: { "\(t.money($0.money))" }),
    ]
    var listing = Listing(name: .sample, title: t("components.table"), columns: columns, order: "-number", ordered: { _ in address })
    listing.foot = [.init(title: t("account.in_all"), cells: ["total": "\(t.money(Money("1332811.00", currency: .rub) ?? .zero(.rub)))"])]
    let filters: HTML = """
        <form class="filters" action="\(Address.components)"><input type="search" name="component_query" aria-label="\(t("orders.search"))" placeholder="\(t("orders.search"))">\
        \(select("component_status", t("orders.status"), [Choice(key: "", title: t("orders.any_status"))]))<button>\(t("search.find"))</button></form>
        """
    return "<div class=\"over\">\(filters)\(listing.tools(in: shell) { _ in address })</div>\(listing.table(rows, in: shell))"
}

/// Rows to be chosen, and what is done with those that are.
private func bulk(in shell: Shell) -> HTML {
    let t = shell.t
    let rows = [("B-1", "Болт М8×40"), ("B-2", "Болт М10×60")].map { article, name -> HTML in
        """
        <tr><td class="choose"><input type="checkbox" name="component_product" value="\(article)" aria-label="\(t("bulk.choose", ["article": .text(article)]))"></td>\
        <th scope="row" class="lead">\(article)</th><td class="name" data-label="\(t("goods.name"))">\(name)</td></tr>
        """
    }
    return """
        <form action="\(Address.components)"><table class="lines stacked editing"><caption class="unseen">\(t("components.bulk"))</caption><thead><tr><th scope="col"><span class="unseen">\(t("bulk.choice"))</span></th>\
        <th scope="col">\(t("goods.article"))</th><th scope="col">\(t("goods.name"))</th></tr></thead><tbody>\(rows)</tbody></table>
        <div class="buttons"><button>\(t("bulk.change_chosen"))</button><button name="all" value="1">\(t("bulk.change_found"))</button></div></form>
        """
}

private func tabs(in shell: Shell) -> HTML {
    let t = shell.t
    let links = ["favourites", "compare", "viewed", "searches"].enumerated().map { place, tab -> HTML in
        "<a href=\"\(Address.components)#tabs\"\(attributes: [("aria-current", place == 0 ? "page" : nil)])>\(t("own.tab.\(tab)"))</a>"
    }
    return "<nav class=\"segments\" aria-label=\"\(t("components.tabs"))\">\(links)</nav>"
}

/// The message looks as it does after something was dropped; its button asks for nothing.
private func undoSample(in shell: Shell) -> HTML {
    let t = shell.t
    return """
        <div class="flash good undoable"><p>\(t("done.cart_line_removed"))</p><form action="\(Address.components)"><button>\(t("undo.button"))</button></form></div>
        """
}

private func fileField(in shell: Shell) -> HTML {
    let t = shell.t
    let field = FormField(name: "component_file", label: t("offers.sheet.file"), hint: t("offers.sheet.hint"), control: .input(type: "file", [("accept", ".csv,.xlsx")]))
    return "<div class=\"card narrow\"><form>\(field.html([]))<button class=\"primary\">\(t("offers.sheet.submit"))</button></form></div>"
}

/// How far something has come: what is done, where it stands, what is to come.
private func steps(in shell: Shell) -> HTML {
    stepper(["placed", "processing", "in_transit", "delivered"].map { shell.t("order_status.\($0)") }, current: 2, title: shell.t("components.steps"), in: shell)
}

private func pictureSample(_ address: String?, in shell: Shell) -> HTML {
    let image: HTML? = address.map { "<img src=\"\($0)\" alt=\"\(shell.t("components.picture"))\" width=\"40\" height=\"40\">" }
    return "<p class=\"picture\">\(image)</p>"
}

private func densitySample(in shell: Shell) -> HTML { "<div class=\"card narrow\"><p class=\"faint\">\(shell.t("components.density.text"))</p>\(densityForm(in: shell))</div>" }

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
