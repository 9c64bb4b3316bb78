import Kernel
import Pricing
import Testing

@Suite("The price of a contract")
struct PriceBookTests {
    private static func day(_ text: String) throws -> Day { try #require(Day(text)) }

    private static func list(_ number: Int64, _ currency: String = "RUB", vatIncluded: Bool = true, from: Day? = nil, to: Day? = nil) throws -> PriceListTerms {
        PriceListTerms(
            id: ID(number), name: "L\(number)", currency: try #require(Currency(currency)), vatIncluded: vatIncluded,
            period: try #require(Period(from: from, to: to)))
    }

    private static func line(_ list: Int64, _ price: String, min: String = "0", from: String = "1900-01-02", to: String = "2999-12-30") throws -> PriceLine {
        PriceLine(
            list: ID(list), minQuantity: try #require(Quantity(min)), from: try day(from), to: try day(to), price: try #require(UnitPrice(price)))
    }

    @Test("the first list that has a row answers with all its breaks; below its lowest break the next one does")
    func chain() throws {
        let lines = [try Self.line(1, "90", min: "10"), try Self.line(1, "80", min: "100"), try Self.line(2, "95"), try Self.line(2, "70", min: "50")]
        let terms = PriceTerms(chain: [try Self.list(1), try Self.list(2)], day: try Self.day("2026-11-24"), currency: .rub, vatMode: .included, rate: .vat22)
        let cases = [("1", "95"), ("9.999", "95"), ("10", "90"), ("50", "90"), ("99", "90"), ("100", "80")]
        for (quantity, expected) in cases {
            let answer = PriceBook.price(lines, for: try #require(Quantity(quantity)), under: terms)
            #expect(try answer.get().unitPrice == UnitPrice(expected), "\(quantity)")
        }
        #expect(PriceBook.breaks(lines, under: terms).map(\.from.decimal) == ["0", "10", "100"])
    }

    @Test("periods of lists and rows are inclusive, the row begun last counts")
    func dates() throws {
        let lines = [
            try Self.line(1, "100"), try Self.line(1, "90", from: "2026-11-24", to: "2026-11-30"), try Self.line(1, "85", from: "2026-11-30", to: "2026-11-30"),
            try Self.line(2, "50"),
        ]
        let chain = [try Self.list(2, from: try Self.day("2026-12-01"), to: nil), try Self.list(1)]
        for (day, expected) in [("2026-11-23", "100"), ("2026-11-24", "90"), ("2026-11-29", "90"), ("2026-11-30", "85"), ("2026-12-01", "50")] {
            let terms = PriceTerms(chain: chain, day: try Self.day(day), currency: .rub, vatMode: .included, rate: .vat22)
            #expect(try PriceBook.price(lines, for: .one, under: terms).get().unitPrice == UnitPrice(expected), "\(day)")
        }
    }

    @Test("VAT is put in or taken out as the contract says, and told as a step")
    func vat() throws {
        let lines = [try Self.line(1, "122.00")]
        func price(_ included: Bool, _ mode: VATMode, _ rate: VATRate = .vat22) throws -> PriceAnswer {
            let terms = PriceTerms(chain: [try Self.list(1, vatIncluded: included)], day: try Self.day("2026-11-24"), currency: .rub, vatMode: mode, rate: rate)
            return try PriceBook.price(lines, for: .one, under: terms).get()
        }
        #expect(try price(true, .onTop).unitPrice == UnitPrice("100"))
        #expect(try price(false, .included).unitPrice == UnitPrice("148.84"))
        #expect(try price(true, .included).steps.map(\.kind) == [.list])
        #expect(try price(true, .onTop).steps.map(\.kind) == [.list, .vat])
        #expect(try price(true, .onTop, .none).unitPrice == UnitPrice("122"))
    }

    @Test("no row is a price on request; a list of another currency without a rate says so")
    func none() throws {
        let terms = PriceTerms(chain: [try Self.list(1, "EUR")], day: try Self.day("2026-11-24"), currency: .rub, vatMode: .included, rate: .vat22)
        #expect(PriceBook.price([PriceLine](), for: .one, under: terms) == .failure(.onRequest))
        #expect(PriceBook.price([try Self.line(1, "5")], for: .one, under: terms) == .failure(.missingRate(try #require(Currency("EUR")))))
    }

    @Test("random books: the same as a slow and obvious calculation", arguments: [1, 2, 3, 4, 5] as [UInt64])
    func property(_ seed: UInt64) throws {
        var random = Seeded(seed)
        let base = Int64(try Self.day("2026-11-01").number)
        func day(_ offset: Int64) throws -> Day { try #require(Day(number: base + offset)) }
        for _ in 0..<2000 {
            let lists = try (1...4).map { number -> PriceListTerms in
                let from = Int64.random(in: -3...12, using: &random)
                return try Self.list(Int64(number), from: Bool.random(using: &random) ? try day(from) : nil, to: Bool.random(using: &random) ? try day(from + 6) : nil)
            }.shuffled(using: &random)
            let lines = try (0..<Int.random(in: 0...14, using: &random)).map { _ -> PriceLine in
                let from = Int64.random(in: -3...12, using: &random)
                return PriceLine(
                    list: ID(Int64.random(in: 1...4, using: &random)), minQuantity: try #require(Quantity(thousandths: Int64.random(in: 0...5, using: &random) * 1000)),
                    from: try day(from), to: try day(from + Int64.random(in: 0...8, using: &random)),
                    price: try #require(UnitPrice(units: Int64.random(in: 1...1_000_000, using: &random))))
            }
            // Within a list a price is known by quantity and first day.
            var seen: Set<[Int64]> = []
            let book = lines.filter { seen.insert([$0.list.rawValue, $0.minQuantity.thousandths, Int64($0.from.number)]).inserted }
            let today = try day(Int64.random(in: -3...15, using: &random))
            let quantity = try #require(Quantity(thousandths: Int64.random(in: 1...7, using: &random) * 1000))
            let terms = PriceTerms(chain: lists, day: today, currency: .rub, vatMode: .included, rate: .vat22)
            let answer = try? PriceBook.price(book, for: quantity, under: terms).get().unitPrice
            #expect(answer == slow(book, lists, today, quantity), "seed \(seed)")
        }
    }

    /// Sorts everything and takes the first: no early exits, no shared code.
    private func slow(_ book: [PriceLine], _ chain: [PriceListTerms], _ day: Day, _ quantity: Quantity) -> UnitPrice? {
        let valid = book.filter { line in
            line.from.number <= day.number && day.number <= line.to.number && line.minQuantity.thousandths <= quantity.thousandths
                && chain.contains { $0.id == line.list && ($0.period.from?.number ?? .min) <= day.number && day.number <= ($0.period.to?.number ?? .max) }
        }
        func place(_ line: PriceLine) -> Int { chain.firstIndex { $0.id == line.list } ?? .max }
        return valid.sorted { left, right in
            if place(left) != place(right) { return place(left) < place(right) }
            if left.minQuantity != right.minQuantity { return left.minQuantity > right.minQuantity }
            return left.from > right.from
        }.first?.price
    }
}
