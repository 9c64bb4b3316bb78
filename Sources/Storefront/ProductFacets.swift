import Catalog
import CPrefetch
import Customers
package import Kernel
package import Pricing

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
    /// Nil where there are too many products to count.
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
    func facets(of found: [Match]) -> [Facet] {
        var tally = Tally(storefront)
        tally.add(found, storefront)
        var categories: [ID<Category>: Int] = [:]
        for (family, count) in zip(storefront.families.all, tally.families) where count > 0 {
            if let category = family.category { categories[category, default: 0] += count }
        }
        var facets = [
            Facet(code: "brand", name: "brand", values: brands(tally)), Facet(code: "category", name: "category", values: values(categories, storefront.categories)),
        ]
        var ends: (least: Int64, most: Int64) = (PriceColumn.none, .min)
        for match in found where match.units != PriceColumn.none { ends = (min(ends.least, match.units), max(ends.most, match.units)) }
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
        var tally = Tally(storefront)
        tally.add(matches.found, storefront)
        tally.add(pricesOf: matches.found)
        let inStock = query.inStock ? matches.found.count : matches.found.count { isInStock(at: $0.place) }
        let categories = categories(tally)
        let codes = query.parameters
        let numbers = codes.map { storefront.traits.number(ofCode: $0) }
        for (match, lack) in matches.near {
            switch lack {
            case .brand: tally.families[Int(storefront.priceFacts[match.place].family)] += 1
            case .price: tally.add(price: match)
            case .parameter(let place): if let code = numbers[place] { tally.add(match, code, storefront) }
            case .nothing: break
            }
        }
        let total = matches.found.count
        var parameters = parameterFacets(tally.traits).filter { facet in codes.contains(facet.code) || facet.values.count > 1 || facet.values.first?.count != total }
        for place in parameters.indices {
            // A value beyond the bounds that are asked for would leave nothing.
            if let range = query.ranges[parameters[place].code] { parameters[place].values.removeAll { !range.contains($0.value) } }
        }
        return ListChoices(brands: brands(tally), categories: categories, inStock: inStock, prices: PriceSpread(tally.prices), parameters: parameters)
    }

    private func brands(_ tally: Tally) -> [FacetValue] {
        var brands: [ID<Brand>: Int] = [:]
        for (family, count) in zip(storefront.families.all, tally.families) where count > 0 { if let brand = family.brand { brands[brand, default: 0] += count } }
        return values(brands, storefront.brands)
    }

    /// Each product counts for its category and for all above it.
    private func categories(_ tally: Tally) -> [String: Int] {
        var categories: [ID<Category>: Int] = [:]
        for (family, count) in zip(storefront.families.all, tally.families) where count > 0 {
            for step in family.category.flatMap({ storefront.categoryPaths[$0] }) ?? [] { categories[step, default: 0] += count }
        }
        return Dictionary(categories.compactMap { id, count in storefront.categories[id].map { ($0.externalID, count) } }) { $1 }
    }

    private func values<Entity>(_ counts: [ID<Entity>: Int], _ names: [ID<Entity>: Storefront.Named<Entity>]) -> [FacetValue] {
        counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.compactMap { id, count in names[id].map { (value: $0.externalID, name: $0.name, count: count) } }
    }

    /// Parameters that most of the result bears come first. Numbers have their ends beside their values, and the values in their order; else what is borne most
    /// comes first. Nothing is sorted by its texts.
    private func parameterFacets(_ counts: [Int]) -> [Facet] {
        let traits = storefront.traits
        var met: [[(trait: Int, count: Int)]] = Array(repeating: [], count: traits.codes.count)
        for (trait, count) in counts.enumerated() where count > 0 { met[Int(traits.codeOf[trait])].append((trait, count)) }
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

/// Counts over products: by number of a family, by number of a parameter's value; and their own prices.
private struct Tally {
    var families: [Int]
    var traits: [Int]
    var prices: [Int64] = []

    init(_ storefront: Storefront) {
        families = Array(repeating: 0, count: storefront.families.all.count)
        traits = Array(repeating: 0, count: storefront.traits.all.count)
    }

    /// Page by page, as products lie in memory: found ones mostly come in the order of their places. What is looked at soon is asked for some steps before.
    mutating func add(_ matches: [Match], _ storefront: Storefront) {
        let (size, ahead) = (PagedLists.pageSize, 12)
        traits.withUnsafeMutableBufferPointer { traits in
            families.withUnsafeMutableBufferPointer { families in
                var begin = 0
                while begin < matches.count {
                    let page = matches[begin].place / size
                    var end = begin + 1
                    while end < matches.count, matches[end].place / size == page { end += 1 }
                    storefront.priceFacts.withPage(page) { facts in
                        storefront.traits.rows.withPage(page) { lists in
                            for index in begin..<end {
                                if index + ahead < end {
                                    let next = matches[index + ahead].place % size
                                    lists.prefetch(next)
                                    if let base = facts.baseAddress { prefetch_line(base + next) }
                                }
                                let place = matches[index].place % size
                                families[Int(facts[place].family)] &+= 1
                                lists.forEach(place) { traits[$0] &+= 1 }
                            }
                        }
                    }
                    begin = end
                }
            }
        }
    }

    mutating func add(pricesOf matches: [Match]) {
        prices.reserveCapacity(matches.count)
        for match in matches { add(price: match) }
    }

    mutating func add(price match: Match) { if match.units != PriceColumn.none { prices.append(match.units) } }

    /// The values of one parameter alone.
    mutating func add(_ match: Match, _ code: Int, _ storefront: Storefront) {
        for trait in storefront.traits[match.place] where storefront.traits.codeOf[Int(trait)] == Int32(clamping: code) { traits[Int(trait)] += 1 }
    }
}
