import Customers
import Database
import Foundation
import Integrations
import Jobs
import Journal
import Kernel
import Ordering
import PriceFiles
import Records
import Storefront
import Testing
import TestSupport

/// A small distributor for tests: one seller with a warehouse, a client with a contract, three products in a price list.
struct House: Sendable {
    let database: any Database
    let storefront: LiveStorefront
    static let now = Instant("2026-11-24T09:00:00Z")!

    static func open<T: Sendable>(_ engine: Engine, _ body: @escaping @Sendable (House) async throws -> T) async throws -> T {
        try await withDatabase(engine, migrations: businessSchema + [PriceFileSchema.migration, PriceFileSchema.scheduleMigration, JobsSchema.migration]) { database in
            let house = House(database: database, storefront: LiveStorefront(database))
            try await house.storefront.start()
            return try await body(house)
        }
    }

    /// Saves records as JSON lines of one kind, and lets the storefront follow.
    @discardableResult
    func put(_ kind: String, _ items: String...) async throws -> [RecordOutcome] { try await put(kind, items.map { try JSON(parsing: Array($0.utf8)) }) }

    @discardableResult
    func put(_ kind: String, _ items: [JSON]) async throws -> [RecordOutcome] {
        let outcomes = try await putRecords(items, kind: kind, for: .system, at: Self.now, in: database)
        try await storefront.catchUp()
        return outcomes
    }

    /// Fills the house. Stock: bolts 10, nuts 5, cable 100.5 m.
    func furnish(limit: String? = "100000.00", policy: String = "hold") async throws {
        try await put("legal-entities", #"{"external_id":"S1","name":"ООО «Север»","inn":"7707083893","time_zone":"Europe/Moscow"}"#)
        try await put("warehouses", #"{"external_id":"W1","name":"Москва","legal_entity":"S1","priority":1}"#)
        try await put("products", #"{"external_id":"P1","article":"B-1","name":"Болт","barcodes":["4601234567893"]}"#,
            #"{"external_id":"P2","article":"N-1","name":"Гайка","order_multiple":"5","order_minimum":"5"}"#,
            #"{"external_id":"P3","article":"C-1","name":"Кабель","unit":"006","vat_class":"reduced","order_multiple":"0.5"}"#)
        try await put("price-lists", #"{"external_id":"L1","name":"Опт"}"#)
        try await put("prices", #"{"price_list":"L1","product":"P1","unit_price":"100.00"}"#, #"{"price_list":"L1","product":"P2","unit_price":"33.33"}"#,
            #"{"price_list":"L1","product":"P3","unit_price":"12.3456"}"#)
        try await put("clients", #"{"external_id":"C1","name":"Клиент один"}"#, #"{"external_id":"C2","name":"Клиент два"}"#)
        try await put("client-entities", #"{"external_id":"E1","client":"C1","name":"ООО «Один»","inn":"500100732259"}"#)
        try await put("credit-accounts", [[
            "external_id": "A1", "client": "C1", "limit": .text(limit), "policy": .string(policy),
        ]])
        let outcomes = try await put("contracts", #"{"external_id":"D1","client":"C1","price_lists":["L1"],"credit_account":"A1","number":"Д-1"}"#)
        #expect(outcomes.map(\.status) == [.created], "\(outcomes)")
        try await put("stock", #"{"warehouse":"W1","product":"P1","quantity":"10"}"#, #"{"warehouse":"W1","product":"P2","quantity":"5"}"#,
            #"{"warehouse":"W1","product":"P3","quantity":"100.5"}"#)
    }

    /// A buyer of client C1.
    func buyer(_ scopes: [Scope] = [.catalog, .prices, .stock, .ordersRead, .ordersWrite, .account], client: String = "C1") async throws -> Viewer {
        let database = database
        return try await database.write { writer in
            let key = try createKey(
                NewKey(name: "test", clientExternalID: client, contractExternalID: nil, scopes: scopes, sandbox: false), by: .system, at: Self.now, in: writer)
            return try #require(try writer.viewer(accessToken: key.accessToken, at: Self.now))
        }
    }

    func shelf(_ viewer: Viewer) -> Shelf { Shelf(storefront.current, for: viewer, at: Self.now) }

    /// Places an order of articles and quantities.
    func order(
        _ lines: [(String, String)], for viewer: Viewer, partial: Bool = true, _ change: @escaping @Sendable (inout OrderRequest) -> Void = { _ in }
    ) async throws -> OrderDetails {
        let shelf = shelf(viewer)
        var request = OrderRequest()
        request.partial = partial
        request.lines = try lines.map { code, quantity in
            let line = try resolve(TypedLine(code: code, quantity: try #require(Quantity(quantity)), unit: nil), on: shelf)
            return OrderRequest.Line(product: line.product.id, quantity: line.quantity)
        }
        change(&request)
        let wanted = request
        let details = try await database.write { writer in
            let id = try placeOrder(wanted, for: viewer, at: Self.now, in: writer)
            return try #require(try orderDetails([id], for: viewer, in: writer).first)
        }
        try await storefront.catchUp()
        return details
    }

    /// One number that a query answers with.
    func number(_ sql: SQL) async throws -> Int64 { try await database.read { try #require(try $0.row(sql)?.get("n")) } }
}

/// Rounds of a race: 20 in the daily run, more in the long one.
let raceRounds = ProcessInfo.processInfo.environment["KONTOR_RACE_ROUNDS"].flatMap { Int($0) } ?? 20

/// A generator whose seed is printed with a failure.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }
    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
