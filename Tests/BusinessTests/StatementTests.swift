import Customers
import Database
import Foundation
import Integrations
import Kernel
import Ordering
import Receivables
import Testing
import TestSupport

@Suite("A contract's statement")
struct StatementTests {
    private static func entries(_ generator: inout Seeded, deliveries: Bool) -> [LedgerEntry] {
        (1...Int64(Int.random(in: 1...40, using: &generator))).map { id in
            let kind = LedgerKind.allCases.randomElement(using: &generator) ?? .invoice
            let amount = Int64.random(in: 1...9, using: &generator) * 100 * (kind == .opening || kind == .correction ? (Bool.random(using: &generator) ? 1 : -1) : 1)
            let day = Day(number: 20_000 + Int64.random(in: 0...9, using: &generator)) ?? House.now.day
            return LedgerEntry(
                id: id, externalID: "E\(id)", kind: kind, date: day, due: day, amount: amount, currency: Int.random(in: 0...9, using: &generator) == 0 ? Currency("USD") ?? .rub : .rub,
                order: deliveries && Bool.random(using: &generator) ? "K00000\(Int.random(in: 1...3, using: &generator))" : nil)
        }
    }

    @Test("the last balance is the contract's, whatever the order of arrival and dates", arguments: 1...300)
    func lastBalance(seed: UInt64) {
        var generator = Seeded(seed)
        let entries = Self.entries(&generator, deliveries: true)
        let orders = ["K000001": OrderPart(isPrepaid: true, gross: 500)]
        let counted = countedAmounts(entries, currency: .rub, orders: orders)
        let balances = runningBalances(entries.shuffled(using: &generator), counted: counted)
        let last = entries.max { ($0.date, $0.id) < ($1.date, $1.id) }
        #expect(last.flatMap { balances[$0.id] } == settle(entries, currency: .rub, orders: orders).balance, "seed \(seed)")
        #expect(counted.values.reduce(0, +) == settle(entries, currency: .rub, orders: orders).balance, "seed \(seed)")
    }

    @Test("without deliveries each balance is what settling everything before it says", arguments: 1...100)
    func everyBalance(seed: UInt64) {
        var generator = Seeded(seed)
        let entries = Self.entries(&generator, deliveries: false)
        let balances = runningBalances(entries, counted: countedAmounts(entries, currency: .rub, orders: [:]))
        for entry in entries {
            let before = entries.filter { ($0.date, $0.id) <= (entry.date, entry.id) }
            #expect(balances[entry.id] == settle(before, currency: .rub, orders: [:]).balance, "seed \(seed), entry \(entry.id)")
        }
    }

