import Customers
import Database
import HTTPTypes
import Jobs
import Journal
import Kernel
import PortalTesting
import Testing
import TestSupport

@testable import kontor

@Suite("Correcting who a person is")
struct CorrectionTests {
    /// The portal of the test house, and its people as they ask.
    private struct Desk: Sendable {
        let house: TestHouse
        var database: any Database { house.portal.database }
        var now: Instant { house.portal.now() }

        func person(_ name: String) -> ID<Person> { ID(house.people[name] ?? 0) }

        func viewer(_ name: String) async throws -> Viewer {
            let session = try await signIn(email: "\(name)@example.com", password: TestHouse.password, from: SignInPlace(address: "test"), at: now, in: database)
            return try #require(try await database.read { try $0.viewer(sessionToken: session.token, at: now) })
        }

        func email(of name: String) async throws -> String {
            try await database.read { try #require(try $0.row("SELECT email FROM people WHERE id = \(person(name))")).get("email") }
        }

        func reason(_ body: @escaping @Sendable (any Writer) throws -> Void) async throws -> String? {
            do { try await database.write(body) } catch let refusal as Refusal { return refusal.reason }
            return nil
        }

        func sessions(of name: String) async throws -> Int64 {
            try await database.read { try #require(try $0.row("SELECT COUNT(*) AS n FROM sessions WHERE person_id = \(person(name))")).get("n") }
        }
    }

    @Test("a new address counts once its link is used, once; the old one is told, sessions stay", arguments: Engine.allCases)
    func ownEmail(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let desk = Desk(house: house)
            let (now, person) = (desk.now, desk.person("a.buyer"))
            let buyer = try await desk.viewer("a.buyer")
            let open = try await desk.sessions(of: "a.buyer")
            try await desk.database.write { try askForOwnEmail(" New.Address@Example.com ", for: buyer, at: now, in: $0) }
            let before = try await desk.email(of: "a.buyer")
            #expect(before == "a.buyer@example.com")
            let addressee = try await desk.database.read { try $0.addressee(of: .emailChange(person)) }
            #expect(addressee?.email == "new.address@example.com")
            let elsewhere = try await desk.database.write { try $0.issueEmailLink(to: "elsewhere@example.com", for: person, at: now) }
            #expect(elsewhere == nil, "the secret goes to the address that it confirms alone")
            let first = try #require(try await desk.database.write { try $0.issueEmailLink(to: "new.address@example.com", for: person, at: now) })
            let token = try #require(try await desk.database.write { try $0.issueEmailLink(to: "new.address@example.com", for: person, at: now) })
            let former = try await desk.reason { try confirmEmail(first, at: now, in: $0) }
            #expect(former == "link_over")
            let late = try await desk.reason { try confirmEmail(token, at: now.adding(seconds: 2 * 86_400), in: $0) }
            #expect(late == "link_over")
            let done = try await desk.reason { try confirmEmail(token, at: now, in: $0) }
            #expect(done == nil)
            let again = try await desk.reason { try confirmEmail(token, at: now, in: $0) }
            #expect(again == "link_over")
            let after = try await desk.email(of: "a.buyer")
            #expect(after == "new.address@example.com")
            let still = try await desk.sessions(of: "a.buyer")
            #expect(still == open)
            let letters = try await desk.database.read { try $0.rows("SELECT payload FROM jobs WHERE kind = 'mail.send' ORDER BY id").map { try $0.get("payload", as: String.self) } }
            let told = letters.contains { $0.contains("email_changed") && $0.contains("a.buyer@example.com") }
            #expect(told)
            let old = try await desk.database.read { try $0.addressee(of: .emailChanged(person, former: "a.buyer@example.com")) }
            #expect(old?.email == "a.buyer@example.com")
            let actions = try await desk.database.read {
                try $0.rows("SELECT action, details FROM journal WHERE kind = 'people' AND action LIKE 'email%' ORDER BY id").map { try "\($0.get("action", as: String.self)) \($0.find("details", as: String.self) ?? "")" }
            }
            #expect(actions.count == 2)
            // Nothing of an address stays in the log when somebody is erased.
            let names = actions.contains { $0.contains("@") }
            #expect(!names)
        }
    }

