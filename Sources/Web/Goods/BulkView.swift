import HTML
import Kernel
import Localization
import Storefront

/// The form of a change of many products: what is to be done, and what it would do.
func bulkFormPage(_ page: BulkFormPage, in shell: Shell) -> HTML {
    let t = shell.t
    return document(
        t("bulk.title"), in: shell,
        """
        \(crumbs([(t("section.goods"), Address.goods)], in: shell))
        <div class="titlebar"><h1>\(t("bulk.title"))</h1></div>
        <p class="chosen">\(chosen(page, in: shell))</p>
        \(problemSummary(page.refusal, page.problems, in: shell))
        \(page.count == 0 ? nil : form(page, in: shell))
        \(page.rehearsal.map { rehearsal($0, page, in: shell) })
        """)
}

private func chosen(_ page: BulkFormPage, in shell: Shell) -> HTML {
    let t = shell.t
    guard let count = page.count else { return "\(t("refusal.too_many_products", ["limit": .integer(Int64(page.limit))]))" }
    if count == 0 { return "\(t("refusal.nothing_chosen"))" }
    let some = page.chosen.prefix(10).joined(separator: ", ") + (page.chosen.count > 10 ? " …" : "")
    return "<b>\(t.plural("count.products", count))</b> <span class=\"faint\">\(page.chosen.isEmpty ? t("bulk.all_found") : some)</span>"
}

