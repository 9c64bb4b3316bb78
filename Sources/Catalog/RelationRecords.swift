package import Database
package import Kernel
package import Records

extension CatalogRecords {
    /// What products are to each other. Replacements never lead back to where they began.
    package static let relations = RecordKind(
        "relations", table: "product_relations",
        [
            RecordField("product", .reference(table: "products", within: nil), required: true),
            RecordField("kind", .choice(ProductRelation.Kind.allCases.map(\.rawValue)), required: true),
            RecordField("target", .reference(table: "products", within: nil), required: true),
            RecordField("ratio", .quantity(1...Quantity.limit), fallback: .integer(1000)), RecordField("note", .text(limit: 1000)),
        ], key: ["product", "kind", "target"], subject: ("relations", "product_id"),
        check: { $0.integer("product") == $0.integer("target") ? [Refusal.Problem("/target", .validation, "related_to_itself")] : [] },
        complete: { try refuseCircles(&$0, in: $1) })

    /// Refuses replacements by which a product would come to take its own place: row by row, the earlier ones of the batch count. One query.
    private static func refuseCircles(_ drafts: inout [RecordDraft], in reader: any Reader) throws {
        let stated = drafts.indices.filter { drafts[$0].problems.isEmpty && drafts[$0].isReplacement }
        guard !stated.isEmpty else { return }
        var next = try reader.replacements(from: Set(stated.compactMap { drafts[$0].number("target") }).sorted())
        for index in stated {
            guard let product = drafts[index].number("product"), let target = drafts[index].number("target"), product != target else { continue }
            if leads(from: target, to: product, by: next) {
                let label = drafts[index].label?.split(separator: "/").first.map(String.init) ?? ""
                drafts[index].problems.append(Refusal.Problem("/target", .validation, "follows_itself", ["value": .text(label)]))
            } else {
                next[product, default: []].insert(target)
            }
        }
    }

    private static func leads(from start: Int64, to end: Int64, by next: [Int64: Set<Int64>]) -> Bool {
        var seen: Set = [start]
        var waiting = [start]
        while let step = waiting.popLast() {
            if step == end { return true }
            for other in next[step] ?? [] where seen.insert(other).inserted { waiting.append(other) }
        }
        return false
    }
}

extension RecordDraft {
    fileprivate var isReplacement: Bool { text("kind") == ProductRelation.Kind.replacement.rawValue }
}

extension Reader {
    /// Where replacements lead from these products, step by step to the end.
    fileprivate func replacements(from products: [Int64]) throws -> [Int64: Set<Int64>] {
        var next: [Int64: Set<Int64>] = [:]
        try forEach("""
            WITH RECURSIVE chain (product_id, target_id) AS (
                SELECT product_id, target_id FROM product_relations WHERE kind = 'replacement' AND product_id \(in: products)
                UNION SELECT r.product_id, r.target_id FROM product_relations AS r JOIN chain ON r.product_id = chain.target_id WHERE r.kind = 'replacement'
            )
            SELECT product_id, target_id FROM chain ORDER BY product_id, target_id
            """) { next[try $0.get("product_id"), default: []].insert(try $0.get("target_id")) }
        return next
    }
}
