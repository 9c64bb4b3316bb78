import HTML
import Kernel
import Localization

/// What a product has to do with others, and one more.
func goodsRelationsPage(_ page: GoodsRelationsPage, in shell: Shell) -> HTML {
    let t = shell.t
    let problems = page.head.problems
    func input(_ name: String, _ value: String, hint: String? = nil, _ further: [(StaticString, String?)]) -> HTML {
        FormField(name: name, label: t("goods_edit.relation.\(name)"), value: value, hint: hint, control: .input(type: "text", [("autocomplete", "off")] + further)).html(problems)
    }
    return document(
        page.head.name, in: shell,
        """
        \(goodsHead(page.head, .relations, in: shell))
        \(page.relations.isEmpty ? "<p class=\"faint\">\(t("goods_edit.relations.empty"))</p>" as HTML : table(page, in: shell))
        <section class="card narrow spaced"><h2>\(t("goods_edit.relations.add"))</h2>
        <form method="post" action="\(Address.goods(page.head.article, .relations))"><input type="hidden" name="token" value="\(page.head.token)">
        \(FormField(name: "kind", label: t("goods_edit.relation.kind"), control: .select(page.kinds)).html(problems))
        \(input("article", page.target, [("maxlength", "100"), ("required", "")]))
        \(input("ratio", page.ratio, hint: t("goods_edit.relation.ratio.hint"), [("maxlength", "14"), ("inputmode", "decimal")]))
        \(input("note", page.note, [("maxlength", "1000")]))
        <button class="primary">\(t("goods_edit.relations.submit"))</button></form></section>
        """)
}

private func table(_ page: GoodsRelationsPage, in shell: Shell) -> HTML {
    let t = shell.t
    let heads = ["kind", "article", "ratio", "note"].map { t("goods_edit.relation.\($0)") } + [t("goods_edit.source")]
    let rows = page.relations.map { relation -> HTML in
        func button(_ name: String, _ word: String) -> HTML {
            "<button name=\"\(name)\" value=\"\(relation.key)\" aria-label=\"\(t("goods_edit.relations.\(word)")): \(relation.article)\">\(t("goods_edit.relations.\(word)"))</button>"
        }
        let back: HTML? = relation.hasERPs && (relation.isPortals || relation.isHidden) ? button("return", "return") : nil
        return """
            <tr><th scope="row" class="lead" data-label="\(heads[0])">\(t("relation.\(relation.kind)"))</th>\
            <td class="name" data-label="\(heads[1])"><span><a href="\(Address.goods(relation.article, .relations))">\(relation.article)</a> \(relation.name)</span></td>\
            <td class="figure" data-label="\(heads[2])">\(relation.ratio ?? "1")</td><td data-label="\(heads[3])">\(relation.note ?? "—")</td>\
            <td data-label="\(heads[4])"><span>\(sourceBadge(isPortals: relation.isPortals, isHidden: relation.isHidden, t))</span></td>\
            <td class="acts">\(relation.isHidden ? nil : button("remove", "remove"))\(back)</td></tr>

            """
    }
    return """
        <form method="post" action="\(Address.goods(page.head.article, .relations))/removal"><input type="hidden" name="token" value="\(page.head.token)"><table class="lines stacked editing"><caption class="unseen">\(t("product.relations"))</caption><thead><tr>\
        <th scope="col">\(heads[0])</th><th scope="col">\(heads[1])</th><th scope="col" class="figure">\(heads[2])</th><th scope="col">\(heads[3])</th><th scope="col">\(heads[4])</th>\
        <th scope="col"><span class="unseen">\(t("goods_edit.acts"))</span></th></tr></thead><tbody>
        \(rows)
        </tbody></table></form>
        """
}
