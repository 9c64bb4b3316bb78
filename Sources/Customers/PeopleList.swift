package import Database
package import Kernel

/// A person as the one who manages people sees it.
package struct PersonRow: Sendable {
    package enum Status: String, Sendable { case active, invited, blocked }

    /// A membership: at which client, with which role.
    package struct Membership: Sendable {
        package let client: ClientCard
        /// As `RoleChoice` reads it.
        package let role: String
        /// The own role's name; nil for a built-in one.
        package let roleName: String?
        package let department: String?
        package let departmentID: Int64?
    }

    package let id: ID<Person>
    package let email: String
    package let name: String
    /// The staff role as `RoleChoice` reads it; nil for a client's person.
    package let staffRole: String?
    package let staffRoleName: String?
    /// Of a supplier's person: the supplier's name and the role there.
    package let supplier: (name: String, role: String)?
    package let status: Status
    package let hasSecondFactor: Bool
    package let signedInAt: Instant?
    /// Those that the viewer may know of.
    package let memberships: [Membership]
}

/// Which people a list shows.
package struct PeopleFilter: Sendable {
    package var text = ""
    /// Of staff: a client's external id.
    package var client: String?
    /// The house's own people alone.
    package var staffOnly = false

    package init() {}
}

/// By what a list of people goes; each has an index to go by.
package enum PeopleSorting: String, Sendable, CaseIterable {
    case name
    case nameDown = "-name"
    case email
    case emailDown = "-email"
}

/// Where a page of people ends: the name or the address of the last one, and his number.
package struct PeoplePosition: Sendable, Hashable {
    package let value: String
    package let person: ID<Person>

    package init(value: String, person: ID<Person>) {
        self.value = value
        self.person = person
    }
}

extension PeopleSorting {
    /// What a page that ends with this person ends at.
    package func position(of row: PersonRow) -> PeoplePosition { PeoplePosition(value: self == .name || self == .nameDown ? row.name : row.email, person: row.id) }

    fileprivate var columns: SQL {
        switch self {
        case .name: "p.name, p.id"
        case .nameDown: "p.name DESC, p.id DESC"
        case .email: "p.email, p.id"
        case .emailDown: "p.email DESC, p.id DESC"
        }
    }

    fileprivate func condition(after position: PeoplePosition) -> SQL {
        let (value, person) = (position.value, position.person)
        return switch self {
        case .name: " AND p.name >= \(value) AND (p.name > \(value) OR p.id > \(person))"
        case .nameDown: " AND p.name <= \(value) AND (p.name < \(value) OR p.id < \(person))"
        case .email: " AND p.email > \(value)"
        case .emailDown: " AND p.email < \(value)"
        }
    }
}

/// People that the viewer manages, by name: of his client, or all of them for the house's administrators.
/// - Parameter after: where the page before ended, in the same order.
package func people(
    _ filter: PeopleFilter, by sorting: PeopleSorting = .name, after: PeoplePosition? = nil, limit: Int, for viewer: Viewer, in reader: any Reader
) throws -> [PersonRow] {
    try viewer.demand(.managePeople)
    var condition: SQL = "p.erased_at IS NULL"
    if viewer.isStaff {
        condition = condition + " AND " + viewer.managesPerson
        if let client = filter.client {
            condition = condition + " AND p.id IN (SELECT m.person_id FROM memberships AS m WHERE m.client_id = \(SQL.client(client)) AND " + viewer.seesMembership + ")"
        }
        if filter.staffOnly { condition = condition + " AND p.staff_role IS NOT NULL" }
    } else {
        condition = condition + " AND p.id IN (SELECT m.person_id FROM memberships AS m WHERE m.client_id = \(try viewer.demandClient().id))"
    }
    let text = filter.text.trimmed
    if !text.isEmpty {
        // Addresses are stored folded. Names stand as they were written: they are looked for as typed and with a capital letter.
        let patterns = [text, text.prefix(1).uppercased() + text.dropFirst()].map { $0.likePattern }
        condition = condition + " AND (p.email LIKE \(text.folded.likePattern) ESCAPE '\\' OR p.name LIKE \(patterns[0]) ESCAPE '\\' OR p.name LIKE \(patterns[1]) ESCAPE '\\')"
    }
    if let after { condition = condition + sorting.condition(after: after) }
    return try reader.personRows(condition, by: sorting, limit: limit, for: viewer)
}

