import Customers
import HTML
import Kernel
import Localization

/// The text of a consent on a page of its own: what registration and the account link to.
func consentTextPage(_ text: ConsentTextShown, in shell: Shell) -> HTML {
    let t = shell.t
    let title = t("consent_purpose.\(text.purpose.rawValue)")
    return document(
        title, in: shell,
        """
        <div class="titlebar"><h1>\(t("consent.text")): \(title)</h1></div>
        <section class="card narrow"><p class="faint">\(version(text, in: shell))</p><p class="prose">\(text.text)</p></section>
        """)
}

/// What is asked of somebody who registers: a box for each purpose, none of them ticked, with the words it stands for.
func consentBoxes(_ texts: [ConsentTextShown], agreed: Set<ConsentPurpose>, _ problems: [FieldProblem], in shell: Shell) -> [HTML] {
    let t = shell.t
    return texts.map { text -> HTML in
        let name = text.purpose.rawValue
        let wrong = problems.filter { $0.field == name }
        let wrongLine: HTML? = wrong.isEmpty ? nil : "<small class=\"wrong\" id=\"\(name)-problem\">\(wrong.map(\.text).joined(separator: " "))</small>"
        let states: [(StaticString, String?)] = [
            ("required", text.purpose.isNecessary ? "" : nil), ("checked", agreed.contains(text.purpose) ? "" : nil),
            ("aria-describedby", wrong.isEmpty ? nil : "\(name)-problem"),
        ]
        return """
            <div class="field"><label class="check"><input type="checkbox" id="\(name)" name="\(name)" value="\(text.version)"\(attributes: states)> <span>\(t("consent.agree.\(name)"))</span></label>\(wrongLine)
            <details class="unfold"><summary>\(t("consent.text"))</summary><p class="prose">\(text.text)</p>\
            <p class="faint">\(version(text, in: shell)). <a href="\(Address.consentText(text.purpose))" target="_blank">\(t("consent.text.apart"))</a></p></details></div>
            """
    }
}

/// The person's own consents.
func ownConsentsPage(_ page: OwnConsentsPage, in shell: Shell) -> HTML {
    let t = shell.t
    return document(
        t("consents.own"), in: shell,
        """
        \(crumbs([(t("security.title"), Address.security)], in: shell))
        <div class="titlebar"><h1>\(t("consents.own"))</h1></div>\(problemSummary(page.refusal, [], in: shell))
        \(page.purposes.map { ownConsent($0, in: shell) })
        """)
}

private func ownConsent(_ own: OwnConsentsPage.Purpose, in shell: Shell) -> HTML {
    let t = shell.t
    let name = own.purpose.rawValue
    let base = "\(Address.ownConsents)/\(name)"
    let state: HTML =
        own.held != nil ? badge(t("consents.given"), .good) : own.erasedBy != nil ? badge(t("consents.withdrawn"), .warn) : badge(t("consents.none"), .quiet)
    let lead: HTML =
        if let held = own.held {
            "<p>\(t("consents.since")) \(timeTag(held.givenAt, in: shell)), \(versionLink(held, in: shell)).</p>"
        } else if let by = own.erasedBy {
            "<p class=\"flash notice\">\(t("consents.erased_by")) \(timeTag(by, in: shell)). \(t("consents.erased_by.undo"))</p>"
        } else {
            "<p>\(t("consents.none.\(name)"))</p>"
        }
    let outdated: HTML? = own.isOutdated ? "<p class=\"flash notice\">\(t("consents.outdated"))</p>" : nil
    let text: HTML? = own.text.map { text in
        "<details class=\"unfold\"><summary>\(t("consent.text"))</summary><p class=\"faint\">\(version(text, in: shell))</p><p class=\"prose\">\(text.text)</p></details>"
    }
    let give: HTML? = own.text.flatMap { text in
        own.held != nil && !own.isOutdated ? nil : """
            <form method="post" action="\(base)"><input type="hidden" name="version" value="\(text.version)"><button\(attributes: [("class", own.isOutdated ? "primary" : nil)])>\(t(own.isOutdated ? "consents.renew" : "consents.give"))\
            <span class="unseen">: \(t("consent_purpose.\(name)"))</span></button></form>
            """
    }
    let withdraw: HTML? = own.held == nil ? nil : """
        <details class="unfold"><summary>\(t("consents.withdraw"))</summary><p>\(t("consents.withdraw.\(name)"))</p>
        <form method="post" action="\(base)/withdrawal"><button>\(t("consents.withdraw"))<span class="unseen">: \(t("consent_purpose.\(name)"))</span></button></form></details>
        """
    return """
        <section class="card narrow consent"><header><h2>\(t("consent_purpose.\(name)"))</h2>\(state)</header>\(lead)\(outdated)\(text)\(give)\(withdraw)
        \(own.facts.isEmpty ? HTML.empty : "<details class=\"unfold\"><summary>\(t("consents.history"))</summary>\(consentFacts(own.facts, in: shell, named: false))</details>")</section>
        """
}

