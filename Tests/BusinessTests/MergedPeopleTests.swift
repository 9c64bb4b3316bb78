import Customers
import Database
import Integrations
import Journal
import Kernel
import Records
import Testing
import TestSupport

@Suite("What one person was under two addresses")
struct MergedPeopleTests {
    private static func reasons(_ outcomes: [RecordOutcome]) -> [String] {
        outcomes.map { "\($0.problems.first?.pointer ?? "") \($0.problems.first?.reason ?? $0.status.rawValue)" }
    }

    @Test("the ERP's word of the address of a record that has gone up in another is no news of the person", arguments: Engine.allCases)
    func formerAddress(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            func count(_ condition: SQL) async throws -> Int64 { try await house.number("SELECT COUNT(*) AS n FROM " + condition) }
            // Vera signs in with a password. The ERP knows her at two clients, by another address.
            let vera = try await house.make("vera@example.com", "Вера")
            _ = try await house.put(
                "people", #"{"external_id":"V1","client":"C1","name":"Вера","email":"petrova@example.com"}"#,
                #"{"external_id":"V2","client":"C2","name":"Вера","email":"petrova@example.com"}"#)
            try await house.merge("petrova@example.com", into: vera)
            func unmoved() async throws -> Bool {
                let isHers = try await count("people WHERE id = \(vera) AND email = 'vera@example.com' AND name = 'Вера'") == 1
                let (others, asked) = (try await count("people WHERE email = 'petrova@example.com'"), try await count("email_changes"))
                return isHers && others == 0 && asked == 0
            }
            // She belongs to both; the rest of what is told of her counts.
            let words = [#"{"external_id":"V1","email":"Petrova@example.com"}"#, #"{"external_id":"V2","email":"petrova@example.com","phone":"2"}"#]
            #expect(Self.reasons(try await house.put("people", words[0], words[1])) == [" unchanged", " updated"])
            #expect(try await unmoved())
            // What is neither is still refused.
            #expect(Self.reasons(try await house.put("people", #"{"external_id":"V1","email":"third@example.com"}"#)) == ["/email email_of_others"])
            // To one alone: no letter asks her.
            try await house.database.write { try leaveClient(vera, client: "C2", for: .system, at: House.now, in: $0) }
            #expect(Self.reasons(try await house.put("people", words[0])) == [" unchanged"])
            #expect(try await unmoved())
            // A new number of that address at a client of hers is hers too, and what was decided of her holds of it.
            let third = #"{"external_id":"V3","client":"C2","name":"Вера","email":"petrova@example.com"}"#
            #expect(Self.reasons(try await house.put("people", third)) == [" let_go_in_portal"])
            var invitation = Invitation()
            (invitation.email, invitation.name, invitation.role, invitation.client) = ("vera@example.com", "Вера", "buyer", "C2")
            _ = try await house.database.write { [invitation] in try invitePerson(invitation, for: .system, at: House.now, in: $0) }
            #expect(Self.reasons(try await house.put("people", third)) == [" created"])
            let gone = try await deleteRecords(["V1", "V2"], kind: "people", for: .system, at: House.now, in: house.database)
            #expect(gone.map(\.status) == [.deleted, .deleted])
            #expect(try await count("memberships AS m JOIN clients AS c ON c.id = m.client_id WHERE m.person_id = \(vera) AND c.external_id = 'C2'") == 1)
            #expect(try await count("person_records WHERE person_id = \(vera) AND external_id = 'V3'") == 1)
            // It alone tells of her now.
            #expect(Self.reasons(try await house.put("people", #"{"external_id":"V3","phone":"3"}"#)) == [" updated"])
            #expect(try await unmoved())

            // Elsewhere the address may have been given to somebody new.
            _ = try await house.put("clients", #"{"external_id":"C3","name":"Клиент три"}"#)
            #expect(Self.reasons(try await house.put("people", #"{"external_id":"X1","client":"C3","name":"Новый","email":"petrova@example.com"}"#)) == [" created"])
            #expect(try await count("person_records WHERE person_id <> \(vera) AND external_id = 'X1'") == 1)
            _ = try await deleteRecords(["X1"], kind: "people", for: .system, at: House.now, in: house.database)
            try await house.database.write { _ = try $0.run("UPDATE people SET email = 'new@example.com' WHERE email = 'petrova@example.com'") }

            // Whoever has got the address since has it.
            let dina = try await house.make("dina@example.com", "Дина")
            _ = try await house.put("people", #"{"external_id":"D1","client":"C1","name":"Дина","email":"d@example.com"}"#)
            try await house.merge("d@example.com", into: dina)
            let heir = try await house.make("d@example.com", "Дмитрий")
            #expect(Self.reasons(try await house.put("people", #"{"external_id":"D1","email":"d@example.com"}"#)) == ["/email email_taken"])
            #expect(Self.reasons(try await house.put("people", #"{"external_id":"D2","client":"C1","name":"Дмитрий","email":"d@example.com"}"#)) == [" created"])
            #expect(try await count("person_records WHERE person_id = \(heir) AND external_id = 'D2'") == 1)

            // It goes with her once more, and ends with her data.
            let olga = try await house.make("olga@example.com", "Ольга")
            try await house.merge("vera@example.com", into: olga)
            #expect(try await count("merged_addresses WHERE person_id = \(olga) AND email IN ('petrova@example.com', 'vera@example.com')") == 2)
            #expect(Self.reasons(try await house.put("people", #"{"external_id":"V3","email":"petrova@example.com"}"#)) == [" unchanged"])
            try await house.database.write { try erasePerson(olga, for: .system, at: House.now, in: $0) }
            let left = try await house.database.read { try $0.rows("SELECT email FROM merged_addresses ORDER BY email").map { try $0.get("email", as: String.self) } }
            #expect(left == ["d@example.com"])
            #expect(Self.reasons(try await house.put("people", #"{"external_id":"V3","email":"petrova@example.com"}"#, third)) == [" person_erased", " person_erased"])
        }
    }

    @Test("whoever is erased has asked to be let in under none of his addresses; of others who did nothing goes", arguments: Engine.allCases)
    func requests(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let anna = try await house.make("anna@example.com", "Анна")
            _ = try await house.make("ivanova@example.com", "А. Иванова")
            func ask(_ email: String, _ inn: String, at now: Instant = House.now) async throws {
                var request = RegistrationRequest()
                (request.inn, request.company, request.name, request.email, request.phone, request.consents) = (inn, "ООО «Новый»", "Некто", email, "+7 900", [.personalData: 0])
                let usual = ConsentWording(russian: "Согласен", english: "I agree")
                try await house.database.write { [request] in try requestAccess(request, from: SignInPlace(address: "198.51.100.7"), usual: usual, at: now, in: $0) }
            }
            for email in ["anna@example.com", "ivanova@example.com", "boris@example.com"] { try await ask(email, "7707083893") }
            try await house.merge("ivanova@example.com", into: anna)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM registrations WHERE email = 'ivanova@example.com' AND state = 'new'") == 1)
            // Somebody has got the address since, and asks for another company.
            _ = try await house.make("ivanova@example.com", "И. Иванов")
            try await ask("ivanova@example.com", "500100732259", at: House.now.adding(seconds: 60))
            try await house.database.write { try erasePerson(anna, for: .system, at: House.now.adding(seconds: 120), in: $0) }
            let left = try await house.database.read { reader in
                try reader.rows("SELECT inn, email, name, phone, state FROM registrations ORDER BY id").map { row in
                    try ["inn", "email", "name", "phone", "state"].map { try row.get($0, as: String.self) }.joined(separator: " ")
                }
            }
            #expect(left == [
                "7707083893    refused", "7707083893    refused", "7707083893 boris@example.com Некто +7 900 new", "500100732259 ivanova@example.com Некто +7 900 new",
            ])
            // Where she agreed from is in none of hers.
            #expect(try await house.number("SELECT COUNT(*) AS n FROM consents WHERE person_id = \(anna) AND place = '' AND agent = ''") == 2)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM consents WHERE place <> ''") == 2)
        }
    }

