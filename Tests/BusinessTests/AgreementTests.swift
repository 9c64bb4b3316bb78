import Agreements
import Customers
import Database
import Foundation
import Integrations
import Journal
import Kernel
import Ordering
import Pricing
import Records
import Storefront
import Testing
import TestSupport

@Suite("Project prices")
struct AgreementTests {
    @Test("two different people approve, and the price answers from then on, for its quantity", arguments: Engine.allCases)
    func inForce(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (buyer, first, second) = try await house.people()
            let number = try await house.ask(for: buyer, [("B-1", "6", "80.0000")])
            #expect(try await house.price("B-1", "5", for: buyer) == "100.0000")
            #expect(try await house.approve(number, by: first) == false)
            #expect(try await house.price("B-1", "5", for: buyer) == "100.0000")
            #expect(try await house.approve(number, by: second))
            #expect(try await house.price("B-1", "5", for: buyer) == "80.0000")
            // Steps say which agreement it was.
            let product = try #require(house.shelf(buyer).product("B-1"))
            guard case .success(let own)? = house.shelf(buyer).price(product, for: .one) else { Issue.record("no price"); return }
            #expect(own.steps.map(\.kind) == [.project])
            #expect(own.steps.first?.source.contains(number) ?? false)
            // More than is left has the ordinary price, as a whole.
            #expect(try await house.price("B-1", "7", for: buyer) == "100.0000")
            let order = try await house.order([("B-1", "4")], for: buyer)
            #expect(order.parts.first?.gross.decimal == "320.00")
            #expect(try await house.price("B-1", "3", for: buyer) == "100.0000")
            #expect(try await house.price("B-1", "2", for: buyer) == "80.0000")
            // Two lines of one order share what is left.
            let both = try await house.order([("B-1", "1"), ("B-1", "2")], for: buyer)
            #expect(both.parts.first?.gross.decimal == "280.00")
        }
    }

    @Test("an agreement is for its client, contract and site, and for its days only", arguments: Engine.allCases)
    func bounds(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (buyer, first, second) = try await house.people()
            try await house.put("sites", #"{"external_id":"X1","client":"C1","name":"Башня"}"#, #"{"external_id":"X2","client":"C1","name":"Склад"}"#)
            try await house.put("client-entities", #"{"external_id":"E2","client":"C2","name":"ООО «Два»"}"#)
            try await house.put("contracts", #"{"external_id":"D2","client":"C2","price_lists":["L1"]}"#)
            let today = Day(of: House.now, in: .gmt)
            let number = try await house.ask(for: buyer, [("B-1", "100", "80.0000")], site: "X1", from: today.adding(days: 1), to: today.adding(days: 2))
            try await house.approve(number, by: first)
            try await house.approve(number, by: second)
            let other = try await house.buyer(client: "C2")
            let product = try #require(house.shelf(buyer).product("B-1"))
            func price(_ viewer: Viewer, site: String?, days: Int) -> String? {
                guard case .success(let own)? = house.shelf(viewer).price(product, for: .one, on: today.adding(days: days), site: site) else { return nil }
                return own.unitPrice.decimal
            }
            #expect(price(buyer, site: "X1", days: 1) == "80.0000")
            #expect(price(buyer, site: "X1", days: 2) == "80.0000")
            #expect(price(buyer, site: "X1", days: 0) == "100.0000")
            #expect(price(buyer, site: "X1", days: 3) == "100.0000")
            #expect(price(buyer, site: "X2", days: 1) == "100.0000")
            #expect(price(buyer, site: nil, days: 1) == "100.0000")
            #expect(price(other, site: "X1", days: 1) == "100.0000")
            // A stranger finds neither the agreement nor its number.
            await #expect(throws: Refusal.notFound) { _ = try await house.database.read { try agreement(number, for: other, in: $0) } }
        }
    }

    @Test("nobody approves his own request, twice, unseen terms, or without the right", arguments: Engine.allCases)
    func hands(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (buyer, first, second) = try await house.people()
            // A manager asks for the client and may not approve it.
            let asking = try await house.acting(first, for: "C1")
            let own = try await house.ask(for: asking, [("B-1", "6", "80.0000")])
            await house.refused("own_agreement") { try await house.approve(own, by: first) }
            await house.refused("own_agreement") { try await house.approve(own, by: asking) }
            let number = try await house.ask(for: buyer, [("B-1", "6", "80.0000")])
            try await house.approve(number, by: first)
            await house.refused("approved_already") { try await house.approve(number, by: first) }
            await house.refused("forbidden") { try await house.approve(number, by: buyer) }
            // A key, and Kontor itself, are no people.
            await house.refused("forbidden") { try await house.approve(number, by: .system) }
            // Changed terms begin anew; who proposed them does not approve them.
            try await house.change(number, [("B-1", "6", "85.0000")], by: second)
            await house.refused("stale_revision") { try await house.approve(number, by: first, revision: 1) }
            await house.refused("own_agreement") { try await house.approve(number, by: second, revision: 2) }
            #expect(try await house.approve(number, by: first, revision: 2) == false)
            let third = try await house.staff("third")
            #expect(try await house.approve(number, by: third, revision: 2))
            #expect(try await house.price("B-1", "1", for: buyer) == "85.0000")
            await house.refused("agreement_is_decided") { try await house.approve(number, by: second, revision: 2) }
            let story = try await house.database.read { try agreement(number, for: buyer, in: $0).events.map(\.kind) }
            #expect(story == ["requested", "approved_once", "changed", "approved_once", "approved"])
        }
    }

    @Test("the database itself refuses a second approval by one person and an own one", arguments: Engine.allCases)
    func constraints(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (buyer, first, _) = try await house.people()
            let number = try await house.ask(for: buyer, [("B-1", "6", "80.0000")])
            try await house.approve(number, by: first)
            for actor in [first.actor.text, buyer.actor.text] {
                await #expect(throws: DatabaseProblem.self) {
                    try await house.database.write { writer in
                        try writer.run("""
                            INSERT INTO price_agreement_approvals (agreement_id, revision, requested_by, proposed_by, place, approved_by, approved_by_name, approved_at)
                            SELECT id, revision, requested_by, requested_by, 2, \(actor), '', 0 FROM price_agreements WHERE external_id = \(number)
                            """)
                    }
                }
            }
        }
    }

    @Test("a cancelled order gives back what it took, once, and in part", arguments: Engine.allCases)
    func givenBack(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (buyer, first, second) = try await house.people()
            let number = try await house.ask(for: buyer, [("B-1", "6", "80.0000"), ("C-1", "10", "11.0000")])
            try await house.approve(number, by: first)
            try await house.approve(number, by: second)
            let order = try await house.order([("B-1", "6"), ("C-1", "2.5")], for: buyer)
            #expect(try await house.used(number) == [6000, 2500])
            try await house.database.write { writer in
                var facts = OrderFacts()
                facts.lines = [OrderFacts.Line(position: 0, confirmed: try #require(Quantity("4")))]
                try tellOrderFacts(facts, of: order.number, by: .system, at: House.now, in: writer)
            }
            #expect(try await house.used(number) == [4000, 2500])
            for _ in 0..<2 { try await house.database.write { try cancelOrder(order.number, by: buyer, at: House.now, in: $0) } }
            #expect(try await house.used(number) == [0, 0])
        }
    }

    @Test("refused, withdrawn, expired and closed agreements keep their trace and give no price", arguments: Engine.allCases)
    func ends(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (buyer, first, second) = try await house.people()
            let refused = try await house.ask(for: buyer, [("B-1", "6", "1.0000")])
            try await house.database.write { try refuseAgreement(refused, revision: 1, reason: "Ниже закупки", by: first, at: House.now, in: $0) }
            let withdrawn = try await house.ask(for: buyer, [("B-1", "6", "2.0000")])
            try await house.database.write { try closeAgreement(withdrawn, reason: "Передумали", for: buyer, at: House.now, in: $0) }
            let late = try await house.ask(for: buyer, [("B-1", "6", "3.0000")])
            let closed = try await house.ask(for: buyer, [("B-1", "6", "4.0000")])
            try await house.approve(closed, by: first)
            try await house.approve(closed, by: second)
            try await house.database.write { try closeAgreement(closed, reason: "Объект сдан", for: first, at: House.now, in: $0) }
            let later = House.now.adding(seconds: 40 * 86400)
            await house.refused("agreement_is_over") { _ = try await house.database.write { try approveAgreement(late, revision: 1, by: first, at: later, in: $0) } }
            #expect(try await house.database.write { try expireAgreements(at: later, in: $0) } == 1)
            #expect(try await house.database.write { try expireAgreements(at: later, in: $0) } == 0)
            try await house.storefront.catchUp()
            #expect(try await house.price("B-1", "1", for: buyer) == "100.0000")
            for (number, last) in [(refused, "refused"), (withdrawn, "withdrawn"), (late, "expired"), (closed, "closed")] {
                let details = try await house.database.read { try agreement(number, for: buyer, in: $0) }
                #expect(details.events.last?.kind == last)
                #expect(details.card.status.rawValue == last)
            }
            #expect(try await house.number("SELECT COUNT(*) AS n FROM journal WHERE kind = 'price-agreements'") == 10)
            await #expect(throws: DatabaseProblem.self) { try await house.database.write { try $0.run("DELETE FROM price_agreement_events") } }
        }
    }

    @Test("the ERP brings and ends agreements of its own, and never approves the portal's", arguments: Engine.allCases)
    func fromERP(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (buyer, _, _) = try await house.people()
            let item = #"{"external_id":"PA-1","client":"C1","contract":"D1","lines":[{"product":"P1","unit_price":"70.5","quantity":"3"}],"to":"2026-12-31"}"#
            #expect(try await house.put("price-agreements", item).map(\.status) == [.created])
            #expect(try await house.put("price-agreements", item).map(\.status) == [.unchanged])
            #expect(try await house.price("B-1", "3", for: buyer) == "70.5000")
            try await house.put("price-agreements", #"{"external_id":"PA-1","lines":[{"product":"P1","unit_price":"71","quantity":"2"}]}"#)
            #expect(try await house.price("B-1", "2", for: buyer) == "71.0000")
            #expect(try await house.price("B-1", "3", for: buyer) == "100.0000")
            try await house.put("price-agreements", #"{"external_id":"PA-1","status":"closed"}"#)
            #expect(try await house.price("B-1", "2", for: buyer) == "100.0000")
            let number = try await house.ask(for: buyer, [("B-1", "6", "80.0000")])
            // What waits for signatures is not the ERP's yet.
            let told = try await house.database.read { try Integrations.records(kind: "price-agreements", updatedSince: nil, limit: 10, for: .system, in: $0).items }
            #expect(told.map { $0["external_id"]?.string } == ["PA-1"])
            #expect(told.first?["lines"]?.array?.first?["unit_price"]?.string == "71.0000")
            let outcomes = try await house.put("price-agreements", #"{"external_id":"\#(number)","client":"C1","contract":"D1","status":"approved"}"#,
                #"{"external_id":"PA-2","client":"C1","contract":"D1","lines":[{"product":"nothing","unit_price":"1","quantity":"1"}]}"#,
                #"{"external_id":"PA-3","client":"C1","contract":"D1","lines":[{"product":"P1","unit_price":"1","quantity":"1"},{"product":"P1","unit_price":"2","quantity":"1"}]}"#,
                #"{"external_id":"PA-4","client":"C2","contract":"D1"}"#, #"{"external_id":"PA-5","client":"C1","contract":"D1","from":"2026-12-01","to":"2026-11-01"}"#)
            #expect(outcomes.map(\.status) == [.refused, .refused, .refused, .refused, .refused])
            #expect(outcomes.first?.problems.first?.reason == "owned_by_portal")
            #expect(try await house.price("B-1", "1", for: buyer) == "100.0000")
        }
    }

    @Test("what is asked wrongly is told in one go, and nothing is kept", arguments: Engine.allCases)
    func wrong(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (buyer, _, _) = try await house.people()
            do {
                _ = try await house.ask(for: buyer, [("B-1", "0", "0"), ("B-1", "1", "5")], from: Day("2026-12-31")!, to: Day("2026-01-01")!)
                Issue.record("accepted")
            } catch let refusal as Refusal {
                #expect(Set(refusal.problems.map(\.pointer)) == ["/to", "/lines/0/quantity", "/lines/0/unit_price", "/lines/1"])
            }
            await house.refused("fields") { _ = try await house.ask(for: buyer, [("B-1", "1", "5")], site: "nowhere") }
            await house.refused("fields") { _ = try await house.ask(for: buyer, []) }
            #expect(try await house.number("SELECT COUNT(*) AS n FROM price_agreements") == 0)
            // Whoever may not see prices does not ask for them.
            let blind = Viewer(identity: buyer.identity, name: "", client: buyer.client, contracts: buyer.contracts, rights: [.askPrices], isStaff: false)
            await house.refused("forbidden") { _ = try await house.ask(for: blind, [("B-1", "1", "5")]) }
        }
    }
}

