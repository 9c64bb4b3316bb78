import Catalog
import Customers
package import Kernel
package import Pricing
import Search
import Stock

/// Counts of a result by one property.
package struct Facet: Sendable {
    /// `brand`, `category`, `price`, or the code of a parameter.
    package let code: String
    package let name: String
    /// Of a parameter's numbers.
    package var unit: String?
    package var values: [FacetValue] = []
    /// Of own prices: the least and the most. In the contract's currency, when there is one.
    package var range: (least: UnitPrice, most: UnitPrice)?
    package var currency: Currency?
    /// Of a parameter's numbers: the least and the most, as decimal texts.
    package var numbers: (least: String, most: String)?
    /// Of a parameter: `number`, `text`, `choice`, `flag`.
    package var type: String?
}

/// A page of products with what it can be narrowed by.
package struct Listing: Sendable {
    package let page: ProductPage
    /// Nil where there are too many products to count. Of the whole assortment there are never too many.
    package let choices: ListChoices?
}

/// What a list can be narrowed by. Each choice is counted with all other choices in force and its own left out: the count is what choosing it alone gives.
package struct ListChoices: Sendable {
    /// By external id, those with most products first.
    package let brands: [FacetValue]
    /// How many of what was found lie in a category or below it, by external id.
    package let categories: [String: Int]
    /// How many can be had at once.
    package let inStock: Int
    /// Nil where nothing has a price, the viewer may see none, or there are too many.
    package let prices: PriceSpread?
    /// Those that most products bear come first; what all have alike is left out.
    package let parameters: [Facet]
}

/// A value with the number of products that bear it.
package typealias FacetValue = (value: String, name: String, count: Int)

extension Shelf {
    /// Of a parameter so many values are told; what is rarer is left out.
    private static let told = 500

    /// How a result divides by brand, category, own price and parameters: counted over what was found and nothing else.
    func facets(of tally: ProductCounts) -> [Facet] {
        var categories: [ID<Category>: Int] = [:]
        for (family, count) in zip(storefront.families.all, tally.families) where count > 0 {
            if let category = family.category { categories[category, default: 0] += Int(count) }
        }
        var facets = [
            Facet(code: "brand", name: "brand", values: brands(tally)), Facet(code: "category", name: "category", values: values(categories, storefront.categories)),
        ]
        let ends = tally.ends
        if ends.most != .min, let least = UnitPrice(units: ends.least), let most = UnitPrice(units: ends.most) {
            facets.append(Facet(code: "price", name: "price", range: (least, most), currency: offers.count == 1 ? offers.first?.contract.currency : nil))
        }
        return facets + parameterFacets(tally.traits).map { facet in
            var facet = facet
            if facet.numbers != nil { facet.values = [] }
            return facet
        }
    }

    /// What a list can be narrowed by, out of the same look at the products as the list.
    func choices(of matches: Matches, _ query: ProductQuery) -> ListChoices {
        var tally = ProductCounts(of: matches.found, storefront, portion: portion)
        let prices = matches.found.lazy.map(\.units).filter { $0 != PriceColumn.none } + matches.nearPrices
        let inStock = query.inStock ? matches.found.count : matches.found.count { isInStock(at: $0.place) }
        let categories = categories(tally)
        tally.add(matches.near)
        let codes = query.parameters
        let total = matches.found.count
        var parameters = parameterFacets(tally.traits).filter { facet in codes.contains(facet.code) || facet.values.count > 1 || facet.values.first?.count != total }
        for place in parameters.indices {
            // A value beyond the bounds that are asked for would leave nothing.
            if let range = query.ranges[parameters[place].code] { parameters[place].values.removeAll { !range.contains($0.value) } }
        }
        return ListChoices(brands: brands(tally), categories: categories, inStock: inStock, prices: PriceSpread(prices), parameters: parameters)
    }

