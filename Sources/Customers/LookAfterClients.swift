package import Database
import Foundation
import Journal
package import Kernel

/// A client that one of the staff looks after.
package struct ManagedClients: Sendable {
    package let clients: [ClientCard]
    /// Those whose manager he is by the ERP, which names him: nobody takes them from him here.
    package let ofERP: [ClientCard]
    /// Who stands in for the person, and when; whoever is blocked does not.
    package let substitutes: [(id: Int64, name: String, from: Day, to: Day, isBlocked: Bool)]
}

/// Gives a client into somebody's care, or takes it out of it again. Of the house's administrators.
package func assignClient(_ externalID: String, to person: ID<Person>, away: Bool, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try demandStaff(person, viewer, writer)
    guard let client: ID<Client> = try writer.row("SELECT id FROM clients WHERE id = \(SQL.client(externalID))")?.get("id") else {
        throw Refusal(.validation, "unknown_client", ["value": .text(externalID)], problems: [Refusal.Problem("/client", .validation, "unknown_client", ["value": .text(externalID)])])
    }
    if away {
        try writer.run("DELETE FROM client_managers WHERE client_id = \(client) AND person_id = \(person)")
    } else {
        try writer.run("INSERT INTO client_managers (client_id, person_id) VALUES (\(client), \(person)) ON CONFLICT (client_id, person_id) DO NOTHING")
    }
    try writer.record(JournalEntry("people", away ? "client_taken" : "client_given", ids: [person.rawValue], client: client, by: viewer.actor), at: now)
}

/// Lets somebody of the staff stand in for another from one day to another, both included: he sees the other's clients beside his own.
/// - Throws: `substitute_himself`, and `substitute_overlaps` where he already stands in for him on one of the days.
package func appointSubstitute(
    email: String, for person: ID<Person>, from: Day, to: Day, by viewer: Viewer, at now: Instant, in writer: any Writer
) throws {
    try demandStaff(person, viewer, writer)
    guard from <= to else { throw Refusal(.validation, "period_reversed", problems: [Refusal.Problem("/to", .validation, "period_reversed")]) }
    let value = ["value": Refusal.Argument.text(String(email.prefix(100)))]
    guard let substitute: ID<Person> = try writer.row("SELECT id FROM people WHERE email = \(email.folded) AND staff_role IS NOT NULL AND blocked = 0")?.get("id")
    else { throw Refusal(.validation, "unknown_person", value, problems: [Refusal.Problem("/substitute", .validation, "unknown_person", value)]) }
    if substitute == person { throw Refusal(.validation, "substitute_himself", problems: [Refusal.Problem("/substitute", .validation, "substitute_himself")]) }
    // Two who appoint the same one wait for each other.
    _ = try writer.row("SELECT id FROM people WHERE id = \(person) \(.forUpdate)")
    if let other = try writer.row("""
        SELECT from_day, to_day FROM substitutes WHERE person_id = \(person) AND substitute_id = \(substitute) AND from_day <= \(to) AND to_day >= \(from) ORDER BY from_day, id LIMIT 1
        """)
    {
        let days: [String: Refusal.Argument] = ["from": .day(try other.get("from_day")), "to": .day(try other.get("to_day"))]
        throw Refusal(.validation, "substitute_overlaps", days, problems: [Refusal.Problem("/from", .validation, "substitute_overlaps", days)])
    }
    try writer.run("INSERT INTO substitutes (person_id, substitute_id, from_day, to_day) VALUES (\(person), \(substitute), \(from), \(to))")
    try writer.record(
        JournalEntry("people", "substitute_appointed", ids: [person.rawValue, substitute.rawValue], by: viewer.actor, ["from": .string(from.description), "to": .string(to.description)]),
        at: now)
}

