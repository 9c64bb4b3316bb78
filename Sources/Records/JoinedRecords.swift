import Database
import Kernel

/// Tables whose records may be joined with one another: where the external ids of those that went lead to what stands in their place.
private let aliases = ["clients": (table: "client_aliases", column: "client_id"), "client_entities": (table: "client_entity_aliases", column: "client_entity_id")]

/// An item of a record that was joined with another finds that one and leaves it as it is: whoever tells of both would otherwise make it now this, now that.
func findJoined(_ drafts: inout [RecordDraft], of kind: RecordKind, in reader: any Reader) throws {
    guard aliases[kind.table] != nil, kind.key == ["external_id"], let position = kind.position(of: "external_id") else { return }
    func name(_ draft: RecordDraft) -> String? { if case .value(.text(let name)) = draft.cells[position] { name } else { nil } }
    var standing: [String: String] = [:]
    for row in try reader.joined(in: kind.table, named: drafts.compactMap(name)) { standing[try row.get("name")] = try row.get("standing") }
    guard !standing.isEmpty else { return }
    for index in drafts.indices {
        guard let other = name(drafts[index]).flatMap({ standing[$0] }) else { continue }
        drafts[index].cells[position] = .value(.text(other))
        drafts[index].isJoined = true
    }
}

extension Reader {
    /// What stands in the place of records that were joined: `name` of those that went, with `id` and `standing`, the external id of what stands.
    func joined(in table: String, named names: [String]) throws -> [Row] {
        guard !names.isEmpty, let alias = aliases[table] else { return [] }
        let client = table == "clients" ? "t.id" : "t.client_id"
        return try rows(SQL(stringLiteral: """
            SELECT a.external_id AS name, t.id, t.external_id AS standing, \(client) AS client_id
            FROM \(alias.table) AS a JOIN \(table) AS t ON t.id = a.\(alias.column) WHERE a.external_id 
            """) + "\(in: names) ORDER BY a.external_id")
    }
}
