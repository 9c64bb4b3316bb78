package import Database
package import Journal
package import Kernel
package import Records

/// What `saveRecords` does with items of the kind `prices`, with the same rules and answers, for the hundred thousands of rows of a file.
///
/// Costs a constant number of statements, whatever the number of rows.
/// - Parameter note: is told once what has been written, where anything has.
package func savePrices(
    _ rows: [PriceListRow], of kind: RecordKind, by actor: Actor, from origin: String? = nil, at now: Instant, in writer: any Writer,
    noting note: ((PriceTrace, any Writer) throws -> Void)? = nil
) throws -> [RecordOutcome] {
    try writer.lockRecords(of: kind)
    var batch = try PriceBatch(rows, of: kind, in: writer)
    let outcomes = rows.map { batch.merge($0) }
    let start = try note.map { _ in try writer.lastPriceNumbers() }
    try batch.write(RecordChange(actor: actor, origin: origin, at: now), in: writer)
    if let note, let start { if let trace = PriceTrace(from: start, to: try writer.lastPriceNumbers()) { try note(trace, writer) } }
    return outcomes
}

/// What `savePrices` would answer now; changes nothing and keeps nobody waiting.
package func rehearsePrices(_ rows: [PriceListRow], of kind: RecordKind, in reader: any Reader) throws -> [RecordOutcome] {
    var batch = try PriceBatch(rows, of: kind, in: reader)
    return rows.map { batch.merge($0) }
}

/// Rows of prices with what the database has of them.
private struct PriceBatch {
    private struct Key: Hashable {
        let list: Int64
        let product: Int64
        let minQuantity: Int64
        let from: Int64
    }

    private struct Stored {
        var id: Int64?
        var to = Int64(Day.last.number)
        var price: Int64?
        /// When its owner took it.
        var asOf: Int64?
        /// When the database took it.
        var since: Int64?
    }

    private let kind: RecordKind
    private let lists: [String: Int64]
    private let products: [String: Int64]
    /// What is wrong with every row of a list.
    private var foreign: [Int64: [Refusal.Problem]] = [:]
    private var stored: [Key: Stored] = [:]
    /// What the rows make of it.
    private var merged: [Key: Stored] = [:]
    /// What is to be written, in the order of the rows.
    private var order: [Key] = []

    init(_ rows: [PriceListRow], of kind: RecordKind, in reader: any Reader) throws {
        self.kind = kind
        lists = try reader.numbers(in: "price_lists", externalIDs: Array(Set(rows.lazy.compactMap(\.list))), owned: false).numbers
        products = try reader.numbers(in: "products", externalIDs: Array(Set(rows.lazy.compactMap(\.product))), owned: false).numbers
        // Whatever the kind says beyond the rules of a row, it says of the list.
        var drafts = Set(lists.values).sorted().map { list in
            var draft = RecordDraft(kind: kind, label: nil)
            draft.set(PriceListRow.Field.list.rawValue, .integer(list))
            return draft
        }
        try kind.complete(&drafts, reader)
        for draft in drafts where !draft.problems.isEmpty { if let list = draft.number(PriceListRow.Field.list.rawValue) { foreign[list] = draft.problems } }
        try readStored(Set(rows.compactMap { $0.problems.isEmpty ? key(of: $0) : nil }), in: reader)
    }

    private func key(of row: PriceListRow) -> Key? {
        guard let list = row.list.flatMap({ lists[$0] }), let product = row.product.flatMap({ products[$0] }) else { return nil }
        return Key(list: list, product: product, minQuantity: row.minQuantity, from: row.from)
    }

    private mutating func readStored(_ keys: Set<Key>, in reader: any Reader) throws {
        guard !keys.isEmpty else { return }
        var wanted = ValueTable([("product_id", .integer), ("price_list_id", .integer), ("min_quantity", .integer), ("from_day", .integer)])
        for key in keys { wanted.append([.integer(key.product), .integer(key.list), .integer(key.minQuantity), .integer(key.from)]) }
        stored.reserveCapacity(keys.count)
        try reader.forEach("""
            SELECT t.id, t.product_id, t.price_list_id, t.min_quantity, t.from_day, t.to_day, t.unit_price, t.as_of, t.updated_at
            FROM \(table: wanted) AS k JOIN prices AS t ON t.product_id = k.product_id AND t.price_list_id = k.price_list_id
                AND t.min_quantity = k.min_quantity AND t.from_day = k.from_day
            ORDER BY t.id
            """) { row in
                let key = Key(
                    list: try row.get("price_list_id"), product: try row.get("product_id"), minQuantity: try row.get("min_quantity"), from: try row.get("from_day"))
                stored[key] = Stored(id: try row.get("id"), to: try row.get("to_day"), price: try row.get("unit_price"), asOf: try row.find("as_of"), since: try row.get("updated_at"))
            }
    }

