import Customers
import Database
import Files
import Foundation
import Formats
import Integrations
import Journal
import Kernel
import Pictures
import Records
import Storefront
import Testing
import TestSupport

@Suite("Files of prices")
struct PriceImportTests {
    private func take(_ text: String, _ house: House, dryRun: Bool = false, name: String = "prices.csv", list: String? = nil) async throws -> ImportReport {
        try await take(Array(text.utf8), house, dryRun: dryRun, name: name, list: list)
    }

    private func take(_ bytes: [UInt8], _ house: House, dryRun: Bool = false, name: String = "prices.csv", list: String? = nil) async throws -> ImportReport {
        let sheet = try Sheet(bytes, name: name)
        var mapping = PriceMapping(guessedFrom: sheet)
        mapping.list = list
        return try await importPrices(sheet, mapping, dryRun: dryRun, for: .system, at: House.now, in: house.database)
    }

    /// A workbook as libxlsxwriter makes it.
    private func workbook(_ columns: [String], _ rows: [[SheetCell]]) async throws -> [UInt8] {
        let path = NSTemporaryDirectory() + "kontor-\(UUID().uuidString).xlsx"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let writer = try XLSXWriter(path: path, sheet: "Цены", columns: columns.map { ($0, 12) })
        for row in rows { try writer.write(row) }
        try writer.finish()
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    @Test(
        "titles of columns are recognised as people and 1C write them",
        arguments: [
            ("Артикул", "article"), ("Код товара", "product"), ("Цена, руб.", "unit_price"), ("Цена с НДС", "unit_price"), ("ВИД ЦЕНЫ", "price_list"), ("Прайс-лист", "price_list"),
            ("Кол-во от", "min_quantity"), ("Мин. количество", "min_quantity"), ("Действует с", "from"), ("по", "to"), ("unit_price", "unit_price"), ("price_list", "price_list"),
            ("external_id", "product"), ("Article", "article"), ("min_quantity", "min_quantity"), ("Valid from", "from"), ("Наименование", nil), ("Остаток", nil), ("", nil),
        ] as [(String, String?)])
    func titles(title: String, field: String?) { #expect(PriceSheetColumn(title: title)?.rawValue == field) }

    @Test("a sheet as a person keeps it goes in: letterhead, commas, spaces, roubles, dates; the former price stays findable", arguments: Engine.allCases)
    func sheet(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let text = """
                ООО «Север», прайс-лист от 24.11.2026;;;;
                ;;;;
                Артикул;Наименование;Цена, руб.;Кол-во от;Действует с;Прайс-лист
                B-1;Болт;"1 234,50 ₽";;01.12.2026;Опт
                B-1;Болт;99,9;;;Опт
                N-1;Гайка;33.33;;;L1
                C-1;Кабель;11,5;100;;L1
                """
            let rehearsed = try await take(text, house, dryRun: true)
            #expect(rehearsed.totals.created == 2 && rehearsed.totals.updated == 1 && rehearsed.totals.unchanged == 1)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM prices") == 3, "a rehearsal changes nothing")
            let report = try await take(text, house)
            #expect(report.totals == rehearsed.totals && report.problems.isEmpty, "\(report.problems)")
            try await house.storefront.catchUp()
            let buyer = try await house.buyer()
            let shelf = house.shelf(buyer)
            let bolt = try #require(shelf.products({ var query = ProductQuery(); query.text = "B-1"; return query }(), limit: 1).items.first)
            #expect(try shelf.price(bolt, for: .one)?.get().unitPrice.decimal == "99.9000")
            #expect(try shelf.price(bolt, for: .one, on: try #require(Day("2026-12-01")))?.get().unitPrice.decimal == "1234.5000")
            let history = try await house.database.read { try priceHistory(ofArticle: "B-1", for: .system, in: $0) }
            #expect(history.current.map(\.price.decimal).sorted() == ["1234.5000", "99.9000"])
            #expect(history.former.map(\.price.decimal) == ["100.0000"] && history.former.first?.origin == "prices.csv" && history.former.first?.until == House.now)
            let again = try await take(text, house)
            #expect(again.totals.unchanged == 4 && again.totals.updated == 0)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM former_prices") == 1)
        }
    }

    @Test("a workbook gives the same as its text, with numbers and dates of a spreadsheet", arguments: Engine.allCases)
    func workbooks(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let bytes = try await workbook(["Артикул", "Цена", "Прайс-лист"], [
                [.text("B-1"), .number("12.3"), .text("L1")], [.text("N-1"), .number("0.1234"), .text("L1")], [.empty, .empty, .empty], [.text("C-1"), .text("7,25"), .text("L1")],
                [.text("=1+1"), .number("5"), .text("L1")],
            ])
            let report = try await take(bytes, house, name: "цены.xlsx")
            #expect(report.totals.updated == 3 && report.totals.refused == 1)
            // The fourth row is empty, and the rows are told as the spreadsheet numbers them.
            #expect(report.problems.map(\.line) == [6] && report.problems.first?.label == "=1+1")
            #expect(try await house.number("SELECT CAST(SUM(unit_price) AS BIGINT) AS n FROM prices") == 123_000 + 1_234 + 72_500)
        }
    }

