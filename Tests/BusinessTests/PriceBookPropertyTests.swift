import Kernel
import Pricing
import Testing

/// A random book: lists of three currencies with breaks and periods, discounts of all kinds, floors, costs, rates.
struct RandomBook {
    let lists: [PriceListTerms]
    let lines: [PriceLine]
    let discounts: [DiscountTerms]
    let floors: [PriceFloorTerms]
    let rates: [CurrencyRate]
    let rule: RateRule
    let day: Day
    let currency: Currency
    let mode: VATMode
    let quantity: Quantity
    let amount: Money?

    static let currencies = ["RUB", "EUR", "CNY"].compactMap { Currency($0) }

    init(_ random: inout Seeded) throws {
        let base = Int64(try Book.day("2026-11-10").number)
        func day(_ range: ClosedRange<Int64>) throws -> Day { try #require(Day(number: base + Int64.random(in: range, using: &random))) }
        func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
        func pick<T>(_ items: [T]) throws -> T { try #require(items.randomElement(using: &random)) }
        func price() throws -> UnitPrice { try #require(UnitPrice(units: Int64.random(in: 1...5_000_000, using: &random))) }
        func percent() throws -> Percent { try #require(Percent(millionths: Int64.random(in: 0...40, using: &random) * 12_345)) }
        func scope() throws -> GoodsScope {
            try pick([.all, .product(ID(1)), .product(ID(2)), .category(ID(1)), .category(ID(2)), .category(ID(3)), .brand(ID(1)), .brand(ID(2))])
        }
        var lists: [PriceListTerms] = []
        for number in 1...5 as ClosedRange<Int64> {
            let from = try day(-6...6)
            lists.append(try Book.list(
                number, try pick(Self.currencies).code, vatIncluded: chance(50), from: chance(50) ? from : nil, to: chance(50) ? from.adding(days: 9) : nil,
                net: chance(20), cost: number == 5))
        }
        self.lists = lists.shuffled(using: &random)
        var seen: Set<[Int64]> = []
        var lines: [PriceLine] = []
        for _ in 0..<Int.random(in: 0...16, using: &random) {
            let from = try day(-6...6)
            let line = PriceLine(
                list: ID(Int64.random(in: 1...5, using: &random)), minQuantity: try #require(Quantity(thousandths: Int64.random(in: 0...5, using: &random) * 1000)),
                from: from, to: from.adding(days: Int.random(in: 0...12, using: &random)), price: try price())
            if seen.insert([line.list.rawValue, line.minQuantity.thousandths, Int64(line.from.number)]).inserted { lines.append(line) }
        }
        self.lines = lines
        var discounts: [DiscountTerms] = []
        for number in 0..<Int64.random(in: 0...8, using: &random) {
            let mode = try pick(DiscountTerms.Mode.allCases)
            let effect: DiscountTerms.Effect =
                mode == .add || chance(60) ? .percent(try percent())
                : chance(50) ? .fixed(try price(), try pick(Self.currencies), vatIncluded: chance(50)) : .markup(try percent())
            let from = try day(-9...3)
            discounts.append(DiscountTerms(
                id: ID(number + 1), externalID: "D\(number)", name: "D\(number)", target: .all, scope: try scope(), effect: effect,
                minQuantity: try #require(Quantity(thousandths: Int64.random(in: 0...4, using: &random) * 1000)),
                minAmount: chance(30) ? Money(minorUnits: Int64.random(in: 1...50_000, using: &random), currency: try pick(Self.currencies)) : nil,
                priority: Int64.random(in: 1...2, using: &random), mode: mode, from: from, to: from.adding(days: 14)))
        }
        self.discounts = discounts
        floors = try (0..<Int64.random(in: 0...2, using: &random)).map { number in
            PriceFloorTerms(
                id: ID(number + 1), name: "F\(number)", scope: try scope(),
                limit: chance(50) ? .margin(try percent()) : .price(try price(), try pick(Self.currencies), vatIncluded: chance(50)),
                from: try day(-9...0), to: try day(0...9))
        }
        var rates: [CurrencyRate] = []
        for currency in Self.currencies.dropFirst() {
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let rate = CurrencyRate(
                    currency: currency, day: try day(-20...5), nominal: try pick([1, 10, 100]), millionths: Int64.random(in: 1_000_000...120_000_000, using: &random))
                if let rate, !rates.contains(where: { $0.currency == rate.currency && $0.day == rate.day }) { rates.append(rate) }
            }
        }
        self.rates = rates
        rule = RateRule(day: try pick(RateRule.RateDay.allCases), markup: chance(50) ? .zero : try percent())
        self.day = try day(-3...6)
        currency = try pick(Self.currencies)
        mode = try pick(VATMode.allCases)
        quantity = try #require(Quantity(thousandths: Int64.random(in: 1...7, using: &random) * 1000))
        amount = chance(20) ? nil : Money(minorUnits: Int64.random(in: 0...60_000, using: &random), currency: currency)
    }

    var terms: PriceCircumstances {
        PriceCircumstances(
            chain: lists.filter { !$0.isCost }, costs: lists, day: day, currency: currency, vatMode: mode,
            discounts: [DiscountMatrix(discounts.prefix(3)), DiscountMatrix(discounts.dropFirst(3))], floors: floors, rates: CurrencyRates(rates), rule: rule)
    }
}

/// The price rule a second time: exact fractions in 10^-9, everything sorted, no early exit, no code of the first.
private struct SlowPrice {
    let book: RandomBook
    let goods: PricedGoods

    enum Answer: Equatable { case price(Int64), onRequest, missing(Currency) }

    func answer() -> Answer {
        let chain = book.lists.filter { !$0.isCost }
        let rows = valid().filter { row in chain.contains { $0.id == row.list } }
        guard let row = rows.min(by: { before($0, $1, in: chain) }), let list = chain.first(where: { $0.id == row.list }) else { return .onRequest }
        let base: Int64
        switch converted(row.price.units, list.currency, vatIncluded: list.vatIncluded, markup: book.rule.markup) {
        case .success(let units): base = units
        case .failure(.missingRate(let currency)): return .missing(currency)
        case .failure(.onRequest): return .onRequest
        }
        return .price(list.isNet ? base : discounted(base))
    }

    private func valid() -> [PriceLine] {
        book.lines.filter { line in
            let list = book.lists.first { $0.id == line.list }
            return line.from.number <= book.day.number && book.day.number <= line.to.number && line.minQuantity.thousandths <= book.quantity.thousandths
                && list.map { ($0.period.from?.number ?? .min) <= book.day.number && book.day.number <= ($0.period.to?.number ?? .max) } ?? false
        }
    }

    private func before(_ left: PriceLine, _ right: PriceLine, in chain: [PriceListTerms]) -> Bool {
        func place(_ line: PriceLine) -> Int { chain.firstIndex { $0.id == line.list } ?? .max }
        if place(left) != place(right) { return place(left) < place(right) }
        if left.minQuantity != right.minQuantity { return left.minQuantity > right.minQuantity }
        return left.from > right.from
    }

    private var cost: Int64? {
        let lists = book.lists.filter(\.isCost)
        let rows = valid().filter { row in lists.contains { $0.id == row.list } }
        guard let row = rows.min(by: { before($0, $1, in: lists) }), let list = lists.first(where: { $0.id == row.list }) else { return nil }
        return try? converted(row.price.units, list.currency, vatIncluded: list.vatIncluded, markup: .zero).get()
    }

    private func rounded(_ numerator: Int128, _ denominator: Int128) -> Int64 { Int64((2 * numerator + denominator) / (2 * denominator)) }

    private func rate(_ currency: Currency) -> (units: Int128, nominal: Int128)? {
        if currency.code == "RUB" { return (1, 1) }
        var day = book.day
        switch book.rule.day {
        case .sameDay: break
        case .previousDay: day = day.adding(days: -1)
        case .monthStart: while day.parts.day != 1 { day = day.adding(days: -1) }
        }
        return book.rates.filter { $0.currency == currency && $0.day.number <= day.number }.max { $0.day < $1.day }.map { (Int128($0.millionths), Int128($0.nominal) * 1_000_000) }
    }

    private func exchanged(_ units: Int64, _ currency: Currency, markup: Percent) -> Result<Int64, NoPrice> {
        if currency == book.currency { return .success(units) }
        guard let from = rate(currency) else { return .failure(.missingRate(currency)) }
        guard let to = rate(book.currency) else { return .failure(.missingRate(book.currency)) }
        return .success(rounded(
            Int128(units) * from.units * to.nominal * (1_000_000 + Int128(markup.millionths)), from.nominal * to.units * 1_000_000))
    }

    private func converted(_ units: Int64, _ currency: Currency, vatIncluded: Bool, markup: Percent) -> Result<Int64, NoPrice> {
        exchanged(units, currency, markup: markup).map { own in
            let wanted = book.mode == .included
            if wanted == vatIncluded { return own }
            return wanted ? rounded(Int128(own) * 122, 100) : rounded(Int128(own) * 100, 122)
        }
    }

    private func covers(_ scope: GoodsScope) -> Bool { [.all, .product(ID(1)), .category(ID(2)), .category(ID(1)), .brand(ID(1))].contains(scope) }

    private func off(_ base: Int64, _ millionths: Int64) -> Int64 { rounded(Int128(base) * Int128(max(0, 1_000_000 - millionths)), 1_000_000) }

    private func alone(_ discount: DiscountTerms, _ base: Int64) -> Int64? {
        switch discount.effect {
        case .percent(let percent): off(base, percent.millionths)
        case .fixed(let price, let currency, let vatIncluded): try? converted(price.units, currency, vatIncluded: vatIncluded, markup: book.rule.markup).get()
        case .markup(let percent): cost.map { rounded(Int128($0) * (1_000_000 + Int128(percent.millionths)), 1_000_000) }
        }
    }

    private func discounted(_ base: Int64) -> Int64 {
        let reached = book.discounts.filter { discount in
            guard covers(discount.scope), discount.from <= book.day, book.day <= discount.to, discount.minQuantity <= book.quantity else { return false }
            guard let least = discount.minAmount else { return true }
            guard let amount = book.amount, let own = try? exchanged(least.minorUnits, least.currency, markup: .zero).get() else { return false }
            return own <= amount.minorUnits
        }.filter { alone($0, base) != nil }
        func order(_ discount: DiscountTerms) -> (Int64, Int64, Int64, String) {
            (discount.priority, -(discount.minAmount?.minorUnits ?? 0), -discount.minQuantity.thousandths, discount.externalID)
        }
        let sorted = reached.sorted { order($0) < order($1) }
        if let first = sorted.first(where: { $0.mode == .first }) { return floored(alone(first, base) ?? base, base) }
        let better = sorted.filter { $0.mode == .best }.map { ($0, alone($0, base) ?? base) }.filter { $0.1 < base }
        let best = better.first { each in better.allSatisfy { each.1 <= $0.1 } }
        let adds = sorted.enumerated().filter { place, discount in
            discount.mode == .add && !sorted[..<place].contains { other in
                other.mode == .add && other.priority == discount.priority && other.scope == discount.scope
                    && (other.minQuantity != discount.minQuantity || other.minAmount != discount.minAmount)
            }
        }.map(\.element)
        var start = base
        var total: Int64 = 0
        if let best { if case .percent(let percent) = best.0.effect { total = percent.millionths } else { start = best.1 } }
        for add in adds { if case .percent(let percent) = add.effect { total += percent.millionths } }
        if best == nil, adds.isEmpty { return base }
        return floored(total == 0 ? start : off(start, total), base)
    }

    private func floored(_ price: Int64, _ base: Int64) -> Int64 {
        let limits = book.floors.filter { covers($0.scope) && $0.from <= book.day && book.day <= $0.to }.compactMap { floor -> Int64? in
            switch floor.limit {
            case .price(let price, let currency, let vatIncluded): try? converted(price.units, currency, vatIncluded: vatIncluded, markup: book.rule.markup).get()
            case .margin(let margin): cost.map { rounded(Int128($0) * 1_000_000, 1_000_000 - Int128(margin.millionths)) }
            }
        }
        return max(price, limits.map { min($0, base) }.max() ?? 0)
    }
}

@Suite("The price of random books")
struct PriceBookPropertyTests {
    @Test("equals a slow and obvious calculation, told or not", arguments: 1...8 as ClosedRange<UInt64>)
    func slow(_ seed: UInt64) throws {
        var random = Seeded(seed)
        var priced = 0
        for round in 0..<1500 {
            let book = try RandomBook(&random)
            let expected = SlowPrice(book: book, goods: Book.goods).answer()
            let answer = PriceBook.price(book.lines, of: Book.goods, for: book.quantity, amount: book.amount, under: book.terms)
            let told = PriceBook.explain(book.lines, of: Book.goods, for: book.quantity, amount: book.amount, under: book.terms)
            #expect(told.price == answer, "seed \(seed), round \(round)")
            switch answer {
            case .success(let price):
                priced += 1
                #expect(expected == .price(price.unitPrice.units), "seed \(seed), round \(round): \(told.explanation.steps)")
                #expect(told.explanation.steps.last?.value == price.unitPrice, "seed \(seed), round \(round): \(told.explanation.steps)")
            case .failure(.onRequest): #expect(expected == .onRequest, "seed \(seed), round \(round)")
            case .failure(.missingRate(let currency)): #expect(expected == .missing(currency), "seed \(seed), round \(round)")
            }
        }
        #expect(priced > 300, "the books are worth asking")
    }
}
