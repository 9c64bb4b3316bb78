import Catalog
import Customers
import Database
import Files
import Foundation
import Integrations
import Journal
import Kernel
import Pictures
import Records
import Storefront
import Testing
import TestSupport

@Suite("Pictures and papers of products")
struct ProductFileTests {
    private static let pdf = "%PDF-1.4 паспорт %%EOF"

    /// A folder of rows and files, and a store beside it.
    private struct Desk {
        let house: House
        let root: URL
        let store: ContentStore

        static func open(_ engine: Engine, _ body: @escaping @Sendable (Desk) async throws -> Void) async throws {
            try await House.open(engine) { house in
                try await house.furnish()
                let root = FileManager.default.temporaryDirectory.appendingPathComponent("kontor-files-\(UUID().uuidString)")
                try FileManager.default.createDirectory(at: root.appendingPathComponent("in/papers"), withIntermediateDirectories: true)
                defer { try? FileManager.default.removeItem(at: root) }
                try await body(Desk(house: house, root: root, store: ContentStore(folder: root.appendingPathComponent("store").path)))
            }
        }

        func put(_ name: String, _ bytes: some Sequence<UInt8>) throws { try Data(bytes).write(to: root.appendingPathComponent("in/" + name)) }

        func take(_ name: String = "", dryRun: Bool = false) async throws -> ImportReport {
            var options = ImportOptions()
            options.dryRun = dryRun
            let path = root.appendingPathComponent("in").path + name
            let report = try await importFiles(at: path, options, by: .command, files: ProductFileStore(store, mill: .here), in: house.database, now: { House.now })
            try await house.storefront.catchUp()
            return report
        }

        func shown(_ article: String = "B-1") async throws -> [String] {
            let shelf = house.shelf(try await house.buyer())
            return shelf.files(of: try #require(shelf.product(article))).map { file in
                let content =
                    switch file.content {
                    case .kept(let stored, let type, let name): "\(name) \(type.rawValue) \(stored.size)"
                    case .elsewhere(let url): url
                    }
                return "\(file.role.rawValue) \(file.kind) \(file.number ?? "-") \(content)\(shelf.isExpired(file) ? " expired" : "")"
            }
        }

        /// What lies in the store.
        func kept() -> Int { (FileManager.default.enumerator(atPath: root.appendingPathComponent("store").path)?.allObjects as? [String] ?? []).count { $0.count == 67 } }
    }

