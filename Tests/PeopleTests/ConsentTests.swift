import Database
import Foundation
import HTTPTypes
import Kernel
import PortalTesting
import Testing
import TestSupport

@testable import Customers
@testable import kontor

@Suite("Consents")
struct ConsentTests {
    private static let usual = ConsentWording(russian: "Согласен на типовых условиях.", english: "I agree on the usual terms.")
    private let place = SignInPlace(address: "198.51.100.7", agent: "Firefox/140 Linux")

    private func viewer(_ name: String, _ house: TestHouse, at now: Instant? = nil) async throws -> (viewer: Viewer, token: String) {
        let moment = now ?? house.portal.now()
        let session = try await signIn(email: "\(name)@example.com", password: TestHouse.password, from: place, at: moment, in: house.portal.database)
        return (try #require(try await house.portal.database.read { try $0.viewer(sessionToken: session.token, at: moment) }), session.token)
    }

    private func give(_ purpose: ConsentPurpose, _ version: Int, language: String = "ru", by viewer: Viewer, at now: Instant, _ house: TestHouse) async throws {
        let given = ConsentGiven(purpose, version: version, language: language, channel: .account)
        try await house.portal.database.write { try giveConsent(given, from: place, usual: Self.usual, for: viewer, at: now, in: $0) }
    }

    private func publish(_ text: String, for purpose: ConsentPurpose, after known: Int, by viewer: Viewer, at now: Instant, _ house: TestHouse) async throws -> Int {
        try await house.portal.database.write {
            try publishConsentText(ConsentWording(russian: text, english: "\(text) (en)"), for: purpose, after: known, by: viewer, at: now, in: $0)
        }
    }

    private func reason(_ body: () async throws -> Void) async -> String? {
        do { try await body() } catch let refusal as Refusal { return refusal.problems.first?.reason ?? refusal.reason } catch { return "\(error)" }
        return nil
    }

    @Test("a published version never changes: a new one comes after it, and not over one unseen", arguments: Engine.allCases)
    func versions(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let (database, now) = (house.portal.database, house.portal.now())
            let admin = try await viewer("staff.administrator", house).viewer
            let director = try await viewer("staff.director", house).viewer
            #expect(try await publish("Первый\r\nтекст", for: .advertising, after: 0, by: admin, at: now, house) == 1)
            #expect(try await publish("Второй текст", for: .advertising, after: 1, by: admin, at: now.adding(seconds: 1), house) == 2)
            #expect(await reason { _ = try await publish("Третий текст", for: .advertising, after: 1, by: admin, at: now, house) } == "consent_text_stale")
            #expect(await reason { _ = try await publish("Второй текст", for: .advertising, after: 2, by: admin, at: now, house) } == "consent_text_same")
            #expect(await reason { _ = try await publish("", for: .advertising, after: 2, by: admin, at: now, house) } == "field_required")
            #expect(await reason { _ = try await publish(String(repeating: "щ", count: 20_001), for: .advertising, after: 2, by: admin, at: now, house) } == "text_too_long")
            #expect(await reason { _ = try await publish("Ещё", for: .advertising, after: 2, by: director, at: now, house) } == "forbidden")
            let kept = try await database.read { try consentVersions(of: .advertising, for: admin, in: $0) }
            #expect(kept.map(\.text.version) == [2, 1])
            #expect(kept.last?.text.wording.russian == "Первый\nтекст" && kept.first?.publisher == "Некто staff.administrator")
            for change in ["UPDATE consent_texts SET text_ru = 'другой'", "DELETE FROM consent_texts"] as [SQL] {
                await #expect(throws: (any Error).self) { try await database.write { _ = try $0.run(change) } }
            }
            #expect(try await database.read { try $0.consentText(.advertising, version: 1, usual: Self.usual) }?.wording.russian == "Первый\nтекст")
            // Two who publish at once: one of them is told.
            let won = await withTaskGroup(of: Bool.self) { group in
                for contender in 0..<4 { group.addTask { (try? await publish("Спор \(contender)", for: .advertising, after: 2, by: admin, at: now, house)) != nil } }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(won == 1)
        }
    }

    @Test("a consent keeps the version, its digest, the moment, the place and the browser; nobody is asked for advertising without a text", arguments: Engine.allCases)
    func proof(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let (database, now) = (house.portal.database, house.portal.now())
            let buyer = try await viewer("a.buyer", house).viewer
            #expect(await reason { try await give(.advertising, 1, by: buyer, at: now, house) } == "not_found")
            #expect(await reason { try await give(.personalData, 1, by: buyer, at: now, house) } == "consent_changed")
            // The usual wording becomes version 1, so that its words are kept; agreeing again adds nothing.
            for _ in 0..<2 { try await give(.personalData, 0, language: "en", by: buyer, at: now, house) }
            let own = try await database.read { try ownConsents(usual: ConsentWording(russian: "Другое", english: "Other"), for: buyer, in: $0) }
            let fact = try #require(own.first?.facts.first)
            #expect(own.map(\.facts.count) == [1, 0] && own.map { $0.text == nil } == [false, true])
            #expect(fact.version == 1 && fact.language == "en" && fact.text == Self.usual.english && fact.digest == Secret.digest("I agree on the usual terms."))
            #expect(fact.givenAt == now && fact.place == "198.51.100.7" && fact.agent == "Firefox/140 Linux" && fact.channel == .account && fact.withdrawnAt == nil)
            #expect(own.first?.isOutdated == false)
            let data = try await database.read { try personalData(for: buyer, at: now, in: $0) }
            let told = data["consents"]?.array?.first
            #expect(told?["text"]?.string == Self.usual.english && told?["version"]?.text == "1" && told?["withdrawn_at"] == .null)
        }
    }

