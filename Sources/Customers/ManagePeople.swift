package import Database
import Jobs
import Journal
package import Kernel

/// Whom to invite: to a client, or with nil into the house's staff.
package struct Invitation: Sendable {
    package var email = ""
    package var name = ""
    /// As `RoleChoice` reads it.
    package var role = ""
    package var department: Int64?
    /// Of staff: the client's external id. A client's own administrator invites to his client alone.
    package var client: String?
    package var language = "ru"

    package init() {}
}

/// Invites somebody by mail; a person who signs in for other clients already is added to this one.
/// - Returns: the person's number.
package func invitePerson(_ invitation: Invitation, for viewer: Viewer, at now: Instant, in writer: any Writer) throws -> ID<Person> {
    try viewer.demand(.managePeople)
    let email = try checkedEmail(invitation.email)
    let name = invitation.name.trimmed
    guard !name.isEmpty, name.count <= 200 else { throw Refusal(.validation, "name_required", problems: [Refusal.Problem("/name", .validation, "name_required")]) }
    let client = try writer.peopleClient(invitation.client, for: viewer)
    let role = try writer.roleChoice(invitation.role, of: client)
    try viewer.mayGive(role, to: client)
    try writer.checkDepartment(invitation.department, of: client)
    let known = try writer.row("SELECT id, staff_role, supplier_id, erased_at FROM people WHERE email = \(email)")
    var id: ID<Person>? = try known?.get("id")
    let isAnothers = try known?.find("staff_role", as: String.self) != nil || known?.find("supplier_id", as: Int64.self) != nil
    if let id, let client, !isAnothers {
        let isMember = try writer.row("SELECT 1 AS found FROM memberships WHERE person_id = \(id) AND client_id = \(client)") != nil
        guard !isMember else { throw emailTaken(email) }
    } else if id != nil { throw emailTaken(email) }
    if id == nil {
        id = try writer.rows("""
            INSERT INTO people (email, name, staff_role, role_id, language, created_at)
            VALUES (\(email), \(name), \(client == nil ? role.word : nil), \(client == nil ? role.ownID : nil), \(invitation.language == "en" ? "en" : "ru"), \(now))
            ON CONFLICT (email) DO NOTHING RETURNING id
            """).first?.get("id")
    }
    guard let id else { throw emailTaken(email) }
    if let client {
        try writer.run("""
            INSERT INTO memberships (person_id, client_id, role, role_id, department_id) VALUES (\(id), \(client), \(role.word), \(role.ownID), \(invitation.department))
            """)
        try writer.forgetLetGo(id, of: client)
        // Who was let go and is asked back is the ERP's to tell of again.
        try writer.run("UPDATE person_records SET status = 'active', held = 0, updated_at = \(now) WHERE person_id = \(id) AND client_id = \(client) AND held = 1")
        try writer.keepRecordRole(of: id, at: client, now)
    }
    try writer.enqueue(Letter.invitation(id).job(), at: now)
    try writer.record(JournalEntry("people", "invited", ids: [id.rawValue], client: client, by: viewer.actor, ["role": .string(invitation.role)]), at: now)
    return id
}

/// Sends the invitation once more; the link sent before ends.
package func inviteAgain(_ person: ID<Person>, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let client = try writer.managed(person, for: viewer)
    guard try writer.row("SELECT 1 AS found FROM people WHERE id = \(person) AND password_hash IS NULL AND blocked = 0") != nil else { throw Refusal(.validation, "invitation_accepted") }
    try writer.enqueue(Letter.invitation(person).job(), at: now)
    try writer.record(JournalEntry("people", "invited", ids: [person.rawValue], client: client, by: viewer.actor), at: now)
}

