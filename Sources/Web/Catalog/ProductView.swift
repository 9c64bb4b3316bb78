import Customers
import HTML
import Integrations
import Kernel
import Localization

/// The card of a product: what it is, what it costs this client and why, where it lies and when more comes.
func productPage(_ page: ProductPage, in shell: Shell) -> HTML {
    let t = shell.t
    let trail = [(t("catalog.all"), Address.catalog)] + page.trail.map { ($0.title, Address.catalog(CatalogQuery(category: $0.key))) }
    let brand: HTML? = page.brand.map { brand in
        page.brandKey.map { "<a href=\"\(Address.catalog(CatalogQuery(brands: [$0])))\">\(brand)</a>" } ?? HTML(escaping: brand)
    }
    let description: HTML? = page.description.map { "<section><h2>\(t("product.description"))</h2><p class=\"prose\">\($0)</p></section>" }
    return document(
        page.name, in: shell,
        """
        \(crumbs(trail, in: shell))
        <div class="product">
        <header class="product-head">
        <h1>\(page.name)</h1>
        <p class="codes"><span>\(t("goods.article")) <b>\(page.article)</b></span>\(ownArticles(page.ownArticles, in: shell))\(brand.map { "<span>\($0)</span>" as HTML })\
        \(page.isDiscontinued ? badge(t("goods.discontinued"), .warn) : nil)\(page.isMarked ? badge(t("product.marked"), .quiet) : nil)</p>
        \(page.bought.map { "<p class=\"faint\">\(t("goods.bought", ["day": .day($0.day), "quantity": .quantity($0.quantity), "unit": .text(page.unit)]))</p>" as HTML })
        \(successor(page, in: shell))\(keeping(page, in: shell))\(page.kept.map { _ in told(page.article) })
        \(page.canAsk ? "<p><a href=\"\(Address.newSupport(article: page.article))\">\(t("support.about_product"))</a></p>" as HTML : nil)
        \(page.canEdit ? "<p><a href=\"\(Address.goods(page.article))\">\(t("goods_edit.edit"))</a></p>" as HTML : nil)
        </header>
        <div class="buy">
        \(buyBox(page, in: shell))
        \(stockTable(page, in: shell))
        \(page.isAwaited.map { awaitForm(page.article, isAwaited: $0, in: shell) })
        </div>
        <div class="details">
        \(pictures(page, in: shell))
        \(parameters(page, in: shell))
        \(packagings(page, in: shell))
        \(description)
        \(papers(page, in: shell))
        \(relations(page, in: shell))
        \(staffPrices(page, in: shell))
        </div>
        </div>
        \(page.canOrder || page.kept != nil ? addingScript : .empty)
        """)
}

/// The client's own numbers beside the article.
func ownArticles(_ codes: [String], in shell: Shell) -> HTML? {
    codes.isEmpty ? nil : "<span class=\"own-article\">\(shell.t("goods.own_article")) \(codes.joined(separator: ", "))</span>"
}

/// The star and the scales; a form of their own.
/// Sent by the page itself, so that the product stands among those looked at.
private func told(_ article: String) -> HTML {
    "<form method=\"post\" action=\"\(Address.viewed)\" data-told hidden><input type=\"hidden\" name=\"keep\" value=\"\(article)\"></form>"
}

private func keeping(_ page: ProductPage, in shell: Shell) -> HTML? {
    page.kept.map { kept in
        """
        <form method="post" action="\(Address.favourites)" data-in-place id="keeping"><input type="hidden" name="return" value="\(shell.path)">\(marks(page.article, kept, in: shell))</form>
        """
    }
}

private func successor(_ page: ProductPage, in shell: Shell) -> HTML? {
    page.successor.map { "<p class=\"flash notice\">\(shell.t("product.successor")) <a href=\"\(Address.product($0))\">\($0)</a></p>" }
}

