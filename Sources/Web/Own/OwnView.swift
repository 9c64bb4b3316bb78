import HTML
import Kernel
import Localization

/// The title of the section and the ways within it.
private func ownHead(_ tabs: [OwnTab], _ current: OwnTab, in shell: Shell) -> HTML {
    let t = shell.t
    let ways = tabs.map { tab -> HTML in
        "<a href=\"\(tab.address)\"\(attributes: [("aria-current", tab == current ? "page" : nil)])>\(t("own.tab.\(tab.rawValue)"))</a>"
    }
    return "<div class=\"titlebar\"><h1>\(t("own.\(current.rawValue)"))</h1></div><nav class=\"segments\" aria-label=\"\(t("section.own"))\">\(ways)</nav>"
}

/// Favourites, or what was looked at lately: the rows of the catalogue, to be ordered one by one or all at once.
func ownGoodsPage(_ page: OwnGoodsPage, in shell: Shell) -> HTML {
    let t = shell.t
    let list: HTML =
        page.goods.rows.isEmpty
        ? emptyState(t("own.\(page.tab.rawValue).empty"), t("own.\(page.tab.rawValue).empty.text"), action: (t("catalog.all"), Address.catalog))
        : ownGoods(page.goods, in: shell)
    return document(t("own.\(page.tab.rawValue)"), in: shell, "\(ownHead(page.tabs, page.tab, in: shell))\(list)")
}

private func ownGoods(_ page: CatalogPage, in shell: Shell) -> HTML {
    let t = shell.t
    let take: HTML? = page.canOrder ? "<th scope=\"col\" class=\"take\">\(t("goods.quantity"))</th>" : nil
    let buttons: HTML? =
        page.canOrder
        ? "<div class=\"tablebar\"><span class=\"faint\">\(t("own.add_hint"))</span><button name=\"add_all\" value=\"1\">\(t("own.add_all"))</button><button class=\"primary\">\(t("catalog.add_all"))</button></div>"
        : nil
    return """
        <form method="post" action="\(page.canOrder ? Address.cartLines : Address.favourites)" data-in-place>\(enterButton())<input type="hidden" name="return" value="\(shell.path)">
        <table class="goods" id="goods"><caption class="unseen">\(t("catalog.table"))</caption>
        <thead><tr>\(pictureHead(page))<th scope="col">\(t("goods.article_brand"))</th><th scope="col">\(t("goods.name"))</th><th scope="col">\(t("goods.stock"))</th>\
        <th scope="col" class="price">\(t("goods.price"))</th>\(take)</tr></thead>
        <tbody>\(page.rows.map { goodsRow($0, of: page, in: shell) })</tbody></table>
        \(buttons)
        \(addingScript)</form>
        """
}

/// The star and the scales of a product: buttons of the form around.
func marks(_ article: String, _ kept: CatalogPage.Kept, in shell: Shell) -> HTML {
    let t = shell.t
    func mark(_ icon: HTML, _ name: String, isOn: Bool, _ address: String) -> HTML {
        let title = t("own.mark.\(name)")
        return """
            <button class="mark" formaction="\(address)" name="\(isOn ? "drop" : "keep")" value="\(article)" aria-pressed="\(isOn ? "true" : "false")" title="\(title)" \
            aria-label="\(title) \(article)">\(icon)</button>
            """
    }
    return """
        <span class="marks">\(mark(Icon.star, "favourite", isOn: kept.isFavourite, Address.favourites))\
        \(mark(Icon.scales, "compare", isOn: kept.isCompared, Address.compare))</span>
        """
}

