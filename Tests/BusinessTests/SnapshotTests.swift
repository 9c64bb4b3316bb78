import Catalog
import Customers
import Database
import Foundation
import Integrations
import Kernel
import Search
import TestSupport
import Testing

@testable import Storefront

/// A catalogue that begins with what was kept of it shows what one read from the database shows.
@Suite("What is kept of the catalogue for the next start") struct SnapshotTests {
    /// Everything that a storefront knows, as texts: two of them are compared by it, whatever the places of products in them.
    private func told(_ storefront: Storefront, _ house: House) async throws -> [String] {
        let shelf = Shelf(storefront, for: try await house.buyer(), at: House.now)
        var told: [String] = []
        for place in storefront.byArticle.indices.map({ storefront.byArticle[$0] }) {
            let product = storefront.products[place]
            told.append("\(product.id) \(product.externalID) \(product.article) \(product.name) \(String(describing: product.brand)) \(String(describing: product.category)) \(product.unit)")
            told.append("  \(product.vatClass) \(product.orderMultiple) \(product.orderMinimum) \(product.priceBasis) \(product.packagings) \(product.barcodes) \(product.crossNumbers)")
            told.append("  \(product.manufacturerNumber ?? "-") \(product.country ?? "-") \(product.isMarked) \(product.isDiscontinued) \(String(describing: product.successor))")
            told.append("  \(product.parameters.map { "\($0.code)=\($0.value.text)" }) \(storefront.traits[place].map { storefront.traits.all[Int($0)] })")
            told.append("  \(storefront.priceLines(of: product.id)) \(storefront.supply(of: product.id)) \(storefront.relations[place]) \(storefront.files[place])")
            told.append("  \(storefront.families.all[Int(storefront.priceFacts[place].family)]) \(storefront.articleRanks[place]) \(storefront.nameRanks[place])")
            for code in product.codes { told.append("  \(code): \(storefront.products(withCode: code, where: { _ in true }).map(\.id))") }
        }
        told.append("\(storefront.byName.map { storefront.products[$0].id })")
        for (category, places) in storefront.placesByCategory.sorted(by: { $0.key < $1.key }) { told.append("\(category): \(places.map { storefront.products[$0].id }.sorted())") }
        for question in ["болт", "блт", "ujkn", "М8", "B-1", "сталь", "латунь", "Гайк", "Север", "новинка", "5000"] {
            told.append("\(question): \(shelf.answers(to: question).map { "\(storefront.products[$0.place].id) \($0.rank)" }.sorted())")
        }
        return told
    }