    @Test("whoever reads the present address calls a change off, once", arguments: Engine.allCases)
    func callOff(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let desk = Desk(house: house)
            let (now, person) = (desk.now, desk.person("a.buyer"))
            let buyer = try await desk.viewer("a.buyer")
            try await desk.database.write { try askForOwnEmail("thief@example.com", for: buyer, at: now, in: $0) }
            let letters = try await desk.database.read { reader in
                try reader.rows("SELECT payload FROM jobs WHERE kind = 'mail.send' ORDER BY id").compactMap { Letter(try JSON(parsing: Array($0.get("payload", as: String.self).utf8))) }
            }
            #expect(letters == [.emailChange(person), .emailAsked(person)])
            let addressee = try await desk.database.read { try $0.addressee(of: .emailAsked(person)) }
            #expect(addressee?.email == "a.buyer@example.com")
            let confirming = try #require(try await desk.database.write { try $0.issueEmailLink(to: "thief@example.com", for: person, at: now) })
            let token = try #require(try await desk.database.write { try $0.issueCancelLink(for: person, at: now) })
            // The secrets are not each other's.
            let wrong = try await desk.reason { try cancelEmailChange(confirming, at: now, in: $0) }
            #expect(wrong == "link_over")
            let taken = try await desk.reason { try confirmEmail(token, at: now, in: $0) }
            #expect(taken == "link_over")
            let page = try await house.client.get("/email/\(token)/cancellation")
            #expect(page.status.code == 200)
            #expect(page.text.contains("a.buyer@example.com"))
            #expect(!page.text.contains("thief@example.com"))
            let done = try await house.client.post("/email/\(token)/cancellation", form: [])
            #expect(done.status.code == 303)
            let again = try await house.client.post("/email/\(token)/cancellation", form: [])
            #expect(again.status.code == 404)
            let late = try await desk.reason { try confirmEmail(confirming, at: now, in: $0) }
            #expect(late == "link_over")
            #expect(try await desk.email(of: "a.buyer") == "a.buyer@example.com")
            let none = try await desk.database.write { try $0.issueCancelLink(for: person, at: now) }
            #expect(none == nil)
        }
    }

