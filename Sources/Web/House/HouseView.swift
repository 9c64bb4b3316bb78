import Customers
import HTML
import Kernel
import Localization

func housePage(_ page: HousePage, in shell: Shell) -> HTML {
    let t = shell.t
    let noMail: HTML? = page.hasMail ? nil : "<p class=\"flash notice\">\(t("house.no_mail")) \(t.plural("house.mail_waiting", page.mailWaiting))</p>"
    let dead: HTML? = page.deadJobs == 0 ? nil : "<p class=\"flash bad\"><a href=\"\(Address.jobs)\">\(t.plural("house.dead_jobs", page.deadJobs))</a></p>"
    let name = FormField(name: "house_name", label: t("house.name"), value: page.name, hint: t("house.name.hint", ["name": .text(page.usualName)]), control: .input(type: "text", [("maxlength", "100")]))
    let sender = FormField(name: "mail_sender", label: t("house.mail_sender"), value: page.mailSender, hint: t("house.mail_sender.hint"), control: .input(type: "email", [("maxlength", "254")]))
    return document(
        t("section.house"), in: shell,
        """
        <div class="titlebar"><h1>\(t("section.house"))</h1><div class="actions"><a class="button" href="\(Address.jobs)">\(t("jobs.title"))</a><a class="button" href="\(Address.houseSessions)">\(t("signed_in.title"))</a>\
        <a class="button" href="\(Address.roles)">\(t("roles.title"))</a><a class="button" href="\(Address.houseConsents)">\(t("section.consents"))</a><a class="button" href="\(Address.components)">\(t("components.title"))</a></div></div>
        \(noMail)\(dead)
        <section class="card narrow"><h2>\(t("house.settings"))</h2>\(problemSummary(page.refusal, page.problems, in: shell))
        <form method="post" action="\(Address.house)">\(name.html(page.problems))\(sender.html(page.problems))
        <p><label class="check"><input type="checkbox" name="staff_second_factor" value="1"\(attributes: [("checked", page.staffSecondFactor ? "" : nil)])> \(t("house.staff_second_factor"))</label></p>
        <p><label class="check"><input type="checkbox" name="credit_mail" value="1"\(attributes: [("checked", page.creditMail ? "" : nil)])> \(t("house.credit_mail"))</label></p>
        <button class="primary">\(t("people.save"))</button></form></section>
        <section class="card narrow"><h2>\(t("house.prices"))</h2><form method="post" action="\(Address.basePrice)">
        <p><label class="check"><input type="checkbox" name="show_base_price" value="1"\(attributes: [("checked", page.showsBasePrice ? "" : nil)])> \(t("house.base_price"))</label></p>
        <p class="faint">\(t("house.base_price.hint"))</p><button>\(t("people.save"))</button></form></section>
        \(openCatalogue(page, in: shell))
        <section class="card narrow"><h2>\(t("section.support"))</h2><form method="post" action="\(Address.supportHours)">\(FormField(
            name: "support_hours", label: t("house.support_hours"), value: page.supportHours, hint: t("house.support_hours.hint"),
            control: .input(type: "text", [("inputmode", "numeric"), ("maxlength", "3"), ("autocomplete", "off")])).html(page.problems))<button>\(t("people.save"))</button></form></section>
        """)
}

/// Whether visitors see the catalogue, and what they are told there.
private func openCatalogue(_ page: HousePage, in shell: Shell) -> HTML {
    let t = shell.t
    let stock = FormField(
        name: "visitors_stock", label: t("house.visitors_stock"),
        control: .select(StockForVisitors.allCases.map { Choice(key: $0.rawValue, title: t("house.visitors_stock.\($0.rawValue)"), isChosen: $0 == page.stockForVisitors) }))
    return """
        <section class="card narrow"><h2>\(t("house.visitors"))</h2><form method="post" action="\(Address.openCatalogue)">
        <p><label class="check"><input type="checkbox" name="visitors_catalogue" value="1"\(attributes: [("checked", page.isCatalogueOpen ? "" : nil)])> \(t("house.visitors_catalogue"))</label></p>
        <p class="faint">\(t("house.visitors_catalogue.hint")) <a href="\(Address.assortments)">\(t("section.assortments"))</a></p>
        \(stock.html([]))<button>\(t("people.save"))</button></form></section>
        """
}

