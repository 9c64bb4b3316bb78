import Database
import Foundation
import HTTPTypes
import Kernel
import PortalTesting
import Testing
import TestSupport

@testable import Customers
@testable import kontor

@Suite("Passwords")
struct PasswordTests {
    private static let own = ["Анна Соколова", "sokolova@stroygrad.example", "СтройГрад", "kontor"]

    @Test("what everybody thinks of first is refused", arguments: [
        "password1234", "Password123!", "P@ssw0rd2024", "qwertyuiop12", "йцукенгшщзхъ", "1qaz2wsx3edc", "123456789012", "000000000000", "парольпароль", "Gfhjkm123456", "gfhjkmgfhjkm",
        "СпартакЧемпион", "spartak19122024", "iloveyou2023", "Соколова1985", "stroygrad2024", "СтройГрад2024!", "kontor123456", "qweasdzxc123", "abcdefghijkl", "asdfasdfasdf", "xk7xk7xk7xk7",
        "лето2024лето", "Admin_Admin_1", "привет, мама!",
    ])
    func common(_ password: String) {
        #expect(throws: Refusal.self, "\(password)") { try Password.check(password, of: Self.own) }
        #expect(isCommon(password, own: Self.own), "\(password)")
    }

    @Test("what nobody guesses is taken, whatever it is made of", arguments: [
        "correct horse battery staple", "а год был сухой и ветреный", "k7Rw-93mX-ppZe", "одна длинная тайна", "very secret password 7391", "summer monkey guitar coffee", "тринадцать гвоздей в доске",
        "Соколова любит гречку", "a long enough password", "vT4$kk9!Lq2#",
    ])
    func good(_ password: String) throws {
        try Password.check(password, of: Self.own)
        #expect(!isCommon(password, own: Self.own))
    }

    @Test("a company's long name counts as well")
    func longWords() {
        let company = "ПромСтройКомплектСервис"
        #expect(isCommon("ПромСтройКомплектСервис2024", own: [company]) && !isCommon("ПромСтройКомплектСервис2024", own: []))
        #expect(!isCommon("гвозди в тридевятом ряду", own: [company]))
    }

    @Test("the person's own name and company count, others' do not")
    func own() {
        #expect(isCommon("СтройГрад2024", own: Self.own) && !isCommon("СтройГрад2024", own: []))
    }

    @Test("a form says what is wrong, and the password stays as it was", arguments: Engine.allCases)
    func form(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let headers = house.askers.first { $0.name == "a.buyer" }?.headers ?? [:]
            // The company's name, which nobody else's password would be refused for.
            let answer = try await house.client.post("/security/password", headers: headers, form: [("current", TestHouse.password), ("password", "Альфа-Секрет-2024")])
            #expect(answer.status.code == 422 && answer.text.contains("подбирают") && answer.text.contains("id=\"password-problem\""))
            #expect(try await house.client.post("/security/password", headers: headers, form: [("current", TestHouse.password), ("password", "гвозди в тридевятом ряду")]).status.code == 303)
        }
    }

    @Test("wrong passwords from one place are limited, whatever addresses they are for; the owner gets in from elsewhere", arguments: Engine.allCases)
    func place(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let (database, now) = (house.portal.database, house.portal.now())
            func answer(_ email: String, _ password: String, from place: String, _ moment: Instant) async -> String? {
                do { _ = try await signIn(email: email, password: password, from: SignInPlace(address: place), at: moment, in: database) } catch { return (error as? Refusal)?.reason ?? "\(error)" }
                return nil
            }
            #expect(await answer("nobody@example.com", "wrong", from: "thief", now) == "wrong_password")
            // As if there had been 298 more, for other addresses.
            let subject = Secret.digest("sign-in|thief")
            let counted = try await database.write { try $0.run("UPDATE sign_in_failures SET failures = 299 WHERE subject = \(subject)") }
            #expect(counted == 1)
            #expect(await answer("a.buyer@example.com", TestHouse.password, from: "thief", now) == nil)
            #expect(await answer("other@example.com", "wrong", from: "thief", now) == "wrong_password")
            #expect(await answer("a.buyer@example.com", TestHouse.password, from: "thief", now) == "too_many_sign_ins")
            #expect(await answer("a.buyer@example.com", TestHouse.password, from: "elsewhere", now) == nil)
            #expect(await answer("a.buyer@example.com", TestHouse.password, from: "thief", now.adding(seconds: 901)) == nil)
        }
    }

    @Test("a hash of fewer passes still opens the door, and is made anew by that", arguments: Engine.allCases)
    func renewal(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let (database, now) = (house.portal.database, house.portal.now())
            // "correct horse battery staple" with two passes, as hashes were made before.
            let former = "$argon2id$v=19$m=19456,t=2,p=1$a29udG9yLXRlc3Qtc2FsdA$03WK+MY3QYtdyIm2fZyVRA0ao9jGpdpVQy1MFfZZEwc"
            let person = house.people["a.buyer"] ?? 0
            func hash() async throws -> String { try await database.read { try $0.row("SELECT password_hash FROM people WHERE id = \(person)")?.get("password_hash") ?? "" } }
            try await database.write { _ = try $0.run("UPDATE people SET password_hash = \(former) WHERE id = \(person)") }
            #expect(Password.isOutdated(former))
            await #expect(throws: Refusal.self) { _ = try await signIn(email: "a.buyer@example.com", password: "another wrong one", from: SignInPlace(address: "x"), at: now, in: database) }
            #expect(try await hash() == former)
            _ = try await signIn(email: "a.buyer@example.com", password: TestHouse.password, from: SignInPlace(address: "x"), at: now, in: database)
            let fresh = try await hash()
            // Several at once: whoever comes second finds another hash than the one he was checked against, and is let in all the same.
            try await database.write { _ = try $0.run("UPDATE people SET password_hash = \(former) WHERE id = \(person)") }
            let opened = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<3 {
                    group.addTask { (try? await signIn(email: "a.buyer@example.com", password: TestHouse.password, from: SignInPlace(address: "x"), at: now, in: database)) != nil }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            let renewed = try await hash()
            #expect(opened == 3 && !Password.isOutdated(renewed))
            try await database.write { _ = try $0.run("UPDATE people SET password_hash = \(fresh) WHERE id = \(person)") }
            #expect(fresh.contains("m=19456,t=6,p=1") && !Password.isOutdated(fresh))
            _ = try await signIn(email: "a.buyer@example.com", password: TestHouse.password, from: SignInPlace(address: "x"), at: now, in: database)
            #expect(try await hash() == fresh)
        }
    }
}
