import Formats
import HTML
import Kernel
import Localization

func rolesPage(_ page: RolesPage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.roles.map { role -> HTML in
        let name: HTML = role.id.map { "<a href=\"\(Address.role($0))\">\(role.name)</a>" } ?? "\(role.name)"
        return """
            <tr><th scope="row" class="lead">\(name)</th><td data-label="\(t("roles.kind"))">\(badge(t(role.id == nil ? "roles.built_in" : "roles.own"), role.id == nil ? .quiet : .active))</td>
            <td data-label="\(t("roles.rights"))">\(role.rights.joined(separator: ", "))</td><td class="figure" data-label="\(t("roles.people"))">\(t.number(role.people))</td></tr>
            """
    }
    return document(
        t("roles.title"), in: shell,
        """
        \(crumbs([(t("section.people"), Address.people)], in: shell))
        <div class="titlebar"><h1>\(t("roles.title"))</h1></div><p>\(t(page.isHouse ? "roles.house.text" : "roles.client.text"))</p>
        <table class="lines stacked"><caption class="unseen">\(t("roles.title"))</caption><thead><tr><th scope="col">\(t("people.name"))</th><th scope="col">\(t("roles.kind"))</th>\
        <th scope="col">\(t("roles.rights"))</th><th scope="col" class="figure">\(t("roles.people"))</th></tr></thead><tbody>\(rows)</tbody></table>
        <section class="card narrow"><h2>\(t("roles.new"))</h2>\(roleForm(page.form, in: shell))</section>
        """)
}

func rolePage(_ page: RoleForm, in shell: Shell) -> HTML {
    let t = shell.t
    let removal: HTML? = page.id.map { "<form method=\"post\" action=\"\(Address.role($0))/removal\"><p><button>\(t("roles.remove"))</button></p></form>" }
    return document(
        page.name, in: shell,
        """
        \(crumbs([(t("section.people"), Address.people), (t("roles.title"), Address.roles)], in: shell))
        <div class="titlebar"><h1>\(t("roles.change"))</h1></div><section class="card narrow">\(roleForm(page, in: shell))\(removal)</section>
        """)
}

private func roleForm(_ page: RoleForm, in shell: Shell) -> HTML {
    let t = shell.t
    let boxes = page.rights.map { right -> HTML in
        "<label class=\"check\"><input type=\"checkbox\" name=\"right\" value=\"\(right.key)\"\(attributes: [("checked", right.isChosen ? "" : nil)])> \(right.title)</label>"
    }
    return """
        \(problemSummary(page.refusal, page.problems, in: shell))<form method="post" action="\(page.id.map { Address.role($0) } ?? Address.roles)">
        \(FormField(name: "name", label: t("people.name"), value: page.name, control: .input(type: "text", [("required", ""), ("maxlength", "100")])).html(page.problems))
        <fieldset class="checks"><legend>\(t("roles.rights"))</legend>\(boxes)</fieldset><button class="primary">\(t("people.save"))</button></form>
        """
}

/// What is told beside an action: one thing at once, several behind a word.
private func details(_ details: [(name: String, value: String)], in shell: Shell) -> HTML? {
    guard let first = details.first else { return nil }
    guard details.count > 1 || first.value.count > 80 else { return "<small>\(first.name): \(first.value)</small>" }
    let rows = details.map { one -> HTML in "<tr><th scope=\"row\">\(one.name)</th><td>\(one.value)</td></tr>" }
    return "<details class=\"extras\"><summary>\(shell.t("journal.details"))</summary><table class=\"pairs\"><tbody>\(rows)</tbody></table></details>"
}

/// The log of actions as a list: on its page, and as a sheet.
func journalListing(isStaff: Bool, in shell: Shell) -> Listing<JournalPage.Row> {
    let t = shell.t
    var columns: [Column<JournalPage.Row>] = [
        Column(key: "time", title: t("journal.time"), kind: .lead, isOptional: false, cell: { timeTag($0.at, in: shell) }, value: { .text(shell.time($0.at)) }),
        Column(key: "actor", title: t("journal.actor"), cell: { "\($0.actor)" }, value: { sheetText($0.actor) }),
        Column(key: "action", title: t("journal.action"), isOptional: false, cell: { "\($0.action)" }, value: { .text($0.action) }),
        Column(
            key: "subject", title: t("journal.subject"), kind: .name, cell: { "\($0.subject)\(details($0.details, in: shell))" },
            value: { sheetText($0.subject) }),
        Column(key: "details", title: t("journal.details"), value: { sheetText($0.details.map { "\($0.name): \($0.value)" }.joined(separator: "; ")) }),
    ]
    if isStaff { columns.append(Column(key: "client", title: t("orders.client"), cell: { "\($0.client ?? "")" }, value: { sheetText($0.client) })) }
    var listing = Listing(name: .journal, title: t("section.journal"), columns: columns)
    listing.style = "lines stacked even"
    return listing
}

func journalPage(_ page: JournalPage, in shell: Shell) -> HTML {
    let t = shell.t
    let listing = journalListing(isStaff: page.isStaff, in: shell)
    let tools = listing.tools(in: shell) { Address.sheet(Address.journal, $0, page.parameters) }
    let kinds = [Choice(key: "", title: t("journal.any"))] + page.kinds
    let actions = [Choice(key: "", title: t("journal.any_action"))] + page.actions
    func chooser(_ name: String, _ label: String, _ choices: [Choice]) -> HTML {
        "<select name=\"\(name)\" aria-label=\"\(label)\">\(choices.map { "<option value=\"\($0.key)\"\(attributes: [("selected", $0.isChosen ? "" : nil)])>\($0.title)</option>" as HTML })</select>"
    }
    func day(_ name: String, _ label: String, _ value: String) -> HTML {
        let isWrong = page.problems.contains { $0.field == name }
        return "<input type=\"date\" id=\"\(name)\" name=\"\(name)\" value=\"\(value)\" aria-label=\"\(label)\"\(attributes: [("aria-invalid", isWrong ? "true" : nil), ("aria-describedby", isWrong ? "problems" : nil)])>"
    }
    return document(
        t("section.journal"), in: shell,
        """
        <div class="titlebar"><h1>\(t("section.journal"))</h1></div>\(problemSummary(nil, page.problems, in: shell))
        <div class="over"><form class="filters" action="\(Address.journal)"><input type="search" name="text" value="\(page.text)" maxlength="200" aria-label="\(t("journal.text"))" placeholder="\(t("journal.text"))">
        \(chooser("kind", t("journal.subject"), kinds))\(chooser("action", t("journal.action"), actions))
        <input type="search" name="actor" value="\(page.actor)" maxlength="100" aria-label="\(t("journal.actor"))" placeholder="\(t("journal.actor"))">
        \(day("from", t("journal.from"), page.from))\(day("until", t("journal.until"), page.until))\(page.client.map { "<input type=\"hidden\" name=\"client\" value=\"\($0)\">" as HTML })<button>\(t("search.find"))</button></form>\(page.rows.isEmpty ? .empty : tools)</div>
        \(page.rows.isEmpty ? emptyState(t("journal.nothing"), t("journal.nothing.text")) : listing.table(page.rows, in: shell))
        \(page.lookedUntil.map { "<p class=\"flash notice\">\(t("journal.looked_until")) \(timeTag($0, in: shell))</p>" as HTML })\(pager(isFirst: page.isFirst, next: page.next, in: shell) { Address.with(Address.journal, page.parameters + [("cursor", $0)]) })
        """)
}
