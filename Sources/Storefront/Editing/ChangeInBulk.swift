package import Catalog
package import Customers
package import Database
import Journal
package import Kernel

/// What a change of many products would do.
package struct BulkRehearsal: Sendable {
    package var changed = 0
    package var unchanged = 0
    /// Products that cannot be so, with the reason.
    package var refused: [(article: String, reason: String)] = []

    package var total: Int { changed + unchanged + refused.count }
}

/// What `changeInBulk` would do now; changes nothing. Throws what it throws.
package func rehearseBulk(_ action: BulkAction, of choice: BulkChoice, for viewer: Viewer, on storefront: Storefront, at now: Instant, in reader: any Reader) throws -> BulkRehearsal {
    try viewer.demandEditing()
    return try reader.steps(of: action, choice, viewer, storefront, now, locked: false).rehearsal
}

/// Does something to many products in one transaction, with one entry in the log, and keeps what stood before.
///
/// Throws `validation` with the fields of the action that are wrong (`/parameter`, `/value`, `/text`, `/relation`, `/article`, `/ratio`, `/note`), `nothing_chosen`, and
/// `too_many_products` beyond `BulkChange.limit`.
package func changeInBulk(_ action: BulkAction, of choice: BulkChoice, for viewer: Viewer, on storefront: Storefront, at now: Instant, in writer: any Writer) throws -> Int64 {
    try viewer.demandEditing()
    let (steps, rehearsal) = try writer.steps(of: action, choice, viewer, storefront, now, locked: true)
    let row = try writer.rows("""
        INSERT INTO bulk_changes (at, person_id, action, changed, unchanged, refused, put_back, kept)
        VALUES (\(now), \(viewer.person), \(action.json.text), \(Int64(rehearsal.changed)), \(Int64(rehearsal.unchanged)), \(Int64(rehearsal.refused.count)), 0, 0) RETURNING id
        """).first
    guard let id: Int64 = try row?.get("id") else { throw Refusal(.unavailable) }
    var table = ValueTable([("product_id", .integer), ("before", .text), ("after", .text)])
    for step in steps { table.append([.integer(step.product.id.rawValue), step.before.map { .text($0.text) } ?? .null, step.after.map { .text($0.text) } ?? .null]) }
    if !table.rows.isEmpty {
        try writer.run("INSERT INTO bulk_change_products (change_id, product_id, before, after) SELECT \(id), v.product_id, v.before, v.after FROM \(table: table) AS v WHERE true")
    }
    try writer.take(steps.map { ($0.product, $0.after) }, of: action, "edited_in_bulk", change: id, for: viewer, at: now)
    return id
}

/// Takes a change of many products back: each goes back when what was changed still is as the change left it; the others are left and counted.
///
/// Throws `bulk_undo_too_late` after a day, and when it has been taken back.
package func undoBulkChange(_ id: Int64, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demandEditing()
    // Whoever comes second waits here and finds it done.
    _ = try writer.rows("SELECT id FROM bulk_changes WHERE id = \(id) \(.forUpdate)")
    let change = try writer.bulkChange(id)
    guard change.canBeUndone(at: now) else { throw Refusal(.tooLate, "bulk_undo_too_late") }
    var told: [ID<Product>: (before: JSON?, after: JSON?)] = [:]
    func json(_ text: String?) throws -> JSON? { try text.map { try JSON(parsing: Array($0.utf8)) } }
    for row in try writer.rows("SELECT product_id, before, after FROM bulk_change_products WHERE change_id = \(id) ORDER BY product_id LIMIT \(Int64(BulkChange.limit))") {
        told[try row.get("product_id")] = (try json(row.find("before")), try json(row.find("after")))
    }
    let products = try writer.productContents(where: "p.id \(in: told.keys.sorted())", limit: BulkChange.limit, locked: true)
    let stands = try writer.said(by: change.action, of: products)
    var back: [(product: ProductContents, says: JSON?)] = []
    for product in products { if let one = told[product.id], stands[product.id] == one.after { back.append((product, one.before)) } }
    try writer.take(back, of: change.action, "bulk_undone", change: id, for: viewer, at: now)
    let returned = back.map(\.product.id)
    try writer.run("UPDATE bulk_change_products SET fate = 'kept' WHERE change_id = \(id)")
    try writer.run("UPDATE bulk_change_products SET fate = 'back' WHERE change_id = \(id) AND product_id \(in: returned)")
    try writer.run("UPDATE bulk_changes SET undone_at = \(now), put_back = \(Int64(returned.count)), kept = \(Int64(told.count - returned.count)) WHERE id = \(id)")
}

