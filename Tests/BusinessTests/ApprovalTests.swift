import Customers
import Database
import Integrations
import Journal
import Kernel
import Ordering
import Receivables
import Storefront
import Testing
import TestSupport

@Suite("Approvals by another person of the client", .serialized)
struct ApprovalTests {
    @Test("an order above its person's limit waits for another person; at the limit, without one, and of a program it goes", arguments: Engine.allCases)
    func limits(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let people = try await house.clientPeople()
            let cases: [(String?, String, OrderStatus)] = [(nil, "5", .placed), ("500.00", "5", .placed), ("499.99", "5", .approval), ("0.00", "1", .approval)]
            try await house.put("stock", #"{"warehouse":"W1","product":"P1","quantity":"1000"}"#)
            for (limit, quantity, status) in cases {
                try await house.setLimit(limit, of: people.buyer)
                let order = try await house.order([("B-1", quantity)], for: people.buyer)
                #expect(order.status == status, "\(limit ?? "none")")
                #expect(order.approval == (status == .approval ? .waiting : .notNeeded))
                #expect(order.parts.map(\.holdReason) == [status == .approval ? "approval" : nil])
                #expect(order.shipments.map(\.status) == [status == .approval ? .onHold : .reserved])
            }
            #expect(try await house.order([("B-1", "900")], for: try await house.buyer()).status == .placed)
            // Without anybody who could approve it nothing waits for ever.
            try await house.database.write { _ = try $0.run("UPDATE memberships SET role = 'buyer' WHERE role IN ('head', 'approver', 'administrator')") }
            let refusal = await #expect(throws: Refusal.self) { _ = try await house.order([("B-1", "1")], for: people.buyer) }
            #expect(refusal?.code == .approvalRequired)
        }
    }

