import Customers
import Database
import Foundation
import Journal
import Kernel
import Testing
import TestSupport

@testable import kontor

@Suite("People and their rights")
struct PeopleTests {
    /// The viewer behind a name of the test house.
    private func viewer(_ name: String, _ house: TestHouse) async throws -> Viewer {
        let session = try await signIn(
            email: "\(name)@example.com", password: TestHouse.password, from: SignInPlace(address: "test"), at: house.portal.now(), in: house.portal.database)
        let now = house.portal.now()
        return try #require(try await house.portal.database.read { try $0.viewer(sessionToken: session.token, at: now) })
    }

    @Test("of two who use one link at the same time, one sets the password", arguments: Engine.allCases)
    func linkRace(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let database = house.portal.database
            let now = house.portal.now()
            let person = ID<Person>(house.people["spare"] ?? 0)
            for round in 0..<10 {
                let token = try #require(try await database.write { try $0.issueLink(.invitation, for: person, at: now) })
                let won = await withTaskGroup(of: Bool.self) { group in
                    for contender in 0..<4 {
                        group.addTask {
                            let hash = "hash-\(round)-\(contender)"
                            return (try? await database.write { try setPassword(link: token, passwordHash: hash, at: now, in: $0) }) != nil
                        }
                    }
                    return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                }
                #expect(won == 1, "round \(round)")
            }
        }
    }

    @Test("a link ends with its time, with the next one, with its owner's block, and asking again within a minute gives none", arguments: Engine.allCases)
    func linkLife(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let database = house.portal.database
            let now = house.portal.now()
            let person = ID<Person>(house.people["spare"] ?? 0)
            func owner(_ token: String, _ moment: Instant) async -> ID<Person>? { try? await database.read { try $0.linkOwner(token, at: moment).person } }
            let first = try #require(try await database.write { try $0.issueLink(.passwordReset, for: person, at: now) })
            #expect(await owner(first, now.adding(seconds: 3599)) == person)
            #expect(await owner(first, now.adding(seconds: 3600)) == nil)
            #expect(try await database.write { try $0.issueLink(.passwordReset, for: person, at: now.adding(seconds: 59)) } == nil)
            let second = try #require(try await database.write { try $0.issueLink(.passwordReset, for: person, at: now.adding(seconds: 61)) })
            #expect(await owner(first, now.adding(seconds: 62)) == nil)
            #expect(await owner(second, now.adding(seconds: 62)) == person)
            #expect(await owner(second + "x", now) == nil)
            let stored = try await database.read { try $0.rows("SELECT token_hash FROM account_links").map { try $0.get("token_hash", as: String.self) } }
            #expect(stored.count == 1 && !stored[0].contains(second.dropFirst(3)), "only its digest is stored")
            let administrator = try await viewer("staff.administrator", house)
            try await database.write { try setBlocked(true, person, for: administrator, at: now, in: $0) }
            #expect(await owner(second, now.adding(seconds: 62)) == nil)
        }
    }

    @Test("one code opens one session, however many ask with it at once", arguments: Engine.allCases)
    func codeRace(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let database = house.portal.database
            let vault = Vault(secret: Array(repeating: 1, count: 32))
            let now = house.portal.now()
            let buyer = try await viewer("a.buyer", house)
            let place = SignInPlace(address: "test")
            let own = try await signIn(email: "a.buyer@example.com", password: TestHouse.password, from: place, at: now, in: database)
            let offer = try await database.read { try secondFactorOffer(sessionToken: own.token, for: buyer, vault: vault, in: $0) }
            let step = OneTimeCode.step(at: now)
            let codes = try await database.write {
                try confirmSecondFactor(code: OneTimeCode.code(offer.secret, step: step), sessionToken: own.token, for: buyer, vault: vault, at: now, in: $0)
            }
            #expect(Set(codes).count == 10)
            let kept = try await database.read { try $0.row("SELECT totp_secret FROM people WHERE id = \(house.people["a.buyer"] ?? 0)")?.get("totp_secret", as: String.self) }
            #expect(kept?.contains(OneTimeCode.base32(offer.secret)) == false && kept != Data(offer.secret).base64EncodedString(), "kept encrypted")
            // The next step's code, by five half-open sessions at once; and one recovery code likewise.
            let later = now.adding(seconds: 30)
            for code in [OneTimeCode.code(offer.secret, step: step + 1), codes[0]] {
                var halves: [String] = []
                for _ in 0..<5 {
                    let half = try await signIn(email: "a.buyer@example.com", password: TestHouse.password, from: place, at: later, in: database)
                    #expect(half.owesFactor)
                    #expect(try await database.read { try $0.viewer(sessionToken: half.token, at: later) } == nil, "half a session opens nothing")
                    halves.append(half.token)
                }
                let opened = await withTaskGroup(of: Bool.self) { group in
                    for half in halves {
                        group.addTask { (try? await giveSecondFactor(code: code, sessionToken: half, from: place, vault: vault, at: later, in: database)) != nil }
                    }
                    return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                }
                #expect(opened == 1)
            }
        }
    }

    @Test("after too many wrong codes a recovery code still lets the owner in", arguments: Engine.allCases)
    func notLockedOut(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let database = house.portal.database
            let vault = Vault(secret: Array(repeating: 1, count: 32))
            let now = house.portal.now()
            let buyer = try await viewer("a.buyer", house)
            func half(_ place: SignInPlace) async throws -> String {
                try await signIn(email: "a.buyer@example.com", password: TestHouse.password, from: place, at: now, in: database).token
            }
            let own = try await half(SignInPlace(address: "home"))
            let offer = try await database.read { try secondFactorOffer(sessionToken: own, for: buyer, vault: vault, in: $0) }
            let step = OneTimeCode.step(at: now)
            let codes = try await database.write {
                try confirmSecondFactor(code: OneTimeCode.code(offer.secret, step: step), sessionToken: own, for: buyer, vault: vault, at: now, in: $0)
            }
            for round in 0..<5 {
                let place = SignInPlace(address: "thief-\(round)")
                let token = try await half(place)
                for attempt in 0..<5 {
                    do {
                        _ = try await giveSecondFactor(code: "x\(attempt)", sessionToken: token, from: place, vault: vault, at: now, in: database)
                        Issue.record("a wrong code opened a session")
                    } catch let refusal as Refusal { #expect(refusal.reason == (attempt < 4 ? "wrong_code" : "sign_in_again")) }
                }
            }
            let right = OneTimeCode.code(offer.secret, step: step + 1)
            let token = try await half(SignInPlace(address: "home"))
            await #expect(throws: Refusal.self) {
                try await giveSecondFactor(code: right, sessionToken: token, from: SignInPlace(address: "home"), vault: vault, at: now, in: database)
            }
            _ = try await giveSecondFactor(code: codes[3], sessionToken: token, from: SignInPlace(address: "home"), vault: vault, at: now, in: database)
        }
    }

    @Test("a request for access checks every field, comes once, and makes a client with an invited administrator", arguments: Engine.allCases)
    func registration(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let database = house.portal.database
            let now = house.portal.now()
            var request = RegistrationRequest()
            request.inn = "7707083894"
            request.email = "nobody"
            let wrong = request
            let usual = ConsentWording(russian: "Согласен", english: "I agree")
            let place = SignInPlace(address: "office")
            do {
                try await database.write { try requestAccess(wrong, from: place, usual: usual, at: now, in: $0) }
                Issue.record("taken")
            } catch let refusal as Refusal {
                #expect(Set(refusal.problems.map(\.pointer)) == ["/inn", "/company", "/name", "/email", "/personal_data"])
            }
            request.inn = "7707083893"
            request.company = "ООО «Новый»"
            request.name = "Иван"
            request.email = "ivan@new.example"
            request.consents = [.personalData: 0]
            let good = request
            for _ in 0..<2 { try await database.write { try requestAccess(good, from: place, usual: usual, at: now, in: $0) } }
            let administrator = try await viewer("staff.administrator", house)
            let waiting = try await database.read { try registrations(for: administrator, in: $0) }
            #expect(waiting.map(\.inn) == ["7707083893"])
            let id = try #require(waiting.first?.id)
            let manager = try await viewer("staff.manager", house)
            await #expect(throws: Refusal.self) { try await database.write { try acceptRegistration(id, client: nil, for: manager, at: now, in: $0) } }
            try await database.write { try acceptRegistration(id, client: nil, for: administrator, at: now, in: $0) }
            await #expect(throws: Refusal.self) { try await database.write { try acceptRegistration(id, client: nil, for: administrator, at: now, in: $0) } }
            let row = try await database.read { try $0.row("""
                SELECT c.name, m.role, e.inn, (SELECT COUNT(*) FROM consents AS k WHERE k.person_id = p.id) AS consents,
                    (SELECT COUNT(*) FROM jobs WHERE kind = 'mail.send' AND payload LIKE '%"invitation"%') AS mails
                FROM people AS p JOIN memberships AS m ON m.person_id = p.id JOIN clients AS c ON c.id = m.client_id JOIN client_entities AS e ON e.client_id = c.id
                WHERE p.email = 'ivan@new.example'
                """) }
            #expect(try row?.get("name") == "ООО «Новый»")
            #expect(try row?.get("role") == "administrator")
            #expect(try row?.get("inn") == "7707083893")
            #expect(try row?.get("consents") == 1)
            #expect(try row?.get("mails") == 1)
            for number in 0..<4 {
                var more = good
                more.email = "n\(number)@new.example"
                let one = more
                try? await database.write { try requestAccess(one, from: place, usual: usual, at: now, in: $0) }
            }
            do {
                try await database.write { try requestAccess(good, from: place, usual: usual, at: now, in: $0) }
                Issue.record("a sixth one was taken")
            } catch let refusal as Refusal { #expect(refusal.code == .tooManyRequests) }
        }
    }

    @Test("an erased person leaves a number in orders and the log, and nothing of the name", arguments: Engine.allCases)
    func erasure(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let database = house.portal.database
            let now = house.portal.now()
            let own = try await viewer("a.buyer", house)
            let data = try await database.read { try personalData(for: own, at: now, in: $0) }
            #expect(data["email"] == "a.buyer@example.com")
            #expect(data["memberships"]?.array?.count == 1)
            #expect(data["sessions"]?.array?.isEmpty == false)
            let person = ID<Person>(house.people["a.buyer"] ?? 0)
            let boss = try await viewer("a.administrator", house)
            await #expect(throws: Refusal.self) { try await database.write { try erasePerson(person, for: boss, at: now, in: $0) } }
            let administrator = try await viewer("staff.administrator", house)
            try await database.write { try erasePerson(person, for: administrator, at: now, in: $0) }
            let left = try await database.read { reader in
                try ["people", "sessions", "memberships", "journal"].map { table in
                    "\(try reader.rows(SQL(stringLiteral: "SELECT * FROM \(table)")))"
                }.joined()
            }
            #expect(!left.contains("a.buyer@example.com") && !left.contains("Некто a.buyer"))
            await #expect(throws: Refusal.self) {
                try await signIn(email: "a.buyer@example.com", password: TestHouse.password, from: SignInPlace(address: "x"), at: now, in: database)
            }
            let again = try await database.write { writer -> ID<Person> in
                var invitation = Invitation()
                invitation.email = "a.buyer@example.com"
                invitation.name = "Другой"
                invitation.role = "buyer"
                invitation.client = "client-a"
                return try invitePerson(invitation, for: administrator, at: now, in: writer)
            }
            #expect(again != person, "whoever comes later with the address is somebody else")
        }
    }

    @Test("the rights of a request cost one query by keys", arguments: Engine.allCases)
    func queries(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            guard house.portal.database.dialect == .sqlite else { return }
            let plan = try await house.portal.database.read { reader in
                try reader.rows("""
                    EXPLAIN QUERY PLAN SELECT p.id FROM sessions AS s JOIN people AS p ON p.id = s.person_id
                    LEFT JOIN roles AS h ON h.id = p.role_id AND h.client_id IS NULL
                    LEFT JOIN memberships AS m ON m.person_id = p.id AND m.client_id = s.client_id
                    LEFT JOIN roles AS o ON o.id = m.role_id AND o.client_id = m.client_id
                    WHERE s.token_hash = 'x' AND s.owes_factor = 0 AND p.blocked = 0
                    """).map { try $0.get("detail", as: String.self) }
            }
            #expect(plan.allSatisfy { !$0.hasPrefix("SCAN") }, "\(plan)")
        }
    }
}