private func buyBox(_ page: ProductPage, in shell: Shell) -> HTML {
    let t = shell.t
    if let signIn = page.signIn {
        return """
            <section class="card" aria-label="\(t("product.price_and_order"))"><p>\(t("visitor.price"))</p>
            <p><a class="button primary" href="\(signIn)">\(t("visitor.sign_in"))</a></p><p><a href="\(Address.registration)">\(t("registration.title"))</a></p></section>
            """
    }
    return """
        <section class="card" aria-label="\(t("product.price_and_order"))">
        <div class="big-price">\(priceCell(page.price, in: shell))</div>
        \(page.question == nil ? nil : vatSwitch(returning: shell.path, in: shell))
        \(breaks(page, in: shell))
        \(whyPrice(page.why, in: shell))
        \(page.question.map { priceQuestion($0, of: page.article, unit: page.unit, in: shell) })
        \(page.canOrder || page.asksPrice ? orderForm(page, in: shell) : nil)
        </section>
        """
}

extension ProductPage {
    /// There is no price, and this person may ask for one.
    fileprivate var asksPrice: Bool { if case .onRequest = price { canAskPrice } else { false } }
}

private func orderForm(_ page: ProductPage, in shell: Shell) -> HTML {
    let t = shell.t
    let least = page.minimum ?? page.multiple ?? .one
    // Without a price it is ordered by a request; the cart may gather several of those.
    let ask: HTML? =
        page.asksPrice
        ? "<button class=\"primary\" formmethod=\"get\" formaction=\"\(Address.newAgreement(fromCart: false))\" name=\"ask\" value=\"\(page.article)\">\(t("price.ask_for"))</button> "
        : nil
    let add: HTML? = page.canOrder ? "<button\(attributes: [("class", page.asksPrice ? nil : "primary")]) name=\"add\" value=\"\(page.article)\">\(t("goods.add"))</button>" : nil
    let inCart: HTML? = page.inCart.map { "<a class=\"in-cart\" href=\"\(Address.cart)\">\(t("goods.in_cart", ["quantity": .quantity($0)]))</a>" }
    return """
        <form class="take" method="post" action="\(Address.cartLines)" data-in-place><input type="hidden" name="return" value="\(shell.path)">
        <label for="quantity">\(t("goods.quantity")), \(page.unit)</label>
        <div class="amount"><input id="quantity" name="quantity-\(page.article)" inputmode="decimal" autocomplete="off" maxlength="14" value="\(t.quantity(least))">\
        \(ask)\(add)</div>
        <small>\(orderRule(multiple: page.multiple, minimum: page.minimum, in: shell))\(inCart)</small>
        </form>
        """
}

private func breaks(_ page: ProductPage, in shell: Shell) -> HTML? {
    guard case .own(let price) = page.price, page.breaks.count > 1 else { return nil }
    let t = shell.t
    return """
        <table class="breaks"><caption>\(t("price.breaks"))</caption><tbody>
        \(page.breaks.map { step -> HTML in
            """
            <tr><th scope="row">\(t("price.from", ["quantity": .quantity(step.from), "unit": .text(page.unit)]))</th>\
            <td>\(t.unitPrice(step.unitPrice, price.currency))</td></tr>
            """
        })
        </tbody></table>
        """
}

private func stockTable(_ page: ProductPage, in shell: Shell) -> HTML? {
    let t = shell.t
    if page.signIn != nil, page.showsStock == .none { return nil }
    if page.showsStock == .word { return "<section class=\"card\"><h2>\(t("goods.stock"))</h2><p class=\"stock\">\(stockInWords(page.stock, in: shell))</p></section>" }
    guard !page.stock.isEmpty else {
        return "<section class=\"card\"><h2>\(t("goods.stock"))</h2><p class=\"faint\">\(t("stock.nowhere"))</p></section>"
    }
    let times = Set(page.stock.map(\.asOf))
    let common = times.count == 1 ? times.first ?? nil : nil
    let rows = page.stock.map { figure -> HTML in
        let expected: HTML =
            figure.expected.isEmpty
            ? "<span class=\"faint\">—</span>"
            : "<ul>\(figure.expected.map { "<li>\(t.quantity($0.quantity)) <span class=\"faint\">\(dayTag($0.day, in: shell))</span></li>" as HTML })</ul>"
        let asOf: HTML? = common != nil ? nil : figure.asOf.map { "<small>\(t("stock.as_of")) \(timeTag($0, in: shell))</small>" }
        return """
            <tr><th scope="row">\(figure.warehouse)\(asOf)</th>
            <td class="figure">\(figure.free > .zero ? "<b>\(t.quantity(figure.free))</b>" : "<span class=\"none\">\(t("stock.none"))</span>" as HTML)</td>
            <td>\(expected)</td></tr>
            """
    }
    return """
        <section class="card"><h2>\(t("stock.title", ["unit": .text(page.unit)]))</h2>
        <table class="warehouses"><thead><tr><th scope="col">\(t("stock.warehouse"))</th><th scope="col" class="figure">\(t("stock.free"))</th>\
        <th scope="col">\(t("stock.coming"))</th></tr></thead><tbody>
        \(rows)
        </tbody></table>\(common.map { "<p class=\"faint fresh\">\(t("stock.as_of")) \(timeTag($0, in: shell))</p>" as HTML })</section>
        """
}

