import HTML
import Kernel
import Localization

let passkeysScript: HTML = "<script type=\"module\" src=\"\(Asset.passkeys.address)\"></script>"

/// A form that a script fills with the browser's answer and shows where the browser has passkeys.
/// - Parameters:
///   - act: `make` or `show`.
///   - address: where the answer goes; the question comes from `/challenge` behind it.
func passkeyForm(_ act: String, _ address: String, in shell: Shell, _ fields: HTML, button: HTML) -> HTML {
    let t = shell.t
    let answers = act == "make" ? ["client_data", "attestation", "transports"] : ["id", "client_data", "authenticator_data", "signature", "user_handle"]
    let known: String? = act == "make" ? t("passkeys.known_here") : nil
    return """
        <form method="post" action="\(address)" data-passkey="\(act)" data-from="\(address)/challenge" data-cancelled="\(t("passkeys.cancelled"))" \
        data-failed="\(t("passkeys.failed"))"\(attributes: [("data-known", known)]) hidden="">\(fields)\
        \(answers.map { "<input type=\"hidden\" name=\"\($0)\">" as HTML })<p class="wrong" role="alert"></p>\(button)</form>
        """
}

/// The viewer's passkeys, each with the way to remove it, and the form that adds one.
func passkeysSection(_ page: SecurityPage, in shell: Shell) -> HTML {
    let t = shell.t
    guard let passkeys = page.passkeys else { return "" }
    let name = FormField(
        name: "passkey-name", label: t("passkeys.name"), value: page.passkeyName, hint: t("passkeys.name.hint"),
        control: .input(type: "text", [("required", ""), ("maxlength", "60"), ("autocomplete", "off")]))
    let password = passwordField("passkey-password", in: shell)
    let fields: HTML = "\(name.html(page.problems))\(password.html(page.problems))"
    return """
        <section class="stack"><h2>\(t("passkeys.title"))</h2><p>\(t("passkeys.text"))</p>
        \(passkeys.isEmpty ? nil : list(passkeys, page, in: shell))
        <div class="card narrow"><h3>\(t("passkeys.add"))</h3>
        <noscript><p>\(t("passkeys.without"))</p></noscript><p data-without-passkeys="" hidden="">\(t("passkeys.without"))</p>
        \(passkeyForm("make", Address.passkeys, in: shell, fields, button: "<button>\(t("passkeys.add"))</button>"))</div>
        \(passkeysScript)</section>
        """
}

private func list(_ passkeys: [SecurityPage.Passkey], _ page: SecurityPage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = passkeys.map { passkey -> HTML in
        let field = passwordField("passkey-\(passkey.id)-password", in: shell)
        let isWrong = page.problems.contains { $0.field == field.name }
        return """
            <tr><th scope="row" class="lead">\(passkey.name)</th><td data-label="\(t("passkeys.created"))">\(timeTag(passkey.createdAt, in: shell))</td>
            <td data-label="\(t("passkeys.used"))">\(passkey.usedAt.map { timeTag($0, in: shell) } ?? "\(t("passkeys.never"))")</td>
            <td class="act"><details class="removal"\(attributes: [("open", isWrong ? "" : nil)])><summary>\(t("passkeys.remove"))<span class="unseen"> \(passkey.name)</span></summary>
            <form method="post" action="\(Address.passkeyRemoval(passkey.id))"><p>\(t("passkeys.remove.text"))</p>\(field.html(page.problems))\
            <button class="danger">\(t("passkeys.remove"))</button></form></details></td></tr>
            """
    }
    return """
        <table class="lines stacked"><caption class="unseen">\(t("passkeys.title"))</caption><thead><tr><th scope="col">\(t("passkeys.name"))</th><th scope="col">\(t("passkeys.created"))</th>\
        <th scope="col">\(t("passkeys.used"))</th><th scope="col"><span class="unseen">\(t("passkeys.remove"))</span></th></tr></thead><tbody>\(rows)</tbody></table>
        """
}

private func passwordField(_ name: String, in shell: Shell) -> FormField {
    FormField(
        name: name, label: shell.t("security.password.current"), control: .input(type: "password", [("autocomplete", "current-password"), ("required", ""), ("maxlength", "200")]))
}
