package import Customers
package import Database
import Journal
package import Kernel
package import Localization

/// A link by which a price file is fetched without signing in.
package struct PriceFileLink: Sendable {
    package let id: Int64
    package let client: ID<Client>
    package let person: ID<Person>
    package let personName: String
    package let name: String
    package let format: PriceFileFormat
    package let language: Language
    package let createdAt: Instant
    package let isRevoked: Bool
    package let usedAt: Instant?
    package let uses: Int
    /// Nil: the file is made at every request.
    package let schedule: PriceFileSchedule?
}

private let linkLimit = 50

/// Makes a link for the viewer's client, in the name and with the rights of the person; it ends with them.
/// - Returns: its number, and the token, shown once.
package func createPriceFileLink(
    name: String, format: PriceFileFormat, language: Language, for viewer: Viewer, at now: Instant, in writer: any Writer
) throws -> (id: Int64, token: String) {
    try viewer.demand(.seePrices)
    guard case .person(let person) = viewer.identity else { throw Refusal(.forbidden) }
    let client = try viewer.demandClient().id
    let name = name.trimmed
    guard !name.isEmpty, name.unicodeScalars.count <= 100 else {
        throw Refusal(.validation, "fields", problems: [Refusal.Problem("/name", .validation, name.isEmpty ? "field_required" : "text_too_long", ["limit": .integer(100)])])
    }
    let count: Int = try writer.row("SELECT COUNT(*) AS n FROM price_file_links WHERE client_id = \(client) AND revoked_at IS NULL")?.get("n") ?? 0
    guard count < linkLimit else { throw Refusal(.validation, "too_many_links", ["limit": .integer(Int64(linkLimit))]) }
    let token = Secret.make("pf_")
    guard let id: Int64 = try writer.rows("""
        INSERT INTO price_file_links (client_id, person_id, name, format, language, schedule, token_hash, created_at)
        VALUES (\(client), \(person), \(name), \(format.rawValue), \(language.rawValue), 'live', \(Secret.digest(token)), \(now)) RETURNING id
        """).first?.get("id")
    else { throw Refusal(.unavailable) }
    try writer.record(
        JournalEntry("price-file-links", "created", ids: [id], client: client, by: viewer.actor, ["name": .string(name), "format": .string(format.rawValue)]), at: now)
    return (id, token)
}

/// Ends a link with its schedule: its own, or any of the client's for whoever manages its people.
package func revokePriceFileLink(_ id: Int64, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let client = try viewer.demandClient().id
    guard case .person(let person) = viewer.identity,
        let row = try writer.row("SELECT person_id, revoked_at FROM price_file_links WHERE id = \(id) AND client_id = \(client)"),
        try row.get("person_id", as: ID<Person>.self) == person || viewer.rights.contains(.managePeople)
    else { throw Refusal.notFound }
    guard try writer.run("UPDATE price_file_links SET revoked_at = \(now) WHERE id = \(id) AND client_id = \(client) AND revoked_at IS NULL") == 1 else { return }
    try writer.run("DELETE FROM price_file_schedules WHERE link_id = \(id)")
    try writer.record(JournalEntry("price-file-links", "revoked", ids: [id], client: client, by: viewer.actor), at: now)
}

/// The links of the viewer's client that it may look at, the newest first: its own; all of them for staff and for whoever manages the client's people.
package func priceFileLinks(for viewer: Viewer, in reader: any Reader) throws -> [PriceFileLink] {
    try viewer.demand(.seePrices)
    return try reader.links(try visibleLinks(to: viewer), limit: 500)
}

/// One of those links, living.
package func priceFileLink(_ id: Int64, for viewer: Viewer, in reader: any Reader) throws -> PriceFileLink {
    try viewer.demand(.seePrices)
    guard let link = try reader.links("k.id = \(id) AND \(try visibleLinks(to: viewer))", limit: 1).first else { throw Refusal.notFound }
    return link
}

