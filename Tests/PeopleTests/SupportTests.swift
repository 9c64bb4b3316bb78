import Database
import Foundation
import HTTPTypes
import Kernel
import PortalTesting
import Testing
import TestSupport

@testable import Customers
@testable import Mail
@testable import Support
@testable import kontor

@Suite("Requests to support")
struct SupportTests {
    @Test("a request goes to the client's manager, while he is away to whoever stands in, and without either to the administrators", arguments: Engine.allCases)
    func routed(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let (database, now) = (house.portal.database, house.portal.now())
            let (a, b) = (try await house.client("client-a"), try await house.client("client-b"))
            func keepers(_ now: Instant) async throws -> [ID<Client>: [Int64]] {
                try await database.read { try $0.supportKeepers(of: [a, b], at: now) }.mapValues { $0.map(\.person.rawValue) }
            }
            let (manager, other, admin) = (house.people["staff.manager_of_a"] ?? 0, house.people["staff.manager"] ?? 0, house.people["staff.administrator"] ?? 0)
            #expect(try await keepers(now) == [a: [manager], b: [admin]])
            let today = Day(of: now, in: .gmt)
            try await database.write {
                try appointSubstitute(email: "staff.manager@example.com", for: ID(manager), from: today.adding(days: -2), to: today.adding(days: 2), by: .system, at: now, in: $0)
            }
            #expect(try await keepers(now) == [a: [other], b: [admin]])
            #expect(try await keepers(now.adding(seconds: 7 * 86_400)) == [a: [manager], b: [admin]])
            // Who stands in and cannot sign in answers nobody: the manager does himself, while he can.
            try await database.write { try $0.run("UPDATE people SET blocked = 1 WHERE id = \(other)") }
            #expect(try await keepers(now) == [a: [manager], b: [admin]])
            try await database.write { try $0.run("UPDATE people SET blocked = 1 WHERE id = \(manager)") }
            #expect(try await keepers(now) == [a: [admin], b: [admin]])
            try await database.write { try $0.run("UPDATE people SET blocked = 0 WHERE id = \(other)") }
            #expect(try await keepers(now) == [a: [other], b: [admin]])
        }
    }

    @Test("who waits longest stands first; the first answer is timed once; who writes again waits again", arguments: Engine.allCases)
    func thread(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let (database, now) = (house.portal.database, house.portal.now())
            let first = ID<SupportRequest>(house.supportRequest)
            let (buyer, boss) = (try await house.viewer("a.buyer"), try await house.viewer("staff.manager_of_a"))
            @Sendable func later(_ hours: Int64) -> Instant { now.adding(seconds: hours * 3600) }
            func open() async throws -> [ID<SupportRequest>] {
                var filter = SupportFilter()
                filter.state = .open
                let chosen = filter
                return try await database.read { try supportRequests(chosen, limit: 10, for: boss, in: $0) }.map(\.id)
            }
            func request(_ id: ID<SupportRequest>) async throws -> SupportRequest { try await database.read { try supportThread(id, for: boss, at: now, in: $0) }.request }
            let second = try await database.write { try askSupport(SupportQuestion(about: "Счёт"), for: buyer, at: later(1), in: $0) }
            #expect(try await open() == [first, second])
            #expect(try await request(first).isOverdue(at: later(25), hours: 24))
            #expect(try await !request(second).isOverdue(at: later(25), hours: 24))

            // Nobody of the staff closes what was not answered.
            await #expect(throws: Refusal(.validation, "support_unanswered")) { try await database.write { try closeSupport(first, for: boss, at: later(2), in: $0) } }
            try await database.write { try writeSupport("Завтра с девяти", to: first, for: boss, at: later(2), in: $0) }
            #expect(try await open() == [second])
            // The house asked a moment before `now`.
            let took = try await (later(2).milliseconds - request(first).createdAt.milliseconds) / 1000
            #expect(took >= 7200)
            #expect(try await request(first).firstAnswerTook == took)
            // Again: it waits from now on, behind the other; the time of the first answer stays.
            try await database.write { try writeSupport("А в субботу?", to: first, for: buyer, at: later(3), in: $0) }
            #expect(try await open() == [second, first])
            try await database.write { try writeSupport("С десяти", to: first, for: boss, at: later(9), in: $0) }
            #expect(try await request(first).firstAnswerTook == took)
            try await database.write { try closeSupport(first, for: boss, at: later(9), in: $0) }
            #expect(try await request(first).state == .closed)
            try await database.write { try writeSupport("Спасибо", to: first, for: buyer, at: later(10), in: $0) }
            #expect(try await open() == [second, first])
            // Who asked closes at will.
            try await database.write { try closeSupport(second, for: buyer, at: later(10), in: $0) }
            #expect(try await open() == [first])

            let times = try await database.read { try supportTimes(for: boss, at: later(10), in: $0) }
            #expect(times.asked == 2 && times.answered == 1 && times.inTime == 1 && times.mean == took)
            try await database.write { try setSupportHours("1", for: .system, at: now, in: $0) }
            #expect(try await database.read { try supportTimes(for: boss, at: later(10), in: $0) }.inTime == 0)
            for wrong in ["0", "721", "x", ""] {
                await #expect(throws: Refusal.self) { try await database.write { try setSupportHours(wrong, for: .system, at: now, in: $0) } }
            }
            let logged = try await database.read { try $0.rows("SELECT action FROM journal WHERE kind = 'support' ORDER BY id").map { try $0.get("action", as: String.self) } }
            #expect(logged == ["asked", "asked", "answered", "replied", "answered", "closed", "replied", "closed"])
        }
    }

    @Test("letters go to those concerned, and not to who has read it at the portal; the menu counts what is new", arguments: Engine.allCases)
    func told(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let (database, now) = (house.portal.database, house.portal.now())
            let first = ID<SupportRequest>(house.supportRequest)
            let (buyer, head, boss) = (try await house.viewer("a.buyer"), try await house.viewer("a.head"), try await house.viewer("staff.manager_of_a"))
            func marks() async throws -> [Int] { try await database.read { reader in try [buyer, head, boss].map { try reader.ask(supportMark(for: $0)) } } }
            #expect(try await marks() == [0, 0, 1])
            _ = try await database.write { try askSupport(SupportQuestion(about: "Счёт"), for: buyer, at: now, in: $0) }
            #expect(try await house.supportLetters() == [house.people["staff.manager_of_a"] ?? 0])
            #expect(try await marks() == [0, 0, 2])
            try await database.write { try writeSupport("Завтра", to: first, for: boss, at: now, in: $0) }
            let letters = try await house.supportLetters()
            #expect(letters.last == house.people["a.buyer"] && letters.count == 2)
            // The head takes no part: he is told of nothing.
            #expect(try await marks() == [1, 0, 1])
            func letter(_ name: String, _ message: Int64) async throws -> SupportLetter? {
                try await database.read { try SupportLetter.read(message, for: ID(house.people[name] ?? 0), at: now, in: $0) }
            }
            let answer = try #require(try await letter("a.buyer", 3))
            #expect(answer.isAnswer && answer.text == "Завтра" && answer.author == "Некто staff.manager_of_a")
            let addressee = Addressee(id: ID(1), email: "a@example.com", name: "А", language: "ru", isStaff: false)
            let written = write(answer, to: addressee, .unnamed, portal: "https://portal.example")
            #expect(written.text.contains("Завтра") && written.text.contains("https://portal.example/support/\(house.supportRequest)") && written.subject.contains("Вопрос"))
            #expect(try await letter("b.buyer", 3) == nil)
            #expect(try await letter("staff.warehouse", 1) == nil)
            let thread = try await database.read { try supportThread(first, for: buyer, at: now, in: $0) }
            try await database.write { try markSupportRead(thread, for: buyer, in: $0) }
            #expect(try await marks() == [0, 0, 1])
            #expect(try await letter("a.buyer", 3) == nil)
        }
    }

    @Test("a question without its parts is refused part by part, one about another's order too", arguments: Engine.allCases)
    func refused(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let (database, now) = (house.portal.database, house.portal.now())
            let buyer = try await house.viewer("a.buyer")
            func problems(_ change: (inout SupportQuestion) -> Void) async throws -> [String] {
                var question = SupportQuestion(about: "Вопрос")
                change(&question)
                let asked = question
                do {
                    _ = try await database.write { try askSupport(asked, for: buyer, at: now, in: $0) }
                    return []
                } catch let refusal as Refusal { return refusal.problems.map { "\($0.pointer) \($0.reason)" } }
            }
            #expect(try await problems { _ in } == [])
            #expect(try await problems { $0 = SupportQuestion() } == ["/topic support_topic", "/subject support_subject", "/text support_text"])
            #expect(try await problems { $0.subject = String(repeating: "я", count: 201) } == ["/subject text_too_long"])
            #expect(try await problems { $0.text = String(repeating: "я", count: 5001) } == ["/text text_too_long"])
            let (own, foreign) = (house.orders["a"] ?? "", house.orders["b"] ?? "")
            #expect(try await problems { $0.order = own.replacing("K", with: "к") } == [])
            #expect(try await problems { $0.order = foreign } == ["/order support_order"])
            #expect(try await problems { $0.order = "K99999999" } == ["/order support_order"])
        }
    }

    @Test("the quick way finds an order by its number in any spelling, and another's not at all", arguments: Engine.allCases)
    func palette(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            func found(_ asker: String, _ query: String) async throws -> String {
                let headers = house.askers.first { $0.name == asker }?.headers ?? [:]
                let encoded = query.utf8.map { "%" + (String($0, radix: 16).count < 2 ? "0" : "") + String($0, radix: 16) }.joined()
                return try await house.client.get("/palette?query=\(encoded)", headers: headers).text
            }
            let (own, foreign) = (house.orders["a"] ?? "", house.orders["b"] ?? "")
            for typed in [own, own.lowercased(), own.replacing("K", with: "К"), String(own.drop { !"123456789".contains($0) }), "Ссылка-a"] {
                #expect(try await found("a.buyer", typed).contains("/orders/\(own)"), "\(typed)")
            }
            #expect(try await !found("a.buyer", foreign).contains("/orders/"))
            #expect(try await found("staff.manager_of_a", own).contains("/orders/\(own)"))
            #expect(try await !found("staff.manager_of_a", foreign).contains("/orders/"))
            #expect(try await !found("staff.manager", own).contains("/orders/"))
            #expect(try await found("staff.manager_of_a", "Альфа").contains("/clients/client-a"))
            #expect(try await !found("staff.manager_of_a", "Бета").contains("/clients/"))
            #expect(try await !found("a.buyer", "Альфа").contains("/clients/"))
            #expect(try await found("a.buyer", "B-1").contains("/products/B-1"))
            #expect(try await found("a.buyer", "зак").contains("href=\"/orders\""))
            #expect(try await !found("a.buyer", "").contains("href=\"/house\""))
            #expect(try await found("staff.administrator", "").contains("href=\"/house\""))
            // What can be done at once: what one may do, and what is not so already.
            let buyers = try await found("a.buyer", "")
            for offered in ["/support/new", "name=\"density\" value=\"compact\"", "name=\"theme\" value=\"dark\"", "name=\"language\" value=\"en\"", "formaction=\"/sign-out\""] { #expect(buyers.contains(offered), "\(offered)") }
            for other in ["/people/new", "/prices/imports", "/exchange/sheets", "/suppliers/new", "value=\"comfortable\"", "value=\"auto\"", "value=\"ru\"", "/current-client"] { #expect(!buyers.contains(other), "\(other)") }
            #expect(try await found("a.administrator", "пригл").contains("href=\"/people/new\""))
            #expect(try await found("staff.administrator", "").contains("href=\"/people/new\""))
            #expect(try await !found("staff.administrator", "").contains("/support/new"))
            #expect(try await found("staff.catalogue_manager", "").contains("href=\"/suppliers/new\""))
            let dark = try await found("a.buyer", "тёмн")
            #expect(dark.contains("value=\"dark\"") && !dark.contains("value=\"light\""))
            // Whoever belongs to two clients goes over to the other one.
            _ = try await house.portal.database.write { writer in
                try writer.run("INSERT INTO memberships (person_id, client_id, role) SELECT p.id, c.id, 'buyer' FROM people AS p JOIN clients AS c ON c.external_id = 'client-b' WHERE p.email = 'a.buyer@example.com'")
            }
            let others = try await found("a.buyer", "")
            #expect(others.contains("formaction=\"/current-client\" name=\"client\" value=\"client-b\"") && !others.contains("value=\"client-a\""))
            #expect(try await found("a.buyer", "Бета").contains("value=\"client-b\""))
        }
    }
}

extension SupportQuestion {
    fileprivate init(about subject: String) {
        self.init()
        (topic, self.subject, text) = ("documents", subject, "Пришлите, пожалуйста")
    }
}

extension TestHouse {
    fileprivate func client(_ name: String) async throws -> ID<Client> {
        try await portal.database.read { try #require(try $0.row("SELECT id FROM clients WHERE external_id = \(name)")).get("id") }
    }

    /// Somebody in the name of client A.
    fileprivate func viewer(_ name: String) async throws -> Viewer {
        let a = try await client("client-a")
        let now = portal.now()
        return try await portal.database.read { try #require(try $0.viewer(person: ID(people[name] ?? 0), client: a, at: now)) }
    }

    /// To whom letters about requests wait.
    fileprivate func supportLetters() async throws -> [Int64] {
        try await portal.database.read { try $0.rows("SELECT payload FROM jobs WHERE kind = 'mail.send' ORDER BY id") }.compactMap { row in
            let payload = try JSON(parsing: Array(row.get("payload", as: String.self).utf8))
            return payload["letter"]?.string == "support" ? payload["person"]?.int : nil
        }
    }
}
