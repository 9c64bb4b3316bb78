import HTML
import Kernel
import Localization

/// The own price from and to, as fields of a form that keeps the rest of the question, and as ranges with what they would leave.
func priceRange(_ prices: CatalogPage.PriceFilter, of query: CatalogQuery, in shell: Shell) -> HTML {
    let t = shell.t
    var rest = query
    (rest.minPrice, rest.maxPrice, rest.page) = ("", "", 1)
    let kept = Address.fields(of: rest).compactMap { name, value -> HTML? in value.map { "<input type=\"hidden\" name=\"\(name)\" value=\"\($0)\">" } }
    func field(_ name: String, _ typed: String, _ label: String, _ bound: UnitPrice?) -> HTML {
        let wrong = prices.problems.filter { $0.field == name }
        return """
            <label for="\(name)">\(label)</label><input id="\(name)" name="\(name)" inputmode="decimal" autocomplete="off" maxlength="20" value="\(t.decimal(typed))"\
            \(attributes: [("placeholder", bound.map { t.decimal($0.choice) }), ("aria-invalid", wrong.isEmpty ? nil : "true"), ("aria-describedby", wrong.isEmpty ? nil : "price-problem")])>
            """
    }
    let problem: HTML? = prices.problems.first.map { "<small class=\"wrong\" id=\"price-problem\">\($0.text)</small>" }
    let ranges = prices.buckets.map { bucket -> HTML in
        let (from, to) = (bucket.from?.choice ?? "", bucket.to?.choice ?? "")
        let isOn = from == query.minPrice && to == query.maxPrice
        let address = Address.catalog(query.with { ($0.minPrice, $0.maxPrice) = isOn ? ("", "") : (from, to) })
        return "<a class=\"chip\" href=\"\(address)\"\(attributes: [("aria-current", isOn ? "true" : nil)])>\(title(of: bucket, prices.currency, t)) <span class=\"count\">\(t.number(bucket.count))</span></a>"
    }
    let choices: HTML? = ranges.isEmpty ? nil : "<nav class=\"ranges\" aria-label=\"\(t("catalog.price_ranges"))\">\(ranges)</nav>"
    return """
        <div class="price-range"><form action="\(Address.catalog)">\(kept)<fieldset><legend>\(t("catalog.own_price"))\(prices.terms.map { "<small> \($0)</small>" as HTML })</legend>\
        \(field("price_from", query.minPrice, t("catalog.price_from"), prices.least))\(field("price_to", query.maxPrice, t("catalog.price_to"), prices.most))\
        <button>\(t("catalog.price_show"))</button>\(problem)</fieldset></form>\(choices)</div>
        """
}

private func title(of bucket: CatalogPage.PriceFilter.Bucket, _ currency: Currency?, _ t: Texts) -> String {
    func price(_ price: UnitPrice) -> String { currency.map { t.unitPrice(price, $0) } ?? t.decimal(price.choice) }
    return switch (bucket.from, bucket.to) {
    case (let from?, let to?): t("catalog.price_between", ["from": .text(t.decimal(from.choice)), "to": .text(price(to))])
    case (let from?, nil): t("catalog.price_above", ["from": .text(price(from))])
    case (nil, let to?): t("catalog.price_below", ["to": .text(price(to))])
    case (nil, nil): t("catalog.own_price")
    }
}

extension UnitPrice {
    /// `100`, `9.85`: without zeros at the end, as addresses and fields hold it.
    fileprivate var choice: String { DecimalText.write(units, scale: 4, places: 0) }
}
