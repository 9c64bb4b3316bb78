import HTML
import Kernel
import Localization
import Storefront

/// All products, to be worked on one by one or many at once.
func goodsListPage(_ page: GoodsListPage, in shell: Shell) -> HTML {
    let t = shell.t
    let listing = goodsListing(in: shell)
    let table: HTML = """
        <form action="\(Address.newBulkChange)" id="bulk"><input type="hidden" name="query" value="\(page.text)"><input type="hidden" name="lack" value="\(page.lack)">
        \(listing.table(page.rows, in: shell))
        <div class="buttons"><button>\(t("bulk.change_chosen"))</button><button name="all" value="1">\(t("bulk.change_found"))</button></div></form>
        """
    return document(
        t("section.goods"), in: shell,
        """
        <div class="titlebar"><h1>\(t("section.goods"))</h1><div class="actions"><a class="button" href="\(Address.synonyms)">\(t("synonyms.title"))</a><a class="button" href="\(Address.bulkChanges)">\(t("bulk.list"))</a><a class="button" href="\(Address.recordSheets)">\(t("sheets.bring"))</a></div></div>
        <div class="over"><form class="filters" action="\(Address.goods)" data-submit-on-change>
        <input type="search" name="query" value="\(page.text)" maxlength="200" aria-label="\(t("goods_edit.search"))" placeholder="\(t("goods_edit.search"))">
        <select name="lack" aria-label="\(t("goods_edit.lack"))"><option value="">\(t("goods_edit.lack.any"))</option>\(GoodsQuestion.Lack.allCases.map { lack -> HTML in
            "<option value=\"\(lack.rawValue)\"\(attributes: [("selected", lack.rawValue == page.lack ? "" : nil)])>\(t("goods_edit.lack.\(lack.rawValue)"))</option>"
        })</select>
        <button>\(t("search.find"))</button></form>\(page.rows.isEmpty ? .empty : listing.tools(in: shell))</div>
        \(page.rows.isEmpty ? emptyState(t("goods_edit.empty"), t("goods_edit.empty.text")) : table)
        \(pager(isFirst: page.isFirst, next: page.next, in: shell) { Address.goods(text: page.text, lack: page.lack, cursor: $0) })
        """)
}

private func goodsListing(in shell: Shell) -> Listing<GoodsListPage.Row> {
    let t = shell.t
    let columns: [Column<GoodsListPage.Row>] = [
        Column(
            key: "choose", title: t("bulk.choice"), kind: .choose, isOptional: false,
            cell: { "<input type=\"checkbox\" name=\"product\" value=\"\($0.article)\" aria-label=\"\(t("bulk.choose", ["article": .text($0.article)]))\">" }),
        Column(
            key: "picture", title: t("product.images"), kind: .picture,
            cell: { $0.picture.map { "<span class=\"place\"><img src=\"\($0)\" alt=\"\" width=\"40\" height=\"40\" loading=\"lazy\" decoding=\"async\"></span>" } ?? "" }),
        Column(key: "article", title: t("goods.article"), kind: .lead, isOptional: false, cell: { "<a href=\"\(Address.goods($0.article))\">\($0.article)</a>" }),
        Column(key: "name", title: t("goods.name"), kind: .name, isOptional: false, cell: { "<span>\($0.name)\($0.brand.map { "<small>\($0)</small>" as HTML })\(sharedBarcodes(of: $0, in: shell))</span>" }),
        Column(key: "category", title: t("goods_edit.category"), cell: { "\($0.category ?? "—")" }),
        Column(key: "state", title: t("goods_edit.state"), cell: { "<span class=\"states\">\(states(of: $0, in: shell))</span>" }),
    ]
    var listing = Listing(name: .goods, title: t("section.goods"), columns: columns)
    listing.style = "lines stacked editing"
    return listing
}

/// Each barcode that others bear too, with the way to them.
private func sharedBarcodes(of row: GoodsListPage.Row, in shell: Shell) -> [HTML] {
    row.shared.prefix(5).map { barcode, others in
        let links = others.prefix(5).map { "<a href=\"\(Address.goods($0))\">\($0)</a> " as HTML }
        return "<small><code>\(barcode)</code> \(shell.t("goods_edit.shared_with")) \(Array(links))</small>"
    }
}

private func states(of row: GoodsListPage.Row, in shell: Shell) -> [HTML] {
    let t = shell.t
    let states: [HTML] = [
        row.isWithdrawn ? badge(t("goods_edit.withdrawn"), .bad) : nil, row.isDiscontinued ? badge(t("goods.discontinued"), .warn) : nil,
        row.hasImage ? nil : badge(t("goods_edit.without_image"), .warn), row.hasText ? nil : badge(t("goods_edit.without_text"), .warn),
        row.isEdited ? badge(t("goods_edit.edited"), .active) : nil,
    ].compactMap(\.self)
    return states.isEmpty ? ["<span class=\"faint\">—</span>"] : states
}
