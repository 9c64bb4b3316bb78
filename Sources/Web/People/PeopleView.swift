import HTML
import Kernel
import Localization

func peoplePage(_ page: PeoplePage, in shell: Shell) -> HTML {
    let t = shell.t
    let scope: HTML? = page.isStaff
        ? """
        <label class="check"><input type="checkbox" name="staff" value="1"\(attributes: [("checked", page.staffOnly ? "" : nil)])> \(t("people.staff_only"))</label>
        \(page.client.map { "<input type=\"hidden\" name=\"client\" value=\"\($0)\">" as HTML })
        """ : nil
    return document(
        t("section.people"), in: shell,
        """
        <div class="titlebar"><h1>\(t("section.people"))</h1><div class="actions">\(page.isStaff ? "<a class=\"button\" href=\"\(Address.registrations)\">\(t("registrations.title"))</a>" : HTML.empty)<a class="button" href="\(Address.roles)">\(t("roles.title"))</a>\
        <a class="button primary" href="\(Address.with(Address.newPerson, [("client", page.client)]))">\(t("people.invite"))</a></div></div>
        \(page.hasMail ? HTML.empty : "<p class=\"flash notice\">\(t("people.no_mail"))</p>")
        <form class="filters" action="\(Address.people)"><input type="search" name="query" value="\(page.text)" maxlength="100" aria-label="\(t("people.search"))" placeholder="\(t("people.search"))">\(scope)<button>\(t("search.find"))</button></form>
        \(page.rows.isEmpty ? emptyState(t("people.nothing"), t("people.nothing.text")) : table(page, in: shell))
        \(pager(isFirst: page.isFirst, next: page.next, in: shell) { Address.people(text: page.text, client: page.client, staffOnly: page.staffOnly, cursor: $0) })
        \(departments(page, in: shell))
        """)
}

private func table(_ page: PeoplePage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.rows.map { row -> HTML in
        """
        <tr><th scope="row" class="lead name"><a href="\(Address.person(row.id))">\(row.name)</a></th><td data-label="\(t("sign_in.email"))">\(row.email)</td>
        <td data-label="\(t("people.role"))">\(row.roles.map { "<small>\($0)</small>" as HTML })</td>
        <td data-label="\(t("people.status"))">\(badge(t("person_status.\(row.status)"), Tone(personStatus: row.status)))</td>
        <td data-label="\(t("security.factor"))">\(t(row.hasSecondFactor ? "parameter.yes" : "parameter.no"))</td>
        <td data-label="\(t("people.signed_in"))">\(row.signedInAt.map { timeTag($0, in: shell) } ?? "—")</td></tr>
        """
    }
    return """
        <table class="lines stacked"><caption class="unseen">\(t("section.people"))</caption><thead><tr><th scope="col">\(t("people.name"))</th><th scope="col">\(t("sign_in.email"))</th>\
        <th scope="col">\(t("people.role"))</th><th scope="col">\(t("people.status"))</th><th scope="col">\(t("security.factor"))</th><th scope="col">\(t("people.signed_in"))</th></tr></thead>
        <tbody>\(rows)</tbody></table>
        """
}

private func departments(_ page: PeoplePage, in shell: Shell) -> HTML? {
    guard !page.isStaff else { return nil }
    let t = shell.t
    let field = FormField(name: "department", label: t("people.new_department"), control: .input(type: "text", [("maxlength", "100"), ("required", "")]))
    return """
        <section class="card narrow"><h2>\(t("people.departments"))</h2>\(page.departments.isEmpty ? "<p class=\"faint\">\(t("people.no_departments"))</p>" : "<p>\(page.departments.joined(separator: ", "))</p>")
        \(problemSummary(nil, page.problems, in: shell))
        <form method="post" action="\(Address.departments)">\(field.html(page.problems))<button>\(t("people.add_department"))</button></form></section>
        """
}

