package import Database
package import Kernel

/// A client as its own people see it: who it is, what binds it, where goods go, whom to call.
package struct OwnCompany: Sendable {
    package struct Department: Sendable {
        package let name: String
        package let address: String?
        /// How many departments stand above it.
        package let depth: Int
        /// The viewer's own.
        package let isOwn: Bool
    }

    /// Somebody at the distributor's who looks after the client.
    package struct Contact: Sendable {
        package let name: String
        /// Nil for a name that nobody on the staff has.
        package let email: String?
        /// In whose place, for today.
        package let standsInFor: String?
    }

    package let name: String
    package let externalID: String
    package let contacts: [Contact]
    package let entities: [ClientProfile.Entity]
    package let contracts: [ClientProfile.Contract]
    package let sites: [ClientProfile.Site]
    package let departments: [Department]
}

/// The company in whose name the viewer is here. A client's people alone; staff have the client's page.
package func ownCompany(for viewer: Viewer, at now: Instant, in reader: any Reader) throws -> OwnCompany {
    let person = try viewer.demandPerson()
    guard !viewer.isStaff, let client = viewer.client else { throw Refusal.notFound }
    return OwnCompany(
        name: client.name, externalID: client.externalID, contacts: try reader.contacts(of: client.id, on: Day.ofHouse(at: now)), entities: try reader.entities(of: client.id),
        contracts: try reader.contracts(of: client.id), sites: try reader.sites(of: client.id), departments: try reader.departmentTree(of: client.id, person))
}

extension Reader {
    /// Whom the ERP names and to whom the client was given, each with who stands in for him today; one who cannot work himself stands in for nobody, and there is the manager.
    fileprivate func contacts(of client: ID<Client>, on today: Day) throws -> [OwnCompany.Contact] {
        let found = try rows("""
            SELECT p.id, p.name, p.email, o.name AS absent
            FROM (SELECT g.person_id FROM client_managers AS g WHERE g.client_id = \(client)
                UNION SELECT m.id FROM clients AS c JOIN people AS m ON m.name = c.manager AND m.staff_role IS NOT NULL WHERE c.id = \(client)) AS k
            JOIN people AS o ON o.id = k.person_id
            LEFT JOIN (SELECT i.person_id, i.substitute_id FROM substitutes AS i JOIN people AS s ON s.id = i.substitute_id AND s.blocked = 0 AND s.erased_at IS NULL
                WHERE i.from_day <= \(today) AND i.to_day >= \(today)) AS i ON i.person_id = k.person_id
            JOIN people AS p ON p.id = COALESCE(i.substitute_id, k.person_id)
            WHERE p.blocked = 0 AND p.erased_at IS NULL ORDER BY o.name, p.name, p.id LIMIT 20
            """).map { row -> OwnCompany.Contact in
                let (name, absent): (String, String) = (try row.get("name"), try row.get("absent"))
                return OwnCompany.Contact(name: name, email: try row.get("email"), standsInFor: absent == name ? nil : absent)
            }
        guard found.isEmpty else { return found }
        // Of the name alone, who is blocked is not told of either.
        let named: String? = try row("""
            SELECT manager FROM clients WHERE id = \(client) AND NOT EXISTS (SELECT 1 FROM people AS m WHERE m.name = clients.manager AND m.staff_role IS NOT NULL)
            """)?.find("manager")
        return named.flatMap { $0.isEmpty ? nil : [OwnCompany.Contact(name: $0, email: nil, standsInFor: nil)] } ?? []
    }

    /// Departments by name, each below the one that it belongs to.
    fileprivate func departmentTree(of client: ID<Client>, _ person: ID<Person>) throws -> [OwnCompany.Department] {
        let own: Int64? = try row("SELECT department_id FROM memberships WHERE person_id = \(person) AND client_id = \(client)")?.find("department_id")
        let found = try rows("SELECT id, parent_id, name, address FROM departments WHERE client_id = \(client) ORDER BY name_folded, id LIMIT 500").map { row in
            (id: try row.get("id", as: Int64.self), parent: try row.find("parent_id", as: Int64.self), name: try row.get("name", as: String.self), address: try row.find("address", as: String.self))
        }
        let known = Set(found.map(\.id))
        let below = Dictionary(grouping: found) { one in one.parent.flatMap { known.contains($0) ? $0 : nil } ?? 0 }
        var tree: [OwnCompany.Department] = []
        var seen: Set<Int64> = []
        var waiting = (below[0] ?? []).reversed().map { (one: $0, depth: 0) }
        while let (one, depth) = waiting.popLast() {
            guard seen.insert(one.id).inserted else { continue }
            tree.append(OwnCompany.Department(name: one.name, address: one.address, depth: min(depth, 5), isOwn: one.id == own))
            waiting += (below[one.id] ?? []).reversed().map { ($0, depth + 1) }
        }
        return tree
    }
}