/// One product of a change: what the portal said of it in this respect, and what it is to say. Nil: nothing, the ERP's holds.
private struct BulkStep {
    let product: ProductContents
    let before: JSON?
    let after: JSON?
}

extension BulkAction {
    fileprivate var isOfParameter: Bool { [.set, .clear, .restore].contains(kind) }
    fileprivate var relationKey: ProductRelation.Kind? { kind == .relate ? ProductRelation.Kind(rawValue: relation) : nil }
}

extension Reader {
    fileprivate func steps(
        of action: BulkAction, _ choice: BulkChoice, _ viewer: Viewer, _ storefront: Storefront, _ now: Instant, locked: Bool
    ) throws -> (steps: [BulkStep], rehearsal: BulkRehearsal) {
        // The action first: what is wrong with it is told whatever was chosen.
        let card = action.isOfParameter ? try parameter(of: action, on: storefront) : nil
        let value = action.kind == .set ? try card.map { try Self.value(of: action, $0) } : nil
        let relation = action.kind == .relate ? try self.relation(of: action) : nil
        if action.text.unicodeScalars.count > descriptionLimit { throw Refusal(.validation, problems: [Refusal.Problem("/text", .validation, "text_too_long", ["limit": .integer(Int64(descriptionLimit))])]) }
        let products = try products(of: choice, viewer, storefront, now, locked: locked)
        var rehearsal = BulkRehearsal()
        var steps: [BulkStep] = []
        let stands = try said(by: action, of: products)
        let circles = try relation.map { try self.circles(by: $0, of: products.map(\.id)) } ?? []
        for product in products {
            var after: JSON?
            if let relation {
                if relation.target == product.id { rehearsal.refused.append((product.article, "related_to_itself")); continue }
                if circles.contains(product.id) { rehearsal.refused.append((product.article, "follows_itself_bulk")); continue }
                after = PortalRelation(relation, isHidden: false).json
            } else if let card {
                after = action.kind == .restore ? nil : card.overridden(value ?? nil, product.erpParameters[card.code])
            } else {
                let text = plain(action.text)
                after = (action.kind == .describe ? text.isEmpty ? nil : overridden(text, product.erpText) : text.isEmpty ? nil : text).map(JSON.string)
            }
            if stands[product.id] == after { rehearsal.unchanged += 1; continue }
            rehearsal.changed += 1
            steps.append(BulkStep(product: product, before: stands[product.id], after: after))
        }
        return (steps, rehearsal)
    }

    private func parameter(of action: BulkAction, on storefront: Storefront) throws -> EditableParameter {
        guard let card = try editableParameters(code: action.parameter, on: storefront).first else {
            throw Refusal(.validation, problems: [Refusal.Problem("/parameter", .validation, "field_required")])
        }
        return card
    }

    private static func value(of action: BulkAction, _ card: EditableParameter) throws -> JSON? {
        do {
            guard let value = try card.value(typed: action.value) else { throw EditableParameter.Unreadable(reason: "field_required", arguments: [:]) }
            return value
        } catch let unreadable as EditableParameter.Unreadable {
            throw Refusal(.validation, problems: [Refusal.Problem("/value", .validation, unreadable.reason, unreadable.arguments)])
        }
    }

