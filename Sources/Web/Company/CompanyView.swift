import HTML
import Kernel
import Localization

/// The client's own company: whom to call, who it is, what binds it, where goods go.
func companyPage(_ page: CompanyPage, in shell: Shell) -> HTML {
    let t = shell.t
    let account: HTML? = page.showsMoney ? "<a class=\"button\" href=\"\(Address.account)\">\(t("section.account"))</a>" : nil
    let documents: HTML? = page.showsDocuments ? "<a class=\"button\" href=\"\(Address.documents)\">\(t("section.documents"))</a>" : nil
    return document(
        t("section.company"), in: shell,
        """
        <div class="titlebar"><h1>\(page.name)</h1><div class="actions">\(account)\(documents)</div></div>
        <section><h2>\(t("company.contacts"))</h2>\(contacts(page, in: shell))</section>
        <section><h2>\(t("client.entities"))</h2>\(page.entities.isEmpty ? none("company.no_entities", in: shell) : entities(page.entities, in: shell))</section>
        <section><h2>\(t("client.contracts"))</h2>\(page.contracts.isEmpty ? none("company.no_contracts", in: shell) : contracts(page, in: shell))</section>
        <section><h2>\(t("client.sites"))</h2>\(page.sites.isEmpty ? none("company.no_sites", in: shell) : sites(page.sites, in: shell))</section>
        \(departments(page, in: shell))
        """)
}

private func none(_ key: String, in shell: Shell) -> HTML { "<p class=\"faint\">\(shell.t(key))</p>" }

private func contacts(_ page: CompanyPage, in shell: Shell) -> HTML {
    let t = shell.t
    let support: HTML = "<p><a href=\"\(Address.support)/new\">\(t("company.ask"))</a></p>"
    guard !page.contacts.isEmpty else { return "\(none("company.no_manager", in: shell))\(support)" }
    let rows = page.contacts.map { contact -> HTML in
        let email: HTML = contact.email.map { "<a href=\"\(Address.mail($0))\">\($0)</a>" } ?? "—"
        let absent: HTML? = contact.standsInFor.map { "<small>\(t("company.stands_in", ["name": .text($0)]))</small>" }
        return "<tr><th scope=\"row\" class=\"lead name\">\(contact.name)\(absent)</th><td data-label=\"\(t("sign_in.email"))\">\(email)</td></tr>\n"
    }
    return """
        <table class="lines stacked"><caption class="unseen">\(t("company.contacts"))</caption><thead><tr><th scope="col">\(t("people.name"))</th><th scope="col">\(t("sign_in.email"))</th></tr></thead><tbody>
        \(rows)</tbody></table>\(support)
        """
}

private func contracts(_ page: CompanyPage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.contracts.map { contract -> HTML in
        let number: HTML = page.showsMoney ? "<a href=\"\(Address.accountContract(contract.key))\">\(contract.number)</a>" : "\(contract.number)"
        let over: HTML? = contract.isActive ? nil : "<small>\(t("account.is_over"))</small>"
        let until: HTML? = contract.until.map { "<small>\(t("client.until")) \(dayTag($0, in: shell))</small>" }
        let payment: HTML? = !page.showsPayment ? nil : """
            <td data-label="\(t("client.payment"))">\(contract.paymentDays == 0 ? t("company.no_delay") : t.plural(contract.isBanking ? "client.banking_days" : "client.days", contract.paymentDays))</td>
            """
        return """
            <tr><th scope="row" class="lead">\(number)\(over)\(until)</th><td data-label="\(t("credit.seller"))">\(contract.seller)</td><td data-label="\(t("account.entity"))">\(contract.entity)</td>\
            \(payment)\(page.showsMoney ? limit(contract.money, in: shell) : nil)</tr>

            """
    }
    let payment: HTML? = page.showsPayment ? "<th scope=\"col\">\(t("client.payment"))</th>" : nil
    let money: HTML? = page.showsMoney ? "<th scope=\"col\" class=\"figure\">\(t("account.limit"))</th><th scope=\"col\">\(t("clients.state"))</th>" : nil
    return """
        <table class="lines stacked"><caption class="unseen">\(t("client.contracts"))</caption><thead><tr><th scope="col">\(t("order.contract"))</th><th scope="col">\(t("credit.seller"))</th>\
        <th scope="col">\(t("account.entity"))</th>\(payment)\(money)</tr></thead><tbody>
        \(rows)</tbody></table>
        """
}

private func limit(_ money: ClientPage.Money?, in shell: Shell) -> HTML {
    let t = shell.t
    let sum = money.map { $0.limit.map { t.money($0) } ?? t("account.no_limit") } ?? "—"
    let state: HTML = money.map { badge(t("credit_state.\($0.state)"), Tone(creditState: $0.state)) } ?? "—"
    return "<td class=\"figure\" data-label=\"\(t("account.limit"))\">\(sum)</td><td data-label=\"\(t("clients.state"))\">\(state)</td>"
}

private func departments(_ page: CompanyPage, in shell: Shell) -> HTML? {
    let t = shell.t
    guard !page.departments.isEmpty || page.managesPeople else { return nil }
    let people: HTML? = page.managesPeople ? "<p><a href=\"\(Address.people)\">\(t("company.people"))</a></p>" : nil
    let rows = page.departments.map { one -> HTML in
        let own: HTML? = one.isOwn ? badge(t("company.own_department"), .quiet) : nil
        let address: HTML? = one.address.isEmpty ? nil : "<span class=\"faint\">\(one.address)</span>"
        return "<li class=\"depth-\(one.depth)\">\(one.name) \(own) \(address)</li>\n"
    }
    return """
        <section><h2>\(t("people.departments"))</h2>\(page.departments.isEmpty ? none("people.no_departments", in: shell) : "<ul class=\"levels\">\(rows)</ul>" as HTML)\(people)</section>
        """
}
