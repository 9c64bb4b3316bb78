import Kernel

extension Sheet {
    /// Rows that say other things of a record than a row above them, by their lines, with the line of the one above: they would be written over each other with every import.
    ///
    /// A record is known by what its row calls it. Another row of it may say what the first leaves open.
    func repeatedRows(_ mapping: RecordMapping, _ subject: SheetSubject) -> [Int: Int] {
        let rows = records(mapping)
        var (firsts, several): ([String: Int], [String: [Sheet.Row]]) = ([:], [:])
        for (place, row) in zip(rows.indices, rows) {
            guard let key = mapping.key(of: row, subject) else { continue }
            guard let first = firsts[key] else { firsts[key] = place; continue }
            several[key, default: [rows[first]]].append(row)
        }
        let telling = mapping.columns.keys.filter { !subject.keyColumns.contains($0) && $0 != .barcode }
        var found: [Int: Int] = [:]
        for rows in several.values {
            var told: [RecordSheetColumn: (text: String, line: Int)] = [:]
            for row in rows {
                let cells = telling.compactMap { column in mapping.cell(column, row).map { (column, Self.compared($0)) } }
                if let other = cells.compactMap({ column, text in told[column].flatMap { $0.text == text ? nil : $0.line } }).min() { found[row.line] = other; continue }
                for (column, text) in cells where told[column] == nil { told[column] = (text, row.line) }
            }
        }
        return found
    }

    /// A number written otherwise says the same.
    private static func compared(_ cell: String) -> String { sheetNumber(sheetCode(cell)) }
}

extension SheetSubject {
    /// The columns that say what a row is of.
    fileprivate var keyColumns: Set<RecordSheetColumn> {
        switch self {
        case .products: [.externalID, .article]
        case .contents: [.product, .article]
        case .stock: [.product, .article, .warehouse, .moment]
        case .relations, .ownRelations: [.product, .article, .relation, .target]
        case .parameters: [.externalID, .code]
        case .pictures: []
        }
    }
}

extension RecordMapping {
    /// What a row is of, as it calls it; nil where it does not say. Pictures of a product are as many as there are.
    fileprivate func key(of row: Sheet.Row, _ subject: SheetSubject) -> String? {
        func text(_ columns: RecordSheetColumn...) -> String? { columns.lazy.compactMap { column in cell(column, row).map { "\(column.rawValue) \(sheetCode($0))" } }.first }
        let parts: [String?]
        switch subject {
        case .products: parts = [text(.externalID, .article, .barcode)]
        case .contents: parts = [text(.product, .article, .barcode)]
        case .stock: parts = [text(.product, .article, .barcode), text(.warehouse) ?? list ?? "", text(.moment) ?? ""]
        case .relations, .ownRelations: parts = [text(.product, .article), text(.relation)?.folded, text(.target)]
        case .parameters: parts = [text(.externalID, .code)]
        case .pictures: return nil
        }
        let told = parts.compactMap(\.self)
        return told.count == parts.count ? told.joined(separator: "\u{1F}") : nil
    }
}
