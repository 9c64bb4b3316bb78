import Catalog
import Customers
import Database
import Files
import Foundation
@testable import Integrations
@testable import Jobs
import Kernel
import Pictures
import Storefront
import Testing
import TestSupport

@Suite("Sheets of the portal's own pictures and relations")
struct PortalSheetTests {
    private typealias Desk = RecordSheetTests.Desk

    private static let keeper = Viewer(identity: .system, name: "k", client: nil, contracts: [], rights: StaffRole.catalogueManager.rights, isStaff: true)

    private func open(_ engine: Engine, _ body: @escaping @Sendable (Desk) async throws -> Void) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kontor-sheets-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            try await body(Desk(house: house, files: ProductFileStore(ContentStore(folder: folder.path), mill: .here)))
        }
    }

    private func counts(_ created: Int64, _ updated: Int64, _ unchanged: Int64, _ refused: Int64) -> RecordSheet.Counts {
        var counts = RecordSheet.Counts()
        (counts.created, counts.updated, counts.unchanged, counts.refused) = (created, updated, unchanged, refused)
        return counts
    }

    /// A picture that differs from the others.
    private static func picture(_ number: UInt8) -> [UInt8] { Photo.png + [number] }

    private static func key(_ number: UInt8) -> String { StoredFile(naming: picture(number)).hash }

    private static func archive(_ files: (name: String, bytes: [UInt8])...) -> [UInt8] {
        var archive = StoredZIP()
        for (name, bytes) in files { archive.add(name, bytes) }
        return archive.bytes
    }

    private func bring(_ desk: Desk, _ bytes: [UInt8]) async throws -> RecordSheet {
        let id = try await bringRecordSheet(name: "фото.zip", bytes, for: Self.keeper, files: desk.files, at: House.now, in: desk.house.database)
        return try await desk.sheet(id)
    }

    private func take(_ desk: Desk, _ bytes: [UInt8]) async throws -> RecordSheet {
        let id = try await bring(desk, bytes).id
        try await takeRecordSheet(id, for: Self.keeper, files: desk.files, at: House.now, in: desk.house.database)
        try await desk.house.storefront.catchUp()
        return try await desk.sheet(id)
    }

    private func shown(_ desk: Desk, _ article: String) async throws -> [String] {
        let shelf = desk.house.shelf(try await desk.house.buyer())
        return shelf.files(of: try #require(shelf.product(article))).map(\.imageKey)
    }

    @Test(
        "a picture is its product's by its name; what may be two products' is nobody's",
        arguments: [
            ("B-1.jpg", "P1 1"), ("папка/B-1_2.JPG", "P1 2"), ("B-1 (3).png", "P1 3"), ("b-1.jpg", "P1 1"), ("K_7.jpg", "several K/7, K_7"), ("M_2.png", "several M, M_2"), ("M.png", "P4 1"), ("Z_1_2.png", "P6 2"),
            ("B-1_0.jpg", "none"), ("B-1_2000.jpg", "none"), ("B-1_x.jpg", "none"), (".jpg", "none"), ("", "none"), ("_2.jpg", "none"),
        ])
    func names(name: String, found: String) {
        let known = ["B-1": "P1", "K/7": "P2", "K_7": "P3", "M": "P4", "M_2": "P5", "Z/1": "P6"]
        let told =
            switch PictureName(name).product(among: known) {
            case .one(let id, let place): "\(id) \(place)"
            case .several(let articles): "several \(articles)"
            case .none: "none"
            }
        #expect(told == found)
    }

    @Test("pictures take their places together, and told again change nothing", arguments: 0..<40)
    func places(seed: Int) {
        var random = Seeded(UInt64(seed) + 7)
        func image(_ number: UInt8, hidden: Bool = false) -> ArrangedImage {
            let picture = ArrangedImage(taken: TakenFile(name: "\(number)", file: StoredFile(naming: [number]), type: .png))
            return ArrangedImage(file: picture.file, isPortals: !hidden, isHidden: hidden)
        }
        let images = (0..<UInt8.random(in: 0...6, using: &random)).map { image($0, hidden: Bool.random(using: &random)) }
        let told = (0..<Int.random(in: 1...6, using: &random)).map { _ in
            (image: image(UInt8.random(in: 0...9, using: &random)), place: Bool.random(using: &random) ? Int.random(in: 1...30, using: &random) : nil)
        }
        let once = placing(told, among: images)
        #expect(placing(told, among: once).map(\.key) == once.map(\.key), "seed \(seed)")
        #expect(Set(once.map(\.key)) == Set(images.map(\.key)).union(told.map(\.image.key)) && Set(once.map(\.key)).count == once.count)
    }

    @Test("an archive of pictures named by article is the portal's: no exchange takes them, the same again changes nothing, undone all is as before", arguments: Engine.allCases)
    func pictures(_ engine: Engine) async throws {
        try await open(engine) { desk in
            let house = desk.house
            let erps = "https://example.com/a.jpg"
            try await house.put("images", #"{"product":"P1","url":"https://example.com/a.jpg"}"#)
            let bytes = Self.archive(
                ("фото/B-1_2.png", Self.picture(2)), ("фото/B-1.png", Self.picture(1)), ("N-1.png", Self.picture(1)), ("НЕТ.png", Self.picture(3)), ("C-1.png", Array("не картинка".utf8)),
                ("../B-1_3.png", Self.picture(4)), ("__MACOSX/._B-1.png", [1]), ("Thumbs.db", [1]))
            let checked = try await bring(desk, bytes)
            #expect(checked.subject == .pictures && checked.isNamedPictures && checked.counts == counts(0, 3, 0, 3))
            #expect(try await house.number("SELECT COUNT(*) AS n FROM portal_images") == 0)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM stored_files") == 0)
            let sheet = try await take(desk, bytes)
            #expect(sheet.counts == counts(0, 3, 0, 3))
            let told = [#"2 ["/picture not_a_file_name"]"#, #"3 ["/picture not_an_image"]"#, #"5 ["/picture unknown_picture_article"]"#]
            #expect(try await desk.refusals(sheet.id) == told)
            let rows = try await house.database.read { try refusedRows(ofSheet: sheet.id, limit: 10, for: Self.keeper, in: $0) }
            #expect(rows.titles == ["picture"] && rows.rows.map(\.cells) == [["../B-1_3.png"], ["C-1.png"], ["НЕТ.png"]])
            #expect(try await shown(desk, "B-1") == [Self.key(1), Self.key(2), erps])
            #expect(try await shown(desk, "N-1") == [Self.key(1)])
            #expect(try await take(desk, bytes).counts == counts(0, 0, 3, 3))
            // The ERP tells another picture, and none of the portal's.
            try await house.put("images", #"{"product":"P1","url":"https://example.com/a.jpg"}"#, #"{"product":"P1","url":"https://example.com/c.jpg"}"#)
            try await house.storefront.catchUp()
            #expect(try await shown(desk, "B-1") == [Self.key(1), Self.key(2), erps, "https://example.com/c.jpg"])
            let item = try await house.database.read { try records(kind: "images", updatedSince: nil, limit: 100, for: .system, in: $0).items }
            #expect(item.count == 2, "the ERP reads its own alone")
            // Somebody adds another to the nut: it is left as it is.
            let file = TakenFile(name: "5.png", file: StoredFile(naming: Self.picture(5)), type: .png)
            try await house.database.write { try addImages([file], to: "N-1", for: .system, at: House.now, in: $0) }
            let undone = try await desk.undo(sheet.id)
            try await house.storefront.catchUp()
            #expect(undone.putBack == 1 && undone.kept == 1)
            #expect(try await shown(desk, "B-1") == [erps, "https://example.com/c.jpg"])
            #expect(try await shown(desk, "N-1") == [Self.key(1), Self.key(5)])
        }
    }

    @Test("a sheet in the archive says whose pictures are and where they stand; bad rows are told", arguments: Engine.allCases)
    func sheet(_ engine: Engine) async throws {
        try await open(engine) { desk in
            let table = """
                Артикул;Файл;Порядок
                B-1;a.png;20
                B-1;фото\\b.png;10
                N-1;a.png;
                B-1;нет.png;
                НЕТ;a.png;
                B-1;a.png;много
                B-1;../a.png;
                B-1;cut.png;
                """
            var archive = StoredZIP()
            archive.add("список.csv", Array(table.utf8))
            archive.add("a.png", Self.picture(1))
            archive.add("фото/b.png", Self.picture(2))
            archive.add("cut.png", Array(Photo.png.prefix(40)))
            let bytes = archive.bytes
            let sheet = try await take(desk, bytes)
            #expect(sheet.counts == counts(0, 3, 0, 5) && !sheet.isNamedPictures)
            let told = try await desk.refusals(sheet.id)
            let expected = [
                #"5 ["/picture picture_not_in_archive"]"#, #"6 ["/article unknown_reference"]"#, #"7 ["/place not_a_place"]"#, #"8 ["/picture not_a_file_name"]"#,
            ]
            #expect(told.prefix(4) == expected[...])
            #expect(told.last?.hasPrefix(#"9 ["/picture picture_"#) ?? false, "\(told)")
            #expect(try await shown(desk, "B-1") == [Self.key(2), Self.key(1)])
            #expect(try await take(desk, bytes).counts == counts(0, 0, 3, 5))
        }
    }

    @Test("an archive that is locked, lies about its sizes, or holds no pictures is refused without harm", arguments: Engine.allCases)
    func badArchives(_ engine: Engine) async throws {
        try await open(engine) { desk in
            var locked = StoredZIP()
            locked.add("B-1.png", Self.picture(1), flags: 1)
            locked.add("N-1.png", Self.picture(1), unpacked: 1 << 29)
            locked.add("C-1.png", Self.picture(1), unpacked: 3)
            let sheet = try await take(desk, locked.bytes)
            #expect(sheet.counts == counts(0, 0, 0, 3))
            #expect(try await desk.refusals(sheet.id) == [#"2 ["/picture archive_encrypted"]"#, #"3 ["/picture file_broken"]"#, #"4 ["/picture file_too_large"]"#])
            var huge = StoredZIP()
            for number in 0..<4 { huge.add("\(number).png", Self.picture(1), unpacked: 1 << 29) }
            var sheets = StoredZIP()
            for name in ["a.csv", "b.xlsx"] { sheets.add(name, Array("Артикул;Файл\n".utf8)) }
            let wrong = [
                (huge.bytes, "archive_too_large"), (sheets.bytes, "several_sheets_in_archive"), (Self.archive(("__MACOSX/x", [1])), "file_empty"), (Array(locked.bytes.prefix(60)), "archive_broken"),
            ]
            for (bytes, reason) in wrong {
                let refusal = await #expect(throws: Refusal.self) { _ = try await bring(desk, bytes) }
                #expect(refusal?.reason == reason)
            }
            let integrator = Viewer(identity: .system, name: "i", client: nil, contracts: [], rights: StaffRole.integrator.rights, isStaff: true)
            let refusal = await #expect(throws: Refusal.self) { _ = try await bringRecordSheet(name: "a.zip", locked.bytes, for: integrator, files: desk.files, at: House.now, in: desk.house.database) }
            #expect(refusal?.reason == "not_a_sheet")
        }
    }

    @Test("more than twenty pictures are the worker's, the pictures of a product in one step; a product has fifty at most", arguments: Engine.allCases)
    func many(_ engine: Engine) async throws {
        try await open(engine) { desk in
            var archive = StoredZIP()
            for number in 1...60 { archive.add("B-1_\(number).png", Self.picture(UInt8(number))) }
            archive.add("N-1.png", Self.picture(1))
            let id = try await bring(desk, archive.bytes).id
            #expect(try await desk.sheet(id).phase == .checking)
            let work = JobPayload(id: ID(1), kind: recordSheetJob, attempt: 1, value: ["sheet": .number(String(id))])
            try await workOnRecordSheet(work, files: desk.files, in: desk.house.database, now: { House.now })
            #expect(try await desk.sheet(id).counts == counts(0, 51, 0, 10))
            try await takeRecordSheet(id, for: Self.keeper, files: desk.files, at: House.now, in: desk.house.database)
            try await workOnRecordSheet(work, files: desk.files, in: desk.house.database, now: { House.now })
            let sheet = try await desk.sheet(id)
            #expect(sheet.phase == .taken && sheet.counts == counts(0, 51, 0, 10))
            #expect(try await desk.refusals(id).allSatisfy { $0.hasSuffix(#"["/picture too_many_images"]"#) })
            let undone = try await desk.undo(id)
            #expect(undone.putBack == 2)
            #expect(try await desk.house.number("SELECT COUNT(*) AS n FROM portal_images") == 0)
        }
    }

    @Test("who keeps the catalogue brings relations over the ERP's word, which the next exchange does not take", arguments: Engine.allCases)
    func relations(_ engine: Engine) async throws {
        try await open(engine) { desk in
            let (house, database) = (desk.house, desk.house.database)
            func tell() async throws { try await house.put("relations", #"{"product":"P1","kind":"analogue","target":"P2","ratio":"2"}"#, #"{"product":"P1","kind":"accessory","target":"P3"}"#) }
            try await tell()
            func related() async throws -> [String] {
                try await database.read { try relationsForEditing("B-1", for: Self.keeper, in: $0).relations }.map { each in
                    "\(each.relation.kind.rawValue) \(each.target?.article ?? "?") \(each.relation.ratio.decimal) \(each.relation.note ?? "-")\(each.isPortals ? " portal" : "")\(each.hasERPs ? " erp" : "")"
                }
            }
            let text = """
                Артикул;Вид связи;Связанный товар;Коэффициент;Примечание
                B-1;Аналог;N-1;3;
                B-1;Аксессуар;C-1;;
                B-1;Расходник;N-1;;К болту
                B-1;Замена;C-1;;
                C-1;Замена;B-1;;
                B-1;Аналог;B-1;;
                B-1;Друг;N-1;;
                B-1;Аналог;НЕТ;;
                B-1;Аналог;C-1;мало;
                """
            let id = try await bringRecordSheet(name: "связи.csv", Array(text.utf8), for: Self.keeper, files: desk.files, at: House.now, in: database)
            let checked = try await desk.sheet(id)
            #expect(checked.subject == .ownRelations && checked.counts == counts(2, 1, 1, 5))
            #expect(try await house.number("SELECT COUNT(*) AS n FROM portal_relations") == 0)
            await #expect(throws: Refusal.self) { try await checkRecordSheet(id, as: .relations, for: Self.keeper, files: desk.files, at: House.now, in: database) }
            try await takeRecordSheet(id, for: Self.keeper, files: desk.files, at: House.now, in: database)
            let told = [
                #"6 ["/target follows_itself"]"#, #"7 ["/target related_to_itself"]"#, #"8 ["/kind not_in_list"]"#, #"9 ["/target unknown_reference"]"#, #"10 ["/ratio not_a_quantity"]"#,
            ]
            #expect(try await desk.refusals(id) == told)
            let wanted = ["replacement C-1 1 - portal", "analogue N-1 3 - portal erp", "accessory C-1 1 - erp", "consumable N-1 1 К болту portal"]
            #expect(try await related() == wanted)
            try await tell()
            #expect(try await related() == wanted, "the exchange takes nothing of the portal's")
            let again = try await bringRecordSheet(name: "связи.csv", Array(text.utf8), for: Self.keeper, files: desk.files, at: House.now, in: database)
            #expect(try await desk.sheet(again).counts == counts(0, 0, 4, 5))
            let item = try await database.read { try records(kind: "relations", updatedSince: nil, limit: 100, for: .system, in: $0).items }
            #expect(item.count == 2, "the ERP reads its own alone")
            // Somebody says something else of one of them: it is left.
            let token = try await database.read { reader in try reader.relationsToken(of: try reader.productContents(ofArticle: "B-1")) }
            try await database.write { try relate("B-1", TypedRelation(kind: "consumable", article: "N-1", ratio: "4", note: ""), token: token, for: .system, at: House.now, in: $0) }
            let undone = try await desk.undo(id)
            #expect(undone.putBack == 2 && undone.kept == 1)
            #expect(try await related() == ["analogue N-1 2 - erp", "accessory C-1 1 - erp", "consumable N-1 4 - portal"])
        }
    }
}
