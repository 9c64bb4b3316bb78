import Customers
import HTML
import Kernel
import Localization
import Ordering
import Suppliers

extension Tone {
    init(supply state: SupplyLine.State) {
        self = switch state {
        case .asked: .warn
        case .confirmed: .active
        case .declined: .bad
        case .covered: .good
        case .cancelled: .quiet
        }
    }
}

func supplyLinesPage(_ page: SupplyLinesPage, in shell: Shell) -> HTML {
    let t = shell.t
    let title = page.supplier == nil ? t("section.supply_orders") : t("supply.lines")
    let trail: HTML = page.supplier.map { crumbs([(t("section.suppliers"), Address.suppliers), ($0.name, Address.supplier($0.id))], in: shell) } ?? ""
    let choices = ([""] + SupplyFilter.Show.allCases.map(\.rawValue)).map { show -> HTML in
        "<option value=\"\(show)\"\(attributes: [("selected", show == page.show ? "" : nil)])>\(t("supply.show.\(show.isEmpty ? "all" : show)", ["hours": .integer(page.hours)]))</option>"
    }
    let empty = emptyState(t("supply.nothing"), t(page.supplier == nil ? "supply.nothing.text" : "supply.nothing.staff"))
    return document(
        title, in: shell,
        """
        \(trail)
        <div class="titlebar"><h1>\(title)</h1></div>
        <form class="filters" action="\(page.base)" data-submit-on-change><input type="search" name="query" value="\(page.text)" maxlength="100" aria-label="\(t("offers.search"))" placeholder="\(t("offers.search"))">\
        <select name="show" aria-label="\(t("supply.show"))">\(choices)</select><button>\(t("search.find"))</button></form>
        \(page.rows.isEmpty ? empty : table(page, in: shell))
        \(pager(isFirst: page.isFirst, next: page.next, in: shell) { Address.supplyLines(of: page.base, text: page.text, show: page.show.isEmpty ? nil : page.show, cursor: $0) })
        """)
}

private func table(_ page: SupplyLinesPage, in shell: Shell) -> HTML {
    let t = shell.t
    let heads = ["supply.number", "goods.article", "goods.name", "supply.quantity", "supply.warehouse", "supply.wanted", "supply.asked", "supply.answer"].map { t($0) }
    let rows = page.rows.map { row -> HTML in
        let number: HTML
        if page.supplier == nil { number = "<a href=\"\(Address.supplyLine(row.id.rawValue))\">№ \(row.id.rawValue)</a>" }
        else if page.linksOrders, let order = row.order { number = "<span>№ \(row.id.rawValue) <small><a href=\"\(Address.order(OrderNumber.text(order)))\">\(OrderNumber.text(order))</a></small></span>" }
        else { number = "№ \(row.id.rawValue)" }
        return """
            <tr><th scope="row" class="lead" data-label="\(heads[0])">\(number)</th><td class="name" data-label="\(heads[1])"><span>\(row.article)\(row.ownArticle.map { "<small>\($0)</small>" as HTML })</span></td>\
            <td class="name" data-label="\(heads[2])">\(row.name)</td><td class="figure" data-label="\(heads[3])">\(t.quantity(row.quantity)) \(row.unit.name(in: t.language))</td>\
            <td data-label="\(heads[4])">\(row.warehouse)</td><td data-label="\(heads[5])">\(row.wantedDay.map { dayTag($0, in: shell) } ?? "—")</td>\
            <td data-label="\(heads[6])">\(timeTag(row.askedAt, in: shell))</td><td class="name" data-label="\(heads[7])">\(answer(row, isLate: row.state == .asked && row.isInTime(hours: page.hours, at: page.now) == false, in: shell))</td></tr>

            """
    }
    return """
        <table class="lines stacked"><caption class="unseen">\(t("supply.lines"))</caption><thead><tr><th scope="col">\(heads[0])</th><th scope="col">\(heads[1])</th><th scope="col">\(heads[2])</th>\
        <th scope="col" class="figure">\(heads[3])</th>\(heads[4...].map { "<th scope=\"col\">\($0)</th>" as HTML })</tr></thead><tbody>
        \(rows)</tbody></table>
        """
}

