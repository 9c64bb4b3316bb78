import Customers
import Database
import HTTPTypes
import Integrations
import Kernel
import PortalTesting
import Records
import Testing
import TestSupport

@testable import kontor

@Suite("Who manages the people of some clients")
struct ManagedPeopleTests {
    /// The manager of A gets a role of the house that manages people, and sees no other client.
    private static func keeper(in house: TestHouse) async throws -> HTTPFields {
        try await house.portal.database.write { writer in
            let rights = StaffRole.manager.rights.union([.managePeople, .seeClients, .order, .seeDebt])
            let words = rights.union(ClientRole.administrator.rights.subtracting([.approve, .sign])).map(\.rawValue).sorted().joined(separator: " ")
            let id: Int64? = try writer.rows("INSERT INTO roles (client_id, name, name_folded, rights, updated_at) VALUES (NULL, 'Куратор', 'куратор', \(words), 0) RETURNING id").first?.get("id")
            _ = try writer.run("UPDATE people SET role_id = \(id) WHERE email = 'staff.manager_of_a@example.com'")
            _ = try writer.run("""
                INSERT INTO client_managers (client_id, person_id) SELECT c.id, p.id FROM clients AS c JOIN people AS p ON p.email = 'staff.manager_of_a@example.com'
                WHERE c.external_id = 'client-a' ON CONFLICT DO NOTHING
                """)
        }
        return house.askers.first { $0.name == "staff.manager_of_a" }?.headers ?? [:]
    }

    @Test("a role that manages people of its own clients sees and touches nobody else", arguments: Engine.allCases)
    func bounds(_ engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let headers = try await Self.keeper(in: house)
            func id(_ name: String) -> Int64 { house.people[name] ?? 0 }
            let list = try await house.client.get("/people", headers: headers)
            #expect(list.status.code == 200)
            #expect(list.text.contains("a.buyer@example.com"))
            for other in ["b.buyer@example.com", "staff.director@example.com", "supplier.employee@example.com"] { #expect(!list.text.contains(other), "\(other)") }
            let foreign = try await house.client.get("/people?client=client-b", headers: headers)
            #expect(!foreign.text.contains("b.buyer@example.com"))
            #expect(try await house.client.get("/people/\(id("a.buyer"))", headers: headers).status.code == 200)
            for other in ["b.buyer", "staff.director", "supplier.employee"] {
                #expect(try await house.client.get("/people/\(id(other))", headers: headers).status.code == 404, "\(other)")
                for action in ["role", "block", "sign-out", "erasure", "invitation", "second-factor-removal"] {
                    let answer = try await house.client.post("/people/\(id(other))/\(action)", headers: headers, form: [("role", "buyer"), ("confirm", "1")])
                    #expect(answer.status.code == 404, "\(other) \(action) \(answer.status)")
                }
            }
            // Nor does he give himself a client, or bring somebody into the house.
            let taken = try await house.client.post("/people/\(id("staff.manager_of_a"))/clients", headers: headers, form: [("client", "client-b")])
            #expect(taken.status.code == 404)
            let named: [(String, String)] = [("name", "X")]
            for form in [[("email", "x1@example.com"), ("role", "buyer"), ("client", "client-b")], [("email", "x2@example.com"), ("role", "manager")]] {
                #expect(try await house.client.post("/people", headers: headers, form: named + form).status.code == 422)
            }
            let made = try await house.client.post("/people", headers: headers, form: named + [("email", "x3@example.com"), ("role", "buyer"), ("client", "client-a")])
            #expect(made.status.code == 303)
            let invited: Int64 = try await house.portal.database.read { try $0.row("SELECT COUNT(*) AS n FROM people WHERE email LIKE 'x%@example.com'")?.get("n") ?? 0 }
            #expect(invited == 1)
        }
    }

    @Test("somebody of another client too is not blocked, erased or renamed from the one that is seen", arguments: Engine.allCases)
    func shared(_ engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let headers = try await Self.keeper(in: house)
            let person = house.people["a.buyer"] ?? 0
            try await house.portal.database.write { writer in
                _ = try writer.run("INSERT INTO memberships (person_id, client_id, role) SELECT \(person), id, 'buyer' FROM clients WHERE external_id = 'client-b'")
            }
            let page = try await house.client.get("/people/\(person)", headers: headers)
            #expect(page.status.code == 200)
            #expect(!page.text.contains("Бета-Секрет"))
            _ = try await house.client.post("/people/\(person)/block", headers: headers, form: [])
            let blocked: Int64 = try await house.portal.database.read { try $0.row("SELECT COUNT(*) AS n FROM people WHERE id = \(person) AND blocked = 1")?.get("n") ?? 0 }
            #expect(blocked == 0)
        }
    }

    @Test("of a client's contracts the worst state counts in the list", arguments: Engine.allCases)
    func worstState(_ engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let director = house.askers.first { $0.name == "staff.director" }?.headers ?? [:]
            func states() async throws -> String { try await house.client.get("/clients?query=%D0%90%D0%BB%D1%8C%D1%84%D0%B0", headers: director).text }
            let outcomes = try await putRecords(
                [["external_id": "contract-a2", "client": "client-a", "client_entity": "entity-a", "legal_entity": "S", "credit_limit": "100.00"]], kind: "contracts", for: .system, at: house.portal.now(),
                in: house.portal.database)
            #expect(outcomes.map(\.status) == [.created])
            let before = try await states()
            let debt = try await putRecords(
                [["external_id": "debt-a2", "contract": "contract-a2", "kind": "opening", "number": "2", "date": "2026-01-10", "due": "2026-01-20", "amount": "5000.00"]], kind: "ledger",
                for: .system, at: house.portal.now(), in: house.portal.database)
            #expect(debt.map(\.status) == [.created])
            let after = try await states()
            #expect(before.contains("badge good") && !before.contains("badge warn") && !before.contains("badge bad"))
            #expect(after.contains("badge warn") || after.contains("badge bad"))
        }
    }
}
