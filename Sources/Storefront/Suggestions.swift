import Customers
package import Kernel
import Search

/// What somebody who is still typing may mean.
package struct Suggestions: Sendable {
    package let products: [StoreProduct]
    package let categories: [Storefront.Named<Category>]
    package let brands: [Storefront.Named<Brand>]
}

extension Shelf {
    /// Of names that begin so, so many are looked at for some that are shown.
    private static let looked = 2000

    /// The best products for what has been typed so far, and the categories and brands with a word that begins so.
    /// - Parameter limit: of each.
    package func suggestions(for text: String, limit: Int = 10) -> Suggestions {
        let typed = text.folded
        guard !typed.isEmpty, limit > 0 else { return Suggestions(products: [], categories: [], brands: []) }
        // Names that begin so are enough where there are many: then the words of all names, of which very many may begin so, need not be asked.
        let begun = storefront.nameRanks(beginningWith: typed)
        let names = Array(begun.prefix(Self.looked).lazy.map { storefront.byName[$0] }.filter(isSold).prefix(limit))
        let found: [Match]
        if names.count == limit {
            let codes = codeAnswers(to: text, best: limit).filter { isSold($0.place) }
            let known = Set(codes.map(\.place))
            found = codes.map { Match($0) } + names.filter { !known.contains($0) }.enumerated().map { Match(SearchMatch(place: $1, rank: Int64($0))) }
        } else {
            // Among equals those whose names begin with what was typed.
            found = answers(to: text, best: limit).compactMap { answer in
                guard isSold(answer.place) else { return nil }
                let begins = begun.contains(Int(storefront.nameRanks[answer.place]))
                return Match(SearchMatch(place: answer.place, rank: answer.rank * 2 + (begins ? 0 : 1)))
            }
        }
        let page = page(of: found, ProductOrder(.relevance, storefront), after: nil, offset: 0, limit: limit)
        func named<Entity>(_ all: [ID<Entity>: Storefront.Named<Entity>]) -> [Storefront.Named<Entity>] {
            let fitting = all.values.compactMap { named -> (isFirst: Bool, named: Storefront.Named<Entity>)? in
                if named.folded.hasPrefix(typed) { return (true, named) }
                return named.folded.contains(" " + typed) ? (false, named) : nil
            }
            return fitting.sorted { ($0.isFirst ? 0 : 1, $0.named.name, $0.named.id) < ($1.isFirst ? 0 : 1, $1.named.name, $1.named.id) }.prefix(limit).map(\.named)
        }
        return Suggestions(products: page.items, categories: named(categories), brands: named(brands))
    }
}

extension Storefront {
    /// Where in the order of names those stand that begin with a folded text.
    fileprivate func nameRanks(beginningWith typed: String) -> Range<Int> {
        func first(from start: Int, where isPast: (String) -> Bool) -> Int {
            var (low, high) = (start, byName.count)
            while low < high {
                let middle = (low + high) / 2
                if isPast(products[byName[middle]].nameKey) { high = middle } else { low = middle + 1 }
            }
            return low
        }
        let start = first(from: 0) { $0 >= typed }
        return start..<first(from: start) { !$0.hasPrefix(typed) }
    }
}
