/// An array in pages of a thousand, copied on write page by page: a new version of a million elements with one change costs a few kilobytes.
struct PagedArray<Element: Sendable>: Sendable {
    static var pageSize: Int { 1024 }
    private var pages: [[Element]] = []
    private(set) var count = 0

    subscript(index: Int) -> Element {
        get { pages[index / Self.pageSize][index % Self.pageSize] }
        set { pages[index / Self.pageSize][index % Self.pageSize] = newValue }
    }

    /// The elements of a page as they lie; nil where there is no such page.
    func withPage<Answer>(_ number: Int, _ body: (UnsafeBufferPointer<Element>) -> Answer) -> Answer? {
        pages.indices.contains(number) ? pages[number].withUnsafeBufferPointer(body) : nil
    }

    mutating func append(contentsOf elements: [Element]) { for element in elements { append(element) } }

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
