import Kernel
import Pricing
@testable import Storefront
import Testing

/// The rows of price lists as they lie in memory, against a plain dictionary.
@Suite("Rows of price lists in memory")
struct PriceRowsTests {
    @Test("whatever is put, replaced and taken out, each product has the rows it was given; copies keep theirs", arguments: 1...6)
    func random(seed: UInt64) throws {
        var random = Seeded(seed)
        var rows = PriceRows()
        var plain: [[PriceLine]] = []
        for step in 0..<60 {
            for _ in 0..<Int.random(in: 0...90, using: &random) {
                rows.appendProduct()
                plain.append([])
            }
            guard !plain.isEmpty else { continue }
            let before = (rows: rows, plain: plain)
            if step % 3 == 0 {
                let place = Int.random(in: plain.indices, using: &random)
                plain[place] = try lines(&random)
                rows[place] = plain[place]
            } else {
                var fresh: [Int: [PriceLine]] = [:]
                for _ in 0..<Int.random(in: 1...400, using: &random) { fresh[Int.random(in: plain.indices, using: &random)] = try lines(&random) }
                for (place, lines) in fresh { plain[place] = lines }
                rows.replace(fresh)
            }
            #expect(rows.count == plain.count && plain.indices.allSatisfy { rows[$0] == plain[$0] })
            #expect(before.plain.indices.allSatisfy { before.rows[$0] == before.plain[$0] })
            let wanted = Set((0..<3).map { _ in ID<PriceList>(Int64.random(in: 1...12, using: &random) * 1_000_003) })
            let marks = rows.wanted(wanted)
            var found: [PriceLine] = []
            for place in plain.indices {
                rows.collect(place, marks, into: &found)
                #expect(found == plain[place].filter { wanted.contains($0.list) })
            }
        }
        #expect(plain.count > 1024, "more than one page")
    }

    @Test("the rows of some lists are replaced and those of the others stay, in the order of lists", arguments: 1...4)
    func parts(seed: UInt64) throws {
        var random = Seeded(seed)
        var rows = PriceRows()
        var plain: [[PriceLine]] = []
        for _ in 0..<1500 {
            rows.appendProduct()
            plain.append([])
        }
        for _ in 0..<12 {
            let lists = (1...12).filter { _ in Int.random(in: 0..<4, using: &random) == 0 }.map { ID<PriceList>(Int64($0) * 1_000_003) }
            var fresh: [Int: [PriceLine]] = [:]
            for _ in 0..<Int.random(in: 1...900, using: &random) {
                let place = Int.random(in: plain.indices, using: &random)
                let lines = try lines(&random).filter { lists.contains($0.list) }.sorted { $0.list < $1.list }
                fresh[place] = lines
                plain[place] = (plain[place].filter { !lists.contains($0.list) } + lines).sorted { $0.list < $1.list }
            }
            // Of a product that is drawn twice the last rows count.
            rows.replace(fresh, in: lists)
            #expect(plain.indices.allSatisfy { rows[$0] == plain[$0] })
        }
    }

    private func lines(_ random: inout Seeded) throws -> [PriceLine] {
        try (0..<Int.random(in: 0...6, using: &random)).map { _ in
            PriceLine(
                list: ID(Int64.random(in: 1...12, using: &random) * 1_000_003), minQuantity: try #require(Quantity(thousandths: Int64.random(in: 0...9, using: &random))),
                from: .first, to: .last, price: try #require(UnitPrice(units: Int64.random(in: 0...99_999, using: &random))))
        }
    }
}
