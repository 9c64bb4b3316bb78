import Agreements
import Customers
import Database
import Foundation
import Journal
import Kernel
import Ordering
import Pricing
import Storefront
import Testing
import TestSupport

@Suite("Prices on request")
struct PriceOnRequestTests {
    @Test("a price that was asked for is named by the distributor, approved by two others, and then goods can be ordered", arguments: Engine.allCases)
    func named(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("products", #"{"external_id":"P9","article":"X-9","name":"Без цены"}"#)
            try await house.put("stock", #"{"warehouse":"W1","product":"P9","quantity":"50"}"#)
            let (buyer, first, second) = try await house.people()
            let third = try await house.staff("third")
            let person = try #require(buyer.actor.person)
            try await house.database.write { writer in
                try writer.run("INSERT INTO memberships (person_id, client_id, role) VALUES (\(person), \(try #require(buyer.client).id), 'buyer')")
            }
            #expect(try await house.price("X-9", "5", for: buyer) == nil)
            // Ordered together with something that has a price, nothing is placed.
            let refusal = await #expect(throws: Refusal.self) { _ = try await house.order([("B-1", "1"), ("X-9", "5")], for: buyer) }
            #expect(refusal?.problems.map { "\($0.pointer) \($0.code.rawValue)" } == ["/lines/1 price_on_request"])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM orders") == 0)
            #expect(try await house.number("SELECT CAST(SUM(reserved) AS \(.integer)) AS n FROM stock") == 0)

            let number = try await house.ask(for: buyer, [("X-9", "5", "")])
            let asked = try await house.database.read { try agreement(number, for: buyer, in: $0) }
            #expect(asked.lines.map(\.price) == [nil])
            await house.refused("agreement_without_price") { try await house.approve(number, by: first) }
            try await house.change(number, [("X-9", "5", "70")], by: second)
            try await house.approve(number, by: first, revision: 2)
            #expect(try await house.price("X-9", "5", for: buyer) == nil)
            #expect(try await house.letters() == [])
            try await house.approve(number, by: third, revision: 2)
            #expect(try await house.price("X-9", "5", for: buyer) == "70.0000")
            #expect(try await house.letters() == ["agreement_approved \(number) \(person)"])
            #expect(try await house.order([("B-1", "1"), ("X-9", "5")], for: buyer).parts.first?.gross.decimal == "450.00")
        }
    }

    @Test("a refusal is told to whoever asked; what a manager asked for, to those of the client who may ask and see prices", arguments: Engine.allCases)
    func told(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (buyer, first, second) = try await house.people()
            let client = try #require(buyer.client).id
            let stranger = try #require(try await house.staff("stranger").actor.person)
            let person = try #require(buyer.actor.person)
            try await house.database.write { writer in
                try writer.run("INSERT INTO memberships (person_id, client_id, role) VALUES (\(person), \(client), 'buyer'), (\(stranger), \(client), 'warehouse')")
            }
            let asking = try await house.acting(first, for: "C1")
            let number = try await house.ask(for: asking, [("B-1", "5", "70")])
            try await house.database.write { try refuseAgreement(number, revision: 1, reason: "Нет", by: second, at: House.now, in: $0) }
            #expect(try await house.letters() == ["agreement_refused \(number) \(person)"])
        }
    }

    @Test("a price of zero is no price that could be asked for")
    func zero() async throws {
        try await House.open(.sqlite) { house in
            try await house.furnish()
            let (buyer, _, _) = try await house.people()
            let refusal = await #expect(throws: Refusal.self) { _ = try await house.ask(for: buyer, [("B-1", "1", "0")]) }
            #expect(refusal?.problems.map(\.pointer) == ["/lines/0/unit_price"])
        }
    }

    @Test("goods that are agreed go into the cart once, however often it is asked", arguments: Engine.allCases)
    func cart(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (buyer, _, _) = try await house.people()
            let bolt = try #require(house.shelf(buyer).product("B-1")).id
            let six = try #require(Quantity("6"))
            for _ in 0..<2 { try await house.database.write { try raiseInCart(bolt, to: six, for: buyer, in: $0) } }
            #expect(try await house.database.read { try cartLines(of: buyer, in: $0) } .map { "\($0.product) \($0.quantity.decimal)" } == ["\(bolt) 6"])
            try await house.database.write { try setInCart(bolt, quantity: try #require(Quantity("9")), for: buyer, in: $0) }
            try await house.database.write { try raiseInCart(bolt, to: six, for: buyer, in: $0) }
            #expect(try await house.database.read { try cartLines(of: buyer, in: $0) }.map(\.quantity.decimal) == ["9"])
        }
    }
}

extension House {
    /// The letters in the queue: what, about what, to whom.
    func letters() async throws -> [String] {
        try await database.read { reader in
            try reader.rows("SELECT payload FROM jobs WHERE kind = \(Letter.job) ORDER BY id LIMIT 100").map { row in
                let payload = try JSON(parsing: Array(try row.get("payload", as: String.self).utf8))
                return [payload["letter"]?.string, payload["about"]?.string, payload["person"]?.int.map { "\($0)" }].compactMap(\.self).joined(separator: " ")
            }
        }
    }
}
