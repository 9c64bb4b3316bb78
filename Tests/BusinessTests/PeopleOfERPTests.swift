import Customers
import Database
import Integrations
import Journal
import Kernel
import Records
import Testing
import TestSupport

@Suite("Departments and people of the ERP")
struct PeopleOfERPTests {
    private static let anna = #"{"external_id":"H1","client":"C1","name":"Анна","email":"Anna@example.com","phone":"+7 900","roles":["accountant"],"status":"active"}"#

    private static func person(_ email: String, role: String, client: String?, in house: House) async throws -> ID<Person> {
        let new = NewPerson(email: email, name: "Некто", role: role, clientExternalID: client, passwordHash: "hash")
        return try await house.database.write { try createPerson(new, by: .command, at: House.now, in: $0) }
    }

    private static func reasons(_ outcomes: [RecordOutcome]) -> [String] { outcomes.map { "\($0.problems.first?.pointer ?? "") \($0.problems.first?.reason ?? $0.status.rawValue)" } }

    @Test("somebody new is invited once, whatever comes again", arguments: Engine.allCases)
    func invitesOnce(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let letters: SQL = "SELECT COUNT(*) AS n FROM jobs WHERE kind = 'mail.send'"
            #expect(try await house.put("people", Self.anna).map(\.status) == [.created])
            #expect(try await house.number(letters) == 1)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM people AS p JOIN memberships AS m ON m.person_id = p.id WHERE p.email = 'anna@example.com' AND m.role = 'accountant' AND p.staff_role IS NULL") == 1)
            try await house.database.write { _ = try $0.run("UPDATE jobs SET state = 'done', ended_at = 1") }
            #expect(try await house.put("people", Self.anna).map(\.status) == [.unchanged])
            #expect(try await house.put("people", #"{"external_id":"H1","phone":null,"roles":["buyer","accountant"]}"#).map(\.status) == [.updated])
            #expect(try await house.number(letters) == 1)
            // Several roles give what they give together, and no more.
            let role = try await house.database.read { try $0.row("SELECT r.name, r.rights FROM memberships AS m JOIN roles AS r ON r.id = m.role_id")?.get("rights", as: String.self) }
            let expected = ClientRole.buyer.rights.union(ClientRole.accountant.rights).subtracting([.seeCatalog])
            #expect(role.map(OwnRole.parse) == expected)
            let items = try await house.database.read { try records(kind: "people", updatedSince: nil, limit: 10, for: .system, in: $0).items }
            #expect(items.first?["roles"] == ["buyer", "accountant"])
            #expect(items.first?["email"] == "anna@example.com")
            #expect(items.first?["phone"] == .null)
        }
    }

    @Test("the ERP makes nobody one of the staff, of another client's role, or the owner of an address", arguments: Engine.allCases)
    func bounds(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            _ = try await Self.person("boss@example.com", role: "administrator", client: nil, in: house)
            let other = try await Self.person("other@example.com", role: "buyer", client: "C2", in: house)
            try await house.database.write { writer in
                _ = try writer.run("INSERT INTO roles (client_id, name, name_folded, rights, updated_at) SELECT id, 'Чужая', 'чужая', 'order', 0 FROM clients WHERE external_id = 'C2'")
            }
            let outcomes = try await house.put(
                "people", #"{"external_id":"H1","client":"C1","name":"А","email":"boss@example.com"}"#,
                #"{"external_id":"H2","client":"C1","name":"Б","email":"b@example.com","roles":["manager"]}"#,
                #"{"external_id":"H3","client":"C1","name":"В","email":"c@example.com","roles":["Чужая"]}"#,
                #"{"external_id":"H4","client":"C1","name":"Г","email":"not an address"}"#,
                #"{"external_id":"H5","client":"C1","name":"Д","email":"d@example.com"}"#,
                #"{"external_id":"H6","client":"C1","name":"Е","email":"D@example.com"}"#,
                #"{"external_id":"H7","client":"C9","name":"Ж","email":"g@example.com"}"#)
            #expect(Self.reasons(outcomes) == ["/email email_taken", "/roles/0 not_in_list", "/roles/0 not_in_list", "/email invalid_email", " created", "/email already_taken", "/client unknown_reference"])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM people") == 3)
            // Who belongs to another client joins, and keeps name, address and password.
            #expect(try await house.put("people", #"{"external_id":"H8","client":"C1","name":"Иное имя","email":"other@example.com"}"#).map(\.status) == [.created])
            #expect(Self.reasons(try await house.put("people", #"{"external_id":"H8","email":"thief@example.com"}"#)) == ["/email email_of_others"])
            #expect(Self.reasons(try await house.put("people", #"{"external_id":"H5","email":"other@example.com"}"#, #"{"external_id":"H5","email":"boss@example.com"}"#)) == ["/email already_taken", "/email email_taken"])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM people WHERE id = \(other) AND name = 'Некто' AND email = 'other@example.com' AND password_hash = 'hash'") == 1)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM memberships WHERE person_id = \(other)") == 2)
            #expect(Self.reasons(try await house.put("people", #"{"external_id":"H8","client":"C2"}"#)) == ["/client cannot_change"])
        }
    }

    @Test("a changed address of somebody with a password waits for him", arguments: Engine.allCases)
    func addresses(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let person = try await Self.person("anna@example.com", role: "buyer", client: "C1", in: house)
            #expect(try await house.put("people", #"{"external_id":"H1","client":"C1","name":"Анна","email":"anna@example.com"}"#).map(\.status) == [.created])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM people AS p JOIN memberships AS m ON m.person_id = p.id WHERE p.id = \(person) AND p.name = 'Анна' AND m.role = 'buyer'") == 1)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM jobs WHERE kind = 'mail.send'") == 0)
            #expect(try await house.put("people", #"{"external_id":"H1","email":"new@example.com"}"#, #"{"external_id":"H1","email":"new@example.com"}"#).map(\.status) == [.updated, .unchanged])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM people WHERE email = 'anna@example.com'") == 1)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM email_changes WHERE person_id = \(person) AND email = 'new@example.com'") == 1)
            // Who has not come yet is invited at the new address.
            try await house.put("people", #"{"external_id":"H2","client":"C1","name":"Боб","email":"bob@example.com"}"#)
            #expect(try await house.put("people", #"{"external_id":"H2","email":"bob2@example.com"}"#).map(\.status) == [.updated])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM people WHERE email = 'bob2@example.com'") == 1)
        }
    }

    @Test("a block ends sessions; what the portal blocked or let go stays so", arguments: Engine.allCases)
    func blocks(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let person = try await Self.person("anna@example.com", role: "accountant", client: "C1", in: house)
            let session: @Sendable (any Writer) throws -> Void = { writer in
                _ = try writer.run("INSERT INTO sessions (token_hash, person_id, client_id, created_at, expires_at) SELECT 's', \(person), id, 1, 9999999999999 FROM clients WHERE external_id = 'C1'")
            }
            let open: SQL = "SELECT (SELECT COUNT(*) FROM sessions) + 10 * (SELECT COUNT(*) FROM people WHERE id = \(person) AND blocked = 1) AS n"
            try await house.database.write(session)
            #expect(try await house.put("people", Self.anna).map(\.status) == [.created])
            #expect(try await house.number(open) == 1)
            let (blocked, active) = (#"{"external_id":"H1","status":"blocked"}"#, #"{"external_id":"H1","status":"active"}"#)
            #expect(try await house.put("people", blocked, blocked).map(\.status) == [.updated, .unchanged])
            #expect(try await house.number(open) == 10)
            #expect(try await house.put("people", active).map(\.status) == [.updated])
            #expect(try await house.number(open) == 0)
            // The house blocks: the ERP reads it and does not take it back.
            try await house.database.write { try setBlocked(true, person, for: .system, at: House.now, in: $0) }
            let items = try await house.database.read { try records(kind: "people", updatedSince: nil, limit: 10, for: .system, in: $0).items }
            #expect(items.first?["status"] == "blocked")
            #expect(Self.reasons(try await house.put("people", active)) == ["/status blocked_in_portal"])
            #expect(try await house.put("people", #"{"external_id":"H1","phone":"2"}"#).map(\.status) == [.updated])
            #expect(try await house.number(open) == 10)
            try await house.database.write { try setBlocked(false, person, for: .system, at: House.now, in: $0) }
            #expect(try await house.number(open) == 0)
            // A record elsewhere that was let go says nothing against a block of the house's.
            _ = try await house.put("people", #"{"external_id":"H2","client":"C2","name":"Анна","email":"anna@example.com"}"#)
            try await house.database.write { try leaveClient(person, client: "C2", for: .system, at: House.now, in: $0) }
            try await house.database.write { try setBlocked(true, person, for: .system, at: House.now, in: $0) }
            try await house.database.write { try leaveClient(person, client: "C1", for: .system, at: House.now, in: $0) }
            #expect(try await house.put("people", #"{"external_id":"H2","phone":"3"}"#, #"{"external_id":"H1","phone":"3"}"#).map(\.status) == [.updated, .updated])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM people WHERE id = \(person) AND blocked = 1") == 1)
            try await house.database.write { writer in
                try setBlocked(false, person, for: .system, at: House.now, in: writer)
                var invitation = Invitation()
                (invitation.email, invitation.name, invitation.role, invitation.client) = ("anna@example.com", "Анна", "buyer", "C1")
                _ = try invitePerson(invitation, for: .system, at: House.now, in: writer)
            }
            // A role that the client has renamed since does not stop the exchange.
            _ = try await house.database.write { try $0.run("UPDATE person_record_roles SET role = 'Прежнее имя' WHERE record_id IN (SELECT id FROM person_records WHERE external_id = 'H1')") }
            #expect(try await house.put("people", #"{"external_id":"H1","phone":"4"}"#).map(\.status) == [.updated])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM memberships WHERE person_id = \(person) AND role = 'buyer'") == 1)
            // Let go in the portal.
            try await house.database.write { try leaveClient(person, client: "C1", for: .system, at: House.now, in: $0) }
            #expect(Self.reasons(try await house.put("people", Self.anna)) == ["/status blocked_in_portal"])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM memberships WHERE person_id = \(person)") == 0)
            try await house.database.write { writer in
                try setBlocked(false, person, for: .system, at: House.now, in: writer)
                var invitation = Invitation()
                (invitation.email, invitation.name, invitation.role, invitation.client) = ("anna@example.com", "Анна", "buyer", "C1")
                _ = try invitePerson(invitation, for: .system, at: House.now, in: writer)
            }
            #expect(try await house.put("people", Self.anna).map(\.status) == [.updated])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM memberships WHERE person_id = \(person) AND role = 'accountant'") == 1)
            try await house.database.write { try erasePerson(person, for: .system, at: House.now, in: $0) }
            #expect(Self.reasons(try await house.put("people", Self.anna)) == [" person_erased"])
            #expect(try await house.database.read { try records(kind: "people", updatedSince: nil, limit: 10, for: .system, in: $0).items.count } == 0)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM people WHERE email LIKE '%anna%'") == 0)
        }
    }

    @Test("whom the ERP takes away leaves the client and may come back", arguments: Engine.allCases)
    func leaving(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("people", Self.anna)
            func remove() async throws -> [RecordOutcome.Status] {
                try await deleteRecords(["H1"], kind: "people", for: .system, at: House.now, in: house.database).map(\.status)
            }
            #expect(try await remove() == [.deleted])
            #expect(try await remove() == [.unchanged])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM memberships") == 0)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM people WHERE email = 'anna@example.com'") == 1)
            #expect(try await house.put("people", Self.anna).map(\.status) == [.created])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM memberships") == 1)
        }
    }

    @Test("whom the portal let go does not come back by a record that is taken away and sent again", arguments: Engine.allCases)
    func tombstones(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("people", Self.anna, #"{"external_id":"H2","client":"C2","name":"Анна","email":"anna@example.com"}"#)
            let person: ID<Person> = try #require(try await house.database.read { try $0.row("SELECT id FROM people WHERE email = 'anna@example.com'")?.get("id") })
            func remove(_ label: String) async throws { #expect(try await deleteRecords([.string(label)], kind: "people", for: .system, at: House.now, in: house.database).map(\.status) == [.deleted]) }
            func invite() async throws {
                try await house.database.write { writer in
                    var invitation = Invitation()
                    (invitation.email, invitation.name, invitation.role, invitation.client) = ("anna@example.com", "Анна", "buyer", "C1")
                    _ = try invitePerson(invitation, for: .system, at: House.now, in: writer)
                }
            }
            try await house.database.write { try leaveClient(person, client: "C1", for: .system, at: House.now, in: $0) }
            try await remove("H1")
            // By its number, by the address under another number; at the other client all stays as it was.
            let other = #"{"external_id":"H9","client":"C1","name":"Анна","email":"anna@example.com"}"#, moved = #"{"external_id":"H1","client":"C1","name":"Анна","email":"anna2@example.com"}"#
            #expect(Self.reasons(try await house.put("people", Self.anna, other, moved, #"{"external_id":"H2","phone":"1"}"#)) == [" let_go_in_portal", " let_go_in_portal", " let_go_in_portal", " updated"])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM memberships") == 1)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM people") == 1)
            // The portal takes it back itself; after that the ERP's own word holds again.
            try await invite()
            #expect(Self.reasons(try await house.put("people", Self.anna)) == [" created"])
            try await remove("H1")
            #expect(Self.reasons(try await house.put("people", Self.anna)) == [" created"])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM memberships") == 2)
            try await house.database.write { try erasePerson(person, for: .system, at: House.now, in: $0) }
            // The erased one's record stays as it is.
            #expect(Self.reasons(try await deleteRecords(["H1"], kind: "people", for: .system, at: House.now, in: house.database)) == [" person_erased"])
            #expect(Self.reasons(try await house.put("people", Self.anna)) == [" person_erased"])
        }
    }

    @Test("whose record goes while she is blocked may come back when she is released; the number of somebody erased is nobody's, at no client", arguments: Engine.allCases)
    func absences(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("people", Self.anna)
            let person: ID<Person> = try #require(try await house.database.read { try $0.row("SELECT id FROM people WHERE email = 'anna@example.com'")?.get("id") })
            func remove() async throws { #expect(try await deleteRecords(["H1"], kind: "people", for: .system, at: House.now, in: house.database).map(\.status) == [.deleted]) }
            try await house.database.write { try setBlocked(true, person, for: .system, at: House.now, in: $0) }
            try await remove()
            let other = #"{"external_id":"H1","client":"C1","name":"Анна","email":"anna2@example.com"}"#
            #expect(Self.reasons(try await house.put("people", Self.anna)) == ["/status blocked_in_portal"])
            #expect(Self.reasons(try await house.put("people", other)) == ["/status blocked_in_portal"])
            try await house.database.write { try setBlocked(false, person, for: .system, at: House.now, in: $0) }
            #expect(Self.reasons(try await house.put("people", Self.anna)) == [" created"])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM memberships WHERE person_id = \(person)") == 1)
            // Blocked and let go: released alone, she does not come back.
            try await house.database.write { writer in
                try setBlocked(true, person, for: .system, at: House.now, in: writer)
                try leaveClient(person, client: "C1", for: .system, at: House.now, in: writer)
            }
            try await remove()
            try await house.database.write { try setBlocked(false, person, for: .system, at: House.now, in: $0) }
            #expect(Self.reasons(try await house.put("people", Self.anna)) == [" let_go_in_portal"])
            let elsewhere = #"{"external_id":"H1","client":"C2","name":"Анна","email":"anna3@example.com"}"#
            try await house.database.write { try erasePerson(person, for: .system, at: House.now, in: $0) }
            #expect(Self.reasons(try await house.put("people", Self.anna)) == [" person_erased"])
            #expect(Self.reasons(try await house.put("people", elsewhere)) == [" person_erased"])
        }
    }

    @Test("whom the ERP has taken away and who was erased since does not come back under that number; a number that others have got is theirs", arguments: Engine.allCases)
    func erasedNumbers(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            func remove(_ label: String) async throws {
                #expect(try await deleteRecords([.string(label)], kind: "people", for: .system, at: House.now, in: house.database).map(\.status) == [.deleted])
            }
            func erase(_ email: String) async throws {
                let person: ID<Person> = try #require(try await house.database.read { try $0.row("SELECT id FROM people WHERE email = \(email)")?.get("id") })
                try await house.database.write { try erasePerson(person, for: .system, at: House.now, in: $0) }
            }
            try await house.put("people", Self.anna)
            try await remove("H1")
            try await erase("anna@example.com")
            let again = #"{"external_id":"H1","client":"C1","name":"Анна","email":"anna2@example.com"}"#
            let elsewhere = #"{"external_id":"H1","client":"C2","name":"Анна","email":"anna3@example.com"}"#
            let neighbour = #"{"external_id":"H5","client":"C1","name":"Яна","email":"yana@example.com"}"#
            #expect(Self.reasons(try await house.put("people", Self.anna, neighbour)) == [" person_erased", " created"])
            #expect(Self.reasons(try await house.put("people", again)) == [" person_erased"])
            #expect(Self.reasons(try await house.put("people", elsewhere)) == [" person_erased"])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM people WHERE email LIKE 'anna%'") == 0)
            // Nothing tells whose number it was, nor which.
            #expect(try await house.number("SELECT COUNT(*) AS n FROM erased_person_numbers") == 1)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM erased_person_numbers WHERE digest LIKE '%H1%'") == 0)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM person_numbers") == 0)
            // A number that the ERP gives to somebody else while its former holder is there.
            try await house.put("people", #"{"external_id":"H7","client":"C1","name":"Пётр","email":"peter@example.com"}"#)
            try await remove("H7")
            let heir = #"{"external_id":"H7","client":"C1","name":"Глеб","email":"gleb@example.com"}"#
            #expect(Self.reasons(try await house.put("people", heir)) == [" created"])
            try await erase("peter@example.com")
            try await remove("H7")
            #expect(Self.reasons(try await house.put("people", heir)) == [" created"])
            try await erase("gleb@example.com")
            #expect(Self.reasons(try await house.put("people", heir)) == [" person_erased"])
        }
    }

    @Test("departments are records; one that the client made becomes the ERP's", arguments: Engine.allCases)
    func departments(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.database.write { writer in
                _ = try writer.run("INSERT INTO departments (client_id, name, name_folded) SELECT id, 'Склад', 'склад' FROM clients WHERE external_id = 'C1'")
            }
            let outcomes = try await house.put(
                "departments", #"{"external_id":"Q2","client":"C1","parent":"Q1","name":"Закупки","time_zone":"Europe/Moscow"}"#, #"{"external_id":"Q1","client":"C1","name":"Дирекция"}"#,
                #"{"external_id":"Q3","client":"C1","name":"закупки"}"#, #"{"external_id":"Q4","client":"C2","parent":"Q1","name":"Закупки"}"#, #"{"external_id":"Q5","client":"C1","name":"Склад","zone":"2"}"#)
            #expect(Self.reasons(outcomes) == [" created", " created", "/name name_taken", "/parent belongs_to_other_client", " updated"])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM departments") == 3)
            #expect(try await house.put("departments", #"{"external_id":"Q1","parent":"Q2"}"#, #"{"external_id":"Q2","parent":null}"#).map(\.status) == [.refused, .updated])
            let gone = try await deleteRecords(["Q1", "Q9"], kind: "departments", for: .system, at: House.now, in: house.database)
            #expect(gone.map(\.status) == [.deleted, .unchanged])
        }
    }

    @Test("a department that the ERP is refused stays the client's own, and so does what would have stood below it", arguments: Engine.allCases)
    func refusedDepartments(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.database.write { writer in
                for name in ["Склад", "Цех", "Двор"] {
                    _ = try writer.run("INSERT INTO departments (client_id, name, name_folded) SELECT id, \(name), \(name.folded) FROM clients WHERE external_id = 'C1'")
                }
            }
            let outcomes = try await house.put(
                "departments", #"{"external_id":"Q1","client":"C1","parent":"Q9","name":"Склад"}"#, #"{"external_id":"Q2","client":"C1","parent":"Q1","name":"Цех"}"#,
                #"{"external_id":"Q3","client":"C9","name":"Двор"}"#, #"{"external_id":"Q4","client":"C1","parent":"Q2","name":"Ещё одно"}"#)
            #expect(Self.reasons(outcomes).first == "/parent unknown_reference")
            #expect(outcomes.map(\.status) == [.refused, .refused, .refused, .refused])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM departments WHERE external_id IS NULL AND parent_id IS NULL") == 3)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM departments") == 3)
            // Told rightly they are the ERP's, one below the other.
            let right = try await house.put(
                "departments", #"{"external_id":"Q2","client":"C1","parent":"Q1","name":"Цех"}"#, #"{"external_id":"Q1","client":"C1","name":"Склад"}"#)
            #expect(right.allSatisfy { $0.status != .refused })
            let below: SQL = "SELECT COUNT(*) AS n FROM departments AS d JOIN departments AS p ON p.id = d.parent_id WHERE d.external_id = 'Q2' AND p.external_id = 'Q1'"
            #expect(try await house.number(below) == 1)
            // Of two items for one the taken one counts.
            let twice = try await house.put(
                "departments", #"{"external_id":"Q3","client":"C1","parent":"Q9","name":"Двор"}"#, #"{"external_id":"Q3","client":"C1","name":"Двор"}"#)
            #expect(twice.map(\.status).first == .refused)
            #expect(twice.last?.status != .refused)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM departments WHERE external_id = 'Q3'") == 1)
        }
    }
}
