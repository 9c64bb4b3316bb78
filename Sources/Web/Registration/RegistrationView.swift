import Customers
import HTML
import Kernel
import Localization

func registrationPage(_ page: RegistrationPage, in shell: Shell) -> HTML {
    let t = shell.t
    if page.isSent {
        return document(t("registration.title"), in: shell, "<div class=\"gate\"><h1>\(t("registration.title"))</h1><p role=\"status\">\(t("registration.sent"))</p><p><a href=\"\(Address.start)\">\(t("problem.home"))</a></p></div>")
    }
    func input(_ name: String, _ value: String, _ type: String = "text", limit: String, _ further: [(StaticString, String?)] = []) -> FormField {
        FormField(name: name, label: t("registration.\(name)"), value: value, control: .input(type: type, [("maxlength", limit)] + further))
    }
    let required: [(StaticString, String?)] = [("required", "")]
    let fields = [
        FormField(name: "inn", label: t("registration.inn"), value: page.inn, hint: t("registration.inn.hint"), control: .input(type: "text", [("maxlength", "20"), ("required", ""), ("inputmode", "numeric")])),
        input("company", page.company, limit: "300", required + [("autocomplete", "organization")]), input("name", page.name, limit: "200", required + [("autocomplete", "name")]),
        input("email", page.email, "email", limit: "254", required + [("autocomplete", "email")]), input("phone", page.phone, "tel", limit: "50", [("autocomplete", "tel")]),
        FormField(name: "note", label: t("registration.note"), value: page.note, control: .area(rows: 3, limit: 2000)),
    ]
    return document(
        t("registration.title"), in: shell,
        """
        <div class="gate"><h1>\(t("registration.title"))</h1><p>\(t("registration.lead"))</p>\(problemSummary(page.refusal, page.problems, in: shell))
        <form method="post" action="\(Address.registration)">\(fields.map { $0.html(page.problems) })
        \(consentBoxes(page.consents, agreed: page.agreed, page.problems, in: shell))
        <button class="primary wide">\(t("registration.submit"))</button></form>\(privacyNote(in: shell))</div>
        """)
}

func registrationsPage(_ page: RegistrationsPage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.rows.map { row -> HTML in
        let reason = FormField(name: "reason", id: "reason-\(row.id)", label: t("registrations.reason"), hint: t("registrations.reason.hint"), control: .input(type: "text", [("maxlength", "500"), ("required", "")]))
        let known = row.known.map { choice -> HTML in "<button name=\"client\" value=\"\(choice.key)\">\(t("registrations.join", ["client": .text(choice.title)]))</button>" }
        let actions: HTML? = row.state != "new" ? nil : """
            <form method="post" action="\(Address.registrations)/\(row.id)/acceptance" class="buttons">\(known)<button class="primary" name="client" value="">\(t("registrations.accept"))</button></form>
            <details><summary>\(t("registrations.refuse"))</summary><form method="post" action="\(Address.registrations)/\(row.id)/refusal">\(reason.html([]))<button>\(t("registrations.refuse"))</button></form></details>
            """
        return """
            <section class="card"><header><h2>\(row.company)</h2>\(badge(t("registration_state.\(row.state)"), row.state == "new" ? .warn : row.state == "accepted" ? .good : .quiet))</header>
            \(facts([(t("registration.inn"), fact(row.inn)), (t("registration.name"), fact(row.person)), (t("registration.email"), fact(row.email)), (t("registration.phone"), fact(row.phone)), (t("registration.note"), fact(row.note)), (t("registrations.since"), timeTag(row.createdAt, in: shell)), (t("registrations.reason"), fact(row.reason))] + row.consents.map { (t("consent_purpose.\($0.purpose.rawValue)"), given($0, in: shell)) }))\(doubles(row, in: shell))\(actions)</section>
            """
    }
    return document(
        t("registrations.title"), in: shell,
        """
        \(crumbs([(t("section.people"), Address.people)], in: shell))
        <div class="titlebar"><h1>\(t("registrations.title"))</h1></div>\(problemSummary(page.refusal, [], in: shell))
        \(page.rows.isEmpty ? emptyState(t("registrations.nothing"), t("registrations.nothing.text")) : "\(rows)")
        """)
}

/// Which text was agreed to, and when.
private func given(_ consent: RegistrationsPage.Consent, in shell: Shell) -> HTML {
    let t = shell.t
    let version: HTML =
        consent.version.map { "<a href=\"\(Address.consentText(consent.purpose, version: $0))\">\(t("consent.version", ["version": .integer(Int64($0))]))</a>" } ?? "\(t("consent.version.before"))"
    return "\(version), \(timeTag(consent.givenAt, in: shell))\(consent.isOutdated ? " \(badge(t("registrations.consent_outdated"), .warn))" as HTML : nil)"
}

/// Several clients have the number: they may be one.
private func doubles(_ row: RegistrationsPage.Row, in shell: Shell) -> HTML? {
    guard row.showsDoubles, let first = row.known.first else { return nil }
    let names = row.known.map(\.title).joined(separator: ", ")
    return "<p><a href=\"\(Address.merge(first.key))\">\(shell.t("merge.likely"))</a>: \(names)</p>"
}