/// Keeps the question of a catalogue page under a name.
func saveSearchForm(_ query: CatalogQuery, title: String, in shell: Shell) -> HTML? {
    var query = query
    (query.page, query.openFacet, query.showsAllFacets) = (1, nil, false)
    let parameters = Address.catalog(query).dropFirst(Address.catalog.count).drop { $0 == "?" }
    guard shell.menu.contains(.own), !parameters.isEmpty else { return nil }
    let t = shell.t
    return """
        <details class="drop"><summary>\(t("own.save_search"))</summary>
        <form method="post" action="\(Address.searches)"><input type="hidden" name="parameters" value="\(String(parameters))">
        \(FormField(name: "name", id: "search-name", label: t("own.search_name"), value: String(title.prefix(100)), control: .input(type: "text", [("maxlength", "100"), ("required", ""), ("autocomplete", "off")])).html([]))
        <button class="primary">\(t("own.save"))</button></form></details>
        """
}

/// The person's questions to the catalogue: to be asked again, named anew, forgotten.
func searchesPage(_ page: SearchesPage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.searches.map { search -> HTML in
        """
        <tr><th scope="row" class="name"><a href="\(search.address)">\(search.name)</a></th>
        <td><form method="post" action="\(Address.watch(ofSearch: search.id))"><button class="small" name="watch" value="\(search.isWatched ? "0" : "1")" \
        aria-pressed="\(search.isWatched ? "true" : "false")">\(t(search.isWatched ? "own.watched" : "own.watch"))<span class="unseen"> \(search.name)</span></button></form></td>
        <td><form class="inline" method="post" action="\(Address.search(search.id))"><label class="unseen" for="name-\(search.id)">\(t("own.search_name"))</label>\
        <input id="name-\(search.id)" name="name" value="\(search.name)" maxlength="100" required autocomplete="off"><button class="small">\(t("own.rename"))</button></form></td>
        <td><form method="post" action="\(Address.removal(ofSearch: search.id))"><button class="small">\(t("own.remove"))<span class="unseen"> \(search.name)</span></button></form></td></tr>
        """
    }
    let list: HTML =
        rows.isEmpty
        ? emptyState(t("own.searches.empty"), t("own.searches.empty.text"), action: (t("catalog.all"), Address.catalog))
        : """
        <table class="lines stacked"><caption class="unseen">\(t("own.searches"))</caption><thead><tr><th scope="col">\(t("own.search_name"))</th>\
        <th scope="col">\(t("own.watching"))</th><th scope="col">\(t("own.rename"))</th><th scope="col"><span class="unseen">\(t("own.remove"))</span></th></tr></thead><tbody>\(rows)</tbody></table>
        """
    return document(t("own.searches"), in: shell, "\(ownHead(page.tabs, .searches, in: shell))\(problemSummary(nil, page.problems, in: shell))\(list)\(awaited(page.awaited, in: shell))")
}

/// What the person waits for.
private func awaited(_ products: [Choice], in shell: Shell) -> HTML? {
    guard !products.isEmpty else { return nil }
    let t = shell.t
    let rows = products.map { product -> HTML in
        """
        <tr><th scope="row" class="name"><a href="\(Address.product(product.key))">\(product.key)</a></th><td>\(product.title)</td>
        <td><form method="post" action="\(Address.awaited)"><input type="hidden" name="return" value="\(Address.searches)">\
        <button class="small" name="drop" value="\(product.key)">\(t("own.remove"))<span class="unseen"> \(product.key)</span></button></form></td></tr>
        """
    }
    return """
        <section><h2>\(t("own.awaited"))</h2>
        <table class="lines stacked"><caption class="unseen">\(t("own.awaited"))</caption><thead><tr><th scope="col">\(t("goods.article"))</th><th scope="col">\(t("goods.name"))</th>\
        <th scope="col"><span class="unseen">\(t("own.remove"))</span></th></tr></thead><tbody>\(rows)</tbody></table></section>
        """
}

/// Asks to be told when a product can be had again, or takes that back.
func awaitForm(_ article: String, isAwaited: Bool, in shell: Shell) -> HTML {
    let t = shell.t
    return """
        <form method="post" action="\(Address.awaited)"><input type="hidden" name="return" value="\(shell.path)">\
        <button class="small" name="\(isAwaited ? "drop" : "keep")" value="\(article)" aria-pressed="\(isAwaited ? "true" : "false")">\(t(isAwaited ? "own.awaiting" : "own.await"))</button></form>
        """
}

