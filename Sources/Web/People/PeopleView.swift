import Customers
import Formats
import HTML
import Kernel
import Localization

func peoplePage(_ page: PeoplePage, in shell: Shell) -> HTML {
    let t = shell.t
    let scope: HTML? = page.isStaff
        ? """
        <label class="check"><input type="checkbox" name="staff" value="1"\(attributes: [("checked", page.query.staffOnly ? "" : nil)])> \(t("people.staff_only"))</label>
        \(page.query.client.map { "<input type=\"hidden\" name=\"client\" value=\"\($0)\">" as HTML })
        """ : nil
    let listing = peopleListing(page.query, in: shell)
    let tools = listing.tools(in: shell) { Address.sheet(Address.people, $0, page.query.with { $0.cursor = nil }.parameters) }
    return document(
        t("section.people"), in: shell,
        """
        <div class="titlebar"><h1>\(t("section.people"))</h1><div class="actions">\(page.isStaff ? "<a class=\"button\" href=\"\(Address.registrations)\">\(t("registrations.title"))</a>" : HTML.empty)<a class="button" href="\(Address.roles)">\(t("roles.title"))</a>\
        <a class="button primary" href="\(Address.with(Address.newPerson, [("client", page.query.client)]))">\(t("people.invite"))</a></div></div>
        \(page.hasMail ? HTML.empty : "<p class=\"flash notice\">\(t("people.no_mail"))</p>")
        <div class="over"><form class="filters" action="\(Address.people)"><input type="search" name="query" value="\(page.query.text)" maxlength="100" aria-label="\(t("people.search"))" placeholder="\(t("people.search"))">\(scope)\(keptSort(page.query.sort == .name ? nil : page.query.sort.rawValue))<button>\(t("search.find"))</button></form>\(page.rows.isEmpty ? .empty : tools)</div>
        \(page.rows.isEmpty ? emptyState(t("people.nothing"), t("people.nothing.text")) : chosenForm(listing.table(page.rows, in: shell), isStaff: page.isStaff, in: shell))
        \(pager(isFirst: page.isFirst, next: page.next, in: shell) { cursor in Address.people(page.query.with { $0.cursor = cursor }) })
        \(departments(page, in: shell))
        """)
}

/// The list with what can be done with those who are ticked.
private func chosenForm(_ table: HTML, isStaff: Bool, in shell: Shell) -> HTML {
    let t = shell.t
    let actions = PeopleAction.allCases.filter { isStaff || $0 == .invite }
    let titles: [PeopleAction: String] = [.invite: t("people.invite_again"), .block: t("people.block"), .release: t("people.release")]
    let buttons = actions.map { action -> HTML in "<button name=\"action\" value=\"\(action.rawValue)\">\(titles[action] ?? "")</button>" }
    return """
        <form method="post" action="\(Address.people)/actions"><input type="hidden" name="return" value="\(shell.path)">\(table)
        <div class="buttons" role="group" aria-label="\(t("bulk.with_chosen"))"><span class="faint">\(t("bulk.with_chosen"))</span>\(buttons)</div></form>
        """
}

/// People as a list: on their page, and as a sheet.
func peopleListing(_ query: PeopleQuery, in shell: Shell) -> Listing<PeoplePage.Row> {
    let t = shell.t
    let columns: [Column<PeoplePage.Row>] = [
        Column(
            key: "choose", title: t("bulk.choice"), kind: .choose, isOptional: false,
            cell: { "<input type=\"checkbox\" name=\"person\" value=\"\($0.id)\" aria-label=\"\(t("bulk.choose_person", ["name": .text($0.name)]))\">" }),
        Column(
            key: "name", title: t("people.name"), kind: .wideLead, isOptional: false, sorting: .init(ascending: PeopleSorting.name.rawValue, descending: PeopleSorting.nameDown.rawValue),
            cell: { "<a href=\"\(Address.person($0.id))\">\($0.name)</a>" }, value: { .text($0.name) }),
        Column(
            key: "email", title: t("sign_in.email"), sorting: .init(ascending: PeopleSorting.email.rawValue, descending: PeopleSorting.emailDown.rawValue), cell: { "\($0.email)" },
            value: { .text($0.email) }),
        Column(key: "role", title: t("people.role"), cell: { "\($0.roles.map { "<small>\($0)</small>" as HTML })" }, value: { sheetText($0.roles.joined(separator: "; ")) }),
        Column(
            key: "status", title: t("people.status"), cell: { badge(t("person_status.\($0.status)"), Tone(personStatus: $0.status)) }, value: { .text(t("person_status.\($0.status)")) }),
        Column(
            key: "factor", title: t("security.factor"), cell: { "\(t($0.hasSecondFactor ? "parameter.yes" : "parameter.no"))" },
            value: { .text(t($0.hasSecondFactor ? "parameter.yes" : "parameter.no")) }),
        Column(key: "signed_in", title: t("people.signed_in"), cell: { $0.signedInAt.map { timeTag($0, in: shell) } ?? "—" }, value: { sheetText($0.signedInAt.map { shell.time($0) }) }),
    ]
    return Listing(
        name: .people, title: t("section.people"), columns: columns, order: query.sort.rawValue, style: "lines stacked editing",
        ordered: { sort in Address.people(query.with { ($0.sort, $0.cursor) = (PeopleSorting(rawValue: sort) ?? .name, nil) }) })
}

