import Formats
import Foundation
import Kernel

/// A table as somebody keeps it in a spreadsheet: CSV or XLSX, whatever its columns.
package struct Sheet: Sendable {
    package struct Row: Sendable {
        /// From 1, as the spreadsheet numbers it.
        package let line: Int
        package let cells: [String]
    }

    package static let rowLimit = 300_000

    package let name: String
    package private(set) var rows: [Row] = []
    /// Rows that could not be read at all, with the reason.
    package private(set) var broken: [(line: Int, reason: String)] = []

    /// Throws a `Refusal`: a broken or hostile workbook, more than `rowLimit` rows, nothing at all.
    package init(_ bytes: [UInt8], name: String) throws {
        self.name = name
        if XLSXReader.isBeginning(bytes) { try readWorkbook(bytes) } else { try readText(bytes) }
        guard !rows.isEmpty else { throw Refusal(.validation, "file_empty") }
    }

    /// Made of rows that nobody has written; the first has the titles.
    init(name: String, rows: [[String]]) {
        self.name = name
        self.rows = rows.enumerated().map { Row(line: $0 + 1, cells: $1) }
    }

    private mutating func readWorkbook(_ bytes: [UInt8]) throws {
        var rows: [Row] = []
        do {
            try XLSXReader(bytes).forEachRow { line, cells in
                guard rows.count <= Self.rowLimit else { throw Self.tooMany }
                rows.append(Row(line: line, cells: cells.map(\.trimmed)))
            }
        } catch let problem as SheetProblem { throw Refusal(.validation, problem.reason) }
        self.rows = rows
    }

    private mutating func readText(_ bytes: [UInt8]) throws {
        // A spreadsheet of the old format, a PDF or a picture would be read as one row of rubbish.
        guard !bytes.prefix(4096).contains(0) || bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) else { throw Refusal(.validation, "not_a_sheet") }
        var reader = CSVReader(MemorySource(bytes))
        while let row = try reader.next() {
            switch row {
            case .row(let line, let cells):
                guard cells.contains(where: { !$0.trimmed.isEmpty }) else { continue }
                guard rows.count <= Self.rowLimit else { throw Self.tooMany }
                rows.append(Row(line: line, cells: cells.map(\.trimmed)))
            case .broken(let line, _, let what): if broken.count < 1000 { broken.append((line, what)) }
            }
        }
    }

    private static let tooMany = Refusal(.validation, "too_many_rows", ["limit": .integer(Int64(rowLimit))])
}

/// A code or a text from a spreadsheet: without the apostrophe that disarms a formula.
func sheetCode(_ text: String) -> String {
    guard text.hasPrefix("'"), let second = text.dropFirst().first, "=+-@".contains(second) else { return text }
    return String(text.dropFirst())
}

/// A number as a spreadsheet or a person writes it: `1 234,50 ₽`, `1,234.50`. What is no number comes back as it is, to be told.
func sheetNumber(_ text: String) -> String {
    var plain = plainNumberKeepingMarks(text)
    for ending in ["₽", "руб.", "руб", "р."] where plain.lowercased().hasSuffix(ending) { plain = String(plain.dropLast(ending.count)); break }
    let marks = plain.filter { $0 == "," || $0 == "." }
    guard let last = marks.last else { return plain }
    // Of two kinds of marks the last is the decimal one; of one kind that stands several times none is.
    let isMixed = Set(marks).count > 1
    if !isMixed, marks.count > 1 { return plain }
    let other: Character = last == "," ? "." : ","
    return plain.filter { $0 != other }.replacing(",", with: ".")
}

private func plainNumberKeepingMarks(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.filter { !$0.properties.isWhitespace && $0 != "'" }))
}

/// A day as a spreadsheet or a person writes it: `01.12.2026`, `2026-12-01`, `1/12/2026`.
func sheetDay(_ text: String) -> String {
    let parts = text.prefix(10).split { $0 == "." || $0 == "/" }
    guard parts.count == 3, let day = Int(parts[0]), let month = Int(parts[1]), let year = Int(parts[2]), parts[2].count == 4,
        let date = Day(year: year, month: month, day: day)
    else { return text }
    return date.description
}
