import Formats
import HTML
import Kernel
import Localization
import Receivables

/// Documents, the newest first, with everything that narrows the list in its address.
func documentsPage(_ page: DocumentsPage, in shell: Shell) -> HTML {
    let t = shell.t
    let listing = documentsListing(page.query, showsClients: page.showsClients, linksContracts: page.linksContracts, in: shell)
    let tools = listing.tools(in: shell) { Address.sheet(Address.documents, $0, page.query.with { $0.cursor = nil }.parameters) }
    return document(
        t("section.documents"), in: shell,
        """
        <div class="titlebar"><h1>\(t("section.documents"))</h1></div>
        <div class="over">\(filters(page, in: shell))\(page.rows.isEmpty ? .empty : tools)</div>
        \(page.rows.isEmpty ? empty(page, in: shell) : listing.table(page.rows, in: shell))
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
        <label class="tick"><input type="checkbox" name="unsigned" value="1"\(attributes: [("checked", query.isUnsigned ? "" : nil)])> \(t("documents.unsigned"))</label>\(client)\(keptSort(query.sort == .newest ? nil : query.sort.rawValue))
        <button>\(t("search.find"))</button>\(order)\(all)
        </form>
        """
}

/// Documents as a list: on their page, as a sheet, and on the page of an order, where all columns stand.
/// - Parameter query: nil where the list has no page of its own and so no other order.
func documentsListing(_ query: DocumentsQuery?, showsClients: Bool, linksContracts: Bool, showsOrders: Bool = true, in shell: Shell) -> Listing<DocumentsPage.Row> {
    let t = shell.t
    var columns: [Column<DocumentsPage.Row>] = [
        Column(
            key: "document", title: t("account.document"), kind: .wideLead, isOptional: false, cell: { "\(t("document_kind.\($0.kind)")) \($0.number)" },
            value: { .text("\(t("document_kind.\($0.kind)")) \($0.number)") }),
        Column(
            key: "date", title: t("account.date"), isOptional: query != nil,
            sorting: query == nil ? nil : .init(ascending: DocumentSorting.oldest.rawValue, descending: DocumentSorting.newest.rawValue, beginsDescending: true),
            cell: { dayTag($0.date, in: shell) }, value: { .text(t.day($0.date)) }),
    ]
    if showsClients { columns.append(Column(key: "client", title: t("orders.client"), cell: { "\($0.client ?? "")" }, value: { sheetText($0.client) })) }
    columns.append(Column(key: "contract", title: t("order.contract"), cell: { contract(of: $0, isLink: linksContracts, in: shell) }, value: { .text($0.contract) }))
    if showsOrders {
        columns.append(Column(
            key: "order", title: t("documents.order"), cell: { "\($0.order.map { "<a href=\"\(Address.order($0))\">\($0)</a>" as HTML } ?? "")" }, value: { sheetText($0.order) }))
    }
    columns += [
        Column(key: "signature", title: t("documents.signature"), cell: { signature(of: $0, in: shell) }, value: { .text(t("signature.\($0.signature)")) }),
        Column(key: "total", title: t("account.total"), kind: .figure, cell: { "\($0.amount.map { t.money($0) } ?? "—")" }, value: { sheetSum($0.amount) }),
        Column(key: "currency", title: t("credit.currency"), value: { sheetText($0.amount?.currency.code) }),
    ]
    var listing = Listing(name: .documents, title: t("section.documents"), columns: columns)
    guard let query else {
        for place in listing.columns.indices { listing.columns[place].isOptional = false }
        return listing
    }
    listing.order = query.sort.rawValue
    listing.ordered = { sort in Address.documents(query.with { ($0.sort, $0.cursor) = (DocumentSorting(rawValue: sort) ?? .newest, nil) }) }
    return listing
}

private func contract(of row: DocumentsPage.Row, isLink: Bool, in shell: Shell) -> HTML {
    isLink ? "<a href=\"\(shell.isStaff ? Address.creditContract(row.contractKey) : Address.accountContract(row.contractKey))\">\(row.contract)</a>" : "\(row.contract)"
}

private func signature(of row: DocumentsPage.Row, in shell: Shell) -> HTML {
    let t = shell.t
    let signed: HTML? = row.signedOn.map { "<small>\(dayTag($0, in: shell))</small>" }
    let state: HTML = row.signature == Signature.notNeeded.rawValue ? "<span class=\"faint\">\(t("signature.not_needed"))</span>" : badge(t("signature.\(row.signature)"), Tone(signature: row.signature))
    return "<span>\(state)\(signed)</span>"
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