/// Its name to be changed, and the way to do without it.
private func department(_ one: Choice, _ page: PeoplePage, in shell: Shell) -> HTML {
    let t = shell.t
    let field = FormField(name: "department-\(one.key)", label: t("people.department"), value: one.title, control: .input(type: "text", [("maxlength", "100"), ("required", "")]))
    return """
        <details class="unfold"\(attributes: [("open", page.problems.contains { $0.field == "department-\(one.key)" } ? "" : nil)])><summary>\(one.title)</summary>
        <form method="post" action="\(Address.departments)/\(one.key)">\(field.html(page.problems))<button>\(t("people.department.rename"))</button></form>
        <form method="post" action="\(Address.departments)/\(one.key)/removal"><p class="faint">\(t("people.department.remove.text"))</p><button class="danger">\(t("people.department.remove"))<span class="unseen"> \(one.title)</span></button></form></details>
        """
}

private func departments(_ page: PeoplePage, in shell: Shell) -> HTML? {
    guard !page.isStaff else { return nil }
    let t = shell.t
    let field = FormField(name: "department", label: t("people.new_department"), control: .input(type: "text", [("maxlength", "100"), ("required", "")]))
    return """
        <section class="card narrow"><h2>\(t("people.departments"))</h2>\(page.departments.isEmpty ? "<p class=\"faint\">\(t("people.no_departments"))</p>" : "\(page.departments.map { department($0, page, in: shell) })" as HTML)
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
        <button class="primary">\(t("people.invite.submit"))</button></form>\(privacyNote(in: shell))</section>
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
    // What cannot be taken back is asked for twice.
    func confirmed(_ path: String, _ title: String, _ text: String, _ hidden: HTML? = nil) -> HTML {
        "<details class=\"unfold\"><summary>\(title)</summary><p>\(text)</p>\(button(path, title, hidden, class: "danger"))</details>"
    }
    let leaving = page.memberships.map { membership -> HTML in
        confirmed(
            "leaving", t("people.leaving", ["client": .text(membership.clientName)]), t("people.leaving.text"), "<input type=\"hidden\" name=\"client\" value=\"\(membership.client)\">")
    }
    let invite: HTML? = page.row.status == "invited" ? button("invitation", t("people.invite_again")) : nil
    let block: HTML? = !page.isStaff ? nil : page.row.status == "blocked" ? button("release", t("people.release")) : button("block", t("people.block"))
    let factor: HTML? = page.isStaff && page.row.hasSecondFactor ? button("second-factor-removal", t("people.take_factor")) : nil
    let sessions: HTML? = page.isStaff ? confirmed("sign-out", t("people.sign_out"), t("people.sign_out.text")) : nil
    let erasure: HTML? = !page.isStaff ? nil : """
        <details class="unfold"\(attributes: [("open", page.problems.contains { ["reason", "note"].contains($0.field) } ? "" : nil)])><summary>\(t("people.erase"))</summary><p>\(t("people.erase.text"))</p><form method="post" action="\(base)/erasure">
        \(FormField(name: "reason", label: t("erasure.reason"), control: .select(ErasureReason.allCases.map { Choice(key: $0.rawValue, title: t("erasure_reason.\($0.rawValue)"), isChosen: $0 == page.erasureReason) })).html(page.problems))
        \(FormField(name: "note", label: t("erasure.note"), hint: t("erasure.note.hint"), control: .input(type: "text", [("maxlength", "500"), ("autocomplete", "off")])).html(page.problems))
        <button class="danger">\(t("people.erase"))</button></form></details>
        """
    return """
        \(correction(page, in: shell))\(role)\(limit)
        \(merging(page, in: shell))
        <section class="card"><h2>\(t("people.access"))</h2><p class="faint">\(t("people.access.text"))</p><div class="buttons">\(invite)\(factor)\(block)</div>\(sessions)\(leaving)\(erasure)</section>
        """
}

/// Of a client's person: records that look like his, and another one by its address.
private func merging(_ page: PersonPage, in shell: Shell) -> HTML? {
    guard page.canBeMerged else { return nil }
    let t = shell.t
    let action = Address.peopleMerge(page.row.id)
    let alike: HTML? = page.alike.isEmpty ? nil : """
        <p>\(t("people.merge.alike"))</p><ul class="plain">\(page.alike.map { one -> HTML in
            "<li>\(one.title) <a class=\"button small\" href=\"\(Address.peopleMerge(page.row.id, with: one.key))\">\(t("people.merge.look"))<span class=\"unseen\"> \(one.title)</span></a></li>"
        })</ul>
        """
    let field = FormField(name: "with", label: t("people.merge.email"), value: page.other, control: .input(type: "email", [("required", ""), ("maxlength", "254"), ("autocomplete", "off")]))
    let isOpen = !page.alike.isEmpty || page.problems.contains { $0.field == "with" }
    return """
        <section class="card narrow"><details class="unfold"\(attributes: [("open", isOpen ? "" : nil)])><summary>\(t("people.merge"))</summary>
        <p>\(t("people.merge.text"))</p>\(alike)
        <form action="\(action)">\(field.html(page.problems))<button>\(t("people.merge.look"))</button></form></details></section>
        """
}

/// Name and address, to be corrected.
private func correction(_ page: PersonPage, in shell: Shell) -> HTML {
    let t = shell.t
    let fields = [
        FormField(name: "name", label: t("people.name"), value: page.typed?.name ?? page.row.name, control: .input(type: "text", [("required", ""), ("maxlength", "200"), ("autocomplete", "off")])),
        FormField(
            name: "email", label: t("sign_in.email"), value: page.typed?.email ?? page.row.email, hint: t("people.correct.hint"),
            control: .input(type: "email", [("required", ""), ("maxlength", "254"), ("autocomplete", "off")])),
    ]
    return """
        <section class="card narrow"><h2>\(t("people.correct"))</h2><form method="post" action="\(Address.person(page.row.id))/correction">
        <input type="hidden" name="seen_name" value="\(page.row.name)"><input type="hidden" name="seen_email" value="\(page.row.email)">
        \(fields.map { $0.html(page.problems) })<button class="primary">\(t("people.save"))</button></form></section>
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
    let given: HTML? = list.isEmpty ? nil : "<ul class=\"plain\">\(list)</ul>"
    let named: HTML? = page.clientsOfERP.isEmpty ? nil : """
        <p>\(t("people.clients.of_erp"))</p><ul class="plain">\(page.clientsOfERP.map { "<li><a href=\"\(Address.client($0.key))\">\($0.title)</a></li>" as HTML })</ul>
        """
    let none: HTML? = given == nil && named == nil ? "<p>\(t("people.clients.none"))</p>" : nil
    let substitutes: HTML? = page.substitutes.isEmpty ? nil : """
        <form method="post" action="\(base)/substitutes/end"><ul class="plain">\(page.substitutes.map { one -> HTML in
            "<li>\(one.text) \(one.canEnd ? "<button class=\"small\" name=\"substitute\" value=\"\(one.id)\">\(t("people.substitute.end"))<span class=\"unseen\"> \(one.text)</span></button>" as HTML : nil)</li>"
        })</ul></form>
        """
    let typed = page.appointed ?? (email: "", from: "", to: "")
    let dates = [("from", t("people.substitute.from"), typed.from), ("to", t("people.substitute.to"), typed.to)].map {
        FormField(name: $0.0, label: $0.1, value: $0.2, control: .input(type: "date", [("required", "")])).html(page.problems)
    }
    return """
        <section class="card narrow"><h2>\(t("people.clients"))</h2><p class="faint">\(t("people.clients.text"))</p>
        <form method="post" action="\(base)/clients">\(enterButton())\(given)\(named)\(none)
        \(FormField(name: "client", label: t("people.clients.code"), hint: t("people.clients.hint"), control: .input(type: "text", [("maxlength", "200")])).html(page.problems))<button name="add" value="1">\(t("people.clients.give"))</button></form></section>
        <section class="card narrow"><h2>\(t("people.substitutes"))</h2>\(substitutes)<form method="post" action="\(base)/substitutes">
        \(FormField(name: "substitute", label: t("people.substitute.email"), value: typed.email, control: .input(type: "email", [("required", ""), ("maxlength", "254")])).html(page.problems))\(dates)
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
