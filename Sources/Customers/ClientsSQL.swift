package import Database
package import Kernel

/// A client in the list of the distributor's staff.
package struct ClientSummary: Sendable {
    package let id: ID<Client>
    package let externalID: String
    package let name: String
    package let inn: String?
    package let manager: String?
    package let isBlocked: Bool
    package let contractCount: Int
    /// Of its active contracts.
    package let creditAccounts: [ID<CreditAccount>]
}

/// By what a list of clients goes; each has an index to go by.
package enum ClientSorting: String, Sendable, CaseIterable {
    case name
    case nameDown = "-name"
}

/// Clients by name whose name or INN contains the text; for staff with the right to see them.
/// - Parameter after: folded name and number of the last client of the page before, in the same order.
package func clients(
    matching text: String, by sorting: ClientSorting = .name, after: (name: String, id: ID<Client>)? = nil, limit: Int, for viewer: Viewer, in reader: any Reader
) throws -> [ClientSummary] {
    try viewer.demand(.seeClients)
    let pattern = "%" + text.folded.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_") + "%"
    let isUp = sorting == .name
    let start: SQL = after.map {
        isUp
            ? "AND c.name_folded >= \($0.name) AND (c.name_folded > \($0.name) OR c.id > \($0.id))"
            : "AND c.name_folded <= \($0.name) AND (c.name_folded < \($0.name) OR c.id < \($0.id))"
    } ?? ""
    let columns: SQL = isUp ? "c.name_folded, c.id" : "c.name_folded DESC, c.id DESC"
    let found = try reader.rows("""
        SELECT c.id, c.external_id, c.name, c.manager, c.blocked_at, (SELECT MIN(e.inn) FROM client_entities AS e WHERE e.client_id = c.id) AS inn
        FROM clients AS c
        WHERE (c.name_folded LIKE \(pattern) ESCAPE '\\'
            OR EXISTS (SELECT 1 FROM client_entities AS e WHERE e.client_id = c.id AND e.inn LIKE \(pattern) ESCAPE '\\')) AND \(viewer.sees(client: "c.id")) \(start)
        ORDER BY \(columns) LIMIT \(max(1, min(limit, 1001)))
        """)
    var accounts: [ID<Client>: [ID<CreditAccount>]] = [:]
    var counts: [ID<Client>: Int] = [:]
    for row in try reader.rows("""
        SELECT k.client_id, COALESCE(k.credit_account_id, a.id) AS account FROM contracts AS k LEFT JOIN credit_accounts AS a ON a.contract_id = k.id
        WHERE k.client_id \(in: found.map { try $0.get("id", as: Int64.self) }) AND k.status = 'active' ORDER BY k.id
        """)
    {
        let client: ID<Client> = try row.get("client_id")
        counts[client, default: 0] += 1
        if let account: ID<CreditAccount> = try row.find("account"), !(accounts[client]?.contains(account) ?? false) { accounts[client, default: []].append(account) }
    }
    return try found.map { row in
        let id: ID<Client> = try row.get("id")
        return ClientSummary(
            id: id, externalID: try row.get("external_id"), name: try row.get("name"), inn: try row.find("inn"), manager: try row.find("manager"),
            isBlocked: try row.find("blocked_at", as: Int64.self) != nil, contractCount: counts[id] ?? 0, creditAccounts: accounts[id] ?? [])
    }
}

/// Delivery addresses of the viewer's client, by name.
package func sites(of viewer: Viewer, in reader: any Reader) throws -> [(externalID: String, name: String, address: String?)] {
    guard let client = viewer.client else { return [] }
    return try reader.rows("SELECT external_id, name, address FROM sites WHERE client_id = \(client.id) ORDER BY name, id LIMIT 1000").map {
        (try $0.get("external_id"), try $0.get("name"), try $0.find("address"))
    }
}

/// One client that the viewer may see, by its external id; nil for a foreign one as for one that is missing.
package func clientCard(_ externalID: String, for viewer: Viewer, in reader: any Reader) throws -> ClientCard? {
    let own: SQL = viewer.isStaff ? viewer.sees(client: "id") : "id = \(viewer.client?.id.rawValue ?? 0)"
    return try reader.row("SELECT id, external_id, name FROM clients WHERE id = \(SQL.client(externalID)) AND \(own)").map {
        ClientCard(id: try $0.get("id"), externalID: try $0.get("external_id"), name: try $0.get("name"))
    }
}
