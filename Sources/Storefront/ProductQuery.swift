import Customers
package import Kernel

/// What a list of products is asked for; the state of a catalogue page and of `GET /products`.
package struct ProductQuery: Hashable, Sendable {
    package enum Sort: String, Sendable, CaseIterable {
        case relevance, price, article, name
        case priceDown = "-price"

        var isByPrice: Bool { self == .price || self == .priceDown }
    }

    package struct Range: Hashable, Sendable {
        package let min: String?
        package let max: String?
        package init(min: String?, max: String?) {
            self.min = min
            self.max = max
        }
    }

    package var text = ""
    /// External ids.
    package var category: String?
    package var brands: [String] = []
    package var inStock = false
    /// Own unit price in the contract's currency, inclusive.
    package var minPrice: UnitPrice?
    package var maxPrice: UnitPrice?
    /// By parameter code: any of these values.
    package var values: [String: [String]] = [:]
    /// By parameter code: a number within.
    package var ranges: [String: Range] = [:]
    package var sort = Sort.relevance

    package init() {}

    /// Whether something but the category narrows the list.
    var isNarrowed: Bool {
        !text.trimmed.isEmpty || !brands.isEmpty || inStock || minPrice != nil || maxPrice != nil || !values.isEmpty || !ranges.isEmpty
    }
}

/// The place in a list after which the next page begins. Opaque outside.
package struct ProductCursor: Hashable, Sendable {
    let key: String
    let number: Int64
    let id: Int64

    /// Three parts that a signed cursor carries.
    package var parts: [String] { [key, String(number), String(id)] }

    package init?(parts: [String]) {
        guard parts.count == 3, let number = Int64(parts[1]), let id = Int64(parts[2]) else { return nil }
        self.init(key: parts[0], number: number, id: id)
    }

    init(key: String, number: Int64, id: Int64) {
        self.key = key
        self.number = number
        self.id = id
    }

    static func < (left: Self, right: Self) -> Bool { (left.number, left.key, left.id) < (right.number, right.key, right.id) }
}

/// A page of products in order.
package struct ProductPage: Sendable {
    package let items: [StoreProduct]
    package let total: Int
    package let next: ProductCursor?
    package let facets: [Facet]
}

/// Counts of a result by one property.
package struct Facet: Sendable {
    package let code: String
    package let name: String
    package let values: [(value: String, name: String, count: Int)]
    /// Of own prices: the least and the most. In the contract's currency, when there is one.
    package var range: (least: UnitPrice, most: UnitPrice)?
    package var currency: Currency?
}

extension Shelf {
    /// A page of the products that match, in the order asked for: after `cursor`, or from `offset` on.
    ///
    /// Without a text relevance means the order of articles. Products without an own price come last in both orders of price.
    package func products(_ query: ProductQuery, after cursor: ProductCursor? = nil, offset: Int = 0, limit: Int, facets wanted: Bool = false) -> ProductPage {
        let answers = query.text.trimmed.isEmpty ? nil : Dictionary(storefront.answers(to: query.text).map { ($0.place, $0.rank) }, uniquingKeysWith: min)
        let candidates = answers.map { answers in within(query).map { allowed in answers.keys.filter(allowed) } ?? Array(answers.keys) } ?? candidates(query)
        let finder = PriceFinder(self)
        if query.sort.isByPrice, !wanted {
            let descending = query.sort == .priceDown
            if query.category == nil, !query.isNarrowed, let column = finder.onlyColumn() {
                return pageByPrice(column, descending: descending, after: cursor, offset: offset, limit: limit)
            }
            let found = matches(query, among: candidates, ranks: answers, finder, priced: true)
            return pageByPrice(found, descending: descending, after: cursor, offset: offset, limit: limit)
        }
        let needsPrices = wanted || query.sort.isByPrice || query.minPrice != nil || query.maxPrice != nil
        let found = matches(query, among: candidates, ranks: answers, finder, priced: needsPrices)
        var keyed = found.map { (place: $0.place, cursor: cursorKey($0, sort: query.sort)) }
        keyed.sort { $0.cursor < $1.cursor }
        var start = offset
        if let cursor { start = keyed.partition(after: cursor) }
        let page = keyed.dropFirst(max(0, start)).prefix(limit)
        let more = max(0, start) + page.count < keyed.count
        return ProductPage(
            items: page.map { storefront.products[$0.place] }, total: keyed.count, next: more ? page.last?.cursor : nil,
            facets: wanted ? facets(of: found) : [])
    }

    /// The places that may match: of a category where one is asked for, in no order.
    private func candidates(_ query: ProductQuery) -> [Int] {
        guard let name = query.category else { return storefront.byArticle }
        guard let root = storefront.categories.values.first(where: { $0.externalID == name }) else { return [] }
        return storefront.subtree(of: root.id).flatMap { storefront.placesByCategory[$0] ?? [] }.filter { storefront.articleRanks[$0] != .max }
    }

    /// Whether a place is within the category asked for; nil where none is.
    private func within(_ query: ProductQuery) -> ((Int) -> Bool)? {
        guard let name = query.category else { return nil }
        guard let root = storefront.categories.values.first(where: { $0.externalID == name }) else { return { _ in false } }
        let subtree = Set(storefront.subtree(of: root.id))
        return { place in storefront.products[place].category.map(subtree.contains) ?? false }
    }

