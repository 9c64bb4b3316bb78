package import Database
import Journal
package import Kernel
package import Records

extension Writer {
    /// Whoever belongs to two clients that become one keeps one membership: with what both roles give together, the department of where he stays or else the other one, and of
    /// two limits of orders the smaller. To be called when roles, departments and records of people have gone over.
    package func joinMemberships(of leaving: ID<Client>, into staying: ID<Client>, _ change: RecordChange) throws {
        for row in try rows(twoMemberships("k.person_id = g.person_id AND k.client_id = \(staying)", "g.client_id = \(leaving)")) {
            let person: ID<Person> = try row.get("person_id")
            try run("DELETE FROM memberships WHERE person_id = \(person) AND client_id = \(leaving)")
            try keepJoined(row, of: person, at: staying, change)
        }
    }

    /// Two records of one person: where both belong to a client the kept one's membership becomes that of both, and where the other alone does it becomes his.
    func joinMemberships(of gone: ID<Person>, into kept: ID<Person>, _ change: RecordChange) throws {
        for row in try rows(twoMemberships("k.client_id = g.client_id AND k.person_id = \(kept)", "g.person_id = \(gone)")) {
            try keepJoined(row, of: kept, at: try row.get("client_id"), change)
        }
        try run("""
            INSERT INTO memberships (person_id, client_id, role, role_id, department_id, order_limit)
            SELECT \(kept), client_id, role, role_id, department_id, order_limit FROM memberships WHERE person_id = \(gone) ORDER BY client_id
            ON CONFLICT (person_id, client_id) DO NOTHING
            """)
    }

    /// Members who had been let go of their client before two clients, or two records of a person, became one: the ERP may tell of them again. What the records that were held
    /// call their roles is what these are by now, also of somebody blocked, whose records wait.
    package func tellAgain(ofMembersOf client: ID<Client>, at now: Instant) throws { try tellAgain("m.client_id = \(client)", now) }

    func tellAgain(of person: ID<Person>, at now: Instant) throws { try tellAgain("m.person_id = \(person)", now) }

    private func tellAgain(_ condition: SQL, _ now: Instant) throws {
        for row in try rows("""
            SELECT m.person_id, m.client_id, p.blocked FROM memberships AS m JOIN people AS p ON p.id = m.person_id
            WHERE \(condition)
                AND (EXISTS (SELECT 1 FROM people_let_go AS g WHERE g.person_id = m.person_id AND g.client_id = m.client_id)
                    OR EXISTS (SELECT 1 FROM person_records AS r WHERE r.person_id = m.person_id AND r.client_id = m.client_id AND r.held = 1))
            ORDER BY m.person_id, m.client_id LIMIT 10000
            """)
        {
            let (person, client): (ID<Person>, ID<Client>) = (try row.get("person_id"), try row.get("client_id"))
            try keepRecordRole(of: person, at: client, now)
            if try row.get("blocked") { continue }
            try forgetLetGo(person, of: client)
            try run("UPDATE person_records SET status = 'active', held = 0, updated_at = \(now) WHERE person_id = \(person) AND client_id = \(client) AND held = 1")
        }
    }

    /// Memberships `g` that go, each with the one `k` that it becomes a part of.
    private func twoMemberships(_ pair: SQL, _ going: SQL) -> SQL {
        """
        SELECT g.person_id, g.client_id, g.role, g.role_id, g.department_id, g.order_limit, a.name, a.rights, k.role AS kept_role, k.role_id AS kept_role_id,
            k.department_id AS kept_department_id, k.order_limit AS kept_order_limit, b.name AS kept_name, b.rights AS kept_rights
        FROM memberships AS g JOIN memberships AS k ON \(pair) LEFT JOIN roles AS a ON a.id = g.role_id LEFT JOIN roles AS b ON b.id = k.role_id
        WHERE \(going) ORDER BY g.person_id, g.client_id LIMIT 10000
        """
    }

    private func keepJoined(_ row: Row, of person: ID<Person>, at client: ID<Client>, _ change: RecordChange) throws {
        let (kept, gone) = (try namedRole(row, "kept_"), try namedRole(row, ""))
        let role = try roleGiving([kept, gone], at: client, change)
        let department: Int64? = try row.find("kept_department_id") ?? row.find("department_id")
        let limit = try [row.find("kept_order_limit", as: Int64.self), row.find("order_limit", as: Int64.self)].compactMap(\.self).min()
        try run("""
            UPDATE memberships SET role = \(role.word), role_id = \(role.ownID), department_id = \(department), order_limit = \(limit)
            WHERE person_id = \(person) AND client_id = \(client)
            """)
        // What the ERP has told of either no longer says what he may do.
        try keepRecordRole(of: person, at: client, change.at)
        guard role.ownID != kept.choice.ownID || role.word != kept.choice.word else { return }
        try record(JournalEntry("people", "role_changed", ids: [person.rawValue], client: client, by: change.actor, ["role": .string(role.key)]), at: change.at)
    }

    /// A role of two in a row: its columns begin with `prefix`.
    private func namedRole(_ row: Row, _ prefix: String) throws -> NamedRole {
        let word: String = try row.get("\(prefix)role")
        guard let id: Int64 = try row.find("\(prefix)role_id") else {
            return NamedRole(name: word, choice: RoleChoice(word: word, ownID: nil, rights: ClientRole(rawValue: word)?.rights ?? []))
        }
        let rights = OwnRole.parse(try row.find("\(prefix)rights") ?? "")
        return NamedRole(name: try row.find("\(prefix)name") ?? word, choice: RoleChoice(word: word, ownID: id, rights: rights))
    }

    /// The role of a client that gives what several give together: the first that gives all of it, else one of the client's own of just these rights, which is made if there is
    /// none.
    func roleGiving(_ roles: [NamedRole], at client: ID<Client>, _ change: RecordChange) throws -> RoleChoice {
        // Everybody sees the catalogue, whether his role says so or not.
        let rights = roles.reduce(into: Set<Right>()) { $0.formUnion($1.choice.rights) }.subtracting([.seeCatalog])
        if let whole = roles.first(where: { rights.isSubset(of: $0.choice.rights) }) { return whole.choice }
        let wanted = rights.intersection(OwnRole.ofClients)
        if let same = try ownRoles(of: client).first(where: { $0.rights == wanted }) { return RoleChoice(word: ClientRole.buyer.rawValue, ownID: same.id, rights: wanted) }
        let first = String(roles.map(\.name).joined(separator: " + ").prefix(90))
        let taken = Set(try roleNames(ofClients: [client.rawValue]).values.flatMap(\.keys))
        let name = ([first] + (2...100).map { "\(first) \($0)" }).first { !taken.contains($0.folded) } ?? first
        guard let id: Int64 = try rows("""
            INSERT INTO roles (client_id, name, name_folded, rights, updated_at) VALUES (\(client), \(name), \(name.folded), \(OwnRole.text(wanted)), \(change.at)) RETURNING id
            """).first?.get("id")
        else { throw RoleChoice.unknown(name) }
        let details: JSON = ["name": .string(name), "rights": .string(OwnRole.text(wanted))]
        try record(JournalEntry("roles", "saved", ids: [id], client: client, by: change.actor, details), at: change.at)
        return RoleChoice(word: ClientRole.buyer.rawValue, ownID: id, rights: wanted)
    }
}

/// A role with the name under which it is known: the word of a built-in one.
struct NamedRole {
    let name: String
    let choice: RoleChoice
}
