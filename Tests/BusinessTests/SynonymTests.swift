import Catalog
import Customers
import Database
@testable import Integrations
import Kernel
import Storefront
import Testing
import TestSupport

@Suite("The house's own synonyms")
struct SynonymTests {
    private func open(_ engine: Engine, _ body: @escaping @Sendable (House) async throws -> Void) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await body(house)
        }
    }

    private func add(_ house: House, _ word: String, _ other: String, both: Bool) async throws -> [String] {
        do {
            try await house.database.write { try addSynonym(TypedSynonym(word: word, other: other, isMutual: both), for: .system, at: House.now, in: $0) }
            try await house.storefront.catchUp()
            return []
        } catch let refusal as Refusal { return refusal.problems.map { "\($0.pointer) \($0.reason)" } }
    }

    private func found(_ house: House, _ question: String) async throws -> [String] {
        var query = ProductQuery()
        query.text = question
        return house.shelf(try await house.buyer()).listing(query, offset: 0, limit: 10).page.items.map(\.article).sorted()
    }

    @Test("a word finds what another finds, one way or both, from the next request on; another node follows, and a new one knows it", arguments: Engine.allCases)
    func search(_ engine: Engine) async throws {
        try await open(engine) { house in
            let other = LiveStorefront(house.database)
            try await other.start()
            #expect(try await found(house, "штырь") == [])
            #expect(try await add(house, "штыри", "Болт", both: false) == [])
            #expect(try await found(house, "штырь") == ["B-1"])
            #expect(try await add(house, "гайка", "кабель", both: true) == [])
            #expect(try await found(house, "гайки") == ["C-1", "N-1"])
            #expect(try await found(house, "кабели") == ["C-1", "N-1"])
            try await house.put("products", #"{"external_id":"P2","name":"Штырь"}"#)
            try await house.storefront.catchUp()
            #expect(try await found(house, "штырь") == ["B-1", "N-1"])
            #expect(try await found(house, "болт") == ["B-1"], "one way only")
            let buyer = try await house.buyer()
            func count(on storefront: LiveStorefront) -> Int {
                var query = ProductQuery()
                query.text = "штырь"
                return Shelf(storefront.current, for: buyer, at: House.now).listing(query, offset: 0, limit: 10).page.items.count
            }
            try await other.catchUp()
            #expect(count(on: other) == 2)
            let fresh = LiveStorefront(house.database)
            try await fresh.start()
            #expect(count(on: fresh) == 2)
            let all = try await house.database.read { try synonyms(for: .system, in: $0) }
            let first = try #require(all.first { $0.word == "штыри" })
            try await house.database.write { try removeSynonym(first.id, for: .system, at: House.now, in: $0) }
            try await house.storefront.catchUp()
            #expect(try await self.found(house, "штырь") == ["N-1"])
            await #expect(throws: Refusal.notFound) { try await house.database.write { try removeSynonym(first.id, for: .system, at: House.now, in: $0) } }
            #expect(try await house.number("SELECT COUNT(*) AS n FROM journal WHERE kind = 'synonyms'") == 3)
        }
    }

    @Test("phrases stand for words and for other phrases, one way or both, inside of longer questions and typed under the other layout", arguments: Engine.allCases)
    func phrases(_ engine: Engine) async throws {
        try await open(engine) { house in
            try await house.put(
                "products", #"{"external_id":"K1","article":"K-1","name":"Кабель-канал 25х16 белый"}"#, #"{"external_id":"K2","article":"K-2","name":"Короб 25х16 белый"}"#,
                #"{"external_id":"K3","article":"K-3","name":"Кабель белый в канале 25х16"}"#, #"{"external_id":"K4","article":"K-4","name":"Стяжка нейлоновая"}"#)
            try await house.storefront.catchUp()
            #expect(try await found(house, "кабель канал") == ["K-1", "K-3"])
            #expect(try await add(house, "кабель канал", "короб", both: true) == [])
            #expect(try await found(house, "кабель-канал") == ["K-1", "K-2", "K-3"])
            #expect(try await found(house, "белый кабель канал 25x16") == ["K-1", "K-2", "K-3"])
            #expect(try await found(house, "короба белые") == ["K-1", "K-2", "K-3"])
            #expect(try await found(house, "rf,tkm rfyfk") == ["K-1", "K-2", "K-3"])
            // The words of a phrase stand together.
            #expect(try await found(house, "кабель белый канал") == ["K-1", "K-3"])
            #expect(try await add(house, "хомут пластиковый", "стяжка нейлоновая", both: false) == [])
            #expect(try await found(house, "хомуты пластиковые") == ["K-4"])
            try await house.put("products", #"{"external_id":"K4","name":"Хомут пластиковый"}"#, #"{"external_id":"K2","name":"Стяжка нейлоновая"}"#)
            try await house.storefront.catchUp()
            #expect(try await found(house, "стяжка нейлоновая") == ["K-2"], "one way only")
            #expect(try await found(house, "хомут пластиковый") == ["K-2", "K-4"])
            // What was asked for comes before what stands for it.
            var query = ProductQuery()
            query.text = "хомут пластиковый"
            #expect(house.shelf(try await house.buyer()).listing(query, offset: 0, limit: 10).page.items.map(\.article) == ["K-4", "K-2"])
        }
    }

    @Test("phrases of very many words, the same word and nothing are refused; who does not keep the catalogue may not", arguments: Engine.allCases)
    func refused(_ engine: Engine) async throws {
        try await open(engine) { house in
            let phrase = try await add(house, "", "болт гайка шайба винт кольцо ключ", both: true)
            #expect(phrase == ["/word field_required", "/other synonym_not_a_word"])
            let itself = try await add(house, "Болт", "болт", both: true)
            #expect(itself == ["/other synonym_of_itself"])
            let reader = Viewer(identity: .system, name: "m", client: nil, contracts: [], rights: StaffRole.manager.rights, isStaff: true)
            await #expect(throws: Refusal.self) { try await house.database.read { _ = try synonyms(for: reader, in: $0) } }
            await #expect(throws: Refusal.self) {
                try await house.database.write { try addSynonym(TypedSynonym(word: "а", other: "б", isMutual: true), for: reader, at: House.now, in: $0) }
            }
        }
    }

    @Test("a list in a file is taken once; a pair the other way round is the same pair", arguments: Engine.allCases)
    func list(_ engine: Engine) async throws {
        try await open(engine) { house in
            func bring(_ text: String) async throws -> [Int] {
                let read = try ReadSynonyms(try synonymRows(of: Array(text.utf8), name: "слова.csv"))
                let (taken, unchanged) = try await house.database.write { try importSynonyms(read, for: .system, at: House.now, in: $0) }
                return [taken, unchanged] + read.refused.map(\.line)
            }
            let text = "Слово;Находит;Направление\nштырь;болт;->\nгайка;кабель;\nкабель;гайка;\n—;болт;\n"
            let first = try await bring(text)
            #expect(first == [2, 1, 5])
            #expect(try await bring(text) == [0, 3, 5])
            #expect(try await bring("штырь;болт;в обе\n") == [1, 0], "the direction changes")
            let all = try await house.database.read { try synonyms(for: .system, in: $0) }
            #expect(all.map { "\($0.word) \($0.other) \($0.isMutual)" } == ["гайка кабель true", "штырь болт true"])
        }
    }

    @Test("a list of more than half of what a house may have can be brought again; one of more than the whole is refused before it is checked", arguments: Engine.allCases)
    func brought(_ engine: Engine) async throws {
        try await open(engine) { house in
            let half = synonymLimit / 2 + 1
            func rows(_ count: Int) -> [TypedSynonym] { (0..<count).map { TypedSynonym(word: "слово\($0)", other: "болт", isMutual: false, line: $0 + 1) } }
            let read = try ReadSynonyms(rows(half))
            for taken in [half, 0] {
                let outcome = try await house.database.write { try importSynonyms(read, for: .system, at: House.now, in: $0) }
                #expect(outcome == (taken, half - taken))
            }
            let others = try ReadSynonyms((0..<half).map { TypedSynonym(word: "другое\($0)", other: "болт", isMutual: false) })
            do {
                _ = try await house.database.write { try importSynonyms(others, for: .system, at: House.now, in: $0) }
                Issue.record("more than the limit was taken")
            } catch let refusal as Refusal { #expect(refusal.reason == "too_many_synonyms") }
            do {
                _ = try ReadSynonyms(rows(synonymLimit + 1))
                Issue.record("more than the limit was read")
            } catch let refusal as Refusal { #expect(refusal.reason == "too_many_rows") }
        }
    }
}
