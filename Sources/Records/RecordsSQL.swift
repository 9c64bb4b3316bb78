package import Database
import Kernel

// Table and column names come from `RecordKind` values of the source, never from outside; everything else is bound.

extension Writer {
    /// One upsert of a kind at a time: two nodes that bring the same new record wait for each other instead of colliding.
    package func lockRecords(of kind: RecordKind) throws {
        guard dialect == .postgres else { return }
        try run("INSERT INTO record_locks (kind) VALUES (\(kind.name)) ON CONFLICT (kind) DO UPDATE SET kind = excluded.kind")
    }

    /// Takes the external ids from rows that had been given them.
    func giveBack(_ ids: [Int64], of kind: RecordKind) throws {
        guard !ids.isEmpty else { return }
        try run(raw("UPDATE \(kind.table) SET external_id = NULL WHERE id ") + "\(in: ids)")
    }

    /// - Returns: the numbers of the new rows by their key.
    func insertRecords(of kind: RecordKind, _ records: [StoredRecord], at now: Instant) throws -> [[SQLValue]: Int64] {
        guard !records.isEmpty else { return [:] }
        let columns = kind.storedColumns
        var table = ValueTable(columns.map { ($0.name, $0.type) } + [("updated_at", .integer)])
        for record in records { table.append(kind.storedValues(record) + [now.sqlValue]) }
        let names = (columns.map(\.name) + ["updated_at"]).joined(separator: ", ")
        let keys = kind.keyColumns
        let insert: SQL = raw("INSERT INTO \(kind.table) (\(names)) SELECT \(names) FROM ") + "\(table: table) AS v WHERE true "
        let answer = try rows(insert + raw("RETURNING id, \(keys.joined(separator: ", "))"))
        var numbers: [[SQLValue]: Int64] = [:]
        for row in answer { numbers[try keys.map { try row.value($0) }] = try row.get("id") }
        return numbers
    }

    /// The key of a record never changes: its columns, and the indexes over them, are left alone.
    func updateRecords(of kind: RecordKind, _ records: [StoredRecord], at now: Instant) throws {
        let records = records.filter { $0.isDirty }
        guard !records.isEmpty else { return }
        let keys = Set(kind.keyColumns)
        let all = kind.storedColumns
        let places = all.indices.filter { !keys.contains(all[$0].name) }
        let columns = places.map { all[$0] }
        var table = ValueTable([("id", .integer)] + columns.map { ($0.name, $0.type) })
        for record in records {
            guard let id = record.id else { continue }
            let values = kind.storedValues(record)
            table.append([.integer(id)] + places.map { values[$0] })
        }
        // Of a record with nothing but lists the moment alone.
        let assignments = columns.map { "\($0.name) = v.\($0.name), " }.joined()
        try run(raw("UPDATE \(kind.table) SET \(assignments)updated_at = ") + "\(now) FROM \(table: table) AS v WHERE " + raw("\(kind.table).id = v.id"))
    }

    func replaceList(of field: RecordField, lists: [(owner: Int64, items: [SQLValue])]) throws {
        guard !lists.isEmpty, let child = field.child else { return }
        try run(raw("DELETE FROM \(child.table) WHERE \(child.owner) ") + "\(in: lists.map(\.owner))")
        var table = ValueTable([("owner", .integer), ("position", .integer), ("item", field.columnType)])
        for (owner, items) in lists {
            for (position, item) in items.enumerated() { table.append([.integer(owner), .integer(Int64(position)), item]) }
        }
        guard !table.rows.isEmpty else { return }
        try run(raw("INSERT INTO \(child.table) (\(child.owner), position, \(child.column)) SELECT owner, position, item FROM ")
            + "\(table: table) AS v WHERE true")
    }
}

extension Reader {
    /// Who refers to the rows of a table by their numbers: tables and columns, by name.
    package func references(to table: String) throws -> [(table: String, column: String)] {
        let select: SQL
        switch dialect {
        case .sqlite:
            select = """
                SELECT m.name AS holder, f."from" AS held_by FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS f
                WHERE m.type = 'table' AND f."table" = \(table) AND f."to" = 'id' ORDER BY 1, 2
                """
        case .postgres:
            select = """
                SELECT c.relname::text AS holder, a.attname::text AS held_by FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid
                CROSS JOIN LATERAL unnest(k.conkey, k.confkey) AS pair (own, target)
                JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = pair.own JOIN pg_attribute AS t ON t.attrelid = k.confrelid AND t.attnum = pair.target
                WHERE k.contype = 'f' AND k.confrelid = to_regclass(CAST(\(table) AS TEXT)) AND t.attname = 'id' ORDER BY 1, 2
                """
        }
        return try rows(select).map { (try $0.get("holder"), try $0.get("held_by")) }
    }

