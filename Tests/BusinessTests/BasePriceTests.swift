import Customers
import Integrations
import Kernel
import Pricing
import Storefront
import Testing
import TestSupport

@Suite("The base price")
struct BasePriceTests {
    @Test("it is of the last list of the client's own chain, in the terms of his price, and only where it is above it", arguments: Engine.allCases)
    func base(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            // A dealer's list before the base, a list of nobody's with a higher price, costs, and a base list in another currency without VAT.
            try await house.put("price-lists", #"{"external_id":"DEALER","name":"Дилерский"}"#, #"{"external_id":"ALIEN","name":"Чужой"}"#,
                #"{"external_id":"COST","name":"Закупка","cost":true}"#, #"{"external_id":"EURO","name":"База","currency":"EUR","vat_included":false}"#)
            try await house.put("rates", #"{"currency":"EUR","day":"2026-11-20","rate":"100"}"#)
            try await house.put("prices", #"{"price_list":"DEALER","product":"P1","unit_price":"80"}"#, #"{"price_list":"ALIEN","product":"P1","unit_price":"999"}"#,
                #"{"price_list":"COST","product":"P1","unit_price":"50"}"#)
            try await house.put("contracts", #"{"external_id":"D1","client":"C1","price_lists":["DEALER","L1"]}"#)
            let buyer = try await house.buyer()
            func base(_ article: String = "B-1") throws -> String? {
                let shelf = house.shelf(buyer)
                let product = try #require(shelf.product(article))
                guard case .success(let own)? = shelf.price(product, for: product.leastOrder) else { return "no price" }
                return shelf.basePrice(of: product, for: product.leastOrder, above: own)?.decimal
            }
            #expect(try base() == "100.0000")
            #expect(try base("N-1") == nil, "the base is the own price")
            try await house.put("discounts", #"{"external_id":"X","target":{"client":"C1"},"scope":{"all":true},"percent":"10"}"#)
            #expect(try base("N-1") == "33.3300", "and stands above a discounted one, itself without discounts")
            try await house.put("prices", #"{"price_list":"DEALER","product":"P1","unit_price":"150"}"#)
            #expect(try base() == nil, "a base below the own price is not shown")
            // 2 EUR without VAT at 100 with 22 %.
            try await house.put("prices", #"{"price_list":"EURO","product":"P1","unit_price":"2"}"#)
            try await house.put("contracts", #"{"external_id":"D1","client":"C1","price_lists":["DEALER","L1","EURO"]}"#)
            let again = try await house.buyer()
            let product = try #require(house.shelf(again).product("B-1"))
            let own = try #require(try house.shelf(again).price(product, for: .one)?.get())
            #expect(own.unitPrice.decimal == "135.0000")
            #expect(house.shelf(again).basePrice(of: product, for: .one, above: own)?.decimal == "244.0000")
        }
    }
}
