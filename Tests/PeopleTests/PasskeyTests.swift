@testable import Customers
import Database
import Journal
import Kernel
import Testing
import TestSupport

@testable import kontor

/// A house in which one of its people signs in, with or without a passkey.
private struct Door: Sendable {
    let house: TestHouse
    let name: String
    let vault = Vault(secret: Array(repeating: 1, count: 32))
    var database: any Database { house.portal.database }
    var person: ID<Person> { ID(house.people[name] ?? 0) }

    func byPassword(_ now: Instant, from place: String = "desk") async throws -> NewSession {
        try await signIn(email: "\(name)@example.com", password: TestHouse.password, from: SignInPlace(address: place), at: now, in: database)
    }

    func viewer(_ token: String, _ now: Instant) async throws -> Viewer? { try await database.read { try $0.viewer(sessionToken: token, at: now) } }

    /// Adds the authenticator's passkey in an open session.
    func add(_ authenticator: SoftAuthenticator, _ token: String, named label: String = "Ноутбук", at now: Instant) async throws -> (user: String, codes: [String]) {
        let viewer = try #require(try await viewer(token, now))
        let offer = try await database.write { try offerPasskey(sessionToken: token, for: viewer, vault: vault, at: now, in: $0) }
        let made = try authenticator.make(offer.challenge)
        let codes = try await database.write {
            try addPasskey(made, named: label, sessionToken: token, for: viewer, party: authenticator.party, vault: vault, at: now, in: $0)
        }
        return (offer.userHandle, codes)
    }

    func challenge(_ holder: String, _ now: Instant) async throws -> String {
        try await database.write { try askForPasskey(holder: holder, from: SignInPlace(address: "desk"), at: now, in: $0).challenge }
    }

    /// Signs in with what the authenticator shows for a fresh challenge.
    func byPasskey(
        _ authenticator: SoftAuthenticator, user: String, counter: UInt32, flags: UInt8 = 0x05, wrongly: Bool = false, from place: String = "desk", former: String? = nil, at now: Instant
    ) async throws -> NewSession {
        let shown = try authenticator.show(try await challenge("holder", now), user: user, counter: counter, flags: flags, wrongly: wrongly)
        return try await signIn(passkey: shown, holder: "holder", from: SignInPlace(address: place), party: authenticator.party, former: former, at: now, in: database)
    }

    func count(_ action: String) async throws -> Int64 {
        let id = person.rawValue
        return try await database.read {
            try $0.row("SELECT COUNT(*) AS n FROM journal WHERE kind = 'people' AND action = \(action) AND actor = \(Actor.person(ID(id)).text)")?.get("n") ?? 0
        }
    }
}

private func refusal(_ body: () async throws -> some Sendable) async -> Refusal? {
    do {
        _ = try await body()
        return nil
    } catch { return error as? Refusal }
}

