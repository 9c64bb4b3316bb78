import Formats
import Foundation
import Kernel

/// The rows of a sheet that were refused, as they stand there, with one more column: what to repair.
package struct RefusedRowsReport: Sendable {
    package enum Format: String, Sendable, CaseIterable {
        case csv, xlsx

        package var mediaType: String {
            switch self {
            case .csv: "text/csv; charset=utf-8"
            case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            }
        }
    }

    private let head: [String]
    private let rows: [[String]]

    /// - Parameter reason: the title of the further column; each row brings its own reasons in words.
    package init(titles: [String], rows: [(cells: [String], reason: String)], reason: String) {
        let width = max(titles.count, rows.map(\.cells.count).max() ?? 0)
        func padded(_ cells: [String]) -> [String] { cells + Array(repeating: "", count: width - min(width, cells.count)) }
        head = padded(titles) + [reason]
        self.rows = rows.map { padded($0.cells.map(sheetCode)) + [$0.reason] }
    }

    /// - Parameter name: what the sheet of a workbook is called.
    /// - Throws: where a workbook cannot be written.
    package func bytes(_ format: Format, name: String) throws -> [UInt8] {
        switch format {
        case .csv:
            var writer = CSVWriter()
            for row in [head] + rows { writer.append(row.map { .text($0) }) }
            return writer.bytes
        case .xlsx:
            let file = FileManager.default.temporaryDirectory.appendingPathComponent("kontor-report-\(UUID().uuidString).xlsx")
            defer { try? FileManager.default.removeItem(at: file) }
            let widths = head.indices.map { place in min(60, max(10, ([head] + rows.prefix(100)).map { $0[place].count }.max() ?? 0)) }
            let writer = try XLSXWriter(path: file.path, sheet: name, columns: zip(head, widths).map { ($0, Double($1 + 2)) }, disarms: false)
            for row in rows { try writer.write(row.map { $0.isEmpty ? .empty : .text($0) }) }
            try writer.finish()
            return Array(try Data(contentsOf: file))
        }
    }
}
