import Customers
import Database
import HTTPTypes
import Kernel
import PortalTesting
import Receivables
import Testing
import TestSupport

@testable import kontor

@Suite("Letters that a person may do without")
struct OwnLettersTests {
    @Test("letters about requests for prices and others are switched off and on by who gets them; those about signing in always come", arguments: Engine.allCases)
    func choice(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let (client, database) = (house.client, house.portal.database)
            func headers(_ name: String) -> HTTPFields { house.askers.first { $0.name == name }?.headers ?? [:] }
            func gets(_ letter: Letter) async throws -> Bool { try await database.read { try $0.addressee(of: letter) != nil } }
            func page(_ name: String) async throws -> String { try await client.get("/security", headers: headers(name)).text }
            let (supplier, keeper) = (ID<Person>(house.people["supplier.administrator"] ?? 0), ID<Person>(house.people["staff.director"] ?? 0))
            let quotes = Letter.quotes(supplier, request: house.quoteRequest, .asked)
            #expect(try await gets(quotes))
            #expect(try await gets(.supplyAsked(supplier)))
            #expect(try await page("supplier.administrator").contains("value=\"quotes\" checked"))
            #expect(try await client.post("/security/letters", headers: headers("supplier.administrator"), form: [("letter", "supply")]).status.code == 303)
            #expect(try await !gets(quotes))
            #expect(try await gets(.supplyAsked(supplier)))
            #expect(try await gets(.invitation(supplier)))
            #expect(try await gets(.passwordChanged(supplier)))
            #expect(try await page("supplier.administrator").contains("value=\"quotes\"> "))
            // Nobody else's letters stop by that.
            #expect(try await gets(.quotes(ID(house.people["supplier.employee"] ?? 0), request: house.quoteRequest, .asked)))
            #expect(try await gets(.quotes(keeper, request: house.quoteRequest, .answered)))
            // Of what the page did not show nothing is chosen.
            #expect(try await page("supplier.administrator").contains("name=\"shown\" value=\"supply\""))
            #expect(try await client.post("/security/letters", headers: headers("supplier.administrator"), form: [("shown", "quotes")]).status.code == 303)
            #expect(try await gets(.supplyAsked(supplier)))
            #expect(try await client.post("/security/letters", headers: headers("supplier.administrator"), form: [("letter", "quotes")]).status.code == 303)
            #expect(try await gets(quotes))
            #expect(try await !gets(.supplyAsked(supplier)))
            // Of credit what is about it; an approval that waits for a person is always told.
            let approver = ID<Person>(house.people["a.approver"] ?? 0)
            let order = try await database.read { try $0.row("SELECT o.id, o.client_id, p.contract_id FROM orders AS o JOIN seller_orders AS p ON p.order_id = o.id ORDER BY o.id LIMIT 1") }
            let (number, whose, contract) = (try order?.get("id", as: ID<Order>.self), try order?.get("client_id", as: ID<Client>.self), try order?.get("contract_id", as: ID<Contract>.self))
            let held = try #require(contract), owner = try #require(whose)
            try await database.write { try $0.note([CreditNews(.orderHeld, client: owner, contract: held, order: number), CreditNews(.approvalAsked, client: owner, contract: held, order: number)], at: house.portal.now()) }
            func news(_ event: CreditNews.Event) async throws -> Letter {
                .creditNews(approver, try await database.read { try $0.row("SELECT MAX(id) AS id FROM credit_news WHERE event = \(event.rawValue)")?.get("id", as: Int64.self) } ?? 0)
            }
            let (credit, approval) = (try await news(.orderHeld), try await news(.approvalAsked))
            #expect(try await gets(credit))
            #expect(try await client.post("/security/letters", headers: headers("a.approver"), form: [("letter", "support")]).status.code == 303)
            #expect(try await !gets(credit))
            #expect(try await gets(approval))
            // Whoever sees prices is written to of agreements, asked or not.
            #expect(try await page("a.accountant").contains("value=\"agreements\" checked"))
            // Each is offered what he may get.
            let (buyer, warehouse, director) = (try await page("a.buyer"), try await page("staff.warehouse"), try await page("staff.director"))
            #expect(buyer.contains("value=\"support\" checked") && buyer.contains("value=\"agreements\"") && !buyer.contains("value=\"quotes\"") && !buyer.contains("value=\"supply\""))
            #expect(director.contains("value=\"quotes\" checked") && !director.contains("value=\"supply\""))
            #expect(!warehouse.contains("action=\"/security/letters\""))
        }
    }

    @Test("who has lost a right may choose of letters that may come to him still", arguments: Engine.allCases)
    func lostRights(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let (client, database) = (house.client, house.portal.database)
            func headers(_ name: String) -> HTTPFields { house.askers.first { $0.name == name }?.headers ?? [:] }
            func page(_ name: String) async throws -> String { try await client.get("/security", headers: headers(name)).text }
            let director = ID<Person>(house.people["staff.director"] ?? 0)
            // Whoever asked for prices and has another role by now: until his request is closed.
            try await database.write { _ = try $0.run("UPDATE people SET staff_role = 'warehouse' WHERE id = \(director)") }
            #expect(try await page("staff.director").contains("value=\"quotes\" checked"))
            #expect(try await client.post("/security/letters", headers: headers("staff.director"), form: []).status.code == 303)
            #expect(try await database.read { try $0.addressee(of: .quotes(director, request: house.quoteRequest, .answered)) } == nil)
            try await database.write { _ = try $0.run("UPDATE quote_requests SET closed_at = \(house.portal.now()), closed_by = \(director) WHERE id = \(house.quoteRequest)") }
            // What was switched off can be switched on.
            #expect(try await page("staff.director").contains("value=\"quotes\"> "))
            #expect(try await client.post("/security/letters", headers: headers("staff.director"), form: [("letter", "quotes")]).status.code == 303)
            #expect(try await !page("staff.director").contains("value=\"quotes\""))
            // Somebody of two clients, who looks at the one where he may see no debts.
            let warehouse = ID<Person>(house.people["a.warehouse"] ?? 0)
            #expect(try await !page("a.warehouse").contains("value=\"credit\""))
            try await database.write { writer in
                _ = try writer.run("INSERT INTO memberships (person_id, client_id, role) SELECT \(warehouse), id, 'accountant' FROM clients WHERE external_id = 'client-b'")
                _ = try writer.run("UPDATE sessions SET client_id = (SELECT id FROM clients WHERE external_id = 'client-a') WHERE person_id = \(warehouse)")
            }
            #expect(try await page("a.warehouse").contains("value=\"credit\" checked"))
            #expect(try await client.post("/security/letters", headers: headers("a.warehouse"), form: [("letter", "support")]).status.code == 303)
            #expect(try await page("a.warehouse").contains("value=\"credit\"> "))
        }
    }
}
