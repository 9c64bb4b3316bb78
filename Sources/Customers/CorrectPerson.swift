package import Database
import Jobs
import Journal
package import Kernel

/// Corrects the viewer's own name (152-ФЗ, ст. 14 and 21). Of staff only who manages people: clients are given into care by the names of staff.
package func correctOwnName(_ name: String, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let person = try viewer.demandPerson()
    guard viewer.mayCorrectOwnName else { throw Refusal(.forbidden) }
    try writer.rename(person, try checkedName(name), of: viewer.isStaff ? nil : viewer.client?.id, by: viewer, at: now)
}

/// Asks that the viewer be written to at another address: a letter there has to be answered first. The answer is the same for an address that somebody has.
///
/// To be called once the viewer's password was checked (`checkOwnPassword`).
package func askForOwnEmail(_ email: String, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try writer.askForEmail(try checkedEmail(email), of: try viewer.demandPerson(), client: nil, by: viewer, at: now)
}

/// Corrects the name and the address of somebody that the viewer manages. A changed address waits for the answer to a letter there. Staff have whoever has not yet
/// accepted his invitation invited at the new one at once, the link sent before ends; others might find out so whom the portal knows.
///
/// Of a client's administrator only people of his client alone; nobody corrects one who may do more than himself.
/// - Parameter seen: the name and the address that were seen.
/// - Throws: the problems of the fields; `person_of_others`; `role_beyond_own`; `stale_revision` when somebody else was faster.
package func correctPerson(
    _ person: ID<Person>, name: String, email: String, over seen: (name: String, email: String)? = nil, for viewer: Viewer, at now: Instant, in writer: any Writer
) throws {
    let client = try writer.managed(person, for: viewer)
    guard viewer.identity != .person(person) else { throw Refusal(.forbidden, "not_yourself") }
    guard let row = try writer.row("SELECT email, name, password_hash FROM people WHERE id = \(person) AND erased_at IS NULL") else { throw Refusal.notFound }
    if !viewer.isStaff {
        let isOthers = try writer.row("""
            SELECT 1 AS found FROM people AS p WHERE p.id = \(person) AND (p.staff_role IS NOT NULL OR p.supplier_id IS NOT NULL
                OR EXISTS (SELECT 1 FROM memberships AS m WHERE m.person_id = p.id AND m.client_id <> \(client ?? ID(0))))
            """) != nil
        if isOthers { throw Refusal(.validation, "person_of_others") }
    }
    try writer.demandAll(of: person, for: viewer)
    let role = try writer.roleKey(of: person, at: client)
    if !role.isEmpty { try viewer.mayGive(try writer.roleChoice(role, of: client), to: client) }
    let (name, email) = (try checkedName(name), try checkedEmail(email))
    if let seen, try (seen.name, seen.email) != (row.get("name"), row.get("email")) { throw Refusal(.staleRevision) }
    if name != (try row.get("name", as: String.self)) { try writer.rename(person, name, of: client, by: viewer, at: now) }
    guard email != (try row.get("email", as: String.self)) else { return }
    guard viewer.isStaff, try row.find("password_hash", as: String.self) == nil else { return try writer.askForEmail(email, of: person, client: client, by: viewer, at: now) }
    guard try writer.row("SELECT 1 AS found FROM people WHERE email = \(email)") == nil else { throw emailTaken(email) }
    try writer.run("UPDATE people SET email = \(email) WHERE id = \(person)")
    try writer.keepRecordEmail(email, of: person, at: now)
    try writer.run("DELETE FROM account_links WHERE person_id = \(person)")
    try writer.enqueue(Letter.invitation(person).job(), at: now)
    try writer.record(JournalEntry("people", "email_changed", ids: [person.rawValue], client: client, by: viewer.actor), at: now)
}

/// Whose address it becomes, and which.
package struct EmailChange: Sendable {
    package let person: ID<Person>
    package let name: String
    package let email: String
}

/// What a link that came to a new address is about; not found when it has been used, has run out or was asked for again.
package func emailChange(_ token: String, at now: Instant, in reader: any Reader) throws -> EmailChange {
    try reader.openChange(to: "c.email", "c.token_hash = \(Secret.digest(token))", at: now)
}

/// Whoever reads what comes to the new address has said so: it is the person's from now on. The old one is told; sessions stay, links sent to the old one end.
package func confirmEmail(_ token: String, at now: Instant, in writer: any Writer) throws {
    let change = try emailChange(token, at: now, in: writer)
    // Of two that come with one link at the same time, one deletes it.
    guard try writer.run("DELETE FROM email_changes WHERE token_hash = \(Secret.digest(token))") == 1 else { throw Refusal(.notFound, "link_over") }
    guard let row = try writer.row("SELECT email, password_hash FROM people WHERE id = \(change.person)") else { throw Refusal(.notFound, "link_over") }
    let former: String = try row.get("email")
    let isMoved = try writer.run("UPDATE people SET email = \(change.email) WHERE id = \(change.person) AND NOT EXISTS (SELECT 1 FROM people AS o WHERE o.email = \(change.email))")
    guard isMoved == 1 else { throw Refusal(.notFound, "link_over") }
    try writer.keepRecordEmail(change.email, of: change.person, at: now)
    try writer.run("DELETE FROM account_links WHERE person_id = \(change.person)")
    // Who waits for his invitation gets it there.
    let letter = try row.find("password_hash", as: String.self) == nil ? Letter.invitation(change.person) : .emailChanged(change.person, former: former)
    try writer.enqueue(letter.job(), at: now)
    try writer.record(JournalEntry("people", "email_changed", ids: [change.person.rawValue], by: .person(change.person)), at: now)
}

