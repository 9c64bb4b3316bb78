import API
import Customers
import HTTPTypes
import Kernel
import PortalTesting
import TestSupport
import Testing

@Suite("Orders through the API")
struct OrderTests {
    private func free(_ buyer: Buyer, _ article: String) async throws -> String? {
        try await buyer.get("/stock?article=\(article)").json["items"]?.array?.first?["availability"]?.array?.first?["free"]?.string
    }

    @Test("an order is placed, told the same again, and counted at once", arguments: Engine.allCases)
    func placed(engine: Engine) async throws {
        try await Shop.open(engine) { shop in
            try await shop.product("A", price: "123.4500", stock: "10")
            let buyer = try await shop.buyer(limit: "1000.00")
            let answer = try await buyer.order([("A", "2")])
            #expect(answer.status.code == 201, "\(answer.text)")
            let number = try #require(answer.json["number"]?.string)
            #expect(answer.header("Location") == "/api/v1/orders/\(number)")
            #expect(answer.json["totals"]?.array?.first?["total"]?.string == "246.90")
            #expect(answer.json["lines"]?.array?.first?["article"]?.string == "A")
            #expect(try await free(buyer, "A") == "8")
            #expect(try await buyer.get("/orders/\(number)").json == answer.json)
            let list = try await buyer.get("/orders?count=true")
            #expect(list.json["items"] == [answer.json] && list.json["total"] == 1 && list.json["next_cursor"] == .null)
            let account = try await buyer.get("/account")
            #expect(account.json["items"]?.array?.first?["available"]?.string == "753.10")
            #expect(account.json["items"]?.array?.first?["in_orders"]?.string == "246.90")
            let erp = try await shop.call(.get, "/erp/orders", token: shop.erpToken)
            #expect(erp.json["items"]?.array?.first?["number"]?.string == number)
            #expect(erp.json["items"]?.array?.first?["sellers"]?.array?.first?["buyer"]?["external_id"]?.string == "C1-E")
        }
    }

