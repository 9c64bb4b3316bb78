package import Kernel

/// How much of a sheet is read before it is refused.
package struct XLSXBudget: Sendable {
    package var archive = ZIPBudget()
    package var rows = 1_048_576
    package var columns = 500
    /// All different texts together.
    package var textBytes = 128 << 20
    package init() {}
}

/// Why a workbook cannot be read.
package struct SheetProblem: Error, Hashable, Sendable {
    /// A key of the texts: `not_a_workbook`, `workbook_broken`, `workbook_too_large`.
    package let reason: String
    package init(_ reason: String) { self.reason = reason }
}

/// Reads the first visible sheet of an Office Open XML workbook (ECMA-376, part 1, chapter 18) row by row; only the different texts are kept in memory.
///
/// A formula counts by its stored value. Numbers come as decimal texts with the 15 digits that spreadsheets work with, dates as `YYYY-MM-DD`.
package struct XLSXReader: Sendable {
    private let archive: ZIPArchive
    private let budget: XLSXBudget
    private let sheet: ZIPArchive.Entry
    private let texts: [String]
    private let dateStyles: Set<Int>
    /// Days from 1970-01-01 to the workbook's day nought.
    private let dayNought: Int

    /// Whether these are the bytes of a workbook.
    package static func isBeginning(_ bytes: [UInt8]) -> Bool {
        ZIPArchive.isBeginning(bytes) && (try? ZIPArchive(bytes).entry("xl/workbook.xml")) != nil
    }

    /// Throws `SheetProblem`.
    package init(_ bytes: [UInt8], budget: XLSXBudget = XLSXBudget()) throws {
        do {
            let archive = try ZIPArchive(bytes, budget: budget.archive)
            guard let workbook = archive.entry("xl/workbook.xml") else { throw SheetProblem("not_a_workbook") }
            let book = try Workbook(archive, workbook)
            guard let sheet = archive.entry(book.sheetPath) else { throw SheetProblem("workbook_broken") }
            self.archive = archive
            self.budget = budget
            self.sheet = sheet
            dayNought = book.isFrom1904 ? -24_107 : -25_569
            texts = try archive.entry("xl/sharedStrings.xml").map { try Self.sharedTexts(archive, $0, budget) } ?? []
            dateStyles = try archive.entry("xl/styles.xml").map { try Self.dateStyles(archive, $0) } ?? []
        } catch { throw Self.problem(error) }
    }

    /// Calls `take` with each row that has a filled cell: its number from 1, and its cells by column. Throws `SheetProblem` and what `take` throws.
    package func forEachRow(_ take: (_ line: Int, _ cells: [String]) throws -> Void) throws {
        var reading = RowReading(texts: texts, dateStyles: dateStyles, dayNought: dayNought, budget: budget)
        var ours: (any Error)?
        do {
            try XMLReader().read(try archive.source(sheet)) { event, _ in
                guard let row = try reading.take(event) else { return }
                do { try take(row.line, row.cells) } catch {
                    ours = error
                    throw error
                }
            }
        } catch { throw ours ?? Self.problem(error) }
    }

    private static func problem(_ error: any Error) -> any Error {
        switch error {
        case let problem as ZIPProblem where problem.what == .tooLarge: SheetProblem("workbook_too_large")
        case let problem as ZIPProblem where problem.what == .notAnArchive: SheetProblem("not_a_workbook")
        case is ZIPProblem, is XMLProblem: SheetProblem("workbook_broken")
        default: error
        }
    }

    private static func sharedTexts(_ archive: ZIPArchive, _ entry: ZIPArchive.Entry, _ budget: XLSXBudget) throws -> [String] {
        var texts: [String] = []
        var current = ""
        var path: [String] = []
        var size = 0
        try XMLReader().read(try archive.source(entry)) { event, _ in
            switch event {
            case .start(let name, _):
                path.append(name)
                if name == "si" { current = "" }
            case .text(let text): if path.last == "t", !path.contains("rPh") { current += text }
            case .end(let name):
                path.removeLast()
                guard name == "si" else { return }
                size += current.utf8.count + 16
                guard size <= budget.textBytes else { throw SheetProblem("workbook_too_large") }
                texts.append(current)
            }
        }
        return texts
    }

    /// The cell formats that show a number as a date.
    private static func dateStyles(_ archive: ZIPArchive, _ entry: ZIPArchive.Entry) throws -> Set<Int> {
        var own: [Int: Bool] = [:]
        var styles: Set<Int> = []
        var count = 0
        var isInCells = false
        try XMLReader().read(try archive.source(entry)) { event, _ in
            switch event {
            case .start("numFmt", let attributes):
                guard let id = attributes["numFmtId"].flatMap({ Int($0) }) else { return }
                // Quoted words and colours in brackets say nothing about dates.
                let code = (attributes["formatCode"] ?? "").replacing(#/"[^"]*"|\[[^\]]*\]|\\./#, with: "").lowercased()
                own[id] = code.contains("yy") || code.contains("d") && code.contains("m")
            case .start("cellXfs", _): isInCells = true
            case .end("cellXfs"): isInCells = false
            case .start("xf", let attributes) where isInCells:
                let id = attributes["numFmtId"].flatMap { Int($0) } ?? 0
                if own[id] ?? ((14...17).contains(id) || id == 22) { styles.insert(count) }
                count += 1
            default: break
            }
        }
        return styles
    }
}

/// Which sheet is the first to be seen, and from when days are counted.
private struct Workbook {
    let sheetPath: String
    let isFrom1904: Bool

    init(_ archive: ZIPArchive, _ entry: ZIPArchive.Entry) throws {
        var isFrom1904 = false
        var sheets: [(id: String, isHidden: Bool)] = []
        try XMLReader().read(try archive.source(entry)) { event, _ in
            switch event {
            case .start("workbookPr", let attributes): isFrom1904 = ["1", "true"].contains(attributes["date1904"])
            // The relation's id is the prefixed one; `sheetId` has another name.
            case .start("sheet", let attributes): sheets.append((attributes["id"] ?? "", ["hidden", "veryHidden"].contains(attributes["state"])))
            default: break
            }
        }
        self.isFrom1904 = isFrom1904
        var paths: [String: String] = [:]
        if let relations = archive.entry("xl/_rels/workbook.xml.rels") {
            try XMLReader().read(try archive.source(relations)) { event, _ in
                guard case .start("Relationship", let attributes) = event, let id = attributes["Id"], let target = attributes["Target"] else { return }
                paths[id] = target.hasPrefix("/") ? String(target.dropFirst()) : "xl/" + target
            }
        }
        let sheet = sheets.first { !$0.isHidden } ?? sheets.first
        sheetPath = sheet.flatMap { paths[$0.id] } ?? "xl/worksheets/sheet1.xml"
    }
}

/// Builds rows from the events of a sheet.
private struct RowReading {
    let texts: [String]
    let dateStyles: Set<Int>
    let dayNought: Int
    let budget: XLSXBudget

    private var line = 0
    private var cells: [String] = []
    private var column = 0
    private var type = ""
    private var style = 0
    private var value = ""
    private var isInValue = false
    private var isInRows = false

    init(texts: [String], dateStyles: Set<Int>, dayNought: Int, budget: XLSXBudget) {
        self.texts = texts
        self.dateStyles = dateStyles
        self.dayNought = dayNought
        self.budget = budget
    }

    /// A whole row when this event ends one.
    mutating func take(_ event: XMLEvent) throws -> (line: Int, cells: [String])? {
        switch event {
        case .start(let name, let attributes):
            switch name {
            case "sheetData": isInRows = true
            case "row" where isInRows:
                let stated = attributes["r"].flatMap { Int($0) } ?? line + 1
                guard stated > line, stated <= budget.rows else { throw SheetProblem(stated > line ? "workbook_too_large" : "workbook_broken") }
                (line, cells, column) = (stated, [], 0)
            case "c" where isInRows:
                column = attributes["r"].flatMap(columnNumber) ?? column + 1
                (type, style, value) = (attributes["t"] ?? "n", attributes["s"].flatMap { Int($0) } ?? 0, "")
            case "v", "t": isInValue = isInRows
            default: break
            }
        case .text(let text): if isInValue { value += text }
        case .end(let name):
            switch name {
            case "sheetData": isInRows = false
            case "v", "t": isInValue = false
            case "c" where isInRows:
                guard column <= budget.columns, !value.isEmpty else { break }
                let text = shown
                if !text.isEmpty { put(text) }
            case "row" where isInRows: return cells.isEmpty ? nil : (line, cells)
            default: break
            }
        }
        return nil
    }

    private mutating func put(_ text: String) {
        guard column >= 1 else { return }
        while cells.count < column { cells.append("") }
        cells[column - 1] = text
    }

    private var shown: String {
        switch type {
        case "s": Int(value).flatMap { texts.indices.contains($0) ? texts[$0] : nil } ?? ""
        case "b": value == "1" ? "true" : "false"
        case "n": number
        default: value
        }
    }

    private var number: String {
        guard let number = Double(value), number.isFinite else { return value }
        if dateStyles.contains(style), number >= 0, number < 3_000_000, let day = Day(number: Int64(number.rounded(.down)) + Int64(dayNought)) { return day.description }
        return decimalText(number, as: value)
    }
}

/// `"BC17"` → 55.
private func columnNumber(_ reference: String) -> Int? {
    var number = 0
    for byte in reference.utf8 {
        guard (65...90).contains(byte) else { break }
        number = number * 26 + Int(byte - 64)
        if number > 20_000 { return nil }
    }
    return number == 0 ? nil : number
}

/// A spreadsheet's number by its 15 significant digits, without an exponent: `12.300000000000001` is 12.3, as the sheet shows it.
func decimalText(_ number: Double, as text: String) -> String {
    let digits = text.utf8.count { (48...57).contains($0) }
    if digits <= 15, text.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 || $0 == 45 }) { return text }
    guard number != 0, number.magnitude < 1e15, number.magnitude >= 1e-9 else { return number == 0 ? "0" : text }
    var exponent = 14
    var scale = number.magnitude
    while scale >= 10 { scale /= 10; exponent -= 1 }
    while scale < 1 { scale *= 10; exponent += 1 }
    let places = max(0, min(15, exponent))
    var power = 1.0
    for _ in 0..<places { power *= 10 }
    guard let units = Int64(exactly: (number.magnitude * power).rounded()) else { return text }
    return (number < 0 ? "-" : "") + DecimalText.write(units, scale: places, places: 0)
}
