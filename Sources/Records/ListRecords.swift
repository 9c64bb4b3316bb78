package import Database
package import Kernel

/// Records of a kind in the fields of the kind, as `saveRecords` would take them again: in the order of their making, those changed since a moment.
///
/// Costs a query for the page, one for each table that it refers to and one for each list. Rows without a key of their own (what Kontor keeps for itself)
/// are left out.
/// - Parameter id: the number of the last row of the page before.
/// - Returns: the page and the number of its last row; nil when it is empty.
package func listRecords(of kind: RecordKind, updatedSince moment: Instant?, after id: Int64, limit: Int, in reader: any Reader) throws -> (items: [JSON], last: Int64?) {
    let rows = try reader.recordRows(of: kind, updatedSince: moment, after: id, limit: limit)
    let ids = try rows.map { try $0.get("id", as: Int64.self) }
    var records = try rows.map { row in StoredRecord(id: try row.get("id"), values: try kind.fields.map { $0.isList ? .null : try row.value($0.column) }) }
    for (position, field) in kind.fields.enumerated() where field.isList {
        let lists = try reader.listItems(of: field, owners: ids)
        for index in records.indices { records[index].lists[position] = lists[ids[index]] }
    }
    return (try kind.objects(of: records, in: reader).map { .object($0) }, ids.last)
}

/// Records as they stand by their numbers, each with when it was last changed; those that are gone are left out. Costs what a page of `listRecords` costs.
package func records(of kind: RecordKind, numbered ids: [Int64], in reader: any Reader) throws -> [Int64: (record: JSONObject, changedAt: Instant)] {
    guard !ids.isEmpty else { return [:] }
    let rows = try reader.recordRows(of: kind, numbered: ids)
    var records = try rows.map { row in StoredRecord(id: try row.get("id"), values: try kind.fields.map { $0.isList ? .null : try row.value($0.column) }) }
    for (position, field) in kind.fields.enumerated() where field.isList {
        let lists = try reader.listItems(of: field, owners: records.compactMap(\.id))
        for index in records.indices { records[index].lists[position] = records[index].id.flatMap { lists[$0] } }
    }
    var found: [Int64: (record: JSONObject, changedAt: Instant)] = [:]
    for (row, object) in zip(rows, try kind.objects(of: records, in: reader)) { found[try row.get("id")] = (object, try row.get("updated_at")) }
    return found
}

extension RecordKind {
    /// Records in the kind's fields, references by external id: a query for each table that they refer to.
    /// - Parameter positions: of the fields that are wanted; nil for all.
    func objects(of records: [StoredRecord], only positions: Set<Int>? = nil, in reader: any Reader) throws -> [JSONObject] {
        let wanted = fields.enumerated().filter { positions?.contains($0.offset) ?? true }
        var targets: [String: Set<Int64>] = [:]
        for (position, field) in wanted {
            switch field.form {
            case .reference(let table, _): targets[table, default: []].formUnion(records.compactMap { $0.values[position].number })
            case .references(let table, _): targets[table, default: []].formUnion(records.lazy.flatMap { $0.lists[position] ?? [] }.compactMap(\.number))
            default: continue
            }
        }
        var names: [String: [Int64: String]] = [:]
        for (table, ids) in targets.sorted(by: { $0.key < $1.key }) { names[table] = try reader.externalIDs(in: table, ids: ids.sorted()) }
        return records.map { record in
            var item = JSONObject()
            for (position, field) in wanted {
                switch field.form {
                case .reference(let table, _): item[field.name] = .text(record.values[position].number.flatMap { names[table]?[$0] })
                case .references(let table, _):
                    item[field.name] = .array((record.lists[position] ?? []).compactMap { value in value.number.flatMap { names[table]?[$0] }.map { JSON.string($0) } })
                case .texts: item[field.name] = .array((record.lists[position] ?? []).compactMap { if case .text(let text) = $0 { .string(text) } else { nil } })
                default: item[field.name] = field.json(of: record.values[position])
                }
            }
            return item.nested
        }
    }
}

extension RecordField {
    /// A stored value as the API writes it; an open end of a period is null.
    fileprivate func json(of value: SQLValue) -> JSON {
        switch (form, value) {
        case (.flag, .integer(let number)): .bool(number != 0)
        case (.integer, .integer(let number)): .number(String(number))
        case (.quantity, .integer(let number)): .text(Quantity(thousandths: number)?.decimal)
        case (.unitPrice, .integer(let number)): .text(UnitPrice(units: number)?.decimal)
        case (.decimal(let scale, _), .integer(let number)): .string(DecimalText.write(number, scale: scale, places: 0))
        case (.money, .integer(let number)): .text(Money(minorUnits: number, currency: .rub)?.decimal)
        case (.day, .integer) where value == fallback: .null
        case (.day, .integer(let number)): .text(Day(number: number)?.description)
        case (.instant, .integer(let number)): .string(Instant(milliseconds: number).text)
        case (.text, .text("")), (.checked, .text("")): .null
        case (.document, .text(let text)): (try? JSON(parsing: Array(text.utf8))) ?? .null
        case (_, .text(let text)): .string(text)
        default: .null
        }
    }
}

extension JSONObject {
    /// Members such as `target/client` as an object in their place, of which the stated one stays; `{"all": true}` where none is.
    fileprivate var nested: JSONObject {
        guard entries.contains(where: { $0.key.contains("/") }) else { return self }
        var object = JSONObject()
        for (key, value) in entries {
            guard let slash = key.firstIndex(of: "/") else { object[key] = value; continue }
            let group = String(key[..<slash])
            if object[group] == nil { object[group] = ["all": true] }
            if value != .null { object[group] = .object([String(key[key.index(after: slash)...]): value]) }
        }
        return object
    }
}

extension SQLValue {
    fileprivate var number: Int64? { if case .integer(let number) = self { number } else { nil } }
}