/// One person that the viewer manages; somebody of another client is not found.
package func person(_ id: ID<Person>, for viewer: Viewer, in reader: any Reader) throws -> PersonRow {
    _ = try reader.managed(id, for: viewer)
    guard let row = try reader.personRows("p.id = \(id)", by: .name, limit: 1, for: viewer).first else { throw Refusal.notFound }
    return row
}

/// Departments of the viewer's client or, for staff, of a named one; by name.
package func departments(of client: ID<Client>, in reader: any Reader) throws -> [(id: Int64, name: String)] {
    try reader.rows("SELECT id, name FROM departments WHERE client_id = \(client) ORDER BY name_folded LIMIT 500").map { (try $0.get("id"), try $0.get("name")) }
}

extension Reader {
    fileprivate func personRows(_ condition: SQL, by sorting: PeopleSorting, limit: Int, for viewer: Viewer) throws -> [PersonRow] {
        let found = try rows("""
            SELECT p.id, p.email, p.name, p.staff_role, p.role_id, r.name AS role_name, p.blocked, p.password_hash, p.signed_in_at, CASE WHEN \(SQL.hasSecondFactor) THEN 1 ELSE 0 END AS protected,
                v.name AS supplier, p.supplier_role
            FROM people AS p LEFT JOIN roles AS r ON r.id = p.role_id LEFT JOIN suppliers AS v ON v.id = p.supplier_id
            WHERE \(condition) ORDER BY \(sorting.columns) LIMIT \(max(1, min(limit, 1001)))
            """)
        let ids = try found.map { try $0.get("id", as: ID<Person>.self) }
        let own: SQL = viewer.isStaff ? viewer.seesMembership : "m.client_id = \(try viewer.demandClient().id)"
        var memberships: [ID<Person>: [PersonRow.Membership]] = [:]
        for row in try rows("""
            SELECT m.person_id, m.role, m.role_id, m.department_id, r.name AS role_name, d.name AS department, c.id, c.external_id, c.name
            FROM memberships AS m JOIN clients AS c ON c.id = m.client_id
            LEFT JOIN roles AS r ON r.id = m.role_id LEFT JOIN departments AS d ON d.id = m.department_id
            WHERE m.person_id \(in: ids) AND \(own) ORDER BY c.name_folded, c.id LIMIT 100000
            """)
        {
            memberships[try row.get("person_id"), default: []].append(PersonRow.Membership(
                client: ClientCard(id: try row.get("id"), externalID: try row.get("external_id"), name: try row.get("name")),
                role: try row.find("role_id", as: Int64.self).map { "own-\($0)" } ?? row.get("role"), roleName: try row.find("role_name"),
                department: try row.find("department"), departmentID: try row.find("department_id")))
        }
        return try found.map { row in
            let id: ID<Person> = try row.get("id")
            let invited = try row.find("password_hash", as: String.self) == nil
            return PersonRow(
                id: id, email: try row.get("email"), name: try row.get("name"),
                staffRole: try row.find("role_id", as: Int64.self).map { "own-\($0)" } ?? row.find("staff_role"), staffRoleName: try row.find("role_name"),
                supplier: try row.find("supplier", as: String.self).map { ($0, try row.get("supplier_role")) },
                status: try row.get("blocked") ? .blocked : invited ? .invited : .active, hasSecondFactor: try row.get("protected", as: Int64.self) == 1,
                signedInAt: try row.find("signed_in_at"), memberships: memberships[id] ?? [])
        }
    }
}

extension String {
    /// As a part of something for LIKE, with `\` as the escape.
    var likePattern: String { "%" + replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_") + "%" }
}
