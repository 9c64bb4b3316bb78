import HTML
import Kernel
import Localization

/// A contract as the credit controller works with it.
func creditContractPage(_ page: CreditContractPage, in shell: Shell) -> HTML {
    let t = shell.t
    let contract = page.statement.contract
    let title = t("shell.contract", ["number": .text(contract.number)])
    return document(
        "\(title) · \(page.client)", in: shell,
        """
        \(crumbs([(t("section.credit"), Address.credit), (page.client, Address.creditClient(page.clientKey))], in: shell))
        \(creditHead(title, page.tabs, in: shell, badge(t("credit_state.\(contract.state)"), Tone(creditState: contract.state))))
        <section class="card account"><p class="faint">\(contract.seller)\(contract.entity.map { " · \($0)" } ?? "")</p>\(standing(contract, in: shell))\
        \(contractFigures(contract, at: "", in: shell))\(terms(contract, in: shell))</section>
        \(page.blocks.isEmpty ? nil : "<section><h2>\(t("credit.blocks"))</h2>\(blocks(page.blocks.map { (nil, $0) }, contract: contract.key, canLift: page.canManage, in: shell))</section>" as HTML)
        \(page.canManage ? contractForms(page, in: shell) : "<section><h2>\(t("credit.rules"))</h2>\(rulesTable(page.rules, isOpen: false, in: shell))</section>")
        \(page.overrides.isEmpty ? nil : "<section><h2>\(t("credit.overrides"))</h2>\(overrides(page.overrides.map { (nil, $0) }, in: shell))</section>" as HTML)
        \(statement(page.statement, in: shell) { Address.creditContract(contract.key, cursor: $0) })
        """)
}

/// Blocks in force; with `contract` each can be lifted.
func blocks(_ rows: [(contract: String?, block: CreditContractPage.Block)], contract: String?, canLift: Bool, in shell: Shell) -> HTML {
    let t = shell.t
    let showsContract = rows.contains { $0.contract != nil }
    let body = rows.map { number, block -> HTML in
        let lift: HTML? =
            canLift
            ? """
            <td class="act"><form method="post" action="\(Address.lifting(ofBlock: block.id))"><input type="hidden" name="contract" value="\(contract ?? "")">\
            <button class="small">\(t("credit.lift"))<span class="unseen"> \(block.reason)</span></button></form></td>
            """ : nil
        let own: HTML? = showsContract ? "<td data-label=\"\(t("order.contract"))\">\(number ?? "")</td>" : nil
        return """
            <tr><th scope="row" class="name">\(block.reason)</th>\(own)<td data-label="\(t("clients.state"))">\(badge(t("credit_state.\(block.state)"), Tone(creditState: block.state)))</td>\
            <td data-label="\(t("credit.until"))">\(block.until.map { dayTag($0, in: shell) } ?? HTML(escaping: t("credit.until_lifted")))</td>\
            <td data-label="\(t("credit.made_by"))"><span>\(block.madeBy)<small>\(timeTag(block.madeAt, in: shell))</small></span></td>\(lift)</tr>

            """
    }
    let ownHead: HTML? = showsContract ? "<th scope=\"col\">\(t("order.contract"))</th>" : nil
    let liftHead: HTML? = canLift ? "<th scope=\"col\"><span class=\"unseen\">\(t("credit.lift"))</span></th>" : nil
    return """
        <table class="lines stacked"><caption class="unseen">\(t("credit.blocks"))</caption><thead><tr><th scope="col">\(t("credit.reason"))</th>\(ownHead)<th scope="col">\(t("clients.state"))</th>\
        <th scope="col">\(t("credit.until"))</th><th scope="col">\(t("credit.made_by"))</th>\(liftHead)</tr></thead><tbody>
        \(body)</tbody></table>
        """
}

func overrides(_ rows: [(contract: String?, override: CreditContractPage.Override)], in shell: Shell) -> HTML {
    let t = shell.t
    let showsContract = rows.contains { $0.contract != nil }
    let body = rows.map { number, override -> HTML in
        let what: HTML = override.order.map { "\(t("credit.override_of_order")) <a href=\"\(Address.order($0))\">\($0)</a>" } ?? HTML(escaping: t("credit.override_of_rules"))
        let tone: Tone = override.status == "approved" ? .good : override.status == "refused" ? .bad : .warn
        let decided: HTML? = override.decidedBy.map { "<small>\($0)</small>" }
        let own: HTML? = showsContract ? "<td data-label=\"\(t("order.contract"))\">\(number ?? "")</td>" : nil
        return """
            <tr><th scope="row" class="name">\(override.reason)</th>\(own)<td data-label="\(t("credit.override_what"))"><span>\(what)</span></td>\
            <td data-label="\(t("credit.until"))">\(dayTag(override.until, in: shell))</td>\
            <td data-label="\(t("credit.requested_by"))"><span>\(override.requestedBy)<small>\(timeTag(override.requestedAt, in: shell))</small></span></td>\
            <td data-label="\(t("credit.decision"))"><span>\(badge(t("override_status.\(override.status)"), tone))\(decided)</span></td></tr>

            """
    }
    let ownHead: HTML? = showsContract ? "<th scope=\"col\">\(t("order.contract"))</th>" : nil
    return """
        <table class="lines stacked"><caption class="unseen">\(t("credit.overrides"))</caption><thead><tr><th scope="col">\(t("credit.reason"))</th>\(ownHead)\
        <th scope="col">\(t("credit.override_what"))</th><th scope="col">\(t("credit.until"))</th><th scope="col">\(t("credit.requested_by"))</th>\
        <th scope="col">\(t("credit.decision"))</th></tr></thead><tbody>
        \(body)</tbody></table>
        """
}
