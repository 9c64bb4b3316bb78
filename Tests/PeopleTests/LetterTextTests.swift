import Database
import HTTPTypes
import Jobs
import Kernel
import Localization
import PortalTesting
import Testing
import TestSupport

@testable import Customers
@testable import Mail
@testable import kontor

@Suite("What letters and refused forms say")
struct LetterTextTests {
    private static let house = "ООО «Электроснаб Центр»"

    private func written(_ letter: Letter, isStaff: Bool = false, isOfSupplier: Bool = false, language: String = "ru") -> String {
        let addressee = Addressee(id: ID(1), email: "a@example.com", name: "Анна", language: language, isStaff: isStaff, isOfSupplier: isOfSupplier)
        return write(letter, to: addressee, house: Self.house, address: "https://portal.example/access/x", portal: "https://portal.example").text
    }

    @Test("an invitation tells each what is there for him", arguments: ["ru", "en"])
    func invitation(language: String) {
        let prices = language == "ru" ? "ваши цены" : "your prices"
        let (client, staff, supplier) = (
            written(.invitation(ID(1)), language: language), written(.invitation(ID(1)), isStaff: true, language: language),
            written(.invitation(ID(1)), isOfSupplier: true, language: language)
        )
        #expect(client.contains(prices) && !staff.contains(prices) && !supplier.contains(prices))
        #expect(staff != supplier && staff.contains("a@example.com") && supplier.contains("a@example.com"))
    }

    @Test("quotes within quotes are drawn otherwise")
    func quotes() {
        let text = written(.invitation(ID(1)))
        #expect(text.contains("порталу заказов «ООО „Электроснаб Центр“»:"))
        #expect(!text.contains("»»") && !text.contains("««"))
        // Where the text has no quotes of its own they stay.
        #expect(text.contains("автоматически: ООО «Электроснаб Центр»"))
    }

    @Test("a letter about the second factor says whether it is on or off, one of an older version that it has changed")
    func secondFactor() throws {
        #expect(written(.secondFactorChanged(ID(1), isOn: true)).contains("только что включён."))
        #expect(written(.secondFactorChanged(ID(1), isOn: false)).contains("только что выключен"))
        #expect(written(.secondFactorChanged(ID(1), isOn: nil)).contains("включён или выключен"))
        for isOn in [true, false, nil] { #expect(Letter(Letter.secondFactorChanged(ID(1), isOn: isOn).job().payload) == .secondFactorChanged(ID(1), isOn: isOn)) }
    }

    @Test("whoever is of a supplier's people is written to as such", arguments: Engine.allCases)
    func addressees(_ engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            for (name, staff, supplier) in [("supplier.employee", false, true), ("staff.manager", true, false), ("a.buyer", false, false)] {
                let person = ID<Person>(house.people[name] ?? 0)
                let found = try await house.portal.database.read { try $0.addressee(of: .invitation(person)) }
                #expect(found?.isStaff == staff && found?.isOfSupplier == supplier, "\(name)")
            }
        }
    }

    @Test("what is left out of a form is asked for in its own words", arguments: Engine.allCases)
    func forms(_ engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let admin = house.askers.first { $0.name == "staff.administrator" }?.headers ?? [:]
            let none = try await house.client.post("/registration", form: [("inn", " "), ("company", "X")])
            #expect(none.status.code == 422 && none.text.contains("Укажите ИНН.") && !none.text.contains("контрольная цифра"))
            let wrong = try await house.client.post("/registration", form: [("inn", "123"), ("company", "X")])
            #expect(wrong.status.code == 422 && wrong.text.contains("ИНН «123» неверен"))
            let person = house.people["spare"] ?? 0
            let erasure = try await house.client.post("/people/\(person)/erasure", headers: admin, form: [("reason", ""), ("note", "")])
            #expect(erasure.status.code == 422 && erasure.text.contains("Выберите, почему удаляются данные.") && !erasure.text.contains("Возможны"))
            #expect(erasure.text.contains("<details class=\"unfold\" open=\"\">"), "the form with what is wrong is not folded away")
            let there: Int64 = try await house.portal.database.read { try $0.row("SELECT COUNT(*) AS n FROM people WHERE id = \(person) AND erased_at IS NULL")?.get("n") ?? 0 }
            #expect(there == 1)
        }
    }

    @Test("nothing sent is a form without fields, and who tries too often is told how long to wait", arguments: Engine.allCases)
    func empty(_ engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let admin = house.askers.first { $0.name == "staff.administrator" }?.headers ?? [:]
            let person = house.people["spare"] ?? 0
            let done = try await house.client.send(.post, "/people/\(person)/block", headers: admin)
            #expect(done.status.code == 303)
            let blocked: Int64 = try await house.portal.database.read { try $0.row("SELECT blocked FROM people WHERE id = \(person)")?.get("blocked") ?? 0 }
            #expect(blocked == 1)
            let typed = try await house.client.send(.post, "/people/\(person)/release", headers: admin, body: Array("x=1".utf8))
            #expect(typed.status.code == 422, "something of no type is no form")
            var last: PortalAnswer?
            for _ in 0..<11 { last = try await house.client.post("/sign-in", form: [("email", "spare@example.com"), ("password", "wrong")]) }
            #expect(last?.status.code == 429)
            let wait = last?.header("Retry-After").flatMap { Int($0) } ?? 0
            #expect((800...900).contains(wait), "\(wait)")
        }
    }

    @Test("where a browser names no language, a link's page and the first one after signing in are in the person's", arguments: Engine.allCases)
    func language(_ engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let person = ID<Person>(house.people["spare"] ?? 0)
            let now = house.portal.now()
            let token = try await house.portal.database.write { writer in
                _ = try writer.run("UPDATE people SET language = 'en' WHERE id = \(person)")
                return try #require(try writer.issueLink(.passwordReset, for: person, at: now))
            }
            func lang(_ answer: PortalAnswer) -> String? { answer.text.firstMatch(of: /<html[^>]* lang="([a-z]+)"/).map { String($0.1) } }
            #expect(lang(try await house.client.get("/access/\(token)")) == "en")
            #expect(lang(try await house.client.get("/access/\(token)", headers: [.acceptLanguage: "fr, de;q=0.5"])) == "en")
            #expect(lang(try await house.client.get("/access/\(token)", headers: [.acceptLanguage: "ru"])) == "ru")
            #expect(lang(try await house.client.get("/access/\(token)", headers: [.cookie: "language=ru"])) == "ru")
            #expect(lang(try await house.client.post("/access/\(token)", form: [("password", "x")])) == "en")
            let form = [("email", "spare@example.com"), ("password", TestHouse.password)]
            func cookies(_ headers: HTTPFields) async throws -> [String] { try await house.client.post("/sign-in", headers: headers, form: form).headers[values: .setCookie] }
            #expect(try await cookies([:]).contains { $0.hasPrefix("language=en;") })
            #expect(try await !cookies([.acceptLanguage: "ru,en;q=0.5"]).contains { $0.hasPrefix("language=") })
            #expect(try await !cookies([.cookie: "language=ru"]).contains { $0.hasPrefix("language=") })
        }
    }
}
