package import Catalog
package import Customers
package import Database
package import Journal
package import Kernel

/// A relation of a product as its people see it.
package struct EditedRelation: Sendable {
    package let relation: ProductRelation
    package let target: ProductContents?
    package let isPortals: Bool
    /// The ERP tells of it, and it is not shown.
    package let isHidden: Bool
    /// What the ERP says beneath a relation of the portal's.
    package let hasERPs: Bool
}

/// A relation as it was typed.
package struct TypedRelation: Sendable {
    package var kind: String
    package var article: String
    package var ratio: String
    package var note: String

    package init(kind: String, article: String, ratio: String, note: String) {
        self.kind = kind
        self.article = article
        self.ratio = ratio
        self.note = note
    }
}

/// The most relations of the portal's own of one product.
package let relationLimit = 500
/// The most letters of a note.
package let relationNoteLimit = 1000

package func relationsForEditing(_ article: String, for viewer: Viewer, in reader: any Reader) throws -> (product: ProductContents, relations: [EditedRelation]) {
    try viewer.demandEditing()
    let product = try reader.productContents(ofArticle: article)
    let condition: SQL = "product_id = \(product.id)"
    var own = try reader.portalRelations(where: condition)[product.id] ?? []
    var found: [(relation: ProductRelation, isPortals: Bool, isHidden: Bool, hasERPs: Bool)] = []
    try reader.erpRelations(where: condition) { _, erps in
        guard let place = own.firstIndex(where: { $0.relation.isAbout(erps) }) else { return found.append((erps, false, false, true)) }
        let said = own.remove(at: place)
        found.append((said.isHidden ? erps : said.relation, !said.isHidden, said.isHidden, true))
    }
    found += own.filter { !$0.isHidden }.map { ($0.relation, true, false, false) }
    let targets = Dictionary(
        try reader.productContents(where: "p.id \(in: Set(found.map(\.relation.target)).sorted())", limit: relationLimit * 2).map { ($0.id, $0) }) { first, _ in first }
    let order = ProductRelation.Kind.allCases
    let sorted = order.flatMap { kind in found.filter { $0.relation.kind == kind } }
    return (product, sorted.map { EditedRelation(relation: $0.relation, target: targets[$0.relation.target], isPortals: $0.isPortals, isHidden: $0.isHidden, hasERPs: $0.hasERPs) })
}

extension Reader {
    /// What a form of a product's relations carries: the number of the last edit, and what the ERP has told of them.
    package func relationsToken(of product: ProductContents) throws -> String {
        let row = try row("SELECT COUNT(*) AS n, COALESCE(MAX(updated_at), 0) AS at FROM product_relations WHERE product_id = \(product.id)")
        let (count, moment): (Int64, Int64) = (try row?.get("n") ?? 0, try row?.get("at") ?? 0)
        return "\(product.token.prefix { $0 != "." }).\(count).\(moment)"
    }

    /// Reads a typed relation: its target by article. Throws `validation` with every field that cannot be read.
    func relation(_ typed: TypedRelation) throws -> ProductRelation {
        var problems: [Refusal.Problem] = []
        let kind = ProductRelation.Kind(rawValue: typed.kind)
        if kind == nil { problems.append(Refusal.Problem("/kind", .validation, "field_required")) }
        let article = typed.article.trimmed
        let target: ID<Product>? = article.isEmpty ? nil : try row("SELECT id FROM products WHERE article = \(article) AND withdrawn = 0")?.get("id")
        if article.isEmpty { problems.append(Refusal.Problem("/article", .validation, "field_required")) } else if target == nil {
            problems.append(Refusal.Problem("/article", .validation, "unknown_code", ["code": .text(String(article.prefix(100)))]))
        }
        let text = typed.ratio.trimmed
        let ratio = text.isEmpty ? Quantity.one : relationRatio(typed: text)
        if ratio == nil { problems.append(Refusal.Problem("/ratio", .validation, "not_a_quantity", ["value": .text(String(text.prefix(40)))])) }
        let note = typed.note.trimmed
        if note.unicodeScalars.count > relationNoteLimit { problems.append(Refusal.Problem("/note", .validation, "text_too_long", ["limit": .integer(Int64(relationNoteLimit))])) }
        guard problems.isEmpty, let kind, let target, let ratio else { throw Refusal(.validation, problems: problems) }
        return ProductRelation(kind: kind, target: target, ratio: ratio, note: note.isEmpty ? nil : note)
    }

    /// Which of these products would come to take their own place, if the target replaced each of them.
    func circles(by relation: ProductRelation, of products: [ID<Product>]) throws -> Set<ID<Product>> {
        guard relation.kind == .replacement else { return [] }
        return try replacementChains(from: [relation.target]).reached(from: relation.target).intersection(products)
    }

