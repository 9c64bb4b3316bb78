import Database
import Kernel
package import Records

extension CustomerRecords {
    /// Departments of clients: who belongs to which is decided in the portal. No two of a client have one name.
    package static let departments = RecordKind(
        "departments", table: "departments",
        [
            .externalID, .client, RecordField("parent", .reference(table: "departments", within: "client")), .name(folded: "name_folded"), .address,
            RecordField("zone", .text(limit: 100)), RecordField("time_zone", .timeZone),
        ],
        acyclic: "parent", complete: { try refuseTakenNames(&$0, in: $1) }, claim: { try $1.claimDepartments($0) })
}

/// Refuses a name that another department of the client has, with two queries.
private func refuseTakenNames(_ drafts: inout [RecordDraft], in reader: any Reader) throws {
    let places = drafts.indices.filter { drafts[$0].problems.isEmpty && drafts[$0].states("name") }
    guard !places.isEmpty else { return }
    var clients: [String: Int64] = [:]
    for row in try reader.rows("SELECT external_id, client_id FROM departments WHERE external_id \(in: places.compactMap { drafts[$0].label })") {
        clients[try row.get("external_id")] = try row.get("client_id")
    }
    func client(_ draft: RecordDraft) -> Int64? { draft.label.flatMap { clients[$0] } ?? draft.number("client") }
    let names = Set(places.compactMap { drafts[$0].text("name")?.folded }).sorted()
    var holders: [ClientsName: String] = [:]
    for row in try reader.rows("""
        SELECT client_id, name_folded, external_id FROM departments WHERE client_id \(in: Set(places.compactMap { client(drafts[$0]) }).sorted()) AND name_folded \(in: names)
        """)
    {
        holders[ClientsName(client: try row.get("client_id"), name: try row.get("name_folded"))] = try row.find("external_id") ?? ""
    }
    for place in places {
        guard let label = drafts[place].label, let name = drafts[place].text("name"), let client = client(drafts[place]) else { continue }
        let key = ClientsName(client: client, name: name.folded)
        if holders[key, default: label] != label { drafts[place].problems.append(Refusal.Problem("/name", .validation, "name_taken", ["value": .text(name)])) }
        holders[key] = holders[key] ?? label
    }
}

private struct ClientsName: Hashable {
    let client: Int64
    let name: String
}

extension Writer {
    /// A department that a client has made for itself becomes the ERP's when the ERP tells of one of its name.
    /// - Returns: the numbers of such, by their external ids.
    fileprivate func claimDepartments(_ items: [JSON]) throws -> [String: Int64] {
        var told: [(id: String, client: String, name: String)] = []
        for item in items {
            if let id = item["external_id"]?.string?.trimmed, !id.isEmpty, let client = item["client"]?.string?.trimmed, let name = item["name"]?.string { told.append((id, client, name.trimmed.folded)) }
        }
        guard !told.isEmpty else { return [:] }
        let clients = try numbers(in: "clients", externalIDs: Set(told.map(\.client)).sorted(), owned: false).numbers
        var free: [ClientsName: Int64] = [:]
        for row in try rows("""
            SELECT id, client_id, name_folded FROM departments WHERE external_id IS NULL AND client_id \(in: clients.values.sorted()) AND name_folded \(in: Set(told.map(\.name)).sorted())
            """)
        {
            free[ClientsName(client: try row.get("client_id"), name: try row.get("name_folded"))] = try row.get("id")
        }
        guard !free.isEmpty else { return [:] }
        let known = Set(try rows("SELECT external_id FROM departments WHERE external_id \(in: told.map(\.id))").map { try $0.get("external_id", as: String.self) })
        var claimed: [String: Int64] = [:]
        for one in told where !known.contains(one.id) {
            guard let client = clients[one.client], let id = free.removeValue(forKey: ClientsName(client: client, name: one.name)) else { continue }
            let count = try run("UPDATE departments SET external_id = \(one.id) WHERE id = \(id) AND NOT EXISTS (SELECT 1 FROM departments AS o WHERE o.external_id = \(one.id))")
            if count == 1 { claimed[one.id] = id }
        }
        return claimed
    }
}
