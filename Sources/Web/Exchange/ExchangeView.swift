import HTML
import Kernel
import Localization

/// What came in from the accounting and the warehouse, and how fresh the figures are.
func exchangePage(_ page: ExchangePage, in shell: Shell) -> HTML {
    let t = shell.t
    let bring: HTML? = page.bringsSheets ? "<div class=\"actions\"><a class=\"button\" href=\"\(Address.recordSheets)\">\(t("sheets.bring"))</a></div>" : nil
    return document(
        t("section.exchange"), in: shell,
        """
        <div class="titlebar"><h1>\(t("section.exchange"))</h1>\(bring)</div>
        \(freshness(page, in: shell))
        \(page.runs.isEmpty ? emptyState(t("exchange.empty"), t("exchange.empty.text")) : table(page, in: shell))
        \(pager(isFirst: page.isFirst, next: page.next, in: shell) { Address.exchange(cursor: $0) })
        """)
}

private func freshness(_ page: ExchangePage, in shell: Shell) -> HTML? {
    guard !page.freshness.isEmpty else { return nil }
    let t = shell.t
    return """
        <dl class="figures card">\(page.freshness.map { figure -> HTML in
            let stale: HTML? = figure.isStale ? badge(t("exchange.stale"), .warn) : nil
            return "<div><dt>\(figure.subject)</dt><dd>\(figure.asOf.map { timeTag($0, in: shell) } ?? HTML(escaping: t("exchange.never")))\(stale)</dd></div>"
        })</dl>
        """
}

private func table(_ page: ExchangePage, in shell: Shell) -> HTML {
    let t = shell.t
    let counts = [t("exchange.created"), t("exchange.updated"), t("exchange.unchanged"), t("exchange.ignored"), t("exchange.refused")]
    let rows = page.runs.map { run -> HTML in
        let source = run.id.map { "<a href=\"\(Address.keptImport($0))\">\(run.source)</a>" as HTML } ?? HTML(escaping: run.source)
        let cells = zip(counts, [run.created, run.updated, run.unchanged, run.ignored, run.refused]).map { name, count -> HTML in
            "<td class=\"figure\(count == 0 ? " faint zero" : "")\" data-label=\"\(name)\">\(t.number(count))</td>"
        }
        return """
            <tr><th scope="row" class="lead">\(timeTag(run.startedAt, in: shell))<small>\(took(run, in: shell))</small></th><td data-label="\(t("exchange.source"))">\(source)</td>
            <td data-label="\(t("exchange.subject"))" class="name"><span>\(run.subject)\(problems(run, in: shell))</span></td>
            <td data-label="\(t("exchange.state"))">\(importBadge(run, t))</td>\(cells)</tr>

            """
    }
    return """
        <section><h2>\(t("exchange.runs"))</h2>
        <table class="lines stacked"><thead><tr><th scope="col">\(t("exchange.time"))</th><th scope="col">\(t("exchange.source"))</th>\
        <th scope="col">\(t("exchange.subject"))</th><th scope="col">\(t("exchange.state"))</th>\(counts.map { "<th scope=\"col\" class=\"figure\">\($0)</th>" as HTML })</tr></thead><tbody>
        \(rows)
        </tbody></table></section>
        """
}

private func took(_ run: ExchangePage.Run, in shell: Shell) -> String {
    guard let end = run.finishedAt else { return shell.t("exchange.running") }
    let (seconds, rest) = max(0, end.milliseconds - run.startedAt.milliseconds).quotientAndRemainder(dividingBy: 1000)
    return shell.t("exchange.took", ["seconds": .quantity(Quantity(thousandths: seconds * 1000 + rest / 100 * 100) ?? .zero)])
}

private func problems(_ run: ExchangePage.Run, in shell: Shell) -> HTML? {
    guard !run.problems.isEmpty else { return nil }
    let rest: HTML? = run.problemCount > run.problems.count ? run.id.map { "<p>\(problemsFile($0, shell.t))</p>" } : nil
    return """
        <details><summary>\(shell.t.plural("exchange.problems", run.problemCount))</summary><ul>\(run.problems.map { problem -> HTML in
            "<li><code>\(problem.place)</code> \(problem.text)</li>"
        })</ul>\(rest)</details>
        """
}

/// The way to all rows of an import that something is told of.
func problemsFile(_ id: Int64, _ t: Texts) -> HTML { "<a href=\"\(Address.keptImport(id))/problems.csv\">\(t("imports.problems.file"))</a>" }