    /// What the whole assortment can be narrowed by, of however many products: counted once for all who are shown the same. Its prices are not told.
    /// Nil while somebody else counts it for the first time; not current while somebody counts it anew.
    func wholeChoices() -> (choices: ListChoices, isCurrent: Bool)? {
        guard let (tally, isCurrent) = storefront.keptTallies.find(mask?.views, at: KeptTallies.Version(storefront), count: wholeTally) else { return nil }
        let inStock = viewer.rights.contains(.seeStock) ? sold.count(inAnyOf: visibleWarehouses.compactMap { storefront.stocked[$0.id] }) : 0
        return (ListChoices(brands: tally.brands, categories: tally.categories, inStock: inStock, prices: nil, parameters: tally.parameters), isCurrent)
    }

    private func wholeTally() -> WholeTally {
        let sold = sold
        let all = (0..<storefront.productCount).lazy.filter(sold.contains).map { Match(SearchMatch(place: $0, rank: 0)) }
        let tally = ProductCounts(of: Array(all), storefront, portion: portion)
        let parameters = parameterFacets(tally.traits).filter { facet in facet.values.count > 1 || facet.values.first?.count != sold.count }
        return WholeTally(brands: brands(tally), categories: categories(tally), parameters: parameters)
    }

    private func brands(_ tally: ProductCounts) -> [FacetValue] {
        var brands: [ID<Brand>: Int] = [:]
        for (family, count) in zip(storefront.families.all, tally.families) where count > 0 { if let brand = family.brand { brands[brand, default: 0] += Int(count) } }
        return values(brands, storefront.brands)
    }

    /// Each product counts for its category and for all above it.
    private func categories(_ tally: ProductCounts) -> [String: Int] {
        var categories: [ID<Category>: Int] = [:]
        for (family, count) in zip(storefront.families.all, tally.families) where count > 0 {
            for step in family.category.flatMap({ storefront.categoryPaths[$0] }) ?? [] { categories[step, default: 0] += Int(count) }
        }
        return Dictionary(categories.compactMap { id, count in storefront.categories[id].map { ($0.externalID, count) } }) { $1 }
    }

    private func values<Entity>(_ counts: [ID<Entity>: Int], _ names: [ID<Entity>: Storefront.Named<Entity>]) -> [FacetValue] {
        counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.compactMap { id, count in names[id].map { (value: $0.externalID, name: $0.name, count: count) } }
    }

    /// Parameters that most of the result bears come first. Numbers have their ends beside their values, and the values in their order; else what is borne most
    /// comes first. Nothing is sorted by its texts.
    private func parameterFacets(_ counts: [Int32]) -> [Facet] {
        let traits = storefront.traits
        var met: [[(trait: Int, count: Int)]] = Array(repeating: [], count: traits.codes.count)
        for (trait, count) in counts.enumerated() where count > 0 { met[Int(traits.codeOf[trait])].append((trait, Int(count))) }
        var facets: [(facet: Facet, bearers: Int)] = []
        for (code, values) in zip(traits.codes, met) where !values.isEmpty {
            guard let card = storefront.parameters[code] else { continue }
            var facet = Facet(code: code, name: card.name, unit: card.unit, type: card.type)
            var shown = values
            if card.type == "number" {
                let numbers = values.compactMap { value in traits.asNumber[value.trait].map { (number: $0, value: value) } }.sorted {
                    ($0.number, $0.value.trait) < ($1.number, $1.value.trait)
                }
                guard let least = numbers.first, let most = numbers.last else { continue }
                facet.numbers = (traits.all[least.value.trait].value, traits.all[most.value.trait].value)
                shown = numbers.map(\.value)
            } else {
                shown.sort { ($1.count, $0.trait) < ($0.count, $1.trait) }
            }
            facet.values = shown.prefix(Self.told).map { (value: traits.all[$0.trait].value, name: traits.all[$0.trait].value, count: $0.count) }
            facets.append((facet, values.reduce(0) { $0 + $1.count }))
        }
        return facets.enumerated().sorted { ($1.element.bearers, $0.offset) < ($0.element.bearers, $1.offset) }.map(\.element.facet)
    }
}

