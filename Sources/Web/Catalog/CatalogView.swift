import Customers
import HTML
import Kernel
import Localization

/// The catalogue: the tree beside the table, everything in the address, any number of quantities sent in one go.
func catalogPage(_ page: CatalogPage, in shell: Shell) -> HTML {
    let t = shell.t
    let title =
        !page.query.text.isEmpty
        ? t("catalog.found_for", ["text": .text(page.query.text)]) : page.trail.last?.title ?? page.brandName ?? t("section.catalog")
    let links = page.trail.dropLast().map { step in (step.title, Address.catalog(page.query.with { $0.category = step.key })) }
    let top: [(String, String)] = page.trail.isEmpty ? [] : [(t("catalog.all"), Address.catalog(page.query.with { $0.category = nil }))]
    let side: HTML = "\(categoryTree(page, in: shell))\(facetsForm(page, in: shell))"
    let column: HTML? = side.isEmpty ? nil : "<div class=\"side\">\(side)</div>"
    return document(
        title, in: shell,
        """
        <div class="\(side.isEmpty ? "plain" : "sided")">
        \(column)
        <div class="results">
        \(crumbs(top + links, in: shell))
        <div class="titlebar"><h1>\(title)</h1><p class="faint" role="status">\(t.plural("count.products", page.total))</p>\(actions(page, title, in: shell))</div>
        \(page.signIn.map { signInNote($0, in: shell) })
        \(filters(page, in: shell))
        \(page.rows.isEmpty ? nothingFound(page, in: shell) : goods(page, in: shell))
        </div>
        </div>
        """)
}

/// What can be done with the list: its question can be kept, and those who see a client's prices get the whole price list as a file.
private func actions(_ page: CatalogPage, _ title: String, in shell: Shell) -> HTML? {
    guard shell.client != nil else { return nil }
    let file: HTML? = shell.menu.contains(.prices) ? "<a class=\"button\" href=\"\(PricesTab.files.address)\">\(shell.t("price_files.title"))</a>" : nil
    return "<div class=\"actions\">\(saveSearchForm(page.query, title: title, in: shell))\(file)</div>"
}

/// For a visitor, in one quiet line: where prices are, and how one becomes a client.
func signInNote(_ address: String, in shell: Shell) -> HTML {
    let t = shell.t
    return "<p class=\"faint\"><a href=\"\(address)\">\(t("visitor.sign_in"))</a> \(t("visitor.or")) <a href=\"\(Address.registration)\">\(t("registration.title"))</a></p>"
}

private func categoryTree(_ page: CatalogPage, in shell: Shell) -> HTML {
    guard !page.categories.isEmpty else { return "" }
    func branch(_ categories: [CatalogPage.Category]) -> HTML {
        let items = categories.map { category -> HTML in
            let count: HTML? = category.count.map { "<span class=\"count\">\(shell.t.number($0))</span>" }
            let address = Address.catalog(page.query.with { $0.category = category.key })
            return """
                <li><a href="\(address)"\(attributes: [("aria-current", category.isCurrent ? "true" : nil), ("class", category.count == 0 ? "none" : nil)])><span>\(category.name)</span>\(count)</a>\
                \(category.children.isEmpty ? "" : branch(category.children))</li>
                """
        }
        return "<ul>\(items)</ul>"
    }
    return """
        <nav class="tree" aria-label="\(shell.t("catalog.categories"))"><details><summary>\(shell.t("catalog.categories"))</summary>
        \(branch(page.categories))
        </details></nav>
        """
}

