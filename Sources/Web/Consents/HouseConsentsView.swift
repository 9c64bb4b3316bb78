import Customers
import HTML
import Kernel
import Localization

/// The texts of the house's consents, and who waits to be erased.
func houseConsentsPage(_ page: HouseConsentsPage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.purposes.map { one -> HTML in
        let text: HTML = one.text.map { version($0, in: shell) } ?? "\(t("house_consents.unpublished"))"
        return """
            <tr><th scope="row" class="lead name"><a href="\(Address.consentVersions(one.purpose))">\(t("consent_purpose.\(one.purpose.rawValue)"))</a></th>
            <td data-label="\(t("house_consents.kind"))">\(t(one.purpose.isNecessary ? "house_consents.necessary" : "house_consents.optional"))</td><td data-label="\(t("house_consents.current"))"><span>\(text)</span></td>
            <td class="figure" data-label="\(t("house_consents.accepted"))">\(t.number(one.accepted))</td><td class="figure" data-label="\(t("house_consents.in_force"))">\(t.number(one.inForce))</td></tr>
            """
    }
    return document(
        t("section.consents"), in: shell,
        """
        <div class="titlebar"><h1>\(t("section.consents"))</h1></div><p class="above">\(t("house_consents.lead"))</p>
        <table class="lines stacked"><caption class="unseen">\(t("section.consents"))</caption><thead><tr><th scope="col">\(t("house_consents.purpose"))</th><th scope="col">\(t("house_consents.kind"))</th>\
        <th scope="col">\(t("house_consents.current"))</th><th scope="col" class="figure">\(t("house_consents.accepted"))</th><th scope="col" class="figure">\(t("house_consents.in_force"))</th></tr></thead><tbody>\(rows)</tbody></table>
        \(policy(page.policy, in: shell))\(erasures(page.erasures, in: shell))\(acts(page, in: shell))
        """)
}

private func policy(_ policy: PolicyShown?, in shell: Shell) -> HTML {
    let t = shell.t
    let state: HTML = policy.map { "\(t("consent.version.title", ["version": .integer(Int64($0.version))])), \(t("consent.version.since")) \(timeTag($0.since, in: shell))" } ?? "\(t("privacy.missing.text"))"
    return "<section><h2>\(t("privacy.title"))</h2><p>\(state)</p><p><a class=\"button\" href=\"\(Address.policy)\">\(t("policy.open"))</a></p></section>"
}

/// What proves that data are gone.
private func acts(_ page: HouseConsentsPage, in shell: Shell) -> HTML? {
    let t = shell.t
    let pages = pager(isFirst: page.isFirst, next: page.next, in: shell) { Address.erasureActs(cursor: $0) }
    guard !page.acts.isEmpty else { return page.isFirst ? nil : "<section id=\"acts\">\(pages)</section>" }
    let rows = page.acts.map { act -> HTML in
        """
        <tr><th scope="row" class="lead name"><a href="\(Address.erasureAct(act.id))">\(t("erasure.title", ["number": .integer(act.id)]))</a></th><td data-label="\(t("erasure.at"))">\(timeTag(act.at, in: shell))</td>
        <td data-label="\(t("erasure.person"))">№ \(act.person)</td><td data-label="\(t("erasure.reason"))">\(t("erasure_reason.\(act.reason)"))</td>\
        <td data-label="\(t("erasure.by"))">\(act.eraser ?? t("journal_actor.system"))</td></tr>
        """
    }
    return """
        <section id="acts"><h2>\(t("erasure.acts"))</h2><table class="lines stacked"><caption class="unseen">\(t("erasure.acts"))</caption><thead><tr><th scope="col">\(t("erasure.act"))</th><th scope="col">\(t("erasure.at"))</th>\
        <th scope="col">\(t("erasure.person"))</th><th scope="col">\(t("erasure.reason"))</th><th scope="col">\(t("erasure.by"))</th></tr></thead><tbody>\(rows)</tbody></table>\(pages)</section>
        """
}

