import Customers
import Database
import Files
import Formats
import Foundation
@testable import Integrations
@testable import Jobs
import Journal
import Kernel
import Pictures
import Records
import Testing
import TestSupport

@Suite("Sheets of records")
struct RecordSheetTests {
    /// A house in which sheets are brought and read back.
    struct Desk: Sendable {
        let house: House
        var files = ProductFileStore(ContentStore(folder: nil), mill: .here)

        func bring(_ text: String, name: String = "товары.csv", at now: Instant = House.now) async throws -> Int64 {
            try await bringRecordSheet(name: name, Array(text.utf8), for: .system, files: files, at: now, in: house.database)
        }

        func take(_ text: String, at now: Instant = House.now) async throws -> RecordSheet {
            let id = try await bring(text, at: now)
            try await takeRecordSheet(id, for: .system, files: files, at: now, in: house.database)
            return try await sheet(id)
        }

        func undo(_ id: Int64, at now: Instant = House.now) async throws -> RecordSheet {
            try await undoRecordSheet(id, for: .system, at: now, in: house.database)
            return try await sheet(id)
        }

        func sheet(_ id: Int64) async throws -> RecordSheet { try await house.database.read { try recordSheet(id, for: .system, in: $0) } }

        func refusals(_ id: Int64) async throws -> [String] {
            try await house.database.read { try refusedRows(ofSheet: id, limit: 1000, for: .system, in: $0) }.rows.map { row in
                "\(row.line) \((row.json["problems"]?.array ?? []).map { "\($0["pointer"]?.string ?? "") \($0["reason"]?.string ?? "")" })"
            }
        }

        func record(_ kind: String, _ id: String) async throws -> JSON? {
            try await house.database.read { reader in try records(kind: kind, updatedSince: nil, limit: 1000, for: .system, in: reader).items.first { $0["external_id"]?.string == id } }
        }
    }

