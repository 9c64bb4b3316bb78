import API
import Customers
import HTTP
import HTTPTypes
import Kernel
import PortalTesting
import TestSupport
import Testing

@Suite("The door for programs")
struct DoorTests {
    @Test("a key does what it was given and nothing else")
    func scopes() async throws {
        try await Shop.open(.sqlite) { shop in
            try await shop.product("A", stock: "5")
            let reader = try await shop.buyer(scopes: [.catalog, .ordersRead])
            let product = try await reader.get("/products/A")
            #expect(product.json["article"]?.string == "A" && product.json["price"] == .null && product.json["availability"] == [])
            let order = try await reader.order([("A", "1")])
            #expect(order.status.code == 403 && order.json["code"]?.string == "forbidden")
            let erp = try await shop.call(.put, "/erp/brands", token: reader.key.accessToken, json: ["items": []])
            #expect(erp.status.code == 403)
            #expect(try await shop.call(.get, "/account", token: shop.erpToken).status.code == 403)
        }
    }

    @Test("credentials buy a token of an hour, in the header or in the form")
    func token() async throws {
        try await Shop.open(.sqlite) { shop in
            let buyer = try await shop.buyer(scopes: [.catalog, .ordersRead])
            for path in ["/oauth/token", "/api/v1/oauth/token"] {
                let form = try await shop.client.post(
                    path,
                    form: [
                        ("grant_type", "client_credentials"), ("client_id", buyer.key.clientID), ("client_secret", buyer.key.clientSecret),
                    ])
                #expect(form.status.code == 200)
                #expect(
                    form.json["token_type"]?.string == "Bearer" && form.json["expires_in"]?.int == 3600
                        && form.json["scope"]?.string == "catalog orders:read")
                #expect(form.header("Cache-Control") == "no-store")
            }
            let basic = "Basic " + base64("\(buyer.key.clientID):\(buyer.key.clientSecret)")
            let narrow = try await shop.client.post(
                "/oauth/token", headers: [.authorization: basic], form: [("grant_type", "client_credentials"), ("scope", "catalog")])
            let token = try #require(narrow.json["access_token"]?.string)
            #expect(narrow.json["scope"]?.string == "catalog")
            #expect(try await shop.call(.get, "/products", token: token).status.code == 200)
            #expect(try await shop.call(.get, "/orders", token: token).status.code == 403)
            shop.clock.advance(seconds: 3601)
            #expect(try await shop.call(.get, "/products", token: token).status.code == 401)
        }
    }

    @Test(
        "a token is refused in the words of RFC 6749",
        arguments: [
            ([("grant_type", "client_credentials")], 401, "invalid_client"),
            ([("grant_type", "client_credentials"), ("client_id", "x"), ("client_secret", "y")], 401, "invalid_client"),
            ([("grant_type", "password")], 400, "unsupported_grant_type"), ([("x", "y")], 400, "invalid_request"),
        ])
    func refusedToken(form: [(String, String)], status: Int, error: String) async throws {
        try await Shop.open(.sqlite) { shop in
            let answer = try await shop.client.post("/oauth/token", form: form)
            #expect(answer.status.code == status && answer.json["error"]?.string == error)
            #expect((answer.header("WWW-Authenticate")?.hasPrefix("Basic") == true) == (status == 401))
        }
    }

    @Test("a scope beyond the key's own is refused")
    func wideScope() async throws {
        try await Shop.open(.sqlite) { shop in
            let buyer = try await shop.buyer(scopes: [.catalog])
            for scope in ["catalog orders:write", "erp:write", "everything"] {
                let answer = try await shop.client.post(
                    "/oauth/token",
                    form: [
                        ("grant_type", "client_credentials"), ("client_id", buyer.key.clientID), ("client_secret", buyer.key.clientSecret),
                        ("scope", scope),
                    ])
                #expect(answer.status.code == 400 && answer.json["error"]?.string == "invalid_scope")
            }
        }
    }

    @Test("the type of a problem leads to its explanation")
    func types() async throws {
        try await Shop.open(.sqlite) { shop in
            let problem = try await shop.call(.get, "/orders", token: nil)
            let path = try #require(problem.json["type"]?.string).replacing("https://portal.test", with: "")
            let title = try #require(problem.json["title"]?.string)
            let page = try await shop.client.get(path)
            #expect(page.status.code == 200 && page.text.hasPrefix(title))
            #expect(try await shop.client.get("/api/problems/none").status.code == 404)
        }
    }

    @Test("beyond its rate a key has to wait, another has not")
    func rates() async throws {
        try await Shop.open(.sqlite, rate: RateLimiter(rate: 20, burst: 40)) { shop in
            let buyer = try await shop.buyer("C1")
            let other = try await shop.buyer("C2")
            let first = try await buyer.get("/account")
            #expect(first.header("RateLimit-Policy") == "\"default\";q=40;w=2" && first.header("RateLimit") == "\"default\";r=39;t=1")
            for _ in 0..<39 { #expect(try await buyer.get("/account").status.code == 200) }
            let refused = try await buyer.get("/account")
            #expect(refused.status.code == 429 && refused.json["code"]?.string == "too_many_requests" && refused.header("Retry-After") == "1")
            #expect(refused.header("RateLimit") == "\"default\";r=0;t=1")
            #expect(try await other.get("/account").status.code == 200)
            shop.clock.advance(seconds: 1)
            #expect(try await buyer.get("/account").status.code == 200)
        }
    }

    @Test("a parameter twice, a strange limit and a body in another format are refused")
    func shapes() async throws {
        try await Shop.open(.sqlite) { shop in
            let buyer = try await shop.buyer()
            for (path, expected) in [
                ("/products?sort=price&sort=name", ["/sort validation"]), ("/products?limit=0", ["/limit validation"]),
                ("/products?limit=1001", ["/limit validation"]),
                ("/products?limit=x", ["/limit validation"]), ("/products?limit=1.5", ["/limit validation"]),
                ("/products?cursor=abc", ["/cursor validation"]),
                ("/products?in_stock=perhaps&sort=best", ["/in_stock validation", "/sort validation"]),
                ("/products?price=abc", ["/price validation"]), ("/products?param.size=16..abc", ["/param.size validation"]),
                ("/products?param.size=abc..5", ["/param.size validation"]), ("/products?param.size=10%20kg..", ["/param.size validation"]),
                ("/products?param.nope=1", ["/param.nope unknown_field"]),
                ("/products?query=%00", []), ("/products?query=%FF", []), ("/orders?updated_since=yesterday", ["/updated_since validation"]),
                ("/stock", ["/article validation"]),
            ] {
                let answer = try await buyer.get(path)
                #expect(answer.status.code == 422, "\(path)")
                #expect(problems(answer) == expected, "\(path): \(answer.text)")
            }
            let text = try await shop.client.send(
                .post, "/api/v1/prices", headers: [.authorization: "Bearer \(buyer.key.accessToken)", .contentType: "text/csv"],
                body: Array("a;b".utf8))
            #expect(text.status.code == 415 && text.json["code"]?.string == "unsupported_media_type")
            for body in ["", "{", "[]", "null", #"{"lines":[],"lines":[]}"#, String(repeating: "[", count: 100_000)] {
                let answer = try await shop.client.send(
                    .post, "/api/v1/prices", headers: [.authorization: "Bearer \(buyer.key.accessToken)", .contentType: "application/json"],
                    body: Array(body.utf8))
                #expect(answer.status.code == 422, "\(body.prefix(40))")
                #expect(answer.header("Content-Type") == "application/problem+json")
            }
            let huge = try await buyer.post("/prices", ["lines": [], "contract": .string(String(repeating: "x", count: 3 << 20))])
            #expect(huge.status.code == 413)
        }
    }

    private func base64(_ text: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let bytes = Array(text.utf8)
        return stride(from: 0, to: bytes.count, by: 3).map { start in
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            let letters = (0..<4).map { alphabet[bits >> (18 - 6 * $0) & 63] }
            return String(letters.prefix(group.count + 1)) + String(repeating: "=", count: 3 - group.count)
        }.joined()
    }
}
