package import Customers
package import Database
import Journal
package import Kernel

/// Says what the viewer's supplier has of one of its products, over what it said before; saying nothing takes the offer back.
///
/// - Parameter revision: the one that was seen, 0 where there was no offer.
/// - Throws: `stale_revision` when a colleague or the ERP was faster; what is not the supplier's is not found.
package func saveOffer(_ terms: OfferTerms, article: String, revision: Int64, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let supplier = try viewer.demandSupplier().id
    try viewer.demand(.offerGoods)
    let offer = try offer(article: article, for: viewer, in: writer)
    guard offer.revision == revision else { throw Refusal(.staleRevision) }
    if terms == offer.terms { return }
    guard try writer.put(terms, of: offer.product, supplier, over: revision, at: now) else { throw Refusal(.staleRevision) }
    try writer.record(JournalEntry("supplier-offers", terms.isEmpty ? "removed" : "saved", ids: [offer.product.rawValue], by: viewer.actor, ["article": .string(offer.article)]), at: now)
}

extension Writer {
    /// False when the offer is no more what it was.
    func put(_ terms: OfferTerms, of product: ID<Product>, _ supplier: ID<Supplier>, over revision: Int64, at now: Instant) throws -> Bool {
        if terms.isEmpty {
            return try revision == 0 || run("DELETE FROM supplier_offers WHERE supplier_id = \(supplier) AND product_id = \(product) AND revision = \(revision)") == 1
        }
        if revision == 0 {
            return try run("""
                INSERT INTO supplier_offers (supplier_id, product_id, article, price, quantity, lead_days, valid_day, updated_at)
                VALUES (\(supplier), \(product), \(terms.article), \(terms.price), \(terms.quantity), \(terms.leadDays.map { Int64($0) }), \(terms.validUntil), \(now))
                ON CONFLICT (supplier_id, product_id) DO NOTHING
                """) == 1
        }
        return try run("""
            UPDATE supplier_offers SET article = \(terms.article), price = \(terms.price), quantity = \(terms.quantity), lead_days = \(terms.leadDays.map { Int64($0) }),
                valid_day = \(terms.validUntil), revision = revision + 1, updated_at = \(now)
            WHERE supplier_id = \(supplier) AND product_id = \(product) AND revision = \(revision)
            """) == 1
    }
}
