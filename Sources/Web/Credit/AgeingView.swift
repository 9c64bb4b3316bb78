import HTML
import Kernel
import Localization
import Receivables

/// Who owes what since when: filters and order in the address, totals of everything that was found.
func ageingPage(_ page: AgeingPage, in shell: Shell) -> HTML {
    let t = shell.t
    return document(
        t("credit.ageing"), in: shell,
        """
        \(creditHead(t("credit.ageing"), page.tabs, in: shell))
        \(filters(page, in: shell))
        \(page.rows.isEmpty ? empty(page, in: shell) : table(page, in: shell))
        \(pager(isFirst: page.query.cursor == nil, next: page.next, in: shell) { cursor in Address.credit(page.query.with { $0.cursor = cursor }) })
        """)
}

/// The heading of a page of the section, with the way to the others.
func creditHead(_ title: String, _ tabs: CreditTabs, in shell: Shell, _ beside: HTML = "") -> HTML {
    let t = shell.t
    return """
        <div class="titlebar"><h1>\(title)</h1>\(beside)\
        <nav class="segments" aria-label="\(t("section.credit"))">\(tabs.tabs.map { tab -> HTML in
            "<a href=\"\(tab.address)\"\(attributes: [("aria-current", tab == tabs.current ? "page" : nil)])>\(t("credit.tab.\(tab.rawValue)"))</a>"
        })</nav></div>
        """
}

private func filters(_ page: AgeingPage, in shell: Shell) -> HTML {
    let t = shell.t
    let states = [Choice(key: "", title: t("credit.any_state"))] + BlockState.allCases.sorted().map {
        Choice(key: $0.rawValue, title: t("credit_state.\($0.rawValue)"), isChosen: $0 == page.query.state)
    }
    let sort: HTML? = page.query.order == .overdue ? nil : "<input type=\"hidden\" name=\"sort\" value=\"\(page.query.order.rawValue)\">"
    let all: HTML? = page.query.isNarrowed ? "<a class=\"chip\" href=\"\(Address.credit(AgeingQuery().with { $0.order = page.query.order }))\">\(t("credit.all"))</a>" : nil
    return """
        <form class="filters" action="\(Address.credit)" data-submit-on-change>
        <input type="search" name="query" value="\(page.query.text)" maxlength="100" aria-label="\(t("credit.client_search"))" placeholder="\(t("credit.client_search"))">
        \(select("seller", t("credit.seller"), [Choice(key: "", title: t("credit.any_seller"))] + page.sellers))
        \(select("manager", t("clients.manager"), [Choice(key: "", title: t("credit.any_manager"))] + page.managers))
        \(select("state", t("clients.state"), states))
        <label class="tick"><input type="checkbox" name="overdue" value="1"\(attributes: [("checked", page.query.onlyOverdue ? "" : nil)])> \(t("credit.only_overdue"))</label>\(sort)
        <button>\(t("search.find"))</button>\(all)
        <a class="file" href="\(Address.ageingFile(page.query))">\(t("credit.export"))</a>
        </form>
        """
}

/// A choice of a filter with its name for those who do not see it.
func select(_ name: String, _ label: String, _ choices: [Choice]) -> HTML {
    """
    <select name="\(name)" aria-label="\(label)">\(choices.map { choice -> HTML in
        "<option value=\"\(choice.key)\"\(attributes: [("selected", choice.isChosen ? "" : nil)])>\(choice.title)</option>"
    })</select>
    """
}

private func table(_ page: AgeingPage, in shell: Shell) -> HTML {
    let t = shell.t
    let buckets = ["current", "1_30", "31_60", "61_90", "over_90"].map { t("credit.bucket.\($0)") }
    // In one currency its sign stands once, in the totals.
    let isMixed = page.totals.count > 1
    let rows = page.rows.map { row -> HTML in
        """
        <tr><th scope="row" class="lead name"><a href="\(Address.creditClient(row.clientKey))">\(row.client)</a>\(row.manager.map { "<small>\($0)</small>" as HTML })</th>\
        <td data-label="\(t("order.contract"))"><span><a href="\(Address.creditContract(row.contractKey))">\(row.contract)</a><small>\(row.seller)</small></span></td>\
        <td data-label="\(t("clients.state"))">\(badge(t("credit_state.\(row.state)"), Tone(creditState: row.state)))</td>\
        <td class="figure" data-label="\(t("account.overdue_days"))">\(row.overdueDays > 0 ? t.number(row.overdueDays) : "")</td>\(cells(row.sums, buckets, signed: isMixed, in: shell))</tr>

        """
    }
    let totals = page.totals.map { total -> HTML in
        """
        <tr class="sum"><th scope="row" class="name" colspan="4">\(t("account.in_all")) · \(t.plural("count.contracts", total.contracts)), \(t.sign(total.sums.debt.currency))</th>\(cells(total.sums, buckets, signed: isMixed, in: shell))</tr>

        """
    }
    return """
        <div class="scroll" role="region" aria-label="\(t("credit.ageing"))" tabindex="0"><table class="lines stacked ageing"><caption class="unseen">\(t("credit.ageing"))</caption><thead><tr>\(head(t("orders.client"), .client, page, in: shell))\
        <th scope="col">\(t("order.contract"))</th><th scope="col">\(t("clients.state"))</th>\(head(t("account.overdue_days"), .days, page, in: shell))\
        \(head(t("account.debt"), .debt, page, in: shell))\(buckets.dropLast().map { "<th scope=\"col\" class=\"figure\">\($0)</th>" as HTML })\
        \(head(buckets.last ?? "", .over90, page, in: shell))\(head(t("account.overdue"), .overdue, page, in: shell))<th scope="col" class="figure">\(t("account.advance"))</th></tr></thead><tbody>
        \(rows)</tbody><tfoot>\(totals)</tfoot></table></div>
        """
}

private func head(_ title: String, _ order: AgeingOrder, _ page: AgeingPage, in shell: Shell) -> HTML {
    let address = Address.credit(page.query.with { ($0.order, $0.cursor) = (order, nil) })
    let isCurrent = page.query.order == order
    return """
        <th scope="col"\(attributes: [("class", order == .client ? nil : "figure"), ("aria-sort", isCurrent ? (order == .client ? "ascending" : "descending") : nil)])>\
        <a href="\(address)">\(title)</a></th>
        """
}

private func cells(_ sums: AgeingPage.Sums, _ names: [String], signed: Bool, in shell: Shell) -> HTML {
    let t = shell.t
    func text(_ sum: Money) -> String { signed ? t.money(sum) : t.amount(sum) }
    func cell(_ name: String, _ sum: Money, isBad: Bool = false) -> HTML {
        let shown: HTML = sum.minorUnits == 0 ? "" : isBad ? "<b class=\"bad\">\(text(sum))</b>" : HTML(escaping: text(sum))
        return "<td class=\"figure\" data-label=\"\(name)\">\(shown)</td>"
    }
    let overdue = sums.buckets.dropFirst().reduce(Money.zero(sums.debt.currency)) { (try? $0.adding($1)) ?? $0 }
    return "\(cell(t("account.debt"), sums.debt))\(zip(names, sums.buckets).map { cell($0, $1) })\(cell(t("account.overdue"), overdue, isBad: true))\(cell(t("account.advance"), sums.advance))"
}

private func empty(_ page: AgeingPage, in shell: Shell) -> HTML {
    let t = shell.t
    return page.query.isNarrowed
        ? emptyState(t("credit.nothing"), t("credit.nothing.text"), action: (t("credit.all"), Address.credit)) : emptyState(t("credit.no_debts"), t("credit.no_debts.text"))
}