@Suite("Races for project prices", .serialized)
struct AgreementRaceTests {
    @Test("many hands approve at once: two different people, never the one who asked", arguments: Engine.allCases)
    func approvals(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (buyer, first, _) = try await house.people()
            let asking = try await house.acting(first, for: "C1")
            var hands: [Viewer] = [asking]
            for name in ["a", "b", "c"] { hands.append(try await house.staff(name)) }
            let people = hands
            for round in 0..<raceRounds {
                let number = try await house.ask(for: round % 2 == 0 ? asking : buyer, [("B-1", "6", "80.0000")])
                let given = try await withThrowingTaskGroup(of: Bool?.self) { group in
                    for attempt in 0..<24 {
                        group.addTask {
                            // The same person from many windows, too.
                            do { return try await house.approve(number, by: people[attempt % people.count]) } catch is Refusal { return nil }
                        }
                    }
                    return try await group.reduce(into: [Bool]()) { if let isLast = $1 { $0.append(isLast) } }
                }
                #expect(given.count == 2 && given.filter { $0 }.count == 1, "round \(round) on \(engine)")
                let card = try await house.database.read { try agreement(number, for: first, in: $0).card }
                #expect(card.status == .approved)
                #expect(Set(card.approvals.map(\.by)).count == 2)
                #expect(!card.approvals.map(\.by).contains(card.requestedBy))
            }
        }
    }

    @Test("an approval and a change of terms at once never put unseen terms into force", arguments: Engine.allCases)
    func changeAgainstApproval(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (buyer, first, second) = try await house.people()
            for round in 0..<raceRounds {
                let number = try await house.ask(for: buyer, [("B-1", "6", "80.0000")])
                try await house.approve(number, by: first)
                async let changed: Void? = try? await house.change(number, [("B-1", "6", "1.0000")], by: buyer)
                async let approved: Bool? = try? await house.approve(number, by: second, revision: 1)
                let (isChanged, isApproved) = (await changed != nil, await approved ?? false)
                #expect(isChanged != isApproved, "round \(round) on \(engine): one of the two")
                let details = try await house.database.read { try agreement(number, for: buyer, in: $0) }
                #expect(details.card.status == (isApproved ? .approved : .requested))
                #expect(details.lines.map { $0.price?.decimal } == [isApproved ? "80.0000" : "1.0000"])
            }
        }
    }

    @Test("64 orders after the last agreed units use no unit twice, and cancellations give each back once", arguments: Engine.allCases)
    func lastAgreedUnits(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish(limit: nil)
            try await house.put("stock", #"{"warehouse":"W1","product":"P1","quantity":"1000000"}"#)
            let (buyer, first, second) = try await house.people()
            for round in 0..<raceRounds {
                let room = 3 + round % 5
                let number = try await house.ask(for: buyer, [("B-1", String(room), "80.0000")])
                try await house.approve(number, by: first)
                try await house.approve(number, by: second)
                let orders = try await withThrowingTaskGroup(of: (String, Bool).self) { group in
                    for _ in 0..<64 {
                        group.addTask {
                            let order = try await house.order([("B-1", "1")], for: buyer)
                            return (order.number, order.parts.first?.gross.decimal == "80.00")
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                let cheap = orders.filter(\.1).map(\.0)
                #expect(cheap.count == room, "round \(round) on \(engine)")
                #expect(try await house.used(number) == [Int64(room) * 1000])
                // Each given back from two windows at once.
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for text in cheap + cheap {
                        group.addTask { try await house.database.write { try cancelOrder(text, by: buyer, at: House.now, in: $0) } }
                    }
                    try await group.waitForAll()
                }
                #expect(try await house.used(number) == [0], "round \(round) on \(engine)")
                try await house.database.write { try closeAgreement(number, reason: "Конец", for: first, at: House.now, in: $0) }
            }
        }
    }
}

extension House {
    /// A buyer of client C1 who is a person, and two of the distributor's people who approve.
    func people() async throws -> (buyer: Viewer, first: Viewer, second: Viewer) {
        let key = try await buyer()
        let rights = ClientRole.buyer.rights
        let person = try await person("buyer")
        return (
            Viewer(identity: .person(person), name: "buyer", client: key.client, contracts: key.contracts, rights: rights, isStaff: false), try await staff("first"),
            try await staff("second")
        )
    }

    func staff(_ name: String) async throws -> Viewer {
        Viewer(identity: .person(try await person(name)), name: name, client: nil, contracts: [], rights: StaffRole.manager.rights, isStaff: true)
    }

    /// The same person of the distributor's, acting for a client.
    func acting(_ staff: Viewer, for client: String) async throws -> Viewer {
        let own = try await buyer(client: client)
        return Viewer(identity: staff.identity, name: staff.name, client: own.client, contracts: own.contracts, rights: staff.rights, isStaff: true)
    }

    private func person(_ name: String) async throws -> ID<Person> {
        try await database.write { writer in
            try #require(try writer.rows("""
                INSERT INTO people (email, name, created_at) VALUES (\("\(name)@\(UUID().uuidString).example"), \(name), \(Self.now)) RETURNING id
                """).first?.get("id"))
        }
    }

    func ask(
        for viewer: Viewer, _ lines: [(String, String, String)], site: String? = nil, from: Day = Day(of: House.now, in: .gmt),
        to: Day = Day(of: House.now, in: .gmt).adding(days: 30)
    ) async throws -> String {
        let shelf = shelf(viewer)
        let request = AgreementRequest(contract: nil, site: site, title: "Башня", reason: "Большой объём", from: from, to: to, lines: try agreed(lines, shelf))
        let number = try await database.write { try requestAgreement(request, for: viewer, on: shelf, at: Self.now, in: $0) }
        try await storefront.catchUp()
        return number
    }

    func change(_ number: String, _ lines: [(String, String, String)], by viewer: Viewer) async throws {
        let shelf = shelf(viewer)
        let day = Day(of: Self.now, in: .gmt)
        let request = AgreementRequest(contract: nil, site: nil, title: "Башня", reason: "Иначе", from: day, to: day.adding(days: 30), lines: try agreed(lines, shelf))
        try await database.write { try changeAgreement(number, revision: 1, to: request, for: viewer, on: shelf, at: Self.now, in: $0) }
    }

    private func agreed(_ lines: [(String, String, String)], _ shelf: Shelf) throws -> [AgreementRequest.Line] {
        try lines.map { code, quantity, price in
            AgreementRequest.Line(
                product: try #require(shelf.product(code)).id, quantity: try #require(Quantity(quantity)), price: price.isEmpty ? nil : try #require(UnitPrice(price)))
        }
    }

    @discardableResult
    func approve(_ number: String, by viewer: Viewer, revision: Int = 1) async throws -> Bool {
        let isInForce = try await database.write { try approveAgreement(number, revision: revision, by: viewer, at: Self.now, in: $0) }
        try await storefront.catchUp()
        return isInForce
    }

    func price(_ article: String, _ quantity: String, for viewer: Viewer) async throws -> String? {
        let shelf = shelf(viewer)
        guard case .success(let own)? = shelf.price(try #require(shelf.product(article)), for: try #require(Quantity(quantity))) else { return nil }
        return own.unitPrice.decimal
    }

    func used(_ number: String) async throws -> [Int64] {
        try await database.read { reader in
            try reader.rows("""
                SELECT l.used FROM price_agreement_lines AS l JOIN price_agreements AS a ON a.id = l.agreement_id WHERE a.external_id = \(number) ORDER BY l.position LIMIT 100
                """).map { try $0.get("used") }
        }
    }

    func refused(_ reason: String, _ body: () async throws -> Void) async {
        do {
            try await body()
            Issue.record("not refused with \(reason)")
        } catch let refusal as Refusal { #expect(refusal.reason == reason) } catch { Issue.record("\(error)") }
    }
}
