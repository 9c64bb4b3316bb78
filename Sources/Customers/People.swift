package import Database
package import Journal
package import Kernel

/// What a new person needs. Either a role of the distributor's staff, or a client or a supplier with a role there.
package struct NewPerson: Sendable {
    package let email: String
    package let name: String
    package let role: String
    package let clientExternalID: String?
    package let supplierExternalID: String?
    /// Already hashed by `Password.hash`.
    package let passwordHash: String

    package init(email: String, name: String, role: String, clientExternalID: String?, supplierExternalID: String? = nil, passwordHash: String) {
        self.email = email
        self.name = name
        self.role = role
        self.clientExternalID = clientExternalID
        self.supplierExternalID = supplierExternalID
        self.passwordHash = passwordHash
    }
}

/// Creates a person who can sign in. Refuses a taken or impossible address, an unknown role, client or supplier.
package func createPerson(_ person: NewPerson, by actor: Actor, at now: Instant, in writer: any Writer) throws -> ID<Person> {
    let email = try checkedEmail(person.email)
    guard !person.name.trimmed.isEmpty else { throw Refusal(.validation, "name_required") }
    let staffRole: StaffRole?
    var membership: (client: ID<Client>, role: ClientRole)?
    var place: (supplier: ID<Supplier>, role: SupplierRole)?
    if let externalID = person.supplierExternalID {
        guard let role = SupplierRole(rawValue: person.role) else { throw unknownRole(person.role, SupplierRole.allCases.map(\.rawValue)) }
        guard let supplier: ID<Supplier> = try writer.row("SELECT id FROM suppliers WHERE external_id = \(externalID)")?.get("id") else {
            throw Refusal(.notFound, "unknown_supplier", ["value": .text(externalID)])
        }
        place = (supplier, role)
        staffRole = nil
    } else if let externalID = person.clientExternalID {
        guard let role = ClientRole(rawValue: person.role) else { throw unknownRole(person.role, ClientRole.allCases.map(\.rawValue)) }
        guard let client: ID<Client> = try writer.row("SELECT id FROM clients WHERE id = \(SQL.client(externalID))")?.get("id") else {
            throw Refusal(.notFound, "unknown_client", ["value": .text(externalID)])
        }
        membership = (client, role)
        staffRole = nil
    } else {
        staffRole = StaffRole(rawValue: person.role)
        if staffRole == nil { throw unknownRole(person.role, StaffRole.allCases.map(\.rawValue)) }
    }
    guard let id: ID<Person> = try writer.rows("""
        INSERT INTO people (email, name, staff_role, supplier_id, supplier_role, password_hash, created_at)
        VALUES (\(email), \(person.name.trimmed), \(staffRole?.rawValue), \(place?.supplier), \(place?.role.rawValue), \(person.passwordHash), \(now))
        ON CONFLICT (email) DO NOTHING RETURNING id
        """).first?.get("id")
    else { throw Refusal(.validation, "email_taken", ["value": .text(email)]) }
    if let (client, role) = membership {
        try writer.run("INSERT INTO memberships (person_id, client_id, role) VALUES (\(id), \(client), \(role.rawValue))")
    }
    try writer.record(JournalEntry("people", "created", ids: [id.rawValue], client: membership?.client, by: actor), at: now)
    return id
}

/// Sets a password and ends all of the person's sessions. Refuses an unknown address.
package func setPassword(email: String, passwordHash: String, by actor: Actor, at now: Instant, in writer: any Writer) throws {
    guard let id: ID<Person> = try writer.rows("UPDATE people SET password_hash = \(passwordHash) WHERE email = \(email.folded) RETURNING id").first?.get("id")
    else { throw Refusal(.notFound, "unknown_person", ["value": .text(email)]) }
    try writer.run("DELETE FROM sessions WHERE person_id = \(id)")
    try writer.record(JournalEntry("people", "password_set", ids: [id.rawValue], by: actor), at: now)
}

/// A person in a list.
package struct PersonCard: Sendable {
    package let email: String
    package let name: String
    /// The staff role, or the role at the client.
    package let role: String
    package let client: String?
    package let blocked: Bool
}

/// Everybody who can sign in, by address; at most 10,000.
package func people(in reader: any Reader) throws -> [PersonCard] {
    try reader.rows("""
        SELECT p.email, p.name, COALESCE(p.staff_role, m.role, '') AS role, c.external_id AS client, p.blocked
        FROM people AS p
        LEFT JOIN memberships AS m ON m.person_id = p.id
        LEFT JOIN clients AS c ON c.id = m.client_id
        ORDER BY p.email, c.id
        LIMIT 10000
        """).map { row in
            PersonCard(email: try row.get("email"), name: try row.get("name"), role: try row.get("role"), client: try row.find("client"), blocked: try row.get("blocked"))
        }
}

private func unknownRole(_ role: String, _ allowed: [String]) -> Refusal {
    Refusal(.validation, "unknown_role", ["value": .text(String(role.prefix(60))), "allowed": .text(allowed.joined(separator: ", "))])
}