/// Facts about consents, as a list with the latest first.
func consentFacts(_ facts: [OwnConsentsPage.Fact], in shell: Shell, named: Bool) -> HTML {
    let t = shell.t
    let rows = facts.map { fact -> HTML in
        let name: HTML? = named ? "<b>\(t("consent_purpose.\(fact.purpose.rawValue)"))</b> " : nil
        let back: HTML? = fact.withdrawnAt.map { "<br>\(badge(t("consents.withdrawn"), .warn)) \(timeTag($0, in: shell))" }
        let from = [t("consent_channel.\(fact.channel)"), fact.place, fact.agent].filter { !$0.isEmpty }.joined(separator: ", ")
        return """
            <li>\(name)\(versionLink(fact, in: shell)): \(badge(t("consents.given"), fact.withdrawnAt == nil ? .good : .quiet)) \(timeTag(fact.givenAt, in: shell))\(back)
            <p class="faint">\(from)<br>SHA-256 <code>\(fact.digest)</code></p></li>
            """
    }
    return "<ul class=\"consents\">\(rows)</ul>"
}

/// The question for a new version: nothing else opens before it is answered, but the way out.
func consentRenewalPage(_ page: ConsentRenewalPage, in shell: Shell) -> HTML {
    let t = shell.t
    let former: HTML? = page.former.map {
        "<p><a href=\"\(Address.consentText(page.text.purpose, version: $0))\" target=\"_blank\">\(t("consent_renewal.former", ["version": .integer(Int64($0))]))</a></p>"
    }
    return document(
        t("consent_renewal.title"), in: shell,
        """
        <div class="titlebar"><h1>\(t("consent_renewal.title"))</h1></div>\(problemSummary(page.refusal, [], in: shell))
        <p class="above">\(t("consent_renewal.lead"))</p>
        <section class="card narrow consent"><h2>\(t("consent_purpose.\(page.text.purpose.rawValue)"))</h2><p class="faint">\(version(page.text, in: shell))</p><p class="prose">\(page.text.text)</p>\(former)
        <form method="post" action="\(Address.consentRenewal)"><input type="hidden" name="version" value="\(page.text.version)"><input type="hidden" name="return" value="\(page.returnPath)">
        <p><label class="check"><input type="checkbox" name="agree" value="1" required=""> <span>\(t("consent.agree.\(page.text.purpose.rawValue)"))</span></label></p>
        <button class="primary">\(t("consent_renewal.submit"))</button></form></section>
        <section class="card narrow"><h2>\(t("consent_renewal.otherwise"))</h2><p>\(t("consent_renewal.otherwise.text"))</p>
        <div class="buttons"><a class="button" href="\(Address.ownConsents)">\(t("consents.own"))</a><form method="post" action="\(Address.signOut)"><button>\(t("shell.sign_out"))</button></form></div></section>
        """)
}

/// Which version it is, and since when.
func version(_ text: ConsentTextShown, in shell: Shell) -> HTML {
    let t = shell.t
    guard text.version > 0 else { return "\(t("consent.version.usual"))" }
    let since: HTML? = text.since.map { ", \(t("consent.version.since")) \(timeTag($0, in: shell))" }
    return "\(t("consent.version.title", ["version": .integer(Int64(text.version))]))\(since)"
}

private func versionLink(_ fact: OwnConsentsPage.Fact, in shell: Shell) -> HTML {
    let t = shell.t
    guard let number = fact.version else { return "\(t("consent.version.before"))" }
    return "<a href=\"\(Address.consentText(fact.purpose, version: number))\">\(t("consent.version", ["version": .integer(Int64(number))]))</a>"
}
