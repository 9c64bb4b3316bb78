import Catalog
import Database
import Journal
import Kernel
import Records

extension RecordSheetColumn {
    /// What is made of names in the column that nobody knows.
    var madeKind: RecordKind? {
        switch self {
        case .brand: CatalogRecords.brands
        case .category: CatalogRecords.categories
        default: nil
        }
    }
}

extension SheetSubject {
    /// The columns whose unknown names can be made.
    package var makingColumns: [RecordSheetColumn] { self == .products ? [.category, .brand] : [] }
}

extension Writer {
    /// Notes the brands and categories that rows of a sheet need, and makes them when the sheet is taken: each once, the upper before the lower.
    func makeNames(_ missing: [MissingName], bySheet file: RecordSheet, isTaking: Bool, by actor: Actor, at now: Instant) throws -> [MissingName] {
        var all: [MissingName] = []
        for column in [RecordSheetColumn.category, .brand] {
            guard let kind = column.madeKind else { continue }
            var seen: Set<String> = []
            let wanted = missing.filter { $0.column == column && seen.insert($0.externalID).inserted }
            guard !wanted.isEmpty else { continue }
            var made = wanted
            if isTaking {
                let outcomes = try saveRecords(wanted.map(\.item), of: kind, by: actor, from: file.name, at: now, in: self)
                made = zip(wanted, outcomes).filter { $1.status == .created }.map(\.0)
                all += made
            }
            var table = ValueTable([("upload_id", .integer), ("kind", .text), ("external_id", .text), ("position", .integer), ("item", .text)])
            for one in made { table.append([.integer(file.id), .text(kind.name), .text(one.externalID), .integer(Int64(one.depth)), .text(one.item.text)]) }
            guard !table.rows.isEmpty else { continue }
            _ = try insert(into: "sheet_made", table, then: "ON CONFLICT (upload_id, kind, external_id) DO NOTHING")
        }
        return all
    }

    /// Takes away what a sheet made, the lower before the upper, where it still is as it was made and nothing else uses it.
    func unmakeNames(ofSheet id: Int64, by actor: Actor, at now: Instant) throws {
        for kind in [CatalogRecords.brands, CatalogRecords.categories] {
            var byDepth: [Int64: [JSONObject]] = [:]
            for row in try rows("SELECT position, item FROM sheet_made WHERE upload_id = \(id) AND kind = \(kind.name) AND fate IS NULL ORDER BY external_id") {
                guard let item = try JSON(parsing: Array(row.get("item", as: String.self).utf8)).object else { continue }
                byDepth[try row.get("position"), default: []].append(item)
            }
            for depth in byDepth.keys.sorted(by: >) { try unmake(byDepth[depth] ?? [], of: kind, ofSheet: id, by: actor, at: now) }
        }
    }

    private func unmake(_ made: [JSONObject], of kind: RecordKind, ofSheet id: Int64, by actor: Actor, at now: Instant) throws {
        let keys = made.map { JSON.object(["external_id": $0["external_id"] ?? .null]) }
        var fates: [(externalID: String, reason: String?)] = []
        var leaving: [JSON] = []
        for ((item, key), stands) in zip(zip(made, keys), try examineRecords(keys, of: kind, at: now, in: self).map(\.before)) {
            let name = item["external_id"]?.string ?? ""
            guard let stands else { fates.append((name, nil)); continue }
            let isSame = item.entries.allSatisfy { stands[$0.key] == $0.value }
            if isSame { leaving.append(key) } else { fates.append((name, "undo_changed_since")) }
        }
        for (key, outcome) in zip(leaving, try removeRecords(leaving, of: kind, kind.removal, by: actor, at: now, in: self)) {
            fates.append((key["external_id"]?.string ?? "", outcome.status == .refused ? "undo_refused" : nil))
        }
        var table = ValueTable([("name", .text), ("reason", .text)])
        for (name, reason) in fates { table.append([.text(name), reason.map { .text($0) } ?? .null]) }
        guard !table.rows.isEmpty else { return }
        try run("""
            UPDATE sheet_made SET fate = CASE WHEN v.reason IS NULL THEN 'back' ELSE 'kept' END, reason = v.reason FROM \(table: table) AS v
            WHERE sheet_made.upload_id = \(id) AND sheet_made.kind = \(kind.name) AND sheet_made.external_id = v.name
            """)
        let kept = Int64(fates.count { $0.reason != nil })
        try run("UPDATE record_sheets SET put_back = put_back + \(Int64(fates.count) - kept), kept = kept + \(kept) WHERE upload_id = \(id)")
    }
}
