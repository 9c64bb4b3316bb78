import Customers
import Foundation
import Database
import HTTPTypes
import Kernel
import PortalTesting
import Testing
import TestSupport

@testable import kontor

@Suite("The law on personal data")
struct PrivacyTests {
    private func headers(_ name: String, _ house: TestHouse) -> HTTPFields { house.askers.first { $0.name == name }?.headers ?? [:] }

    @Test("the policy and the operator can be read by everybody, from every page and form", arguments: Engine.allCases)
    func policy(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let (client, admin) = (house.client, headers("staff.administrator", house))
            // Without a text the plain facts; what is missing is told to those alone who can repair it.
            let bare = try await client.get("/privacy").text
            #expect(bare.contains("ООО «Север»") && bare.contains("7707083893"))
            #expect(!bare.contains("не опубликован") && !bare.contains("/house/policy"))
            let told = try await client.get("/house/policy", headers: admin).text
            #expect(told.contains("не опубликован") && told.contains("Не указан номер"))
            #expect(try await client.get("/privacy", headers: admin).text.contains("/house/policy"))
            #expect(try await client.post("/house/policy", headers: headers("staff.director", house), form: [("text_ru", "А"), ("text_en", "B"), ("after", "0")]).status.code == 403)
            for (number, text) in ["Первая политика", "Вторая политика"].enumerated() {
                let form = [("text_ru", text), ("text_en", "Policy \(number + 1)"), ("after", String(number))]
                #expect(try await client.post("/house/policy", headers: admin, form: form).status.code == 303)
            }
            // Not over one unseen, not the same twice, not by half.
            for form in [[("text_ru", "В"), ("text_en", "C"), ("after", "1")], [("text_ru", "Вторая политика"), ("text_en", "Policy 2"), ("after", "2")], [("text_ru", "В"), ("text_en", ""), ("after", "2")]] {
                #expect(try await client.post("/house/policy", headers: admin, form: form).status.code == 422)
            }
            let wrong = [("operator_entity", "S"), ("operator_mail", "none"), ("operator_number", "77-24-1")]
            #expect(try await client.post("/house/policy/operator", headers: admin, form: wrong).status.code == 422)
            let right = [("operator_entity", "S"), ("operator_mail", "data@north.example"), ("operator_number", "77-24-1")]
            #expect(try await client.post("/house/policy/operator", headers: admin, form: right).status.code == 303)
            let full = try await client.get("/privacy").text
            #expect(full.contains("Вторая политика") && !full.contains("Первая политика") && full.contains("data@north.example") && full.contains("77-24-1"))
            for change in ["UPDATE policy_texts SET text_ru = 'другой'", "DELETE FROM policy_texts"] as [SQL] {
                await #expect(throws: (any Error).self) { try await house.portal.database.write { _ = try $0.run(change) } }
            }
            #expect(try await client.get("/privacy?version=1").text.contains("Первая политика"))
            for version in ["0", "3", "x"] { #expect(try await client.get("/privacy?version=\(version)").status.code == 404) }
            #expect(try await client.get("/privacy", headers: [.acceptLanguage: "en"]).text.contains("Policy 2"))
            let link = "href=\"/privacy\""
            for address in ["/", "/sign-in", "/none"] { #expect(try await client.get(address).text.contains(link), "\(address)") }
            for name in ["a.buyer", "supplier.employee", "staff.warehouse"] { #expect(try await client.get("/security", headers: headers(name, house)).text.contains(link), "\(name)") }
            // At a form as well as in the footer.
            for (address, name) in [("/registration", "visitor"), ("/lost-password", "visitor"), ("/support/new", "a.buyer"), ("/people/new", "a.administrator")] {
                let text = try await client.get(address, headers: headers(name, house)).text
                #expect(text.components(separatedBy: link).count == 3, "\(address)")
            }
        }
    }

    @Test("an act proves that a person's data are gone: what, when, why and by whom, without the name", arguments: Engine.allCases)
    func act(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let (client, admin, database) = (house.client, headers("staff.administrator", house), house.portal.database)
            let person = house.people["a.buyer"] ?? 0
            #expect(try await client.post("/people/\(person)/erasure", headers: admin, form: [("reason", "request"), ("note", String(repeating: "щ", count: 501))]).status.code == 422)
            #expect(try await client.post("/people/\(person)/erasure", headers: admin, form: [("reason", "withdrawal"), ("note", "Письмо 17 от 01.12")]).status.code == 303)
            #expect(try await client.post("/people/\(house.people["spare"] ?? 0)/erasure", headers: admin, form: [("reason", "whim")]).status.code == 422)
            #expect(try await client.get("/people/\(house.people["spare"] ?? 0)", headers: admin).text.contains("value=\"request\" selected"))
            // Once is enough.
            #expect(try await client.post("/people/\(person)/erasure", headers: admin, form: [("reason", "request")]).status.code == 404)
            let rows = try await database.read { reader in
                try reader.rows("SELECT id, person_id, reason, erased_by, told FROM erasure_acts").map {
                    (id: try $0.get("id", as: Int64.self), person: try $0.get("person_id", as: Int64.self), reason: try $0.get("reason", as: String.self), by: try $0.get("erased_by", as: String.self), told: try JSON(parsing: $0.get("told", as: String.self)))
                }
            }
            let act = try #require(rows.first)
            #expect(rows.count == 1 && act.person == person && act.reason == "withdrawal" && act.by == "person:\(house.people["staff.administrator"] ?? 0)")
            #expect(act.told["operator"]?["inn"]?.string == "7707083893")
            let counts = Dictionary(uniqueKeysWithValues: (act.told["categories"]?.array ?? []).map { ($0["category"]?.string ?? "", $0["count"]?.text ?? "") })
            #expect(counts["identity"] == "1" && counts["password"] == "1" && counts["memberships"] == "1" && counts["sessions"] != nil && counts["registrations"] == nil)
            #expect(act.told["eraser"]?["name"]?.string == "Некто staff.administrator" && act.told["eraser"]?["role"]?.string == "administrator")
            for change in ["UPDATE erasure_acts SET note = 'другое'", "DELETE FROM erasure_acts"] as [SQL] {
                await #expect(throws: (any Error).self) { try await database.write { _ = try $0.run(change) } }
            }
            // Whoever has another name by now erased by the one of then.
            try await database.write { try $0.run("UPDATE people SET name = 'Другая' WHERE id = \(house.people["staff.administrator"] ?? 0)") }
            let page = try await client.get("/house/erasures/\(act.id)", headers: admin)
            #expect(page.status.code == 200)
            for word in ["№ \(person)", "Письмо 17 от 01.12", "Согласие отозвано", "ООО «Север»", "7707083893", "Некто staff.administrator", "Сеансы"] { #expect(page.text.contains(word), "\(word)") }
            #expect(!page.text.contains("a.buyer@example.com") && !page.text.contains("Некто a.buyer"))
            #expect(try await client.get("/house/consents", headers: admin).text.contains("/house/erasures/\(act.id)"))
            #expect(try await client.get("/house/erasures/\(act.id)", headers: headers("staff.director", house)).status.code == 403)
            for number in ["0", "x", "\(act.id + 1)"] { #expect(try await client.get("/house/erasures/\(number)", headers: admin).status.code == 404) }
        }
    }

    @Test("every act of erasure is found, page by page", arguments: Engine.allCases)
    func actsPageByPage(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let person = house.people["a.buyer"] ?? 0
            try await house.portal.database.write { writer in
                for number in 1...230 {
                    let moment = Instant(milliseconds: Int64(number))
                    _ = try writer.run("INSERT INTO erasure_acts (person_id, at, erased_by, reason, note, told) VALUES (\(person), \(moment), 'system', 'request', '', '{}')")
                }
            }
            let ids = try await house.portal.database.read { try $0.rows("SELECT id FROM erasure_acts ORDER BY id DESC").map { try $0.get("id", as: Int64.self) } }
            let (shown, pages) = try await everyPage(from: "/house/consents", "staff.administrator", house) { text in
                text.matches(of: /"\/house\/erasures\/([0-9]+)"/).compactMap { Int64($0.output.1) }
            }
            #expect(shown == ids && ids.count == 230)
            #expect(pages > 2)
            #expect(try await house.client.get("/house/consents?cursor=x.y", headers: headers("staff.administrator", house)).status.code == 422)
        }
    }

    @Test("everybody who is signed in is found, page by page, also of many who came at one moment", arguments: Engine.allCases)
    func signedInPageByPage(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let (person, now) = (house.people["a.buyer"] ?? 0, house.portal.now())
            try await house.portal.database.write { writer in
                for number in 0..<230 {
                    let (moment, end, hash, place) = (now.adding(seconds: -Int64(number / 70)), now.adding(seconds: 3600), "hash-\(number)", "10.9.8.\(number)")
                    _ = try writer.run("INSERT INTO sessions (token_hash, person_id, created_at, expires_at, place) VALUES (\(hash), \(person), \(moment), \(end), \(place))")
                }
            }
            let (shown, pages) = try await everyPage(from: "/house/sessions", "staff.administrator", house) { text in
                text.matches(of: /10\.9\.8\.([0-9]+)/).map { String($0.output.1) }
            }
            #expect(shown.count == 230 && Set(shown).count == 230)
            #expect(pages > 2)
        }
    }

    @Test("of people who came at one moment nobody is passed over when others have left between two pages", arguments: Engine.allCases)
    func signedInWhileOthersLeave(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let (person, moment, database) = (house.people["a.buyer"] ?? 0, house.portal.now().adding(seconds: 60), house.portal.database)
            try await database.write { writer in
                for number in 100..<180 {
                    let (hash, place, end) = ("hash-\(number)", "10.9.8.\(number)", moment.adding(seconds: 3600))
                    _ = try writer.run("INSERT INTO sessions (token_hash, person_id, created_at, expires_at, place) VALUES (\(hash), \(person), \(moment), \(end), \(place))")
                }
            }
            func shown(_ address: String) async throws -> (numbers: [String], next: String?) {
                let text = try await house.client.get(address, headers: headers("staff.administrator", house)).text
                return (text.matches(of: /10\.9\.8\.([0-9]+)/).map { String($0.output.1) }, text.firstMatch(of: /rel="next" href="([^"#]+)/).map { String($0.output.1) })
            }
            let first = try await shown("/house/sessions")
            #expect(first.numbers == (100..<150).map { "\($0)" })
            try await database.write { _ = try $0.run("DELETE FROM sessions WHERE token_hash \(in: ["hash-100", "hash-120", "hash-149"])") }
            let second = try await shown(try #require(first.next))
            #expect(second.numbers == (150..<180).map { "\($0)" })
        }
    }

    /// What is found on the pages of a list, from the first to the last.
    private func everyPage<Found>(from address: String, _ name: String, _ house: TestHouse, _ find: (String) -> [Found]) async throws -> (found: [Found], pages: Int) {
        var (found, pages, next): ([Found], Int, String?) = ([], 0, address)
        while let page = next, pages < 50 {
            let answer = try await house.client.get(page, headers: headers(name, house))
            #expect(answer.status.code == 200)
            found += find(answer.text)
            pages += 1
            next = answer.text.firstMatch(of: /rel="next" href="([^"#]+)/).map { String($0.output.1) }
        }
        return (found, pages)
    }
}
