import Customers
import Database
import Foundation
import Integrations
import Journal
import Kernel
import Ordering
import Receivables
import Records
import Testing
import TestSupport

/// 20,000 contracts with two million entries: long, so only with `KONTOR_LEDGER_VOLUME=1` (`scripts/prove`).
@Suite("The ledger at volume", .enabled(if: ProcessInfo.processInfo.environment["KONTOR_LEDGER_VOLUME"] != nil), .serialized)
struct LedgerVolumeTests {
    private static let contracts = 20_000
    private static let entries = 100

    @Test("a client's page within 20 ms, the ageing of all within a second", arguments: Engine.allCases)
    func volume(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await fill(house)
            print("\(engine): \(try await house.number("SELECT COUNT(*) AS n FROM ledger_entries")) entries, \(try await house.number("SELECT COUNT(*) AS n FROM open_items")) open")
            var pages: [Duration] = []
            for number in 0..<300 {
                let viewer = try await client(Int64(1 + number * 61 % (Self.contracts / 4)), house)
                let clock = ContinuousClock()
                let start = clock.now
                let overview = try await house.database.read { try accountOverview(for: viewer, at: House.now, in: $0) }
                pages.append(clock.now - start)
                #expect(overview.contracts.count == 4)
                #expect(overview.contracts.allSatisfy { $0.debt.minorUnits == $0.documents.reduce(0) { $0 + $1.left.minorUnits } })
            }
            pages.sort()
            print("\(engine): a client's page \(pages[150]) in the middle, \(pages[294]) for 98 of 100")
            #expect(pages[294] <= .milliseconds(20))
            var statements: [Duration] = []
            for number in 0..<300 {
                let id = Int64(1 + number * 61 % (Self.contracts / 4))
                let viewer = try await client(id, house)
                let clock = ContinuousClock()
                let start = clock.now
                let statement = try await house.database.read { try contractStatement(of: "D\(id * 4)", for: viewer, at: House.now, in: $0) }
                statements.append(clock.now - start)
                #expect(statement.lines.count == 50 && statement.documents.count == 10)
            }
            statements.sort()
            print("\(engine): a contract's statement \(statements[150]) in the middle, \(statements[294]) for 98 of 100")
            #expect(statements[294] <= .milliseconds(20))
            var all: [Duration] = []
            for _ in 0..<5 {
                let clock = ContinuousClock()
                let start = clock.now
                let aged = try await house.database.read { try ageing(for: Viewer.system, at: House.now, in: $0) }
                all.append(clock.now - start)
                #expect(aged.rows.count == 50)
            }
            print("\(engine): ageing of all \(all.sorted()[2])")
            #expect(all.sorted()[2] <= .seconds(1))
            let clock = ContinuousClock()
            let start = clock.now
            let items: [JSON] = (0..<1000).map { ["external_id": .string("new \($0)"), "contract": .string("D\($0 * 7 % Self.contracts + 1)"), "kind": "payment", "date": "2026-11-24", "amount": "100.00"] }
            let outcomes = try await house.put("ledger", items)
            print("\(engine): 1,000 entries under 1,000 contracts taken and settled in \(clock.now - start)")
            #expect(outcomes.allSatisfy { $0.status == .created }, "\(outcomes.first { $0.status != .created }.map { "\($0)" } ?? "")")
        }
    }

    private func client(_ client: Int64, _ house: House) async throws -> Viewer {
        try await house.database.read { reader in
            let card = ClientCard(id: ID(client), externalID: "C\(client)", name: "Клиент \(client)")
            return Viewer(
                identity: .person(ID(1)), name: "Покупатель", client: card, contracts: try reader.contractTerms(of: ID(client), only: nil, at: House.now), rights: [.seeDebt], isStaff: false)
        }
    }

    /// Four sellers, 5,000 clients with a contract of each; per contract 100 entries, of which the last ten are open.
    private func fill(_ house: House) async throws {
        try await house.put("legal-entities", (1...4).map { ["external_id": .string("S\($0)"), "name": .string("Продавец \($0)")] })
        let clients = Self.contracts / 4
        @Sendable func numbers(_ from: Int, _ to: Int) -> SQL { "WITH RECURSIVE n (i) AS (SELECT CAST(\(from) AS \(.integer)) UNION ALL SELECT i + 1 FROM n WHERE i < CAST(\(to) AS \(.integer)))" }
        try await house.database.write { writer in
            try writer.run("INSERT INTO clients (id, external_id, name, name_folded, updated_at) \(numbers(1, clients)) SELECT i, 'C' || i, 'Клиент ' || i, 'клиент ' || i, 0 FROM n")
            try writer.run("INSERT INTO client_entities (id, external_id, client_id, name, updated_at) \(numbers(1, clients)) SELECT i, 'E' || i, i, 'ООО ' || i, 0 FROM n")
            try writer.run("""
                INSERT INTO contracts (id, external_id, client_id, client_entity_id, legal_entity_id, from_day, to_day, currency, vat_mode, payment_days, payment_calendar, status, updated_at)
                \(numbers(1, Self.contracts)) SELECT i, 'D' || i, (i - 1) / 4 + 1, (i - 1) / 4 + 1, (SELECT MIN(id) FROM legal_entities) + (i - 1) % 4, 0, 376199, 'RUB', 'included', 30, 'calendar', 'active', 0 FROM n
                """)
            try writer.run("""
                INSERT INTO credit_accounts (id, client_id, contract_id, currency, credit_limit, policy, updated_at, ledger_balance)
                \(numbers(1, Self.contracts)) SELECT i, (i - 1) / 4 + 1, i, 'RUB', 100000000, 'hold', 0, 10000000 FROM n
                """)
        }
        let today = Int64(Day(of: House.now, in: .gmt).number)
        for start in stride(from: 1, through: Self.contracts, by: 1000) {
            try await house.database.write { writer in
                // 90 documents paid one by one (45 shipments, 45 payments), then ten shipments that are open, due from 100 days ago to 35 days ahead.
                try writer.run("""
                    INSERT INTO ledger_entries (external_id, client_id, contract_id, kind, number, date_day, due_day, amount, currency, updated_at)
                    \(numbers(0, 1000 * Self.entries - 1))
                    SELECT 'L' || (\(start) + i / 100) || '-' || (i % 100), (\(start) + i / 100 - 1) / 4 + 1, \(start) + i / 100,
                        CASE WHEN i % 100 < 90 AND i % 2 = 1 THEN 'payment' ELSE 'shipment' END, 'Н-' || (i % 100),
                        \(today) - 800 + (i % 100) * 7, CASE WHEN i % 100 >= 90 THEN \(today) - 100 + i % 10 * 15 ELSE \(today) - 770 + (i % 100) * 7 END,
                        1000000, 'RUB', 0 FROM n
                    """)
            }
        }
        try await house.database.write { writer in
            try writer.run("INSERT INTO open_items (entry_id, contract_id, due_day, amount) SELECT id, contract_id, due_day, amount FROM ledger_entries WHERE date_day >= \(today - 800 + 90 * 7)")
            try writer.run("""
                INSERT INTO contract_accounts (contract_id, client_id, credit_account_id, currency, balance, debt, advance, prepayment_held, as_of)
                SELECT id, client_id, id, 'RUB', 10000000, 10000000, 0, 0, 0 FROM contracts
                """)
            try writer.run("ANALYZE")
        }
    }
}