/// Whose change the link at the present address calls off; not found when there is none any more.
package func cancellableChange(_ token: String, at now: Instant, in reader: any Reader) throws -> EmailChange {
    try reader.openChange(to: "p.email", "c.cancel_hash = \(Secret.digest(token))", at: now)
}

/// Calls a change of an address off: everything stays as it was, and the link that went to the new one ends.
package func cancelEmailChange(_ token: String, at now: Instant, in writer: any Writer) throws {
    let change = try cancellableChange(token, at: now, in: writer)
    guard try writer.run("DELETE FROM email_changes WHERE cancel_hash = \(Secret.digest(token))") == 1 else { throw Refusal(.notFound, "link_over") }
    if let present: String = try writer.row("SELECT email FROM people WHERE id = \(change.person)")?.get("email") { try writer.keepRecordEmail(present, of: change.person, at: now) }
    try writer.record(JournalEntry("people", "email_cancelled", ids: [change.person.rawValue], by: .person(change.person)), at: now)
}

extension Reader {
    /// A change of an address that has not been carried out, called off or run out.
    /// - Parameter email: which address is told of, the new one or the present one.
    fileprivate func openChange(to email: SQL, _ condition: SQL, at now: Instant) throws -> EmailChange {
        guard let row = try row("""
            SELECT c.person_id, \(email) AS email, p.name FROM email_changes AS c JOIN people AS p ON p.id = c.person_id
            WHERE \(condition) AND c.expires_at > \(now) AND p.blocked = 0 AND p.erased_at IS NULL
            """)
        else { throw Refusal(.notFound, "link_over") }
        return EmailChange(person: try row.get("person_id"), name: try row.get("name"), email: try row.get("email"))
    }
}

extension Viewer {
    package var mayCorrectOwnName: Bool { !isStaff || rights.contains(.managePeople) }
}

extension Writer {
    /// Makes the secret of the link that calls a change off: in the mail to the present address alone. Nil when nothing waits any more.
    package func issueCancelLink(for person: ID<Person>, at now: Instant) throws -> String? {
        let token = Secret.make("kc_")
        return try run("UPDATE email_changes SET cancel_hash = \(Secret.digest(token)) WHERE person_id = \(person) AND expires_at > \(now)") == 1 ? token : nil
    }

    /// Makes the secret of the link to a new address: nowhere but in the mail, stored as a digest. Nil when nothing waits to be confirmed there any more.
    package func issueEmailLink(to email: String, for person: ID<Person>, at now: Instant) throws -> String? {
        let token = Secret.make("ke_")
        let issued = try run("UPDATE email_changes SET token_hash = \(Secret.digest(token)) WHERE person_id = \(person) AND email = \(email) AND expires_at > \(now)")
        return issued == 1 ? token : nil
    }

    fileprivate func rename(_ person: ID<Person>, _ name: String, of client: ID<Client>?, by viewer: Viewer, at now: Instant) throws {
        try run("UPDATE people SET name = \(name) WHERE id = \(person) AND erased_at IS NULL")
        try keepRecordName(name, of: person, at: now)
        try record(JournalEntry("people", "name_corrected", ids: [person.rawValue], client: client, by: viewer.actor), at: now)
    }

    /// Whether somebody has the address is looked up when the letter is sent. Ten letters in 15 minutes are enough for anybody.
    fileprivate func askForEmail(_ email: String, of person: ID<Person>, client: ID<Client>?, by viewer: Viewer, at now: Instant) throws {
        let subject = Secret.digest("email|\(viewer.actor.text)")
        if try hasFailed(subject, times: 10, at: now) { throw Refusal(.tooManyRequests, "too_many_requests_here") }
        try countFailure(subject, at: now)
        try askForEmail(email, of: person, client: client, by: viewer.actor, at: now)
    }

    func askForEmail(_ email: String, of person: ID<Person>, client: ID<Client>?, by actor: Actor, at now: Instant) throws {
        try run("""
            INSERT INTO email_changes (person_id, email, asked_by, asked_at, expires_at)
            VALUES (\(person), \(email), \(actor.text), \(now), \(now.adding(seconds: 2 * 86_400)))
            ON CONFLICT (person_id) DO UPDATE SET email = excluded.email, asked_by = excluded.asked_by, asked_at = excluded.asked_at, token_hash = NULL, cancel_hash = NULL,
                expires_at = excluded.expires_at
            """)
        try enqueue(Letter.emailChange(person).job(), at: now)
        // Who has not signed in yet has not shown that the address is his.
        let isKnown = try row("SELECT 1 AS found FROM people WHERE id = \(person) AND password_hash IS NOT NULL") != nil
        if isKnown { try enqueue(Letter.emailAsked(person).job(), at: now) }
        try record(JournalEntry("people", "email_asked", ids: [person.rawValue], client: client, by: actor), at: now)
    }
}

private func checkedName(_ text: String) throws -> String {
    let name = text.trimmed
    guard !name.isEmpty, name.count <= 200 else { throw Refusal(.validation, "name_required", problems: [Refusal.Problem("/name", .validation, "name_required")]) }
    return name
}
