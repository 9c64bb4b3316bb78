import HTTPTypes
import Kernel
import PortalTesting
import Testing
import TestSupport

@Suite("Suggestions through the API")
struct SuggestionTests {
    @Test("what is typed so far leads to products, categories and brands; nothing to nothing", arguments: Engine.allCases)
    func typed(_ engine: Engine) async throws {
        try await Shop.open(engine) { shop in
            try await shop.put("categories", ["external_id": "K1", "name": "Силовой кабель"])
            try await shop.put("brands", ["external_id": "B1", "name": "Кабельмаш"])
            for (article, name) in [("ST-1", "Стяжка кабельная"), ("VVG-1", "Кабель ВВГ"), ("B-1", "Болт")] {
                try await shop.put("products", ["external_id": .string("P-\(article)"), "article": .string(article), "name": .string(name)])
            }
            let buyer = try await shop.buyer()
            func ask(_ text: String) async throws -> JSON { try await buyer.get("/suggestions?query=\(text)").json }
            let cable = try await ask("%D0%BA%D0%B0%D0%B1")
            #expect(cable["products"]?.array?.map { $0["article"]?.string } == ["VVG-1", "ST-1"])
            #expect(cable["categories"]?.array?.map { $0["external_id"]?.string } == ["K1"])
            #expect(cable["brands"]?.array?.map { $0["external_id"]?.string } == ["B1"])
            #expect(try await ask("vvg")["products"]?.array?.map { $0["article"]?.string } == ["VVG-1"])
            #expect(try await ask("qqqqqq")["products"]?.array == [])
            #expect(try await buyer.get("/suggestions").json["products"]?.array == [])
            for bad in ["", "%20", String(repeating: "a", count: 201)] { #expect(try await buyer.get("/suggestions?query=\(bad)").status.code == 422) }
        }
    }
}
