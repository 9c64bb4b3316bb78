import Customers
package import Database
package import Kernel
import Records

/// A column that holds the number of a client, and what becomes of its rows when the client is merged into another.
package struct ClientColumn: Sendable {
    package enum Treatment: Sendable {
        /// The rows go over as they are.
        case moves
        /// What both clients have of the same is joined first (`Writer.joinSame`); the rest goes over.
        case joinsSame
        /// The rows stay, for the reason told in the source.
        case stays
    }

    package let table: String
    package let column: String
    let treatment: Treatment
    /// The rows of the leaving client, where there is no index by it; `{client}` stands for its number.
    let reach: String

    init(_ table: String, _ treatment: Treatment = .moves, column: String = "client_id", reach: String? = nil) {
        self.table = table
        self.column = column
        self.treatment = treatment
        self.reach = reach ?? "\(column) = {client}"
    }
}

/// All columns that hold the number of a client, in the order in which they go over. A test asks the database whether one is missing.
package let clientColumns: [ClientColumn] = [
    // Found by what they hang on, which therefore goes over after them.
    ClientColumn("ledger_entries", reach: "contract_id IN (SELECT id FROM contracts WHERE client_id = {client})"),
    ClientColumn("contract_accounts", reach: "contract_id IN (SELECT id FROM contracts WHERE client_id = {client})"),
    ClientColumn("manual_blocks", reach: "contract_id IN (SELECT id FROM contracts WHERE client_id = {client})"),
    ClientColumn("credit_overrides", reach: "contract_id IN (SELECT id FROM contracts WHERE client_id = {client})"),
    ClientColumn("credit_news", reach: "contract_id IN (SELECT id FROM contracts WHERE client_id = {client})"),
    ClientColumn("shipment_lines", reach: "shipment_id IN (SELECT id FROM shipments WHERE client_id = {client})"),
    ClientColumn("price_agreement_uses", reach: "order_line_id IN (SELECT id FROM order_lines WHERE client_id = {client})"),
    ClientColumn("supply_lines"),
    // Recipients of price files end with their membership: they go over before those that both clients have.
    ClientColumn("price_file_recipients"), ClientColumn("price_file_schedules"), ClientColumn("price_file_links"),
    // What people are told to be goes over before their memberships, which it then says.
    ClientColumn("roles", .joinsSame), ClientColumn("departments", .joinsSame), ClientColumn("person_records"), ClientColumn("memberships", .joinsSame),
    ClientColumn("client_managers", .joinsSame), ClientColumn("people_let_go"), ClientColumn("sessions"), ClientColumn("registrations"),
    ClientColumn("carts", .joinsSame), ClientColumn("kept_products", .joinsSame), ClientColumn("awaited_products", .joinsSame), ClientColumn("saved_searches"), ClientColumn("catalogue_news"),
    ClientColumn("client_articles", .joinsSame), ClientColumn("discounts"), ClientColumn("price_agreements"), ClientColumn("term_changes"),
    ClientColumn("support_requests"), ClientColumn("documents"), ClientColumn("shipments"), ClientColumn("order_lines"), ClientColumn("seller_orders"), ClientColumn("orders"),
    ClientColumn("past_order_lines"), ClientColumn("past_orders"), ClientColumn("access_keys"), ClientColumn("sites"),
    ClientColumn("client_entities", .joinsSame), ClientColumn("contracts"), ClientColumn("credit_accounts"),
    ClientColumn("client_aliases"), ClientColumn("client_merges", column: "staying_id"),
    // What happened stays as it was written; whoever reads it knows the former numbers (`anyNumber(of:)`).
    ClientColumn("journal", .stays),
]

// Table and column names stand in the list above.
extension Writer {
    /// Lets everything of one client belong to another. To be called with references deferred.
    func handOver(_ leaving: ID<Client>, to staying: ID<Client>, named name: String, _ change: RecordChange) throws {
        for column in clientColumns {
            if case .stays = column.treatment { continue }
            if case .joinsSame = column.treatment { try joinSame(column.table, leaving, staying, named: name, change) }
            let reach = column.reach.components(around: "{client}")
            try run(SQL(stringLiteral: "UPDATE \(column.table) SET \(column.column) = ") + "\(staying)" + SQL(stringLiteral: " WHERE \(reach.0)") + "\(leaving)" + SQL(stringLiteral: reach.1))
        }
        try tellAgain(ofMembersOf: staying, at: change.at)
    }

    private func joinSame(_ table: String, _ leaving: ID<Client>, _ staying: ID<Client>, named name: String, _ change: RecordChange) throws {
        switch table {
        case "roles": try joinRoles(leaving, staying, named: name)
        case "departments": try joinDepartments(leaving, staying, named: name)
        case "memberships": try joinMemberships(of: leaving, into: staying, change)
        case "client_managers": try dropDoubles(of: table, by: ["person_id"], leaving, staying)
        case "carts": try joinCarts(leaving, staying)
        case "kept_products": try dropDoubles(of: table, by: ["person_id", "kind", "product_id"], leaving, staying)
        case "awaited_products": try dropDoubles(of: table, by: ["person_id", "product_id"], leaving, staying)
        case "client_articles": try dropDoubles(of: table, by: ["code"], leaving, staying)
        default: break
        }
    }

