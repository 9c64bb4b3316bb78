package import Database
package import Kernel

/// What the portal's people say of a product and another: a relation of their own, or that the ERP's is not shown.
package struct PortalRelation: Hashable, Sendable {
    package let relation: ProductRelation
    package let isHidden: Bool

    package init(_ relation: ProductRelation, isHidden: Bool) {
        self.relation = relation
        self.isHidden = isHidden
    }
}

extension ProductRelation {
    /// Whether two relations are of one kind to one product.
    package func isAbout(_ other: ProductRelation) -> Bool { kind == other.kind && target == other.target }
}

extension Reader {
    /// What the portal says, product by product, in the order in which it was told.
    /// - Parameter condition: on `product_id`.
    package func portalRelations(where condition: SQL) throws -> [ID<Product>: [PortalRelation]] {
        var found: [ID<Product>: [PortalRelation]] = [:]
        try forEach("SELECT product_id, kind, target_id, ratio, note, hidden FROM portal_relations WHERE \(condition) ORDER BY product_id, id") { row in
            guard let relation = try row.relation() else { return }
            found[try row.get("product_id"), default: []].append(PortalRelation(relation, isHidden: try row.get("hidden")))
        }
        return found
    }

    /// What the ERP says, product by product.
    package func erpRelations(where condition: SQL, _ take: (ID<Product>, ProductRelation) throws -> Void) throws {
        try forEach("SELECT product_id, kind, target_id, ratio, note FROM product_relations WHERE \(condition) ORDER BY product_id, id") { row in
            if let relation = try row.relation() { try take(try row.get("product_id"), relation) }
        }
    }

    /// Relations as they are shown, product by product: the ERP's as they were first told with what the portal says over them, then the portal's own.
    /// - Parameter condition: on `product_id`.
    package func productRelations(where condition: SQL, _ take: (ID<Product>, ProductRelation) throws -> Void) throws {
        var own = try portalRelations(where: condition)
        try erpRelations(where: condition) { product, relation in
            guard let place = own[product]?.firstIndex(where: { $0.relation.isAbout(relation) }), let said = own[product]?.remove(at: place) else { return try take(product, relation) }
            if !said.isHidden { try take(product, said.relation) }
        }
        for (product, rest) in own.sorted(by: { $0.key < $1.key }) { for said in rest where !said.isHidden { try take(product, said.relation) } }
    }

    /// Where shown replacements lead from these products, step by step to the end.
    package func shownReplacements(from products: [ID<Product>]) throws -> [ID<Product>: Set<ID<Product>>] {
        var next: [ID<Product>: Set<ID<Product>>] = [:]
        try forEach("""
            WITH RECURSIVE shown (product_id, target_id) AS (
                SELECT r.product_id, r.target_id FROM product_relations AS r WHERE r.kind = 'replacement' AND NOT EXISTS (
                    SELECT 1 FROM portal_relations AS h WHERE h.product_id = r.product_id AND h.kind = r.kind AND h.target_id = r.target_id AND h.hidden = 1)
                UNION SELECT o.product_id, o.target_id FROM portal_relations AS o WHERE o.kind = 'replacement' AND o.hidden = 0
            ), chain (product_id, target_id) AS (
                SELECT product_id, target_id FROM shown WHERE product_id \(in: products)
                UNION SELECT s.product_id, s.target_id FROM shown AS s JOIN chain ON s.product_id = chain.target_id
            )
            SELECT product_id, target_id FROM chain ORDER BY product_id, target_id
            """) { next[try $0.get("product_id"), default: []].insert(try $0.get("target_id")) }
        return next
    }
}

extension Row {
    /// Nil for a kind of a later version.
    fileprivate func relation() throws -> ProductRelation? {
        guard let kind = ProductRelation.Kind(rawValue: try get("kind", as: String.self)) else { return nil }
        return ProductRelation(kind: kind, target: try get("target_id"), ratio: try get("ratio"), note: try find("note"))
    }
}

extension Writer {
    /// Keeps what the portal says, in the place of what it said of the same products and kinds; nil takes it away.
    package func keepPortalRelations(_ said: [(product: ID<Product>, about: ProductRelation, now: PortalRelation?)]) throws {
        guard !said.isEmpty else { return }
        var gone = ValueTable([("product", .integer), ("kind", .text), ("target", .integer)])
        var kept = ValueTable([("product", .integer), ("kind", .text), ("target", .integer), ("ratio", .integer), ("note", .text), ("hidden", .integer)])
        for (product, about, now) in said {
            let key: [SQLValue] = [.integer(product.rawValue), .text(about.kind.rawValue), .integer(about.target.rawValue)]
            guard let now else { gone.append(key); continue }
            kept.append(key + [.integer(now.relation.ratio.thousandths), now.relation.note.map { .text($0) } ?? .null, .integer(now.isHidden ? 1 : 0)])
        }
        if !gone.rows.isEmpty {
            try run("""
                DELETE FROM portal_relations WHERE EXISTS (
                    SELECT 1 FROM \(table: gone) AS v WHERE v.product = portal_relations.product_id AND v.kind = portal_relations.kind AND v.target = portal_relations.target_id)
                """)
        }
        guard !kept.rows.isEmpty else { return }
        try run("""
            INSERT INTO portal_relations (product_id, kind, target_id, ratio, note, hidden)
            SELECT v.product, v.kind, v.target, v.ratio, v.note, v.hidden FROM \(table: kept) AS v WHERE true
            ON CONFLICT (product_id, kind, target_id) DO UPDATE SET ratio = excluded.ratio, note = excluded.note, hidden = excluded.hidden
            """)
    }
}