    @Test("who asks for an address that somebody has is told the same, and no letter goes", arguments: Engine.allCases)
    func taken(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let desk = Desk(house: house)
            let (now, person) = (desk.now, desk.person("a.buyer"))
            let buyer = try await desk.viewer("a.buyer")
            let asked = try await desk.reason { try askForOwnEmail("b.buyer@example.com", for: buyer, at: now, in: $0) }
            #expect(asked == nil)
            let addressee = try await desk.database.read { try $0.addressee(of: .emailChange(person)) }
            #expect(addressee == nil)
            let wrong = try await desk.reason { try askForOwnEmail("b.buyer@", for: buyer, at: now, in: $0) }
            #expect(wrong == "invalid_email")
            // Somebody takes it between the letter and the link.
            try await desk.database.write { try askForOwnEmail("free@example.com", for: buyer, at: now, in: $0) }
            let token = try #require(try await desk.database.write { try $0.issueEmailLink(to: "free@example.com", for: person, at: now) })
            try await desk.database.write { _ = try $0.run("UPDATE people SET email = 'free@example.com' WHERE id = \(desk.person("spare"))") }
            let late = try await desk.reason { try confirmEmail(token, at: now, in: $0) }
            #expect(late == "link_over")
            for _ in 0..<7 { _ = try await desk.reason { try askForOwnEmail("other@example.com", for: buyer, at: now, in: $0) } }
            _ = try await desk.reason { try askForOwnEmail("other@example.com", for: buyer, at: now, in: $0) }
            let many = try await desk.reason { try askForOwnEmail("other@example.com", for: buyer, at: now, in: $0) }
            #expect(many == "too_many_requests_here")
        }
    }

    @Test("people correct their own names, but staff, whose names give clients into care, are renamed by who manages people", arguments: Engine.allCases)
    func names(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let desk = Desk(house: house)
            let now = desk.now
            let buyer = try await desk.viewer("a.buyer")
            let manager = try await desk.viewer("staff.manager")
            let administrator = try await desk.viewer("staff.administrator")
            let own = try await desk.reason { try correctOwnName(" Анна Петрова ", for: buyer, at: now, in: $0) }
            #expect(own == nil)
            let renamed = try await desk.viewer("a.buyer")
            #expect(renamed.name == "Анна Петрова")
            let empty = try await desk.reason { try correctOwnName("  ", for: buyer, at: now, in: $0) }
            #expect(empty == "name_required")
            let staff = try await desk.reason { try correctOwnName("Другой менеджер", for: manager, at: now, in: $0) }
            #expect(staff == "forbidden")
            let theirs = try await desk.reason { try correctPerson(desk.person("staff.manager"), name: "Иван Иванов", email: "staff.manager@example.com", for: administrator, at: now, in: $0) }
            #expect(theirs == nil)
            let after = try await desk.viewer("staff.manager")
            #expect(after.name == "Иван Иванов")
        }
    }

    @Test("a substitute is ended at once, or taken back before he begins", arguments: Engine.allCases)
    func substitutes(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let desk = Desk(house: house)
            let now = desk.now
            let administrator = try await desk.viewer("staff.administrator")
            let (manager, keeper) = (desk.person("staff.manager"), desk.person("staff.manager_of_a"))
            let today = Day.ofHouse(at: now)
            func sees() async throws -> Bool {
                let viewer = try await desk.viewer("staff.manager")
                return try await desk.database.read { try clientCard("client-a", for: viewer, in: $0) } != nil
            }
            try await desk.database.write {
                for (from, to) in [(-5, 5), (10, 20)] {
                    try appointSubstitute(email: "staff.manager@example.com", for: keeper, from: today.adding(days: from), to: today.adding(days: to), by: administrator, at: now, in: $0)
                }
            }
            let before = try await sees()
            #expect(before)
            let ids = try await desk.database.read { try managedClients(of: keeper, for: administrator, in: $0).substitutes.map(\.id) }
            // Of somebody else it is not there.
            for id in ids {
                let foreign = try await desk.reason { try endSubstitute(id, for: manager, by: administrator, at: now, in: $0) }
                #expect(foreign == "not_found")
                let ended = try await desk.reason { try endSubstitute(id, for: keeper, by: administrator, at: now, in: $0) }
                #expect(ended == nil)
                let again = try await desk.reason { try endSubstitute(id, for: keeper, by: administrator, at: now, in: $0) }
                #expect(again == "not_found")
            }
            let after = try await sees()
            #expect(!after)
            let left = try await desk.database.read { try managedClients(of: keeper, for: administrator, in: $0).substitutes.map(\.to) }
            #expect(left == [today.adding(days: -1)])
        }
    }

    @Test("a client is told who stands in for its manager, and of the manager himself where that one is blocked", arguments: Engine.allCases)
    func contacts(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let desk = Desk(house: house)
            let now = desk.now
            let (manager, keeper) = (desk.person("staff.manager"), desk.person("staff.manager_of_a"))
            let today = Day.ofHouse(at: now)
            let administrator = try await desk.viewer("staff.administrator")
            func page(_ address: String, _ name: String) async throws -> String {
                try await house.client.get(address, headers: house.askers.first { $0.name == name }?.headers ?? [:]).text
            }
            func told() async throws -> [Bool] {
                let text = try await page("/company", "a.buyer")
                return ["mailto:staff.manager@example.com", "замещает: Некто staff.manager_of_a", "mailto:staff.manager_of_a@example.com"].map { text.contains($0) }
            }
            #expect(try await told() == [false, false, true])
            try await desk.database.write {
                try appointSubstitute(email: "staff.manager@example.com", for: keeper, from: today.adding(days: -1), to: today.adding(days: 1), by: administrator, at: now, in: $0)
            }
            #expect(try await told() == [true, true, false])
            #expect(try await !page("/people/\(keeper.rawValue)", "staff.administrator").contains("(Заблокирован)"))
            try await desk.database.write { try setBlocked(true, manager, for: administrator, at: now, in: $0) }
            #expect(try await told() == [false, false, true])
            #expect(try await page("/people/\(keeper.rawValue)", "staff.administrator").contains("(Заблокирован)"))
            // With neither there is nobody, whatever the ERP calls him.
            try await desk.database.write { writer in
                try setBlocked(true, keeper, for: administrator, at: now, in: writer)
                _ = try writer.run("UPDATE clients SET manager = 'Некто staff.manager_of_a' WHERE external_id = 'client-a'")
            }
            #expect(try await page("/company", "a.buyer").contains("Менеджер пока не назначен"))
        }
    }

    @Test("departments are renamed and removed by their own client; their people stay", arguments: Engine.allCases)
    func departments(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let desk = Desk(house: house)
            let now = desk.now
            let administrator = try await desk.viewer("a.administrator")
            let stranger = try await desk.viewer("b.administrator")
            for name in ["Снабжение", "Склад"] { try await desk.database.write { try addDepartment(name, for: administrator, at: now, in: $0) } }
            let client = try administrator.demandClient().id
            let made = try await desk.database.read { try Customers.departments(of: client, in: $0) }
            let first = try #require(made.first { $0.name == "Снабжение" }).id
            try await desk.database.write { try changeRole(of: desk.person("a.buyer"), to: "buyer", department: first, for: administrator, at: now, in: $0) }
            let foreign = try await desk.reason { try renameDepartment(first, to: "Чужое", for: stranger, at: now, in: $0) }
            #expect(foreign == "not_found")
            let taken = try await desk.reason { try renameDepartment(first, to: "СКЛАД", for: administrator, at: now, in: $0) }
            #expect(taken == "name_taken")
            let renamed = try await desk.reason { try renameDepartment(first, to: "Закупки", for: administrator, at: now, in: $0) }
            #expect(renamed == nil)
            let shown = try await desk.database.read { try person(desk.person("a.buyer"), for: administrator, in: $0).memberships.map(\.department) }
            #expect(shown == ["Закупки"])
            let theirs = try await desk.reason { try removeDepartment(first, for: stranger, at: now, in: $0) }
            #expect(theirs == "not_found")
            let removed = try await desk.reason { try removeDepartment(first, for: administrator, at: now, in: $0) }
            #expect(removed == nil)
            let without = try await desk.database.read { try person(desk.person("a.buyer"), for: administrator, in: $0).memberships.map(\.department) }
            #expect(without == [nil])
        }
    }

    @Test("a client's administrator corrects people of his client alone; whoever waits for his invitation is invited at the new address", arguments: Engine.allCases)
    func administrators(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let desk = Desk(house: house)
            let now = desk.now
            let administrator = try await desk.viewer("a.administrator")
            @Sendable func correct(_ name: String, _ email: String) -> @Sendable (any Writer) throws -> Void {
                { try correctPerson(desk.person(name), name: "Исправленный", email: email, for: administrator, at: now, in: $0) }
            }
            let foreign = try await desk.reason(correct("b.buyer", "x@example.com"))
            #expect(foreign == "not_found")
            let own = try await desk.reason(correct("a.administrator", "x@example.com"))
            #expect(own == "not_yourself")
            let active = try await desk.reason(correct("a.buyer", "x@example.com"))
            #expect(active == nil)
            let unchanged = try await desk.email(of: "a.buyer")
            #expect(unchanged == "a.buyer@example.com")
            // Through his address he could sign in elsewhere.
            try await desk.database.write {
                _ = try $0.run("INSERT INTO memberships (person_id, client_id, role) SELECT \(desk.person("a.head")), id, 'buyer' FROM clients WHERE external_id = 'client-b'")
            }
            let shared = try await desk.reason(correct("a.head", "x@example.com"))
            #expect(shared == "person_of_others")
            try await desk.database.write { _ = try $0.run("UPDATE people SET password_hash = NULL WHERE id = \(desk.person("spare"))") }
            // A taken address is answered like a free one, and nothing has changed before the letter is answered.
            for email in ["b.buyer@example.com", "right@example.com"] {
                let asked = try await desk.reason(correct("spare", email))
                #expect(asked == nil)
                let still = try await desk.email(of: "spare")
                #expect(still == "spare@example.com")
            }
            let token = try #require(try await desk.database.write { try $0.issueEmailLink(to: "right@example.com", for: desk.person("spare"), at: now) })
            let confirmed = try await desk.reason { try confirmEmail(token, at: now, in: $0) }
            #expect(confirmed == nil)
            let moved = try await desk.email(of: "spare")
            #expect(moved == "right@example.com")
            // Staff have him invited there at once; a name and an address that somebody else has corrected meanwhile are not put back.
            let staff = try await desk.viewer("staff.administrator")
            let invited = try await desk.reason { try correctPerson(desk.person("spare"), name: "Другой", email: "other@example.com", for: staff, at: now, in: $0) }
            #expect(invited == nil)
            let there = try await desk.email(of: "spare")
            #expect(there == "other@example.com")
            let stale = try await desk.reason {
                try correctPerson(desk.person("spare"), name: "Третий", email: "right@example.com", over: ("Исправленный", "right@example.com"), for: staff, at: now, in: $0)
            }
            #expect(stale == "stale_revision")
        }
    }
}
