import Customers
import HTML
import Kernel
import Localization
import Suppliers

extension Tone {
    init(quoteRequest state: QuoteRequest.State) {
        self = switch state {
        case .open: .active
        case .overdue: .warn
        case .closed: .quiet
        }
    }
}

func quotesPage(_ page: QuotesPage, in shell: Shell) -> HTML {
    let t = shell.t
    let title = t(page.isOwn ? "section.supply_requests" : "section.supplier_requests")
    let choices = ([""] + QuoteFilter.Show.allCases.map(\.rawValue)).map { show -> HTML in
        "<option value=\"\(show)\"\(attributes: [("selected", show == page.show ? "" : nil)])>\(t("quotes.show.\(show.isEmpty ? "all" : show)"))</option>"
    }
    let new: HTML? = page.isOwn ? nil : "<div class=\"actions\"><a class=\"button primary\" href=\"\(Address.newQuoteRequest())\">\(t("quotes.new"))</a></div>"
    let empty = page.isOwn ? emptyState(t("quotes.nothing"), t("quotes.nothing.own")) : emptyState(t("quotes.nothing"), t("quotes.nothing.text"), action: (t("quotes.new"), Address.newQuoteRequest()))
    return document(
        title, in: shell,
        """
        <div class="titlebar"><h1>\(title)</h1>\(new)</div>
        <form class="filters" action="\(page.base)" data-submit-on-change><select name="show" aria-label="\(t("quotes.show"))">\(choices)</select><button>\(t("search.find"))</button></form>
        \(page.rows.isEmpty ? empty : table(page, in: shell))
        \(pager(isFirst: page.isFirst, next: page.next, in: shell) { Address.quoteRequests(of: page.base, show: page.show.isEmpty ? nil : page.show, cursor: $0) })
        """)
}

private func table(_ page: QuotesPage, in shell: Shell) -> HTML {
    let t = shell.t
    let heads = ["quotes.number", "quotes.asked", "quotes.wanted", "people.status", "quotes.lines", "quotes.answers", "quotes.chosen", "quotes.comment"].map { t($0) }
    let rows = page.rows.map { row -> HTML in
        let state = row.state(on: page.today)
        let answers: String = page.isOwn ? t(row.answered > 0 ? "quotes.answered" : "quotes.unanswered") : t("quotes.answered_of", ["answered": .integer(Int64(row.answered)), "asked": .integer(Int64(row.suppliers))])
        return """
            <tr><th scope="row" class="lead"><a href="\(page.base)/\(row.id.rawValue)">№ \(row.id.rawValue)</a></th><td data-label="\(heads[1])">\(timeTag(row.askedAt, in: shell))</td>\
            <td data-label="\(heads[2])">\(dayTag(row.wantedDay, in: shell))</td><td data-label="\(heads[3])">\(badge(t("quote_state.\(state.rawValue)"), Tone(quoteRequest: state)))</td>\
            <td class="figure" data-label="\(heads[4])">\(t.number(row.lines))</td><td data-label="\(heads[5])">\(answers)</td><td class="figure" data-label="\(heads[6])">\(row.chosen == 0 ? "—" : t.number(row.chosen))</td>\
            <td class="name" data-label="\(heads[7])">\(row.comment.map { String($0.prefix(100)) } ?? "—")</td></tr>

            """
    }
    return """
        <table class="lines stacked"><caption class="unseen">\(t("quotes.title"))</caption><thead><tr>\(heads.enumerated().map { place, head -> HTML in
            "<th scope=\"col\"\(attributes: [("class", place == 4 || place == 6 ? "figure" : nil)])>\(head)</th>"
        })</tr></thead><tbody>
        \(rows)</tbody></table>
        """
}