/// What narrows and orders the list, each a link to the same page with one thing changed.
private func filters(_ page: CatalogPage, in shell: Shell) -> HTML {
    let t = shell.t
    let query = page.query
    func chip(_ title: HTML, isOn: Bool, _ query: CatalogQuery) -> HTML {
        "<a class=\"chip\" href=\"\(Address.catalog(query))\"\(attributes: [("aria-current", isOn ? "true" : nil)])>\(title)</a>"
    }
    func chosen(_ title: String, _ query: CatalogQuery) -> HTML {
        chip("<span class=\"unseen\">\(t("catalog.remove")) </span>\(title)<span aria-hidden=\"true\">\u{A0}×</span>", isOn: true, query)
    }
    let text: HTML? = query.text.isEmpty ? nil : chosen("«\(query.text)»", query.with { $0.text = "" })
    let inStock = query.with { $0.inStockOnly.toggle() }
    let count: HTML? = page.inStock.map { "<span class=\"count\">\(t.number($0))</span>" }
    let stock: HTML? =
        query.inStockOnly ? chosen(t("catalog.in_stock"), inStock) : page.inStock == 0 ? nil : chip("\(t("catalog.in_stock"))\(count)", isOn: false, inStock)
    let bought = query.with { $0.boughtOnly.toggle() }
    let before: HTML? = query.boughtOnly ? chosen(t("catalog.bought"), bought) : page.knowsPurchases ? chip("\(t("catalog.bought"))", isOn: false, bought) : nil
    let clear: HTML? = query.isFiltered ? "<a class=\"clear\" href=\"\(Address.catalog(query.unfiltered))\">\(t("catalog.clear"))</a>" : nil
    // The switch rules over what the address says.
    var vatless = query
    vatless.vat = nil
    let sorts = CatalogQuery.Sort.allCases.filter { ($0 != .relevance || !query.text.isEmpty) && ($0 != .stock || page.stock == .figures) && (($0 != .price && $0 != .priceDown) || page.showsPrices) }.map { sort -> HTML in
        let address = Address.catalog(query.with { $0.sort = sort })
        return
            "<a href=\"\(address)\"\(attributes: [("aria-current", sort == query.effectiveSort ? "true" : nil)])>\(t("catalog.sort.\(sort.rawValue)"))</a>"
    }
    return """
        <div class="filters">
        \(text)\(page.chosen.map { chosen($0.title, $0.without) })\(stock)\(before)\(clear)
        <div class="shown-how"><nav class="segments sorts" aria-label="\(t("catalog.sorting"))">\(sorts)</nav>
        \(page.showsPrices ? vatSwitch(returning: Address.catalog(vatless), in: shell) : nil)</div>
        </div>
        """
}

private func goods(_ page: CatalogPage, in shell: Shell) -> HTML {
    let t = shell.t
    let pages = (page.total + page.pageSize - 1) / max(1, page.pageSize)
    let numbers = pager(page: page.query.page, of: pages, in: shell) { number in Address.catalog(page.query.with { $0.page = number }) }
    let asOf: HTML? = page.stockAsOf.map { "<span class=\"faint\">\(t("stock.as_of")) \(timeTag($0, in: shell))</span>" }
    let orderHead: HTML? = page.canOrder ? "<th scope=\"col\" class=\"take\">\(t("goods.quantity"))</th>" : nil
    let table: HTML = """
        <table class="goods" id="goods">
        <caption class="unseen">\(t(page.signIn == nil ? "catalog.table" : "visitor.table"))</caption>
        <thead><tr>
        \(pictureHead(page))\(sortHead(t("goods.article_brand"), .article, nil, page))
        \(sortHead(t("goods.name"), .name, nil, page))
        \(stockHead(page, in: shell))
        \(priceHead(page, in: shell))
        \(orderHead)
        </tr></thead>
        <tbody>
        \(page.rows.map { goodsRow($0, of: page, in: shell) })
        </tbody>
        </table>
        """
    let rest: HTML = "\(table)<div class=\"tablebar\">\(numbers)\(asOf)"
    guard page.canOrder || page.rows.contains(where: { $0.kept != nil }) else { return "\(rest)</div>" }
    guard page.canOrder else { return "<form method=\"post\" action=\"\(Address.favourites)\" data-in-place><input type=\"hidden\" name=\"return\" value=\"\(shell.path)\">\(rest)</div>\(addingScript)</form>" }
    return """
        <form method="post" action="\(Address.cartLines)" data-in-place>\(enterButton())<input type="hidden" name="return" value="\(shell.path)">
        \(rest)<button class="primary">\(t("catalog.add_all"))</button></div>
        \(addingScript)</form>
        """
}

/// For a page with forms that have `data-in-place`.
let addingScript: HTML = "<script type=\"module\" src=\"\(Asset.adding.address)\"></script>"

/// A heading that sorts; where there are two directions it turns to the other one.
private func sortHead(_ title: String, _ sort: CatalogQuery.Sort, _ other: CatalogQuery.Sort?, _ page: CatalogPage) -> HTML {
    let current = page.query.effectiveSort
    let direction: String? = current == sort ? sort == .stock ? "descending" : "ascending" : current == other ? "descending" : nil
    let wanted = current == sort ? other ?? sort : sort
    return """
        <th scope="col" class="\(sort.rawValue)"\(attributes: [("aria-sort", direction)])>\
        <a href="\(Address.catalog(page.query.with { $0.sort = wanted }))">\(title)</a></th>
        """
}

/// A visitor has no columns of what he is not told at all.
private func stockHead(_ page: CatalogPage, in shell: Shell) -> HTML? {
    let title = shell.t("goods.stock")
    if page.stock == .figures { return sortHead(title, .stock, nil, page) }
    return page.hasStock ? "<th scope=\"col\">\(title)</th>" : nil
}

