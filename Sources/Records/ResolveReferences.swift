import Database
package import Kernel

/// Puts numbers in the place of external ids; what is unknown becomes a problem of its item, unless the same batch brings it.
/// - Parameter claimed: external ids of the kind itself which the batch has just given: whether they stay is known when its items are merged.
/// - Returns: for tables whose rows belong to a client, the client of each row referred to.
func resolveReferences(in drafts: inout [RecordDraft], of kind: RecordKind, claimed: [String: Int64] = [:], reader: any Reader) throws -> [String: [Int64: Int64]] {
    var wanted: [String: Set<String>] = [:]
    var owned: Set<String> = []
    for (position, field) in kind.fields.enumerated() {
        let table: String
        switch field.form {
        case .reference(let name, let within):
            table = name
            if within != nil { owned.insert(name) }
        case .references(let name, _): table = name
        default: continue
        }
        for draft in drafts {
            switch draft.cells[position] {
            case .pending(let id): wanted[table, default: []].insert(id)
            case .pendingList(let ids): wanted[table, default: []].formUnion(ids)
            default: break
            }
        }
    }
    var known: [String: [String: Int64]] = [:]
    var owners: [String: [Int64: Int64]] = [:]
    for (table, ids) in wanted.sorted(by: { $0.key < $1.key }) {
        let (numbers, clients) = try reader.numbers(in: table, externalIDs: Array(ids), owned: owned.contains(table))
        known[table] = table == kind.table && !claimed.isEmpty ? numbers.filter { claimed[$0.key] == nil } : numbers
        owners[table] = clients
    }
    let sound = Set(drafts.filter { $0.problems.isEmpty }.compactMap(\.label))
    for index in drafts.indices {
        for (position, cell) in drafts[index].cells {
            let field = kind.fields[position]
            switch (field.form, cell) {
            case (.reference(let table, _), .pending(let id)):
                if table == kind.table { drafts[index].named[position] = id }
                if let number = known[table]?[id] {
                    drafts[index].cells[position] = .value(.integer(number))
                } else if table != kind.table || !sound.contains(id) || kind.key.contains(field.name) {
                    drafts[index].problems.append(unknownReference(field.name, id))
                }
            case (.references(let table, _), .pendingList(let ids)):
                var numbers: [SQLValue] = []
                for (place, id) in ids.enumerated() {
                    if let number = known[table]?[id] {
                        if !numbers.contains(.integer(number)) { numbers.append(.integer(number)) }
                    } else {
                        drafts[index].problems.append(unknownReference("\(field.name)/\(place)", id))
                    }
                }
                drafts[index].cells[position] = .list(numbers)
            default: break
            }
        }
    }
    return owners
}

/// The problem of a field that names a record which is not there.
package func unknownReference(_ path: String, _ id: String) -> Refusal.Problem {
    Refusal.Problem("/\(path)", .validation, "unknown_reference", ["value": .text(String(id.prefix(200)))])
}
