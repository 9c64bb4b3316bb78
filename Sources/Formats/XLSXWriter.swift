import CXLSXWriter
import Foundation
package import Kernel

/// Writes one sheet of an Office Open XML workbook row by row into a file, in memory that does not grow with the rows (libxlsxwriter keeps them in a
/// temporary file beside it).
///
/// Rows are written from one task at a time. `finish` completes the file; a writer that is dropped before leaves what it has written to its owner.
package final class XLSXWriter {
    /// What a spreadsheet holds: 1,048,576 rows.
    package static let rowLimit = 1_048_576

    private var workbook: UnsafeMutablePointer<lxw_workbook>?
    private let sheet: UnsafeMutablePointer<lxw_worksheet>
    private let bold: UnsafeMutablePointer<lxw_format>?
    private var row: UInt32 = 0
    private let disarms: Bool

    /// - Parameters:
    ///   - columns: titles and widths in characters.
    ///   - disarms: whether texts that begin like a formula get an apostrophe. A cell of a text is none: who gets his own rows back gets them as they were.
    /// - Throws: `XLSXProblem` when the file cannot be made.
    package init(path: String, sheet name: String, columns: [(title: String, width: Double)], disarms: Bool = true) throws {
        self.disarms = disarms
        let folder = (path as NSString).deletingLastPathComponent
        let workbook: UnsafeMutablePointer<lxw_workbook>? = folder.withCString { folder in
            var options = lxw_workbook_options(constant_memory: 1, tmpdir: UnsafeMutablePointer(mutating: folder), use_zip64: 1)
            // The library copies both texts.
            return workbook_new_opt(path, &options)
        }
        guard let workbook else { throw XLSXProblem("no workbook") }
        // Sheet names hold 31 characters and none of []:*?/\.
        let name = String(name.filter { !"[]:*?/\\'".contains($0) }.prefix(31))
        guard let sheet = workbook_add_worksheet(workbook, name.isEmpty ? "1" : name) else {
            workbook_close(workbook)
            throw XLSXProblem("no sheet")
        }
        self.workbook = workbook
        self.sheet = sheet
        bold = workbook_add_format(workbook)
        if let bold { format_set_bold(bold) }
        for (place, column) in columns.enumerated() { worksheet_set_column(sheet, UInt16(clamping: place), UInt16(clamping: place), column.width, nil) }
        worksheet_freeze_panes(sheet, 1, 0)
        try write(columns.map { .text($0.title) }, format: bold)
    }

    deinit { if let workbook { workbook_close(workbook) } }

    package func write(_ cells: [SheetCell]) throws { try write(cells, format: nil) }

    private func write(_ cells: [SheetCell], format: UnsafeMutablePointer<lxw_format>?) throws {
        guard Int(row) < Self.rowLimit else { throw XLSXProblem("more than \(Self.rowLimit) rows") }
        for (place, cell) in cells.enumerated() {
            let column = UInt16(clamping: place)
            let outcome: lxw_error
            switch cell {
            case .empty: continue
            // Longer texts than 32,767 characters are refused by the format.
            case .text(let text): outcome = worksheet_write_string(sheet, row, column, String((disarms ? disarmed(text) : text).plain.prefix(32_000)), format)
            case .number(let text):
                if let number = Double(text), number.isFinite {
                    outcome = worksheet_write_number(sheet, row, column, number, format)
                } else {
                    outcome = worksheet_write_string(sheet, row, column, text, format)
                }
            }
            guard outcome == LXW_NO_ERROR else { throw XLSXProblem(String(cString: lxw_strerror(outcome))) }
        }
        row += 1
    }

    /// Completes and closes the file.
    package func finish() throws {
        guard let workbook else { return }
        self.workbook = nil
        let outcome = workbook_close(workbook)
        guard outcome == LXW_NO_ERROR else { throw XLSXProblem(String(cString: lxw_strerror(outcome))) }
    }
}

/// A workbook could not be written: a full disk, too many rows.
package struct XLSXProblem: Error, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = "XLSX: \(description)" }
}

extension String {
    /// Without the control characters that XML forbids and, for C, without a NUL.
    fileprivate var plain: String { String(String.UnicodeScalarView(unicodeScalars.filter { $0.value >= 0x20 || $0 == "\n" || $0 == "\t" })) }
}
