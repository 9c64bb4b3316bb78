import HTML
import Kernel
import Localization

func lostPasswordPage(_ page: LostPasswordPage, in shell: Shell) -> HTML {
    let t = shell.t
    let field = FormField(
        name: "email", label: t("sign_in.email"), value: page.email,
        control: .input(type: "email", [("autocomplete", "username"), ("required", ""), ("maxlength", "254"), ("inputmode", "email")]))
    let form: HTML = """
        <p>\(t("lost_password.lead"))</p>
        \(problemSummary(page.refusal, page.problems, in: shell))
        <form method="post" action="\(Address.lostPassword)">
        \(field.html(page.problems))
        <button class="primary wide">\(t("lost_password.submit"))</button>
        </form>
        \(privacyNote(in: shell))
        """
    let sent: HTML = "<p role=\"status\">\(t("lost_password.sent"))</p>"
    let noMail: HTML? = page.hasMail ? nil : "<p class=\"flash notice\">\(t("lost_password.no_mail"))</p>"
    return document(
        t("lost_password.title"), in: shell,
        """
        <div class="gate"><h1>\(t("lost_password.title"))</h1>\(noMail)\(page.isSent ? sent : form)
        <p><a href="\(Address.signIn)">\(t("lost_password.back"))</a></p></div>
        """)
}

func newPasswordPage(_ page: NewPasswordPage, in shell: Shell) -> HTML {
    let t = shell.t
    let title = t(page.isInvitation ? "new_password.welcome" : "new_password.title")
    return document(
        title, in: shell,
        """
        <div class="gate"><h1>\(title)</h1>
        <p>\(t(page.isInvitation ? "new_password.welcome.text" : "new_password.text", ["name": .text(page.name)]))</p>
        \(problemSummary(nil, page.problems, in: shell))
        <form method="post" action="\(Address.access(page.token))">
        <div class="field"><label for="username">\(t("sign_in.email"))</label><input id="username" type="email" value="\(page.email)" autocomplete="username" readonly=""></div>
        \(newPasswordField(in: shell).html(page.problems))
        <button class="primary wide">\(t("new_password.submit"))</button>
        </form>\(privacyNote(in: shell))</div>
        """)
}

/// One field to type a new password into; what it must be like is said before.
func newPasswordField(in shell: Shell) -> FormField {
    FormField(
        name: "password", label: shell.t("new_password.password"), hint: shell.t("new_password.hint"),
        control: .input(type: "password", [("autocomplete", "new-password"), ("required", ""), ("minlength", "12"), ("maxlength", "200")]))
}

func signInCodePage(_ page: SignInCodePage, in shell: Shell) -> HTML {
    let t = shell.t
    return document(
        t("sign_in_code.title"), in: shell,
        """
        <div class="gate"><h1>\(t("sign_in_code.title"))</h1>
        \(problemSummary(page.refusal, page.problems, in: shell))
        \(page.hasPasskeys ? byPasskey(page.returnPath, in: shell) : nil)
        <form method="post" action="\(Address.signInCode)"><input type="hidden" name="return" value="\(page.returnPath)">
        \(codeField(t(page.hasApp ? "sign_in_code.code" : "sign_in_code.recovery"), hint: t(page.hasApp ? "sign_in_code.hint" : "sign_in_code.recovery.hint")).html(page.problems))
        <button class="\(page.hasPasskeys ? "wide" : "primary wide")">\(t("sign_in.submit"))</button>
        </form>
        <form method="post" action="\(Address.signOut)"><p><button class="quiet">\(t("sign_in_code.other"))</button></p></form></div>
        """)
}

private func byPasskey(_ returnPath: String, in shell: Shell) -> HTML {
    let t = shell.t
    return """
        <noscript><p class="faint">\(t("passkeys.second.without"))</p></noscript>
        \(passkeyForm("show", Address.passkeySecond, in: shell, "<input type=\"hidden\" name=\"return\" value=\"\(returnPath)\">", button: "<button class=\"primary wide\">\(t("passkeys.second"))</button>"))
        \(passkeysScript)
        """
}

func codeField(_ label: String, hint: String) -> FormField {
    FormField(
        name: "code", label: label, hint: hint,
        control: .input(type: "text", [("autocomplete", "one-time-code"), ("required", ""), ("maxlength", "30"), ("autocapitalize", "none"), ("spellcheck", "false")]))
}
