import HTML
import Kernel
import Localization

/// The cart: one form, so that nothing typed is lost whichever button is pressed.
func cartPage(_ page: CartPage, in shell: Shell) -> HTML {
    let t = shell.t
    guard !page.lines.isEmpty else {
        return document(
            t("cart.title"), in: shell,
            """
            <h1>\(t("cart.title"))</h1>
            \(problemSummary(page.refusal, page.problems, in: shell))
            \(gone(page.gone, in: shell))
            \(emptyState(t("cart.empty"), t("cart.empty.text"), action: (t("cart.empty.action"), Address.catalog)))
            """)
    }
    return document(
        t("cart.title"), in: shell,
        """
        <div class="titlebar"><h1>\(t("cart.title"))</h1><p class="faint">\(t.plural("count.positions", page.lines.count))</p></div>
        \(problemSummary(page.refusal, page.problems, in: shell))
        \(gone(page.gone, in: shell))
        \(unpriced(page, in: shell))
        <form class="cart" method="post" action="\(Address.cart)">\(enterButton())
        <input type="hidden" name="idempotency_key" value="\(page.idempotencyKey)">
        <div class="cart-lines">
        \(lines(page, in: shell))
        <div class="tablebar"><a href="\(Address.catalog)">← \(t("cart.continue"))</a>\(page.canAskPrices ? "<a href=\"\(Address.newAgreement(fromCart: true))\">\(t("agreement.ask"))</a>" as HTML : nil)<button>\(t("cart.recalculate"))</button></div>
        </div>
        <div class="card checkout">
        \(checkout(page, in: shell))
        </div>
        </form>
        """)
}

/// Lines that are not to be had any more; they take no part in the order.
private func gone(_ lines: [CartPage.Gone], in shell: Shell) -> HTML? {
    guard !lines.isEmpty else { return nil }
    let t = shell.t
    let items = lines.map { line -> HTML in
        "<li><b>\(line.article)</b> <span>\(t("cart.gone"))</span> <button class=\"small\" name=\"remove\" value=\"\(line.key)\">\(t("cart.remove"))<span class=\"unseen\"> \(line.article)</span></button>\(offers(line.offers, for: line.key, in: shell))</li>"
    }
    let all: HTML? = lines.count > 1 ? "<p><button class=\"small\" name=\"remove\" value=\"\(Field.gone)\">\(t("cart.gone.remove"))</button></p>" : nil
    return """
        <form class="flash notice gone" method="post" action="\(Address.cart)"><p>\(t("cart.gone.text"))</p><ul class="plain">\(items)</ul>\(all)</form>
        """
}

/// Lines without a price are ordered by a request: one for all of them.
private func unpriced(_ page: CartPage, in shell: Shell) -> HTML? {
    guard page.unpriced > 0, page.canAskPrices else { return nil }
    let t = shell.t
    return """
        <p class="flash notice">\(t.plural("cart.unpriced", page.unpriced)) <a class="button" href="\(Address.newAgreementForUnpriced(site: page.site))">\(t("cart.ask_prices"))</a></p>
        """
}

private func lines(_ page: CartPage, in shell: Shell) -> HTML {
    let t = shell.t
    return """
        <table class="lines cart-table">
        <caption class="unseen">\(t("cart.table"))</caption>
        <thead><tr>\(page.hasPictures ? "<td class=\"picture\"></td>" as HTML : nil)<th scope="col">\(t("goods.article"))</th><th scope="col">\(t("goods.name"))</th><th scope="col">\(t("goods.quantity"))</th>\
        <th scope="col" class="figure">\(t("goods.price"))</th><th scope="col" class="figure">\(t("sum.total"))</th>\
        <th scope="col"><span class="unseen">\(t("cart.remove"))</span></th></tr></thead>
        <tbody>
        \(page.lines.map { line($0, of: page, in: shell) })
        </tbody>
        </table>
        """
}