/// Changes a person's role and department at the viewer's client, or the role of one of the staff; it holds from the next request on.
package func changeRole(of person: ID<Person>, to key: String, department: Int64?, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let client = try writer.managed(person, for: viewer)
    guard viewer.identity != .person(person) else { throw Refusal(.forbidden, "not_yourself") }
    let isSuppliers = try writer.row("SELECT 1 AS found FROM people WHERE id = \(person) AND supplier_id IS NOT NULL") != nil
    if isSuppliers { throw Refusal(.validation, "person_of_supplier", problems: [Refusal.Problem("/role", .validation, "person_of_supplier")]) }
    let role = try writer.roleChoice(key, of: client)
    try viewer.mayGive(role, to: client)
    try viewer.mayGive(try writer.roleChoice(try writer.roleKey(of: person, at: client), of: client), to: client)
    try writer.checkDepartment(department, of: client)
    if let client {
        try writer.run("""
            UPDATE memberships SET role = \(role.word), role_id = \(role.ownID), department_id = \(department) WHERE person_id = \(person) AND client_id = \(client)
            """)
        try writer.keepRecordRole(of: person, at: client, now)
    } else {
        try writer.run("UPDATE people SET staff_role = \(role.word), role_id = \(role.ownID) WHERE id = \(person)")
    }
    try writer.record(JournalEntry("people", "role_changed", ids: [person.rawValue], client: client, by: viewer.actor, ["role": .string(key)]), at: now)
}

/// Somebody leaves a client: the membership ends and with it every session in the client's name; orders keep the name. Whoever belongs nowhere any
/// more cannot sign in.
package func leaveClient(_ person: ID<Person>, client externalID: String?, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demand(.managePeople)
    guard viewer.identity != .person(person) else { throw Refusal(.forbidden, "not_yourself") }
    guard let client = try writer.peopleClient(externalID, for: viewer) else { throw Refusal.notFound }
    guard try writer.row("SELECT 1 AS found FROM memberships WHERE person_id = \(person) AND client_id = \(client)") != nil else { throw Refusal.notFound }
    try viewer.mayGive(try writer.roleChoice(try writer.roleKey(of: person, at: client), of: client), to: client)
    try writer.endMembership(of: person, at: client)
    try writer.holdRecords(true, of: person, at: client, now)
    try writer.noteLetGo(person, of: client, at: now)
    try writer.record(JournalEntry("people", "left", ids: [person.rawValue], client: client, by: viewer.actor), at: now)
}

/// Blocks a person everywhere, or lets it in again: of the house's administrators alone, and nobody who may do more than the viewer. Sessions, links and waiting invitations
/// end at once.
package func setBlocked(_ blocked: Bool, _ person: ID<Person>, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    guard viewer.isStaff else { throw Refusal.notFound }
    _ = try writer.managed(person, for: viewer)
    try writer.demandAll(of: person, for: viewer)
    guard viewer.identity != .person(person) else { throw Refusal(.forbidden, "not_yourself") }
    let role = try writer.roleKey(of: person, at: nil)
    if !role.isEmpty { try viewer.mayGive(try writer.roleChoice(role, of: nil), to: nil) }
    try writer.run("UPDATE people SET blocked = \(blocked), blocked_by_erp = 0 WHERE id = \(person) AND erased_at IS NULL")
    try writer.holdRecords(blocked, of: person, at: nil, now)
    if blocked { try writer.endAccess(of: person) }
    try writer.record(JournalEntry("people", blocked ? "blocked" : "released", ids: [person.rawValue], by: viewer.actor), at: now)
}

/// Takes the second factor off somebody who has lost it: of the house's administrators alone. The person is told by mail.
package func resetSecondFactor(of person: ID<Person>, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    guard viewer.isStaff else { throw Refusal.notFound }
    _ = try writer.managed(person, for: viewer)
    try writer.demandAll(of: person, for: viewer)
    guard viewer.identity != .person(person) else { throw Refusal(.forbidden, "not_yourself") }
    try writer.clearSecondFactor(of: person)
    try writer.run("DELETE FROM sessions WHERE person_id = \(person)")
    try writer.enqueue(Letter.secondFactorChanged(person, isOn: false).job(), at: now)
    try writer.record(JournalEntry("people", "second_factor_off", ids: [person.rawValue], by: viewer.actor), at: now)
}

