package import Database
import Jobs
import Journal
package import Kernel

/// A company asks for access.
package struct RegistrationRequest: Sendable {
    package var inn = ""
    package var company = ""
    package var name = ""
    package var email = ""
    package var phone = ""
    package var note = ""
    package var language = "ru"
    /// What was ticked: the version of each text that was shown.
    package var consents: [ConsentPurpose: Int] = [:]

    package init() {}
}

/// Puts a company's request into the queue of the house. Every field is checked, the taxpayer number with its control digits; the answer does not
/// tell whether the company or the address is known. Five from one place within 15 minutes.
/// - Parameter usual: the portal's own wording of the necessary consent.
package func requestAccess(_ request: RegistrationRequest, from place: SignInPlace, usual: ConsentWording, at now: Instant, in writer: any Writer) throws {
    let subject = Secret.digest("register|\(place.address)")
    guard try !writer.hasFailed(subject, times: 5, at: now) else { throw Refusal(.tooManyRequests, "too_many_requests_here") }
    var problems: [Refusal.Problem] = []
    let inn = INN(request.inn)
    if request.inn.trimmed.isEmpty {
        problems.append(Refusal.Problem("/inn", .validation, "inn_required"))
    } else if inn == nil { problems.append(Refusal.Problem("/inn", .validation, "invalid_inn", ["value": .text(String(request.inn.prefix(20)))])) }
    for (field, value, limit) in [("company", request.company, 300), ("name", request.name, 200)] {
        if value.trimmed.isEmpty { problems.append(Refusal.Problem("/\(field)", .validation, "field_required")) }
        if value.count > limit { problems.append(Refusal.Problem("/\(field)", .validation, "text_too_long", ["limit": .integer(Int64(limit))])) }
    }
    for (field, value, limit) in [("phone", request.phone, 50), ("note", request.note, 2000)] where value.count > limit {
        problems.append(Refusal.Problem("/\(field)", .validation, "text_too_long", ["limit": .integer(Int64(limit))]))
    }
    var email = ""
    do { email = try checkedEmail(request.email) } catch let refusal as Refusal { problems += refusal.problems }
    let texts = try ConsentPurpose.allCases.compactMap { try writer.consentText($0, usual: usual) }
    for text in texts {
        guard let shown = request.consents[text.purpose] else {
            if text.purpose.isNecessary { problems.append(Refusal.Problem("/\(text.purpose.rawValue)", .validation, "consent_required")) }
            continue
        }
        if !text.wasShown(as: shown, usual: usual) { problems.append(Refusal.Problem("/\(text.purpose.rawValue)", .validation, "consent_changed")) }
    }
    guard problems.isEmpty, let inn else { throw Refusal(.validation, problems: problems) }
    try writer.countFailure(subject, at: now)
    guard let id: Int64 = try writer.rows("""
        INSERT INTO registrations (inn, company, name, email, phone, note, language, created_at)
        VALUES (\(inn.text), \(request.company.trimmed), \(request.name.trimmed), \(email), \(request.phone.trimmed), \(request.note.trimmed),
            \(request.language == "en" ? "en" : "ru"), \(now))
        ON CONFLICT (inn, email) WHERE state = 'new' DO NOTHING RETURNING id
        """).first?.get("id")
    else { return }
    for text in texts where request.consents[text.purpose] != nil {
        let given = ConsentGiven(text.purpose, version: text.version, language: request.language, channel: .registration)
        try writer.addConsent(given, text, of: .registration(id), from: place, by: .system, at: now)
    }
    for reader in try writer.onboardingStaff() { try writer.enqueue(Letter.registrationAsked(reader, id).job(), at: now) }
    try writer.record(JournalEntry("registrations", "created", ids: [id], by: .system, ["inn": .string(inn.text)]), at: now)
}

/// What a company's person ticked, and when.
package struct RegistrationConsent: Sendable {
    package let purpose: ConsentPurpose
    /// Nil for one that was given before the texts were kept.
    package let version: Int?
    package let givenAt: Instant
    /// Whether another text is in force by now.
    package let isOutdated: Bool
}

