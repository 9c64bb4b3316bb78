import HTML
import Kernel
import Localization

func rolesPage(_ page: RolesPage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.roles.map { role -> HTML in
        let name: HTML = role.id.map { "<a href=\"\(Address.role($0))\">\(role.name)</a>" } ?? "\(role.name)"
        return """
            <tr><th scope="row" class="lead">\(name)</th><td data-label="\(t("roles.kind"))">\(badge(t(role.id == nil ? "roles.built_in" : "roles.own"), role.id == nil ? .quiet : .active))</td>
            <td data-label="\(t("roles.rights"))">\(role.rights.joined(separator: ", "))</td><td class="figure" data-label="\(t("roles.people"))">\(role.people.map { t.number($0) } ?? "—")</td></tr>
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

func journalPage(_ page: JournalPage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.rows.map { row -> HTML in
        """
        <tr><th scope="row" class="lead">\(timeTag(row.at, in: shell))</th><td data-label="\(t("journal.actor"))">\(row.actor)</td>
        <td data-label="\(t("journal.action"))">\(row.action)</td><td data-label="\(t("journal.subject"))" class="name">\(row.subject)\(row.details.isEmpty ? HTML.empty : "<small>\(row.details)</small>")</td>
        \(page.isStaff ? "<td data-label=\"\(t("orders.client"))\">\(row.client ?? "")</td>" : HTML.empty)</tr>
        """
    }
    let table: HTML = """
        <table class="lines stacked"><caption class="unseen">\(t("section.journal"))</caption><thead><tr><th scope="col">\(t("journal.time"))</th><th scope="col">\(t("journal.actor"))</th>\
        <th scope="col">\(t("journal.action"))</th><th scope="col">\(t("journal.subject"))</th>\(page.isStaff ? "<th scope=\"col\">\(t("orders.client"))</th>" : HTML.empty)</tr></thead><tbody>\(rows)</tbody></table>
        """
    let kinds = [Choice(key: "", title: t("journal.any"))] + page.kinds
    return document(
        t("section.journal"), in: shell,
        """
        <div class="titlebar"><h1>\(t("section.journal"))</h1></div>
        <form class="filters" action="\(Address.journal)"><select name="kind" aria-label="\(t("journal.subject"))">\(kinds.map { "<option value=\"\($0.key)\"\(attributes: [("selected", $0.isChosen ? "" : nil)])>\($0.title)</option>" as HTML })</select>
        <input type="search" name="actor" value="\(page.actor)" maxlength="100" aria-label="\(t("journal.actor"))" placeholder="\(t("journal.actor"))">
        <input type="date" name="from" value="\(page.from)" aria-label="\(t("journal.from"))"><input type="date" name="until" value="\(page.until)" aria-label="\(t("journal.until"))">\(page.client.map { "<input type=\"hidden\" name=\"client\" value=\"\($0)\">" as HTML })<button>\(t("search.find"))</button></form>
        \(page.rows.isEmpty ? emptyState(t("journal.nothing"), t("journal.nothing.text")) : table)
        \(pager(isFirst: page.isFirst, next: page.next, in: shell) { Address.with(Address.journal, page.parameters + [("cursor", $0)]) })
        """)
}
