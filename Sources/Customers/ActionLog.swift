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
    /// Names of the people that it was done to or that its details number, of those who have not been erased.
    package let people: [Int64: String]
    /// Names of the suppliers that its details number.
    package let suppliers: [Int64: String]
    /// Names of the own roles that its details number.
    package let roles: [Int64: String]
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
    /// What it was about: a number, an address, an article, an external id, or a part of what is told beside.
    package var text = ""
    /// Entries below it are not looked at (`searchFloor`).
    package var floor: Int64?
    /// The number of the order that the text names.
    package var order: Int64?

    package init() {}
}

/// The log of actions, the latest first: for a client's administrator what concerns the client, for staff all they may see.
/// - Parameter before: the number of the last line of the page before.
package func actions(_ filter: ActionFilter, before: Int64? = nil, limit: Int, for viewer: Viewer, in reader: any Reader) throws -> [LoggedAction] {
    var condition = try reader.fits(filter, before: before, for: viewer) + " AND j.id >= \(filter.floor ?? 0)"
    if !filter.text.trimmed.isEmpty { condition = condition + " AND " + (try reader.about(filter.text.trimmed, order: filter.order, for: viewer)) }
    let rows = try reader.rows("""
        SELECT j.id, j.at, j.kind, j.action, j.ids, j.actor, j.details, c.name AS client FROM \(SQL.loggedEntries)
        WHERE \(condition) ORDER BY j.id DESC LIMIT \(max(1, min(limit, 1001)))
        """)
    let actors = try rows.map { try $0.get("actor", as: String.self) }
    let people = try reader.names("people", of: actors, prefix: "person:")
    let keys = try reader.names("access_keys", of: actors, prefix: "key:")
    let told = try rows.map { row in
        (
            ids: (try JSON(parsing: Array(row.get("ids", as: String.self).utf8))).array?.compactMap(\.int) ?? [],
            details: (try? JSON(parsing: Array(row.get("details", as: String.self).utf8))) ?? .null
        )
    }
    var (meant, suppliers, roles): (Set<Int64>, Set<Int64>, Set<Int64>) = ([], [], [])
    for (row, told) in zip(rows, told) {
        if try row.get("kind", as: String.self) == "people" { meant.formUnion(told.ids.prefix(10)) }
        let object = told.details.object
        meant.formUnion(object?["recipients"]?.array?.prefix(50).compactMap(\.int) ?? [])
        if let proposer = object?["proposer"]?.string, proposer.hasPrefix("person:"), let id = Int64(proposer.dropFirst(7)) { meant.insert(id) }
        if let supplier = object?["supplier"]?.int { suppliers.insert(supplier) }
        if let role = object?["role"]?.string, role.hasPrefix("own-"), let id = Int64(role.dropFirst(4)) { roles.insert(id) }
    }
    let names = try (
        people: reader.names("people", meant, when: "erased_at IS NULL"), suppliers: reader.names("suppliers", suppliers), roles: reader.names("roles", roles)
    )
    return try zip(rows, told).map { row, told in
        let actor: String = try row.get("actor")
        return LoggedAction(
            id: try row.get("id"), at: try row.get("at"), kind: try row.get("kind"), action: try row.get("action"), ids: Array(told.ids.prefix(10)), idCount: told.ids.count,
            client: try row.find("client"), actorKind: String(actor.prefix { $0 != ":" }), actorName: people[actor] ?? keys[actor], details: told.details,
            people: names.people, suppliers: names.suppliers, roles: names.roles)
    }
}

/// Where a search for a text ends for this time, so that none reads all texts at once: the last entry below `before` that is looked at, of those that fit all else that is
/// asked. Nil where all are.
package func searchFloor(_ filter: ActionFilter, before: Int64?, atOnce: Int = entriesAtOnce, for viewer: Viewer, in reader: any Reader) throws -> Int64? {
    let condition = try reader.fits(filter, before: before, for: viewer)
    return try reader.row("SELECT j.id FROM \(SQL.loggedEntries) WHERE \(condition) ORDER BY j.id DESC LIMIT 1 OFFSET \(atOnce)")?.get("id", as: Int64.self).advanced(by: 1)
}

extension SQL {
    /// The log's entries (`j`) with the client (`c`) that each is about by now.
    fileprivate static let loggedEntries: SQL = "journal AS j LEFT JOIN client_aliases AS a ON a.former_id = j.client_id LEFT JOIN clients AS c ON c.id = COALESCE(a.client_id, j.client_id)"
}

