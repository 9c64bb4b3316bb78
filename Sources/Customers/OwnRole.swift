package import Database
import Journal
package import Kernel

/// A role that a client or the house has made for itself: a name and a set of rights, kept as data.
package struct OwnRole: Sendable {
    package let id: Int64
    package let name: String
    package let rights: Set<Right>
    /// How many people have it.
    package let people: Int

    /// Rights as they are stored: their words, separated by blanks. Words that this version does not know give nothing.
    package static func parse(_ text: String) -> Set<Right> { Set(text.split(separator: " ").compactMap { Right(rawValue: String($0)) }) }

    static func text(_ rights: Set<Right>) -> String { rights.map(\.rawValue).sorted().joined(separator: " ") }

    /// What a role of a client may hold; everything beyond is the house's.
    package static let ofClients: [Right] = [.seePrices, .seeStock, .seeDebt, .seeOrders, .seeDocuments, .order, .askPrices, .approve, .sign, .managePeople, .seeJournal]
    /// What a role of the house may hold.
    package static let ofHouse = Right.allCases.filter { ![.seeCatalog, .approve, .sign, .offerGoods, .answerSupply, .manageColleagues].contains($0) }
}

/// Whose roles: a client's or, with nil, the house's. Demands the right to change them there.
package func roleOwner(of viewer: Viewer) throws -> ID<Client>? {
    if viewer.isStaff {
        try viewer.demand(.manageHouse)
        return nil
    }
    try viewer.demand(.managePeople)
    return try viewer.demandClient().id
}

/// The own roles of the viewer's client or of the house, by name; at most 200.
package func ownRoles(for viewer: Viewer, in reader: any Reader) throws -> [OwnRole] { try reader.ownRoles(of: roleOwner(of: viewer)) }

extension Reader {
    package func ownRoles(of client: ID<Client>?) throws -> [OwnRole] {
        let condition: SQL = client.map { "r.client_id = \($0)" } ?? "r.client_id IS NULL"
        return try rows("""
            SELECT r.id, r.name, r.rights, (SELECT COUNT(*) FROM memberships AS m WHERE m.role_id = r.id) + (SELECT COUNT(*) FROM people AS p WHERE p.role_id = r.id) AS people
            FROM roles AS r WHERE \(condition) ORDER BY r.name_folded LIMIT 200
            """).map { OwnRole(id: try $0.get("id"), name: try $0.get("name"), rights: OwnRole.parse(try $0.get("rights")), people: try $0.get("people")) }
    }
}

/// How many people have each of the built-in roles, by its word, at the viewer's client or the house.
package func peopleOfBuiltInRoles(for viewer: Viewer, in reader: any Reader) throws -> [String: Int] {
    let counted: SQL = try roleOwner(of: viewer).map { "SELECT role, COUNT(*) AS people FROM memberships WHERE client_id = \($0) AND role_id IS NULL GROUP BY role" }
        ?? "SELECT staff_role AS role, COUNT(*) AS people FROM people WHERE staff_role IS NOT NULL AND role_id IS NULL AND erased_at IS NULL GROUP BY staff_role"
    return Dictionary(try reader.rows("\(counted) ORDER BY role LIMIT 100").map { (try $0.get("role", as: String.self), try $0.get("people", as: Int.self)) }) { first, _ in first }
}

/// Makes a role or, with `id`, changes one; whoever has it can do at once what it now says. Refuses a name that is taken, more rights than the
/// viewer has himself, and rights that are not for such a role.
package func saveRole(_ id: Int64?, name: String, rights: Set<Right>, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let client = try roleOwner(of: viewer)
    let name = name.trimmed
    guard !name.isEmpty else { throw Refusal(.validation, "name_required", problems: [Refusal.Problem("/name", .validation, "name_required")]) }
    guard name.count <= 100 else { throw Refusal(.validation, "text_too_long", ["limit": .integer(100)], problems: [Refusal.Problem("/name", .validation, "text_too_long", ["limit": .integer(100)])]) }
    let allowed = Set(client == nil ? OwnRole.ofHouse : OwnRole.ofClients)
    guard rights.isSubset(of: allowed) else { throw Refusal(.validation, "rights_not_for_role") }
    guard rights.isSubset(of: viewer.rights) else { throw Refusal(.forbidden, "role_beyond_own") }
    let owner: SQL = client.map { "client_id = \($0)" } ?? "client_id IS NULL"
    let taken = try writer.row("SELECT id FROM roles WHERE \(owner) AND name_folded = \(name.folded) AND id <> \(id ?? 0)")
    guard taken == nil else { throw Refusal(.validation, "name_taken", ["value": .text(name)], problems: [Refusal.Problem("/name", .validation, "name_taken", ["value": .text(name)])]) }
    var number = id
    if let id {
        // Who may not do something himself may not change a role that allows it, either.
        guard let before = try writer.row("SELECT rights FROM roles WHERE id = \(id) AND \(owner)") else { throw Refusal.notFound }
        guard OwnRole.parse(try before.get("rights")).isSubset(of: viewer.rights) else { throw Refusal(.forbidden, "role_beyond_own") }
        try writer.run("UPDATE roles SET name = \(name), name_folded = \(name.folded), rights = \(OwnRole.text(rights)), updated_at = \(now) WHERE id = \(id) AND \(owner)")
    } else {
        number = try writer.rows("""
            INSERT INTO roles (client_id, name, name_folded, rights, updated_at) VALUES (\(client), \(name), \(name.folded), \(OwnRole.text(rights)), \(now)) RETURNING id
            """).first?.get("id")
    }
    try writer.record(
        JournalEntry("roles", "saved", ids: number.map { [$0] } ?? [], client: client, by: viewer.actor, ["name": .string(name), "rights": .string(OwnRole.text(rights))]), at: now)
}

/// Removes a role that nobody has.
package func removeRole(_ id: Int64, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let client = try roleOwner(of: viewer)
    let owner: SQL = client.map { "client_id = \($0)" } ?? "client_id IS NULL"
    guard let role = try writer.row("SELECT name FROM roles WHERE id = \(id) AND \(owner) \(.forUpdate)") else { throw Refusal.notFound }
    let used = try writer.row("SELECT 1 AS found FROM memberships WHERE role_id = \(id) UNION ALL SELECT 1 AS found FROM people WHERE role_id = \(id) LIMIT 1")
    guard used == nil else { throw Refusal(.validation, "role_in_use") }
    try writer.run("DELETE FROM roles WHERE id = \(id)")
    try writer.record(JournalEntry("roles", "removed", ids: [id], client: client, by: viewer.actor, ["name": .string(try role.get("name"))]), at: now)
}
