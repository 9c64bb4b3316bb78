import Customers
import Database
import Foundation
import Integrations
import Kernel
import Ordering
import Receivables
import Records
import Testing
import TestSupport

/// Steps of the random run, over all seeds and both engines.
private let propertySteps = ProcessInfo.processInfo.environment["KONTOR_LEDGER_STEPS"].flatMap { Int($0) } ?? 10_000

@Suite("The ledger against a slow recomputation")
struct LedgerPropertyTests {
    private static let seeds: [UInt64] = [1, 2, 3, 4, 5]

    @Test("orders, facts late, twice and out of order, payments and corrections: exposure is what a slow recomputation says", arguments: Engine.allCases, seeds)
    func property(_ engine: Engine, _ seed: UInt64) async throws {
        try await House.open(engine) { house in
            var run = try await RandomRun(house, seed: seed)
            for step in 0..<max(1, propertySteps / (Self.seeds.count * Engine.allCases.count)) {
                try await run.remember()
                let promised = try await run.step()
                let problems = try await run.problems(afterPromise: promised)
                #expect(problems.isEmpty, "seed \(seed) on \(engine), step \(step): \(problems)")
                if !problems.isEmpty { return }
            }
            #expect(run.placed > 0 && run.told > 0)
        }
    }

    @Test("the recomputation catches a sum that is off by a kopeck, credit that is kept, and an amount counted twice", arguments: Engine.allCases)
    func mutants(_ engine: Engine) async throws {
        let mutants: [SQL] = [
            "UPDATE credit_accounts SET ledger_balance = ledger_balance + 1 WHERE external_id = 'A1'",
            "UPDATE seller_orders SET credit_taken = credit_taken + 1 WHERE id = 1",
            "UPDATE credit_accounts SET in_orders = in_orders + 1 WHERE external_id = 'A1'",
            "UPDATE open_items SET amount = amount + 1 WHERE entry_id = (SELECT MIN(entry_id) FROM open_items)",
        ]
        for mutant in mutants {
            try await House.open(engine) { house in
                var run = try await RandomRun(house, seed: 9)
                for _ in 0..<60 { _ = try await run.step() }
                #expect(try await run.problems(afterPromise: false).isEmpty)
                #expect(try await house.database.write { try $0.run(mutant) } == 1)
                #expect(try await !run.problems(afterPromise: false).isEmpty)
            }
        }
    }
}

/// Draws steps, keeps what was told, and computes from it, plainly, what ought to be.
private struct RandomRun {
    private struct Told {
        let contract: String
        let kind: String
        let amount: Int64
        let order: String?
        let shipment: String?
        let json: JSON
    }

    private let house: House
    private var random: Seeded
    private let viewer: Viewer
    private var entries: [Told] = []
    /// Told, but held back: they come late.
    private var late: [Told] = []
    private(set) var placed = 0
    private(set) var told = 0
    private static let contracts = ["D1", "D2", "D3"]
    private static let accounts = ["D1": "A1", "D2": "A1", "D3": "A3"]

