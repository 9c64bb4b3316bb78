import HTML
import Kernel
import Localization
import Suppliers

func offersPage(_ page: OffersPage, in shell: Shell) -> HTML {
    let t = shell.t
    let title = page.supplier == nil ? t("section.offers") : t("suppliers.offers")
    let states = [""] + OfferFilter.State.allCases.map(\.rawValue)
    let choices = states.map { state -> HTML in
        "<option value=\"\(state)\"\(attributes: [("selected", state == page.state ? "" : nil)])>\(t("offers.state.\(state.isEmpty ? "all" : state)"))</option>"
    }
    let trail: HTML = page.supplier.map { crumbs([(t("section.suppliers"), Address.suppliers), ($0.name, Address.supplier($0.id))], in: shell) } ?? ""
    let empty = page.products == 0 ? emptyState(t("offers.no_products"), t(page.supplier == nil ? "offers.no_products.text" : "offers.no_products.staff")) : emptyState(t("offers.nothing"), t("offers.nothing.text"))
    return document(
        title, in: shell,
        """
        \(trail)
        <div class="titlebar"><h1>\(title)</h1>\(page.supplier == nil ? "<div class=\"actions\"><a class=\"button\" href=\"\(Address.supplySheet)\">\(t("offers.sheet"))</a></div>" : HTML.empty)</div>
        <dl class="figures card"><div><dt>\(t("suppliers.products"))</dt><dd>\(t.number(page.products))</dd></div><div><dt>\(t("suppliers.offered"))</dt><dd>\(t.number(page.offered))</dd></div></dl>
        <form class="filters" action="\(page.base)" data-submit-on-change><input type="search" name="query" value="\(page.text)" maxlength="100" aria-label="\(t("offers.search"))" placeholder="\(t("offers.search"))">\
        <select name="state" aria-label="\(t("offers.state"))">\(choices)</select><button>\(t("search.find"))</button></form>
        \(page.rows.isEmpty ? empty : table(page, in: shell))
        \(pager(isFirst: page.isFirst, next: page.next, in: shell) { Address.offers(of: page.base, text: page.text, state: page.state.isEmpty ? nil : page.state, cursor: $0) })
        """)
}

private func table(_ page: OffersPage, in shell: Shell) -> HTML {
    let t = shell.t
    let heads = ["goods.article", "goods.name", "offers.own_article", "offers.quantity", "offers.price", "offers.lead_days", "offers.valid_until"].map { t($0) }
    let rows = page.rows.map { row -> HTML in
        let article: HTML = page.supplier == nil ? "<a href=\"\(Address.supplyOffer(row.article))\">\(row.article)</a>" : "\(row.article)"
        let brand: HTML? = row.brand.map { "<small>\($0)</small>" }
        let valid: HTML = row.terms.validUntil.map { day in "\(dayTag(day, in: shell))\(row.isOver(on: page.today) ? " \(badge(t("offers.over"), .warn))" as HTML : nil)" } ?? "—"
        return """
            <tr><th scope="row" class="lead">\(article)</th><td class="name" data-label="\(heads[1])"><span>\(row.name)\(brand)</span></td><td data-label="\(heads[2])">\(row.terms.article ?? "—")</td>\
            <td class="figure" data-label="\(heads[3])">\(row.terms.quantity.map { "\(t.quantity($0)) \(row.unit.name(in: t.language))" } ?? "—")</td>\
            <td class="figure" data-label="\(heads[4])">\(row.terms.price.map { t.unitPrice($0, .rub) } ?? "—")</td>\
            <td class="figure" data-label="\(heads[5])">\(row.terms.leadDays.map { t.plural("count.days", $0) } ?? "—")</td><td data-label="\(heads[6])"><span>\(valid)</span></td></tr>

            """
    }
    return """
        <table class="lines stacked"><caption class="unseen">\(t("section.offers"))</caption><thead><tr><th scope="col">\(heads[0])</th><th scope="col">\(heads[1])</th><th scope="col">\(heads[2])</th>\
        \(heads[3...5].map { "<th scope=\"col\" class=\"figure\">\($0)</th>" as HTML })<th scope="col">\(heads[6])</th></tr></thead><tbody>
        \(rows)</tbody></table>
        """
}

func offerPage(_ page: OfferPage, in shell: Shell) -> HTML {
    let t = shell.t
    let offer = page.offer
    func field(_ name: String, _ value: String, _ further: [(StaticString, String?)], type: String = "text", hint: String? = nil) -> HTML {
        FormField(name: name, label: t("offers.\(name)"), value: value, hint: hint, control: .input(type: type, further + [("autocomplete", "off")])).html(page.problems)
    }
    let unit = offer.unit.name(in: t.language)
    return document(
        offer.name, in: shell,
        """
        \(crumbs([(t("section.offers"), Address.supplyOffers)], in: shell))
        <div class="titlebar"><h1>\(offer.name)</h1></div>
        <section class="card">\(facts([
            (t("goods.article"), fact(offer.article)), (t("goods.brand"), fact(offer.brand)), (t("offers.unit"), fact(unit)), (t("offers.updated"), offer.updatedAt.map { timeTag($0, in: shell) }),
        ]))</section>
        <section class="card narrow"><h2>\(t("offers.offer"))</h2>\(problemSummary(page.refusal, page.problems, in: shell))
        <form method="post" action="\(Address.supplyOffer(offer.article))"><input type="hidden" name="revision" value="\(page.revision)">\
        \(field("own_article", page.typed.article, [("maxlength", "100")]))\
        \(field("quantity", page.typed.quantity, [("inputmode", "decimal"), ("maxlength", "20")], hint: t("offers.quantity.hint", ["unit": .text(unit)])))\
        \(field("price", page.typed.price, [("inputmode", "decimal"), ("maxlength", "20")], hint: t("offers.price.hint")))\
        \(field("lead_days", page.typed.leadDays, [("inputmode", "numeric"), ("maxlength", "3")], hint: t("offers.lead_days.hint")))\
        \(field("valid_until", page.typed.validUntil, [], type: "date", hint: t("offers.valid_until.hint")))\
        <button class="primary">\(t("people.save"))</button></form></section>
        """)
}