private func line(_ line: CartPage.Line, of page: CartPage, in shell: Shell) -> HTML {
    let t = shell.t
    let field = Field.quantity + line.key
    let wrong = line.problems.contains { $0.weight == .obstacle } || page.problems.contains { $0.field == field }
    let sum: HTML =
        line.amounts.map { amounts in
            "<b>\(t.money(amounts.gross))</b><small>\(amounts.vat.minorUnits == 0 ? "" : t("sum.including_vat", ["vat": .money(amounts.vat)]))</small>"
        } ?? "<span class=\"faint\">—</span>"
    let promise: HTML? = line.promise.map { "<small>\($0)</small>" }
    let picture: HTML? = page.hasPictures ? "<td class=\"picture\">\(thumbnail(line.picture, of: line.article))</td>" : nil
    let marks = [wrong ? "wrong" : nil, line.picture == nil ? nil : "pictured"].compactMap(\.self).joined(separator: " ")
    return """
        <tr\(attributes: [("class", marks.isEmpty ? nil : marks)])>\(picture)<td class="article"><a href="\(Address.product(line.article))">\(line.article)</a>\(ownArticles(line.ownArticles, in: shell))</td>
        <th scope="row" class="name">\(line.name)\(promise)\(line.problems.map { problem($0, of: line, in: shell) })\(offers(line.offers, for: line.key, in: shell))\(requirements(line.requirements, in: shell))\(companions(line.companions, in: shell))</th>
        <td class="take"><div class="amount"><input id="\(field)" name="\(field)" value="\(line.quantity)" inputmode="decimal" autocomplete="off" maxlength="14" \
        aria-label="\(t("goods.quantity_of", ["article": .text(line.article), "unit": .text(line.unit)]))"\(attributes: [("aria-invalid", wrong ? "true" : nil)])>\
        <span class="unit">\(line.unit)</span></div><small>\(orderRule(multiple: line.multiple, minimum: line.minimum, in: shell))</small></td>
        <td class="price figure">\(priceCell(line.price, in: shell))\(whyPrice(line.why, in: shell))</td>
        <td class="sum figure">\(sum)</td>
        <td class="remove"><button class="quiet" name="remove" value="\(line.key)" title="\(t("cart.remove"))">\(Icon.cross)<span class="unseen">\
        \(t("cart.remove_line", ["article": .text(line.article)]))</span></button></td></tr>

        """
}

/// What could be taken in the place of a line, each by one press.
private func offers(_ offers: [CartPage.Offer], for line: String, in shell: Shell) -> HTML? {
    guard !offers.isEmpty else { return nil }
    let t = shell.t
    let items = offers.map { offer -> HTML in
        let price: HTML? = if case .own(let price) = offer.price { "<b>\(t.unitPrice(price.unitPrice, price.currency))</b>" } else { nil }
        let free = offer.free.map { t("cart.offer.free", ["quantity": .quantity($0), "unit": .text(offer.unit)]) }
        let told = [free, offer.ratio, offer.note].compactMap(\.self).joined(separator: " · ")
        return """
            <li><span class="faint">\(t("relation.\(offer.kind)"))</span> <a href="\(Address.product(offer.article))">\(offer.article)</a> <span>\(offer.name)</span> \(price) <small>\(told)</small> \
            <button class="small" name="replace" value="\(line)=\(offer.key)">\(t("cart.replace", ["quantity": .quantity(offer.quantity), "unit": .text(offer.unit)]))<span class="unseen">, \(offer.article)</span></button></li>
            """
    }
    return "<small class=\"offers\">\(t("cart.offers"))</small><ul class=\"plain offers\">\(items)</ul>"
}

/// What a line must have beside it, each by one press.
private func requirements(_ requirements: [CartPage.Requirement], in shell: Shell) -> HTML? {
    guard !requirements.isEmpty else { return nil }
    let t = shell.t
    let items = requirements.map { one -> HTML in
        """
        <li><a href="\(Address.product(one.article))">\(one.article)</a> <span>\(one.name)</span> <small>\([one.ratio, one.note].compactMap(\.self).joined(separator: " · "))</small> \
        <button class="small" name="require" value="\(one.key)">\(t("cart.require", ["quantity": .quantity(one.quantity), "unit": .text(one.unit)]))<span class="unseen">, \(one.article)</span></button></li>
        """
    }
    return "<div class=\"line-problem note required\"><span>\(t("cart.required"))</span></div><ul class=\"plain offers required\">\(items)</ul>"
}

/// What goes with a line: one line, links alone.
private func companions(_ companions: [(article: String, name: String)], in shell: Shell) -> HTML? {
    guard !companions.isEmpty else { return nil }
    let links = companions.enumerated().map { place, one -> HTML in
        "\(place == 0 ? "" : ", ")<a href=\"\(Address.product(one.article))\">\(one.name)</a>"
    }
    return "<small class=\"companions\">\(shell.t("cart.companions")) \(links)</small>"
}