    /// Numbers of rows by external id, also by that of a row which was joined with another; with `owned` also the client of each row.
    package func numbers(in table: String, externalIDs: [String], owned: Bool) throws -> (numbers: [String: Int64], clients: [Int64: Int64]) {
        let client = owned ? ", client_id" : ""
        var numbers: [String: Int64] = [:]
        var clients: [Int64: Int64] = [:]
        for row in try rows(raw("SELECT id, external_id\(client) FROM \(table) WHERE external_id ") + "\(in: externalIDs)") {
            let id: Int64 = try row.get("id")
            numbers[try row.get("external_id")] = id
            if owned { clients[id] = try row.find("client_id") }
        }
        for row in try joined(in: table, named: externalIDs.filter { numbers[$0] == nil }) {
            let id: Int64 = try row.get("id")
            numbers[try row.get("name")] = id
            if owned { clients[id] = try row.find("client_id") }
        }
        return (numbers, clients)
    }

    /// Where the field at a position leads from what the drafts name in it, step by step to the end, by external ids.
    func steps(named position: Int?, in drafts: [RecordDraft], of kind: RecordKind) throws -> [String: String] {
        guard let position else { return [:] }
        let named = Set(drafts.compactMap { $0.named[position] }).sorted()
        guard !named.isEmpty else { return [:] }
        let (table, column) = (kind.table, kind.fields[position].column)
        var steps: [String: String] = [:]
        try forEach(raw("WITH RECURSIVE chain (id, next_id) AS (SELECT id, \(column) FROM \(table) WHERE external_id ") + "\(in: named)" + raw("""
             UNION SELECT c.id, c.\(column) FROM \(table) AS c JOIN chain ON c.id = chain.next_id)
            SELECT c.external_id, n.external_id AS next FROM chain JOIN \(table) AS c ON c.id = chain.id JOIN \(table) AS n ON n.id = chain.next_id ORDER BY c.id
            """)) { steps[try $0.get("external_id")] = try $0.get("next") }
        return steps
    }

    /// The rows that have these keys, with their lists, kept by `lock` unless they are only looked at.
    func storedRecords(of kind: RecordKind, keys: [[SQLValue]], _ lock: DialectPart?) throws -> [[SQLValue]: StoredRecord] {
        guard !keys.isEmpty else { return [:] }
        let keyColumns = kind.keyColumns
        var table = ValueTable(kind.key.compactMap { name in kind.position(of: name).map { (kind.fields[$0].column, kind.fields[$0].columnType) } })
        for key in keys { table.append(key) }
        let plain = kind.fields.filter { !$0.isList }.map { "t.\($0.column)" }.joined(separator: ", ")
        let join = keyColumns.map { "t.\($0) = k.\($0)" }.joined(separator: " AND ")
        let select: SQL = raw("SELECT t.id, \(plain) FROM ") + "\(table: table) AS k " + raw("JOIN \(kind.table) AS t ON \(join) ORDER BY t.id ") + (lock.map { "\($0)" } ?? "")
        var stored: [[SQLValue]: StoredRecord] = [:]
        var keyOfID: [Int64: [SQLValue]] = [:]
        for row in try rows(select) {
            let id: Int64 = try row.get("id")
            let values = try kind.fields.map { $0.isList ? .null : try row.value($0.column) }
            let key = try keyColumns.map { try row.value($0) }
            stored[key] = StoredRecord(id: id, values: values)
            keyOfID[id] = key
        }
        for (position, field) in kind.fields.enumerated() where field.isList {
            for (id, items) in try listItems(of: field, owners: keyOfID.keys.sorted()) { if let key = keyOfID[id] { stored[key]?.lists[position] = items } }
        }
        return stored
    }

