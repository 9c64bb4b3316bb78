import Customers
import Database
import Files
import Foundation
import HTTPTypes
import Integrations
import Kernel
import Ordering
import PortalTesting
import Records
import Testing
import TestSupport

@testable import kontor

/// A product that a policy hides: nobody of a client's meets it at any door, and it is answered like one that there is not.
@Suite("A hidden product, at every door")
struct HiddenGoodsTests {
    private static let article = "ZX-9"
    private static let missing = "NO-9"
    /// Of a paper that only it has.
    private static let paper = StoredFile(naming: bytes).hash
    private static let bytes = Array("%PDF-1.4 Тайнотовар %%EOF".utf8)
    /// Of a picture that only it has.
    private static let picture = StoredFile(naming: pixel).hash
    private static let pixel = TestHouse.pixel + [0]
    /// What only the product itself, its brand, its category and its parameter are called.
    private static let names = ["Тайнотовар", "Тайнобренд", "Тайногруппа", "Тайнопараметр"]

    /// Routes that show lines of past orders.
    private static let memories: Set = ["GET /api/v1/orders"]

    /// A door and what is asked there of `{x}`.
    private struct Probe {
        let method: HTTPRequest.Method
        let path: String
        var body: String?
        /// Whether only programs may ask.
        let isForPrograms: Bool

        init(_ method: HTTPRequest.Method, _ path: String, _ body: String? = nil) {
            self.method = method
            self.path = path
            self.body = body
            isForPrograms = path.hasPrefix("/api/")
        }
    }

