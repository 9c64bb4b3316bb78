package import Database
import Jobs
import Journal
package import Kernel

/// One of a supplier's people.
package struct SupplierPerson: Sendable {
    package let id: ID<Person>
    package let email: String
    package let name: String
    package let role: SupplierRole
    package let status: PersonRow.Status
    package let signedInAt: Instant?
}

/// The people of a supplier, by name: of any for staff who manage suppliers, of the own one for its administrators. At most 500.
package func people(of supplier: ID<Supplier>?, for viewer: Viewer, in reader: any Reader) throws -> [SupplierPerson] {
    let supplier = try reader.colleagues(supplier, for: viewer)
    return try reader.rows("""
        SELECT id, email, name, supplier_role, blocked, password_hash, signed_in_at FROM people
        WHERE supplier_id = \(supplier) AND erased_at IS NULL ORDER BY name, id LIMIT 500
        """).map { row in
            let isInvited = try row.find("password_hash", as: String.self) == nil
            return SupplierPerson(
                id: try row.get("id"), email: try row.get("email"), name: try row.get("name"), role: SupplierRole(rawValue: try row.get("supplier_role")) ?? .employee,
                status: try row.get("blocked") ? .blocked : isInvited ? .invited : .active, signedInAt: try row.find("signed_in_at"))
        }
}

/// Invites somebody to a supplier by mail; `role` is a word of `SupplierRole`. An address that anybody has already is refused: a supplier's person
/// belongs to that supplier alone.
package func inviteToSupplier(_ invitation: Invitation, supplier: ID<Supplier>?, for viewer: Viewer, at now: Instant, in writer: any Writer) throws -> ID<Person> {
    let supplier = try writer.colleagues(supplier, for: viewer)
    let email = try checkedEmail(invitation.email)
    let name = invitation.name.trimmed
    guard !name.isEmpty, name.count <= 200 else { throw Refusal(.validation, "name_required", problems: [Refusal.Problem("/name", .validation, "name_required")]) }
    guard let role = SupplierRole(rawValue: invitation.role) else { throw RoleChoice.unknown(invitation.role) }
    guard let id: ID<Person> = try writer.rows("""
        INSERT INTO people (email, name, supplier_id, supplier_role, language, created_at)
        VALUES (\(email), \(name), \(supplier), \(role.rawValue), \(invitation.language == "en" ? "en" : "ru"), \(now)) ON CONFLICT (email) DO NOTHING RETURNING id
        """).first?.get("id")
    else { throw emailTaken(email) }
    try writer.enqueue(Letter.invitation(id).job(), at: now)
    try writer.record(
        JournalEntry("people", "invited", ids: [id.rawValue], by: viewer.actor, ["role": .string(role.rawValue), "supplier": .number(String(supplier.rawValue))]), at: now)
    return id
}

/// The same by a supplier's own administrator. Taken addresses are counted, so that this is no way to find out whom the portal knows: after ten within 15 minutes
/// he has to wait.
package func inviteColleague(_ invitation: Invitation, for viewer: Viewer, at now: Instant, in database: any Database) async throws -> ID<Person> {
    let person = try viewer.demandPerson()
    let supplier = try viewer.demandSupplier().id
    let subject = Secret.digest("invite|\(person.rawValue)")
    let outcome = try await database.write { writer -> Result<ID<Person>, Refusal> in
        if try writer.hasFailed(subject, times: 10, at: now) { return .failure(Refusal(.tooManyRequests, "too_many_requests_here")) }
        do { return .success(try inviteToSupplier(invitation, supplier: nil, for: viewer, at: now, in: writer)) } catch let refusal as Refusal where refusal.reason == "email_taken" {
            try writer.countFailure(subject, at: now)
            try writer.record(JournalEntry("people", "invitation_refused", ids: [], by: viewer.actor, ["supplier": .number(String(supplier.rawValue))]), at: now)
            return .failure(refusal)
        }
    }
    return try outcome.get()
}

/// What is done to one of a supplier's people.
package enum ColleagueAction: Sendable {
    /// Sends the invitation once more.
    case invitesAgain
    case givesRole(String)
    /// Lets the person in no more; sessions and links end at once.
    case blocks
    /// Of the house's administrators alone: whom they have blocked nobody else releases.
    case releases
}

/// Does it; somebody of another supplier is not found.
package func act(_ action: ColleagueAction, on person: ID<Person>, supplier: ID<Supplier>?, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let supplier = try writer.colleagues(supplier, for: viewer)
    guard let row = try writer.row("SELECT password_hash, blocked FROM people WHERE id = \(person) AND supplier_id = \(supplier) AND erased_at IS NULL \(.forUpdate)") else {
        throw Refusal.notFound
    }
    guard viewer.identity != .person(person) else { throw Refusal(.forbidden, "not_yourself") }
    let entry: String
    var details: JSONObject = ["supplier": .number(String(supplier.rawValue))]
    switch action {
    case .invitesAgain:
        guard try row.find("password_hash", as: String.self) == nil, try !row.get("blocked", as: Bool.self) else { throw Refusal(.validation, "invitation_accepted") }
        try writer.enqueue(Letter.invitation(person).job(), at: now)
        entry = "invited"
    case .givesRole(let word):
        guard let role = SupplierRole(rawValue: word) else { throw RoleChoice.unknown(word) }
        try writer.run("UPDATE people SET supplier_role = \(role.rawValue) WHERE id = \(person)")
        entry = "role_changed"
        details["role"] = .string(role.rawValue)
    case .blocks:
        try writer.run("UPDATE people SET blocked = 1 WHERE id = \(person)")
        try writer.endAccess(of: person)
        entry = "blocked"
    case .releases:
        guard viewer.isStaff else { throw Refusal(.forbidden) }
        try viewer.demand(.managePeople)
        try writer.run("UPDATE people SET blocked = 0 WHERE id = \(person)")
        entry = "released"
    }
    try writer.record(JournalEntry("people", entry, ids: [person.rawValue], by: viewer.actor, .object(details)), at: now)
}

extension Reader {
    /// Whose people the viewer manages: of staff those of the named supplier, of a supplier's administrator his own.
    fileprivate func colleagues(_ supplier: ID<Supplier>?, for viewer: Viewer) throws -> ID<Supplier> {
        guard viewer.isStaff else {
            let own = try viewer.demandSupplier().id
            try viewer.demand(.manageColleagues)
            return own
        }
        try viewer.demand(.manageSuppliers)
        guard let supplier, try row("SELECT 1 AS found FROM suppliers WHERE id = \(supplier)") != nil else { throw Refusal.notFound }
        return supplier
    }
}
