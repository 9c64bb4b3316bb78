import Customers
import Database
import Integrations
import Kernel
import Records
import Testing
import TestSupport

@Suite("Records from the distributor's systems")
struct RecordTests {
    @Test("an item is created, updated, left unchanged or refused on its own", arguments: Engine.allCases)
    func outcomes(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.put("categories", #"{"external_id":"K1","name":"Крепёж"}"#)
            let first = try await house.put(
                "products", #"{"external_id":"P1","article":"A-1","name":"Болт","category":"K1"}"#, #"{"external_id":"P2","article":"A-2"}"#,
                #"{"external_id":"P3","article":"A-3","name":"Гайка","colour":"red"}"#, #"{"external_id":"P4","article":"A-4","name":"Шайба","category":"K9"}"#,
                #"{"external_id":"P5","article":"A-1","name":"Двойник"}"#, #"["no object"]"#)
            #expect(first.map(\.status) == [.created, .refused, .refused, .refused, .refused, .refused])
            #expect(first.map { $0.problems.first?.pointer } == [nil, "/name", "/colour", "/category", "/article", ""])
            #expect(first.map { $0.problems.first?.reason } == [nil, "field_required", "unknown_field", "unknown_reference", "already_taken", "not_an_object"])
            let second = try await house.put(
                "products", #"{"external_id":"P1","article":"A-1","name":"Болт","category":"K1"}"#, #"{"external_id":"P1","name":"Болт М8"}"#)
            #expect(second.map(\.status) == [.unchanged, .updated])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM products WHERE name = 'Болт М8' AND category_id IS NOT NULL") == 1)
        }
    }

    @Test("what is left out stays, null clears", arguments: Engine.allCases)
    func clearing(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.put("products", #"{"external_id":"P1","article":"A-1","name":"Болт","country":"Россия","barcodes":["4601234567893","111"]}"#)
            #expect(try await house.put("products", #"{"external_id":"P1","description":"x"}"#).map(\.status) == [.updated])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM products WHERE country = 'Россия' AND description = 'x'") == 1)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM product_barcodes") == 2)
            #expect(try await house.put("products", #"{"external_id":"P1","country":null,"barcodes":null}"#).map(\.status) == [.updated])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM products WHERE country IS NULL AND description = 'x'") == 1)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM product_barcodes") == 0)
            #expect(try await house.put("products", #"{"external_id":"P1","name":null}"#).map(\.status) == [.refused])
        }
    }

    @Test("a record whose lists alone have changed is among those changed since", arguments: Engine.allCases)
    func changedLists(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.put("products", #"{"external_id":"P1","article":"A-1","name":"Болт","barcodes":["111"]}"#, #"{"external_id":"P2","article":"A-2","name":"Гайка"}"#)
            let later = House.now.adding(seconds: 60)
            let item: JSON = ["external_id": "P1", "barcodes": ["111", "222"]]
            #expect(try await putRecords([item], kind: "products", for: .system, at: later, in: house.database).map(\.status) == [.updated])
            let changed = try await house.database.read { try records(kind: "products", updatedSince: later, limit: 10, for: .system, in: $0).items }
            #expect(changed.map { $0["external_id"]?.string } == ["P1"])
            #expect(try await putRecords([item], kind: "products", for: .system, at: later.adding(seconds: 60), in: house.database).map(\.status) == [.unchanged])
        }
    }

    @Test("a record may refer to one of its own batch", arguments: Engine.allCases)
    func batchReferences(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            let outcomes = try await house.put(
                "categories", #"{"external_id":"K2","name":"Болты","parent":"K1"}"#, #"{"external_id":"K1","name":"Крепёж"}"#,
                #"{"external_id":"K3","name":"Ничьи","parent":"K7"}"#)
            #expect(outcomes.map(\.status) == [.created, .created, .refused])
            let sql: SQL = "SELECT COUNT(*) AS n FROM categories AS c JOIN categories AS p ON p.id = c.parent_id WHERE c.external_id = 'K2' AND p.external_id = 'K1'"
            #expect(try await house.number(sql) == 1)
            #expect(try await house.put("categories", #"{"external_id":"K2","name":"Болты","parent":"K1"}"#).map(\.status) == [.unchanged])
        }
    }

    @Test("an older stock figure changes nothing, an equal one is unchanged", arguments: Engine.allCases)
    func stockMoments(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            func tell(_ quantity: String, _ moment: String) async throws -> RecordOutcome.Status? {
                try await house.put("stock", #"{"warehouse":"W1","product":"P1","quantity":"\#(quantity)","as_of":"\#(moment)"}"#).first?.status
            }
            #expect(try await tell("7", "2026-11-25T06:00:00+03:00") == .updated)
            #expect(try await tell("9", "2026-11-25T05:00:00+03:00") == .unchanged)
            #expect(try await tell("7", "2026-11-25T06:00:00+03:00") == .unchanged)
            #expect(try await house.number("SELECT s.quantity AS n FROM stock AS s JOIN products AS p ON p.id = s.product_id WHERE p.external_id = 'P1'") == 7000)
            #expect(try await house.put("stock", #"{"warehouse":"W1","product":"P1","quantity":"-3","as_of":"2026-11-26T06:00:00+03:00"}"#).map(\.status) == [.updated])
        }
    }

    @Test("a contract takes the only entity there is and is refused when there are several", arguments: Engine.allCases)
    func contractDefaults(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("client-entities", #"{"external_id":"E2","client":"C2","name":"Один"}"#)
            #expect(try await house.put("contracts", #"{"external_id":"D2","client":"C2"}"#).map(\.status) == [.created])
            try await house.put("client-entities", #"{"external_id":"E3","client":"C2","name":"Другой"}"#)
            let refused = try await house.put("contracts", #"{"external_id":"D3","client":"C2"}"#)
            #expect(refused.first?.problems.map(\.reason).first == "several_to_choose")
            let foreign = try await house.put("contracts", #"{"external_id":"D4","client":"C2","client_entity":"E1"}"#)
            #expect(foreign.first?.problems.map(\.reason) == ["belongs_to_other_client"])
            #expect(try await house.put("contracts", #"{"external_id":"D2","number":"7"}"#).map(\.status) == [.updated])
            let reversed = try await house.put("contracts", #"{"external_id":"D2","from":"2026-02-01","to":"2026-01-31"}"#)
            #expect(reversed.first?.problems.map(\.reason) == ["period_reversed"])
        }
    }

    @Test("the same batch from two nodes at once makes one record", arguments: Engine.allCases)
    func concurrentUpserts(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            let items = try (0..<50).map { try JSON(parsing: Array(#"{"external_id":"B\#($0)","name":"Бренд \#($0)"}"#.utf8)) }
            let outcomes = try await withThrowingTaskGroup(of: [RecordOutcome].self) { group in
                for _ in 0..<8 { group.addTask { try await putRecords(items, kind: "brands", for: .system, at: House.now, in: house.database) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(outcomes.count { $0.status == .created } == 50)
            #expect(outcomes.count { $0.status == .unchanged } == 350)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM brands") == 50)
        }
    }

    @Test("nothing is placed below itself, whatever the way round", arguments: Engine.allCases)
    func cycles(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            let first = try await house.put(
                "categories", #"{"external_id":"K1","name":"A","parent":"K1"}"#, #"{"external_id":"K2","name":"B","parent":"K3"}"#,
                #"{"external_id":"K3","name":"C","parent":"K2"}"#, #"{"external_id":"K4","name":"D"}"#, #"{"external_id":"K5","name":"E","parent":"K4"}"#)
            // The second refers to the third, which is refused.
            #expect(first.map(\.status) == [.refused, .refused, .refused, .created, .created])
            let second = try await house.put("categories", #"{"external_id":"K4","parent":"K5"}"#, #"{"external_id":"K4","parent":null}"#)
            #expect(second.map(\.status) == [.refused, .unchanged])
            #expect(second.first?.problems.map(\.reason) == ["below_itself"])
        }
    }

    @Test("a limit is never negative", arguments: Engine.allCases)
    func limits(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            #expect(try await house.put("contracts", #"{"external_id":"D1","credit_limit":"-1.00"}"#).map(\.status) == [.refused])
            #expect(try await house.put("credit-accounts", #"{"external_id":"A1","limit":"-1.00"}"#).map(\.status) == [.refused])
        }
    }

    @Test("an item that breaks a bond is refused alone, never its batch", arguments: Engine.allCases)
    func bonds(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("sites", #"{"external_id":"O1","client":"C1","name":"Объект"}"#, #"{"external_id":"O2","client":"C1","name":"Корпус","parent":"O1"}"#)
            for (kind, item, reason) in [
                ("contracts", #"{"external_id":"D1","client":"C2"}"#, "cannot_change"), ("client-entities", #"{"external_id":"E1","client":"C2"}"#, "cannot_change"),
                ("credit-accounts", #"{"external_id":"A1","client":"C2"}"#, "cannot_change"), ("sites", #"{"external_id":"O1","client":"C2"}"#, "cannot_change"),
            ] {
                let outcomes = try await house.put(kind, item)
                #expect(outcomes.map(\.status) == [.refused], "\(kind)")
                #expect(outcomes.first?.problems.map(\.reason) == [reason], "\(kind)")
            }
            let sites = try await house.put(
                "sites", #"{"external_id":"O6","client":"C1","name":"x","parent":"O7"}"#, #"{"external_id":"O7","client":"C2","name":"y"}"#,
                #"{"external_id":"O8","client":"C1","name":"z"}"#)
            #expect(sites.map(\.status) == [.refused, .created, .created])
            #expect(sites.first?.problems.map(\.reason) == ["belongs_to_other_client"])
            let products = try await house.put(
                "products", #"{"external_id":"P5","article":"P5","name":"x","successor":"P6"}"#, #"{"external_id":"P6","article":"B-1","name":"taken"}"#,
                #"{"external_id":"P7","article":"P7","name":"y"}"#)
            #expect(products.map(\.status) == [.refused, .refused, .created])
            #expect(products.first?.problems.map(\.reason) == ["unknown_reference"])
            #expect(try await house.put("stock", #"{"warehouse":"W1","product":"P1","quantity":"12","as_of":null}"#).map(\.status) == [.updated])
            try await house.put("client-entities", #"{"external_id":"E2","client":"C2","name":"Один"}"#)
            #expect(try await house.put("contracts", #"{"external_id":"D2","client":"C2","client_entity":null,"legal_entity":null,"to":"3999-12-31"}"#).map(\.status) == [.created])
        }
    }
}