    private func open(_ engine: Engine, _ body: @escaping @Sendable (Desk) async throws -> Void) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await body(Desk(house: house))
        }
    }

    private func counts(_ created: Int64, _ updated: Int64, _ unchanged: Int64, _ refused: Int64) -> RecordSheet.Counts {
        var counts = RecordSheet.Counts()
        (counts.created, counts.updated, counts.unchanged, counts.refused) = (created, updated, unchanged, refused)
        return counts
    }

    @Test(
        "titles are recognised as people and 1C write them, and tell what the rows are",
        arguments: [
            ("Артикул;Наименование;Ед. изм.;Бренд;НДС, %", "products", "article name unit brand vat_class"),
            ("Код;Номенклатура;Товарная группа;Штрих-код;Вес, кг;Мин. заказ;Кратность", "products", "external_id name category barcodes weight_kg order_minimum order_multiple"),
            ("SKU;Product name;Barcode;Country of origin", "products", "article name barcodes country"),
            ("external_id;article;name;order_multiple", "products", "external_id article name order_multiple"),
            ("Артикул;Наименование;Склад;Остаток, шт", "stock", "article - warehouse quantity"),
            ("Article;Qty", "stock", "article quantity"),
            ("Артикул;Вид связи;Аналог;Коэффициент", "relations", "article kind target ratio"),
            ("Код;Наименование;Тип;Ед. изм.", "parameters", "code name type measure"),
        ])
    func titles(row: String, subject: String, columns: String) throws {
        let sheet = try Sheet(Array("ООО «Север»;;\n\(row)\nA;B;C\n".utf8), name: "x.csv")
        let guessed = SheetSubject(guessedFrom: sheet)
        #expect(guessed.rawValue == subject)
        let mapping = RecordMapping(of: sheet) { guessed.column(titled: $0) }
        #expect(mapping.header == 1)
        #expect(mapping.shown.prefix(columns.split(separator: " ").count).map { $0.field?.rawValue ?? "-" }.joined(separator: " ") == columns)
    }

    @Test("good rows are kept and change only what the sheet has columns for; bad ones are told with the row they stand in; the same file again changes nothing", arguments: Engine.allCases)
    func products(_ engine: Engine) async throws {
        try await open(engine) { desk in
            try await desk.house.put("brands", #"{"external_id":"BR","name":"Крепыш"}"#)
            try await desk.house.put("categories", #"{"external_id":"K1","name":"Болты"}"#, #"{"external_id":"K2","name":"Винты"}"#, #"{"external_id":"K3","name":"Винты"}"#)
            try await desk.house.put("products", #"{"external_id":"P1","article":"B-1","name":"Болт","barcodes":["4601234567893"],"description":"Как было","packagings":[{"unit":"778","quantity":"100"}]}"#)
            let text = """
                Номенклатура на 24.11.2026;;;;;;;;
                Артикул;Наименование;Бренд;Группа;Ед.изм.;Штрихкод;Вес, кг;НДС;Мин. заказ
                B-1;Болт М8;Крепыш;Болты;шт;4600000000015;0,25;20%;1 000,5
                NEW-1;Новый;;;упак;;;10;
                N-1;;;;;;;;7
                X-1;Без бренда;Нет такого;;;;;;
                X-2;Какой винт;;Винты;;;;;
                ;Без артикула;;;;;;;
                X-3;Плохая единица;;;аршин;;;;
                X-4;Плохой вес;;;;;тяжёлый;;
                P1;Чужой код;;;;;;;
                """
            let id = try await desk.bring(text)
            var sheet = try await desk.sheet(id)
            #expect(sheet.phase == .checked && sheet.counts == counts(1, 2, 0, 6) && sheet.total == 9)
            #expect(try await desk.record("products", "NEW-1") == nil, "checking changes nothing")
            #expect(sheet.preview.map { $0["status"]?.string } == ["updated", "created", "updated", "refused", "refused", "refused", "refused", "refused", "refused"])
            #expect(Set(sheet.preview.first?["fields"]?.array?.compactMap(\.string) ?? []) == ["name", "brand", "category", "barcodes", "packagings", "order_minimum"])
            try await takeRecordSheet(id, for: .system, files: desk.files, at: House.now, in: desk.house.database)
            sheet = try await desk.sheet(id)
            #expect(sheet.phase == .taken && sheet.counts == counts(1, 2, 0, 6) && sheet.takenAt == House.now)
            let told = [
                #"6 ["/brand unknown_reference"]"#, #"7 ["/category several_of_name"]"#, #"8 ["/article field_required"]"#, #"9 ["/unit unknown_unit"]"#, #"10 ["/weight_kg not_a_weight"]"#,
                #"11 ["/article code_of_other_product"]"#,
            ]
            #expect(try await desk.refusals(id) == told)
            let bolt = try #require(try await desk.record("products", "P1"))
            let standing = ["name", "brand", "category", "order_minimum", "description"].map { bolt[$0]?.string ?? "-" }
            #expect(standing == ["Болт М8", "BR", "K1", "1000.5", "Как было"])
            #expect(bolt["barcodes"] == ["4601234567893", "4600000000015"], "a barcode is added to those there are")
            #expect(bolt["packagings"]?.array?.map { $0["weight_kg"]?.string ?? "-" } == ["-", "0.25"])
            let nut = try #require(try await desk.record("products", "P2"))
            #expect(["name", "order_minimum", "order_multiple"].map { nut[$0]?.string ?? "-" } == ["Гайка", "7", "5"])
            #expect(try await desk.record("products", "NEW-1")?["vat_class"] == "reduced")
            let before = try await desk.house.number("SELECT COUNT(*) AS n FROM journal WHERE kind = 'products'")
            let again = try await desk.take(text)
            #expect(again.counts == counts(0, 0, 3, 6))
            #expect(try await desk.house.number("SELECT COUNT(*) AS n FROM journal WHERE kind = 'products'") == before)
            await #expect(throws: Refusal.self) { try await takeRecordSheet(id, for: .system, files: desk.files, at: House.now, in: desk.house.database) }
            #expect(try await desk.house.number("SELECT COUNT(*) AS n FROM uploads") == 2)
            let listed = try await desk.house.database.read { try uploads(for: .system, in: $0) }
            #expect(listed.isEmpty, "sheets of records are no files of prices")
        }
    }

    @Test("a product is known by its external id, its article or a barcode", arguments: Engine.allCases)
    func identity(_ engine: Engine) async throws {
        try await open(engine) { desk in
            _ = try await desk.take("Штрихкод;Наименование\n4601234567893;По штрихкоду\n4609999999999;Нет такого\n")
            #expect(try await desk.record("products", "P1")?["name"] == "По штрихкоду")
            _ = try await desk.take("Код;Артикул;Наименование\nP2;N-2;Гайка под другим артикулом\n")
            #expect(try await desk.record("products", "P2")?["article"] == "N-2")
            let sheet = try await desk.take("Код;Артикул;Наименование\nP9;C-1;Артикул занят\n")
            #expect(try await desk.refusals(sheet.id) == [#"2 ["/article already_taken"]"#])
        }
    }

    @Test("undone within a day, everything is as it was; what somebody has changed since is left and told", arguments: Engine.allCases)
    func undoing(_ engine: Engine) async throws {
        try await open(engine) { desk in
            let text = "Артикул;Наименование;Описание;Штрихкод\nB-1;Болт новый;Длинный;4600000000015\nN-1;Гайка новая;;\nC-1;Кабель новый;;\nNEW-1;Новый;;\nNEW-2;Второй;;\n"
            let before = try await desk.record("products", "P1")
            let sheet = try await desk.take(text)
            #expect(sheet.counts == counts(2, 3, 0, 0) && sheet.canBeUndone(at: House.now))
            // The ERP changes another field of the bolt, the name of the nut, and the second new product.
            try await desk.house.put("products", #"{"external_id":"P1","country":"Россия"}"#, #"{"external_id":"P2","name":"Гайка от учёта"}"#, #"{"external_id":"NEW-2","name":"Второй от учёта"}"#)
            let undone = try await desk.undo(sheet.id, at: House.now.adding(seconds: 3600))
            #expect(undone.phase == .undone && undone.putBack == 3 && undone.kept == 2)
            let kept = try await desk.house.database.read { try keptRecords(ofSheet: sheet.id, limit: 10, for: .system, in: $0) }
            #expect(kept.map { "\($0.label) \($0.reason)" } == ["N-1 undo_changed_since", "NEW-2 undo_changed_since"])
            let bolt = try #require(try await desk.record("products", "P1"))
            for field in ["name", "barcodes", "description"] { #expect(bolt[field] == before?[field]) }
            #expect(bolt["country"]?.string == "Россия")
            #expect(try await desk.record("products", "P2")?["name"] == "Гайка от учёта")
            #expect(try await desk.record("products", "P3")?["name"] == "Кабель")
            #expect(try await desk.record("products", "NEW-1")?["withdrawn"] == true)
            #expect(try await desk.record("products", "NEW-2")?["withdrawn"] == false)
            #expect(try await desk.house.number("SELECT COUNT(*) AS n FROM journal WHERE kind = 'imports' AND action = 'undone'") == 1)
            await #expect(throws: Refusal.self) { _ = try await desk.undo(sheet.id) }
            // Taken again it brings the withdrawn one back, and undone it is withdrawn again.
            let again = try await desk.take("Артикул;Наименование\nNEW-1;Новый\n")
            #expect(again.counts == counts(0, 1, 0, 0))
            #expect(try await desk.record("products", "NEW-1")?["withdrawn"] == false)
            _ = try await desk.undo(again.id)
            #expect(try await desk.record("products", "NEW-1")?["withdrawn"] == true)
            let late = try await desk.take("Артикул;Наименование\nB-1;Поздно\n")
            let refusal = await #expect(throws: Refusal.self) { _ = try await desk.undo(late.id, at: House.now.adding(seconds: 24 * 3600)) }
            #expect(refusal?.reason == "undo_too_late")
        }
    }

    @Test("stock by the warehouse's name or for one warehouse, undone with the figures of before", arguments: Engine.allCases)
    func stock(_ engine: Engine) async throws {
        try await open(engine) { desk in
            try await desk.house.put("warehouses", #"{"external_id":"W2","code":"КЗН","name":"Казань"}"#)
            let sheet = try await desk.take("Артикул;Склад;Остаток\nB-1;Москва;12,5\nN-1;КЗН;3\nC-1;Пермь;1\nНЕТ;Москва;1\nB-1;W2;много\n", at: House.now.adding(seconds: 60))
            #expect(sheet.subject == .stock && sheet.counts == counts(1, 1, 0, 3))
            #expect(try await desk.refusals(sheet.id) == [#"4 ["/warehouse unknown_reference"]"#, #"5 ["/article unknown_reference"]"#, #"6 ["/quantity not_a_quantity"]"#])
            func quantity(_ product: String, _ warehouse: String) async throws -> Int64 {
                try await desk.house.number("""
                    SELECT CAST(COALESCE(SUM(s.quantity), -1) AS BIGINT) AS n FROM stock AS s JOIN products AS p ON p.id = s.product_id JOIN warehouses AS w ON w.id = s.warehouse_id
                    WHERE p.external_id = \(product) AND w.external_id = \(warehouse)
                    """)
            }
            #expect(try await quantity("P1", "W1") == 12_500)
            #expect(try await quantity("P2", "W2") == 3000)
            let undone = try await desk.undo(sheet.id, at: House.now.adding(seconds: 120))
            #expect(undone.putBack == 2 && undone.kept == 0)
            #expect(try await quantity("P1", "W1") == 10_000)
            #expect(try await quantity("P2", "W2") == -1)
            let id = try await desk.bring("Артикул;Остаток\nB-1;7\n", name: "остатки.csv")
            #expect(try await desk.sheet(id).phase == .new, "it is not told which warehouse")
            await #expect(throws: Refusal.self) { try await takeRecordSheet(id, for: .system, files: desk.files, at: House.now.adding(seconds: 180), in: desk.house.database) }
            try await checkRecordSheet(id, for: .system, files: desk.files, at: House.now.adding(seconds: 180), in: desk.house.database) { $0.list = "W1" }
            try await takeRecordSheet(id, for: .system, files: desk.files, at: House.now.adding(seconds: 180), in: desk.house.database)
            #expect(try await quantity("P1", "W1") == 7000)
        }
    }

    @Test("relations and parameters in words", arguments: Engine.allCases)
    func relationsAndParameters(_ engine: Engine) async throws {
        try await open(engine) { desk in
            let relations = try await desk.take("Артикул;Вид связи;Связанный товар;Коэффициент\nB-1;Аналог;N-1;2\nB-1;Замена;B-1;\nB-1;Друг;N-1;\n")
            #expect(relations.subject == .relations && relations.counts == counts(1, 0, 0, 2))
            let parameters = try await desk.take("Код;Наименование;Тип;Ед. изм.\nd;Диаметр;Число;мм\nc;Цвет;Список;\n")
            #expect(parameters.subject == .parameters && parameters.counts == counts(2, 0, 0, 0))
            #expect(try await desk.record("parameters", "d")?["unit"] == "мм")
            _ = try await desk.undo(relations.id)
            _ = try await desk.undo(parameters.id)
            #expect(try await desk.house.number("SELECT COUNT(*) AS n FROM product_relations") == 0)
            #expect(try await desk.record("parameters", "d") == nil)
        }
    }

    @Test("rows of another sort are understood anew, columns as a person puts them; without the right nobody brings a sheet", arguments: Engine.allCases)
    func understood(_ engine: Engine) async throws {
        try await open(engine) { desk in
            let database = desk.house.database
            let id = try await desk.bring("Артикул;Имя\nB-1;Болт особый\n")
            #expect(try await desk.sheet(id).counts == counts(0, 0, 1, 0))
            try await checkRecordSheet(id, for: .system, files: desk.files, at: House.now, in: database) { $0.choose([("column-0", "article"), ("column-1", "name"), ("column-7", "name")], among: SheetSubject.products.columns) }
            #expect(try await desk.sheet(id).counts == counts(0, 1, 0, 0))
            try await checkRecordSheet(id, as: .stock, for: .system, files: desk.files, at: House.now, in: database)
            let sheet = try await desk.sheet(id)
            #expect(sheet.subject == .stock && sheet.mapping?.columns.count == 1)
            let refusal = await #expect(throws: Refusal.self) { try await checkRecordSheet(id, for: .system, files: desk.files, at: House.now, in: database) }
            #expect(refusal?.problems.map(\.reason) == ["column_missing_warehouse", "column_missing_quantity"])
            let buyer = try await desk.house.buyer()
            let reader = Viewer(identity: .person(ID(1)), name: "m", client: nil, contracts: [], rights: StaffRole.manager.rights, isStaff: true)
            for viewer in [buyer, reader] {
                let refusal = await #expect(throws: Refusal.self) { _ = try await bringRecordSheet(name: "a.csv", Array("Артикул;Имя\n".utf8), for: viewer, files: desk.files, at: House.now, in: database) }
                #expect(refusal?.code == .forbidden)
                await #expect(throws: Refusal.self) { try await undoRecordSheet(id, for: viewer, at: House.now, in: database) }
            }
        }
    }

    @Test("a long sheet is the worker's: it goes on where it stopped, counts each row once, and can be undone", arguments: Engine.allCases)
    func long(_ engine: Engine) async throws {
        try await open(engine) { desk in
            let database = desk.house.database
            let text = "Артикул;Наименование\n" + (0..<1600).map { "Q-\($0);Товар \($0)" }.joined(separator: "\n") + "\nB-1;Болт\n;Без артикула\n"
            let id = try await desk.bring(text)
            @Sendable func work(_ attempt: Int = 1) async throws {
                try await workOnRecordSheet(JobPayload(id: ID(1), kind: recordSheetJob, attempt: attempt, value: ["sheet": .number(String(id))]), files: desk.files, in: database, now: { House.now })
            }
            #expect(try await desk.sheet(id).phase == .checking)
            try await work()
            #expect(try await desk.sheet(id).counts == counts(1600, 0, 1, 1))
            try await takeRecordSheet(id, for: .system, files: desk.files, at: House.now, in: database)
            // The server stops after the first step; it comes again, twice at once.
            struct Stop: Error {}
            await #expect(throws: (any Error).self) {
                try await workOnRecordSheet(JobPayload(id: ID(1), kind: recordSheetJob, attempt: 1, value: ["sheet": .number(String(id))]), files: desk.files, in: StoppingDatabase(base: database, writes: 1), now: { House.now })
            }
            #expect(try await desk.sheet(id).done == 500)
            await withTaskGroup(of: Void.self) { group in for _ in 0..<2 { group.addTask { try? await work() } } }
            let taken = try await desk.sheet(id)
            #expect(taken.phase == .taken && taken.counts == counts(1600, 0, 1, 1))
            #expect(try await desk.house.number("SELECT COUNT(*) AS n FROM products") == 1603)
            try await undoRecordSheet(id, for: .system, at: House.now, in: database)
            await #expect(throws: (any Error).self) {
                try await workOnRecordSheet(JobPayload(id: ID(1), kind: recordSheetJob, attempt: 1, value: ["sheet": .number(String(id))]), files: desk.files, in: StoppingDatabase(base: database, writes: 1), now: { House.now })
            }
            try await work()
            let undone = try await desk.sheet(id)
            #expect(undone.phase == .undone && undone.putBack == 1600 && undone.kept == 0)
            #expect(try await desk.house.number("SELECT COUNT(*) AS n FROM products WHERE withdrawn = 1") == 1600)
            #expect(undone.noticed == 0)
            // A week later it has gone, with all that was kept of it.
            _ = try await desk.bring("Артикул;Имя\nB-1;Болт\n", at: House.now.adding(seconds: 8 * 86_400))
            #expect(try await desk.house.number("SELECT COUNT(*) AS n FROM sheet_changes") == 0)
            #expect(try await desk.house.number("SELECT COUNT(*) AS n FROM record_sheets") == 1)
        }
    }
}

extension RecordSheetTests {
    @Test("what is told of rows that are taken is counted over the whole sheet, checked and taken, and all of it is kept, also with its import", arguments: Engine.allCases)
    func notices(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let desk = Desk(house: house)
            // From the second step on, all bear one barcode.
            let text = "Артикул;Наименование;Штрихкод\n" + (0..<1700).map { "Q-\($0);Товар \($0);\($0 < 600 ? "1\($0)" : "888")" }.joined(separator: "\n")
            let id = try await desk.bring(text)
            func work() async throws {
                try await workOnRecordSheet(JobPayload(id: ID(1), kind: recordSheetJob, attempt: 1, value: ["sheet": .number(String(id))]), files: desk.files, in: house.database, now: { House.now })
            }
            func told() async throws -> [JSON] { try await house.database.read { try noticedRows(ofSheet: id, limit: 5000, for: .system, in: $0) } }
            try await work()
            #expect(try await desk.sheet(id).noticed == 1100)
            try await takeRecordSheet(id, for: .system, files: desk.files, at: House.now, in: house.database)
            try await work()
            let sheet = try await desk.sheet(id)
            #expect(sheet.phase == .taken && sheet.counts.created == 1700 && sheet.noticed == 1100)
            let rows = try await told()
            #expect(rows.count == 1100 && rows.first?["line"]?.int == 602 && rows.last?["line"]?.int == 1701)
            #expect(rows.first?["problems"]?.array?.first?["reason"]?.string == "barcode_shared")
            let kept = try await house.database.read { try #require(try $0.imports(limit: 1).first) }
            let report = kept.report["problems"]?.array ?? []
            #expect(report.count == 300 && report.first?["line"]?.int == 602 && kept.told == 1100)
            let all = try await house.database.read { try toldRows(ofImport: kept.id, limit: 5000, for: .system, in: $0).rows }
            #expect(all.count == 1100 && all.last?["line"]?.int == 1701 && all.allSatisfy { $0["is_notice"] == true && $0["file"] == "товары.csv" })
        }
    }
}

/// A database that goes away after some writes.
private struct StoppingDatabase: Database {
    struct Stopped: Error {}

    let base: any Database
    let left: Counter

    init(base: any Database, writes: Int) { (self.base, left) = (base, Counter(writes)) }

    actor Counter {
        private var left: Int
        init(_ left: Int) { self.left = left }
        func take() -> Bool { left -= 1; return left >= 0 }
    }

    var dialect: Dialect { base.dialect }
    func read<T: Sendable>(_ body: @escaping @Sendable (any Reader) throws -> T) async throws -> T { try await base.read(body) }
    func write<T: Sendable>(_ body: @escaping @Sendable (any Writer) throws -> T) async throws -> T {
        guard await left.take() else { throw Stopped() }
        return try await base.write(body)
    }
    func close() async throws {}
}