    @Test("what waits takes the limit; approved it moves on, once; nobody approves his own", arguments: Engine.allCases)
    func approve(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish(limit: "1000.00")
            let people = try await house.clientPeople()
            try await house.setLimit("500.00", of: people.head)
            let waiting = try await house.order([("B-1", "6")], for: people.head)
            #expect(waiting.status == .approval)
            #expect(try await house.credit() == [0, 0, 60_000])
            #expect(try await house.order([("B-1", "4")], for: people.buyer).status == .placed)
            // Sums above the limit wait for credit, not for anybody's approval.
            #expect(try await house.order([("N-1", "5")], for: people.buyer).status == .onHold)
            #expect(try await house.database.read { try ordersToApprove(for: people.approver, in: $0) } == 1)
            #expect(try await house.database.read { try ordersToApprove(for: people.head, in: $0) } == 0)
            #expect(try await house.database.write { try ordersToExport(session: "x", for: .system, at: House.now, in: $0).map(\.number) }.contains(waiting.number) == false)
            for (viewer, code, reason) in [(people.head, Refusal.Code.forbidden, "own_order"), (people.buyer, .forbidden, nil), (try await house.buyer(), .forbidden, nil), (.system, .unauthenticated, nil)] as [(Viewer, Refusal.Code, String?)] {
                let refusal = await #expect(throws: Refusal.self) { try await house.database.write { try approveOrder(waiting.number, by: viewer, at: House.now, in: $0) } }
                #expect(refusal?.code == code)
                if let reason { #expect(refusal?.reason == reason) }
            }
            // Nor does the database let it happen.
            await #expect(throws: DatabaseProblem.self) { try await house.database.write { try $0.run("UPDATE orders SET decided_by = placed_by WHERE id = \(waiting.id)") } }
            try await house.database.write { try approveOrder(waiting.number, by: people.approver, at: House.now, in: $0) }
            let approved = try await house.database.read { try order(waiting.number, for: people.head, in: $0) }
            #expect(approved.status == .placed && approved.approval == .approved && approved.decidedByName == "Согласующий")
            #expect(approved.shipments.map(\.status) == [.reserved] && approved.history.map(\.status) == [.approval, .placed])
            #expect(try await house.credit() == [0, 100_000, 0])
            for again in [true, false] {
                let refusal = await #expect(throws: Refusal.self) {
                    try await house.database.write { try again ? approveOrder(waiting.number, by: people.approver, at: House.now, in: $0) : refuseOrder(waiting.number, reason: "Нет", by: people.approver, at: House.now, in: $0) }
                }
                #expect(refusal?.reason == "approval_decided")
            }
            #expect(try await house.credit() == [0, 100_000, 0])
        }
    }

    @Test("refused, cancelled or forgotten, an order gives everything back, and what waited for room goes on", arguments: Engine.allCases)
    func giveBack(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish(limit: "600.00")
            let people = try await house.clientPeople()
            try await house.setLimit("0.00", of: people.head)
            let ends: [(OrderStatus, Approval, @Sendable (String, any Writer) throws -> Void)] = [
                (.refused, .refused, { try refuseOrder($0, reason: "Не по бюджету", by: people.approver, at: House.now, in: $1) }),
                (.cancelled, .expired, { try cancelOrder($0, by: people.head, at: House.now, in: $1) }),
                (.refused, .expired, { _, writer throws -> Void in
                    let ended = try [48 * 3600 - 1, 48 * 3600, 48 * 3600].map { try expireApproval(at: House.now.adding(seconds: $0), in: writer) }
                    #expect(ended == [false, true, false])
                }),
            ]
            for (status, approval, end) in ends {
                let waiting = try await house.order([("B-1", "6")], for: people.head)
                #expect(try await house.credit() == [0, 0, 60_000])
                let held = try await house.order([("B-1", "1")], for: people.buyer)
                #expect(held.status == .onHold)
                let empty = await #expect(throws: Refusal.self) { try await house.database.write { try refuseOrder(waiting.number, reason: " ", by: people.approver, at: House.now, in: $0) } }
                #expect(empty?.reason == "reason_required")
                try await house.database.write { try end(waiting.number, $0) }
                let ended = try await house.database.read { try order(waiting.number, for: people.head, in: $0) }
                #expect(ended.status == status && ended.approval == approval)
                #expect(try await house.credit() == [0, 10_000, 0])
                #expect(try await house.database.read { try order(held.number, for: people.head, in: $0) }.status == .placed)
                #expect(try await house.number("SELECT CAST(SUM(reserved) AS \(.integer)) AS n FROM stock") == 1_000)
                try await house.database.write { try cancelOrder(held.number, by: people.buyer, at: House.now, in: $0) }
                #expect(try await house.number("SELECT CAST(SUM(reserved) AS \(.integer)) AS n FROM stock") == 0)
                #expect(try await house.credit() == [0, 0, 0])
            }
        }
    }

    @Test("credit is checked again at the approval; a stopped contract leaves the order waiting; what the ledger has counted is not taken twice", arguments: Engine.allCases)
    func again(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish(limit: "1000.00")
            let people = try await house.clientPeople()
            try await house.setLimit("0.00", of: people.head)
            let first = try await house.order([("B-1", "3")], for: people.head)
            try await house.database.write { try setManualBlock(.blocked, onContract: "D1", reason: "Спор", until: nil, by: house.controller(), at: House.now, in: $0) }
            let refusal = await #expect(throws: Refusal.self) { try await house.database.write { try approveOrder(first.number, by: people.approver, at: House.now, in: $0) } }
            #expect(refusal?.code == .blocked)
            #expect(try await house.credit() == [0, 0, 30_000])
            try await house.database.write { try liftBlock(1, by: house.controller(), at: House.now, in: $0) }
            // The limit was cut below what waits: on hold for credit, outside of the limit.
            try await house.put("credit-accounts", #"{"external_id":"A1","limit":"200.00"}"#)
            try await house.database.write { try approveOrder(first.number, by: people.approver, at: House.now, in: $0) }
            #expect(try await house.credit() == [0, 0, 0])
            let held = try await house.database.read { try order(first.number, for: people.head, in: $0) }
            #expect(held.status == .onHold && held.approval == .approved && held.parts.map(\.holdReason) == ["credit"])
            try await house.put("credit-accounts", #"{"external_id":"A1","limit":"1000.00"}"#)
            try await reviewAllCredit(in: house.database, at: House.now)
            #expect(try await house.credit() == [0, 30_000, 0])
            // A shipment told before the approval.
            let second = try await house.order([("B-1", "2")], for: people.head)
            #expect(try await house.credit() == [0, 30_000, 20_000])
            try await house.put("ledger", #"{"external_id":"S1","contract":"D1","order":"\#(second.number)","kind":"shipment","date":"2026-11-24","amount":"150.00"}"#)
            #expect(try await house.credit() == [15_000, 30_000, 5_000])
            try await house.database.write { try approveOrder(second.number, by: people.approver, at: House.now, in: $0) }
            #expect(try await house.credit() == [15_000, 35_000, 0])
            // Where the account refuses, so does the approval.
            try await house.put("credit-accounts", #"{"external_id":"A1","policy":"refuse"}"#)
            let third = try await house.order([("B-1", "1")], for: people.head)
            try await house.put("credit-accounts", #"{"external_id":"A1","limit":"10.00"}"#)
            let over = await #expect(throws: Refusal.self) { try await house.database.write { try approveOrder(third.number, by: people.approver, at: House.now, in: $0) } }
            #expect(over?.code == .creditLimitExceeded)
            #expect(try await house.credit() == [15_000, 35_000, 10_000])
        }
    }

    @Test("64 decisions, cancellations and orders at once: one decision holds, exposure never passes the limit, every sum is right", arguments: Engine.allCases)
    func race(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish(limit: "0.00")
            let people = try await house.clientPeople()
            try await house.put("stock", #"{"warehouse":"W1","product":"P1","quantity":"100000000"}"#)
            try await house.setLimit("150.00", of: people.head)
            for round in 0..<raceRounds {
                // Room for the order that waits and one more bolt.
                let used = try await house.credit().reduce(0, +)
                try await house.database.write { _ = try $0.run("UPDATE credit_accounts SET credit_limit = \(used + 30_000) WHERE external_id = 'A1'") }
                let waiting = try await house.order([("B-1", "2")], for: people.head)
                #expect(waiting.status == .approval)
                let outcomes = try await withThrowingTaskGroup(of: String?.self) { group in
                    for racer in 0..<64 {
                        group.addTask {
                            do {
                                switch racer % 4 {
                                case 0: try await house.database.write { try approveOrder(waiting.number, by: racer % 8 == 0 ? people.approver : people.administrator, at: House.now, in: $0) }; return "approved"
                                case 1: try await house.database.write { try refuseOrder(waiting.number, reason: "Нет", by: people.approver, at: House.now, in: $0) }; return "refused"
                                case 2 where racer == 2 && round % 3 == 0: try await house.database.write { try cancelOrder(waiting.number, by: people.head, at: House.now, in: $0) }; return nil
                                default: _ = try await house.order([("B-1", "1")], for: people.buyer); return nil
                                }
                            } catch let refusal as Refusal where refusal.code == .tooLate { return nil }
                        }
                    }
                    return try await group.reduce(into: [String]()) { if let outcome = $1 { $0.append(outcome) } }
                }
                let after = try await house.database.read { try order(waiting.number, for: people.head, in: $0) }
                // A cancellation may come after an approval; a decision never after another one.
                #expect(outcomes.count <= 1, "round \(round) on \(engine): \(outcomes)")
                #expect(outcomes.first == after.approval.rawValue || (outcomes.isEmpty && after.status == .cancelled), "round \(round) on \(engine)")
                #expect(try await house.number("SELECT COUNT(*) AS n FROM credit_accounts WHERE ledger_balance + prepayment_held + in_orders + in_approval > credit_limit") == 0, "round \(round) on \(engine)")
                for (column, part) in [("in_orders", "credit_taken"), ("in_approval", "in_approval")] {
                    let sql: SQL = SQL(stringLiteral: "SELECT (SELECT \(column) FROM credit_accounts WHERE external_id = 'A1') - COALESCE((SELECT SUM(\(part)) FROM seller_orders), 0) AS n")
                    #expect(try await house.database.read { try $0.rows("SELECT CAST(q.n AS \(.integer)) AS n FROM (" + sql + ") AS q").first?.get("n", as: Int64.self) } == 0, "\(column), round \(round) on \(engine)")
                }
                #expect(try await house.credit()[2] == 0)
            }
            #expect(try await house.number("SELECT COUNT(*) AS n FROM order_history WHERE status = 'placed' GROUP BY order_id ORDER BY n DESC LIMIT 1") == 1)
        }
    }
}

/// People of client C1.
struct ClientPeople: Sendable {
    let buyer: Viewer
    let head: Viewer
    let approver: Viewer
    let administrator: Viewer
}

extension House {
    func clientPeople() async throws -> ClientPeople {
        try await database.write { writer in
            func person(_ role: ClientRole, _ name: String) throws -> Viewer {
                let id: ID<Person> = try #require(try writer.rows("""
                    INSERT INTO people (email, name, password_hash, created_at) VALUES (\("\(role.rawValue)@example.com"), \(name), 'x', \(Self.now)) RETURNING id
                    """).first?.get("id"))
                let client: ID<Client> = try #require(try writer.row("SELECT id FROM clients WHERE external_id = 'C1'")?.get("id"))
                try writer.run("INSERT INTO memberships (person_id, client_id, role) VALUES (\(id), \(client), \(role.rawValue))")
                return try #require(try writer.viewer(person: id, client: client, at: Self.now))
            }
            return ClientPeople(
                buyer: try person(.buyer, "Покупатель"), head: try person(.head, "Руководитель"), approver: try person(.approver, "Согласующий"),
                administrator: try person(.administrator, "Администратор"))
        }
    }

    func setLimit(_ limit: String?, of viewer: Viewer) async throws {
        let (person, money) = (try viewer.demandPerson(), limit.flatMap { Money($0, currency: .rub) })
        let manager = Viewer(identity: .system, name: "", client: viewer.client, contracts: [], rights: [.managePeople], isStaff: false)
        try await database.write { try setOrderLimit(money, of: person, client: nil, for: manager, at: Self.now, in: $0) }
    }

    /// Of account A1: the ledger's balance, in orders, in approval.
    func credit() async throws -> [Int64] {
        let row = try #require(try await database.read { try $0.row("SELECT ledger_balance, in_orders, in_approval FROM credit_accounts WHERE external_id = 'A1'") })
        return [try row.get("ledger_balance"), try row.get("in_orders"), try row.get("in_approval")]
    }
}
