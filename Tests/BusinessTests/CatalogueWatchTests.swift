import Customers
import Database
import Integrations
import Kernel
import Storefront
import Testing
import TestSupport

@Suite("Watched searches and awaited products")
struct CatalogueWatchTests {
    private static func later(_ hours: Int64) -> Instant { House.now.adding(seconds: hours * 3600) }

    /// What has been put into the queue of letters since `known` of them.
    private func news(_ house: House, after known: Int, at now: Instant) async throws -> [CatalogueNews] {
        try await house.database.read { reader in
            try reader.rows("SELECT id FROM catalogue_news ORDER BY id").dropFirst(known).compactMap { try CatalogueNews.stored(try $0.get("id"), at: now, in: reader) }
        }
    }

    private func tell(_ house: House, at now: Instant) async throws -> Int {
        try await tellCatalogueNews(at: now, in: house.database, storefront: { house.storefront.current }) { parameters, _ in
            var query = ProductQuery()
            query.text = parameters
            return query
        }
    }

    @Test("new answers to a watched search are told once, a day apart, without what the client is not shown", arguments: Engine.allCases)
    func watched(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (own, other) = (try await house.person("a@example.com", of: "C1"), try await house.person("b@example.com", of: "C2"))
            try await house.database.write { writer in
                try saveSearch("Шайбы", parameters: "шайба", for: own, at: House.now, in: writer)
                try saveSearch("Без писем", parameters: "шайба плоская", for: own, at: House.now, in: writer)
            }
            let search = try #require(try await house.database.read { try savedSearches(of: own, in: $0) }.first)
            #expect(!search.isWatched)
            await #expect { try await house.database.write { try watchSearch(search.id, true, for: other, at: House.now, in: $0) } } throws: { ($0 as? Refusal)?.code == .notFound }
            try await house.database.write { try watchSearch(search.id, true, for: own, at: House.now, in: $0) }
            #expect(try await house.database.read { try savedSearches(of: own, in: $0) }.map(\.isWatched) == [true, false])
            try await house.put(
                "products", #"{"external_id":"Z1","article":"Z-1","name":"Шайба плоская"}"#, #"{"external_id":"Z2","article":"Z-2","name":"Шплинт"}"#,
                #"{"external_id":"Z3","article":"Z-3","name":"Шайба тайная"}"#)
            try await house.put("assortments", #"{"external_id":"A","default":"visible","rules":[{"allow":false,"scope":"product","target":"Z3"}]}"#)
            try await house.put("clients", #"{"external_id":"C1","assortment":"A"}"#)
            // Not before a day is over.
            #expect(try await tell(house, at: Self.later(23)) == 0)
            #expect(try await tell(house, at: Self.later(24)) == 1)
            let first = try await news(house, after: 0, at: Self.later(24))
            #expect(first.map(\.found.count) == [1] && first.first?.back.isEmpty == true)
            let found = try #require(first.first?.found.first)
            #expect(found.name == "Шайбы" && found.count == 1 && found.entries.map(\.article) == ["Z-1"] && found.parameters == "шайба")
            #expect(try await tell(house, at: Self.later(72)) == 0)
            try await house.put("products", #"{"external_id":"Z1","name":"Шайба плоская, новая"}"#, #"{"external_id":"Z4","article":"Z-4","name":"Шайба гровер"}"#)
            #expect(try await tell(house, at: Self.later(97)) == 1)
            #expect(try await news(house, after: 1, at: Self.later(97)).first?.found.first?.entries.map(\.article) == ["Z-4"])
            try await house.database.write { try watchSearch(search.id, false, for: own, at: Self.later(98), in: $0) }
            try await house.put("products", #"{"external_id":"Z5","article":"Z-5","name":"Шайба пятая"}"#)
            #expect(try await tell(house, at: Self.later(200)) == 0)
        }
    }

    @Test("an awaited product is told of when it can be had where the client may order, once", arguments: Engine.allCases)
    func awaited(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("products", #"{"external_id":"Z1","article":"Z-1","name":"Шайба"}"#)
            try await house.put("legal-entities", #"{"external_id":"S2","name":"Юг"}"#)
            try await house.put("warehouses", #"{"external_id":"W2","name":"Сочи","legal_entity":"S2"}"#)
            let own = try await house.person("a@example.com", of: "C1")
            let shelf = house.shelf(own)
            let product = try #require(shelf.product("Z-1")?.id)
            for _ in 0..<2 { try await house.database.write { try waitFor(product, on: shelf, at: House.now, in: $0) } }
            #expect(try await house.database.read { try awaitedProducts(of: own, in: $0) } == [product])
            #expect(try await tell(house, at: Self.later(1)) == 0)
            // A warehouse of a seller with whom there is no contract.
            try await house.put("stock", #"{"warehouse":"W2","product":"Z1","quantity":"5"}"#)
            #expect(try await tell(house, at: Self.later(1)) == 0)
            try await house.put("stock", #"{"warehouse":"W1","product":"Z1","quantity":"5"}"#)
            #expect(try await tell(house, at: Self.later(2)) == 1)
            #expect(try await news(house, after: 0, at: Self.later(2)).first?.back.map(\.article) == ["Z-1"])
            #expect(try await house.database.read { try awaitedProducts(of: own, in: $0) }.isEmpty)
            #expect(try await tell(house, at: Self.later(3)) == 0)
            // A person who is away gets nothing, not even what is in the queue.
            try await house.database.write { try $0.run("UPDATE people SET blocked = 1 WHERE email = 'a@example.com'") }
            #expect(try await news(house, after: 0, at: Self.later(3)).isEmpty)
        }
    }
}
