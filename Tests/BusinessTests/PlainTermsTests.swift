import Kernel
import Pricing
@testable import Storefront
import Testing

/// The short way for whole catalogues against the rule itself.
@Suite("Prices by numbers alone")
struct PlainTermsTests {
    @Test("wherever the short way answers, it is the rule's answer to the last unit", arguments: 1...8 as ClosedRange<UInt64>)
    func sameAsBook(_ seed: UInt64) throws {
        var random = Seeded(seed)
        var (plain, discounted, left) = (0, 0, 0)
        for round in 0..<1500 {
            let book = try PlainBook(&random)
            var rows = PriceRows()
            rows.appendProduct()
            rows[0] = book.lines
            let expected = PriceBook.price(book.lines, of: book.goods, for: book.quantity, amount: nil, under: book.terms)
            let asked = try #require(rows.asked(book.terms.linkIDs, on: book.terms.day))
            guard let answer = try #require(rows.look(0, asked, { $0.answer(0, for: book.quantity) })) else {
                if case .success(let price) = expected { Issue.record("seed \(seed), round \(round): \(price) was not found") }
                continue
            }
            if case .failure(.onRequest) = expected { Issue.record("seed \(seed), round \(round): a row answered where none is valid") }
            let shared = book.terms.discounts(brand: book.goods.brand, categories: book.goods.categories)
            let terms = PlainTerms(shared, brand: book.goods.brand, categories: book.goods.categories, rate: book.goods.rate, under: book.terms)
            guard !book.terms.isApart(book.goods.product), let price = terms?.price(answer.price, of: answer.link, for: book.quantity) else {
                left += 1
                continue
            }
            plain += 1
            let rule = try #require(try? expected.get())
            if rule.unitPrice != rule.listPrice { discounted += 1 }
            #expect(price == rule.unitPrice, "seed \(seed), round \(round)")
        }
        #expect(plain > 300 && discounted > 100 && left > 100, "the books are worth asking: \(plain), \(discounted), \(left)")
    }
}

/// A random book of which many are plain: prices so small that rounding matters, breaks that meet, days that end.
private struct PlainBook {
    let terms: PriceCircumstances
    let lines: [PriceLine]
    let quantity: Quantity
    let goods = Book.goods

    init(_ random: inout Seeded) throws {
        func number(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &random) }
        func chance(_ percent: Int64) -> Bool { number(1...100) <= percent }
        func quantity() throws -> Quantity { try #require(Quantity(thousandths: number(0...4) * 1000)) }
        let today = try Book.day("2026-11-24")
        func day(_ range: ClosedRange<Int64>) -> Day { today.adding(days: Int(number(range))) }
        let chain = try (1...number(1...4)).map { place in
            let from = day(-3...1)
            return try Book.list(
                place, chance(12) ? "EUR" : "RUB", vatIncluded: chance(60), from: chance(30) ? from : nil, to: chance(20) ? from.adding(days: 3) : nil, net: chance(15))
        }.shuffled(using: &random)
        var seen: Set<[Int64]> = []
        lines = try (0..<number(0...12)).compactMap { _ in
            let from = day(-4...2)
            let line = PriceLine(
                list: ID(number(1...5)), minQuantity: try quantity(), from: from, to: from.adding(days: Int(number(0...8))),
                price: try #require(UnitPrice(units: number(0...(chance(50) ? 30 : 3_000_000)))))
            return seen.insert([line.list.rawValue, line.minQuantity.thousandths, Int64(line.from.number)]).inserted ? line : nil
        }.sorted { ($0.list, $0.minQuantity, $0.from) < ($1.list, $1.minQuantity, $1.from) }
        let discounts = try (0..<number(0...6)).map { place in
            let scopes: [GoodsScope] = [.all, .all, .category(ID(1)), .category(ID(3)), .brand(ID(1)), .product(ID(chance(30) ? 1 : 2))]
            let percent = try #require(Percent(millionths: chance(20) ? number(0...20) : number(0...12) * 50_000))
            let effect: DiscountTerms.Effect = chance(95) ? .percent(percent) : .markup(percent)
            let mode: DiscountTerms.Mode = if case .markup = effect { .best } else { try #require(DiscountTerms.Mode.allCases.randomElement(using: &random)) }
            return try Book.discount(
                place + 1, effect, mode, scope: try #require(scopes.randomElement(using: &random)), priority: number(1...2), min: try quantity().decimal,
                amount: chance(5) ? "1" : nil, from: day(-3...1), to: day(-1...4))
        }
        let floors = chance(15)
            ? [PriceFloorTerms(
                id: ID(1), name: "F", scope: chance(50) ? .brand(ID(1)) : .brand(ID(2)),
                limit: .price(try #require(UnitPrice(units: number(1...40))), .rub, vatIncluded: true), from: day(-2...0), to: day(-1...2))] : []
        self.quantity = try #require(Quantity(thousandths: number(1...5) * 1000))
        terms = PriceCircumstances(
            chain: chain, day: today, currency: .rub, vatMode: try #require(VATMode.allCases.randomElement(using: &random)),
            discounts: [DiscountMatrix(discounts)], floors: floors, rates: CurrencyRates([try Book.rate("EUR", "2026-11-01", "90")]))
    }
}
