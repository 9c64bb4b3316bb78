import HTML
import Kernel
import Localization
import Storefront

/// All products, to be worked on one by one or many at once.
func goodsListPage(_ page: GoodsListPage, in shell: Shell) -> HTML {
    let t = shell.t
    return document(
        t("section.goods"), in: shell,
        """
        <div class="titlebar"><h1>\(t("section.goods"))</h1><div class="actions"><a class="button" href="\(Address.synonyms)">\(t("synonyms.title"))</a><a class="button" href="\(Address.bulkChanges)">\(t("bulk.list"))</a></div></div>
        <form class="filters" action="\(Address.goods)" data-submit-on-change>
        <input type="search" name="query" value="\(page.text)" maxlength="200" aria-label="\(t("goods_edit.search"))" placeholder="\(t("goods_edit.search"))">
        <select name="lack" aria-label="\(t("goods_edit.lack"))"><option value="">\(t("goods_edit.lack.any"))</option>\(GoodsQuestion.Lack.allCases.map { lack -> HTML in
            "<option value=\"\(lack.rawValue)\"\(attributes: [("selected", lack.rawValue == page.lack ? "" : nil)])>\(t("goods_edit.lack.\(lack.rawValue)"))</option>"
        })</select>
        <button>\(t("search.find"))</button></form>
        \(page.rows.isEmpty ? emptyState(t("goods_edit.empty"), t("goods_edit.empty.text")) : table(page, in: shell))
        \(pager(isFirst: page.isFirst, next: page.next, in: shell) { Address.goods(text: page.text, lack: page.lack, cursor: $0) })
        """)
}

private func table(_ page: GoodsListPage, in shell: Shell) -> HTML {
    let t = shell.t
    let heads = ["goods.article", "goods.name", "goods_edit.category", "goods_edit.state"].map { t($0) }
    let rows = page.rows.map { row -> HTML in
        let states: [HTML] = [
            row.isWithdrawn ? badge(t("goods_edit.withdrawn"), .bad) : nil, row.isDiscontinued ? badge(t("goods.discontinued"), .warn) : nil,
            row.hasImage ? nil : badge(t("goods_edit.without_image"), .warn), row.hasText ? nil : badge(t("goods_edit.without_text"), .warn),
            row.isEdited ? badge(t("goods_edit.edited"), .active) : nil,
        ].compactMap(\.self)
        let picture: HTML? = row.picture.map { "<img src=\"\($0)\" alt=\"\" width=\"40\" height=\"40\" loading=\"lazy\" decoding=\"async\">" }
        let brand: HTML? = row.brand.map { "<small>\($0)</small>" }
        return """
            <tr><td class="choose"><input type="checkbox" name="product" value="\(row.article)" aria-label="\(t("bulk.choose", ["article": .text(row.article)]))"></td><td class="picture">\(picture)</td>\
            <th scope="row" class="lead" data-label="\(heads[0])"><a href="\(Address.goods(row.article))">\(row.article)</a></th>\
            <td class="name" data-label="\(heads[1])"><span>\(row.name)\(brand)</span></td><td data-label="\(heads[2])">\(row.category ?? "—")</td>\
            <td data-label="\(heads[3])"><span class="states">\(states.isEmpty ? ["<span class=\"faint\">—</span>"] : states)</span></td></tr>

            """
    }
    return """
        <form action="\(Address.newBulkChange)" id="bulk"><input type="hidden" name="query" value="\(page.text)"><input type="hidden" name="lack" value="\(page.lack)">
        <table class="lines stacked editing"><caption class="unseen">\(t("section.goods"))</caption><thead><tr><th scope="col"><span class="unseen">\(t("bulk.choice"))</span></th>\
        <th scope="col"><span class="unseen">\(t("product.images"))</span></th>\(heads.map { "<th scope=\"col\">\($0)</th>" as HTML })</tr></thead><tbody>
        \(rows)
        </tbody></table>
        <div class="buttons"><button>\(t("bulk.change_chosen"))</button><button name="all" value="1">\(t("bulk.change_found"))</button></div></form>
        """
}
