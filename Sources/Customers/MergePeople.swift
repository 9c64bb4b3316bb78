package import Database
import Journal
package import Kernel
import Records

/// A column that holds the number of a person, and what becomes of its rows when two records turn out to be of one person.
package struct PersonColumn: Sendable {
    package enum Treatment: Sendable {
        /// The rows go over; where the kept one has the same by these columns, his stays.
        case moves(besides: [String] = [])
        /// The rows end: by them the other one signed in, or chose for himself.
        case ends
        /// The rows stay, or go over in a way of their own, for the reason told in the source.
        case stays
    }

    package let table: String
    package let column: String
    let treatment: Treatment

    init(_ table: String, _ treatment: Treatment = .moves(), column: String = "person_id") { (self.table, self.column, self.treatment) = (table, column, treatment) }
}

/// All columns that refer to people. A test asks the database whether one is missing.
package let personColumns: [PersonColumn] = [
    PersonColumn("person_records"), PersonColumn("people_let_go"), PersonColumn("person_numbers", .moves(besides: ["external_id"])), PersonColumn("consents"),
    PersonColumn("merged_addresses", .moves(besides: ["email"])),
    PersonColumn("kept_products", .moves(besides: ["client_id", "kind", "product_id"])), PersonColumn("awaited_products", .moves(besides: ["client_id", "product_id"])),
    PersonColumn("saved_searches"), PersonColumn("catalogue_news"), PersonColumn("price_file_links"),
    PersonColumn("support_requests", column: "asked_by"), PersonColumn("support_messages"), PersonColumn("support_readers", .moves(besides: ["request_id"])),
    PersonColumn("people", column: "merged_into"),
    PersonColumn("sessions", .ends), PersonColumn("account_links", .ends), PersonColumn("email_changes", .ends), PersonColumn("recovery_codes", .ends),
    PersonColumn("passkeys", .ends), PersonColumn("unwanted_letters", .ends),
    // Joined by what lies in them.
    PersonColumn("memberships", .stays), PersonColumn("carts", .stays),
    // Nobody who is there has been erased.
    PersonColumn("erasure_acts", .stays),
    // Of the house's people and of suppliers' alone, who are not merged.
    PersonColumn("client_managers", .stays), PersonColumn("substitutes", .stays), PersonColumn("substitutes", .stays, column: "substitute_id"),
    PersonColumn("portal_products", .stays), PersonColumn("bulk_changes", .stays), PersonColumn("synonyms", .stays), PersonColumn("supply_lines", .stays, column: "answered_by"),
    PersonColumn("quote_requests", .stays, column: "asked_by"), PersonColumn("quote_requests", .stays, column: "closed_by"),
    PersonColumn("quote_suppliers", .stays, column: "answered_by"),
]

package enum MergedPeopleSchema {
    /// In whose record another one has gone up: the log still names the number of then.
    package static let migration = Migration(152, "merged people", expands: true, [
        "ALTER TABLE people ADD COLUMN merged_into \(.integer) REFERENCES people (id)",
        "CREATE INDEX people_by_merged_into ON people (merged_into) WHERE merged_into IS NOT NULL",
    ])

    /// By which addresses people were known whose records have gone up in others. Until the person is erased.
    package static let addresses = Migration(171, "addresses of merged people", expands: true, [
        """
        CREATE TABLE merged_addresses (
            email \(.text) NOT NULL, person_id \(.integer) NOT NULL REFERENCES people (id), at \(.integer) NOT NULL, PRIMARY KEY (email, person_id)
        ) \(.strict)
        """,
        "CREATE INDEX merged_addresses_by_person ON merged_addresses (person_id)",
    ])

    /// What a person has ordered or asked for is found without reading what all others have.
    package static let indexes = Migration(172, "orders and requests by person", expands: true, [
        "CREATE INDEX orders_by_placer ON orders (placed_by)",
        "CREATE INDEX price_agreements_by_requester ON price_agreements (requested_by)",
        "CREATE INDEX registrations_by_email ON registrations (email)",
    ])
}

