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
    package var values: [(value: String, name: String, count: Int)] = []
    /// Of own prices: the least and the most. In the contract's currency, when there is one.
    package var range: (least: UnitPrice, most: UnitPrice)?
    package var currency: Currency?
    /// Of a parameter's numbers: the least and the most, as decimal texts.
    package var numbers: (least: String, most: String)?
    package var isParameter = false
}

extension Shelf {
    /// Of a parameter so many values are told; what is rarer is left out.
    private static let told = 500

    /// How a result divides by brand, category, own price and parameters: counted over what was found and nothing else.
    func facets(of found: [Match]) -> [Facet] {
        var families = Array(repeating: 0, count: storefront.families.all.count)
        var traits = Array(repeating: 0, count: storefront.traits.all.count)
        var prices: (least: Int64, most: Int64)?
        for match in found {
            families[Int(storefront.priceFacts[match.place].family)] += 1
            for trait in storefront.traits[match.place] { traits[Int(trait)] += 1 }
            if match.units != PriceColumn.none { prices = (min(prices?.least ?? match.units, match.units), max(prices?.most ?? match.units, match.units)) }
        }
        var brands: [ID<Brand>: Int] = [:]
        var categories: [ID<Category>: Int] = [:]
        for (family, count) in zip(storefront.families.all, families) where count > 0 {
            if let brand = family.brand { brands[brand, default: 0] += count }
            if let category = family.category { categories[category, default: 0] += count }
        }
        func values<Entity>(_ counts: [ID<Entity>: Int], _ names: [ID<Entity>: Storefront.Named<Entity>]) -> [(value: String, name: String, count: Int)] {
            counts.compactMap { id, count in names[id].map { (value: $0.externalID, name: $0.name, count: count) } }
                .sorted { ($1.count, $0.name, $0.value) < ($0.count, $1.name, $1.value) }
        }
        var facets = [
            Facet(code: "brand", name: "brand", values: values(brands, storefront.brands)),
            Facet(code: "category", name: "category", values: values(categories, storefront.categories)),
        ]
        if let prices, let least = UnitPrice(units: prices.least), let most = UnitPrice(units: prices.most) {
            facets.append(Facet(code: "price", name: "price", range: (least, most), currency: offers.count == 1 ? offers.first?.contract.currency : nil))
        }
        return facets + parameterFacets(traits)
    }

    /// Parameters that most of the result bears come first. Numbers are told by their ends, all else by values.
    private func parameterFacets(_ counts: [Int]) -> [Facet] {
        var byCode: [String: [(value: String, count: Int)]] = [:]
        for (trait, count) in zip(storefront.traits.all, counts) where count > 0 { byCode[trait.code, default: []].append((trait.value, count)) }
        let facets = byCode.compactMap { code, values -> (facet: Facet, bearers: Int)? in
            guard let card = storefront.parameters[code] else { return nil }
            var facet = Facet(code: code, name: card.name, unit: card.unit, isParameter: true)
            if card.type == "number" {
                let numbers = values.compactMap { value in Decimals.number(value.value).map { (number: $0, text: value.value) } }
                guard let least = numbers.min(by: { $0.number < $1.number }), let most = numbers.max(by: { $0.number < $1.number }) else { return nil }
                facet.numbers = (least.text, most.text)
            } else {
                let sorted = values.sorted { ($1.count, $0.value) < ($0.count, $1.value) }
                facet.values = sorted.prefix(Self.told).map { (value: $0.value, name: $0.value, count: $0.count) }
            }
            return (facet, values.reduce(0) { $0 + $1.count })
        }
        return facets.sorted { ($1.bearers, $0.facet.name, $0.facet.code) < ($0.bearers, $1.facet.name, $1.facet.code) }.map(\.facet)
    }
}
