package import Database
import HTTP
package import Kernel
import Localization
package import Storefront

/// Tells people what is new among the answers to the searches they watch, and what can be had again.
/// - Returns: how many letters were put into the queue.
package func tellCatalogueNews(at now: Instant, in database: any Database, storefront: () async throws -> Storefront) async throws -> Int {
    let texts = Texts(.ru)
    return try await tellCatalogueNews(at: now, in: database, storefront: storefront) { parameters, shelf in
        guard let form = try? Form(parsing: parameters) else { return nil }
        let query = CatalogQuery(form)
        // What was bought before is not new.
        return query.boughtOnly ? nil : query.readValues(on: shelf).productQuery(on: shelf, query.vat ?? .contract, texts).query
    }
}