    /// Puts a row onto what is there or what the rows before it have made.
    mutating func merge(_ row: PriceListRow) -> RecordOutcome {
        var problems = row.problems
        for (field, name, known) in [(PriceListRow.Field.list, row.list, lists), (.product, row.product, products)] {
            if let name, known[name] == nil { problems.append(unknownReference(field.rawValue, name)) }
        }
        if let list = row.list.flatMap({ lists[$0] }) { problems += foreign[list] ?? [] }
        guard problems.isEmpty, let key = key(of: row) else { return RecordOutcome(label: row.label, status: .refused, problems: problems) }
        let before = merged[key] ?? stored[key]
        if let known = before?.asOf, let stated = row.asOf, stated < known { return RecordOutcome(label: row.label, status: .unchanged, problems: []) }
        var after = before ?? Stored()
        after.to = row.to ?? after.to
        after.price = row.price ?? after.price
        problems = PricingRecords.problems(from: key.from, to: after.to, price: after.price)
        guard problems.isEmpty else { return RecordOutcome(label: row.label, status: .refused, problems: problems) }
        let isSame = before.map { $0.to == after.to && $0.price == after.price } ?? false
        after.asOf = row.asOf ?? (isSame ? after.asOf : nil)
        if isSame, after.asOf == before?.asOf { return RecordOutcome(label: row.label, status: .unchanged, problems: []) }
        if merged.updateValue(after, forKey: key) == nil { order.append(key) }
        return RecordOutcome(label: row.label, status: before == nil ? .created : .updated, problems: [])
    }

    func write(_ change: RecordChange, in writer: any Writer) throws {
        guard !order.isEmpty else { return }
        var created = ValueTable([
            ("product_id", .integer), ("price_list_id", .integer), ("min_quantity", .integer), ("from_day", .integer), ("to_day", .integer), ("unit_price", .integer),
            ("as_of", .integer), ("updated_at", .integer),
        ])
        var changed = ValueTable([("id", .integer), ("to_day", .integer), ("unit_price", .integer), ("as_of", .integer)])
        var former = ValueTable(FormerPrices.columns)
        for key in order {
            guard let row = merged[key], let price = row.price else { continue }
            guard let before = stored[key], let id = before.id, let formerPrice = before.price, let since = before.since else {
                created.append([
                    .integer(key.product), .integer(key.list), .integer(key.minQuantity), .integer(key.from), .integer(row.to), .integer(price),
                    row.asOf.map(SQLValue.integer) ?? .null, change.at.sqlValue,
                ])
                continue
            }
            changed.append([.integer(id), .integer(row.to), .integer(price), row.asOf.map(SQLValue.integer) ?? .null])
            guard row.to != before.to || price != formerPrice else { continue }
            former.append([
                .integer(key.product), .integer(key.list), .integer(key.minQuantity), .integer(key.from), .integer(before.to), .integer(formerPrice),
                .integer(row.to), .integer(price), .integer(since),
            ])
        }
        try writer.insert(into: "prices", created)
        if !changed.rows.isEmpty {
            if !former.rows.isEmpty { try writer.keepFormerPrices("\(table: former)", change) }
            try writer.run("""
                UPDATE prices SET to_day = v.to_day, unit_price = v.unit_price, as_of = v.as_of, updated_at = \(change.at) FROM \(table: changed) AS v WHERE prices.id = v.id
                """)
        }
        let products = Set(order.map(\.product)).sorted()
        let details = change.details(within: Set(order.map(\.list)).sorted())
        try writer.record(JournalEntry(kind.subject.kind, "saved", ids: products, by: change.actor, details), at: change.at)
    }
}
