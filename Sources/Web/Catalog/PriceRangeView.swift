import HTML
import Kernel
import Localization

/// The own price from and to, as fields of the form of filters and as ranges with what they would leave.
func priceRange(_ prices: CatalogPage.PriceFilter, of query: CatalogQuery, in shell: Shell) -> HTML {
    let t = shell.t
    func field(_ name: String, _ typed: String, _ label: String, _ bound: UnitPrice?) -> HTML {
        let wrong = prices.problems.filter { $0.field == name }
        return """
            <label for="\(name)">\(label)</label><input id="\(name)" name="\(name)" inputmode="decimal" autocomplete="off" maxlength="20" value="\(typed)"\
            \(attributes: [("placeholder", bound.map { t.decimal($0.choice) }), ("aria-invalid", wrong.isEmpty ? nil : "true"), ("aria-describedby", wrong.isEmpty ? nil : "price-problem")])>
            """
    }
    let problem: HTML? = prices.problems.first.map { "<small class=\"wrong\" id=\"price-problem\">\($0.text)</small>" }
    let ranges = prices.buckets.map { bucket -> HTML in
        let (from, to) = (bucket.from?.choice ?? "", bucket.to?.choice ?? "")
        let isOn = from == query.price.min && to == query.price.max
        let address = Address.catalog(query.with { $0.price = isOn ? CatalogQuery.Bounds() : CatalogQuery.Bounds(min: from, max: to); $0.vat = shell.vat })
        return "<a class=\"chip\" href=\"\(address)\"\(attributes: [("aria-current", isOn ? "true" : nil)])>\(title(of: bucket, prices.currency, t)) <span class=\"count\">\(t.number(bucket.count))</span></a>"
    }
    let choices: HTML? = ranges.isEmpty ? nil : "<nav class=\"ranges\" aria-label=\"\(t("catalog.price_ranges"))\">\(ranges)</nav>"
    return """
        <div class="price-range"><fieldset><legend>\(t("catalog.own_price"))\(prices.terms.map { "<small> \($0)</small>" as HTML })</legend>\
        \(field("price_from", query.price.min, t("catalog.price_from"), prices.least))\(field("price_to", query.price.max, t("catalog.price_to"), prices.most))\
        \(problem)</fieldset>\(choices)</div>
        """
}

private func title(of bucket: CatalogPage.PriceFilter.Bucket, _ currency: Currency?, _ t: Texts) -> String {
    t.span((bucket.from?.choice).map(t.decimal), (bucket.to?.choice).map(t.decimal)) { end in currency.map { "\(end)\u{A0}\(t.sign($0))" } ?? end }
}