/// Ends all sessions of somebody the viewer manages.
package func endSessions(of person: ID<Person>, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    guard viewer.isStaff else { throw Refusal.notFound }
    let client = try writer.managed(person, for: viewer)
    try writer.demandAll(of: person, for: viewer)
    try writer.run("DELETE FROM sessions WHERE person_id = \(person)")
    try writer.record(JournalEntry("people", "signed_out", ids: [person.rawValue], client: client, by: viewer.actor), at: now)
}

/// A department of the viewer's client.
package func addDepartment(_ name: String, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demand(.managePeople)
    let client = try viewer.demandClient()
    let name = name.trimmed
    guard !name.isEmpty, name.count <= 100 else { throw Refusal(.validation, "name_required", problems: [Refusal.Problem("/department", .validation, "name_required")]) }
    let made = try writer.run("""
        INSERT INTO departments (client_id, name, name_folded, updated_at) VALUES (\(client.id), \(name), \(name.folded), \(now)) ON CONFLICT (client_id, name_folded) DO NOTHING
        """)
    guard made == 1 else { throw Refusal(.validation, "name_taken", ["value": .text(name)], problems: [Refusal.Problem("/department", .validation, "name_taken", ["value": .text(name)])]) }
    try writer.record(JournalEntry("departments", "saved", ids: [], client: client.id, by: viewer.actor, ["name": .string(name)]), at: now)
}

/// Gives a department of the viewer's client another name.
package func renameDepartment(_ id: Int64, to name: String, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let (client, former) = try writer.ownDepartment(id, viewer)
    let name = name.trimmed
    let field = "/department-\(id)"
    guard !name.isEmpty, name.count <= 100 else { throw Refusal(.validation, "name_required", problems: [Refusal.Problem(field, .validation, "name_required")]) }
    guard try writer.row("SELECT 1 AS found FROM departments WHERE client_id = \(client) AND name_folded = \(name.folded) AND id <> \(id)") == nil else {
        throw Refusal(.validation, "name_taken", ["value": .text(name)], problems: [Refusal.Problem(field, .validation, "name_taken", ["value": .text(name)])])
    }
    try writer.run("UPDATE departments SET name = \(name), name_folded = \(name.folded), updated_at = \(now) WHERE id = \(id)")
    try writer.record(JournalEntry("departments", "saved", ids: [id], client: client, by: viewer.actor, ["name": .string(name), "former": .string(former)]), at: now)
}

/// Takes a department of the viewer's client away; its people stay, without one.
package func removeDepartment(_ id: Int64, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let (client, name) = try writer.ownDepartment(id, viewer)
    try writer.run("UPDATE memberships SET department_id = NULL WHERE department_id = \(id) AND client_id = \(client)")
    // Those below it stand where it stood.
    try writer.run("UPDATE departments SET parent_id = (SELECT d.parent_id FROM departments AS d WHERE d.id = \(id)), updated_at = \(now) WHERE parent_id = \(id)")
    try writer.run("DELETE FROM departments WHERE id = \(id)")
    try writer.record(JournalEntry("departments", "removed", ids: [id], client: client, by: viewer.actor, ["name": .string(name)]), at: now)
}

func emailTaken(_ email: String) -> Refusal {
    Refusal(.validation, "email_taken", ["value": .text(email)], problems: [Refusal.Problem("/email", .validation, "email_taken", ["value": .text(email)])])
}

/// The address as it is kept. Refuses what is none.
func checkedEmail(_ text: String) throws -> String {
    let email = text.folded
    let parts = email.split(separator: "@", omittingEmptySubsequences: false)
    let isPlain = email.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F && !"<>,;:\"\\()[]".unicodeScalars.contains($0) }
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), email.utf8.count <= 254, isPlain else {
        let value = ["value": Refusal.Argument.text(String(email.prefix(100)))]
        throw Refusal(.validation, "invalid_email", value, problems: [Refusal.Problem("/email", .validation, "invalid_email", value)])
    }
    return email
}

extension Viewer {
    /// Nobody gives away more than he has; the house's administrators may fill any role of a client.
    func mayGive(_ role: RoleChoice, to client: ID<Client>?) throws {
        if isStaff, client != nil { return }
        guard role.rights.isSubset(of: rights) else { throw Refusal(.forbidden, "role_beyond_own") }
    }
}

