package import Customers
package import Database
import Journal
package import Kernel

/// A row of a sheet with offers.
package struct OfferRow: Sendable {
    /// As the spreadsheet numbers it.
    package let line: Int
    /// The house's article or the supplier's own.
    package let code: String
    package let typed: TypedOffer

    package init(line: Int, code: String, typed: TypedOffer) {
        (self.line, self.code, self.typed) = (line, code, typed)
    }
}

/// What a column of such a sheet tells besides the article.
package enum OfferField: String, Sendable, CaseIterable { case article, quantity, price, leadDays, validUntil }

/// What became of a row.
package struct OfferRowOutcome: Sendable {
    package let line: Int
    package let code: String
    package let isChanged: Bool
    package let problems: [Refusal.Problem]

    package init(line: Int, code: String, isChanged: Bool, problems: [Refusal.Problem]) {
        (self.line, self.code, self.isChanged, self.problems) = (line, code, isChanged, problems)
    }
}

/// Takes rows of a sheet as offers of the viewer's supplier: good ones are kept, of the others it is told why not. What the sheet has no column for stays as it was.
/// Costs three questions and a statement per changed row.
package func takeOffers(_ rows: [OfferRow], _ fields: Set<OfferField>, for viewer: Viewer, at now: Instant, in writer: any Writer) throws -> [OfferRowOutcome] {
    let supplier = try viewer.demandSupplier().id
    try viewer.demand(.offerGoods)
    let codes = Array(Set(rows.map(\.code)))
    let known = try writer.offers(of: supplier, " AND (p.article \(in: codes) OR o.article \(in: codes))", limit: 10_001)
    let byArticle = Dictionary(known.map { ($0.article, $0) }) { first, _ in first }
    let byOwn = Dictionary(grouping: known.filter { $0.terms.article != nil }) { $0.terms.article ?? "" }
    var (seen, saved, removed): (Set<ID<Product>>, [Int64], [Int64]) = ([], [], [])
    let outcomes = try rows.map { row -> OfferRowOutcome in
        func refused(_ problems: [Refusal.Problem]) -> OfferRowOutcome { OfferRowOutcome(line: row.line, code: row.code, isChanged: false, problems: problems) }
        guard !row.code.isEmpty else { return refused([Refusal.Problem("/article", .validation, "offer_without_article")]) }
        let own = byOwn[row.code] ?? []
        guard let offer = byArticle[row.code] ?? (own.count == 1 ? own.first : nil) else {
            return refused([Refusal.Problem("/article", .validation, own.count > 1 ? "offer_ambiguous" : "offer_unknown", ["value": .text(String(row.code.prefix(100)))])])
        }
        let (told, problems) = OfferTerms.parse(row.typed)
        guard problems.isEmpty else { return refused(problems) }
        guard seen.insert(offer.product).inserted else { return refused([Refusal.Problem("/article", .validation, "offer_twice", ["value": .text(String(row.code.prefix(100)))])]) }
        var terms = offer.terms
        if fields.contains(.article) { terms.article = told.article }
        if fields.contains(.quantity) { terms.quantity = told.quantity }
        if fields.contains(.price) { terms.price = told.price }
        if fields.contains(.leadDays) { terms.leadDays = told.leadDays }
        if fields.contains(.validUntil) { terms.validUntil = told.validUntil }
        guard terms != offer.terms else { return OfferRowOutcome(line: row.line, code: row.code, isChanged: false, problems: []) }
        guard try writer.put(terms, of: offer.product, supplier, over: offer.revision, at: now) else { return refused([Refusal.Problem("", .staleRevision)]) }
        if terms.isEmpty { removed.append(offer.product.rawValue) } else { saved.append(offer.product.rawValue) }
        return OfferRowOutcome(line: row.line, code: row.code, isChanged: true, problems: [])
    }
    let details: JSON = ["from": "file", "supplier": .number(String(supplier.rawValue))]
    for (word, ids) in [("saved", saved), ("removed", removed)] where !ids.isEmpty {
        try writer.record(JournalEntry("supplier-offers", word, ids: ids, by: viewer.actor, details), at: now)
    }
    return outcomes
}
