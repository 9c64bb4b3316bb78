import Customers
import Database
import Files
import Foundation
@testable import Integrations
@testable import Jobs
import Journal
import Kernel
import Pictures
import Records
import Testing
import TestSupport

@Suite("Undoing imports of files")
struct ImportUndoTests {
    private static let later = House.now.adding(seconds: 3600)

    private func take(
        _ files: [String: [String]], refused: Int = 0, _ house: House, at now: Instant = House.now, afterStep: @escaping @Sendable () async throws -> Void = {}
    ) async throws -> Int64 {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kontor-import-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, lines) in files { try Data(lines.joined(separator: "\n").utf8).write(to: folder.appendingPathComponent(name)) }
        let report = try await importFiles(
            at: folder.path, ImportOptions(), by: .command, files: ProductFileStore(ContentStore(folder: nil), mill: .here), in: house.database, now: { now }, afterStep: afterStep)
        #expect(report.totals.refused == refused, "\(report.json.text)")
        return try await last(house)
    }

    private func last(_ house: House) async throws -> Int64 { try await house.number("SELECT MAX(id) AS n FROM imports") }

    private func undo(_ id: Int64, _ house: House, at now: Instant = ImportUndoTests.later) async throws -> (kept: KeptImport, left: [String]) {
        try await undoImport(id, for: .system, at: now, in: house.database)
        return try await house.database.read { reader in
            (try reader.keptImport(id), try keptRecords(ofImport: id, limit: 100, for: .system, in: reader).first.map { "\($0.label) \($0.reason)" })
        }
    }

    /// Everything that the ERP reads back of these kinds, without the moments of figures.
    private func standing(_ house: House) async throws -> [String] {
        try await house.database.read { reader in
            try ["categories", "parameters", "products", "relations", "prices", "stock", "contracts"].flatMap { kind in
                try records(kind: kind, updatedSince: nil, limit: 1000, for: .system, in: reader).items.map { item in
                    var item = item.object ?? [:]
                    item["as_of"] = .null
                    return "\(kind) \(JSON.object(item).text)"
                }
            }
        }
    }

    private func product(_ id: String, _ house: House) async throws -> JSON? {
        try await house.database.read { reader in try records(kind: "products", updatedSince: nil, limit: 1000, for: .system, in: reader).items.first { $0["external_id"]?.string == id } }
    }

    private func furnish(_ house: House) async throws {
        try await house.furnish()
        try await house.put("parameters", #"{"external_id":"T1","code":"power","name":"Мощность","type":"number"}"#)
        try await house.put("products", #"{"external_id":"P1","parameters":{"power":"1","colour":"red"},"barcodes":["4601234567893"]}"#)
        try await house.put("relations", #"{"product":"P2","kind":"accessory","target":"P3","ratio":"2"}"#)
    }

    private let folder = [
        "categories.ndjson": [#"{"external_id":"K2","parent":"K1","name":"Винты"}"#, #"{"external_id":"K1","name":"Крепёж"}"#],
        "parameters.ndjson": [#"{"external_id":"T2","code":"length","name":"Длина","type":"number"}"#],
        "products.ndjson": [
            #"{"external_id":"P1","name":"Болт новый","category":"K2","parameters":{"power":"2","colour":"red","length":"5"},"barcodes":["4601234567893","4600000000015"]}"#,
            #"{"external_id":"NEW","article":"NEW-1","name":"Новый","category":"K1"}"#, #"{"external_id":"NEW","name":"Новый ещё раз"}"#,
        ],
        "relations.ndjson": [#"{"product":"P2","kind":"accessory","target":"P3","ratio":"3"}"#, #"{"product":"P1","kind":"analogue","target":"NEW"}"#],
        "prices.ndjson": [#"{"price_list":"L1","product":"P1","unit_price":"120.00"}"#, #"{"price_list":"L1","product":"NEW","unit_price":"5.00"}"#],
        "stock.ndjson": [#"{"warehouse":"W1","product":"P2","quantity":"7"}"#, #"{"warehouse":"W1","product":"NEW","quantity":"1"}"#],
        "contracts.ndjson": [#"{"external_id":"D1","number":"Д-2"}"#],
    ]

    @Test("within a day a whole folder goes back: what was changed in all kinds, and what was made leaves", arguments: Engine.allCases)
    func whole(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await furnish(house)
            let before = try await standing(house)
            let id = try await take(folder, house)
            #expect(try await standing(house) != before)
            let (kept, left) = try await undo(id, house)
            #expect(left == [])
            let after = try await standing(house)
            #expect(after.filter { !$0.contains(#""external_id":"NEW""#) } == before)
            // An article stays taken: orders may have it.
            #expect(try await product("NEW", house)?["withdrawn"] == true)
            // Two categories, a parameter, a product, a relation, a price and a figure of stock were new; a product, a relation, a price, a figure and a contract were changed.
            #expect(kept.changes?.phase == .undone && kept.changes?.putBack == 12)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM import_steps") == 0)
            await #expect(throws: Refusal.self) { try await undoImport(id, for: .system, at: Self.later, in: house.database) }
            #expect(try await house.number("SELECT COUNT(*) AS n FROM journal WHERE kind = 'imports' AND action = 'undone'") == 1)
        }
    }

    @Test("what somebody has changed since stays and is told; the rest goes back, each parameter by itself", arguments: Engine.allCases)
    func changedSince(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await furnish(house)
            let id = try await take(folder, house)
            func tell(_ kind: String, _ item: JSON) async throws { _ = try await putRecords([item], kind: kind, for: .system, at: House.now.adding(seconds: 60), in: house.database) }
            try await tell("products", ["external_id": "P1", "parameters": ["power": "2", "colour": "blue", "length": "5"]])
            try await tell("products", ["external_id": "NEW", "barcodes": ["4600000000022"]])
            try await tell("stock", ["warehouse": "W1", "product": "P2", "quantity": "8"])
            try await tell("prices", ["price_list": "L1", "product": "P1", "unit_price": "130.00"])
            let (_, left) = try await undo(id, house)
            // The category is still needed by the product that stays.
            #expect(left == ["K1 undo_refused", "L1/P1 undo_changed_since", "NEW-1 undo_changed_since", "W1/P2 undo_changed_since"])
            let bolt = try #require(try await product("P1", house))
            #expect(bolt["name"] == "Болт" && bolt["category"] == .null && bolt["parameters"] == ["power": "1", "colour": "blue"], "\(bolt.text)")
            #expect(try await product("NEW", house)?["withdrawn"] == false)
            #expect(try await house.number("SELECT quantity AS n FROM stock WHERE quantity = 8000") == 8000)
        }
    }

    @Test("a product that was withdrawn since is not brought back by the undoing of its name", arguments: Engine.allCases)
    func withdrawn(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await furnish(house)
            let id = try await take(["products.ndjson": [#"{"external_id":"P1","name":"Иначе"}"#]], house)
            _ = try await deleteRecords([["external_id": "P1"]], kind: "products", for: .system, at: House.now.adding(seconds: 60), in: house.database)
            let (_, left) = try await undo(id, house)
            #expect(left == [])
            let bolt = try #require(try await product("P1", house))
            #expect(bolt["name"] == "Болт" && bolt["withdrawn"] == true)
        }
    }

    @Test("the same folder twice changes nothing, and what is a day old stays", arguments: Engine.allCases)
    func tooLate(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await furnish(house)
            let first = try await take(folder, house)
            let second = try await take(folder, house, at: House.now.adding(seconds: 60))
            let (one, two) = try await house.database.read { (try $0.keptImport(first), try $0.keptImport(second)) }
            #expect(one.canBeUndone(at: Self.later) && two.changes?.rows == 0 && !two.canBeUndone(at: Self.later))
            let day = House.now.adding(seconds: RecordSheet.undoTime)
            await #expect(throws: Refusal.self) { try await undoImport(first, for: .system, at: day, in: house.database) }
            // What can be undone no longer is not kept for ever.
            try await forgetImports(in: house.database, at: day)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM import_steps") > 1)
            try await forgetImports(in: house.database, at: House.now.adding(seconds: 4 * 86_400))
            #expect(try await house.number("SELECT COUNT(*) AS n FROM import_steps") == 0)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM import_runs") == 2)
            try await forgetImports(in: house.database, at: House.now.adding(seconds: 8 * 86_400))
            #expect(try await house.number("SELECT COUNT(*) AS n FROM import_runs") == 0)
        }
    }

    @Test("a sheet of prices goes back as it came, but for what somebody has changed since", arguments: Engine.allCases)
    func prices(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await furnish(house)
            let sheet = try Sheet(Array("Артикул;Цена;Количество от\nB-1;90;0\nN-1;30;0\nB-1;80;100\nНЕТ;1;0\n".utf8), name: "цены.csv")
            var mapping = PriceMapping(guessedFrom: sheet)
            mapping.list = "L1"
            let report = try await importPrices(sheet, mapping, dryRun: false, for: .system, at: House.now, in: house.database)
            #expect(report.totals.created == 1 && report.totals.updated == 2 && report.totals.refused == 1, "\(report.json.text)")
            _ = try await putRecords(
                [["price_list": "L1", "product": "P2", "unit_price": "31.00"]], kind: "prices", for: .system, at: House.now.adding(seconds: 60), in: house.database)
            let (kept, left) = try await undo(try await last(house), house)
            #expect(left == ["L1/P2 undo_changed_since"] && kept.changes?.putBack == 2)
            let standing = try await house.database.read { reader in
                try records(kind: "prices", updatedSince: nil, limit: 100, for: .system, in: reader).items.map { "\($0["product"]?.string ?? "") \($0["unit_price"]?.string ?? "")" }
            }
            #expect(standing == ["P1 100.0000", "P2 31.0000", "P3 12.3456"])
        }
    }

    @Test("people who came with an import stay, and what was told of its rows goes with whoever is erased", arguments: Engine.allCases)
    func people(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await furnish(house)
            // She is there already: with her record in the ERP she would lose her place too.
            var invitation = Invitation()
            (invitation.email, invitation.name, invitation.role, invitation.client) = ("anna@one.example", "Анна", "buyer", "C1")
            let anna = try await house.database.write { [invitation] in try invitePerson(invitation, for: .system, at: House.now, in: $0) }
            let id = try await take(
                [
                    "people.ndjson": [#"{"external_id":"H1","client":"C1","name":"Анна","email":"anna@one.example"}"#],
                    "categories.ndjson": [#"{"external_id":"KX","name":"Новая"}"#],
                ], house)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM import_steps WHERE kind = 'people'") == 0)
            let (kept, left) = try await undo(id, house)
            #expect(kept.changes?.putBack == 1 && left.count == 1 && left.allSatisfy { $0.hasSuffix(" undo_people") }, "\(left)")
            #expect(try await house.number("SELECT COUNT(*) AS n FROM memberships WHERE person_id = \(anna)") == 1)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM person_records WHERE person_id = \(anna)") == 1)
            try await house.database.write { writer in
                let run: Int64 = try #require(try writer.row("SELECT MAX(id) AS id FROM import_runs")).get("id")
                try writer.run("INSERT INTO import_rows (run_id, position, is_notice, file, label, problems) VALUES (\(run), 1, 0, 'people.ndjson', 'H1', 'anna@one.example')")
                try erasePerson(anna, for: .system, at: House.now, in: writer)
            }
            #expect(try await house.number("SELECT COUNT(*) AS n FROM import_rows") == 0)
        }
    }

    @Test("whoever is erased is forgotten in what imports have told, by number and by address, and nobody else is", arguments: Engine.allCases)
    func toldOfOthers(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await furnish(house)
            try await house.put(
                "people", #"{"external_id":"H1","client":"C1","name":"Анна","email":"anna@one.example"}"#,
                #"{"external_id":"H3","client":"C1","name":"Иоанна","email":"joanna@one.example"}"#)
            // Of her number; of another's that names her address; and of somebody whose address ends as hers does.
            let id = try await take(
                [
                    "people.ndjson": [
                        #"{"external_id":"H1","roles":["Нет такой"]}"#, #"{"external_id":"H2","client":"C1","name":"Некто","email":"Anna@one.example"}"#,
                        #"{"external_id":"H4","client":"C1","name":"Некто","email":"joanna@one.example"}"#,
                    ]
                ], refused: 3, house)
            func labels() async throws -> [String] {
                try await house.database.read { try $0.rows("SELECT label FROM import_rows ORDER BY run_id, position").map { try $0.get("label") } }
            }
            func told() async throws -> [String] {
                try await house.database.read { try toldRows(ofImport: id, limit: 100, for: .system, in: $0).rows.map { $0["label"]?.string ?? "" } }
            }
            func erase(_ email: String) async throws {
                try await house.database.write { writer in
                    let person: ID<Person> = try #require(try writer.row("SELECT id FROM people WHERE email = \(email)")).get("id")
                    try erasePerson(person, for: .system, at: House.now, in: writer)
                }
            }
            #expect(try await labels() == ["H1", "H2", "H4"])
            try await erase("anna@one.example")
            #expect(try await labels() == ["H4"])
            #expect(try await told() == ["H4"])
            // Nor in the report, where the first rows stand too.
            let report = try await house.database.read { try #require(try $0.row("SELECT report FROM imports WHERE id = \(id)")).get("report", as: String.self) }
            #expect(!report.contains(#""anna@one.example""#) && !report.contains(#""H1""#) && report.contains(#""H4""#) && report.contains("joanna@one.example"), "\(report)")
            try await erase("joanna@one.example")
            #expect(try await labels() == [])
            #expect(try await told() == [])
        }
    }

    @Test("a new contract for which rules of credit have been set since stays with them", arguments: Engine.allCases)
    func rules(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await furnish(house)
            let contracts = ["D8", "D9"].map { #"{"external_id":"\#($0)","client":"C1","number":"\#($0)"}"# }
            let id = try await take(["contracts.ndjson": contracts], house)
            try await house.database.write { writer in
                let contract: Int64 = try #require(try writer.row("SELECT id FROM contracts WHERE external_id = 'D8'")).get("id")
                try writer.run("INSERT INTO credit_rules (contract_id, measure, threshold, state) VALUES (\(contract), 'overdue_days', 7, 'warn')")
            }
            let (_, left) = try await undo(id, house)
            #expect(left == ["D8 undo_changed_since"], "\(left)")
            #expect(try await house.number("SELECT COUNT(*) AS n FROM contracts WHERE external_id IN ('D8', 'D9')") == 1)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM credit_rules WHERE contract_id IS NOT NULL") == 1)
        }
    }

    @Test("ranges of numbers are joined as sets are, in whatever order they come")
    func ranges() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            var (ranges, numbers): ([ClosedRange<Int64>], Set<Int64>) = ([], [])
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                let low = Int64.random(in: 1...60, using: &random)
                let range = low...low + Int64.random(in: 0...15, using: &random)
                ranges.add([range])
                numbers.formUnion(range)
            }
            #expect((0...80).allSatisfy { ranges.holds($0) == numbers.contains($0) }, "\(ranges)")
            #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound + 1 < $1.lowerBound }, "\(ranges)")
            #expect(numberRanges(ranges.text) == ranges)
        }
    }

    @Test("what an import makes and then changes leaves in one piece, also where it is told a hundred times", arguments: Engine.allCases)
    func again(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await furnish(house)
            let before = try await standing(house)
            // More than a step of each: the second tells the first anew.
            let goods = (0..<600).map { #"{"external_id":"G\#($0 % 550)","article":"G-\#($0 % 550)","name":"Товар \#($0)"}"# }
            let prices = (0..<5200).map { #"{"price_list":"L1","product":"G\#($0 % 5100 % 550)","min_quantity":"\#($0 % 5100 / 550)","unit_price":"\#($0 + 1).00"}"# }
            let id = try await take(["products.ndjson": goods, "prices.ndjson": prices], house)
            let steps = try await house.number("SELECT COUNT(*) AS n FROM import_steps")
            #expect(steps == 4, "one row a step, however many records")
            try await undoImport(id, for: .system, at: Self.later, in: house.database)
            // More than a thousand are the worker's.
            let run = try await house.number("SELECT id AS n FROM import_runs")
            #expect(try await house.number("SELECT COUNT(*) AS n FROM import_runs WHERE phase = 'undoing'") == 1)
            try await workOnImportUndo(JobPayload(id: ID(1), kind: importUndoJob, attempt: 1, value: ["run": .number(String(run))]), in: house.database, now: { Self.later })
            let left = try await house.database.read { try keptRecords(ofImport: id, limit: 100, for: .system, in: $0) }
            #expect(left.count == 0, "\(left.first.prefix(5))")
            #expect(try await standing(house).filter { !$0.contains(#""external_id":"G"#) } == before)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM products WHERE withdrawn = 1") == 550)
        }
    }

    @Test("an import that broke off stands among the others and can be undone", arguments: Engine.allCases)
    func brokenOff(_ engine: Engine) async throws {
        struct Halted: Error {}
        try await House.open(engine) { house in
            try await furnish(house)
            let before = try await standing(house)
            await #expect(throws: Halted.self) { _ = try await take(folder, house) { throw Halted() } }
            let id = try await last(house)
            #expect(try await standing(house) != before)
            let (kept, left) = try await undo(id, house)
            #expect(left == [] && kept.changes?.phase == .undone)
            #expect(try await standing(house) == before)
        }
    }

    @Test("a rehearsal keeps nothing, and whoever may not bring terms does not put them back", arguments: Engine.allCases)
    func rights(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await furnish(house)
            let id = try await take(folder, house)
            let integrator = Viewer(identity: .system, name: "x", client: nil, contracts: [], rights: [.readRecords, .writeRecords], isStaff: true)
            await #expect(throws: Refusal.self) { try await undoImport(id, for: integrator, at: Self.later, in: house.database) }
            let goods = try await take(["products.ndjson": [#"{"external_id":"P2","name":"Гайка иначе"}"#]], house)
            try await undoImport(goods, for: integrator, at: Self.later, in: house.database)
            #expect(try await product("P2", house)?["name"] == "Гайка")
        }
    }
}
