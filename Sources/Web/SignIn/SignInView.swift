import HTML
import Localization

func signInPage(_ page: SignInPage, in shell: Shell) -> HTML {
    document(shell.t("sign_in.title"), in: shell, "<div class=\"gate\"><h1>\(shell.t("sign_in.title"))</h1>\(signInForm(page, in: shell))\(openCatalogueLink(shell))</div>")
}

/// What a visitor sees first: whose portal this is, and the way in.
func startPage(_ page: SignInPage, in shell: Shell) -> HTML {
    let t = shell.t
    return document(
        t("start.title"), in: shell,
        """
        <div class="start">
        <section>
        <p class="eyebrow">\(t("start.eyebrow"))</p>
        <h1>\(shell.house)</h1>
        <p class="lead">\(t("start.lead"))</p>
        <ul class="ticks"><li>\(t("start.prices"))</li><li>\(t("start.stock"))</li><li>\(t("start.orders"))</li><li>\(t("start.account"))</li></ul>
        \(openCatalogueLink(shell))
        </section>
        <section class="gate"><h2>\(t("sign_in.title"))</h2>\(signInForm(page, in: shell))<p class="faint">\(t("start.no_access"))</p><p><a href="\(Address.registration)">\(t("registration.title"))</a></p></section>
        </div>
        """)
}

/// The way to the catalogue without signing in, where the house has opened it.
private func openCatalogueLink(_ shell: Shell) -> HTML? {
    shell.isOpen ? "<p class=\"buttons\"><a class=\"button\" href=\"\(Address.catalog)\">\(shell.t("visitor.look"))</a></p>" : nil
}

private func signInForm(_ page: SignInPage, in shell: Shell) -> HTML {
    let t = shell.t
    let email = FormField(
        name: "email", label: t("sign_in.email"), value: page.email,
        control: .input(type: "email", [("autocomplete", "username"), ("required", ""), ("maxlength", "254"), ("inputmode", "email")]))
    let password = FormField(
        name: "password", label: t("sign_in.password"),
        control: .input(type: "password", [("autocomplete", "current-password"), ("required", ""), ("maxlength", "200")]))
    return """
        \(problemSummary(page.refusal, page.problems, in: shell))
        <form method="post" action="\(Address.signIn)"><input type="hidden" name="return" value="\(page.returnPath)">
        \(email.html(page.problems))
        \(password.html(page.problems))
        <button class="primary wide">\(t("sign_in.submit"))</button>
        <p><a href="\(Address.lostPassword)">\(t("lost_password.title"))</a></p>
        </form>
        \(page.hasPasskeys ? byPasskey(page.returnPath, in: shell) : nil)
        """
}

private func byPasskey(_ returnPath: String, in shell: Shell) -> HTML {
    let t = shell.t
    return """
        <noscript><p class="faint">\(t("passkeys.sign_in.without"))</p></noscript>
        \(passkeyForm("show", Address.passkeySignIn, in: shell, "<input type=\"hidden\" name=\"return\" value=\"\(returnPath)\">", button: "<button class=\"wide\">\(t("passkeys.sign_in"))</button>"))
        \(passkeysScript)
        """
}
