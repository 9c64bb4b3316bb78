import HTML
import Integrations
import Jobs
import Kernel
import Localization
import Pricing

func ratesPage(_ page: RatesPage, in shell: Shell) -> HTML {
    let t = shell.t
    return document(
        t("prices.tab.rates"), in: shell,
        """
        \(pricesHead(t("prices.tab.rates"), tabs: page.tabs, current: .rates, in: shell))
        <p class="faint">\(t("rates.explanation"))</p>
        \(takenNotice(page.taken, in: shell))
        \(gaps(page.overview, in: shell))
        \(currencies(page.overview, in: shell))
        \(fetching(page, in: shell))
        \(page.canManage ? forms(page, in: shell) : nil)
        """)
}

private func takenNotice(_ taken: RatesTaken?, in shell: Shell) -> HTML? {
    guard let taken else { return nil }
    let t = shell.t
    let refused: HTML? =
        taken.refused.isEmpty
        ? nil : "<ul>\(taken.refused.prefix(20).map { one -> HTML in "<li><code>\(one.label)</code> \(one.problems.map { t.text($0) }.joined(separator: " "))</li>" })</ul>"
    let counts = t("rates.taken", [
        "day": .day(taken.day), "changed": .integer(Int64(taken.changed)), "unchanged": .integer(Int64(taken.unchanged)), "left": .integer(Int64(taken.left)),
    ])
    return "<div class=\"flash \(taken.refused.isEmpty ? "good" : "notice")\" role=\"status\"><p>\(counts)</p>\(refused)</div>"
}

/// Who has no prices for want of a rate: the first thing to be seen.
private func gaps(_ overview: RatesOverview, in shell: Shell) -> HTML {
    let t = shell.t
    guard !overview.gaps.isEmpty else { return "<p class=\"flash good\">\(t("rates.no_gaps"))</p>" }
    let rows = overview.gaps.map { gap -> HTML in
        """
        <tr><th scope="row" class="lead name">\(gap.contract)<small>\(gap.client)</small></th><td data-label="\(t("rates.list"))"><a href="\(Address.priceList(gap.list.externalID))">\(gap.list.name)</a></td>\
        <td data-label="\(t("rates.missing"))"><b class="bad">\(gap.currency.code)</b></td><td data-label="\(t("rates.rule_day"))">\(dayTag(gap.day, in: shell))</td></tr>

        """
    }
    return """
        <section class="spaced"><h2>\(t("rates.gaps"))</h2><p class="flash bad">\(t("rates.gaps.text"))</p>
        <table class="lines stacked"><caption class="unseen">\(t("rates.gaps"))</caption><thead><tr><th scope="col">\(t("contracts.number"))</th><th scope="col">\(t("rates.list"))</th>\
        <th scope="col">\(t("rates.missing"))</th><th scope="col">\(t("rates.rule_day"))</th></tr></thead><tbody>
        \(rows)
        </tbody></table></section>
        """
}

private func currencies(_ overview: RatesOverview, in shell: Shell) -> HTML {
    let t = shell.t
    guard !overview.currencies.isEmpty else { return emptyState(t("rates.empty"), t("rates.empty.text")) }
    let rows = overview.currencies.map { state -> HTML in
        let code: HTML = state.now == nil && state.next == nil ? HTML(escaping: state.currency.code) : "<a href=\"\(Address.rate(state.currency.code))\">\(state.currency.code)</a>"
        let stale: HTML? = state.isStale ? badge(t("rates.stale", ["days": .integer(Int64(state.age))]), .warn) : nil
        let next: HTML? = state.next.map { "<small>\(t("rates.next", ["day": .day($0.rate.day)])) \(t.rate($0.rate.millionths))</small>" }
        let value: HTML = state.now.map { "<b>\(t.rate($0.rate.millionths))</b>" } ?? badge(t("rates.none"), .bad)
        return """
            <tr><th scope="row" class="lead">\(code)</th><td class="figure" data-label="\(t("rates.nominal"))">\(state.now.map { t.number(Int($0.rate.nominal)) } ?? "—")</td>\
            <td class="figure" data-label="\(t("rates.rate"))"><span>\(value)\(next)</span></td><td class="figure" data-label="\(t("rates.change"))">\(change(state, t))</td>\
            <td data-label="\(t("rates.since"))"><span>\(state.now.map { dayTag($0.rate.day, in: shell) } ?? "—") \(stale)</span></td>\
            <td data-label="\(t("rates.source"))">\(state.now.map { t("rates.source.\($0.source.rawValue)") } ?? "—")</td>\
            <td class="figure" data-label="\(t("rates.lists"))">\(t.number(state.lists))</td></tr>

            """
    }
    return """
        <section><h2>\(t("rates.of_day", ["day": .day(overview.today)]))</h2>
        <table class="lines stacked"><caption class="unseen">\(t("prices.tab.rates"))</caption><thead><tr><th scope="col">\(t("rates.currency"))</th><th scope="col" class="figure">\(t("rates.nominal"))</th>\
        <th scope="col" class="figure">\(t("rates.rate"))</th><th scope="col" class="figure">\(t("rates.change"))</th><th scope="col">\(t("rates.since"))</th><th scope="col">\(t("rates.source"))</th>\
        <th scope="col" class="figure">\(t("rates.lists"))</th></tr></thead><tbody>
        \(rows)
        </tbody></table></section>
        """
}