private func problem(_ problem: CartPage.Problem, of line: CartPage.Line, in shell: Shell) -> HTML {
    let t = shell.t
    let repair: HTML? = problem.repair.map { quantity in
        quantity > .zero
            ? """
            <button class="small" name="repair" value="\(line.key)=\(quantity.decimal)">\
            \(t("cart.repair", ["quantity": .quantity(quantity), "unit": .text(line.unit)]))</button>
            """
            : "<button class=\"small\" name=\"remove\" value=\"\(line.key)\">\(t("cart.remove"))</button>"
    }
    return "<div class=\"line-problem \(problem.weight.rawValue)\"><span>\(problem.text) \(repair)</span></div>"
}

private func checkout(_ page: CartPage, in shell: Shell) -> HTML {
    let t = shell.t
    let site: HTML? =
        page.sites.isEmpty ? nil : FormField(name: "site", label: t("cart.site"), control: .select(page.sites)).html(page.problems)
    let payment: HTML? =
        page.payments.isEmpty ? nil : FormField(name: "payment", label: t("order.payment"), control: .select(page.payments)).html(page.problems)
    let reference = FormField(
        name: "reference", label: t("cart.reference"), value: page.reference, hint: t("cart.reference.hint"),
        control: .input(type: "text", [("maxlength", "100"), ("autocomplete", "off")]))
    let earliest: [(StaticString, String?)] = [("min", page.earliestDate?.description)]
    let date = FormField(
        name: "requested_date", label: t("cart.requested_date"), value: page.requestedDate, control: .input(type: "date", earliest))
    let comment = FormField(name: "comment", label: t("cart.comment"), value: page.comment, control: .area(rows: 3, limit: 2000))
    let obstacle: HTML? = page.canPlace ? nil : "<div class=\"line-problem obstacle\"><span>\(t(page.isBlocked ? "cart.blocked" : "cart.obstacle"))</span></div>"
    return """
        <h2>\(t("cart.checkout"))</h2>
        \(site)\(date.html(page.problems))\(payment)\(reference.html(page.problems))\(comment.html(page.problems))
        \(page.totals.map { total($0, isOnly: page.totals.count == 1, in: shell) })
        \(obstacle)
        <button class="primary wide big" formaction="\(Address.orders)"\(attributes: [("disabled", page.canPlace ? nil : "")])>\(t("cart.place"))</button>
        <p class="faint">\(t("cart.place.hint"))</p>
        """
}

private func total(_ total: CartPage.Total, isOnly: Bool, in shell: Shell) -> HTML {
    let t = shell.t
    let head: HTML? = isOnly ? nil : "<h3>\(total.contract)\(total.seller.map { " · \($0)" } ?? "")</h3>"
    let limit: HTML? = total.availableAfter.map { after in
        """
        <div\(attributes: [("class", after.minorUnits < 0 ? "bad" : nil)])><dt>\(t("cart.limit_after"))</dt><dd>\(t.money(after))</dd></div>
        """
    }
    let available: HTML? = total.available.map { "<div><dt>\(t("cart.limit_before"))</dt><dd>\(t.money($0))</dd></div>" }
    let state: HTML? =
        total.state == "ok"
        ? nil
        : """
        <div class="stand">\(badge(t("credit_state.\(total.state)"), Tone(creditState: total.state))) <a href="\(Address.accountContract(total.contractKey))">\(t("cart.why"))</a>\
        <ul class="reasons">\(reasonItems(total.reasons, in: shell))</ul></div>
        """
    return """
        \(head)<input type="hidden" name="\(Field.expectedTotal)\(total.contractKey)" value="\(total.amounts.gross.decimal)">
        <dl class="totals"><div><dt>\(t("sum.net"))</dt><dd>\(t.money(total.amounts.net))</dd></div>
        <div><dt>\(t("sum.vat"))</dt><dd>\(t.money(total.amounts.vat))</dd></div>
        <div class="grand"><dt>\(t("sum.to_pay"))</dt><dd>\(t.money(total.amounts.gross))</dd></div>
        \(available)\(limit)</dl>
        \(state)
        """
}