    /// Takes away what the staying client has already.
    private func dropDoubles(of table: String, by keys: [String], _ leaving: ID<Client>, _ staying: ID<Client>) throws {
        let same = keys.map { "kept.\($0) = \(table).\($0)" }.joined(separator: " AND ")
        try run(SQL(stringLiteral: "DELETE FROM \(table) WHERE client_id = ") + "\(leaving)"
            + SQL(stringLiteral: " AND EXISTS (SELECT 1 FROM \(table) AS kept WHERE \(same) AND kept.client_id = ") + "\(staying))")
    }

    /// Roles of one name become one where they give the same rights; else the leaving client's takes its name along.
    private func joinRoles(_ leaving: ID<Client>, _ staying: ID<Client>, named name: String) throws {
        var taken = Set(try rows("SELECT name_folded FROM roles WHERE client_id \(in: [leaving, staying]) ORDER BY id LIMIT 10000").map { try $0.get("name_folded", as: String.self) })
        for row in try rows("""
            SELECT g.id, g.name, g.rights, k.id AS kept, k.rights AS kept_rights FROM roles AS g JOIN roles AS k ON k.name_folded = g.name_folded AND k.client_id = \(staying)
            WHERE g.client_id = \(leaving) ORDER BY g.id LIMIT 1000
            """)
        {
            let id: Int64 = try row.get("id")
            func rights(_ column: String) throws -> Set<Substring> { Set(try row.get(column, as: String.self).split(separator: " ")) }
            if try rights("rights") == rights("kept_rights") {
                try run("UPDATE memberships SET role_id = \(try row.get("kept", as: Int64.self)) WHERE role_id = \(id)")
                try run("DELETE FROM roles WHERE id = \(id)")
            } else {
                let first = "\(try row.get("name", as: String.self)) (\(name))"
                let free = ([first] + (2...100).map { "\(first) \($0)" }).first { taken.insert($0.folded).inserted } ?? "\(first) \(id)"
                try run("UPDATE roles SET name = \(free), name_folded = \(free.folded) WHERE id = \(id)")
                try renameInRecords(row.get("name"), to: free, at: leaving)
            }
        }
    }

    /// The ERP's records of people name roles: a role that is called otherwise now is still the one that they mean.
    private func renameInRecords(_ former: String, to name: String, at client: ID<Client>) throws {
        let named = try rows("""
            SELECT o.record_id, o.position, o.role FROM person_record_roles AS o JOIN person_records AS r ON r.id = o.record_id
            WHERE r.client_id = \(client) ORDER BY o.record_id, o.position LIMIT 100000
            """)
        for row in named where try row.get("role", as: String.self).folded == former.folded {
            let (record, position): (Int64, Int64) = (try row.get("record_id"), try row.get("position"))
            try run("UPDATE person_record_roles SET role = \(name) WHERE record_id = \(record) AND position = \(position)")
        }
    }

    /// Departments of one name become one; where the ERP tells of both, the leaving client's takes its name along.
    private func joinDepartments(_ leaving: ID<Client>, _ staying: ID<Client>, named name: String) throws {
        var taken = Set(try rows("SELECT name_folded FROM departments WHERE client_id \(in: [leaving, staying]) ORDER BY id LIMIT 20000").map { try $0.get("name_folded", as: String.self) })
        for row in try rows("""
            SELECT g.id, k.id AS kept, g.name, g.external_id, k.external_id AS kept_external_id FROM departments AS g JOIN departments AS k ON k.name_folded = g.name_folded AND k.client_id = \(staying)
            WHERE g.client_id = \(leaving) ORDER BY g.id LIMIT 10000
            """)
        {
            let (id, kept): (Int64, Int64) = (try row.get("id"), try row.get("kept"))
            let label: String? = try row.find("external_id")
            if label != nil, try row.find("kept_external_id", as: String.self) != nil {
                let first = "\(try row.get("name", as: String.self)) (\(name))"
                let free = ([first] + (2...100).map { "\(first) \($0)" }).first { taken.insert($0.folded).inserted } ?? "\(first) \(id)"
                try run("UPDATE departments SET name = \(free), name_folded = \(free.folded) WHERE id = \(id)")
                continue
            }
            try run("UPDATE memberships SET department_id = \(kept) WHERE department_id = \(id)")
            try run("UPDATE departments SET parent_id = \(kept) WHERE parent_id = \(id)")
            try run("DELETE FROM departments WHERE id = \(id)")
            if let label { try run("UPDATE departments SET external_id = \(label) WHERE id = \(kept)") }
        }
    }

    /// A person's two carts become one: of a product that lies in both the larger quantity stays.
    private func joinCarts(_ leaving: ID<Client>, _ staying: ID<Client>) throws {
        for row in try rows("""
            SELECT g.id, k.id AS kept FROM carts AS g JOIN carts AS k ON k.person_id = g.person_id AND k.client_id = \(staying)
            WHERE g.client_id = \(leaving) ORDER BY g.id LIMIT 10000 \(.forUpdate)
            """)
        {
            let (id, kept): (Int64, Int64) = (try row.get("id"), try row.get("kept"))
            try pour(cart: id, into: kept)
        }
    }
}

extension String {
    fileprivate func components(around mark: String) -> (String, String) {
        guard let range = ranges(of: mark).first else { return (self, "") }
        return (String(self[..<range.lowerBound]), String(self[range.upperBound...]))
    }
}
