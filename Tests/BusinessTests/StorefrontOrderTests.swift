import Database
import Integrations
import Kernel
@testable import Storefront
import Testing
import TestSupport

/// What follows the journal sorts what has changed into what is sorted; it must stand as it does when all is read anew.
@Suite("Orders of the storefront")
struct StorefrontOrderTests {
    private struct Orders: Equatable {
        let articles: [String]
        let names: [String]

        init(_ storefront: Storefront) {
            articles = storefront.byArticle.map { storefront.products[$0].externalID }
            names = storefront.byName.map { storefront.products[$0].externalID }
            for (order, ranks) in [(storefront.byArticle, storefront.articleRanks), (storefront.byName, storefront.nameRanks)] {
                for (rank, place) in order.enumerated() { #expect(ranks[place] == Int32(rank)) }
                #expect(ranks.filter { $0 == .max }.count == storefront.productCount - order.count)
            }
        }
    }

    @Test("changed, new and withdrawn products find their place among the others", arguments: Engine.allCases, 1...3)
    func sorted(_ engine: Engine, seed: UInt64) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            var random = Seeded(seed)
            func product(_ number: Int) throws -> JSON {
                let name = ["болт", "Болт", "ёлка", "елка", "Гайка  М8", "гайка м8", "Ящик"].randomElement(using: &random) ?? ""
                let article = "\(["A", "a", "Б"].randomElement(using: &random) ?? "")\(Int.random(in: 1...99, using: &random))-\(number)"
                let variants = Int.random(in: 0..<8, using: &random) == 0 ? #","has_variants":true"# : ""
                return try JSON(parsing: #"{"external_id":"O\#(number)","article":"\#(article)","name":"\#(name)","unit":"796"\#(variants)}"#)
            }
            try await house.put("products", try (1...200).map(product))
            for _ in 0..<12 {
                let first = Int.random(in: 1...190, using: &random)
                try await house.put("products", try (0..<Int.random(in: 1...12, using: &random)).map { try product(first + $0 * Int.random(in: 1...2, using: &random)) })
                try await house.storefront.catchUp()
                let fresh = try await house.database.read { try Storefront(loadedFrom: $0) }
                #expect(Orders(house.storefront.current) == Orders(fresh))
            }
        }
    }
}