/// The state of a line, with what was promised or why not.
func answer(_ line: SupplyLine, isLate: Bool, in shell: Shell) -> HTML {
    let t = shell.t
    let late: HTML? = isLate ? " \(badge(t("supply.late"), .bad))" : nil
    let promise: HTML? = line.promisedDay.map { day in
        let amount = line.promisedQuantity.map { t.quantity($0) } ?? ""
        return "<small>\(t("supply.promised", ["quantity": .text(amount), "unit": .text(line.unit.name(in: t.language))])) \(dayTag(day, in: shell))</small>"
    }
    let part: HTML? = line.state == .confirmed && line.received > .zero ? "<small>\(t("supply.received", ["quantity": .text(t.quantity(line.received)), "unit": .text(line.unit.name(in: t.language))]))</small>" : nil
    let reason: HTML? = line.reason.map { "<small>\($0)</small>" }
    return "<span>\(badge(t("supply_state.\(line.state.rawValue)"), Tone(supply: line.state)))\(late)\(promise)\(part)\(reason)</span>"
}

func supplyLinePage(_ page: SupplyLinePage, in shell: Shell) -> HTML {
    let t = shell.t
    let line = page.line
    let title = "№ \(line.id.rawValue) \(line.name)"
    return document(
        title, in: shell,
        """
        \(crumbs([(t("section.supply_orders"), Address.supplyOrders)], in: shell))
        <div class="titlebar"><h1>\(title)</h1>\(badge(t("supply_state.\(line.state.rawValue)"), Tone(supply: line.state)))</div>
        \(problemSummary(page.refusal, page.problems, in: shell))
        <section class="card">\(facts([
            (t("goods.article"), fact(line.article)), (t("offers.own_article"), fact(line.ownArticle)), (t("supply.quantity"), fact("\(t.quantity(line.quantity)) \(line.unit.name(in: t.language))")),
            (t("supply.warehouse"), fact(line.warehouse)), (t("supply.wanted"), line.wantedDay.map { dayTag($0, in: shell) }), (t("supply.asked"), timeTag(line.askedAt, in: shell)),
            (t("supply.answer"), line.state == .asked ? nil : answer(line, isLate: false, in: shell)), (t("supply.answered_by"), fact(line.answeredBy)),
            (t("supply.answered_at"), line.answeredAt.map { timeTag($0, in: shell) }), (t("supply.ended_at"), line.endedAt.map { timeTag($0, in: shell) }),
        ]))</section>
        \(page.canAnswer ? forms(page, in: shell) : HTML.empty)
        """)
}

private func forms(_ page: SupplyLinePage, in shell: Shell) -> HTML {
    let t = shell.t
    let base = Address.supplyLine(page.line.id.rawValue)
    let revision: HTML = "<input type=\"hidden\" name=\"revision\" value=\"\(page.revision)\">"
    let day = FormField(name: "day", label: t("supply.day"), value: page.day, control: .input(type: "date", [("required", "")]))
    let quantity = FormField(
        name: "quantity", label: t("supply.quantity_promised"), value: page.quantity, hint: t("supply.quantity.hint", ["quantity": .quantity(page.line.quantity), "unit": .text(page.line.unit.name(in: t.language))]),
        control: .input(type: "text", [("inputmode", "decimal"), ("maxlength", "20"), ("autocomplete", "off")]))
    let reason = FormField(name: "reason", label: t("supply.reason"), value: page.reason, control: .area(rows: 2, limit: 1000))
    return """
        <section class="card narrow"><h2>\(t(page.line.state == .asked ? "supply.confirm" : "supply.confirm_anew"))</h2><p class="faint">\(t("supply.hours", ["hours": .integer(page.hours)]))</p>
        <form method="post" action="\(base)/confirmation">\(revision)\(day.html(page.problems))\(quantity.html(page.problems))<button class="primary">\(t("supply.confirm.submit"))</button></form></section>
        <section class="card narrow"><h2>\(t("supply.decline"))</h2><form method="post" action="\(base)/refusal">\(revision)\(reason.html(page.problems))<button class="danger">\(t("supply.decline.submit"))</button></form></section>
        """
}

