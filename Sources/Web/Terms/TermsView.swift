import HTML
import Kernel
import Localization

/// Changes of terms: those that wait for a second person, and those that were decided.
func termsListPage(_ page: TermsListPage, in shell: Shell) -> HTML {
    let t = shell.t
    let filters = ["waiting", "decided", nil].map { key -> HTML in
        "<a href=\"\(Address.terms(text: page.text, filter: key))\"\(attributes: [("aria-current", key == page.filter ? "true" : nil)])>\(t("terms.filter.\(key ?? "all")"))</a>"
    }
    let rows = page.rows.map { row -> HTML in
        let awaits: HTML? = row.awaitsViewer ? "<small>\(t("agreement.awaits_you"))</small>" : nil
        let client: HTML? = row.client.map { "<small>\($0)</small>" }
        let decided: HTML = row.decidedAt.map { "<span>\(timeTag($0, in: shell))<small>\(row.decidedBy ?? "")</small></span>" } ?? "—"
        return """
            <tr><th scope="row" class="lead name"><a href="\(Address.terms(row.number))">\(row.number)</a> \(row.title)\(client)</th>
            <td data-label="\(t("price_changes.what"))">\(t("terms.kind.\(row.kind)"))</td><td class="figure" data-label="\(t("price_changes.count"))">\(t.number(row.count))</td>
            <td data-label="\(t("orders.status"))"><span>\(badge(t("terms.status.\(row.status)"), Tone(termsStatus: row.status)))\(awaits)</span></td>
            <td data-label="\(t("terms.proposed"))"><span>\(timeTag(row.proposedAt, in: shell))<small>\(row.proposedBy)</small></span></td>
            <td data-label="\(t("terms.decided"))">\(decided)</td></tr>

            """
    }
    return document(
        t("prices.tab.changes"), in: shell,
        """
        \(pricesHead(t("prices.tab.changes"), tabs: page.tabs, current: .changes, in: shell, actions: page.canPropose ? newTermsMenu(in: shell) : nil))
        <p class="faint">\(t("terms.lead"))</p>
        <form class="filters" action="\(PricesTab.changes.address)">
        <input type="search" name="query" value="\(page.text)" maxlength="100" aria-label="\(t("terms.search"))" placeholder="\(t("terms.search"))">\
        <input type="hidden" name="filter" value="\(page.filter ?? "all")"><button>\(t("search.find"))</button>
        <nav class="segments" aria-label="\(t("terms.filter"))">\(filters)</nav></form>
        \(page.rows.isEmpty ? emptyState(t("terms.empty.\(page.filter ?? "all")"), t("terms.empty.text")) : """
            <table class="lines stacked"><caption class="unseen">\(t("prices.tab.changes"))</caption><thead><tr><th scope="col">\(t("terms.number"))</th><th scope="col">\(t("price_changes.what"))</th>\
            <th scope="col" class="figure">\(t("price_changes.count"))</th><th scope="col">\(t("orders.status"))</th><th scope="col">\(t("terms.proposed"))</th>\
            <th scope="col">\(t("terms.decided"))</th></tr></thead><tbody>
            \(rows)
            </tbody></table>
            """ as HTML)
        \(pager(isFirst: page.isFirst, next: page.next, in: shell) { Address.terms(text: page.text, filter: page.filter, cursor: $0) })
        """)
}

/// What can be proposed anew.
func newTermsMenu(_ kinds: [String] = ["discounts", "price-floors", "price-lists", "contracts"], in shell: Shell) -> HTML {
    let ways = kinds.map { kind -> HTML in
        "<a class=\"button\" href=\"\(Address.newTerms(kind))\">\(shell.t("terms.new.\(kind)"))</a> "
    }
    return "\(ways)"
}

