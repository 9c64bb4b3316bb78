package import Database
import Journal
package import Kernel

/// Sets the sum up to which a person of a client orders without another's approval, in minor units; nil lifts it. For who manages the client's people;
/// nobody sets his own.
package func setOrderLimit(_ limit: Money?, of person: ID<Person>, client externalID: String?, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    _ = try writer.managed(person, for: viewer)
    guard viewer.identity != .person(person) else { throw Refusal(.forbidden, "not_yourself") }
    guard let client = try writer.peopleClient(externalID, for: viewer), limit.map({ $0.minorUnits >= 0 }) ?? true,
        try writer.run("UPDATE memberships SET order_limit = \(limit?.minorUnits) WHERE person_id = \(person) AND client_id = \(client)") == 1
    else { throw Refusal.notFound }
    try writer.record(JournalEntry("people", "order_limit_set", ids: [person.rawValue], client: client, by: viewer.actor, ["limit": .text(limit?.decimal)]), at: now)
}

extension Reader {
    /// The sum above which orders of this person for the client need an approval; nil where none do.
    package func orderLimit(of person: ID<Person>, client: ID<Client>) throws -> Int64? {
        try row("SELECT order_limit FROM memberships WHERE person_id = \(person) AND client_id = \(client)")?.find("order_limit")
    }

    /// Who of the client may approve orders and can sign in, by number.
    package func approvers(of client: ID<Client>) throws -> [ID<Person>] {
        try rows("""
            SELECT p.id, m.role, m.role_id, r.rights FROM memberships AS m JOIN people AS p ON p.id = m.person_id
            LEFT JOIN roles AS r ON r.id = m.role_id AND r.client_id = m.client_id
            WHERE m.client_id = \(client) AND p.blocked = 0 AND p.erased_at IS NULL AND p.password_hash IS NOT NULL ORDER BY p.id LIMIT 10000
            """).compactMap { row in
                let rights = try row.find("role_id", as: Int64.self) == nil ? ClientRole(rawValue: try row.get("role"))?.rights ?? [] : OwnRole.parse(try row.find("rights") ?? "")
                return rights.contains(.approve) ? try row.get("id") : nil
            }
    }
}