extension Writer {
    /// Sessions and links end, mails that wait find nobody.
    func endAccess(of person: ID<Person>) throws {
        try run("DELETE FROM sessions WHERE person_id = \(person)")
        try run("DELETE FROM account_links WHERE person_id = \(person)")
        try run("DELETE FROM email_changes WHERE person_id = \(person)")
    }
}

extension Reader {
    /// At which client the viewer manages people: his own; of staff the named one, nil for the house itself.
    func peopleClient(_ externalID: String?, for viewer: Viewer) throws -> ID<Client>? {
        guard viewer.isStaff else {
            let own = try viewer.demandClient()
            guard externalID == nil || externalID == own.externalID else { throw Refusal.notFound }
            return own.id
        }
        guard let externalID, !externalID.isEmpty else {
            guard viewer.managesEverybody else { throw Refusal(.validation, "client_required", problems: [Refusal.Problem("/client", .validation, "field_required")]) }
            return nil
        }
        let seen: SQL = viewer.managesEverybody ? "1 = 1" : viewer.rights.contains(.seeClients) ? viewer.sees(client: "id") : "1 = 0"
        guard let id: ID<Client> = try row("SELECT id FROM clients WHERE id = \(SQL.client(externalID)) AND \(seen)")?.get("id") else {
            throw Refusal(.validation, "unknown_client", ["value": .text(externalID)], problems: [Refusal.Problem("/client", .validation, "unknown_client", ["value": .text(externalID)])])
        }
        return id
    }

    /// Demands that the viewer manages this person; somebody of another client is not found.
    /// - Returns: the client in whose name it is managed: the viewer's own; for staff the person's only one, or nil for one of the staff.
    func managed(_ person: ID<Person>, for viewer: Viewer) throws -> ID<Client>? {
        try viewer.demand(.managePeople)
        if viewer.isStaff {
            guard try row("SELECT 1 AS found FROM people AS p WHERE p.id = \(person) AND \(viewer.managesPerson)") != nil else { throw Refusal.notFound }
            return try row("""
                SELECT MIN(m.client_id) AS client_id FROM memberships AS m JOIN people AS p ON p.id = m.person_id WHERE m.person_id = \(person) AND p.staff_role IS NULL AND \(viewer.seesMembership)
                """)?.find("client_id")
        }
        let own = try viewer.demandClient().id
        guard try row("SELECT 1 AS found FROM memberships WHERE person_id = \(person) AND client_id = \(own)") != nil else { throw Refusal.notFound }
        return own
    }

    /// The role that a person has now, as `roleChoice` reads it.
    func roleKey(of person: ID<Person>, at client: ID<Client>?) throws -> String {
        let found = try client.map { try row("SELECT role, role_id FROM memberships WHERE person_id = \(person) AND client_id = \($0)") }
            ?? row("SELECT staff_role AS role, role_id FROM people WHERE id = \(person)")
        if let own = try found?.find("role_id", as: Int64.self) { return "own-\(own)" }
        return try found?.find("role") ?? ""
    }

    /// Demands that the viewer manages the people of the client whose department this is.
    fileprivate func ownDepartment(_ id: Int64, _ viewer: Viewer) throws -> (client: ID<Client>, name: String) {
        try viewer.demand(.managePeople)
        guard !viewer.isStaff else { throw Refusal.notFound }
        let client = try viewer.demandClient().id
        guard let name: String = try row("SELECT name FROM departments WHERE id = \(id) AND client_id = \(client)")?.get("name") else { throw Refusal.notFound }
        return (client, name)
    }

    fileprivate func checkDepartment(_ department: Int64?, of client: ID<Client>?) throws {
        guard let department else { return }
        guard let client, try row("SELECT 1 AS found FROM departments WHERE id = \(department) AND client_id = \(client)") != nil else {
            throw Refusal(.validation, "department_missing", problems: [Refusal.Problem("/department", .validation, "department_missing")])
        }
    }
}
