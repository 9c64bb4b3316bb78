import Customers
import Database
import Integrations
import Journal
import Kernel
import Ordering
import Testing
import TestSupport

@Suite("A client that is blocked as a whole", .serialized)
struct ClientBlockTests {
    @Test("it orders nothing, its open orders stand, and lifted it orders again", arguments: Engine.allCases)
    func ordering(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let buyer = try await house.buyer()
            let controller = try await house.officer("credit_controller")
            let open = try await house.order([("B-1", "2")], for: buyer)
            try await house.database.write { try blockClient("C1", reason: "Суд", by: controller, at: House.now, in: $0) }
            // Whoever asked before the block carries a viewer that does not know of it: what counts is the database.
            for payment in [OrderRequest.Payment.credit, .prepaid] {
                let refusal = await #expect(throws: Refusal.self) { _ = try await house.order([("B-1", "1")], for: buyer) { $0.payment = payment } }
                #expect(refusal?.code == .blocked)
                #expect(refusal?.reason == "client_blocked")
                #expect(refusal?.arguments["reason"] == .text("Суд"))
            }
            // So do clients whose orders have nothing to do with it.
            try await house.put("client-entities", #"{"external_id":"E2","client":"C2","name":"ООО «Два»","inn":"7707083893"}"#)
            try await house.put("contracts", #"{"external_id":"D2","client":"C2","price_lists":["L1"],"number":"Д-2"}"#)
            let neighbour = try await house.order([("B-1", "1")], for: try await house.buyer(client: "C2"))
            #expect(neighbour.status == .placed)
            let standing = try await house.database.read { try order(open.number, for: controller, in: $0) }
            #expect(standing.status == .placed)
            #expect(standing.isClientBlocked)
            let listed = try await house.database.read { try orders(OrderFilter(), limit: 10, for: controller, in: $0) }
            let marks = listed.map(\.isClientBlocked)
            #expect(marks == [false, true])
            let count = try await house.database.read { try openOrders(of: open.client, for: controller, in: $0) }
            #expect(count == 1)
            // Its people see what they saw, and why they cannot order.
            let seen = try await house.database.read { try order(open.number, for: buyer, in: $0).number }
            #expect(seen == open.number)
            let fresh = try await house.buyer()
            #expect(fresh.block?.reason == "Суд")
            #expect(fresh.block?.byName == "credit_controller")
            #expect(fresh.block?.since == House.now)
            // The client may still take an order back.
            try await house.database.write { try cancelOrder(open.number, by: buyer, at: House.now, in: $0) }

            try await house.database.write { try liftClientBlock("C1", by: controller, at: House.now, in: $0) }
            let again = try await house.order([("B-1", "1")], for: buyer)
            #expect(again.status == .placed)
            let told = try await house.number("SELECT COUNT(*) AS n FROM journal WHERE kind = 'clients' AND action IN ('blocked', 'unblocked') AND client_id = \(open.client)")
            #expect(told == 2)
        }
    }

    @Test("an order that waits for an approval goes on for a client that may order, and not for a blocked one", arguments: Engine.allCases)
    func approval(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let people = try await house.clientPeople()
            let controller = try await house.officer("credit_controller")
            try await house.setLimit("0.00", of: people.head)
            let waiting = try await house.order([("B-1", "1")], for: people.head)
            #expect(waiting.status == .approval)
            try await house.database.write { try blockClient("C1", reason: "Суд", by: controller, at: House.now, in: $0) }
            let refusal = await #expect(throws: Refusal.self) { try await house.database.write { try approveOrder(waiting.number, by: people.approver, at: House.now, in: $0) } }
            #expect(refusal?.reason == "client_blocked")
            try await house.database.write { try liftClientBlock("C1", by: controller, at: House.now, in: $0) }
            try await house.database.write { try approveOrder(waiting.number, by: people.approver, at: House.now, in: $0) }
        }
    }

