import Testing

@testable import Storefront

@Suite("Lists of numbers in pages")
struct PagedListsTests {
    @Test("appended and replaced in any order they hold what plain arrays hold; a copy keeps what it had")
    func likeArrays() {
        var seed: UInt64 = 3
        func random(_ n: Int) -> Int { seed = seed &* 6_364_136_223_846_793_005 &+ 1; return Int(seed >> 33) % n }
        func list() -> [Int32] { (0..<random(random(9) == 0 ? 40 : 18)).map { _ in Int32(random(1000)) } }
        var plain: [[Int32]] = []
        var lists = PagedLists()
        func check(_ lists: PagedLists, _ plain: [[Int32]]) {
            #expect(lists.count == plain.count)
            for (place, list) in plain.enumerated() { #expect(Array(lists[place]) == list) }
            for page in 0...plain.count / PagedLists.pageSize {
                lists.withPage(page) { lists in
                    for (index, list) in plain.dropFirst(page * PagedLists.pageSize).prefix(PagedLists.pageSize).enumerated() { #expect(Array(lists[index]) == list) }
                }
            }
        }
        for _ in 0..<2500 {
            plain.append(list())
            lists.append(plain[plain.count - 1])
        }
        check(lists, plain)
        let (kept, before) = (lists, plain)
        for _ in 0..<3000 {
            let place = random(plain.count)
            plain[place] = list()
            lists.replace(at: place, by: plain[place])
        }
        check(lists, plain)
        check(kept, before)
        lists.withPage(99) { _ in Issue.record("there is no such page") }
    }
}
