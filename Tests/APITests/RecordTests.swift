import API
import HTTPTypes
import Kernel
import PortalTesting
import TestSupport
import Testing

@Suite("Records of the distributor's systems through the API")
struct RecordTests {
    @Test("each item has its outcome, and a wrong one harms no neighbour", arguments: Engine.allCases)
    func outcomes(engine: Engine) async throws {
        try await Shop.open(engine) { shop in
            func put(_ items: JSON) async throws -> PortalAnswer {
                try await shop.call(.put, "/erp/brands", token: shop.erpToken, json: ["items": items])
            }
            let answer = try await put([
                ["external_id": "B1", "name": "Один"], ["external_id": "B2"], 5, ["external_id": "B3", "name": "Три", "colour": "red"],
                ["external_id": "B", "name": "Уралкрепёж"],
            ])
            let items = answer.json["items"]?.array ?? []
            #expect(items.map { $0["status"]?.string } == ["created", "refused", "refused", "refused", "unchanged"])
            #expect(items.map { $0["external_id"]?.string } == ["B1", "B2", nil, "B3", "B"])
            #expect(items[3]["problems"]?.array?.first?["code"]?.string == "unknown_field")
            #expect(items[3]["problems"]?.array?.first?["pointer"]?.string == "/colour")
            #expect(items[1]["problems"]?.array?.allSatisfy { $0["detail"]?.string?.isEmpty == false } == true)
        }
    }

    @Test("a frame that is none is refused, an unknown kind is not found")
    func frame() async throws {
        try await Shop.open(.sqlite) { shop in
            for body: JSON in [
                [:], ["items": [:]], ["items": [], "more": 1], [], ["items": "x"], ["items": .array(Array(repeating: 1, count: 1001))],
            ] {
                let answer = try await shop.call(.put, "/erp/brands", token: shop.erpToken, json: body)
                #expect(answer.status.code == 422, "\(body.text.prefix(60))")
            }
            let unknown = try await shop.call(.put, "/erp/planets", token: shop.erpToken, json: ["items": []])
            #expect(unknown.status.code == 404 && unknown.json["code"]?.string == "not_found")
            #expect(try await shop.call(.delete, "/erp/brands", token: shop.erpToken).status.code == 405)
        }
    }

    @Test("what is taken away is gone on the next request; deletions are named by external ids or by keys", arguments: Engine.allCases)
    func deletions(engine: Engine) async throws {
        try await Shop.open(engine) { shop in
            try await shop.product("A", price: "10.0000")
            let buyer = try await shop.buyer()
            func delete(_ kind: String, _ body: JSON) async throws -> PortalAnswer {
                try await shop.call(.post, "/erp/\(kind)/deletions", token: shop.erpToken, json: body)
            }
            let refused = try await delete("clients", ["external_ids": ["C1", "C-none"]]).json["items"]?.array ?? []
            #expect(refused.map { $0["status"]?.string } == ["refused", "unchanged"] && refused.map { $0["external_id"]?.string } == ["C1", "C-none"])
            #expect(refused.first?["problems"]?.array?.first?["detail"]?.string?.contains("договоры") == true, "\(refused)")
            let prices = try await delete("prices", ["items": [["price_list": "BASE", "product": "P-A"]]]).json["items"]?.array ?? []
            #expect(prices.map { $0["status"]?.string } == ["deleted"])
            #expect(try await buyer.get("/products/A").json["price"] == .null)
            #expect(try await delete("products", ["external_ids": ["P-A"]]).json["items"]?.array?.first?["status"]?.string == "deleted")
            #expect(try await buyer.get("/products/A").status.code == 404)
            for body: JSON in [[:], ["external_ids": [], "items": []], ["external_ids": "x"], ["external_ids": [], "more": 1]] {
                #expect(try await delete("brands", body).status.code == 422, "\(body.text)")
            }
            #expect(try await delete("planets", ["external_ids": []]).status.code == 404)
        }
    }

    @Test("the next request shows what was written")
    func shown() async throws {
        try await Shop.open(.sqlite) { shop in
            try await shop.product("A", price: "10.0000")
            let buyer = try await shop.buyer()
            for price in ["11.0000", "12.3456"] {
                try await shop.put("prices", ["price_list": "BASE", "product": "P-A", "unit_price": .string(price)])
                #expect(try await buyer.get("/products/A").json["price"]?["unit_price"]?.string == price)
            }
        }
    }
}
