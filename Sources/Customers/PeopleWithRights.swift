package import Database
package import Kernel

/// One of a client's people, to be written to.
package struct ClientPerson: Sendable {
    package let id: ID<Person>
    package let email: String
    package let name: String
}

extension Reader {
    /// The staff who have a right and can sign in, by number. One query.
    package func staff(with right: Right) throws -> [ID<Person>] {
        try rows("""
            SELECT p.id, p.staff_role, p.role_id, r.rights FROM people AS p LEFT JOIN roles AS r ON r.id = p.role_id AND r.client_id IS NULL
            WHERE p.staff_role IS NOT NULL AND p.blocked = 0 AND p.erased_at IS NULL AND p.password_hash IS NOT NULL ORDER BY p.id LIMIT 1000
            """).compactMap { row in
                let own = try row.find("role_id", as: Int64.self) != nil
                let rights = own ? OwnRole.parse(try row.find("rights") ?? "") : StaffRole(rawValue: try row.get("staff_role"))?.rights ?? []
                return rights.contains(right) ? try row.get("id") : nil
            }
    }

    /// The client's people who have all of these rights and can sign in, by number. One query.
    package func people(of client: ID<Client>, with wanted: Set<Right>) throws -> [ClientPerson] {
        try rows("""
            SELECT p.id, p.email, p.name, m.role, m.role_id, r.rights FROM memberships AS m JOIN people AS p ON p.id = m.person_id
            LEFT JOIN roles AS r ON r.id = m.role_id AND r.client_id = m.client_id
            WHERE m.client_id = \(client) AND p.blocked = 0 AND p.erased_at IS NULL AND p.password_hash IS NOT NULL ORDER BY p.id LIMIT 10000
            """).compactMap { row in
                let rights = try row.find("role_id", as: Int64.self) == nil ? ClientRole(rawValue: try row.get("role"))?.rights ?? [] : OwnRole.parse(try row.find("rights") ?? "")
                return wanted.isSubset(of: rights) ? ClientPerson(id: try row.get("id"), email: try row.get("email"), name: try row.get("name")) : nil
            }
    }
}
