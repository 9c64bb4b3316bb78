package import Database
import Journal
package import Kernel

/// Everything that is kept about the viewer as a person, for himself to take along (152-ФЗ, ст. 14): who he is, where he belongs, his consents,
/// what he keeps of the catalogue, his open sessions and his last thousand actions, under the numbers of merged records too. Orders and documents
/// belong to the company and are not in it.
package func personalData(for viewer: Viewer, at now: Instant, in reader: any Reader) throws -> JSON {
    let person = try viewer.demandPerson()
    guard let row = try reader.row("""
        SELECT p.email, p.name, p.language, p.staff_role, p.created_at, p.signed_in_at, p.totp_since, v.name AS supplier, p.supplier_role,
            (SELECT e.email FROM email_changes AS e WHERE e.person_id = p.id) AS new_email
        FROM people AS p LEFT JOIN suppliers AS v ON v.id = p.supplier_id WHERE p.id = \(person)
        """) else {
        throw Refusal(.unauthenticated)
    }
    func moment(_ instant: Instant?) -> JSON { .text(instant?.text) }
    let memberships = try reader.rows("""
        SELECT c.name, m.role, d.name AS department FROM memberships AS m JOIN clients AS c ON c.id = m.client_id LEFT JOIN departments AS d ON d.id = m.department_id
        WHERE m.person_id = \(person) ORDER BY c.id LIMIT 1000
        """).map { row -> JSON in
            ["client": .string(try row.get("name")), "role": .string(try row.get("role")), "department": .text(try row.find("department"))]
        }
    let records = try reader.rows("""
        SELECT c.name AS client, r.external_id, r.name, r.email, r.phone FROM person_records AS r JOIN clients AS c ON c.id = r.client_id
        WHERE r.person_id = \(person) ORDER BY r.id LIMIT 1000
        """).map { row -> JSON in
            [
                "client": .string(try row.get("client")), "external_id": .string(try row.get("external_id")), "name": .string(try row.get("name")),
                "email": .string(try row.get("email")), "phone": .text(try row.find("phone")),
            ]
        }
    let consents = try reader.consentFacts(of: person).map { fact -> JSON in
        [
            "purpose": .string(fact.purpose.rawValue), "version": fact.version.map { .number(String($0)) } ?? .null, "language": .string(fact.language), "text": .text(fact.text),
            "text_sha256": .string(fact.digest), "given_at": moment(fact.givenAt), "withdrawn_at": moment(fact.withdrawnAt), "channel": .string(fact.channel.rawValue),
            "place": .string(fact.place), "agent": .string(fact.agent),
        ]
    }
    let sessions = try reader.rows("""
        SELECT created_at, expires_at, place, agent FROM sessions WHERE person_id = \(person) ORDER BY created_at DESC, token_hash LIMIT 1000
        """).map { row -> JSON in
            [
                "created_at": moment(try row.get("created_at")), "expires_at": moment(try row.get("expires_at")), "place": .text(try row.find("place")),
                "agent": .text(try row.find("agent")),
            ]
        }
    let passkeys = try reader.passkeys(of: person).map { passkey -> JSON in
        ["name": .string(passkey.name), "created_at": moment(passkey.createdAt), "last_used_at": moment(passkey.usedAt)]
    }
    let searches = try reader.rows("SELECT name, address FROM saved_searches WHERE person_id = \(person) ORDER BY id LIMIT 1000").map { row -> JSON in
        ["name": .string(try row.get("name")), "address": .string(try row.get("address"))]
    }
    let marks = try reader.rows("SELECT kind, COUNT(*) AS products FROM kept_products WHERE person_id = \(person) GROUP BY kind ORDER BY kind").map { row -> JSON in
        ["kind": .string(try row.get("kind")), "products": .number(String(try row.get("products", as: Int64.self)))]
    }
    let awaited = try reader.row("SELECT COUNT(*) AS products FROM awaited_products WHERE person_id = \(person)")?.get("products", as: Int64.self) ?? 0
    // What went up in his record: the log names the numbers of then.
    let merged = try reader.rows("SELECT id, name FROM people WHERE merged_into = \(person) ORDER BY id LIMIT 1000").map { row in
        (number: try row.get("id", as: ID<Person>.self), name: try row.get("name", as: String.self))
    }
    let numbers = Dictionary(([person] + merged.map(\.number)).map { (Actor.person($0).text, JSON.number(String($0.rawValue))) }) { first, _ in first }
    let actions = try reader.rows("SELECT at, kind, action, actor FROM journal WHERE actor \(in: numbers.keys.sorted()) ORDER BY id DESC LIMIT 1000").map { row -> JSON in
        [
            "at": moment(try row.get("at")), "kind": .string(try row.get("kind")), "action": .string(try row.get("action")),
            "number": numbers[try row.get("actor")] ?? .null,
        ]
    }
    let formerEmails = try reader.rows("SELECT email FROM merged_addresses WHERE person_id = \(person) ORDER BY email LIMIT 1000").map { JSON.string(try $0.get("email")) }
    return [
        "number": .number(String(person.rawValue)), "former_emails": .array(formerEmails),
        "merged_records": .array(merged.map { ["number": .number(String($0.number.rawValue)), "name": .string($0.name)] }),
        "email": .string(try row.get("email")), "new_email": .text(try row.find("new_email")), "name": .string(try row.get("name")), "language": .string(try row.get("language")),
        "staff_role": .text(try row.find("staff_role")), "created_at": moment(try row.get("created_at")), "last_sign_in": moment(try row.find("signed_in_at")),
        "second_factor_since": moment(try row.find("totp_since")), "supplier": .text(try row.find("supplier")),
        "supplier_role": .text(try row.find("supplier_role")), "memberships": .array(memberships), "accounting_system": .array(records), "consents": .array(consents), "sessions": .array(sessions), "passkeys": .array(passkeys),
        "saved_searches": .array(searches), "kept_products": .array(marks), "awaited_products": .number(String(awaited)), "unwanted_letters": .array(try reader.unwantedLetters(of: person).sorted().map { .string($0) }), "actions": .array(actions), "exported_at": moment(now),
    ]
}

