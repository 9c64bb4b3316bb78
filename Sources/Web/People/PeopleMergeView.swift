import HTML
import Kernel
import Localization

/// Two records of one person side by side, what goes over, and the press that does it.
func peopleMergePage(_ page: PeopleMergePage, in shell: Shell) -> HTML {
    let t = shell.t
    let moves: HTML = page.moves.isEmpty ? "<p class=\"faint\">\(t("people.merge.nothing"))</p>" : """
        <table class="lines moving"><caption class="unseen">\(t("merge.moves"))</caption><thead><tr><th scope="col">\(t("merge.moves.what"))</th><th scope="col" class="figure">\(t("merge.moves.count"))</th></tr></thead><tbody>
        \(page.moves.map { "<tr><th scope=\"row\" class=\"name\">\(t("merge.moves.\($0.kind)"))</th><td class=\"figure\">\(t.number($0.count))</td></tr>\n" as HTML })</tbody></table>
        """
    let names: [String: Refusal.Argument] = ["gone": .text(page.gone.name), "kept": .text(page.kept.name)]
    return document(
        t("people.merge.title"), in: shell,
        """
        \(crumbs([(t("section.people"), Address.people), (page.kept.name, Address.person(page.kept.id))], in: shell))
        <div class="titlebar"><h1>\(t("people.merge.title"))</h1></div>
        <div class="pair">\(side(page.kept, "people.merge.kept", in: shell))\(side(page.gone, "people.merge.gone", in: shell))</div>
        <p class="tablebar"><a href="\(Address.peopleMerge(page.gone.id, with: page.kept.email))">\(t("people.merge.swap", ["name": .text(page.gone.name)]))</a></p>
        <section><h2>\(t("merge.moves"))</h2>\(moves)</section>
        <section class="card"><h2>\(t("people.merge.do"))</h2><p>\(t("people.merge.text"))</p>
        <form method="post" action="\(Address.peopleMerge(page.kept.id))"><input type="hidden" name="with" value="\(page.gone.email)"><input type="hidden" name="seen" value="\(page.gone.id)">\
        <button class="primary">\(t("people.merge.confirm", names))</button></form></section>
        """)
}

private func side(_ row: PeoplePage.Row, _ title: String, in shell: Shell) -> HTML {
    let t = shell.t
    let roles: HTML? = row.roles.isEmpty ? nil : "\(row.roles.map { "<span>\($0)</span><br>" as HTML })"
    return """
        <section class="card"><h2>\(t(title))</h2><p><a href="\(Address.person(row.id))"><b>\(row.name)</b></a> \(badge(t("person_status.\(row.status)"), Tone(personStatus: row.status)))</p>\
        \(facts([(t("sign_in.email"), fact(row.email)), (t("people.role"), roles), (t("people.signed_in"), row.signedInAt.map { timeTag($0, in: shell) })]))</section>
        """
}
