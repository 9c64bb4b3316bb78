import Catalog
package import Customers
package import Database
package import Kernel

/// What is done to many products at once, as it was typed.
package struct BulkAction: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Gives a parameter a value, takes it out of sight, lets the ERP's value hold again.
        case set, clear, restore
        /// Writes the text in Russian, or in English; an empty one lets the ERP's, or the Russian one, hold again.
        case describe, translate
        /// Relates each of the products to one.
        case relate
    }

    package var kind: Kind
    /// The code of a parameter.
    package var parameter: String
    package var value: String
    package var relation: String
    package var article: String
    package var ratio: String
    package var note: String
    package var text: String

    package init(
        kind: Kind, parameter: String = "", value: String = "", relation: String = "", article: String = "", ratio: String = "", note: String = "", text: String = ""
    ) {
        self.text = text
        self.kind = kind
        self.parameter = parameter
        self.value = value
        self.relation = relation
        self.article = article
        self.ratio = ratio
        self.note = note
    }

    var json: JSON {
        [
            "kind": .string(kind.rawValue), "parameter": .string(parameter), "value": .string(value), "relation": .string(relation), "article": .string(article), "ratio": .string(ratio),
            "note": .string(note), "text": .string(text),
        ]
    }

    init?(_ text: String) {
        guard let json = try? JSON(parsing: Array(text.utf8)), let kind = json["kind"]?.string.flatMap({ Kind(rawValue: $0) }) else { return nil }
        func told(_ name: String) -> String { json[name]?.string ?? "" }
        self.init(kind: kind, parameter: told("parameter"), value: told("value"), relation: told("relation"), article: told("article"), ratio: told("ratio"), note: told("note"), text: told("text"))
    }
}

/// The products that somebody chose: by their articles, or all that a question finds.
package enum BulkChoice: Hashable, Sendable {
    case these([String])
    case found(GoodsQuestion)
}

/// A change of many products that was made.
package struct BulkChange: Sendable {
    package let id: Int64
    package let at: Instant
    package let person: String?
    package let action: BulkAction
    package let changed: Int64
    package let unchanged: Int64
    package let refused: Int64
    package let undoneAt: Instant?
    /// Products put back, and those left because somebody has changed them since.
    package let putBack: Int64
    package let kept: Int64

    /// The most products of one change.
    package static let limit = 5000
    /// How long it can be taken back.
    package static let undoTime: Int64 = 24 * 3600

    package var undoUntil: Instant { at.adding(seconds: Self.undoTime) }

    package func canBeUndone(at now: Instant) -> Bool { undoneAt == nil && changed > 0 && now < undoUntil }
}

/// The changes of many products, the latest first.
package func bulkChanges(limit: Int = 50, for viewer: Viewer, in reader: any Reader) throws -> [BulkChange] {
    try viewer.demandEditing()
    return try reader.bulkChanges(where: "1 = 1", limit: limit)
}

package func bulkChange(_ id: Int64, for viewer: Viewer, in reader: any Reader) throws -> BulkChange {
    try viewer.demandEditing()
    return try reader.bulkChange(id)
}

/// The articles of a change: those that were put back or not, or all.
package func articles(ofBulkChange id: Int64, fate: String? = nil, limit: Int, for viewer: Viewer, in reader: any Reader) throws -> [String] {
    try viewer.demandEditing()
    let fated: SQL = fate.map { "AND c.fate = \($0)" } ?? ""
    return try reader.rows("""
        SELECT p.article FROM bulk_change_products AS c JOIN products AS p ON p.id = c.product_id WHERE c.change_id = \(id) \(fated) ORDER BY p.article LIMIT \(Int64(limit))
        """).map { try $0.get("article") }
}

extension Reader {
    func bulkChange(_ id: Int64) throws -> BulkChange {
        guard let found = try bulkChanges(where: "c.id = \(id)", limit: 1).first else { throw Refusal.notFound }
        return found
    }

    fileprivate func bulkChanges(where condition: SQL, limit: Int) throws -> [BulkChange] {
        try rows("""
            SELECT c.id, c.at, c.action, c.changed, c.unchanged, c.refused, c.undone_at, c.put_back, c.kept, people.name AS person
            FROM bulk_changes AS c LEFT JOIN people ON people.id = c.person_id WHERE \(condition) ORDER BY c.id DESC LIMIT \(Int64(limit))
            """).compactMap { row in
                guard let action = BulkAction(try row.get("action", as: String.self)) else { return nil }
                return BulkChange(
                    id: try row.get("id"), at: try row.get("at"), person: try row.find("person"), action: action, changed: try row.get("changed"), unchanged: try row.get("unchanged"),
                    refused: try row.get("refused"), undoneAt: try row.find("undone_at"), putBack: try row.get("put_back"), kept: try row.get("kept"))
            }
    }
}