/// Lets one record stand for two that are of one person: he signs in as before by the kept one; memberships with their rights, the ERP's records, carts, favourites and requests
/// of the other go over, and the other is let go. Of clients' people alone, by staff who manage the people of all clients of both; whoever is foreign is not found.
/// - Parameter email: the address of the record that goes.
package func mergePeople(_ email: String, into kept: ID<Person>, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    guard viewer.isStaff else { throw Refusal.notFound }
    _ = try writer.managed(kept, for: viewer)
    let address = email.folded
    let value = ["value": Refusal.Argument.text(String(email.prefix(100)))]
    let unknown = Refusal(.validation, "unknown_person", value, problems: [Refusal.Problem("/with", .validation, "unknown_person", value)])
    let own: SQL = "p.staff_role IS NULL AND p.supplier_id IS NULL AND p.erased_at IS NULL"
    guard let gone: ID<Person> = try writer.row("""
        SELECT p.id FROM people AS p WHERE p.email = \(address) AND p.id <> \(kept) AND \(own) AND \(viewer.managesPerson)
        """)?.get("id")
    else { throw unknown }
    try writer.demandAll(of: kept, for: viewer)
    try writer.demandAll(of: gone, for: viewer)
    // Who changes either of them has ended, or waits.
    let both = try writer.rows("SELECT p.id, p.name, p.email, p.blocked, p.blocked_by_erp FROM people AS p WHERE p.id \(in: [kept, gone]) AND \(own) ORDER BY p.id \(.forUpdate)")
    guard both.count == 2, let row = try both.first(where: { try $0.get("id") == kept }) else { throw unknown }
    try writer.carryOver(gone, to: kept, RecordChange(actor: viewer.actor, origin: nil, at: now))
    let blocks = try both.filter { try $0.get("blocked") }
    // One of the two is blocked: so is what they become. The ERP takes back what it alone has blocked.
    if !blocks.isEmpty {
        let isERPs = try blocks.allSatisfy { try $0.get("blocked_by_erp") }
        try writer.run("UPDATE people SET blocked = 1, blocked_by_erp = \(isERPs) WHERE id = \(kept)")
        if !isERPs { try writer.holdRecords(true, of: kept, at: nil, now) }
        try writer.endAccess(of: kept)
    }
    // Where he belongs by either record, having been let go by the other is over.
    try writer.tellAgain(of: kept, at: now)
    try writer.keepAddress(address, of: kept, name: try row.get("name"), try row.get("email"), isBlocked: !blocks.isEmpty, at: now)
    try writer.run("""
        UPDATE people
        SET email = \("merged-\(gone.rawValue)@invalid"), password_hash = NULL, totp_secret = NULL, totp_since = NULL, blocked = 1, erased_at = \(now), merged_into = \(kept)
        WHERE id = \(gone)
        """)
    let clients: [ID<Client>?] = try writer.rows("SELECT client_id FROM memberships WHERE person_id = \(kept) ORDER BY client_id LIMIT 1000").map { try $0.get("client_id") }
    for client in clients.isEmpty ? [nil] : clients {
        try writer.record(JournalEntry("people", "merged", ids: [kept.rawValue, gone.rawValue], client: client, by: viewer.actor), at: now)
    }
}

/// In whose record this one has gone up, if it has, for staff who manage people.
package func keptRecord(of person: ID<Person>, for viewer: Viewer, in reader: any Reader) throws -> ID<Person>? {
    guard viewer.isStaff, viewer.rights.contains(.managePeople) else { return nil }
    return try reader.row("SELECT p.merged_into FROM people AS p WHERE p.id = \(person) AND p.merged_into IS NOT NULL AND \(viewer.managesPerson)")?.find("merged_into")
}

