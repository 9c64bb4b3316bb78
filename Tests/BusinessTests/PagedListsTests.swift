import Testing

@testable import Storefront

@Suite("Lists of numbers in pages")
struct PagedListsTests {
    @Test("appended and replaced in any order they hold what plain arrays hold; a copy keeps what it had")
    func likeArrays() {
        var seed: UInt64 = 3
        func random(_ n: Int) -> Int { seed = seed &* 6_364_136_223_846_793_005 &+ 1; return Int(seed >> 33) % n }
        func label() -> Int32 { Int32(random(50)) }
        func list() -> [Int32] { (0..<random(random(9) == 0 ? 40 : 18)).map { _ in Int32(random(1000)) } }
        var plain: [(label: Int32, list: [Int32])] = []
        var lists = PagedLists()
        func check(_ lists: PagedLists, _ plain: [(label: Int32, list: [Int32])]) {
            #expect(lists.count == plain.count)
            for (place, known) in plain.enumerated() { #expect(Array(lists[place]) == known.list && lists.label(place) == known.label) }
            for page in 0...plain.count / PagedLists.pageSize {
                lists.withPage(page) { lists in
                    for (index, known) in plain.dropFirst(page * PagedLists.pageSize).prefix(PagedLists.pageSize).enumerated() {
                        var list: [Int32] = []
                        lists.forEach(index) { list.append(Int32($0)) }
                        #expect(list == known.list && lists.label(index) == Int(known.label))
                    }
                }
            }
        }
        for _ in 0..<20_000 {
            plain.append((label(), list()))
            lists.append(plain[plain.count - 1].label, plain[plain.count - 1].list)
        }
        check(lists, plain)
        let (kept, before) = (lists, plain)
        for _ in 0..<3000 {
            let place = random(plain.count)
            plain[place] = (label(), list())
            lists.replace(at: place, by: plain[place].label, plain[place].list)
        }
        check(lists, plain)
        check(kept, before)
        lists.withPage(99) { _ in Issue.record("there is no such page") }
    }
}
