import Kernel
import Localization
import Storefront

extension CatalogQuery {
    /// With numbers that were asked for by their units as the parameters tell them: a form and a program say plain numbers, an address that somebody types says `16 А`.
    func readValues(on shelf: Shelf) -> CatalogQuery {
        var query = self
        for (code, values) in values {
            var read: [String] = []
            for value in values.map({ shelf.askedValue($0, of: code) }) where !read.contains(value) { read.append(value) }
            query.values[code] = read
        }
        return query
    }

    /// The question as the storefront takes it, and by code of the parameter what is wrong with each end of its typed bounds.
    func productQuery(on shelf: Shelf, _ vat: VATView, _ t: Texts) -> (query: ProductQuery, problems: [String: CatalogQuery.Bounds]) {
        var query = ProductQuery()
        query.text = text
        query.category = category
        query.brands = brands
        query.inStock = inStockOnly
        (query.minPrice, query.maxPrice) = priceBounds
        query.includingVAT = vat == .contract ? nil : vat == .included
        query.values = values
        query.sort = ProductQuery.Sort(rawValue: effectiveSort.rawValue) ?? .relevance
        var problems: [String: Bounds] = [:]
        for (code, bounds) in bounds {
            let unit = shelf.parameter(code)?.unit
            func read(_ end: WritableKeyPath<Bounds, String>) -> String? {
                guard !bounds[keyPath: end].isEmpty else { return nil }
                do throws(Measure.Problem) { return try Measure.decimal(bounds[keyPath: end], in: unit) } catch {
                    problems[code, default: Bounds()][keyPath: end] = hint(error, unit, t)
                    return nil
                }
            }
            let (least, most) = (read(\.min), read(\.max))
            if least != nil || most != nil { query.ranges[code] = ProductQuery.Range(between: least, and: most) }
        }
        return (query, problems)
    }

    private func hint(_ problem: Measure.Problem, _ unit: String?, _ t: Texts) -> String {
        switch (problem, unit) {
        case (.otherUnit(let typed), let unit?): t("catalog.unit_wrong", ["typed": .text(typed), "unit": .text(unit)])
        case (.otherUnit(let typed), nil): t("catalog.no_unit", ["typed": .text(typed)])
        case (.notANumber, _): t("catalog.number_wrong")
        }
    }
}

extension CatalogPage {
    private static let openFacets = 10
    private static let allFacets = 100

    /// Takes over what the list can be narrowed by. What has been chosen is always offered, also when nothing is left of it.
    mutating func offer(_ choices: ListChoices, _ problems: [String: CatalogQuery.Bounds], _ shelf: Shelf, _ t: Texts) {
        inStock = choices.inStock
        var brand = Filter(name: t("catalog.brand"))
        brand.take(choices.brands, chosen: query.brands, isOpen: query.openFacet == "") { $0 }
        if brand.values.count > 1 || !query.brands.isEmpty { filters = [brand] }
        let wanted = Set(query.values.keys).union(query.bounds.keys)
        let offered = choices.parameters.prefix(query.showsAllFacets ? Self.allFacets : Self.openFacets)
        let left = choices.parameters.dropFirst(offered.count)
        hiddenFacets = left.count { !wanted.contains($0.code) }
        for facet in Array(offered) + left.filter({ wanted.contains($0.code) }) {
            guard let card = shelf.storefront.parameters[facet.code] else { continue }
            add(card, facet.values, facet.numbers, problems, t)
        }
        for code in wanted.subtracting(choices.parameters.map(\.code)).sorted() { if let card = shelf.parameter(code) { add(card, [], nil, problems, t) } }
    }

