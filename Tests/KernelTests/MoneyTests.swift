import Kernel
import Testing

@Suite("money, prices and quantities")
struct MoneyTests {
    private static func rub(_ text: String) throws -> Money { try #require(Money(text, currency: .rub)) }

    @Test(
        "tax inside the sum, per line and half up",
        arguments: [
            ("15000.00", VATRate.vat22, "2704.92"), ("100.00", .vat22, "18.03"), ("189.00", .vat22, "34.08"), ("100.00", .vat5, "4.76"),
            ("100.00", .vat20, "16.67"), ("100.00", .vat10, "9.09"),
            ("100.00", .vat7, "6.54"), ("118.00", .vat18, "18.00"), ("33.33", .vat22, "6.01"), ("100.00", .vat0, "0.00"), ("100.00", .none, "0.00"),
            ("-100.00", .vat22, "-18.03"),
        ])
    func taxInside(gross: String, rate: VATRate, vat: String) throws {
        let line = try LineAmounts(Self.rub(gross), rate: rate, mode: .included)
        #expect(line.vat.decimal == vat)
        #expect(line.gross.decimal == gross)
        #expect(try line.net.adding(line.vat) == line.gross)
    }

    @Test(
        "tax on top of the sum",
        arguments: [
            ("189.00", VATRate.vat22, "41.58", "230.58"), ("0.25", .vat10, "0.03", "0.28"), ("0.75", .vat22, "0.17", "0.92"),
            ("100.00", .none, "0.00", "100.00"),
        ])
    func taxOnTop(net: String, rate: VATRate, vat: String, gross: String) throws {
        let line = try LineAmounts(Self.rub(net), rate: rate, mode: .onTop)
        #expect(line.vat.decimal == vat)
        #expect(line.gross.decimal == gross)
    }

    @Test("the tax of three lines is not the tax of their sum")
    func perLine() throws {
        let line = try LineAmounts(Self.rub("33.33"), rate: .vat20, mode: .included)
        let document = try LineAmounts(Self.rub("99.99"), rate: .vat20, mode: .included)
        #expect(line.vat.minorUnits * 3 == 1668)
        #expect(document.vat.minorUnits == 1667)
    }

    @Test("a contract without VAT has none, whatever the rate")
    func withoutTax() throws {
        let line = try LineAmounts(Self.rub("100.00"), rate: .vat22, mode: .none)
        #expect(line.vat == .zero(.rub) && line.net == line.gross)
    }

    @Test(
        "the rate follows class, regime and day of shipment",
        arguments: [
            (VATClass.standard, TaxRegime.general, "2018-12-31", VATRate.vat18), (.standard, .general, "2019-01-01", .vat20),
            (.standard, .general, "2025-12-31", .vat20),
            (.standard, .general, "2026-01-01", .vat22), (.reduced, .general, "2026-01-01", .vat10), (.zero, .usn5, "2026-01-01", .vat0),
            (.standard, .usn5, "2026-01-01", .vat5),
            (.reduced, .usn7, "2026-01-01", .vat7), (.exempt, .general, "2026-01-01", .none), (.standard, .none, "2026-01-01", .none),
            (.zero, .none, "2026-01-01", .none),
        ])
    func rates(productClass: VATClass, regime: TaxRegime, day: String, rate: VATRate) throws {
        #expect(VATRate(for: productClass, under: regime, on: try #require(Day(day))) == rate)
    }

    @Test("halves are rounded away from zero", arguments: roundedQuotients)
    func halves(numerator: Int128, denominator: Int128, quotient: Int64) { #expect(Rounding.halfUp(numerator, over: denominator) == quotient) }

    @Test("a quotient beyond 64 bits or a denominator of zero is nil")
    func quotients() {
        #expect(Rounding.halfUp(.max, over: 1) == nil)
        #expect(Rounding.halfUp(.min, over: 1) == nil)
        #expect(Rounding.halfUp(1, over: 0) == nil)
        #expect(Rounding.halfUp(1, over: -1) == nil)
    }

    @Test(
        "price by quantity by basis, rounded once",
        arguments: [
            ("19.9900", "3", "1", "59.97"), ("0.3333", "3", "1", "1.00"), ("125.5", "2.5", "1", "313.75"), ("1500", "250", "100", "3750.00"),
            ("0.005", "1", "1", "0.01"), ("0.0049", "1", "1", "0.00"),
        ])
    func totals(price: String, quantity: String, basis: String, total: String) throws {
        let price = try #require(UnitPrice(price))
        #expect(try price.total(for: #require(Quantity(quantity)), basis: #require(Quantity(basis)), currency: .rub).decimal == total)
    }

    @Test("a price loses its tax and gets it back")
    func prices() throws {
        let gross = try #require(UnitPrice("122.0000"))
        let net = try gross.converted(including: false, from: true, rate: .vat22)
        #expect(net.decimal == "100.0000")
        #expect(try net.converted(including: true, from: false, rate: .vat22) == gross)
        #expect(try gross.converted(including: true, from: true, rate: .vat22) == gross)
        #expect(try gross.converted(including: false, from: true, rate: .none) == gross)
    }

    @Test(
        "decimals are read exactly or not at all",
        arguments: [
            ("0", 0), ("0.1", 1000), ("12.3456", 123_456), ("12.34560", 123_456), ("-1", -10000), ("007", 70000), ("922337203685477.5807", .max),
        ] as [(String, Int64)])
    func decimals(text: String, units: Int64) { #expect(DecimalText.parse(text, scale: 4, limit: .max) == units) }

    @Test(
        "what is no decimal",
        arguments: [
            "", "-", ".", "1.", ".5", "1,5", "+1", "1e3", "1 000", "12.34561", "١", "1-", "--1", "1.2.3", "922337203685477.5808",
            "99999999999999999999999", "0x10", "NaN", "1\u{A0}", " 1",
        ])
    func noDecimals(text: String) { #expect(DecimalText.parse(text, scale: 4, limit: .max) == nil) }

    @Test("every number that is written is read back")
    func decimalRoundTrip() {
        var random = SeededGenerator(seed: 1_000_000)
        for _ in 0..<20_000 {
            let value = random.extremeInt64()
            let scale = Int.random(in: 0...6, using: &random)
            let text = DecimalText.write(value, scale: scale, places: Int.random(in: 0...scale, using: &random))
            #expect(DecimalText.parse(text, scale: scale, limit: .max) == (value == .min ? nil : value), "\(random.note) \(text)")
        }
    }

    @Test("no size of money, price or quantity traps; a sum too large is refused")
    func limits() throws {
        var random = SeededGenerator(seed: 64)
        for _ in 0..<20_000 {
            let (left, right) = (random.extremeInt64(), random.extremeInt64())
            let rate = VATRate.allCases.randomElement(using: &random) ?? .none
            let mode = VATMode.allCases.randomElement(using: &random) ?? .none
            let first = Money(minorUnits: left, currency: .rub)
            let second = Money(minorUnits: right, currency: .rub)
            #expect((first != nil) == (left.magnitude <= 1_000_000_000_000_000))
            if let first, let second {
                _ = (try? first.adding(second), try? first.subtracting(second), first.decimal)
                if let line = try? LineAmounts(first, rate: rate, mode: mode) {
                    #expect(try line.net.adding(line.vat) == line.gross, "\(random.note)")
                }
                #expect(Money(first.decimal, currency: .rub) == first, "\(random.note)")
            }
            let quantities = [Quantity(thousandths: left), Quantity(thousandths: right), .zero, .one].compactMap(\.self)
            for quantity in quantities {
                for other in quantities {
                    _ = (quantity + other, quantity - other, quantity.isMultiple(of: other))
                    let rounded = quantity.roundedUp(to: other)
                    #expect(rounded >= quantity, "\(random.note)")
                    if let price = UnitPrice(units: left) {
                        _ = (
                            try? price.total(for: quantity, basis: other, currency: .rub),
                            try? price.converted(including: false, from: true, rate: rate)
                        )
                        #expect(UnitPrice(price.decimal) == price, "\(random.note)")
                    }
                }
                #expect(Quantity(quantity.decimal) == quantity, "\(random.note)")
            }
        }
        let largest = try #require(Money(minorUnits: Money.limit, currency: .rub))
        #expect(throws: Refusal.self) { try largest.adding(largest) }
        let euros = try #require(Currency("EUR"))
        #expect(throws: Refusal.self) { try largest.subtracting(.zero(euros)) }
    }

    @Test("the rouble by all its names", arguments: ["руб", "руб.", "RUR", "643", "810", "RUB", " RUB "])
    func roubles(text: String) { #expect(Currency(text) == .rub) }

    @Test("what is no currency", arguments: ["", "RU", "rub", "РУБ", "EURO"])
    func noCurrencies(text: String) { #expect(Currency(text) == nil) }

    @Test("a sum is spread to the last kopeck", arguments: spreads)
    func spreading(total: Int64, weights: [Int64], parts: [Int64]) { #expect(largestRemainder(total, over: weights) == parts) }

    @Test("parts add up to the sum, are at most one unit off, and follow the weights")
    func spreadingProperties() {
        var random = SeededGenerator(seed: 333)
        for _ in 0..<5000 {
            let weights = (0..<Int.random(in: 1...9, using: &random)).map { _ in random.extremeInt64() }
            let total = random.extremeInt64()
            let parts = largestRemainder(total, over: weights)
            #expect(parts.reduce(Int128(0)) { $0 + Int128($1) } == Int128(total), "\(random.note) \(total) \(weights)")
            let sum = weights.reduce(Int128(0)) { $0 + Int128(max(0, $1)) }
            guard sum > 0 else { continue }
            for (part, weight) in zip(parts, weights) {
                let exact = Int128(total.magnitude) * Int128(max(0, weight)) / sum
                #expect((0...1).contains(Int128(part.magnitude) - exact), "\(random.note) \(total) \(weights)")
            }
        }
    }
}

private let roundedQuotients: [(Int128, Int128, Int64)] = [
    (125, 10, 13), (124, 10, 12), (-125, 10, -13), (135, 10, 14), (1, 2, 1), (-1, 2, -1), (0, 5, 0), (1, 3, 0), (2, 3, 1),
]

private let spreads: [(Int64, [Int64], [Int64])] = [
    (100, [1, 1, 1], [34, 33, 33]), (10, [5, 3, 2], [5, 3, 2]), (1, [0, 0], [1, 0]), (-100, [1, 1, 1], [-34, -33, -33]), (7, [0, 5, -3], [0, 7, 0]),
    (5, [], []),
    (0, [3, 4], [0, 0]), (100, [333, 333, 334], [33, 33, 34]),
]
