import HTML
import Kernel
import Localization

/// What the list can be narrowed by: one form, whose address holds all of the question. On small screens a drawer.
func facetsForm(_ page: CatalogPage, in shell: Shell) -> HTML {
    guard page.prices != nil || !page.filters.isEmpty else { return "" }
    let t = shell.t
    var rest = page.query
    rest.page = 1
    rest.price = CatalogQuery.Bounds()
    for filter in page.filters {
        guard let code = filter.code else { rest.brands = []; continue }
        (rest.values[code], rest.bounds[code]) = (nil, nil)
    }
    let kept = hiddenFields(Address.fields(of: rest))
    let vat = page.prices == nil ? [] : hiddenFields([("vat", shell.vat.rawValue)])
    let count: HTML? = page.chosen.isEmpty ? nil : "<span class=\"count\">\(t.number(page.chosen.count))</span>"
    let isOpen = page.filters.contains { !$0.problems.isEmpty } || !(page.prices?.problems.isEmpty ?? true)
    let all: HTML? =
        page.hiddenFacets > 0
        ? link(t("catalog.all_facets", ["count": .integer(Int64(page.hiddenFacets))]), page.query.with { $0.showsAllFacets = true })
        : page.query.showsAllFacets ? link(t("catalog.main_facets"), page.query.with { $0.showsAllFacets = false }) : nil
    return """
        <form class="facets" action="\(Address.catalog)" aria-label="\(t("catalog.filters"))" data-find="\(t("catalog.facet_find"))">\(kept)\(vat)
        <details class="drawer"\(attributes: [("open", isOpen ? "" : nil)])><summary>\(t("catalog.filters"))\(count)</summary>
        \(page.prices.map { priceRange($0, of: page.query, in: shell) })
        \(page.filters.enumerated().map { facet($1, $0, of: page.query, in: shell) })
        \(all)<p class="facets-show"><button class="primary">\(t("catalog.show"))</button></p>
        </details></form>
        <script type="module" src="\(Asset.facets.address)"></script>
        """
}

/// Fields that keep the rest of a question in a form.
func hiddenFields(_ fields: [(String, String?)]) -> [HTML] {
    fields.compactMap { name, value in value.map { "<input type=\"hidden\" name=\"\(name)\" value=\"\($0)\">" } }
}

/// Of a facet so many values are shown at once; the others unfold.
private let shownValues = 8

private func facet(_ facet: CatalogPage.Filter, _ place: Int, of query: CatalogQuery, in shell: Shell) -> HTML {
    let t = shell.t
    let title = facet.unit.map { "\(facet.name), \($0)" } ?? facet.name
    let name = facet.code.map { Field.parameter + $0 } ?? "brand"
    func label(_ value: CatalogPage.Filter.Value) -> HTML {
        """
        <label><input type="checkbox" name="\(name)" value="\(value.key)"\(attributes: [("checked", value.isChosen ? "" : nil)])><span>\(value.title)</span>\
        <span class="count">\(t.number(value.count))</span></label>
        """
    }
    let isWhole = query.openFacet == facet.code ?? ""
    let first = isWhole || facet.values.count <= shownValues + 2 ? facet.values.count : shownValues
    let shown = facet.values.enumerated().filter { $0 < first || $1.isChosen }.map(\.element)
    let folded = facet.values.enumerated().filter { $0 >= first && !$1.isChosen }.map(\.element)
    let more: HTML? =
        folded.isEmpty
        ? nil : "<details class=\"more\"><summary>\(t("catalog.facet_more", ["count": .integer(Int64(folded.count))]))</summary>\(folded.map(label))</details>"
    let all: HTML? =
        facet.hidden > 0
        ? link(t("catalog.facet_all", ["count": .integer(Int64(facet.values.count + facet.hidden))]), query.with { $0.openFacet = facet.code ?? "" })
        : isWhole ? link(t("catalog.facet_fewer"), query.with { $0.openFacet = nil }) : nil
    return """
        <details class="facet" open><summary>\(title)</summary><div role="group" aria-label="\(title)">\(numbers(facet, title, place, in: shell))\
        \(shown.map(label))\(more)\(all)</div></details>

        """
}

/// The fields for the least and the most of a parameter's numbers.
private func numbers(_ facet: CatalogPage.Filter, _ title: String, _ place: Int, in shell: Shell) -> HTML? {
    guard let code = facet.code, !facet.typed.isEmpty || facet.ends.map({ $0.least != $0.most }) ?? false else { return nil }
    let t = shell.t
    func field(_ name: String, _ typed: String, _ label: String, _ placeholder: String?, isWrong: Bool) -> HTML {
        let further: [(StaticString, String?)] = [
            ("aria-label", "\(title): \(label)"), ("placeholder", placeholder), ("aria-invalid", isWrong ? "true" : nil),
            ("aria-describedby", isWrong ? "problem-\(place)" : nil),
        ]
        return "<input name=\"\(name)\" inputmode=\"decimal\" autocomplete=\"off\" maxlength=\"40\" value=\"\(typed)\"\(attributes: further)>"
    }
    let least = facet.ends.map { t.span(t.decimal($0.least), nil) { $0 } }
    let most = facet.ends.map { t.span(nil, t.decimal($0.most)) { $0 } }
    let problems = [facet.problems.min, facet.problems.max].filter { !$0.isEmpty }
    let problem: HTML? = problems.first.map { "<small class=\"wrong\" id=\"problem-\(place)\">\($0)</small>" }
    return """
        <p class="ends">\(field(Field.least + code, facet.typed.min, t("catalog.price_from"), least, isWrong: !facet.problems.min.isEmpty))\
        \(field(Field.most + code, facet.typed.max, t("catalog.price_to"), most, isWrong: !facet.problems.max.isEmpty))\(problem)</p>
        """
}

private func link(_ title: String, _ query: CatalogQuery) -> HTML { "<p><a href=\"\(Address.catalog(query))\">\(title)</a></p>" }
