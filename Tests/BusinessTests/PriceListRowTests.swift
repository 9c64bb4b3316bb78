import Database
import Formats
import Integrations
import Journal
import Kernel
import Pricing
import Records
@testable import Storefront
import Testing
import TestSupport

/// Prices have a way of their own from files into the database; any other record goes as the API's items do. Both must say and do the same.
@Suite("Rows of prices from files")
struct PriceListRowTests {
    /// What is left behind: outcomes and rows, former prices and the journal.
    private struct Trace: Equatable {
        var outcomes: [String] = []
        var rows: [String] = []
    }

    private static func words(_ outcome: RecordOutcome) -> String {
        "\(outcome.label ?? "-") \(outcome.status) " + outcome.problems.map { "\($0.pointer) \($0.code) \($0.reason) \($0.arguments.sorted { $0.key < $1.key })" }.joined(separator: "; ")
    }

    private func follow(_ engine: Engine, _ steps: [[String]], _ save: @escaping @Sendable ([String], RecordKind, any Writer) throws -> [RecordOutcome]) async throws -> Trace {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("price-lists", #"{"external_id":"L2","name":"Розница"}"#, #"{"external_id":"L3","name":"Портал"}"#)
            try await house.database.write { _ = try $0.run("UPDATE price_lists SET source = 'portal' WHERE external_id = 'L3'") }
            let kind = try recordKind("prices")
            var trace = Trace()
            for lines in steps {
                trace.outcomes += try await house.database.write { try save(lines, kind, $0) }.map(Self.words)
                try await house.storefront.catchUp()
            }
            trace.rows = try await house.database.read { reader in
                let prices = try reader.rows("SELECT product_id, price_list_id, min_quantity, from_day, to_day, unit_price, as_of, updated_at FROM prices ORDER BY 1, 2, 3, 4")
                let former = try reader.rows("""
                    SELECT product_id, price_list_id, min_quantity, from_day, to_day, unit_price, new_to_day, new_price, since, until, actor, origin FROM former_prices
                    ORDER BY until, 1, 2, 3, 4, 5, 6, 7, 8
                    """)
                let journal = try reader.rows("SELECT kind, action, ids, actor, details FROM journal ORDER BY id")
                return (prices + former + journal).map { "\($0.values)" }
            }
            // What follows the journal holds what is there.
            let fresh = try await house.database.read { try Storefront(loadedFrom: $0) }
            for product in fresh.places.keys { #expect(house.storefront.current.priceLines(of: product) == fresh.priceLines(of: product)) }
            return trace
        }
    }

    @Test("lines of JSON get the same answers and leave the same behind as items of the API", arguments: Engine.allCases, 1...6)
    func lines(_ engine: Engine, seed: UInt64) async throws {
        var random = Seeded(seed)
        let steps = (0..<4).map { _ in (0..<150).map { _ in line(&random) } }
        let items = try await follow(engine, steps) { lines, kind, writer in
            let items = lines.compactMap { try? JSON(parsing: $0) }
            return try saveRecords(items, of: kind, by: .command, from: "prices", at: House.now, in: writer)
        }
        let rows = try await follow(engine, steps) { lines, kind, writer in
            var (reader, rows) = (NDJSONReader(MemorySource(lines.joined(separator: "\n"))), [PriceListRow]())
            while let row = try reader.next({ try PriceListRow(line: $0, of: kind) }) { if case .row(_, let row) = row { rows.append(row) } }
            return try savePrices(rows, of: kind, by: .command, from: "prices", at: House.now, in: writer)
        }
        expectSame(items, rows)
        for status in ["created", "updated", "unchanged", "refused"] { #expect(rows.outcomes.contains { $0.contains(" \(status) ") }, "nothing is \(status)") }
    }

    @Test("rows of CSV too", arguments: Engine.allCases, 1...3)
    func cells(_ engine: Engine, seed: UInt64) async throws {
        var random = Seeded(seed)
        let names = ["unit_price", "product", "Наименование", "price_list", "to", "min_quantity", "from", "as_of"]
        let steps = (0..<3).map { _ in (0..<150).map { _ in names.map { cell($0, &random) ?? "" }.joined(separator: ";") } }
        let items = try await follow(engine, steps) { lines, kind, writer in
            let items = lines.map { line in
                let cells = zip(names, line.split(separator: ";", omittingEmptySubsequences: false))
                return JSON.object(JSONObject(cells.filter { kind.takes($0) && !$1.isEmpty }.map { ($0, .string(String($1))) }))
            }
            return try saveRecords(items, of: kind, by: .command, from: "prices", at: House.now, in: writer)
        }
        let rows = try await follow(engine, steps) { lines, kind, writer in
            let columns = names.map { PriceListRow.Field(rawValue: $0) }
            let rows = lines.map { PriceListRow(columns: columns, cells: $0.split(separator: ";", omittingEmptySubsequences: false).map(String.init), of: kind) }
            return try savePrices(rows, of: kind, by: .command, from: "prices", at: House.now, in: writer)
        }
        expectSame(items, rows)
    }

    private func expectSame(_ items: Trace, _ rows: Trace) {
        #expect(items.outcomes.count == rows.outcomes.count && items.rows.count == rows.rows.count)
        for (item, row) in zip(items.outcomes + items.rows, rows.outcomes + rows.rows) { #expect(item == row) }
    }

    @Test("what is plain is taken as it stands, and anything else is left alone", arguments: [
        (#"{"a":"b"}"#, true), (#" { "a" : 12.50 , "c":null } "# + "\r", true), (#"{"a":0}"#, true), (#"{"a":0.5}"#, true), (#"{"a":""}"#, true), (#"{}"#, false), ("", false),
        (#"{"a":01}"#, false), (#"{"a":-1}"#, false), (#"{"a":1e3}"#, false), (#"{"a":1.}"#, false), (#"{"a":.5}"#, false), (#"{"a":1.2.3}"#, false), (#"{"a":true}"#, false),
        (#"{"a":"\n"}"#, false), (#"{"a":"я"}"#, false), (#"{"a":{}}"#, false), (#"{"a":"b"}x"#, false), (#"{"a":"b""#, false), (#"{"a":"b",}"#, false), (#"{"a":}"#, false),
        ("{\"a\":\"\u{7F}\"}", false), ("{\"a\":\"\u{1}\"}", false), (#"["a"]"#, false), (#"{"a" "b"}"#, false), (#"{a:"b"}"#, false),
    ])
    func plainMembers(line: String, isPlain: Bool) throws {
        var members: [(String, JSON)] = []
        let taken = PlainMembers.forEach(in: Array(line.utf8)) { members.append((String(decoding: $0, as: UTF8.self), $1)); return true }
        #expect(taken == isPlain)
        if isPlain { #expect(try JSON(parsing: line) == .object(JSONObject(members))) }
    }

    /// A line of JSON, good or bad.
    private func line(_ random: inout Seeded) -> String {
        var members: [String] = []
        for name in ["price_list", "product", "min_quantity", "from", "to", "unit_price", "as_of"].shuffled(using: &random) {
            guard let text = cell(name, &random) else { if Int.random(in: 0..<4, using: &random) == 0 { members.append(#""\#(name)":null"#) }; continue }
            let isNumber = ["min_quantity", "unit_price"].contains(name) && (try? JSON(parsing: text)) != nil && Bool.random(using: &random)
            members.append(#""\#(name)":\#(isNumber ? text : JSON.string(text).text)"#)
        }
        switch Int.random(in: 0..<40, using: &random) {
        case 0: members.append(#""product":"P1""#)
        case 1: members.append(#""discount":"5""#)
        case 2: members.append(#""to":{"day":1}"#)
        case 3: members.append(#""unit_price":tru"#)
        case 4: members.append(#""from":"2026\u002d01-01""#)
        default: break
        }
        return Int.random(in: 0..<60, using: &random) == 0 ? "[1]" : "{" + members.joined(separator: Bool.random(using: &random) ? "," : " , ") + "}"
    }

    /// What stands in a field: mostly good; nil where it is left out.
    private func cell(_ name: String, _ random: inout Seeded) -> String? {
        func pick(_ good: [String?], _ bad: [String?]) -> String? { (Int.random(in: 0..<12, using: &random) == 0 ? bad : good).randomElement(using: &random) ?? nil }
        switch name {
        case "price_list": return pick(["L1", "L1", "L2"], ["L3", "нет", " L1 ", "", " ", "l1", nil])
        case "product": return pick(["P1", "P2", "P3"], ["P9", "P1 ", "\u{A0}P2", "", "Ы", nil])
        case "min_quantity": return pick([nil, nil, nil, "0", "10", "1.5"], ["-5", "1.2345", "дорого", " 10 ", "1e1", "10,5", "99999999999999999999"])
        case "from": return pick([nil, nil, nil, "2026-01-01", "2026-12-01"], ["2026-02-30", "9999-12-31", " 2026-01-01", "1899-01-01", "01.02.2026"])
        case "to": return pick([nil, nil, nil, "2026-12-31", "2027-01-31"], ["2025-12-31", "9999-12-31", "3999-12-31", "2026-12-31 ", "никогда"])
        case "unit_price": return pick(["10", "10.00", "11.5", "12.3456"], ["0", "-1", "1.23456", "1e2", "12,5", " 10", "дорого", nil, "=1+1", "10000000000000"])
        case "as_of":
            return pick(
                [nil, nil, nil, "2026-11-20T10:00:00Z", "2026-11-20T13:00:00+03:00", "2026-11-21T10:00:00Z", "2026-11-22T10:00:00.250Z"], ["2026-11-20", "2026-11-20T25:00:00Z", "вчера", " "])
        default: return pick([nil], ["Болт"])
        }
    }
}
