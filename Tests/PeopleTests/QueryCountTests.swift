import Customers
import Database
import Foundation
import HTTPTypes
import Integrations
import Kernel
import PortalTesting
import Records
import Testing
import TestSupport

@testable import kontor

@Suite("What pages about money ask of the database")
struct QueryCountTests {
    /// With everything around a page: session, rights, cart, the head with its limits.
    private static let costs = ["/": 18, "/account": 15, "/account/contract-a": 22, "/documents": 7]

    @Test("a client's pages ask as often for much as for little", arguments: Engine.allCases)
    func constant(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let counter = CountingDatabase(house.portal.database)
            let portal = Portal(
                configuration: house.portal.configuration, database: counter, secret: house.portal.secret, log: house.portal.log, metrics: house.portal.metrics,
                jobs: house.portal.jobs, storefront: house.portal.storefront, productFiles: house.portal.productFiles,
                priceFiles: house.portal.priceFiles, bucket: house.portal.bucket, now: house.portal.now)
            let client = PortalClient(makeRouter(portal, house: try await portal.database.read { try $0.houseSettings() }), address: "203.0.113.8")
            let buyer = house.askers.first { $0.name == "a.buyer" }?.headers ?? [:]
            func count() async throws -> [String: Int] {
                var costs: [String: Int] = [:]
                // The first request reads anew who asks, for its terms have changed.
                _ = try await client.get("/documents", headers: buyer)
                for path in Self.costs.keys.sorted() {
                    counter.reset()
                    let answer = try await client.get(path, headers: buyer)
                    #expect(answer.status.code == 200, "\(path)")
                    costs[path] = counter.count
                }
                return costs
            }
            try await house.fill(contracts: 1, each: 1, from: 0)
            let little = try await count()
            try await house.fill(contracts: 12, each: 30, from: 1)
            let much = try await count()
            #expect(little == much)
            #expect(much == Self.costs)
        }
    }

    @Test("the counter sees a query in a loop")
    func wrongSample() async throws {
        try await withDatabase(.sqlite, migrations: schema) { database in
            let counter = CountingDatabase(database)
            try await counter.read { reader in for _ in 0..<5 { _ = try reader.row("SELECT 1 AS n") } }
            #expect(counter.count == 5)
        }
    }
}

extension TestHouse {
    /// Contracts of client A under sellers of their own, each with entries, documents and an unsigned one; open debts, some overdue.
    fileprivate func fill(contracts: Int, each: Int, from first: Int) async throws {
        func put(_ kind: String, _ items: [JSON]) async throws {
            let outcomes = try await putRecords(items, kind: kind, for: .system, at: portal.now(), in: portal.database)
            #expect(outcomes.allSatisfy { $0.problems.isEmpty }, "\(kind): \(outcomes.first { !$0.problems.isEmpty }?.problems ?? [])")
        }
        let today = Day(of: portal.now(), in: .gmt)
        for number in first..<(first + contracts) {
            try await put("legal-entities", [["external_id": "S\(number)", "name": "ООО «Продавец \(number)»", "time_zone": "Europe/Moscow"]])
            try await put("contracts", [[
                "external_id": "D\(number)", "client": "client-a", "legal_entity": "S\(number)", "price_lists": ["L"], "number": "Д-\(number)", "credit_limit": "1000000.00",
            ]])
            let days = (0..<each).map { today.adding(days: -$0).description }
            try await put("ledger", days.enumerated().map { ["external_id": "E\(number)-\($0)", "contract": "D\(number)", "kind": "invoice", "date": .string($1), "amount": "100.00"] })
            try await put("ledger", days.enumerated().map { ["external_id": "F\(number)-\(first)-\($0)", "contract": "contract-a", "kind": "invoice", "date": .string($1), "amount": "100.00"] })
            try await put("documents", days.enumerated().map {
                ["external_id": "U\(number)-\($0)", "contract": "D\(number)", "kind": "upd", "date": .string($1), "amount": "100.00", "signature": "awaited"]
            })
        }
        try await portal.publish()
    }
}
