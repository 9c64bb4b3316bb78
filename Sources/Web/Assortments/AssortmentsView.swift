import HTML
import Kernel
import Localization

/// The tester first, the policies below it.
func assortmentsPage(_ page: AssortmentsPage, in shell: Shell) -> HTML {
    let t = shell.t
    return document(
        t("section.assortments"), in: shell,
        """
        <div class="titlebar"><h1>\(t("section.assortments"))</h1></div>
        \(problemSummary(nil, page.problems, in: shell))
        <form class="card" action="\(Address.assortments)">
        \(FormField(name: "article", label: t("goods.article"), value: page.article, control: .input(type: "text", [("maxlength", "200"), ("autocomplete", "off"), ("required", "")])).html(page.problems))
        \(FormField(name: "client", label: t("price_tester.client"), value: page.client, hint: page.clientName ?? t("assortments.client.hint"), control: .input(type: "text", [("maxlength", "200"), ("autocomplete", "off")])).html(page.problems))
        <button class="primary">\(t("assortments.ask"))</button></form>
        \(answers(page, in: shell))
        \(page.policies.isEmpty ? emptyState(t("assortments.empty"), t("assortments.empty.text")) : table(page, in: shell))
        \(pager(isFirst: page.isFirst, next: page.next, in: shell) { Address.assortments(cursor: $0) })
        """)
}

private func answers(_ page: AssortmentsPage, in shell: Shell) -> HTML? {
    guard !page.answers.isEmpty else { return nil }
    let t = shell.t
    let rows = page.answers.map { answer -> HTML in
        let contract: HTML? = answer.contract.map { "<span class=\"faint\">\(t("assortments.contract", ["number": .text($0)]))</span> " }
        return """
            <li>\(badge(t(answer.isShown ? "assortments.shown" : "assortments.hidden"), answer.isShown ? .good : .bad)) \(contract)\(answer.reason)</li>
            """
    }
    return """
        <section class="card" id="answer"><h2>\(page.articleName ?? "")</h2><p class="faint">\(page.clientName ?? t("assortments.visitor"))</p>
        <ul class="relations">\(rows)</ul></section>
        """
}

private func table(_ page: AssortmentsPage, in shell: Shell) -> HTML {
    let t = shell.t
    let heads = [t("assortments.policy"), t("assortments.default"), t("assortments.clients"), t("assortments.contracts"), t("assortments.rules")]
    let rows = page.policies.map { policy -> HTML in
        """
        <tr><th scope="row" class="lead">\(policy.key)\(policy.isForVisitors ? badge(t("assortments.for_visitors"), .quiet) : nil)</th>
        <td data-label="\(heads[1])">\(t(policy.isVisibleByDefault ? "assortments.visible" : "assortments.invisible"))</td>
        <td class="figure" data-label="\(heads[2])">\(t.number(policy.clients))</td><td class="figure" data-label="\(heads[3])">\(t.number(policy.contracts))</td>
        <td class="name" data-label="\(heads[4])"><span>\(rules(policy, in: shell))</span></td></tr>

        """
    }
    return """
        <section><h2>\(t("assortments.policies"))</h2>
        <table class="lines stacked"><thead><tr><th scope="col">\(heads[0])</th><th scope="col">\(heads[1])</th><th scope="col" class="figure">\(heads[2])</th>\
        <th scope="col" class="figure">\(heads[3])</th><th scope="col">\(heads[4])</th></tr></thead><tbody>
        \(rows)
        </tbody></table></section>
        """
}

private func rules(_ policy: AssortmentsPage.Policy, in shell: Shell) -> HTML {
    let t = shell.t
    guard policy.ruleCount > 0 else { return "—" }
    let more: HTML? = policy.ruleCount > policy.rules.count ? "<li>…</li>" : nil
    return """
        <details><summary>\(t.plural("assortments.rule_count", policy.ruleCount))</summary><ul>\(policy.rules.map { rule -> HTML in
            "<li>\(t(rule.isAllow ? "assortments.allow" : "assortments.deny", ["rule": .text(rule.text)]))</li>"
        })\(more)</ul></details>
        """
}