func invitationPage(_ page: InvitationPage, in shell: Shell) -> HTML {
    let t = shell.t
    let fields: [FormField] = [
        FormField(name: "email", label: t("sign_in.email"), value: page.email, control: .input(type: "email", [("required", ""), ("maxlength", "254"), ("autocomplete", "off")])),
        FormField(name: "name", label: t("people.name"), value: page.name, control: .input(type: "text", [("required", ""), ("maxlength", "200"), ("autocomplete", "off")])),
        FormField(name: "role", label: t("people.role"), control: .select(page.roles)),
    ]
    let department: HTML? = page.departments.isEmpty ? nil : FormField(name: "department", label: t("people.department"), control: .select(page.departments)).html(page.problems)
    let languages = Language.allCases.map { Choice(key: $0.rawValue, title: $0.name, isChosen: $0.rawValue == page.language) }
    let whose: HTML? = page.clientName.map { "<p>\(t("people.invite.client", ["client": .text($0)]))</p>" } ?? (page.isStaff ? "<p>\(t("people.invite.house"))</p>" : nil)
    return document(
        t("people.invite"), in: shell,
        """
        \(crumbs([(t("section.people"), Address.people)], in: shell))
        <div class="titlebar"><h1>\(t("people.invite"))</h1></div>
        <section class="card narrow">\(whose)<p>\(t("people.invite.lead"))</p>\(page.hasMail ? HTML.empty : "<p class=\"flash notice\">\(t("people.no_mail"))</p>")
        \(problemSummary(page.refusal, page.problems, in: shell))
        <form method="post" action="\(Address.people)">\(page.client.map { "<input type=\"hidden\" name=\"client\" value=\"\($0)\">" as HTML })
        \(fields.map { $0.html(page.problems) })\(department)\(FormField(name: "language", label: t("people.language"), control: .select(languages)).html(page.problems))
        <button class="primary">\(t("people.invite.submit"))</button></form></section>
        """)
}

func personPage(_ page: PersonPage, in shell: Shell) -> HTML {
    let t = shell.t
    let row = page.row
    return document(
        row.name, in: shell,
        """
        \(crumbs([(t("section.people"), Address.people)], in: shell))
        <div class="titlebar"><h1>\(row.name)</h1>\(badge(t("person_status.\(row.status)"), Tone(personStatus: row.status)))</div>
        \(problemSummary(page.refusal, page.problems, in: shell))
        <section class="card">\(facts([
            (t("sign_in.email"), fact(row.email)), (t("people.role"), fact(row.roles.joined(separator: "; "))),
            (t("security.factor"), fact(t(row.hasSecondFactor ? "parameter.yes" : "parameter.no"))), (t("people.signed_in"), row.signedInAt.map { timeTag($0, in: shell) }),
        ]))</section>
        \(page.isSelf ? "<p class=\"faint\">\(t("people.self"))</p>" : actions(page, in: shell))
        \(house(page, in: shell))
        \(consents(page, in: shell))
        """)
}

private func consents(_ page: PersonPage, in shell: Shell) -> HTML? {
    page.consents.map { agreed in
        let list: HTML = agreed.isEmpty ? "<p class=\"faint\">\(shell.t("consents.person.none"))</p>" : consentFacts(agreed, in: shell, named: true)
        return "<section class=\"card narrow\"><h2>\(shell.t("section.consents"))</h2>\(list)</section>"
    }
}

