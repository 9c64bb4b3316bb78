import Kernel
import Pricing

/// The rows of all price lists by place of their product, lying close together: a pass over the whole catalogue looks at four bytes a row and reads no
/// more than the few rows that concern a chain.
///
/// In pages of 1024 products, copied on write page by page. 16 bytes a row.
struct PriceRows: Sendable {
    /// What a row says beside its list and its price: few different ones for millions of rows.
    struct Validity: Hashable, Sendable {
        let minQuantity: Quantity
        let from: Day
        let to: Day
    }

    fileprivate struct Row: Sendable {
        /// By number.
        let list: Int32
        let validity: Int32
        let price: UnitPrice
    }

    struct Page: Sendable {
        /// Where the rows of each product end.
        var ends: [Int32] = []
        /// Of each row.
        var lists: [Int32] = []
        var validities: [Int32] = []
        var prices: [UnitPrice] = []

        func range(_ offset: Int) -> Range<Int> { (offset == 0 ? 0 : Int(ends[offset - 1]))..<Int(ends[offset]) }

        fileprivate mutating func append(_ rows: [Row]) {
            lists += rows.lazy.map(\.list)
            validities += rows.lazy.map(\.validity)
            prices += rows.lazy.map(\.price)
        }
    }

    static let pageSize = PagedArray<PriceFacts>.pageSize
    private(set) var pages: [Page] = []
    private(set) var count = 0
    /// Lists and validities by number, in the order they were met. None is ever taken out.
    private(set) var lists: [ID<PriceList>] = []
    private var numbers: [ID<PriceList>: Int32] = [:]
    private(set) var validities: [Validity] = []
    private var validityNumbers: [Validity: Int32] = [:]

    init() {}

    /// From what was kept of some rows; nil when it does not belong together.
    init?(lists: [ID<PriceList>], validities: [Validity], pages: [Page]) {
        self.lists = lists
        self.validities = validities
        numbers = Dictionary(lists.enumerated().map { ($1, Int32(clamping: $0)) }) { first, _ in first }
        validityNumbers = Dictionary(validities.enumerated().map { ($1, Int32(clamping: $0)) }) { first, _ in first }
        for (number, page) in pages.enumerated() {
            let rows = Int(page.ends.last ?? 0)
            guard page.lists.count == rows, page.validities.count == rows, page.prices.count == rows, zip(page.ends, page.ends.dropFirst()).allSatisfy({ $0 <= $1 }),
                page.ends.first.map({ $0 >= 0 }) ?? false, number == pages.count - 1 ? page.ends.count <= Self.pageSize : page.ends.count == Self.pageSize,
                page.lists.allSatisfy({ $0 >= 0 && $0 < lists.count }), page.validities.allSatisfy({ $0 >= 0 && $0 < validities.count })
            else { return nil }
            count += page.ends.count
        }
        self.pages = pages
    }

    /// The rows of one product.
    subscript(place: Int) -> [PriceLine] {
        get {
            let page = pages[place / Self.pageSize]
            return page.range(place % Self.pageSize).map { line(page, $0) }
        }
        set {
            let rows = newValue.map { row($0) }
            pages[place / Self.pageSize].replace(place % Self.pageSize, rows)
        }
    }

    /// Puts these rows in the place of those that the products had, in all lists or in some: each page is written once. Rows stand in the order of their lists.
    mutating func replace(_ fresh: [Int: [PriceLine]], in lists: [ID<PriceList>]? = nil) {
        if let lists { return replace(merged(fresh, replacing: wanted(lists))) }
        let byPage = Dictionary(grouping: fresh.keys) { $0 / Self.pageSize }
        for (page, places) in byPage where places.count <= 8 { for place in places where page < pages.count { self[place] = fresh[place] ?? [] } }
        for (number, places) in byPage where places.count > 8 && number < pages.count {
            let old = pages[number]
            var new = Page()
            new.lists.reserveCapacity(old.lists.count)
            new.validities.reserveCapacity(old.lists.count)
            new.prices.reserveCapacity(old.lists.count)
            for offset in old.ends.indices {
                if let lines = fresh[number * Self.pageSize + offset] {
                    new.append(lines.map { row($0) })
                } else {
                    let same = old.range(offset)
                    new.lists += old.lists[same]
                    new.validities += old.validities[same]
                    new.prices += old.prices[same]
                }
                new.ends.append(Int32(clamping: new.lists.count))
            }
            pages[number] = new
        }
    }

