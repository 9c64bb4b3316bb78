import Catalog
import Customers
import Database
import Integrations
import Journal
import Kernel
import Ordering
import Records
import Storefront
import Testing
import TestSupport

@Suite("Double clients become one")
struct MergeTests {
    @Test("every column that holds a client's number is known to merging; a new one is missed", arguments: Engine.allCases)
    func columns(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            let known = Set(clientColumns.map { "\($0.table).\($0.column)" })
            #expect(try await house.clientColumnsOfDatabase() == known)
            // The wrong sample: a table that nobody has told of.
            try await house.database.write { _ = try $0.run("CREATE TABLE surprises (owner_id \(.integer) NOT NULL REFERENCES clients (id)) \(.strict)") }
            #expect(try await house.clientColumnsOfDatabase().subtracting(known) == ["surprises.owner_id"])
            if engine == .postgres {
                let waiting = try await house.number("""
                    SELECT COUNT(*) AS n FROM pg_constraint AS k WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace AND NOT k.condeferrable AND cardinality(k.conkey) > 1
                        AND EXISTS (SELECT 1 FROM pg_attribute AS a WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey) AND a.attname = 'client_id')
                    """)
                #expect(waiting == 0, "a reference by client_id and another column needs .letWait(referencesBy:) in its migration")
            }
        }
    }

    @Test("everything of the double goes over, nothing is doubled or lost, and every sum is what it was", arguments: Engine.allCases)
    func everything(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            let order = try await house.furnishDouble()
            let administrator = try await house.employee("administrator")
            for column in clientColumns {
                let rows = try await house.number(SQL(stringLiteral: "SELECT COUNT(*) AS n FROM \(column.table) WHERE \(column.column) = (SELECT id FROM clients WHERE external_id = 'C1')"))
                #expect(rows > 0, "the sample has no row of \(column.table)")
            }
            let former = try await house.number("SELECT id AS n FROM clients WHERE external_id = 'C1'")
            let sums = try await house.sums()
            let (orders, lines) = (try await house.number("SELECT COUNT(*) AS n FROM orders"), try await house.number("SELECT COUNT(*) AS n FROM order_lines"))
            let preview = try await house.database.read { try mergePreview(staying: "C2", leaving: "C1", for: administrator, at: House.now, in: $0) }
            #expect(preview.obstacles.isEmpty && !preview.needsSecond)
            #expect(preview.joinedEntities == ["ООО «Один»"] && preview.codesOfBoth == 1 && preview.peopleOfBoth == ["Некто both"])
            #expect(preview.debts == [Money("500.00", currency: .rub)])
            #expect(Set(preview.moves.map(\.kind)).isSuperset(of: ["people", "contracts", "orders", "ledger", "carts", "support", "keys", "price_files"]))
            #expect(try await house.merge("C1", into: "C2", administrator) == "merged")
            for column in clientColumns where column.table != "journal" {
                let left = try await house.number(SQL(stringLiteral: "SELECT COUNT(*) AS n FROM \(column.table) WHERE \(column.column) = ") + "\(former)")
                #expect(left == 0, "\(column.table)")
            }
            #expect(try await house.number("SELECT COUNT(*) AS n FROM clients WHERE id = \(former)") == 0)
            #expect(try await house.sums() == sums)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM orders") == orders)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM order_lines") == lines)
            if engine == .sqlite { #expect(try await house.database.read { try $0.rows("SELECT * FROM pragma_foreign_key_check").count } == 0) }
            // Joined, not doubled.
            #expect(try await house.number("SELECT COUNT(*) AS n FROM client_entities") == 1)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM memberships") == 2)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM roles WHERE name = 'Закупки'") == 1)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM roles WHERE name LIKE 'Склад%'") == 2)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM departments") == 2)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM carts") == 2)
            #expect(try await house.number("SELECT MAX(quantity) AS n FROM cart_lines AS l JOIN carts AS c ON c.id = l.cart_id JOIN people AS p ON p.id = c.person_id WHERE p.email = 'both@example.com'") == 5000)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM client_articles") == 2)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM price_file_recipients") == 2)
            // The staying client's people see what was the other's; the former client's key goes on.
            let both = try await house.member("both@example.com")
            #expect(both.contracts.map(\.externalID) == ["D1"])
            #expect(try await house.database.read { try Ordering.order(order, for: both, in: $0).number } == order)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM journal WHERE kind = 'clients' AND action = 'merged' AND actor LIKE 'person:%'") == 1)
            let told = try await house.database.read { reader in
                var filter = ActionFilter()
                filter.client = "C1"
                filter.kind = "orders"
                return try actions(filter, limit: 50, for: administrator, in: reader)
            }
            #expect(told.contains { $0.action == "placed" && $0.client == "Клиент два" })
        }
    }

    @Test("whoever belongs to both may do what either role lets him, and stays so by the ERP's word of two records", arguments: Engine.allCases)
    func memberships(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let administrator = try await house.employee("administrator")
            try await house.database.write { writer in
                for (name, rights) in [("Склад", "see_stock sign"), ("Касса", "see_debt")] {
                    try writer.run("""
                        INSERT INTO roles (client_id, name, name_folded, rights, updated_at) SELECT id, \(name), \(name.folded), \(rights), 0 FROM clients WHERE external_id = 'C1'
                        """)
                }
                try writer.run("""
                    INSERT INTO roles (client_id, name, name_folded, rights, updated_at) SELECT id, 'Склад', 'склад', 'see_orders', 0 FROM clients WHERE external_id = 'C2'
                    """)
            }
            // Anna: two roles of which neither is the whole. Boris: one holds the other. Vera: an own role of a name that both clients use.
            let told = try await house.put(
                "people", #"{"external_id":"A1","client":"C1","name":"Анна","email":"anna@example.com","roles":["accountant"]}"#,
                #"{"external_id":"A2","client":"C2","name":"Анна","email":"anna@example.com","roles":["warehouse"]}"#,
                #"{"external_id":"B1","client":"C1","name":"Борис","email":"boris@example.com","roles":["administrator"]}"#,
                #"{"external_id":"B2","client":"C2","name":"Борис","email":"boris@example.com","roles":["buyer"]}"#,
                #"{"external_id":"V1","client":"C1","name":"Вера","email":"vera@example.com","roles":["Склад"]}"#)
            #expect(told.map(\.status) == [.created, .created, .created, .created, .created])
            try await house.database.write { writer in
                try writer.run("INSERT INTO departments (client_id, name, name_folded) SELECT id, 'Отдел', 'отдел' FROM clients WHERE external_id = 'C1'")
                try writer.run("""
                    UPDATE memberships SET department_id = (SELECT id FROM departments WHERE name = 'Отдел'), order_limit = 5000
                    WHERE person_id = (SELECT id FROM people WHERE email = 'anna@example.com') AND client_id = (SELECT id FROM clients WHERE external_id = 'C1')
                    """)
                try writer.run("UPDATE memberships SET order_limit = 9000 WHERE person_id = (SELECT id FROM people WHERE email = 'anna@example.com') AND order_limit IS NULL")
            }
            let whole = ClientRole.accountant.rights.union(ClientRole.warehouse.rights)
            #expect(whole != ClientRole.accountant.rights && whole != ClientRole.warehouse.rights)
            #expect(try await house.merge("C1", into: "C2", administrator) == "merged")
            func rights(_ email: String) async throws -> Set<Right> { try await house.member(email).rights }
            #expect(try await rights("anna@example.com") == whole)
            #expect(try await rights("boris@example.com") == ClientRole.administrator.rights)
            #expect(try await rights("vera@example.com") == [.seeCatalog, .seeStock, .sign])
            // A role that gives it all is taken as it is; else one is made.
            #expect(try await house.number("""
                SELECT COUNT(*) AS n FROM memberships AS m JOIN people AS p ON p.id = m.person_id
                WHERE p.email = 'boris@example.com' AND m.role = 'administrator' AND m.role_id IS NULL
                """) == 1)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM roles WHERE name = 'warehouse + accountant'") == 1)
            #expect(try await house.number("""
                SELECT COUNT(*) AS n FROM memberships AS m JOIN people AS p ON p.id = m.person_id JOIN departments AS d ON d.id = m.department_id
                WHERE p.email = 'anna@example.com' AND d.name = 'Отдел' AND m.order_limit = 5000
                """) == 1)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM journal WHERE kind = 'people' AND action = 'role_changed' AND actor LIKE 'person:%'") == 2)
            // The ERP tells of her twice, as before, and of other things: she keeps both.
            for _ in 0..<2 {
                let again = try await house.put(
                    "people", #"{"external_id":"A1","roles":["accountant"],"phone":"1"}"#, #"{"external_id":"A2","roles":["warehouse"]}"#, #"{"external_id":"B2","phone":"2"}"#,
                    #"{"external_id":"V1","phone":"3"}"#)
                #expect(again.allSatisfy { $0.problems.isEmpty })
                #expect(try await rights("anna@example.com") == whole)
                #expect(try await rights("boris@example.com") == ClientRole.administrator.rights)
                #expect(try await rights("vera@example.com") == [.seeCatalog, .seeStock, .sign])
            }
            // One record less: she stays, as the other tells.
            #expect(try await deleteRecords(["A1"], kind: "people", for: .system, at: House.now, in: house.database).map(\.status) == [.deleted])
            #expect(try await rights("anna@example.com") == ClientRole.warehouse.rights)
            #expect(try await deleteRecords(["A2"], kind: "people", for: .system, at: House.now, in: house.database).map(\.status) == [.deleted])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM memberships AS m JOIN people AS p ON p.id = m.person_id WHERE p.email = 'anna@example.com'") == 0)
        }
    }

    @Test("every column that refers to people is known to merging them; a new one is missed", arguments: Engine.allCases)
    func personColumnsKnown(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            func found() async throws -> Set<String> { Set(try await house.database.read { try $0.references(to: "people").map { "\($0.table).\($0.column)" } }) }
            let known = Set(personColumns.map { "\($0.table).\($0.column)" })
            #expect(try await found() == known)
            try await house.database.write { _ = try $0.run("CREATE TABLE surprises (owner_id \(.integer) NOT NULL REFERENCES people (id)) \(.strict)") }
            #expect(try await found().subtracting(known) == ["surprises.owner_id"])
        }
    }

    @Test("two records of one person become one: what he has goes over, he signs in by the kept one, the other is let go", arguments: Engine.allCases)
    func people(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let administrator = try await house.employee("administrator")
            _ = try await house.put(
                "people", #"{"external_id":"A1","client":"C1","name":"Анна","email":"anna@example.com","roles":["accountant"],"phone":"+7 900 111-22-33"}"#,
                #"{"external_id":"A2","client":"C1","name":"А. Иванова","email":"ivanova@example.com","roles":["warehouse"],"phone":"8 (900) 1112233"}"#,
                #"{"external_id":"A3","client":"C2","name":"А. Иванова","email":"ivanova@example.com","roles":["buyer"]}"#,
                #"{"external_id":"B1","client":"C2","name":"Борис","email":"boris@example.com"}"#)
            func id(_ email: String) async throws -> ID<Person> {
                try #require(try await house.database.read { try $0.row("SELECT id FROM people WHERE email = \(email)") }).get("id")
            }
            let (kept, gone) = (try await id("anna@example.com"), try await id("ivanova@example.com"))
            let (orderer, second) = (Actor.person(gone).text, Actor.person(kept).text)
            let order = try await house.order([("B-1", "1")], for: try await house.buyer())
            try await house.database.write { writer in
                for (person, article, quantity) in [(kept, "B-1", 1000), (gone, "B-1", 3000), (gone, "N-1", 5000)] as [(ID<Person>, String, Int64)] {
                    try writer.run("""
                        INSERT INTO carts (person_id, client_id) SELECT \(person), id FROM clients WHERE external_id = 'C1' ON CONFLICT (person_id, client_id) DO NOTHING
                        """)
                    try writer.run("""
                        INSERT INTO cart_lines (cart_id, product_id, quantity, article)
                        SELECT c.id, p.id, \(quantity), p.article FROM carts AS c CROSS JOIN products AS p WHERE c.person_id = \(person) AND p.article = \(article)
                        """)
                }
                for (person, article) in [(kept, "B-1"), (gone, "B-1"), (gone, "N-1")] {
                    try writer.run("""
                        INSERT INTO kept_products (person_id, client_id, kind, product_id, at)
                        SELECT \(person), c.id, 'favourite', p.id, 0 FROM clients AS c CROSS JOIN products AS p WHERE c.external_id = 'C1' AND p.article = \(article)
                        """)
                }
                try writer.run("INSERT INTO sessions (token_hash, person_id, created_at, expires_at) VALUES ('gone', \(gone), 0, 9999999999999)")
                try writer.run("INSERT INTO sessions (token_hash, person_id, created_at, expires_at) VALUES ('kept', \(kept), 0, 9999999999999)")
                try writer.run("UPDATE people SET password_hash = 'hers' WHERE id = \(kept)")
                try writer.run("UPDATE orders SET placed_by = \(orderer) WHERE id = \(order.id)")
                let client: Int64 = try #require(try writer.row("SELECT id FROM clients WHERE external_id = 'C1'")).get("id")
                let link: Int64 = try #require(try writer.rows("""
                    INSERT INTO price_file_links (client_id, person_id, name, format, language, schedule, token_hash, created_at)
                    VALUES (\(client), \(gone), 'Сайт', 'csv', 'ru', 'live', 't', 0) RETURNING id
                    """).first).get("id")
                try writer.run("INSERT INTO price_file_schedules (link_id, client_id, weekdays, hour, gives, next_due) VALUES (\(link), \(client), 127, 6, 'fresh', 0)")
                try writer.run("INSERT INTO price_file_recipients (link_id, client_id, person_id) VALUES (\(link), \(client), \(gone))")
            }
            // By her telephone she is found.
            let found = try await house.database.read { reader in
                (
                    try peopleLike(kept, for: administrator, in: reader).map(\.email),
                    try mergePreview(staying: "C1", leaving: "C2", for: administrator, at: House.now, in: reader).peopleAlike
                )
            }
            #expect(found.0 == ["ivanova@example.com"])
            #expect(found.1 == ["А. Иванова (ivanova@example.com) — Анна (anna@example.com)"])
            // Who is not there, oneself, the house's own, and strangers to whom it is not theirs.
            func refused(_ email: String, by viewer: Viewer) async throws -> String? {
                do {
                    try await house.database.write { try mergePeople(email, into: kept, for: viewer, at: House.now, in: $0) }
                    return nil
                } catch let refusal as Refusal { return refusal.reason ?? refusal.code.rawValue }
            }
            for email in ["nobody@example.com", "anna@example.com", "staff-administrator@example.com", ""] {
                #expect(try await refused(email, by: administrator) == "unknown_person", "\(email)")
            }
            #expect(try await refused("ivanova@example.com", by: house.employee("director")) == "forbidden")
            let own = try await house.member("anna@example.com")
            #expect(try await refused("ivanova@example.com", by: own) == "not_found")
            #expect(try await house.number("SELECT COUNT(*) AS n FROM people WHERE erased_at IS NOT NULL") == 0)

            #expect(try await refused("ivanova@example.com", by: administrator) == nil)
            #expect(try await refused("ivanova@example.com", by: administrator) == "unknown_person")
            for column in personColumns where !["people", "erasure_acts"].contains(column.table) {
                let left = try await house.number(SQL(stringLiteral: "SELECT COUNT(*) AS n FROM \(column.table) WHERE \(column.column) = ") + "\(gone)")
                #expect(left == 0, "\(column.table)")
            }
            let places = try await house.database.read { reader in
                try reader.rows("SELECT client_id FROM memberships WHERE person_id = \(kept) ORDER BY client_id").map { try $0.get("client_id", as: ID<Client>.self) }
            }
            let rights = try await house.database.read { reader in try places.map { try reader.viewer(person: kept, client: $0, at: House.now)?.rights } }
            #expect(rights == [ClientRole.accountant.rights.union(ClientRole.warehouse.rights), ClientRole.buyer.rights])
            let basket: SQL = "SELECT CAST(SUM(l.quantity) AS BIGINT) AS n FROM cart_lines AS l JOIN carts AS c ON c.id = l.cart_id WHERE c.person_id = \(kept)"
            #expect(try await house.number(basket) == 8000)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM kept_products WHERE person_id = \(kept)") == 2)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM person_records WHERE person_id = \(kept)") == 3)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM price_file_recipients WHERE person_id = \(kept)") == 1)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM sessions WHERE token_hash = 'kept'") == 1)
            let stays: SQL = "id = \(kept) AND email = 'anna@example.com' AND password_hash = 'hers' AND blocked = 0 AND name = 'Анна'"
            let isLetGo: SQL = "id = \(gone) AND email LIKE 'merged-%' AND password_hash IS NULL AND blocked = 1 AND merged_into = \(kept)"
            for condition in [stays, isLetGo] { #expect(try await house.number("SELECT COUNT(*) AS n FROM people WHERE " + condition) == 1) }
            #expect(try await house.number("SELECT COUNT(*) AS n FROM orders WHERE placed_by = \(second)") == 1)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM journal WHERE kind = 'people' AND action = 'merged' AND actor LIKE 'person:%'") == 2)
            if engine == .sqlite { #expect(try await house.database.read { try $0.rows("SELECT * FROM pragma_foreign_key_check").count } == 0) }
            // The ERP goes on telling of all three, and makes nobody again.
            let told = try await house.put("people", #"{"external_id":"A2","phone":"2"}"#, #"{"external_id":"A3","phone":"3"}"#)
            #expect(told.map(\.status) == [.updated, .updated])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM people WHERE email IN ('anna@example.com', 'ivanova@example.com')") == 1)
            // Of one client alone, too: her name and address are those of the record that she was kept by, and nobody is asked for another.
            try await house.database.write { try leaveClient(kept, client: "C2", for: administrator, at: House.now, in: $0) }
            #expect(try await house.put("people", #"{"external_id":"A2","phone":"4"}"#, #"{"external_id":"A1","phone":"5"}"#).map(\.status) == [.updated, .updated])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM people WHERE id = \(kept) AND name = 'Анна' AND email = 'anna@example.com'") == 1)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM email_changes") == 0)
            // Erased, she has no name under the other number either.
            try await house.database.write { try erasePerson(kept, for: administrator, at: House.now, in: $0) }
            #expect(try await house.number("SELECT COUNT(*) AS n FROM people WHERE name LIKE '%Иванова%' OR name = 'Анна'") == 0)
        }
    }

    @Test("what the portal has decided of either record holds when two become one, and what each had under its name goes over", arguments: Engine.allCases)
    func decisionsOnPeople(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let administrator = try await house.employee("administrator")
            func id(_ email: String) async throws -> ID<Person> {
                try #require(try await house.database.read { try $0.row("SELECT id FROM people WHERE email = \(email)") }).get("id")
            }
            func merge(_ email: String, into kept: ID<Person>) async throws {
                try await house.database.write { try mergePeople(email, into: kept, for: administrator, at: House.now, in: $0) }
            }
            func count(_ condition: SQL) async throws -> Int64 { try await house.number("SELECT COUNT(*) AS n FROM " + condition) }
            // Blocked by either, by the portal as soon as one of the two is; a block of the ERP alone stays the ERP's.
            let cases: [(erp: [String], portal: [String], isERPs: Int64)] = [(["a"], ["b"], 0), (["b"], ["a"], 0), ([], ["b"], 0), (["b"], [], 1), (["a"], [], 1)]
            for (place, (erp, portal, isERPs)) in cases.enumerated() {
                _ = try await house.put(
                    "people", #"{"external_id":"a\#(place)","client":"C1","name":"Глеб","email":"a\#(place)@example.com"}"#,
                    #"{"external_id":"b\#(place)","client":"C1","name":"Глеб","email":"b\#(place)@example.com"}"#)
                for one in erp { _ = try await house.put("people", #"{"external_id":"\#(one)\#(place)","status":"blocked"}"#) }
                for one in portal {
                    let person = try await id("\(one)\(place)@example.com")
                    try await house.database.write { try setBlocked(true, person, for: administrator, at: House.now, in: $0) }
                }
                let kept = try await id("a\(place)@example.com")
                try await merge("b\(place)@example.com", into: kept)
                #expect(try await count("people WHERE id = \(kept) AND blocked = 1 AND blocked_by_erp = \(isERPs)") == 1, "\(place)")
                // The portal's is not the ERP's to take back.
                _ = try await house.put("people", #"{"external_id":"a\#(place)","status":"active"}"#, #"{"external_id":"b\#(place)","status":"active"}"#)
                #expect(try await count("people WHERE id = \(kept) AND blocked = \(1 - isERPs)") == 1, "\(place)")
            }

            // Anna has been let go of either client under one of her addresses, and belongs to it under the other.
            _ = try await house.put(
                "people", #"{"external_id":"A1","client":"C1","name":"Анна","email":"anna@example.com","roles":["warehouse"]}"#,
                #"{"external_id":"A2","client":"C2","name":"Анна","email":"anna@example.com","roles":["administrator"]}"#,
                #"{"external_id":"A3","client":"C1","name":"А. И.","email":"ivanova@example.com","roles":["administrator"]}"#,
                #"{"external_id":"A4","client":"C2","name":"А. И.","email":"ivanova@example.com","roles":["buyer"]}"#)
            let (anna, other) = (try await id("anna@example.com"), try await id("ivanova@example.com"))
            try await house.database.write { try leaveClient(anna, client: "C2", for: administrator, at: House.now, in: $0) }
            try await house.database.write { try leaveClient(other, client: "C1", for: administrator, at: House.now, in: $0) }
            // The other one has ordered at the client that she has left since, has asked for a price, and has asked to be let in.
            let (former, present) = (Actor.person(other).text, Actor.person(anna).text)
            let order = try await house.order([("B-1", "1")], for: try await house.buyer())
            let number = try await house.ask(for: try await house.people().buyer, [("B-1", "6", "80.0000")])
            try await house.database.write { writer in
                try writer.run("UPDATE orders SET placed_by = \(former) WHERE id = \(order.id)")
                try writer.run("UPDATE price_agreements SET requested_by = \(former) WHERE external_id = \(number)")
                for (inn, email, state) in [
                    ("1", "ivanova@example.com", "accepted"), ("2", "ivanova@example.com", "new"), ("3", "ivanova@example.com", "new"), ("3", "anna@example.com", "new"),
                    ("3", "ivanova@example.com", "refused"),
                ] {
                    try writer.run("""
                        INSERT INTO registrations (inn, company, name, email, language, state, created_at) VALUES (\(inn), 'К', 'Анна', \(email), 'ru', \(state), 0)
                        """)
                }
            }
            try await merge("ivanova@example.com", into: anna)
            #expect(try await count("orders WHERE placed_by = \(present)") == 1)
            #expect(try await count("price_agreements WHERE requested_by = \(present)") == 1)
            // It is decided upon as before.
            let (first, second) = (try await house.staff("first"), try await house.staff("second"))
            #expect(try await house.approve(number, by: first) == false)
            #expect(try await house.approve(number, by: second))
            #expect(try await count("registrations WHERE email = 'anna@example.com'") == 4)
            #expect(try await count("registrations WHERE email = 'ivanova@example.com' AND inn = '3' AND state = 'new'") == 1)
            // She belongs to both clients, with what she is there and not with what she was.
            func rights() async throws -> [Set<Right>?] {
                try await house.database.read { reader in
                    let places: [ID<Client>] = try reader.rows("SELECT client_id FROM memberships WHERE person_id = \(anna) ORDER BY client_id").map { try $0.get("client_id") }
                    return try places.map { try reader.viewer(person: anna, client: $0, at: House.now)?.rights }
                }
            }
            let both: [Set<Right>?] = [ClientRole.warehouse.rights, ClientRole.buyer.rights]
            #expect(try await rights() == both)
            #expect(try await count("person_records WHERE person_id = \(anna) AND held = 1") == 0)
            #expect(try await count("people_let_go WHERE person_id = \(anna)") == 0)
            #expect(try await house.put("people", #"{"external_id":"A2","phone":"1"}"#, #"{"external_id":"A3","phone":"2"}"#).map(\.status) == [.updated, .updated])
            #expect(try await rights() == both)
            // A record that is held none the less leaves without her.
            try await house.database.write { _ = try $0.run("UPDATE person_records SET status = 'blocked', held = 1 WHERE external_id = 'A2'") }
            #expect(try await deleteRecords(["A2", "A3"], kind: "people", for: .system, at: House.now, in: house.database).map(\.status) == [.deleted, .deleted])
            #expect(try await rights() == both)
            #expect(try await deleteRecords(["A4"], kind: "people", for: .system, at: House.now, in: house.database).map(\.status) == [.deleted])
            #expect(try await rights() == [ClientRole.warehouse.rights])

            // Dina was administrator where she was let go, and is blocked under her other address: released, she is what she was last.
            _ = try await house.put(
                "people", #"{"external_id":"D1","client":"C1","name":"Дина","email":"dina@example.com","roles":["administrator"]}"#,
                #"{"external_id":"D2","client":"C1","name":"Дина","email":"d@example.com","roles":["warehouse"]}"#)
            let (dina, blocked) = (try await id("dina@example.com"), try await id("d@example.com"))
            try await house.database.write { writer in
                try leaveClient(dina, client: "C1", for: administrator, at: House.now, in: writer)
                try setBlocked(true, blocked, for: administrator, at: House.now, in: writer)
            }
            try await merge("dina@example.com", into: blocked)
            try await house.database.write { try setBlocked(false, blocked, for: administrator, at: House.now, in: $0) }
            #expect(try await house.put("people", #"{"external_id":"D1","phone":"1"}"#, #"{"external_id":"D2","phone":"2"}"#).map(\.status) == [.updated, .updated])
            #expect(try await count("memberships WHERE person_id = \(blocked) AND role = 'warehouse' AND role_id IS NULL") == 1)

            // Vera was made at the portal: the ERP's record of the other neither renames her nor takes her address.
            let made = NewPerson(email: "vera@example.com", name: "Вера", role: "buyer", clientExternalID: "C1", passwordHash: "x")
            let vera = try await house.database.write { try createPerson(made, by: .system, at: House.now, in: $0) }
            _ = try await house.put("people", #"{"external_id":"V1","client":"C1","name":"В. П.","email":"petrova@example.com"}"#)
            try await merge("petrova@example.com", into: vera)
            #expect(try await house.put("people", #"{"external_id":"V1","phone":"1"}"#).map(\.status) == [.updated])
            #expect(try await count("people WHERE id = \(vera) AND name = 'Вера' AND email = 'vera@example.com'") == 1)
            #expect(try await count("email_changes") == 0)
        }
    }

    @Test("whoever was let go of one client and belongs to the other belongs to what they become, whichever record the ERP takes away", arguments: Engine.allCases)
    func letGoOfOne(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let administrator = try await house.employee("administrator")
            _ = try await house.put(
                "people", #"{"external_id":"A1","client":"C1","name":"Анна","email":"anna@example.com","roles":["administrator"]}"#,
                #"{"external_id":"A2","client":"C2","name":"Анна","email":"anna@example.com","roles":["buyer"]}"#)
            let anna: ID<Person> = try #require(try await house.database.read { try $0.row("SELECT id FROM people WHERE email = 'anna@example.com'") }).get("id")
            try await house.database.write { try leaveClient(anna, client: "C1", for: administrator, at: House.now, in: $0) }
            #expect(try await house.merge("C1", into: "C2", administrator) == "merged")
            #expect(try await house.put("people", #"{"external_id":"A1","phone":"1"}"#, #"{"external_id":"A2","phone":"2"}"#).map(\.status) == [.updated, .updated])
            #expect(try await house.member("anna@example.com").rights == ClientRole.buyer.rights)
            #expect(try await deleteRecords(["A1"], kind: "people", for: .system, at: House.now, in: house.database).map(\.status) == [.deleted])
            #expect(try await house.member("anna@example.com").rights == ClientRole.buyer.rights)
        }
    }

    @Test("a person on record at both clients under two addresses is told of before they are merged", arguments: Engine.allCases)
    func peopleAlike(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            _ = try await house.put(
                "people", #"{"external_id":"A1","client":"C1","name":"Анна Иванова","email":"anna@example.com"}"#,
                #"{"external_id":"A2","client":"C2","name":"анна иванова","email":"a.ivanova@example.com"}"#,
                #"{"external_id":"B1","client":"C1","name":"Борис","email":"boris@example.com"}"#,
                #"{"external_id":"B2","client":"C2","name":"Борис","email":"boris@example.com"}"#)
            let administrator = try await house.employee("administrator")
            let preview = try await house.database.read { try mergePreview(staying: "C1", leaving: "C2", for: administrator, at: House.now, in: $0) }
            #expect(preview.peopleAlike == ["анна иванова (a.ivanova@example.com) — Анна Иванова (anna@example.com)"])
            #expect(preview.peopleOfBoth == ["Борис"])
        }
    }

    @Test("records that name the double find the remaining client: by exchange nothing is made again", arguments: Engine.allCases)
    func aliases(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            _ = try await house.furnishDouble()
            _ = try await house.merge("C1", into: "C2", try await house.employee("administrator"))
            let told = try await house.put("clients", #"{"external_id":"C1","name":"Опять первый"}"#, #"{"external_id":"C2","name":"Клиент два"}"#, #"{"external_id":"C0","name":"Ещё раньше"}"#, #"{"external_id":"C3","name":"Третий"}"#)
            #expect(told.map(\.status) == [.unchanged, .unchanged, .unchanged, .created] && told.map(\.label) == ["C1", "C2", "C0", "C3"])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM clients WHERE external_id IN ('C1', 'C2', 'C0')") == 1)
            #expect(try await house.put("client-entities", #"{"external_id":"E1","client":"C1","name":"Снова"}"#).map(\.status) == [.unchanged])
            // Contracts and sites keep their own ids and may be told under either client.
            #expect(try await house.put("contracts", #"{"external_id":"D1","client":"C1","client_entity":"E1","number":"Д-1/2"}"#, #"{"external_id":"D9","client":"C1","client_entity":"E1"}"#).map(\.status) == [.updated, .created])
            #expect(try await house.put("sites", #"{"external_id":"T1","client":"C2","name":"Объект"}"#, #"{"external_id":"T9","client":"C1","parent":"T1","name":"Новый"}"#).map(\.problems).flatMap { $0 }.isEmpty)
            #expect(try await house.put("ledger", #"{"external_id":"L9","client":"C1","contract":"D1","kind":"payment","date":"2026-11-24","amount":"100.00"}"#).map(\.status) == [.created])
            #expect(try await house.put("client-articles", #"{"client":"C1","code":"X9","product":"P3"}"#).map(\.status) == [.created])
            #expect(try await house.number("SELECT COUNT(DISTINCT client_id) AS n FROM contracts WHERE external_id IN ('D1', 'D9')") == 1)
            // What is no longer there is not taken away a second time, and least of all the client in its place.
            #expect(try await deleteRecords([.string("C1")], kind: "clients", for: .system, at: House.now, in: house.database).map(\.status) == [.unchanged])
            // The command line and the invitation find it too.
            _ = try await house.database.write {
                try createPerson(NewPerson(email: "late@example.com", name: "Поздний", role: "buyer", clientExternalID: "C1", passwordHash: "x"), by: .command, at: House.now, in: $0)
            }
            #expect(try await house.member("late@example.com").client?.externalID == "C2")
        }
    }

    @Test("a client that the portal named takes the name that the exchange knows", arguments: Engine.allCases)
    func portalsName(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("clients", #"{"external_id":"portal-7","name":"ООО «Один»"}"#)
            try await house.put("client-entities", #"{"external_id":"portal-7","client":"portal-7","name":"ООО «Один»","inn":"500100732259"}"#)
            let administrator = try await house.employee("administrator")
            let found = try await house.database.read { try doubles(of: "portal-7", matching: "", for: administrator, in: $0) }
            #expect(found.map(\.card.externalID) == ["C1"] && found.first?.likeness == .sameEntity)
            let portals = try await house.database.read { try clientCard("portal-7", for: administrator, in: $0) }
            #expect(try await house.database.read { try likelyDoubles(among: [#require(portals).id], for: administrator, in: $0) } == [#require(portals).id])
            #expect(try await house.merge("C1", into: "portal-7", administrator) == "merged")
            #expect(try await house.put("clients", #"{"external_id":"C1","name":"Как в учёте"}"#, #"{"external_id":"portal-7","name":"Нет"}"#).map(\.status) == [.updated, .unchanged])
            #expect(try await house.put("client-entities", #"{"external_id":"E1","client":"C1","kpp":"770701001"}"#).map(\.status) == [.updated])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM clients WHERE name = 'Как в учёте' AND external_id = 'C1'") == 1)
            // Again, in either direction and by either name: it is done.
            for (one, other) in [("C1", "portal-7"), ("portal-7", "C1")] { #expect(try await house.merge(one, into: other, administrator) == "already") }
            #expect(try await house.number("SELECT COUNT(*) AS n FROM journal WHERE action = 'merged' AND kind = 'clients'") == 1)
        }
    }

    @Test("what cannot be merged is refused in clear words, and nothing changes", arguments: Engine.allCases)
    func refusals(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("clients", #"{"external_id":"C3","name":"Третий"}"#)
            let administrator = try await house.employee("administrator")
            func reason(_ leaving: String, _ staying: String, by viewer: Viewer? = nil) async throws -> String? {
                do { return try await house.merge(leaving, into: staying, viewer ?? administrator) } catch let refusal as Refusal { return refusal.problems.first?.reason ?? refusal.reason ?? "\(refusal.code)" }
            }
            #expect(try await reason("C1", "C1") == "merge_with_itself")
            #expect(try await reason("", "C1") == "merge_choose")
            #expect(try await reason("C9", "C1") == "unknown_client")
            for role in ["manager", "director", "credit_controller"] { #expect(try await reason("C2", "C1", by: house.employee(role)) == "forbidden", "\(role)") }
            #expect(try await reason("C2", "C1", by: house.buyer()) == "forbidden")
            let order = try await house.order([("B-1", "1")], for: try await house.buyer())
            let waits: [(SQL, SQL, String)] = [
                ("UPDATE orders SET approval = 'waiting' WHERE id = \(order.id)", "UPDATE orders SET approval = 'not_needed'", "merge_orders_wait"),
                ("""
                    INSERT INTO credit_overrides (client_id, contract_id, reason, until_day, requested_by, requested_by_name, requested_at)
                    SELECT client_id, id, 'Срочно', 30000, 'person:1', 'Она', 0 FROM contracts
                    """, "UPDATE credit_overrides SET status = 'refused', decided_by = 'person:2'", "merge_overrides_wait"),
                ("""
                    INSERT INTO price_agreements (external_id, client_id, contract_id, from_day, to_day, status, updated_at) SELECT 'AG', client_id, id, 0, 30000, 'requested', 0 FROM contracts
                    """, "UPDATE price_agreements SET status = 'approved'", "merge_agreements_wait"),
                ("""
                    INSERT INTO term_changes (kind, subject, title, title_folded, reason, client_id, item_count, proposed_by, proposed_by_name, proposed_at)
                    SELECT 'contracts', external_id, 'Д', 'д', 'Надо', client_id, 1, 'person:1', 'Она', 0 FROM contracts
                    """, "UPDATE term_changes SET status = 'approved', decided_by = 'person:2'", "merge_terms_wait"),
            ]
            for (wait, decide, expected) in waits {
                try await house.database.write { _ = try $0.run(wait) }
                #expect(try await reason("C1", "C2") == expected)
                try await house.database.write { _ = try $0.run(decide) }
            }
            #expect(try await house.number("SELECT COUNT(*) AS n FROM clients") == 3)
            #expect(try await reason("C1", "C2") == "merged")
            #expect(try await reason("C1", "C3") == "merge_elsewhere")
            #expect(try await reason("C3", "C1") == "merge_elsewhere")
            #expect(try await reason("C1", "C2") == "already")
        }
    }

    @Test("where contracts of both meet, another person confirms; nobody his own", arguments: Engine.allCases)
    func second(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("client-entities", #"{"external_id":"E2","client":"C2","name":"ООО «Два»","inn":"7707083893","kpp":"770701001"}"#)
            try await house.put("contracts", #"{"external_id":"D2","client":"C2","number":"Д-2","price_lists":["L1"],"credit_limit":"7000.00","from":"2026-01-01"}"#)
            let (administrator, director) = (try await house.employee("administrator"), try await house.employee("director"))
            let preview = try await house.database.read { try mergePreview(staying: "C1", leaving: "C2", for: director, at: House.now, in: $0) }
            #expect(preview.needsSecond && preview.sellersOfBoth.first?.ordering == "Д-2")
            await #expect(throws: Refusal.self) { _ = try await house.database.write { try confirmMerge("C2", into: "C1", for: director, at: House.now, in: $0) } }
            for _ in 0..<2 { #expect(try await house.merge("C2", into: "C1", administrator) == "proposed") }
            #expect(try await house.database.read { try waitingMerges(for: director, in: $0).count } == 1)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM clients") == 2)
            let own = await #expect(throws: Refusal.self) { _ = try await house.database.write { try confirmMerge("C2", into: "C1", for: administrator, at: House.now, in: $0) } }
            #expect(own?.reason == "merge_own_proposal")
            // Nor does the database let it happen.
            await #expect(throws: DatabaseProblem.self) { try await house.database.write { try $0.run("UPDATE client_merges SET status = 'done', decided_by = proposed_by") } }
            try await house.database.write { try withdrawMerge("C2", into: "C1", for: director, at: House.now, in: $0) }
            await #expect(throws: Refusal.self) { _ = try await house.database.write { try confirmMerge("C2", into: "C1", for: director, at: House.now, in: $0) } }
            #expect(try await house.merge("C2", into: "C1", administrator) == "proposed")
            let done = try await house.database.write { try confirmMerge("C2", into: "C1", for: director, at: House.now, in: $0) }
            guard case .merged = done else { Issue.record("\(done)"); return }
            // Limits are not added up: each contract keeps its own account.
            #expect(try await house.number("SELECT COUNT(*) AS n FROM credit_accounts") == 2)
            #expect(try await house.number("SELECT credit_limit AS n FROM contracts WHERE external_id = 'D2'") == 700_000)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM client_entities") == 2)
        }
    }

    @Test("the catalogue in memory shows the joint client's prices and numbers at once; sessions go on", arguments: Engine.allCases)
    func following(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("discounts", #"{"external_id":"K2","target":{"client":"C2"},"scope":{"all":true},"percent":"10"}"#)
            try await house.put("client-articles", #"{"client":"C1","code":"МОЙ-1","product":"P1"}"#)
            try await house.put("assortments", #"{"external_id":"S","default":"visible","rules":[{"allow":false,"scope":"product","target":"P3"}]}"#)
            try await house.put("clients", #"{"external_id":"C1","assortment":"S"}"#)
            let hash = try await Password.hash("correct horse battery")
            _ = try await house.database.write { try createPerson(NewPerson(email: "a@example.com", name: "А", role: "buyer", clientExternalID: "C1", passwordHash: hash), by: .system, at: House.now, in: $0) }
            let session = try await signIn(email: "a@example.com", password: "correct horse battery", from: SignInPlace(address: "here"), at: House.now, in: house.database)
            let other = LiveStorefront(house.database)
            try await other.start()
            let apart = house.shelf(try await house.member("a@example.com"))
            #expect(try apart.price(#require(apart.product("B-1")), for: .one)?.get().unitPrice == UnitPrice("100"))
            #expect(try await house.merge("C1", into: "C2", try await house.employee("administrator")) == "proposed")
            let director = try await house.employee("director")
            _ = try await house.database.write { try confirmMerge("C1", into: "C2", for: director, at: House.now, in: $0) }
            try await house.storefront.catchUp()
            try await other.catchUp()
            let viewer = try #require(try await house.database.read { try $0.viewer(sessionToken: session.token, at: House.now) })
            #expect(viewer.client?.externalID == "C2" && viewer.contracts.map(\.externalID) == ["D1"])
            for storefront in [house.storefront.current, other.current] {
                let shelf = Shelf(storefront, for: viewer, at: House.now)
                let bolt = try #require(shelf.product("B-1"))
                #expect(try shelf.price(bolt, for: .one)?.get().unitPrice == UnitPrice("90"))
                #expect(shelf.products(withCode: "МОЙ-1").map(\.article) == ["B-1"])
                #expect(shelf.product("C-1") == nil)
            }
            _ = try await house.order([("B-1", "1")], for: viewer)
        }
    }

    @Test("of merges at once, in either direction and in a ring, each client ends up in one place", arguments: Engine.allCases)
    func race(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let administrator = try await house.employee("administrator")
            for round in 0..<min(raceRounds, 20) {
                try await house.put("clients", ["A", "B", "C"].map { ["external_id": .string("\($0)-\(round)"), "name": .string("Гонка \(round)")] })
                let pairs = [("A", "B"), ("B", "A"), ("A", "B"), ("B", "C"), ("C", "A")]
                let outcomes = try await withThrowingTaskGroup(of: String.self) { group in
                    for (leaving, staying) in pairs {
                        group.addTask {
                            do { return try await house.merge("\(leaving)-\(round)", into: "\(staying)-\(round)", administrator) } catch let refusal as Refusal { return refusal.reason ?? "" }
                        }
                    }
                    return try await group.reduce(into: [String]()) { $0.append($1) }
                }
                let merged = outcomes.filter { $0 == "merged" }.count
                #expect((1...2).contains(merged) && outcomes.allSatisfy { ["merged", "already", "merge_elsewhere"].contains($0) }, "\(outcomes)")
                #expect(try await house.number("SELECT COUNT(*) AS n FROM clients WHERE name = \("Гонка \(round)")") == Int64(3 - merged))
                #expect(try await house.number("SELECT COUNT(*) AS n FROM client_merges WHERE status = 'done' AND leaving_name = \("Гонка \(round)")") == Int64(merged))
            }
        }
    }
}

extension House {
    /// Columns that hold a client's number, as the engine's own catalogue tells it: by their name, and by what they refer to.
    fileprivate func clientColumnsOfDatabase() async throws -> Set<String> {
        try await database.read { reader in
            let named: SQL
            switch reader.dialect {
            case .sqlite:
                named = """
                    SELECT m.name AS held_in, c.name AS held_by FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table' AND c.name = 'client_id' ORDER BY 1
                    """
            case .postgres:
                named = """
                    SELECT table_name::text AS held_in, column_name::text AS held_by FROM information_schema.columns WHERE table_schema = current_schema() AND column_name = 'client_id' ORDER BY 1
                    """
            }
            let byName = try reader.rows(named).map { "\(try $0.get("held_in", as: String.self)).\(try $0.get("held_by", as: String.self))" }
            return Set(byName + (try reader.references(to: "clients").map { "\($0.table).\($0.column)" }))
        }
    }

    fileprivate func merge(_ leaving: String, into staying: String, _ viewer: Viewer) async throws -> String {
        let outcome = try await database.write { try mergeClients(leaving, into: staying, for: viewer, at: Self.now, in: $0) }
        try await storefront.catchUp()
        return switch outcome {
        case .merged: "merged"
        case .proposed: "proposed"
        case .alreadyMerged: "already"
        }
    }

    fileprivate func employee(_ role: String) async throws -> Viewer {
        let rights = try #require(StaffRole(rawValue: role)).rights
        return try await database.write { writer in
            let email = "staff-\(role)@example.com"
            let known: ID<Person>? = try writer.row("SELECT id FROM people WHERE email = \(email)")?.get("id")
            let id = try known ?? createPerson(NewPerson(email: email, name: "Некто \(role)", role: role, clientExternalID: nil, passwordHash: "x"), by: .system, at: Self.now, in: writer)
            let all = rights.contains(.seeAllClients)
            return Viewer(identity: .person(id), name: "Некто \(role)", client: nil, contracts: [], rights: rights, isStaff: true, managers: all ? nil : [id])
        }
    }

    fileprivate func member(_ email: String) async throws -> Viewer {
        try await database.read { reader in
            let row = try #require(try reader.row("SELECT m.person_id, m.client_id FROM memberships AS m JOIN people AS p ON p.id = m.person_id WHERE p.email = \(email)"))
            return try #require(try reader.viewer(person: try row.get("person_id"), client: try row.get("client_id"), at: Self.now))
        }
    }

    /// What the ledger adds up to, and what of it stands on contracts and accounts.
    fileprivate func sums() async throws -> [Int64] {
        [
            try await number("SELECT CAST(COALESCE(SUM(CASE WHEN kind IN ('payment', 'return') THEN -amount ELSE amount END), 0) AS BIGINT) AS n FROM ledger_entries"),
            try await number("SELECT CAST(SUM(balance) AS BIGINT) AS n FROM contract_accounts"), try await number("SELECT CAST(SUM(debt) AS BIGINT) AS n FROM contract_accounts"),
            try await number("SELECT CAST(SUM(amount) AS BIGINT) AS n FROM open_items"), try await number("SELECT CAST(SUM(in_orders) AS BIGINT) AS n FROM credit_accounts"),
            try await number("SELECT CAST(SUM(gross) AS BIGINT) AS n FROM seller_orders"),
        ]
    }

    /// Client C1 is the double of C2 and has something of every kind. Gives an order of C1.
    fileprivate func furnishDouble() async throws -> String {
        try await furnish()
        try await put("client-entities", #"{"external_id":"E2","client":"C2","name":"ООО «Один» (сайт)","inn":"500100732259"}"#)
        try await put("sites", #"{"external_id":"T1","client":"C1","name":"Объект"}"#, #"{"external_id":"T2","client":"C1","parent":"T1","name":"Корпус"}"#)
        try await put("client-articles", #"{"client":"C1","code":"X1","product":"P1"}"#, #"{"client":"C1","code":"X2","product":"P2"}"#, #"{"client":"C2","code":"X1","product":"P2"}"#)
        try await put("discounts", #"{"external_id":"K1","target":{"client":"C1"},"scope":{"all":true},"percent":"5"}"#)
        try await put("past-orders", #"{"external_id":"O1","client":"C1","date":"2024-03-01","lines":[{"product":"P1","quantity":"3"}]}"#)
        let key = try await buyer()
        let order = try await order([("B-1", "2"), ("N-1", "5")], for: key) { $0.site = "T1" }
        try await put("ledger", #"{"external_id":"L1","contract":"D1","kind":"opening","date":"2026-01-10","due":"2026-02-10","amount":"800.00"}"#, #"{"external_id":"L2","contract":"D1","kind":"payment","date":"2026-02-10","amount":"300.00"}"#)
        try await put("documents", #"{"external_id":"DOC","contract":"D1","kind":"invoice","number":"7","date":"2026-11-01"}"#)
        let staff = try await employee("manager").demandPerson()
        let id = order.id
        try await database.write { writer in
            func one(_ sql: SQL) throws -> Int64 { try #require(try writer.rows(sql).first).get("id") }
            let (gone, kept): (Int64, Int64) = (try one("SELECT id FROM clients WHERE external_id = 'C1'"), try one("SELECT id FROM clients WHERE external_id = 'C2'"))
            let contract = try one("SELECT id FROM contracts WHERE external_id = 'D1'")
            let (bolt, nut): (Int64, Int64) = (try one("SELECT id FROM products WHERE external_id = 'P1'"), try one("SELECT id FROM products WHERE external_id = 'P2'"))
            func person(_ name: String, _ client: String) throws -> Int64 {
                try createPerson(NewPerson(email: "\(name)@example.com", name: "Некто \(name)", role: "buyer", clientExternalID: client, passwordHash: "x"), by: .system, at: Self.now, in: writer).rawValue
            }
            let (alone, both) = (try person("alone", "C1"), try person("both", "C2"))
            var roles: [Int64] = []
            for (client, name, rights) in [(gone, "Закупки", "order see_prices"), (kept, "Закупки", "see_prices order"), (gone, "Склад", "see_stock"), (kept, "Склад", "see_orders")] {
                roles.append(try one("INSERT INTO roles (client_id, name, name_folded, rights, updated_at) VALUES (\(client), \(name), \(name.folded), \(rights), 0) RETURNING id"))
            }
            let departments = try [(gone, "Отдел"), (kept, "Отдел"), (gone, "Другой")].map { client, name in
                try one("INSERT INTO departments (client_id, name, name_folded) VALUES (\(client), \(name), \(name.folded)) RETURNING id")
            }
            try writer.run("""
                INSERT INTO person_records (external_id, client_id, person_id, name, email, status, updated_at) VALUES ('H1', \(gone), \(alone), 'А', 'h1@example.com', 'active', 0)
                """)
            try writer.run("INSERT INTO people_let_go (client_id, person_id, external_id, at) VALUES (\(gone), \(staff), 'H0', 0)")
            try writer.run("UPDATE memberships SET role_id = \(roles[0]), department_id = \(departments[0]) WHERE person_id = \(alone)")
            try writer.run("INSERT INTO memberships (person_id, client_id, role, role_id) VALUES (\(both), \(gone), 'head', \(roles[2]))")
            for client in [gone, kept] { try writer.run("INSERT INTO client_managers (client_id, person_id) VALUES (\(client), \(staff))") }
            try writer.run("INSERT INTO sessions (token_hash, person_id, client_id, created_at, expires_at) VALUES ('s', \(alone), \(gone), 0, 1)")
            try writer.run("INSERT INTO registrations (inn, company, name, email, language, state, client_id, created_at) VALUES ('500100732259', 'К', 'К', 'k@example.com', 'ru', 'accepted', \(gone), 0)")
            for (person, client, quantity) in [(alone, gone, 1000), (both, gone, 5000), (both, kept, 2000)] as [(Int64, Int64, Int64)] {
                let cart = try one("INSERT INTO carts (person_id, client_id) VALUES (\(person), \(client)) RETURNING id")
                try writer.run("INSERT INTO cart_lines (cart_id, product_id, quantity, article) VALUES (\(cart), \(bolt), \(quantity), 'B-1')")
            }
            for (client, product) in [(gone, bolt), (gone, nut), (kept, bolt)] {
                try writer.run("INSERT INTO kept_products (person_id, client_id, kind, product_id, at) VALUES (\(both), \(client), 'favourite', \(product), 0)")
                try writer.run("INSERT INTO awaited_products (person_id, client_id, product_id, at) VALUES (\(both), \(client), \(product), 0)")
            }
            try writer.run("INSERT INTO saved_searches (person_id, client_id, name, address, created_at) VALUES (\(alone), \(gone), 'Болты', 'query=болт', 0)")
            try writer.run("INSERT INTO catalogue_news (person_id, client_id, body, created_at) VALUES (\(alone), \(gone), '{}', 0)")
            try writer.run("INSERT INTO manual_blocks (client_id, contract_id, state, reason, made_by, made_by_name, made_at) VALUES (\(gone), \(contract), 'warn', 'Так', 'person:1', 'Она', 0)")
            try writer.run("""
                INSERT INTO credit_overrides (client_id, contract_id, order_id, reason, until_day, requested_by, requested_by_name, requested_at, status, decided_by)
                VALUES (\(gone), \(contract), \(id), 'Так', 30000, 'person:1', 'Она', 0, 'approved', 'person:2')
                """)
            try writer.run("INSERT INTO credit_news (client_id, contract_id, order_id, event, at) VALUES (\(gone), \(contract), \(id), 'held', 0)")
            let agreement = try one("""
                INSERT INTO price_agreements (external_id, client_id, contract_id, site_id, from_day, to_day, updated_at)
                SELECT 'AG', client_id, \(contract), id, 0, 30000, 0 FROM sites WHERE external_id = 'T1' RETURNING id
                """)
            let line = try one("INSERT INTO price_agreement_lines (agreement_id, position, product_id, quantity, unit_price) VALUES (\(agreement), 0, \(bolt), 1000, 900000) RETURNING id")
            try writer.run("INSERT INTO price_agreement_uses (agreed_line_id, client_id, order_line_id, quantity) SELECT \(line), client_id, id, 1000 FROM order_lines WHERE order_id = \(id) AND position = (SELECT MIN(position) FROM order_lines WHERE order_id = \(id))")
            try writer.run("""
                INSERT INTO term_changes (kind, subject, title, title_folded, reason, client_id, item_count, status, proposed_by, proposed_by_name, proposed_at, decided_by)
                VALUES ('contracts', 'D1', 'Д', 'д', 'Надо', \(gone), 1, 'approved', 'person:1', 'Она', 0, 'person:2')
                """)
            let supplier = try one("INSERT INTO suppliers (external_id, name, name_folded, updated_at) VALUES ('V', 'Поставщик', 'поставщик', 0) RETURNING id")
            try writer.run("""
                INSERT INTO supply_lines (client_id, order_line_id, supplier_id, product_id, warehouse_id, quantity, asked_at)
                SELECT client_id, id, \(supplier), product_id, (SELECT MIN(id) FROM warehouses), quantity, 0 FROM order_lines WHERE order_id = \(id)
                """)
            try writer.run("INSERT INTO support_requests (client_id, topic, subject, order_id, state, asked_by, created_at, last_at) VALUES (\(gone), 'other', 'Вопрос', \(id), 'answered', \(alone), 0, 0)")
            try writer.run("UPDATE access_keys SET contract_id = \(contract) WHERE client_id = \(gone)")
            let link = try one("""
                INSERT INTO price_file_links (client_id, person_id, name, format, language, schedule, token_hash, created_at) VALUES (\(gone), \(alone), 'Сайт', 'csv', 'ru', 'live', 't', 0) RETURNING id
                """)
            try writer.run("INSERT INTO price_file_schedules (link_id, client_id, weekdays, hour, gives, next_due) VALUES (\(link), \(gone), 127, 6, 'fresh', 0)")
            for person in [alone, both] { try writer.run("INSERT INTO price_file_recipients (link_id, client_id, person_id) VALUES (\(link), \(gone), \(person))") }
            try writer.run("INSERT INTO client_aliases (external_id, client_id, former_id, at) VALUES ('C0', \(gone), 900000, 0)")
            try writer.run("""
                INSERT INTO client_merges (staying_id, leaving_id, leaving_external_id, leaving_name, needs_second, status, proposed_by, proposed_by_name, proposed_at, decided_by)
                VALUES (\(gone), 900000, 'C0', 'Ноль', 0, 'done', 'person:1', 'Она', 0, 'person:1')
                """)
        }
        return order.number
    }
}
