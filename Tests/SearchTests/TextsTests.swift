@testable import Search
import Testing

@Suite("Texts in one run of bytes")
struct TextsTests {
    @Test("they are what was put in, and what has a piece is what a look at every text gives")
    func bruteForce() {
        var random = SystemRandomNumberGenerator()
        func any(_ letters: String, _ most: Int) -> String { String((0..<Int.random(in: 0...most, using: &random)).map { _ in letters.randomElement(using: &random) ?? "A" }) }
        for letters in ["AB", "АБ7", "ABCDEFGH-", "é€A"] {
            // Short ones alone, then also longer ones than are compared at once.
            for most in [3, 90] {
                let all = (0..<300).map { _ in any(letters, most) }
                let texts = Texts(all)
                #expect(texts.count == all.count && (0..<texts.count).map { texts[$0] } == all)
                for _ in 0..<60 {
                    let piece = any(letters, 4)
                    let bytes = Array(piece.utf8)
                    let low = Int.random(in: 0..<300, using: &random)
                    let some = low..<Int.random(in: low...300, using: &random)
                    let holding = some.filter { !piece.isEmpty && all[$0].contains(piece) }
                    #expect(texts.numbers(containing: bytes, in: some) == holding, "\(piece)")
                    for number in some {
                        #expect(texts.contains(number, bytes) == (!piece.isEmpty && all[number].contains(piece)))
                        #expect(texts.begins(number, with: bytes) == all[number].hasPrefix(piece))
                        #expect(texts.isEqual(number, to: bytes) == (all[number] == piece))
                        #expect(texts.precedes(number, bytes) == all[number].utf8.lexicographicallyPrecedes(piece.utf8), "\(all[number]) \(piece)")
                    }
                }
            }
        }
    }

    @Test("what was kept is taken again only when it belongs together")
    func kept() {
        let texts = Texts(["болт", "", "M8"])
        #expect(Texts(bytes: texts.bytes, ends: texts.ends).map { kept in (0..<kept.count).map { kept[$0] } } == ["болт", "", "M8"])
        #expect(Texts(bytes: [], ends: [])?.count == 0)
        for (bytes, ends) in [(texts.bytes, [8, 9]), (Array(texts.bytes.dropLast()), texts.ends), (texts.bytes, [9, 8, 12]), (texts.bytes, [7, 9, 12]), (texts.bytes, []), ([], [.max])] as [([UInt8], [UInt32])] {
            #expect(Texts(bytes: bytes, ends: ends) == nil, "\(ends)")
        }
    }
}
