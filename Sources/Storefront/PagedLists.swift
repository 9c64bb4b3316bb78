import CPrefetch

/// A list of numbers for each place, one behind the other in pages of a thousand lists: whoever counts over many places reads memory in its order.
struct PagedLists: Sendable {
    static var pageSize: Int { PagedArray<Int32>.pageSize }

    private struct Page: Sendable {
        /// Where each list ends.
        var ends: [Int32] = []
        var numbers: [Int32] = []
    }

    /// The lists of a page as they lie.
    struct Lists {
        fileprivate let ends: UnsafeBufferPointer<Int32>
        fileprivate let numbers: UnsafeBufferPointer<Int32>

        subscript(index: Int) -> Slice<UnsafeBufferPointer<Int32>> { numbers[start(index)..<Int(ends[index])] }

        /// The numbers of a list, without what a loop over a slice costs.
        func forEach(_ index: Int, _ body: (Int) -> Void) {
            var place = start(index)
            let end = Int(ends[index])
            while place < end {
                body(Int(numbers[place]))
                place += 1
            }
        }

        /// Tells the processor that it will be asked soon where a list lies: some steps before `prefetch`.
        func prefetchEnds(_ index: Int) { if let base = ends.baseAddress { prefetch_line(base + index) } }

        /// Tells the processor that a list will be read soon.
        func prefetch(_ index: Int) { if let base = numbers.baseAddress { prefetch_line(base + start(index)) } }

        private func start(_ index: Int) -> Int { index == 0 ? 0 : Int(ends[index - 1]) }
    }

    private var pages: [Page] = []
    private(set) var count = 0

    subscript(place: Int) -> ArraySlice<Int32> {
        let (page, index) = (place / Self.pageSize, place % Self.pageSize)
        return pages[page].numbers[(index == 0 ? 0 : Int(pages[page].ends[index - 1]))..<Int(pages[page].ends[index])]
    }

    /// The lists of a page, by their places within it; does nothing where there is no such page.
    func withPage(_ number: Int, _ body: (Lists) -> Void) {
        guard pages.indices.contains(number) else { return }
        pages[number].ends.withUnsafeBufferPointer { ends in pages[number].numbers.withUnsafeBufferPointer { body(Lists(ends: ends, numbers: $0)) } }
    }

    mutating func append(_ list: [Int32]) {
        if count % Self.pageSize == 0 { pages.append(Page()) }
        let last = pages.count - 1
        pages[last].numbers.append(contentsOf: list)
        pages[last].ends.append(Int32(clamping: pages[last].numbers.count))
        count += 1
    }

    /// - Parameter place: one that is known.
    mutating func replace(at place: Int, by list: [Int32]) {
        let old = self[place]
        if old.elementsEqual(list) { return }
        let (page, index) = (place / Self.pageSize, place % Self.pageSize)
        let (range, change) = (old.startIndex..<old.endIndex, Int32(clamping: list.count - old.count))
        pages[page].numbers.replaceSubrange(range, with: list)
        if change != 0 { for later in index..<pages[page].ends.count { pages[page].ends[later] += change } }
    }
}
