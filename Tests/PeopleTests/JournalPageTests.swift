import Customers
import Database
import Foundation
import HTTPTypes
import Integrations
import Journal
import Kernel
import Localization
import PortalTesting
import Records
import Testing
import TestSupport

@testable import kontor

@Suite("The journal as people read it")
struct JournalPageTests {
    /// Kinds and actions that the source writes, as far as they stand there as words.
    private static func written() throws -> (kinds: Set<String>, actions: Set<String>) {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources")
        var kinds = Set(recordKinds.map(\.subject.kind))
        var actions: Set<String> = ["saved", "removed"]
        let files = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for entry in text.matches(of: /JournalEntry\(\s*([^,]+),([^\n]*?)ids:/) {
                kinds.formUnion(entry.output.1.matches(of: /"([a-z-]+)"/).map { String($0.output.1) })
                actions.formUnion(entry.output.2.matches(of: /"([a-z_]+)"/).map { String($0.output.1) })
            }
        }
        return (kinds, actions)
    }

    private static func nameless(_ words: Set<String>, _ prefix: String, known: [String]) -> [String] {
        words.filter { word in !known.contains(word) || Language.allCases.contains { Texts($0).text("\(prefix).\(word)") == nil } }.sorted()
    }

    @Test("whatever the journal tells of has a name in both languages and can be chosen")
    func names() throws {
        let (kinds, actions) = try Self.written()
        #expect(kinds.count > 30)
        #expect(actions.count > 40)
        #expect(Self.nameless(kinds.union(loggedKinds), "journal_kind", known: loggedKinds) == [])
        #expect(Self.nameless(actions.union(loggedActions), "journal_action", known: loggedActions) == [])
        // A word that nobody named is found.
        #expect(Self.nameless(kinds.union(["planets"]), "journal_kind", known: loggedKinds) == ["planets"])
    }

    @Test("no two kinds and no two actions are called the same", arguments: Language.allCases)
    func titles(language: Language) {
        let t = Texts(language)
        for (prefix, words) in [("journal_action", loggedActions), ("journal_kind", loggedKinds)] {
            let same = Dictionary(grouping: words) { t("\(prefix).\($0)") }.filter { $0.value.count > 1 }
            #expect(same.isEmpty, "\(same)")
        }
    }

    @Test("what is told beside an action is in the reader's words, and whom it was done to by name as long as he is there", arguments: Engine.allCases)
    func words(_ engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let admin = house.askers.first { $0.name == "staff.administrator" }?.headers ?? [:]
            let ofClient = house.askers.first { $0.name == "a.administrator" }?.headers ?? [:]
            let (person, now) = (house.people["spare"] ?? 0, house.portal.now())
            let (supplier, own) = (house.suppliers["supplier"] ?? 0, house.roles["a"] ?? 0)
            try await house.portal.database.write { writer in
                let client: ID<Client> = try #require(try writer.row("SELECT id FROM clients WHERE external_id = 'client-a'")).get("id")
                func note(_ kind: String, _ action: String, _ ids: [Int64], _ details: JSON, client: ID<Client>? = nil) throws {
                    try writer.record(JournalEntry(kind, action, ids: ids, client: client, by: .system, details), at: now)
                }
                try note("people", "role_changed", [person], ["role": "warehouse"], client: client)
                try note("people", "role_changed", [person], ["role": .string("own-\(own)")], client: client)
                try note("people", "invited", [person], ["role": "employee", "supplier": .number(String(supplier))])
                try note("people", "invited", [person], ["role": "credit_controller"])
                try note("people", "consent_given", [person], ["purpose": "personal_data", "version": .number("2")])
                try note("roles", "saved", [own], ["name": "X", "rights": "order see_stock"], client: client)
                try note("support", "asked", [7], ["topic": "product"], client: client)
                try note("settings", "saved", [], ["staff_second_factor": true, "visitors_stock": "figures", "support_hours": .number("8")])
                try note("credit", "state_changed", [1], ["from": "ok", "to": "blocked", "reasons": ["limit_exceeded"]], client: client)
                try note("term-changes", "proposed", [1], ["about": "discounts", "lines": [["min_quantity": "5"]]], client: client)
                try note("price-file-schedules", "created", [1], ["weekdays": "monday friday", "gives": "fresh", "recipients": [.number(String(person))]], client: client)
                try note("people", "substitute_appointed", [person], ["from": "2026-11-23", "to": "2026-11-24"])
            }
            let page = try await house.client.get("/journal", headers: admin).text
            for words in [
                "Сотрудник Некто spare", "роль: Кладовщик", "Своя роль", "сотрудник поставщика", "Дельта-Секрет", "Кредитный контролёр", "Обработка персональных данных", "тема: Товар",
                "Второй фактор обязателен для всех наших сотрудников", "Числа по складам", "За сколько часов отвечать", "Без ограничений", "Заказы остановлены", "лимит превышен", "Скидка",
                "От количества", "пн, пт", "Свежий файл", "23.11.2026",
            ] { #expect(page.localizedCaseInsensitiveContains(words), "\(words)") }
            for code in ["staff_second_factor", "visitors_stock", "order see_stock", "personal_data", "own-\(own)", "limit_exceeded", ">warehouse<", ": warehouse", "min_quantity", "monday"] {
                #expect(!page.contains(code), "\(code)")
            }
            let client = try await house.client.get("/journal", headers: ofClient).text
            #expect(client.contains("Сотрудник Некто spare") && client.contains("тема: Товар") && !client.contains("order see_stock"))
            // Found by the name of whom it was done to, by his own client's administrator too; who is not there any more has a number.
            func rows(_ text: String, _ headers: HTTPFields) async throws -> Int {
                let encoded = text.addingPercentEncoding(withAllowedCharacters: .urlQueryAllowed) ?? ""
                return try await house.client.get("/journal?kind=people&text=\(encoded)", headers: headers).text.components(separatedBy: "<time ").count - 1
            }
            let (found, own1, foreign) = (try await rows("НЕКТО SPARE", admin), try await rows("Некто spare", ofClient), try await rows("Некто b.buyer", ofClient))
            #expect(found >= 6 && own1 >= 2 && foreign == 0, "\(found) \(own1) \(foreign)")
            try await house.portal.database.write { _ = try $0.run("UPDATE people SET erased_at = \(now) WHERE id = \(person)") }
            let after = try await house.client.get("/journal", headers: admin).text
            #expect(after.contains("Сотрудник № \(person)") && !after.contains("Сотрудник Некто spare"))
        }
    }

