import HTML
import Kernel
import Localization
import Suppliers

/// A request for prices as a supplier sees it: what is asked for, and his answer to each line.
func quoteAnswerPage(_ page: QuoteAnswerPage, in shell: Shell) -> HTML {
    let t = shell.t
    let request = page.request
    let state = request.state(on: page.today)
    let title = t("quotes.heading", ["number": .integer(request.id.rawValue)])
    let own = request.suppliers.first
    let notice: HTML? = page.canAnswer || state == .open ? nil : "<p class=\"flash notice\">\(t("quotes.no_more.\(state.rawValue)"))</p>"
    return document(
        title, in: shell,
        """
        \(crumbs([(t("section.supply_requests"), Address.supplyRequests)], in: shell))
        <div class="titlebar"><h1>\(title)</h1>\(badge(t("quote_state.\(state.rawValue)"), Tone(quoteRequest: state)))</div>
        \(notice)\(problemSummary(page.refusal, page.problems, in: shell))
        <section class="card">\(facts([
            (t("quotes.asked"), timeTag(request.askedAt, in: shell)), (t("quotes.wanted"), dayTag(request.wantedDay, in: shell)), (t("quotes.comment"), fact(request.comment)),
            (t("quotes.first_answer"), own?.answeredAt.map { timeTag($0, in: shell) }), (t("supply.answered_by"), fact(own?.answeredBy)), (t("quotes.closed_at"), request.closedAt.map { timeTag($0, in: shell) }),
        ]))</section>
        \(page.canAnswer ? form(page, in: shell) : answers(page, in: shell))
        """)
}

private func form(_ page: QuoteAnswerPage, in shell: Shell) -> HTML {
    let t = shell.t
    let heads = ["quotes.line", "quotes.quantity", "offers.price", "offers.quantity", "offers.lead_days", "quotes.cannot", "supply.reason"].map { t($0) }
    let rows = page.rows.map { row -> HTML in
        func input(_ name: String, _ value: String, _ head: Int, _ limit: Int, mode: String?) -> HTML {
            let id = "\(name)-\(row.line.id)"
            let wrong = page.problems.filter { $0.field == id }.map(\.text).joined(separator: " ")
            let line: HTML? = wrong.isEmpty ? nil : "<small class=\"wrong\" id=\"\(id)-problem\">\(wrong)</small>"
            return """
                <td data-label="\(heads[head])"><input id="\(id)" name="\(id)" value="\(value)" maxlength="\(limit)" autocomplete="off" aria-label="\(t("quotes.cell", ["field": .text(heads[head]), "row": .integer(Int64(row.line.position))]))"\
                \(attributes: [("inputmode", mode), ("aria-invalid", wrong.isEmpty ? nil : "true"), ("aria-describedby", wrong.isEmpty ? nil : "\(id)-problem")])>\(line)</td>
                """
        }
        let article: HTML? = row.line.article.map { "<small>\($0)</small>" }
        let was: HTML? = row.typed.wasAnswered ? "<input type=\"hidden\" name=\"was-\(row.line.id.rawValue)\" value=\"1\">" : nil
        return """
            <tr><th scope="row" class="lead name"><span>\(row.line.position). \(row.line.name)\(article)</span>\(was)</th><td class="figure" data-label="\(heads[1])">\(t.quantity(row.line.quantity)) \(row.line.unit.name(in: t.language))</td>\
            \(input("price", row.typed.price, 2, 20, mode: "decimal"))\(input("quantity", row.typed.quantity, 3, 20, mode: "decimal"))\(input("lead_days", row.typed.leadDays, 4, 3, mode: "numeric"))\
            <td data-label="\(heads[5])"><input type="checkbox" name="cannot-\(row.line.id.rawValue)" value="1" aria-label="\(t("quotes.cell", ["field": .text(heads[5]), "row": .integer(Int64(row.line.position))]))"\
            \(attributes: [("checked", row.typed.cannot ? "" : nil)])></td>\(input("reason", row.typed.reason, 6, 500, mode: nil))</tr>

            """
    }
    let earliest: [(StaticString, String?)] = [("min", page.today.description)]
    let valid = FormField(name: "valid_until", label: t("quotes.valid_until"), value: page.validUntil, hint: t("offers.valid_until.hint"), control: .input(type: "date", earliest))
    let isAnew = page.request.suppliers.first?.answeredAt != nil
    return """
        <section><h2>\(t(isAnew ? "quotes.answer_anew" : "quotes.answer"))</h2><p class="faint">\(t("quotes.answer.text"))</p>
        <form method="post" action="\(Address.supplyRequest(page.request.id.rawValue))">\(enterButton())
        <div class="scroll" role="region" aria-label="\(t("quotes.answer"))" tabindex="0"><table class="lines stacked entry answers"><caption class="unseen">\(t("quotes.answer"))</caption><thead><tr>\(heads.enumerated().map { place, head -> HTML in
            "<th scope=\"col\"\(attributes: [("class", place == 1 ? "figure" : nil)])>\(head)</th>"
        })</tr></thead><tbody>
        \(rows)</tbody></table></div>
        <div class="card narrow">\(valid.html(page.problems))\
        <button class="primary">\(t("quotes.answer.submit"))</button></div></form></section>
        """
}

private func answers(_ page: QuoteAnswerPage, in shell: Shell) -> HTML {
    let t = shell.t
    let heads = ["quotes.line", "quotes.quantity", "quotes.your_answer", "quotes.outcome"].map { t($0) }
    let isClosed = page.request.closedAt != nil
    let rows = page.rows.map { row -> HTML in
        let answer: HTML = row.quote.map { terms($0, row.line, isBest: false, in: shell) } ?? "<span class=\"faint\">\(t("quotes.no_answer"))</span>"
        let outcome: HTML = !isClosed ? "—" : row.quote?.isChosen == true ? badge(t("quotes.is_chosen"), .good) : badge(t("quotes.not_chosen"), .quiet)
        let article: HTML? = row.line.article.map { "<small>\($0)</small>" }
        return """
            <tr><th scope="row" class="lead name"><span>\(row.line.position). \(row.line.name)\(article)</span></th><td class="figure" data-label="\(heads[1])">\(t.quantity(row.line.quantity)) \(row.line.unit.name(in: t.language))</td>\
            <td class="name" data-label="\(heads[2])">\(answer)</td><td data-label="\(heads[3])">\(outcome)</td></tr>

            """
    }
    return """
        <section><h2>\(t("quotes.answer"))</h2><table class="lines stacked quotes"><caption class="unseen">\(t("quotes.answer"))</caption><thead><tr>\(heads.enumerated().map { place, head -> HTML in
            "<th scope=\"col\"\(attributes: [("class", place == 1 ? "figure" : nil)])>\(head)</th>"
        })</tr></thead><tbody>
        \(rows)</tbody></table></section>
        """
}
