package import Catalog
import Customers
package import Kernel
import Search

/// What a list of products is asked for; the state of a catalogue page and of `GET /products`.
package struct ProductQuery: Hashable, Sendable {
    package enum Sort: String, Sendable, CaseIterable {
        case relevance, price, article, name
        /// By what the viewer sees as free, the most first.
        case stock
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

        /// Between two decimal texts, whichever is the lesser.
        package init(between one: String?, and other: String?) {
            let (first, second) = (one.flatMap { DecimalText.parse($0, scale: 6, limit: .max / 10) }, other.flatMap { DecimalText.parse($0, scale: 6, limit: .max / 10) })
            let areTurned = first.flatMap { first in second.map { $0 < first } } ?? false
            self = areTurned ? Self(min: other, max: one) : Self(min: one, max: other)
        }
    }

    package var text = ""
    /// External ids.
    package var category: String?
    package var brands: [String] = []
    package var inStock = false
    /// Own prices are compared and told with the tax or without it; nil: as the contract states them.
    package var includingVAT: Bool?
    /// Own unit price in the contract's currency, inclusive.
    package var minPrice: UnitPrice?
    package var maxPrice: UnitPrice?
    /// By parameter code: any of these values.
    package var values: [String: [String]] = [:]
    /// By parameter code: a number within.
    package var ranges: [String: Range] = [:]
    /// Nothing but these products; nil for no such bound.
    package var only: [ID<Product>]?
    package var sort = Sort.relevance

    package init() {}

    /// The parameters asked for, each once.
    var parameters: [String] { Set(values.keys).union(ranges.keys).sorted() }

    /// Whether its answer depends on prices.
    var isByPrice: Bool { minPrice != nil || maxPrice != nil || sort.isByPrice }

    /// Whether something but the category narrows the list.
    var isNarrowed: Bool {
        !text.trimmed.isEmpty || !brands.isEmpty || inStock || minPrice != nil || maxPrice != nil || !values.isEmpty || !ranges.isEmpty || only != nil
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
    // Copied out of the answer, whose module is asked once for each and not at every look.
    private let number: UInt32
    private let worth: Int32
    /// Its own price; `PriceColumn.none` where there is none, or none was wanted.
    var units: Int64

    var place: Int { Int(number) }
    /// Among the answers to a text; lower is better.
    var rank: Int64 { Int64(worth) }

    init(_ answer: SearchMatch, units: Int64 = PriceColumn.none) {
        number = UInt32(clamping: answer.place)
        worth = Int32(clamping: answer.rank)
        self.units = units
    }
}

/// What a query found, and what only its own choice of one parameter, of brands or of a price kept out.
struct Matches: Sendable {
    var found: [Match] = []
    /// Of brands and parameters: there may be as many of these as there are products, so that they are counted and not kept.
    var near = ProductCounts()
    /// The own prices of what only the price kept out.
    var nearPrices: [Int64] = []
    /// What is kept out by one choice, and perhaps by its price too: not yet counted.
    fileprivate var waiting: [(match: Match, lack: Lack)] = []

    fileprivate init(found: [Match] = []) { self.found = found }

    fileprivate mutating func add(_ other: Matches) {
        found += other.found
        waiting += other.waiting
        near.add(other.near)
    }
}

extension Shelf {
    /// A page of the products that match, in the order asked for: after `cursor`, or from `offset` on.
    ///
    /// Without a text relevance means the order of articles. Products without an own price come last in both orders of price.
    package func products(_ query: ProductQuery, after cursor: ProductCursor? = nil, offset: Int = 0, limit: Int, facets wanted: Bool = false) -> ProductPage {
        let finder = PriceFinder(self, includingVAT: query.includingVAT)
        let order = ProductOrder(query.sort, self)
        if !wanted, isWhole(query) {
            if query.sort == .stock { return pageByStock(ofAll: order, after: cursor, offset: offset, limit: limit) }
            if !query.sort.isByPrice { return page(ofAll: order, after: cursor, offset: offset, limit: limit) }
            if let (column, tax) = finder.onlyColumn() { return page(ofAll: order, by: column, tax, after: cursor, offset: offset, limit: limit) }
        }
        var found = matches(query, candidates(query), finder, pricedUpTo: 0).found
        guard wanted else { return page(of: found, order, after: cursor, offset: offset, limit: limit) }
        let (page, counts) = page(of: &found, isPriced: query.isByPrice, finder, order, after: cursor, offset: offset, limit: limit)
        return ProductPage(items: page.items, total: page.total, next: page.next, facets: facets(of: counts))
    }

    /// Whether there is nothing to look at but the order of the whole catalogue.
    private func isWhole(_ query: ProductQuery) -> Bool { query.category == nil && !query.isNarrowed }

    /// A page of products with what it can be narrowed by, out of one look at the products; choices told lately are told again.
    /// - Parameters:
    ///   - choosable: of more products than that no choices are told, for they would cost more than the page; whatever narrows the list makes them fewer. The whole
    ///     assortment is counted beforehand (`wholeChoices`).
    ///   - priceable: of more products than that the prices are not told.
    package func listing(_ query: ProductQuery, offset: Int = 0, limit: Int, choosable: Int = 100_000, priceable: Int = 25_000) -> Listing {
        let key = ChoicesKey(query, self, limits: [choosable, priceable])
        if let choices = storefront.keptChoices.find(key, at: storefront.generation) {
            return Listing(page: products(query, offset: offset, limit: limit), choices: choices)
        }
        let candidates = candidates(query)
        if candidates.count > choosable, isWhole(query) {
            let whole = wholeChoices()
            if let whole, whole.isCurrent { storefront.keptChoices.keep(whole.choices, for: key, at: storefront.generation) }
            return Listing(page: products(query, offset: offset, limit: limit), choices: whole?.choices)
        }
        let finder = PriceFinder(self, includingVAT: query.includingVAT)
        let matches = matches(query, candidates, finder, pricedUpTo: priceable, near: true)
        let choices = matches.found.count <= choosable ? choices(of: matches, query) : nil
        if let choices { storefront.keptChoices.keep(choices, for: key, at: storefront.generation) }
        return Listing(page: page(of: matches.found, ProductOrder(query.sort, self), after: nil, offset: offset, limit: limit), choices: choices)
    }

    /// The products that may match: the answers to a text, those of a category, or all.
    private enum Candidates {
        case all(count: Int)
        /// Answers to a text, or a choice of products.
        case answers([SearchMatch])
        /// Those of the category asked for.
        case category([Int])

        var count: Int {
            switch self {
            case .all(let count): count
            case .answers(let answers): answers.count
            case .category(let places): places.count
            }
        }
    }

    private func candidates(_ query: ProductQuery) -> Candidates {
        let only = query.only.map { Set($0.compactMap { storefront.places[$0] }) }
        if !query.text.trimmed.isEmpty {
            var answers = answers(to: query.text)
            if let only { answers.removeAll { !only.contains($0.place) } }
            return .answers(answers)
        }
        if let only { return .answers(only.sorted().map { SearchMatch(place: $0, rank: 0) }) }
        guard let category = query.category else { return .all(count: storefront.productCount) }
        return .category(storefront.places(under: category))
    }

    /// What fits: first all that costs nothing is looked at, then the own prices of what is left, all at once.
    /// - Parameters:
    ///   - limit: up to so many products the prices are told even where the query does not need them.
    ///   - near: whether what lacks one thing is wanted too.
    private func matches(_ query: ProductQuery, _ candidates: Candidates, _ finder: PriceFinder, pricedUpTo limit: Int, near: Bool = false) -> Matches {
        let isBounded = query.minPrice != nil || query.maxPrice != nil
        let categories = if case .category = candidates { [Bool]?.none } else { query.category.map { storefront.families(under: $0) } }
        let brands = query.brands.isEmpty ? nil : storefront.families(of: query.brands)
        let traits = WantedTraits(query, storefront.traits)
        @Sendable func lack(_ place: Int) -> Lack? {
            var lack = Lack.nothing
            if categories != nil || brands != nil {
                let family = storefront.traits.family(place)
                if let categories, !categories[family] { return nil }
                if let brands, !brands[family] { lack = .brand }
            }
            if lack != .nothing, !near { return nil }
            if let traits {
                guard let other = traits.lack(storefront.traits[place]), other == .nothing || near && lack == .nothing else { return nil }
                if other != .nothing { lack = other }
            }
            return query.inStock && !isInStock(at: place) ? nil : lack
        }
        let sold = sold
        let isNarrowed = categories != nil || brands != nil || traits != nil || query.inStock
        let codes = traits?.codes.map { storefront.traits.number(ofCode: $0) } ?? []
        @Sendable func look(_ answer: SearchMatch, _ matches: inout Matches) {
            guard sold.contains(answer.place) else { return }
            guard isNarrowed else { return matches.found.append(Match(answer)) }
            switch lack(answer.place) {
            case nil: break
            case .nothing: matches.found.append(Match(answer))
            case let lack?:
                if isBounded { matches.waiting.append((Match(answer), lack)) } else { matches.near.add(answer.place, lack, codes, storefront) }
            }
        }
        var matches: Matches
        if !isNarrowed, case .answers(let answers) = candidates { matches = Matches(found: found(answers)) } else {
            // Each core has counters of its own.
            let portions = portions(of: candidates.count, least: max(portion, near && isNarrowed ? ProductCounts.cost(storefront) : 0))
            let looked = onAllCores(portions.count) { number in
                var matches = Matches()
                if near, isNarrowed { matches.near = ProductCounts(storefront) } else { matches.found.reserveCapacity(portions[number].count) }
                switch candidates {
                case .all: for place in portions[number] { look(SearchMatch(place: place, rank: 0), &matches) }
                case .category(let places): for place in places[portions[number]] { look(SearchMatch(place: place, rank: 0), &matches) }
                case .answers(let answers): for answer in answers[portions[number]] { look(answer, &matches) }
                }
                return matches
            }
            matches = looked.first ?? Matches()
            for other in looked.dropFirst() { matches.add(other) }
        }
        guard query.isByPrice || matches.found.count <= limit else { return matches }
        finder.tell(&matches.found)
        guard isBounded else { return matches }
        let least = query.minPrice?.units ?? .min
        let most = query.maxPrice?.units ?? (query.minPrice == nil ? .max : PriceColumn.none - 1)
        let prices = finder.units(at: matches.waiting.map(\.match.place))
        for ((match, lack), price) in zip(matches.waiting, prices) where least <= price && price <= most { matches.near.add(match.place, lack, codes, storefront) }
        matches.waiting = []
        if near { matches.nearPrices = matches.found.lazy.map(\.units).filter { ($0 < least || most < $0) && $0 != PriceColumn.none } }
        matches.found.removeAll { $0.units < least || most < $0.units }
        return matches
    }

    /// Of the answers to a text those that are sold, where nothing else is asked.
    private func found(_ answers: [SearchMatch]) -> [Match] {
        let sold = sold
        return [Match](unsafeUninitializedCapacity: answers.count) { buffer, count in
            for answer in answers where sold.contains(answer.place) {
                buffer.initializeElement(at: count, to: Match(answer))
                count += 1
            }
        }
    }
}

extension Shelf {
    /// Whether the product at a place is sold, and shown to the viewer.
    func isSold(_ place: Int) -> Bool { sold.contains(place) }

    /// What is sold and shown to the viewer.
    var sold: PlaceSet { mask?.sold ?? storefront.sold }

    /// How many products there are for the viewer.
    var soldCount: Int { mask?.byArticle.total ?? storefront.byArticle.count }
}

extension Storefront {
    /// Whether a product is sold itself, and does not stand for its variants.
    func isSold(_ place: Int) -> Bool { sold.contains(place) }

    /// The places of a category and of all below it, in no order; none of a category that there is not.
    fileprivate func places(under name: String) -> [Int] {
        category(named: name).map { subtree(of: $0).flatMap { placesByCategory[$0] ?? [] } } ?? []
    }

    private func category(named name: String) -> ID<Category>? { categories.values.first { $0.externalID == name }?.id }

    /// By number of a family whether it lies in a category or below it; false throughout for one that there is not.
    fileprivate func families(under name: String) -> [Bool] {
        let wanted = category(named: name).map(subtree) ?? []
        return families.all.map { $0.category.map(wanted.contains) ?? false }
    }

    /// By number of a family whether it is of one of the brands, by external id or name.
    fileprivate func families(of names: [String]) -> [Bool] {
        let names = Set(names)
        let wanted = Set(brands.values.filter { names.contains($0.externalID) || names.contains($0.name) }.map(\.id))
        return families.all.map { $0.brand.map(wanted.contains) ?? false }
    }
}