extension Reader {
    /// The condition that an entry is one that the viewer may see and the filter asks for, whatever its text.
    fileprivate func fits(_ filter: ActionFilter, before: Int64?, for viewer: Viewer) throws -> SQL {
        try viewer.demand(.seeJournal)
        var condition: SQL = "j.id < \(before ?? Int64.max)"
        if !viewer.isStaff {
            condition = condition + " AND j.client_id \(try anyNumber(of: try viewer.demandClient().id))"
        } else if !viewer.rights.contains(.seeAllClients), !viewer.rights.contains(.seeClients) {
            condition = condition + " AND 1 = 0"
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
            let found = try rows("""
                SELECT id FROM people WHERE \(.lowercase("name")) LIKE \(name.lowercased().likePattern) ESCAPE '\\' OR email LIKE \(name.folded.likePattern) ESCAPE '\\' ORDER BY id LIMIT 500
                """).map { "person:\(try $0.get("id", as: Int64.self))" }
            condition = condition + " AND j.actor \(in: found)"
        }
        return condition
    }
}

/// When an entry was written; for those who read the log.
package func entryTime(_ id: Int64, for viewer: Viewer, in reader: any Reader) throws -> Instant? {
    try viewer.demand(.seeJournal)
    return try reader.row("SELECT at FROM journal WHERE id >= \(id) ORDER BY id LIMIT 1")?.get("at")
}

/// The kinds of things that the log tells of, for choosing. A test holds that none is missing.
package let loggedKinds = [
    "orders", "people", "person-records", "departments", "roles", "access-keys", "credit", "credit-accounts", "ledger", "documents", "prices", "price-lists", "price-floors", "discounts", "rates",
    "price-agreements", "term-changes", "contracts", "clients", "client-entities", "client-articles", "sites", "settings", "registrations", "consent-texts", "policy-texts", "jobs", "imports", "price-file-links",
    "price-file-schedules", "products", "images", "certificates", "relations", "categories", "brands", "parameters", "segments", "assortments", "synonyms", "warehouses", "legal-entities", "stock",
    "receipts", "past-orders", "support", "suppliers", "supplier-offers", "supply-lines", "quote-requests",
]

/// What may have happened to a thing, for choosing. A test holds that none is missing.
package let loggedActions = [
    "accepted", "added", "answered", "approval_expired", "approval_refused", "approved", "arranged", "asked", "blocked", "bulk_undone", "cancelled", "changed", "chosen",
    "client_given", "client_taken", "closed", "confirmed", "consent_given", "consent_withdrawn", "covered", "created", "declined", "edited", "edited_in_bulk", "email_asked",
    "email_cancelled", "email_changed", "ended", "erased", "expired", "exported", "finished", "hold_hours_set", "invitation_refused", "invited", "left", "letters_chosen", "merge_proposed", "merge_withdrawn",
    "merged", "name_corrected", "named", "order_limit_set", "override_approved", "override_refused", "override_requested", "passkey_added", "passkey_counter", "passkey_removed",
    "password_reset", "password_set", "period_closed", "placed", "proposed", "published", "recovery_code_used", "refused", "released", "removed", "replied", "requested",
    "reserved", "retried", "returned", "revoked", "role_changed", "rules_set", "saved", "second_factor_off", "second_factor_on", "shipment_released", "signed_in",
    "signed_out", "state_changed", "stock_returned", "substitute_appointed", "substitute_ended", "told", "unblocked", "undone", "used", "withdrawn",
]

extension Reader {
    /// Table and condition stand in the source.
    fileprivate func names(_ table: StaticString, _ ids: Set<Int64>, when condition: SQL = "1 = 1") throws -> [Int64: String] {
        guard !ids.isEmpty else { return [:] }
        return Dictionary(uniqueKeysWithValues: try rows(SQL(stringLiteral: "SELECT id, name FROM \(table) WHERE id ") + "\(in: ids.sorted()) AND " + condition).map {
            (try $0.get("id", as: Int64.self), try $0.get("name", as: String.self))
        })
    }

    fileprivate func names(_ table: StaticString, of actors: [String], prefix: String) throws -> [String: String] {
        let ids = Set(actors.compactMap { $0.hasPrefix(prefix) ? Int64($0.dropFirst(prefix.count)) : nil }).sorted()
        var names: [String: String] = [:]
        for row in try rows(SQL(stringLiteral: "SELECT id, name FROM \(table) WHERE id ") + "\(in: ids)") { names[prefix + "\(try row.get("id", as: Int64.self))"] = try row.get("name") }
        return names
    }
}
