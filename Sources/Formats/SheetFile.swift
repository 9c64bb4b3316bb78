import Foundation

/// The formats in which a list is handed over.
package enum SheetFormat: String, Sendable, CaseIterable {
    case csv, xlsx

    package var contentType: String { self == .csv ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" }
}

/// A table with headings as a file that people open in a spreadsheet. What begins like a formula is disarmed.
///
/// - Parameters:
///   - name: what the sheet of a workbook is called.
///   - decimalMark: how numbers are written where the format has letters only.
/// - Throws: `XLSXProblem` where a workbook cannot be written.
package func sheetBytes(_ format: SheetFormat, name: String, heads: [String], rows: [[SheetCell]], decimalMark: String) throws -> [UInt8] {
    switch format {
    case .csv:
        var writer = CSVWriter()
        writer.append(heads.map { .text($0) })
        for row in rows {
            writer.append(row.map { cell in
                switch cell {
                case .empty: .text("")
                case .text(let text): .text(text)
                case .number(let text): .number(text.replacing(".", with: decimalMark))
                }
            })
        }
        return writer.bytes
    case .xlsx:
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("kontor-sheet-\(UUID().uuidString).xlsx")
        defer { try? FileManager.default.removeItem(at: file) }
        let widths = heads.indices.map { place in
            let longest = rows.prefix(100).map { $0.indices.contains(place) ? $0[place].length : 0 }.max() ?? 0
            return Double(min(60, max(10, heads[place].count, longest)) + 2)
        }
        let writer = try XLSXWriter(path: file.path, sheet: name, columns: zip(heads, widths).map { ($0, $1) })
        for row in rows { try writer.write(row) }
        try writer.finish()
        return Array(try Data(contentsOf: file))
    }
}

extension SheetCell {
    fileprivate var length: Int {
        switch self {
        case .empty: 0
        case .text(let text), .number(let text): text.count
        }
    }
}
