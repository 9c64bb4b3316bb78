import Formats
import HTML
import Kernel
import Localization

/// Everything about the person's own way in.
func securityPage(_ page: SecurityPage, in shell: Shell) -> HTML {
    let t = shell.t
    return document(
        t("security.title"), in: shell,
        """
        <div class="titlebar"><h1>\(t("security.title"))</h1></div>
        \(problemSummary(nil, page.problems, in: shell))
        \(factor(page, in: shell))
        \(passkeysSection(page, in: shell))
        \(sessions(page, in: shell))
        \(password(page, in: shell))
        \(whoItIs(page, in: shell))
        \(letters(page, in: shell))
        <section class="card narrow"><h2>\(t("consents.own"))</h2><p>\(t("security.consents.text"))</p><p><a class="button" href="\(Address.ownConsents)">\(t("consents.own"))</a></p></section>
        <section class="card narrow"><h2>\(t("security.data"))</h2><p>\(t("security.data.text"))</p><p><a class="button" href="\(Address.personalData)">\(t("security.data.download"))</a></p></section>
        """)
}

/// Which letters come.
private func letters(_ page: SecurityPage, in shell: Shell) -> HTML? {
    let t = shell.t
    guard !page.letters.isEmpty else { return nil }
    let boxes = page.letters.map { letter -> HTML in
        "<p><label class=\"check\"><input type=\"checkbox\" name=\"letter\" value=\"\(letter.key)\"\(attributes: [("checked", letter.isChosen ? "" : nil)])> \(letter.title)</label></p>"
    }
    return """
        <section class="card narrow"><h2>\(t("own_letters.title"))</h2><p>\(t("own_letters.text"))</p><form method="post" action="\(Address.security)/letters">\(page.letters.map { letter -> HTML in "<input type=\"hidden\" name=\"shown\" value=\"\(letter.key)\">" })\(boxes)<button>\(t("people.save"))</button></form></section>
        """
}

private func factor(_ page: SecurityPage, in shell: Shell) -> HTML {
    let t = shell.t
    let codes: HTML = "<p>\(t.plural("security.codes_left", page.recoveryCodesLeft))</p>"
    guard let since = page.secondFactorSince else {
        let isByPasskey = page.passkeys?.isEmpty == false
        let state = page.owesSecondFactor ? "security.factor.owed" : isByPasskey ? "security.factor.by_passkey" : "security.factor.off"
        return """
            <section class="card"><h2>\(t("security.factor"))</h2><p>\(t(state))</p>\(isByPasskey ? codes : nil)
            <p><a class="button primary" href="\(Address.secondFactor)">\(t("security.factor.switch_on"))</a></p></section>
            """
    }
    return """
        <section class="card"><h2>\(t("security.factor"))</h2>
        <p>\(badge(t("security.factor.on"), .good)) \(t("security.factor.since")) \(timeTag(since, in: shell))</p>
        \(codes)
        <details><summary>\(t("security.factor.switch_off"))</summary><form method="post" action="\(Address.secondFactor)/removal">
        \(passwordOfFactor(t).html(page.problems))<button>\(t("security.factor.switch_off"))</button></form></details></section>
        """
}

private func passwordOfFactor(_ t: Texts) -> FormField {
    FormField(
        name: "factor-password", label: t("sign_in.password"), control: .input(type: "password", [("autocomplete", "current-password"), ("required", ""), ("maxlength", "200")]))
}

private func sessions(_ page: SecurityPage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.sessions.map { session -> HTML in
        let act: HTML =
            session.isCurrent
            ? badge(t("security.session.current"), .active)
            : "<button name=\"session\" value=\"\(session.key)\">\(t("security.session.end"))<span class=\"unseen\"> \(session.agent), \(session.place)</span></button>"
        return """
            <tr><th scope="row" class="lead">\(timeTag(session.createdAt, in: shell))</th><td data-label="\(t("security.session.device"))" class="name">\(session.agent)</td>
            <td data-label="\(t("security.session.place"))">\(session.place)</td><td class="act">\(act)</td></tr>
            """
    }
    let others: HTML? = page.sessions.count > 1 ? "<p><button name=\"session\" value=\"others\">\(t("security.session.end_others"))</button></p>" : nil
    return """
        <section><h2>\(t("security.sessions"))</h2><form method="post" action="\(Address.security)/sessions">
        <table class="lines stacked"><caption class="unseen">\(t("security.sessions"))</caption><thead><tr><th scope="col">\(t("security.session.since"))</th>\
        <th scope="col">\(t("security.session.device"))</th><th scope="col">\(t("security.session.place"))</th><th scope="col"><span class="unseen">\(t("security.session.end"))</span></th></tr></thead>
        <tbody>\(rows)</tbody></table>\(others)</form></section>
        """
}

