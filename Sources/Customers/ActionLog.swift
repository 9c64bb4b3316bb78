package import Database
package import Kernel

/// One line of the log of actions.
package struct LoggedAction: Sendable {
    package let id: Int64
    package let at: Instant
    package let kind: String
    package let action: String
    /// The numbers of what changed, as the journal keeps them; at most the first ten.
    package let ids: [Int64]
    package let idCount: Int
    package let client: String?
    /// `person`, `key`, `command` or `system`, and its name.
    package let actorKind: String
    package let actorName: String?
    package let details: JSON
}

/// Which actions are looked for.
package struct ActionFilter: Sendable {
    package var kind: String?
    package var action: String?
    /// The name or address of a person, or a part of it.
    package var actor = ""
    /// Of staff: a client's external id.
    package var client: String?
    package var from: Instant?
    package var until: Instant?

    package init() {}
}

/// The log of actions, the latest first: for a client's administrator what concerns the client, for staff all they may see.
/// - Parameter before: the number of the last line of the page before.
package func actions(_ filter: ActionFilter, before: Int64? = nil, limit: Int, for viewer: Viewer, in reader: any Reader) throws -> [LoggedAction] {
    try viewer.demand(.seeJournal)
    var condition: SQL = "j.id < \(before ?? Int64.max)"
    if !viewer.isStaff {
        condition = condition + " AND j.client_id \(try reader.anyNumber(of: try viewer.demandClient().id))"
    } else if viewer.managers != nil {
        condition = condition + " AND j.client_id IS NOT NULL AND " + viewer.sees(client: "COALESCE(a.client_id, j.client_id)")
    }
    if let client = filter.client, viewer.isStaff { condition = condition + " AND c.id = \(SQL.client(client))" }
    if let kind = filter.kind { condition = condition + " AND j.kind = \(kind)" }
    if let action = filter.action { condition = condition + " AND j.action = \(action)" }
    if let from = filter.from { condition = condition + " AND j.at >= \(from)" }
    if let until = filter.until { condition = condition + " AND j.at < \(until)" }
    let name = filter.actor.trimmed
    if !name.isEmpty {
        let found = try reader.rows("""
            SELECT id FROM people WHERE name LIKE \(name.likePattern) ESCAPE '\\' OR email LIKE \(name.folded.likePattern) ESCAPE '\\' ORDER BY id LIMIT 500
            """).map { "person:\(try $0.get("id", as: Int64.self))" }
        condition = condition + " AND j.actor \(in: found)"
    }
    let rows = try reader.rows("""
        SELECT j.id, j.at, j.kind, j.action, j.ids, j.actor, j.details, c.name AS client
        FROM journal AS j LEFT JOIN client_aliases AS a ON a.former_id = j.client_id LEFT JOIN clients AS c ON c.id = COALESCE(a.client_id, j.client_id)
        WHERE \(condition) ORDER BY j.id DESC LIMIT \(max(1, min(limit, 1001)))
        """)
    let actors = try rows.map { try $0.get("actor", as: String.self) }
    let people = try reader.names("people", of: actors, prefix: "person:")
    let keys = try reader.names("access_keys", of: actors, prefix: "key:")
    return try rows.map { row in
        let actor: String = try row.get("actor")
        let ids = (try JSON(parsing: Array(row.get("ids", as: String.self).utf8))).array?.compactMap(\.int) ?? []
        return LoggedAction(
            id: try row.get("id"), at: try row.get("at"), kind: try row.get("kind"), action: try row.get("action"), ids: Array(ids.prefix(10)), idCount: ids.count,
            client: try row.find("client"), actorKind: String(actor.prefix { $0 != ":" }), actorName: people[actor] ?? keys[actor],
            details: (try? JSON(parsing: Array(row.get("details", as: String.self).utf8))) ?? .null)
    }
}

/// The kinds of things that the log tells of, for choosing.
package let loggedKinds = ["orders", "people", "roles", "access-keys", "credit", "ledger", "prices", "term-changes", "contracts", "clients", "settings", "registrations", "consent-texts", "jobs", "price-file-links", "price-file-schedules", "products", "images", "relations", "support", "suppliers", "supplier-offers", "supply-lines"]

extension Reader {
    fileprivate func names(_ table: StaticString, of actors: [String], prefix: String) throws -> [String: String] {
        let ids = Set(actors.compactMap { $0.hasPrefix(prefix) ? Int64($0.dropFirst(prefix.count)) : nil }).sorted()
        var names: [String: String] = [:]
        for row in try rows(SQL(stringLiteral: "SELECT id, name FROM \(table) WHERE id ") + "\(in: ids)") { names[prefix + "\(try row.get("id", as: Int64.self))"] = try row.get("name") }
        return names
    }
}
