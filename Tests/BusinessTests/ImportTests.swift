import Catalog
import Customers
import Database
import Files
import Foundation
@testable import Integrations
import Journal
import Kernel
import Ordering
import Pictures
import Records
import Storefront
import Testing
import TestSupport

@Suite("Imports")
struct ImportTests {
    /// Files that other people's systems wrote.
    private static let shared = ProcessInfo.processInfo.environment["KONTOR_SHARED"]
        ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../shared").standardized.path

    private func take(_ path: String, _ house: House, dryRun: Bool = false) async throws -> ImportReport {
        var options = ImportOptions()
        options.dryRun = dryRun
        return try await importFiles(
            at: path, options, by: .command, files: ProductFileStore(ContentStore(folder: nil), mill: .here), in: house.database, now: { House.now }, afterStep: { try await house.storefront.catchUp() })
    }

    private func folder(_ files: [String: String]) throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kontor-import-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in files { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }
        return folder
    }

    private struct NamedPictures: ImportSource {
        func read(into sink: ImportSink) throws {
            try sink.push(["product": "g1", "names": ["a.png"]], CatalogRecords.exchangePictures, file: "import.xml")
        }
    }

    @Test("what an exchange names of pictures waits for its product as other records do, and is not told of")
    func waitingNames() throws {
        var saved: [String] = []
        let sink = ImportSink(
            save: { step in
                saved.append(step.kind.name)
                let outcome =
                    saved.count == 1
                    ? RecordOutcome(label: nil, status: .refused, problems: [Refusal.Problem("/product", .validation, "unknown_reference")])
                    : RecordOutcome(label: nil, status: .created, problems: [])
                return step.items.map { _ in outcome }
            }, progress: { _ in })
        try sink.take([NamedPictures()])
        #expect(saved == ["exchange-pictures", "exchange-pictures"])
        #expect(sink.report.kinds.isEmpty)
        #expect(sink.report.problems.isEmpty)
    }

    @Test("a table with the API's names takes columns of parameters too; what may be several parameters is left out and told", arguments: Engine.allCases)
    func parameterColumns(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put(
                "parameters", #"{"external_id":"T1","code":"power","name":"Мощность","type":"number","unit":"Вт"}"#, #"{"external_id":"T2","code":"colour","name":"Цвет","type":"choice"}"#,
                #"{"external_id":"T5","code":"d1","name":"Диаметр","type":"number","unit":"мм"}"#, #"{"external_id":"T6","code":"d2","name":"Диаметр","type":"number","unit":"мм"}"#)
            try await house.put("products", #"{"external_id":"P1","parameters":{"steel":"8.8","power":"1"}}"#)
            let text = """
                external_id,article,name,"Мощность, кВт",colour,Диаметр,Лишнее,parameters
                P1,,Болт,"0,75",Красный,5,x,
                P1,,,,Синий,,,
                P2,,Гайка,много,,,,
                NEW,NEW-1,Новый,2,,,,"{""zinc"":true}"
                P3,,,,,,,
                """
            let folder = try folder(["products.csv": text])
            defer { try? FileManager.default.removeItem(at: folder) }
            for isAgain in [false, true] {
                _ = try await take(folder.path, house, dryRun: true)
                let report = try await take(folder.path, house)
                let totals = report.totals
                #expect(totals.refused == 1 && totals.created == (isAgain ? 0 : 1), "\(report.json.text)")
                let told = report.problems.map { "\($0.line ?? 0) \($0.problems.map(\.reason))" }
                #expect(told == [#"0 ["parameter_title_ambiguous"]"#, #"4 ["parameter_not_a_number"]"#])
                #expect(report.ignored.map(\.what) == ["products.csv: Диаметр", "products.csv: Лишнее"])
                let items = try await house.database.read { try Integrations.records(kind: "products", updatedSince: nil, limit: 100, for: .system, in: $0).items }
                func parameters(_ id: String) -> [String: String] {
                    let object = items.first { $0["external_id"]?.string == id }?["parameters"]?.object ?? [:]
                    return Dictionary(uniqueKeysWithValues: object.entries.map { ($0.key, $0.value.plainText) })
                }
                #expect(parameters("P1") == ["steel": "8.8", "power": "750", "colour": "Синий"])
                #expect(parameters("NEW") == ["zinc": "true", "power": "2000"])
                #expect(parameters("P2") == [:])
            }
        }
    }

    @Test("a catalogue of 1C goes in whole, and the same again changes nothing", arguments: Engine.allCases)
    func commerceML(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            let path = Self.shared + "/real/commerceml/2.07-stroysnab"
            let rehearsed = try await take(path, house, dryRun: true)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM products") == 0)
            let first = try await take(path, house)
            #expect(first.totals.refused == 0, "\(first.problems.prefix(3))")
            #expect(first.totals == rehearsed.totals)
            // 1197 goods and 2100 variants (the folder's README); 2642 prices, of which two are of one type on one offer.
            #expect(try await house.number("SELECT COUNT(*) AS n FROM products") == 1197 + 2100)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM prices") == 2641)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM warehouses") == 6)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM categories") == 59)
            #expect(first.ignored.contains { $0.what == "Товар/ЗначенияРеквизитов/ТипНоменклатуры" && $0.count == 1197 })
            let second = try await take(path, house)
            #expect(second.totals.created + second.totals.updated + second.totals.refused == 0)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM imports") == 2)
            // The product that stands for its variants is not sold, its variants are.
            let shelf = house.shelf(.system)
            var query = ProductQuery()
            query.text = "Б-130001"
            let articles = shelf.products(query, limit: 100).items.map(\.article)
            #expect(articles.contains("Б-130001/38"))
            #expect(!articles.contains("Б-130001"))
        }
    }

    @Test("every catalogue of the collection goes through", arguments: [
        "2.05-aquarium", "2.05-brightbuild", "2.07-torgdom", "2.07-stroysnab-2018-02-24", "3.1-ut11-freesport",
    ])
    func collection(_ name: String) async throws {
        try await House.open(.sqlite) { house in
            let report = try await take(Self.shared + "/real/commerceml/" + name, house)
            #expect(report.totals.created > 0)
            #expect(!report.isBroken)
            // What is refused refers to goods that the cut-down file does not hold.
            #expect(report.problems.allSatisfy { $0.problems.allSatisfy { $0.reason == "unknown_reference" } }, "\(report.problems.prefix(3))")
        }
    }

    @Test("a file cut in the middle keeps what stood before and says where it broke off", arguments: Engine.allCases)
    func cut(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            let whole = try Data(contentsOf: URL(fileURLWithPath: Self.shared + "/real/commerceml/2.07-torgdom/test.xml"))
            let folder = try folder([:])
            defer { try? FileManager.default.removeItem(at: folder) }
            try whole.prefix(whole.count * 2 / 3).write(to: folder.appendingPathComponent("import.xml"))
            let report = try await take(folder.path, house)
            #expect(report.isBroken)
            #expect(report.problems.last?.line ?? 0 > 100)
            let kept = try await house.number("SELECT COUNT(*) AS n FROM products")
            #expect(kept > 5 && kept < 32)
        }
    }

    @Test("CommerceML 1 and other files are refused politely", arguments: ["orders/Sale77-cml1-cp1251.xml", "xsd/commerceml-2.08.xsd"])
    func foreign(_ name: String) async throws {
        try await House.open(.sqlite) { house in
            var options = ImportOptions()
            options.format = .commerceml
            let wanted = options
            let refusal = await #expect(throws: Refusal.self) {
                _ = try await importFiles(at: Self.shared + "/real/commerceml/" + name, wanted, by: .command, files: ProductFileStore(ContentStore(folder: nil), mill: .here), in: house.database, now: { House.now })
            }
            #expect(["commerceml_1", "not_commerceml"].contains(refusal?.reason))
        }
    }

    @Test("every row that something is told of is kept with its import, not only the first ones that its report has", arguments: Engine.allCases)
    func toldOf(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            // All bear one barcode: they are taken and told of. The others have no article.
            let lines = (0..<1200).map { #"{"external_id":"Q\#($0)","article":"Q-\#($0)","name":"Товар","barcodes":["888"]}"# } + (0..<1300).map { #"{"external_id":"R\#($0)","name":"Без артикула"}"# }
            let folder = try folder(["products.ndjson": lines.joined(separator: "\n")])
            defer { try? FileManager.default.removeItem(at: folder) }
            let rehearsed = try await take(folder.path, house, dryRun: true)
            #expect(rehearsed.told == 2500 && rehearsed.problems.count == 1300)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM import_rows") == 0)
            let report = try await take(folder.path, house)
            #expect(report.totals.created == 1200 && report.told == 2500 && report.problems.count == 1300)
            let kept = try await house.database.read { try #require(try $0.imports(limit: 1).first) }
            #expect(kept.told == 2500 && kept.report["told"]?.int == 2500)
            var (told, place): ([JSON], Int64?) = ([], 0)
            while let position = place {
                let page = try await house.database.read { try toldRows(ofImport: kept.id, after: position, limit: 999, for: .system, in: $0) }
                told += page.rows
                place = page.rows.isEmpty ? nil : page.last
            }
            #expect(told.compactMap { $0["line"]?.int } == (1...2500).map { Int64($0) })
            #expect(told.count { $0["is_notice"] == true } == 1200 && told.last?["problems"]?.array?.first?["pointer"]?.string == "/article")
            let text = "Артикул;Цена\n" + (0..<1200).map { "НЕТ-\($0);5" }.joined(separator: "\n")
            let sheet = try Sheet(Array(text.utf8), name: "цены.csv")
            var mapping = PriceMapping(guessedFrom: sheet)
            mapping.list = "L1"
            #expect(try await importPrices(sheet, mapping, dryRun: false, for: .system, at: House.now, in: house.database).told == 1200)
            let prices = try await house.database.read { reader in
                let kept = try #require(try reader.imports(limit: 1).first)
                return (kept, try toldRows(ofImport: kept.id, limit: 5000, for: .system, in: reader).rows)
            }
            #expect(prices.0.told == 1200 && prices.1.count == 1200 && !prices.0.canBeUndone(at: House.now))
        }
    }

    @Test("a folder of records as NDJSON and as CSV is the same; foreign kinds are passed over", arguments: Engine.allCases)
    func records(_ engine: Engine) async throws {
        let ndjson = try folder([
            "products.ndjson": """
                {"external_id":"P1","article":"A","name":"Болт","barcodes":["1","2"],"parameters":{"d":"8","zinc":true},"successor":"P2"}
                {"external_id":"P2","article":"B","name":"Гайка","vat_rate":"reduced"}
                {"external_id":"P3"
                {"external_id":"P4","article":"A","name":"Двойник"}
                """,
            "videos.ndjson": "{}\n{}\n", "queries.json": "{}",
        ])
        let csv = try folder([
            "products.csv": """
                external_id,article,name,barcodes,parameters,successor,vat_class
                P1,A,Болт,1|2,"{""d"":""8"",""zinc"":true}",P2,
                P2,B,Гайка,,,,reduced
                """,
        ])
        defer { for each in [ndjson, csv] { try? FileManager.default.removeItem(at: each) } }
        try await House.open(engine) { house in
            let report = try await take(ndjson.path, house)
            #expect(report.totals.created == 2)
            #expect(report.totals.refused == 2)
            #expect(report.problems.map(\.line) == [3, 4])
            #expect(report.ignored.map(\.what).sorted() == ["queries.json", "videos.ndjson"])
            #expect(report.ignored.first { $0.what == "videos.ndjson" }?.count == 2)
            let again = try await take(csv.path, house)
            #expect(again.totals.unchanged == 2)
            #expect(again.totals.total == 2)
        }
    }
}