func jobsPage(_ page: JobsPage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.rows.map { row -> HTML in
        """
        <tr><th scope="row" class="lead">\(row.kind)</th><td data-label="\(t("jobs.created"))">\(timeTag(row.createdAt, in: shell))</td><td data-label="\(t("jobs.ended"))">\(timeTag(row.endedAt, in: shell))</td>
        <td class="figure" data-label="\(t("jobs.attempts"))">\(t.number(row.attempts))</td><td data-label="\(t("jobs.error"))" class="name"><code>\(row.error)</code></td>
        <td class="act"><form method="post" action="\(Address.jobs)/\(row.id)/retry"><button>\(t("jobs.retry"))<span class="unseen"> \(row.kind) \(row.id)</span></button></form></td></tr>
        """
    }
    let table: HTML = """
        <table class="lines stacked"><caption class="unseen">\(t("jobs.dead"))</caption><thead><tr><th scope="col">\(t("jobs.kind"))</th><th scope="col">\(t("jobs.created"))</th><th scope="col">\(t("jobs.ended"))</th>\
        <th scope="col" class="figure">\(t("jobs.attempts"))</th><th scope="col">\(t("jobs.error"))</th><th scope="col"><span class="unseen">\(t("jobs.retry"))</span></th></tr></thead><tbody>\(rows)</tbody></table>
        """
    // Where nothing is overdue there is nothing to tell.
    let oldest: HTML? = page.oldest > 0 ? "<div><dt>\(t("jobs.oldest"))</dt><dd>\(span(page.oldest, t))</dd></div>" : nil
    return document(
        t("jobs.title"), in: shell,
        """
        \(crumbs([(t("section.house"), Address.house)], in: shell))
        <div class="titlebar"><h1>\(t("jobs.title"))</h1></div>
        \(page.hasMail ? HTML.empty : "<p class=\"flash notice\">\(t("house.no_mail")) \(t.plural("house.mail_waiting", page.mailWaiting))</p>")
        <dl class="figures card"><div><dt>\(t("jobs.waiting"))</dt><dd>\(t.number(page.waiting))</dd></div>\
        <div><dt>\(t("jobs.dead"))</dt><dd>\(t.number(page.dead))</dd></div>\(oldest)</dl>
        <section><h2>\(t("jobs.rates"))</h2>\(page.rates.fetches ? ratesJobState(page.rates.job, in: shell) : "<p class=\"faint\">\(t("jobs.rates.off"))</p>")</section>
        \(page.rows.isEmpty ? emptyState(t("jobs.nothing"), t("jobs.nothing.text")) : table)
        """)
}

/// A time that somebody has waited, in its largest unit, rounded up: nobody waits for no minutes.
private func span(_ seconds: Int64, _ t: Texts) -> String {
    let minutes = Int(clamping: max(0, min(seconds, .max - 86_400) + 59) / 60)
    if minutes < 120 { return t.plural("count.minutes", minutes) }
    let hours = (minutes + 59) / 60
    return hours < 48 ? t.plural("count.hours", hours) : t.plural("count.days", (hours + 23) / 24)
}

func signedInPage(_ page: SignedInPage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.rows.map { row -> HTML in
        """
        <tr><th scope="row" class="lead name"><a href="\(Address.person(row.person))">\(row.name)</a></th><td data-label="\(t("security.session.since"))">\(timeTag(row.since, in: shell))</td>
        <td data-label="\(t("security.session.device"))">\(row.agent)</td><td data-label="\(t("security.session.place"))">\(row.place)</td>\
        <td class="act">\(row.isCurrent ? badge(t("security.session.current"), .active) : HTML.empty)</td></tr>
        """
    }
    return document(
        t("signed_in.title"), in: shell,
        """
        \(crumbs([(t("section.house"), Address.house)], in: shell))
        <div class="titlebar"><h1>\(t("signed_in.title"))</h1></div>
        <table class="lines stacked"><caption class="unseen">\(t("signed_in.title"))</caption><thead><tr><th scope="col">\(t("people.name"))</th><th scope="col">\(t("security.session.since"))</th>\
        <th scope="col">\(t("security.session.device"))</th><th scope="col">\(t("security.session.place"))</th><th scope="col"><span class="unseen">\(t("security.session.current"))</span></th></tr></thead><tbody>\(rows)</tbody></table>
        \(pager(isFirst: page.isFirst, next: page.next, in: shell) { Address.houseSessions(cursor: $0) })
        """)
}