/// A request in the queue.
package struct Registration: Sendable {
    package let id: Int64
    package let inn: String
    package let company: String
    package let name: String
    package let email: String
    package let phone: String
    package let note: String
    package let state: String
    package let reason: String?
    package let createdAt: Instant
    /// Clients that have an entity with this number already.
    package let known: [ClientCard]
    package let consents: [RegistrationConsent]
}

/// The queue of requests: those that wait first, then the latest decided ones; at most 200.
package func registrations(for viewer: Viewer, in reader: any Reader) throws -> [Registration] {
    try demandOnboarding(viewer)
    let rows = try reader.rows("""
        SELECT id, inn, company, name, email, phone, note, state, reason, created_at FROM registrations
        ORDER BY CASE WHEN state = 'new' THEN 0 ELSE 1 END, id DESC LIMIT 200
        """)
    let inns = Array(Set(try rows.map { try $0.get("inn", as: String.self) })).sorted()
    var known: [String: [ClientCard]] = [:]
    for row in try reader.rows("""
        SELECT DISTINCT e.inn, c.id, c.external_id, c.name FROM client_entities AS e JOIN clients AS c ON c.id = e.client_id
        WHERE e.inn \(in: inns) ORDER BY c.id LIMIT 1000
        """)
    {
        known[try row.get("inn"), default: []].append(ClientCard(id: try row.get("id"), externalID: try row.get("external_id"), name: try row.get("name")))
    }
    var consents: [Int64: [RegistrationConsent]] = [:]
    for row in try reader.rows("""
        SELECT k.registration_id, k.purpose, k.given_at, t.version, (SELECT MAX(n.version) FROM consent_texts AS n WHERE n.purpose = k.purpose) AS newest
        FROM consents AS k LEFT JOIN consent_texts AS t ON t.id = k.text_id WHERE k.registration_id \(in: try rows.map { try $0.get("id", as: Int64.self) }) ORDER BY k.id LIMIT 1000
        """)
    {
        guard let purpose = ConsentPurpose(rawValue: try row.get("purpose")) else { continue }
        let (version, newest): (Int?, Int?) = (try row.find("version"), try row.find("newest"))
        let consent = RegistrationConsent(purpose: purpose, version: version, givenAt: try row.get("given_at"), isOutdated: version != newest)
        consents[try row.get("registration_id"), default: []].append(consent)
    }
    return try rows.map { row in
        let (id, inn): (Int64, String) = (try row.get("id"), try row.get("inn"))
        return Registration(
            id: id, inn: inn, company: try row.get("company"), name: try row.get("name"), email: try row.get("email"),
            phone: try row.find("phone") ?? "", note: try row.find("note") ?? "", state: try row.get("state"), reason: try row.find("reason"),
            createdAt: try row.get("created_at"), known: known[inn] ?? [], consents: consents[id] ?? [])
    }
}

/// Lets the company in: under a client that is there, by its external id, or as a new one; its first person is invited as the administrator. A new
/// client has no contract yet: that comes from the accounting system.
package func acceptRegistration(_ id: Int64, client externalID: String?, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try demandOnboarding(viewer)
    guard let row = try writer.row("SELECT inn, company, name, email, language FROM registrations WHERE id = \(id) AND state = 'new' \(.forUpdate)") else {
        throw Refusal(.validation, "registration_decided")
    }
    var client = externalID ?? ""
    let company: String = try row.get("company")
    if client.isEmpty {
        client = "portal-\(id)"
        guard let number: ID<Client> = try writer.rows("""
            INSERT INTO clients (external_id, name, name_folded, updated_at) VALUES (\(client), \(company), \(company.folded), \(now))
            ON CONFLICT (external_id) DO NOTHING RETURNING id
            """).first?.get("id")
        else { throw Refusal(.validation, "registration_decided") }
        try writer.run("""
            INSERT INTO client_entities (external_id, client_id, name, inn, updated_at) VALUES (\(client), \(number), \(company), \(try row.get("inn", as: String.self)), \(now))
            """)
        try writer.record(JournalEntry("clients", "created", ids: [number.rawValue], client: number, by: viewer.actor), at: now)
    }
    var invitation = Invitation()
    invitation.email = try row.get("email")
    invitation.name = try row.get("name")
    invitation.language = try row.get("language")
    invitation.role = ClientRole.administrator.rawValue
    invitation.client = client
    let person = try invitePerson(invitation, for: viewer, at: now, in: writer)
    try writer.run("""
        UPDATE registrations SET state = 'accepted', client_id = \(SQL.client(client)), decided_at = \(now), decided_by = \(viewer.actor.text)
        WHERE id = \(id)
        """)
    try writer.run("UPDATE consents SET person_id = \(person) WHERE registration_id = \(id)")
    try writer.record(JournalEntry("registrations", "accepted", ids: [id], by: viewer.actor), at: now)
}