/// What the rate has become against the one before, where both are for the same number of units.
private func change(_ state: CurrencyState, _ t: Texts) -> String {
    guard let now = state.now?.rate, let before = state.before?.rate, now.nominal == before.nominal else { return "—" }
    let (difference, isTooLarge) = now.millionths.subtractingReportingOverflow(before.millionths)
    guard !isTooLarge else { return "—" }
    return (difference > 0 ? "+" : "") + t.rate(difference)
}

private func fetching(_ page: RatesPage, in shell: Shell) -> HTML {
    let t = shell.t
    guard page.fetches else { return "<section><h2>\(t("rates.fetching"))</h2><p>\(t("rates.fetching.off"))</p></section>" }
    return "<section><h2>\(t("rates.fetching"))</h2><p>\(t("rates.fetching.on"))</p>\n\(ratesJobState(page.job, in: shell))</section>"
}

/// How the job fares, for the page of rates and for that of jobs.
func ratesJobState(_ job: JobState?, in shell: Shell) -> HTML {
    let t = shell.t
    guard let job else { return "<p class=\"faint\">\(t("rates.fetching.never"))</p>" }
    let error: HTML? = job.lastError.map { "<p>\(t("rates.fetching.error")) <code>\($0)</code></p>" }
    switch job.state {
    case "done": return "<p>\(badge(t("rates.fetching.done"), .good)) \(job.endedAt.map { timeTag($0, in: shell) })</p>"
    case "dead": return "<p>\(badge(t("rates.fetching.dead"), .bad)) \(job.endedAt.map { timeTag($0, in: shell) })</p>\(error)"
    case _ where job.isRunning: return "<p>\(badge(t("rates.fetching.running"), .active))</p>\(error)"
    default: return "<p>\(badge(t("rates.fetching.waiting"), job.attempts > 0 ? .warn : .active)) \(timeTag(job.runAt, in: shell))</p>\(error)"
    }
}

private func forms(_ page: RatesPage, in shell: Shell) -> HTML {
    let t = shell.t
    let fields = [
        FormField(name: "currency", label: t("rates.currency"), value: page.form.currency, hint: t("rates.currency.hint"), control: .input(type: "text", [("maxlength", "3"), ("required", ""), ("autocomplete", "off")])),
        FormField(name: "day", label: t("rates.since"), value: page.form.day, control: .input(type: "date", [("required", "")])),
        FormField(name: "nominal", label: t("rates.nominal"), value: page.form.nominal, control: .input(type: "text", [("maxlength", "6"), ("inputmode", "numeric")])),
        FormField(name: "rate", label: t("rates.rate_in_roubles"), value: page.form.rate, control: .input(type: "text", [("maxlength", "20"), ("inputmode", "decimal"), ("required", "")])),
    ]
    let file = FormField(name: "file", label: t("rates.file"), hint: t("rates.file.hint"), control: .input(type: "file", [("accept", ".xml"), ("required", "")]))
    return """
        \(problemSummary(page.refusal, page.problems, in: shell))
        <section class="card narrow"><h2>\(t("rates.load"))</h2><form method="post" enctype="multipart/form-data" action="\(PricesTab.rates.address)/files">\(file.html(page.problems))
        <button>\(t("rates.load.submit"))</button></form></section>
        <section class="card narrow"><h2>\(t("rates.enter"))</h2><p class="faint">\(t("rates.enter.text"))</p><form method="post" action="\(PricesTab.rates.address)">\(fields.map { $0.html(page.problems) })
        <button>\(t("people.save"))</button></form></section>
        """
}

func rateHistoryPage(_ page: RateHistoryPage, in shell: Shell) -> HTML {
    let t = shell.t
    let title = t("rates.history", ["currency": .text(page.currency.code)])
    let rows = zip(page.rates, page.rates.dropFirst().map(Optional.some) + [nil]).map { kept, earlier -> HTML in
        // From Saturday's rate to the next one of Tuesday are three days, over the holidays of January up to ten.
        let days = earlier.map { Int(kept.rate.day.number - $0.rate.day.number) } ?? 1
        let gap: HTML? = days > 4 ? badge(t("rates.days_without", ["days": .integer(Int64(days - 1))]), .warn) : nil
        return """
            <tr><th scope="row" class="lead">\(dayTag(kept.rate.day, in: shell)) \(gap)</th><td class="figure" data-label="\(t("rates.nominal"))">\(t.number(Int(kept.rate.nominal)))</td>\
            <td class="figure" data-label="\(t("rates.rate"))"><b>\(t.rate(kept.rate.millionths))</b></td><td data-label="\(t("rates.source"))">\(t("rates.source.\(kept.source.rawValue)"))</td>\
            <td data-label="\(t("price_lists.updated"))">\(timeTag(kept.updatedAt, in: shell))</td></tr>

            """
    }
    return document(
        title, in: shell,
        """
        \(crumbs([(t("prices.tab.rates"), PricesTab.rates.address)], in: shell))
        \(pricesHead(title, tabs: page.tabs, current: .rates, in: shell))
        <table class="lines stacked"><caption class="unseen">\(title)</caption><thead><tr><th scope="col">\(t("rates.since"))</th><th scope="col" class="figure">\(t("rates.nominal"))</th>\
        <th scope="col" class="figure">\(t("rates.rate"))</th><th scope="col">\(t("rates.source"))</th><th scope="col">\(t("price_lists.updated"))</th></tr></thead><tbody>
        \(rows)
        </tbody></table>
        \(pager(isFirst: page.isFirst, next: page.next, in: shell) { Address.with(Address.rate(page.currency.code), [("cursor", $0)]) })
        """)
}