    private static let probes = [
        Probe(.get, "/products/{x}"), Probe(.get, "/products/{x}?price-quantity=2"), Probe(.get, "/files/{x}/\(paper)"), Probe(.get, "/api/v1/products/{x}/files/\(paper)"),
        Probe(.get, "/files/{x}/\(picture)"), Probe(.get, "/files/{x}/\(picture)/small"), Probe(.get, "/api/v1/products/{x}/files/\(picture)?size=small"), Probe(.get, "/catalog?query={x}"), Probe(.get, "/suggestions?query={x}"),
        Probe(.post, "/cart/lines", "return=/catalog&add={x}&quantity-{x}=1"), Probe(.get, "/prices/requests/new?ask={x}"),
        Probe(.get, "/compare?articles={x}"), Probe(.get, "/compare?articles=B-1,{x}"), Probe(.post, "/favourites", "return=/catalog&keep={x}"),
        Probe(.post, "/favourites", "return=/catalog&drop={x}"), Probe(.post, "/compare", "return=/catalog&keep={x}"), Probe(.get, "/catalog?bought=1&query={x}"),
        Probe(.post, "/prices/requests", "title=T&reason=R&from=2026-11-01&to=2026-12-31&article-0={x}&quantity-0=1&price-0=1"),
        Probe(.get, "/palette?query={x}"), Probe(.post, "/awaited", "keep={x}"), Probe(.post, "/support", "topic=product&subject=S&text=T&article={x}"),
        Probe(.get, "/api/v1/products/{x}"), Probe(.get, "/api/v1/products?query={x}&facets=true"), Probe(.get, "/api/v1/suggestions?query={x}"),
        Probe(.get, "/api/v1/stock?article={x}"), Probe(.post, "/api/v1/prices", #"{"lines":[{"code":"{x}","quantity":"1"}]}"#),
        Probe(.post, "/api/v1/order-checks", #"{"rows":[{"row":1,"code":"{x}","quantity":"1"}]}"#),
        Probe(.post, "/api/v1/orders", #"{"lines":[{"code":"{x}","quantity":"1"}]}"#),
        Probe(.post, "/api/v1/price-requests", #"{"lines":[{"code":"{x}","quantity":"1"}]}"#),
    ]

    /// Codes by which the product would be found, and others of the same make that belong to nothing.
    private static let codes = [(article, missing), ("4600000000015", "4600000000022"), ("MAN-77", "MAN-78"), ("Тайнотовар", "Тихотовар")]

    @Test("no route shows it, and asked for by any code it is like one that there is not", arguments: Engine.allCases)
    func doors(_ engine: Engine) async throws {
        try await TestHouse.open(engine, withThings: true) { house in
            let past = try await Self.hide(in: house)
            let askers = house.askers.filter { !$0.name.hasPrefix("staff.") && $0.name != "key.erp" }
            for row in Matrix.rows where row.route != "POST /sign-out" && !Self.memories.contains(row.route) {
                for asker in askers {
                    let answer = try await house.ask(row, row.things?.of, asker.headers)
                    // The cart tells a buyer the article that he put in himself, and nothing else of it.
                    let secrets = Self.names + (["GET /cart", "POST /cart", "POST /orders"].contains(row.route) ? [] : [Self.article])
                    for name in secrets where answer.text.contains(name) { Issue.record("\(asker.name) is shown \(name) by \(row.route)") }
                }
            }
            for probe in Self.probes {
                for asker in askers where asker.name.hasPrefix("key.") == probe.isForPrograms {
                    for (code, other) in Self.codes {
                        let (answer, plain) = (try await Self.ask(probe, code, asker.headers, house), try await Self.ask(probe, other, asker.headers, house))
                        let difference = Self.difference(answer, code, plain, other)
                        #expect(difference == nil, "\(asker.name): \(probe.method) \(probe.path) of \(code) is told apart by \(difference ?? "")")
                        for name in Self.names where name != code && answer.text.contains(name) { Issue.record("\(asker.name) is shown \(name) by \(probe.path) of \(code)") }
                    }
                }
            }
            try await Self.narrowed(askers, house)
            try await Self.remembered(past, house)
        }
    }

    @Test("a visitor of the open catalogue does not meet it either", arguments: Engine.allCases)
    func openCatalogue(_ engine: Engine) async throws {
        try await TestHouse.open(engine, withThings: true) { house in
            _ = try await Self.hide(in: house)
            try await house.openCatalogue(.figures)
            let visitor: [(name: String, headers: HTTPFields)] = [("visitor", [:])]
            let open = Matrix.rows.filter { Matrix.openToVisitors.contains($0.route) || $0.may.contains("visitor") }
            for row in open {
                let answer = try await house.ask(row, row.things?.of, [:])
                for name in Self.names + [Self.article] where answer.text.contains(name) { Issue.record("a visitor is shown \(name) by \(row.route)") }
            }
            for probe in Self.probes where probe.method == .get && !probe.isForPrograms {
                for (code, other) in Self.codes {
                    let (answer, plain) = (try await Self.ask(probe, code, [:], house), try await Self.ask(probe, other, [:], house))
                    let difference = Self.difference(answer, code, plain, other)
                    #expect(difference == nil, "\(probe.path) of \(code) is told apart by \(difference ?? "")")
                }
            }
            try await Self.narrowed(visitor, house)
            // The wrong sample: without a policy its name stands there.
            let staff = house.askers.first { $0.name == "staff.director" }?.headers ?? [:]
            #expect(try await house.client.get("/catalog?param.RX=5", headers: staff).text.contains("Тайнопараметр"))
            let list = try await house.client.get("/catalog").text
            #expect(list.contains("B-1") && !list.contains(Self.article))
        }
    }

    /// A category, a brand and a parameter of which nothing is shown are like such that there are not.
    private static func narrowed(_ askers: [(name: String, headers: HTTPFields)], _ house: TestHouse) async throws {
        for (path, key, other) in [
            ("/catalog?category={x}", "KX", "K0"), ("/catalog?brand={x}", "BX", "B0"), ("/api/v1/products?category={x}", "KX", "K0"),
            ("/api/v1/products?brand={x}", "BX", "B0"), ("/api/v1/suggestions?query={x}", "Тайно", "Тихо"), ("/suggestions?query={x}", "Тайно", "Тихо"),
            ("/catalog?param.{x}=5", "RX", "R0"), ("/catalog?min.{x}=1&max.{x}=7%20см", "RX", "R0"), ("/catalog?all=1&open={x}", "RX", "R0"), ("/api/v1/products?param.{x}=5&facets=true", "RX", "R0"),
            ("/api/v1/products?param.{x}=1..7&facets=true", "RX", "R0"),
        ] {
            let probe = Probe(.get, path)
            for asker in askers where asker.name.hasPrefix("key.") == probe.isForPrograms {
                let (answer, plain) = (try await ask(probe, key, asker.headers, house), try await ask(probe, other, asker.headers, house))
                let difference = difference(answer, key, plain, other)
                #expect(difference == nil, "\(asker.name): \(path) is told apart by \(difference ?? "")")
            }
        }
    }

    /// What was ordered before stays readable, and is not ordered again; the cart forgets it; price files leave it out.
    private static func remembered(_ past: String, _ house: TestHouse) async throws {
        let buyer = house.askers.first { $0.name == "a.buyer" }?.headers ?? [:]
        let key = house.askers.first { $0.name == "key.a" }?.headers ?? [:]
        #expect(try await house.client.get("/orders/\(past)", headers: buyer).text.contains("Тайнотовар"))
        #expect(try await house.client.get("/api/v1/orders/\(past)", headers: key).text.contains("Тайнотовар"))
        let again = try await house.client.send(.post, "/orders/\(past)/repetition", headers: form(buyer), body: [])
        #expect(again.status.code == 303)
        let cart = try await house.client.get("/cart", headers: buyer).text
        #expect(cart.contains("B-1") && cart.contains("больше не доступен") && !names.contains { cart.contains($0) })
        for path in ["/favourites", "/compare", "/viewed", "/catalog?bought=1"] {
            let page = try await house.client.get(path, headers: buyer).text
            for name in names + [article] where page.contains(name) { Issue.record("\(name) stands at \(path)") }
        }
        for format in ["csv", "json", "yml"] {
            let file = try await house.client.get("/prices/files/\(format)", headers: buyer).text
            #expect(file.contains("B-1"), "\(format)")
            for name in names + [article] where file.contains(name) { Issue.record("\(name) stands in the price file as \(format)") }
        }
        let staff = house.askers.first { $0.name == "staff.director" }?.headers ?? [:]
        #expect(try await house.client.get("/products/\(article)", headers: staff).text.contains("Тайнотовар"))
    }

    private static func ask(_ probe: Probe, _ code: String, _ headers: HTTPFields, _ house: TestHouse) async throws -> PortalAnswer {
        let inPath = encoded(code)
        let path = probe.path.replacing("{x}", with: inPath)
        guard let body = probe.body else { return try await house.client.get(path, headers: headers) }
        var headers = headers
        let isJSON = body.hasPrefix("{")
        headers[.contentType] = isJSON ? "application/json" : "application/x-www-form-urlencoded"
        return try await house.client.send(.post, path, headers: headers, body: Array(body.replacing("{x}", with: isJSON ? code : inPath).utf8))
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { $0 < 128 ? String(UnicodeScalar($0)) : "%" + String($0, radix: 16, uppercase: true) }.joined()
    }

    /// Where two answers differ, but for the codes that were asked for, however they are written in addresses.
    private static func difference(_ answer: PortalAnswer, _ code: String, _ plain: PortalAnswer, _ other: String) -> String? {
        func without(_ code: String, _ answer: PortalAnswer) -> PortalAnswer {
            let once = encoded(code)
            func cleared(_ text: String) -> String {
                [code, once, once.replacing("%", with: "%25")].reduce(text) { $0.replacing($1, with: "¤") }
            }
            return PortalAnswer(
                status: answer.status, headers: [.location: cleared(answer.header("Location") ?? "")], body: Array(cleared(answer.text).utf8))
        }
        return without(code, answer).difference("¤", without(other, plain), "¤")
    }

    private static func form(_ headers: HTTPFields) -> HTTPFields {
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        return headers
    }

    /// Brings the product, lets client A order it, put it into the cart and ask for its price, and then hides it from everybody.
    /// - Returns: the number of the order.
    private static func hide(in house: TestHouse) async throws -> String {
        let portal = house.portal
        func put(_ kind: String, _ items: String...) async throws {
            let outcomes = try await putRecords(try items.map { try JSON(parsing: Array($0.utf8)) }, kind: kind, for: .system, at: portal.now(), in: portal.database)
            for outcome in outcomes { #expect(outcome.problems.isEmpty, "\(kind): \(outcome.problems)") }
            try await portal.publish()
        }
        try await put("categories", #"{"external_id":"KX","name":"Тайногруппа"}"#)
        try await put("brands", #"{"external_id":"BX","name":"Тайнобренд"}"#)
        try await put("parameters", #"{"external_id":"RX","code":"RX","name":"Тайнопараметр","type":"number","unit":"мм"}"#)
        try await put(
            "products", #"""
            {"external_id":"PX","article":"ZX-9","name":"Тайнотовар","category":"KX","brand":"BX","barcodes":["4600000000015"],"manufacturer_number":"MAN-77","parameters":{"RX":5}}
            """#, #"{"external_id":"P","successor":"PX"}"#)
        try await TestHouse.keepFile(bytes, named: "Тайнотовар.pdf", in: portal)
        try await put("certificates", #"{"product":"PX","file":"Тайнотовар.pdf","number":"ТАЙНА-1"}"#)
        try await TestHouse.keepFile(pixel, named: "Тайнотовар.png", in: portal)
        try await put("images", #"{"product":"PX","file":"Тайнотовар.png"}"#)
        try await put("images", #"{"product":"PX","url":"https://example.com/Тайнотовар.jpg"}"#)
        try await put("prices", #"{"price_list":"L","product":"PX","unit_price":"5.00"}"#)
        try await put("stock", #"{"warehouse":"W","product":"PX","quantity":"100"}"#)
        let key = house.askers.first { $0.name == "key.a" }?.headers ?? [:]
        let order = try await house.client.post("/api/v1/orders", headers: key, json: ["lines": [["code": "ZX-9", "quantity": "1"], ["code": "B-1", "quantity": "1"]]])
        #expect(order.status.code == 201, "\(order.text)")
        let asked = try await house.client.post("/api/v1/price-requests", headers: key, json: ["title": "Объект", "lines": [["code": "ZX-9", "quantity": "1"], ["code": "B-1", "quantity": "1"]]])
        #expect(asked.status.code == 201, "\(asked.text)")
        let buyer = house.askers.first { $0.name == "a.buyer" }?.headers ?? [:]
        _ = try await house.client.send(.post, "/cart/lines", headers: form(buyer), body: Array("return=/cart&add=ZX-9".utf8))
        for path in ["/favourites", "/compare", "/viewed"] { _ = try await house.client.send(.post, path, headers: form(buyer), body: Array("return=/catalog&keep=ZX-9".utf8)) }
        for path in ["/favourites", "/viewed", "/catalog?bought=1"] {
            #expect(try await house.client.get(path, headers: buyer).text.contains("Тайнотовар"), "\(path)")
        }
        let cart = try await house.client.get("/cart", headers: buyer)
        #expect(cart.text.contains("Тайнотовар"))
        try await put(
            "assortments", #"{"external_id":"A1","default":"visible","visitor":true,"rules":[{"allow":false,"scope":"category","target":"KX"}]}"#,
            #"{"external_id":"A2","default":"hidden","rules":[{"allow":true,"scope":"product","target":"P"}]}"#)
        try await put("clients", #"{"external_id":"client-a","assortment":"A1"}"#)
        try await put("contracts", #"{"external_id":"contract-b","assortment":"A2"}"#)
        let number = try #require(asked.json["number"]?.string)
        for path in ["/prices/requests/\(number)", "/api/v1/price-requests/\(number)"] {
            let page = try await house.client.get(path, headers: path.hasPrefix("/api/") ? key : buyer).text
            #expect(page.contains("B-1"))
            for name in names + [article] where page.contains(name) { Issue.record("\(name) stands at \(path)") }
        }
        return try #require(order.json["number"]?.string)
    }
}
