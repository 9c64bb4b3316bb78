import Customers
import HTML
import Kernel
import Localization

/// The sentence below every form that asks for somebody's data: where it is told what becomes of them.
func privacyNote(in shell: Shell) -> HTML {
    "<p class=\"faint\">\(shell.t("privacy.note")) <a href=\"\(Address.privacy)\" target=\"_blank\">\(shell.t("privacy.title"))</a></p>"
}

func privacyPage(_ page: PrivacyPage, in shell: Shell) -> HTML {
    let t = shell.t
    let current: HTML? = page.current == nil ? nil : "<p class=\"flash notice\">\(t("privacy.former")) <a href=\"\(Address.privacy)\">\(t("privacy.current"))</a></p>"
    let consents = ConsentPurpose.allCases.filter(\.isNecessary).map { purpose -> HTML in
        "<p><a href=\"\(Address.consentText(purpose))\">\(t("consent.text")): \(t("consent_purpose.\(purpose.rawValue)"))</a></p>"
    }
    let text: HTML? = page.text.map { text in
        """
        <section class="card narrow"><h2>\(t("privacy.text"))</h2><p class="faint">\(t("consent.version.title", ["version": .integer(Int64(text.version))])), \
        \(t("consent.version.since")) \(timeTag(text.since, in: shell))</p><p class="prose">\(text.text)</p></section>
        """
    }
    return document(
        t("privacy.title"), in: shell,
        """
        <div class="titlebar"><h1>\(t("privacy.title"))</h1></div>\(page.missing.map { missing($0, in: shell, linked: true) })\(current)
        <section class="card narrow"><h2>\(t("privacy.operator"))</h2>\(operatorFacts(page.told, in: shell))<p>\(t("privacy.ask"))</p>\(consents)</section>
        \(text)
        """)
}

private func operatorFacts(_ told: DataOperator, in shell: Shell) -> HTML {
    let t = shell.t
    let mail: HTML? = told.mail.map { "<a href=\"\(Address.mail($0))\">\($0)</a>" }
    return facts([
        (t("privacy.name"), fact(told.name ?? shell.house)), (t("privacy.inn"), fact(told.inn)), (t("privacy.ogrn"), fact(told.ogrn)), (t("privacy.address"), fact(told.address)),
        (t("privacy.mail"), mail), (t("privacy.number"), fact(told.number)),
    ])
}

/// What the house has not told yet; nothing where all is there.
private func missing(_ words: [String], in shell: Shell, linked: Bool) -> HTML {
    let t = shell.t
    guard !words.isEmpty else { return "" }
    let link: HTML? = linked ? "<p><a href=\"\(Address.policy)\">\(t("privacy.repair"))</a></p>" : nil
    return "<div class=\"flash notice\"><p><b>\(t("privacy.missing"))</b></p><ul>\(words.map { "<li>\($0)</li>" as HTML })</ul>\(link)</div>"
}

