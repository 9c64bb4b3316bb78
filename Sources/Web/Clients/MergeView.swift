import HTML
import Kernel
import Localization

/// Whom to merge a client with: those that look alike first, others by a search.
func mergePage(_ page: MergePage, in shell: Shell) -> HTML {
    let t = shell.t
    let heading = page.isSearch ? t("merge.found") : t("merge.alike")
    let nothing: HTML = "<p class=\"faint\">\(t(page.isSearch ? "merge.found.none" : "merge.alike.none"))</p>"
    return document(
        t("merge.title"), in: shell,
        """
        \(crumbs([(t("section.clients"), Address.clients), (page.client.title, Address.client(page.client.key))], in: shell))
        <div class="titlebar"><h1>\(t("merge.title"))</h1></div>\(problemSummary(page.refusal, [], in: shell))
        <p class="hint">\(t("merge.lead", ["client": .text(page.client.title)]))</p>
        <form class="filters" action="\(Address.merge(page.client.key))">
        <input type="search" name="query" value="\(page.text)" maxlength="100" aria-label="\(t("merge.search"))" placeholder="\(t("merge.search"))"><button>\(t("search.find"))</button>
        </form>
        <section><h2>\(heading)</h2>\(page.candidates.isEmpty ? nothing : candidates(page, heading, in: shell))</section>
        """)
}

private func candidates(_ page: MergePage, _ title: String, in shell: Shell) -> HTML {
    let t = shell.t
    let tones: [String: Tone] = ["same_entity": .bad, "same_number": .warn]
    let rows = page.candidates.map { one -> HTML in
        """
        <tr><th scope="row" class="lead name"><a href="\(Address.client(one.key))">\(one.name)</a></th><td data-label="\(t("people.clients.code"))">\(one.key)</td>
        <td data-label="\(t("merge.numbers"))">\([one.inn, one.kpp].filter { !$0.isEmpty }.joined(separator: " / "))</td><td data-label="\(t("clients.manager"))">\(one.manager ?? "")</td>
        <td data-label="\(t("merge.why"))">\(badge(t("merge.like.\(one.likeness)"), tones[one.likeness] ?? .quiet))</td>
        <td class="act"><a class="button" href="\(Address.merge(page.client.key, with: one.key))">\(t("merge.look"))<span class="unseen"> \(one.name)</span></a></td></tr>

        """
    }
    return """
        <table class="lines stacked"><caption class="unseen">\(title)</caption><thead><tr><th scope="col">\(t("clients.name"))</th><th scope="col">\(t("people.clients.code"))</th>\
        <th scope="col">\(t("merge.numbers"))</th><th scope="col">\(t("clients.manager"))</th><th scope="col">\(t("merge.why"))</th><th scope="col"><span class="unseen">\(t("merge.look"))</span></th></tr></thead><tbody>
        \(rows)</tbody></table>
        """
}

/// The two clients side by side, what goes over, and the press that does it.
func mergePreviewPage(_ page: MergePreviewPage, in shell: Shell) -> HTML {
    let t = shell.t
    let obstacles: HTML? = page.obstacles.isEmpty ? nil : """
        <div class="problems" role="alert" id="problems"><p><b>\(t("refusal.merge_waits"))</b></p><ul>\(page.obstacles.map { "<li>\($0)</li>" as HTML })</ul></div>
        """
    let debts: [HTML] = page.debts.map { debt in
        "<tr><th scope=\"row\" class=\"name\">\(t("merge.moves.balance"))</th><td class=\"figure\">\(t.money(debt))</td></tr>\n"
    }
    let moves: HTML = page.moves.isEmpty ? "<p class=\"faint\">\(t("merge.moves.none"))</p>" : """
        <table class="lines moving"><caption class="unseen">\(t("merge.moves"))</caption><thead><tr><th scope="col">\(t("merge.moves.what"))</th><th scope="col" class="figure">\(t("merge.moves.count"))</th></tr></thead><tbody>
        \(page.moves.map { "<tr><th scope=\"row\" class=\"name\">\(t("merge.moves.\($0.kind)"))</th><td class=\"figure\">\(t.number($0.count))</td></tr>\n" as HTML })\(debts)</tbody></table>
        """
    return document(
        t("merge.title"), in: shell,
        """
        \(crumbs([(t("section.clients"), Address.clients), (page.staying.name, Address.client(page.staying.key))], in: shell))
        <div class="titlebar"><h1>\(t("merge.title"))</h1></div>\(problemSummary(page.refusal, [], in: shell))\(obstacles)
        <div class="pair">\(side(page.staying, "merge.staying", in: shell))\(side(page.leaving, "merge.leaving", in: shell))</div>
        <p class="tablebar"><a href="\(Address.merge(page.leaving.key, with: page.staying.key))">\(t("merge.swap", ["client": .text(page.leaving.name)]))</a> <a href="\(Address.merge(page.staying.key))">\(t("merge.other"))</a></p>
        <section><h2>\(t("merge.moves"))</h2>\(moves)</section>
        <section><h2>\(t("merge.notes"))</h2><ul class="changes">\(page.notes.map { "<li>\($0)</li>" as HTML })</ul></section>
        \(decision(page, in: shell))
        """)
}

private func side(_ side: MergePreviewPage.Side, _ title: String, in shell: Shell) -> HTML {
    let t = shell.t
    return """
        <section class="card"><h2>\(t(title))</h2><p><a href="\(Address.client(side.key))"><b>\(side.name)</b></a></p>\
        \(facts([
            (t("people.clients.code"), fact(side.key)), (t("client.entities"), side.entities.isEmpty ? nil : "\(side.entities.map { "<span>\($0)</span><br>" as HTML })"),
            (t("clients.manager"), fact(side.manager)), (t("client.segment"), fact(side.segment)), (t("clients.contracts"), fact(t.number(side.contracts))),
        ]))</section>
        """
}

private func decision(_ page: MergePreviewPage, in shell: Shell) -> HTML? {
    let t = shell.t
    guard page.obstacles.isEmpty else { return nil }
    func form(_ part: String, _ text: String, isPrimary: Bool) -> HTML {
        """
        <form method="post" action="\(Address.merge(page.staying.key))\(part)"><input type="hidden" name="with" value="\(page.leaving.key)"><button\(attributes: [("class", isPrimary ? "primary" : nil)])>\(text)</button></form>
        """
    }
    if let waiting = page.waiting {
        let confirm: HTML? = page.canConfirm ? form("/confirmation", t("merge.confirm"), isPrimary: true) : nil
        return """
            <section class="card"><h2>\(t("merge.waiting"))</h2><p>\(t("merge.waiting.text", ["person": .text(waiting.proposedBy)])) \(timeTag(waiting.proposedAt, in: shell))</p>
            <div class="actions">\(confirm)\(form("/withdrawal", t("merge.withdraw"), isPrimary: false))</div></section>
            """
    }
    guard page.canMerge else { return nil }
    return """
        <section class="card"><h2>\(t("merge.do"))</h2><p>\(t(page.needsSecond ? "merge.second" : "merge.final"))</p>
        \(form("", t(page.needsSecond ? "merge.propose" : "merge.do"), isPrimary: true))</section>
        """
}