/// All prices of the product over the lists, for those who keep them.
private func staffPrices(_ page: ProductPage, in shell: Shell) -> HTML? {
    guard !page.staffPrices.isEmpty else { return nil }
    let t = shell.t
    return """
        <section><h2>\(t("product.prices_over_lists"))</h2>\(pricesOverLists(page.staffPrices, of: page.article, in: shell))
        <p><a href="\(Address.priceHistory(page.article))">\(t("product.price_history"))</a></p></section>
        """
}

private func parameters(_ page: ProductPage, in shell: Shell) -> HTML {
    let t = shell.t
    let typed = page.parameters.map { parameter -> (name: String, value: HTML?) in
        (parameter.name, HTML(escaping: parameter.unit.map { "\(parameter.value)\u{A0}\($0)" } ?? parameter.value))
    }
    let general: [(name: String, value: HTML?)] = [
        (t("product.manufacturer_number"), fact(page.manufacturerNumber)), (t("product.country"), fact(page.country)),
        (t("product.unit"), fact(page.unit)),
        (t("product.multiple"), fact(page.multiple.map { t.quantity($0) })), (t("product.minimum"), fact(page.minimum.map { t.quantity($0) })),
        (t("product.barcodes"), page.barcodes.isEmpty ? nil : "\(page.barcodes.map { "<code>\($0)</code> " as HTML })"),
    ]
    return "<section><h2>\(t("product.parameters"))</h2>\(facts(typed + general))</section>"
}

private func packagings(_ page: ProductPage, in shell: Shell) -> HTML? {
    guard !page.packagings.isEmpty else { return nil }
    let t = shell.t
    let heads = [
        t("packaging.unit"), t("packaging.quantity", ["unit": .text(page.unit)]), t("packaging.weight"), t("packaging.volume"),
        t("packaging.barcode"), t("packaging.size"),
    ]
    let sized = page.packagings.contains { $0.size != nil }
    let rows = page.packagings.map { packaging -> HTML in
        """
        <tr><th scope="row" data-label="\(heads[0])">\(packaging.unit)</th><td class="figure" data-label="\(heads[1])">\(t.quantity(packaging.quantity))</td>\
        <td class="figure" data-label="\(heads[2])">\(packaging.weight ?? "—")</td><td class="figure" data-label="\(heads[3])">\(packaging.volume ?? "—")</td>\
        \(sized ? "<td data-label=\"\(heads[5])\">\(packaging.size ?? "—")</td>" as HTML : nil)\
        <td data-label="\(heads[4])">\(packaging.barcode.map { "<code>\($0)</code>" as HTML } ?? "—")</td></tr>
        """
    }
    return """
        <section><h2>\(t("product.packagings"))</h2><table class="lines stacked"><thead><tr><th scope="col">\(heads[0])</th>\
        \(heads[1...3].map { "<th scope=\"col\" class=\"figure\">\($0)</th>" as HTML })\(sized ? "<th scope=\"col\">\(heads[5])</th>" as HTML : nil)<th scope="col">\(heads[4])</th></tr></thead><tbody>
        \(rows)
        </tbody></table></section>
        """
}

private func relations(_ page: ProductPage, in shell: Shell) -> HTML? {
    guard !page.relations.isEmpty else { return nil }
    let t = shell.t
    let items = page.relations.map { relation -> HTML in
        """
        <li><span class="faint">\(t("relation.\(relation.kind)"))</span> <a href="\(Address.product(relation.article))">\(relation.article)</a> \
        <span>\(relation.name)</span> <small>\([relation.ratio, relation.note].compactMap(\.self).joined(separator: " · "))</small></li>
        """
    }
    return "<section><h2>\(t("product.relations"))</h2><ul class=\"relations\">\(items)</ul></section>"
}
