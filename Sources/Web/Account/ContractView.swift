import HTML
import Kernel
import Localization

/// A contract as the client sees it: its figures and the documents behind them.
func contractPage(_ page: ContractPage, in shell: Shell) -> HTML {
    let t = shell.t
    let title = t("shell.contract", ["number": .text(page.contract.number)])
    return document(
        title, in: shell,
        """
        \(crumbs([(t("section.account"), Address.account)], in: shell))
        <div class="titlebar"><h1>\(title)</h1>\(badge(t("credit_state.\(page.contract.state)"), Tone(creditState: page.contract.state)))\
        <span class="faint">\(page.contract.seller)</span></div>
        <section class="card account">\(standing(page.contract, in: shell))\(contractFigures(page.contract, at: "", in: shell))\(terms(page.contract, in: shell))</section>
        \(statement(page, in: shell) { Address.accountContract(page.contract.key, cursor: $0) })
        """)
}

/// The documents behind a contract's figures. `address` is that of the page with a cursor of its ledger.
func statement(_ page: ContractPage, in shell: Shell, address: (String?) -> String) -> HTML {
    let t = shell.t
    let papers: HTML? = page.showsDocuments
        ? "<div class=\"tablebar\"><a href=\"\(Address.documents(DocumentsQuery().with { $0.contract = page.contract.key }))\">\(t("documents.of_contract"))</a></div>" : nil
    return """
        <section id="documents"><h2>\(t("account.open_documents")) <span class="count">\(t.number(page.documents.count))</span></h2>
        \(page.documents.isEmpty ? "<p class=\"faint\">\(t("account.open_documents.none"))</p>" : documents(page, in: shell))\(papers)</section>
        <section id="orders"><h2>\(t("account.orders")) <span class="count">\(t.number(page.orders.count))</span></h2>
        \(page.orders.isEmpty ? "<p class=\"faint\">\(t("account.orders.none"))</p>" : ordersOnCredit(page.orders, in: shell))</section>
        <section id="ledger"><h2>\(t("account.ledger"))</h2>
        \(page.lines.isEmpty ? "<p class=\"faint\">\(t("account.ledger.none"))</p>" : ledger(page, in: shell))
        \(page.lines.isEmpty ? nil : "<div class=\"tablebar\"><a href=\"\(Address.statementFile(page.contract.key))\">\(t("account.statement.file"))</a></div>" as HTML)
        \(pager(isFirst: page.isFirst, next: page.next, in: shell) { address($0) + "#ledger" })</section>
        """
}

private func documents(_ page: ContractPage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.documents.map { document -> HTML in
        let days: HTML = document.overdueDays > 0 ? "<b class=\"bad\">\(t.number(document.overdueDays))</b>" : ""
        return """
            <tr><th scope="row" class="name">\(t("ledger_kind.\(document.kind)")) \(document.number)\(orderNote(document.order, in: shell))</th>\
            <td data-label="\(t("account.date"))">\(dayTag(document.date, in: shell))</td>\
            <td data-label="\(t("account.due"))">\(document.left.minorUnits < 0 ? "" : dayTag(document.due, in: shell))</td>\
            <td class="figure" data-label="\(t("account.overdue_days"))">\(days)</td><td class="figure" data-label="\(t("account.total"))">\(t.money(document.total))</td>\
            <td class="figure" data-label="\(t("account.left"))"><b>\(t.money(document.left))</b></td></tr>

            """
    }
    return """
        <table class="lines stacked"><caption class="unseen">\(t("account.open_documents"))</caption><thead><tr><th scope="col">\(t("account.document"))</th>\
        <th scope="col">\(t("account.date"))</th><th scope="col">\(t("account.due"))</th><th scope="col" class="figure">\(t("account.overdue_days"))</th>\
        <th scope="col" class="figure">\(t("account.total"))</th><th scope="col" class="figure">\(t("account.left"))</th></tr></thead><tbody>
        \(rows)</tbody></table>
        """
}

