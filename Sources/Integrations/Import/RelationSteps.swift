import Catalog
import Database
import Journal
import Kernel
import Records
import Storefront

/// A row on its way to be what the portal says of two products.
struct RelationStep {
    let product: ProductContents?
    let about: ProductRelation?
    /// What the portal is to say; nil: the ERP's word holds.
    let said: PortalRelation?
    let preview: RecordPreview
}

extension Reader {
    /// Items of `product`, `kind`, `target` (external ids) that `says` something, `ratio` and `note`, or with `said`, what is to be put back. What an item leaves out
    /// stays as it is shown; what says the same as the ERP is no word of the portal's. Later items count with the earlier ones. A constant number of queries.
    func relationSteps(_ items: [JSON], locked: Bool) throws -> [RelationStep] {
        let (numbers, products) = try namedProducts(items, ["product", "target"], locked: locked)
        let condition: SQL = "product_id \(in: products.keys.sorted())"
        var own = try portalRelations(where: condition)
        var erps: [ID<Product>: [ProductRelation]] = [:]
        try erpRelations(where: condition) { erps[$0, default: []].append($1) }
        let replacing = items.filter { $0["kind"]?.string == ProductRelation.Kind.replacement.rawValue }
        let targets = Set(replacing.compactMap { $0["target"]?.string.flatMap { numbers[$0] } })
        var chains = targets.isEmpty ? nil : try replacementChains(from: targets.sorted())
        return items.map { item in
            let (name, target) = (item["product"]?.string ?? "", item["target"]?.string ?? "")
            let label = "\(name) → \(target)"
            func refused(_ pointer: String, _ reason: String, _ arguments: [String: Refusal.Argument] = [:]) -> RelationStep {
                RelationStep(product: nil, about: nil, said: nil, preview: .refused(label, pointer, reason, arguments))
            }
            guard let id = numbers[name], let product = products[id] else { return refused("/product", "unknown_reference", ["value": .text(String(name.prefix(200)))]) }
            let kinds = ProductRelation.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            guard let kind = item["kind"]?.string.flatMap({ ProductRelation.Kind(rawValue: $0) }) else {
                return item["kind"] == nil ? refused("/kind", "field_required") : refused("/kind", "not_in_list", ["allowed": .text(kinds)])
            }
            guard !target.isEmpty else { return refused("/target", "field_required") }
            guard let other = numbers[target] else { return refused("/target", "unknown_reference", ["value": .text(String(target.prefix(200)))]) }
            guard other != id else { return refused("/target", "related_to_itself") }
            let about = ProductRelation(kind: kind, target: other, ratio: .one, note: nil)
            let before = own[id]?.first { $0.relation.isAbout(about) }
            let erp = erps[id]?.first { $0.isAbout(about) }
            let said: PortalRelation?
            if let back = item["said"] { said = PortalRelation(back, about) } else if item["says"] == nil { said = before } else {
                let stands = before.flatMap { $0.isHidden ? nil : $0.relation } ?? erp ?? about
                var ratio = stands.ratio
                if let text = item["ratio"]?.string {
                    guard let told = relationRatio(typed: text) else { return refused("/ratio", "not_a_quantity", ["value": .text(String(text.prefix(40)))]) }
                    ratio = told
                }
                let note = item["note"]?.string.map(\.trimmed) ?? stands.note
                if note?.unicodeScalars.count ?? 0 > relationNoteLimit { return refused("/note", "text_too_long", ["limit": .integer(Int64(relationNoteLimit))]) }
                let relation = ProductRelation(kind: kind, target: other, ratio: ratio, note: note)
                said = relation == erp ? nil : PortalRelation(relation, isHidden: false)
                if kind == .replacement, chains?.reached(from: other).contains(id) ?? false { return refused("/target", "follows_itself", ["value": .text(product.article)]) }
                if before == nil, said != nil, own[id]?.count ?? 0 >= relationLimit { return refused("/product", "too_many_relations", ["limit": .integer(Int64(relationLimit))]) }
                if kind == .replacement { chains?.add(id, other) }
            }
            own[id, default: []].removeAll { $0.relation.isAbout(about) }
            if let said { own[id, default: []].append(said) }
            func image(_ said: PortalRelation?) -> JSONObject {
                var image: JSONObject = ["product": .string(name), "kind": .string(kind.rawValue), "target": .string(target)]
                if let said { image["said"] = said.json }
                return image
            }
            let isNew = before == nil && erp == nil
            let outcome = RecordOutcome(label: label, status: said == before ? .unchanged : isNew ? .created : .updated, problems: [])
            return RelationStep(product: product, about: about, said: said, preview: RecordPreview(outcome: outcome, before: image(before), after: image(said)))
        }
    }
}

extension SheetSubject {
    /// Says of products what a form of one product's relations says.
    func saveRelations(_ items: [JSON], by actor: Actor, from origin: String, at now: Instant, in writer: any Writer) throws -> [RecordOutcome] {
        var last: [String: (product: ProductContents, about: ProductRelation, now: PortalRelation?)] = [:]
        let steps = try writer.relationSteps(items, locked: true)
        for step in steps where step.preview.outcome.status == .updated || step.preview.outcome.status == .created {
            guard let product = step.product, let about = step.about else { continue }
            last["\(product.id) \(about.kind.rawValue) \(about.target)"] = (product, about, step.said)
        }
        try writer.keepRelations(last.keys.sorted().compactMap { last[$0] }, "added", by: actor, ["file": .string(origin)], at: now)
        return steps.map(\.preview.outcome)
    }
}
