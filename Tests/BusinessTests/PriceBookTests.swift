import Kernel
import Pricing
import Testing

/// Short forms of what prices are made of.
enum Book {
    static func day(_ text: String) throws -> Day { try #require(Day(text)) }

    static func list(
        _ number: Int64, _ currency: String = "RUB", vatIncluded: Bool = true, from: Day? = nil, to: Day? = nil, net: Bool = false, cost: Bool = false
    ) throws -> PriceListTerms {
        PriceListTerms(
            id: ID(number), name: "L\(number)", currency: try #require(Currency(currency)), vatIncluded: vatIncluded,
            period: try #require(Period(from: from, to: to)), isNet: net, isCost: cost)
    }

    static func line(_ list: Int64, _ price: String, min: String = "0", from: String = "1900-01-02", to: String = "2999-12-30") throws -> PriceLine {
        PriceLine(
            list: ID(list), minQuantity: try #require(Quantity(min)), from: try day(from), to: try day(to), price: try #require(UnitPrice(price)))
    }

    static func rate(_ currency: String, _ day: String, _ rate: String, nominal: Int64 = 1) throws -> CurrencyRate {
        let millionths = try #require(DecimalText.parse(rate, scale: 6, limit: CurrencyRate.limit))
        let currency = try #require(Currency(currency))
        let day = try self.day(day)
        return try #require(CurrencyRate(currency: currency, day: day, nominal: nominal, millionths: millionths))
    }

    static func discount(
        _ number: Int64, _ effect: DiscountTerms.Effect, _ mode: DiscountTerms.Mode = .best, scope: GoodsScope = .all, priority: Int64 = 100,
        min: String = "0", amount: String? = nil, from: Day = .first, to: Day = .last
    ) throws -> DiscountTerms {
        DiscountTerms(
            id: ID(number), externalID: "D\(number)", name: "D\(number)", target: .all, scope: scope, effect: effect,
            minQuantity: try #require(Quantity(min)), minAmount: try amount.map { try #require(Money($0, currency: .rub)) }, priority: priority, mode: mode,
            from: from, to: to)
    }

    static func percent(_ text: String) throws -> DiscountTerms.Effect { .percent(try #require(Percent(text))) }

    static let goods = PricedGoods(product: ID(1), brand: ID(1), categories: [ID(2), ID(1)], rate: .vat22)
}

@Suite("The price of a contract")
struct PriceBookTests {
    private static let today = "2026-11-24"

    private static func terms(
        _ chain: [PriceListTerms], costs: [PriceListTerms] = [], on day: String = today, in currency: String = "RUB", _ mode: VATMode = .included,
        _ discounts: [DiscountTerms] = [], floors: [PriceFloorTerms] = [], rates: [CurrencyRate] = [], rule: RateRule = .plain,
        projects: [ID<Product>: [ProjectPrice]] = [:]
    ) throws -> PriceCircumstances {
        PriceCircumstances(
            chain: chain, costs: costs, day: try Book.day(day), currency: try #require(Currency(currency)), vatMode: mode,
            discounts: [DiscountMatrix(discounts)], floors: floors, projects: projects, rates: CurrencyRates(rates), rule: rule)
    }

    private static func price(
        _ lines: [PriceLine], _ terms: PriceCircumstances, for quantity: String = "1", amount: String? = "0", goods: PricedGoods = Book.goods
    ) throws -> String {
        let quantity = try #require(Quantity(quantity))
        let amount = try amount.map { try #require(Money($0, currency: terms.currency)) }
        let fast = PriceBook.price(lines, of: goods, for: quantity, amount: amount, under: terms)
        let told = PriceBook.explain(lines, of: goods, for: quantity, amount: amount, under: terms)
        #expect(fast == told.price, "explaining changes nothing")
        if case .success(let answer) = told.price {
            #expect(told.explanation.steps.last?.value == answer.unitPrice, "the last step is the price: \(told.explanation.steps)")
        }
        return try fast.get().unitPrice.decimal
    }

    @Test("the first list that has a row answers with all its breaks; below its lowest break the next one does")
    func chain() throws {
        let lines = [try Book.line(1, "90", min: "10"), try Book.line(1, "80", min: "100"), try Book.line(2, "95"), try Book.line(2, "70", min: "50")]
        let terms = try Self.terms([try Book.list(1), try Book.list(2)])
        for (quantity, expected) in [("1", "95.0000"), ("9.999", "95.0000"), ("10", "90.0000"), ("50", "90.0000"), ("99", "90.0000"), ("100", "80.0000")] {
            #expect(try Self.price(lines, terms, for: quantity) == expected, "\(quantity)")
        }
        #expect(PriceBook.breaks(lines, of: Book.goods, under: terms).map(\.from.decimal) == ["0", "10", "100"])
    }

    @Test("periods of lists and rows are inclusive, the row begun last counts")
    func dates() throws {
        let lines = [
            try Book.line(1, "100"), try Book.line(1, "90", from: "2026-11-24", to: "2026-11-30"), try Book.line(1, "85", from: "2026-11-30", to: "2026-11-30"),
            try Book.line(2, "50"),
        ]
        let chain = [try Book.list(2, from: try Book.day("2026-12-01"), to: nil), try Book.list(1)]
        for (day, expected) in [
            ("2026-11-23", "100.0000"), ("2026-11-24", "90.0000"), ("2026-11-29", "90.0000"), ("2026-11-30", "85.0000"), ("2026-12-01", "50.0000"),
        ] {
            #expect(try Self.price(lines, try Self.terms(chain, on: day)) == expected, "\(day)")
        }
    }

    @Test("VAT is put in or taken out as the contract says, and told as a step")
    func vat() throws {
        let lines = [try Book.line(1, "122.00")]
        func price(_ included: Bool, _ mode: VATMode, _ rate: VATRate = .vat22) throws -> String {
            try Self.price(lines, try Self.terms([try Book.list(1, vatIncluded: included)], in: "RUB", mode), goods: PricedGoods(product: ID(1), rate: rate))
        }
        #expect(try price(true, .onTop) == "100.0000")
        #expect(try price(false, .included) == "148.8400")
        #expect(try price(true, .included) == "122.0000")
        #expect(try price(true, .onTop, .none) == "122.0000")
        let told = PriceBook.explain(lines, of: Book.goods, for: .one, amount: nil, under: try Self.terms([try Book.list(1)], in: "RUB", .onTop))
        #expect(told.explanation.steps.map(\.kind) == [.list, .vat])
    }

    @Test("no row is a price on request; a list of another currency is converted, without a rate it says so")
    func currencies() throws {
        let euro = try Book.list(1, "EUR")
        let lines = [try Book.line(1, "5")]
        #expect(PriceBook.price([], of: Book.goods, for: .one, amount: nil, under: try Self.terms([euro])) == .failure(.onRequest))
        let missing = NoPrice.missingRate(try #require(Currency("EUR")))
        #expect(PriceBook.price(lines, of: Book.goods, for: .one, amount: nil, under: try Self.terms([euro])) == .failure(missing))
        let rates = [try Book.rate("EUR", "2026-11-24", "95.1234"), try Book.rate("EUR", "2026-11-01", "90"), try Book.rate("CNY", "2026-11-20", "115.5", nominal: 10)]
        #expect(try Self.price(lines, try Self.terms([euro], rates: rates)) == "475.6170")
        #expect(try Self.price(lines, try Self.terms([euro], on: "2026-11-23", rates: rates)) == "450.0000")
        #expect(PriceBook.price(lines, of: Book.goods, for: .one, amount: nil, under: try Self.terms([euro], on: "2026-10-31", rates: rates)) == .failure(missing))
        let marked = RateRule(day: .monthStart, markup: try #require(Percent("2.5")))
        #expect(try Self.price(lines, try Self.terms([euro], rates: rates, rule: marked)) == "461.2500")
        #expect(try Self.price(lines, try Self.terms([euro], rates: rates, rule: RateRule(day: .previousDay))) == "450.0000")
        // 5 × 95.1234 × 10 / 115.5 = 41.17896…
        #expect(try Self.price(lines, try Self.terms([euro], in: "CNY", rates: rates)) == "41.1790")
        #expect(try Self.price([try Book.line(2, "1155")], try Self.terms([try Book.list(2)], in: "CNY", rates: rates)) == "100.0000")
    }

    @Test("the best discount counts, added ones add up, the first stands alone; a net list takes none")
    func discounts() throws {
        let lines = [try Book.line(1, "100")]
        func price(_ discounts: [DiscountTerms], _ quantity: String = "1", amount: String? = "0", net: Bool = false) throws -> String {
            try Self.price(lines, try Self.terms([try Book.list(1, net: net)], in: "RUB", .included, discounts), for: quantity, amount: amount)
        }
        let five = try Book.discount(1, try Book.percent("5"), scope: .brand(ID(1)))
        let seven = try Book.discount(2, try Book.percent("7"), scope: .category(ID(1)), priority: 1000)
        let three = try Book.discount(3, try Book.percent("3"), .add)
        let foreign = try Book.discount(4, try Book.percent("50"), scope: .brand(ID(9)))
        let fixed = try Book.discount(5, .fixed(try #require(UnitPrice("96")), .rub, vatIncluded: true), scope: .product(ID(1)))
        let dear = try Book.discount(6, .fixed(try #require(UnitPrice("200")), .rub, vatIncluded: true), .first, priority: 7)
        #expect(try price([five, seven, foreign]) == "93.0000")
        #expect(try price([five, fixed, three]) == "92.0000", "5 and 3 per cent of one price")
        #expect(try price([fixed, three]) == "93.1200", "3 per cent of the fixed price")
        #expect(try price([five, three, dear]) == "200.0000", "the first stands alone, also where it raises the price")
        #expect(try price([five, three, dear], net: true) == "100.0000")
        let breaks = [
            try Book.discount(7, try Book.percent("1"), .add, min: "10"), try Book.discount(8, try Book.percent("2"), .add, min: "100"),
            try Book.discount(9, try Book.percent("4"), .add, amount: "1000.00"),
        ]
        #expect(try price(breaks, "9") == "100.0000")
        #expect(try price(breaks, "10") == "99.0000")
        #expect(try price(breaks, "100") == "98.0000", "a higher break takes the place of a lower one")
        #expect(try price(breaks, "100", amount: "999.99") == "98.0000")
        #expect(try price(breaks, "1", amount: "1000.00") == "96.0000")
        #expect(try price(breaks, "1", amount: nil) == "100.0000")
        let over = try [60, 70].map { try Book.discount($0, try Book.percent("\($0)"), .add) }
        #expect(try price(over) == "0.0000", "never below zero")
    }

    @Test("no discount goes below a floor by margin or by price; what costs what is told to staff alone")
    func floors() throws {
        let lines = [try Book.line(1, "100"), try Book.line(9, "61", from: "2026-01-01")]
        let cost = try Book.list(9, vatIncluded: true, cost: true)
        let half = try Book.discount(1, try Book.percent("50"))
        let margin = PriceFloorTerms(id: ID(1), name: "Тайная маржа", scope: .all, limit: .margin(try #require(Percent("20"))), from: .first, to: .last)
        let least = PriceFloorTerms(
            id: ID(2), name: "Не ниже", scope: .brand(ID(1)), limit: .price(try #require(UnitPrice("55")), .rub, vatIncluded: false), from: .first, to: .last)
        let terms = try Self.terms([try Book.list(1), cost], costs: [cost], in: "RUB", .included, [half], floors: [margin])
        #expect(try Self.price(lines, terms) == "76.2500")
        #expect(try Self.price(lines, try Self.terms([try Book.list(1)], in: "RUB", .included, [half], floors: [least])) == "67.1000")
        #expect(try Self.price([try Book.line(1, "60"), lines[1]], terms) == "60.0000", "the list's own price stands")
        let markup = try Book.discount(2, .markup(try #require(Percent("10"))), .first)
        let marked = try Self.terms([try Book.list(1)], costs: [cost], in: "RUB", .included, [markup])
        #expect(try Self.price(lines, marked) == "67.1000")
        #expect(try Self.price([lines[0]], marked) == "100.0000", "without a cost there is nothing to put it on")
        let told = PriceBook.explain(lines, of: Book.goods, for: .one, amount: nil, under: terms).explanation
        #expect(told.cost == UnitPrice("61"))
        #expect(told.margin == 2000)
        let seen = told.forClient
        #expect(seen.cost == nil && seen.margin == nil)
        #expect(!seen.steps.contains { $0.source.contains("маржа") })
        #expect(!seen.passedOver.contains { $0.kind == .list || $0.kind == .floor })
    }

    @Test("a project's price answers before the chain, as far as it has goods left")
    func projects() throws {
        let project = ProjectPrice(
            agreement: ID(1), name: "Объект", price: try #require(UnitPrice("70")), left: try #require(Quantity("10")), from: try Book.day("2026-11-01"),
            to: try Book.day("2026-11-30"))
        let discount = try Book.discount(1, try Book.percent("50"))
        func price(_ quantity: String, on day: String = "2026-11-24") throws -> String {
            let terms = try Self.terms([try Book.list(1)], on: day, in: "RUB", .included, [discount], projects: [ID(1): [project]])
            return try Self.price([try Book.line(1, "100")], terms, for: quantity)
        }
        #expect(try price("10") == "70.0000")
        #expect(try price("10.001") == "50.0000")
        #expect(try price("1", on: "2026-12-01") == "50.0000")
    }
}