    @Test("a day that is none is told of at its field", arguments: Engine.allCases)
    func wrongDay(_ engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let headers = house.askers.first { $0.name == "staff.director" }?.headers ?? [:]
            let wrong = try await house.client.get("/journal?from=2026-13-45&until=2026-11-30", headers: headers)
            #expect(wrong.status.code == 422)
            #expect(wrong.text.contains("<a href=\"#from\">") && wrong.text.contains("«2026-13-45»") && !wrong.text.contains("<a href=\"#until\">"))
            #expect(try await house.client.get("/journal?from=2026-11-01&until=2026-11-30", headers: headers).status.code == 200)
        }
    }

    @Test("an entry is found by what it was about", arguments: Engine.allCases)
    func search(_ engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let director = house.askers.first { $0.name == "staff.director" }?.headers ?? [:]
            let administrator = house.askers.first { $0.name == "b.administrator" }?.headers ?? [:]
            func shown(_ query: String, _ headers: HTTPFields) async throws -> String { try await house.client.get("/journal?\(query)", headers: headers).text }
            func rows(_ text: String) -> Int { text.components(separatedBy: "<time ").count - 1 }
            let order = try #require(house.orders["a"])
            let found = try await shown("text=\(order)", director)
            #expect(rows(found) > 0)
            #expect(found.contains("value=\"\(order)\""))
            #expect(found.contains(order))
            #expect(rows(try await shown("text=B-1&kind=prices", director)) == 1)
            #expect(rows(try await shown("text=contract-a&kind=contracts&action=saved", director)) == 1)
            #expect(rows(try await shown("text=contract-a&kind=contracts&action=removed", director)) == 0)
            #expect(rows(try await shown("text=a.buyer@example.com&action=created", director)) == 1)
            #expect(rows(try await shown("text=K09999999", director)) == 0)
            // Of another client nothing is found by whatever number.
            #expect(rows(try await shown("text=\(order)", administrator)) == 0)
            #expect(rows(try await shown("text=a.buyer@example.com", administrator)) == 0)
        }
    }

    @Test("letters are found whatever their case, on both engines alike, and no search reads the whole log at once", arguments: Engine.allCases)
    func anyCase(_ engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let director = house.askers.first { $0.name == "staff.director" }?.headers ?? [:]
            let now = house.portal.now()
            try await house.portal.database.write { try $0.record(JournalEntry("settings", "saved", ids: [], by: .system, ["house_name": "Ёлка И Pine"]), at: now) }
            func rows(_ query: String) async throws -> Int {
                let encoded = query.addingPercentEncoding(withAllowedCharacters: .urlQueryAllowed) ?? ""
                return try await house.client.get("/journal?\(encoded)", headers: director).text.components(separatedBy: "<time ").count - 1
            }
            for text in ["ёлка и pine", "ЁЛКА И PINE", "Ёлка И Pine"] { #expect(try await rows("text=\(text)&kind=settings") == 1, "\(text)") }
            #expect(try await rows("text=ёлкаипine&kind=settings") == 0)
            let acts = try await rows("actor=Некто STAFF.ADMINISTRATOR")
            #expect(acts > 0)
            #expect(try await rows("actor=некто staff.administrator") == acts)
            // The latest three are looked at, the next search begins where this one ended.
            let (floors, latest) = try await house.portal.database.read { reader in
                let ids = try reader.rows("SELECT id FROM journal ORDER BY id DESC LIMIT 6").map { try $0.get("id", as: Int64.self) }
                let all = ActionFilter()
                func floor(before: Int64?, atOnce: Int = entriesAtOnce) throws -> Int64? { try searchFloor(all, before: before, atOnce: atOnce, for: .system, in: reader) }
                return ([try floor(before: nil, atOnce: 3), try floor(before: ids[2], atOnce: 3), try floor(before: nil)], ids)
            }
            let second = try await below(latest[2], 3, house)
            #expect(second != nil)
            #expect(floors == [latest[3] + 1, second, nil])
            // Of one kind, the latest three of that kind.
            let (floor, people) = try await house.portal.database.read { reader in
                var filter = ActionFilter()
                filter.kind = "people"
                let ids = try reader.rows("SELECT id FROM journal WHERE kind = 'people' ORDER BY id DESC LIMIT 4").map { try $0.get("id", as: Int64.self) }
                return (try searchFloor(filter, before: nil, atOnce: 3, for: .system, in: reader), ids)
            }
            #expect(people.count == 4 && people.last.map { $0 + 1 } == floor)
            var filter = ActionFilter()
            (filter.text, filter.floor) = ("Ёлка", latest[0] + 1)
            let bounded = filter
            #expect(try await house.portal.database.read { try actions(bounded, limit: 10, for: .system, in: $0).count } == 0)
        }
    }

    /// The entry after the one that stands so many below another.
    private func below(_ id: Int64, _ count: Int, _ house: TestHouse) async throws -> Int64? {
        try await house.portal.database.read { reader in
            let ids = try reader.rows("SELECT id FROM journal WHERE id < \(id) ORDER BY id DESC LIMIT 10").map { try $0.get("id", as: Int64.self) }
            return ids.count > count ? ids[count] + 1 : nil
        }
    }

    @Test("a client's people see their own company, and of terms what their rights allow", arguments: Engine.allCases)
    func company(_ engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            try await house.portal.database.write { writer in
                _ = try writer.run("INSERT INTO departments (client_id, name, name_folded) SELECT id, 'Закупки-А', 'закупки-а' FROM clients WHERE external_id = 'client-a'")
                _ = try writer.run("INSERT INTO client_managers (client_id, person_id) SELECT c.id, p.id FROM clients AS c JOIN people AS p ON p.email = 'staff.manager_of_a@example.com' WHERE c.external_id = 'client-a' ON CONFLICT DO NOTHING")
            }
            func page(_ name: String) async throws -> String { try await house.client.get("/company", headers: house.askers.first { $0.name == name }?.headers ?? [:]).text }
            let (accountant, warehouse, other) = (try await page("a.accountant"), try await page("a.warehouse"), try await page("b.buyer"))
            for text in [accountant, warehouse] {
                for own in ["ООО «Альфа-Секрет»", "Д-a", "Склад Альфа-Секрет", "Закупки-А", "staff.manager_of_a@example.com"] { #expect(text.contains(own), "\(own)") }
                #expect(!text.contains("Бета-Секрет"))
            }
            let limit = "9\u{A0}000\u{A0}000,00"
            #expect(accountant.contains(limit))
            #expect(accountant.contains("/account/contract-a"))
            #expect(!warehouse.contains(limit))
            #expect(!warehouse.contains("/account"))
            #expect(!other.contains("Альфа-Секрет"))
            #expect(!other.contains("Закупки-А"))
        }
    }
}