private func actions(_ page: PersonPage, in shell: Shell) -> HTML {
    let t = shell.t
    let base = Address.person(page.row.id)
    func button(_ path: String, _ title: String, _ hidden: HTML? = nil, class kind: String = "") -> HTML {
        "<form method=\"post\" action=\"\(base)/\(path)\">\(hidden)<button class=\"\(kind)\">\(title)</button></form>"
    }
    let department: HTML? = page.departments.isEmpty ? nil : FormField(name: "department", label: t("people.department"), control: .select(page.departments)).html(page.problems)
    let role: HTML? = page.roles.isEmpty ? nil : """
        <section class="card narrow"><h2>\(t("people.change_role"))</h2><form method="post" action="\(base)/role">
        \(FormField(name: "role", label: t("people.role"), control: .select(page.roles)).html(page.problems))\(department)<button class="primary">\(t("people.save"))</button></form></section>
        """
    let limit: HTML? = page.orderLimit.map { typed in
        let client: HTML? = page.isStaff ? page.memberships.first.map { "<input type=\"hidden\" name=\"client\" value=\"\($0.client)\">" } : nil
        return """
            <section class="card narrow"><h2>\(t("people.order_limit"))</h2><form method="post" action="\(base)/order-limit">\(client)
            \(FormField(name: "limit", label: t("people.order_limit.label"), value: typed, hint: t("people.order_limit.hint"), control: .input(type: "text", [("inputmode", "decimal"), ("maxlength", "30"), ("autocomplete", "off")])).html(page.problems))\
            <button class="primary">\(t("people.save"))</button></form></section>
            """
    }
    let leaving = page.memberships.map { membership -> HTML in
        button("leaving", t("people.leaving", ["client": .text(membership.clientName)]), "<input type=\"hidden\" name=\"client\" value=\"\(membership.client)\">")
    }
    let invite: HTML? = page.row.status == "invited" ? button("invitation", t("people.invite_again")) : nil
    let block: HTML? = !page.isStaff ? nil : page.row.status == "blocked" ? button("release", t("people.release")) : button("block", t("people.block"))
    let factor: HTML? = page.isStaff && page.row.hasSecondFactor ? button("second-factor-removal", t("people.take_factor")) : nil
    let sessions: HTML? = page.isStaff ? button("sign-out", t("people.sign_out")) : nil
    let erasure: HTML? = !page.isStaff ? nil : """
        <details class="unfold"><summary>\(t("people.erase"))</summary><p>\(t("people.erase.text"))</p>\(button("erasure", t("people.erase")))</details>
        """
    return """
        \(role)\(limit)
        <section class="card"><h2>\(t("people.access"))</h2><p class="faint">\(t("people.access.text"))</p><div class="buttons">\(invite)\(sessions)\(factor)\(block)\(leaving)</div>\(erasure)</section>
        """
}

/// Of one of the house's staff: the clients he looks after and who stands in for him.
private func house(_ page: PersonPage, in shell: Shell) -> HTML? {
    guard page.isOfHouse else { return nil }
    let t = shell.t
    let base = Address.person(page.row.id)
    let list = page.clients.map { client -> HTML in
        "<li>\(client.title) <button name=\"away\" value=\"\(client.key)\">\(t("people.clients.take"))<span class=\"unseen\"> \(client.title)</span></button></li>"
    }
    let substitutes: HTML? = page.substitutes.isEmpty ? nil : "<ul>\(page.substitutes.map { "<li>\($0)</li>" as HTML })</ul>"
    let dates = [("from", t("people.substitute.from")), ("to", t("people.substitute.to"))].map { FormField(name: $0.0, label: $0.1, control: .input(type: "date", [("required", "")])).html(page.problems) }
    return """
        <section class="card narrow"><h2>\(t("people.clients"))</h2><p class="faint">\(t("people.clients.text"))</p>
        <form method="post" action="\(base)/clients">\(enterButton())\(list.isEmpty ? "<p>\(t("people.clients.none"))</p>" : "<ul class=\"plain\">\(list)</ul>")
        \(FormField(name: "client", label: t("people.clients.code"), hint: t("people.clients.hint"), control: .input(type: "text", [("maxlength", "200")])).html(page.problems))<button name="add" value="1">\(t("people.clients.give"))</button></form></section>
        <section class="card narrow"><h2>\(t("people.substitutes"))</h2>\(substitutes)<form method="post" action="\(base)/substitutes">
        \(FormField(name: "substitute", label: t("people.substitute.email"), control: .input(type: "email", [("required", ""), ("maxlength", "254")])).html(page.problems))\(dates)
        <button>\(t("people.substitute.appoint"))</button></form></section>
        """
}

extension Tone {
    init(personStatus: String) {
        self = switch personStatus {
        case "active": .good
        case "invited": .warn
        default: .bad
        }
    }
}
