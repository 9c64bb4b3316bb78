package import Customers
package import Database
import Journal
package import Kernel
package import Localization

/// A link by which a price file is fetched without signing in.
package struct PriceFileLink: Sendable {
    /// Live: made at every request. By schedule: made once a day or a week, and the same until then.
    package enum Schedule: String, Sendable, CaseIterable { case live, day, week }

    package let id: Int64
    package let client: ID<Client>
    package let person: ID<Person>
    package let personName: String
    package let name: String
    package let format: PriceFileFormat
    package let language: Language
    package let schedule: Schedule
    package let createdAt: Instant
    package let isRevoked: Bool
    package let usedAt: Instant?
    package let uses: Int
    package let preparedAt: Instant?

    /// The name of its prepared file in the folder of price files.
    package var fileName: String { "link-\(id).\(format == .yml ? "xml" : format.rawValue)" }

    /// Whether a file by schedule has to be made anew.
    package func isDue(at now: Instant) -> Bool {
        guard schedule != .live, !isRevoked else { return false }
        guard let preparedAt else { return true }
        return now.milliseconds - preparedAt.milliseconds >= (schedule == .day ? 86_400_000 : 7 * 86_400_000)
    }
}

private let linkLimit = 50

/// Makes a link for the viewer's client, in the name and with the rights of the person; it ends with them.
/// - Returns: the token, shown once.
package func createPriceFileLink(
    name: String, format: PriceFileFormat, language: Language, schedule: PriceFileLink.Schedule, for viewer: Viewer, at now: Instant, in writer: any Writer
) throws -> String {
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
        VALUES (\(client), \(person), \(name), \(format.rawValue), \(language.rawValue), \(schedule.rawValue), \(Secret.digest(token)), \(now)) RETURNING id
        """).first?.get("id")
    else { throw Refusal(.unavailable) }
    try writer.record(
        JournalEntry("price-file-links", "created", ids: [id], client: client, by: viewer.actor, ["name": .string(name), "format": .string(format.rawValue)]), at: now)
    return token
}

/// Ends a link: its own, or any of the client's for whoever manages its people.
package func revokePriceFileLink(_ id: Int64, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let client = try viewer.demandClient().id
    guard case .person(let person) = viewer.identity,
        let row = try writer.row("SELECT person_id, revoked_at FROM price_file_links WHERE id = \(id) AND client_id = \(client)"),
        try row.get("person_id", as: ID<Person>.self) == person || viewer.rights.contains(.managePeople)
    else { throw Refusal.notFound }
    guard try writer.run("UPDATE price_file_links SET revoked_at = \(now) WHERE id = \(id) AND client_id = \(client) AND revoked_at IS NULL") == 1 else { return }
    try writer.record(JournalEntry("price-file-links", "revoked", ids: [id], client: client, by: viewer.actor), at: now)
}

/// The links of the viewer's client that it may end, the newest first.
package func priceFileLinks(for viewer: Viewer, in reader: any Reader) throws -> [PriceFileLink] {
    try viewer.demand(.seePrices)
    guard case .person(let person) = viewer.identity, let client = viewer.client?.id else { return [] }
    let own: SQL = viewer.rights.contains(.managePeople) ? "" : "AND k.person_id = \(person)"
    return try reader.links("k.client_id = \(client) AND k.revoked_at IS NULL \(own)", limit: 500)
}

/// Who asks with a link's token: its person with the rights of today. Nil for a link that is unknown or revoked, and when the person has no longer the
/// right to see prices; they all look alike.
package func openPriceFileLink(_ token: String, at now: Instant, in reader: any Reader) throws -> (link: PriceFileLink, viewer: Viewer)? {
    guard token.hasPrefix("pf_"), token.utf8.count <= 100 else { return nil }
    guard let link = try reader.links("k.token_hash = \(Secret.digest(token)) AND k.revoked_at IS NULL", limit: 1).first else { return nil }
    return try priceFileViewer(of: link, at: now, in: reader).map { (link, $0) }
}

/// The person of a link with the rights of today; nil when it may no longer see these prices.
package func priceFileViewer(of link: PriceFileLink, at now: Instant, in reader: any Reader) throws -> Viewer? {
    guard let viewer = try reader.viewer(person: link.person, client: link.client, at: now), viewer.rights.contains(.seePrices) else { return nil }
    return viewer
}

/// Remembers that a link was used.
package func notePriceFileUse(_ id: Int64, at now: Instant, in writer: any Writer) throws {
    try writer.run("UPDATE price_file_links SET uses = uses + 1, used_at = \(now) WHERE id = \(id)")
}

/// Links whose files have to be made by schedule, after one of them.
package func scheduledPriceFiles(after id: Int64, limit: Int = 100, in reader: any Reader) throws -> [PriceFileLink] {
    try reader.links("k.schedule <> 'live' AND k.revoked_at IS NULL AND k.id > \(id)", order: "k.id", limit: limit)
}

/// Remembers that a link's file was made.
package func notePriceFilePrepared(_ id: Int64, size: Int, at now: Instant, in writer: any Writer) throws {
    try writer.run("UPDATE price_file_links SET prepared_at = \(now), prepared_size = \(Int64(size)) WHERE id = \(id)")
}

extension Reader {
    fileprivate func links(_ condition: SQL, order: SQL = "k.id DESC", limit: Int) throws -> [PriceFileLink] {
        try rows("""
            SELECT k.id, k.client_id, k.person_id, p.name AS person_name, k.name, k.format, k.language, k.schedule, k.created_at, k.revoked_at, k.used_at, k.uses,
                k.prepared_at
            FROM price_file_links AS k JOIN people AS p ON p.id = k.person_id WHERE \(condition) ORDER BY \(order) LIMIT \(Int64(limit))
            """).map { row in
                PriceFileLink(
                    id: try row.get("id"), client: try row.get("client_id"), person: try row.get("person_id"), personName: try row.get("person_name"),
                    name: try row.get("name"), format: PriceFileFormat(rawValue: try row.get("format")) ?? .csv, language: Language(rawValue: try row.get("language")) ?? .ru,
                    schedule: PriceFileLink.Schedule(rawValue: try row.get("schedule")) ?? .live, createdAt: try row.get("created_at"),
                    isRevoked: try row.find("revoked_at", as: Int64.self) != nil, usedAt: try row.find("used_at"), uses: try row.get("uses"),
                    preparedAt: try row.find("prepared_at"))
            }
    }
}
