import Catalog
import Database
import Journal
import Kernel
import Records
import Storefront

/// What becomes of the rows of a sheet: records of the ERP by the rules of their kind, or what the portal says over them.
///
/// Records are seen member by member, each parameter of a product as a member of its own (`RecordSheet.parameterField`): so that one can be put back alone.
extension SheetSubject {
    /// The fields that tell a record from others.
    var key: [String] { self == .contents || self == .pictures ? ["product"] : kind.key }

    /// - Parameter locked: before writing: between what is seen here and what is saved nobody else writes over these products. A rehearsal keeps nobody waiting.
    func examine(_ items: [JSON], locked: Bool, at now: Instant, in reader: any Reader) throws -> [RecordPreview] {
        switch self {
        case .contents: return try reader.contentsSteps(items, locked: locked).map(\.preview)
        case .ownRelations: return try reader.relationSteps(items, locked: locked).map(\.preview)
        case .pictures: return try reader.pictureSteps(items, locked: locked).map(\.preview)
        case .products, .stock, .relations, .parameters: break
        }
        let previews = try examineRecords(items, of: kind, at: now, in: reader)
        guard self == .products else { return previews }
        return previews.map { RecordPreview(outcome: $0.outcome, before: $0.before.map(parted), after: $0.after.map(parted)) }
    }

    func save(_ items: [JSON], by actor: Actor, from origin: String, at now: Instant, in writer: any Writer) throws -> [RecordOutcome] {
        switch self {
        case .contents: return try saveContents(items, by: actor, from: origin, at: now, in: writer)
        case .ownRelations: return try saveRelations(items, by: actor, from: origin, at: now, in: writer)
        case .pictures: return try savePictures(items, by: actor, from: origin, at: now, in: writer)
        case .products, .stock, .relations, .parameters: return try saveRecords(items, of: kind, by: actor, from: origin, at: now, in: writer)
        }
    }

    private func saveContents(_ items: [JSON], by actor: Actor, from origin: String, at now: Instant, in writer: any Writer) throws -> [RecordOutcome] {
        let steps = try writer.contentsSteps(items, locked: true)
        let changed = steps.filter { $0.preview.outcome.status == .updated }
        var last: [ID<Product>: PortalContents] = [:]
        for step in changed { if let product = step.product { last[product] = step.own } }
        guard !last.isEmpty else { return steps.map(\.preview.outcome) }
        try writer.keepPortalContents(last.map { ($0.key, $0.value) }, by: actor.person, at: now)
        try writer.record(JournalEntry("products", "edited", ids: last.keys.map(\.rawValue).sorted(), by: actor, ["file": .string(origin)]), at: now)
        return steps.map(\.preview.outcome)
    }

    /// The item that puts these members of a record back.
    func restoring(_ fields: [String], to before: JSONObject, of key: JSONObject, standing: JSONObject) -> JSON {
        var item = key
        var parameters: JSONObject?
        for field in fields {
            guard self == .products, field.hasPrefix(RecordSheet.parameterFields) else { item[field] = before[field] ?? .null; continue }
            var all = parameters ?? whole(standing)
            all[String(field.dropFirst(RecordSheet.parameterFields.count))] = before[field]
            parameters = all
        }
        if let parameters { item["parameters"] = .object(parameters) }
        return .object(item)
    }

    private func parted(_ record: JSONObject) -> JSONObject {
        guard let parameters = record["parameters"]?.object else { return record }
        var record = record
        record["parameters"] = nil
        for (code, value) in parameters.entries { record[RecordSheet.parameterField(code)] = value }
        return record
    }

    /// The parameters of a record whose members are parted.
    private func whole(_ record: JSONObject) -> JSONObject {
        JSONObject(record.entries.compactMap { name, value in
            name.hasPrefix(RecordSheet.parameterFields) ? (String(name.dropFirst(RecordSheet.parameterFields.count)), value) : nil
        })
    }
}

extension RecordPreview {
    static func refused(_ label: String?, _ pointer: String, _ reason: String, _ arguments: [String: Refusal.Argument] = [:], before: JSONObject? = nil) -> RecordPreview {
        RecordPreview(outcome: RecordOutcome(label: label, status: .refused, problems: [Refusal.Problem(pointer, .validation, reason, arguments)]), before: before, after: nil)
    }
}

