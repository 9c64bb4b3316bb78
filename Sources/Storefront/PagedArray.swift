/// An array in pages of a thousand, copied on write page by page: a new version of a million elements with one change costs a few kilobytes.
struct PagedArray<Element: Sendable>: Sendable {
    private static var pageSize: Int { 1024 }
    private var pages: [[Element]] = []
    private(set) var count = 0

    subscript(index: Int) -> Element {
        get { pages[index / Self.pageSize][index % Self.pageSize] }
        set { pages[index / Self.pageSize][index % Self.pageSize] = newValue }
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
