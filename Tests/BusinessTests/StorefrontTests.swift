import Customers
import Database
import Integrations
import Kernel
import Storefront
import Testing
import TestSupport

@Suite("The storefront")
struct StorefrontTests {
    @Test("sorted by own price, page by page, it equals brute force", arguments: Engine.allCases)
    func sortByPrice(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            var random = Seeded(7)
            var products: [JSON] = []
            var prices: [JSON] = []
            for number in 0..<300 {
                products.append(["external_id": .string("Q\(number)"), "article": .string("Q-\(number)"), "name": .string("Товар \(number)")])
                // A third has no price; many share one.
                if number % 3 > 0 {
                    prices.append(["price_list": "L1", "product": .string("Q\(number)"), "unit_price": .string("\(Int.random(in: 1...40, using: &random)).50")])
                }
            }
            try await house.put("products", products)
            try await house.put("prices", prices)
            let shelf = house.shelf(try await house.buyer())
            for sort in [ProductQuery.Sort.price, .priceDown] {
                var query = ProductQuery()
                query.sort = sort
                query.text = "товар"
                var found: [StoreProduct] = []
                var cursor: ProductCursor?
                repeat {
                    let page = shelf.products(query, after: cursor, limit: 37)
                    #expect(page.total == 300)
                    found += page.items
                    cursor = page.next
                } while cursor != nil
                #expect(Set(found.map(\.article)).count == 300)
                let units = found.map { product in try? shelf.price(product, for: product.leastOrder)?.get().unitPrice.units }
                let priced = units.compactMap { $0 }
                #expect(priced.count == 200)
                #expect(units.prefix(200).allSatisfy { $0 != nil })
                #expect(priced == priced.sorted(by: sort == .price ? (<=) : (>=)))
            }
        }
    }

    @Test("a changed price, stock figure or name is what the next request shows", arguments: Engine.allCases)
    func follows(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let viewer = try await house.buyer()
            func price() throws -> String? {
                let shelf = house.shelf(viewer)
                return try? shelf.price(try #require(shelf.product("B-1")), for: .one)?.get().unitPrice.decimal
            }
            #expect(try price() == "100.0000")
            try await house.put("prices", #"{"price_list":"L1","product":"P1","unit_price":"99.99"}"#)
            #expect(try price() == "99.9900")
            try await house.put("price-lists", #"{"external_id":"L1","to":"2026-11-23"}"#)
            #expect(try price() == nil)
            var query = ProductQuery()
            query.text = "шуруп"
            // Asked before as well: what was found then is kept, and must not be told again.
            #expect(house.shelf(viewer).products(query, limit: 10).items.isEmpty)
            try await house.put("products", #"{"external_id":"P1","name":"Шуруп"}"#)
            #expect(house.shelf(viewer).products(query, limit: 10).items.map(\.article) == ["B-1"])
            try await house.put("stock", #"{"warehouse":"W1","product":"P1","quantity":"3"}"#)
            #expect(house.shelf(viewer).availability(try #require(house.shelf(viewer).product("B-1"))).map(\.free.decimal) == ["3"])
            // A storefront loaded anew shows the same.
            let fresh = LiveStorefront(house.database)
            try await fresh.start()
            let shelf = Shelf(fresh.current, for: viewer, at: House.now)
            #expect(shelf.products(query, limit: 10).items.map(\.name) == ["Шуруп"])
        }
    }

    @Test("a product is found by article, barcode and words; the exact article comes first", arguments: Engine.allCases)
    func search(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put(
                "products", #"{"external_id":"P7","article":"B-10","name":"Болт М8х40 оцинкованный"}"#,
                #"{"external_id":"P8","article":"ZZ","name":"Набор B-1 и другое","cross_numbers":["OEM 55-1"]}"#)
            let shelf = house.shelf(try await house.buyer())
            func found(_ text: String) -> [String] {
                var query = ProductQuery()
                query.text = text
                return shelf.products(query, limit: 10).items.map(\.article)
            }
            #expect(found("B-1").first == "B-1")
            #expect(found("b-1").contains("B-10"))
            #expect(found("4601234567893") == ["B-1"])
            #expect(found("oem551") == ["ZZ"])
            #expect(found("оцинкованный БОЛТ") == ["B-10"])
            #expect(found("ничего такого") == [])
            #expect(found("%") == [])
        }
    }

    @Test("the beginning of many names is answered by them in their order, after exact codes, and by none that is hidden", arguments: Engine.allCases)
    func beginnings(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            // Beside the house's own, which has nothing behind the word.
            let names = (10..<40).map { #"{"external_id":"K\#($0)","article":"X-\#(90 - $0)","name":"Кабель \#($0)","brand":"B\#($0 % 2)"}"# }
            try await house.put("brands", #"{"external_id":"B0","name":"Север"}"#, #"{"external_id":"B1","name":"Юг"}"#)
            for name in names { try await house.put("products", name) }
            try await house.put("products", #"{"external_id":"K1","article":"КАБ","name":"Зажим"}"#, #"{"external_id":"K2","article":"Z-2","name":"Стойка для кабеля"}"#)
            func offered(_ text: String, _ limit: Int) async throws -> [String] {
                house.shelf(try await house.buyer()).suggestions(for: text, limit: limit).products.map(\.name)
            }
            let few = try await offered("каб", 4)
            #expect(few == ["Зажим", "Кабель", "Кабель 10", "Кабель 11"])
            // Where fewer begin so than are wanted, whatever has the word comes after them.
            let all = try await offered("каб", 100)
            #expect(all.count == 33)
            #expect(all.first == "Зажим")
            #expect(all.contains("Стойка для кабеля"))
            let one = try await offered("кабель 2", 4)
            #expect(one == ["Кабель 20", "Кабель 21", "Кабель 22", "Кабель 23"])
            try await house.put("assortments", #"{"external_id":"A1","default":"visible","rules":[{"allow":false,"scope":"brand","target":"B0"}]}"#)
            try await house.put("clients", #"{"external_id":"C1","assortment":"A1"}"#)
            let shown = try await offered("кабель", 3)
            #expect(shown == ["Кабель", "Кабель 11", "Кабель 13"])
        }
    }

    @Test("a price of another client, seller or warehouse is not shown", arguments: Engine.allCases)
    func ownWorld(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("legal-entities", #"{"external_id":"S2","name":"Юг"}"#)
            try await house.put("warehouses", #"{"external_id":"W2","name":"Сочи","legal_entity":"S2"}"#, #"{"external_id":"W3","name":"Общий"}"#)
            try await house.put("stock", #"{"warehouse":"W2","product":"P1","quantity":"50"}"#, #"{"warehouse":"W3","product":"P1","quantity":"4"}"#)
            let own = house.shelf(try await house.buyer())
            let product = try #require(own.product("B-1"))
            #expect(own.availability(product).map(\.warehouse.externalID) == ["W1", "W3"])
            let stranger = house.shelf(try await house.buyer(client: "C2"))
            #expect(stranger.price(product, for: .one) == nil)
            #expect(stranger.availability(product).isEmpty)
            let visitor = house.shelf(.visitor)
            #expect(visitor.price(product, for: .one) == nil)
            #expect(visitor.availability(product).isEmpty)
        }
    }
}
