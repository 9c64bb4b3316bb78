import HTML
import Integrations
import Kernel
import Localization

func priceImportsPage(_ page: PriceImportsPage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.uploads.map { row -> HTML in
        """
        <tr><th scope="row" class="lead name"><a href="\(Address.priceImport(row.id))">\(row.name)</a></th><td data-label="\(t("price_changes.when"))">\(timeTag(row.at, in: shell))</td>\
        <td data-label="\(t("price_changes.who"))">\(row.person)</td><td data-label="\(t("exchange.state"))">\(stateBadge(row, t))</td></tr>

        """
    }
    let file = FormField(name: "file", label: t("imports.choose"), hint: t("imports.choose.hint"), control: .input(type: "file", [("accept", ".csv,.xlsx,.ndjson,.zip,.xml"), ("required", "")]))
    return document(
        t("prices.tab.imports"), in: shell,
        """
        \(pricesHead(t("prices.tab.imports"), tabs: page.tabs, current: .imports, in: shell))
        \(problemSummary(nil, page.problems, in: shell))
        <section class="card narrow"><h2>\(t("imports.bring"))</h2><p class="faint">\(t("imports.explanation"))</p>
        <form method="post" enctype="multipart/form-data" action="\(Address.priceImports)">\(file.html(page.problems))<button class="primary">\(t("imports.bring.submit"))</button></form></section>
        \(page.uploads.isEmpty ? emptyState(t("imports.empty"), t("imports.empty.text")) : """
            <section><h2>\(t("imports.files"))</h2><table class="lines stacked"><caption class="unseen">\(t("imports.files"))</caption><thead><tr><th scope="col">\(t("imports.file"))</th>\
            <th scope="col">\(t("price_changes.when"))</th><th scope="col">\(t("price_changes.who"))</th><th scope="col">\(t("exchange.state"))</th></tr></thead><tbody>
            \(rows)
            </tbody></table></section>
            """ as HTML)
        """)
}

private func stateBadge(_ row: PriceImportsPage.Row, _ t: Texts) -> HTML {
    let tone: Tone = row.state == "taken" ? .good : row.state == "failed" ? .bad : row.state == "checked" ? .active : .quiet
    return badge(t("imports.state.\(row.state)"), tone)
}

func priceImportPage(_ page: PriceImportPage, in shell: Shell) -> HTML {
    let t = shell.t
    let failure: HTML? = page.failure.map { "<p class=\"flash bad\">\($0)</p>" }
    let waiting: HTML? =
        ["running", "checking"].contains(page.file.state) ? "<p class=\"flash notice\">\(t("imports.running")) <a href=\"\(Address.priceImport(page.file.id))\">\(t("imports.refresh"))</a></p>" : nil
    return document(
        page.file.name, in: shell,
        """
        \(crumbs([(t("prices.tab.imports"), Address.priceImports)], in: shell))
        \(pricesHead(page.file.name, tabs: page.tabs, current: .imports, in: shell))
        <p class="codes"><span>\(stateBadge(page.file, t))</span><span>\(timeTag(page.file.at, in: shell))</span><span>\(page.file.person)</span></p>
        \(failure)\(waiting)
        \(problemSummary(page.refusal, page.problems, in: shell))
        \(outcome(page, in: shell))
        \(page.isOpen ? actions(page, in: shell) : nil)
        """)
}

/// What the rows would do, or have done, and which were refused.
private func outcome(_ page: PriceImportPage, in shell: Shell) -> HTML? {
    guard !page.counts.isEmpty || page.takenAt != nil else { return nil }
    let t = shell.t
    let heads = [t("exchange.created"), t("exchange.updated"), t("exchange.unchanged"), t("exchange.refused")]
    let rows = page.counts.map { count -> HTML in
        let cells = zip(heads, [count.created, count.updated, count.unchanged, count.refused]).map { "<td class=\"figure\($1 == 0 ? " faint zero" : "")\" data-label=\"\($0)\">\(t.number($1))</td>" as HTML }
        return "<tr><th scope=\"row\" class=\"lead\">\(t.text("price_changes.kind.\(count.kind)") ?? count.kind)</th>\(cells)</tr>\n"
    }
    let ignored: HTML? = page.ignored.isEmpty ? nil : "<details><summary>\(t("imports.ignored"))</summary><ul>\(page.ignored.map { "<li>\($0)</li>" as HTML })</ul></details>"
    let problems: HTML? =
        page.rows.isEmpty
        ? nil
        : """
        <section><h2>\(t("imports.problems"))</h2><p><a href="\(Address.priceImport(page.file.id))/problems.csv">\(t("imports.problems.file"))</a></p>
        <ul class="plain">\(page.rows.map { "<li><code>\($0.place)</code> \($0.text)</li>\n" as HTML })</ul></section>
        """
    let waits = page.takenAt == nil && page.counts.contains { $0.kind == "portal-prices" }
    let proposals: HTML? =
        page.proposals.isEmpty
        ? nil
        : """
        <section class="card narrow"><h2>\(t("imports.waiting"))</h2><p>\(t("imports.waiting.text"))</p>
        <ul class="plain">\(page.proposals.map { proposal in
            "<li><a href=\"\(Address.terms(proposal.number))\">\(proposal.number)</a> \(proposal.list): \(t.plural("count.prices", proposal.count))</li>\n" as HTML
        })</ul></section>
        """
    let words = page.takenAt.map { t("imports.taken_at", ["time": .text(shell.time($0))]) } ?? t("imports.would_do")
    return """
        <section class="spaced"><h2>\(t(page.takenAt == nil ? "imports.check" : "imports.result"))</h2><p>\(words)\(waits ? " \(t("imports.would_wait"))" as HTML : HTML.empty)</p>
        <table class="lines stacked"><caption class="unseen">\(t("imports.result"))</caption><thead><tr><th scope="col">\(t("exchange.subject"))</th>\(heads.map { "<th scope=\"col\" class=\"figure\">\($0)</th>" as HTML })</tr></thead><tbody>
        \(rows)
        </tbody></table>\(page.undoable.map { "<p><a href=\"\(Address.keptImport($0))\">\(t("sheets.undo"))</a></p>" as HTML })\(ignored)</section>\(proposals)\(problems)
        """
}

private func actions(_ page: PriceImportPage, in shell: Shell) -> HTML {
    let t = shell.t
    let address = Address.priceImport(page.file.id)
    let canTake = page.isSheet ? page.accepted > 0 : true
    let take: HTML? = canTake ? "<form method=\"post\" action=\"\(address)/application\"><button class=\"primary\">\(t("imports.take"))</button></form>" : nil
    guard page.isSheet else {
        return "<div class=\"actions\"><form method=\"post\" action=\"\(address)/check\"><button>\(t("imports.check.submit"))</button></form>\(take)</div>"
    }
    let columns = columnFields(page.columns, PriceSheetColumn.allCases.map(\.rawValue), page.problems, t)
    let list = FormField(
        name: "list", label: t("imports.list"), hint: t("imports.list.hint"),
        control: .select([Choice(key: "", title: t("imports.list.column"), isChosen: !page.lists.contains(where: \.isChosen))] + page.lists))
    return """
        \(take.map { "<div class=\"actions\">\($0)</div>" as HTML })
        <section class="card spaced"><h2>\(t("imports.columns"))</h2><p class="faint">\(t("imports.columns.text"))</p>
        <form method="post" action="\(address)/check"><input type="hidden" name="mapped" value="1"><div class="fields">\(columns)\(list.html(page.problems))</div>
        <button>\(t("imports.check.submit"))</button></form></section>
        """
}
