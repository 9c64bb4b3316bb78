package import Customers
package import Database
package import Kernel

/// Which documents a list shows.
package struct DocumentFilter: Sendable {
    /// A part of the number.
    package var text = ""
    /// External ids; a client's is for staff.
    package var contract: String?
    package var client: String?
    /// The number of an order.
    package var order: String?
    package var kind: DocumentKind?
    package var isUnsigned = false
    /// Dates of documents, both inclusive.
    package var from: Day?
    package var to: Day?
    package var updatedSince: Instant?

    package init() {}
}

/// Where a page of documents ends.
package struct DocumentPosition: Sendable, Hashable {
    package let date: Day
    package let id: Int64

    package init(date: Day, id: Int64) {
        self.date = date
        self.id = id
    }
}

/// By what a list of documents goes.
package enum DocumentSorting: String, Sendable, CaseIterable {
    case newest = "-date"
    case oldest = "date"
}

/// Documents that the viewer may see, the newest first: the client's own (a key's: those of its contracts in force), for staff those of their clients.
/// - Returns: the page and where the next one begins.
package func documents(
    _ filter: DocumentFilter, by sorting: DocumentSorting = .newest, after position: DocumentPosition? = nil, limit: Int, for viewer: Viewer, in reader: any Reader
) throws -> (documents: [ClientDocument], next: DocumentPosition?) {
    let limit = max(1, min(limit, 1000))
    var condition: SQL = "\(try scope(of: viewer)) AND \(filter.condition)"
    let isDown = sorting == .newest
    if let position {
        let (date, id) = (position.date, position.id)
        condition = condition + (isDown ? " AND d.date_day <= \(date) AND (d.date_day < \(date) OR d.id < \(id))" : " AND d.date_day >= \(date) AND (d.date_day > \(date) OR d.id > \(id))")
    }
    let columns: SQL = isDown ? "d.date_day DESC, d.id DESC" : "d.date_day, d.id"
    let found = try reader.documentRows("\(condition) ORDER BY \(columns) LIMIT \(limit + 1)")
    let documents = try found.prefix(limit).map { try ClientDocument($0) }
    return (documents, found.count > limit ? documents.last.map { DocumentPosition(date: $0.date, id: $0.id) } : nil)
}

/// Documents about these orders by the orders' numbers, at most 1,000, the oldest first; nothing for those who may not see documents.
package func documents(ofOrders numbers: [String], for viewer: Viewer, in reader: any Reader) throws -> [String: [ClientDocument]] {
    guard !numbers.isEmpty, viewer.rights.contains(.seeDocuments) else { return [:] }
    let found = try reader.documentRows("\(try scope(of: viewer)) AND d.order_ref \(in: numbers) ORDER BY d.date_day, d.id LIMIT 1000")
    return Dictionary(grouping: try found.map { try ClientDocument($0) }) { $0.order ?? "" }
}

/// How many documents the filter finds for the viewer, at most 10,000.
package func documentCount(_ filter: DocumentFilter, for viewer: Viewer, in reader: any Reader) throws -> Int {
    try reader.row("""
        SELECT COUNT(*) AS documents FROM (SELECT d.id FROM documents AS d JOIN contracts AS c ON c.id = d.contract_id JOIN clients AS p ON p.id = d.client_id
            WHERE \(try scope(of: viewer)) AND \(filter.condition) LIMIT 10000) AS found
        """)?.get("documents") ?? 0
}

/// The contracts that a client's list of documents may be narrowed to, those that are over too: external id and number. None for staff, who have many clients.
package func contractsOfDocuments(for viewer: Viewer, in reader: any Reader) throws -> [(externalID: String, number: String)] {
    try viewer.demand(.seeDocuments)
    if viewer.isStaff { return [] }
    return try reader.rows("SELECT external_id, number FROM contracts WHERE client_id = \(try viewer.demandClient().id) ORDER BY from_day DESC, id LIMIT 200").map {
        let key: String = try $0.get("external_id")
        return (key, try $0.find("number") ?? key)
    }
}

private func scope(of viewer: Viewer) throws -> SQL {
    try viewer.demand(.seeDocuments)
    if viewer.isStaff {
        try viewer.demand(.seeClients)
        return viewer.sees(client: "d.client_id")
    }
    let client = try viewer.demandClient()
    if case .key = viewer.identity { return "d.client_id = \(client.id) AND d.contract_id \(in: viewer.contracts.map(\.id))" }
    return "d.client_id = \(client.id)"
}

extension DocumentFilter {
    fileprivate var condition: SQL {
        var condition: SQL = "1 = 1"
        let text = text.trimmed.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
        if !text.isEmpty { condition = condition + " AND d.number LIKE \("%" + text + "%") ESCAPE '\\'" }
        if let contract { condition = condition + " AND c.external_id = \(contract)" }
        if let client { condition = condition + " AND p.id = \(SQL.client(client))" }
        if let order { condition = condition + " AND d.order_ref = \(order)" }
        if let kind { condition = condition + " AND d.kind = \(kind.rawValue)" }
        if isUnsigned { condition = condition + " AND d.signature IN ('awaited', 'refused')" }
        if let from { condition = condition + " AND d.date_day >= \(from)" }
        if let to { condition = condition + " AND d.date_day <= \(to)" }
        if let updatedSince { condition = condition + " AND d.updated_at >= \(updatedSince)" }
        return condition
    }
}

extension Reader {
    fileprivate func documentRows(_ condition: SQL) throws -> [Row] {
        try rows("""
            SELECT d.id, d.external_id, d.client_id, p.name AS client_name, c.external_id AS contract, c.number AS contract_number, d.order_ref, d.kind, d.number, d.date_day,
                d.amount, COALESCE(d.currency, c.currency) AS currency, d.signature, d.signed_day, d.updated_at
            FROM documents AS d JOIN contracts AS c ON c.id = d.contract_id JOIN clients AS p ON p.id = d.client_id
            WHERE \(condition)
            """)
    }
}

extension ClientDocument {
    fileprivate init(_ row: Row) throws {
        let currency: Currency = try row.get("currency")
        self.init(
            id: try row.get("id"), externalID: try row.get("external_id"), client: try row.get("client_id"), clientName: try row.get("client_name"), contract: try row.get("contract"),
            contractNumber: try row.find("contract_number") ?? "", order: try row.find("order_ref"), kind: DocumentKind(rawValue: try row.get("kind")) ?? .other,
            number: try row.find("number"), date: try row.get("date_day"), amount: try row.find("amount").map { Money(clamping: $0, currency) },
            signature: Signature(rawValue: try row.get("signature")) ?? .notNeeded, signedOn: try row.find("signed_day"), updatedAt: try row.get("updated_at"))
    }
}