    /// One wrong row of each kind: as the item of the API, and as the row `price_list,product,unit_price,min_quantity,from,to` of a file.
    private static let wrong: [(name: String, item: String, row: String, answer: [String])] = [
        ("reversed period", #"{"price_list":"L1","product":"P1","unit_price":"1","from":"2026-12-02","to":"2026-12-01"}"#, "L1,P1,1,,2026-12-02,2026-12-01", ["/to period_reversed"]),
        ("negative price", #"{"price_list":"L1","product":"P1","unit_price":"-1"}"#, "L1,P1,-1,,,", ["/unit_price not_a_price"]),
        ("price of nothing", #"{"price_list":"L1","product":"P1","unit_price":"0"}"#, "L1,P1,0,,,", ["/unit_price price_is_zero"]),
        ("absurd price", #"{"price_list":"L1","product":"P1","unit_price":"99999999999999"}"#, "L1,P1,99999999999999,,,", ["/unit_price not_a_price"]),
        ("too many places", #"{"price_list":"L1","product":"P1","unit_price":"1.23456"}"#, "L1,P1,1.23456,,,", ["/unit_price not_a_price"]),
        ("price in words", #"{"price_list":"L1","product":"P1","unit_price":"дорого"}"#, "L1,P1,дорого,,,", ["/unit_price not_a_price"]),
        ("a formula", #"{"price_list":"L1","product":"P1","unit_price":"=1+1"}"#, "L1,P1,=1+1,,,", ["/unit_price not_a_price"]),
        ("negative quantity", #"{"price_list":"L1","product":"P1","unit_price":"1","min_quantity":"-5"}"#, "L1,P1,1,-5,,", ["/min_quantity not_a_quantity"]),
        ("a day that is none", #"{"price_list":"L1","product":"P1","unit_price":"1","from":"2026-02-30"}"#, "L1,P1,1,,2026-02-30,", ["/from not_a_day"]),
        ("a list that is not there", #"{"price_list":"нет","product":"P1","unit_price":"1"}"#, "нет,P1,1,,,", ["/price_list unknown_reference"]),
        ("a product that is not there", #"{"price_list":"L1","product":"нет","unit_price":"1"}"#, "L1,нет,1,,,", ["/product unknown_reference"]),
        ("no price", #"{"price_list":"L1","product":"P1","min_quantity":"7"}"#, "L1,P1,,7,,", ["/unit_price field_required"]),
        ("overlapping periods", #"{"price_list":"L1","product":"P1","unit_price":"90","from":"2026-11-01","to":"2026-12-31"}"#, "L1,P1,90,,2026-11-01,2026-12-31", []),
        ("a break that is dearer", #"{"price_list":"L1","product":"P1","unit_price":"120","min_quantity":"10"}"#, "L1,P1,120,10,,", []),
    ]

    @Test("the same wrong row gets the same answer from the ERP's door, from a file and in the browser, and its neighbours are kept", arguments: Engine.allCases)
    func everyDoor(_ engine: Engine) async throws {
        @Sendable func words(_ problems: [Refusal.Problem]) -> [String] { problems.map { "\($0.pointer) \($0.reason)" } }
        for (name, item, row, answer) in Self.wrong {
            let header = "price_list,product,unit_price,min_quantity,from,to"
            let text = "\(header)\n\(row)\nL1,P2,44.44,,,\n"
            var kept: [Int64] = []
            try await House.open(engine) { house in
                try await house.furnish()
                let outcomes = try await house.put("prices", item, #"{"price_list":"L1","product":"P2","unit_price":"44.44"}"#)
                #expect(words(outcomes.flatMap(\.problems)) == answer, "\(name), ERP")
            }
            for door in ["file", "browser"] {
                kept.append(try await House.open(engine) { house in
                    try await house.furnish()
                    let report: ImportReport
                    if door == "file" {
                        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kontor-doors-\(UUID().uuidString)")
                        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                        defer { try? FileManager.default.removeItem(at: folder) }
                        try Data(text.utf8).write(to: folder.appendingPathComponent("prices.csv"))
                        report = try await importFiles(at: folder.path, ImportOptions(), by: .command, files: ProductFileStore(ContentStore(folder: nil), mill: .here), in: house.database, now: { House.now })
                    } else { report = try await take(text, house) }
                    #expect(words(report.problems.flatMap(\.problems)) == answer, "\(name), \(door)")
                    #expect(answer.isEmpty || report.problems.first?.line == 2, "\(name), \(door)")
                    #expect(try await house.number("SELECT unit_price AS n FROM prices WHERE product_id = (SELECT id FROM products WHERE external_id = 'P2')") == 444_400, "\(name), \(door)")
                    return try await house.number("SELECT CAST(SUM(unit_price) AS BIGINT) AS n FROM prices")
                })
            }
            #expect(Set(kept).count == 1, "\(name)")
        }
    }

    @Test("rows of the portal's own lists wait for a second person, the ERP's hold at once; the same file again says nothing new", arguments: Engine.allCases)
    func portalLists(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (asker, decider) = try await house.keepers()
            let key = try await house.portalList(asker, decider)
            let text = """
                Артикул;Цена;Прайс-лист
                B-1;90;L1
                B-1;80;Портальный
                N-1;7,5;\(key)
                N-1;7,6;Портальный
                C-1;0;Портальный
                C-1;дорого;L1
                """
            let sheet = try Sheet(Array(text.utf8), name: "цены\u{7}.csv")
            let mapping = PriceMapping(guessedFrom: sheet)
            func told(_ report: ImportReport) -> [String] { report.problems.map { "\($0.line ?? 0) \($0.problems.map(\.reason))" } }
            let rehearsed = try await importPrices(sheet, mapping, dryRun: true, for: asker, at: House.now, in: house.database)
            #expect(rehearsed.kinds.map(\.name) == ["prices", "portal-prices"] && rehearsed.proposals.isEmpty)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM term_changes") == 1)
            // What is kept with the proposal is kept in its transaction.
            await #expect(throws: Refusal.self) {
                try await importPrices(sheet, mapping, dryRun: false, for: asker, at: House.now, in: house.database) { _, _ in throw Refusal(.unavailable) }
            }
            #expect(try await house.number("SELECT COUNT(*) AS n FROM term_changes") == 1)
            let report = try await importPrices(sheet, mapping, dryRun: false, for: asker, at: House.now, in: house.database)
            #expect(report.kinds.last?.counts == rehearsed.kinds.last?.counts && told(report) == told(rehearsed))
            #expect(report.kinds.last?.counts.created == 2 && report.kinds.last?.counts.refused == 2)
            #expect(told(report) == [#"7 ["not_a_price"]"#, #"5 ["terms_twice"]"#, #"6 ["price_is_zero"]"#])
            let proposal = try #require(report.proposals.first)
            #expect(report.proposals.count == 1 && proposal.title == "Портальный" && proposal.items == 2)
            #expect(report.json["proposals"]?.array?.first?["number"]?.string == proposal.number)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM prices WHERE unit_price = 900000") == 1, "the ERP's row holds")
            #expect(try await house.number("SELECT COUNT(*) AS n FROM prices AS r JOIN price_lists AS l ON l.id = r.price_list_id WHERE l.source = 'portal'") == 0)
            await house.refusedWith("own_terms") { try await house.confirm(proposal.number, by: asker) }
            try await house.confirm(proposal.number, by: decider)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM prices AS r JOIN price_lists AS l ON l.id = r.price_list_id WHERE l.source = 'portal'") == 2)
            let again = try await importPrices(sheet, mapping, dryRun: false, for: asker, at: House.now, in: house.database)
            #expect(again.proposals.isEmpty && again.totals.created + again.totals.updated == 0 && again.totals.unchanged == 3)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM term_changes") == 2)
            // Who may bring prices and not manage them: his rows of the portal's list are refused with who can help, and change nothing.
            let bringer = Viewer(identity: asker.identity, name: "b", client: nil, contracts: [], rights: StaffRole.director.rights.subtracting([.managePrices]), isStaff: true)
            let other = try Sheet(Array("Артикул;Цена;Прайс-лист\nB-1;1;Портальный\nB-1;91;L1\n".utf8), name: "x.csv")
            let refused = try await importPrices(other, PriceMapping(guessedFrom: other), dryRun: false, for: bringer, at: House.now, in: house.database)
            #expect(told(refused) == [#"2 ["portal_list_needs_right"]"#] && refused.totals.updated == 1)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM prices WHERE unit_price = 10000") == 0)
        }
    }

    @Test("what is no sheet is refused with a reason that says what to do", arguments: [
        ("empty", [], "file_empty"), ("old workbook", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 600), "not_a_sheet"),
        ("cut archive", [0x50, 0x4B, 3, 4, 20, 0, 0, 0, 0, 0, 0, 0], "not_a_sheet"),
    ] as [(String, [UInt8], String)])
    func noSheet(name: String, bytes: [UInt8], reason: String) {
        let refusal = #expect(throws: Refusal.self) { try Sheet(bytes, name: "x.csv") }
        #expect(refusal?.reason == reason)
    }

    @Test("an upload is checked, taken once and told by row; without the right nobody brings one", arguments: Engine.allCases)
    func upload(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let text = "Артикул;Цена\nB-1;50\nНЕТ;7\nN-1;дорого\n"
            let id = try await bringFile(name: "новые цены.csv", Array(text.utf8), for: .system, at: House.now, in: house.database)
            var file = try await house.database.read { try Integrations.upload(id, for: .system, in: $0) }
            #expect(file.kind == .prices && file.report == nil && file.mapping?.problems.map(\.reason) == ["column_missing_list"])
            await #expect(throws: Refusal.self) { try await takeUpload(id, for: .system, at: House.now, in: house.database) }
            try await checkUpload(id, for: .system, at: House.now, in: house.database) { $0.list = "L1" }
            file = try await house.database.read { try Integrations.upload(id, for: .system, in: $0) }
            #expect(file.report?["problems"]?.array?.count == 2)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM former_prices") == 0)
            // Two who press the button at once take it once.
            let taken = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<2 { group.addTask { (try? await takeUpload(id, for: .system, at: House.now, in: house.database)) != nil } }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(taken == 1)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM former_prices") == 1)
            file = try await house.database.read { try Integrations.upload(id, for: .system, in: $0) }
            #expect(file.takenAt == House.now && file.failure == nil)
            let lines = file.report?["problems"]?.array?.compactMap { $0["line"]?.int }
            #expect(lines == [3, 4])
            let buyer = try await house.buyer()
            await #expect(throws: Refusal.self) { _ = try await bringFile(name: "a.csv", Array(text.utf8), for: buyer, at: House.now, in: house.database) }
        }
    }

    @Test("a hundred thousand prices cost a constant number of statements for each five thousand rows", arguments: Engine.allCases)
    func statements(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let products = (0..<12_000).map { #"{"external_id":"Q\#($0)","article":"Q-\#($0)","name":"Товар \#($0)"}"# }
            for start in stride(from: 0, to: products.count, by: 1000) {
                let items = try products[start..<(start + 1000)].map { try JSON(parsing: Array($0.utf8)) }
                _ = try await putRecords(items, kind: "products", for: .system, at: House.now, in: house.database)
            }
            func sheet(_ price: Int) -> String { "article,price,price_list\n" + (0..<12_000).map { "Q-\($0),\(price).5,L1" }.joined(separator: "\n") }
            let first = try await take(sheet(1), house)
            #expect(first.totals.created == 12_000)
            let before = try await house.number("SELECT COUNT(*) AS n FROM journal")
            let clock = ContinuousClock.now
            let second = try await take(sheet(2), house)
            let spent = ContinuousClock.now - clock
            #expect(second.totals.updated == 12_000)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM former_prices") == 12_000)
            // Three steps and the note of the import itself.
            #expect(try await house.number("SELECT COUNT(*) AS n FROM journal") - before == 4)
            print("12,000 prices updated on \(engine) in \(spent), unoptimised")
        }
    }
}