/// Erases a person: name, address, password, second factor with passkeys, sessions and links go, the number stays, so that orders and the log still say that it was
/// one and the same person. Documents keep what the law wants in them. It cannot be undone; an act tells of it for good (`ErasureAct`).
/// - Parameters:
///   - word: an `ErasureReason`.
///   - note: what else the act is to say, such as the number of the person's letter.
package func erasePerson(
    _ person: ID<Person>, because word: String = ErasureReason.request.rawValue, note: String = "", for viewer: Viewer, at now: Instant, in writer: any Writer
) throws {
    guard viewer.isStaff else { throw Refusal.notFound }
    _ = try writer.managed(person, for: viewer)
    try writer.demandAll(of: person, for: viewer)
    guard viewer.identity != .person(person) else { throw Refusal(.forbidden, "not_yourself") }
    guard let reason = ErasureReason(rawValue: word) else {
        let allowed = ErasureReason.allCases.map(\.rawValue).joined(separator: ", ")
        throw Refusal(.validation, problems: [Refusal.Problem("/reason", .validation, "not_in_list", ["value": .text(String(word.prefix(60))), "allowed": .text(allowed)])])
    }
    let note = note.trimmed
    guard note.count <= 500 else {
        throw Refusal(.validation, problems: [Refusal.Problem("/note", .validation, "text_too_long", ["limit": .integer(500)])])
    }
    guard try writer.row("SELECT 1 AS found FROM people WHERE id = \(person) AND erased_at IS NULL \(.forUpdate)") != nil else { throw Refusal.notFound }
    var erased: [ErasedCategory: Int] = [.identity: 1]
    func drop(_ category: ErasedCategory, _ statement: SQL) throws { erased[category, default: 0] += try writer.run(statement) }
    erased[.password] = try writer.row("SELECT 1 AS found FROM people WHERE id = \(person) AND password_hash IS NOT NULL") == nil ? 0 : 1
    erased[.secondFactor] = try writer.factorRecords(of: person)
    try drop(.sessions, "DELETE FROM sessions WHERE person_id = \(person)")
    try drop(.links, "DELETE FROM account_links WHERE person_id = \(person)")
    try drop(.links, "DELETE FROM email_changes WHERE person_id = \(person)")
    try drop(.memberships, "DELETE FROM memberships WHERE person_id = \(person)")
    try drop(.memberships, "DELETE FROM client_managers WHERE person_id = \(person)")
    try drop(.memberships, "DELETE FROM substitutes WHERE person_id = \(person) OR substitute_id = \(person)")
    try drop(.catalogue, "DELETE FROM kept_products WHERE person_id = \(person)")
    try drop(.catalogue, "DELETE FROM saved_searches WHERE person_id = \(person)")
    try drop(.catalogue, "DELETE FROM awaited_products WHERE person_id = \(person)")
    try drop(.catalogue, "DELETE FROM catalogue_news WHERE person_id = \(person)")
    try writer.run("DELETE FROM unwanted_letters WHERE person_id = \(person)")
    erased[.registrations] = try writer.eraseRegistrations(of: person, by: viewer.actor, at: now)
    // Consents stay as proof for as long as they can be asked for, without what tells who it was.
    _ = try writer.withdrawConsents("k.person_id = \(person)", from: SignInPlace(address: ""), at: now)
    try drop(.consentTraces, "UPDATE consents SET place = '', agent = '' WHERE person_id = \(person)")
    try drop(.consentTraces, "UPDATE consent_withdrawals SET place = '', agent = '' WHERE consent_id IN (SELECT id FROM consents WHERE person_id = \(person))")
    try writer.clearSecondFactor(of: person)
    erased[.accountingRecords] = try writer.eraseRecords(of: person, at: now)
    try writer.run("""
        UPDATE people SET email = \("erased-\(person.rawValue)@invalid"), name = \("№ \(person.rawValue)"), password_hash = NULL, blocked = 1, role_id = NULL, erased_at = \(now)
        WHERE id = \(person)
        """)
    // What he was called in records that went up in this one.
    try writer.run("UPDATE people SET name = '№ ' || id WHERE merged_into = \(person)")
    let act = try writer.addErasureAct(of: person, erased, because: reason, note: note, by: viewer, at: now)
    let details: JSON = ["reason": .string(reason.rawValue), "act": act.map { .number(String($0)) } ?? .null]
    try writer.record(JournalEntry("people", "erased", ids: [person.rawValue], by: viewer.actor, details), at: now)
}