    /// The rows of these products with those of the marked lists replaced.
    private func merged(_ fresh: [Int: [PriceLine]], replacing marks: [Bool]) -> [Int: [PriceLine]] {
        let others = marks.map { !$0 }
        var merged: [Int: [PriceLine]] = [:]
        merged.reserveCapacity(fresh.count)
        var kept: [PriceLine] = []
        for (place, lines) in fresh {
            collect(place, others, into: &kept)
            var rest = lines[...]
            var all: [PriceLine] = []
            all.reserveCapacity(kept.count + lines.count)
            for line in kept {
                while let first = rest.first, first.list < line.list { all.append(rest.removeFirst()) }
                all.append(line)
            }
            merged[place] = all + rest
        }
        return merged
    }

    /// One more product, without rows.
    mutating func appendProduct() {
        if count % Self.pageSize == 0 { pages.append(Page()) }
        let end = pages[pages.count - 1].ends.last ?? 0
        pages[pages.count - 1].ends.append(end)
        count += 1
    }

    /// Which numbers these lists have: by number whether it is one of them.
    func wanted(_ lists: some Sequence<ID<PriceList>>) -> [Bool] {
        var wanted = Array(repeating: false, count: self.lists.count)
        for list in lists { if let number = numbers[list] { wanted[Int(number)] = true } }
        return wanted
    }

    /// Puts the product's rows of the wanted lists into `found`, in their order.
    func collect(_ place: Int, _ wanted: [Bool], into found: inout [PriceLine]) {
        found.removeAll(keepingCapacity: true)
        let offset = place % Self.pageSize
        // The page is looked at where it lies: a copy of its arrays would count references for every product.
        pages.withUnsafeBufferPointer { pages in
            let number = place / Self.pageSize
            guard number < pages.count, offset < pages[number].ends.count else { return }
            for index in pages[number].range(offset) where wanted[Int(pages[number].lists[index])] { found.append(line(pages[number], index)) }
        }
    }

    /// What a chain asks of rows on a day, by the numbers that rows are kept with.
    struct Asked: Sendable {
        /// By number of a list its place in the chain; `unwanted` for others.
        fileprivate let ranks: [Int16]
        /// By number of a validity whether it holds on the day.
        fileprivate let holds: [Bool]

        fileprivate static let unwanted = Int16.max
    }

    /// Nil for a chain longer than any.
    func asked(_ chain: [ID<PriceList>], on day: Day) -> Asked? {
        guard chain.count < Int(Asked.unwanted) else { return nil }
        var ranks = Array(repeating: Asked.unwanted, count: lists.count)
        for (rank, list) in chain.enumerated().reversed() { if let number = numbers[list] { ranks[Int(number)] = Int16(rank) } }
        return Asked(ranks: ranks, holds: validities.map { $0.from <= day && day <= $0.to })
    }

    /// The rows of a page as they lie, for many questions in a row: between them nothing is counted by reference, which cores that price at once would wait for.
    struct Look {
        fileprivate let ends: UnsafeBufferPointer<Int32>
        fileprivate let lists: UnsafeBufferPointer<Int32>
        fileprivate let numbers: UnsafeBufferPointer<Int32>
        fileprivate let prices: UnsafeBufferPointer<UnitPrice>
        fileprivate let validities: UnsafeBufferPointer<Validity>
        fileprivate let ranks: UnsafeBufferPointer<Int16>
        fileprivate let holds: UnsafeBufferPointer<Bool>
    }

