import HTML
import Kernel
import Localization

/// The words by which goods of other words are found.
func synonymsPage(_ page: SynonymsPage, in shell: Shell) -> HTML {
    let t = shell.t
    func input(_ name: String, _ value: String, hint: String? = nil) -> HTML {
        FormField(name: name, label: t("synonyms.\(name)"), value: value, hint: hint, control: .input(type: "text", [("autocomplete", "off"), ("maxlength", "100"), ("required", "")])).html(page.problems)
    }
    let file = FormField(name: "file", label: t("synonyms.file"), hint: t("synonyms.file.hint"), control: .input(type: "file", [("accept", ".csv,.txt,.xlsx"), ("required", "")]))
    return document(
        t("synonyms.title"), in: shell,
        """
        \(crumbs([(t("section.goods"), Address.goods)], in: shell))<div class="titlebar"><h1>\(t("synonyms.title"))</h1></div>
        <p class="faint">\(t("synonyms.explanation"))</p>
        \(problemSummary(page.refusal, page.problems, in: shell))\(outcome(page, t))
        <section class="card narrow spaced"><h2>\(t("synonyms.add"))</h2>
        <form method="post" action="\(Address.synonyms)">\(input("word", page.word, hint: t("synonyms.word.hint")))\(input("other", page.other))
        \(FormField(name: "direction", label: t("synonyms.direction"), control: .select(page.directions)).html(page.problems))
        <button class="primary">\(t("synonyms.submit"))</button></form></section>
        <section class="card narrow spaced"><h2>\(t("synonyms.bring"))</h2>
        <form method="post" enctype="multipart/form-data" action="\(Address.synonyms)/file">\(file.html(page.problems))<button>\(t("synonyms.bring.submit"))</button></form></section>
        \(page.rows.isEmpty ? emptyState(t("synonyms.none"), t("synonyms.none.text")) : table(page, t))
        """)
}

private func outcome(_ page: SynonymsPage, _ t: Texts) -> HTML? {
    guard let words = page.outcome else { return nil }
    let refused: HTML? = page.refused.isEmpty ? nil : "<ul class=\"plain\">\(page.refused.map { "<li>\($0)</li>\n" as HTML })</ul>"
    return "<section class=\"card narrow spaced\" role=\"status\"><h2>\(t("synonyms.brought"))</h2><p>\(words)</p>\(refused)</section>"
}

private func table(_ page: SynonymsPage, _ t: Texts) -> HTML {
    let heads = [t("synonyms.word"), t("synonyms.direction"), t("synonyms.other")]
    let rows = page.rows.map { row -> HTML in
        """
        <tr><th scope="row" class="lead name">\(row.word)</th><td data-label="\(heads[1])">\(t(row.isMutual ? "synonyms.both" : "synonyms.one"))</td><td class="name" data-label="\(heads[2])"><span>\(row.other)</span></td>\
        <td class="acts"><button name="remove" value="\(row.id)" aria-label="\(t("synonyms.remove")): \(row.word), \(row.other)">\(t("synonyms.remove"))</button></td></tr>

        """
    }
    return """
        <section class="spaced"><form method="post" action="\(Address.synonyms)/removal"><table class="lines stacked editing"><caption class="unseen">\(t("synonyms.title"))</caption><thead><tr><th scope="col">\(heads[0])</th>\
        <th scope="col">\(heads[1])</th><th scope="col">\(heads[2])</th><th scope="col"><span class="unseen">\(t("goods_edit.acts"))</span></th></tr></thead><tbody>
        \(rows)
        </tbody></table></form></section>
        """
}
