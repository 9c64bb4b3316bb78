import API
import Customers
import HTTPTypes
import Kernel
import PortalTesting
import TestSupport
import Testing

@Suite("Products, prices and stock through the API")
struct CatalogueTests {
    private func articles(_ answer: PortalAnswer) -> [String] { (answer.json["items"]?.array ?? []).compactMap { $0["article"]?.string } }

    @Test("a product shows the caller's own price and stock", arguments: Engine.allCases)
    func product(engine: Engine) async throws {
        try await Shop.open(engine) { shop in
            try await shop.product(
                "А/1 б", price: "122.0000", stock: "7.5",
                [
                    "order_multiple": "0.5", "barcodes": ["4600000000015"], "parameters": ["size": 8],
                    "packagings": [["unit": "778", "quantity": "100", "barcode": nil, "weight_kg": "1.5"]],
                ])
            try await shop.put("receipts", ["external_id": "R", "warehouse": "WB", "product": "P-А/1 б", "quantity": "12", "expected": "2027-12-01"])
            let buyer = try await shop.buyer()
            let answer = try await buyer.get("/products/%D0%90%2F1%20%D0%B1")
            #expect(answer.status.code == 200)
            let product = answer.json
            #expect(
                product["price"] == [
                    "unit_price": "122.0000", "currency": "RUB", "vat_rate": "22", "vat_included": true, "contract": "C1-D",
                ])
            #expect(product["availability"]?.array?.map { $0["free"]?.string } == ["7.5", "0"])
            #expect(product["availability"]?.array?.last?["expected"] == [["date": "2027-12-01", "quantity": "12"]])
            #expect(product["availability"]?.array?.first?["as_of"]?.string == "2026-11-01T03:00:00Z")
            #expect(product["brand"]?.string == "Уралкрепёж" && product["unit"]?.string == "796" && product["order_multiple"]?.string == "0.5")
            #expect(product["parameters"]?["size"] == "8", "a number is a decimal string by whatever door it came")
            #expect(try await buyer.get("/products/4600000000015").json["article"]?.string == "А/1 б")
            #expect(try await buyer.get("/products/none").status.code == 404)
            let stock = try await buyer.get("/stock?article=%D0%90%2F1%20%D0%B1&article=none&article=%D0%90%2F1%20%D0%B1")
            #expect(stock.json["items"]?.array?.count == 1)
            #expect(stock.json["items"]?.array?.first?["availability"] == product["availability"])
        }
    }

    @Test(
        "pages of a list join without gaps, by any order, and a cursor belongs to its list",
        arguments: ["relevance", "article", "name", "price", "-price"])
    func pages(sort: String) async throws {
        try await Shop.open(.sqlite) { shop in
            for number in 1...7 { try await shop.product("A\(number)", price: number == 4 ? nil : "\(100 - number % 3).0000") }
            let buyer = try await shop.buyer()
            let whole = articles(try await buyer.get("/products?sort=\(sort)"))
            #expect(whole.count == 7)
            if sort.hasSuffix("price") { #expect(whole.last == "A4") }
            var seen: [String] = []
            var next = ""
            var cursor: String?
            repeat {
                let page = try await buyer.get("/products?sort=\(sort)&limit=2\(next)")
                #expect(page.json["total"]?.int == 7)
                seen += articles(page)
                cursor = page.json["next_cursor"]?.string
                if let cursor {
                    #expect(try await buyer.get("/products?sort=\(sort)&in_stock=true&cursor=\(cursor)").status.code == 422)
                    #expect(try await buyer.get("/orders?cursor=\(cursor)").status.code == 422)
                    next = "&cursor=\(cursor)"
                }
            } while cursor != nil && seen.count < 20
            #expect(seen == whole)
            let first = try #require(try await buyer.get("/products?limit=1").json["next_cursor"]?.string)
            let stranger = try await shop.buyer("C2")
            #expect(try await stranger.get("/products?limit=1&cursor=\(first)").status.code == 422)
        }
    }

    @Test(
        "filters narrow the list",
        arguments: [
            ("query=A1", ["A1"]), ("in_stock=true", ["A2"]), ("price=..50", ["A3"]), ("price=60..100", ["A1", "A2"]), ("param.size=8", ["A1"]),
            ("param.size=8,10", ["A1", "A2"]), ("param.size=9..12.5", ["A2", "A3"]), ("param.size=0,9%20cm..", ["A2", "A3"]),
            ("param.size=..1%20cm", ["A1", "A2"]), ("param.size=12.5..9%20mm", ["A2", "A3"]), ("param.size=1%20cm", ["A2"]), ("brand=B&category=K&sort=-price", ["A1", "A2", "A3"]),
            ("brand=nobody", []),
            ("category=nowhere", []),
        ])
    func filters(query: String, expected: [String]) async throws {
        try await Shop.open(.sqlite) { shop in
            try await shop.product("A1", price: "100.0000", ["parameters": ["size": 8]])
            try await shop.product("A2", price: "60.0000", stock: "1", ["parameters": ["size": 10]])
            try await shop.product("A3", price: "50.0000", ["parameters": ["size": "12.5"]])
            let answer = try await shop.buyer().get("/products?\(query)&facets=true")
            #expect(articles(answer) == expected)
            #expect(answer.json["total"]?.int == Int64(expected.count))
            #expect(answer.json["facets"]?.array != nil)
        }
    }

    @Test("prices are explained line by line, and what has none says why")
    func prices() async throws {
        try await Shop.open(.sqlite) { shop in
            try await shop.product("A", price: "10.0000")
            try await shop.put("prices", ["price_list": "BASE", "product": "P-A", "unit_price": "9.0000", "min_quantity": "10"])
            try await shop.product("N", price: nil)
            let buyer = try await shop.buyer()
            let answer = try await buyer.post(
                "/prices",
                [
                    "lines": [
                        ["code": "A", "quantity": "3"], ["code": "A", "quantity": "10"], ["code": "N", "quantity": "1"],
                        ["code": "X", "quantity": "1"],
                    ]
                ])
            let lines = try #require(answer.json["lines"]?.array)
            #expect(lines.map { $0["unit_price"]?.string } == ["10.0000", "9.0000", nil, nil])
            #expect(lines.map { $0["line_total"]?.string } == ["30.00", "90.00", nil, nil])
            #expect(lines.map { $0["problem"]?["code"]?.string } == [nil, nil, "price_on_request", "unknown"])
            #expect(lines[1]["explanation"]?.array?.map { $0["step"]?.string } == ["list", "break"])
            #expect(answer.json["totals"] == [["contract": "C1-D", "currency": "RUB", "total": "120.00", "vat": "21.64"]])
            let before = try await buyer.post("/prices", ["on": "2025-12-31", "lines": [["code": "A", "quantity": "1"]]])
            #expect(before.json["lines"]?.array?.first?["problem"]?["code"]?.string == "price_on_request")
            let foreign = try await buyer.post("/prices", ["contract": "C9-D", "lines": [["code": "A", "quantity": "1"]]])
            #expect(foreign.status.code == 422 && problems(foreign) == ["/contract validation"])
        }
    }
}
