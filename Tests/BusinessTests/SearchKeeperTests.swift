import Kernel
import Search
import TestSupport
import Testing

@testable import Storefront

/// What takes long is indexed beside the searches; in the end they find what an index made at once finds.
@Suite("The index that follows the catalogue") struct SearchKeeperTests {
    @Test("few changes are found at once; many are found soon, and nobody waits for them")
    func following() async throws {
        try await House.open(.sqlite) { house in
            for batch in 0..<2 {
                try await house.put("products", (batch * 800..<(batch + 1) * 800).map { ["external_id": .string("Q\($0)"), "article": .string("Q-\($0)"), "name": .string("Винт М\($0 % 30)")] })
            }
            let keeper = SearchKeeper(atOnce: 50, small: 0)
            func found(_ question: String) -> Int { keeper.index(for: house.storefront.current).index.matches(question).count }
            func settled() async throws -> (SearchIndex, Int) {
                for _ in 0..<2000 {
                    let (index, generation) = keeper.index(for: house.storefront.current)
                    if generation == house.storefront.current.searchLog.generation, index.fragmented() == nil, !index.isWorn { return (index, generation) }
                    try await Task.sleep(for: .milliseconds(5))
                }
                return keeper.index(for: house.storefront.current)
            }
            #expect(found("винт") == 1600, "the first time everything is indexed at once")
            try await house.put("products", #"{"external_id":"Q1","name":"Шуруп"}"#)
            #expect(found("шуруп") == 1)
            #expect(found("винт") == 1599)
            try await house.put("products", (0..<300).map { ["external_id": .string("Q\($0)"), "name": .string("Гвоздь \($0)")] })
            // Whoever comes meanwhile is answered from what there was; never from half of it.
            #expect([0, 300].contains(found("гвоздь")))
            #expect(try await settled().1 == house.storefront.current.searchLog.generation)
            #expect(found("гвоздь") == 300)
            for number in 400..<430 {
                try await house.put("products", [["external_id": .string("Q\(number)"), "name": .string("Дюбель \(number)")]])
                #expect(found("дюбель") == number - 399)
            }
            // A brand that is named otherwise makes everything anew.
            try await house.put("brands", #"{"external_id":"B","name":"Север"}"#)
            try await house.put("products", #"{"external_id":"Q2","brand":"B"}"#)
            try await house.put("brands", #"{"external_id":"B","name":"Восток"}"#)
            _ = try await settled()
            #expect(found("восток") == 1 && found("север") == 0)
            let storefront = house.storefront.current
            let whole = SearchIndex(count: storefront.productCount, text: storefront.searchable)
            let (index, _) = try await settled()
            for question in ["винт", "гвоздь 12", "дюбель", "шуруп", "Q-77", "dbyn", "гвозд", "восток"] { #expect(index.matches(question) == whole.matches(question), "\(question)") }
            #expect(index.partCount < 30)
        }
    }
}
