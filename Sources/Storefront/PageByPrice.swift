import Kernel
import Pricing

extension Int64 {
    /// What orders own prices: those without a price come last either way.
    func key(descending: Bool) -> Int64 { self == PriceColumn.none || !descending ? self : -self }
}

extension Shelf {
    /// A page of the whole catalogue by own price, out of its column.
    func pageByPrice(_ column: PriceColumn, descending: Bool, after cursor: ProductCursor?, offset: Int, limit: Int) -> ProductPage {
        pageByPrice(column.units.indices, total: storefront.byArticle.count, descending: descending, after: cursor, offset: offset, limit: limit) {
            (place: $0, units: column.units[$0])
        }
    }

    /// A page of what was found by own price.
    func pageByPrice(_ found: [Match], descending: Bool, after cursor: ProductCursor?, offset: Int, limit: Int) -> ProductPage {
        pageByPrice(found, total: found.count, descending: descending, after: cursor, offset: offset, limit: limit) { (place: $0.place, units: $0.units) }
    }

    /// Ties are in the order of articles. Picked without sorting, by one pass and a heap of what is shown.
    private func pageByPrice<Found: Collection>(
        _ all: Found, total: Int, descending: Bool, after cursor: ProductCursor?, offset: Int, limit: Int, _ priced: (Found.Element) -> (place: Int, units: Int64)
    ) -> ProductPage {
        let offset = max(0, cursor == nil ? offset : 0)
        guard limit > 0, offset < total else { return ProductPage(items: [], total: total, next: nil, facets: []) }
        var picked = Smallest(offset + limit + 1)
        let ranks = storefront.articleRanks
        let after = cursor.map { cursor in (number: cursor.number, rank: rank(of: cursor)) }
        for element in all {
            let (place, units) = priced(element)
            guard ranks.indices.contains(place), ranks[place] != .max else { continue }
            let number = units.key(descending: descending)
            if let after, (number, ranks[place]) <= after { continue }
            picked.add(number, ranks[place])
        }
        let found = picked.sorted.dropFirst(offset)
        let items = found.prefix(limit).map { storefront.products[storefront.byArticle[Int($0.rank)]] }
        var next: ProductCursor?
        if found.count > limit, let last = items.last, let number = found.prefix(limit).last?.number {
            next = ProductCursor(key: last.article, number: number, id: last.id.rawValue)
        }
        return ProductPage(items: items, total: total, next: next, facets: [])
    }

    /// The rank of the last product of the page before: where its article stands, or would stand, among today's.
    private func rank(of cursor: ProductCursor) -> Int32 {
        var low = 0
        var high = storefront.byArticle.count
        while low < high {
            let middle = (low + high) / 2
            let product = storefront.products[storefront.byArticle[middle]]
            if (product.article, product.id.rawValue) <= (cursor.key, cursor.id) { low = middle + 1 } else { high = middle }
        }
        return Int32(clamping: low - 1)
    }
}

/// The smallest of many, in a heap whose root is the greatest of them.
private struct Smallest {
    private var heap: [(number: Int64, rank: Int32)] = []
    private let limit: Int

    init(_ limit: Int) {
        self.limit = limit
        heap.reserveCapacity(limit)
    }

    var sorted: [(number: Int64, rank: Int32)] { heap.sorted { ($0.number, $0.rank) < ($1.number, $1.rank) } }

    mutating func add(_ number: Int64, _ rank: Int32) {
        if heap.count < limit {
            heap.append((number, rank))
            rise(from: heap.count - 1)
        } else if let root = heap.first, (number, rank) < (root.number, root.rank) {
            heap[0] = (number, rank)
            sink(from: 0)
        }
    }

    private func isGreater(_ left: Int, than right: Int) -> Bool { (heap[right].number, heap[right].rank) < (heap[left].number, heap[left].rank) }

    private mutating func rise(from place: Int) {
        var place = place
        while place > 0, isGreater(place, than: (place - 1) / 2) {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    private mutating func sink(from place: Int) {
        var place = place
        while true {
            var greatest = place
            for child in [2 * place + 1, 2 * place + 2] where child < heap.count && isGreater(child, than: greatest) { greatest = child }
            if greatest == place { return }
            heap.swapAt(place, greatest)
            place = greatest
        }
    }
}
