import HTML
import Kernel
import Localization

/// The list: for staff those who wait longest first, with how fast clients are answered; for a client its own requests.
func supportPage(_ page: SupportPage, in shell: Shell) -> HTML {
    let t = shell.t
    let ask: HTML? = page.canAsk ? "<div class=\"actions\"><a class=\"button primary\" href=\"\(Address.newSupport())\">\(t("support.ask"))</a></div>" : nil
    let states = ["open", "answered", "closed", "all"].map { state -> HTML in
        "<a href=\"\(Address.support(state: state, client: page.client?.key))\"\(attributes: [("aria-current", state == page.state ? "page" : nil)])>\(t("support.filter.\(state)"))</a>"
    }
    let chip: HTML? = page.client.map { "<a class=\"chip\" aria-current=\"true\" href=\"\(Address.support(state: page.state, client: nil))\">\($0.name) ×</a>" }
    let empty =
        page.isStaff
        ? emptyState(t("support.nothing"), t("support.nothing.staff"))
        : emptyState(t("support.nothing"), t("support.nothing.text"), action: (t("support.ask"), Address.newSupport()))
    return document(
        t("section.support"), in: shell,
        """
        <div class="titlebar"><h1>\(t("section.support"))</h1>\(ask)</div>
        \(page.times.map { times($0, hours: page.hours, in: shell) })
        <div class="filters"><nav class="segments" aria-label="\(t("support.states"))">\(states)</nav>\(chip)</div>
        \(page.rows.isEmpty ? empty : table(page, in: shell))
        \(pager(isFirst: page.isFirst, next: page.next, in: shell) { Address.support(state: page.state, client: page.client?.key, cursor: $0) })
        """)
}

private func times(_ times: SupportPage.Times, hours: Int64, in shell: Shell) -> HTML {
    let t = shell.t
    let share = times.answered == 0 ? "—" : "\(times.inTime * 100 / times.answered) %"
    let figures: [(String, String)] = [
        (t("support.times.asked"), t.number(times.asked)), (t("support.times.answered"), t.number(times.answered)),
        (t("support.times.mean"), times.mean.map { duration($0, t) } ?? "—"), (t("support.times.in_time", ["hours": .integer(hours)]), share),
    ]
    return """
        <section class="times" aria-label="\(t("support.times"))"><h2>\(t("support.times"))</h2><dl class="figures card">\(figures.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" as HTML })</dl></section>
        """
}

private func table(_ page: SupportPage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.rows.map { row -> HTML in
        let client: HTML? = page.isStaff ? "<td data-label=\"\(t("orders.client"))\">\(row.client ?? "")</td>" : nil
        let keepers: HTML? = page.isStaff ? "<td data-label=\"\(t("support.keepers"))\">\(row.keepers.joined(separator: ", "))</td>" : nil
        return """
            <tr><th scope="row" class="lead name"><a href="\(Address.support(row.id))">№ \(row.id) \(row.subject)</a><small>\(t("support_topic.\(row.topic)")), \(row.askedBy)</small></th>\(client)
            <td data-label="\(t("support.asked"))">\(timeTag(row.createdAt, in: shell))</td>
            <td data-label="\(t("orders.status"))">\(state(row, in: shell))</td>
            <td data-label="\(t("support.waiting"))">\(row.waiting.map { duration($0, t) } ?? "")</td>
            <td data-label="\(t("support.first_answer"))">\(row.firstAnswer.map { duration($0, t) } ?? "")</td>\(keepers)</tr>

            """
    }
    let clientHead: HTML? = page.isStaff ? "<th scope=\"col\">\(t("orders.client"))</th>" : nil
    let keepersHead: HTML? = page.isStaff ? "<th scope=\"col\">\(t("support.keepers"))</th>" : nil
    return """
        <table class="lines stacked"><caption class="unseen">\(t("section.support"))</caption><thead><tr><th scope="col">\(t("support.subject"))</th>\(clientHead)<th scope="col">\(t("support.asked"))</th>\
        <th scope="col">\(t("orders.status"))</th><th scope="col">\(t("support.waiting"))</th><th scope="col">\(t("support.first_answer"))</th>\(keepersHead)</tr></thead><tbody>
        \(rows)</tbody></table>
        """
}

/// Where it stands; a client that has waited too long is told to staff alone.
private func state(_ row: SupportPage.Row, in shell: Shell) -> HTML {
    let tones: [String: Tone] = ["open": .active, "answered": .good, "closed": .quiet]
    let late: HTML? = shell.isStaff && row.isOverdue ? " \(badge(shell.t("support.overdue"), .bad))" : nil
    return "<span>\(badge(shell.t("support_state.\(row.state)"), tones[row.state] ?? .quiet))\(late)</span>"
}