func supplyFiguresPage(_ page: SupplyFiguresPage, in shell: Shell) -> HTML {
    let t = shell.t
    let (f, base) = (page.figures, page.supplier.map { Address.supplier($0.id) + "/orders" } ?? Address.supplyOrders)
    let trail: HTML = page.supplier.map { crumbs([(t("section.suppliers"), Address.suppliers), ($0.name, Address.supplier($0.id))], in: shell) } ?? ""
    func share(_ good: Int, _ bad: Int) -> String { good + bad == 0 ? "—" : "\(t.number(good * 100 / (good + bad))) %" }
    func link(_ show: SupplyFilter.Show, _ count: Int) -> HTML {
        "<a class=\"chip\" href=\"\(Address.supplyLines(of: base, show: show.rawValue))\">\(t("supply.figure.\(show.rawValue)")): \(t.number(count))</a>"
    }
    let (q, isOwn) = (page.quotes, page.supplier == nil)
    func chip(_ key: String, _ count: Int, _ address: String?) -> HTML {
        let text = "\(t("supply.figure.\(key)")): \(t.number(count))"
        return address.map { "<a class=\"chip\" href=\"\($0)\">\(text)</a>" } ?? "<span class=\"chip\">\(text)</span>"
    }
    let rows: [(String, String, [HTML])] = [
        (t("supply.figure.answers", ["hours": .integer(page.hours)]), share(f.inTime, f.late), [link(.inTime, f.inTime), link(.late, f.late)]),
        (t("supply.figure.median"), f.median.map { duration($0, t) } ?? "—", []),
        (t("supply.figure.full"), share(f.inFull, f.inPart), [link(.inFull, f.inFull), link(.inPart, f.inPart)]),
        (t("supply.figure.delivered"), share(f.onDay, f.afterDay), [link(.onDay, f.onDay), link(.afterDay, f.afterDay)]),
        (t("supply.figure.quotes"), share(q.answered, q.missed), [chip("quotes_answered", q.answered, nil), chip("quotes_missed", q.missed, isOwn ? Address.quoteRequests(of: Address.supplyRequests, show: "missed") : nil)]),
        (t("supply.figure.quotes_median"), q.median.map { duration($0, t) } ?? "—", []),
    ]
    let heads = [t("supply.figure"), t("supply.figure.value"), t("supply.figure.lines")]
    let body = rows.map { row -> HTML in
        """
        <tr><th scope="row" class="name">\(row.0)</th><td class="figure" data-label="\(heads[1])"><b>\(row.1)</b></td><td class="name" data-label="\(heads[2])"><span class="ranges">\(row.2)</span></td></tr>

        """
    }
    return document(
        t("section.supply_figures"), in: shell,
        """
        \(trail)
        <div class="titlebar"><h1>\(t("section.supply_figures"))</h1></div><p class="faint">\(t("supply.figures.text", ["days": .integer(supplyFigureDays)]))</p>
        <table class="lines stacked"><caption class="unseen">\(t("section.supply_figures"))</caption><thead><tr><th scope="col">\(heads[0])</th><th scope="col" class="figure">\(heads[1])</th><th scope="col">\(heads[2])</th></tr></thead><tbody>
        \(body)</tbody></table>
        """)
}

/// What suppliers are asked for an order, for staff.
func supplyOfOrder(_ lines: [SupplyLine], linksSuppliers: Bool, in shell: Shell) -> HTML? {
    guard !lines.isEmpty else { return nil }
    let t = shell.t
    let heads = ["goods.article", "supply.supplier", "supply.quantity", "supply.warehouse", "supply.asked", "supply.answer"].map { t($0) }
    let rows = lines.map { line -> HTML in
        let supplier: HTML = linksSuppliers ? "<a href=\"\(Address.supplier(line.supplier.id.rawValue))/orders\">\(line.supplier.name)</a>" : "\(line.supplier.name)"
        return """
            <tr><th scope="row" class="lead">\(line.article)</th><td class="name" data-label="\(heads[1])">\(supplier)</td><td class="figure" data-label="\(heads[2])">\(t.quantity(line.quantity)) \(line.unit.name(in: t.language))</td>\
            <td data-label="\(heads[3])">\(line.warehouse)</td><td data-label="\(heads[4])">\(timeTag(line.askedAt, in: shell))</td><td class="name" data-label="\(heads[5])">\(answer(line, isLate: false, in: shell))</td></tr>

            """
    }
    return """
        <section id="supply"><h2>\(t("supply.of_order")) <span class="count">\(t.number(lines.count))</span></h2><table class="lines stacked"><thead><tr><th scope="col">\(heads[0])</th><th scope="col">\(heads[1])</th>\
        <th scope="col" class="figure">\(heads[2])</th>\(heads[3...].map { "<th scope=\"col\">\($0)</th>" as HTML })</tr></thead><tbody>
        \(rows)</tbody></table></section>
        """
}