    init(_ house: House, seed: UInt64) async throws {
        self.house = house
        random = Seeded(seed &* 977)
        try await house.furnish(limit: "3000.00")
        try await house.put("legal-entities", #"{"external_id":"S2","name":"ООО «Юг»"}"#, #"{"external_id":"S3","name":"ООО «Запад»"}"#)
        try await house.put("credit-accounts", #"{"external_id":"A3","client":"C1","limit":"1500.00"}"#)
        try await house.put(
            "contracts", #"{"external_id":"D1","payment_days":365}"#,
            #"{"external_id":"D2","client":"C1","legal_entity":"S2","client_entity":"E1","price_lists":["L1"],"credit_account":"A1","payment_days":365}"#,
            #"{"external_id":"D3","client":"C1","legal_entity":"S3","client_entity":"E1","price_lists":["L1"],"credit_account":"A3","payment_days":365}"#)
        try await house.put("warehouses", #"{"external_id":"W1","legal_entity":null}"#)
        try await house.put("stock", #"{"warehouse":"W1","product":"P1","quantity":"100000000"}"#)
        viewer = try await house.buyer()
    }

    /// - Returns: whether the step was a promise of ours, after which the limit must hold.
    mutating func step() async throws -> Bool {
        switch Int.random(in: 0..<11, using: &random) {
        case 0...2:
            let contract = Self.contracts.randomElement(using: &random) ?? "D1"
            let isPrepaid = Int.random(in: 0..<4, using: &random) == 0
            let quantity = String(Int.random(in: 1...9, using: &random))
            placed += 1
            _ = try await house.order([("B-1", quantity)], for: viewer) {
                $0.contract = contract
                if isPrepaid { $0.payment = .prepaid }
            }
            // A payment that came before its prepaid order stops being free with it: no promise on credit.
            return !isPrepaid
        case 3:
            // The controller tries a held order.
            let held = try await house.database.read { try heldOrders(for: .system, at: House.now, in: $0).orders.map(\.number) }
            guard let number = held.randomElement(using: &random) else { return true }
            let controller = house.controller()
            do { try await house.database.write { try releaseOrder(number, by: controller, at: House.now, in: $0) } } catch let refusal as Refusal where refusal.code == .creditLimitExceeded {}
            return true
        case 10:
            // An order ends: the client cancels it, or the ERP closes it with whatever the ledger has by then.
            guard placed > 0 else { return false }
            let number = OrderNumber.text(ID(Int64.random(in: 1...Int64(placed), using: &random)))
            let (viewer, isCancelled) = (viewer, Bool.random(using: &random))
            do {
                try await house.database.write { writer in
                    guard !isCancelled else { return try cancelOrder(number, by: viewer, at: House.now, in: writer) }
                    var facts = OrderFacts()
                    facts.status = .closed
                    try tellOrderFacts(facts, of: number, by: .system, at: House.now, in: writer)
                }
            } catch let refusal as Refusal where refusal.code == .tooLate {}
            return true
        case 4:
            // The same again.
            guard let entry = entries.randomElement(using: &random) else { return false }
            let outcome = try await house.put("ledger", [entry.json])
            #expect(outcome.map(\.status) == [.unchanged])
        case 5:
            guard !late.isEmpty else { return false }
            try await tell(late.remove(at: Int.random(in: 0..<late.count, using: &random)))
        default:
            let entry = draw()
            if Int.random(in: 0..<4, using: &random) == 0 { late.append(entry) } else { try await tell(entry) }
        }
        return false
    }

    private mutating func tell(_ entry: Told) async throws {
        told += 1
        let outcome = try await house.put("ledger", [entry.json])
        #expect(outcome.map(\.status) == [.created], "\(outcome)")
        entries.append(entry)
    }

    private mutating func draw() -> Told {
        let contract = Self.contracts.randomElement(using: &random) ?? "D1"
        let kind = ["invoice", "shipment", "shipment", "payment", "payment", "payment", "return", "correction", "opening"].randomElement(using: &random) ?? "payment"
        var amount = Int64.random(in: 1...60_000, using: &random)
        if kind == "correction" || kind == "opening", Bool.random(using: &random) { amount = -amount }
        var order: String?
        // Sometimes of an order that is yet to come, or of another contract.
        if ["invoice", "shipment", "payment"].contains(kind), Int.random(in: 0..<4, using: &random) > 0 { order = OrderNumber.text(ID(Int64.random(in: 1...Int64(placed + 2), using: &random))) }
        let shipment = order != nil && kind != "payment" && Bool.random(using: &random) ? order.map { "\($0)-\(Int.random(in: 1...2, using: &random))" } : nil
        let id = "L\(entries.count + late.count)-\(random.next())"
        return Told(contract: contract, kind: kind, amount: amount, order: order, shipment: shipment, json: [
            "external_id": .string(id), "contract": .string(contract), "kind": .string(kind), "date": .string("2026-11-\(Int.random(in: 10...24, using: &random))"),
            "amount": .string(Money(clamping: amount, .rub).decimal), "order": .text(order), "shipment": .text(shipment),
        ])
    }

    /// Where the database and the slow recomputation disagree; and whether a promise broke the limit.
    func problems(afterPromise promised: Bool) async throws -> [String] {
        let (parts, accounts, open) = try await house.database.read { reader in
            (
                try reader.rows("""
                    SELECT p.order_id, k.external_id AS contract, p.gross, p.credit_taken, p.hold_reason, o.payment_terms, o.status
                    FROM seller_orders AS p JOIN orders AS o ON o.id = p.order_id JOIN contracts AS k ON k.id = p.contract_id ORDER BY p.id
                    """),
                try reader.rows("SELECT external_id, ledger_balance, in_orders, prepayment_held, credit_limit FROM credit_accounts ORDER BY id"),
                try reader.rows("""
                    SELECT k.external_id, CAST(SUM(i.amount) AS \(.integer)) AS amount FROM open_items AS i JOIN contracts AS k ON k.id = i.contract_id GROUP BY k.external_id
                    """)
            )
        }
        var problems: [String] = []
        var balance: [String: Int64] = [:]
        var held: [String: Int64] = [:]
        var inOrders: [String: Int64] = [:]
        for contract in Self.contracts {
            let account = Self.accounts[contract] ?? ""
            let own = entries.filter { $0.contract == contract }
            var orders: [String: Row] = [:]
            for part in parts where try part.get("contract") == contract { orders[OrderNumber.text(ID(try part.get("order_id")))] = part }
            var sum: Int64 = 0
            for entry in own {
                switch entry.kind {
                case "payment", "return": sum -= entry.amount
                case "invoice" where entry.order != nil, "shipment" where entry.order != nil: break
                default: sum += entry.amount
                }
            }
            var counted: [String: Int64] = [:]
            for order in Set(own.filter { $0.kind == "invoice" || $0.kind == "shipment" }.compactMap(\.order)) {
                let papers = own.filter { $0.order == order }
                func total(_ kind: String, _ shipment: String? = nil) -> Int64 {
                    papers.filter { $0.kind == kind && (shipment == nil || $0.shipment == shipment) }.reduce(0) { $0 + $1.amount }
                }
                let perShipment = Set(papers.compactMap(\.shipment)).reduce(Int64(0)) { $0 + max(total("invoice", $1), total("shipment", $1)) }
                let isPrepaid = try orders[order]?.get("payment_terms", as: String.self) == "prepaid"
                counted[order] = isPrepaid ? total("shipment") : max(total("invoice"), total("shipment"), perShipment)
            }
            sum += counted.values.reduce(0, +)
            let openSum = try open.first { try $0.get("external_id") == contract }?.get("amount", as: Int64.self) ?? 0
            if openSum != sum { problems.append("\(contract): open documents \(openSum), balance \(sum)") }
            balance[account, default: 0] += sum
            for (number, part) in orders {
                let gross: Int64 = try part.get("gross")
                let taken: Int64 = try part.get("credit_taken")
                let isHeld = try part.find("hold_reason", as: String.self) != nil
                let isPrepaid = try part.get("payment_terms", as: String.self) == "prepaid"
                let isEnded = OrderStatus(rawValue: try part.get("status"))?.isEnded ?? false
                let ought = isHeld || isPrepaid || isEnded ? 0 : max(0, gross - (counted[number] ?? 0))
                if taken != ought { problems.append("\(contract) \(number): takes \(taken), ought to take \(ought)") }
                inOrders[account, default: 0] += ought
                guard isPrepaid, !isEnded else { continue }
                let paid = own.filter { $0.kind == "payment" && $0.order == number }.reduce(Int64(0)) { $0 + $1.amount }
                held[account, default: 0] += min(max(0, gross - (counted[number] ?? 0)), max(0, paid - (counted[number] ?? 0)))
            }
        }
        for row in accounts {
            guard let name: String = try row.find("external_id"), Self.accounts.values.contains(name) else { continue }
            let found: [Int64] = [try row.get("ledger_balance"), try row.get("in_orders"), try row.get("prepayment_held")]
            let ought = [balance[name] ?? 0, inOrders[name] ?? 0, held[name] ?? 0]
            if found != ought { problems.append("\(name): \(found), ought to be \(ought)") }
        }
        return problems + (try promised ? overrun(accounts) : [])
    }

    /// I3: only facts may take an account over its limit, so what orders take of a full one never grows by a promise.
    private func overrun(_ accounts: [Row]) throws -> [String] {
        try accounts.compactMap { row in
            guard let name: String = try row.find("external_id"), let limit: Int64 = try row.find("credit_limit") else { return nil }
            let exposure = try row.get("ledger_balance", as: Int64.self) + row.get("in_orders", as: Int64.self) + row.get("prepayment_held", as: Int64.self)
            return exposure > limit && exposure > (lastExposure[name] ?? .max) ? "\(name): promised beyond the limit, \(exposure) of \(limit)" : nil
        }
    }

    /// As of the step before.
    private var lastExposure: [String: Int64] = [:]

    mutating func remember() async throws {
        for account in Set(Self.accounts.values) { lastExposure[account] = try await house.exposure(account).reduce(0, +) }
    }
}