private func password(_ page: SecurityPage, in shell: Shell) -> HTML {
    let t = shell.t
    let current = FormField(
        name: "current", label: t("security.password.current"), control: .input(type: "password", [("autocomplete", "current-password"), ("required", ""), ("maxlength", "200")]))
    return """
        <section class="card narrow"><h2>\(t("security.password"))</h2><p>\(t("security.password.text"))</p>
        <form method="post" action="\(Address.security)/password"><input type="hidden" name="username" value="\(page.email)" autocomplete="username">
        \(current.html(page.problems))\(newPasswordField(in: shell).html(page.problems))<button class="primary">\(t("security.password.submit"))</button></form></section>
        """
}

/// Name and address, each with the way to correct it.
private func whoItIs(_ page: SecurityPage, in shell: Shell) -> HTML {
    let t = shell.t
    let name = FormField(
        name: "name", label: t("people.name"), value: page.typed["name"] ?? page.name, control: .input(type: "text", [("required", ""), ("maxlength", "200"), ("autocomplete", "name")]))
    let rename: HTML =
        page.canRename
        ? "<form method=\"post\" action=\"\(Address.security)/name\">\(name.html(page.problems))<button>\(t("security.name.submit"))</button></form>"
        : "<p>\(page.name)</p><p class=\"faint\">\(t("security.name.by_house"))</p>"
    let email = FormField(
        name: "email", label: t("security.email.new"), value: page.typed["email"] ?? "", hint: t("security.email.hint"),
        control: .input(type: "email", [("required", ""), ("maxlength", "254"), ("autocomplete", "off")]))
    let password = FormField(
        name: "email-password", label: t("sign_in.password"), control: .input(type: "password", [("autocomplete", "current-password"), ("required", ""), ("maxlength", "200")]))
    let waiting: HTML? = page.newEmail.map { "<p class=\"flash notice\">\(t("security.email.waiting", ["email": .text($0)]))</p>" }
    return """
        <section class="card narrow"><h2>\(t("security.person"))</h2>\(rename)\(privacyNote(in: shell))</section>
        <section class="card narrow"><h2>\(t("sign_in.email"))</h2><p>\(page.email)</p>\(waiting)
        <details\(attributes: [("open", page.problems.contains { $0.field.hasPrefix("email") } ? "" : nil)])><summary>\(t("security.email.change"))</summary>
        <form method="post" action="\(Address.security)/email">\(email.html(page.problems))\(password.html(page.problems))<button class="primary">\(t("security.email.submit"))</button></form></details></section>
        """
}

/// What is confirmed by whoever reads the new address, or called off by whoever reads the present one; opening the link alone changes nothing.
func emailChangePage(_ page: EmailChangePage, in shell: Shell) -> HTML {
    let t = shell.t
    let words = page.isCancelling ? "email_cancel" : "email_change"
    let address = page.isCancelling ? "\(Address.emailChange(page.token))/cancellation" : Address.emailChange(page.token)
    return document(
        t("\(words).title"), in: shell,
        """
        <div class="gate"><h1>\(t("\(words).title"))</h1>
        <p>\(t("\(words).text", ["name": .text(page.name), "email": .text(page.email)]))</p>
        <form method="post" action="\(address)"><button class="primary wide">\(t("\(words).submit"))</button></form></div>
        """)
}

func secondFactorPage(_ page: SecondFactorPage, in shell: Shell) -> HTML {
    let t = shell.t
    let instead: HTML? = page.hasPasskeys ? "<p><a href=\"\(Address.security)\">\(t("second_factor.passkey"))</a></p>" : nil
    let code = QRCode(page.address).map { qrDrawing($0, label: t("second_factor.qr")) }
    let password = page.asksPassword ? passwordOfFactor(t).html(page.problems) : nil
    return document(
        t("security.factor"), in: shell,
        """
        \(crumbs([(t("security.title"), Address.security)], in: shell))
        <div class="titlebar"><h1>\(t("second_factor.title"))</h1></div>
        <section class="card narrow">
        <p>\(t(page.owesSecondFactor ? "security.factor.owed" : "second_factor.lead"))</p>\(instead)
        <ol class="steps"><li>\(t("second_factor.app"))</li><li>\(t(code == nil ? "second_factor.key" : "second_factor.scan")) \(code)<code class="key">\(page.secret)</code> <a href="\(page.address)">\(t("second_factor.open"))</a></li>
        <li>\(t("second_factor.confirm"))</li></ol>
        \(problemSummary(nil, page.problems, in: shell))
        <form method="post" action="\(Address.secondFactor)">
        \(codeField(t("sign_in_code.code"), hint: t("second_factor.hint")).html(page.problems))\(password)
        <button class="primary">\(t("security.factor.switch_on"))</button></form></section>
        """)
}

/// The recovery codes, shown once.
func recoveryCodesPage(_ codes: [String], in shell: Shell) -> HTML {
    let t = shell.t
    return document(
        t("recovery.title"), in: shell,
        """
        <div class="titlebar"><h1>\(t("recovery.title"))</h1></div>
        <section class="card narrow"><p>\(t("recovery.text"))</p>
        <ul class="codes-list">\(codes.map { "<li><code>\($0)</code></li>" as HTML })</ul>
        <p><a class="button primary" href="\(Address.start)">\(t("recovery.done"))</a></p></section>
        """)
}