/// Ends a substitute's time with the day before today, or takes back one that has not begun: from the next request on he sees the other's clients no more. Of the same two people
/// whatever else lets him in today ends with it.
/// - Throws: `not_found` for one that is over, or of somebody else.
package func endSubstitute(_ id: Int64, for person: ID<Person>, by viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try demandStaff(person, viewer, writer)
    let yesterday = Day.ofHouse(at: now).adding(days: -1)
    guard let row = try writer.row("SELECT substitute_id, from_day FROM substitutes WHERE id = \(id) AND person_id = \(person) AND to_day > \(yesterday) \(.forUpdate)") else { throw Refusal.notFound }
    let substitute: ID<Person> = try row.get("substitute_id")
    let hasBegun = try row.get("from_day", as: Day.self) <= Day.ofHouse(at: now)
    let ending: SQL = hasBegun ? "(id = \(id) OR from_day <= \(yesterday.adding(days: 1)) AND to_day > \(yesterday))" : "id = \(id)"
    try writer.run("DELETE FROM substitutes WHERE person_id = \(person) AND substitute_id = \(substitute) AND from_day > \(yesterday) AND " + ending)
    try writer.run("UPDATE substitutes SET to_day = \(yesterday) WHERE person_id = \(person) AND substitute_id = \(substitute) AND to_day > \(yesterday) AND from_day <= \(yesterday) AND " + ending)
    try writer.record(JournalEntry("people", "substitute_ended", ids: [person.rawValue, substitute.rawValue], by: viewer.actor), at: now)
}

extension Day {
    /// Today where the house's substitutes begin and end.
    package static func ofHouse(at now: Instant) -> Day { Day(of: now, in: TimeZone(identifier: "Europe/Moscow") ?? .gmt) }
}

/// The clients that one of the staff looks after, by name, and who stands in.
package func managedClients(of person: ID<Person>, for viewer: Viewer, in reader: any Reader) throws -> ManagedClients {
    try demandStaff(person, viewer, reader)
    let clients = try reader.rows("""
        SELECT c.id, c.external_id, c.name FROM client_managers AS m JOIN clients AS c ON c.id = m.client_id
        WHERE m.person_id = \(person) ORDER BY c.name_folded, c.id LIMIT 1000
        """).map { ClientCard(id: try $0.get("id"), externalID: try $0.get("external_id"), name: try $0.get("name")) }
    let ofERP = try reader.rows("""
        SELECT c.id, c.external_id, c.name FROM people AS p JOIN clients AS c ON c.manager = p.name
        WHERE p.id = \(person) AND p.staff_role IS NOT NULL ORDER BY c.name_folded, c.id LIMIT 1000
        """).map { ClientCard(id: try $0.get("id"), externalID: try $0.get("external_id"), name: try $0.get("name")) }
    let substitutes = try reader.rows("""
        SELECT s.id, p.name, s.from_day, s.to_day, p.blocked FROM substitutes AS s JOIN people AS p ON p.id = s.substitute_id
        WHERE s.person_id = \(person) ORDER BY s.to_day DESC, s.id LIMIT 20
        """).map {
            (
                id: try $0.get("id", as: Int64.self), name: try $0.get("name", as: String.self), from: try $0.get("from_day", as: Day.self), to: try $0.get("to_day", as: Day.self),
                isBlocked: try $0.get("blocked", as: Bool.self)
            )
        }
    return ManagedClients(clients: clients, ofERP: ofERP, substitutes: substitutes)
}

/// Only administrators of the house speak of its staff.
private func demandStaff(_ person: ID<Person>, _ viewer: Viewer, _ reader: any Reader) throws {
    guard viewer.isStaff else { throw Refusal.notFound }
    try viewer.demand(.managePeople)
    // Nobody gives himself clients that he does not see.
    guard viewer.managesEverybody else { throw Refusal.notFound }
    guard try reader.row("SELECT 1 AS found FROM people WHERE id = \(person) AND staff_role IS NOT NULL") != nil else { throw Refusal.notFound }
}
