import Customers
import Database
import Foundation
import Integrations
import Kernel
import Pricing
import Records
import Testing
import TestSupport

@Suite("Rates of currencies")
struct RateTests {
    private static let day = "24.11.2026"

    private static func file(_ rates: [(code: String, nominal: String, value: String)], day: String = day, encoding: String = "windows-1251") -> [UInt8] {
        let rows = rates.map { "<Valute ID=\"R1\"><NumCode>1</NumCode><CharCode>\($0.code)</CharCode><Nominal>\($0.nominal)</Nominal><Name>X</Name><Value>\($0.value)</Value></Valute>" }
        return Array("<?xml version=\"1.0\" encoding=\"\(encoding)\"?><ValCurs Date=\"\(day)\" name=\"Foreign Currency Market\">\(rows.joined())</ValCurs>".utf8)
    }

    private func rates(_ house: House) async throws -> RatesOverview {
        let today = Day(of: House.now, in: .gmt)
        return try await house.database.read { try ratesOverview(on: today, for: .system, in: $0) }
    }

    @Test("the Central Bank's file gives rates; what the ERP or a person told stays", arguments: Engine.allCases)
    func precedence(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.put("rates", #"{"currency":"EUR","day":"2026-11-24","rate":"95.5"}"#)
            try await house.database.write { try enterRate(currency: "cny", day: "2026-11-24", nominal: "10", rate: "112,31", for: .system, at: House.now, in: $0) }
            let bytes = Self.file([("USD", "1", "82,9977"), ("EUR", "1", "99,0000"), ("CNY", "1", "11,0000"), ("KZT", "100", "16,2100")])
            let taken = try await takeCentralBankRates(bytes, for: .system, at: House.now, in: house.database)
            #expect((taken.changed, taken.unchanged, taken.left, taken.refused.count) == (2, 0, 2, 0))
            let again = try await takeCentralBankRates(bytes, for: .system, at: House.now, in: house.database)
            #expect((again.changed, again.unchanged, again.left) == (0, 2, 2))
            let states = Dictionary(uniqueKeysWithValues: try await rates(house).currencies.map { ($0.currency.code, $0) })
            #expect(states["USD"]?.now?.rate.millionths == 82_997_700 && states["USD"]?.now?.source == .centralBank)
            #expect(states["EUR"]?.now?.rate.millionths == 95_500_000 && states["EUR"]?.now?.source == .erp)
            #expect(states["CNY"]?.now?.rate.millionths == 112_310_000 && states["CNY"]?.now?.rate.nominal == 10 && states["CNY"]?.now?.source == .hand)
            #expect(states["KZT"]?.now?.rate.nominal == 100)
            // The ERP may still change what the bank told, and its word stays then.
            try await house.put("rates", #"{"currency":"USD","day":"2026-11-24","rate":"80"}"#)
            _ = try await takeCentralBankRates(bytes, for: .system, at: House.now, in: house.database)
            let (kept, _) = try await house.database.read { try rateHistory(of: try #require(Currency("USD")), for: .system, in: $0) }
            #expect(kept.map(\.source) == [.erp] && kept.first?.rate.millionths == 80_000_000)
        }
    }

    @Test("a rate of the ERP is not changed by hand, and a wrong one is told by its field", arguments: Engine.allCases)
    func byHand(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.put("rates", #"{"currency":"EUR","day":"2026-11-24","rate":"95.5"}"#)
            func refused(_ currency: String, _ day: String, _ nominal: String, _ rate: String) async throws -> [String] {
                do {
                    try await house.database.write { try enterRate(currency: currency, day: day, nominal: nominal, rate: rate, for: .system, at: House.now, in: $0) }
                    return []
                } catch let refusal as Refusal { return refusal.problems.map { "\($0.pointer) \($0.reason)" } }
            }
            #expect(try await refused("EUR", "2026-11-24", "1", "90") == ["/rate rate_of_erp"])
            #expect(try await refused("EUR", "2026-11-25", "1", "90,5") == [])
            #expect(try await refused("RUB", "2026-11-25", "1", "1") == ["/currency rouble_has_no_rate"])
            #expect(try await refused("РУБ", "2026-11-25", "1", "1").first == "/currency unknown_currency")
            #expect(try await refused("USD", "2026-13-25", "1", "1") == ["/day not_a_day"])
            #expect(try await refused("USD", "2026-11-25", "0", "1") == ["/nominal not_an_integer"])
            #expect(try await refused("USD", "2026-11-25", "1", "-3") == ["/rate not_in_range"])
        }
    }

    @Test("the rouble's rate is refused in its own words at the ERP's door", arguments: Engine.allCases)
    func rouble(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            let outcomes = try await house.put("rates", #"{"currency":"RUB","day":"2026-11-24","rate":"1"}"#, #"{"currency":"Рубль","day":"2026-11-24","rate":"1"}"#)
            #expect(outcomes.flatMap(\.problems).map(\.reason) == ["rouble_has_no_rate", "unknown_currency"])
        }
    }

    @Test("files that are cut, empty, of something else or without a day keep nothing")
    func broken() async throws {
        try await House.open(.sqlite) { house in
            let good = Self.file([("USD", "1", "82,9977")])
            for bytes in [Array(good.dropLast(20)), [], Array("<html></html>".utf8), Self.file([]), Self.file([("USD", "1", "1")], day: "вчера"), [UInt8](repeating: 7, count: 5000)] {
                await #expect(throws: Refusal.self) { _ = try await takeCentralBankRates(bytes, for: .system, at: House.now, in: house.database) }
            }
            #expect(try await house.number("SELECT COUNT(*) AS n FROM currency_rates") == 0)
            // Good rows are kept, the others are told.
            let mixed = try await takeCentralBankRates(Self.file([("USD", "1", "82,9977"), ("X", "1", "3"), ("EUR", "1", "нет")]), for: .system, at: House.now, in: house.database)
            #expect(mixed.changed == 1 && mixed.refused.map(\.label) == ["X", "EUR"])
        }
    }

    @Test("who has no prices for want of a rate is told, by the day that the contract's rule asks for", arguments: Engine.allCases)
    func gaps(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("price-lists", #"{"external_id":"LU","name":"В долларах","currency":"USD"}"#)
            #expect(try await rates(house).gaps.isEmpty)
            try await house.put("contracts", #"{"external_id":"D1","price_lists":["LU","L1"],"rate_day":"previous_day"}"#)
            var gap = try #require(try await rates(house).gaps.first)
            #expect(gap.currency.code == "USD" && gap.list.externalID == "LU" && gap.contract == "Д-1" && gap.day.description == "2026-11-23")
            try await house.put("rates", #"{"currency":"USD","day":"2026-11-24","rate":"80"}"#)
            gap = try #require(try await rates(house).gaps.first, "the rule asks for the day before, which has none")
            try await house.put("rates", #"{"currency":"USD","day":"2026-11-23","rate":"81"}"#)
            #expect(try await rates(house).gaps.isEmpty)
            // A contract in a currency of its own needs that one's rate.
            try await house.put("contracts", #"{"external_id":"D1","price_lists":["L1"],"currency":"EUR"}"#)
            #expect(try await rates(house).gaps.map(\.currency.code) == ["EUR"])
        }
    }
}
