import CPrefetch

/// A list of numbers for each place, in pages of a thousand lists: whoever counts over many places reads memory in its order, and knows where a list lies without
/// reading anything else. A list has its room of a cache line; a longer one lies apart.
struct PagedLists: Sendable {
    static var pageSize: Int { PagedArray<Int32>.pageSize }
    /// In numbers: how many there are, and these.
    private static let room = 16
    /// Instead of how many there are, of a list that lies apart.
    private static let apart: Int32 = -1

    private struct Page: Sendable {
        var numbers: [Int32] = []
        /// By place within the page.
        var long: [Int: [Int32]] = [:]

        func list(_ index: Int) -> ArraySlice<Int32> {
            let start = index * PagedLists.room
            let count = numbers[start]
            return count == PagedLists.apart ? long[index, default: []][...] : numbers[start + 1..<start + 1 + Int(count)]
        }

        mutating func put(_ list: [Int32], _ index: Int) {
            let start = index * PagedLists.room
            long[index] = list.count < PagedLists.room ? nil : list
            numbers[start] = list.count < PagedLists.room ? Int32(list.count) : PagedLists.apart
            if list.count < PagedLists.room { for (place, number) in list.enumerated() { numbers[start + 1 + place] = number } }
        }
    }

    /// The lists of a page as they lie.
    struct Lists {
        fileprivate let numbers: UnsafeBufferPointer<Int32>
        fileprivate let long: [Int: [Int32]]

        subscript(index: Int) -> [Int32] {
            var list: [Int32] = []
            forEach(index) { list.append(Int32($0)) }
            return list
        }

        /// The numbers of a list, without what a loop over a slice costs.
        func forEach(_ index: Int, _ body: (Int) -> Void) {
            let start = index * PagedLists.room
            let count = numbers[start]
            if count == PagedLists.apart { return long[index, default: []].forEach { body(Int($0)) } }
            var place = start + 1
            let end = place + Int(count)
            while place < end {
                body(Int(numbers[place]))
                place += 1
            }
        }

        /// Tells the processor that a list will be read soon: it may lie across two lines of the cache.
        func prefetch(_ index: Int) {
            guard let base = numbers.baseAddress else { return }
            prefetch_line(base + index * PagedLists.room)
            prefetch_line(base + index * PagedLists.room + PagedLists.room / 2)
        }
    }

    private var pages: [Page] = []
    private(set) var count = 0

    subscript(place: Int) -> ArraySlice<Int32> { pages[place / Self.pageSize].list(place % Self.pageSize) }

    /// The lists of a page, by their places within it; does nothing where there is no such page.
    func withPage(_ number: Int, _ body: (Lists) -> Void) {
        guard pages.indices.contains(number) else { return }
        let long = pages[number].long
        pages[number].numbers.withUnsafeBufferPointer { body(Lists(numbers: $0, long: long)) }
    }

    mutating func append(_ list: [Int32]) {
        if count % Self.pageSize == 0 { pages.append(Page()) }
        let last = pages.count - 1
        pages[last].numbers.append(contentsOf: repeatElement(0, count: Self.room))
        pages[last].put(list, count % Self.pageSize)
        count += 1
    }

    /// - Parameter place: one that is known.
    mutating func replace(at place: Int, by list: [Int32]) {
        if self[place].elementsEqual(list) { return }
        pages[place / Self.pageSize].put(list, place % Self.pageSize)
    }
}
