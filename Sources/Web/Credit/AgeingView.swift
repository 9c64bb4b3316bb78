import HTML
import Kernel
import Localization
import Receivables

/// Who owes what since when: filters and order in the address, totals of everything that was found.
func ageingPage(_ page: AgeingPage, in shell: Shell) -> HTML {
    let t = shell.t
    let listing = ageingListing(page, in: shell)
    return document(
        t("credit.ageing"), in: shell,
        """
        \(creditHead(t("credit.ageing"), page.tabs, in: shell))
        <div class="over">\(filters(page, in: shell))\(page.rows.isEmpty ? .empty : listing.tools(in: shell))</div>
        \(page.rows.isEmpty ? empty(page, in: shell) : listing.table(page.rows, in: shell))
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

/// The ageing as a list.
private func ageingListing(_ page: AgeingPage, in shell: Shell) -> Listing<AgeingPage.Row> {
    let t = shell.t
    // In one currency its sign stands once, in the totals.
    let isMixed = page.totals.count > 1
    func sum(_ key: String, _ title: String, _ order: AgeingOrder? = nil, isOptional: Bool = true, isBad: Bool = false, _ amount: @escaping (AgeingPage.Sums) -> Money) -> Column<AgeingPage.Row> {
        Column(
            key: key, title: title, kind: .figure, isOptional: isOptional, sorting: order.map { .init(descending: $0.rawValue, beginsDescending: true) },
            cell: { figure(amount($0.sums), signed: isMixed, isBad: isBad, in: shell) })
    }
    let sums: [(column: Column<AgeingPage.Row>, amount: (AgeingPage.Sums) -> Money, isBad: Bool)] = [
        (sum("debt", t("account.debt"), .debt) { $0.debt }, { $0.debt }, false)
    ] + ["current", "1_30", "31_60", "61_90", "over_90"].enumerated().map { place, bucket in
        let amount: (AgeingPage.Sums) -> Money = { $0.buckets.indices.contains(place) ? $0.buckets[place] : .zero($0.debt.currency) }
        return (sum("b_\(bucket)", t("credit.bucket.\(bucket)"), bucket == "over_90" ? .over90 : nil, amount), amount, false)
    } + [
        (sum("overdue", t("account.overdue"), .overdue, isOptional: false, isBad: true) { $0.overdue }, { $0.overdue }, true),
        (sum("advance", t("account.advance")) { $0.advance }, { $0.advance }, false),
    ]
    let columns: [Column<AgeingPage.Row>] = [
        Column(
            key: "client", title: t("orders.client"), kind: .wideLead, isOptional: false, sorting: .init(ascending: AgeingOrder.client.rawValue),
            cell: { "<a href=\"\(Address.creditClient($0.clientKey))\">\($0.client)</a>\($0.manager.map { "<small>\($0)</small>" as HTML })" }),
        Column(
            key: "contract", title: t("order.contract"), isOptional: false,
            cell: { "<span><a href=\"\(Address.creditContract($0.contractKey))\">\($0.contract)</a><small>\($0.seller)</small></span>" }),
        Column(key: "state", title: t("clients.state"), cell: { badge(t("credit_state.\($0.state)"), Tone(creditState: $0.state)) }),
        Column(
            key: "days", title: t("account.overdue_days"), kind: .figure, sorting: .init(descending: AgeingOrder.days.rawValue, beginsDescending: true),
            cell: { $0.overdueDays > 0 ? "\(t.number($0.overdueDays))" : "" }),
    ] + sums.map(\.column)
    var listing = Listing(
        name: .ageing, title: t("credit.ageing"), columns: columns, order: page.query.order.rawValue,
        ordered: { order in Address.credit(page.query.with { ($0.order, $0.cursor) = (AgeingOrder(rawValue: order) ?? .overdue, nil) }) })
    listing.style = "lines stacked ageing"
    listing.scrolls = true
    listing.foot = page.totals.map { total in
        var cells: [String: HTML] = [:]
        for sum in sums { cells[sum.column.key] = figure(sum.amount(total.sums), signed: isMixed, isBad: sum.isBad, in: shell) }
        return .init(title: "\(t("account.in_all")) · \(t.plural("count.contracts", total.contracts)), \(t.sign(total.sums.debt.currency))", cells: cells)
    }
    return listing
}

private func figure(_ sum: Money, signed: Bool, isBad: Bool, in shell: Shell) -> HTML {
    guard sum.minorUnits != 0 else { return "" }
    let text = signed ? shell.t.money(sum) : shell.t.amount(sum)
    return isBad ? "<b class=\"bad\">\(text)</b>" : "\(text)"
}

extension AgeingPage.Sums {
    /// All but what is not due.
    fileprivate var overdue: Money { buckets.dropFirst().reduce(Money.zero(debt.currency)) { (try? $0.adding($1)) ?? $0 } }
}

private func empty(_ page: AgeingPage, in shell: Shell) -> HTML {
    let t = shell.t
    return page.query.isNarrowed
        ? emptyState(t("credit.nothing"), t("credit.nothing.text"), action: (t("credit.all"), Address.credit)) : emptyState(t("credit.no_debts"), t("credit.no_debts.text"))
}