func supportFormPage(_ form: SupportForm, in shell: Shell) -> HTML {
    let t = shell.t
    let topics = ["order", "product", "price", "documents", "payment", "delivery", "portal", "other"].map { Choice(key: $0, title: t("support_topic.\($0)"), isChosen: $0 == form.topic) }
    let fields: [FormField] = [
        FormField(name: "topic", label: t("support.topic"), control: .select(topics)),
        FormField(name: "subject", label: t("support.subject"), value: form.subject, control: .input(type: "text", [("required", ""), ("maxlength", "200"), ("autocomplete", "off")])),
        FormField(name: "text", label: t("support.text"), value: form.text, control: .area(rows: 6, limit: 5000)),
        FormField(name: "order", label: t("support.order"), value: form.order, hint: t("support.order.hint"), control: .input(type: "text", [("maxlength", "60"), ("autocomplete", "off")])),
        FormField(name: "article", label: t("support.article"), value: form.article, hint: t("support.article.hint"), control: .input(type: "text", [("maxlength", "100"), ("autocomplete", "off")])),
    ]
    return document(
        t("support.ask"), in: shell,
        """
        \(crumbs([(t("section.support"), Address.support)], in: shell))
        <div class="titlebar"><h1>\(t("support.ask"))</h1></div>
        <section class="card narrow"><p class="faint">\(t("support.lead"))</p>\(problemSummary(form.refusal, form.problems, in: shell))
        <form method="post" action="\(Address.support)">\(fields.map { $0.html(form.problems) })<button class="primary">\(t("support.send"))</button></form>\(privacyNote(in: shell))</section>
        """)
}

/// The thread, the oldest first, and the field for the next word.
func supportThreadPage(_ page: SupportThreadPage, in shell: Shell) -> HTML {
    let t = shell.t
    let row = page.row
    let client: HTML? = page.clientKey.map { "<a href=\"\(Address.client($0))\">\(row.client ?? "")</a>" }
    let order: HTML? = page.order.map { "<a href=\"\(Address.order($0))\">\($0)</a>" }
    let product: HTML? = page.product.map { "<a href=\"\(Address.product($0.article))\">\($0.article)</a> \($0.name)" }
    let waits: HTML? = row.waiting.map { "\(duration($0, t))" }
    let answered: HTML? = row.firstAnswer.map { "\(duration($0, t))" }
    let messages = page.messages.map { message -> HTML in
        let side = message.isStaff ? shell.house : row.client ?? shell.client ?? ""
        return """
            <li\(attributes: [("class", message.isStaff ? "ours" : nil)])><p class="faint"><b>\(message.author)</b> · \(side) · \(timeTag(message.at, in: shell))</p><p class="words">\(message.text)</p></li>
            """
    }
    let reading: HTML? = page.isUnread ? "<form method=\"post\" action=\"\(Address.support(row.id))/reading\" data-told><button>\(t("support.have_read"))</button></form>" : nil
    return document(
        "№ \(row.id) \(row.subject)", in: shell,
        """
        \(crumbs([(t("section.support"), Address.support)], in: shell))
        <div class="titlebar"><h1>№ \(row.id) \(row.subject)</h1>\(state(row, in: shell))\(closing(page, in: shell))</div>
        \(facts([
            (t("orders.client"), client), (t("support.topic"), fact(t("support_topic.\(row.topic)"))), (t("support.order"), order), (t("support.article"), product),
            (t("support.keepers"), fact(row.keepers.joined(separator: ", "))), (t("support.waiting"), waits), (t("support.first_answer"), answered),
        ]))
        <section><h2 class="unseen">\(t("support.thread"))</h2><ol class="thread">\(messages)</ol>\(reading)</section>
        <section class="card narrow"><h2>\(t(page.isStaff ? "support.answer" : "support.write_on"))</h2>\(problemSummary(page.refusal, page.problems, in: shell))
        <form method="post" action="\(Address.support(row.id))/messages">\(FormField(name: "text", label: t("support.text"), value: page.typed, control: .area(rows: 5, limit: 5000)).html(page.problems))\
        <button class="primary">\(t("support.send"))</button></form>\(privacyNote(in: shell))</section>
        """)
}

/// Staff close what was answered; the client what it likes.
private func closing(_ page: SupportThreadPage, in shell: Shell) -> HTML? {
    guard page.row.state != "closed", !page.isStaff || page.row.state == "answered" else { return nil }
    return "<div class=\"actions\"><form method=\"post\" action=\"\(Address.support(page.row.id))/closure\"><button>\(shell.t("support.close"))</button></form></div>"
}

/// A span of time as people say it: minutes, then hours, then days.
func duration(_ seconds: Int64, _ t: Texts) -> String {
    let minutes = Int(seconds / 60)
    if minutes < 60 { return t.plural("count.minutes", minutes) }
    return minutes < 48 * 60 ? t.plural("count.hours", minutes / 60) : t.plural("count.days", minutes / 1440)
}
