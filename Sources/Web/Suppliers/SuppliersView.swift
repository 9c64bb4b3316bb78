import Customers
import HTML
import Kernel
import Localization
import Suppliers

func suppliersPage(_ page: SuppliersPage, in shell: Shell) -> HTML {
    let t = shell.t
    let heads = ["suppliers.name", "suppliers.inn", "suppliers.people", "suppliers.offers", "people.status"].map { t($0) }
    let rows = page.rows.map { row -> HTML in
        """
        <tr><th scope="row" class="lead name"><a href="\(Address.supplier(row.card.id.rawValue))">\(row.card.name)</a></th><td data-label="\(heads[1])">\(row.inn ?? "—")</td>\
        <td class="figure" data-label="\(heads[2])">\(t.number(row.people))</td><td class="figure" data-label="\(heads[3])">\(t.number(row.offers))</td>\
        <td data-label="\(heads[4])">\(state(row.isBlocked, in: shell))</td></tr>

        """
    }
    let table: HTML = """
        <table class="lines stacked"><caption class="unseen">\(t("section.suppliers"))</caption><thead><tr><th scope="col">\(heads[0])</th><th scope="col">\(heads[1])</th>\
        <th scope="col" class="figure">\(heads[2])</th><th scope="col" class="figure">\(heads[3])</th><th scope="col">\(heads[4])</th></tr></thead><tbody>
        \(rows)</tbody></table>
        """
    return document(
        t("section.suppliers"), in: shell,
        """
        <div class="titlebar"><h1>\(t("section.suppliers"))</h1><div class="actions"><a class="button primary" href="\(Address.suppliers)/new">\(t("suppliers.new"))</a></div></div>
        <form class="filters" action="\(Address.suppliers)"><input type="search" name="query" value="\(page.text)" maxlength="100" aria-label="\(t("suppliers.search"))" placeholder="\(t("suppliers.search"))"><button>\(t("search.find"))</button></form>
        \(page.rows.isEmpty ? emptyState(t("suppliers.nothing"), t("suppliers.nothing.text"), action: (t("suppliers.new"), "\(Address.suppliers)/new")) : table)
        \(pager(isFirst: page.isFirst, next: page.next, in: shell) { Address.suppliers(text: page.text, cursor: $0) })
        <section><h2>\(t("suppliers.hours"))</h2><div class="card narrow">\(problemSummary(nil, page.problems, in: shell))<form method="post" action="\(Address.supplierHours)">\(FormField(
            name: "supplier_hours", label: t("suppliers.hours.label"), value: page.hours, hint: t("suppliers.hours.hint"),
            control: .input(type: "text", [("inputmode", "numeric"), ("maxlength", "3"), ("autocomplete", "off")])).html(page.problems))<button>\(t("people.save"))</button></form></div></section>
        """)
}

private func state(_ isBlocked: Bool, in shell: Shell) -> HTML { badge(shell.t(isBlocked ? "suppliers.blocked" : "suppliers.active"), isBlocked ? .bad : .good) }

func newSupplierPage(_ form: SupplierForm, in shell: Shell) -> HTML {
    let t = shell.t
    return document(
        t("suppliers.new"), in: shell,
        """
        \(crumbs([(t("section.suppliers"), Address.suppliers)], in: shell))
        <div class="titlebar"><h1>\(t("suppliers.new"))</h1></div>
        <section class="card narrow">\(supplierForm(form, in: shell))</section>
        """)
}

