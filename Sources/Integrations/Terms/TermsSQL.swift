package import Customers
package import Database
package import Kernel
package import Pricing
import Records

/// Which changes of terms a list shows.
package struct TermsFilter: Sendable {
    package var statuses: [TermsStatus] = []
    package var kind: TermsKind?
    /// External id of what is changed.
    package var subject: String?
    /// Part of the title, or the number.
    package var text = ""

    package init() {}
}

/// Changes of terms, the newest first. For staff who read records and see prices; those of clients they do not look after are left out.
/// - Returns: the page and where the next one begins.
package func termsChanges(
    _ filter: TermsFilter = TermsFilter(), before id: Int64? = nil, limit: Int = 50, for viewer: Viewer, in reader: any Reader
) throws -> (changes: [TermsChange], next: Int64?) {
    try viewer.demandKeeper()
    var condition: SQL = "t.id < \(id ?? Int64.max)"
    if !filter.statuses.isEmpty { condition = condition + " AND t.status \(in: filter.statuses.map(\.rawValue))" }
    if let kind = filter.kind { condition = condition + " AND t.kind = \(kind.rawValue)" }
    if let subject = filter.subject { condition = condition + " AND t.subject = \(subject)" }
    let text = filter.text.trimmed
    if !text.isEmpty {
        condition = condition + " AND (t.id = \(TermsNumber.id(text.uppercased()) ?? 0) OR t.title_folded LIKE \("%\(text.folded.termsEscaped)%") ESCAPE '\\')"
    }
    let limit = max(1, min(limit, 500))
    let found = try reader.termsChanges(condition, for: viewer, limit: limit + 1)
    return (Array(found.prefix(limit)), found.count > limit ? found.prefix(limit).last?.id : nil)
}

/// How many changes wait, for the tab.
package func waitingTermsChanges(for viewer: Viewer, in reader: any Reader) throws -> Int {
    try viewer.demandKeeper()
    return try reader.row("SELECT COUNT(*) AS n FROM term_changes AS t WHERE t.status = 'waiting' AND (t.client_id IS NULL OR \(viewer.sees(client: "t.client_id")))")?.get("n") ?? 0
}

/// One change with a page of its items, and which of them have become stale. What is not the viewer's is not found.
package func termsChange(
    _ number: String, from place: Int = 0, limit: Int = 100, for viewer: Viewer, at now: Instant, in reader: any Reader
) throws -> TermsDetails {
    try viewer.demandKeeper()
    guard let change = try reader.termsChanges("t.id = \(TermsNumber.id(number) ?? 0)", for: viewer, limit: 1).first else { throw Refusal.notFound }
    let place = max(0, place)
    var passed = 0
    var items: [TermsItem] = []
    var part = Int64(-1)
    // Parts are counted, not only stored: a file may have left out wrong rows of each.
    while items.count < limit, let (next, all) = try reader.termsItems(of: change.id, after: part) {
        part = next
        if passed + all.count > place { items += all.dropFirst(max(0, place - passed)).prefix(limit - items.count) }
        passed += all.count
    }
    let stale = change.status == .waiting ? try reader.staleItems(items, change.kind.record, at: now) : []
    return TermsDetails(
        change: change, items: items, stale: stale, next: place + items.count < change.itemCount && !items.isEmpty ? place + items.count : nil,
        names: try reader.termsNames(of: items, change.kind.record))
}

/// What the records are called that a record of terms refers to.
package func termsNames(of record: JSONObject, _ kind: TermsKind, for viewer: Viewer, in reader: any Reader) throws -> TermsNames {
    try viewer.demandKeeper()
    return try reader.termsNames(of: [TermsItem(item: record, before: nil)], kind.record)
}

/// A price list as prices are computed from it, by its external id; for staff.
package func priceListTerms(_ externalID: String, for viewer: Viewer, in reader: any Reader) throws -> PriceListTerms? {
    try viewer.demandKeeper()
    guard let id: ID<PriceList> = try reader.row("SELECT id FROM price_lists WHERE external_id = \(externalID)")?.get("id") else { return nil }
    return try reader.priceLists([id])[id]
}

