import Customers
import HTTP
import HTTPTypes
import Kernel
import Storefront

extension Endpoint {
    static let suggest = Endpoint(
        .get, "/suggestions", id: "suggest", tag: .catalogue, "What somebody who is still typing may mean",
        details: "Up to ten products, best first, and the categories and brands with a word that begins so.", scope: .catalog,
        parameters: [.query("query", .text(max: 200), "What has been typed so far.")],
        answer: Answer(
            "Products, categories and brands.",
            .object([
                "products": .list(.object(["article": .text, "name": .text])),
                "categories": .list(.object(["external_id": .text, "name": .text])), "brands": .list(.object(["external_id": .text, "name": .text])),
            ])),
        handle: { api, request in
            let text = try request.query { $0.optional("query", .text(max: 200)) ?? "" }
            let shelf = api.shelf(for: request)
            let start = ContinuousClock.now
            let found = shelf.suggestions(for: text)
            let timing = serverTiming("catalogue", .now - start)
            func named<Entity>(_ all: [Storefront.Named<Entity>]) -> JSON {
                .array(all.map { ["external_id": .string($0.externalID), "name": .string($0.name)] })
            }
            return APIAnswer([
                "products": .array(found.products.map { ["article": .string($0.article), "name": .string($0.name)] }),
                "categories": named(found.categories), "brands": named(found.brands),
            ], headers: timing)
        })
}
