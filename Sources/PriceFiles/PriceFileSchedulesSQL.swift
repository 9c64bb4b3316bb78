package import Customers
package import Database
import Journal
package import Kernel

/// Somebody to whom a link is mailed.
package struct PriceFileRecipient: Sendable {
    package let person: ID<Person>
    package let email: String
    package let name: String
    /// May see what is in the file; nobody else is written to.
    package let isAllowed: Bool
}

/// Makes or changes the schedule of one's own link; from now on its next due time counts.
/// - Throws: `not_found` for somebody else's link, `validation` with what is wrong where, `stale_revision` when it has been changed meanwhile.
package func savePriceFileSchedule(_ draft: PriceFileScheduleDraft, of link: Int64, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demand(.seePrices)
    let (client, person) = (try viewer.demandClient().id, try viewer.demandPerson())
    let own = try writer.row("SELECT id FROM price_file_links WHERE id = \(link) AND client_id = \(client) AND person_id = \(person) AND revoked_at IS NULL \(.forUpdate)")
    guard own != nil else { throw Refusal.notFound }
    let (times, gives) = try draft.checked()
    let people = try writer.people(of: client, with: rightsInPriceFile(of: viewer))
    let recipients = try draft.addresses.map { address in
        guard let person = people.first(where: { $0.email.folded == address }) else {
            let value = ["value": Refusal.Argument.text(String(address.prefix(100)))]
            throw Refusal(.validation, "fields", problems: [Refusal.Problem("/recipients", .validation, "no_such_recipient", value)])
        }
        return person.id
    }
    let next = times.next(after: now, in: try writer.houseSettings().timeZone)
    let saved =
        if let revision = draft.revision {
            try writer.run("""
                UPDATE price_file_schedules SET weekdays = \(times.bits), hour = \(times.hour), gives = \(gives.rawValue), next_due = \(next), revision = revision + 1
                WHERE link_id = \(link) AND client_id = \(client) AND revision = \(revision)
                """)
        } else {
            try writer.run("""
                INSERT INTO price_file_schedules (link_id, client_id, weekdays, hour, gives, next_due)
                VALUES (\(link), \(client), \(times.bits), \(times.hour), \(gives.rawValue), \(next)) ON CONFLICT (link_id) DO NOTHING
                """)
        }
    guard saved == 1 else { throw Refusal(.staleRevision) }
    try writer.run("DELETE FROM price_file_recipients WHERE link_id = \(link) AND NOT (person_id \(in: recipients))")
    var table = ValueTable([("link_id", .integer), ("client_id", .integer), ("person_id", .integer)])
    for recipient in recipients { table.append([link.sqlValue, client.sqlValue, recipient.sqlValue]) }
    try writer.insert(into: "price_file_recipients", table, then: "ON CONFLICT (link_id, person_id) DO NOTHING")
    let days = PriceFileTimes.Weekday.allCases.filter(times.weekdays.contains).map(\.rawValue).joined(separator: " ")
    try writer.record(
        JournalEntry("price-file-schedules", draft.revision == nil ? "created" : "changed", ids: [link], client: client, by: viewer.actor, [
            "weekdays": .string(days), "hour": .number(String(times.hour)), "gives": .string(gives.rawValue), "recipients": .array(recipients.map { .number(String($0.rawValue)) }),
        ]), at: now)
}

/// Ends the schedule of a link, and with it what was mailed; the link stays. Its own, or any of the client's for whoever manages its people.
package func endPriceFileSchedule(of link: Int64, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let found = try priceFileLink(link, for: viewer, in: writer)
    guard viewer.identity == .person(found.person) || viewer.rights.contains(.managePeople) else { throw Refusal.notFound }
    guard try writer.run("DELETE FROM price_file_schedules WHERE link_id = \(link) AND client_id = \(found.client)") == 1 else { return }
    try writer.record(JournalEntry("price-file-schedules", "ended", ids: [link], client: found.client, by: viewer.actor), at: now)
}

/// To whom a link is mailed, by address.
package func priceFileRecipients(of link: PriceFileLink, at now: Instant, in reader: any Reader) throws -> [PriceFileRecipient] {
    let rows = try reader.rows("""
        SELECT p.id, p.email, p.name FROM price_file_recipients AS r JOIN people AS p ON p.id = r.person_id
        WHERE r.link_id = \(link.id) AND r.client_id = \(link.client) ORDER BY p.email LIMIT 100
        """)
    guard !rows.isEmpty else { return [] }
    let owner = try priceFileViewer(of: link, at: now, in: reader)
    let allowed = Set(try owner.map { try reader.people(of: link.client, with: rightsInPriceFile(of: $0)).map(\.id) } ?? [])
    return try rows.map { row in
        let id: ID<Person> = try row.get("id")
        return PriceFileRecipient(person: id, email: try row.get("email"), name: try row.get("name"), isAllowed: allowed.contains(id))
    }
}