    @Test("rows of a folder bring their files; the same again changes nothing; a later file takes the place of the former", arguments: Engine.allCases)
    func folder(_ engine: Engine) async throws {
        try await Desk.open(engine) { desk in
            try desk.put("papers/1.pdf", Self.pdf.utf8)
            try desk.put("photo.png", Photo.png)
            try desk.put("images.csv", "product,file\nP1,photo.png\n".utf8)
            try desk.put(
                "certificates.ndjson",
                #"""
                {"product":"P1","file":"papers\\1.pdf","number":"RU-1","from":"2024-01-01","to":"2026-11-23"}
                {"product":"P2","file":"./papers/1.pdf","kind":"passport"}
                {"product":"P1","url":"https://example.com/2","kind":"declaration","to":"2026-11-24"}
                """#.utf8)
            let rehearsed = try await desk.take(dryRun: true)
            #expect(rehearsed.totals.created == 4 && desk.kept() == 0)
            #expect(try await desk.house.number("SELECT COUNT(*) AS n FROM stored_files") == 0)
            let report = try await desk.take()
            #expect(report.totals.created == 4, "\(report.problems)")
            #expect(desk.kept() == 2)
            let size = Self.pdf.utf8.count
            #expect(try await desk.shown() == [
                "image photo - photo.png image/png \(Photo.png.count)", "certificate certificate RU-1 papers/1.pdf application/pdf \(size) expired",
                "certificate declaration - https://example.com/2",
            ])
            #expect(try await desk.shown("N-1") == ["certificate passport - papers/1.pdf application/pdf \(size)"])
            #expect(try await desk.take().totals.unchanged == 4)
            try desk.put("papers/1.pdf", (Self.pdf + "\n").utf8)
            #expect(try await desk.take().totals.updated == 2)
            #expect(try await desk.shown("N-1") == ["certificate passport - papers/1.pdf application/pdf \(size + 1)"])
            let fresh = LiveStorefront(desk.house.database)
            try await fresh.start()
            let shelf = Shelf(fresh.current, for: try await desk.house.buyer(), at: House.now)
            #expect(shelf.files(of: try #require(shelf.product("B-1"))).count == 3)
        }
    }

    @Test("pictures called by articles come to their products from a folder or an archive; the same again changes nothing", arguments: Engine.allCases)
    func namedPictures(_ engine: Engine) async throws {
        try await Desk.open(engine) { desk in
            try desk.put("B-1.png", Photo.png + [1])
            try desk.put("papers/B-1_2.png", Photo.png + [2])
            try desk.put("НЕТ.png", Photo.png + [3])
            let rehearsed = try await desk.take(dryRun: true)
            #expect(rehearsed.totals.updated == 2 && rehearsed.totals.refused == 1 && desk.kept() == 0, "\(rehearsed.json.text)")
            let report = try await desk.take()
            #expect(report.totals.updated == 2 && report.totals.refused == 1 && report.ignored.isEmpty, "\(report.json.text)")
            #expect(report.problems.map { "\($0.label ?? "") \($0.problems.map(\.reason))" } == [#"НЕТ.png ["unknown_picture_article"]"#])
            #expect(try await desk.shown().count { $0.hasPrefix("image") } == 2)
            let again = try await desk.take()
            #expect(again.totals.unchanged == 2 && again.totals.updated == 0)
            var archive = StoredZIP()
            archive.add("фото/N-1.png", Photo.png + [4])
            try desk.put("papers/pics.zip", archive.bytes)
            #expect(try await desk.take("/papers/pics.zip").totals.updated == 1)
            #expect(try await desk.shown("N-1").count == 1)
            var other = StoredZIP()
            other.add("readme.txt", [1])
            try desk.put("papers/other.zip", other.bytes)
            let refusal = await #expect(throws: Refusal.self) { _ = try await desk.take("/papers/other.zip") }
            guard case .text(let told)? = refusal?.arguments["value"] else { Issue.record("no path told"); return }
            #expect(refusal?.reason == "nothing_to_import" && told.hasSuffix("/in/papers/other.zip"), "what was named and not where it was unpacked")
        }
    }

    @Test("a program names a file that was taken before, or an address; what is read back is unchanged when it is written again", arguments: Engine.allCases)
    func programs(_ engine: Engine) async throws {
        try await Desk.open(engine) { desk in
            try desk.put("1.pdf", Self.pdf.utf8)
            try desk.put("certificates.csv", "product,file,number\nP1,1.pdf,A\n".utf8)
            _ = try await desk.take()
            let outcomes = try await desk.house.put(
                "certificates", #"{"product":"P2","file":"1.pdf","number":"B","sha256":"00"}"#, #"{"product":"P2","file":"none.pdf"}"#, #"{"product":"P2"}"#,
                #"{"product":"P2","file":"1.pdf","url":"https://example.com"}"#, #"{"product":"P2","url":"javascript:alert(1)"}"#,
                #"{"product":"P2","file":"../1.pdf"}"#, #"{"product":"P2","file":"C:\\1.pdf"}"#, #"{"product":"P2","file":"/1.pdf"}"#,
                #"{"product":"P2","url":"https://example.com/x","to":"2026-01-01","from":"2026-01-02"}"#, #"{"product":"PX","file":"1.pdf"}"#)
            #expect(outcomes.map(\.status) == [.created] + Array(repeating: .refused, count: 9))
            #expect(outcomes.flatMap(\.problems).map(\.reason) == [
                "file_unknown", "file_or_url", "file_or_url", "not_a_web_address", "not_a_file_name", "not_a_file_name", "not_a_file_name", "period_reversed", "unknown_reference",
            ])
            #expect(try await desk.house.put("images", #"{"product":"P1","file":"1.pdf"}"#).flatMap(\.problems).map(\.reason) == ["not_an_image"])
            #expect(try await desk.house.put("certificates", #"{"product":"P2","url":"https://example.com/b","number":"B"}"#).map(\.status) == [.updated])
            #expect(try await desk.shown("N-1") == ["certificate certificate B https://example.com/b"])
            for kind in ["images", "certificates"] {
                let read = try await desk.house.database.read { try records(kind: kind, updatedSince: nil, limit: 10, for: .system, in: $0).items }
                #expect(try await desk.house.put(kind, read).allSatisfy { $0.status == .unchanged }, "\(read)")
            }
        }
    }

    @Test("a link in the folder that leads nowhere is told of and harms nothing else", arguments: Engine.allCases)
    func brokenLink(_ engine: Engine) async throws {
        try await Desk.open(engine) { desk in
            try desk.put("brands.csv", "external_id,name\nB1,Крепыш\n".utf8)
            try FileManager.default.createSymbolicLink(atPath: desk.root.appendingPathComponent("in/products.csv").path, withDestinationPath: "/nowhere/products.csv")
            let report = try await desk.take()
            #expect(report.totals.created == 1)
            #expect(report.problems.map { "\($0.file) \($0.problems.map(\.reason))" } == [#"products.csv ["link_broken"]"#])
        }
    }

    @Test("papers without a number are told apart by their titles, those with one by it alone", arguments: Engine.allCases)
    func titles(_ engine: Engine) async throws {
        try await Desk.open(engine) { desk in
            func put(_ items: String...) async throws -> [RecordOutcome.Status] {
                var statuses: [RecordOutcome.Status] = []
                for item in items { statuses += try await desk.house.put("certificates", item).map(\.status) }
                return statuses
            }
            let (a, b) = (#"{"product":"P1","kind":"passport","url":"https://example.com/a"}"#, #"{"product":"P1","kind":"passport","url":"https://example.com/b","title":null}"#)
            #expect(try await put(a, b, a, b) == [.created, .created, .unchanged, .unchanged])
            #expect(try await desk.shown() == ["certificate passport - https://example.com/a", "certificate passport - https://example.com/b"])
            #expect(try await put(#"{"product":"P1","kind":"passport","url":"https://example.com/c","title":"https://example.com/b"}"#) == [.updated], "a later edition under the same title")
            #expect(try await put(#"{"product":"P1","number":"1","url":"https://example.com/1"}"#, #"{"product":"P1","number":"1","url":"https://example.com/2","title":"Другой"}"#) == [.created, .updated])
            let read = try await desk.house.database.read { try records(kind: "certificates", updatedSince: nil, limit: 10, for: .system, in: $0).items }
            #expect(read.map { $0["title"]?.string ?? "-" } == ["https://example.com/a", "https://example.com/b", "-"])
            #expect(try await desk.house.put("certificates", read).allSatisfy { $0.status == .unchanged })
            let gone = try await deleteRecords(
                [["product": "P1", "kind": "passport", "number": "", "title": "https://example.com/a"]], kind: "certificates", for: .system, at: House.now, in: desk.house.database)
            #expect(gone.map(\.status) == [.deleted])
        }
    }

    @Test("a row whose file is missing, cut, empty, outside or no image is told of; the other rows are kept", arguments: Engine.allCases)
    func badFiles(_ engine: Engine) async throws {
        try await Desk.open(engine) { desk in
            try desk.put("good.pdf", Self.pdf.utf8)
            try desk.put("cut.pdf", "%PDF-1.4 half of".utf8)
            try desk.put("empty.pdf", [])
            try desk.put("page.png", "<html><script>alert(1)</script>".utf8)
            try Data(Self.pdf.utf8).write(to: desk.root.appendingPathComponent("secret.pdf"))
            try FileManager.default.createSymbolicLink(atPath: desk.root.appendingPathComponent("in/link.pdf").path, withDestinationPath: "../secret.pdf")
            try desk.put("certificates.csv", "product,file,number\nP1,good.pdf,1\nP1,cut.pdf,2\nP1,empty.pdf,3\nP1,link.pdf,4\nP1,../secret.pdf,5\nP1,none.pdf,6\nP1,papers,7\n".utf8)
            try desk.put("images.csv", "product,file\nP1,page.png\n".utf8)
            let report = try await desk.take()
            #expect(report.totals.created == 1 && report.totals.refused == 7)
            #expect(report.problems.map { "\($0.file):\($0.line ?? 0) \($0.problems.map(\.reason).joined())" }.sorted() == [
                "certificates.csv:3 file_broken", "certificates.csv:4 file_without_bytes", "certificates.csv:5 link_leads_out", "certificates.csv:6 not_a_file_name",
                "certificates.csv:7 file_unknown", "certificates.csv:8 not_a_file_name", "images.csv:2 not_an_image",
            ])
            let none = try await importFiles(
                at: desk.root.appendingPathComponent("in").path, ImportOptions(), by: .command, files: ProductFileStore(ContentStore(folder: nil), mill: .here), in: desk.house.database, now: { House.now })
            #expect(none.problems.contains { $0.problems.map(\.reason) == ["no_file_store"] })
        }
    }

    @Test("the pictures that goods of 1C name are taken with the exchange; papers and those that did not come are counted", arguments: Engine.allCases)
    func exchange(_ engine: Engine) async throws {
        try await Desk.open(engine) { desk in
            try FileManager.default.createDirectory(at: desk.root.appendingPathComponent("in/import_files/01"), withIntermediateDirectories: true)
            try desk.put("import_files/01/a.png", Photo.png)
            try desk.put("import_files/01/cut.png", Photo.png.prefix(50))
            try desk.put("import_files/01/b.pdf", Self.pdf.utf8)
            try desk.put(
                "import.xml",
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <КоммерческаяИнформация ВерсияСхемы="2.07"><Каталог><Ид>c</Ид><ИдКлассификатора>k</ИдКлассификатора><Наименование>К</Наименование><Товары>
                <Товар><Ид>g1</Ид><Артикул>G-1</Артикул><Наименование>Гайка</Наименование><Картинка>import_files/01/a.png</Картинка>
                <Картинка>import_files/01/b.pdf</Картинка><Картинка>import_files/01/none.jpg</Картинка><Картинка>import_files/01/cut.png</Картинка></Товар>
                </Товары></Каталог></КоммерческаяИнформация>
                """.utf8)
            let report = try await desk.take()
            #expect(report.kinds.first { $0.name == "images" }?.counts.created == 1, "\(report.problems)")
            #expect(report.problems.flatMap(\.problems).map(\.reason) == ["picture_cut"])
            #expect(report.ignored.filter { $0.what != "papers" }.map { "\($0.what) \($0.count)" } == ["Товар/Картинка 2"])
            #expect(try await desk.shown("G-1") == ["image photo - import_files/01/a.png image/png \(Photo.png.count)"])
            let shelf = desk.house.shelf(try await desk.house.buyer())
            #expect(shelf.picture(of: try #require(shelf.product("G-1")))?.hash == StoredFile(naming: Photo.png).hash)
        }
    }

