import Customers
package import Kernel

/// What somebody who is still typing may mean.
package struct Suggestions: Sendable {
    package let products: [StoreProduct]
    package let categories: [Storefront.Named<Category>]
    package let brands: [Storefront.Named<Brand>]
}

/// The smallest of many, ascending.
private func smallest(_ limit: Int, of all: some Sequence<Int64>) -> [Int64] {
    var kept: [Int64] = []
    for number in all where kept.count < limit || number < kept[kept.count - 1] {
        kept.insert(number, at: kept.firstIndex { number < $0 } ?? kept.count)
        if kept.count > limit { kept.removeLast() }
    }
    return kept
}

extension Shelf {
    /// The best products for what has been typed so far, and the categories and brands with a word that begins so.
    /// - Parameter limit: of each.
    package func suggestions(for text: String, limit: Int = 10) -> Suggestions {
        let typed = text.folded
        guard !typed.isEmpty, limit > 0 else { return Suggestions(products: [], categories: [], brands: []) }
        // Among equals those whose names begin with what was typed: only names that may be among the best are looked at.
        let answers = answers(to: text, thoroughly: false).filter { isSold($0.place) }
        let worst = answers.count > limit ? smallest(limit, of: answers.lazy.map(\.rank)).last ?? .max : .max
        let found = answers.compactMap { answer -> Match? in
            guard answer.rank <= worst else { return nil }
            let begins = storefront.products[answer.place].nameBegins(with: typed)
            return Match(place: answer.place, rank: answer.rank &* 2 &+ (begins ? 0 : 1), units: PriceColumn.none)
        }
        let page = page(of: found, ProductOrder(.relevance, storefront), after: nil, offset: 0, limit: limit)
        func named<Entity>(_ all: [ID<Entity>: Storefront.Named<Entity>]) -> [Storefront.Named<Entity>] {
            let fitting = all.values.compactMap { named -> (isFirst: Bool, named: Storefront.Named<Entity>)? in
                let name = named.name.folded
                if name.hasPrefix(typed) { return (true, named) }
                return name.contains(" " + typed) ? (false, named) : nil
            }
            return fitting.sorted { ($0.isFirst ? 0 : 1, $0.named.name, $0.named.id) < ($1.isFirst ? 0 : 1, $1.named.name, $1.named.id) }.prefix(limit).map(\.named)
        }
        return Suggestions(products: page.items, categories: named(categories), brands: named(brands))
    }
}
