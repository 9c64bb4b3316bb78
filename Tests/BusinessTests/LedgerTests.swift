import Customers
import Database
import Integrations
import Journal
import Kernel
import Ordering
import Receivables
import Records
import Testing
import TestSupport

@Suite("The ledger")
struct LedgerTests {
    @Test("the same entry again is unchanged, other content under its id is refused, a correction is a new entry", arguments: Engine.allCases)
    func history(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let invoice = #"{"external_id":"I1","contract":"D1","kind":"invoice","number":"1204","date":"2026-11-12","amount":"56300.00"}"#
            #expect(try await house.put("ledger", invoice).map(\.status) == [.created])
            #expect(try await house.put("ledger", invoice, invoice).map(\.status) == [.unchanged, .unchanged])
            #expect(try await house.put("ledger", #"{"external_id":"I1","as_of":"2026-11-25T00:00:00Z","due":null}"#).map(\.status) == [.unchanged])
            let changed = try await house.put("ledger", #"{"external_id":"I1","amount":"56000.00"}"#)
            #expect(changed.map(\.status) == [.refused])
            #expect(changed[0].problems.map(\.pointer) == ["/amount"])
            #expect(changed[0].problems.map(\.reason) == ["history_is_not_rewritten"])
            #expect(try await house.balance() == 5_630_000)
            #expect(try await house.put("ledger", #"{"external_id":"X1","contract":"D1","kind":"correction","date":"2026-11-13","amount":"-300.00"}"#).map(\.status) == [.created])
            #expect(try await house.balance() == 5_600_000)
            // Two different entries under one id in one batch: the first stands.
            let two = try await house.put(
                "ledger", #"{"external_id":"P1","contract":"D1","kind":"payment","date":"2026-11-14","amount":"10.00"}"#,
                #"{"external_id":"P1","contract":"D1","kind":"payment","date":"2026-11-14","amount":"20.00"}"#)
            #expect(two.map(\.status) == [.created, .refused])
            #expect(try await house.balance() == 5_599_000)
        }
    }

    @Test("the database itself refuses to change or delete an entry", arguments: Engine.allCases)
    func appendOnly(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("ledger", #"{"external_id":"I1","contract":"D1","kind":"opening","date":"2026-11-12","amount":"1.00"}"#)
            for statement: SQL in ["UPDATE ledger_entries SET amount = 2", "DELETE FROM ledger_entries"] {
                await #expect(throws: DatabaseProblem.self) { try await house.database.write { try $0.run(statement) } }
            }
            #expect(try await house.number("SELECT CAST(SUM(amount) AS \(.integer)) AS n FROM ledger_entries") == 100)
        }
    }

    @Test("a missing due date follows from the contract: calendar days or banking days", arguments: Engine.allCases)
    func dueDates(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("contracts", #"{"external_id":"D1","payment_days":5}"#, #"{"external_id":"D2","client":"C1","payment_days":5,"payment_calendar":"banking"}"#)
            try await house.put(
                "ledger", #"{"external_id":"a","contract":"D1","kind":"shipment","date":"2026-10-30","amount":"1.00"}"#,
                #"{"external_id":"b","contract":"D2","kind":"shipment","date":"2026-10-30","amount":"1.00"}"#,
                #"{"external_id":"c","contract":"D2","kind":"shipment","date":"2026-10-30","due":"2026-10-31","amount":"1.00"}"#,
                #"{"external_id":"d","contract":"D2","kind":"payment","date":"2026-10-30","amount":"1.00"}"#)
            let due = try await house.database.read { try $0.rows("SELECT due_day FROM ledger_entries ORDER BY external_id").map { try $0.get("due_day", as: Day.self).description } }
            // 4 November is a holiday.
            #expect(due == ["2026-11-04", "2026-11-09", "2026-10-31", "2026-10-30"])
        }
    }

    @Test("bad input is refused with a clear problem, or stored with a remark", arguments: Engine.allCases)
    func badInput(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("client-entities", #"{"external_id":"E2","client":"C2","name":"ООО «Два»"}"#)
            try await house.put("contracts", #"{"external_id":"D9","client":"C2","price_lists":["L1"]}"#)
            let foreign = try await house.order([("B-1", "1")], for: try await house.buyer(client: "C2")).number
            let refused: [(String, String, String)] = [
                (#""contract":"НЕТ","kind":"payment","date":"2026-11-14","amount":"1""#, "/contract", "unknown_reference"),
                (#""client":"C2","contract":"D1","kind":"payment","date":"2026-11-14","amount":"1""#, "/contract", "belongs_to_other_client"),
                (#""contract":"D1","kind":"gift","date":"2026-11-14","amount":"1""#, "/kind", "not_in_list"),
                (#""contract":"D1","kind":"payment","date":"2026-11-14","amount":"0""#, "/amount", "amount_zero"),
                (#""contract":"D1","kind":"invoice","date":"2026-11-14","amount":"-1""#, "/amount", "amount_negative"),
                (#""contract":"D1","kind":"invoice","date":"2026-11-14","due":"2026-11-13","amount":"1""#, "/due", "due_before_date"),
                (#""contract":"D1","kind":"invoice","amount":"1""#, "/date", "field_required"),
                (#""contract":"D1","kind":"payment","date":"2026-11-14","amount":"1","allocated":[{"entry":"I1","amount":"-1"}]"#, "/allocated", "not_an_allocation"),
                (#""contract":"D1","kind":"payment","date":"2026-11-14","amount":"99999999999999.99""#, "/amount", "not_a_sum"),
            ]
            for (fields, pointer, reason) in refused {
                let outcome = try await house.put("ledger", "{\"external_id\":\"bad\",\(fields)}")
                #expect(outcome.map(\.status) == [.refused], "\(fields)")
                #expect(outcome[0].problems.map(\.pointer) == [pointer], "\(fields)")
                #expect(outcome[0].problems.map(\.reason) == [reason], "\(fields)")
            }
            try await house.database.write { writer in
                let seller: ID<LegalEntity> = try #require(try writer.row("SELECT id FROM legal_entities")).get("id")
                try closePeriod(of: seller, to: try #require(Day("2026-09-30")), by: .system, at: House.now, in: writer)
            }
            let stored: [(String, String, Int64, String?)] = [
                ("no reference", #""kind":"payment","date":"2026-11-14","amount":"1.00""#, -100, nil),
                ("more than the debt", #""kind":"payment","date":"2026-11-14","amount":"500.00""#, -50_000, nil),
                ("another currency", #""kind":"payment","date":"2026-11-14","amount":"7.00","currency":"USD""#, 0, "other_currency"),
                ("unknown order", #""kind":"shipment","order":"K999999","date":"2026-11-14","amount":"3.00""#, 300, "unknown_order"),
                ("foreign order", #""kind":"shipment","order":"\#(foreign)","date":"2026-11-14","amount":"4.00""#, 400, "foreign_order"),
                ("foreign document", #""kind":"payment","date":"2026-11-14","amount":"1.00","allocated":[{"entry":"чужой","amount":"1.00"}]"#, -100, "unknown_allocation"),
                ("closed period", #""kind":"invoice","date":"2026-09-30","amount":"5.00""#, 500, "closed_period"),
                ("one paper", #""kind":"invoice","number":"7","date":"2026-11-01","amount":"6.00""#, 600, nil),
                ("the same paper", #""kind":"invoice","number":"7","date":"2026-11-01","amount":"6.00""#, 600, "possible_duplicate"),
                ("an ERP's own order", #""kind":"shipment","order":"ЗК-000123","date":"2026-11-14","amount":"2.00""#, 200, nil),
            ]
            var balance: Int64 = 0
            for (name, fields, amount, issue) in stored {
                #expect(try await house.put("ledger", "{\"external_id\":\"\(name)\",\"contract\":\"D1\",\(fields)}").map(\.status) == [.created], "\(name)")
                balance += amount
                #expect(try await house.balance() == balance, "\(name)")
                let found = try await house.database.read { try $0.rows("SELECT i.code FROM ledger_issues AS i JOIN ledger_entries AS l ON l.id = i.entry_id WHERE l.external_id = \(name)").map { try $0.get("code", as: String.self) } }
                #expect(found == (issue.map { [$0] } ?? []), "\(name)")
            }
            // The neighbour's order and account are as they were.
            #expect(try await house.number("SELECT COUNT(*) AS n FROM seller_orders WHERE in_ledger <> 0") == 0)
            let refusal = await #expect(throws: Refusal.self) {
                try await house.database.write { try addLedgerEntry(["contract": "D1", "kind": "correction", "date": "2026-09-01", "amount": "1.00"], nonce: "1", for: .system, at: House.now, in: $0) }
            }
            #expect(refusal?.reason == "closed_period")
            try await house.database.write { try addLedgerEntry(["contract": "D1", "kind": "correction", "date": "2026-11-01", "amount": "-1.00"], nonce: "2", for: .system, at: House.now, in: $0) }
            #expect(try await house.balance() == balance - 100)
        }
    }

    @Test("an entry for an order's shipment moves its amount from open to debt, once, in whatever order the papers come", arguments: Engine.allCases)
    func moves(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let viewer = try await house.buyer()
            let number = try await house.order([("B-1", "5")], for: viewer).number
            #expect(try await house.exposure() == [0, 50_000, 0])
            try await house.put("ledger", #"{"external_id":"I1","contract":"D1","order":"\#(number)","kind":"invoice","date":"2026-11-24","amount":"200.00"}"#)
            #expect(try await house.exposure() == [20_000, 30_000, 0])
            try await house.put("ledger", #"{"external_id":"S1","contract":"D1","order":"\#(number)","shipment":"\#(number)-1","kind":"shipment","date":"2026-11-24","amount":"500.00"}"#)
            #expect(try await house.exposure() == [50_000, 0, 0])
            try await house.put("ledger", #"{"external_id":"I2","contract":"D1","order":"\#(number)","kind":"invoice","date":"2026-11-24","amount":"400.00"}"#)
            // Invoiced beyond the order: a fact, and debt, but nothing is left that could move.
            #expect(try await house.exposure() == [60_000, 0, 0])
            try await house.put("ledger", #"{"external_id":"P1","contract":"D1","order":"\#(number)","kind":"payment","date":"2026-11-24","amount":"600.00"}"#)
            #expect(try await house.exposure() == [0, 0, 0])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM open_items") == 0)
        }
    }

    @Test("an entry that comes before its order is debt, and settles with the order when it is placed", arguments: Engine.allCases)
    func early(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("ledger", #"{"external_id":"S1","contract":"D1","order":"K000001","kind":"shipment","date":"2026-11-24","amount":"120.00"}"#)
            #expect(try await house.exposure() == [12_000, 0, 0])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM ledger_issues WHERE code = 'unknown_order'") == 1)
            let order = try await house.order([("B-1", "5")], for: try await house.buyer())
            #expect(order.number == "K000001")
            #expect(try await house.exposure() == [12_000, 38_000, 0])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM ledger_issues") == 0)
        }
    }

    @Test("a contract that moves to another account takes its balance along", arguments: Engine.allCases)
    func rehomed(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("ledger", #"{"external_id":"I1","contract":"D1","kind":"opening","date":"2026-11-24","amount":"120.00"}"#)
            try await house.put("credit-accounts", #"{"external_id":"A2","client":"C1","limit":"100.00"}"#)
            try await house.put("contracts", #"{"external_id":"D1","credit_account":"A2"}"#)
            #expect(try await house.number("SELECT ledger_balance AS n FROM credit_accounts WHERE external_id = 'A1'") == 0)
            #expect(try await house.number("SELECT ledger_balance AS n FROM credit_accounts WHERE external_id = 'A2'") == 12_000)
            // A limit below what is used is a fact: a state, not an error.
            let overview = try await house.overview()
            #expect(overview.contracts.first?.available?.minorUnits == -2000)
            #expect(overview.contracts.first?.standing.reasons.map(\.code) == ["limit_share", "limit_reached"])
        }
    }

    @Test("every figure of the overview is the sum of the documents behind it", arguments: Engine.allCases)
    func overview(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put(
                "ledger", #"{"external_id":"I1","contract":"D1","kind":"invoice","number":"1204","date":"2026-10-12","due":"2026-11-12","amount":"563.00","as_of":"2026-11-24T06:00:00Z"}"#,
                #"{"external_id":"I2","contract":"D1","kind":"invoice","number":"1300","date":"2026-11-20","due":"2026-12-20","amount":"100.00","as_of":"2026-11-24T06:00:00Z"}"#,
                #"{"external_id":"P1","contract":"D1","kind":"payment","date":"2026-11-21","amount":"63.00","as_of":"2026-11-24T06:00:00Z"}"#)
            _ = try await house.order([("B-1", "1")], for: try await house.buyer()).number
            // Twelve days overdue: the order was taken, on hold.
            let overview = try await house.overview()
            let account = try #require(overview.contracts.first)
            #expect(account.debt.decimal == "600.00")
            #expect(account.overdue.decimal == "500.00")
            #expect(account.overdueDays == 12)
            #expect(account.documents.map(\.left.decimal) == ["500.00", "100.00"])
            #expect(account.documentCount == 2)
            #expect(account.inOrders.decimal == "0.00")
            #expect(account.onHold.decimal == "100.00")
            #expect(account.available?.decimal == "99400.00")
            #expect(account.standing.state == .holdShipment)
            #expect(account.asOf == Instant("2026-11-24T06:00:00Z"))
            #expect(overview.totals.map(\.debt.decimal) == ["600.00"])
            #expect(overview.entities.map(\.entityName) == ["ООО «Один»"])
            let viewer = try await house.buyer()
            let open = try await house.database.read { try openDocuments(ofContract: "D1", for: viewer, at: House.now, in: $0) }
            #expect(open.map(\.left.decimal) == ["500.00", "100.00"])
            let page = try await house.database.read { try ledgerPage(ofContract: "D1", limit: 2, for: viewer, at: House.now, in: $0) }
            #expect(page.lines.map(\.entry.externalID) == ["P1", "I2"])
            let next = try await house.database.read { try ledgerPage(ofContract: "D1", after: page.next, limit: 2, for: viewer, at: House.now, in: $0) }
            #expect(next.lines.map(\.entry.externalID) == ["I1"])
            #expect(next.next == nil)
            let aged = try await house.database.read { try ageing(for: .system, at: House.now, in: $0) }
            #expect(aged.rows.map(\.buckets) == [AgeingBuckets(current: 10_000, days1to30: 50_000)])
            #expect(aged.totals.map(\.contracts) == [1])
            let story = try await house.database.read { try creditStory(ofClient: "C1", for: .system, at: House.now, in: $0) }
            #expect(story.ageing.map(\.buckets) == [AgeingBuckets(current: 10_000, days1to30: 50_000)])
            #expect(story.events.map(\.action) == ["state_changed"])
            let blocked = try await house.database.read { try blockedContracts(for: .system, at: House.now, in: $0).contracts }
            #expect(blocked.map(\.standing.state) == [.holdShipment])
        }
    }

    @Test("pages of the ageing follow each other, the most overdue first", arguments: Engine.allCases)
    func ageingPages(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("contracts", (2...7).map { ["external_id": .string("D\($0)"), "client": "C1", "number": .string("Д-\($0)")] })
            try await house.put("ledger", (1...7).map { number in
                ["external_id": .string("I\(number)"), "contract": .string("D\(number)"), "kind": "invoice", "date": "2026-08-01", "due": .string("2026-\(number < 6 ? "10" : "12")-01"),
                 "amount": .string("\(number % 3 + 1)00.00")]
            })
            let all = try await house.database.read { try ageing(for: .system, at: House.now, in: $0) }
            #expect(all.rows.map(\.contractNumber) == ["Д-2", "Д-5", "Д-1", "Д-4", "Д-3", "Д-6", "Д-7"])
            #expect(all.totals.map(\.contracts) == [7])
            #expect(all.totals.first?.buckets == AgeingBuckets(current: 30_000, days31to60: 110_000))
            var paged: [String] = []
            var position: AgeingPosition?
            repeat {
                let after = position
                let page = try await house.database.read { try ageing(after: after, limit: 2, for: .system, at: House.now, in: $0) }
                #expect(page.totals.map(\.contracts) == [7])
                paged += page.rows.map(\.contractNumber)
                position = page.next
            } while position != nil
            #expect(paged == all.rows.map(\.contractNumber))
            var filter = AgeingFilter()
            filter.onlyOverdue = true
            filter.text = "клиент"
            let wanted = filter
            #expect(try await house.database.read { try ageing(wanted, for: .system, at: House.now, in: $0).rows.count } == 5)
        }
    }

    @Test("a stranger finds neither documents nor ledger nor story", arguments: Engine.allCases)
    func foreign(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("ledger", #"{"external_id":"I1","contract":"D1","kind":"opening","date":"2026-11-24","amount":"120.00"}"#)
            let stranger = try await house.buyer(client: "C2")
            for id in ["D1", "D404"] {
                let refusal = await #expect(throws: Refusal.self) { _ = try await house.database.read { try openDocuments(ofContract: id, for: stranger, at: House.now, in: $0) } }
                #expect(refusal == .notFound)
                let page = await #expect(throws: Refusal.self) { _ = try await house.database.read { try ledgerPage(ofContract: id, for: stranger, at: House.now, in: $0) } }
                #expect(page == .notFound)
            }
            #expect(try await house.database.read { try accountOverview(for: stranger, at: House.now, in: $0).contracts }.isEmpty)
            for act: @Sendable (any Writer) throws -> Void in [
                { _ = try ageing(for: stranger, at: House.now, in: $0) }, { _ = try heldOrders(for: stranger, at: House.now, in: $0) },
                { try releaseOrder("K000001", by: stranger, at: House.now, in: $0) }, { _ = try creditStory(ofClient: "C1", for: stranger, at: House.now, in: $0) },
                { try setManualBlock(.warn, onContract: "D1", reason: "x", until: nil, by: stranger, at: House.now, in: $0) },
            ] {
                let refusal = await #expect(throws: Refusal.self) { try await house.database.write { try act($0) } }
                #expect(refusal?.code == .forbidden)
            }
        }
    }
}

extension House {
    /// The ledger's balance of account A1, in kopecks.
    func balance() async throws -> Int64 { try await number("SELECT ledger_balance AS n FROM credit_accounts WHERE external_id = 'A1'") }

    /// Of account A1: balance, in orders, prepayment held.
    func exposure(_ account: String = "A1") async throws -> [Int64] {
        try await database.read { reader in
            let row = try #require(try reader.row("SELECT ledger_balance, in_orders, prepayment_held FROM credit_accounts WHERE external_id = \(account)"))
            return [try row.get("ledger_balance"), try row.get("in_orders"), try row.get("prepayment_held")]
        }
    }

    func overview() async throws -> AccountOverview {
        let viewer = try await buyer()
        return try await database.read { try accountOverview(for: viewer, at: House.now, in: $0) }
    }

    /// Somebody who manages credit.
    func controller(_ number: Int64 = 1) -> Viewer {
        Viewer(identity: .person(ID(number)), name: "Контролёр \(number)", client: nil, contracts: [], rights: StaffRole.creditController.rights, isStaff: true)
    }
}