    @Test("held orders of a blocked client go on when staff say so, never by themselves", arguments: Engine.allCases)
    func held(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish(limit: "50.00")
            let buyer = try await house.buyer()
            let controller = try await house.officer("credit_controller")
            let held = try await house.order([("B-1", "1")], for: buyer)
            #expect(held.status == .onHold)
            try await house.database.write { try blockClient("C1", reason: "Суд", by: controller, at: House.now, in: $0) }
            try await house.put("credit-accounts", #"{"external_id":"A1","client":"C1","limit":"500.00"}"#)
            _ = try await house.database.write { try reviewHeldOrders(after: nil, at: House.now, in: $0) }
            let still = try await house.database.read { try order(held.number, for: controller, in: $0).status }
            #expect(still == .onHold)
            let shown = try await house.database.read { try heldOrders(for: controller, at: House.now, in: $0).orders.map(\.isClientBlocked) }
            #expect(shown == [true])
            try await house.database.write { try releaseOrder(held.number, by: controller, at: House.now, in: $0) }
            let released = try await house.database.read { try order(held.number, for: controller, in: $0).status }
            #expect(released == .placed)
        }
    }

    @Test("staff who manage clients block, once and with a reason; to others the client is not there or not theirs to block", arguments: Engine.allCases)
    func who(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let controller = try await house.officer("credit_controller")
            let manager = try await house.officer("manager")
            let buyer = try await house.buyer()
            func reason(_ viewer: Viewer, _ client: String = "C1", _ text: String = "Суд") async throws -> String? {
                do { try await house.database.write { try blockClient(client, reason: text, by: viewer, at: House.now, in: $0) } } catch let refusal as Refusal { return refusal.reason }
                return nil
            }
            func lifted(_ viewer: Viewer) async throws -> String? {
                do { try await house.database.write { try liftClientBlock("C1", by: viewer, at: House.now, in: $0) } } catch let refusal as Refusal { return refusal.reason }
                return nil
            }
            #expect(try await reason(manager) == "forbidden")
            #expect(try await reason(buyer) == "forbidden")
            #expect(try await reason(.visitor) == "unauthenticated")
            #expect(try await reason(controller, "C9") == "not_found")
            #expect(try await reason(controller, "C1", "  ") == "reason_required")
            #expect(try await lifted(controller) == "client_not_blocked")
            #expect(try await reason(controller) == nil)
            #expect(try await reason(controller) == "client_blocked_already")
            #expect(try await lifted(manager) == "forbidden")
            // Nor does the database let one be blocked without a reason.
            await #expect(throws: DatabaseProblem.self) { try await house.database.write { try $0.run("UPDATE clients SET block_reason = NULL WHERE blocked_at IS NOT NULL") } }
            // What the ERP writes of a client leaves the block as it is.
            try await house.put("clients", #"{"external_id":"C1","name":"Клиент первый"}"#)
            #expect(try await reason(controller) == "client_blocked_already")
            #expect(try await lifted(controller) == nil)
        }
    }

    @Test("of two clients that become one, a block stays", arguments: Engine.allCases)
    func merged(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let director = try await house.officer("administrator")
            try await house.put("clients", #"{"external_id":"C3","name":"Клиент один, ещё раз"}"#)
            try await house.database.write { try blockClient("C3", reason: "Суд", by: director, at: House.now, in: $0) }
            let outcome = try await house.database.write { try mergeClients("C3", into: "C1", for: director, at: House.now, in: $0) }
            if case .merged = outcome {} else { Issue.record("\(outcome)") }
            let buyer = try await house.buyer()
            #expect(buyer.block?.reason == "Суд")
        }
    }
}

extension House {
    /// Somebody of the staff, by his role.
    func officer(_ role: String) async throws -> Viewer {
        try await database.write { writer in
            let new = NewPerson(email: "\(role)@staff.example", name: role, role: role, clientExternalID: nil, passwordHash: "x")
            let person = try createPerson(new, by: .command, at: Self.now, in: writer)
            let rights = StaffRole(rawValue: role)?.rights ?? []
            let managers: [ID<Person>]? = rights.contains(.seeAllClients) ? nil : [person]
            return Viewer(identity: .person(person), name: role, client: nil, contracts: [], rights: rights, isStaff: true, managers: managers)
        }
    }
}
