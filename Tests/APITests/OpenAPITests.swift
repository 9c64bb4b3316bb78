import API
import Customers
import HTTPTypes
import Kernel
import PortalTesting
import TestSupport
import Testing

@Suite("The API's description")
struct OpenAPITests {
    static let promised = [
        "get /products", "get /products/{article}", "post /prices", "get /stock", "post /order-checks", "post /orders", "get /orders",
        "get /orders/{number}",
        "get /account", "put /erp/{kind}", "get /erp/orders",
    ]

    private func document(_ body: (JSON, Shop) async throws -> Void) async throws {
        try await Shop.open(.sqlite) { shop in
            let answer = try await shop.client.get("/api/openapi.json")
            #expect(answer.status.code == 200)
            try await body(answer.json, shop)
        }
    }

    private func operations(_ document: JSON) -> [(method: String, path: String, operation: JSON)] {
        (document["paths"]?.object?.entries ?? []).flatMap { path, item in (item.object?.entries ?? []).map { ($0.key, path, $0.value) } }
    }

    @Test("every call that is served is described, and every promised call is there")
    func complete() async throws {
        try await document { document, _ in
            #expect(document["openapi"]?.string == "3.1.0")
            let described = Set(operations(document).map { "\($0.method) \($0.path)" })
            #expect(described.isSuperset(of: Self.promised))
            #expect(described == Set(API.calls.map { "\($0.method.lowercased()) \($0.path.dropFirst("/api/v1".count))" }))
        }
    }

    @Test("every reference in the description leads somewhere")
    func references() async throws {
        try await document { document, _ in
            func walk(_ json: JSON) {
                switch json {
                case .array(let values): for value in values { walk(value) }
                case .object(let object):
                    if let reference = object["$ref"]?.string {
                        let target = reference.split(separator: "/").dropFirst().reduce(Optional(document)) { $0?[String($1)] }
                        #expect(target != nil, "\(reference)")
                    }
                    for (_, value) in object.entries { walk(value) }
                default: break
                }
            }
            walk(document)
        }
    }

    @Test("each operation tells its parameters, answers, refusals and scope")
    func operations() async throws {
        try await document { document, _ in
            var ids: Set<String> = []
            for (method, path, operation) in operations(document) {
                let name = "\(method) \(path)"
                let isNew = ids.insert(operation["operationId"]?.string ?? "").inserted
                #expect(isNew, "\(name)")
                #expect(operation["summary"]?.string?.isEmpty == false, "\(name)")
                #expect(operation["security"]?.array?.first?["oauth2"]?.array?.count == 1, "\(name)")
                let parameters = operation["parameters"]?.array ?? []
                for part in path.split(separator: "/") where part.hasPrefix("{") {
                    #expect(
                        parameters.contains { $0["in"]?.string == "path" && $0["name"]?.string == String(part.dropFirst().dropLast()) }, "\(name)")
                }
                let statuses = Set(operation["responses"]?.object?.entries.map(\.key) ?? [])
                #expect(
                    statuses.isSuperset(of: ["401", "403", "422", "429", "503", "default"]) && statuses.contains { $0.hasPrefix("2") }, "\(name)")
                if ["post", "put"].contains(method) {
                    #expect(operation["requestBody"]?["content"]?["application/json"]?["schema"] != nil, "\(name)")
                }
            }
        }
    }

    /// A value that a described parameter takes.
    private func value(_ schema: JSON?) -> String {
        if let word = schema?["enum"]?.array?.first?.string { return word }
        if let example = schema?["examples"]?.array?.first?.string { return example }
        if schema?["type"]?.string == "array" { return value(schema?["items"]) }
        switch (schema?["type"]?.string, schema?["format"]?.string) {
        case ("integer", _): return "10"
        case ("boolean", _): return "true"
        case (_, "date-time"): return "2026-01-01T00:00:00Z"
        case (_, "date"): return "2026-01-01"
        default: return "x"
        }
    }

    @Test("every described parameter is taken, any other is refused")
    func parameters() async throws {
        try await document { document, shop in
            let buyer = try await shop.buyer()
            for (method, path, operation) in operations(document) where method == "get" {
                let isERP = path.hasPrefix("/erp")
                let token = isERP ? shop.erpToken : buyer.key.accessToken
                let address = path.replacing("{article}", with: "x").replacing("{number}", with: "K000001")
                for parameter in operation["parameters"]?.array ?? [] where parameter["in"]?.string == "query" {
                    // Of a family one that there is.
                    let name = try #require(parameter["name"]?.string).replacing("param.CODE", with: "param.size")
                    let answer = try await shop.call(.get, "\(address)?\(name)=\(value(parameter["schema"]))", token: token)
                    // A made-up cursor is refused as a cursor; nothing may be unknown.
                    #expect(!problems(answer).contains("/\(name) unknown_field"), "\(name) of \(path)")
                    #expect([200, 404].contains(answer.status.code) || name == "cursor" || path == "/stock", "\(name) of \(path): \(answer.text)")
                }
                let unknown = try await shop.call(.get, "\(address)?no_such=1", token: token)
                #expect(
                    unknown.status.code == 422 && unknown.json["code"]?.string == "unknown_field" && problems(unknown) == ["/no_such unknown_field"],
                    "\(path)")
            }
        }
    }

    @Test("without a key nothing answers but who is there", arguments: [nil, "x", "é", ""] as [String?])
    func strangers(token: String?) async throws {
        try await Shop.open(.sqlite) { shop in
            for call in API.calls {
                let path = call.path.dropFirst("/api/v1".count).replacing("{article}", with: "x").replacing("{number}", with: "x").replacing(
                    "{kind}", with: "brands")
                let method = try #require(HTTPRequest.Method(call.method))
                let answer = try await shop.call(method, String(path), token: token, json: method == .get ? nil : ["x": 1])
                #expect(answer.status.code == 401, "\(call.method) \(call.path)")
                #expect(answer.json["code"]?.string == "unauthenticated")
                #expect(answer.header("WWW-Authenticate")?.hasPrefix("Bearer") == true)
            }
        }
    }
}