/// Orders that take credit or wait for it.
func ordersOnCredit(_ orders: [ContractPage.Order], in shell: Shell) -> HTML {
    let t = shell.t
    let rows = orders.map { order -> HTML in
        let held: HTML? =
            order.isOnHold
            ? "<small>\(order.heldUntil.map { t("account.held_until", ["time": .text(shell.time($0))]) } ?? t("account.goods_returned"))</small>" : nil
        return """
            <tr><th scope="row" class="lead"><a href="\(Address.order(order.number))">\(order.number)</a></th>\
            <td data-label="\(t("orders.placed"))">\(timeTag(order.placedAt, in: shell))</td><td data-label="\(t("orders.reference"))">\(order.reference ?? "")</td>\
            <td data-label="\(t("orders.status"))"><span>\(badge(t("order_status.\(order.status)"), Tone(orderState: order.status)))\(held)</span></td>\
            <td class="figure" data-label="\(t("sum.total"))">\(t.money(order.gross))</td>\
            <td class="figure" data-label="\(t("account.taken"))">\(order.isOnHold ? "—" : "<b>\(t.money(order.taken))</b>" as HTML)</td></tr>

            """
    }
    return """
        <table class="lines stacked"><caption class="unseen">\(t("account.orders"))</caption><thead><tr><th scope="col">\(t("orders.number"))</th><th scope="col">\(t("orders.placed"))</th>\
        <th scope="col">\(t("orders.reference"))</th><th scope="col">\(t("orders.status"))</th><th scope="col" class="figure">\(t("sum.total"))</th>\
        <th scope="col" class="figure">\(t("account.taken"))</th></tr></thead><tbody>
        \(rows)</tbody></table>
        """
}

private func ledger(_ page: ContractPage, in shell: Shell) -> HTML {
    let t = shell.t
    return """
        <table class="lines stacked ledger"><caption class="unseen">\(t("account.ledger"))</caption><thead><tr><th scope="col">\(t("account.date"))</th><th scope="col">\(t("account.document"))</th>\
        <th scope="col" class="figure">\(t("account.charged"))</th><th scope="col" class="figure">\(t("account.paid"))</th>\
        <th scope="col" class="figure">\(t("account.balance"))</th></tr></thead><tbody>
        \(page.lines.map { ledgerRow($0, in: shell) })</tbody></table>
        """
}

private func ledgerRow(_ line: ContractPage.Line, in shell: Shell) -> HTML {
    let t = shell.t
    let counted = line.counted.minorUnits
    let settled = line.allocations.map { part -> HTML in
        "<li>\(t(line.told.minorUnits < 0 ? "account.went_to" : "account.paid_by", ["document": .text(part.document), "date": .day(part.date), "amount": .money(part.amount)]))</li>"
    }
    let allocations: HTML? = settled.isEmpty ? nil : "<ul class=\"parts\">\(settled)</ul>"
    let open: HTML? =
        line.open.minorUnits == 0
        ? nil : "<small>\(t(line.open.minorUnits > 0 ? "account.still_open" : "account.still_left", ["amount": .money(line.open.magnitude)]))</small>"
    let due: HTML? = line.due.map { "<small>\(t("account.due")) \(dayTag($0, in: shell))</small>" }
    let told: HTML? = line.told == line.counted ? nil : "<small>\(t("account.told", ["amount": .money(line.told)]))</small>"
    let note: HTML? = line.note.flatMap { $0.isEmpty ? nil : "<small>\($0)</small>" }
    let issues = line.issues.map { "<div class=\"line-problem note\"><span>\($0)</span></div>" as HTML }
    return """
        <tr><td data-label="\(t("account.date"))">\(dayTag(line.date, in: shell))</td>\
        <th scope="row" class="name">\(t("ledger_kind.\(line.kind)")) \(line.number)\(orderNote(line.order, in: shell))\(due)\(note)\(allocations)\(open)\(issues)</th>\
        <td class="figure\(counted > 0 ? "" : " zero")" data-label="\(t("account.charged"))">\(counted > 0 ? "\(t.money(line.counted))\(told)" as HTML : line.told.minorUnits > 0 ? told ?? "" : "")</td>\
        <td class="figure\(counted < 0 ? "" : " zero")" data-label="\(t("account.paid"))">\(counted < 0 ? "\(t.money(line.counted.magnitude))\(told)" as HTML : line.told.minorUnits < 0 ? told ?? "" : "")</td>\
        <td class="figure" data-label="\(t("account.balance"))"><b>\(t.money(line.balance))</b></td></tr>

        """
}

private func orderNote(_ order: String?, in shell: Shell) -> HTML? {
    order.map { "<small>\(shell.t("account.by_order")) <a href=\"\(Address.order($0))\">\($0)</a></small>" }
}

extension Money {
    /// Without its sign.
    var magnitude: Money { minorUnits < 0 ? (try? Money.zero(currency).subtracting(self)) ?? self : self }
}