func supplierPage(_ page: SupplierPage, in shell: Shell) -> HTML {
    let t = shell.t
    let id = page.form.id ?? 0
    return document(
        page.name, in: shell,
        """
        \(crumbs([(t("section.suppliers"), Address.suppliers)], in: shell))
        <div class="titlebar"><h1>\(page.name)</h1>\(state(page.isBlocked, in: shell))<div class="actions"><a class="button" href="\(Address.newQuoteRequest(supplier: id))">\(t("quotes.new"))</a><a class="button" href="\(Address.supplier(id))/orders">\(t("supply.lines"))</a>\
        <a class="button" href="\(Address.supplier(id))/figures">\(t("section.supply_figures"))</a><a class="button" href="\(Address.supplier(id))/offers">\(t("suppliers.offers"))</a></div></div>
        <dl class="figures card"><div><dt>\(t("suppliers.products"))</dt><dd><a href="\(Address.supplier(id))/offers">\(t.number(page.products))</a></dd></div>\
        <div><dt>\(t("suppliers.offered"))</dt><dd><a href="\(Address.offers(of: Address.supplier(id) + "/offers", text: "", state: "offered"))">\(t.number(page.offered))</a></dd></div>\
        <div><dt>\(t("supply.awaits_answer"))</dt><dd><a href="\(Address.supplyLines(of: Address.supplier(id) + "/orders", show: "asked"))">\(t.number(page.asked))</a></dd></div>\
        <div><dt>\(t("supply.awaits_goods"))</dt><dd><a href="\(Address.supplyLines(of: Address.supplier(id) + "/orders", show: "confirmed"))">\(t.number(page.confirmed))</a></dd></div></dl>
        <section class="card narrow"><h2>\(t("suppliers.settings"))</h2>\(supplierForm(page.form, in: shell))</section>
        \(colleagues(page.people, in: shell))
        """)
}

private func supplierForm(_ form: SupplierForm, in shell: Shell) -> HTML {
    let t = shell.t
    let code = FormField(
        name: "code", label: t("suppliers.code"), value: form.draft.code, hint: t("suppliers.code.hint"), control: .input(type: "text", [("maxlength", "200"), ("autocomplete", "off")]))
    let fields = [
        FormField(name: "name", label: t("suppliers.name"), value: form.draft.name, control: .input(type: "text", [("required", ""), ("maxlength", "300"), ("autocomplete", "off")])),
        FormField(name: "inn", label: t("suppliers.inn"), value: form.draft.inn, control: .input(type: "text", [("inputmode", "numeric"), ("maxlength", "12"), ("autocomplete", "off")])),
        FormField(name: "note", label: t("suppliers.note"), value: form.draft.note, hint: t("suppliers.note.hint"), control: .area(rows: 2, limit: 2000)),
    ]
    let boxes = form.brands.map { brand -> HTML in
        "<label class=\"check\"><input type=\"checkbox\" name=\"brand\" value=\"\(brand.key)\"\(attributes: [("checked", brand.isChosen ? "" : nil)])> \(brand.title)</label>"
    }
    let articles = FormField(name: "articles", label: t("suppliers.articles"), value: form.draft.articles, hint: t("suppliers.articles.hint"), control: .area(rows: 3, limit: 60_000))
    let blocked: HTML? = form.id == nil ? nil : """
        <p><label class="check"><input type="checkbox" name="blocked" value="1"\(attributes: [("checked", form.draft.isBlocked ? "" : nil)])> \(t("suppliers.block"))</label></p>
        """
    let revision: HTML? = form.id == nil ? nil : "<input type=\"hidden\" name=\"revision\" value=\"\(form.revision)\">"
    let chosen = form.brands.filter(\.isChosen).count
    return """
        \(problemSummary(form.refusal, form.problems, in: shell))
        <form method="post" action="\(form.id.map { Address.supplier($0) } ?? Address.suppliers)">\(revision)\(form.id == nil ? code.html(form.problems) : HTML.empty)\(fields.map { $0.html(form.problems) })
        <details class="unfold"\(attributes: [("open", form.brands.count <= 12 ? "" : nil)])><summary>\(t("suppliers.brands")) <span class="count">\(t.number(chosen))</span></summary>\
        <fieldset class="checks"><legend class="unseen">\(t("suppliers.brands"))</legend>\(boxes)</fieldset></details>
        \(form.hasTooManyArticles ? "<p class=\"faint\">\(t("suppliers.articles.many"))</p>" : articles.html(form.problems))\(blocked)<button class="primary">\(t("people.save"))</button></form>
        """
}