    private func withPlace(_ engine: Engine, _ body: @escaping @Sendable (House, SnapshotPlace) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kontor-snapshot-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("brands", #"{"external_id":"B","name":"Север"}"#)
            try await house.put("categories", #"{"external_id":"K","name":"Крепёж"}"#, #"{"external_id":"KB","name":"Болты","parent":"K"}"#)
            try await house.put("parameters", #"{"external_id":"M","code":"M","name":"Материал","type":"choice"}"#)
            try await house.put("products", #"{"external_id":"P1","brand":"B","category":"KB","manufacturer_number":"M-77","cross_numbers":["X-1"],"parameters":{"M":"сталь"}}"#,
                #"{"external_id":"P2","category":"K","parameters":{"M":"латунь"},"packagings":[{"unit":"778","quantity":"100","barcode":"4601234567886","weight_kg":"1.5"}]}"#)
            for batch in 0..<2 {
                try await house.put("products", try (batch * 750..<(batch + 1) * 750).map { n in
                    try JSON(parsing: Array(#"{"external_id":"Q\#(n)","article":"Q-\#(n)","name":"Винт М\#(n % 30) №\#(n)","category":"K","parameters":{"M":"\#(n % 2 == 0 ? "сталь" : "латунь")"}}"#.utf8))
                })
            }
            try await house.put("relations", #"{"product":"P1","kind":"accessory","target":"P2","ratio":"2","note":"под болт"}"#)
            try await house.put("receipts", #"{"external_id":"R1","warehouse":"W1","product":"P1","quantity":"50","expected":"2026-12-24"}"#)
            try await house.put("certificates", #"{"product":"P1","url":"https://example.com/2","kind":"declaration","to":"2027-11-24"}"#)
            try await body(house, SnapshotPlace(path: folder.path + "/catalogue.snapshot", program: "1", least: 1))
        }
    }

    private func keep(_ house: House, at place: SnapshotPlace) async throws {
        let writer = LiveStorefront(house.database, snapshot: place)
        _ = try await writer.start()
        #expect(try await writer.keepSnapshot())
        #expect(try await !writer.keepSnapshot(), "nothing has changed")
    }

    @Test("it shows what the database shows, also after changes of every kind", arguments: Engine.allCases)
    func same(_ engine: Engine) async throws {
        try await withPlace(engine) { house, place in
            try await keep(house, at: place)
            func compare(_ step: String) async throws -> CatalogueOrigin {
                let (kept, read) = (LiveStorefront(house.database, snapshot: place), LiveStorefront(house.database))
                let origin = try await kept.start()
                #expect(try await read.start() == .database(why: nil))
                let (one, other) = try await (told(kept.current, house), told(read.current, house))
                #expect(one == other, "\(step): \(zip(one, other).first { $0 != $1 } ?? ("\(one.count)", "\(other.count)"))")
                return origin
            }
            #expect(try await compare("unchanged") == .snapshot(changes: 0))
            try await house.put("products", #"{"external_id":"P1","name":"Болт новинка"}"#, #"{"external_id":"P2","category":"KB"}"#, #"{"external_id":"P9","article":"A-9","name":"Болт М8","parameters":{"M":"медь"}}"#)
            try await house.put("prices", #"{"price_list":"L1","product":"P1","unit_price":"99.00"}"#, #"{"price_list":"L1","product":"P9","unit_price":"1.00"}"#)
            try await house.put("stock", #"{"warehouse":"W1","product":"P2","quantity":"7"}"#)
            try await house.put("relations", #"{"product":"P2","kind":"analogue","target":"P9"}"#)
            try await house.put("price-lists", #"{"external_id":"L2","name":"Розница"}"#)
            try await house.put("prices", #"{"price_list":"L2","product":"P3","unit_price":"5.00","min_quantity":"10"}"#)
            guard case .snapshot(let changes) = try await compare("changed") else {
                Issue.record("the snapshot was not taken")
                return
            }
            #expect(changes > 5)
            // The index was made with the brand's former name.
            try await house.put("brands", #"{"external_id":"B","name":"Юг"}"#)
            guard case .snapshot = try await compare("renamed") else {
                Issue.record("the snapshot was not taken")
                return
            }
            for batch in 0..<2 { try await house.put("products", (batch * 600..<(batch + 1) * 600).map { ["external_id": .string("Q\($0)"), "name": .string("Винт иной \($0)")] }) }
            #expect(try await compare("much") == .database(why: "too much has changed since"))
        }
    }

    @Test("what follows is seen as ever, and kept again", arguments: Engine.allCases)
    func following(_ engine: Engine) async throws {
        try await withPlace(engine) { house, place in
            try await keep(house, at: place)
            let live = LiveStorefront(house.database, snapshot: place)
            _ = try await live.start()
            try await house.put("products", #"{"external_id":"P1","name":"Шуруп"}"#)
            try await live.catchUp()
            #expect(Shelf(live.current, for: .system, at: House.now).product("B-1")?.name == "Шуруп")
            #expect(try await live.keepSnapshot())
            let again = LiveStorefront(house.database, snapshot: place)
            #expect(try await again.start() == .snapshot(changes: 0))
            #expect(Shelf(again.current, for: .system, at: House.now).product("B-1")?.name == "Шуруп")
        }
    }

    @Test("damaged anywhere, cut, of another program or of a database that was put back, it is not taken", arguments: Engine.allCases)
    func useless(_ engine: Engine) async throws {
        try await withPlace(engine) { house, place in
            func origin(_ place: SnapshotPlace) async throws -> CatalogueOrigin { try await LiveStorefront(house.database, snapshot: place).start() }
            #expect(try await origin(place) == .database(why: "there is none that can be read"))
            try await keep(house, at: place)
            #expect(try await origin(place) == .snapshot(changes: 0))
            #expect(try await origin(SnapshotPlace(path: place.path, program: "2", least: 1)) == .database(why: "another program wrote it"))
            let whole = try Data(contentsOf: URL(fileURLWithPath: place.path))
            var chance = Seeded(4)
            for length in [0, 1, 31, 32, whole.count / 2, whole.count - 1] {
                try whole.prefix(length).write(to: URL(fileURLWithPath: place.path))
                #expect(try await origin(place) == .database(why: "it is damaged"), "cut to \(length)")
            }
            for _ in 0..<12 {
                var bent = whole
                let spot = Int.random(in: 0..<whole.count, using: &chance)
                bent[spot] ^= 1 << UInt8.random(in: 0..<8, using: &chance)
                try bent.write(to: URL(fileURLWithPath: place.path))
                #expect(try await origin(place) == .database(why: "it is damaged"), "bent at \(spot)")
            }
            try whole.write(to: URL(fileURLWithPath: place.path))
            #expect(try await origin(place) == .snapshot(changes: 0))
            // The last entry is another one: the database was put back and went another way.
            try await house.database.write { writer in try writer.run("UPDATE journal SET action = 'other' WHERE id = (SELECT MAX(id) FROM journal)") }
            #expect(try await origin(place) == .database(why: "it is not of this database"))
        }
    }

    @Test("whatever the numbers and texts, what was written is read; bytes at random are damage and nothing worse")
    func coding() throws {
        var chance = Seeded(9)
        let numbers = [0, -1, 1, 63, 64, -64, -65, Int64.max, Int64.min] + (0..<1000).map { _ in Int64.random(in: .min ... .max, using: &chance) >> Int64.random(in: 0..<64, using: &chance) }
        var writer = BinaryWriter()
        for number in numbers { writer.put(number) }
        writer.put("Щётка\u{0}")
        writer.put(String?.none)
        writer.put(raw: [Int32.min, 0, 7])
        writer.put(all: ["a", ""]) { $0.put($1) }
        var reader = BinaryReader(writer.bytes)
        for number in numbers { #expect(try reader.int64() == number) }
        #expect(try reader.text() == "Щётка\u{0}")
        #expect(try reader.optionalText() == nil)
        #expect(try reader.raw(Int32.self) == [Int32.min, 0, 7])
        #expect(try reader.all { try $0.text() } == ["a", ""])
        #expect(reader.isAtEnd)
        #expect(throws: BinaryReader.Damage.self) { try reader.bool() }
        for _ in 0..<2000 {
            var reader = BinaryReader((0..<Int.random(in: 0..<64, using: &chance)).map { _ in UInt8.random(in: 0...255, using: &chance) })
            var units: [String: Kernel.Unit] = [:]
            _ = try? reader.product([], &units)
            _ = try? reader.raw(Int64.self)
            _ = try? reader.all { try $0.text() }
            _ = try? reader.supply()
            _ = try? reader.pricePage()
        }
    }

}