    /// The items of a list field, in order, by the row that owns them.
    func listItems(of field: RecordField, owners: [Int64]) throws -> [Int64: [SQLValue]] {
        guard let child = field.child, !owners.isEmpty else { return [:] }
        var items: [Int64: [SQLValue]] = [:]
        for row in try rows(raw("SELECT \(child.owner) AS owner, \(child.column) AS item FROM \(child.table) WHERE \(child.owner) ") + "\(in: owners) "
            + raw("ORDER BY \(child.owner), position")) { items[try row.get("owner"), default: []].append(try row.value("item")) }
        return items
    }

    func recordRows(of kind: RecordKind, updatedSince moment: Instant?, after id: Int64, limit: Int) throws -> [Row] {
        let columns = (["id"] + kind.fields.filter { !$0.isList }.map(\.column)).joined(separator: ", ")
        let whole = (kind.keyColumns.map { "\($0) IS NOT NULL" } + ["id > "]).joined(separator: " AND ")
        let since: SQL = moment.map { " AND updated_at >= \($0)" } ?? ""
        return try rows(raw("SELECT \(columns) FROM \(kind.table) WHERE \(whole)") + "\(id)" + since + (kind.listed.map { " AND " + $0 } ?? "") + " ORDER BY id LIMIT \(limit)")
    }

    func recordRows(of kind: RecordKind, numbered ids: [Int64]) throws -> [Row] {
        let columns = (["id", "updated_at"] + kind.fields.filter { !$0.isList }.map(\.column)).joined(separator: ", ")
        let whole = kind.keyColumns.map { "\($0) IS NOT NULL AND " }.joined()
        return try rows(raw("SELECT \(columns) FROM \(kind.table) WHERE \(whole)id ") + "\(in: ids) ORDER BY id")
    }

    func externalIDs(in table: String, ids: [Int64]) throws -> [Int64: String] {
        guard !ids.isEmpty else { return [:] }
        var names: [Int64: String] = [:]
        for row in try rows(raw("SELECT id, external_id FROM \(table) WHERE id ") + "\(in: ids)") { names[try row.get("id")] = try row.find("external_id") }
        return names
    }

    /// Who holds the values of unique fields that the drafts state: by field position and value, the holder's key.
    func holders(of kind: RecordKind, drafts: [RecordDraft]) throws -> [Int: [SQLValue: [SQLValue]]] {
        var holders: [Int: [SQLValue: [SQLValue]]] = [:]
        for name in kind.unique {
            guard let position = kind.position(of: name) else { continue }
            var texts: [String] = []
            for draft in drafts { if case .value(.text(let text)) = draft.cells[position] { texts.append(text) } }
            holders[position] = [:]
            guard !texts.isEmpty else { continue }
            let columns = kind.keyColumns.joined(separator: ", ")
            let column = kind.fields[position].column
            for row in try rows(raw("SELECT \(column) AS held, \(columns) FROM \(kind.table) WHERE \(column) ") + "\(in: texts)") {
                holders[position]?[try row.value("held")] = try kind.keyColumns.map { try row.value($0) }
            }
        }
        return holders
    }
}

extension RecordKind {
    fileprivate var keyColumns: [String] { key.compactMap { name in position(of: name).map { fields[$0].column } } }

    fileprivate var storedColumns: [(name: String, type: ValueTable.ColumnType)] {
        fields.flatMap { field -> [(name: String, type: ValueTable.ColumnType)] in
            if field.isList { return [] }
            return [(field.column, field.columnType)] + (field.folded.map { [($0, ValueTable.ColumnType.text)] } ?? [])
        }
    }

    fileprivate func storedValues(_ record: StoredRecord) -> [SQLValue] {
        zip(fields, record.values).flatMap { field, value -> [SQLValue] in
            if field.isList { return [] }
            guard field.folded != nil else { return [value] }
            guard case .text(let text) = value else { return [value, .null] }
            return [value, .text(text.folded)]
        }
    }
}

extension RecordField {
    fileprivate var child: ChildTable? {
        switch form {
        case .references(_, let child), .texts(let child, _): child
        default: nil
        }
    }
}

/// A fragment of names that stand in the source.
private func raw(_ text: String) -> SQL { SQL(stringLiteral: text) }

package enum RecordsSchema {
    package static let migration = Migration(2, "record locks", [
        "CREATE TABLE record_locks (kind \(.text) PRIMARY KEY) \(.strict)",
    ])
}