    @Test("a statement shows the orders, the documents and what paid what; a stranger finds nothing", arguments: Engine.allCases)
    func statement(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish(limit: "1000.00")
            let buyer = try await house.buyer()
            let released = try await house.order([("B-1", "3")], for: buyer)
            let held = try await house.order([("B-1", "8")], for: buyer)
            try await house.put(
                "ledger", #"{"external_id":"I1","contract":"D1","kind":"invoice","number":"1204","date":"2026-11-01","due":"2026-11-22","amount":"100.00"}"#,
                #"{"external_id":"S1","contract":"D1","kind":"shipment","number":"7","date":"2026-11-03","amount":"50.00","order":"\#(released.number)"}"#,
                #"{"external_id":"I2","contract":"D1","kind":"invoice","number":"8","date":"2026-11-04","amount":"50.00","order":"\#(released.number)"}"#,
                #"{"external_id":"P1","contract":"D1","kind":"payment","number":"9","date":"2026-11-05","amount":"120.00"}"#)
            let statement = try await house.database.read { try contractStatement(of: "D1", for: buyer, at: House.now, in: $0) }
            #expect(statement.lines.map(\.told.entry.externalID) == ["P1", "I2", "S1", "I1"])
            #expect(statement.lines.map(\.balance.decimal) == ["30.00", "150.00", "150.00", "100.00"])
            #expect(statement.lines.map(\.counted.decimal) == ["-120.00", "0.00", "50.00", "100.00"])
            let paid = statement.lines[0].allocations.map { "\($0.number) \($0.amount.decimal)" }
            #expect(Set(paid) == Set(statement.lines[3].allocations.map { "1204 \($0.amount.decimal)" } + statement.lines[2].allocations.map { "7 \($0.amount.decimal)" }))
            #expect(statement.account.debt.decimal == "30.00" && statement.documents.map(\.left.decimal).reduce("") { $0 + $1 } == "30.00")
            #expect(statement.orders.map(\.number) == [held.number, released.number])
            #expect(statement.orders.map(\.taken.decimal) == ["0.00", "250.00"] && statement.orders.map(\.isOnHold) == [true, false])
            #expect(statement.account.inOrders.decimal == "250.00" && statement.account.onHold.decimal == "800.00")
            let stranger = try await house.buyer(client: "C2")
            let refusal = await #expect(throws: Refusal.self) { _ = try await house.database.read { try contractStatement(of: "D1", for: stranger, at: House.now, in: $0) } }
            #expect(refusal == .notFound)
            let blind = try await house.buyer([.catalog, .account])
            #expect(try await house.database.read { try contractStatement(of: "D1", for: blind, at: House.now, in: $0) }.orders.isEmpty)
            for act: @Sendable () async throws -> Void in [
                { _ = try await house.database.read { try creditControl(ofContract: "D1", for: buyer, at: House.now, in: $0) } },
                { _ = try await house.database.read { try creditSettings(for: buyer, in: $0) } },
                { _ = try await house.database.read { try ordersOnCredit(of: ID(1), for: buyer, in: $0) } },
                { _ = try await house.database.read { try latestPayments(of: ID(1), for: buyer, in: $0) } },
            ] {
                let refusal = await #expect(throws: Refusal.self) { try await act() }
                #expect(refusal?.code == .forbidden)
            }
        }
    }

    @Test("the ageing in every order is the whole of it, page by page", arguments: Engine.allCases, AgeingOrder.allCases)
    func orders(_ engine: Engine, _ order: AgeingOrder) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("clients", (3...9).map { ["external_id": .string("C\($0)"), "name": .string("Клиент \(9 - $0)")] })
            try await house.put("client-entities", (3...9).map { ["external_id": .string("E\($0)"), "client": .string("C\($0)"), "name": "x"] })
            try await house.put("contracts", (3...9).map { ["external_id": .string("D\($0)"), "client": .string("C\($0)"), "number": .string("Д-\($0)")] })
            try await house.put("ledger", (3...9).map { number in
                ["external_id": .string("I\(number)"), "contract": .string("D\(number)"), "kind": "invoice", "date": "2026-01-01", "due": .string("2026-\(number < 6 ? "0\(number % 3 + 1)" : "1\(number % 3)")-01"),
                 "amount": .string("\(number * 7 % 5 + 1)00.00")]
            })
            func key(_ row: AgeingRow) -> (Int64, String, Int64) {
                switch order {
                case .overdue: (-row.buckets.overdue, "", row.contract.rawValue)
                case .debt: (-row.buckets.debt, "", row.contract.rawValue)
                case .over90: (-row.buckets.over90, "", row.contract.rawValue)
                case .days: (-Int64(row.overdueDays), "", row.contract.rawValue)
                case .client: (0, row.clientName, row.contract.rawValue)
                }
            }
            var paged: [AgeingRow] = []
            var position: AgeingPosition?
            repeat {
                let after = position
                let page = try await house.database.read { try ageing(by: order, after: after, limit: 2, for: .system, at: House.now, in: $0) }
                paged += page.rows
                position = page.next
            } while position != nil && paged.count < 100
            #expect(paged.count == 7)
            #expect(paged.map(\.contract) == paged.sorted { key($0) < key($1) }.map(\.contract))
            let all = try await house.database.read { try ageing(by: order, limit: Ageing.exportLimit, for: .system, at: House.now, in: $0) }
            #expect(all.rows.map(\.contract) == paged.map(\.contract) && all.next == nil)
        }
    }
}

extension Instant {
    fileprivate var day: Day { Day(of: self, in: .gmt) }
}
