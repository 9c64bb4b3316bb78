import Kernel
import Pricing

/// The order of a list: by a number first, then by article or by name. Nothing is sorted by its texts when a page is made: places in both orders are known.
struct ProductOrder {
    private let storefront: Storefront
    fileprivate let sort: ProductQuery.Sort
    /// Places in the order of articles or of names, and the place in that order by place.
    let places: [Int]
    fileprivate let ranks: [Int32]

    init(_ sort: ProductQuery.Sort, _ storefront: Storefront) {
        self.storefront = storefront
        self.sort = sort
        (places, ranks) = sort == .name ? (storefront.byName, storefront.nameRanks) : (storefront.byArticle, storefront.articleRanks)
    }

    /// What comes before the article or the name; those without a price come last either way.
    fileprivate func number(_ match: Match) -> Int64 {
        switch sort {
        case .relevance: match.rank
        case .article, .name: 0
        case .price, .priceDown: number(ofPrice: match.units)
        }
    }

    fileprivate func number(ofPrice units: Int64) -> Int64 { units == PriceColumn.none || sort != .priceDown ? units : -units }

    fileprivate func product(_ rank: Int32) -> StoreProduct { storefront.products[places[Int(rank)]] }

    /// Where the next page begins: after this one.
    fileprivate func cursor(_ entry: (number: Int64, rank: Int32)) -> ProductCursor {
        let product = product(entry.rank)
        return ProductCursor(key: key(product), number: entry.number, id: product.id.rawValue)
    }

    /// The number and the rank of the last product of the page before: where its text stands, or would stand, among today's.
    fileprivate func entry(_ cursor: ProductCursor) -> (number: Int64, rank: Int32) {
        var low = 0
        var high = places.count
        while low < high {
            let middle = (low + high) / 2
            let product = storefront.products[places[middle]]
            if (key(product), product.id.rawValue) <= (cursor.key, cursor.id) { low = middle + 1 } else { high = middle }
        }
        return (cursor.number, Int32(clamping: low - 1))
    }

    private func key(_ product: StoreProduct) -> String { sort == .name ? product.nameKey : product.article }
}

extension Shelf {
    /// A page of the whole catalogue as it lies.
    func page(ofAll order: ProductOrder, after cursor: ProductCursor?, offset: Int, limit: Int) -> ProductPage {
        if let mask { return page(of: order.sort == .name ? mask.byName : mask.byArticle, order, after: cursor, offset: offset, limit: limit) }
        let total = order.places.count
        let start = cursor.map { Int(order.entry($0).rank) + 1 } ?? max(0, offset)
        guard limit > 0, start < total else { return ProductPage(items: [], total: total, next: nil, facets: []) }
        let end = min(total, start + limit)
        let ranks = (start..<end).map { Int32(clamping: $0) }
        return ProductPage(
            items: ranks.map(order.product), total: total, next: end < total ? ranks.last.map { order.cursor((number: 0, rank: $0)) } : nil, facets: [])
    }

    /// A page of what is shown, as it lies: by ranks.
    private func page(of shown: BitSet, _ order: ProductOrder, after cursor: ProductCursor?, offset: Int, limit: Int) -> ProductPage {
        let start = cursor.map { Int(order.entry($0).rank) + 1 } ?? shown.member(max(0, offset)) ?? .max
        let ranks = shown.members(from: start, limit: max(0, limit))
        let next = ranks.last.flatMap { shown.next(from: $0 + 1) == nil ? nil : order.cursor((number: 0, rank: Int32(clamping: $0))) }
        return ProductPage(items: ranks.map { order.product(Int32(clamping: $0)) }, total: shown.total, next: next, facets: [])
    }

    /// A page of the whole catalogue by own price, out of its column.
    func page(
        ofAll order: ProductOrder, by column: PriceColumn, _ tax: TaxView?, after cursor: ProductCursor?, offset: Int, limit: Int
    ) -> ProductPage {
        page(column.units.indices, total: soldCount, order, after: cursor, offset: offset, limit: limit) { place in
            order.number(ofPrice: tax?.units(column.units[place], at: place, storefront) ?? column.units[place])
        } rank: { place in
            order.ranks.indices.contains(place) && order.ranks[place] != .max && shows(place) ? order.ranks[place] : nil
        }
    }

    /// A page of what was found.
    func page(of found: [Match], _ order: ProductOrder, after cursor: ProductCursor?, offset: Int, limit: Int) -> ProductPage {
        page(found, total: found.count, order, after: cursor, offset: offset, limit: limit) { order.number($0) } rank: { order.ranks[$0.place] }
    }

    /// Picked without sorting, by one pass and a heap of what is shown. Ranks, and whether something is shown at all, are looked up for the few whose number
    /// may be among the smallest.
    private func page<Found: Collection>(
        _ all: Found, total: Int, _ order: ProductOrder, after cursor: ProductCursor?, offset: Int, limit: Int,
        number: (Found.Element) -> Int64, rank: (Found.Element) -> Int32?
    ) -> ProductPage {
        let offset = max(0, cursor == nil ? offset : 0)
        guard limit > 0, offset < total else { return ProductPage(items: [], total: total, next: nil, facets: []) }
        var picked = Smallest(min(total, offset + limit) + 1)
        let after = cursor.map(order.entry)
        for element in all {
            let number = number(element)
            guard picked.mayTake(number), let rank = rank(element) else { continue }
            if let after, (number, rank) <= after { continue }
            picked.add(number, rank)
        }
        let found = picked.sorted.dropFirst(offset)
        let shown = found.prefix(limit)
        return ProductPage(
            items: shown.map { order.product($0.rank) }, total: total, next: found.count > limit ? shown.last.map(order.cursor) : nil, facets: [])
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

    func mayTake(_ number: Int64) -> Bool { heap.count < limit || heap.first.map { number <= $0.number } ?? false }

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
