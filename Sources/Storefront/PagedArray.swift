import CPrefetch

/// An array in pages of a thousand, copied on write page by page: a new version of a million elements with one change costs a few kilobytes.
struct PagedArray<Element: Sendable>: Sendable {
    private static var pageSize: Int { 1024 }
    private var pages: [[Element]] = []
    private(set) var count = 0

    subscript(index: Int) -> Element {
        get { pages[index / Self.pageSize][index % Self.pageSize] }
        set { pages[index / Self.pageSize][index % Self.pageSize] = newValue }
    }

    /// Asks memory for an element that will be read soon.
    func prefetch(_ index: Int) {
        pages.withUnsafeBufferPointer { pages in
            guard pages.indices.contains(index / Self.pageSize) else { return }
            pages[index / Self.pageSize].withUnsafeBufferPointer { page in
                if let base = page.baseAddress, page.indices.contains(index % Self.pageSize) { prefetch_line(base + index % Self.pageSize) }
            }
        }
    }

    mutating func append(_ element: Element) {
        if count % Self.pageSize == 0 {
            var page: [Element] = []
            page.reserveCapacity(Self.pageSize)
            pages.append(page)
        }
        pages[pages.count - 1].append(element)
        count += 1
    }
}