    /// Looks at a page of products for a chain; nil where there is no such page. What is asked must be of this version.
    func look<Answer>(_ page: Int, _ asked: Asked, _ body: (Look) -> Answer) -> Answer? {
        guard pages.indices.contains(page) else { return nil }
        let page = pages[page]
        return page.ends.withUnsafeBufferPointer { ends in
            page.lists.withUnsafeBufferPointer { lists in
                page.validities.withUnsafeBufferPointer { numbers in
                    page.prices.withUnsafeBufferPointer { prices in
                        validities.withUnsafeBufferPointer { validities in
                            asked.ranks.withUnsafeBufferPointer { ranks in
                                asked.holds.withUnsafeBufferPointer { holds in
                                    body(Look(ends: ends, lists: lists, numbers: numbers, prices: prices, validities: validities, ranks: ranks, holds: holds))
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private func line(_ page: Page, _ index: Int) -> PriceLine {
        let validity = validities[Int(page.validities[index])]
        return PriceLine(
            list: lists[Int(page.lists[index])], minQuantity: validity.minQuantity, from: validity.from, to: validity.to, price: page.prices[index])
    }

    private mutating func row(_ line: PriceLine) -> Row {
        Row(
            list: Self.number(of: line.list, in: &numbers, &lists),
            validity: Self.number(of: Validity(minQuantity: line.minQuantity, from: line.from, to: line.to), in: &validityNumbers, &validities), price: line.price)
    }

    private static func number<Key: Hashable>(of key: Key, in numbers: inout [Key: Int32], _ all: inout [Key]) -> Int32 {
        if let number = numbers[key] { return number }
        let number = Int32(clamping: all.count)
        numbers[key] = number
        all.append(key)
        return number
    }
}

extension PriceRows {
    /// Takes rows of all products in whatever order they lie in the database: what is read as it lies is read many times faster.
    struct Loader {
        private var rows: PriceRows
        /// Until the end `ends` tells of each row, and not of each product, whose it is.
        private var pages: [Page]

        /// - Parameter rows: without any yet, of all products.
        init(_ rows: PriceRows) {
            self.rows = rows
            pages = Array(repeating: Page(), count: rows.pages.count)
        }

        mutating func add(_ line: PriceLine, to place: Int) {
            let row = rows.row(line)
            pages[place / pageSize].ends.append(Int32(clamping: place % pageSize))
            pages[place / pageSize].lists.append(row.list)
            pages[place / pageSize].validities.append(row.validity)
            pages[place / pageSize].prices.append(row.price)
        }

        /// The rows of each product in the order of lists, of quantities and of days.
        consuming func finish() -> PriceRows {
            for number in pages.indices {
                let page = pages[number]
                pages[number] = Page()
                let order = page.lists.indices.sorted { rows.key(page, $0) < rows.key(page, $1) }
                rows.pages[number].fill(page, in: order)
            }
            return rows
        }
    }

    /// What rows are ordered by while `ends` tells whose they are.
    private func key(_ page: Page, _ index: Int) -> (Int32, ID<PriceList>, Quantity, Day) {
        let validity = validities[Int(page.validities[index])]
        return (page.ends[index], lists[Int(page.lists[index])], validity.minQuantity, validity.from)
    }
}

extension PriceRows.Look {
    private func rows(_ offset: Int) -> Range<Int> {
        guard ends.indices.contains(offset) else { return 0..<0 }
        return (offset == 0 ? 0 : Int(ends[offset - 1]))..<Int(ends[offset])
    }

    /// The row that answers, as `PriceBook` says it: of the first list of the chain that has one valid on the day and reached by the quantity; of those the one
    /// with the highest quantity, then the one that began last.
    /// - Parameter offset: of the product in its page.
    func answer(_ offset: Int, for quantity: Quantity) -> (link: Int, price: UnitPrice)? {
        var (best, rank) = (-1, PriceRows.Asked.unwanted)
        for index in rows(offset) {
            let other = ranks[Int(lists[index])]
            guard other <= rank, other != PriceRows.Asked.unwanted else { continue }
            let validity = Int(numbers[index])
            guard holds[validity], validities[validity].minQuantity.thousandths <= quantity.thousandths else { continue }
            if other == rank {
                let (known, new) = (validities[Int(numbers[best])], validities[validity])
                guard (known.minQuantity, known.from) < (new.minQuantity, new.from) else { continue }
            }
            (best, rank) = (index, other)
        }
        return best < 0 ? nil : (Int(rank), prices[best])
    }

    /// Asks memory for what `answer` will need of these products, so that it waits for all of them at once and not for each in turn: a catalogue's rows are
    /// larger than any cache, and a category lies scattered in them.
    func prefetch(_ offsets: some Sequence<Int>) {
        for offset in offsets where ends.indices.contains(offset) { ends.prefetch(offset) }
        // Sixteen lists lie in a line.
        for offset in offsets { for index in stride(from: rows(offset).lowerBound, to: rows(offset).upperBound, by: 16) { lists.prefetch(index) } }
        // The row that answers where it is in force.
        for offset in offsets {
            var (best, rank) = (-1, PriceRows.Asked.unwanted)
            for index in rows(offset) where ranks[Int(lists[index])] < rank { (best, rank) = (index, ranks[Int(lists[index])]) }
            guard best >= 0 else { continue }
            numbers.prefetch(best)
            prices.prefetch(best)
        }
    }
}

extension PriceRows.Page {
    /// Takes the rows of a loader's page in the order of `indices`.
    fileprivate mutating func fill(_ loaded: PriceRows.Page, in indices: [Int]) {
        lists = indices.map { loaded.lists[$0] }
        validities = indices.map { loaded.validities[$0] }
        prices = indices.map { loaded.prices[$0] }
        var counts = Array(repeating: Int32(0), count: ends.count)
        for offset in loaded.ends { counts[Int(offset)] += 1 }
        var end: Int32 = 0
        for offset in ends.indices {
            end += counts[offset]
            ends[offset] = end
        }
    }

    fileprivate mutating func replace(_ offset: Int, _ rows: [PriceRows.Row]) {
        let old = range(offset)
        lists.replaceSubrange(old, with: rows.lazy.map(\.list))
        validities.replaceSubrange(old, with: rows.lazy.map(\.validity))
        prices.replaceSubrange(old, with: rows.lazy.map(\.price))
        let more = Int32(clamping: rows.count - old.count)
        if more != 0 { for next in offset..<ends.count { ends[next] += more } }
    }
}