extension Reader {
    /// The products that members of items name by external id: their numbers, and those of the first member with what is written over them.
    func namedProducts(_ items: [JSON], _ members: [String], locked: Bool) throws -> (numbers: [String: ID<Product>], products: [ID<Product>: ProductContents]) {
        var numbers: [String: ID<Product>] = [:]
        let names = Set(items.flatMap { item in members.compactMap { item[$0]?.string } })
        for row in try rows("SELECT id, external_id FROM products WHERE external_id \(in: names.sorted())") { numbers[try row.get("external_id")] = try row.get("id") }
        let ids = Set(items.compactMap { item in members.first.flatMap { item[$0]?.string }.flatMap { numbers[$0] } }).sorted()
        let found = try productContents(where: "p.id \(in: ids)", limit: max(1, ids.count), locked: locked)
        return (numbers, Dictionary(found.map { ($0.id, $0) }) { first, _ in first })
    }
}

/// A row on its way to stand over what the ERP says of a product.
private struct ContentsStep {
    let product: ID<Product>?
    let own: PortalContents
    let preview: RecordPreview
}

extension Reader {
    /// Items of `product` (an external id), `ru`, `en` and `parameters/CODE` as `{"is": value}`: null takes the portal's word away. Of two rows of one product the
    /// later goes on from the earlier. A constant number of queries.
    fileprivate func contentsSteps(_ items: [JSON], locked: Bool) throws -> [ContentsStep] {
        let (numbers, products) = try namedProducts(items, ["product"], locked: locked)
        let cards = try sheetParameters().cards
        var current = products.mapValues(\.own)
        return items.map { item in
            let name = item["product"]?.string
            guard let name, let id = numbers[name], let product = products[id], let before = current[id] else {
                return ContentsStep(product: nil, own: PortalContents(), preview: .refused(name, "/product", "unknown_reference", ["value": .text(String((name ?? "").prefix(200)))]))
            }
            var own = before
            let problems = own.take(item.object ?? [:], over: product, cards)
            let image = before.image(of: name)
            guard problems.isEmpty else {
                return ContentsStep(product: id, own: before, preview: RecordPreview(outcome: RecordOutcome(label: name, status: .refused, problems: problems), before: image, after: nil))
            }
            current[id] = own
            let outcome = RecordOutcome(label: name, status: own == before ? .unchanged : .updated, problems: [])
            return ContentsStep(product: id, own: own, preview: RecordPreview(outcome: outcome, before: image, after: own.image(of: name)))
        }
    }
}

extension PortalContents {
    /// Takes what an item says; what says the same as the ERP is no word of the portal's.
    fileprivate mutating func take(_ item: JSONObject, over product: ProductContents, _ cards: [String: EditableParameter]) -> [Refusal.Problem] {
        var problems: [Refusal.Problem] = []
        for (field, value) in item.entries {
            switch field {
            case "ru": russian = value.string.flatMap { overridden($0, product.erpText) }
            case "en": english = value.string.flatMap { plain($0).isEmpty ? nil : plain($0) }
            case _ where field.hasPrefix(RecordSheet.parameterFields):
                let code = String(field.dropFirst(RecordSheet.parameterFields.count))
                guard let card = cards[code] else { problems.append(Refusal.Problem("/\(field)", .validation, "unknown_reference", ["value": .text(code)])); continue }
                parameters[code] = value["is"].flatMap { card.overridden($0, product.erpParameters[code]) }
            default: continue
            }
        }
        for (pointer, text) in [("/description", russian), ("/description_en", english)] where text?.unicodeScalars.count ?? 0 > descriptionLimit {
            problems.append(Refusal.Problem(pointer, .validation, "text_too_long", ["limit": .integer(Int64(descriptionLimit))]))
        }
        return problems
    }

    fileprivate func image(of product: String) -> JSONObject {
        var image: JSONObject = ["product": .string(product)]
        if let russian { image["ru"] = .string(russian) }
        if let english { image["en"] = .string(english) }
        for (code, value) in parameters.entries { image[RecordSheet.parameterField(code)] = ["is": value] }
        return image
    }
}
