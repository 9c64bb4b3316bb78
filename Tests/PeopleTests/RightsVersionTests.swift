import Customers
import Database
import Foundation
import HTTPTypes
import Integrations
import Kernel
import Ordering
import Records
import Testing
import TestSupport

@testable import kontor

@Suite("The rights version")
struct RightsVersionTests {
    /// Somebody of the test house, signed in, as its requests find it.
    private struct Asker {
        let token: String
        let database: any Database
        let kept: KeptViewers

        func viewer(at now: Instant) async throws -> Viewer? {
            let (token, kept) = (token, kept)
            return try await database.read { try $0.signedIn(sessionToken: token, at: now, kept: kept) }?.viewer
        }

        /// What is known of the asker without reading; nil where something has changed.
        func asLast(at now: Instant) async throws -> (viewer: Viewer, sessions: Int)? {
            let mark: (Viewer) -> Question<Int> = { viewer in
                guard case .person(let person) = viewer.identity else { return Question(answered: 0) }
                return .marked("SELECT COUNT(*) AS marked FROM sessions WHERE person_id = \(person)")
            }
            return try await database.lastSignedIn(sessionToken: token, at: now, kept: kept, asking: mark).map { ($0.viewer, $1) }
        }
    }

    private func signIn(_ name: String, _ house: TestHouse, asking database: (any Database)? = nil, _ kept: KeptViewers = KeptViewers()) async throws -> Asker {
        let session = try await Customers.signIn(
            email: "\(name)@example.com", password: TestHouse.password, from: SignInPlace(address: "test"), at: house.portal.now(), in: house.portal.database)
        return Asker(token: session.token, database: database ?? house.portal.database, kept: kept)
    }

    private func put(_ kind: String, _ item: JSON, _ house: TestHouse) async throws {
        let outcomes = try await putRecords([item], kind: kind, for: .system, at: house.portal.now(), in: house.portal.database)
        #expect(outcomes.allSatisfy { $0.problems.isEmpty })
    }