    @Test("who takes his data along finds what was done under the numbers of records that have gone up in his", arguments: Engine.allCases)
    func export(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (anna, gone) = (try await house.make("anna@example.com", "Анна"), try await house.make("ivanova@example.com", "А. Иванова"))
            let stranger = try await house.make("boris@example.com", "Борис")
            try await house.database.write { writer in
                for (person, number) in [(gone, 1), (anna, 2), (stranger, 3)] as [(ID<Person>, Int64)] {
                    try writer.record(JournalEntry("orders", "placed", ids: [number], by: .person(person)), at: House.now)
                }
            }
            try await house.merge("ivanova@example.com", into: anna)
            let data = try await house.database.read { reader -> JSON in
                let client: ID<Client> = try #require(try reader.row("SELECT client_id FROM memberships WHERE person_id = \(anna)")).get("client_id")
                return try personalData(for: try #require(try reader.viewer(person: anna, client: client, at: House.now)), at: House.now, in: reader)
            }
            let told = (data["actions"]?.array ?? []).filter { $0["kind"] == "orders" }.compactMap { $0["number"]?.int }
            #expect(told == [anna.rawValue, gone.rawValue])
            #expect(data["number"]?.int == anna.rawValue)
            #expect(data["merged_records"] == [["number": .number(String(gone.rawValue)), "name": "А. Иванова"]])
            #expect(data["former_emails"] == ["ivanova@example.com"])
        }
    }

    @Test("what a person has ordered and asked for is found without reading what all others have", arguments: Engine.allCases)
    func indexes(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let searches: [(SQL, String)] = [
                ("UPDATE orders SET placed_by = 'person:2' WHERE placed_by = 'person:1' AND (decided_by IS NULL OR decided_by <> 'person:2')", "orders_by_placer"),
                ("UPDATE price_agreements SET requested_by = 'person:2' WHERE requested_by = 'person:1'", "price_agreements_by_requester"),
                ("SELECT id FROM registrations WHERE email = 'anna@example.com'", "registrations_by_email"),
            ]
            for (search, index) in searches {
                let plan = try await house.database.write { writer -> String in
                    guard engine == .postgres else { return try writer.rows("EXPLAIN QUERY PLAN " + search).map { try $0.get("detail", as: String.self) }.joined(separator: "\n") }
                    // A table of a few rows is read whole unless that is forbidden.
                    try writer.run("SET LOCAL enable_seqscan = off")
                    return try writer.rows("EXPLAIN " + search).map { try $0.get("QUERY PLAN", as: String.self) }.joined(separator: "\n")
                }
                #expect(plan.contains(index), "\(plan)")
            }
        }
    }
}

extension House {
    /// One of client C1's people, with a password.
    fileprivate func make(_ email: String, _ name: String) async throws -> ID<Person> {
        let new = NewPerson(email: email, name: name, role: "buyer", clientExternalID: "C1", passwordHash: "x")
        return try await database.write { try createPerson(new, by: .system, at: Self.now, in: $0) }
    }

    fileprivate func merge(_ email: String, into kept: ID<Person>) async throws {
        try await database.write { try mergePeople(email, into: kept, for: .system, at: Self.now, in: $0) }
    }
}