    private func relation(of action: BulkAction) throws -> ProductRelation {
        do {
            return try relation(TypedRelation(kind: action.relation, article: action.article, ratio: action.ratio, note: action.note))
        } catch let refusal as Refusal {
            throw Refusal(.validation, problems: refusal.problems.map { Refusal.Problem($0.pointer == "/kind" ? "/relation" : $0.pointer, $0.code, $0.reason, $0.arguments) })
        }
    }

    private func products(of choice: BulkChoice, _ viewer: Viewer, _ storefront: Storefront, _ now: Instant, locked: Bool) throws -> [ProductContents] {
        let most = BulkChange.limit
        let condition: SQL
        switch choice {
        case .these(let articles): condition = "p.article \(in: Array(articles.prefix(most + 1)))"
        case .found(let question): condition = "p.id \(in: try goodsNumbers(question, limit: most + 1, for: viewer, on: storefront, at: now, in: self))"
        }
        let products = try productContents(where: condition, limit: most + 1, locked: locked)
        if products.isEmpty { throw Refusal(.validation, "nothing_chosen") }
        if products.count > most { throw Refusal(.validation, "too_many_products", ["limit": .integer(Int64(most))]) }
        return products
    }

    /// What the portal says of these products in the respect that the action is about.
    fileprivate func said(by action: BulkAction, of products: [ProductContents]) throws -> [ID<Product>: JSON] {
        guard action.kind == .relate else {
            return Dictionary(uniqueKeysWithValues: products.compactMap { product in
                let said = action.isOfParameter ? product.own.parameters[action.parameter] : (action.kind == .describe ? product.own.russian : product.own.english).map(JSON.string)
                return said.map { (product.id, $0) }
            })
        }
        guard let kind = action.relationKey, let target: ID<Product> = try row("SELECT id FROM products WHERE article = \(action.article.trimmed)")?.get("id") else { return [:] }
        let rows = try portalRelations(where: "product_id \(in: products.map(\.id)) AND kind = \(kind.rawValue) AND target_id = \(target)")
        return rows.compactMapValues(\.first?.json)
    }
}

extension Writer {
    /// Writes what these products are to say, with one entry in the log.
    fileprivate func take(_ said: [(product: ProductContents, says: JSON?)], of action: BulkAction, _ word: String, change: Int64, for viewer: Viewer, at now: Instant) throws {
        guard !said.isEmpty else { return }
        var contents: [(product: ID<Product>, own: PortalContents)] = []
        for (product, says) in said {
            var own = product.own
            switch action.kind {
            case .set, .clear, .restore: own.parameters[action.parameter] = says
            case .describe: own.russian = says?.string
            case .translate: own.english = says?.string
            case .relate: break
            }
            contents.append((product.id, own))
        }
        try keepPortalContents(contents, by: viewer.person, at: now)
        if let kind = action.relationKey, let target: ID<Product> = try row("SELECT id FROM products WHERE article = \(action.article.trimmed)")?.get("id") {
            let about = ProductRelation(kind: kind, target: target, ratio: .one, note: nil)
            try keepPortalRelations(said.map { ($0.product.id, about, $0.says.flatMap { PortalRelation($0, about) }) })
        }
        let subject = action.kind == .relate ? "relations" : "products"
        try record(JournalEntry(subject, word, ids: said.map(\.product.id.rawValue).sorted(), by: viewer.actor, ["change": .number(String(change))]), at: now)
    }
}

extension PortalRelation {
    /// As it is kept to be put back.
    package var json: JSON {
        ["ratio": .string(relation.ratio.decimal), "note": .text(relation.note), "hidden": .bool(isHidden)]
    }

    /// - Parameter about: the kind and the target.
    package init?(_ json: JSON, _ about: ProductRelation) {
        guard let ratio = json["ratio"]?.string.flatMap({ Quantity($0) }) else { return nil }
        self.init(ProductRelation(kind: about.kind, target: about.target, ratio: ratio, note: json["note"]?.string), isHidden: json["hidden"]?.bool ?? false)
    }
}
