import Kernel
import Pricing

/// The rows of all price lists by place of their product, lying close together: a pass over the whole catalogue looks at four bytes a row and reads no
/// more than the few rows that concern a chain.
///
/// In pages of 1024 products, copied on write page by page. 28 bytes a row.
struct PriceRows: Sendable {
    /// A row without its list.
    fileprivate struct Row: Sendable {
        let minQuantity: Quantity
        let price: UnitPrice
        let from: Day
        let to: Day

        init(_ line: PriceLine) { (minQuantity, price, from, to) = (line.minQuantity, line.price, line.from, line.to) }
    }

    fileprivate struct Page: Sendable {
        /// Where the rows of each product end.
        var ends: [Int32] = []
        /// The number of each row's list.
        var lists: [Int32] = []
        var rows: [Row] = []

        func range(_ offset: Int) -> Range<Int> { (offset == 0 ? 0 : Int(ends[offset - 1]))..<Int(ends[offset]) }
    }

    private static let pageSize = 1024
    private var pages: [Page] = []
    private(set) var count = 0
    /// Lists by number, in the order they were met. None is ever taken out.
    private var lists: [ID<PriceList>] = []
    private var numbers: [ID<PriceList>: Int32] = [:]

    /// The rows of one product.
    subscript(place: Int) -> [PriceLine] {
        get {
            let page = pages[place / Self.pageSize]
            return page.range(place % Self.pageSize).map { line(page, $0) }
        }
        set {
            let numbers = newValue.map { number(of: $0.list) }
            pages[place / Self.pageSize].replace(place % Self.pageSize, numbers, newValue.map(Row.init))
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
            new.rows.reserveCapacity(old.rows.count)
            for offset in old.ends.indices {
                if let lines = fresh[number * Self.pageSize + offset] {
                    new.lists += lines.map { self.number(of: $0.list) }
                    new.rows += lines.map(Row.init)
                } else {
                    new.lists += old.lists[old.range(offset)]
                    new.rows += old.rows[old.range(offset)]
                }
                new.ends.append(Int32(clamping: new.rows.count))
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

    private func line(_ page: Page, _ index: Int) -> PriceLine {
        let row = page.rows[index]
        return PriceLine(list: lists[Int(page.lists[index])], minQuantity: row.minQuantity, from: row.from, to: row.to, price: row.price)
    }

    private mutating func number(of list: ID<PriceList>) -> Int32 {
        if let number = numbers[list] { return number }
        let number = Int32(clamping: lists.count)
        numbers[list] = number
        lists.append(list)
        return number
    }
}

extension PriceRows.Page {
    fileprivate mutating func replace(_ offset: Int, _ numbers: [Int32], _ rows: [PriceRows.Row]) {
        let old = range(offset)
        lists.replaceSubrange(old, with: numbers)
        self.rows.replaceSubrange(old, with: rows)
        let more = Int32(clamping: rows.count - old.count)
        if more != 0 { for next in offset..<ends.count { ends[next] += more } }
    }
}
