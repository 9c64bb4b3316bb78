import Catalog
import Customers
import Database
import Foundation
import Integrations
import Journal
import Kernel
import Ordering
import Records
import Storefront
import Testing
import TestSupport

@Suite("What clients bought, and what people keep")
struct KeptTests {
    private static let zone = TimeZone(identifier: "Europe/Moscow") ?? .gmt

    @Test("the last purchase is told of orders here and before the portal, and the catalogue narrows to what was bought", arguments: Engine.allCases)
    func purchases(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let buyer = try await house.buyer()
            func bought(_ products: [ID<Product>]? = nil, by viewer: Viewer? = nil) async throws -> [String: String] {
                let found = try await house.database.read { try lastPurchases(of: products, for: viewer ?? buyer, in: Self.zone, $0) }
                return Dictionary(uniqueKeysWithValues: found.compactMap { id, last in
                    house.storefront.current.anyProduct(id).map { ($0.article, "\(last.day) \(last.quantity.decimal)") }
                })
            }
            let told = try await house.put(
                "past-orders", #"{"external_id":"O1","client":"C1","date":"2024-03-01","lines":[{"product":"P1","quantity":"3","unit_price":"90"},{"product":"P2","quantity":"5"}]}"#,
                #"{"external_id":"O2","client":"C1","date":"2025-03-01","lines":[{"product":"P2","quantity":10}]}"#, #"{"external_id":"O3","client":"C2","date":"2025-03-01","lines":[{"product":"P3","quantity":"1"}]}"#,
                #"{"external_id":"O4","client":"C1","date":"2025-03-01","lines":[{"product":"P9","quantity":"1"}]}"#, #"{"external_id":"O5","client":"C1","date":"2025-03-01","lines":[{"product":"P1","quantity":"0"}]}"#)
            #expect(told.map(\.status) == [.created, .created, .created, .refused, .refused])
            #expect(told.map(\.problems.first?.pointer) == [nil, nil, nil, "/lines/0/product", "/lines"])
            #expect(try await bought() == ["B-1": "2024-03-01 3", "N-1": "2025-03-01 10"])
            _ = try await house.order([("B-1", "2")], for: buyer)
            #expect(try await bought() == ["B-1": "2026-11-24 2", "N-1": "2025-03-01 10"])
            #expect(try await bought([]).isEmpty)
            #expect(try await bought(by: house.buyer([.catalog])).isEmpty)
            var query = ProductQuery()
            query.only = try await house.database.read { try lastPurchases(for: buyer, in: Self.zone, $0) }.keys.sorted()
            let shelf = house.shelf(buyer)
            #expect(shelf.products(query, limit: 10).items.map(\.article) == ["B-1", "N-1"])
            query.text = "гайка"
            #expect(shelf.listing(query, limit: 10).page.items.map(\.article) == ["N-1"])
            #expect(try await deleteRecords([.string("O2")], kind: "past-orders", for: .system, at: House.now, in: house.database).map(\.status) == [.deleted])
            #expect(try await bought() == ["B-1": "2026-11-24 2", "N-1": "2024-03-01 5"])
        }
    }