func policyKeepingPage(_ page: PolicyKeepingPage, in shell: Shell) -> HTML {
    let t = shell.t
    let chosen = [
        FormField(name: "operator_entity", label: t("policy.entity"), hint: t("policy.entity.hint"), control: .select(page.entities)),
        FormField(name: "operator_mail", label: t("privacy.mail"), value: page.mail, hint: t("policy.mail.hint"), control: .input(type: "email", [("maxlength", "254")])),
        FormField(name: "operator_number", label: t("privacy.number"), value: page.number, hint: t("policy.number.hint"), control: .input(type: "text", [("maxlength", "50")])),
    ]
    let fields = [
        FormField(name: "text_ru", label: t("house_consents.text_ru"), value: page.russian, control: .area(rows: 10, limit: ConsentWording.limit)),
        FormField(name: "text_en", label: t("house_consents.text_en"), value: page.english, control: .area(rows: 10, limit: ConsentWording.limit)),
    ]
    let versions = page.versions.enumerated().map { index, one -> HTML in
        let number = t("consent.version.title", ["version": .integer(Int64(one.version))])
        return """
            <section class="card narrow consent"><header><h3><a href="\(Address.privacy(version: one.version))">\(number)</a></h3>\(index == 0 ? badge(t("house_consents.in_use"), .active) : HTML.empty)</header>
            \(facts([(t("consent.version.since.label"), timeTag(one.since, in: shell)), (t("house_consents.publisher"), fact(one.publisher ?? t("journal_actor.system")))]))
            <details class="unfold"><summary>\(t("privacy.text"))<span class="unseen"> \(number)</span></summary><p class="prose" lang="ru">\(one.russian)</p><hr><p class="prose" lang="en">\(one.english)</p></details></section>
            """
    }
    return document(
        t("privacy.title"), in: shell,
        """
        \(crumbs([(t("section.consents"), Address.houseConsents)], in: shell))
        <div class="titlebar"><h1>\(t("privacy.title"))</h1><div class="actions"><a class="button" href="\(Address.privacy)">\(t("policy.look"))</a></div></div>
        <p class="above">\(t("policy.lead"))</p>\(missing(page.missing, in: shell, linked: false))\(problemSummary(page.refusal, page.problems, in: shell))
        <section class="card narrow"><h2>\(t("privacy.operator"))</h2>\(operatorFacts(page.told, in: shell))
        <form method="post" action="\(Address.policy)/operator">\(chosen.map { $0.html(page.problems) })<button>\(t("people.save"))</button></form></section>
        <section class="card narrow"><h2>\(t("house_consents.new"))</h2><p>\(t("policy.new"))</p>
        <form method="post" action="\(Address.policy)"><input type="hidden" name="after" value="\(page.known)">\(fields.map { $0.html(page.problems) })
        <button class="primary">\(t("house_consents.publish"))</button></form></section>
        \(versions.isEmpty ? HTML.empty : "<section><h2>\(t("house_consents.versions"))</h2>\(versions)</section>")
        """)
}

/// The act of erasure and what the log says of it, on one sheet of paper.
func erasureActPage(_ page: ErasureActPage, in shell: Shell) -> HTML {
    let t = shell.t
    let number: Refusal.Argument = .integer(page.number)
    let rows = page.categories.map { one -> HTML in
        "<tr><th scope=\"row\" class=\"lead name\">\(t("erased.\(one.category)"))</th><td class=\"figure\" data-label=\"\(t("erasure.count"))\">\(t.number(one.count))</td></tr>\n"
    }
    let title = t("erasure.title", ["number": number])
    return document(
        title, in: shell,
        """
        \(crumbs([(t("section.consents"), Address.houseConsents)], in: shell))
        <div class="titlebar"><h1>\(title)</h1></div>
        <section class="card narrow">
        \(facts([
            (t("erasure.at"), timeTag(page.at, in: shell)), (t("privacy.operator"), fact([page.told.name ?? page.house, page.told.inn.map { "\(t("privacy.inn")) \($0)" }, page.told.address].compactMap { $0 }.joined(separator: ", "))),
            (t("erasure.person"), fact("№ \(page.person)")), (t("erasure.reason"), fact(t("erasure_reason.\(page.reason)"))), (t("erasure.note"), fact(page.note)),
            (t("erasure.system"), fact(t("erasure.system.text", ["house": .text(page.house)]))), (t("erasure.way"), fact(t("erasure.way.text"))), (t("erasure.by"), fact(page.eraser)),
        ]))
        <p class="faint">\(t("erasure.number_alone"))</p></section>
        <section><h2>\(t("erasure.categories"))</h2><table class="lines stacked"><caption class="unseen">\(t("erasure.categories"))</caption><thead><tr><th scope="col">\(t("erasure.category"))</th>\
        <th scope="col" class="figure">\(t("erasure.count"))</th></tr></thead><tbody>
        \(rows)</tbody></table><p>\(t("erasure.kept"))</p></section>
        <section class="card narrow"><h2>\(t("erasure.signature"))</h2><p>\(page.eraser) ______________________</p></section>
        """)
}
