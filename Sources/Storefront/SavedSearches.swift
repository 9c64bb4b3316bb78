package import Customers
package import Database
package import Kernel

/// A question to the catalogue under a name of the person's own.
package struct SavedSearch: Sendable {
    package let id: Int64
    package let name: String
    /// The parameters of the catalogue's address, as it was: `category=K1&in_stock=1`.
    package let parameters: String
    /// Whether the person wants to be told of new products among the answers.
    package let isWatched: Bool
}

/// So many searches a person keeps for one client.
package let savedSearchLimit = 100

/// The viewer's searches for the client it acts for, by their age.
package func savedSearches(of viewer: Viewer, in reader: any Reader) throws -> [SavedSearch] {
    guard case .person(let person) = viewer.identity, let client = viewer.client else { return [] }
    return try reader.rows("""
        SELECT id, name, address, known_up_to FROM saved_searches WHERE person_id = \(person) AND client_id = \(client.id) ORDER BY id LIMIT \(savedSearchLimit)
        """).map { SavedSearch(id: try $0.get("id"), name: try $0.get("name"), parameters: try $0.get("address"), isWatched: try $0.find("known_up_to", as: Int64.self) != nil) }
}

/// Keeps a question under a name; the same question takes the new name. Throws the problem of the field `name`, `searches_are_full`.
package func saveSearch(_ name: String, parameters: String, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let person = try viewer.demandPerson()
    let client = try viewer.demandClient().id
    let name = try clean(name)
    let known = try savedSearches(of: viewer, in: writer)
    if let same = known.first(where: { $0.parameters == parameters }) { return try renameSearch(same.id, to: name, for: viewer, in: writer) }
    guard known.count < savedSearchLimit else { throw Refusal(.validation, "searches_are_full", ["limit": .integer(Int64(savedSearchLimit))]) }
    try writer.run("INSERT INTO saved_searches (person_id, client_id, name, address, created_at) VALUES (\(person), \(client), \(name), \(parameters), \(now))")
}

/// Gives one of the viewer's own searches another name. Throws `not_found`, the problem of the field `name`.
package func renameSearch(_ id: Int64, to name: String, for viewer: Viewer, in writer: any Writer) throws {
    let name = try clean(name)
    let client = try viewer.demandClient().id
    let changed = try writer.run("UPDATE saved_searches SET name = \(name) WHERE id = \(id) AND person_id = \(try viewer.demandPerson()) AND client_id = \(client)")
    if changed == 0 { throw Refusal.notFound }
}

/// Forgets one of the viewer's own searches. Throws `not_found`.
package func removeSearch(_ id: Int64, for viewer: Viewer, in writer: any Writer) throws {
    let client = try viewer.demandClient().id
    let gone = try writer.run("DELETE FROM saved_searches WHERE id = \(id) AND person_id = \(try viewer.demandPerson()) AND client_id = \(client)")
    if gone == 0 { throw Refusal.notFound }
}

private func clean(_ name: String) throws -> String {
    let name = name.trimmed
    guard !name.isEmpty else { throw Refusal(.validation, "fields", problems: [Refusal.Problem("/name", .validation, "field_required")]) }
    guard name.unicodeScalars.count <= 100 else { throw Refusal(.validation, "fields", problems: [Refusal.Problem("/name", .validation, "text_too_long", ["limit": .integer(100)])]) }
    return name
}
