import Kernel
@testable import Search
import Testing

@Suite("Words of a search")
struct WordsTests {
    @Test("sizes, decimals and units come out alike however they were typed", arguments: [
        (["М8х40", "M8x40", "m8*40", "М8 х 40", "м8×40"], "M8X40"), (["3х2,5", "3x2.5", "3 х 2,5", "3*2.5"], "3X2.5"),
        (["0.75 кВт", "0,75кВт", "0,75 квт"], "0.75KBT"), (["16А", "16 A", "16a"], "16A"), (["ВА47-29", "BA47-29", "ва47–29"], "BA4729"),
        (["2,5 мм2", "2.5мм²", "2,5 миллиметра"], "2.5MM"), (["М 10 х 40", "м10х40", "m 10*40"], "M10X40"), (["4 А·ч", "4ач"], "4AЧ"), (["5 метров", "5 м", "5м"], "5M"),
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
        #expect(Rewriting.otherLayout("3[2?5") == "3х2,5")
        #expect(Rewriting.transliterated("bolt m10x40") == "болт m10x40")
        #expect(Rewriting.readings(of: "ва 47-29").contains("ва47-29"))
        #expect(Rewriting.readings(of: "din7991 m10").contains("din 7991 m10"))
        #expect(Rewriting.readings(of: "ИГ-КК-13").contains("ig-kk-13"))
    }

    @Test("a quantity is also what it is in other units, a name what else it is called", arguments: [
        ("0,1 кВт", "100BT"), ("5 м", "5000MM"), ("60 см", "600MM"), ("0,03А", "30MA"), ("3 кг", "3000Г"), ("20 W", "20BT"), ("7vt", "7BT"), ("10х40мм", "10X40"), ("3п", "3P"),
        ("двухклавишный", "2KЛABИШH"), ("болгарка", "углошлифовальн"), ("жз", "желт"),
    ])
    func meanings(_ text: String, _ other: String) throws {
        let term = try #require(Words().question(text).first)
        let meanings = Meanings().all(of: term)
        #expect(meanings.first == term)
        let meant = try #require(meanings.first { $0.text == other }, "\(meanings.map(\.text))")
        #expect(meant.cost > 0)
    }

    @Test("numbers that no unit could shorten stay what they are", arguments: ["99999999999999999999 м", "0,0000001 мм", "м", "1.2.3 кг", "²", "-5 кВт"])
    func oddQuantities(_ text: String) {
        for term in Words().question(text) { #expect(Meanings().all(of: term).first == term) }
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