    /// Those of the places that fit: first all that costs nothing is looked at, then the own prices of what is left, all at once.
    /// - Parameters:
    ///   - ranks: of the text's answers, by place; nil without a text.
    ///   - priced: whether the prices are wanted.
    private func matches(_ query: ProductQuery, among places: [Int], ranks: [Int: Int64]?, _ finder: PriceFinder, priced: Bool) -> [Match] {
        let brands = query.brands.isEmpty ? nil : Set(storefront.brands.values.filter { query.brands.contains($0.externalID) || query.brands.contains($0.name) }.map(\.id))
        let looksAtProducts = brands != nil || query.inStock || !query.values.isEmpty || !query.ranges.isEmpty
        let fitting = !looksAtProducts ? places : places.filter { place in
            let product = storefront.products[place]
            if let brands, !(product.brand.map { brands.contains($0) } ?? false) { return false }
            return fits(product, query)
        }
        guard priced else { return fitting.map { Match(place: $0, rank: ranks?[$0] ?? 0, units: PriceColumn.none) } }
        let least = query.minPrice?.units ?? .min
        let most = query.maxPrice?.units ?? (query.minPrice == nil ? .max : PriceColumn.none - 1)
        var found: [Match] = []
        found.reserveCapacity(fitting.count)
        for (place, units) in zip(fitting, finder.units(at: fitting)) where least <= units && units <= most {
            found.append(Match(place: place, rank: ranks?[place] ?? 0, units: units))
        }
        return found
    }

    private func fits(_ product: StoreProduct, _ query: ProductQuery) -> Bool {
        for (code, values) in query.values {
            guard let value = product.parameters.first(where: { $0.code == code })?.value, values.contains(value.plainText) else { return false }
        }
        for (code, range) in query.ranges {
            guard let value = product.parameters.first(where: { $0.code == code })?.value, range.contains(value.plainText) else { return false }
        }
        return !query.inStock || free(product) > .zero
    }

    private func cursorKey(_ match: Match, sort: ProductQuery.Sort) -> ProductCursor {
        let product = storefront.products[match.place]
        switch sort {
        case .relevance: return ProductCursor(key: product.article, number: match.rank, id: product.id.rawValue)
        case .article: return ProductCursor(key: product.article, number: 0, id: product.id.rawValue)
        case .name: return ProductCursor(key: product.nameKey, number: 0, id: product.id.rawValue)
        case .price, .priceDown:
            return ProductCursor(key: product.article, number: match.units.key(descending: sort == .priceDown), id: product.id.rawValue)
        }
    }

    private func facets(of found: [Match]) -> [Facet] {
        var brands: [ID<Brand>: Int] = [:]
        var categories: [ID<Category>: Int] = [:]
        var prices: (least: Int64, most: Int64)?
        for match in found {
            let product = storefront.products[match.place]
            if let brand = product.brand { brands[brand, default: 0] += 1 }
            if let category = product.category { categories[category, default: 0] += 1 }
            if match.units != PriceColumn.none { prices = (min(prices?.least ?? match.units, match.units), max(prices?.most ?? match.units, match.units)) }
        }
        func values<Entity>(_ counts: [ID<Entity>: Int], _ names: [ID<Entity>: Storefront.Named<Entity>]) -> [(value: String, name: String, count: Int)] {
            counts.compactMap { id, count in names[id].map { (value: $0.externalID, name: $0.name, count: count) } }
                .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
        }
        return [
            Facet(code: "brand", name: "brand", values: values(brands, storefront.brands)),
            Facet(code: "category", name: "category", values: values(categories, storefront.categories)),
        ]
            + [prices.flatMap { prices in
                guard let least = UnitPrice(units: prices.least), let most = UnitPrice(units: prices.most) else { return nil }
                return Facet(code: "price", name: "price", values: [], range: (least, most), currency: offers.count == 1 ? offers.first?.contract.currency : nil)
            }].compactMap(\.self)
    }
}

/// A product that a query found.
struct Match: Sendable {
    let place: Int
    /// Among the answers to a text; lower is better.
    let rank: Int64
    /// Its own price; `PriceColumn.none` where there is none, or none was wanted.
    let units: Int64
}

extension Array where Element == (place: Int, cursor: ProductCursor) {
    /// The first place after `cursor` in sorted order.
    fileprivate func partition(after cursor: ProductCursor) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if cursor < self[middle].cursor { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension ProductQuery.Range {
    /// Compares as decimal fractions of up to six places.
    fileprivate func contains(_ text: String) -> Bool {
        func number(_ text: String) -> Int64? { DecimalText.parse(text, scale: 6, limit: Int64.max / 10) }
        guard let value = number(text) else { return false }
        if let min, let least = number(min), value < least { return false }
        if let max, let most = number(max), most < value { return false }
        return true
    }
}

extension JSON {
    /// A plain value as text: `true`, `10`, `красный`.
    package var plainText: String { string ?? text }
}