    @Test("a registration keeps what was ticked, by version; advertising is not needed for it", arguments: Engine.allCases)
    func registration(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let (database, now) = (house.portal.database, house.portal.now())
            let admin = try await viewer("staff.administrator", house).viewer
            _ = try await publish("Данные", for: .personalData, after: 0, by: admin, at: now, house)
            _ = try await publish("Реклама", for: .advertising, after: 0, by: admin, at: now, house)
            func ask(_ email: String, _ consents: [ConsentPurpose: Int]) async throws {
                var request = RegistrationRequest()
                (request.inn, request.company, request.name, request.email, request.consents) = ("7707083893", "ООО «Новый»", "Иван", email, consents)
                let asked = request
                try await database.write { try requestAccess(asked, from: place, usual: Self.usual, at: now, in: $0) }
            }
            #expect(await reason { try await ask("one@new.example", [.advertising: 1]) } == "consent_required")
            #expect(await reason { try await ask("one@new.example", [.personalData: 0]) } == "consent_changed")
            #expect(await reason { try await ask("one@new.example", [.personalData: 1, .advertising: 2]) } == "consent_changed")
            try await ask("one@new.example", [.personalData: 1])
            try await ask("two@new.example", [.personalData: 1, .advertising: 1])
            let counts = try await database.read { reader in try ConsentPurpose.allCases.map { try consentVersions(of: $0, for: admin, in: reader).map(\.accepted) } }
            #expect(counts == [[2], [1]])
            let waiting = try await database.read { try registrations(for: admin, in: $0) }
            let two = try #require(waiting.first { $0.email == "two@new.example" })
            #expect(two.consents.map { "\($0.purpose.rawValue) \($0.version ?? 0) \($0.isOutdated)" } == ["personal_data 1 false", "advertising 1 false"])
            #expect(two.consents.allSatisfy { $0.givenAt == now })
            let id = two.id
            try await database.write { try acceptRegistration(id, client: nil, for: admin, at: now, in: $0) }
            let person = try #require(try await database.read { try $0.row("SELECT id FROM people WHERE email = 'two@new.example'")?.get("id", as: ID<Person>.self) })
            let facts = try await database.read { try consents(of: person, for: admin, in: $0) }
            #expect(facts.map(\.purpose) == [.advertising, .personalData] && facts.allSatisfy { $0.channel == .registration && $0.version == 1 && $0.place == "198.51.100.7" })
        }
    }

    @Test("a consent taken back stays as proof; without the necessary one the person waits to be erased", arguments: Engine.allCases)
    func withdrawal(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let (database, now) = (house.portal.database, house.portal.now())
            let (admin, buyer, head) = (try await viewer("staff.administrator", house).viewer, try await viewer("a.buyer", house).viewer, try await viewer("a.head", house).viewer)
            let director = try await viewer("staff.director", house).viewer
            let person = ID<Person>(house.people["a.buyer"] ?? 0)
            func withdraw(_ moment: Instant) async throws {
                try await database.write { try withdrawConsent(.personalData, from: place, for: buyer, at: moment, in: $0) }
            }
            func requests() async throws -> [ErasureRequest] { try await database.read { try erasureRequests(for: admin, in: $0) } }
            #expect(await reason { try await withdraw(now) } == "consent_not_given")
            for one in [buyer, head] { try await give(.personalData, 0, by: one, at: now, house) }
            #expect(try await requests().isEmpty)
            try await withdraw(now.adding(seconds: 60))
            #expect(await reason { try await withdraw(now.adding(seconds: 61)) } == "consent_not_given")
            let letters = try await database.read { reader in
                try reader.rows("SELECT payload FROM jobs WHERE kind = 'mail.send' ORDER BY id").compactMap { Letter(try JSON(parsing: Array($0.get("payload", as: String.self).utf8))) }
            }.filter { $0.name == "consent_withdrawn" }
            let keeper = ID<Person>(house.people["staff.administrator"] ?? 0)
            #expect(letters.contains(.consentWithdrawn(keeper, person.rawValue)) && !letters.contains(.consentWithdrawn(ID(house.people["staff.manager"] ?? 0), person.rawValue)))
            func isDue() async throws -> Bool { try await database.read { try $0.isDue(.consentWithdrawn(keeper, person.rawValue), at: now) } }
            #expect(try await isDue())
            let waiting = try await requests()
            #expect(waiting.map(\.person) == [person] && waiting.first?.dueAt == now.adding(seconds: 60 + 30 * 86_400))
            #expect(try await database.read { try $0.ask(erasureMark(for: admin)) } == 1)
            #expect(try await database.read { try $0.ask(erasureMark(for: buyer)) } == 0)
            #expect(await reason { _ = try await database.read { try erasureRequests(for: director, in: $0) } } == "forbidden")
            let version = try await database.read { try consentVersions(of: .personalData, for: admin, in: $0) }.first
            #expect(version?.accepted == 2 && version?.inForce == 1)
            let facts = try await database.read { try consents(of: person, for: admin, in: $0) }
            #expect(facts.map(\.withdrawnAt) == [now.adding(seconds: 60)] && facts.first?.givenAt == now)
            // He thinks better of it, and worse again.
            try await give(.personalData, 1, by: buyer, at: now.adding(seconds: 120), house)
            #expect(try await requests().isEmpty)
            #expect(try await isDue() == false)
            try await withdraw(now.adding(seconds: 180))
            #expect(try await requests().map(\.withdrawnAt) == [now.adding(seconds: 180)])
            try await database.write { try erasePerson(person, for: admin, at: now.adding(seconds: 240), in: $0) }
            #expect(try await requests().isEmpty)
            let left = try await database.read { try $0.consentFacts(of: person) }
            #expect(left.count == 2 && left.allSatisfy { $0.place.isEmpty && $0.agent.isEmpty && $0.withdrawnAt != nil })
            let spoken = try await database.read { try $0.rows("SELECT action FROM journal WHERE action LIKE 'consent_%' ORDER BY id").map { try $0.get("action", as: String.self) } }
            #expect(spoken == ["consent_given", "consent_given", "consent_withdrawn", "consent_given", "consent_withdrawn"])
        }
    }

    @Test("nobody but staff who manage people sees what somebody else has agreed to", arguments: Engine.allCases)
    func foreign(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let database = house.portal.database
            let person = ID<Person>(house.people["a.buyer"] ?? 0)
            func asked(_ name: String) async throws -> String? {
                let asks = try await viewer(name, house).viewer
                return await reason { _ = try await database.read { try consents(of: person, for: asks, in: $0) } }
            }
            for name in ["a.administrator", "b.administrator", "b.buyer"] { #expect(try await asked(name) == "not_found", "\(name)") }
            #expect(try await asked("staff.director") == "forbidden")
            #expect(try await asked("staff.administrator") == nil)
        }
    }

    @Test("a form that was open when the text came is taken for half an hour", arguments: Engine.allCases)
    func openForms(_ engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let now = house.portal.now()
            let admin = try await viewer("staff.administrator", house).viewer
            let (buyer, token) = try await viewer("a.buyer", house, at: now.adding(seconds: -3600))
            try await give(.personalData, 0, by: buyer, at: now.adding(seconds: -3500), house)
            func post() async throws -> String? {
                let fields: HTTPFields = [.cookie: "kontor=\(token)", .contentType: "application/x-www-form-urlencoded"]
                return try await house.client.send(.post, "/cart/lines", headers: fields, body: Array("article=x".utf8)).header("Location")
            }
            _ = try await publish("Новые условия", for: .personalData, after: 1, by: admin, at: now.adding(seconds: -1860), house)
            #expect(try await post() == "/sign-in/consent")
        }
    }

    @Test("a new necessary text is asked for at the next page, of those who agreed to an earlier one; what was begun may be sent, the way out stays open and programs go on", arguments: Engine.allCases)
    func renewal(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let now = house.portal.now()
            let admin = try await viewer("staff.administrator", house).viewer
            let (buyer, token) = try await viewer("a.buyer", house, at: now.adding(seconds: -60))
            try await give(.personalData, 0, by: buyer, at: now.adding(seconds: -50), house)
            _ = try await publish("Новые условия", for: .personalData, after: 1, by: admin, at: now.adding(seconds: -40), house)
            func headers(_ token: String) -> HTTPFields { [.cookie: "kontor=\(token)"] }
            let midway = try await house.client.get("/catalog", headers: headers(token))
            #expect(midway.status == .seeOther && midway.header("Location") == "/sign-in/consent?return=%2Fcatalog")
            func post(_ token: String) async throws -> PortalAnswer {
                var fields = headers(token)
                fields[.contentType] = "application/x-www-form-urlencoded"
                return try await house.client.send(.post, "/cart/lines", headers: fields, body: Array("article=x".utf8))
            }
            let begun = try await post(token)
            #expect(begun.header("Location") != "/sign-in/consent", "a form that was open is not lost")
            let head = try await viewer("a.head", house).token
            #expect(try await house.client.get("/catalog", headers: headers(head)).status == .ok, "whoever never agreed is not asked")
            let later = try await viewer("a.buyer", house).token
            let refused = try await post(later)
            #expect(refused.header("Location") == "/sign-in/consent")
            let cart = try await house.client.get("/cart?site=site-a", headers: headers(later))
            #expect(cart.status == .seeOther && cart.header("Location") == "/sign-in/consent?return=%2Fcart%3Fsite%3Dsite-a")
            #expect(try await house.client.get("/", headers: headers(later)).header("Location") == "/sign-in/consent")
            let question = try await house.client.get("/sign-in/consent?return=%2Fcart", headers: headers(later))
            #expect(question.status == .ok && question.text.contains("Новые условия") && question.text.contains("action=\"/sign-out\""))
            for open in ["/security", "/security/consents", "/security/data", "/consent-texts/personal_data?version=1"] {
                #expect(try await house.client.get(open, headers: headers(later)).status == .ok, "\(open)")
            }
            let key = house.askers.first { $0.name == "key.a" }?.headers ?? [:]
            #expect(try await house.client.get("/api/v1/products", headers: key).status == .ok)
            func answer(_ body: String) async throws -> PortalAnswer {
                var fields = headers(later)
                fields[.contentType] = "application/x-www-form-urlencoded"
                return try await house.client.send(.post, "/sign-in/consent", headers: fields, body: Array(body.utf8))
            }
            #expect(try await answer("version=2&return=/cart").status.code == 422)
            #expect(try await answer("version=1&agree=1&return=/cart").status.code == 422)
            let accepted = try await answer("version=2&agree=1&return=/cart")
            #expect(accepted.status == .seeOther && accepted.header("Location") == "/cart")
            #expect(try await house.client.get("/cart", headers: headers(later)).status == .ok)
            let last = try await house.portal.database.read { try $0.consentFacts(of: ID(house.people["a.buyer"] ?? 0)) }.first
            #expect(last?.version == 2 && last?.channel == .signIn && last?.digest == Secret.digest("Новые условия"))
        }
    }

    @Test("what was agreed to before the texts were kept stays, and holds for the same words", arguments: Engine.allCases)
    func before(engine: Engine) async throws {
        try await withDatabase(engine, migrations: schema.filter { $0.number < 123 }) { database in
            let now = Instant(milliseconds: 1_790_000_000_000)
            let person = try await database.write { writer -> ID<Person> in
                let row = try writer.rows("INSERT INTO people (email, name, created_at) VALUES ('old@example.com', 'Давний', \(now)) RETURNING id").first
                let person: ID<Person> = try #require(try row?.get("id"))
                for (text, withdrawn) in [("Другие слова", now.adding(seconds: 5)), (Self.usual.russian, nil)] as [(String, Instant?)] {
                    try writer.run("""
                        INSERT INTO consents (person_id, purpose, text_hash, given_at, withdrawn_at, place, agent)
                        VALUES (\(person), 'personal_data', \(Secret.digest(text)), \(now), \(withdrawn), '198.51.100.7', 'Firefox')
                        """)
                }
                return person
            }
            try await migrate(database, schema)
            let viewer = Viewer(identity: .person(person), name: "Давний", client: nil, contracts: [], rights: [], isStaff: false)
            let own = try await database.read { try ownConsents(usual: Self.usual, for: viewer, in: $0) }
            let kept = try #require(own.first)
            let held = try #require(kept.inForce)
            #expect(held.version == nil)
            #expect(held.channel == .registration)
            #expect(!kept.isOutdated)
            #expect(kept.facts.count == 2)
            #expect(kept.facts.last?.withdrawnAt == now.adding(seconds: 5))
        }
    }

    @Test("the question for a new text costs nothing by the number of consents", arguments: [Engine.sqlite])
    func plan(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let plan = try await house.portal.database.read { reader in
                try reader.rows("""
                    EXPLAIN QUERY PLAN SELECT CASE WHEN \(owesConsent) THEN 1 ELSE 0 END AS owes FROM sessions AS s JOIN people AS p ON p.id = s.person_id WHERE s.token_hash = 'x'
                    """).map { try $0.get("detail", as: String.self) }
            }
            #expect(plan.allSatisfy { !$0.hasPrefix("SCAN") }, "\(plan)")
        }
    }
}