func quoteFormPage(_ page: QuoteFormPage, in shell: Shell) -> HTML {
    let t = shell.t
    let draft = page.draft
    let boxes = page.suppliers.map { supplier -> HTML in
        "<label class=\"check\"><input type=\"checkbox\" name=\"supplier\" value=\"\(supplier.key)\"\(attributes: [("checked", supplier.isChosen ? "" : nil)])> \(supplier.title)</label>"
    }
    let wrong = page.problems.filter { $0.field == "supplier" }.map(\.text)
    let wrongLine: HTML? = wrong.isEmpty ? nil : "<small class=\"wrong\">\(wrong.joined(separator: " "))</small>"
    let suppliers: HTML = page.suppliers.isEmpty
        ? "<p class=\"flash notice\">\(t("suppliers.nothing")) <a href=\"\(Address.suppliers)/new\">\(t("suppliers.new"))</a></p>"
        : "<fieldset class=\"checks\" id=\"supplier\"><legend>\(t("quotes.to"))</legend>\(boxes)\(wrongLine)</fieldset>"
    let days: [(StaticString, String?)] = [("required", ""), ("min", page.earliest.description)]
    return document(
        t("quotes.new"), in: shell,
        """
        \(crumbs([(t("section.supplier_requests"), Address.quoteRequests)], in: shell))
        <div class="titlebar"><h1>\(t("quotes.new"))</h1></div><p class="faint">\(t("quotes.new.text"))</p>
        \(problemSummary(nil, page.problems, in: shell))
        <form class="card narrow" method="post" action="\(Address.quoteRequests)">
        \(FormField(name: "goods", label: t("quotes.goods"), value: draft.goods, hint: t("quotes.goods.hint"), control: .area(rows: 6, limit: 60_000)).html(page.problems))
        \(FormField(name: "others", label: t("quotes.others"), value: draft.others, hint: t("quotes.others.hint"), control: .area(rows: 3, limit: 60_000)).html(page.problems))
        \(FormField(name: "day", label: t("quotes.day"), value: draft.day, hint: t("quotes.day.hint"), control: .input(type: "date", days)).html(page.problems))
        \(FormField(name: "comment", label: t("quotes.comment"), value: draft.comment, hint: t("quotes.comment.hint"), control: .area(rows: 2, limit: 2000)).html(page.problems))
        \(suppliers)
        <button class="primary">\(t("quotes.send"))</button></form>
        """)
}

/// Lines down, suppliers across.
func quotePage(_ page: QuotePage, in shell: Shell) -> HTML {
    let t = shell.t
    let request = page.request
    let state = request.state(on: page.today)
    let title = t("quotes.heading", ["number": .integer(request.id.rawValue)])
    let answered = request.suppliers.filter { $0.answeredAt != nil }.count
    let isOpen = request.closedAt == nil
    let buttons: HTML? = isOpen ? "<p class=\"buttons\"><button>\(t("quotes.choose"))</button> <button class=\"primary\" name=\"close\" value=\"1\">\(t("quotes.close"))</button></p><p class=\"faint\">\(t("quotes.close.text"))</p>" : nil
    let table = comparison(page, in: shell)
    let body: HTML = isOpen
        ? "<form method=\"post\" action=\"\(Address.quoteChoice(request.id.rawValue))\">\(enterButton())<input type=\"hidden\" name=\"revision\" value=\"\(page.revision)\">\(table)\(buttons)</form>"
        : table
    let offerable = request.offerable.count
    let offers: HTML? = offerable == 0 ? nil : """
        <section class="card narrow"><h2>\(t("quotes.offer"))</h2><p>\(t("quotes.offer.text"))</p><form method="post" action="\(Address.quoteOffers(request.id.rawValue))">\
        <button class="primary">\(t("quotes.offer.submit", ["count": .integer(Int64(offerable))]))</button></form></section>
        """
    return document(
        title, in: shell,
        """
        \(crumbs([(t("section.supplier_requests"), Address.quoteRequests)], in: shell))
        <div class="titlebar"><h1>\(title)</h1>\(badge(t("quote_state.\(state.rawValue)"), Tone(quoteRequest: state)))</div>
        \(problemSummary(page.refusal, page.problems, in: shell))
        <section class="card">\(facts([
            (t("quotes.asked"), timeTag(request.askedAt, in: shell)), (t("quotes.asked_by"), fact(request.askedBy)), (t("quotes.wanted"), dayTag(request.wantedDay, in: shell)),
            (t("quotes.answers"), fact(t("quotes.answered_of", ["answered": .integer(Int64(answered)), "asked": .integer(Int64(request.suppliers.count))]))),
            (t("quotes.closed_at"), request.closedAt.map { timeTag($0, in: shell) }), (t("quotes.comment"), fact(request.comment)),
        ]))</section>
        <section id="answers"><h2>\(t("quotes.comparison"))</h2>\(body)</section>
        \(offers)
        """)
}

