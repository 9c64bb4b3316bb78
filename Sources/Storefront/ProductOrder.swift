import Customers
import Kernel
import Pricing
import Stock

/// The order of a list: by a number first, then by article or by name. Nothing is sorted by its texts when a page is made: places in both orders are known.
struct ProductOrder {
    private let storefront: Storefront
    /// Whose goods count; nil where all of them do. Nothing counts for those who may not see stock.
    private let warehouses: Set<ID<Warehouse>>?
    fileprivate let sort: ProductQuery.Sort
    /// Places in the order of articles or of names, and the place in that order by place.
    let places: [Int]
    fileprivate let ranks: [Int32]

    init(_ sort: ProductQuery.Sort, _ shelf: Shelf) {
        storefront = shelf.storefront
        let seen = shelf.viewer.rights.contains(.seeStock) ? shelf.visibleWarehouses : []
        warehouses = seen.count == storefront.warehouses.count ? nil : Set(seen.map(\.id))
        self.sort = sort
        (places, ranks) = sort == .name ? (storefront.byName, storefront.nameRanks) : (storefront.byArticle, storefront.articleRanks)
    }

    /// What comes before the article or the name; those without a price come last either way.
    fileprivate func number(_ match: Match) -> Int64 {
        switch sort {
        case .relevance: match.rank
        case .article, .name: 0
        case .stock: number(ofStockAt: match.place)
        case .price, .priceDown: number(ofPrice: match.units)
        }
    }

    /// The number where that costs nothing to tell, else less than any.
    fileprivate func least(_ match: Match) -> Int64 { sort == .stock ? .min : number(match) }

    fileprivate func number(ofPrice units: Int64) -> Int64 { units == PriceColumn.none || sort != .priceDown ? units : -units }

