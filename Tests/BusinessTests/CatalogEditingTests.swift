import Catalog
import Customers
import Database
import Files
import Integrations
import Kernel
import Records
@testable import Storefront
import Testing
import TestSupport

@Suite("What staff write over the ERP's products")
struct CatalogEditingTests {
    private static let now = House.now

    /// Bolts, nuts and cable with a category and parameters of every type.
    private static func furnish(_ house: House) async throws {
        try await house.furnish()
        try await house.put("categories", #"{"external_id":"K1","name":"Метизы"}"#, #"{"external_id":"K2","parent":"K1","name":"Болты"}"#)
        try await house.put(
            "parameters", #"{"external_id":"T1","code":"length","name":"Длина","type":"number","unit":"мм","categories":["K1"]}"#,
            #"{"external_id":"T2","code":"coating","name":"Покрытие","type":"choice","categories":["K1"]}"#, #"{"external_id":"T3","code":"full","name":"Полная резьба","type":"flag","categories":["K2"]}"#,
            #"{"external_id":"T4","code":"note","name":"Примечание","type":"text"}"#)
        try await resend(house)
        try await house.put("products", #"{"external_id":"P2","category":"K2","parameters":{"coating":"Цинк","length":"8"}}"#)
    }

    /// The product as the ERP sends it every night.
    private static func resend(_ house: House, text: String = "Текст учёта", length: String = "10") async throws {
        try await house.put(
            "products",
            #"{"external_id":"P1","article":"B-1","name":"Болт","category":"K2","barcodes":["4601234567893"],"description":"\#(text)","parameters":{"length":"\#(length)","steel":"8.8"}}"#)
    }

    private static func token(_ house: House, _ article: String = "B-1") async throws -> String { try await house.database.read { try $0.productContents(ofArticle: article).token } }

    private static func edit(
        _ house: House, of article: String = "B-1", ru: String? = nil, en: String? = nil, _ parameters: [(code: String, text: String)] = [], returned: Set<String> = [], token: String? = nil
    ) async throws {
        let stands = try await house.database.read { try $0.productContents(ofArticle: article) }
        let edit = ProductEdit(
            token: token ?? stands.token, russian: ru ?? stands.own.russian ?? stands.erpText ?? "", english: en ?? stands.own.english ?? "", parameters: parameters, returned: returned)
        let current = house.storefront.current
        try await house.database.write { try editProduct(article, edit, for: .system, on: current, at: now, in: $0) }
        try await house.storefront.catchUp()
    }

    private static func text(_ house: House, english: Bool = false) async throws -> String? {
        let product = try #require(house.shelf(.system).product("B-1"))
        return try await house.database.read { try $0.ask(productDescription(of: product.id, inEnglish: english)) }
    }

    /// How many products a client finds by a value of a parameter, and how many the facet counts.
    private static func counts(_ house: House, _ code: String, _ value: String) async throws -> [Int] {
        let shelf = house.shelf(try await house.buyer())
        var query = ProductQuery()
        let all = shelf.listing(query, offset: 0, limit: 50)
        query.values = [code: [value]]
        let facet = all.choices?.parameters.first { $0.code == code }?.values.first { $0.value == value }?.count ?? 0
        return [shelf.listing(query, offset: 0, limit: 50).page.total, facet]
    }

    @Test("a text and a value stay when the ERP sends the product again, and the ERP's are seen again when they are taken back", arguments: Engine.allCases)
    func survives(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await Self.furnish(house)
            try await Self.edit(house, ru: "Наш текст\r\nв две строки", en: "Our text", [("length", "1,2 см"), ("coating", "цинк"), ("full", "Да")])
            #expect(try await Self.text(house) == "Наш текст\nв две строки")
            #expect(try await Self.text(house, english: true) == "Our text")
            // At once, and in the spelling that others have.
            #expect(try await Self.counts(house, "coating", "Цинк") == [2, 2])
            #expect(try await Self.counts(house, "length", "12") == [1, 1])
            #expect(try await Self.counts(house, "length", "10") == [0, 0])
            try await Self.resend(house, text: "Новый текст учёта", length: "11")
            #expect(try await Self.text(house) == "Наш текст\nв две строки")
            #expect(try await Self.counts(house, "length", "12") == [1, 1])
            let told = try await house.database.read { try records(kind: "products", updatedSince: nil, limit: 10, for: .system, in: $0).items }
            #expect(told.first { $0["external_id"] == "P1" }?["parameters"]?["length"] == "11", "the ERP reads what it said itself")
            let fresh = LiveStorefront(house.database)
            try await fresh.start()
            #expect(Shelf(fresh.current, for: .system, at: Self.now).product("B-1")?.parameters.map { "\($0.code) \($0.value.plainText)" } == ["length 12", "steel 8.8", "coating Цинк", "full true"])
            try await Self.edit(house, en: "", [("length", "12"), ("coating", "")], returned: ["ru", "parameter.length"])
            #expect(try await Self.text(house, english: true) == "Новый текст учёта")
            #expect(try await Self.counts(house, "length", "11") == [1, 1])
            #expect(try await Self.counts(house, "coating", "Цинк") == [1, 1])
            let entries = try await house.number("SELECT COUNT(*) AS n FROM journal WHERE kind = 'products' AND action = 'edited'")
            #expect(entries == 2)
        }
    }

    @Test("an emptied field hides what the ERP says, and what is typed like the ERP's follows the ERP", arguments: Engine.allCases)
    func hides(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await Self.furnish(house)
            try await Self.edit(house, ru: " ", [("length", "")])
            #expect(try await Self.text(house) == nil)
            #expect(try await Self.counts(house, "length", "10") == [0, 0])
            try await Self.resend(house)
            #expect(try await Self.text(house) == nil)
            try await Self.edit(house, ru: "Текст учёта", [("length", "10,0")])
            #expect(try await house.database.read { try $0.productContents(ofArticle: "B-1").own } == PortalContents())
            try await Self.resend(house, length: "11")
            #expect(try await Self.counts(house, "length", "11") == [1, 1])
        }
    }

    @Test("what cannot be read is told at its field, and what the ERP told so stays until somebody changes it", arguments: Engine.allCases)
    func problems(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await Self.furnish(house)
            // As it was told before such values were left out.
            let told = #"{"length":"10-20","steel":"8.8"}"#
            try await house.database.write { try $0.run("UPDATE products SET parameters = \(told) WHERE external_id = 'P1'") }
            try await house.put("products", #"{"external_id":"P1","country":"Россия"}"#)
            try await Self.edit(house, [("length", "10-20")])
            #expect(try await Self.counts(house, "length", "10-20") == [1, 0])
            do {
                try await Self.edit(house, ru: String(repeating: "ж", count: 20_001), [("length", "много"), ("full", "maybe"), ("coating", String(repeating: "x", count: 201)), ("none", "1")])
                Issue.record("it was taken")
            } catch let refusal as Refusal {
                #expect(refusal.problems.map { "\($0.pointer) \($0.reason)" } == [
                    "/ru text_too_long", "/parameter.length parameter_not_a_number", "/parameter.full typed_not_a_flag", "/parameter.coating text_too_long",
                ])
            }
            do { try await Self.edit(house, [("length", "5 кг")]) } catch let refusal as Refusal { #expect(refusal.problems.map(\.reason) == ["parameter_other_unit"]) }
            #expect(try await house.number("SELECT COUNT(*) AS n FROM portal_products") == 0)
        }
    }

    @Test("whoever comes second is told, whether a person or the ERP was first", arguments: Engine.allCases)
    func stale(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await Self.furnish(house)
            let first = try await Self.token(house)
            try await Self.edit(house, ru: "Первый", token: first)
            func refused(_ token: String) async -> String? {
                do { try await Self.edit(house, ru: "Второй", token: token) } catch { return (error as? Refusal).map { "\($0.code.rawValue) \($0.reason)" } }
                return nil
            }
            #expect(await refused(first) == "stale_revision product_changed_meanwhile")
            let second = try await Self.token(house)
            let items = [try JSON(parsing: Array(#"{"external_id":"P1","name":"Болт М10"}"#.utf8))]
            _ = try await putRecords(items, kind: "products", for: .system, at: Self.now.adding(seconds: 60), in: house.database)
            #expect(await refused(second) == "stale_revision product_told_meanwhile")
            #expect(try await Self.text(house) == "Первый")
            #expect(await refused(try await Self.token(house)) == nil)
        }
    }

    @Test("nobody edits without the right, and an edited product that is hidden stays hidden", arguments: Engine.allCases)
    func rights(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await Self.furnish(house)
            let (buyer, current, token) = (try await house.buyer(), house.storefront.current, try await Self.token(house))
            let edit = ProductEdit(token: token, russian: "x", english: "", parameters: [])
            await #expect(throws: Refusal(.forbidden)) { try await house.database.write { try editProduct("B-1", edit, for: buyer, on: current, at: Self.now, in: $0) } }
            await #expect(throws: Refusal(.forbidden)) { _ = try await house.database.read { try goods(GoodsQuestion(), limit: 5, for: buyer, on: current, at: Self.now, in: $0) } }
            try await house.put("assortments", #"{"external_id":"A1","default":"visible","rules":[{"allow":false,"scope":"product","target":"P1"}]}"#)
            try await house.put("clients", #"{"external_id":"C1","assortment":"A1"}"#)
            try await Self.edit(house, ru: "Наш текст", [("coating", "Медь")])
            #expect(house.shelf(buyer).product("B-1") == nil)
            #expect(try await Self.counts(house, "coating", "Медь") == [0, 0])
            let after = house.storefront.current
            #expect(try await house.database.read { try goods(GoodsQuestion(text: "B-1"), limit: 5, for: .system, on: after, at: Self.now, in: $0) }.map(\.article) == ["B-1"])
        }
    }

    @Test("goods are found by what they lack, the withdrawn ones among them", arguments: Engine.allCases)
    func lists(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await Self.furnish(house)
            func found(_ text: String = "", _ lack: GoodsQuestion.Lack? = nil, after: String? = nil, limit: Int = 10) async throws -> [String] {
                let current = house.storefront.current
                return try await house.database.read { try goods(GoodsQuestion(text: text, lack: lack), after: after, limit: limit, for: .system, on: current, at: Self.now, in: $0) }.map(\.article)
            }
            #expect(try await found() == ["B-1", "C-1", "N-1"])
            #expect(try await found(after: "B-1", limit: 1) == ["C-1"])
            #expect(try await found("", .text) == ["C-1", "N-1"])
            try await Self.edit(house, of: "N-1", ru: "Гайка с описанием")
            #expect(try await found("", .text) == ["C-1"])
            #expect(try await found("", .edited) == ["N-1"])
            #expect(try await found("метизы") == ["B-1", "N-1"])
            try await Self.add(house, 1)
            #expect(try await found("", .image) == ["C-1", "N-1"])
            _ = try await deleteRecords(["P3"], kind: "products", for: .system, at: Self.now, in: house.database)
            try await house.storefront.catchUp()
            #expect(try await found("C-1") == ["C-1"])
        }
    }

    private static func file(_ number: UInt8) -> TakenFile { TakenFile(name: "фото \(number).png", file: StoredFile(naming: [number]), type: .png) }

    private static func add(_ house: House, _ numbers: UInt8...) async throws {
        let files = numbers.map(file)
        try await house.database.write { try addImages(files, to: "B-1", for: .system, at: now, in: $0) }
        try await house.storefront.catchUp()
    }

    private static func move(_ house: House, _ key: String, _ move: ImageMove, token: String? = nil) async throws {
        let stands = try await self.token(house)
        try await house.database.write { try moveImage(key, move, of: "B-1", token: token ?? stands, for: .system, at: now, in: $0) }
        try await house.storefront.catchUp()
    }

    @Test("pictures of the portal and of the ERP stand in one order, and neither takes the other's away", arguments: Engine.allCases)
    func images(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await Self.furnish(house)
            func resend() async throws { try await house.put("images", #"{"product":"P1","url":"https://example.com/a.jpg"}"#, #"{"product":"P1","url":"https://example.com/b.jpg"}"#) }
            let (a, b, own) = ("https://example.com/a.jpg", "https://example.com/b.jpg", Self.file(1).file.hash)
            let buyer = try await house.buyer()
            func shown() throws -> [String] {
                let shelf = house.shelf(buyer)
                return shelf.files(of: try #require(shelf.product("B-1"))).map(\.imageKey)
            }
            try await resend()
            try await Self.add(house, 1)
            #expect(try shown() == [a, b, own])
            try await Self.add(house, 1)
            let token = try await Self.token(house)
            try await Self.move(house, own, .up)
            try await Self.move(house, own, .up)
            try await Self.move(house, b, .remove)
            #expect(try shown() == [own, a])
            await #expect(throws: Refusal.self) { try await Self.move(house, a, .up, token: token) }
            try await resend()
            try await house.put("images", #"{"product":"P1","url":"https://example.com/c.jpg"}"#)
            #expect(try shown() == [own, a, "https://example.com/c.jpg"])
            let fresh = LiveStorefront(house.database)
            try await fresh.start()
            let shelf = Shelf(fresh.current, for: buyer, at: Self.now)
            #expect(shelf.files(of: try #require(shelf.product("B-1"))).map(\.imageKey) == [own, a, "https://example.com/c.jpg"])
            try await Self.move(house, b, .show)
            try await Self.move(house, own, .remove)
            #expect(try shown() == [a, b, "https://example.com/c.jpg"])
            await #expect(throws: Refusal.notFound) { try await Self.move(house, own, .up) }
        }
    }

    private static func say(_ house: House, _ article: String, _ kind: String, _ target: String, ratio: String = "", note: String = "") async throws -> [String] {
        do {
            try await house.database.write { writer in
                let token = try writer.relationsToken(of: writer.productContents(ofArticle: article))
                try relate(article, TypedRelation(kind: kind, article: target, ratio: ratio, note: note), token: token, for: .system, at: now, in: writer)
            }
            try await house.storefront.catchUp()
            return []
        } catch let refusal as Refusal { return refusal.problems.map { "\($0.pointer) \($0.reason)" } }
    }

    @Test("who comes second to a product's relations is told who was first, the ERP too", arguments: Engine.allCases)
    func staleRelations(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await Self.furnish(house)
            func token() async throws -> String { try await house.database.read { try $0.relationsToken(of: $0.productContents(ofArticle: "B-1")) } }
            let typed = TypedRelation(kind: "analogue", article: "N-1", ratio: "", note: "")
            func say(with token: String) async throws { try await house.database.write { try relate("B-1", typed, token: token, for: .system, at: Self.now, in: $0) } }
            let first = try await token()
            try await say(with: first)
            var refusal = await #expect(throws: Refusal.self) { try await say(with: first) }
            #expect(refusal?.code == .staleRevision && refusal?.reason == "product_changed_meanwhile")
            let second = try await token()
            try await house.put("relations", #"{"product":"P1","kind":"accessory","target":"P3"}"#)
            refusal = await #expect(throws: Refusal.self) { try await say(with: second) }
            #expect(refusal?.reason == "product_told_meanwhile")
            let nut = try #require(house.shelf(.system).product("N-1")).id
            refusal = await #expect(throws: Refusal.self) {
                try await house.database.write { try unrelate("B-1", .analogue, to: nut, returning: false, token: second, for: .system, at: Self.now, in: $0) }
            }
            #expect(refusal?.code == .staleRevision)
            try await say(with: try await token())
        }
    }

    @Test("relations of the portal lie over those of the ERP", arguments: Engine.allCases)
    func relations(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await Self.furnish(house)
            func resend() async throws { try await house.put("relations", #"{"product":"P1","kind":"analogue","target":"P2","note":"учёт"}"#) }
            let buyer = try await house.buyer()
            func shown(_ article: String = "B-1") throws -> [String] {
                let shelf = house.shelf(buyer)
                return shelf.relations(of: try #require(shelf.product(article))).map { "\($0.kind.rawValue) \($0.product.article) \($0.ratio.decimal) \($0.note ?? "-")" }
            }
            func away(_ kind: ProductRelation.Kind, _ target: String, returning: Bool = false) async throws {
                let id = try #require(house.shelf(.system).product(target)).id
                try await house.database.write { writer in
                    let token = try writer.relationsToken(of: writer.productContents(ofArticle: "B-1"))
                    try unrelate("B-1", kind, to: id, returning: returning, token: token, for: .system, at: Self.now, in: writer)
                }
                try await house.storefront.catchUp()
            }
            try await resend()
            #expect(try await Self.say(house, "B-1", "analogue", "N-1", ratio: "2,5", note: "наше") == [])
            #expect(try await Self.say(house, "B-1", "replacement", "C-1") == [])
            try await resend()
            #expect(try shown() == ["replacement C-1 1 -", "analogue N-1 2.5 наше"])
            #expect(try await Self.say(house, "C-1", "replacement", "B-1") == ["/article follows_itself"])
            #expect(try await Self.say(house, "B-1", "twin", "нет", ratio: "0", note: String(repeating: "x", count: 1001)) == [
                "/kind field_required", "/article unknown_code", "/ratio not_a_quantity", "/note text_too_long",
            ])
            #expect(try await Self.say(house, "B-1", "analogue", "B-1") == ["/article related_to_itself"])
            try await away(.analogue, "N-1")
            try await resend()
            #expect(try shown() == ["replacement C-1 1 -"])
            let listed = try await house.database.read { try relationsForEditing("B-1", for: .system, in: $0).relations }
            #expect(listed.map { "\($0.relation.kind.rawValue) \($0.target?.article ?? "-") \($0.isPortals) \($0.isHidden) \($0.hasERPs)" } == [
                "replacement C-1 true false false", "analogue N-1 false true true",
            ])
            try await away(.analogue, "N-1", returning: true)
            try await away(.replacement, "C-1")
            #expect(try shown() == ["analogue N-1 1 учёт"])
            await #expect(throws: Refusal.notFound) { try await away(.replacement, "C-1") }
            // The ERP is not held up by what people wrote.
            #expect(try await Self.say(house, "B-1", "replacement", "C-1") == [])
            #expect(try await house.put("relations", #"{"product":"P3","kind":"replacement","target":"P1"}"#).map(\.status) == [.created])
            #expect(try shown("C-1") == ["replacement B-1 1 -"])
        }
    }

    @Test("a change of many products is counted before, done at once, and undone where nobody has changed it since", arguments: Engine.allCases)
    func bulk(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await Self.furnish(house)
            let choice = BulkChoice.these(["B-1", "N-1", "C-1", "нет"])
            let action = BulkAction(kind: .set, parameter: "coating", value: "цинк")
            func rehearse(_ action: BulkAction) async throws -> [Int] {
                let current = house.storefront.current
                let found = try await house.database.read { try rehearseBulk(action, of: choice, for: .system, on: current, at: Self.now, in: $0) }
                return [found.changed, found.unchanged, found.refused.count]
            }
            func change(_ action: BulkAction, _ choice: BulkChoice = choice) async throws -> Int64 {
                let current = house.storefront.current
                let id = try await house.database.write { try changeInBulk(action, of: choice, for: .system, on: current, at: Self.now, in: $0) }
                try await house.storefront.catchUp()
                return id
            }
            func undo(_ id: Int64, after seconds: Int64 = 60) async throws -> [Int64] {
                try await house.database.write { try undoBulkChange(id, for: .system, at: Self.now.adding(seconds: seconds), in: $0) }
                try await house.storefront.catchUp()
                let change = try await house.database.read { try bulkChange(id, for: .system, in: $0) }
                return [change.putBack, change.kept]
            }
            // Texts are written and taken back like values.
            func texts() async throws -> [String?] {
                try await house.database.read { reader in
                    try ["B-1", "N-1", "C-1"].map { article in
                        let product = try reader.productContents(where: "p.article = \(article)", limit: 1).first
                        return product?.own.text(over: product?.erpText, inEnglish: false)
                    }
                }
            }
            let former = try await texts()
            let words = BulkAction(kind: .describe, text: "Крепёж для стройки")
            #expect(try await rehearse(words) == [3, 0, 0])
            let described = try await change(words)
            #expect(try await texts() == Array(repeating: "Крепёж для стройки", count: 3))
            #expect(try await rehearse(words) == [0, 3, 0])
            #expect(try await rehearse(BulkAction(kind: .describe)) == [3, 0, 0])
            #expect(try await rehearse(BulkAction(kind: .translate, text: "Fasteners")) == [3, 0, 0])
            await #expect(throws: Refusal.self) { _ = try await rehearse(BulkAction(kind: .describe, text: String(repeating: "я", count: 20_001))) }
            #expect(try await undo(described) == [3, 0])
            #expect(try await texts() == former)
            // The nut is of zinc by the ERP's word.
            #expect(try await rehearse(action) == [2, 1, 0])
            let first = try await change(action)
            // What all of them have narrows nothing: no facet.
            #expect(try await Self.counts(house, "coating", "Цинк") == [3, 0])
            #expect(try await rehearse(action) == [0, 3, 0])
            try await Self.edit(house, of: "C-1", [("coating", "Медь")])
            await #expect(throws: Refusal(.tooLate, "bulk_undo_too_late")) { _ = try await undo(first, after: 86_400) }
            #expect(try await undo(first) == [1, 1])
            #expect(try await Self.counts(house, "coating", "Цинк") == [1, 1])
            #expect(try await Self.counts(house, "coating", "Медь") == [1, 1])
            await #expect(throws: Refusal(.tooLate, "bulk_undo_too_late")) { _ = try await undo(first) }
            let cleared = try await change(BulkAction(kind: .clear, parameter: "coating"), .found(GoodsQuestion(text: "гайка")))
            #expect(try await Self.counts(house, "coating", "Цинк") == [0, 0])
            #expect(try await undo(cleared) == [1, 0])
            let restored = try await change(BulkAction(kind: .restore, parameter: "coating"))
            #expect(try await Self.counts(house, "coating", "Медь") == [0, 0])
            #expect(try await undo(restored) == [1, 0])
            let relation = BulkAction(kind: .relate, relation: "accessory", article: "C-1", note: "к нему")
            #expect(try await rehearse(relation) == [2, 0, 1])
            let related = try await change(relation)
            let bolt = try #require(house.shelf(.system).product("B-1"))
            #expect(house.shelf(.system).relations(of: bolt).map(\.product.article) == ["C-1"])
            #expect(try await undo(related) == [2, 0])
            #expect(house.shelf(.system).relations(of: bolt).isEmpty)
            func reasons(_ action: BulkAction, _ choice: BulkChoice = choice) async -> [String] {
                do { _ = try await change(action, choice) } catch let refusal as Refusal { return refusal.problems.isEmpty ? [refusal.reason] : refusal.problems.map { "\($0.pointer) \($0.reason)" } } catch {}
                return []
            }
            #expect(await reasons(BulkAction(kind: .set, parameter: "length", value: "длинный")) == ["/value parameter_not_a_number"])
            #expect(await reasons(BulkAction(kind: .set, parameter: "нет", value: "1")) == ["/parameter field_required"])
            #expect(await reasons(BulkAction(kind: .relate, relation: "", article: "")) == ["/relation field_required", "/article field_required"])
            #expect(await reasons(action, .these([])) == ["nothing_chosen"])
        }
    }
}