    @Test("one key, one order, whatever comes at once", arguments: Engine.allCases)
    func idempotent(engine: Engine) async throws {
        try await Shop.open(engine) { shop in
            try await shop.product("A", stock: "100")
            let buyer = try await shop.buyer()
            let answers = try await withThrowingTaskGroup(of: PortalAnswer.self) { group in
                for _ in 0..<8 { group.addTask { try await buyer.order([("A", "3")], key: "intent-1") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(answers.map(\.text)).count == 1 && answers.allSatisfy { $0.status.code == 201 && $0.header("Location") != nil })
            #expect(try await free(buyer, "A") == "97")
            let other = try await buyer.order([("A", "4")], key: "intent-1")
            #expect(other.status.code == 422 && other.json["code"]?.string == "idempotency_conflict")
            #expect(try await buyer.order([("A", "1")], key: "not a key").status.code == 422)
            #expect(try await buyer.order([("A", "1")], key: "").status.code == 422)
            let stranger = try await shop.buyer("C2")
            #expect(try await stranger.order([("A", "3")], key: "intent-1").json["number"] != answers.first?.json["number"])
            #expect(try await buyer.order([("A", "1000")], key: "intent-2").status.code == 422)
            #expect(try await buyer.order([("A", "1000")], key: "intent-2").status.code == 422)
            #expect(try await free(buyer, "A") == "94")
        }
    }

    @Test("what is wrong with an order is told with its place, and nothing is placed", arguments: Engine.allCases)
    func refused(engine: Engine) async throws {
        try await Shop.open(engine) { shop in
            try await shop.product("A", price: "10.0000", stock: "10", ["order_multiple": "5", "order_minimum": "10"])
            let buyer = try await shop.buyer(limit: "150.00")
            let short = try await buyer.order([("A", "15")])
            #expect(short.status.code == 422 && problems(short) == ["/lines/0 short"])
            #expect(problems(try await buyer.order([("A", "7")])) == ["/lines/0 below_minimum"])
            #expect(problems(try await buyer.order([("A", "12")])) == ["/lines/0 not_multiple"])
            #expect(problems(try await buyer.order([("A", "10"), ("X", "1"), ("Y", "1")])) == ["/lines/1/code unknown", "/lines/2/code unknown"])
            let unknown = try await buyer.order([("A", "10")], ["refrence": "x"])
            #expect(unknown.json["code"]?.string == "unknown_field" && problems(unknown) == ["/refrence unknown_field"])
            let changed = try await buyer.order([("A", "10")], ["expected_totals": [["contract": "C1-D", "total": "99.00"]]])
            #expect(changed.status.code == 409 && changed.json["code"]?.string == "price_changed")
            #expect(
                problems(try await buyer.order([("A", "10")], ["expected_totals": [["contract": "C9-D", "total": "99.00"]]])) == [
                    "/expected_totals/0/contract validation"
                ])
            for quantity in ["0", "-1", "1.0001", "1e3", "", "1,5", " 1", "99999999999999999999"] {
                #expect(problems(try await buyer.order([("A", quantity)])) == ["/lines/0/quantity validation"])
            }
            #expect(try await free(buyer, "A") == "10")
            #expect(try await buyer.order([("A", "10")], ["expected_totals": [["contract": "C1-D", "total": "100.00"]]]).status.code == 201)
        }
    }

    @Test("a stranger's order looks like one that is not")
    func foreign() async throws {
        try await Shop.open(.sqlite) { shop in
            try await shop.product("A", stock: "10")
            let buyer = try await shop.buyer()
            let number = try #require(try await buyer.order([("A", "1")]).json["number"]?.string)
            let stranger = try await shop.buyer("C2")
            let (foreign, missing) = (try await stranger.get("/orders/\(number)"), try await stranger.get("/orders/\(number)0"))
            #expect(foreign.status.code == 404 && missing.status.code == 404)
            for name in ["type", "title", "status", "detail", "code", "errors"] { #expect(foreign.json[name] == missing.json[name]) }
            #expect(try await stranger.get("/orders").json["items"] == [])
        }
    }

    @Test("the list of orders grows without gaps between its pages")
    func pages() async throws {
        try await Shop.open(.sqlite) { shop in
            try await shop.product("A", stock: "100")
            let buyer = try await shop.buyer()
            var placed: [String] = []
            for _ in 0..<7 { placed.append(try #require(try await buyer.order([("A", "1")]).json["number"]?.string)) }
            let first = try await buyer.get("/orders?limit=3")
            _ = try await buyer.order([("A", "1")])
            var seen = (first.json["items"]?.array ?? []).compactMap { $0["number"]?.string }
            var cursor = first.json["next_cursor"]?.string
            while let next = cursor, seen.count < 30 {
                let page = try await buyer.get("/orders?limit=3&cursor=\(next)")
                seen += (page.json["items"]?.array ?? []).compactMap { $0["number"]?.string }
                cursor = page.json["next_cursor"]?.string
            }
            #expect(seen == placed.reversed())
        }
    }

    @Test("a check judges every row, shares the stock among rows and changes nothing")
    func check() async throws {
        try await Shop.open(.sqlite) { shop in
            try await shop.product("A", price: "10.0000", stock: "10", ["order_multiple": "5", "order_minimum": "5"])
            try await shop.product("B", price: "1.0000", stock: "2")
            try await shop.product("N", price: nil)
            try await shop.product("D", ["status": "discontinued", "successor": "P-B"])
            let buyer = try await shop.buyer()
            let rows: [(String, JSON)] = [("A", "5"), ("A", "7"), ("B", "5"), ("X", "1"), ("B", "много"), ("N", "1"), ("D", "1"), ("A", 2.text)]
            let answer = try await buyer.post(
                "/order-checks",
                ["rows": .array(rows.enumerated().map { ["row": .number(String($0 + 1)), "code": .string($1.0), "quantity": $1.1] })])
            #expect(answer.status.code == 200, "\(answer.text)")
            let checked = answer.json["rows"]?.array ?? []
            #expect(
                checked.map { $0["verdict"]?.string } == [
                    "ok", "adjusted", "short", "unknown", "invalid", "price_on_request", "discontinued", "adjusted",
                ])
            #expect(checked.map { $0["quantity"]?.string } == ["5", "10", "5", nil, nil, "1", "1", "5"])
            #expect(checked.first?["promise"] == [["warehouse": "WA", "quantity": "5", "date": "2026-11-24"]])
            #expect(checked[2]["promise"]?.array?.map { $0["date"] } == ["2026-11-24", .null])
            #expect(checked[6]["alternatives"]?.array?.first?["article"]?.string == "B")
            #expect(checked.dropFirst().allSatisfy { $0["message"]?.string?.isEmpty == false })
            #expect(try await free(buyer, "A") == "10")
        }
    }
}

extension Int {
    fileprivate var text: JSON { .number(String(self)) }
}
