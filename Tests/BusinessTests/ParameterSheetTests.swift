import Catalog
import Customers
import Database
import Formats
@testable import Integrations
import Kernel
import Records
import Storefront
import Testing
import TestSupport

@Suite("Sheets with parameters, missing names and contents")
struct ParameterSheetTests {
    typealias Desk = RecordSheetTests.Desk

    private func open(_ engine: Engine, _ body: @escaping @Sendable (Desk) async throws -> Void) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put(
                "parameters", #"{"external_id":"T1","code":"power","name":"Мощность","type":"number","unit":"Вт"}"#, #"{"external_id":"T2","code":"colour","name":"Цвет","type":"choice"}"#,
                #"{"external_id":"T3","code":"zinc","name":"Оцинковано","type":"flag"}"#, #"{"external_id":"T4","code":"note","name":"Примечание к товару","type":"text"}"#,
                #"{"external_id":"T5","code":"d1","name":"Диаметр","type":"number","unit":"мм"}"#, #"{"external_id":"T6","code":"d2","name":"Диаметр","type":"number","unit":"кг"}"#)
            try await house.put("products", #"{"external_id":"P1","parameters":{"power":"750","steel":"8.8"}}"#, #"{"external_id":"P2","parameters":{"colour":"Красный"}}"#)
            try await body(Desk(house: house))
        }
    }

    private func counts(_ created: Int64, _ updated: Int64, _ unchanged: Int64, _ refused: Int64) -> RecordSheet.Counts {
        var counts = RecordSheet.Counts()
        (counts.created, counts.updated, counts.unchanged, counts.refused) = (created, updated, unchanged, refused)
        return counts
    }

    private func parameters(_ desk: Desk, _ id: String) async throws -> [String: String] {
        let object = try await desk.record("products", id)?["parameters"]?.object ?? [:]
        return Dictionary(uniqueKeysWithValues: object.entries.map { ($0.key, $0.value.plainText) })
    }

    private let cards = SheetParameters([
        ("T1", EditableParameter(code: "power", name: "Мощность", type: "number", unit: "Вт")), ("T2", EditableParameter(code: "colour", name: "Цвет", type: "choice", unit: nil)),
        ("T5", EditableParameter(code: "d1", name: "Диаметр", type: "number", unit: "мм")), ("T6", EditableParameter(code: "d2", name: "Диаметр", type: "number", unit: "кг")),
    ])