/// What the form carries on about which products are meant.
private func choice(_ page: BulkFormPage) -> HTML {
    func hidden(_ name: String, _ value: String) -> HTML { "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">" }
    guard page.chosen.isEmpty else { return "\(page.chosen.map { hidden("product", $0) })" }
    return "\(hidden("all", "1"))\(hidden("query", page.text))\(hidden("lack", page.lack))"
}

private func form(_ page: BulkFormPage, in shell: Shell) -> HTML {
    let t = shell.t
    func input(_ name: String, _ label: String, _ value: String, hint: String? = nil, _ limit: String) -> HTML {
        FormField(name: name, label: label, value: value, hint: hint, control: .input(type: "text", [("autocomplete", "off"), ("maxlength", .some(limit))])).html(page.problems)
    }
    let kinds = BulkAction.Kind.allCases.map { Choice(key: $0.rawValue, title: t("bulk.kind.\($0.rawValue)"), isChosen: $0.rawValue == page.kind) }
    return """
        <form class="card narrow bulk" action="\(Address.newBulkChange)">\(choice(page))
        \(FormField(name: "kind", label: t("bulk.kind"), control: .select(kinds)).html(page.problems))
        <fieldset class="of-parameter"><legend>\(t("bulk.parameter_part"))</legend>
        \(FormField(name: "parameter", label: t("bulk.parameter"), control: .select([Choice(key: "", title: "—")] + page.parameters)).html(page.problems))
        <div class="of-value">\(input("value", t("bulk.value"), page.value, hint: t("bulk.value.hint"), "1000"))</div></fieldset>
        <fieldset class="of-text"><legend>\(t("bulk.text_part"))</legend>
        \(FormField(name: "words", label: t("bulk.text"), value: page.words, hint: t("bulk.text.hint"), control: .area(rows: 4, limit: 1000)).html(page.problems))</fieldset>
        <fieldset class="of-relation"><legend>\(t("bulk.relation_part"))</legend>
        \(FormField(name: "relation", label: t("goods_edit.relation.kind"), control: .select(page.relations)).html(page.problems))
        \(input("article", t("goods_edit.relation.article"), page.article, "100"))\(input("ratio", t("goods_edit.relation.ratio"), page.ratio, hint: t("goods_edit.relation.ratio.hint"), "14"))
        \(input("note", t("goods_edit.relation.note"), page.note, "1000"))</fieldset>
        <button class="primary" name="ask" value="1">\(t("bulk.ask"))</button></form>
        """
}

private func rehearsal(_ rehearsal: BulkFormPage.Rehearsal, _ page: BulkFormPage, in shell: Shell) -> HTML {
    let t = shell.t
    let refused: HTML? =
        rehearsal.refused.isEmpty
        ? nil : "<ul class=\"plain\">\(rehearsal.refused.map { "<li><code>\($0.article)</code> \($0.reason)</li>\n" as HTML })\(rehearsal.refusedCount > rehearsal.refused.count ? "<li>…</li>" as HTML : nil)</ul>"
    let fields = [
        ("kind", page.kind), ("parameter", page.parameters.first { $0.isChosen }?.key ?? ""), ("value", page.value), ("relation", page.relations.first { $0.isChosen }?.key ?? ""),
        ("article", page.article), ("ratio", page.ratio), ("note", page.note), ("words", page.words),
    ]
    let apply: HTML? =
        rehearsal.changed == 0
        ? nil
        : """
        <form method="post" action="\(Address.bulkChanges)">\(choice(page))\(fields.map { name, value -> HTML in "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">" })\
        <button class="primary">\(t("bulk.apply"))</button></form><p class="faint">\(t("bulk.apply.hint"))</p>
        """
    return """
        <section class="card narrow spaced" id="rehearsal"><h2>\(t("bulk.rehearsal"))</h2>\(facts([
            (t("bulk.will_change"), fact(t.number(rehearsal.changed))), (t("bulk.unchanged"), fact(t.number(rehearsal.unchanged))), (t("bulk.refused"), fact(t.number(rehearsal.refusedCount))),
        ]))\(refused)\(apply)</section>
        """
}

/// What was done to many products, the latest first.
func bulkChangesPage(_ page: BulkChangesPage, in shell: Shell) -> HTML {
    let t = shell.t
    let heads = [t("bulk.action"), t("price_changes.when"), t("price_changes.who"), t("bulk.changed"), t("exchange.state")]
    let rows = page.rows.map { row -> HTML in
        """
        <tr><th scope="row" class="name"><a href="\(Address.bulkChange(row.id))">\(row.action)</a></th><td data-label="\(heads[1])">\(timeTag(row.at, in: shell))</td><td data-label="\(heads[2])">\(row.person)</td>\
        <td class="figure" data-label="\(heads[3])">\(t.number(row.changed))</td><td data-label="\(heads[4])">\(badge(t(row.undoneAt == nil ? "bulk.done" : "bulk.undone"), row.undoneAt == nil ? .good : .warn))</td></tr>

        """
    }
    let table: HTML = """
        <table class="lines stacked"><caption class="unseen">\(t("bulk.list"))</caption><thead><tr><th scope="col">\(heads[0])</th><th scope="col">\(heads[1])</th><th scope="col">\(heads[2])</th>\
        <th scope="col" class="figure">\(heads[3])</th><th scope="col">\(heads[4])</th></tr></thead><tbody>
        \(rows)
        </tbody></table>
        """
    return document(
        t("bulk.list"), in: shell,
        """
        \(crumbs([(t("section.goods"), Address.goods)], in: shell))<div class="titlebar"><h1>\(t("bulk.list"))</h1></div>
        \(page.rows.isEmpty ? emptyState(t("bulk.none"), t("bulk.none.text"), action: (t("section.goods"), Address.goods)) : table)
        """)
}

/// One of them, with the way back while it is open.
func bulkChangePage(_ page: BulkChangesPage, in shell: Shell) -> HTML {
    let t = shell.t
    guard let row = page.rows.first else { return "" }
    let undo: HTML? = row.undoUntil.map { until in
        """
        <section class="card narrow spaced"><h2>\(t("bulk.undo"))</h2><p class="faint">\(t("bulk.undo.text", ["time": .text(shell.time(until))]))</p>
        <form method="post" action="\(Address.bulkChange(row.id))/undoing"><button>\(t("bulk.undo.submit"))</button></form></section>
        """
    }
    let undone: HTML? = row.undoneAt.map { at in
        let words = t("bulk.undone.text", ["time": .text(shell.time(at)), "back": .text(t.number(row.putBack)), "kept": .text(t.number(row.kept))])
        let left: HTML? = page.left.isEmpty ? nil : "<p>\(t("bulk.left")) \(page.left.joined(separator: ", "))</p>"
        return "<section class=\"card narrow spaced\"><h2>\(t("bulk.undone"))</h2><p>\(words)</p>\(left)</section>"
    }
    let links = page.articles.map { "<li><a href=\"\(Address.goods($0))\">\($0)</a></li>\n" as HTML }
    let some: HTML? = links.isEmpty ? nil : "<section><h2>\(t("bulk.which"))</h2><ul class=\"some\">\(links)\(page.articles.count < row.changed ? "<li>…</li>" as HTML : nil)</ul></section>"
    return document(
        row.action, in: shell,
        """
        \(crumbs([(t("section.goods"), Address.goods), (t("bulk.list"), Address.bulkChanges)], in: shell))
        <div class="titlebar"><h1>\(row.action)</h1></div>
        <p class="codes"><span>\(row.person)</span><span>\(timeTag(row.at, in: shell))</span></p>
        \(problemSummary(page.refusal, [], in: shell))
        <section class="card narrow">\(facts([(t("bulk.changed"), fact(t.number(row.changed))), (t("bulk.unchanged"), fact(t.number(row.unchanged))), (t("bulk.refused"), fact(t.number(row.refused)))]))</section>
        \(undo)\(undone)\(some)
        """)
}