/// Declines a request; whoever made it is told the reason by mail.
package func refuseRegistration(_ id: Int64, reason: String, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try demandOnboarding(viewer)
    guard !reason.trimmed.isEmpty else { throw Refusal(.validation, "reason_required") }
    let refused = try writer.run("""
        UPDATE registrations SET state = 'refused', reason = \(String(reason.trimmed.prefix(500))), decided_at = \(now), decided_by = \(viewer.actor.text)
        WHERE id = \(id) AND state = 'new'
        """)
    guard refused == 1 else { throw Refusal(.validation, "registration_decided") }
    try writer.enqueue(Letter.registrationRefused(id).job(), at: now)
    try writer.record(JournalEntry("registrations", "refused", ids: [id], by: viewer.actor), at: now)
}

extension Writer {
    /// Empties what a person has asked to be let in with, also under an address by which he was on record before. What he agreed to with it is his. Nobody can answer one that
    /// waits any more: it ends, and another of the same company is not in its way.
    /// - Returns: how many there are.
    func eraseRegistrations(of person: ID<Person>, by actor: Actor, at now: Instant) throws -> Int {
        // What came under such an address after the records became one may be of somebody who has got it since.
        let ids = try rows("""
            SELECT r.id FROM registrations AS r
            WHERE r.email = (SELECT p.email FROM people AS p WHERE p.id = \(person)) OR r.id IN (SELECT k.registration_id FROM consents AS k WHERE k.person_id = \(person))
                OR r.id IN (SELECT f.id FROM merged_addresses AS a JOIN registrations AS f ON f.email = a.email
                    WHERE a.person_id = \(person) AND (f.created_at <= a.at OR NOT EXISTS (SELECT 1 FROM people AS o WHERE o.email = a.email)))
            ORDER BY r.id LIMIT 10000
            """).map { try $0.get("id", as: Int64.self) }
        try run("UPDATE consents SET person_id = \(person) WHERE registration_id \(in: ids) AND person_id IS NULL")
        return try run("""
            UPDATE registrations
            SET name = '', email = '', phone = '', note = '', state = CASE WHEN state = 'new' THEN 'refused' ELSE state END, decided_at = COALESCE(decided_at, \(now)),
                decided_by = COALESCE(decided_by, \(actor.text))
            WHERE id \(in: ids)
            """)
    }
}

extension Reader {
    /// Whether a request still waits, and this person still decides.
    func isWaiting(_ registration: Int64, for person: ID<Person>) throws -> Bool {
        guard try row("SELECT 1 AS found FROM registrations WHERE id = \(registration) AND state = 'new'") != nil else { return false }
        return try onboardingStaff().contains(person)
    }

    /// Those who decide: a new client is nobody's own yet.
    fileprivate func onboardingStaff() throws -> [ID<Person>] {
        let all = Set(try staff(with: .seeAllClients))
        return try staff(with: .managePeople).filter(all.contains)
    }

    /// Who was declined, and why; nil for a request that was not.
    package func declinedRequest(_ id: Int64) throws -> (company: String, reason: String)? {
        try row("SELECT company, reason FROM registrations WHERE id = \(id) AND state = 'refused'").map { (try $0.get("company"), try $0.find("reason") ?? "") }
    }
}

/// Of the house's people: those who invite.
private func demandOnboarding(_ viewer: Viewer) throws {
    guard viewer.isStaff || viewer.identity == .visitor else { throw Refusal(.forbidden) }
    try viewer.demand(.managePeople)
    if viewer.isStaff { try viewer.demand(.seeAllClients) }
}