extension Reader {
    func termsChanges(_ condition: SQL, for viewer: Viewer, limit: Int) throws -> [TermsChange] {
        try rows("""
            SELECT t.id, t.kind, t.subject, t.title, t.reason, c.name AS client_name, t.item_count, t.status, t.proposed_by, t.proposed_by_name, t.proposed_at,
                t.decided_by_name, t.decided_at, t.note
            FROM term_changes AS t LEFT JOIN clients AS c ON c.id = t.client_id
            WHERE \(condition) AND (t.client_id IS NULL OR \(viewer.sees(client: "t.client_id"))) ORDER BY t.id DESC LIMIT \(Int64(limit))
            """).map { row in
                let id: Int64 = try row.get("id")
                return TermsChange(
                    id: id, number: TermsNumber.text(id), kind: TermsKind(rawValue: try row.get("kind")) ?? .prices, subject: try row.get("subject"),
                    title: try row.get("title"), reason: try row.get("reason"), client: try row.find("client_name"), itemCount: try row.get("item_count"),
                    status: TermsStatus(rawValue: try row.get("status")) ?? .waiting, proposedBy: try row.get("proposed_by"),
                    proposedByName: try row.get("proposed_by_name"), proposedAt: try row.get("proposed_at"), decidedByName: try row.find("decided_by_name"),
                    decidedAt: try row.find("decided_at"), note: try row.find("note"))
            }
    }

    /// The next stored part of a change's items.
    func termsItems(of change: Int64, after part: Int64) throws -> (part: Int64, items: [TermsItem])? {
        guard let row = try row("SELECT part, items FROM term_change_items WHERE change_id = \(change) AND part > \(part) ORDER BY part LIMIT 1") else { return nil }
        let items = try JSON(parsing: Array(row.get("items", as: String.self).utf8)).array ?? []
        return (try row.get("part"), items.compactMap { TermsItem($0) })
    }

    /// What the records are called that items refer to; a query for each table.
    func termsNames(of items: [TermsItem], _ kind: RecordKind) throws -> TermsNames {
        var wanted: [String: Set<String>] = [:]
        func note(_ object: JSONObject?) {
            guard let object else { return }
            for field in kind.fields {
                let parts = field.name.split(separator: "/").map(String.init)
                let value = parts.count == 2 ? object[parts[0]]?.object?[parts[1]] : object[field.name]
                switch field.form {
                case .reference(let table, _): if let name = value?.string { wanted[table, default: []].insert(name) }
                case .references(let table, _): wanted[table, default: []].formUnion((value?.array ?? []).compactMap(\.string))
                default: continue
                }
            }
        }
        for item in items { note(item.item); note(item.before) }
        var names = TermsNames()
        for (table, ids) in wanted.sorted(by: { $0.key < $1.key }) { names.byTable[table] = try recordNames(in: table, Array(ids)) }
        for row in try rows("SELECT id, external_id FROM products WHERE external_id \(in: Array(wanted["products"] ?? []))") {
            names.products[try row.get("external_id")] = try row.get("id")
        }
        return names
    }

    /// What people call the records with these external ids. Names of tables come from `RecordKind` values of the source.
    func recordNames(in table: String, _ ids: [String]) throws -> [String: String] {
        let name = table == "products" ? "article || ' · ' || name" : table == "contracts" ? "COALESCE(number, external_id)" : "name"
        var names: [String: String] = [:]
        for row in try rows(SQL(stringLiteral: "SELECT external_id, \(name) AS name FROM \(table) WHERE external_id ") + "\(in: ids)") {
            names[try row.get("external_id")] = try row.find("name")
        }
        return names
    }

    /// The client that alone a change concerns: of a discount's target, of a contract.
    func clientConcerned(_ record: JSONObject?, _ kind: TermsKind) throws -> ID<Client>? {
        switch kind {
        case .discounts:
            guard let target = record?["target"]?.object else { return nil }
            if let client = target["client"]?.string { return try row("SELECT id FROM clients WHERE id = \(SQL.client(client))")?.get("id") }
            return try target["contract"]?.string.flatMap { try row("SELECT client_id FROM contracts WHERE external_id = \($0)")?.get("client_id") }
        case .contracts: return try record?["client"]?.string.flatMap { try row("SELECT id FROM clients WHERE id = \(SQL.client($0))")?.get("id") }
        case .chains: return try record?["external_id"]?.string.flatMap { try row("SELECT client_id FROM contracts WHERE external_id = \($0)")?.get("client_id") }
        case .prices, .priceLists, .floors: return nil
        }
    }

    /// What a change is called in lists.
    func termsTitle(of kind: TermsKind, _ subject: String, _ record: JSONObject?) throws -> String {
        switch kind {
        case .prices: try recordNames(in: "price_lists", [subject])[subject] ?? subject
        case .chains: try recordNames(in: "contracts", [subject])[subject] ?? subject
        case .contracts: record?["number"]?.string ?? subject
        case .priceLists, .discounts, .floors: record?["name"]?.string ?? subject
        }
    }
}

extension String {
    /// Text whose `%`, `_` and `\` mean themselves in LIKE.
    var termsEscaped: String { replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_") }
}
