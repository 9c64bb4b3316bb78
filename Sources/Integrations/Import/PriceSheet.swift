import Formats
import Foundation
package import Kernel

/// What a column of a sheet of prices tells.
package enum SheetField: String, Sendable, CaseIterable {
    case list = "price_list"
    case product, article
    case price = "unit_price"
    case minQuantity = "min_quantity"
    case from, to

    /// By the column's title, in Russian or English, as people and 1C write it.
    package init?(title: String) {
        let key = title.lowercased().replacing("ё", with: "е").split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
        guard !key.isEmpty else { return nil }
        if let field = Self.allCases.first(where: { $0.titles.contains(key) }) { self = field; return }
        // «Цена, руб. с НДС», "price rub".
        guard key.hasPrefix("цена ") || key.hasPrefix("price rub") || key.hasPrefix("price with") || key.hasPrefix("price incl") else { return nil }
        self = .price
    }

    private var titles: Set<String> {
        switch self {
        case .list: ["price list", "list", "прайс лист", "прайс", "вид цены", "вид цен", "тип цены", "тип цен", "код прайс листа", "код вида цены"]
        case .product: ["product", "product id", "external id", "id", "код", "ид", "код товара", "внешний код", "ид товара", "код номенклатуры", "код 1с"]
        case .article: ["article", "article number", "sku", "part number", "артикул", "арт", "артикул товара"]
        case .price: ["price", "unit price", "new price", "цена", "новая цена", "стоимость"]
        case .minQuantity:
            ["min quantity", "minimum quantity", "min qty", "quantity from", "from quantity", "количество от", "от количества", "мин количество", "минимальное количество", "кол во от", "от кол ва"]
        case .from: ["from", "valid from", "start", "с", "действует с", "дата начала", "начало", "с даты"]
        case .to: ["to", "valid to", "until", "end", "по", "до", "действует по", "действует до", "дата окончания", "окончание", "по дату"]
        }
    }
}

/// A table of prices as somebody keeps it in a spreadsheet: CSV or XLSX, whatever its columns.
package struct PriceSheet: Sendable {
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

/// Which columns of a sheet tell what: guessed from their titles, corrected by a person.
package struct SheetMapping: Sendable, Equatable {
    /// The place of the row of titles among the rows; the prices stand below it.
    package var header: Int
    package var columns: [SheetField: Int]
    /// The list of all rows, where no column tells it: an external id.
    package var list: String?
    /// The first rows, shortened, for a person to look at.
    package var sample: [[String]] = []

    /// The row with the most known titles among the first twenty: price lists have a letterhead above.
    package init(guessedFrom sheet: PriceSheet) {
        var best: (place: Int, columns: [SheetField: Int]) = (0, [:])
        for (place, row) in sheet.rows.prefix(20).enumerated() {
            var columns: [SheetField: Int] = [:]
            for (column, title) in row.cells.enumerated() {
                if let field = SheetField(title: title), columns[field] == nil { columns[field] = column }
            }
            if columns.count > best.columns.count { best = (place, columns) }
        }
        (header, columns, list) = (best.place, best.columns, nil)
        sample = sheet.rows.dropFirst(best.place).prefix(6).map { $0.cells.prefix(50).map { String($0.prefix(60)) } }
    }

    /// What has to be said before rows can be read.
    package var problems: [Refusal.Problem] {
        var problems: [Refusal.Problem] = []
        if columns[.price] == nil { problems.append(Refusal.Problem("/unit_price", .validation, "column_missing_price")) }
        if columns[.article] == nil, columns[.product] == nil { problems.append(Refusal.Problem("/article", .validation, "column_missing_product")) }
        if columns[.list] == nil, list == nil { problems.append(Refusal.Problem("/list", .validation, "column_missing_list")) }
        return problems
    }

    package var json: JSON {
        let columns = JSONObject(self.columns.sorted { $0.key.rawValue < $1.key.rawValue }.map { ($0.key.rawValue, JSON.number(String($0.value))) })
        return ["header": .number(String(header)), "columns": .object(columns), "list": .text(list), "sample": .array(sample.map { .array($0.map { .string($0) }) })]
    }

    package init?(_ json: JSON) {
        guard let header = json["header"]?.int.flatMap({ Int(exactly: $0) }), header >= 0 else { return nil }
        self.header = header
        columns = [:]
        for (name, place) in json["columns"]?.object?.entries ?? [] {
            if let field = SheetField(rawValue: name), let column = place.int.flatMap({ Int(exactly: $0) }), column >= 0 { columns[field] = column }
        }
        list = json["list"]?.string
        sample = (json["sample"]?.array ?? []).map { ($0.array ?? []).compactMap(\.string) }
    }

    /// The cell of a field, nil where it is empty.
    func cell(_ field: SheetField, _ row: PriceSheet.Row) -> String? {
        guard let column = columns[field], row.cells.indices.contains(column), !row.cells[column].isEmpty else { return nil }
        return row.cells[column]
    }
}

/// A code from a spreadsheet: without the apostrophe that disarms a formula.
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
