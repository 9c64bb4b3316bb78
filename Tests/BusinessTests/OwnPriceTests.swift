import Customers
import Database
import Integrations
import Kernel
import Ordering
import Pricing
import Records
import Testing
import TestSupport

@testable import Storefront

@Suite("Own prices")
struct OwnPriceTests {
    /// A house whose prices depend on everything: a tree of segments and of categories, lists in three currencies, costs, discounts of all kinds.
    private static func furnish(_ house: House, _ random: inout Seeded) async throws {
        try await house.furnish()
        func pick(_ items: [JSON]) -> JSON { items.randomElement(using: &random) ?? .null }
        try await house.put("segments", #"{"external_id":"G0","name":"Все"}"#, #"{"external_id":"G1","parent":"G0","name":"Дилеры"}"#, #"{"external_id":"G2","name":"Чужие"}"#)
        try await house.put("clients", #"{"external_id":"C1","segment":"G1"}"#)
        try await house.put("categories", #"{"external_id":"K0","name":"Верх"}"#, #"{"external_id":"K1","parent":"K0","name":"Низ"}"#, #"{"external_id":"K2","name":"Прочее"}"#)
        try await house.put("brands", #"{"external_id":"B1","name":"Один"}"#, #"{"external_id":"B2","name":"Два"}"#)
        try await house.put("products", (1...30).map { number in
            [
                "external_id": .string("Q\(number)"), "article": .string("Q-\(number)"), "name": .string("Товар \(number)"), "category": pick(["K0", "K1", "K2", .null]),
                "brand": pick(["B1", "B2", .null]), "vat_class": pick(["standard", "reduced", "zero", "exempt"]), "price_basis": pick(["1", "100"]),
            ]
        })
        try await house.put("rates", #"{"currency":"EUR","day":"2026-11-01","rate":"95.1234"}"#, #"{"currency":"EUR","day":"2026-11-24","rate":"96.5"}"#,
            #"{"currency":"CNY","day":"2026-10-20","nominal":10,"rate":"115.5"}"#)
        try await house.put("price-lists", (2...7).map { number in
            [
                "external_id": .string("L\(number)"), "name": .string("Прайс \(number)"), "currency": pick(["RUB", "EUR", "CNY"]), "vat_included": pick([true, false]),
                "net": pick([false, false, false, true]), "cost": .bool(number == 7),
            ]
        })
        var prices: [JSON] = []
        for product in 1...30 {
            for list in 1...7 where list == 1 || Bool.random(using: &random) {
                for least in ["0", "10", "50"] where least == "0" || Int.random(in: 0...3, using: &random) == 0 {
                    prices.append([
                        "price_list": .string("L\(list)"), "product": .string("Q\(product)"), "min_quantity": .string(least),
                        "unit_price": .string("\(Int.random(in: 1...400, using: &random)).\(Int.random(in: 1000...9999, using: &random))"),
                    ])
                }
            }
        }
        try await house.put("prices", prices)
        let outcomes = try await house.put("contracts", [[
            "external_id": "D1", "client": "C1", "price_lists": ["L4", "L2", "L3", "L5", "L1"], "rate_markup": "1.5", "rate_day": "month_start",
            "vat_mode": pick(["included", "on_top", "none"]), "currency": "RUB",
        ]])
        #expect(outcomes.map(\.status) == [.updated])
        let targets: [JSON] = [["client": "C1"], ["client": "C2"], ["contract": "D1"], ["segment": "G0"], ["segment": "G1"], ["segment": "G2"], ["all": true]]
        let scopes: [JSON] = [["product": "Q3"], ["product": "Q4"], ["category": "K0"], ["category": "K1"], ["category": "K2"], ["brand": "B1"], ["all": true]]
        let discounts = (0..<40).map { number -> JSON in
            let mode = pick(["best", "best", "first", "add"])
            var item: JSONObject = [
                "external_id": .string("X\(number)"), "target": pick(targets), "scope": pick(scopes), "mode": mode, "priority": .number(String(number % 7)),
                "min_quantity": pick(["0", "10", "20"]), "min_amount": pick([.null, .null, "500.00", "5000.00"]), "from": pick([.null, "2026-11-24", "2026-11-25"]),
                "to": pick([.null, "2026-11-24", "2026-11-23"]), "currency": pick(["RUB", "EUR"]),
            ]
            if number % 5 == 0, mode != "add" { item["markup"] = "12.5" } else if number % 5 == 1, mode != "add" { item["fixed_price"] = "77.7777" } else {
                item["percent"] = .string("\(Int.random(in: 1...20, using: &random)).25")
            }
            if item["from"]?.string == "2026-11-25" { item["to"] = .null }
            if item["from"]?.string == "2026-11-24", item["to"]?.string == "2026-11-23" { item["to"] = .null }
            return .object(item)
        }
        let kept = try await house.put("discounts", discounts)
        #expect(kept.allSatisfy { $0.status == .created }, "\(kept.filter { $0.status != .created }.flatMap(\.problems))")
        try await house.put("price-floors", #"{"external_id":"F1","name":"Маржа","scope":{"category":"K0"},"margin":"10"}"#,
            #"{"external_id":"F2","name":"Не ниже","scope":{"brand":"B2"},"price":"50"}"#)
    }

    @Test("the storefront in memory, one loaded afresh and the rows of a transaction give the same, and an order keeps it", arguments: Engine.allCases, [1, 2, 3] as [UInt64])
    func sameEverywhere(_ engine: Engine, _ seed: UInt64) async throws {
        try await House.open(engine) { house in
            var random = Seeded(seed)
            try await Self.furnish(house, &random)
            let buyer = try await house.buyer()
            let followed = house.shelf(buyer)
            let fresh = Shelf(try await house.database.read { try Storefront(loadedFrom: $0) }, for: buyer, at: House.now)
            var discounted = 0
            for round in 0..<12 {
                let articles = (1...30).map { "Q-\($0)" }.shuffled(using: &random).prefix(Int.random(in: 1...8, using: &random))
                let wanted = try articles.map { article in
                    let quantity = Quantity(String(Int.random(in: 1...60, using: &random)))
                    return WantedGoods(try #require(followed.product(article)), try #require(quantity))
                }
                let ids = wanted.map(\.product.id)
                let rows = try await house.database.read { reader in
                    Shelf(try Storefront(of: ids, under: buyer.contracts, at: House.now, forUpdate: false, from: reader), for: buyer, at: House.now)
                }
                let prices = try followed.prices(wanted).map { try #require($0) }
                for shelf in [fresh, rows] {
                    let others = try shelf.prices(wanted).map { try #require($0) }
                    #expect(others.map { try? $0.get().unitPrice } == prices.map { try? $0.get().unitPrice }, "seed \(seed), round \(round)")
                    #expect(others.map { try? $0.get().steps } == prices.map { try? $0.get().steps }, "seed \(seed), round \(round)")
                    #expect(others.map { try? $0.get().explanation.passedOver } == prices.map { try? $0.get().explanation.passedOver }, "seed \(seed), round \(round)")
                }
                let lines = wanted.map { ($0.product.article, $0.quantity.decimal) }
                let order = try await house.order(lines, for: buyer)
                for (line, price) in zip(order.lines, prices) {
                    let own = try price.get()
                    #expect(line.unitPrice == own.unitPrice && line.listPrice == own.listPrice && line.rate == own.rate)
                    discounted += own.unitPrice < own.listPrice ? 1 : 0
                }
                #expect(order.parts.first?.gross.minorUnits == order.lines.reduce(0) { $0 + $1.gross.minorUnits })
            }
            #expect(discounted > 5, "seed \(seed): discounts take part")
        }
    }

    @Test("a range of own prices finds what a look at every price finds, and so do the counts of the ranges offered", arguments: [1, 2, 3] as [UInt64])
    func ranges(_ seed: UInt64) async throws {
        try await House.open(.sqlite) { house in
            var random = Seeded(seed)
            try await Self.furnish(house, &random)
            let shelf = house.shelf(try await house.buyer())
            let all = shelf.products(ProductQuery(), limit: 1000).items
            func own(_ product: StoreProduct) -> UnitPrice? { try? shelf.price(product, for: product.leastOrder)?.get().unitPrice }
            var offered = 0
            for round in 0..<60 {
                var query = ProductQuery()
                if round % 2 == 0 { query.category = ["K0", "K1", "K2"].randomElement(using: &random) }
                if round % 3 == 0 { query.brands = ["B1"] }
                if round % 5 == 0 { query.text = "Товар" }
                if round % 7 == 0 { query.inStock = true }
                if round % 4 == 0 { query.sort = [.price, .priceDown].randomElement(using: &random) ?? .price }
                let listed = shelf.products(query, limit: 1000).items
                let prices = listed.compactMap(own)
                func count(_ from: UnitPrice?, _ to: UnitPrice?) -> Int { prices.count { price in (from.map { $0 <= price } ?? true) && (to.map { price <= $0 } ?? true) } }
                var narrowed = query
                narrowed.minPrice = Bool.random(using: &random) ? all.compactMap(own).randomElement(using: &random) : nil
                narrowed.maxPrice = Bool.random(using: &random) ? all.compactMap(own).randomElement(using: &random) : nil
                if narrowed.minPrice != nil || narrowed.maxPrice != nil {
                    #expect(shelf.products(narrowed, limit: 1000).total == count(narrowed.minPrice, narrowed.maxPrice), "seed \(seed), round \(round)")
                }
                // What is offered does not depend on what is chosen of it.
                let spread = shelf.listing(narrowed, limit: 1).choices?.prices
                #expect(spread?.least == prices.min() && spread?.most == prices.max(), "seed \(seed), round \(round)")
                for bucket in spread?.buckets ?? [] {
                    (query.minPrice, query.maxPrice) = (bucket.from, bucket.to)
                    #expect(bucket.count > 0 && bucket.count == count(bucket.from, bucket.to), "seed \(seed), round \(round)")
                    #expect(shelf.products(query, limit: 1).total == bucket.count, "seed \(seed), round \(round)")
                    offered += 1
                }
                (query.minPrice, query.maxPrice) = (nil, nil)
                let facet = shelf.products(query, limit: 1, facets: true).facets.first { $0.code == "price" }
                #expect(facet?.range?.least == prices.min() && facet?.range?.most == prices.max(), "seed \(seed), round \(round)")
            }
            #expect(offered > 50, "ranges take part")
            let blind = house.shelf(try await house.buyer([.catalog]))
            #expect(blind.listing(ProductQuery(), limit: 1).choices?.prices == nil)
        }
    }

    @Test("prices kept of a part of the catalogue follow prices, discounts, rates and products", arguments: [1, 2, 3] as [UInt64])
    func keptParts(_ seed: UInt64) async throws {
        try await House.open(.sqlite) { house in
            var random = Seeded(seed)
            try await Self.furnish(house, &random)
            let contract = try #require(try await house.buyer().contracts.first)
            let parts = (0..<4).map { _ in Array((0..<30).shuffled(using: &random).prefix(Int.random(in: 1...20, using: &random))) }
            var changed = 0
            var before: [[Int64]] = []
            for round in 0..<40 {
                let product = Int.random(in: 1...30, using: &random)
                switch round % 4 {
                case 0: try await house.put("prices", [["price_list": "L4", "product": .string("Q\(product)"), "unit_price": .string("\(Int.random(in: 1...90, using: &random))")]])
                case 1: try await house.put("discounts", [["external_id": "X0", "target": ["client": "C1"], "scope": ["all": true], "percent": .string("\(round + 1)")]])
                case 2: try await house.put("rates", [["currency": "EUR", "day": "2026-11-01", "rate": .string("\(90 + round)")]])
                default: try await house.put("products", [["external_id": .string("Q\(product)"), "article": .string("Q-\(product)"), "name": "Иначе", "brand": "B1", "vat_class": "zero"]])
                }
                let storefront = house.storefront.current
                let terms = storefront.circumstances(of: contract, on: contract.today(at: House.now))
                let units = parts.map { storefront.keptUnits(at: $0, under: contract, terms) }
                #expect(units == parts.map { storefront.units(at: $0, under: contract, terms) }, "seed \(seed), round \(round)")
                #expect(units == parts.map { storefront.keptUnits(at: $0, under: contract, terms) })
                changed += units == before ? 0 : 1
                before = units
            }
            #expect(changed > 10, "prices change")
        }
    }

    @Test("a discount by amount sees the whole order and no amount discount", arguments: Engine.allCases)
    func amounts(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("discounts", #"{"external_id":"A","target":{"client":"C1"},"scope":{"all":true},"percent":"10","min_amount":"500.00"}"#)
            // 122 × 5 = 610 with VAT is 500 without.
            try await house.put("prices", #"{"price_list":"L1","product":"P1","unit_price":"122"}"#)
            let buyer = try await house.buyer()
            func total(_ lines: [(String, String)]) async throws -> String? { try await house.order(lines, for: buyer).parts.first?.gross.decimal }
            #expect(try await total([("B-1", "4")]) == "488.00")
            #expect(try await total([("B-1", "5")]) == "549.00")
            // 488 + 166.65 with VAT: 400 + 136.60 without; less 10 %: 439.20 + 149.985.
            #expect(try await total([("B-1", "4"), ("N-1", "5")]) == "589.19")
            let shelf = house.shelf(buyer)
            let bolt = try #require(shelf.product("B-1"))
            let four = try #require(Quantity("4"))
            let alone = try #require(shelf.price(bolt, for: four)).get()
            #expect(alone.discount == .zero)
            #expect(alone.explanation.passedOver.map(\.reason) == [.belowAmount])
        }
    }

    @Test("a rate, a discount begun by its date, a changed floor is what the next request shows", arguments: Engine.allCases)
    func next(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("price-lists", #"{"external_id":"L2","name":"Евро","currency":"EUR"}"#)
            try await house.put("prices", #"{"price_list":"L2","product":"P1","unit_price":"2"}"#)
            try await house.put("contracts", #"{"external_id":"D1","client":"C1","price_lists":["L2","L1"]}"#)
            let buyer = try await house.buyer()
            func price(on day: String? = nil) throws -> Result<String, NoPrice> {
                let shelf = house.shelf(buyer)
                let bolt = try #require(shelf.product("B-1"))
                return try #require(shelf.price(bolt, for: .one, on: day.flatMap { Day($0) })).map(\.unitPrice.decimal)
            }
            let euro = try #require(Currency("EUR"))
            #expect(try price() == .failure(.missingRate(euro)))
            let refused = try await Result { try await house.order([("B-1", "1")], for: buyer) }
            #expect(throws: Refusal.self) { try refused.get() }
            try await house.put("rates", #"{"currency":"EUR","day":"2026-11-20","rate":"90"}"#)
            #expect(try price() == .success("180.0000"))
            try await house.put("rates", #"{"currency":"EUR","day":"2026-11-24","rate":"100"}"#)
            #expect(try price() == .success("200.0000"))
            #expect(try price(on: "2026-11-23") == .success("180.0000"))
            try await house.put("discounts", #"{"external_id":"A","target":{"contract":"D1"},"scope":{"product":"P1"},"percent":"50","from":"2026-11-25"}"#)
            #expect(try price() == .success("200.0000"))
            #expect(try price(on: "2026-11-25") == .success("100.0000"))
            try await house.put("discounts", #"{"external_id":"A","from":null}"#)
            #expect(try price() == .success("100.0000"))
            try await house.put("price-floors", #"{"external_id":"F","name":"Не ниже","scope":{"all":true},"price":"150"}"#)
            #expect(try price() == .success("150.0000"))
            try await house.put("price-lists", #"{"external_id":"L2","net":true}"#)
            #expect(try price() == .success("200.0000"))
        }
    }

    @Test("bad discounts, rates and prices are refused with the place and the reason, good neighbours are kept", arguments: Engine.allCases)
    func badInput(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            func problems(_ kind: String, _ item: String) async throws -> [String] {
                let outcomes = try await house.put(kind, [try JSON(parsing: Array(item.utf8)), try JSON(parsing: Array(Self.good[kind, default: item].utf8))])
                #expect(outcomes[0].status == .refused, "\(item)")
                if Self.good[kind] != nil { #expect(outcomes[1].status != .refused, "\(outcomes[1].problems)") }
                return outcomes[0].problems.map { "\($0.pointer) \($0.reason)" }
            }
            for (item, expected) in [
                (#"{"external_id":"X","target":{"client":"C1"},"scope":{"all":true},"percent":"100.5"}"#, "/percent not_in_range"),
                (#"{"external_id":"X","target":{"client":"C1"},"scope":{"all":true},"percent":"-1"}"#, "/percent not_in_range"),
                (#"{"external_id":"X","target":{"client":"C1"},"scope":{"all":true},"fixed_price":"-1"}"#, "/fixed_price not_a_price"),
                (#"{"external_id":"X","target":{"client":"C1"},"scope":{"all":true},"fixed_price":"0"}"#, "/fixed_price price_is_zero"),
                (#"{"external_id":"X","target":{"client":"nobody"},"scope":{"all":true},"percent":"1"}"#, "/target/client unknown_reference"),
                (#"{"external_id":"X","target":{"client":"C1"},"scope":{"brand":"none"},"percent":"1"}"#, "/scope/brand unknown_reference"),
                (#"{"external_id":"X","target":{"client":"C1","segment":"G"},"scope":{"all":true},"percent":"1"}"#, "/target one_of_these"),
                (#"{"external_id":"X","target":{"person":"C1"},"scope":{"all":true},"percent":"1"}"#, "/target/person unknown_field"),
                (#"{"external_id":"X","target":{},"scope":{"all":true},"percent":"1"}"#, "/target one_of_these"),
                (#"{"external_id":"X","scope":{"all":true},"percent":"1"}"#, "/target field_required"),
                (#"{"external_id":"X","target":{"all":true},"percent":"1"}"#, "/scope field_required"),
                (#"{"external_id":"X","target":{"all":true},"scope":{"all":true}}"#, "/percent one_of_these"),
                (#"{"external_id":"X","target":{"all":true},"scope":{"all":true},"percent":"1","markup":"5"}"#, "/markup one_of_these"),
                (#"{"external_id":"X","target":{"all":true},"scope":{"all":true},"markup":"5","mode":"add"}"#, "/mode only_percent_adds"),
                (#"{"external_id":"X","target":{"all":true},"scope":{"all":true},"percent":"1","from":"2026-12-01","to":"2026-11-01"}"#, "/to period_reversed"),
                (#"{"external_id":"X","target":{"all":true},"scope":{"all":true},"percent":"1","currency":"roubles"}"#, "/currency unknown_currency"),
                (#"{"external_id":"X","target":{"all":true},"scope":{"all":true},"percent":"1","target/client":"C1"}"#, "/target/client unknown_field"),
            ] {
                #expect(try await problems("discounts", item) == [expected], "\(item)")
            }
            for (item, expected) in [
                (#"{"currency":"RUB","day":"2026-11-24","rate":"1"}"#, "/currency rouble_has_no_rate"),
                (#"{"currency":"EUR","day":"2026-11-24","rate":"0"}"#, "/rate not_in_range"),
                (#"{"currency":"EUR","day":"2026-11-24","rate":"-5"}"#, "/rate not_in_range"),
                (#"{"currency":"EUR","day":"2026-11-24","nominal":0,"rate":"5"}"#, "/nominal not_an_integer"),
                (#"{"currency":"EUR","day":"24.11.2026","rate":"5"}"#, "/day not_a_day"),
            ] {
                #expect(try await problems("rates", item) == [expected], "\(item)")
            }
            #expect(try await problems("prices", #"{"price_list":"L1","product":"P1","unit_price":"0"}"#) == ["/unit_price price_is_zero"])
            #expect(try await problems("prices", #"{"price_list":"L1","product":"P1","unit_price":"10000000001"}"#) == ["/unit_price not_a_price"])
            #expect(try await problems("price-floors", #"{"external_id":"X","name":"n","scope":{"all":true},"margin":"100"}"#) == ["/margin not_in_range"])
        }
    }

    private static let good = [
        "discounts": #"{"external_id":"OK","target":"{\"client\":\"C1\"}","scope":"all","percent":"1"}"#, "rates": #"{"currency":"USD","day":"2026-11-24","rate":"80.5"}"#,
        "price-floors": #"{"external_id":"OK","name":"n","scope":{"all":true},"margin":"5"}"#,
    ]
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async throws {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

extension OwnPriceTests {
    @Test("whole catalogue by own price: equal to brute force before and after every kind of change", arguments: Engine.allCases, [11, 12] as [UInt64])
    func columns(_ engine: Engine, _ seed: UInt64) async throws {
        try await House.open(engine) { house in
            var random = Seeded(seed)
            try await Self.furnish(house, &random)
            let buyer = try await house.buyer()
            func compare(_ what: String) async throws {
                let shelf = house.shelf(buyer)
                let offer = try #require(shelf.offers.first)
                let column = shelf.storefront.priceColumn(of: offer.contract, under: offer.terms)
                for place in 0..<shelf.storefront.productCount {
                    let product = shelf.storefront.products[place]
                    let own = try? shelf.price(product, for: product.leastOrder)?.get().unitPrice.units
                    #expect(column.units[place] == own ?? PriceColumn.none, "seed \(seed), \(what), \(product.article)")
                }
                for descending in [false, true] {
                    var query = ProductQuery()
                    query.sort = descending ? .priceDown : .price
                    let expected = (0..<shelf.storefront.productCount).map { shelf.storefront.products[$0] }.sorted { left, right in
                        func key(_ product: StoreProduct) -> (Int64, String) {
                            let units = column.units[shelf.storefront.places[product.id] ?? 0]
                            return (units == PriceColumn.none || !descending ? units : -units, product.article)
                        }
                        return key(left) < key(right)
                    }.map(\.article)
                    var pages: [String] = []
                    var cursor: ProductCursor?
                    repeat {
                        let page = shelf.products(query, after: cursor, limit: 7)
                        pages += page.items.map(\.article)
                        cursor = page.next
                    } while cursor != nil
                    #expect(pages == expected, "seed \(seed), \(what)")
                    let second = shelf.products(query, offset: 10, limit: 5)
                    #expect(second.items.map(\.article) == Array(expected[10..<15]))
                }
            }
            try await compare("at first")
            try await house.put("prices", (1...9).map { ["price_list": "L1", "product": .string("Q\($0)"), "unit_price": .string("\($0)")] })
            try await compare("prices")
            try await house.put("discounts", [["external_id": "N1", "target": ["client": "C1"], "scope": ["category": "K1"], "percent": "33", "mode": "first", "priority": "0"]])
            try await compare("a discount")
            try await house.put("discounts", [["external_id": "N1", "to": "2026-11-23"]])
            try await compare("a discount that ended")
            try await house.put("rates", [["currency": "EUR", "day": "2026-10-30", "rate": "50"]])
            try await compare("a rate")
            try await house.put("price-lists", [["external_id": "L1", "vat_included": false]])
            try await compare("a list")
            try await house.put("price-floors", [["external_id": "F3", "name": "n", "scope": ["all": true], "price": "60"]])
            try await compare("a floor")
            try await house.put("products", [["external_id": "Q2", "category": "K1", "brand": "B2"], ["external_id": "New", "article": "A-0", "name": "Новый"]])
            try await compare("products")
            try await house.put("categories", [["external_id": "K1", "parent": .null]])
            try await compare("the tree")
            try await house.put("clients", [["external_id": "C1", "segment": "G2"]])
            let moved = try await house.database.read { try $0.contractTerms(of: try #require(buyer.client).id, only: nil, at: House.now) }
            #expect(moved.first?.segments.count == 1)
        }
    }
}