// Table and column names stand in the list above.
extension Writer {
    fileprivate func carryOver(_ gone: ID<Person>, to kept: ID<Person>, _ change: RecordChange) throws {
        for column in personColumns {
            let (table, name) = (column.table, column.column)
            switch column.treatment {
            case .stays: continue
            case .ends: try run(SQL(stringLiteral: "DELETE FROM \(table) WHERE \(name) = ") + "\(gone)")
            case .moves(let keys):
                if !keys.isEmpty {
                    let same = keys.map { "o.\($0) = \(table).\($0)" }.joined(separator: " AND ")
                    try run(SQL(stringLiteral: "DELETE FROM \(table) WHERE \(name) = ") + "\(gone)"
                        + SQL(stringLiteral: " AND EXISTS (SELECT 1 FROM \(table) AS o WHERE \(same) AND o.\(name) = ") + "\(kept))")
                }
                try run(SQL(stringLiteral: "UPDATE \(table) SET \(name) = ") + "\(kept)" + SQL(stringLiteral: " WHERE \(name) = ") + "\(gone)")
            }
        }
        // Orders are his own: those that wait he does not approve himself, under whichever number he placed them.
        try run("""
            UPDATE orders SET placed_by = \(Actor.person(kept).text)
            WHERE placed_by = \(Actor.person(gone).text) AND (decided_by IS NULL OR decided_by <> \(Actor.person(kept).text))
            """)
        try run("UPDATE price_agreements SET requested_by = \(Actor.person(kept).text) WHERE requested_by = \(Actor.person(gone).text)")
        try joinMemberships(of: gone, into: kept, change)
        try run("""
            INSERT INTO price_file_recipients (link_id, client_id, person_id)
            SELECT link_id, client_id, \(kept) FROM price_file_recipients WHERE person_id = \(gone) ORDER BY link_id
            ON CONFLICT (link_id, person_id) DO NOTHING
            """)
        try joinCarts(of: gone, into: kept)
        try run("DELETE FROM memberships WHERE person_id = \(gone)")
    }

    /// The address of the record that goes is known as the kept one's. What went out under it is found by the one that he keeps: an open request for the same company, which he
    /// has made by that too, stays. And where no record of the ERP has the address of the person, they say what the portal does: the next news of another kind neither renames
    /// nor moves him.
    fileprivate func keepAddress(_ former: String, of kept: ID<Person>, name: String, _ email: String, isBlocked: Bool, at now: Instant) throws {
        try run("""
            INSERT INTO merged_addresses (email, person_id, at) VALUES (\(former), \(kept), \(now)) ON CONFLICT (email, person_id) DO UPDATE SET at = excluded.at
            """)
        try run("""
            UPDATE registrations SET email = \(email)
            WHERE email = \(former) AND (state <> 'new' OR NOT EXISTS (SELECT 1 FROM registrations AS o WHERE o.state = 'new' AND o.inn = registrations.inn AND o.email = \(email)))
            """)
        // Of somebody blocked they may all be held.
        let speaks: SQL = isBlocked ? "1 = 1" : "held = 0"
        guard try row("SELECT 1 AS found FROM person_records WHERE person_id = \(kept) AND email = \(email) AND \(speaks) LIMIT 1") == nil else { return }
        try keepRecordName(name, of: kept, at: now)
        try keepRecordEmail(email, of: kept, at: now)
    }

    /// Two carts at one client become one: of a product that lies in both the larger quantity stays.
    private func joinCarts(of gone: ID<Person>, into kept: ID<Person>) throws {
        for row in try rows("""
            SELECT g.id, k.id AS kept FROM carts AS g JOIN carts AS k ON k.client_id = g.client_id AND k.person_id = \(kept)
            WHERE g.person_id = \(gone) ORDER BY g.id LIMIT 10000 \(.forUpdate)
            """)
        {
            let (id, other): (Int64, Int64) = (try row.get("id"), try row.get("kept"))
            try pour(cart: id, into: other)
        }
        try run("UPDATE carts SET person_id = \(kept) WHERE person_id = \(gone)")
    }
}

extension Writer {
    /// One cart goes up in another: of a product that lies in both the larger quantity stays.
    package func pour(cart: Int64, into other: Int64) throws {
        try run("""
            INSERT INTO cart_lines (cart_id, product_id, quantity, article) SELECT \(other), product_id, quantity, article FROM cart_lines WHERE cart_id = \(cart) ORDER BY id
            ON CONFLICT (cart_id, product_id) DO UPDATE
            SET quantity = CASE WHEN excluded.quantity > cart_lines.quantity THEN excluded.quantity ELSE cart_lines.quantity END
            """)
        try run("DELETE FROM cart_lines WHERE cart_id = \(cart)")
        try run("DELETE FROM carts WHERE id = \(cart)")
    }
}