/// The people of a supplier and the invitation of another.
func colleagues(_ page: ColleaguesPage, in shell: Shell) -> HTML {
    let t = shell.t
    let heads = ["people.name", "sign_in.email", "people.role", "people.status", "people.signed_in", "people.access"].map { t($0) }
    let rows = page.rows.map { row -> HTML in
        """
        <tr><th scope="row" class="lead name">\(row.name)</th><td class="name" data-label="\(heads[1])">\(row.email)</td>
        <td data-label="\(heads[2])">\(t("supplier_role.\(row.role)"))</td>\
        <td data-label="\(heads[3])">\(badge(t("person_status.\(row.status)"), Tone(personStatus: row.status)))</td><td data-label="\(heads[4])">\(row.signedInAt.map { timeTag($0, in: shell) } ?? "—")</td>\
        <td class="act" data-label="\(heads[5])">\(actions(row, page, in: shell))</td></tr>

        """
    }
    let table: HTML = """
        <table class="lines stacked"><caption class="unseen">\(t("suppliers.people"))</caption><thead><tr>\(heads.map { "<th scope=\"col\">\($0)</th>" as HTML })</tr></thead><tbody>
        \(rows)</tbody></table>
        """
    let roles = ["administrator", "employee"].map { Choice(key: $0, title: t("supplier_role.\($0)"), isChosen: $0 == page.role) }
    let languages = Language.allCases.map { Choice(key: $0.rawValue, title: $0.name, isChosen: $0 == .ru) }
    let fields = [
        FormField(name: "email", label: t("sign_in.email"), value: page.email, control: .input(type: "email", [("required", ""), ("maxlength", "254"), ("autocomplete", "off")])),
        FormField(name: "person_name", label: t("people.name"), value: page.name, control: .input(type: "text", [("required", ""), ("maxlength", "200"), ("autocomplete", "off")])),
        FormField(name: "role", label: t("people.role"), hint: t("supplier_role.hint"), control: .select(roles)), FormField(name: "language", label: t("people.language"), control: .select(languages)),
    ]
    return """
        <section id="people"><h2>\(t("suppliers.people"))</h2>\(page.rows.isEmpty ? "<p class=\"faint\">\(t("suppliers.nobody"))</p>" : table)</section>
        <section class="card narrow"><h2>\(t("people.invite"))</h2>\(page.hasMail ? HTML.empty : "<p class=\"flash notice\">\(t("people.no_mail"))</p>")\(problemSummary(page.refusal, page.problems, in: shell))
        <form method="post" action="\(page.base)">\(fields.map { $0.html(page.problems) })<button class="primary">\(t("people.invite.submit"))</button></form>\(privacyNote(in: shell))</section>
        """
}

private func actions(_ row: ColleaguesPage.Row, _ page: ColleaguesPage, in shell: Shell) -> HTML {
    let t = shell.t
    if row.isSelf { return "<span class=\"faint\">\(t("suppliers.self"))</span>" }
    func button(_ path: String, _ key: String, _ hidden: HTML? = nil) -> HTML {
        "<form method=\"post\" action=\"\(page.base)/\(row.id)/\(path)\">\(hidden)<button>\(t(key))<span class=\"unseen\"> \(row.name)</span></button></form>"
    }
    if row.status == "blocked" { return page.mayRelease ? button("release", "people.release") : "<span class=\"faint\">\(t("suppliers.ask_house"))</span>" }
    let other = row.role == "administrator" ? "employee" : "administrator"
    let again: HTML? = row.status == "invited" ? button("invitation", "people.invite_again") : nil
    return "<div class=\"buttons\">\(again)\(button("role", "supplier_role.make_\(other)", "<input type=\"hidden\" name=\"role\" value=\"\(other)\">"))\(button("block", "people.block"))</div>"
}

/// The people of one's own supplier.
func colleaguesPage(_ page: ColleaguesPage, in shell: Shell) -> HTML {
    document(shell.t("section.colleagues"), in: shell, "<div class=\"titlebar\"><h1>\(shell.t("section.colleagues"))</h1></div>\(colleagues(page, in: shell))")
}