    @Test("a viewer that is kept costs one question, and a change of rights or terms is seen by the next", arguments: Engine.allCases)
    func follows(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let (database, now) = (house.portal.database, house.portal.now())
            let counter = CountingDatabase(database)
            let buyer = try await signIn("a.buyer", house, asking: counter)
            let administrator = try #require(try await signIn("staff.administrator", house).viewer(at: now))
            let person = ID<Person>(house.people["a.buyer"] ?? 0)

            let first = try #require(try await buyer.viewer(at: now))
            #expect(counter.count > 1)
            counter.reset()
            let again = try #require(try await buyer.viewer(at: now))
            #expect(counter.count == 1)
            #expect(again.rights == first.rights)
            #expect(again.contracts.map(\.externalID) == first.contracts.map(\.externalID))

            // What a sign-in writes of itself moves nothing.
            _ = try await signIn("b.buyer", house)
            counter.reset()
            _ = try await buyer.viewer(at: now)
            #expect(counter.count == 1)

            try await database.write { _ = try $0.run("UPDATE memberships SET role = 'warehouse' WHERE person_id = \(person)") }
            let stripped = try #require(try await buyer.viewer(at: now))
            #expect(!stripped.rights.contains(.seePrices))
            try await database.write { _ = try $0.run("UPDATE memberships SET role = 'buyer' WHERE person_id = \(person)") }
            let restored = try await buyer.viewer(at: now)
            #expect(restored?.rights == first.rights)

            try await put("contracts", ["external_id": "contract-a", "client": "client-a", "legal_entity": "S", "price_lists": [], "number": "Новый"], house)
            let renumbered = try await buyer.viewer(at: now)
            #expect(renumbered?.contracts.first?.number == "Новый")

            // So is a block of its client, and its end.
            try await database.write { try blockClient("client-a", reason: "Суд", by: administrator, at: now, in: $0) }
            let stopped = try await buyer.viewer(at: now)
            #expect(stopped?.block?.reason == "Суд")
            try await database.write { try liftClientBlock("client-a", by: administrator, at: now, in: $0) }
            let free = try await buyer.viewer(at: now)
            #expect(free?.block == nil)

            try await database.write { try setBlocked(true, person, for: administrator, at: now, in: $0) }
            let blocked = try await buyer.viewer(at: now)
            #expect(blocked == nil)
        }
    }

    @Test("the session itself is asked each time: its end, its chosen client and what it owes", arguments: Engine.allCases)
    func sessions(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let (database, now) = (house.portal.database, house.portal.now())
            let buyer = try await signIn("a.buyer", house)
            let signedIn = try await buyer.viewer(at: now)
            #expect(signedIn != nil)
            let digest = Secret.digest(buyer.token)
            try await database.write { _ = try $0.run("UPDATE sessions SET owes_factor = 1 WHERE token_hash = \(digest)") }
            let half = try await buyer.viewer(at: now)
            #expect(half == nil)
            try await database.write { _ = try $0.run("UPDATE sessions SET owes_factor = 0, client_id = NULL WHERE token_hash = \(digest)") }
            let clientless = try await buyer.viewer(at: now)
            #expect(clientless?.client == nil)
            try await database.write { _ = try $0.run("DELETE FROM sessions WHERE token_hash = \(digest)") }
            let ended = try await buyer.viewer(at: now)
            #expect(ended == nil)
        }
    }

    @Test("a contract that ends at midnight is gone from the kept viewer at midnight", arguments: Engine.allCases)
    func midnight(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let now = house.portal.now()
            let zone = try #require(TimeZone(identifier: "Europe/Moscow"))
            let today = Day(of: now, in: zone)
            try await put("contracts", ["external_id": "contract-a", "client": "client-a", "legal_entity": "S", "price_lists": ["L"], "to": .string(today.description)], house)
            let buyer = try await signIn("a.buyer", house)
            let noon = try #require(Instant("\(today)T23:59:59+03:00"))
            let before = try await buyer.viewer(at: noon)
            #expect(before?.contracts.count == 1)
            let after = try await buyer.viewer(at: noon.adding(seconds: 1))
            #expect(after?.contracts.count == 0)
        }
    }

    @Test("a revoked key's token opens nothing at once", arguments: Engine.allCases)
    func keys(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let (database, now) = (house.portal.database, house.portal.now())
            let kept = KeptViewers()
            let header = house.askers.first { $0.name == "key.b" }?.headers[.authorization] ?? ""
            let token = String(header.dropFirst("Bearer ".count))
            @Sendable func viewer() async throws -> Viewer? { try await database.read { try $0.viewer(accessToken: token, at: now, kept: kept) } }
            let first = try #require(try await viewer())
            let again = try await viewer()
            #expect(again?.rights == first.rights)
            try await database.write { _ = try $0.run("UPDATE access_keys SET revoked_at = \(now) WHERE client_id = \(first.client?.id)") }
            let gone = try await viewer()
            #expect(gone == nil)
        }
    }

    @Test("the number moves with each kind of change of each table that is read", arguments: Engine.allCases)
    func triggers(engine: Engine) async throws {
        try await withDatabase(engine, migrations: schema) { database in
            let statements: [(text: SQL, moves: Bool)] = [
                ("INSERT INTO people (email, name, created_at) VALUES ('a@example.com', 'А', 1)", true),
                ("UPDATE people SET blocked = 1", true),
                ("UPDATE people SET signed_in_at = 2", false),
                ("INSERT INTO settings (name, value, updated_at) VALUES ('house_name', 'Д', 1)", true),
                ("UPDATE settings SET value = 'Е'", true),
                ("DELETE FROM settings", true),
                ("INSERT INTO segments (external_id, name, updated_at) VALUES ('s', 'С', 1)", true),
                ("INSERT INTO clients (external_id, name, name_folded, updated_at) VALUES ('c', 'К', 'к', 1)", true),
                ("UPDATE clients SET segment_id = (SELECT id FROM segments)", true),
                ("UPDATE clients SET updated_at = 2", false),
                ("INSERT INTO passkeys (person_id, credential_id, public_key, user_handle, name, sign_count, transports, created_at) SELECT id, 'x', 'x', 'x', 'x', 0, '', 1 FROM people", true),
                ("UPDATE passkeys SET sign_count = 2, used_at = 2", false),
                ("DELETE FROM passkeys", true),
                ("DELETE FROM clients", true),
                ("DELETE FROM people", true),
            ]
            for statement in statements {
                let before = try await database.read { try $0.rightsVersion() }
                try await database.write { _ = try $0.run(statement.text) }
                let after = try await database.read { try $0.rightsVersion() }
                #expect((after > before) == statement.moves, "\(statement.text)")
            }
        }
    }

    @Test("whoever was here before is known by one question with what is asked of him, until his rights, his client or his session change", arguments: Engine.allCases)
    func asLast(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let (database, now) = (house.portal.database, house.portal.now())
            let buyer = try await signIn("a.buyer", house)
            #expect(try await buyer.asLast(at: now) == nil, "nobody knows him yet")
            let first = try #require(try await buyer.viewer(at: now))
            let known = try #require(try await buyer.asLast(at: now))
            #expect(known.viewer.identity == first.identity && known.viewer.rights == first.rights && known.sessions >= 1)
            // Another quarter of an hour may be another day.
            #expect(try await buyer.asLast(at: now.adding(seconds: 900)) == nil)
            try await database.write { try $0.run("UPDATE people SET name = name || ' ' WHERE id = \(house.people["a.buyer"] ?? 0)") }
            #expect(try await buyer.asLast(at: now) == nil, "something he is read from has changed")
            _ = try await buyer.viewer(at: now)
            #expect(try await buyer.asLast(at: now) != nil)
            let client: Int64? = try await database.read { try $0.row("SELECT id FROM clients WHERE external_id = 'client-b'")?.get("id") }
            try await database.write { try $0.run("UPDATE sessions SET client_id = \(client) WHERE token_hash = \(Secret.digest(buyer.token))") }
            #expect(try await buyer.asLast(at: now) == nil, "he has gone over to another client")
            let other = try await signIn("a.buyer", house)
            _ = try await other.viewer(at: now)
            try await database.write { try $0.run("DELETE FROM sessions WHERE token_hash = \(Secret.digest(other.token))") }
            #expect(try await other.asLast(at: now) == nil, "the session has ended")
        }
    }
}