private func visibleLinks(to viewer: Viewer) throws -> SQL {
    guard case .person(let person) = viewer.identity, let client = viewer.client?.id else { return "1 = 0" }
    let own: SQL = viewer.isStaff || viewer.rights.contains(.managePeople) ? "" : "AND k.person_id = \(person)"
    return "k.client_id = \(client) AND k.revoked_at IS NULL \(own)"
}

/// Who asks with a link's token: its person with the rights of today. Nil for a link that is unknown or revoked, and when the person has no longer the
/// right to see prices; they all look alike. A token that came by mail works for a month, and as long as its recipient may see what is in the file.
package func openPriceFileLink(_ token: String, at now: Instant, in reader: any Reader) throws -> (link: PriceFileLink, viewer: Viewer)? {
    guard token.hasPrefix("pf_"), token.utf8.count <= 100 else { return nil }
    let hash = Secret.digest(token)
    if let link = try reader.links("k.token_hash = \(hash) AND k.revoked_at IS NULL", limit: 1).first {
        return try priceFileViewer(of: link, at: now, in: reader).map { (link, $0) }
    }
    guard let letter = try reader.row("SELECT link_id, person_id FROM price_file_letters WHERE token_hash = \(hash) AND created_at > \(now.adding(seconds: -PriceFileLetter.keptFor))"),
        let link = try reader.links("k.id = \(try letter.get("link_id", as: Int64.self)) AND k.revoked_at IS NULL", limit: 1).first,
        let viewer = try priceFileViewer(of: link, at: now, in: reader),
        let recipient = try reader.viewer(person: try letter.get("person_id"), client: link.client, at: now), rightsInPriceFile(of: viewer).isSubset(of: recipient.rights)
    else { return nil }
    return (link, viewer)
}

/// The person of a link with the rights of today; nil when it may no longer see these prices, or its client is blocked.
package func priceFileViewer(of link: PriceFileLink, at now: Instant, in reader: any Reader) throws -> Viewer? {
    guard let viewer = try reader.viewer(person: link.person, client: link.client, at: now), viewer.rights.contains(.seePrices), viewer.block == nil else { return nil }
    return viewer
}

/// What somebody must be allowed to see to be given a file made with these rights.
func rightsInPriceFile(of owner: Viewer) -> Set<Right> { owner.rights.intersection([.seePrices, .seeStock]).union([.seePrices]) }

/// Remembers that a link was used.
package func notePriceFileUse(_ id: Int64, at now: Instant, in writer: any Writer) throws {
    try writer.run("UPDATE price_file_links SET uses = uses + 1, used_at = \(now) WHERE id = \(id)")
}

extension Reader {
    func links(_ condition: SQL, limit: Int) throws -> [PriceFileLink] {
        try rows("""
            SELECT k.id, k.client_id, k.person_id, p.name AS person_name, k.name, k.format, k.language, k.created_at, k.revoked_at, k.used_at, k.uses,
                s.weekdays, s.hour, s.gives, s.revision, s.next_due, s.due_at, s.prepared_at, s.file_hash, s.file_size, s.problem, s.problem_at,
                (SELECT COUNT(*) FROM price_file_recipients AS r WHERE r.link_id = k.id) AS recipients
            FROM price_file_links AS k JOIN people AS p ON p.id = k.person_id LEFT JOIN price_file_schedules AS s ON s.link_id = k.id
            WHERE \(condition) ORDER BY k.id DESC LIMIT \(Int64(limit))
            """).map { row in
                PriceFileLink(
                    id: try row.get("id"), client: try row.get("client_id"), person: try row.get("person_id"), personName: try row.get("person_name"),
                    name: try row.get("name"), format: PriceFileFormat(rawValue: try row.get("format")) ?? .csv, language: Language(rawValue: try row.get("language")) ?? .ru,
                    createdAt: try row.get("created_at"), isRevoked: try row.find("revoked_at", as: Int64.self) != nil, usedAt: try row.find("used_at"), uses: try row.get("uses"),
                    schedule: try PriceFileSchedule(row))
            }
    }
}
