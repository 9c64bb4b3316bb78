import HTML
import Kernel
import Localization
import Receivables

/// Documents, the newest first, with everything that narrows the list in its address.
func documentsPage(_ page: DocumentsPage, in shell: Shell) -> HTML {
    let t = shell.t
    return document(
        t("section.documents"), in: shell,
        """
        <div class="titlebar"><h1>\(t("section.documents"))</h1></div>
        \(filters(page, in: shell))
        \(page.rows.isEmpty ? empty(page, in: shell) : documentsTable(page.rows, showsClients: page.showsClients, linksContracts: page.linksContracts, in: shell))
        \(pager(isFirst: page.isFirst, next: page.next, in: shell) { cursor in Address.documents(page.query.with { $0.cursor = cursor }) })
        """)
}

private func filters(_ page: DocumentsPage, in shell: Shell) -> HTML {
    let (t, query) = (shell.t, page.query)
    let kinds = [Choice(key: "", title: t("documents.any_kind"))] + DocumentKind.allCases.map {
        Choice(key: $0.rawValue, title: t("document_kind.\($0.rawValue)"), isChosen: $0.rawValue == query.kind)
    }
    let contracts: HTML? = page.contracts.isEmpty ? nil : select("contract", t("order.contract"), [Choice(key: "", title: t("documents.any_contract"))] + page.contracts)
    let client: HTML? = query.client.map { "<input type=\"hidden\" name=\"client\" value=\"\($0)\">" }
    let order: HTML? = query.order.map {
        "<input type=\"hidden\" name=\"order\" value=\"\($0)\"><a class=\"chip\" aria-current=\"true\" href=\"\(Address.documents(query.with { $0.order = nil; $0.cursor = nil }))\">\(t("account.by_order")) \($0) ×</a>"
    }
    let all: HTML? = query.isNarrowed ? "<a class=\"chip\" href=\"\(Address.documents)\">\(t("documents.all"))</a>" : nil
    return """
        <form class="filters" action="\(Address.documents)" data-submit-on-change>
        <input type="search" name="query" value="\(query.text)" maxlength="100" aria-label="\(t("documents.search"))" placeholder="\(t("documents.search"))">
        \(contracts)\(select("kind", t("documents.kind"), kinds))
        <input type="date" name="from" value="\(query.from ?? "")" aria-label="\(t("journal.from"))"><input type="date" name="to" value="\(query.to ?? "")" aria-label="\(t("journal.until"))">
        <label class="tick"><input type="checkbox" name="unsigned" value="1"\(attributes: [("checked", query.isUnsigned ? "" : nil)])> \(t("documents.unsigned"))</label>\(client)
        <button>\(t("search.find"))</button>\(order)\(all)
        </form>
        """
}

/// Documents as a table: here, and on the page of an order.
func documentsTable(_ rows: [DocumentsPage.Row], showsClients: Bool, linksContracts: Bool, showsOrders: Bool = true, in shell: Shell) -> HTML {
    let t = shell.t
    let clientHead: HTML? = showsClients ? "<th scope=\"col\">\(t("orders.client"))</th>" : nil
    let orderHead: HTML? = showsOrders ? "<th scope=\"col\">\(t("documents.order"))</th>" : nil
    let body = rows.map { row -> HTML in
        let client: HTML? = showsClients ? "<td data-label=\"\(t("orders.client"))\">\(row.client ?? "")</td>" : nil
        let order: HTML? = showsOrders ? "<td data-label=\"\(t("documents.order"))\">\(row.order.map { "<a href=\"\(Address.order($0))\">\($0)</a>" as HTML } ?? "")</td>" : nil
        let contract: HTML = linksContracts ? "<a href=\"\(shell.isStaff ? Address.creditContract(row.contractKey) : Address.accountContract(row.contractKey))\">\(row.contract)</a>" : "\(row.contract)"
        let signed: HTML? = row.signedOn.map { "<small>\(dayTag($0, in: shell))</small>" }
        let signature: HTML = row.signature == Signature.notNeeded.rawValue ? "<span class=\"faint\">\(t("signature.not_needed"))</span>" : badge(t("signature.\(row.signature)"), Tone(signature: row.signature))
        return """
            <tr><th scope="row" class="lead name">\(t("document_kind.\(row.kind)")) \(row.number)</th><td data-label="\(t("account.date"))">\(dayTag(row.date, in: shell))</td>\(client)\
            <td data-label="\(t("order.contract"))">\(contract)</td>\(order)<td data-label="\(t("documents.signature"))"><span>\(signature)\(signed)</span></td>\
            <td class="figure" data-label="\(t("account.total"))">\(row.amount.map { t.money($0) } ?? "—")</td></tr>

            """
    }
    return """
        <table class="lines stacked"><caption class="unseen">\(t("section.documents"))</caption><thead><tr><th scope="col">\(t("account.document"))</th><th scope="col">\(t("account.date"))</th>\(clientHead)\
        <th scope="col">\(t("order.contract"))</th>\(orderHead)<th scope="col">\(t("documents.signature"))</th><th scope="col" class="figure">\(t("account.total"))</th></tr></thead><tbody>
        \(body)</tbody></table>
        """
}

private func empty(_ page: DocumentsPage, in shell: Shell) -> HTML {
    let t = shell.t
    return page.query.isNarrowed
        ? emptyState(t("documents.nothing"), t("documents.nothing.text"), action: (t("documents.all"), Address.documents))
        : emptyState(t("documents.empty"), t("documents.empty.text"))
}

extension Tone {
    fileprivate init(signature: String) {
        self =
            switch signature {
            case "signed": .good
            case "refused": .bad
            default: .warn
            }
    }
}
