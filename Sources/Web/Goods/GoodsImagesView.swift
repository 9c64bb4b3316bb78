import HTML
import Kernel
import Localization

/// The pictures of a product in their order, and more of them.
func goodsImagesPage(_ page: GoodsImagesPage, in shell: Shell) -> HTML {
    let t = shell.t
    let file = FormField(
        name: "file", label: t("goods_edit.images.choose"), hint: t("goods_edit.images.hint"),
        control: .input(type: "file", [("accept", "image/jpeg,image/png,image/webp,image/gif"), ("multiple", ""), ("required", "")]))
    return document(
        page.head.name, in: shell,
        """
        \(goodsHead(page.head, .images, in: shell))
        \(page.images.isEmpty ? "<p class=\"faint\">\(t("goods_edit.images.empty"))</p>" as HTML : table(page, in: shell))
        <section class="card narrow spaced"><h2>\(t("goods_edit.images.add"))</h2>
        <form method="post" enctype="multipart/form-data" action="\(Address.goods(page.head.article, .images))">\(file.html(page.head.problems))\
        <button class="primary">\(t("goods_edit.images.submit"))</button></form></section>
        """)
}

private func table(_ page: GoodsImagesPage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.images.enumerated().map { place, image -> HTML in
        let number = String(place + 1)
        func button(_ name: String) -> HTML {
            "<button name=\"\(name)\" value=\"\(image.key)\" aria-label=\"\(t("goods_edit.images.\(name).label", ["number": .text(number)]))\">\(t("goods_edit.images.\(name)"))</button>"
        }
        let buttons: [HTML] = [
            place > 0 ? button("up") : nil, place < page.images.count - 1 ? button("down") : nil, image.isHidden ? button("show") : button("remove"),
        ].compactMap(\.self)
        let picture: HTML? = image.picture.map { "<img src=\"\($0)\" alt=\"\" width=\"56\" height=\"56\" loading=\"lazy\" decoding=\"async\">" }
        return """
            <tr><td class="figure faint" data-label="№">\(number)</td><td class="picture">\(picture)</td><th scope="row" class="name">\(image.title)</th>\
            <td data-label="\(t("goods_edit.images.shows"))"><input type="text" name="\(GoodsImagesPage.titleField)\(image.key)" value="\(image.shows)" maxlength="200" autocomplete="off" \
            aria-label="\(t("goods_edit.images.shows.label", ["number": .text(number)]))" placeholder="\(page.head.name)"></td>\
            <td data-label="\(t("goods_edit.source"))"><span>\(sourceBadge(isPortals: image.isPortals, isHidden: image.isHidden, t))</span></td><td class="acts">\(buttons)</td></tr>

            """
    }
    return """
        <form method="post" action="\(Address.goods(page.head.article, .images))/arrangement">\(enterButton())<input type="hidden" name="token" value="\(page.head.token)">
        <table class="lines stacked editing"><caption class="unseen">\(t("product.images"))</caption><thead><tr><th scope="col" class="figure">№</th><th scope="col"><span class="unseen">\(t("product.images"))</span></th>\
        <th scope="col">\(t("goods_edit.images.file"))</th><th scope="col">\(t("goods_edit.images.shows"))</th><th scope="col">\(t("goods_edit.source"))</th><th scope="col"><span class="unseen">\(t("goods_edit.acts"))</span></th></tr></thead><tbody>
        \(rows)
        </tbody></table><p class="faint">\(t("goods_edit.images.shows.hint"))</p><div class="buttons"><button>\(t("goods_edit.images.shows.save"))</button></div></form>
        """
}

/// Whose a picture or a relation is.
func sourceBadge(isPortals: Bool, isHidden: Bool, _ t: Texts) -> HTML {
    isPortals ? badge(t("goods_edit.source.portal"), .active) : isHidden ? badge(t("goods_edit.source.hidden"), .warn) : badge(t("goods_edit.source.erp"), .quiet)
}
