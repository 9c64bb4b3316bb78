import Customers
import Database
import Foundation
import Kernel
import SQLiteDatabase
@testable import Storefront
import Testing

/// A million products, 22 million prices and chains of 3 to 7 lists, priced in the process: what `scripts/bench --full --data FOLDER` has imported and left. Only with
/// `KONTOR_PRICE_VOLUME=FOLDER/kontor.sqlite`, optimised, on a machine at rest.
@Suite("Prices at volume", .enabled(if: ProcessInfo.processInfo.environment["KONTOR_PRICE_VOLUME"] != nil), .serialized)
struct PriceVolumeTests {
    @Test("1,000 lines, a page of the whole catalogue and of a category by own price, warm and for chains never used before")
    func figures() async throws {
        let database = try SQLiteDatabase(path: ProcessInfo.processInfo.environment["KONTOR_PRICE_VOLUME"] ?? "")
        let now = Instant(Date())
        let storefront = try await database.read { try Storefront(loadedFrom: $0) }
        let viewers = try await database.read { reader in
            try reader.rows("SELECT id, external_id, name FROM clients ORDER BY external_id LIMIT 160").map { row in
                let card = ClientCard(id: try row.get("id"), externalID: try row.get("external_id"), name: try row.get("name"))
                return Viewer(
                    identity: .key(ID(1)), name: "figures", client: card, contracts: try reader.contractTerms(of: card.id, only: nil, at: now),
                    rights: [.seePrices, .seeStock], isStaff: false)
            }
        }
        let names: [(id: ID<Kernel.Category>, name: String)] = try await database.read { reader in
            try reader.rows("SELECT id, external_id FROM categories").map { row in (id: try row.get("id"), name: try row.get("external_id")) }
        }
        var category = (name: "", count: 0)
        for (id, name) in names {
            let count = storefront.subtree(of: id).reduce(0) { sum, each in sum + (storefront.placesByCategory[each]?.count ?? 0) }
            if abs(count - 20_000) < abs(category.count - 20_000) { category = (name, count) }
        }
        print("\(storefront.productCount) products; category of \(category.count)")
        var byPrice = ProductQuery()
        byPrice.sort = .price
        var ofCategory = byPrice
        ofCategory.category = category.name
        func shelf(_ viewer: Viewer) -> Shelf { Shelf(storefront, for: viewer, at: now) }

        let chosen = stride(from: 7, to: storefront.productCount, by: storefront.productCount / 1000).prefix(1000).map { storefront.products[$0] }
        let hundred = try #require(Quantity("100"))
        let wanted = chosen.map { WantedGoods($0, hundred) }
        // The first time the rows come from memory and not from a cache: it is told, and not held to the bound.
        try told("1,000 lines", (0..<100).map { _ in viewers[0] }, share: 95, within: 5) { #expect(shelf($0).prices(wanted, explained: false).count == wanted.count) }
        try told("category, chain never used before", viewers[1..<80].map(\.self), within: 10) { #expect(shelf($0).products(ofCategory, limit: 50).items.count == 50) }
        try told("category, chain in use", (0..<200).map { _ in viewers[1] }, within: 10) { #expect(shelf($0).products(ofCategory, limit: 50).items.count == 50) }
        try told("whole catalogue, chain never used before", viewers[80...].map(\.self), within: 250) { #expect(shelf($0).products(byPrice, limit: 50).items.count == 50) }
        let last = try #require(viewers.last)
        try told("whole catalogue, warm", (0..<200).map { _ in last }, within: 10) { #expect(shelf($0).products(byPrice, limit: 50).items.count == 50) }
        try await database.close()
    }

    /// Prints how long it took and holds so many of 100 to a bound in milliseconds.
    private func told(_ name: String, _ viewers: [Viewer], share: Int = 99, within bound: Double, _ work: (Viewer) throws -> Void) throws {
        let clock = ContinuousClock()
        let times = try viewers.map { viewer in try clock.measure { try work(viewer) } / .milliseconds(1) }.sorted()
        let most = times[min(times.count - 1, times.count * share / 100)]
        print("\(name): \(times[times.count / 2]) ms in the middle, \(most) in \(share) of 100, \(times[times.count - 1]) at most; n \(times.count)")
        #expect(most <= bound, "\(name)")
    }
}