    @Test("a picture that 1C names no longer leaves the product; what came otherwise, and a file made without pictures, takes none away", arguments: Engine.allCases)
    func leavingPictures(_ engine: Engine) async throws {
        try await Desk.open(engine) { desk in
            try FileManager.default.createDirectory(at: desk.root.appendingPathComponent("in/import_files"), withIntermediateDirectories: true)
            for name in ["a", "b", "c"] { try desk.put("import_files/\(name).png", Photo.png) }
            func tell(_ pictures: [[String]?], changes: Bool = false) async throws {
                let goods = pictures.enumerated().map { place, names in
                    "<Товар><Ид>g\(place)</Ид><Артикул>G-\(place)</Артикул><Наименование>Гайка</Наименование>\((names ?? []).map { "<Картинка>\($0)</Картинка>" }.joined())</Товар>"
                }.joined()
                try desk.put("import.xml", """
                    <?xml version="1.0" encoding="UTF-8"?>
                    <КоммерческаяИнформация ВерсияСхемы="2.07"><Каталог СодержитТолькоИзменения="\(changes)"><Ид>c</Ид><Наименование>К</Наименование><Товары>\(goods)</Товары></Каталог></КоммерческаяИнформация>
                    """.utf8)
                let report = try await desk.take()
                #expect(report.kinds.allSatisfy { $0.name != "exchange-pictures" } && report.problems.isEmpty, "\(report.problems)")
            }
            func files(_ article: String) async throws -> [String] {
                try await desk.house.database.read { reader in
                    try reader.rows("""
                        SELECT i.file, i.url FROM product_images AS i JOIN products AS p ON p.id = i.product_id WHERE p.article = \(article) ORDER BY i.id
                        """).map { try $0.get("file", as: String.self) + $0.get("url", as: String.self) }
                }
            }
            let (a, b, c) = ("import_files/a.png", "import_files/b.png", "import_files/c.png")
            try await tell([[a, b], [c], nil])
            try await desk.house.put("images", #"{"product":"g0","url":"https://example.com/own.jpg"}"#)
            #expect(try await files("G-0") == [a, b, "https://example.com/own.jpg"])
            try await tell([[b], [c], nil])
            #expect(try await files("G-0") == [b, "https://example.com/own.jpg"])
            try await tell([[b], nil], changes: true)
            #expect(try await files("G-1") == [c], "of changes nothing is said of pictures")
            try await tell([nil, nil])
            #expect(try await files("G-1") == [c], "a file without any picture was made without them")
            try await tell([[b], nil])
            #expect(try await files("G-1") == [])
            try await tell([[""], [c]], changes: true)
            #expect(try await files("G-0") == ["https://example.com/own.jpg"])
            #expect(try await files("G-1") == [c])
            #expect(try await desk.house.number("SELECT COUNT(*) AS n FROM exchange_pictures") == 2, "of goods that never had any nothing is noted")
            // Somebody tells another picture under a name of the exchange.
            try await tell([[a, b], [c]])
            _ = try await desk.house.database.write { try $0.run("UPDATE product_images SET updated_at = updated_at + 60000 WHERE file = \(a)") }
            try await tell([[b], [c]])
            #expect(try await files("G-0") == ["https://example.com/own.jpg", a, b], "told since the exchange told of it")
        }
    }

    @Test("a variant that is told without pictures keeps those that its product has", arguments: Engine.allCases)
    func variantPictures(_ engine: Engine) async throws {
        try await Desk.open(engine) { desk in
            for name in ["a", "b"] { try desk.put("\(name).png", Photo.png) }
            func tell(_ goods: String) async throws {
                try desk.put("import.xml", """
                    <?xml version="1.0" encoding="UTF-8"?>
                    <КоммерческаяИнформация ВерсияСхемы="2.07"><Каталог СодержитТолькоИзменения="false"><Ид>c</Ид><Наименование>К</Наименование><Товары>\(goods)</Товары></Каталог></КоммерческаяИнформация>
                    """.utf8)
                let report = try await desk.take()
                #expect(report.problems.isEmpty, "\(report.problems)")
            }
            func pictures(_ product: String) async throws -> [String] {
                try await desk.house.database.read { reader in
                    try reader.rows("SELECT i.file FROM product_images AS i JOIN products AS p ON p.id = i.product_id WHERE p.external_id = \(product) ORDER BY i.id").map { try $0.get("file") }
                }
            }
            func boot(_ id: String, _ article: String, _ picture: String = "") -> String {
                "<Товар><Ид>\(id)</Ид><Артикул>\(article)</Артикул><Наименование>Сапоги</Наименование>\(picture.isEmpty ? "" : "<Картинка>\(picture)</Картинка>")</Товар>"
            }
            try await tell(boot("g1", "G-1", "a.png") + boot("g1#x", "G-1/38", "a.png"))
            #expect(try await pictures("g1#x") == ["a.png"])
            try await tell(boot("g1", "G-1", "a.png") + boot("g1#x", "G-1/38"))
            #expect(try await pictures("g1#x") == ["a.png"])
            try await tell(boot("g1#x", "G-1/38") + boot("g1", "G-1", "b.png"))
            #expect(try await pictures("g1#x") == ["b.png"])
            try await tell(boot("g1", "G-1") + boot("g1#x", "G-1/38") + boot("g2", "G-2", "a.png"))
            #expect(try await pictures("g1#x") == [])
        }
    }

    @Test("an image that is cut off or no image inside is refused in its row, also when it is only tried", arguments: Engine.allCases)
    func badImages(_ engine: Engine) async throws {
        try await Desk.open(engine) { desk in
            try desk.put("good.png", Photo.png)
            try desk.put("cut.png", Photo.png.prefix(50))
            try desk.put("odd.png", Photo.png.prefix(8) + Array("nonsense IEND".utf8))
            try desk.put("images.csv", "product,file\nP1,good.png\nP1,cut.png\nP1,odd.png\n".utf8)
            for dryRun in [true, false] {
                let report = try await desk.take(dryRun: dryRun)
                #expect(report.totals.created == 1 && report.totals.refused == 2)
                #expect(report.problems.map { "\($0.line ?? 0) \($0.problems.map(\.reason).joined())" } == ["3 picture_cut", "4 picture_unreadable"])
            }
            #expect(try await desk.shown() == ["image photo - good.png image/png \(Photo.png.count)"])
        }
    }

    @Test("an archive brings rows and files; one that lies about a file harms no other row, and nothing is written outside", arguments: Engine.allCases)
    func archives(_ engine: Engine) async throws {
        try await Desk.open(engine) { desk in
            let rows = "product,file,number\nP1,papers/1.pdf,1\nP1,lie.pdf,2\nP1,../out.pdf,3\nP1,out.pdf,4\nP2,large.pdf,5\n"
            let pdf = Array(Self.pdf.utf8)
            var archive = StoredZIP()
            archive.add("export/certificates.csv", Array(rows.utf8))
            for name in ["papers/1.pdf", "../out.pdf"] { archive.add(name, pdf) }
            archive.add("lie.pdf", pdf, unpacked: pdf.count + 5)
            archive.add("large.pdf", pdf, unpacked: 40 << 20)
            try desk.put("all.zip", archive.bytes)
            let report = try await desk.take("/all.zip")
            #expect(report.totals.created == 1)
            #expect(report.problems.map { "\($0.line ?? 0) \($0.problems.map(\.reason).joined())" } == [
                "3 file_broken", "4 not_a_file_name", "5 file_unknown", "6 file_too_large",
            ])
            #expect(try FileManager.default.contentsOfDirectory(atPath: desk.root.path).sorted() == ["in", "store"])
            let broken = await #expect(throws: Refusal.self) {
                try desk.put("cut.zip", archive.bytes.prefix(200))
                _ = try await desk.take("/cut.zip")
            }
            #expect(broken?.reason == "archive_broken")
        }
    }
}

/// The smallest picture there is.
enum Photo {
    static let png = Array(Data(base64Encoded: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==") ?? Data())
}