    @Test(
        "a column is known by the parameter's name, code or external id, with a unit of its kind behind it",
        arguments: [
            ("Мощность", "power"), ("мощность, кВт", "power"), ("Мощность (кВт)", "power"), ("Мощность [Вт]", "power"), ("POWER", "power"), ("t1", "power"), ("Цвет", "colour"), ("Мощность, л.с.", "-"),
            ("Цвет, кВт", "-"), ("Диаметр", "-"), ("Диаметр, см", "d1"), ("Диаметр, г", "d2"), ("Напряжение", "-"), ("", "-"),
        ])
    func titles(title: String, code: String) { #expect(SheetSubject.products.column(titled: title, among: cards)?.parameter ?? "-" == code) }

    @Test("values are checked row by row and converted to the parameter's unit; other parameters stay; the same file changes nothing; undone, each goes back alone", arguments: Engine.allCases)
    func columns(_ engine: Engine) async throws {
        try await open(engine) { desk in
            let text = """
                Артикул;Наименование;Мощность, кВт;Цвет;Оцинковано
                B-1;;0,75;красный;да
                N-1;;750 Вт;Синий;нет
                C-1;;1,5;;
                NEW-1;Новый;2;Синий;+
                NEW-1;;;Зелёный;
                X-1;Плохая;много;;
                X-2;Плохая;5 л;;
                X-3;Плохая;;;может быть
                """
            let sheet = try await desk.take(text)
            #expect(sheet.subject == .products)
            #expect(sheet.counts == counts(1, 4, 0, 3))
            let told = [#"7 ["/parameter.power parameter_not_a_number"]"#, #"8 ["/parameter.power parameter_other_unit"]"#, #"9 ["/parameter.zinc typed_not_a_flag"]"#]
            #expect(try await desk.refusals(sheet.id) == told)
            #expect(sheet.preview.first?["fields"]?.array?.compactMap(\.string) == ["parameters/colour", "parameters/zinc"], "750 is 750")
            let bolt = ["power": "750", "steel": "8.8", "colour": "Красный", "zinc": "true"]
            #expect(try await parameters(desk, "P1") == bolt)
            #expect(try await parameters(desk, "P2") == ["colour": "Синий", "power": "750", "zinc": "false"])
            #expect(try await parameters(desk, "P3") == ["power": "1500"])
            #expect(try await parameters(desk, "NEW-1") == ["power": "2000", "colour": "Зелёный", "zinc": "true"], "a second row of the product goes on from the first")
            let again = try await desk.take("Артикул;Мощность, кВт;Цвет;Оцинковано\nB-1;0,75;КРАСНЫЙ;да\nC-1;1500 Вт;;\n")
            #expect(again.counts == counts(0, 0, 2, 0))
            // The ERP tells another parameter of the bolt, and another colour of the nut.
            try await desk.house.put("products", #"{"external_id":"P1","parameters":{"power":"750","steel":"10.9","colour":"Красный","zinc":true}}"#, #"{"external_id":"P2","parameters":{"colour":"Чёрный","power":750,"zinc":false}}"#)
            let undone = try await desk.undo(sheet.id)
            #expect(undone.putBack == 3 && undone.kept == 1)
            #expect(try await parameters(desk, "P1") == ["power": "750", "steel": "10.9"])
            #expect(try await parameters(desk, "P2")["colour"] == "Чёрный")
            #expect(try await parameters(desk, "P3") == [:])
        }
    }

    @Test("a row that is refused hands nothing on to the next row of its product", arguments: Engine.allCases)
    func refusedBefore(_ engine: Engine) async throws {
        try await open(engine) { desk in
            let sheet = try await desk.take("Артикул;Мощность, Вт;Цвет;Оцинковано;НДС\nB-1;900;;;33\nB-1;;Синий;;\nB-1;;;да;\n")
            #expect(sheet.counts == counts(0, 2, 0, 1))
            #expect(try await parameters(desk, "P1") == ["power": "750", "steel": "8.8", "colour": "Синий", "zinc": "true"])
        }
    }

    @Test("brands and categories are read again where they have changed alone, and what was made is known; more than the limit is refused", arguments: Engine.allCases)
    func groups(_ engine: Engine) async throws {
        try await open(engine) { desk in
            let house = desk.house
            try await house.put("categories", #"{"external_id":"K1","name":"Крепёж"}"#)
            try await house.put("brands", #"{"external_id":"BR","name":"Крепыш"}"#)
            let made = MissingName(column: .category, externalID: "Крепёж / Болты", name: "Болты", parent: "K1", depth: 1)
            let known = try await house.database.write { writer in
                var groups = try writer.sheetGroups()
                try groups.add([made], in: writer)
                return groups
            }
            #expect(known.category("Болты") == .known("Крепёж / Болты"))
            // It was never made in the database: only what is not read again knows it.
            let same = try await house.database.read { try $0.sheetGroups(since: known) }
            #expect(same.category("Крепёж / Болты") == .known("Крепёж / Болты"))
            try await house.put("brands", #"{"external_id":"B2","name":"Второй"}"#)
            let fresh = try await house.database.read { try $0.sheetGroups(since: known) }
            #expect(fresh.brand("второй") == .known("B2") && fresh.category("Болты") != .known("Крепёж / Болты"))
            do {
                _ = try await house.database.read { try $0.sheetGroups(limit: 1) }
                Issue.record("more than the limit was read")
            } catch let refusal as Refusal { #expect(refusal.reason == "too_many_groups") }
        }
    }

    @Test("a person maps a column by hand; a unit in its title that does not fit is told in each row", arguments: Engine.allCases)
    func mapped(_ engine: Engine) async throws {
        try await open(engine) { desk in
            let id = try await desk.bring("Артикул;Мощн., л.с.\nB-1;1\nN-1;2 кВт\n")
            #expect(try await desk.sheet(id).counts == counts(0, 0, 2, 0))
            let known = SheetSubject.products.columns + [.parameter("power")]
            try await checkRecordSheet(id, for: .system, files: desk.files, at: House.now, in: desk.house.database) { $0.choose([("column-0", "article"), ("column-1", "parameter.power")], among: known) }
            #expect(try await desk.sheet(id).counts == counts(0, 1, 0, 1))
            #expect(try await desk.refusals(id) == [#"2 ["/parameter.power parameter_other_unit"]"#])
        }
    }

    @Test("missing brands and categories are made when a person wants it, each once, and leave with the sheet unless something uses them", arguments: Engine.allCases)
    func making(_ engine: Engine) async throws {
        try await open(engine) { desk in
            let database = desk.house.database
            try await desk.house.put("categories", #"{"external_id":"K1","name":"Крепёж"}"#)
            try await desk.house.put("brands", #"{"external_id":"BR","name":"Крепыш"}"#)
            let text = """
                Артикул;Наименование;Категория;Бренд
                B-1;;Крепёж / Болты / Анкерные;Новый
                N-1;;Крепёж / Болты;крепыш
                NEW-1;Новинка;Кабель;Второй
                NEW-2;Без единицы;КАБЕЛЬ;НОВЫЙ
                ;Без артикула;Лишняя;Лишний
                """
            let id = try await desk.bring(text)
            #expect(try await desk.sheet(id).counts == counts(0, 0, 0, 5), "off until somebody asks for it")
            try await checkRecordSheet(id, for: .system, files: desk.files, at: House.now, in: database) { $0.makes = [.brand, .category] }
            #expect(try await desk.sheet(id).counts == counts(2, 2, 0, 1))
            let planned = try await database.read { reader in
                (try madeNames(bySheet: id, .category, for: .system, in: reader), try madeNames(bySheet: id, .brand, for: .system, in: reader))
            }
            #expect(planned.0.count == 3 && planned.1.count == 2)
            #expect(planned.0.first == ["Кабель", "Крепёж / Болты", "Крепёж / Болты / Анкерные"])
            #expect(try await desk.house.number("SELECT COUNT(*) AS n FROM categories") == 1, "checking makes nothing")
            try await takeRecordSheet(id, for: .system, files: desk.files, at: House.now, in: database)
            #expect(try await desk.sheet(id).counts == counts(2, 2, 0, 1))
            #expect(try await desk.house.number("SELECT COUNT(*) AS n FROM categories") == 4)
            #expect(try await desk.house.number("SELECT COUNT(*) AS n FROM brands") == 3)
            #expect(try await desk.record("products", "P1")?["category"] == "Крепёж / Болты / Анкерные")
            #expect(try await desk.record("categories", "Крепёж / Болты")?["parent"] == "K1")
            #expect(try await desk.record("products", "P2")?["brand"] == "BR", "the case of letters makes no other brand")
            #expect(try await desk.record("products", "NEW-2")?["brand"] == "Новый")
            // The same file knows them now.
            let again = try await desk.bring(text)
            #expect(try await desk.sheet(again).counts == counts(0, 0, 4, 1))
            // The ERP puts a product of its own among the cables.
            try await desk.house.put("products", #"{"external_id":"P3","category":"Кабель"}"#)
            let undone = try await desk.undo(id)
            #expect(undone.putBack == 8 && undone.kept == 1)
            let kept = try await database.read { try keptRecords(ofSheet: id, limit: 10, for: .system, in: $0) }
            #expect(kept.map { "\($0.label) \($0.reason)" } == ["Кабель undo_refused"])
            #expect(try await desk.house.number("SELECT COUNT(*) AS n FROM categories") == 2)
            #expect(try await desk.house.number("SELECT COUNT(*) AS n FROM brands") == 1)
        }
    }

    @Test("ways of categories", arguments: [("А / Б", 2), ("А>Б > В", 3), ("А\\Б", 2), ("Кабель/провод", 1), ("А →  Б ", 2), (" / ", 0)])
    func ways(text: String, steps: Int) { #expect(SheetGroups.way(text).count == steps) }

    @Test("who keeps the catalogue writes texts and parameters over the ERP's word by a sheet, and nothing else of products", arguments: Engine.allCases)
    func contents(_ engine: Engine) async throws {
        try await open(engine) { desk in
            let database = desk.house.database
            try await desk.house.put("products", #"{"external_id":"P1","description":"Текст учёта"}"#)
            let keeper = Viewer(identity: .system, name: "k", client: nil, contracts: [], rights: StaffRole.catalogueManager.rights, isStaff: true)
            let integrator = Viewer(identity: .system, name: "i", client: nil, contracts: [], rights: StaffRole.integrator.rights, isStaff: true)
            #expect(keeper.sheetSubjects == [.parameters, .contents, .ownRelations, .pictures])
            #expect(integrator.sheetSubjects == [.products, .stock, .relations, .parameters])
            let text = "Артикул;Наименование;Описание;Описание EN;Мощность, кВт;Цвет\nB-1;Чужое имя;Свой текст;Own text;1;\nN-1;;;;;красный\nНЕТ;;Текст;;;\nC-1;;;;сто;\n"
            let id = try await bringRecordSheet(name: "тексты.csv", Array(text.utf8), for: keeper, files: desk.files, at: House.now, in: database)
            #expect(try await desk.sheet(id).subject == .contents)
            #expect(try await desk.sheet(id).counts == counts(0, 1, 1, 2))
            await #expect(throws: Refusal.self) { try await checkRecordSheet(id, as: .products, for: keeper, files: desk.files, at: House.now, in: database) }
            try await takeRecordSheet(id, for: keeper, files: desk.files, at: House.now, in: database)
            #expect(try await desk.refusals(id) == [#"4 ["/article unknown_reference"]"#, #"5 ["/parameter.power parameter_not_a_number"]"#])
            func own(_ article: String) async throws -> PortalContents { try await database.read { try $0.productContents(ofArticle: article).own } }
            var bolt = try await own("B-1")
            #expect(bolt.russian == "Свой текст" && bolt.english == "Own text" && bolt.parameters["power"]?.plainText == "1000")
            let product = try await desk.record("products", "P1")
            #expect(product?["name"] == "Болт" && product?["description"] == "Текст учёта", "the ERP's word stands")
            #expect(try await own("N-1").parameters.entries.isEmpty, "what the ERP says is no word of the portal's")
            let again = try await bringRecordSheet(name: "тексты.csv", Array(text.utf8), for: keeper, files: desk.files, at: House.now, in: database)
            #expect(try await desk.sheet(again).counts == counts(0, 0, 2, 2))
            // Somebody writes another English text; the Russian one of the ERP comes back with the undoing of another sheet only.
            let undone = try await desk.undo(id)
            #expect(undone.putBack == 1 && undone.kept == 0)
            bolt = try await own("B-1")
            #expect(bolt.russian == nil && bolt.english == nil && bolt.parameters.entries.isEmpty)
        }
    }

    @Test("what somebody writes over a product while its sheet is being undone is left, as what was written before is", arguments: [Engine.postgres])
    func raced(_ engine: Engine) async throws {
        try await open(engine) { desk in
            let database = desk.house.database
            let keeper = Viewer(identity: .system, name: "k", client: nil, contracts: [], rights: StaffRole.catalogueManager.rights, isStaff: true)
            let id = try await bringRecordSheet(name: "тексты.csv", Array("Артикул;Описание EN\nB-1;Own text\n".utf8), for: keeper, files: desk.files, at: House.now, in: database)
            try await takeRecordSheet(id, for: keeper, files: desk.files, at: House.now, in: database)
            let (locked, signal) = AsyncStream<Void>.makeStream()
            async let edited: Void = database.write { writer in
                let product = try writer.productContents(ofArticle: "B-1", locked: true)
                signal.yield()
                _ = try writer.rows("SELECT 1 AS slept FROM (SELECT pg_sleep(0.5)) AS s")
                var own = product.own
                own.english = "Another text"
                try writer.keepPortalContents([(product.id, own)], by: nil, at: House.now)
            }
            for await _ in locked { break }
            let undone = try await desk.undo(id)
            try await edited
            #expect(undone.putBack == 0 && undone.kept == 1)
            #expect(try await database.read { try $0.productContents(ofArticle: "B-1").own.english } == "Another text")
        }
    }

    @Test("the report of refused rows as a workbook has the rows as they were with the reasons")
    func report() throws {
        let report = RefusedRowsReport(titles: ["Артикул", "Имя"], rows: [(["0012", "Болт"], "Нет такого"), (["=1+1"], "Плохо"), (["'-5", "'имя"], "Мало")], reason: "Что исправить")
        var rows: [[String]] = []
        try XLSXReader(try report.bytes(.xlsx, name: "Строки")).forEachRow { _, cells in rows.append(cells) }
        #expect(rows == [["Артикул", "Имя", "Что исправить"], ["0012", "Болт", "Нет такого"], ["=1+1", "", "Плохо"], ["-5", "'имя", "Мало"]], "a cell of a text is no formula")
        let text = String(decoding: try report.bytes(.csv, name: ""), as: UTF8.self)
        #expect(text.contains("0012;Болт;Нет такого") && text.contains("'=1+1;;Плохо") && text.contains("'-5;'имя;Мало"))
    }
}
