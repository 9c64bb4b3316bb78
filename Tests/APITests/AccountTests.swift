import API
import Customers
import HTTPTypes
import Kernel
import PortalTesting
import TestSupport
import Testing

@Suite("The account through the API")
struct AccountTests {
    @Test("debt, what is overdue and why, in the reader's language; a foreign key sees its own alone", arguments: Engine.allCases)
    func account(engine: Engine) async throws {
        try await Shop.open(engine) { shop in
            let buyer = try await shop.buyer(limit: "1000.00")
            try await shop.put(
                "ledger",
                ["external_id": "I1", "contract": "C1-D", "kind": "invoice", "number": "1204", "date": "2026-11-01", "due": "2026-11-12", "amount": "563.00", "as_of": "2026-11-24T06:00:00Z"],
                ["external_id": "P1", "contract": "C1-D", "kind": "payment", "date": "2026-11-02", "amount": "63.00", "as_of": "2026-11-24T06:00:00Z"])
            let item = try #require(try await buyer.get("/account").json["items"]?.array?.first)
            #expect(item["debt"] == "500.00" && item["advance"] == "0.00" && item["overdue"] == "500.00" && item["in_orders"] == "0.00")
            #expect(item["limit"] == "1000.00" && item["available"] == "500.00")
            #expect(item["state"] == "hold_shipment")
            #expect(item["as_of"] == "2026-11-24T06:00:00Z")
            let reason = try #require(item["reasons"]?.array?.first)
            #expect(reason["code"] == "overdue_days")
            #expect(reason["lifts_when"] == "оплатить счёт 1204 от 01.11.2026 на 500,00\u{A0}₽")
            let stranger = try await shop.buyer("C2")
            #expect(try await stranger.get("/account").json["items"]?.array?.map { $0["debt"] } == ["0.00"])
            let again = try await shop.call(.put, "/erp/ledger", token: shop.erpToken, json: ["items": [["external_id": "I1", "amount": "1.00"]]])
            #expect(again.json["items"]?.array?.first?["status"] == "refused")
            #expect(again.json["items"]?.array?.first?["problems"]?.array?.first?["pointer"] == "/amount")
        }
    }
}
