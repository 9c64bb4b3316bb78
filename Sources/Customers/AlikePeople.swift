package import Database
package import Kernel

/// Somebody of a client's people who may be on record twice.
package struct AlikePerson: Sendable, Hashable {
    package let id: ID<Person>
    package let name: String
    package let email: String
    /// The last ten digits; nil where no number is known.
    let phone: String?

    /// The same name, or the same telephone.
    func isLike(_ other: AlikePerson) -> Bool { id != other.id && (name.folded == other.name.folded || phone != nil && phone == other.phone) }
}

/// Who may be the same person, on record once more at one of his clients: for staff who manage both; at most 20.
package func peopleLike(_ person: ID<Person>, for viewer: Viewer, in reader: any Reader) throws -> [AlikePerson] {
    guard viewer.isStaff, viewer.rights.contains(.managePeople) else { return [] }
    let people = try reader.clientPeople("""
        p.id IN (SELECT o.person_id FROM memberships AS o
            WHERE o.client_id IN (SELECT m.client_id FROM memberships AS m WHERE m.person_id = \(person) AND \(viewer.seesMembership)))
        """)
    guard let own = people.first(where: { $0.id == person }) else { return [] }
    return Array(people.filter(own.isLike).prefix(20))
}

/// Pairs who may be one person, of two clients: one of each; at most 20.
package func alikePeople(of one: ID<Client>, and other: ID<Client>, in reader: any Reader) throws -> [(AlikePerson, AlikePerson)] {
    let (first, second) = (try reader.people(of: one), try reader.people(of: other))
    let byName = Dictionary(grouping: second) { $0.name.folded }
    let byPhone = Dictionary(grouping: second.filter { $0.phone != nil }) { $0.phone ?? "" }
    var pairs: [(AlikePerson, AlikePerson)] = []
    for person in first where pairs.count < 20 {
        let alike = Set((byName[person.name.folded] ?? []) + (person.phone.flatMap { byPhone[$0] } ?? [])).filter(person.isLike)
        pairs += alike.sorted { $0.id < $1.id }.map { (person, $0) }
    }
    return Array(pairs.prefix(20))
}

extension Reader {
    fileprivate func people(of client: ID<Client>) throws -> [AlikePerson] { try clientPeople("p.id IN (SELECT m.person_id FROM memberships AS m WHERE m.client_id = \(client))") }

    fileprivate func clientPeople(_ condition: SQL) throws -> [AlikePerson] {
        try rows("""
            SELECT p.id, p.name, p.email, (SELECT MIN(r.phone) FROM person_records AS r WHERE r.person_id = p.id) AS phone
            FROM people AS p WHERE p.staff_role IS NULL AND p.supplier_id IS NULL AND p.erased_at IS NULL AND \(condition) ORDER BY p.name, p.id LIMIT 2000
            """).map { row in
            let digits = (try row.find("phone", as: String.self) ?? "").filter { $0.isASCII && $0.isNumber }
            return AlikePerson(id: try row.get("id"), name: try row.get("name"), email: try row.get("email"), phone: digits.count < 10 ? nil : String(digits.suffix(10)))
        }
    }
}
