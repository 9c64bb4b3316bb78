import API
import Catalog
import Customers
import Database
import Files
import Foundation
import HTTP
import HTTPTypes
import Integrations
import Journal
import Kernel
import Ordering
import Pictures
import PortalTesting
import Pricing
import Records
import Stock
import Storefront
import Synchronization
import TestSupport
import Testing

/// Seller S, warehouses WA and WB, list BASE, on one engine; filled and asked through the API's own door.
struct Shop: Sendable {
    static let schema = businessSchema + [IdempotencyKey.migration]

    let database: any Database
    let client: PortalClient
    let clock: TestClock
    let erpToken: String

    /// A clock that stands until it is moved.
    final class TestClock: Sendable {
        private let moment = Mutex(Instant(milliseconds: 1_795_500_000_000))
        var now: Instant { moment.withLock { $0 } }
        func advance(seconds: Int64) { moment.withLock { $0 = $0.adding(seconds: seconds) } }
    }

    static func open(_ engine: Engine, rate: RateLimiter = RateLimiter(rate: 10_000, burst: 20_000), _ body: (Shop) async throws -> Void) async throws
    {
        try await withDatabase(engine, migrations: schema) { database in
            let storefront = LiveStorefront(database)
            try await storefront.start()
            let clock = TestClock()
            let base = try #require(BaseURL("https://portal.test"))
            let frame = PortalFrame(baseURL: base, metrics: Metrics(), page: { failure, _, _ in .html([], status: failure.status) })
            let router = frame.router()
            let cursors = CursorSigner(secret: Array("a secret".utf8))
            API(database: database, storefront: storefront, now: { clock.now }, cursors: cursors, baseURL: base, productFiles: ProductFileStore(ContentStore(folder: nil), mill: .here), rate: rate).addRoutes(to: router)
            frame.close(router) { [] }
            let erp = try await key(in: database, client: nil, [.erpRead, .erpWrite], clock.now)
            let shop = Shop(database: database, client: PortalClient(router), clock: clock, erpToken: erp.accessToken)
            try await shop.build()
            try await body(shop)
        }
    }

    private static func key(in database: any Database, client: String?, _ scopes: [Scope], _ now: Instant) async throws -> IssuedKey {
        let key = NewKey(name: "test", clientExternalID: client, contractExternalID: nil, scopes: scopes, sandbox: false)
        return try await database.write { try createKey(key, by: .command, at: now, in: $0) }
    }

    private func build() async throws {
        try await put("legal-entities", ["external_id": "S", "name": "ООО «Проверка»", "tax_regime": "general", "time_zone": "Europe/Moscow"])
        try await put("warehouses", warehouse("WA", 1), warehouse("WB", 2))
        try await put("brands", ["external_id": "B", "name": "Уралкрепёж"])
        try await put("categories", ["external_id": "K", "name": "Крепёж"])
        try await put("parameters", ["external_id": "size", "code": "size", "name": "Размер", "type": "number", "unit": "мм"])
        try await put("price-lists", ["external_id": "BASE", "name": "Основной", "currency": "RUB", "vat_included": true, "from": "2026-01-01"])
    }

    private func warehouse(_ code: String, _ priority: Int) -> JSON {
        [
            "external_id": .string(code), "code": .string(code), "name": .string("Склад \(code)"), "legal_entity": "S", "stock_basis": "on_hand",
            "time_zone": "Europe/Moscow", "priority": .number(String(priority)),
        ]
    }

    /// Sends records that must be taken.
    func put(_ kind: String, _ items: JSON...) async throws {
        let answer = try await call(.put, "/erp/\(kind)", token: erpToken, json: ["items": .array(items)])
        try #require(answer.status.code == 200, "\(kind): \(answer.text)")
        let refused = (answer.json["items"]?.array ?? []).filter { $0["status"]?.string == "refused" }
        try #require(refused.isEmpty, "\(kind): \(refused.map(\.text))")
    }

    /// A product with a price in BASE and stock in WA.
    func product(_ article: String, price: String? = "100.0000", stock: String? = nil, _ fields: KeyValuePairs<String, JSON> = [:]) async throws {
        var item: JSONObject = [
            "external_id": .string("P-\(article)"), "article": .string(article), "name": .string("Болт \(article)"), "brand": "B", "category": "K",
            "unit": "796",
        ]
        for (name, value) in fields { item[name] = value }
        try await put("products", .object(item))
        if let price { try await put("prices", ["price_list": "BASE", "product": .string("P-\(article)"), "unit_price": .string(price)]) }
        if let stock {
            try await put(
                "stock",
                [
                    "warehouse": "WA", "product": .string("P-\(article)"), "quantity": .string(stock), "as_of": "2026-11-01T06:00:00+03:00",
                ])
        }
    }

    /// A client with one contract; gives a token for all of a client's scopes or fewer.
    func buyer(_ name: String = "C1", limit: String = "100000.00", scopes: [Scope] = Scope.allCases.filter { !$0.isDistributors }) async throws
        -> Buyer
    {
        try await put("clients", ["external_id": .string(name), "name": .string("ООО «\(name)»")])
        try await put("client-entities", ["external_id": .string("\(name)-E"), "client": .string(name), "name": .string("ООО «\(name)»")])
        try await put(
            "contracts",
            [
                "external_id": .string("\(name)-D"), "client": .string(name), "client_entity": .string("\(name)-E"), "legal_entity": "S",
                "number": "Д-1",
                "from": "2026-01-01", "currency": "RUB", "vat_mode": "included", "price_lists": ["BASE"], "credit_limit": .string(limit),
                "status": "active",
            ])
        let key = try await Self.key(in: database, client: name, scopes, clock.now)
        return Buyer(shop: self, name: name, key: key)
    }

    func call(
        _ method: HTTPRequest.Method, _ path: String, token: String?, json: JSON? = nil, headers: HTTPFields = [:], prefix: String = "/api/v1"
    ) async throws -> PortalAnswer {
        var headers = headers
        if let token { headers[.authorization] = "Bearer \(token)" }
        guard let json else { return try await client.send(method, prefix + path, headers: headers) }
        headers[.contentType] = "application/json"
        return try await client.send(method, prefix + path, headers: headers, body: json.bytes)
    }
}

/// A client's program.
struct Buyer: Sendable {
    let shop: Shop
    let name: String
    let key: IssuedKey

    func get(_ path: String, headers: HTTPFields = [:]) async throws -> PortalAnswer {
        try await shop.call(.get, path, token: key.accessToken, headers: headers)
    }

    func post(_ path: String, _ json: JSON, key idempotencyKey: String? = nil, headers: HTTPFields = [:]) async throws -> PortalAnswer {
        var headers = headers
        if let idempotencyKey, let name = HTTPField.Name("Idempotency-Key") { headers[name] = idempotencyKey }
        return try await shop.call(.post, path, token: key.accessToken, json: json, headers: headers)
    }

    func order(_ lines: [(String, String)], key: String? = nil, _ fields: KeyValuePairs<String, JSON> = [:]) async throws -> PortalAnswer {
        var body: JSONObject = [
            "reference": "Заявка 1", "partial": false, "lines": .array(lines.map { ["code": .string($0.0), "quantity": .string($0.1)] }),
        ]
        for (name, value) in fields { body[name] = value }
        return try await post("/orders", .object(body), key: key)
    }
}

/// Codes and pointers of a problem answer, as `pointer code`.
func problems(_ answer: PortalAnswer) -> [String] {
    (answer.json["errors"]?.array ?? []).map { "\($0["pointer"]?.string ?? "-") \($0["code"]?.string ?? "-")" }
}
