import Kernel
@testable import Search
import Testing

@Suite("Words of a search")
struct WordsTests {
    @Test("sizes, decimals and units come out alike however they were typed", arguments: [
        (["М8х40", "M8x40", "m8*40", "М8 х 40", "м8×40"], "M8X40"), (["3х2,5", "3x2.5", "3 х 2,5", "3*2.5"], "3X2.5"),
        (["0.75 кВт", "0,75кВт", "0,75 квт"], "0.75KBT"), (["16А", "16 A", "16a"], "16A"), (["ВА47-29", "BA47-29", "ва47–29"], "BA4729"),
    ])
    func spelling(_ texts: [String], _ term: String) {
        for text in texts { #expect(Words().question(text).map(\.text) == [term], "\(text)") }
    }

    @Test("words are found by their stems, little words are left out, mixed scripts are mended")
    func stems() {
        let words = Words()
        #expect(words.question("кабели силовые").map(\.text) == words.question("кабель силовой").map(\.text))
        #expect(words.question("розетка для кухни").count == 2)
        #expect(words.question("для").count == 1)
        #expect(words.question("Kaбeль").map(\.text) == words.question("кабель").map(\.text))
        #expect(words.question("  ").isEmpty && words.question("()-,.").isEmpty)
    }

    @Test("a question under the other layout and in Latin letters is read as it was meant")
    func rewriting() {
        #expect(Rewriting.otherLayout(",jkn") == "болт")
        #expect(Rewriting.otherLayout("РУФВ") == "head")
        #expect(Rewriting.transliterated("vyklyuchatel") == "выключател")
        #expect(Rewriting.otherLayout("123") == nil)
    }

    @Test("the distance counts one letter put in, left out, changed or swapped, as the plain table does")
    func distance() {
        func plain(_ a: [UInt32], _ b: [UInt32]) -> Int {
            var d = (0...a.count).map { i in (0...b.count).map { j in i == 0 ? j : j == 0 ? i : 0 } }
            for i in a.indices { for j in b.indices {
                d[i + 1][j + 1] = min(d[i][j] + (a[i] == b[j] ? 0 : 1), d[i][j + 1] + 1, d[i + 1][j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { d[i + 1][j + 1] = min(d[i + 1][j + 1], d[i - 1][j - 1] + 1) }
            } }
            return d[a.count][b.count]
        }
        var seed: UInt64 = 7
        func random(_ n: Int) -> Int { seed = seed &* 6_364_136_223_846_793_005 &+ 1; return Int(seed >> 33) % n }
        for _ in 0..<3000 {
            let a = (0..<random(7)).map { _ in UInt32(random(3)) }
            let b = (0..<random(7)).map { _ in UInt32(random(3)) }
            let ought = plain(a, b)
            #expect(Rewriting.distance(a, b, limit: 2) == (ought <= 2 ? ought : nil), "\(a) \(b)")
        }
    }
}
