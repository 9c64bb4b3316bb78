import Catalog
package import Customers
package import Database
import Journal
package import Kernel
import Pricing
package import Records
import Stock
import Suppliers

/// Every kind of record that the distributor's systems bring, in an order in which each may refer to those before it.
package let recordKinds: [RecordKind] = [
    CustomerRecords.legalEntities, StockRecords.warehouses, CustomerRecords.segments, CatalogRecords.categories, CatalogRecords.brands,
    CatalogRecords.parameters, CatalogRecords.products, CatalogRecords.relations, CatalogRecords.images, CatalogRecords.certificates, CatalogRecords.assortments, PricingRecords.rates, ERPKinds.floors, ERPKinds.priceLists, ERPKinds.prices,
    CustomerRecords.clients, CustomerRecords.clientEntities, CreditKinds.creditAccounts, ERPKinds.contracts, ERPKinds.discounts,
    CustomerRecords.sites, CustomerRecords.departments, CustomerRecords.people, CustomerRecords.clientArticles, AgreementKind.agreements, StockKinds.stock,
    StockRecords.receipts, CreditKinds.ledger, CreditKinds.documents, PastOrderKind.pastOrders,
    SupplierRecords.suppliers, SupplierRecords.offers,
]

/// The kinds of terms that either the ERP or the portal owns, as the ERP brings them: the portal's own stay what two people made them.
enum ERPKinds {
    static let priceLists = PricingRecords.priceLists.brought(by: .erp)
    static let prices = PricingRecords.prices.brought(by: .erp, through: "price_list")
    static let discounts = PricingRecords.discounts.brought(by: .erp)
    static let floors = PricingRecords.floors.brought(by: .erp)
    static let contracts = CreditKinds.contracts.brought(by: .erp)
}

/// A kind by its name in the API's address and in file names; an unknown one is not found.
package func recordKind(_ name: String) throws -> RecordKind {
    guard let kind = recordKinds.first(where: { $0.name == name }) else {
        throw Refusal(.notFound, "unknown_kind", ["value": .text(String(name.prefix(60))), "allowed": .text(recordKinds.map(\.name).joined(separator: ", "))])
    }
    return kind
}

/// The most items that one call may bring.
package let recordBatchLimit = 1000

/// Records of a kind as they stand, changed since a moment: for the distributor's own system.
/// - Parameter id: the number of the last row of the page before.
package func records(
    kind name: String, updatedSince moment: Instant?, after id: Int64 = 0, limit: Int, for viewer: Viewer, in reader: any Reader
) throws -> (items: [JSON], last: Int64?) {
    try viewer.demand(.readRecords)
    return try listRecords(of: try recordKind(name), updatedSince: moment, after: id, limit: limit, in: reader)
}

/// Takes records away for the distributor's own system: an outcome for each (`removeRecords`).
package func deleteRecords(_ items: [JSON], kind name: String, for viewer: Viewer, at now: Instant, in database: any Database) async throws -> [RecordOutcome] {
    try viewer.demand(.writeRecords)
    let kind = try recordKind(name)
    try demandBatch(of: items.count)
    return try await database.write { try removeRecords(items, of: kind, kind.removal, by: viewer.actor, at: now, in: $0) }
}

private func demandBatch(of count: Int) throws {
    guard count <= recordBatchLimit else { throw Refusal(.payloadTooLarge, "too_many_items", ["limit": .integer(Int64(recordBatchLimit))]) }
}

/// Takes a batch of records from the distributor's own system: upserts by their keys, with an outcome for each.
package func putRecords(_ items: [JSON], kind name: String, for viewer: Viewer, at now: Instant, in database: any Database) async throws -> [RecordOutcome] {
    try viewer.demand(.writeRecords)
    let kind = try recordKind(name)
    try demandBatch(of: items.count)
    return try await database.write { try saveRecords(items, of: kind, by: viewer.actor, at: now, in: $0) }
}
