import Customers
import Database
import HTTPTypes
import Kernel
import PortalTesting
import Testing
import TestSupport

@testable import kontor

@Suite("Clients in somebody's care, and who stands in")
struct LookAfterTests {
    @Test("a manager's page tells the clients given to him, each to be taken away, and those that the ERP names as his", arguments: Engine.allCases)
    func clients(_ engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let headers = house.askers.first { $0.name == "staff.administrator" }?.headers ?? [:]
            func page(_ name: String) async throws -> String { try await house.client.get("/people/\(house.people[name] ?? 0)", headers: headers).text }
            let given = try await page("staff.manager_of_a")
            #expect(given.contains("<button name=\"away\" value=\"client-a\">"))
            #expect(!given.contains("&lt;"))
            #expect(!given.contains("HTML(bytes"))
            #expect(!given.contains("Пока ни одного"))
            let none = try await page("staff.manager")
            #expect(none.contains("<p>Пока ни одного.</p>"))
            try await house.portal.database.write { _ = try $0.run("UPDATE clients SET manager = 'Некто staff.manager' WHERE external_id = 'client-b'") }
            let named = try await page("staff.manager")
            #expect(named.contains("<li><a href=\"/clients/client-b\">Бета-Секрет</a></li>"))
            #expect(!named.contains("name=\"away\""))
            #expect(!named.contains("Пока ни одного"))
        }
    }

    @Test("nobody stands in twice on one day or for himself, and ending a time ends it", arguments: Engine.allCases)
    func substitutes(_ engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let (admin, manager) = (house.askers.first { $0.name == "staff.administrator" }?.headers ?? [:], house.askers.first { $0.name == "staff.manager" }?.headers ?? [:])
            let person = house.people["staff.manager_of_a"] ?? 0
            let today = Day.ofHouse(at: house.portal.now())
            func appoint(_ from: Int, _ to: Int, _ email: String = "staff.manager@example.com") async throws -> PortalAnswer {
                let form = [("substitute", email), ("from", today.adding(days: from).description), ("to", today.adding(days: to).description)]
                return try await house.client.post("/people/\(person)/substitutes", headers: admin, form: form)
            }
            func sees() async throws -> Bool { try await house.client.get("/clients/client-a", headers: manager).status.code == 200 }
            func end(_ id: Int64) async throws -> Int { try await house.client.post("/people/\(person)/substitutes/end", headers: admin, form: [("substitute", String(id))]).status.code }
            func ids() async throws -> [Int64] {
                try await house.portal.database.read { try $0.rows("SELECT id FROM substitutes WHERE person_id = \(person) AND to_day >= \(today) ORDER BY id").map { try $0.get("id") } }
            }
            #expect(try await !sees())
            #expect(try await appoint(-1, 5).status.code == 303)
            #expect(try await sees())
            for (from, to) in [(0, 3), (5, 9), (-9, -1), (-9, 9)] {
                let refused = try await appoint(from, to)
                #expect(refused.status.code == 422 && refused.text.contains("уже замещает"), "\(from) \(to)")
                #expect(refused.text.contains("value=\"\(today.adding(days: from))\""))
            }
            let himself = try await appoint(20, 21, "staff.manager_of_a@example.com")
            #expect(himself.status.code == 422 && himself.text.contains("сам себя"))
            let unknown = try await appoint(20, 21, "nobody@example.com")
            #expect(unknown.status.code == 422 && unknown.text.contains("nobody@example.com") && !unknown.text.contains("сам себя"))
            // Another one may stand in on the same days, and the same one later.
            #expect(try await appoint(0, 3, "staff.warehouse@example.com").status.code == 303)
            #expect(try await appoint(10, 12).status.code == 303)
            // One that overlaps, from before that was refused.
            try await house.portal.database.write { writer in
                _ = try writer.run("""
                    INSERT INTO substitutes (person_id, substitute_id, from_day, to_day) VALUES (\(person), \(house.people["staff.manager"] ?? 0), \(today.adding(days: -3)), \(today.adding(days: 2)))
                    """)
            }
            let open = try await ids()
            #expect(open.count == 4)
            #expect(try await sees())
            #expect(try await end(open[0]) == 303)
            #expect(try await !sees(), "no other time of his lets him in")
            // The one of another and the later one are as they were.
            #expect(try await ids() == [open[1], open[2]])
            #expect(try await end(open[0]) == 404)
            #expect(try await end(open[2]) == 303)
            #expect(try await ids() == [open[1]])
        }
    }

    @Test("ordering for a client is offered to those staff who may order", arguments: Engine.allCases)
    func ordering(_ engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            for (name, may) in [("staff.manager_of_a", true), ("staff.administrator", true), ("staff.director", false), ("staff.warehouse", false), ("staff.credit_controller", false)] {
                let headers = house.askers.first { $0.name == name }?.headers ?? [:]
                let (list, card) = (try await house.client.get("/clients", headers: headers), try await house.client.get("/clients/client-a", headers: headers))
                #expect(list.text.contains("href=\"/clients/client-a\"") && card.status.code == 200, "\(name)")
                #expect(list.text.contains("Заказать за клиента") == may, "\(name)")
                #expect(card.text.contains("Заказать за клиента") == may, "\(name)")
            }
        }
    }

    @Test("blocking is taken back by the message that tells of it, by whoever blocked alone; what cannot be taken back is asked for twice", arguments: Engine.allCases)
    func undoing(_ engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let (admin, director) = (house.askers.first { $0.name == "staff.administrator" }?.headers ?? [:], house.askers.first { $0.name == "staff.director" }?.headers ?? [:])
            let person = house.people["spare"] ?? 0
            func isBlocked() async throws -> Bool { try await house.portal.database.read { try $0.row("SELECT blocked FROM people WHERE id = \(person)")?.get("blocked") ?? false } }
            let done = try await house.client.post("/people/\(person)/block", headers: admin, form: [])
            #expect(done.status.code == 303)
            #expect(try await isBlocked())
            let flash = try #require(done.headers[values: .setCookie].first { $0.hasPrefix("flash=") }?.split(separator: ";").first.map(String.init))
            var told = admin
            told[.cookie] = "\(admin[.cookie] ?? ""); \(flash)"
            let page = try await house.client.get("/people/\(person)", headers: told)
            let token = try #require(page.text.firstMatch(of: /name="undo" value="([^"]+)"/)).output.1
            let form = [("undo", String(token)), ("return", "/people/\(person)")]
            #expect(try await house.client.post("/undo", headers: director, form: form).status.code == 404)
            #expect(try await isBlocked())
            #expect(try await house.client.post("/undo", headers: admin, form: form).header("Location") == "/people/\(person)")
            #expect(try await !isBlocked())
            // Of one who is blocked already there is nothing to take back.
            for hasWayBack in [true, false] {
                let answer = try await house.client.post("/people/\(person)/block", headers: admin, form: [])
                let flash = try #require(answer.headers[values: .setCookie].first { $0.hasPrefix("flash=") }?.split(separator: ";").first.map(String.init))
                var told = admin
                told[.cookie] = "\(admin[.cookie] ?? ""); \(flash)"
                #expect(try await house.client.get("/people/\(person)", headers: told).text.contains(#"name="undo""#) == hasWayBack)
            }
            // Folded away, with what it means.
            for words in ["Доступ к этому клиенту закончится сразу.", "Человек выйдет на всех устройствах"] { #expect(page.text.contains("<p>\(words)"), "\(words)") }
        }
    }
}
