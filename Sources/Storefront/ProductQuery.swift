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

/// A product that a query found.
struct Match: Sendable {
    let place: Int
    /// Among the answers to a text; lower is better.
    let rank: Int64
    /// Its own price; `PriceColumn.none` where there is none, or none was wanted.
    let units: Int64
}

extension Shelf {
    /// A page of the products that match, in the order asked for: after `cursor`, or from `offset` on.
    ///
    /// Without a text relevance means the order of articles. Products without an own price come last in both orders of price.
    package func products(_ query: ProductQuery, after cursor: ProductCursor? = nil, offset: Int = 0, limit: Int, facets wanted: Bool = false) -> ProductPage {
        let finder = PriceFinder(self)
        let order = ProductOrder(query.sort, storefront)
        if !wanted, query.category == nil, !query.isNarrowed {
            if !query.sort.isByPrice { return page(ofAll: order, after: cursor, offset: offset, limit: limit) }
            if let column = finder.onlyColumn() { return page(ofAll: order, by: column, after: cursor, offset: offset, limit: limit) }
        }
        let found = matches(query, finder, priced: wanted || query.sort.isByPrice || query.minPrice != nil || query.maxPrice != nil)
        let page = page(of: found, order, after: cursor, offset: offset, limit: limit)
        return wanted ? ProductPage(items: page.items, total: page.total, next: page.next, facets: facets(of: found)) : page
    }

    /// The own prices of what matches, in units, in no order; what has none is left out. Nil when more than `limit` match.
    func matchedPrices(_ query: ProductQuery, limit: Int) -> [Int64]? {
        let finder = PriceFinder(self)
        if storefront.byArticle.count > limit {
            guard query.category != nil || query.isNarrowed, matches(query, finder, priced: false).count <= limit else { return nil }
        }
        return matches(query, finder, priced: true).map(\.units).filter { $0 != PriceColumn.none }
    }

    /// What fits: first all that costs nothing is looked at, then the own prices of what is left, all at once.
    /// - Parameter priced: whether the prices are wanted.
    private func matches(_ query: ProductQuery, _ finder: PriceFinder, priced: Bool) -> [Match] {
        let answers = query.text.trimmed.isEmpty ? nil : storefront.answers(to: query.text)
        let families = query.category == nil && query.brands.isEmpty ? nil : storefront.families(query)
        let traits = WantedTraits(query, storefront.traits)
        func fits(_ place: Int) -> Bool {
            if let families, !families[Int(storefront.priceFacts[place].family)] { return false }
            if let traits, !traits.fit(storefront.traits[place]) { return false }
            return !query.inStock || isInStock(at: place)
        }
        var places: [Int] = []
        var ranks: [Int64]?
        if let answers {
            let fitting = answers.filter { storefront.isSold($0.place) && fits($0.place) }
            (places, ranks) = (fitting.map(\.place), fitting.map(\.rank))
        } else if let category = query.category {
            places = storefront.places(under: category).filter { storefront.isSold($0) && fits($0) }
        } else {
            places.reserveCapacity(storefront.productCount)
            for place in 0..<storefront.productCount where storefront.isSold(place) && fits(place) { places.append(place) }
        }
        guard priced else { return places.indices.map { Match(place: places[$0], rank: ranks?[$0] ?? 0, units: PriceColumn.none) } }
        let least = query.minPrice?.units ?? .min
        let most = query.maxPrice?.units ?? (query.minPrice == nil ? .max : PriceColumn.none - 1)
        let units = finder.units(at: places)
        var found: [Match] = []
        found.reserveCapacity(places.count)
        for index in places.indices where least <= units[index] && units[index] <= most {
            found.append(Match(place: places[index], rank: ranks?[index] ?? 0, units: units[index]))
        }
        return found
    }
}

extension Storefront {
    /// Whether a product is sold itself, and does not stand for its variants.
    func isSold(_ place: Int) -> Bool { articleRanks.indices.contains(place) && articleRanks[place] != .max }

    /// The places of a category and of all below it, in no order; none of a category that there is not.
    fileprivate func places(under name: String) -> [Int] {
        category(named: name).map { subtree(of: $0).flatMap { placesByCategory[$0] ?? [] } } ?? []
    }

    private func category(named name: String) -> ID<Category>? { categories.values.first { $0.externalID == name }?.id }

    /// By number of a family whether its brand and category are asked for.
    fileprivate func families(_ query: ProductQuery) -> [Bool] {
        let wanted = Set(query.brands)
        let brands = wanted.isEmpty ? nil : Set(self.brands.values.filter { wanted.contains($0.externalID) || wanted.contains($0.name) }.map(\.id))
        let categories = query.category.map { category(named: $0).map(subtree) ?? [] }
        return families.all.map { family in
            if let brands, !(family.brand.map(brands.contains) ?? false) { return false }
            if let categories, !(family.category.map(categories.contains) ?? false) { return false }
            return true
        }
    }
}