    /// The most first: what is free in the warehouses that count, as `Shelf.free` tells it.
    fileprivate func number(ofStockAt place: Int) -> Int64 {
        var free = Int64(0)
        for cell in storefront.supplies[place].cells where warehouses?.contains(cell.warehouse) ?? true { free += cell.free.thousandths }
        return -free
    }

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
        page(of: soldCount, order, after: cursor, offset: offset, limit: limit) { most, after in
            smallest(most, of: column.units.count, after: after) { place in
                order.number(ofPrice: tax?.units(column.units[place], at: place, storefront) ?? column.units[place])
            } rank: { shownRank($0, order) }
        }
    }

    /// A page of the whole catalogue by what is free.
    func pageByStock(ofAll order: ProductOrder, after cursor: ProductCursor?, offset: Int, limit: Int) -> ProductPage {
        page(of: soldCount, order, after: cursor, offset: offset, limit: limit) { most, after in
            smallest(most, of: storefront.productCount, after: after) { order.number(ofStockAt: $0) } rank: { shownRank($0, order) }
        }
    }

    /// A page of what was found.
    func page(of found: [Match], _ order: ProductOrder, after cursor: ProductCursor?, offset: Int, limit: Int) -> ProductPage {
        page(of: found.count, order, after: cursor, offset: offset, limit: limit) { most, after in
            // Ranks lie far from one another, and many products have the same number.
            smallest(most, of: found.count, after: after) { order.number(found[$0]) } rank: { order.ranks[found[$0].place] } soon: {
                order.ranks.prefetch(found[$0].place)
            } least: { order.least(found[$0]) }
        }
    }

    /// The same, and how all that was found divides; prices are told first where `isPriced` is false. Each core looks once at its share.
    func page(
        of found: inout [Match], isPriced: Bool, _ finder: PriceFinder, _ order: ProductOrder, after cursor: ProductCursor?, offset: Int, limit: Int
    ) -> (page: ProductPage, counts: ProductCounts) {
        let teller = isPriced ? nil : finder.teller(for: found.count)
        if !isPriced, teller == nil { finder.tell(&found) }
        let portions = portions(of: found.count, least: max(portion, ProductCounts.cost(storefront)))
        var counts: ProductCounts?
        let shown = found.withUnsafeMutableBufferPointer { buffer in
            // Each core writes what no other one reads.
            nonisolated(unsafe) let found = buffer
            return page(of: found.count, order, after: cursor, offset: offset, limit: limit) { most, after in
                let looked = onAllCores(portions.count) { number in
                    teller?.tell(found, portions[number])
                    let picked = Smallest(most, of: portions[number], after: after) { order.number(found[$0]) } rank: { order.ranks[found[$0].place] } soon: {
                        order.ranks.prefetch(found[$0].place)
                    } least: { order.least(found[$0]) }
                    return (counts: ProductCounts(of: UnsafeBufferPointer(found), portions[number], storefront), picked: picked)
                }
                counts = looked.dropFirst().reduce(into: looked.first?.counts ?? ProductCounts(storefront)) { $0.add($1.counts) }
                return looked.dropFirst().reduce(into: looked.first?.picked ?? Smallest(most)) { $0.add($1.picked) }
            }
        }
        if let counts { return (shown, counts) }
        // Nothing was looked at for a page that is empty.
        if teller != nil { finder.tell(&found) }
        return (shown, ProductCounts(of: found, storefront, portion: portion))
    }

    /// The rank of a product; nil where it is not shown.
    private func shownRank(_ place: Int, _ order: ProductOrder) -> Int32? {
        order.ranks.indices.contains(place) && order.ranks[place] != .max && shows(place) ? order.ranks[place] : nil
    }

    /// Of very many each core picks as many as are wanted, and these are picked from what they have.
    @inline(__always)
    private func smallest(
        _ most: Int, of count: Int, after: Smallest.Entry?, number: @Sendable (Int) -> Int64, rank: @Sendable (Int) -> Int32?, soon: @Sendable (Int) -> Void = { _ in },
        least: @Sendable (Int) -> Int64 = { _ in .min }
    ) -> Smallest {
        let portions = portions(of: count, least: portion)
        let picked = onAllCores(portions.count) { Smallest(most, of: portions[$0], after: after, number: number, rank: rank, soon: soon, least: least) }
        return picked.dropFirst().reduce(into: picked.first ?? Smallest(most)) { $0.add($1) }
    }

    /// Picked without sorting.
    /// - Parameter pick: gives at most so many of the smallest, after the last one of the page before.
    private func page(
        of total: Int, _ order: ProductOrder, after cursor: ProductCursor?, offset: Int, limit: Int, pick: (_ most: Int, _ after: Smallest.Entry?) -> Smallest
    ) -> ProductPage {
        let offset = max(0, cursor == nil ? offset : 0)
        guard limit > 0, offset < total else { return ProductPage(items: [], total: total, next: nil, facets: []) }
        let found = pick(min(total, offset + limit) + 1, cursor.map(order.entry)).sorted.dropFirst(offset)
        let shown = found.prefix(limit)
        return ProductPage(
            items: shown.map { order.product($0.rank) }, total: total, next: found.count > limit ? shown.last.map(order.cursor) : nil, facets: [])
    }
}

/// The smallest of many, in a heap whose root is the greatest of them.
private struct Smallest {
    typealias Entry = (number: Int64, rank: Int32)

    private var heap: [Entry] = []
    private let limit: Int

    init(_ limit: Int) {
        self.limit = limit
        heap.reserveCapacity(limit)
    }

    /// By one pass. Ranks, and whether something is shown at all (nil where it is not), are looked up for those whose number may be among the smallest.
    /// - Parameters:
    ///   - soon: told what may be looked at some steps later.
    ///   - least: what a number is, or is not below, told at no cost.
    @inline(__always)
    init(_ limit: Int, of all: Range<Int>, after: Entry?, number: (Int) -> Int64, rank: (Int) -> Int32?, soon: (Int) -> Void, least: (Int) -> Int64 = { _ in .min }) {
        self.init(limit)
        for element in all {
            if element < all.upperBound - prefetchDistance, mayTake(least(element + prefetchDistance)) { soon(element + prefetchDistance) }
            let number = number(element)
            guard mayTake(number), let rank = rank(element) else { continue }
            if let after, (number, rank) <= after { continue }
            add(number, rank)
        }
    }

    var sorted: [Entry] { heap.sorted { ($0.number, $0.rank) < ($1.number, $1.rank) } }

    mutating func add(_ other: Smallest) { for entry in other.heap { add(entry.number, entry.rank) } }

    private func mayTake(_ number: Int64) -> Bool { heap.count < limit || heap.first.map { number <= $0.number } ?? false }

    private mutating func add(_ number: Int64, _ rank: Int32) {
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