    private mutating func add(
        _ card: Storefront.ParameterCard, _ values: [FacetValue], _ ends: (least: String, most: String)?, _ problems: [String: CatalogQuery.Bounds], _ t: Texts
    ) {
        var filter = Filter(code: card.code, name: card.name, unit: card.unit, ends: ends)
        filter.take(values, chosen: query.values[card.code] ?? [], isOpen: query.openFacet == card.code) { t.value($0, of: card) }
        filter.typed = query.bounds[card.code] ?? CatalogQuery.Bounds()
        filter.problems = problems[card.code] ?? CatalogQuery.Bounds()
        filters.append(filter)
    }

    /// Names what has been chosen.
    mutating func nameChosen(_ asked: ProductQuery, on shelf: Shelf, _ terms: String?, _ t: Texts) {
        func choice(_ title: String, _ change: (inout CatalogQuery) -> Void) { chosen.append((title, query.with(change))) }
        for brand in query.brands {
            let name = shelf.brands.values.first { $0.externalID == brand }?.name ?? brand
            if query.brands.count == 1 { brandName = name }
            choice(String(name.prefix(80))) { $0.brands.removeAll { $0 == brand } }
        }
        for code in Set(query.values.keys).union(query.bounds.keys).sorted() {
            let card = shelf.parameter(code)
            let name = String((card?.name ?? code).prefix(80))
            let unit = card?.unit.map { "\u{A0}\($0)" } ?? ""
            for value in query.values[code] ?? [] {
                let title = card.map { t.value(value, of: $0) } ?? value
                choice("\(name): \(title.prefix(80))\(unit)") { $0.drop(value, of: code) }
            }
            if let range = asked.ranges[code] { choice("\(name): \(t.span(range.min.map(t.decimal), range.max.map(t.decimal)) { $0 + unit })") { $0.bounds[code] = nil } }
        }
        if asked.minPrice != nil || asked.maxPrice != nil {
            let ends = [asked.minPrice, asked.maxPrice].map { $0.map { t.decimal($0.choice) } }
            choice("\(t("catalog.own_price")): \(t.span(ends[0], ends[1]) { $0 }) \(terms ?? "")".trimmed) { $0.price = CatalogQuery.Bounds() }
        }
    }
}

extension CatalogPage.Filter {
    private static let told = 20

    /// Takes over values, at most so many as a page bears unless all are wanted, and all that are chosen.
    fileprivate mutating func take(_ found: [FacetValue], chosen: [String], isOpen: Bool, _ title: (String) -> String) {
        let told = isOpen ? found.count : Self.told
        for (place, value) in found.enumerated() {
            let isChosen = chosen.contains(value.value) || code == nil && chosen.contains(value.name)
            if place < told || isChosen {
                values.append(Value(key: value.value, title: code == nil ? value.name : title(value.value), count: value.count, isChosen: isChosen))
            }
        }
        hidden = found.count - values.count
        for value in chosen where !values.contains(where: { $0.key == value || code == nil && $0.title == value }) {
            values.append(Value(key: value, title: title(value), count: 0, isChosen: true))
        }
    }
}

extension Texts {
    /// A value of a parameter as it is read: «да», `2,5`.
    func value(_ value: String, of parameter: Storefront.ParameterCard) -> String {
        switch parameter.type {
        case "flag": value == "true" ? self("parameter.yes") : value == "false" ? self("parameter.no") : value
        case "number": decimal(value)
        default: value
        }
    }

    /// "from – to", "from …", "up to …"; `full` puts the unit to the last number.
    func span(_ from: String?, _ to: String?, full: (String) -> String) -> String {
        switch (from, to) {
        case (let from?, let to?): self("catalog.price_between", ["from": .text(from), "to": .text(full(to))])
        case (let from?, nil): self("catalog.price_above", ["from": .text(full(from))])
        case (nil, let to?): self("catalog.price_below", ["to": .text(full(to))])
        case (nil, nil): ""
        }
    }
}

extension UnitPrice {
    /// `100`, `9.85`: without zeros at the end, as addresses and fields hold it.
    var choice: String { DecimalText.write(units, scale: 4, places: 0) }
}