/// Up to six products in columns; rows that differ are marked in words, not by colour alone.
func comparePage(_ page: ComparePage, in shell: Shell) -> HTML {
    let t = shell.t
    let body: HTML =
        page.columns.isEmpty
        ? emptyState(t("own.compare.empty"), t("own.compare.empty.text"), action: (t("catalog.all"), Address.catalog)) : comparison(page, in: shell)
    return document(t("own.compare"), in: shell, "\(ownHead(page.tabs, .compare, in: shell))\(body)")
}

private func comparison(_ page: ComparePage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.rows.filter { !page.onlyDifferences || $0.differs }.map { row -> HTML in
        let sign: HTML? = row.differs ? "<small class=\"differs\">\(t("own.compare.differs"))</small>" : nil
        return "<tr\(attributes: [("class", row.differs ? "differing" : nil)])><th scope=\"row\">\(row.name)\(sign)</th>\(row.values.map { "<td>\($0 ?? "—")</td>" as HTML })</tr>"
    }
    let isWhole = !page.onlyDifferences
    return """
        <div class="filters"><nav class="segments" aria-label="\(t("own.compare.rows"))">\
        <a href="\(isWhole ? shell.path : page.switched)"\(attributes: [("aria-current", isWhole ? "true" : nil)])>\(t("own.compare.all"))</a>\
        <a href="\(isWhole ? page.switched : shell.path)"\(attributes: [("aria-current", isWhole ? nil : "true")])>\(t("own.compare.only"))</a></nav>
        <span class="faint">\(t("own.compare.send"))</span></div>
        <div class="scroll" role="region" aria-label="\(t("own.compare"))" tabindex="0">
        <table class="lines comparison"><caption class="unseen">\(t("own.compare"))</caption>
        <thead><tr><td></td>\(page.columns.map { head($0, hasPictures: page.columns.contains { $0.picture != nil }, in: shell) })</tr></thead>
        <tbody>
        <tr><th scope="row">\(t("goods.price"))</th>\(page.columns.map { "<td>\(priceCell($0.price, in: shell))</td>" as HTML })</tr>
        <tr><th scope="row">\(t("goods.stock"))</th>\(page.columns.map { "<td>\(stockSummary($0.stock, in: shell))</td>" as HTML })</tr>
        \(rows)
        </tbody></table></div>
        """
}

/// - Parameter hasPictures: whether any column has one; the others leave its place free then.
private func head(_ column: ComparePage.Column, hasPictures: Bool, in shell: Shell) -> HTML {
    let t = shell.t
    let image: HTML? = column.picture.map { "<img src=\"\($0)\" alt=\"\" width=\"96\" height=\"96\" loading=\"lazy\" decoding=\"async\">" }
    let picture: HTML? = hasPictures ? "<span class=\"compared-picture\">\(image)</span>" : nil
    let add: HTML? =
        column.canOrder
        ? "<form method=\"post\" action=\"\(Address.cartLines)\"><input type=\"hidden\" name=\"return\" value=\"\(shell.path)\"><button class=\"small\" name=\"add\" value=\"\(column.article)\">\(t("goods.add"))<span class=\"unseen\"> \(column.article)</span></button></form>"
        : nil
    return """
        <th scope="col">\(picture)<a href="\(Address.product(column.article))">\(column.article)</a><span class="compared-name">\(column.name)</span>
        <div class="buttons">\(add)<form method="post" action="\(Address.compare)"><input type="hidden" name="return" value="\(column.without)">\
        <button class="small" name="drop" value="\(column.article)">\(t("own.remove"))<span class="unseen"> \(column.article)</span></button></form></div></th>
        """
}
