import API
import Customers
import HTTPTypes
import Kernel
import PortalTesting
import TestSupport
import Testing

@Suite("Prices on request, and prices that are not shown")
struct PriceRequestTests {
    @Test("goods without a price say so everywhere and are asked for by a request of the client's own", arguments: Engine.allCases)
    func asked(engine: Engine) async throws {
        try await Shop.open(engine) { shop in
            try await shop.product("A", price: "100.0000", stock: "10")
            try await shop.product("X", price: nil, stock: "10")
            let buyer = try await shop.buyer()
            let items = try await buyer.get("/products?sort=article").json["items"]?.array ?? []
            #expect(items.map { $0["price_on_request"] } == [.bool(false), .bool(true)] && items.last?["price"] == .null)
            let check = try await buyer.post("/order-checks", ["rows": [["code": "A", "quantity": "1"], ["code": "X", "quantity": "2"]]])
            #expect(check.json["rows"]?.array?.compactMap { $0["verdict"]?.string } == ["ok", "price_on_request"])
            let order = try await buyer.order([("A", "1"), ("X", "2")])
            #expect(order.status.code == 422 && problems(order) == ["/lines/1 price_on_request"])
            #expect(try await buyer.get("/orders").json["items"] == [])
            #expect(try await buyer.get("/stock?article=A").json["items"]?.array?.first?["availability"]?.array?.first?["free"] == "10")

            let body: JSON = ["lines": [["code": "X", "quantity": "2"]]]
            let answer = try await buyer.post("/price-requests", body, key: "ask-1")
            #expect(answer.status.code == 201, "\(answer.text)")
            let number = try #require(answer.json["number"]?.string)
            #expect(answer.header("Location") == "/api/v1/price-requests/\(number)")
            #expect(answer.json["status"] == "requested" && answer.json["in_force"] == .bool(false))
            let line = answer.json["lines"]?.array?.first
            #expect(line?["article"] == "X" && line?["unit_price"] == .null && line?["own_price"] == .null && line?["left"] == "2")
            #expect(try await buyer.post("/price-requests", body, key: "ask-1").text == answer.text)
            #expect(try await buyer.get("/price-requests/\(number)").json == answer.json)
            #expect(try await buyer.get("/price-requests").json["items"]?.array?.map { $0["number"] } == [.string(number)])
            #expect(try await buyer.get("/price-requests?status=approved").json["items"] == [])

            let stranger = try await shop.buyer("C2")
            #expect(try await stranger.get("/price-requests").json["items"] == [])
            #expect(try await stranger.get("/price-requests/\(number)").json["code"] == "not_found")
            #expect(try await stranger.post("/price-requests/\(number)/withdrawal", ["reason": "x"]).json["code"] == "not_found")

            let taken = try await buyer.post("/price-requests/\(number)/withdrawal", ["reason": "Не нужно"])
            #expect(taken.json["status"] == "withdrawn")
            #expect(try await buyer.post("/price-requests/\(number)/withdrawal", ["reason": "Не нужно"]).status.code == 422)
        }
    }

    @Test("what is wrong with a request is told by its place, all at once")
    func wrong() async throws {
        try await Shop.open(.sqlite) { shop in
            try await shop.product("A")
            let buyer = try await shop.buyer()
            func ask(_ body: JSON) async throws -> [String] { problems(try await buyer.post("/price-requests", body)) }
            #expect(try await ask(["lines": [["code": "A", "quantity": "1"], ["code": "no", "quantity": "1"], ["code": "nor", "quantity": "1"]]])
                == ["/lines/1/code unknown", "/lines/2/code unknown"])
            #expect(try await ask(["lines": [["code": "A", "quantity": "0"]]]) == ["/lines/0/quantity validation"])
            #expect(try await ask(["lines": [["code": "A", "quantity": "1", "unit_price": "0"]]]) == ["/lines/0/unit_price validation"])
            #expect(try await ask(["from": "2026-12-02", "to": "2026-12-01", "lines": [["code": "A", "quantity": "1"]]]) == ["/to validation"])
            #expect(try await ask(["lines": [], "price": "1"]).count == 2)
            #expect(try await ask(["site": "foreign", "lines": [["code": "A", "quantity": "1"]]]) == ["/site validation"])
        }
    }

    @Test("orders show prices and sums to keys with the scope prices alone; all can check and place", arguments: Engine.allCases)
    func withoutPrices(engine: Engine) async throws {
        try await Shop.open(engine) { shop in
            try await shop.product("A", price: "77.7700", stock: "10")
            let seeing = try await shop.buyer()
            let blind = try await shop.buyer(scopes: [.catalog, .stock, .ordersRead, .ordersWrite])
            let number = try #require(try await seeing.order([("A", "1")]).json["number"]?.string)
            func isBlind(_ answer: PortalAnswer) -> Bool { answer.status.code < 300 && !answer.text.contains("77.77") && !answer.text.contains("14.02") }
            #expect(try await seeing.get("/orders/\(number)").text.contains("77.77"))
            for path in ["/orders/\(number)", "/orders"] {
                let answer = try await blind.get(path)
                #expect(isBlind(answer), "\(path): \(answer.text)")
            }
            let check = try await blind.post("/order-checks", ["rows": [["code": "A", "quantity": "1"]]])
            #expect(check.json["rows"]?.array?.first?["verdict"] == "ok" && check.json["totals"] == [] && isBlind(check))
            let placed = try await blind.order([("A", "1")], key: "one")
            #expect(placed.status.code == 201 && isBlind(placed) && placed.json["lines"]?.array?.first?["quantity"] == "1")
            // The same intent told again by the other key of the client.
            #expect(try await seeing.order([("A", "1")], key: "one").json["totals"]?.array?.first?["total"] == "77.77")
            let again = try await blind.order([("A", "1")], key: "one")
            #expect(isBlind(again))
            let guess = try await blind.order([("A", "1")], ["expected_totals": [["contract": "C1-D", "total": "1.00"]]])
            #expect(guess.json["code"] == "forbidden" && !guess.text.contains("77.77"))
            let cancelled = try await blind.post("/orders/\(number)/cancellation", [:])
            #expect(isBlind(cancelled))
            #expect(try await blind.post("/price-requests", ["lines": [["code": "A", "quantity": "1"]]]).json["code"] == "forbidden")
            #expect(try await blind.get("/price-requests").json["code"] == "forbidden")
            let erp = try await shop.call(.get, "/erp/orders", token: shop.erpToken)
            #expect(erp.text.contains("77.77"))
        }
    }
}
