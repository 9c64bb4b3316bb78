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
        let page = page(of: meant(by: text, typed, limit), ProductOrder(.relevance, self), after: nil, offset: 0, limit: limit)
        return Suggestions(products: page.items, categories: Self.named(categories.values, typed, limit), brands: Self.named(brands.values, typed, limit))
    }

    /// Each step is asked only where the one before it did not find enough: codes; names that begin so, in their order; the words of all names, of which very many may
    /// begin so.
    private func meant(by text: String, _ typed: String, _ limit: Int) -> [Match] {
        let codes = codeAnswers(to: text, best: limit).filter { isSold($0.place) }
        if codes.count >= limit { return codes.map { Match($0) } }
        let begun = storefront.nameRanks(beginningWith: typed)
        let names = Array(begun.prefix(Self.looked).lazy.map { storefront.byName[$0] }.filter(isSold).prefix(limit))
        if names.count == limit {
            let known = Set(codes.map(\.place))
            return codes.map { Match($0) } + names.filter { !known.contains($0) }.enumerated().map { Match(SearchMatch(place: $1, rank: Int64($0))) }
        }
        // Among equals those whose names begin with what was typed.
        return answers(to: text, best: limit).compactMap { answer in
            guard isSold(answer.place) else { return nil }
            let begins = begun.contains(Int(storefront.nameRanks[answer.place]))
            return Match(SearchMatch(place: answer.place, rank: answer.rank * 2 + (begins ? 0 : 1)))
        }
    }

    /// Those with a word that begins with what was typed; those that begin so themselves come first.
    private static func named<Entity>(_ all: some Sequence<Storefront.Named<Entity>>, _ typed: String, _ limit: Int) -> [Storefront.Named<Entity>] {
        let typed = Array(typed.utf8)
        let fitting = all.compactMap { named in wordBeginning(typed, in: named.folded).map { (order: min($0, 1), named: named) } }
        return fitting.sorted { ($0.order, $0.named.name, $0.named.id) < ($1.order, $1.named.name, $1.named.id) }.prefix(limit).map(\.named)
    }

    /// Where the first word stands that begins with some bytes, in bytes; nil when none does.
    private static func wordBeginning(_ typed: [UInt8], in folded: String) -> Int? {
        var folded = folded
        return folded.withUTF8 { text in
            var start = 0
            while start + typed.count <= text.count {
                if text[start...].starts(with: typed) { return start }
                guard let space = text[start...].firstIndex(of: UInt8(ascii: " ")) else { return nil }
                start = space + 1
            }
            return nil
        }
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