private func comparison(_ page: QuotePage, in shell: Shell) -> HTML {
    let t = shell.t
    let request = page.request
    let isOpen = request.closedAt == nil
    let heads = [t("quotes.line"), t("quotes.quantity")]
    let columns = request.suppliers.map { supplier -> HTML in
        let when: HTML = supplier.answeredAt.map { timeTag($0, in: shell) } ?? "\(t("quotes.unanswered"))"
        return "<th scope=\"col\"><a href=\"\(Address.supplier(supplier.card.id.rawValue))\">\(supplier.card.name)</a><small>\(when)</small></th>"
    }
    let last: HTML? = isOpen ? "<th scope=\"col\">\(t("quotes.nobody"))</th>" : nil
    let rows = request.lines.map { line -> HTML in
        let best = request.best(of: line.id)
        let cells = request.suppliers.map { supplier -> HTML in
            "<td class=\"name\" data-label=\"\(supplier.card.name)\">\(cell(line, supplier, isBest: best.contains(supplier.card.id), page, in: shell))</td>"
        }
        let nobody: HTML? = isOpen ? """
            <td data-label="\(t("quotes.nobody"))"><label class="check"><input type="radio" name="line-\(line.id.rawValue)" value=""\(attributes: [("checked", page.choice[line.id] == nil ? "" : nil)])> \
            <span class="unseen">\(t("quotes.nobody"))</span></label></td>
            """ : nil
        let article: HTML = line.article.map { "<small>\($0)</small>" } ?? "<small>\(t("quotes.not_in_catalogue"))</small>"
        let gone: HTML? = line.isWithdrawn ? " \(badge(t("quotes.withdrawn"), .warn))" : nil
        return """
            <tr id="line-\(line.id.rawValue)"><th scope="row" class="lead name"><span>\(line.position). \(line.name)\(gone)\(article)</span></th>\
            <td class="figure" data-label="\(heads[1])">\(t.quantity(line.quantity)) \(line.unit.name(in: t.language))</td>\(cells)\(nobody)</tr>

            """
    }
    return """
        <div class="scroll" role="region" aria-label="\(t("quotes.comparison"))" tabindex="0"><table class="lines stacked quotes"><caption class="unseen">\(t("quotes.comparison"))</caption><thead><tr>\
        <th scope="col">\(heads[0])</th><th scope="col" class="figure">\(heads[1])</th>\(columns)\(last)</tr></thead><tbody>
        \(rows)</tbody></table></div>
        """
}

private func cell(_ line: QuoteLine, _ supplier: QuoteSupplier, isBest: Bool, _ page: QuotePage, in shell: Shell) -> HTML {
    let t = shell.t
    guard let quote = page.request.quote(line.id, of: supplier.card.id) else { return "<span class=\"faint\">\(t("quotes.no_answer"))</span>" }
    guard quote.price != nil else { return terms(quote, line, isBest: false, in: shell) }
    let isOpen = page.request.closedAt == nil
    let isChosen = page.choice[line.id] == supplier.card.id
    let body = terms(quote, line, isBest: isBest, in: shell)
    if isOpen {
        return """
            <label class="check"><input type="radio" name="line-\(line.id.rawValue)" value="\(supplier.card.id.rawValue)"\(attributes: [("checked", isChosen ? "" : nil)])>\
            <span><span class="unseen">\(supplier.card.name)</span>\(body)</span></label>
            """
    }
    let chosen: HTML? = isChosen ? " \(badge(t("quotes.is_chosen"), .good))" : nil
    let offered: HTML? = quote.isOffered ? "<small>\(t("quotes.is_offered"))</small>" : nil
    return "<span>\(body)\(chosen)\(offered)</span>"
}

/// What was answered to a line, in words.
func terms(_ quote: Quote, _ line: QuoteLine, isBest: Bool, in shell: Shell) -> HTML {
    let t = shell.t
    if let reason = quote.reason { return "<span>\(badge(t("quotes.cannot"), .bad))<small>\(reason)</small></span>" }
    let best: HTML? = isBest ? " \(badge(t("quotes.best"), .good))" : nil
    let amount: HTML? = quote.quantity.map { amount in
        let text = "\(t.quantity(amount)) \(line.unit.name(in: t.language))"
        return amount < line.quantity ? "<small class=\"short\">\(t("quotes.only", ["quantity": .text(text)]))</small>" : "<small>\(text)</small>"
    }
    let lead: HTML? = quote.leadDays.map { "<small>\(t("quotes.lead", ["days": .text(t.plural("count.days", $0))]))</small>" }
    let valid: HTML? = quote.validUntil.map { "<small>\(t("quotes.valid")) \(dayTag($0, in: shell))</small>" }
    return "<span><b>\(quote.price.map { t.unitPrice($0, .rub) } ?? "—")</b>\(best)\(amount)\(lead)\(valid)</span>"
}