/// Products counted by number of a family and by number of a parameter's value.
struct ProductCounts: Sendable {
    private(set) var families: [Int32] = []
    private(set) var traits: [Int32] = []
    /// The least and the most own price; `PriceColumn.none` and the least number there is where nothing has one.
    private(set) var ends: (least: Int64, most: Int64) = (PriceColumn.none, .min)

    /// Counts nothing, and is added to by other counts alone.
    init() {}

    /// Of nothing yet.
    init(_ storefront: Storefront) {
        families = Array(repeating: 0, count: storefront.families.all.count)
        traits = Array(repeating: 0, count: storefront.traits.all.count)
    }

    /// Of how many products the counting costs as much as the counters themselves.
    static func cost(_ storefront: Storefront) -> Int { (storefront.families.all.count + storefront.traits.all.count) / 8 }

    /// Of products that were found; many on all cores.
    /// - Parameter portion: of fewer another core is not asked.
    init(of matches: [Match], _ storefront: Storefront, portion: Int) {
        let portions = portions(of: matches.count, least: max(portion, Self.cost(storefront)))
        let all = onAllCores(portions.count) { number in matches.withUnsafeBufferPointer { ProductCounts(of: $0, portions[number], storefront) } }
        self = all.first ?? ProductCounts(storefront)
        for other in all.dropFirst() { add(other) }
    }

    mutating func add(_ other: ProductCounts) {
        if families.isEmpty { (families, traits) = (other.families, other.traits) } else {
            for family in other.families.indices { families[family] &+= other.families[family] }
            for trait in other.traits.indices { traits[trait] &+= other.traits[trait] }
        }
        ends = (min(ends.least, other.ends.least), max(ends.most, other.ends.most))
    }

    /// One product more, by what it lacks alone.
    /// - Parameter codes: by the place of a parameter in the query its number.
    mutating func add(_ place: Int, _ lack: Lack, _ codes: [Int?], _ storefront: Storefront) {
        switch lack {
        case .nothing: break
        case .brand: families[storefront.traits.family(place)] &+= 1
        case .parameter(let wanted):
            guard let code = codes[wanted] else { return }
            for trait in storefront.traits[place] where storefront.traits.codeOf[Int(trait)] == Int32(clamping: code) { traits[Int(trait)] &+= 1 }
        }
    }

    /// Page by page, as products lie in memory: found ones mostly come in the order of their places. What is looked at soon is asked for some steps before.
    init(of matches: UnsafeBufferPointer<Match>, _ range: Range<Int>, _ storefront: Storefront) {
        self.init(storefront)
        let (size, ahead) = (PagedLists.pageSize, prefetchDistance)
        var (least, most) = ends
        traits.withUnsafeMutableBufferPointer { traits in
            families.withUnsafeMutableBufferPointer { families in
                var begin = range.lowerBound
                while begin < range.upperBound {
                    let page = matches[begin].place / size
                    var end = begin + 1
                    while end < range.upperBound, matches[end].place / size == page { end += 1 }
                    storefront.traits.rows.withPage(page) { lists in
                        for index in begin..<min(begin + ahead, end) { lists.prefetch(matches[index].place % size) }
                        for index in begin..<end {
                            if index + ahead < end { lists.prefetch(matches[index + ahead].place % size) }
                            let place = matches[index].place % size
                            families[lists.label(place)] &+= 1
                            lists.forEach(place) { traits[$0] &+= 1 }
                            let units = matches[index].units
                            least = min(least, units)
                            if units != PriceColumn.none { most = max(most, units) }
                        }
                    }
                    begin = end
                }
            }
        }
        ends = (least, most)
    }
}