    /// Where shown replacements lead from these products.
    package func replacementChains(from products: [ID<Product>]) throws -> ReplacementChains { ReplacementChains(next: try shownReplacements(from: products)) }
}

/// What takes the place of what, step by step.
package struct ReplacementChains: Sendable {
    fileprivate var next: [ID<Product>: Set<ID<Product>>]

    /// All that comes to take the place of a product, itself among them.
    package func reached(from start: ID<Product>) -> Set<ID<Product>> {
        var seen: Set = [start]
        var waiting = [start]
        while let step = waiting.popLast() { for other in next[step] ?? [] where seen.insert(other).inserted { waiting.append(other) } }
        return seen
    }

    /// One more, which those that come after count with.
    package mutating func add(_ product: ID<Product>, _ target: ID<Product>) { next[product, default: []].insert(target) }
}

/// How many of a target take the place of one, as it was typed; nil for what is no quantity above zero.
package func relationRatio(typed text: String) -> Quantity? { (try? Measure.decimal(text.trimmed, in: nil)).flatMap { Quantity($0) }.flatMap { $0 > .zero ? $0 : nil } }

/// Says that another product is to a product what the kind tells; over the ERP's word where it says something of the two.
///
/// Throws `stale_revision` when somebody, or the ERP, changed the product's relations since the form was made; `validation` with the fields that are wrong: `/kind`,
/// `/article`, `/ratio`, `/note`.
package func relate(_ article: String, _ typed: TypedRelation, token: String, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demandEditing()
    let product = try writer.productContents(ofArticle: article, locked: true)
    try product.demand(token, standing: try writer.relationsToken(of: product))
    let relation = try writer.relation(typed)
    if relation.target == product.id { throw Refusal(.validation, problems: [Refusal.Problem("/article", .validation, "related_to_itself")]) }
    if try !writer.circles(by: relation, of: [product.id]).isEmpty {
        throw Refusal(.validation, problems: [Refusal.Problem("/article", .validation, "follows_itself", ["value": .text(product.article)])])
    }
    let known = try writer.row("SELECT COUNT(*) AS n FROM portal_relations WHERE product_id = \(product.id)")?.get("n", as: Int64.self) ?? 0
    if known >= relationLimit { throw Refusal(.validation, "too_many_relations", ["limit": .integer(Int64(relationLimit))]) }
    try writer.keepRelations([(product, relation, PortalRelation(relation, isHidden: false))], "added", by: viewer.actor, ["article": .string(product.article)], at: now)
}

/// Takes a relation away: the portal's own, or the ERP's out of sight. With `returning` the ERP's word holds again. Throws `stale_revision` as `relate` does.
package func unrelate(
    _ article: String, _ kind: ProductRelation.Kind, to target: ID<Product>, returning: Bool, token: String, for viewer: Viewer, at now: Instant, in writer: any Writer
) throws {
    try viewer.demandEditing()
    let product = try writer.productContents(ofArticle: article, locked: true)
    try product.demand(token, standing: try writer.relationsToken(of: product))
    let about = ProductRelation(kind: kind, target: target, ratio: .one, note: nil)
    var erps: ProductRelation?
    try writer.erpRelations(where: "product_id = \(product.id)") { if $1.isAbout(about) { erps = $1 } }
    let said = try writer.portalRelations(where: "product_id = \(product.id)")[product.id]?.first { $0.relation.isAbout(about) }
    guard erps != nil || said != nil else { throw Refusal.notFound }
    let hidden = returning ? nil : erps.map { PortalRelation($0, isHidden: true) }
    guard hidden != said else { return }
    try writer.keepRelations([(product, about, hidden)], returning ? "returned" : "removed", by: viewer.actor, ["article": .string(product.article)], at: now)
}

extension Writer {
    /// Keeps what the portal says of products, which are locked, and others; nil takes it away.
    package func keepRelations(_ said: [(product: ProductContents, about: ProductRelation, now: PortalRelation?)], _ action: String, by actor: Actor, _ facts: JSON, at now: Instant) throws {
        guard !said.isEmpty else { return }
        try keepPortalRelations(said.map { ($0.product.id, $0.about, $0.now) })
        let products = Dictionary(said.map { ($0.product.id, $0.product) }) { first, _ in first }
        try keepPortalContents(products.values.map { ($0.id, $0.own) }, by: actor.person, at: now)
        try record(JournalEntry("relations", action, ids: products.keys.map(\.rawValue).sorted(), by: actor, facts), at: now)
    }
}