private func erasures(_ waiting: [HouseConsentsPage.Erasure], in shell: Shell) -> HTML {
    let t = shell.t
    let rows = waiting.map { one -> HTML in
        """
        <tr><th scope="row" class="lead name"><a href="\(Address.person(one.person))">\(one.name)</a></th><td data-label="\(t("house_consents.withdrawn"))">\(timeTag(one.withdrawnAt, in: shell))</td>
        <td data-label="\(t("house_consents.due"))">\(timeTag(one.dueAt, in: shell)) \(one.isOverdue ? badge(t("house_consents.overdue"), .bad) : HTML.empty)</td></tr>
        """
    }
    let table: HTML = """
        <table class="lines stacked"><caption class="unseen">\(t("house_consents.erasures"))</caption><thead><tr><th scope="col">\(t("people.name"))</th><th scope="col">\(t("house_consents.withdrawn"))</th>\
        <th scope="col">\(t("house_consents.due"))</th></tr></thead><tbody>\(rows)</tbody></table>
        """
    return """
        <section><h2>\(t("house_consents.erasures"))</h2><p class="above">\(t(waiting.isEmpty ? "house_consents.erasures.none" : "house_consents.erasures.text"))</p>\(waiting.isEmpty ? HTML.empty : table)</section>
        """
}

/// The versions of one text, and the form for the next one.
func consentVersionsPage(_ page: ConsentVersionsPage, in shell: Shell) -> HTML {
    let t = shell.t
    let title = t("consent_purpose.\(page.purpose.rawValue)")
    let fields = [
        FormField(name: "text_ru", label: t("house_consents.text_ru"), value: page.russian, control: .area(rows: 10, limit: ConsentWording.limit)),
        FormField(name: "text_en", label: t("house_consents.text_en"), value: page.english, control: .area(rows: 10, limit: ConsentWording.limit)),
    ]
    let versions = page.versions.enumerated().map { index, one -> HTML in
        let number = t("consent.version.title", ["version": .integer(Int64(one.version))])
        return """
            <section class="card narrow consent"><header><h3>\(number)</h3>\(index == 0 ? badge(t("house_consents.in_use"), .active) : HTML.empty)</header>
            \(facts([
                (t("consent.version.since.label"), one.since.map { timeTag($0, in: shell) }), (t("house_consents.publisher"), fact(one.publisher ?? t("journal_actor.system"))),
                (t("house_consents.accepted"), fact(t.number(one.accepted))), (t("house_consents.in_force"), fact(t.number(one.inForce))),
            ]))
            <details class="unfold"><summary>\(t("consent.text"))<span class="unseen"> \(number)</span></summary><p class="prose" lang="ru">\(one.russian)</p><hr><p class="prose" lang="en">\(one.english)</p></details></section>
            """
    }
    let usual: HTML? = page.versions.isEmpty ? "<p class=\"flash notice\">\(t("house_consents.none.\(page.purpose.rawValue)"))</p>" : nil
    return document(
        title, in: shell,
        """
        \(crumbs([(t("section.consents"), Address.houseConsents)], in: shell))
        <div class="titlebar"><h1>\(title)</h1></div>\(usual)
        <section class="card narrow"><h2>\(t("house_consents.new"))</h2><p>\(t("house_consents.new.\(page.purpose.rawValue)"))</p>\(problemSummary(page.refusal, page.problems, in: shell))
        <form method="post" action="\(Address.consentVersions(page.purpose))"><input type="hidden" name="after" value="\(page.known)">\(fields.map { $0.html(page.problems) })
        <button class="primary">\(t("house_consents.publish"))</button></form></section>
        \(versions.isEmpty ? HTML.empty : "<section><h2>\(t("house_consents.versions"))</h2>\(versions)</section>")
        """)
}