private func priceHead(_ page: CatalogPage, in shell: Shell) -> HTML? {
    let title = shell.t("goods.price")
    if page.showsPrices { return sortHead(title, .price, .priceDown, page) }
    return page.signIn == nil ? "<th scope=\"col\" class=\"price\">\(title)</th>" : nil
}

/// Above the pictures of a list, where there are some.
func pictureHead(_ page: CatalogPage) -> HTML? { page.hasPictures ? "<td class=\"picture\"></td>" : nil }

/// A product of a list: what it is, where it lies, what it costs, how much of it is wanted.
func goodsRow(_ row: CatalogPage.Row, of page: CatalogPage, in shell: Shell) -> HTML {
    let t = shell.t
    let canOrder = page.canOrder
    let address = Address.product(row.article)
    let discontinued: HTML? = row.isDiscontinued ? badge(t("goods.discontinued"), .warn) : nil
    let brand: HTML? = row.brand.map { "<small>\($0)</small>" }
    let bought: HTML? = row.bought.map { "<small class=\"faint\">\(t("goods.bought", ["day": .day($0.day), "quantity": .quantity($0.quantity), "unit": .text(row.unit)]))</small>" }
    let order: HTML? = canOrder ? row.isDiscontinued ? "<td class=\"take\"></td>" : "<td class=\"take\">\(take(row, in: shell))</td>" : nil
    let ask: HTML? = page.canAskPrices && !row.isDiscontinued ? askLink(row.price, row.article, row.minimum ?? row.multiple ?? .one, in: shell) : nil
    let picture: HTML? = page.hasPictures ? "<td class=\"picture\">\(thumbnail(row.picture, of: row.article))</td>" : nil
    return """
        <tr\(attributes: [("class", row.picture == nil ? nil : "pictured")])>\(picture)<td class="article"><a href="\(address)">\(row.article)</a>\(ownArticles(row.ownArticles, in: shell))\(brand)</td>
        <th scope="row" class="name"><a href="\(address)" tabindex="-1">\(row.name)</a>\(discontinued)\(row.kept.map { marks(row.article, $0, in: shell) })\(bought)</th>
        \(page.hasStock ? "<td class=\"stock\">\(page.stock == .word ? stockInWords(row.stock, in: shell) : stockSummary(row.stock, in: shell))</td>" as HTML : nil)
        \(page.signIn == nil ? "<td class=\"price\">\(priceCell(row.price, in: shell))\(ask)</td>" as HTML : nil)
        \(order)</tr>

        """
}

private func take(_ row: CatalogPage.Row, in shell: Shell) -> HTML {
    let t = shell.t
    let inCart: HTML? = row.inCart.map { "<span class=\"in-cart\">\(t("goods.in_cart", ["quantity": .quantity($0)]))</span>" }
    let rule = orderRule(multiple: row.multiple, minimum: row.minimum, in: shell)
    let notes: HTML? = rule == nil && inCart == nil ? nil : "<small>\(rule)\(inCart)</small>"
    return """
        <div class="amount"><input name="quantity-\(row.article)" inputmode="decimal" autocomplete="off" maxlength="14" \
        aria-label="\(t("goods.quantity_of", ["article": .text(row.article), "unit": .text(row.unit)]))" \
        placeholder="\(t.quantity(row.minimum ?? row.multiple ?? .one))"><span class="unit">\(row.unit)</span>\
        <button name="add" value="\(row.article)">\(t("goods.add"))<span class="unseen"> \(row.article)</span></button></div>\(notes)
        """
}

private func nothingFound(_ page: CatalogPage, in shell: Shell) -> HTML {
    let t = shell.t
    let narrowed = page.query.category != nil || page.query.isFiltered
    if let suggestion = page.suggestion {
        let address = Address.catalog(page.query.with { $0.text = suggestion })
        return emptyState(
            t("catalog.nothing"), t("catalog.nothing.suggestion"), action: (t("catalog.search_for", ["text": .text(suggestion)]), address))
    }
    if narrowed, !page.query.text.isEmpty {
        return emptyState(
            t("catalog.nothing"), t("catalog.nothing.narrowed"),
            action: (t("catalog.everywhere"), Address.catalog(CatalogQuery(text: page.query.text))))
    }
    if page.query.isFiltered {
        return emptyState(t("catalog.nothing"), t("catalog.nothing.filtered"), action: (t("catalog.clear"), Address.catalog(page.query.unfiltered)))
    }
    return emptyState(
        t("catalog.nothing"), t(page.query.text.isEmpty ? "catalog.nothing.empty" : "catalog.nothing.text"),
        action: (t("catalog.all"), Address.catalog))
}
