package import Kernel

/// What a column of some sort of sheet may tell.
package protocol SheetColumn: RawRepresentable<String>, Hashable, Sendable {}

/// Which columns of a sheet tell what: guessed from their titles, corrected by a person.
package struct SheetMapping<Column: SheetColumn>: Sendable, Equatable {
    /// The place of the row of titles among the rows; the records stand below it.
    package var header: Int
    package var columns: [Column: Int]
    /// What all rows are of, where no column tells it: the external id of a price list or of a warehouse.
    package var list: String?
    /// The columns whose names are made where nobody knows them.
    package var makes: Set<Column> = []
    /// The first rows, shortened, for a person to look at.
    package var sample: [[String]] = []

    /// The row with the most known titles among the first twenty: price lists have a letterhead above.
    package init(of sheet: Sheet, guessing column: (String) -> Column?) {
        var best: (place: Int, columns: [Column: Int]) = (0, [:])
        for (place, row) in sheet.rows.prefix(20).enumerated() {
            var columns: [Column: Int] = [:]
            for (index, title) in row.cells.enumerated() {
                if let field = column(title), columns[field] == nil { columns[field] = index }
            }
            if columns.count > best.columns.count { best = (place, columns) }
        }
        (header, columns, list) = (best.place, best.columns, nil)
        sample = sheet.rows.dropFirst(best.place).prefix(6).map { $0.cells.prefix(200).map { String($0.prefix(60)) } }
    }

    package var json: JSON {
        let columns = JSONObject(self.columns.sorted { $0.key.rawValue < $1.key.rawValue }.map { ($0.key.rawValue, JSON.number(String($0.value))) })
        let makes = makes.map(\.rawValue).sorted().map { JSON.string($0) }
        return ["header": .number(String(header)), "columns": .object(columns), "list": .text(list), "makes": .array(makes), "sample": .array(sample.map { .array($0.map { .string($0) }) })]
    }

    package init?(_ json: JSON) {
        guard let header = json["header"]?.int.flatMap({ Int(exactly: $0) }), header >= 0 else { return nil }
        self.header = header
        columns = [:]
        for (name, place) in json["columns"]?.object?.entries ?? [] {
            if let field = Column(rawValue: name), let column = place.int.flatMap({ Int(exactly: $0) }), column >= 0 { columns[field] = column }
        }
        list = json["list"]?.string
        makes = Set((json["makes"]?.array ?? []).compactMap { $0.string.flatMap { Column(rawValue: $0) } })
        sample = (json["sample"]?.array ?? []).map { ($0.array ?? []).compactMap(\.string) }
    }

    /// Takes the columns as a form puts them: `column-3=article`; of two for one field the first stays.
    package mutating func choose(_ fields: [(name: String, value: String)], among known: [Column]) {
        columns = [:]
        for (name, value) in fields {
            guard name.hasPrefix("column-"), let place = Int(name.dropFirst(7)), place >= 0, let column = Column(rawValue: value), known.contains(column), columns[column] == nil else { continue }
            columns[column] = place
        }
    }

    /// The columns as they stand in the sample: the title and the field that each is taken for, with what stands below.
    package var shown: [(title: String, field: Column?, sample: [String])] {
        let width = sample.map(\.count).max() ?? 0
        return (0..<width).map { place in
            let cells = sample.map { $0.indices.contains(place) ? $0[place] : "" }
            return (cells.first ?? "", columns.first { $0.value == place }?.key, Array(cells.dropFirst()))
        }
    }

    /// The cell of a field, nil where it is empty.
    func cell(_ field: Column, _ row: Sheet.Row) -> String? {
        guard let column = columns[field], row.cells.indices.contains(column), !row.cells[column].isEmpty else { return nil }
        return row.cells[column]
    }
}

/// A title of a column as titles are compared: small letters, ё as е, words apart by one blank.
func sheetTitle(_ title: String) -> String { title.lowercased().replacing("ё", with: "е").split { !$0.isLetter && !$0.isNumber }.joined(separator: " ") }