    @Test("marks and searches belong to one person and one client; limits hold; what is hidden gives way", arguments: Engine.allCases)
    func marks(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("products", (1...8).map { ["external_id": .string("X\($0)"), "article": .string("X-\($0)"), "name": "Икс"] })
            try await house.put("client-entities", #"{"external_id":"E2","client":"C2","name":"ООО «Два»"}"#)
            try await house.put("contracts", #"{"external_id":"D2","client":"C2","price_lists":["L1"]}"#)
            let (first, second) = (try await house.person("a@example.com", of: "C1"), try await house.person("b@example.com", of: "C2"))
            func shelf() -> Shelf { house.shelf(first) }
            func articles(_ kind: KeptKind, _ viewer: Viewer) async throws -> [String] {
                try await house.database.read { try keptProducts(kind, of: viewer, in: $0) }.compactMap { house.shelf(viewer).product($0)?.article }
            }
            func put(_ article: String, _ kind: KeptKind, at second: Int64 = 0) async throws {
                let shelf = shelf()
                let id = try #require(shelf.product(article)?.id)
                try await house.database.write { try keep(id, as: kind, on: shelf, at: Instant(milliseconds: House.now.milliseconds + second * 1000), in: $0) }
            }
            for number in 1...6 { try await put("X-\(number)", .compared, at: Int64(number)) }
            await #expect { try await put("X-7", .compared) } throws: { ($0 as? Refusal)?.reason == "compare_is_full" }
            try await put("X-1", .compared)
            #expect(try await articles(.compared, first) == (1...6).map { "X-\($0)" })
            #expect(try await articles(.compared, second).isEmpty)
            try await house.put("assortments", #"{"external_id":"H","default":"visible","rules":[{"allow":false,"scope":"product","target":"X2"}]}"#)
            try await house.put("clients", #"{"external_id":"C1","assortment":"H"}"#)
            try await put("X-7", .compared, at: 9)
            #expect(try await articles(.compared, first) == ["X-1", "X-3", "X-4", "X-5", "X-6", "X-7"])
            try await put("X-1", .favourite, at: 1)
            try await put("X-3", .favourite, at: 2)
            try await put("X-1", .favourite, at: 3)
            #expect(try await articles(.favourite, first) == ["X-3", "X-1"])
            for (place, article) in ["X-1", "X-3", "X-1"].enumerated() { try await put(article, .viewed, at: Int64(place)) }
            #expect(try await articles(.viewed, first) == ["X-1", "X-3"])
            try await house.database.write { writer in
                try saveSearch("Болты", parameters: "query=x", for: first, at: House.now, in: writer)
                try saveSearch(" Болты М8 ", parameters: "query=x", for: first, at: House.now, in: writer)
                #expect(throws: Refusal.self) { try saveSearch(" ", parameters: "query=y", for: first, at: House.now, in: writer) }
                let kept = try savedSearches(of: first, in: writer)
                #expect(kept.map(\.name) == ["Болты М8"])
                #expect(try savedSearches(of: second, in: writer).isEmpty)
                let id = kept.first?.id ?? 0
                #expect(throws: Refusal.notFound) { try renameSearch(id, to: "Чужое", for: second, in: writer) }
                #expect(throws: Refusal.notFound) { try removeSearch(id, for: second, in: writer) }
                try removeSearch(id, for: first, in: writer)
                #expect(try savedSearches(of: first, in: writer).isEmpty)
            }
        }
    }

    @Test("an order takes out of the cart what was ordered, and leaves what is not to be had any more", arguments: Engine.allCases)
    func cart(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let buyer = try await house.person("a@example.com", of: "C1")
            let ids = house.shelf(buyer).products(ProductQuery(), limit: 10).items.map(\.id)
            try await house.database.write { writer in
                for id in ids { try addToCart(id, quantity: .one, for: buyer, in: writer) }
                for id in ids { try addToCart(id, quantity: .one, for: buyer, in: writer) }
                #expect(try cartLines(of: buyer, in: writer).map(\.article) == ["B-1", "C-1", "N-1"])
                #expect(try cartLines(of: buyer, in: writer).map(\.quantity.decimal) == ["2", "2", "2"])
                try clearCart(of: Array(ids.prefix(2)), for: buyer, in: writer)
                #expect(try cartLines(of: buyer, in: writer).map(\.article) == ["N-1"])
            }
        }
    }
}

extension House {
    /// A buyer who is a person of the client.
    func person(_ email: String, of client: String) async throws -> Viewer {
        let database = database
        return try await database.write { writer in
            let id = try createPerson(NewPerson(email: email, name: "Пётр", role: "buyer", clientExternalID: client, passwordHash: "x"), by: .system, at: Self.now, in: writer)
            let owner: ID<Client> = try #require(try writer.row("SELECT id FROM clients WHERE external_id = \(client)")).get("id")
            return try #require(try writer.viewer(person: id, client: owner, at: Self.now))
        }
    }
}
