package import Kernel

/// What a list of products is asked for; the state of a catalogue page and of `GET /products`.
package struct ProductQuery: Hashable, Sendable {
    package enum Sort: String, Sendable, CaseIterable {
        case relevance, price, article, name
        case priceDown = "-price"
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
}

extension Shelf {
    /// A page of the products that match, in the order asked for: after `cursor`, or from `offset` on.
    ///
    /// Without a text relevance means the order of articles. Products without an own price come last in both orders of price.
    package func products(_ query: ProductQuery, after cursor: ProductCursor? = nil, offset: Int = 0, limit: Int, facets wanted: Bool = false) -> ProductPage {
        let found = matches(query)
        var keyed = found.map { (product: $0.product, cursor: cursorKey($0.product, rank: $0.rank, sort: query.sort)) }
        keyed.sort { $0.cursor < $1.cursor }
        var start = offset
        if let cursor { start = keyed.partition(after: cursor) }
        let page = keyed.dropFirst(max(0, start)).prefix(limit)
        let more = max(0, start) + page.count < keyed.count
        return ProductPage(
            items: page.map(\.product), total: keyed.count, next: more ? page.last?.cursor : nil, facets: wanted ? facets(of: found.map(\.product)) : [])
    }

    private func matches(_ query: ProductQuery) -> [(product: StoreProduct, rank: Int64)] {
        let words = query.text.folded.split(separator: " ").map(String.init)
        let exact = query.text.trimmed.isEmpty ? [] : Set(storefront.products(withCode: query.text.trimmed).map(\.id))
        let code = query.text.codeFolded
        var categories: Set<ID<Category>>?
        if let name = query.category {
            categories = storefront.categories.values.first { $0.externalID == name }.map { storefront.subtree(of: $0.id) } ?? []
        }
        let brands = query.brands.isEmpty ? nil : Set(storefront.brands.values.filter { query.brands.contains($0.externalID) || query.brands.contains($0.name) }.map(\.id))
        var found: [(product: StoreProduct, rank: Int64)] = []
        for place in storefront.byArticle {
            let product = storefront.products[place]
            if let categories, !(product.category.map { categories.contains($0) } ?? false) { continue }
            if let brands, !(product.brand.map { brands.contains($0) } ?? false) { continue }
            guard let rank = rank(product, words: words, code: code, exact: exact), fits(product, query) else { continue }
            found.append((product, rank))
        }
        return found
    }

    /// 0 for an exact code, then articles that begin with it, then names in which all words stand; nil for no match.
    private func rank(_ product: StoreProduct, words: [String], code: String, exact: Set<ID<Product>>) -> Int64? {
        if words.isEmpty { return 0 }
        if exact.contains(product.id) { return 0 }
        if !code.isEmpty, product.article.codeFolded.hasPrefix(code) { return 1 }
        guard words.allSatisfy({ product.searchText.contains($0) }) else { return nil }
        return words.first.map { product.nameKey.hasPrefix($0) } ?? false ? 2 : 3
    }

    private func fits(_ product: StoreProduct, _ query: ProductQuery) -> Bool {
        for (code, values) in query.values {
            guard let value = product.parameters.first(where: { $0.code == code })?.value, values.contains(value.plainText) else { return false }
        }
        for (code, range) in query.ranges {
            guard let value = product.parameters.first(where: { $0.code == code })?.value, range.contains(value.plainText) else { return false }
        }
        if query.inStock, free(product) <= .zero { return false }
        if query.minPrice != nil || query.maxPrice != nil {
            guard case .success(let own)? = price(product, for: product.leastOrder) else { return false }
            if let least = query.minPrice, own.unitPrice < least { return false }
            if let most = query.maxPrice, most < own.unitPrice { return false }
        }
        return true
    }

    private func cursorKey(_ product: StoreProduct, rank: Int64, sort: ProductQuery.Sort) -> ProductCursor {
        switch sort {
        case .relevance: ProductCursor(key: product.article, number: rank, id: product.id.rawValue)
        case .article: ProductCursor(key: product.article, number: 0, id: product.id.rawValue)
        case .name: ProductCursor(key: product.nameKey, number: 0, id: product.id.rawValue)
        case .price, .priceDown:
            if case .success(let own)? = price(product, for: product.leastOrder) {
                ProductCursor(key: product.article, number: sort == .price ? own.unitPrice.units : -own.unitPrice.units, id: product.id.rawValue)
            } else {
                ProductCursor(key: product.article, number: Int64.max, id: product.id.rawValue)
            }
        }
    }

    private func facets(of products: [StoreProduct]) -> [Facet] {
        var brands: [ID<Brand>: Int] = [:]
        var categories: [ID<Category>: Int] = [:]
        for product in products {
            if let brand = product.brand { brands[brand, default: 0] += 1 }
            if let category = product.category { categories[category, default: 0] += 1 }
        }
        func values<Entity>(_ counts: [ID<Entity>: Int], _ names: [ID<Entity>: Storefront.Named<Entity>]) -> [(value: String, name: String, count: Int)] {
            counts.compactMap { id, count in names[id].map { (value: $0.externalID, name: $0.name, count: count) } }
                .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
        }
        return [
            Facet(code: "brand", name: "brand", values: values(brands, storefront.brands)),
            Facet(code: "category", name: "category", values: values(categories, storefront.categories)),
        ]
    }
}

extension Array where Element == (product: StoreProduct, cursor: ProductCursor) {
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
