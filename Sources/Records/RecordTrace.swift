import Database
package import Kernel

/// What one call of `saveRecords` has written, for those who may put it back.
package struct RecordTrace: Sendable {
    /// A record that was there before.
    package struct Change: Sendable {
        package let id: Int64
        /// What outcomes call it.
        package let label: String
        /// The fields that are other now, as `listRecords` writes them.
        package let before: JSONObject
        package let after: JSONObject

        package init(id: Int64, label: String, before: JSONObject, after: JSONObject) { (self.id, self.label, self.before, self.after) = (id, label, before, after) }
    }

    /// The numbers of new records.
    package let made: [Int64]
    package let changed: [Change]
    /// Those of which nothing but the moment is other that they were told for.
    package let touched: [Int64]
}

extension RecordTrace {
    /// Looks at the fields that any of the records has changed, and at no others: a query for each table that these refer to.
    init(of written: [(before: StoredRecord?, record: StoredRecord, label: String)], _ kind: RecordKind, in reader: any Reader) throws {
        made = written.filter { $0.before == nil }.compactMap(\.record.id)
        let known = written.filter { $0.before != nil }
        let befores = known.compactMap(\.before)
        var positions: Set<Int> = []
        for (before, after) in zip(befores, known.map(\.record)) {
            for position in kind.fields.indices where before.values[position] != after.values[position] || before.lists[position] ?? [] != after.lists[position] ?? [] {
                positions.insert(position)
            }
        }
        let images = try kind.objects(of: befores + known.map(\.record), only: positions, in: reader)
        var (changed, touched): ([Change], [Int64]) = ([], [])
        for (index, one) in known.enumerated() {
            guard let id = one.record.id else { continue }
            let (before, after) = (images[index], images[known.count + index])
            let fields = after.entries.map(\.key).filter { before[$0] != after[$0] }
            guard fields.contains(where: { $0 != kind.moment }) else { touched.append(id); continue }
            changed.append(
                Change(id: id, label: one.label, before: JSONObject(fields.map { ($0, before[$0] ?? .null) }), after: JSONObject(fields.map { ($0, after[$0] ?? .null) })))
        }
        (self.changed, self.touched) = (changed, touched)
    }
}
