package import Database
package import Kernel

extension JSON {
    /// A decimal string, or a JSON number by its letters; empty for anything else.
    package var plainNumeral: String { if case .number(let text) = self { text } else { string ?? "" } }
}

extension RecordDraft {
    /// What the draft states in a list of objects: the texts of their member; empty where it states none.
    package func stated(_ member: String, in field: String) -> [String] {
        guard let position = kind.position(of: field), case .value(.text(let text)) = cells[position] else { return [] }
        return ((try? JSON(parsing: Array(text.utf8)))?.array ?? []).compactMap { $0[member]?.string }
    }
}

/// Refuses drafts whose lines name products that there are not, each with its place: one query.
package func refuseUnknownProducts(in field: String, of drafts: inout [RecordDraft], _ reader: any Reader) throws {
    let stated = drafts.map { $0.stated("product", in: field) }
    let known = try reader.numbers(in: "products", externalIDs: Set(stated.joined()).sorted(), owned: false).numbers
    for index in drafts.indices {
        for (place, product) in stated[index].enumerated() where known[product] == nil { drafts[index].problems.append(unknownReference("\(field)/\(place)/product", product)) }
    }
}
