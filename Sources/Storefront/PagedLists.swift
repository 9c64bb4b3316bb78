import Kernel

/// A label and a list of numbers for each place, in pages of some thousands: whoever counts over many places reads memory in its order, and knows where a list lies
/// without reading anything else. Each has a line of the cache of its own; a longer list lies apart.
struct PagedLists: Sendable {
    /// Half a megabyte: what a change of one list copies.
    static var pageSize: Int { 8192 }
    /// In a line: how many numbers there are, the label, and the numbers.
    private static let head = 2
    /// Instead of how many there are, of a list that lies apart.
    private static let apart: Int32 = -1

    private struct Page: Sendable {
        /// By place within the page. Lines of memory are as long as these vectors, and these begin where lines do.
        var lines: [SIMD16<Int32>] = []
        var long: [Int: [Int32]] = [:]

        mutating func put(_ label: Int32, _ list: [Int32], _ index: Int) {
            let fits = list.count <= SIMD16<Int32>.scalarCount - PagedLists.head
            var line = SIMD16<Int32>()
            line[0] = fits ? Int32(list.count) : PagedLists.apart
            line[1] = label
            if fits { for (place, number) in list.enumerated() { line[PagedLists.head + place] = number } }
            lines[index] = line
            long[index] = fits ? nil : list
        }
    }

    /// The numbers of one list.
    struct List: RandomAccessCollection {
        fileprivate let line: SIMD16<Int32>
        fileprivate let long: [Int32]?

        var startIndex: Int { 0 }
        var endIndex: Int { long?.count ?? Int(line[0]) }
        subscript(index: Int) -> Int32 { long.map { $0[index] } ?? line[PagedLists.head + index] }
    }

    /// The lists of a page as they lie.
    struct Lists {
        fileprivate let lines: UnsafeBufferPointer<SIMD16<Int32>>
        fileprivate let long: [Int: [Int32]]

        /// The label at a place within the page.
        func label(_ index: Int) -> Int { Int(lines[index][1]) }

        /// The numbers of a list, without what a loop over a collection costs.
        func forEach(_ index: Int, _ body: (Int) -> Void) {
            let line = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(lines)[index * Self.size..<(index + 1) * Self.size])
            let count = line.load(as: Int32.self)
            if count == PagedLists.apart { return long[index, default: []].forEach { body(Int($0)) } }
            for place in PagedLists.head..<PagedLists.head + Int(count) { body(Int(line.load(fromByteOffset: place * 4, as: Int32.self))) }
        }

        private static let size = MemoryLayout<SIMD16<Int32>>.stride

        /// Tells the processor that a list will be read soon.
        func prefetch(_ index: Int) { lines.prefetch(index) }
    }

    private var pages: [Page] = []
    private(set) var count = 0

    subscript(place: Int) -> List {
        let page = pages[place / Self.pageSize]
        let line = page.lines[place % Self.pageSize]
        return List(line: line, long: line[0] == Self.apart ? page.long[place % Self.pageSize] : nil)
    }

    func label(_ place: Int) -> Int32 { pages[place / Self.pageSize].lines[place % Self.pageSize][1] }

    /// The lists of a page, by their places within it; does nothing where there is no such page.
    func withPage(_ number: Int, _ body: (Lists) -> Void) {
        guard pages.indices.contains(number) else { return }
        let long = pages[number].long
        pages[number].lines.withUnsafeBufferPointer { body(Lists(lines: $0, long: long)) }
    }

    mutating func append(_ label: Int32, _ list: [Int32]) {
        if count % Self.pageSize == 0 { pages.append(Page()) }
        let last = pages.count - 1
        pages[last].lines.append(SIMD16())
        pages[last].put(label, list, count % Self.pageSize)
        count += 1
    }

    /// - Parameter place: one that is known.
    mutating func replace(at place: Int, by label: Int32, _ list: [Int32]) {
        if self.label(place) == label, self[place].elementsEqual(list) { return }
        pages[place / Self.pageSize].put(label, list, place % Self.pageSize)
    }
}