/// One change with what it does, and the decision on it.
func termsPage(_ page: TermsPage, in shell: Shell) -> HTML {
    let t = shell.t
    let title = t("terms.heading", ["number": .text(page.number)])
    let stale: HTML? = page.isStale ? "<p class=\"flash notice\" role=\"status\">\(t("terms.stale"))</p>" : nil
    let decided: HTML? = page.decidedAt.map { "<span>\(page.decidedBy ?? ""), \(timeTag($0, in: shell))</span>" }
    return document(
        title, in: shell,
        """
        \(crumbs([(t("prices.tab.changes"), PricesTab.changes.address)], in: shell))
        <div class="titlebar"><h1>\(title)</h1>\(badge(t("terms.status.\(page.status)"), Tone(termsStatus: page.status)))</div>
        \(problemSummary(page.refusal, page.problems, in: shell))\(stale)
        <div class="card">\(facts([
            (t("price_changes.what"), fact(t("terms.kind.\(page.kind)"))), (t("terms.subject"), page.subject.map { "<a href=\"\($0)\">\(page.title)</a>" } ?? fact(page.title)),
            (t("orders.client"), fact(page.client)), (t("agreement.reason"), fact(page.reason)),
            (t("terms.proposed"), "<span>\(page.proposedBy), \(timeTag(page.proposedAt, in: shell))</span>"), (t("terms.decided"), decided), (t("terms.note"), fact(page.note)),
        ]))</div>
        \(page.rows.isEmpty ? fields(page, in: shell) : prices(page, in: shell))
        \(effect(page, in: shell))
        \(decision(page, in: shell))
        """)
}

private func fields(_ page: TermsPage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.fields.map { field -> HTML in
        let before: HTML? = page.isNew ? nil : "<td data-label=\"\(t("terms.before"))\">\(field.before ?? "—")</td>"
        return "<tr><th scope=\"row\" class=\"lead name\">\(field.label)</th>\(before)<td data-label=\"\(t("terms.after"))\"><b>\(field.after)</b></td></tr>\n"
    }
    let head: HTML? = page.isNew ? nil : "<th scope=\"col\">\(t("terms.before"))</th>"
    return """
        <section><h2>\(t(page.isNew ? "terms.new_record" : "terms.changes"))</h2><table class="lines stacked"><caption class="unseen">\(t("terms.changes"))</caption>\
        <thead><tr><th scope="col">\(t("terms.field"))</th>\(head)<th scope="col">\(t("terms.after"))</th></tr></thead><tbody>
        \(rows)
        </tbody></table></section>
        """
}

private func prices(_ page: TermsPage, in shell: Shell) -> HTML {
    let t = shell.t
    let showsCost = page.rows.contains { $0.cost != nil }
    let heads = [t("price_lists.from_quantity"), t("terms.before"), t("terms.after"), t("terms.difference")] + (showsCost ? [t("agreement.cost"), t("terms.margin")] : [])
    let rows = page.rows.map { row -> HTML in
        let values: [HTML] =
            [HTML(escaping: row.minQuantity), HTML(escaping: row.before ?? "—"), "<b>\(row.after)</b>", HTML(escaping: row.difference ?? "—")]
            + (showsCost ? [HTML(escaping: row.cost ?? "—"), HTML(escaping: row.margin ?? "—")] : [])
        let stale: HTML? = row.isStale ? "<small>\(t("terms.stale_row"))</small>" : nil
        return """
            <tr><td class="article"><a href="\(Address.product(row.article))">\(row.article)</a></td><th scope="row" class="name">\(row.name)\(stale)</th>\
            \(zip(heads, values).map { "<td class=\"figure\" data-label=\"\($0)\">\($1)</td>" as HTML })<td data-label="\(t("agreement.period"))">\(row.period)</td></tr>

            """
    }
    return """
        <section><h2>\(t("price_changes.kind.prices")) <span class="count">\(t.number(page.count))</span></h2>
        <table class="lines stacked"><caption class="unseen">\(t("price_changes.kind.prices"))</caption><thead><tr><th scope="col">\(t("goods.article"))</th><th scope="col">\(t("goods.name"))</th>\
        \(heads.map { "<th scope=\"col\" class=\"figure\">\($0)</th>" as HTML })<th scope="col">\(t("agreement.period"))</th></tr></thead><tbody>
        \(rows)
        </tbody></table>\(pager(isFirst: page.isFirst, next: page.next, in: shell) { Address.terms(page.number, cursor: $0) })</section>
        """
}