@Suite("Passkeys")
struct PasskeyTests {
    @Test("a passkey opens one session for one challenge, and only of the browser that asked for it", arguments: Engine.allCases)
    func alone(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let (door, key, now) = (Door(house: house, name: "a.buyer"), try SoftAuthenticator(), house.portal.now())
            let (own, other) = (try await door.byPassword(now), try await door.byPassword(now))
            let (user, codes) = try await door.add(key, own.token, at: now)
            #expect(Set(codes).count == 10, "the first second factor brings recovery codes")
            #expect(try await door.viewer(own.token, now) != nil)
            #expect(try await door.viewer(other.token, now) == nil, "what was opened by the password alone ends")

            let session = try await door.byPasskey(key, user: user, counter: 2, former: own.token, at: now)
            #expect(!session.owesFactor)
            #expect(try await door.viewer(session.token, now)?.identity == .person(door.person))
            #expect(try await door.viewer(own.token, now) == nil, "the session that the browser had before ends")
            #expect(try await door.count("passkey_added") == 1)

            let (holder, party, place) = ("h", key.party, SignInPlace(address: "desk"))
            let shown = try key.show(try await door.challenge(holder, now), user: user, counter: 3)
            let foreign = await refusal { try await signIn(passkey: shown, holder: "thief", from: place, party: party, at: now, in: door.database) }
            #expect(foreign?.reason == "passkey_over", "asked for by another browser")
            _ = try await signIn(passkey: shown, holder: holder, from: place, party: party, at: now, in: door.database)
            let again = await refusal { try await signIn(passkey: shown, holder: holder, from: place, party: party, at: now, in: door.database) }
            #expect(again?.reason == "passkey_over", "the same answer twice")
            let late = try key.show(try await door.challenge(holder, now), user: user, counter: 4)
            let tooLate = await refusal { try await signIn(passkey: late, holder: holder, from: place, party: party, at: now.adding(seconds: challengeSeconds), in: door.database) }
            #expect(tooLate?.reason == "passkey_over")
            let nothing = await refusal { try await signIn(passkey: nil, holder: holder, from: place, party: party, at: now, in: door.database) }
            #expect(nothing?.reason == "passkey_refused")
        }
    }

    @Test("an unknown passkey, a wrong signature, another person's name, a blocked person and a counter that went back are answered alike", arguments: Engine.allCases)
    func refused(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let (door, key, now) = (Door(house: house, name: "a.buyer"), try SoftAuthenticator(), house.portal.now())
            let (user, _) = try await door.add(key, try await door.byPassword(now).token, at: now)
            _ = try await door.byPasskey(key, user: user, counter: 9, at: now)
            let stranger = try SoftAuthenticator()
            let administrator = Door(house: house, name: "staff.administrator")
            let chief = try #require(try await administrator.viewer(try await administrator.byPassword(now).token, now))
            var told: [Refusal?] = []
            told.append(await refusal { try await door.byPasskey(stranger, user: user, counter: 10, at: now) })
            told.append(await refusal { try await door.byPasskey(key, user: user, counter: 10, wrongly: true, at: now) })
            told.append(await refusal { try await door.byPasskey(key, user: "AAAA", counter: 10, at: now) })
            told.append(await refusal { try await door.byPasskey(key, user: "", counter: 10, at: now) })
            told.append(await refusal { try await door.byPasskey(key, user: user, counter: 9, at: now) })
            told.append(await refusal { try await door.byPasskey(key, user: user, counter: 0, at: now) })
            told.append(await refusal { try await door.byPasskey(key, user: user, counter: 10, flags: 0x01, at: now) })
            #expect(try await door.count("passkey_counter") == 2, "the log tells of both counters")
            try await door.database.write { try setBlocked(true, door.person, for: chief, at: now, in: $0) }
            told.append(await refusal { try await door.byPasskey(key, user: user, counter: 10, at: now) })
            try await door.database.write { try setBlocked(false, door.person, for: chief, at: now, in: $0) }
            try await door.database.write { _ = try $0.run("DELETE FROM memberships WHERE person_id = \(door.person)") }
            told.append(await refusal { try await door.byPasskey(key, user: user, counter: 10, at: now) })
            #expect(Set(told).count == 1 && told[0]?.reason == "passkey_refused", "\(told)")
        }
    }

    @Test("after ten failures of a passkey from one place that place waits, and the owner elsewhere does not", arguments: Engine.allCases)
    func attempts(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let (door, key, now) = (Door(house: house, name: "a.buyer"), try SoftAuthenticator(), house.portal.now())
            let (user, _) = try await door.add(key, try await door.byPassword(now).token, at: now)
            for _ in 0..<10 {
                let wrong = await refusal { try await door.byPasskey(key, user: user, counter: 2, wrongly: true, from: "thief", at: now) }
                #expect(wrong?.reason == "passkey_refused")
            }
            let waits = await refusal { try await door.byPasskey(key, user: user, counter: 2, from: "thief", at: now) }
            #expect(waits?.code == .tooManyRequests)
            _ = try await door.byPasskey(key, user: user, counter: 2, from: "home", at: now)
            _ = try await door.byPasskey(key, user: user, counter: 3, from: "thief", at: now.adding(seconds: 901))
        }
    }

    @Test("beside the password a touch is enough, a recovery code works too, and five failures end the attempt", arguments: Engine.allCases)
    func second(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let (door, key, now) = (Door(house: house, name: "a.buyer"), try SoftAuthenticator(), house.portal.now())
            let (user, codes) = try await door.add(key, try await door.byPassword(now).token, at: now)
            let place = SignInPlace(address: "desk")
            let half = try await door.byPassword(now)
            #expect(half.owesFactor)
            #expect(try await door.viewer(half.token, now) == nil)
            let owed = try await door.database.read { try owedFactor(sessionToken: half.token, at: now, in: $0) }
            #expect(owed?.hasPasskeys == true && owed?.hasApp == false)
            let question = try await door.database.write { try askForSecondPasskey(sessionToken: half.token, at: now, in: $0) }
            #expect(question.allowed.map(\.id) == [Base64URL.encode(key.id)] && question.allowed.first?.transports == ["internal"])
            // A challenge of the other way in does not do, nor one of another session.
            let foreign = try key.show(try await door.challenge(half.token, now), user: user, counter: 2)
            let mixed = await refusal { try await giveSecondFactor(passkey: foreign, sessionToken: half.token, from: place, party: key.party, at: now, in: door.database) }
            #expect(mixed?.reason == "passkey_over")
            let shown = try key.show(question.challenge, user: "", counter: 2, flags: 0x01)
            let another = try await door.byPassword(now)
            let elsewhere = await refusal { try await giveSecondFactor(passkey: shown, sessionToken: another.token, from: place, party: key.party, at: now, in: door.database) }
            #expect(elsewhere?.reason == "passkey_over")
            let session = try await giveSecondFactor(passkey: shown, sessionToken: half.token, from: place, party: key.party, at: now, in: door.database)
            #expect(session.token != half.token)
            #expect(try await door.viewer(session.token, now) != nil)

            let third = try await door.byPassword(now)
            _ = try await giveSecondFactor(code: codes[0], sessionToken: third.token, from: place, vault: door.vault, at: now, in: door.database)
            let stranger = try SoftAuthenticator()
            let fourth = try await door.byPassword(now)
            var told: [String?] = []
            for _ in 0..<6 {
                told.append(await refusal {
                    let question = try await door.database.write { try askForSecondPasskey(sessionToken: fourth.token, at: now, in: $0) }
                    let shown = try stranger.show(question.challenge, user: user, counter: 1)
                    return try await giveSecondFactor(passkey: shown, sessionToken: fourth.token, from: place, party: key.party, at: now, in: door.database)
                }?.reason)
            }
            #expect(told == ["passkey_refused", "passkey_refused", "passkey_refused", "passkey_refused", "sign_in_again", "sign_in_again"])
        }
    }

    @Test("one challenge opens one session, however many answer it at once", arguments: Engine.allCases)
    func race(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let (door, key, now) = (Door(house: house, name: "a.buyer"), try SoftAuthenticator(), house.portal.now())
            let (user, _) = try await door.add(key, try await door.byPassword(now).token, at: now)
            let challenge = try await door.challenge("h", now)
            let opened = await withTaskGroup(of: Bool.self) { group in
                for counter in UInt32(2)..<8 {
                    group.addTask {
                        guard let shown = try? key.show(challenge, user: user, counter: counter) else { return false }
                        return (try? await signIn(passkey: shown, holder: "h", from: SignInPlace(address: "desk"), party: key.party, at: now, in: door.database)) != nil
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(opened == 1)
        }
    }

    @Test("a removed passkey opens nothing, and with the last one the recovery codes end; nobody removes another's", arguments: Engine.allCases)
    func removal(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let (door, now) = (Door(house: house, name: "a.buyer"), house.portal.now())
            let (laptop, phone) = (try SoftAuthenticator(), try SoftAuthenticator())
            let own = try await door.byPassword(now)
            let (user, _) = try await door.add(laptop, own.token, named: "Ноутбук", at: now)
            let (same, noCodes) = try await door.add(phone, own.token, named: "  ", at: now)
            #expect(same == user && noCodes.isEmpty)
            let viewer = try #require(try await door.viewer(own.token, now))
            func account() async throws -> OwnAccount { try await door.database.read { try ownAccount(sessionToken: own.token, for: viewer, at: now, in: $0) } }
            let kept = try await account().passkeys
            #expect(kept.map(\.name) == ["Ноутбук", "—"])
            _ = try await door.byPasskey(phone, user: user, counter: 2, at: now.adding(seconds: 60))
            #expect(try await account().passkeys.map(\.usedAt) == [nil, now.adding(seconds: 60)])

            let stranger = Door(house: house, name: "b.buyer")
            let theirs = try await stranger.byPassword(now)
            let other = try #require(try await stranger.viewer(theirs.token, now))
            let first = try #require(kept.first).id
            let foreign = await refusal { try await door.database.write { try removePasskey(first, sessionToken: theirs.token, for: other, at: now, in: $0) } }
            #expect(foreign == .notFound)
            let taken = await refusal { try await stranger.add(laptop, theirs.token, at: now) }
            #expect(taken?.reason == "passkey_known", "one passkey is one person's")

            let session = try await door.byPasskey(laptop, user: user, counter: 2, at: now)
            try await door.database.write { try removePasskey(first, sessionToken: own.token, for: viewer, at: now, in: $0) }
            #expect(try await door.viewer(session.token, now) == nil, "other sessions end")
            #expect(await refusal { try await door.byPasskey(laptop, user: user, counter: 3, at: now) }?.reason == "passkey_refused")
            #expect(try await account().recoveryCodesLeft == 10)
            try await door.database.write { try removePasskey(kept[1].id, sessionToken: own.token, for: viewer, at: now, in: $0) }
            #expect(try await account().recoveryCodesLeft == 0)
            #expect(try await door.byPassword(now).owesFactor == false)
            #expect(try await door.count("passkey_removed") == 2)
            let letters = try await door.database.read { try $0.rows("SELECT payload FROM jobs WHERE kind = 'mail.send'").map { try $0.get("payload", as: String.self) } }
            #expect(letters.contains { $0.contains("passkey_added") } && letters.contains { $0.contains("passkey_removed") })
        }
    }

    @Test("an app and passkeys stand beside each other: the codes stay until the last of them goes", arguments: Engine.allCases)
    func beside(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let (door, key, now) = (Door(house: house, name: "a.buyer"), try SoftAuthenticator(), house.portal.now())
            let own = try await door.byPassword(now).token
            let viewer = try #require(try await door.viewer(own, now))
            let vault = door.vault
            let offer = try await door.database.read { try secondFactorOffer(sessionToken: own, for: viewer, vault: vault, in: $0) }
            _ = try await door.database.write {
                try confirmSecondFactor(code: OneTimeCode.code(offer.secret, step: OneTimeCode.step(at: now)), sessionToken: own, for: viewer, vault: vault, at: now, in: $0)
            }
            let (_, codes) = try await door.add(key, own, at: now)
            #expect(codes.isEmpty, "those of the app go on")
            func left() async throws -> Int { try await door.database.read { try ownAccount(sessionToken: own, for: viewer, at: now, in: $0).recoveryCodesLeft } }
            try await door.database.write { try removeSecondFactor(sessionToken: own, for: viewer, at: now, in: $0) }
            #expect(try await left() == 10)
            #expect(try await door.byPassword(now).owesFactor)
        }
    }

    @Test("beside a passkey an app is a further factor: it wants the password, and the recovery codes of before stay", arguments: Engine.allCases)
    func furtherApp(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let (door, key, now) = (Door(house: house, name: "a.buyer"), try SoftAuthenticator(), house.portal.now())
            let own = try await door.byPassword(now).token
            let viewer = try #require(try await door.viewer(own, now))
            let vault = door.vault
            let first = try await door.database.read { try secondFactorOffer(sessionToken: own, for: viewer, vault: vault, in: $0) }
            #expect(!first.isFurther)
            let (_, codes) = try await door.add(key, own, at: now)
            #expect(codes.count == 10)
            let offer = try await door.database.read { try secondFactorOffer(sessionToken: own, for: viewer, vault: vault, in: $0) }
            #expect(offer.isFurther)
            let renewed = try await door.database.write {
                try confirmSecondFactor(code: OneTimeCode.code(offer.secret, step: OneTimeCode.step(at: now)), sessionToken: own, for: viewer, vault: vault, at: now, in: $0)
            }
            #expect(renewed.isEmpty)
            let left = try await door.database.read { try ownAccount(sessionToken: own, for: viewer, at: now, in: $0).recoveryCodesLeft }
            #expect(left == 10)
        }
    }

    @Test("a passkey is the second factor that the house wants of staff; an administrator takes it away, and erasing a person takes all", arguments: Engine.allCases)
    func staff(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let (door, key, now) = (Door(house: house, name: "staff.manager"), try SoftAuthenticator(), house.portal.now())
            let administrator = Door(house: house, name: "staff.administrator")
            let chief = try #require(try await administrator.viewer(try await administrator.byPassword(now).token, now))
            try await door.database.write { try saveSettings(name: "", staffSecondFactor: true, mailSender: "", creditMail: true, for: chief, at: now, in: $0) }
            let own = try await door.byPassword(now).token
            #expect(try await door.viewer(own, now)?.owesSecondFactor == true)
            let (user, _) = try await door.add(key, own, at: now)
            let manager = try #require(try await door.viewer(own, now))
            #expect(!manager.owesSecondFactor && !manager.rights.isEmpty)
            let person = door.person
            #expect(try await door.database.read { try Customers.person(person, for: chief, in: $0).hasSecondFactor })
            let told = try await door.database.read { try personalData(for: manager, at: now, in: $0) }
            #expect(told["passkeys"]?.array?.first?["name"]?.string == "Ноутбук")
            try await door.database.write { try resetSecondFactor(of: person, for: chief, at: now, in: $0) }
            #expect(await refusal { try await door.byPasskey(key, user: user, counter: 2, at: now) }?.reason == "passkey_refused")
            let again = try await door.byPassword(now)
            #expect(!again.owesFactor)
            _ = try await door.add(key, again.token, at: now)
            try await door.database.write { try erasePerson(person, for: chief, at: now, in: $0) }
            let left = try await door.database.read { try $0.row("SELECT COUNT(*) AS n FROM passkeys")?.get("n", as: Int64.self) }
            #expect(left == 0)
        }
    }

    @Test("nobody keeps more than twenty passkeys, and one place cannot fill the table of questions", arguments: Engine.allCases)
    func limits(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let (door, now) = (Door(house: house, name: "a.buyer"), house.portal.now())
            let own = try await door.byPassword(now).token
            for _ in 0..<passkeyLimit { _ = try await door.add(try SoftAuthenticator(), own, at: now) }
            let more = await refusal { try await door.add(try SoftAuthenticator(), own, at: now) }
            #expect(more?.reason == "too_many_passkeys")
            for _ in 0..<300 { _ = try await door.challenge("h", now) }
            #expect(await refusal { try await door.challenge("h", now) }?.code == .tooManyRequests)
            _ = try await door.challenge("h", now.adding(seconds: 901))
            let left = try await door.database.read { try $0.row("SELECT COUNT(*) AS n FROM passkey_challenges")?.get("n", as: Int64.self) }
            #expect(left == 1, "those that have run out are forgotten")
        }
    }
}