private func effect(_ page: TermsPage, in shell: Shell) -> HTML? {
    guard page.products != nil || page.tester != nil else { return nil }
    let t = shell.t
    let showsCost = page.examples.contains { $0.cost != nil }
    let reach: HTML? = page.products.map { products in
        "<p>\(t("terms.reach", ["products": .text(t.plural("count.products", products)), "clients": .text(t.plural("terms.count.clients", page.clients ?? 0))]))</p>"
    }
    let heads = [t("terms.price_now"), t("terms.price_then")] + (showsCost ? [t("agreement.cost"), t("terms.margin_now"), t("terms.margin_then")] : [])
    let rows = page.examples.map { row -> HTML in
        let values: [HTML] =
            [HTML(escaping: row.before), "<b>\(row.after)</b>"]
            + (showsCost ? [HTML(escaping: row.cost ?? "—"), HTML(escaping: row.marginBefore ?? "—"), HTML(escaping: row.marginAfter ?? "—")] : [])
        return """
            <tr><td class="article"><a href="\(Address.product(row.article))">\(row.article)</a></td><th scope="row" class="name">\(row.name)</th>\
            \(zip(heads, values).map { "<td class=\"figure\" data-label=\"\($0)\">\($1)</td>" as HTML })</tr>

            """
    }
    let table: HTML? = page.examples.isEmpty ? nil : """
        <p class="faint">\(t("terms.examples", ["client": .text(page.exampleClient ?? "")]))</p>
        <table class="lines stacked"><caption class="unseen">\(t("terms.effect"))</caption><thead><tr><th scope="col">\(t("goods.article"))</th><th scope="col">\(t("goods.name"))</th>\
        \(heads.map { "<th scope=\"col\" class=\"figure\">\($0)</th>" as HTML })</tr></thead><tbody>
        \(rows)
        </tbody></table>
        """
    let tester: HTML? = page.tester.map { "<p><a class=\"button\" href=\"\($0)\">\(t("terms.test"))</a></p>" }
    return "<section class=\"effect\"><h2>\(t("terms.effect"))</h2>\(reach)\(table)\(tester)</section>"
}

private func decision(_ page: TermsPage, in shell: Shell) -> HTML? {
    let t = shell.t
    let again: HTML? = page.again.map { "<p><a class=\"button\" href=\"\($0)\">\(t("terms.again"))</a></p>" }
    guard page.canDecide || page.canWithdraw else { return again.map { "<section>\($0)</section>" } }
    let hindrance: HTML? = page.isOwn ? "<p class=\"flash notice\">\(t("terms.own"))</p>" : nil
    let approve: HTML? =
        page.canDecide && !page.isStale
        ? """
        <form method="post" action="\(Address.terms(page.number))/approval">
        \(FormField(name: "note", label: t("agreement.note"), control: .input(type: "text", [("maxlength", "1000"), ("autocomplete", "off")])).html(page.problems))
        <button class="primary">\(t("terms.approve"))</button></form>
        """ : nil
    let reason = FormField(
        name: "reason", label: t("agreement.refusal_reason"), value: page.typedReason, control: .area(rows: 2, limit: 1000)
    ).html(page.problems)
    let (way, key) = page.canDecide ? ("refusal", "terms.refuse") : ("withdrawal", "terms.withdraw")
    return """
        <section class="card"><h2>\(t("agreement.decision"))</h2>\(hindrance)\(approve)
        <details class="confirm"\(attributes: [("open", page.problems.contains { $0.field == "reason" } ? "" : nil)])><summary>\(t(key))</summary>
        <form method="post" action="\(Address.terms(page.number))/\(way)">\(reason)<button class="danger">\(t(key))</button></form></details>\(again)</section>
        """
}

extension Tone {
    init(termsStatus: String) {
        self =
            switch termsStatus {
            case "approved": .good
            case "waiting": .warn
            case "refused": .bad
            default: .quiet
            }
    }
}
